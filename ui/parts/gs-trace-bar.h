/* gs-trace-bar.h: when a trace was recorded, as a bar on an axis that several share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "trace/gs-trace.h"

G_BEGIN_DECLS

#define GS_TYPE_TRACE_BAR (gs_trace_bar_get_type ())
G_DECLARE_FINAL_TYPE (GsTraceBar, gs_trace_bar, GS, TRACE_BAR, GtkWidget)

GtkWidget *gs_trace_bar_new (void);
void gs_trace_bar_set (GsTraceBar *self, GsSpan span, GsSpan axis, GsRole role);

G_END_DECLS
