/* gs-svg.h: a picture as SVG
 * SPDX-License-Identifier: MIT
 *
 * No GTK. A cairo context holds transformation, colour and path, as if it were drawn on.
 */
#pragma once

#include <pango/pangocairo.h>

#include "draw/gs-canvas.h"

G_BEGIN_DECLS

typedef struct _GsSvg GsSvg;

GsSvg *gs_svg_new (int width, int height);
void gs_svg_free (GsSvg *self);
void gs_svg_fill (GsSvg *self, cairo_t *cr);
void gs_svg_fill_hatch (GsSvg *self, cairo_t *cr, GsHatch hatch, guint32 colour);
void gs_svg_show_layout (GsSvg *self, cairo_t *cr, PangoLayout *layout);
const GString *gs_svg_finish (GsSvg *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsSvg, gs_svg_free)

G_END_DECLS
