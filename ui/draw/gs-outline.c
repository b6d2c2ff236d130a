/* gs-outline.c: pieces, joined to outlines
 * SPDX-License-Identifier: MIT
 *
 * A row's columns stand on one ground, their states in one order from top to bottom. Each state is drawn from its top
 * down to the ground, and those below it are drawn over that: half of the points that its own outline would have, and
 * where edges lie within a pixel no background shines through between them, as it does between shapes that merely touch.
 */
#include "draw/gs-outline.h"

#include <math.h>

#include "draw/gs-pen.h"

/* Columns of the same pieces. */
typedef struct
{
  int x, end;
  guint first, n; /* among the pieces that have a layer; top to bottom */
} GsOutlineStack;

/* A row that is being drawn. */
typedef struct
{
  const GsOutline *outline;
  cairo_t *cr;
  GArray *pieces; /* of GsPiece, those that have a layer */
  GArray *stacks; /* of GsStack, from left to right */
  guint32 layers; /* a bit for each that there is */
  int reach;      /* columns of a pixel */
  gsize n_points;

  /* The outline that is open. */
  int end, top, ground;
  gboolean is_open;
} GsOutlineRow;

static void
gs_outline_row_line_to (GsOutlineRow *self, int x, int y)
{
  cairo_line_to (self->cr, x, y);
  self->n_points++;
}

static void
gs_outline_row_close (GsOutlineRow *self)
{
  if (!self->is_open)
    return;
  gs_outline_row_line_to (self, self->end, self->top);
  gs_outline_row_line_to (self, self->end, self->ground);
  cairo_close_path (self->cr);
  self->is_open = FALSE;
}

/* Columns [x, end) are filled from @top to @ground. */
static void
gs_outline_row_add (GsOutlineRow *self, int x, int end, int top, int ground)
{
  if (x >= end)
    return;
  if (!self->is_open || self->end != x || self->ground != ground)
    {
      gs_outline_row_close (self);
      cairo_move_to (self->cr, x, ground);
      gs_outline_row_line_to (self, x, top);
    }
  else if (self->top != top)
    {
      gs_outline_row_line_to (self, x, self->top);
      gs_outline_row_line_to (self, x, top);
    }
  self->is_open = TRUE;
  self->end = end;
  self->top = top;
  self->ground = ground;
}

/* Returns: (nullable): the uppermost of a stack's pieces that is not above @layer */
static const GsPiece *
gs_outline_row_find (const GsOutlineRow *self, const GsOutlineStack *stack, guint8 layer)
{
  for (guint i = stack->first; i < stack->first + stack->n; i++)
    {
      const GsPiece *piece = &g_array_index (self->pieces, GsPiece, i);

      if (piece->layer >= layer)
        return piece;
    }
  return NULL;
}

/* Returns: the index of the first stack from @i on that has @layer, or how many there are; its piece in @piece */
static guint
gs_outline_row_seek (const GsOutlineRow *self, guint i, guint8 layer, const GsPiece **piece)
{
  for (; i < self->stacks->len; i++)
    {
      *piece = gs_outline_row_find (self, &g_array_index (self->stacks, GsOutlineStack, i), layer);
      if (*piece != NULL && (*piece)->layer == layer)
        return i;
    }
  return i;
}

/* A state, and what is below it: where it is itself, and a pixel to both sides, which its edges may share with others.
 * @i: the first stack that has it */
static void
gs_outline_row_trace_layer (GsOutlineRow *self, guint8 layer, guint i)
{
  const GsPiece *piece;
  int last_end = G_MININT / 2;
  guint next = i;

  for (i = 0; i < self->stacks->len; i++)
    {
      const GsOutlineStack *stack = &g_array_index (self->stacks, GsOutlineStack, i);
      const GsPiece *under = gs_outline_row_find (self, stack, layer);
      int next_begin, left_end, ground;

      if (next < i)
        next = gs_outline_row_seek (self, i, layer, &piece);
      if (next == i)
        last_end = stack->end;
      if (under == NULL)
        continue;
      next_begin = next < self->stacks->len ? g_array_index (self->stacks, GsOutlineStack, next).x : G_MAXINT / 2;
      left_end = CLAMP (last_end + self->reach, stack->x, stack->end);
      piece = &g_array_index (self->pieces, GsPiece, stack->first + stack->n - 1);
      ground = piece->y + piece->height;
      gs_outline_row_add (self, stack->x, left_end, under->y, ground);
      gs_outline_row_add (self, MAX (left_end, next_begin - self->reach), stack->end, under->y, ground);
    }
  gs_outline_row_close (self);
}

/* What the path holds is filled. Hatches go by pixels, whatever the canvas's are. */
static void
gs_outline_fill (const GsOutline *self, cairo_t *cr, const GsPiece *piece)
{
  guint32 colour = piece->colour;

  if (piece->hatch != GS_HATCH_NONE)
    {
      cairo_save (cr);
      cairo_translate (cr, 0, -piece->texture_y * self->line_px);
      gs_pen_fill_hatch (cr, piece->hatch, colour);
      cairo_restore (cr);
      return;
    }
  gs_pen_set_colour (cr, colour, 1);
  gs_pen_fill (cr);
}

/* Paths are traced in the canvas's columns and lines. */
static void
gs_outline_begin (const GsOutline *self, cairo_t *cr)
{
  cairo_save (cr);
  cairo_scale (cr, self->column_px, self->line_px);
}

static void
gs_outline_row_draw_layers (GsOutlineRow *self)
{
  for (guint layer = 0; layer < 32; layer++)
    {
      const GsPiece *piece = NULL;
      guint first;

      if ((self->layers & 1u << layer) == 0)
        continue;
      first = gs_outline_row_seek (self, 0, layer, &piece);
      gs_outline_begin (self->outline, self->cr);
      gs_outline_row_trace_layer (self, layer, first);
      cairo_restore (self->cr);
      gs_outline_fill (self->outline, self->cr, piece);
    }
}

/* A chain of pieces, each right of the one before it, as one outline. */
static void
gs_outline_row_trace_chain (GsOutlineRow *self, const GsPiece *pieces, guint n)
{
  cairo_move_to (self->cr, pieces[0].x, pieces[0].y);
  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        gs_outline_row_line_to (self, pieces[i].x, pieces[i].y);
      gs_outline_row_line_to (self, pieces[i].x + pieces[i].width, pieces[i].y);
    }
  for (guint i = n; i-- > 0;)
    {
      gs_outline_row_line_to (self, pieces[i].x + pieces[i].width, pieces[i].y + pieces[i].height);
      gs_outline_row_line_to (self, pieces[i].x, pieces[i].y + pieces[i].height);
    }
  cairo_close_path (self->cr);
}

static gboolean
gs_outline_is_alike (const GsPiece *a, const GsPiece *b)
{
  return a->colour == b->colour && a->hatch == b->hatch;
}

/* Pieces that lie over the states: those of @pieces that look like its first one; they are taken out. */
static void
gs_outline_row_draw_alike (GsOutlineRow *self, GArray *pieces)
{
  g_autoptr (GArray) alike = g_array_new (FALSE, FALSE, sizeof (GsPiece));
  GsPiece look = g_array_index (pieces, GsPiece, 0);
  guint n_left = 0;

  for (guint i = 0; i < pieces->len; i++)
    {
      GsPiece piece = g_array_index (pieces, GsPiece, i);
      GsPiece *last = alike->len > 0 ? &g_array_index (alike, GsPiece, alike->len - 1) : NULL;

      if (!gs_outline_is_alike (&piece, &look))
        g_array_index (pieces, GsPiece, n_left++) = piece;
      else if (last != NULL && last->x + last->width == piece.x && last->y == piece.y && last->height == piece.height)
        last->width += piece.width;
      else
        g_array_append_val (alike, piece);
    }
  g_array_set_size (pieces, n_left);

  gs_outline_begin (self->outline, self->cr);
  for (guint i = 0, k; i < alike->len; i = k)
    {
      const GsPiece *chain = &g_array_index (alike, GsPiece, i);

      for (k = i + 1; k < alike->len && chain[k - i - 1].x + chain[k - i - 1].width == chain[k - i].x; k++)
        ;
      gs_outline_row_trace_chain (self, chain, k - i);
    }
  cairo_restore (self->cr);
  gs_outline_fill (self->outline, self->cr, &look);
}

/* Puts a row's pieces in their stacks. Returns: (transfer full): those that lie over them */
static GArray *
gs_outline_row_sort (GsOutlineRow *self, const GArray *pieces)
{
  GArray *over = g_array_new (FALSE, FALSE, sizeof (GsPiece));

  for (guint i = 0; i < pieces->len; i++)
    {
      const GsPiece *piece = &g_array_index (pieces, GsPiece, i);
      GsOutlineStack *last = self->stacks->len > 0 ?
                                 &g_array_index (self->stacks, GsOutlineStack, self->stacks->len - 1) :
                                 NULL;

      if (piece->layer == GS_NO_LAYER)
        {
          g_array_append_val (over, *piece);
          continue;
        }
      if (last != NULL && last->x == piece->x)
        last->n++;
      else
        {
          GsOutlineStack stack = { piece->x, piece->x + piece->width, self->pieces->len, 1 };

          g_array_append_val (self->stacks, stack);
        }
      g_array_append_val (self->pieces, *piece);
      self->layers |= 1u << piece->layer;
    }
  return over;
}

/**
 * gs_outline_draw_row:
 * @pieces: (element-type GsPiece): of one row, from left to right; those of a column from top to bottom
 *
 * Draws them at the origin: for each state, and for each hatch over states, one path.
 *
 * Returns: how many points the paths have
 */
gsize
gs_outline_draw_row (const GsOutline *self, cairo_t *cr, const GArray *pieces)
{
  g_autoptr (GArray) layered = g_array_new (FALSE, FALSE, sizeof (GsPiece));
  g_autoptr (GArray) stacks = g_array_new (FALSE, FALSE, sizeof (GsOutlineStack));
  GsOutlineRow row = {
    .outline = self,
    .cr = cr,
    .pieces = layered,
    .stacks = stacks,
    .reach = (int) ceil (1 / self->column_px),
  };
  g_autoptr (GArray) over = gs_outline_row_sort (&row, pieces);

  gs_outline_row_draw_layers (&row);
  while (over->len > 0)
    gs_outline_row_draw_alike (&row, over);
  return row.n_points;
}

/* Draws pieces one after another, at the origin: few of them, such as a legend's. */
void
gs_outline_draw_each (const GsOutline *self, cairo_t *cr, const GArray *pieces)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      const GsPiece *piece = &g_array_index (pieces, GsPiece, i);

      gs_outline_begin (self, cr);
      cairo_rectangle (cr, piece->x, piece->y, piece->width, piece->height);
      cairo_restore (cr);
      gs_outline_fill (self, cr, piece);
    }
}
