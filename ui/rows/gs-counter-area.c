/* gs-counter-area.c: a counter as an area over time
 * SPDX-License-Identifier: MIT
 *
 * Like bars, each column says what is exactly true of the time that it stands for.
 */
#include "rows/gs-counter-area.h"

#include "draw/gs-painter.h"
#include "draw/gs-pen.h"
#include "draw/gs-text-layout.h"
#include "rows/gs-scene.h"

#define TOP 3   /* px above the highest value */
#define PLATE 4 /* px around what is written */
#define TEXT_HEIGHT 14

/* As the states have it that are counted. */
static guint32
gs_counter_area_get_colour (const GsPalette *palette, GsCounterKind kind)
{
  switch (kind)
    {
    case GS_COUNTER_STOLEN:
      return palette->looks[GS_ROWS_VCPUS][GS_VCPU_PREEMPTED].colour;
    case GS_COUNTER_EXITS:
      return palette->looks[GS_ROWS_VCPUS][GS_VCPU_HYPERVISOR].colour;
    case GS_COUNTER_QUEUE:
      return palette->looks[GS_ROWS_THREADS][GS_THREAD_WAIT_FOR_CPU].colour;
    default:
      return palette->accent;
    }
}

/* By column; below 0 where nothing is known. Returns: the highest */
static double
gs_counter_area_fill (const GsCounter *counter, GsSpan visible, double *values, int n)
{
  GsPlace place = { .span = visible, .width = n };
  double highest = 0;

  for (int i = 0; i < n; i++)
    {
      GsSpan column = { gs_place_get_time (&place, i), gs_place_get_time (&place, i + 1) };
      GsSpan part = gs_span_intersect (column, counter->span);

      values[i] = gs_span_duration (part) > 0 ? gs_counter_measure (counter, part) : -1;
      highest = MAX (highest, values[i]);
    }
  return highest;
}

/* One outline, so that it is no more than that as vectors. @full: the value that the whole height stands for */
static void
gs_counter_area_trace (cairo_t *cr, const double *values, int n, double full, int scale)
{
  double last = 0;

  cairo_move_to (cr, 0, GS_COUNTER_HEIGHT);
  for (int i = 0; i < n; i++)
    {
      /* What there is can be seen, however little it is. */
      double height = values[i] > 0 ? MAX (values[i] / full * (GS_COUNTER_HEIGHT - TOP), 1.0 / scale) : 0;

      if (height == last)
        continue;
      cairo_line_to (cr, (double) i / scale, GS_COUNTER_HEIGHT - last);
      cairo_line_to (cr, (double) i / scale, GS_COUNTER_HEIGHT - height);
      last = height;
    }
  cairo_line_to (cr, (double) n / scale, GS_COUNTER_HEIGHT - last);
  cairo_line_to (cr, (double) n / scale, GS_COUNTER_HEIGHT);
  cairo_close_path (cr);
}

/* What the full height stands for. */
static void
gs_counter_area_say (cairo_t *cr, const GsPalette *palette, const GsCounter *counter, double highest, int width,
                     const char *font)
{
  g_autofree char *text = gs_counter_dup_text (counter, highest);
  double room = gs_text_layout_get_width (cr, font, text) + 2;

  gs_pen_set_colour (cr, palette->background, 0.75);
  cairo_rectangle (cr, width - room - 2 * PLATE, 1, room + 2 * PLATE, TEXT_HEIGHT);
  gs_pen_fill (cr);
  gs_scene_draw_label (cr, font, text, palette->text, width - room - PLATE, 1, room, TEXT_HEIGHT);
}

/**
 * gs_counter_area_draw:
 * @width: px; its height is %GS_COUNTER_HEIGHT
 * @scale: device pixels, and so columns, per pixel
 *
 * Shares fill the height at 100 %, all others at their highest value in @visible, which is written beside it.
 */
void
gs_counter_area_draw (cairo_t *cr, const GsPalette *palette, const GsCounter *counter, GsSpan visible, int width,
                      int scale, const char *font)
{
  int n = width * scale;
  g_autofree double *values = g_new (double, MAX (n, 1));
  double highest = gs_counter_area_fill (counter, visible, values, n);
  double full = counter->kind == GS_COUNTER_STOLEN ? 1 : highest;

  gs_pen_set_colour (cr, gs_counter_area_get_colour (palette, counter->kind), 1);
  if (full > 0)
    gs_counter_area_trace (cr, values, n, full, scale);
  gs_pen_fill (cr);
  gs_pen_set_colour (cr, palette->dim_text, 0.6);
  cairo_rectangle (cr, 0, GS_COUNTER_HEIGHT - 1, width, 1);
  gs_pen_fill (cr);
  gs_counter_area_say (cr, palette, counter, highest, width, font);
}
