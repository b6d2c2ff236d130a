/* gs-clock-plot.h: what one machine's clock rests on, drawn
 * SPDX-License-Identifier: MIT
 *
 * cairo alone, no GTK. Time goes to the right; up is the offset from the line
 * that the timeline uses, so that line is the horizontal one at 0.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-palette.h"
#include "report/gs-clock-report.h"

G_BEGIN_DECLS

/* Which part of the plane is seen. */
typedef struct
{
  GsSpan time;   /* the machine's own clock */
  gint64 origin; /* that the axis counts from */
  double reach;  /* ns above and below the line, > 0 */
} GsClockView;

/* Where in the picture the plane is; the axes are left of and below it. */
typedef struct
{
  double x, y, width, height;
} GsClockArea;

#define GS_CLOCK_PLOT_LEFT 76
#define GS_CLOCK_PLOT_RIGHT 12
#define GS_CLOCK_PLOT_TOP 30 /* for the legend */
#define GS_CLOCK_PLOT_BOTTOM 24

#define GS_CLOCK_MIN_REACH 20.0 /* ns */
#define GS_CLOCK_MAX_REACH 1e17

GsClockView gs_clock_plot_get_view (const GsClockReport *report, GsSpan span);
GsClockArea gs_clock_plot_get_area (double width, double height);
double gs_clock_plot_get_x (const GsClockView *view, const GsClockArea *area, gint64 time);
double gs_clock_plot_get_y (const GsClockView *view, const GsClockArea *area, double offset);
double gs_clock_plot_get_step (double reach, double height);
guint32 gs_clock_plot_get_colour (const GsPalette *palette, GsClockPointKind kind);
void gs_clock_plot_draw (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report,
                         const GsClockView *view, double width, double height);
double gs_clock_health_get_limit (const GsClockReport *report);
void gs_clock_health_draw (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report,
                           const GsClockView *view, double width, double height);

/*< private >: shared with gs-clock-health.c */
double gs_clock_plot_write (cairo_t *cr, const char *font, const char *text, double x, double y, double xalign);

G_END_DECLS
