/* gs-canvas.c: the pixels of an image, or what would be drawn there
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
  return (GsCanvas){ (guint32 *) (gpointer) data, stride_bytes / 4, width, height, scale, 0, NULL };
}

/**
 * gs_canvas_for_pieces:
 * @pieces: (element-type GsPiece): what is drawn is appended here
 */
GsCanvas
gs_canvas_for_pieces (GArray *pieces, int width, int height, int scale)
{
  return (GsCanvas){ NULL, 0, width, height, scale, 0, pieces };
}

/* Appends a piece, as far as it lies on the canvas, which has to be one of pieces. */
void
gs_canvas_add (const GsCanvas *self, const GsPiece *piece)
{
  int x = MAX (piece->x, 0), y = MAX (piece->y, 0);
  int right = MIN (piece->x + piece->width, self->width), bottom = MIN (piece->y + piece->height, self->height);
  GsPiece seen = { x, y, right - x, bottom - y, self->texture_y, piece->colour, piece->hatch, piece->layer };

  if (seen.width > 0 && seen.height > 0)
    g_array_append_val (self->pieces, seen);
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

  if (self->pieces != NULL)
    {
      gs_canvas_add (self, &(GsPiece){ x, y, width, height, 0, colour, GS_HATCH_NONE, GS_NO_LAYER });
      return;
    }
  colour |= GS_OPAQUE;
  x = MAX (x, 0);
  for (y = MAX (y, 0); y < bottom; y++)
    {
      guint32 *line = self->pixels + (gsize) y * self->stride;

      for (int i = x; i < right; i++)
        line[i] = colour;
    }
}

/* From a row's ground down to where its textures begin, in pixels of the window: a low bar has its line or dots in the
 * middle. */
#define BELOW_GROUND 2

/**
 * gs_canvas_with_ground:
 * @y: the line below a row's bars
 *
 * Returns: the same canvas, with textures that begin there, so that rows look the same wherever they lie
 */
GsCanvas
gs_canvas_with_ground (const GsCanvas *self, int y)
{
  int lines = GS_TEXTURE_LINES * self->scale;
  GsCanvas canvas = *self;

  canvas.texture_y = (lines - (y + BELOW_GROUND * self->scale) % lines) % lines;
  return canvas;
}
