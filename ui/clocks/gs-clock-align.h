/* gs-clock-align.h: two moments that are to be one
 * SPDX-License-Identifier: MIT
 *
 * Signal: "align" (gint64 ns): by how much the trace is to be moved.
 */
#pragma once

#include <gtk/gtk.h>

#include "session/gs-session.h"

G_BEGIN_DECLS

#define GS_TYPE_CLOCK_ALIGN (gs_clock_align_get_type ())
G_DECLARE_FINAL_TYPE (GsClockAlign, gs_clock_align, GS, CLOCK_ALIGN, GtkWidget)

void gs_clock_align_set_session (GsClockAlign *self, GsSession *session);
void gs_clock_align_set_span (GsClockAlign *self, GsSpan span);
void gs_clock_align_set_names (GsClockAlign *self, const char *trace, const char *reference);
void gs_clock_align_prefill (GsClockAlign *self);

G_END_DECLS
