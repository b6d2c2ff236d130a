/* gs-gantt-chart.h: the bars of the rows that are seen
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "draw/gs-palette.h"
#include "rows/gs-row-layout.h"
#include "rows/gs-row-list.h"
#include "session/gs-session.h"

G_BEGIN_DECLS

#define GS_TYPE_GANTT_CHART (gs_gantt_chart_get_type ())
G_DECLARE_FINAL_TYPE (GsGanttChart, gs_gantt_chart, GS, GANTT_CHART, GtkWidget)

GtkWidget *gs_gantt_chart_new (GsRowList *rows, GsSession *session, GtkAdjustment *vertical);
GsPalette *gs_palette_new_filtered (const GsPalette *palette, GsSession *session);
GsSpan gs_gantt_chart_get_column (GsGanttChart *self, double x);
double gs_gantt_chart_get_x (GsGanttChart *self, gint64 time);
gboolean gs_gantt_chart_get_row (GsGanttChart *self, double y, guint *index);
double gs_gantt_chart_get_y (GsGanttChart *self, guint index);
GsRowLayout gs_gantt_chart_get_layout (GsGanttChart *self);
const GsPalette *gs_widget_get_palette (GtkWidget *widget);

G_END_DECLS
