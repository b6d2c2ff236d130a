/* gs-pen.c: filled paths and text, with cairo or as SVG
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-pen.h"

#include <cairo-pdf.h>

#include "draw/gs-hatch.h"
#include "draw/gs-texture.h"

static cairo_user_data_key_t svg_key;

static GsSvg *
gs_pen_get_svg (cairo_t *cr)
{
  return cairo_get_user_data (cr, &svg_key);
}

/**
 * gs_pen_new_svg:
 * @svg: has to outlive the context
 *
 * Returns: (transfer full): a context; what is drawn on it by this pen goes to @svg, whatever else nowhere
 */
cairo_t *
gs_pen_new_svg (GsSvg *svg)
{
  /* One that measures text as vectors have it, and writes nothing. */
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (NULL, NULL, 1, 1);
  cairo_t *cr = cairo_create (surface);

  cairo_set_user_data (cr, &svg_key, svg, NULL);
  cairo_surface_destroy (surface);
  return cr;
}

/**
 * gs_pen_set_colour:
 * @colour: 0xRRGGBB
 * @alpha: how opaque, from 0 to 1
 */
void
gs_pen_set_colour (cairo_t *cr, guint32 colour, double alpha)
{
  cairo_set_source_rgba (cr, ((colour >> 16) & 0xff) / 255.0, ((colour >> 8) & 0xff) / 255.0, (colour & 0xff) / 255.0,
                         alpha);
}

/* Fills the current path with the current colour, and forgets it. */
void
gs_pen_fill (cairo_t *cr)
{
  GsSvg *svg = gs_pen_get_svg (cr);

  if (svg != NULL)
    gs_svg_fill (svg, cr);
  else
    cairo_fill (cr);
}

/* Returns: (transfer full): a hatch, which stays a drawing in PDF */
static cairo_pattern_t *
gs_pen_create_pattern (GsHatch hatch, guint32 colour)
{
  double period = gs_texture_get_lines (hatch).period;
  cairo_rectangle_t square = { 0, 0, period, period };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &square);
  cairo_t *cr = cairo_create (surface);
  cairo_pattern_t *pattern = cairo_pattern_create_for_surface (surface);

  gs_pen_set_colour (cr, colour, 1);
  gs_hatch_trace (cr, hatch);
  cairo_fill (cr);
  cairo_pattern_set_extend (pattern, CAIRO_EXTEND_REPEAT);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return pattern;
}

/**
 * gs_pen_fill_hatch:
 * @colour: 0xRRGGBB
 *
 * Draws a hatch, whose lines are those that go through the origin, within the current path, and forgets that.
 */
void
gs_pen_fill_hatch (cairo_t *cr, GsHatch hatch, guint32 colour)
{
  GsSvg *svg = gs_pen_get_svg (cr);
  cairo_pattern_t *pattern;

  if (svg != NULL)
    {
      gs_svg_fill_hatch (svg, cr, hatch, colour);
      return;
    }
  pattern = gs_pen_create_pattern (hatch, colour);
  cairo_set_source (cr, pattern);
  cairo_fill (cr);
  cairo_pattern_destroy (pattern);
}

/* Writes one line of text at the current point, in the current colour. */
void
gs_pen_show_layout (cairo_t *cr, PangoLayout *layout)
{
  GsSvg *svg = gs_pen_get_svg (cr);

  if (svg != NULL)
    gs_svg_show_layout (svg, cr, layout);
  else
    pango_cairo_show_layout (cr, layout);
}
