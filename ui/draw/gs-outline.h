/* gs-outline.h: pieces, joined to outlines
 * SPDX-License-Identifier: MIT
 *
 * Cairo, no GTK.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-canvas.h"

G_BEGIN_DECLS

/* Where pieces go. */
typedef struct
{
  double column_px; /* how wide a column of their canvas is, in pixels */
  double line_px;   /* how high a line is */
} GsOutline;

gsize gs_outline_draw_row (const GsOutline *self, cairo_t *cr, const GArray *pieces);
void gs_outline_draw_each (const GsOutline *self, cairo_t *cr, const GArray *pieces);

G_END_DECLS
