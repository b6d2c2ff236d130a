/* gs-clock-health.c: how many of a guest's events lie outside of their windows, over time
 * SPDX-License-Identifier: MIT
 */
#include "clocks/gs-clock-plot.h"

#include "draw/gs-pen.h"

#include <glib/gi18n.h>
#include <math.h>

/* The height is never less than this share of all events: a single stray one is no mountain. */
#define LEAST_LIMIT 0.001

#define TITLE_HEIGHT 24
#define BOTTOM 8

static double
gs_clock_health_get_share (const GsClockReportBucket *bucket)
{
  return bucket->n_events > 0 ? (double) bucket->n_outside / (double) bucket->n_events : 0;
}

/**
 * gs_clock_health_get_limit:
 *
 * Returns: the share of events at the top of the picture: 1, 2 or 5 times a power of ten
 */
double
gs_clock_health_get_limit (const GsClockReport *report)
{
  double most = LEAST_LIMIT, power;

  for (guint i = 0; i < report->health->len; i++)
    most = MAX (most, gs_clock_health_get_share (&g_array_index (report->health, GsClockReportBucket, i)));
  power = pow (10, floor (log10 (most) + 1e-9));
  most -= most * 1e-9;
  return MIN (most <= power ? power : most <= 2 * power ? 2 * power : most <= 5 * power ? 5 * power : 10 * power, 1);
}

static void
gs_clock_health_draw_axis (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockArea *area,
                           double limit)
{
  for (guint i = 0; i <= 1; i++)
    {
      double y = area->y + (1 - (double) i) * area->height;
      g_autofree char *label = i == 0 ? g_strdup ("0") : g_strdup_printf (_ ("%g %%"), limit * 100);

      gs_pen_set_colour (cr, palette->line, 1);
      cairo_rectangle (cr, area->x, round (y), area->width, 1);
      cairo_fill (cr);
      gs_pen_set_colour (cr, palette->dim_text, 1);
      gs_clock_plot_write (cr, font, label, area->x - 8, y, 1);
    }
}

/* What is outside is red; a green ground says that there were events at all. */
static void
gs_clock_health_draw_bucket (cairo_t *cr, const GsPalette *palette, const GsClockReportBucket *bucket,
                             const GsClockView *view, const GsClockArea *area, double limit)
{
  double begin = gs_clock_plot_get_x (view, area, bucket->span.begin);
  double end = gs_clock_plot_get_x (view, area, bucket->span.end);
  double height = gs_clock_health_get_share (bucket) / limit * area->height;

  if (bucket->n_events == 0)
    return;
  gs_pen_set_colour (cr, palette->looks[GS_ROWS_VCPUS][GS_VCPU_RUNNING].colour, 1);
  cairo_rectangle (cr, floor (begin), area->y + area->height - 3, ceil (end) - floor (begin), 3);
  cairo_fill (cr);
  if (bucket->n_outside == 0)
    return;
  height = MAX (height, 2);
  gs_pen_set_colour (cr, palette->looks[GS_ROWS_VCPUS][GS_VCPU_HYPERVISOR].colour, 1);
  cairo_rectangle (cr, floor (begin), area->y + area->height - height, MAX (ceil (end) - floor (begin), 1), height);
  cairo_fill (cr);
}

/**
 * gs_clock_health_draw:
 * @view: the part of the time that is seen
 * @width: of the whole picture, like @height, in pixels; the plane is where
 *   gs_clock_plot_draw() has it, from left to right
 *
 * Draws the share of events outside of their windows, one bar a bucket.
 */
void
gs_clock_health_draw (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report,
                      const GsClockView *view, double width, double height)
{
  GsClockArea area = gs_clock_plot_get_area (width, height);
  double limit = gs_clock_health_get_limit (report);

  area.y = TITLE_HEIGHT;
  area.height = MAX (height - TITLE_HEIGHT - BOTTOM, 1);
  gs_pen_set_colour (cr, palette->background, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  gs_pen_set_colour (cr, palette->text, 1);
  gs_clock_plot_write (cr, font, _ ("Share of its events while the host did not run their virtual CPU"), area.x,
                       TITLE_HEIGHT / 2.0, 0);
  gs_clock_health_draw_axis (cr, palette, font, &area, limit);
  cairo_save (cr);
  cairo_rectangle (cr, area.x, area.y, area.width, area.height);
  cairo_clip (cr);
  for (guint i = 0; i < report->health->len; i++)
    gs_clock_health_draw_bucket (cr, palette, &g_array_index (report->health, GsClockReportBucket, i), view, &area,
                                 limit);
  cairo_restore (cr);
}
