/* gs-hatch.c: a hatch as a path
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-hatch.h"

#include "draw/gs-texture.h"

/* A line from the upper edge of a square of @period to its lower one, that is @lean further to the right. */
static void
gs_hatch_trace_slope (cairo_t *cr, double x, double width, double period, double lean)
{
  cairo_move_to (cr, x, 0);
  cairo_line_to (cr, x + width, 0);
  cairo_line_to (cr, x + width + lean, period);
  cairo_line_to (cr, x + lean, period);
  cairo_close_path (cr);
}

/* One square of a hatch, from the origin on; lines may go on beyond it. */
void
gs_hatch_trace (cairo_t *cr, GsHatch hatch)
{
  GsLines lines = gs_texture_get_lines (hatch);
  double period = lines.period;

  if (lines.is_horizontal)
    cairo_rectangle (cr, 0, lines.first, period, lines.width);
  if (lines.is_vertical)
    cairo_rectangle (cr, lines.first, 0, lines.width, period);
  if (lines.is_dots)
    cairo_rectangle (cr, lines.first, lines.first, lines.width, lines.width);
  for (guint i = 0; i < 2 && lines.is_rising; i++)
    gs_hatch_trace_slope (cr, lines.first + i * period, lines.width, period, -period);
  for (guint i = 0; i < 2 && lines.is_falling; i++)
    gs_hatch_trace_slope (cr, lines.first - i * period, lines.width, period, period);
}
