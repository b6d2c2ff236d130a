/* gs-clock-plot.c: the constraints on one clock, its line and its corridor
 * SPDX-License-Identifier: MIT
 */
#include "clocks/gs-clock-plot.h"

#include <glib/gi18n.h>
#include <math.h>
#include <pango/pangocairo.h>

#include "base/gs-time-text.h"
#include "draw/gs-pen.h"

/* Half of a point's mark, in pixels. */
#define MARK 3.5

/* Room for an axis label, in pixels. */
#define TIME_LABEL_ROOM 110
#define OFFSET_LABEL_ROOM 34

/* Of the offsets, those nearer than this share of all points are seen at first. */
#define NEAR_SHARE 0.35

/* The corridor fills this share of the height, at first. */
#define CORRIDOR_SHARE 0.5

static double
gs_clock_plot_get_corridor_reach (const GsClockReport *report)
{
  double reach = 0;

  for (guint i = 0; i < report->corridor->len; i++)
    {
      const GsClockReportKnot *knot = &g_array_index (report->corridor, GsClockReportKnot, i);

      reach = MAX (reach, MAX (fabs ((double) knot->low_ns), fabs ((double) knot->high_ns)));
    }
  return reach;
}

static int
gs_clock_plot_compare_doubles (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

/* How far the nearer ones of the points are away. */
static double
gs_clock_plot_get_near_reach (const GsClockReport *report)
{
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < report->points->len; i++)
    {
      const GsClockReportPoint *point = &g_array_index (report->points, GsClockReportPoint, i);
      double size = fabs ((double) point->offset_ns);

      if (!point->is_rejected)
        g_array_append_val (sizes, size);
    }
  if (sizes->len == 0)
    return 0;
  g_array_sort (sizes, gs_clock_plot_compare_doubles);
  return g_array_index (sizes, double, (guint) ((sizes->len - 1) * NEAR_SHARE));
}

/**
 * gs_clock_plot_get_view:
 * @span: the machine's, on its own clock
 *
 * Returns: all of the time, and so much of the offsets that the corridor fills
 *   half of the height, or a quarter where there are few points near it
 */
GsClockView
gs_clock_plot_get_view (const GsClockReport *report, GsSpan span)
{
  double corridor = gs_clock_plot_get_corridor_reach (report) / CORRIDOR_SHARE;
  double near = gs_clock_plot_get_near_reach (report) * 1.2;
  GsClockView view = { span, span.begin, MAX (corridor, MIN (near, corridor * 2)) };

  if (corridor <= 0)
    view.reach = near > 0 ? near : 1000;
  view.reach = CLAMP (view.reach, GS_CLOCK_MIN_REACH, GS_CLOCK_MAX_REACH);
  if (view.time.end <= view.time.begin)
    view.time.end = view.time.begin + 1;
  return view;
}

/**
 * gs_clock_plot_get_area:
 * @width: of the whole picture, like @height, in pixels
 *
 * Returns: where the plane is, beside the axes
 */
GsClockArea
gs_clock_plot_get_area (double width, double height)
{
  return (GsClockArea){
    GS_CLOCK_PLOT_LEFT,
    GS_CLOCK_PLOT_TOP,
    MAX (width - GS_CLOCK_PLOT_LEFT - GS_CLOCK_PLOT_RIGHT, 1),
    MAX (height - GS_CLOCK_PLOT_TOP - GS_CLOCK_PLOT_BOTTOM, 1),
  };
}

double
gs_clock_plot_get_x (const GsClockView *view, const GsClockArea *area, gint64 time)
{
  return area->x + (double) (time - view->time.begin) / (double) MAX (gs_span_duration (view->time), 1) * area->width;
}

double
gs_clock_plot_get_y (const GsClockView *view, const GsClockArea *area, double offset)
{
  return area->y + area->height / 2 * (1 - offset / view->reach);
}

/**
 * gs_clock_plot_get_step:
 * @reach: ns above and below the line
 * @height: that they are drawn in, in pixels
 *
 * Returns: 1, 2 or 5 times a power of ten, so that labels have room
 */
double
gs_clock_plot_get_step (double reach, double height)
{
  double least = 2 * reach * OFFSET_LABEL_ROOM / MAX (height, 1);
  double power = pow (10, floor (log10 (MAX (least, 1))));

  for (guint i = 0; i < 3; i++)
    {
      static const double factors[] = { 1, 2, 5 };

      if (factors[i] * power >= least)
        return factors[i] * power;
    }
  return 10 * power;
}

/**
 * gs_clock_plot_get_colour:
 *
 * Returns: 0xRRGGBB, of what gave a constraint
 */
guint32
gs_clock_plot_get_colour (const GsPalette *palette, GsClockPointKind kind)
{
  static const guint32 light[] = { 0x1c71d8, 0x26a269, 0xc64600 };
  static const guint32 dark[] = { 0x62a0ea, 0x57e389, 0xffa348 };

  return (palette->is_dark ? dark : light)[MIN (kind, GS_CLOCK_POINT_WINDOWS)];
}

/* One line of text; @y is its middle. Returns: its width */
double
gs_clock_plot_write (cairo_t *cr, const char *font, const char *text, double x, double y, double xalign)
{
  g_autoptr (PangoLayout) layout = pango_cairo_create_layout (cr);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  int width, height;

  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  cairo_move_to (cr, round (x - xalign * width), round (y - height / 2.0));
  pango_cairo_show_layout (cr, layout);
  return width;
}

static void
gs_clock_plot_draw_offsets (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockView *view,
                            const GsClockArea *area)
{
  double step = gs_clock_plot_get_step (view->reach, area->height);

  for (int i = (int) ceil (-view->reach / step); i * step <= view->reach; i++)
    {
      g_autofree char *size = gs_time_text_dup_duration (llround (fabs (i * step)), 1);
      g_autofree char *label = g_strdup_printf ("%s%s", i > 0 ? "+" : i < 0 ? "−" : "", i == 0 ? "0" : size);
      double y = gs_clock_plot_get_y (view, area, i * step);

      gs_pen_set_colour (cr, palette->line, 1);
      cairo_rectangle (cr, area->x, round (y), area->width, 1);
      cairo_fill (cr);
      gs_pen_set_colour (cr, palette->dim_text, 1);
      gs_clock_plot_write (cr, font, label, area->x - 8, y, 1);
    }
}

/* Times since the view's origin, as the machine's own clock counts them. */
static void
gs_clock_plot_draw_times (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockView *view,
                          const GsClockArea *area)
{
  double wanted = (double) gs_span_duration (view->time) * TIME_LABEL_ROOM / area->width / 2;
  double step = gs_clock_plot_get_step (MAX (wanted, 1), OFFSET_LABEL_ROOM);
  double begin = (double) gs_time_subtract (view->time.begin, view->origin);
  double end = (double) gs_time_subtract (view->time.end, view->origin);
  double first = ceil (begin / step) * step;

  /* Far away from the origin, a step may be too small to be added. */
  for (guint i = 0; i < area->width && first + i * step <= end; i++)
    {
      double time = first + i * step;
      double x = area->x + (time - begin) / MAX (end - begin, 1) * area->width;
      g_autofree char *label = gs_time_text_dup_seconds (llround (time), MAX ((gint64) step, 1));

      gs_pen_set_colour (cr, palette->line, 1);
      cairo_rectangle (cr, round (x), area->y, 1, area->height);
      cairo_fill (cr);
      gs_pen_set_colour (cr, palette->dim_text, 1);
      gs_clock_plot_write (cr, font, label, x, area->y + area->height + 13,
                           x < area->x + 30               ? 0 :
                           x > area->x + area->width - 30 ? 1 :
                                                            0.5);
    }
}

/* Returns: the place of an offset, not so far away that cairo could not count it */
static double
gs_clock_plot_get_near_y (const GsClockView *view, const GsClockArea *area, double offset)
{
  return gs_clock_plot_get_y (view, area, CLAMP (offset, -20 * view->reach, 20 * view->reach));
}

static void
gs_clock_plot_draw_corridor (cairo_t *cr, const GsPalette *palette, const GsClockReport *report,
                             const GsClockView *view, const GsClockArea *area)
{
  const GArray *corridor = report->corridor;

  if (corridor->len < 2)
    return;
  for (guint i = 0; i < corridor->len; i++)
    {
      const GsClockReportKnot *knot = &g_array_index (corridor, GsClockReportKnot, i);

      cairo_line_to (cr, gs_clock_plot_get_x (view, area, knot->time),
                     gs_clock_plot_get_near_y (view, area, (double) knot->high_ns));
    }
  for (guint i = corridor->len; i-- > 0;)
    {
      const GsClockReportKnot *knot = &g_array_index (corridor, GsClockReportKnot, i);

      cairo_line_to (cr, gs_clock_plot_get_x (view, area, knot->time),
                     gs_clock_plot_get_near_y (view, area, (double) knot->low_ns));
    }
  cairo_close_path (cr);
  gs_pen_set_colour (cr, palette->accent, 0.22);
  cairo_fill_preserve (cr);
  gs_pen_set_colour (cr, palette->accent, 0.7);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* An upper bound's mark stands on it and points down, where the line has to be; a lower
 * bound's hangs below and points up. What is rejected is crossed out. */
static void
gs_clock_plot_add_mark (cairo_t *cr, const GsClockReportPoint *point, double x, double y)
{
  double away = point->is_upper ? -2 * MARK : 2 * MARK;

  if (point->is_rejected)
    {
      cairo_move_to (cr, x - MARK, y - MARK);
      cairo_line_to (cr, x + MARK, y + MARK);
      cairo_move_to (cr, x - MARK, y + MARK);
      cairo_line_to (cr, x + MARK, y - MARK);
      return;
    }
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x - MARK, y + away);
  cairo_line_to (cr, x + MARK, y + away);
  cairo_close_path (cr);
}

static void
gs_clock_plot_paint_mark (cairo_t *cr, const GsPalette *palette, const GsClockReportPoint *point)
{
  cairo_set_line_width (cr, 1.5);
  if (point->is_rejected)
    {
      gs_pen_set_colour (cr, palette->is_dark ? 0xff7b63 : 0xc01c28, 0.9);
      cairo_stroke (cr);
      return;
    }
  gs_pen_set_colour (cr, gs_clock_plot_get_colour (palette, point->kind), 0.85);
  cairo_fill (cr);
}

static void
gs_clock_plot_draw_points (cairo_t *cr, const GsPalette *palette, const GsClockReport *report, const GsClockView *view,
                           const GsClockArea *area)
{
  for (guint i = 0; i < report->points->len; i++)
    {
      const GsClockReportPoint *point = &g_array_index (report->points, GsClockReportPoint, i);
      double x = gs_clock_plot_get_x (view, area, point->time);

      if (fabs ((double) point->offset_ns) > view->reach * 1.2 || x < area->x - MARK
          || x > area->x + area->width + MARK)
        continue;
      gs_clock_plot_add_mark (cr, point, x, gs_clock_plot_get_y (view, area, (double) point->offset_ns));
      gs_clock_plot_paint_mark (cr, palette, point);
    }
}

/* A piece of the legend: a mark, then words. Returns: where the next one begins */
static double
gs_clock_plot_draw_key (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReportPoint *point,
                        const char *text, double x)
{
  double y = GS_CLOCK_PLOT_TOP / 2.0;

  gs_clock_plot_add_mark (cr, point, x, point->is_rejected ? y : y + MARK);
  gs_clock_plot_paint_mark (cr, palette, point);
  if (!point->is_rejected)
    {
      GsClockReportPoint other = { .kind = point->kind, .is_upper = FALSE };

      x += 2 * MARK + 3;
      gs_clock_plot_add_mark (cr, &other, x, y - MARK);
      gs_clock_plot_paint_mark (cr, palette, &other);
    }
  x += MARK + 5;
  gs_pen_set_colour (cr, palette->text, 1);
  return x + gs_clock_plot_write (cr, font, text, x, y, 0) + 20;
}

static double
gs_clock_plot_draw_swatch (cairo_t *cr, const GsPalette *palette, const char *font, guint32 colour, double alpha,
                           double height, const char *text, double x)
{
  double y = GS_CLOCK_PLOT_TOP / 2.0;

  gs_pen_set_colour (cr, colour, alpha);
  cairo_rectangle (cr, x, round (y - height / 2), 18, height);
  cairo_fill (cr);
  gs_pen_set_colour (cr, palette->text, 1);
  return x + 24 + gs_clock_plot_write (cr, font, text, x + 24, y, 0) + 20;
}

/* Dashed, with how far the clock was set beside it. */
static void
gs_clock_plot_draw_breaks (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report,
                           const GsClockView *view, const GsClockArea *area)
{
  static const double dashes[] = { 4, 3 };

  for (guint i = 0; i < report->breaks->len; i++)
    {
      const GsClockReportBreak *at = &g_array_index (report->breaks, GsClockReportBreak, i);
      g_autofree char *size = gs_time_text_dup_duration (ABS (at->step_ns), 1);
      /* Translators: a sign and a duration */
      g_autofree char *text = g_strdup_printf (_ ("set by %s%s"), at->step_ns < 0 ? "−" : "+", size);
      double x = floor (gs_clock_plot_get_x (view, area, at->time)) + 0.5;

      if (x < area->x || x > area->x + area->width)
        continue;
      gs_pen_set_colour (cr, palette->text, 1);
      cairo_set_line_width (cr, 1);
      cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
      cairo_move_to (cr, x, area->y);
      cairo_line_to (cr, x, area->y + area->height);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
      gs_clock_plot_write (cr, font, text, x < area->x + area->width / 2 ? x + 5 : x - 5, area->y + 10,
                           x < area->x + area->width / 2 ? 0 : 1);
    }
}

/* Only what there is. */
static void
gs_clock_plot_draw_legend (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report)
{
  const char *const names[] = { _ ("TCP"), _ ("vmsync"), _ ("run windows") };
  gboolean has_kind[G_N_ELEMENTS (names)] = { FALSE }, has_rejected = FALSE;
  double x = GS_CLOCK_PLOT_LEFT;

  for (guint i = 0; i < report->points->len; i++)
    {
      const GsClockReportPoint *point = &g_array_index (report->points, GsClockReportPoint, i);

      has_kind[MIN (point->kind, GS_CLOCK_POINT_WINDOWS)] = TRUE;
      has_rejected = has_rejected || point->is_rejected;
    }
  x = gs_clock_plot_draw_swatch (cr, palette, font, palette->text, 1, 2, _ ("clock in use"), x);
  if (report->corridor->len > 1)
    x = gs_clock_plot_draw_swatch (cr, palette, font, palette->accent, 0.35, 12, _ ("left open"), x);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (has_kind[i])
      x = gs_clock_plot_draw_key (cr, palette, font, &(GsClockReportPoint){ .kind = i, .is_upper = TRUE }, names[i],
                                  x + 4);
  if (has_rejected)
    gs_clock_plot_draw_key (cr, palette, font, &(GsClockReportPoint){ .is_rejected = TRUE }, _ ("rejected"), x + 4);
}

static void
gs_clock_plot_draw_nothing (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report,
                            const GsClockArea *area)
{
  const char *text = report->clock.method == GS_CLOCK_REFERENCE ?
                         _ ("This is the clock that all times are shown on") :
                         _ ("Nothing in the traces ties this clock to the others");

  gs_pen_set_colour (cr, palette->dim_text, 1);
  gs_clock_plot_write (cr, font, text, area->x + area->width / 2, area->y + area->height / 4, 0.5);
}

/**
 * gs_clock_plot_draw:
 * @font: of the axes' labels, for Pango
 * @width: of the whole picture, like @height, in pixels
 *
 * Draws the constraints, what they leave open, and the line, on a background of its own.
 */
void
gs_clock_plot_draw (cairo_t *cr, const GsPalette *palette, const char *font, const GsClockReport *report,
                    const GsClockView *view, double width, double height)
{
  GsClockArea area = gs_clock_plot_get_area (width, height);

  gs_pen_set_colour (cr, palette->background, 1);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  gs_clock_plot_draw_times (cr, palette, font, view, &area);
  gs_clock_plot_draw_offsets (cr, palette, font, view, &area);
  gs_clock_plot_draw_legend (cr, palette, font, report);
  if (report->points->len == 0)
    gs_clock_plot_draw_nothing (cr, palette, font, report, &area);

  cairo_save (cr);
  cairo_rectangle (cr, area.x, area.y, area.width, area.height);
  cairo_clip (cr);
  gs_clock_plot_draw_corridor (cr, palette, report, view, &area);
  gs_clock_plot_draw_points (cr, palette, report, view, &area);
  gs_clock_plot_draw_breaks (cr, palette, font, report, view, &area);
  gs_pen_set_colour (cr, palette->text, 1);
  cairo_rectangle (cr, area.x, round (gs_clock_plot_get_y (view, &area, 0)) - 1, area.width, 2);
  cairo_fill (cr);
  cairo_restore (cr);
}
