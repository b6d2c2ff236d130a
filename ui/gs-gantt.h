/* gs-gantt.h: one view: row names, ruler, chart and overview on one time axis
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "gs-session.h"
#include "gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_GANTT (gs_gantt_get_type ())
G_DECLARE_FINAL_TYPE (GsGantt, gs_gantt, GS, GANTT, GtkWidget)

GtkWidget  *gs_gantt_new           (GsRows      rows,
                                    GsSession  *session);
GsRows      gs_gantt_get_rows      (GsGantt    *self);
GsTimeline *gs_gantt_get_timeline  (GsGantt    *self);
void        gs_gantt_set_timeline  (GsGantt    *self,
                                    GsTimeline *timeline);

gboolean    gs_gantt_next_change   (GsGantt    *self);
gboolean    gs_gantt_previous_change (GsGantt  *self);
char       *gs_gantt_describe      (GsGantt    *self);

G_END_DECLS
