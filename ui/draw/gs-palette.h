/* gs-palette.h: the colours and heights of every state
 * SPDX-License-Identifier: MIT
 *
 * Plain numbers, no GTK, so that pictures need no display. Colours are 0xRRGGBB.
 */
#pragma once

#include <glib-object.h>

#include "track/gs-state.h"

G_BEGIN_DECLS

/* Which colours: those that domain and legend speak of; strong ones on plain
 * ground; ones that are told apart with any kind of sight, with patterns. */
typedef enum
{
  GS_COLOURS_STANDARD,
  GS_COLOURS_HIGH_CONTRAST,
  GS_COLOURS_COLOUR_BLIND,
  GS_N_COLOURS
} GsColours;

/* What a bar's colour says. */
typedef enum
{
  GS_COLOUR_BY_STATE,
  GS_COLOUR_BY_MACHINE,
  GS_COLOUR_BY_PROCESS,
  GS_N_COLOUR_BYS
} GsColourBy;

/* Colours that machines and processes have of their own. */
#define GS_N_OWN_COLOURS 12

/* States of rows that are coloured by whose the time is; owners of each own colour follow. */
typedef enum
{
  GS_OWNER_NONE,
  GS_OWNER_IDLE,
  GS_OWNER_HYPERVISOR,
  GS_OWNER_PREEMPTED,
  GS_OWNER_BLOCKED,
  GS_N_OWNER_STATES
} GsOwner;

typedef enum
{
  GS_PATTERN_NONE,
  GS_PATTERN_RISING,  /* / */
  GS_PATTERN_FALLING, /* \ */
  GS_PATTERN_HORIZONTAL,
  GS_PATTERN_VERTICAL,
  GS_PATTERN_DOTS,
  GS_PATTERN_GRID,
  GS_N_PATTERNS
} GsPattern;

/* How much of the background lies over what is not selected. */
#define GS_OUTSIDE_ALPHA 0.6

/* How a state is drawn. */
typedef struct
{
  guint32 colour;     /* of the bar: for a veiled state that of the state below */
  guint32 veil;       /* of the hatch over it */
  guint32 edge;       /* of a line along the hatch, where veil and colour are too alike; else the veil's */
  guint32 text;       /* on the bar, contrast 4.5:1 or better */
  GsOverlay overlay;  /* GS_OVERLAY_NONE: no hatch */
  double height;      /* share of the row's bar */
  GsPattern pattern;  /* all over the bar, but for where a veil lies */
  guint32 ink;        /* of the pattern */
  gboolean is_dimmed; /* filtered out: hardly seen, never labelled */
} GsLook;

typedef struct
{
  gboolean is_dark;
  GsColours colours;
  guint32 background;
  guint32 stripe; /* a group's row */
  guint32 line;   /* between rows, ticks */
  guint32 text;
  guint32 dim_text;
  guint32 accent; /* cursor, selection */
  GsLook looks[GS_N_ROWS][GS_MAX_STATES];
  guint8 order[GS_N_ROWS][GS_MAX_STATES]; /* top to bottom in a mixed column: worst news first */
} GsPalette;

const GsPalette *gs_palette_get (gboolean dark);
const GsPalette *gs_palette_choose (GsColours colours, gboolean dark);
GsPalette *gs_palette_new_dimmed (const GsPalette *self, const guint32 *states);
void gs_palette_free (GsPalette *self);
guint32 gs_palette_get_own_colour (const GsPalette *self, guint class);
void gs_palette_fill_own (const GsPalette *self, GsRows rows, guint class, GsLook *looks);
void gs_palette_fill_owners (const GsPalette *self, GsLook *looks, guint8 *order);
gboolean gs_colours_from_name (const char *name, GsColours *colours);
const char *gs_colour_by_get_name (GsColourBy by);
gboolean gs_colour_by_from_name (const char *name, GsColourBy *by);
double gs_colour_contrast (guint32 a, guint32 b);
guint32 gs_colour_mix (guint32 a, guint32 b, double share_of_b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsPalette, gs_palette_free)

G_END_DECLS
