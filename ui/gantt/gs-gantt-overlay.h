/* gs-gantt-overlay.h: cursor, selection and hover card over a chart
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gantt/gs-gantt-chart.h"

G_BEGIN_DECLS

#define GS_TYPE_GANTT_OVERLAY (gs_gantt_overlay_get_type ())
G_DECLARE_FINAL_TYPE (GsGanttOverlay, gs_gantt_overlay, GS, GANTT_OVERLAY, GtkWidget)

GtkWidget *gs_gantt_overlay_new (GsGanttChart *chart, GsRowList *rows, GsSession *session, GtkAdjustment *vertical);
void gs_gantt_overlay_show_card (GsGanttOverlay *self, GsRow *row, GsSpan column, double x, double y);
void gs_gantt_overlay_hide_card (GsGanttOverlay *self);
void gs_gantt_overlay_show_note (GsGanttOverlay *self, const char *text, double x, double y);

G_END_DECLS
