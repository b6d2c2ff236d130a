/* gs-gantt-heads.h: heads of the columns beside a chart
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "session/gs-session.h"
#include "track/gs-state.h"

G_BEGIN_DECLS

#define GS_TYPE_GANTT_HEADS (gs_gantt_heads_get_type ())
G_DECLARE_FINAL_TYPE (GsGanttHeads, gs_gantt_heads, GS, GANTT_HEADS, GtkWidget)

GtkWidget *gs_gantt_heads_new (GsRows view, GsSession *session, GtkWidget *first);

G_END_DECLS
