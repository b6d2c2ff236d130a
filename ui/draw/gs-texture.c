/* gs-texture.c: hatches and patterns
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-texture.h"

/* Of a hatch, in pixels of the window: how far apart its lines are, how wide. */
#define HATCH_PERIOD 8
#define HATCH_LINE 3

/* Of a pattern, and of the hatch where events were lost: pixels of the window from line to line. */
#define PATTERN_PERIOD 6
#define UNREAD_PERIOD 8
#define LOST_PERIOD 10

/* Patterns are not drawn larger than for that. */
#define MAX_INK_SCALE 5

G_STATIC_ASSERT (PATTERN_PERIOD *MAX_INK_SCALE <= 32);

/* Whether a pixel belongs to the hatch: 0 no, 1 yes, 2 to its edge. The
 * overlays differ in direction: / for hypervisor, \ for preempted, - for blocked. */
static guint
gs_texture_hatch (GsOverlay overlay, int x, int y, int scale)
{
  int period = HATCH_PERIOD * scale, phase;

  if (overlay == GS_OVERLAY_HYPERVISOR)
    phase = (x + y) % period;
  else if (overlay == GS_OVERLAY_PREEMPTED)
    phase = (x + period * 4096 - y) % period;
  else
    phase = y % (period / 2) * 2;

  if (phase < HATCH_LINE * scale)
    return 1;
  return phase < (HATCH_LINE + 1) * scale ? 2 : 0;
}

G_STATIC_ASSERT (GS_HATCH_GRID == (int) GS_PATTERN_GRID);

/* What of a rectangle a veil covers, and the lines along that where they are needed. */
static void
gs_texture_add_veil (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height)
{
  guint8 veil = GS_HATCH_VEIL_HYPERVISOR + look->overlay - GS_OVERLAY_HYPERVISOR;
  guint8 edge = GS_HATCH_EDGE_HYPERVISOR + look->overlay - GS_OVERLAY_HYPERVISOR;

  gs_canvas_add (canvas, &(GsPiece){ x, y, width, height, 0, look->veil, veil, GS_NO_LAYER });
  if (look->edge != look->veil)
    gs_canvas_add (canvas, &(GsPiece){ x, y, width, height, 0, look->edge, edge, GS_NO_LAYER });
}

/* Hatches a rectangle that holds the look's colour already. */
void
gs_texture_draw_veil (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height)
{
  int right = MIN (x + width, canvas->width), bottom = MIN (y + height, canvas->height);
  guint32 colours[] = { 0, look->veil | GS_OPAQUE, look->edge | GS_OPAQUE };

  if (canvas->pieces != NULL)
    {
      gs_texture_add_veil (canvas, look, x, y, width, height);
      return;
    }
  for (int row = MAX (y, 0); row < bottom; row++)
    {
      guint32 *line = canvas->pixels + (gsize) row * canvas->stride;

      for (int i = MAX (x, 0); i < right; i++)
        {
          guint part = gs_texture_hatch (look->overlay, i, row + canvas->texture_y, canvas->scale);

          if (part == 1 || (part == 2 && look->edge != look->veil))
            line[i] = colours[part];
        }
    }
}

/* Whether a pixel belongs to a pattern. */
static gboolean
gs_texture_is_ink (GsPattern pattern, int x, int y, int scale)
{
  int period = PATTERN_PERIOD * scale;
  gboolean is_column = x % period < scale, is_line = y % period < scale;

  switch (pattern)
    {
    case GS_PATTERN_RISING:
      return (x + y) % period < scale;
    case GS_PATTERN_FALLING:
      return (x + period * 4096 - y) % period < scale;
    case GS_PATTERN_HORIZONTAL:
      return is_line;
    case GS_PATTERN_VERTICAL:
      return is_column;
    case GS_PATTERN_DOTS:
      return x % period < 2 * scale && y % period < 2 * scale;
    case GS_PATTERN_GRID:
      return is_column || is_line;
    default:
      return FALSE;
    }
}

/* A pattern's ink at a scale: a bit for each pixel of a column, by the column's place in the period. */
typedef guint32 GsInk[GS_N_PATTERNS][PATTERN_PERIOD * MAX_INK_SCALE];

static void
gs_texture_fill_ink (GsInk ink, int scale)
{
  for (guint pattern = 0; pattern < GS_N_PATTERNS; pattern++)
    for (int x = 0; x < PATTERN_PERIOD * scale; x++)
      for (int y = 0; y < PATTERN_PERIOD * scale; y++)
        if (gs_texture_is_ink (pattern, x, y, scale))
          ink[pattern][x] |= 1u << y;
}

/* Worked out once: columns ask for it very often. Any thread. */
static const GsInk *
gs_texture_get_ink (int scale)
{
  static GsInk inks[MAX_INK_SCALE];
  static gsize initialized;

  if (g_once_init_enter (&initialized))
    {
      for (int i = 0; i < MAX_INK_SCALE; i++)
        gs_texture_fill_ink (inks[i], i + 1);
      g_once_init_leave (&initialized, 1);
    }
  return (const GsInk *) &inks[scale - 1];
}

/* Draws a look's pattern on a rectangle that holds its colour already. */
void
gs_texture_draw_pattern (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height)
{
  int right = MIN (x + width, canvas->width), bottom = MIN (y + height, canvas->height);
  int scale = CLAMP (canvas->scale, 1, MAX_INK_SCALE), period = PATTERN_PERIOD * scale;
  const guint32 *columns = (*gs_texture_get_ink (scale))[look->pattern];
  guint32 ink = look->ink | GS_OPAQUE;

  if (look->pattern == GS_PATTERN_NONE)
    return;
  if (canvas->pieces != NULL)
    {
      gs_canvas_add (canvas, &(GsPiece){ x, y, width, height, 0, look->ink, (guint8) look->pattern, GS_NO_LAYER });
      return;
    }
  for (int row = MAX (y, 0); row < bottom; row++)
    {
      guint32 *line = canvas->pixels + (gsize) row * canvas->stride, bit = 1u << (row + canvas->texture_y) % period;
      int phase = MAX (x, 0) % period;

      for (int i = MAX (x, 0); i < right; i++)
        {
          if (columns[phase] & bit)
            line[i] = ink;
          phase = phase + 1 < period ? phase + 1 : 0;
        }
    }
}

/* All over the row's height, over whatever is there: nothing is known. */
void
gs_texture_draw_lost (const GsCanvas *canvas, guint32 colour, int x, int y, int width, int height)
{
  int right = MIN (x + width, canvas->width), bottom = MIN (y + height, canvas->height);
  int period = LOST_PERIOD * canvas->scale;

  if (canvas->pieces != NULL)
    {
      gs_canvas_add (canvas, &(GsPiece){ x, y, width, height, 0, colour, GS_HATCH_LOST, GS_NO_LAYER });
      return;
    }
  for (int row = MAX (y, 0); row < bottom; row++)
    {
      guint32 *line = canvas->pixels + (gsize) row * canvas->stride;
      int at = row + canvas->texture_y;

      for (int i = MAX (x, 0); i < right; i++)
        if ((i + at) % period < canvas->scale || (i + period * 4096 - at) % period < canvas->scale)
          line[i] = colour | GS_OPAQUE;
    }
}

/* All over the row's height: nothing but few dots, which no state looks like. */
void
gs_texture_draw_unread (const GsCanvas *canvas, guint32 background, guint32 dots, int x, int y, int width, int height)
{
  int dot = canvas->scale, period = UNREAD_PERIOD * canvas->scale;

  gs_canvas_fill (canvas, x, y, width, height, background);
  for (int i = (x + period - 1) / period * period; i + dot <= x + width; i += period)
    for (int row = y + height / 4; row + dot <= y + height; row += MAX (height / 2, 1))
      gs_canvas_fill (canvas, i, row, dot, dot, dots);
}

static int
gs_texture_get_period (GsTextureKind kind, int scale)
{
  switch (kind)
    {
    case GS_TEXTURE_PATTERN:
      return PATTERN_PERIOD * CLAMP (scale, 1, MAX_INK_SCALE);
    case GS_TEXTURE_HATCH:
      return HATCH_PERIOD * scale;
    default:
      return 1;
    }
}

/**
 * gs_texture_get_phases:
 * @x: a column of the canvas
 * @phases: (out) (array fixed-size=3): which of a texture's columns it shows, by #GsTextureKind
 */
void
gs_texture_get_phases (int scale, int x, int *phases)
{
  for (guint kind = 0; kind < GS_N_TEXTURES; kind++)
    phases[kind] = x % gs_texture_get_period (kind, scale);
}

static GsTextureKind
gs_texture_choose_kind (const GsLook *look)
{
  if (look->overlay != GS_OVERLAY_NONE)
    return GS_TEXTURE_HATCH;
  return look->pattern != GS_PATTERN_NONE ? GS_TEXTURE_PATTERN : GS_TEXTURE_PLAIN;
}

/* A look's colour at a pixel of a mixed column. */
static guint32
gs_texture_get_colour (const GsLook *look, GsTextureKind kind, int x, int y, int scale)
{
  if (kind == GS_TEXTURE_HATCH && gs_texture_hatch (look->overlay, x, y, scale) == 1)
    return look->veil;
  if (kind == GS_TEXTURE_PATTERN && gs_texture_is_ink (look->pattern, x, y, CLAMP (scale, 1, MAX_INK_SCALE)))
    return look->ink;
  return look->colour;
}

/**
 * gs_texture_make:
 * @self: (out): free its pixels with g_free()
 * @y: the texture's line that its first pixels are; may be negative
 * @length: of each column
 *
 * Makes what mixed columns show of a look, to be copied from.
 */
void
gs_texture_make (GsTexture *self, const GsLook *look, int scale, int y, int length)
{
  GsTextureKind kind = gs_texture_choose_kind (look);
  int period = gs_texture_get_period (kind, scale), first = (y % period + period) % period;

  *self = (GsTexture){ g_new (guint32, (gsize) period * length), kind, length };
  for (int x = 0; x < period; x++)
    for (int i = 0; i < length; i++)
      self->pixels[x * length + i] = gs_texture_get_colour (look, kind, x, first + i, scale) | GS_OPAQUE;
}

/**
 * gs_texture_get_lines:
 *
 * Returns: what gs_texture_draw_veil(), _pattern() and _lost() draw pixel by pixel, as geometry. A pixel (x, y) belongs to a
 * rising line where x + y lies in it, to a falling one where x - y does.
 */
GsLines
gs_texture_get_lines (GsHatch hatch)
{
  switch (hatch)
    {
    case GS_HATCH_RISING:
      return (GsLines){ PATTERN_PERIOD, 0, 1, .is_rising = TRUE };
    case GS_HATCH_FALLING:
      return (GsLines){ PATTERN_PERIOD, 0, 1, .is_falling = TRUE };
    case GS_HATCH_HORIZONTAL:
      return (GsLines){ PATTERN_PERIOD, 0, 1, .is_horizontal = TRUE };
    case GS_HATCH_VERTICAL:
      return (GsLines){ PATTERN_PERIOD, 0, 1, .is_vertical = TRUE };
    case GS_HATCH_DOTS:
      return (GsLines){ PATTERN_PERIOD, 0, 2, .is_dots = TRUE };
    case GS_HATCH_GRID:
      return (GsLines){ PATTERN_PERIOD, 0, 1, .is_horizontal = TRUE, .is_vertical = TRUE };
    case GS_HATCH_VEIL_HYPERVISOR:
      return (GsLines){ HATCH_PERIOD, 0, HATCH_LINE, .is_rising = TRUE };
    case GS_HATCH_VEIL_PREEMPTED:
      return (GsLines){ HATCH_PERIOD, 0, HATCH_LINE, .is_falling = TRUE };
    case GS_HATCH_VEIL_BLOCKED:
      return (GsLines){ HATCH_PERIOD / 2.0, 0, HATCH_LINE / 2.0, .is_horizontal = TRUE };
    case GS_HATCH_EDGE_HYPERVISOR:
      return (GsLines){ HATCH_PERIOD, HATCH_LINE, 1, .is_rising = TRUE };
    case GS_HATCH_EDGE_PREEMPTED:
      return (GsLines){ HATCH_PERIOD, HATCH_LINE, 1, .is_falling = TRUE };
    case GS_HATCH_EDGE_BLOCKED:
      return (GsLines){ HATCH_PERIOD / 2.0, HATCH_LINE / 2.0, 0.5, .is_horizontal = TRUE };
    default:
      return (GsLines){ LOST_PERIOD, 0, 1, .is_rising = TRUE, .is_falling = TRUE };
    }
}
