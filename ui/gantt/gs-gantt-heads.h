/* gs-gantt-heads.h: heads of the columns beside a chart
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_GANTT_HEADS (gs_gantt_heads_get_type ())
G_DECLARE_FINAL_TYPE (GsGanttHeads, gs_gantt_heads, GS, GANTT_HEADS, GtkWidget)

GtkWidget *gs_gantt_heads_new (const GsView *view, GsSession *session, GtkWidget *first);

G_END_DECLS
