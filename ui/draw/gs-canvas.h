/* gs-canvas.h: the pixels of an image, or what would be drawn there
 * SPDX-License-Identifier: MIT
 *
 * No GTK and no cairo: plain memory, any thread. All lengths are device pixels.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* In every pixel's upper eight bits; the others are 0xRRGGBB. */
#define GS_OPAQUE 0xff000000u

/* Which part of a piece has its colour: all, or lines (as gs-texture.h draws them). */
typedef enum
{
  GS_HATCH_NONE,
  GS_HATCH_RISING, /* the patterns, in GsPattern's order */
  GS_HATCH_FALLING,
  GS_HATCH_HORIZONTAL,
  GS_HATCH_VERTICAL,
  GS_HATCH_DOTS,
  GS_HATCH_GRID,
  GS_HATCH_VEIL_HYPERVISOR, /* the veils, in GsOverlay's order */
  GS_HATCH_VEIL_PREEMPTED,
  GS_HATCH_VEIL_BLOCKED,
  GS_HATCH_EDGE_HYPERVISOR, /* the lines along theirs */
  GS_HATCH_EDGE_PREEMPTED,
  GS_HATCH_EDGE_BLOCKED,
  GS_HATCH_LOST,
  GS_N_HATCHES
} GsHatch;

/* Over others that lie there. */
#define GS_NO_LAYER G_MAXUINT8

/* One thing that was drawn. */
typedef struct
{
  int x, y, width, height;
  int texture_y;  /* as the canvas's */
  guint32 colour; /* 0xRRGGBB */
  guint8 hatch;   /* GsHatch */
  guint8 layer; /* pieces of a column lie below one another in this order, the last one on the ground; or GS_NO_LAYER */
} GsPiece;

/* The memory of a cairo image surface of format ARGB32 or RGB24, or a list of pieces. */
typedef struct
{
  guint32 *pixels;
  int stride; /* in pixels */
  int width;
  int height;
  int scale;      /* device pixels per pixel of the window */
  int texture_y;  /* added to a line, it is one of a texture: never negative */
  GArray *pieces; /* of GsPiece: what is drawn is appended, and no pixel is written; or NULL */
} GsCanvas;

/* All textures repeat themselves after so many pixels of the window. */
#define GS_TEXTURE_LINES 120

GsCanvas gs_canvas_with_ground (const GsCanvas *self, int y);
GsCanvas gs_canvas_for_image (guchar *data, int stride_bytes, int width, int height, int scale);
GsCanvas gs_canvas_for_pieces (GArray *pieces, int width, int height, int scale);
void gs_canvas_add (const GsCanvas *self, const GsPiece *piece);
void gs_canvas_fill (const GsCanvas *self, int x, int y, int width, int height, guint32 colour);

G_END_DECLS
