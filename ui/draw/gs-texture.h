/* gs-texture.h: hatches and patterns
 * SPDX-License-Identifier: MIT
 *
 * Each begins at the canvas's left edge and at a row's ground, whatever it is drawn on, so that pieces of
 * one state join without a seam.
 */
#pragma once

#include "draw/gs-canvas.h"
#include "draw/gs-palette.h"

G_BEGIN_DECLS

/* A look's texture repeats itself after so many columns. */
typedef enum
{
  GS_TEXTURE_PLAIN,
  GS_TEXTURE_PATTERN,
  GS_TEXTURE_HATCH,
  GS_N_TEXTURES
} GsTextureKind;

/* The columns of a look from a line on, as far as they differ, one after another. */
typedef struct
{
  guint32 *pixels; /* NULL: not made yet */
  GsTextureKind kind;
  int length; /* of a column */
} GsTexture;

/* A hatch's lines, in pixels of the window: in each period from @first on, so wide. */
typedef struct
{
  double period, first, width;
  gboolean is_rising, is_falling, is_horizontal, is_vertical;
  gboolean is_dots; /* where horizontal and vertical ones cross */
} GsLines;

void gs_texture_draw_pattern (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height);
void gs_texture_draw_veil (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height);
void
gs_texture_draw_unread (const GsCanvas *canvas, guint32 background, guint32 dots, int x, int y, int width, int height);
void gs_texture_draw_lost (const GsCanvas *canvas, guint32 colour, int x, int y, int width, int height);
void gs_texture_get_phases (int scale, int x, int *phases);
GsLines gs_texture_get_lines (GsHatch hatch);
void gs_texture_make (GsTexture *self, const GsLook *look, int scale, int y, int length);

G_END_DECLS
