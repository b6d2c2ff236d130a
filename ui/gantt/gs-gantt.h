/* gs-gantt.h: one view: row names, ruler, chart and overview on one time axis
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signal: "shift-clock" (guint machine, gint64 delta, int phase),
 * when a machine's rows are dragged by @delta ns with Alt held; see GsShiftPhase.
 * A handler that returns FALSE at the begin refuses it. A row that another view has to
 * show is the action "win.show-row" with its key and a time.
 */
#pragma once

#include <gtk/gtk.h>

#include "gantt/gs-gantt-type.h"
#include "rows/gs-row-list.h"
#include "rows/gs-view.h"
#include "session/gs-seek.h"
#include "session/gs-session.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* px: the chart's scroll bar and the edges of what is beside it. */
#define GS_GANTT_BESIDE_CHART 24

GtkWidget *gs_gantt_new (const GsView *view, GsSession *session);
const GsView *gs_gantt_get_view (GsGantt *self);
GsTimeline *gs_gantt_get_timeline (GsGantt *self);
void gs_gantt_set_timeline (GsGantt *self, GsTimeline *timeline);

gboolean gs_gantt_next_change (GsGantt *self);
gboolean gs_gantt_previous_change (GsGantt *self);
gboolean gs_gantt_show_row (GsGantt *self, const char *key, gint64 time);
GsRowList *gs_gantt_get_list (GsGantt *self);
GPtrArray *gs_gantt_list_seen (GsGantt *self);
void gs_gantt_activate (GsGantt *self, const char *name);
void gs_gantt_show_overview (GsGantt *self, gboolean is_shown);
void gs_gantt_set_seek (GsGantt *self, GsSeek what);

G_END_DECLS
