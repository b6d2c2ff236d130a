/* gs-clock-chart.h: a clock's constraints and its health over time, to look into
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "clocks/gs-clock-plot.h"

G_BEGIN_DECLS

#define GS_TYPE_CLOCK_CHART (gs_clock_chart_get_type ())
G_DECLARE_FINAL_TYPE (GsClockChart, gs_clock_chart, GS, CLOCK_CHART, GtkWidget)

void gs_clock_chart_set_report (GsClockChart *self, GsClockReport *report, GsSpan span);
void gs_clock_chart_zoom (GsClockChart *self, double factor);
void gs_clock_chart_fit (GsClockChart *self);

G_END_DECLS
