/* gs-palette.h: the colours and heights of every state
 * SPDX-License-Identifier: MIT
 *
 * Plain numbers, no GTK, so that pictures need no display. Colours are 0xRRGGBB.
 */
#pragma once

#include "gs-state.h"

G_BEGIN_DECLS

/* How a state is drawn. */
typedef struct
{
  guint32   colour;  /* of the bar: for a veiled state that of the state below */
  guint32   veil;    /* of the hatch over it */
  guint32   edge;    /* of a line along the hatch, where veil and colour are too alike; else the veil's */
  guint32   text;    /* on the bar, contrast 4.5:1 or better */
  GsOverlay overlay; /* GS_OVERLAY_NONE: no hatch */
  double    height;  /* share of the row's bar */
} GsLook;

typedef struct
{
  gboolean is_dark;
  guint32  background;
  guint32  stripe;     /* a group's row */
  guint32  line;       /* between rows, ticks */
  guint32  text;
  guint32  dim_text;
  guint32  accent;     /* cursor, selection */
  GsLook   looks[GS_N_ROWS][GS_MAX_STATES];
  guint8   order[GS_N_ROWS][GS_MAX_STATES]; /* top to bottom in a mixed column: worst news first */
} GsPalette;

const GsPalette *gs_palette_get       (gboolean dark);
double           gs_colour_contrast   (guint32  a,
                                       guint32  b);
guint32          gs_colour_mix        (guint32  a,
                                       guint32  b,
                                       double   share_of_b);
guint32          gs_palette_get_overlay_colour (const GsPalette *self,
                                       GsOverlay overlay);

G_END_DECLS
