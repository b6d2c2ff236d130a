/* gs-canvas.c: the pixels of an image
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-canvas.h"

/**
 * gs_canvas_for_image:
 * @data: the pixels of a flushed cairo image surface, which has to be marked dirty afterwards
 */
GsCanvas
gs_canvas_for_image (guchar *data, int stride_bytes, int width, int height, int scale)
{
  return (GsCanvas){ (guint32 *) (gpointer) data, stride_bytes / 4, width, height, scale };
}

/**
 * gs_canvas_fill:
 * @colour: 0xRRGGBB
 *
 * Fills a rectangle, as far as it lies on the canvas.
 */
void
gs_canvas_fill (const GsCanvas *self, int x, int y, int width, int height, guint32 colour)
{
  int right = MIN (x + width, self->width), bottom = MIN (y + height, self->height);

  colour |= GS_OPAQUE;
  x = MAX (x, 0);
  for (y = MAX (y, 0); y < bottom; y++)
    {
      guint32 *line = self->pixels + (gsize) y * self->stride;

      for (int i = x; i < right; i++)
        line[i] = colour;
    }
}

/* Returns: the same canvas, with textures that begin at the line @y, so that rows look the same wherever they lie */
GsCanvas
gs_canvas_with_ground (const GsCanvas *self, int y)
{
  int lines = GS_TEXTURE_LINES * self->scale;
  GsCanvas canvas = *self;

  canvas.texture_y = (lines - y % lines) % lines;
  return canvas;
}
