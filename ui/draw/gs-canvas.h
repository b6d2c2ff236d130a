/* gs-canvas.h: the pixels of an image
 * SPDX-License-Identifier: MIT
 *
 * No GTK and no cairo: plain memory, any thread. All lengths are device pixels.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In every pixel's upper eight bits; the others are 0xRRGGBB. */
#define GS_OPAQUE 0xff000000u

/* The memory of a cairo image surface of format ARGB32 or RGB24. */
typedef struct
{
  guint32 *pixels;
  int stride; /* in pixels */
  int width;
  int height;
  int scale;     /* device pixels per pixel of the window */
  int texture_y; /* added to a line, it is one of a texture: never negative */
} GsCanvas;

/* All textures repeat themselves after so many pixels of the window. */
#define GS_TEXTURE_LINES 120

GsCanvas gs_canvas_with_ground (const GsCanvas *self, int y);
GsCanvas gs_canvas_for_image (guchar *data, int stride_bytes, int width, int height, int scale);
void gs_canvas_fill (const GsCanvas *self, int x, int y, int width, int height, guint32 colour);

G_END_DECLS
