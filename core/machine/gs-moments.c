/* gs-moments.c: when a CPU had events, in about two bytes each
 * SPDX-License-Identifier: MIT
 *
 * Each time is kept as what it is later than the one before, in groups of seven
 * bits, the lowest first; the eighth bit says that another group follows.
 *
 * Clocks are found by a few thousand of them, and no better by tens of millions: of many
 * every second is let go, and so on, so that what they take doesn't grow with the recording.
 */
#include "machine/gs-moments.h"

#define GROUP_BITS 7
#define MORE 0x80
#define MAX_GROUPS 10 /* of one time */
#define SMALLEST_CAPACITY 64

struct _GsMoments
{
  guint8 *bytes;
  gsize n_bytes;
  gsize capacity;
  gsize n;
  gint64 first;
  gint64 last;
  guint stride; /* of so many one is kept */
  guint n_left; /* of those that are given, until one is kept again */
};

/* Behind a time's groups. */
static const guint8 *
gs_moments_read (const guint8 *byte, guint64 *delta)
{
  guint shift = 0;

  *delta = 0;
  for (; (*byte & MORE) != 0; byte++, shift += GROUP_BITS)
    *delta |= (guint64) (*byte & ~MORE) << shift;
  *delta |= (guint64) *byte << shift;
  return byte + 1;
}

static guint8 *
gs_moments_write (guint8 *byte, guint64 delta)
{
  for (; delta >= MORE; delta >>= GROUP_BITS)
    *byte++ = (guint8) (delta | MORE);
  *byte++ = (guint8) delta;
  return byte;
}

/* Lets go of every second one. What two of them take is never less than what both together do. */
static void
gs_moments_thin (GsMoments *self)
{
  const guint8 *from = self->bytes;
  guint8 *to = self->bytes;
  guint64 sum = 0;

  self->last = self->first;
  for (gsize i = 0; i < self->n; i++)
    {
      guint64 delta;

      from = gs_moments_read (from, &delta);
      sum += delta;
      if (i % 2 != 0)
        continue;
      to = gs_moments_write (to, sum);
      self->last += (gint64) sum;
      sum = 0;
    }
  self->n_bytes = to - self->bytes;
  self->n = (self->n + 1) / 2;
  self->stride *= 2;
}

/**
 * gs_moments_new:
 *
 * Returns: (transfer full): none yet
 */
GsMoments *
gs_moments_new (void)
{
  GsMoments *self = g_new0 (GsMoments, 1);

  self->stride = 1;
  return self;
}

void
gs_moments_free (GsMoments *self)
{
  g_free (self->bytes);
  g_free (self);
}

/**
 * gs_moments_append:
 * @time: ns; one that is before the last is left out, and of more than %GS_MOMENTS_MOST every second, and so on
 */
void
gs_moments_append (GsMoments *self, gint64 time)
{
  guint8 *end;

  if (self->n_left > 0)
    {
      self->n_left--;
      return;
    }
  if (self->n == 0)
    self->first = self->last = time;
  if (time < self->last)
    return;
  if (self->n == GS_MOMENTS_MOST)
    gs_moments_thin (self);
  if (self->capacity - self->n_bytes < MAX_GROUPS)
    {
      self->capacity = MAX (SMALLEST_CAPACITY, 2 * self->capacity);
      self->bytes = g_realloc (self->bytes, self->capacity);
    }
  end = gs_moments_write (self->bytes + self->n_bytes, (guint64) time - (guint64) self->last);
  self->n_bytes = end - self->bytes;
  self->last = time;
  self->n_left = self->stride - 1;
  self->n++;
}

gsize
gs_moments_get_length (const GsMoments *self)
{
  return self->n;
}

/**
 * gs_moments_expand:
 *
 * Returns: (transfer full) (array): the times that were kept, in order
 */
gint64 *
gs_moments_expand (const GsMoments *self)
{
  gint64 *times = g_new (gint64, MAX (self->n, 1));
  const guint8 *byte = self->bytes;
  gint64 time = self->first;

  for (gsize i = 0; i < self->n; i++)
    {
      guint64 delta;

      byte = gs_moments_read (byte, &delta);
      time += (gint64) delta;
      times[i] = time;
    }
  return times;
}
