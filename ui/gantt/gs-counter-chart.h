/* gs-counter-chart.h: counters over time, above the rows
 * SPDX-License-Identifier: MIT
 *
 * Main thread only; a worker makes the counters.
 */
#pragma once

#include <gtk/gtk.h>

#include "session/gs-session.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_COUNTER_CHART (gs_counter_chart_get_type ())
G_DECLARE_FINAL_TYPE (GsCounterChart, gs_counter_chart, GS, COUNTER_CHART, GtkWidget)

GtkWidget *gs_counter_chart_new (GsSession *session);
GtkWidget *gs_counter_chart_get_names (GsCounterChart *self);
void gs_counter_chart_set_timeline (GsCounterChart *self, GsTimeline *timeline);

G_END_DECLS
