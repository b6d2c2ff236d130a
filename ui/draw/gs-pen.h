/* gs-pen.h: filled paths and text, with cairo or as SVG
 * SPDX-License-Identifier: MIT
 *
 * No GTK. What draws with these goes into windows, images, PDF and SVG.
 */
#pragma once

#include "draw/gs-svg.h"

G_BEGIN_DECLS

cairo_t *gs_pen_new_svg (GsSvg *svg);
void gs_pen_set_colour (cairo_t *cr, guint32 colour, double alpha);
void gs_pen_fill (cairo_t *cr);
void gs_pen_fill_hatch (cairo_t *cr, GsHatch hatch, guint32 colour);
void gs_pen_show_layout (cairo_t *cr, PangoLayout *layout);

G_END_DECLS
