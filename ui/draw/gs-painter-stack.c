/* gs-painter-stack.c: a column's pixels, shared out among states
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-painter-stack.h"

#include <string.h>

/* Room for a state's place in the lowest bits of a number. */
#define RATE_MASK 31

G_STATIC_ASSERT (GS_MAX_STATES <= RATE_MASK);

/* Shares are whole numbers of such parts of a pixel. */
#define SHARE_BITS 24
#define PIXEL (G_GINT64_CONSTANT (1) << SHARE_BITS)

/* A column's pixels, shared out among states. By place in the order: */
typedef struct
{
  int *heights;
  gint64 shares[GS_MAX_STATES];
  guint n_states;
} GsStack;

/* Gives a pixel each to so many of the worst states of less than half a pixel, but for the first, which has one.
 * Returns: how many that takes */
static int
gs_stack_add_small (const GsStack *self, guint first, int n)
{
  int left = n;

  for (guint i = first + 1; i < self->n_states && left > 0; i++)
    if (self->shares[i] > 0 && self->shares[i] < PIXEL / 2)
      {
        self->heights[i] = 1;
        left--;
      }
  return n - left;
}

/* How readily a state of half a pixel or more gives a pixel, or takes one: the further it is
 * from its share, the sooner. One that keeps no other gives it last. The state's place in the lowest bits,
 * so that the greatest number says who it is; not above 0: nobody. */
static inline int
gs_stack_rate (const GsStack *self, guint i, int sign)
{
  int surplus = sign * (int) (self->heights[i] * PIXEL - self->shares[i]);
  int has_more = (surplus > 0) & (sign > 0) & (self->heights[i] > 1);
  int rate = (surplus + (has_more << SHARE_BITS)) | RATE_MASK;

  return self->shares[i] >= PIXEL / 2 ? rate ^ (int) (RATE_MASK - i) : 0;
}

static guint
gs_stack_find_tallest (const GsStack *self)
{
  guint tallest = 0;

  for (guint i = 1; i < self->n_states; i++)
    if (self->heights[i] > self->heights[tallest])
      tallest = i;
  return tallest;
}

/* Makes the heights of states of half a pixel and more fill what the others leave. Each
 * gives or takes one at most: half as many are rounded that way at least. Where a share is so
 * nearly whole that nobody is off, the tallest does. */
static void
gs_stack_settle (const GsStack *self, int excess)
{
  int sign = excess > 0 ? 1 : -1;

  for (int left = excess * sign; left > 0; left--)
    {
      int best = 0;

      for (guint i = 0; i < self->n_states; i++)
        best = MAX (best, gs_stack_rate (self, i, sign));
      self->heights[best > 0 ? (guint) best & RATE_MASK : gs_stack_find_tallest (self)] -= sign;
    }
}

/**
 * gs_painter_stack:
 * @order: the states, top to bottom
 * @n_states: how many
 * @ns: time in each state, by state
 * @height: of the column
 * @heights: (out) (array): by place in @order
 *
 * Shares out a column among states by their share of the time. Each has its share,
 * rounded; one of less than half a pixel has none, but that together they have one, which
 * shows the worst of them. Where the rounded ones don't add up, pixels go to or come from those that are
 * furthest from their share (the method of the largest remainders), so none is off by a pixel.
 *
 * Returns: how many states there are, drawn or not
 */
guint
gs_painter_stack (const guint8 *order, guint n_states, const gint64 *ns, int height, int *heights)
{
  GsStack stack; /* its shares are not to be cleared first: that would take longest of all */
  guint n_there = 0, worst = 0;
  int excess = -height, has_small = 0;
  gint64 total = 0, small = 0;
  double per_ns;

  for (guint i = 0; i < n_states; i++)
    total += ns[order[i]];
  if (total <= 0)
    {
      memset (heights, 0, n_states * sizeof *heights);
      return 0;
    }
  per_ns = (double) height * (double) PIXEL / (double) total;

  /* Without branches that depend on the times, which no processor could foresee. */
  for (guint i = n_states; i-- > 0;)
    {
      int is_there = ns[order[i]] > 0;
      gint64 share = (gint64) ((double) ns[order[i]] * per_ns) | is_there; /* not 0 where there is any */
      int is_small = is_there & (share < PIXEL / 2);

      stack.shares[i] = share;
      heights[i] = (int) ((share + PIXEL / 2) >> SHARE_BITS);
      excess += heights[i];
      n_there += is_there;
      has_small |= is_small;
      small += is_small ? share : 0;
      worst = is_small ? i : worst;
    }
  stack.heights = heights;
  stack.n_states = n_states;
  heights[worst] += has_small;
  excess += has_small;
  if (small >= PIXEL + PIXEL / 2)
    excess += gs_stack_add_small (&stack, worst, (int) ((small + PIXEL / 2) >> SHARE_BITS) - 1);
  if (excess != 0)
    gs_stack_settle (&stack, excess);
  return n_there;
}
