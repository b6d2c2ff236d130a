/* gs-moments.c: when a CPU had events, in about two bytes each
 * SPDX-License-Identifier: MIT
 *
 * Each time is kept as what it is later than the one before, in groups of seven
 * bits, the lowest first; the eighth bit says that another group follows.
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
};

/**
 * gs_moments_new:
 *
 * Returns: (transfer full): none yet
 */
GsMoments *
gs_moments_new (void)
{
  return g_new0 (GsMoments, 1);
}

void
gs_moments_free (GsMoments *self)
{
  g_free (self->bytes);
  g_free (self);
}

/**
 * gs_moments_append:
 * @time: ns; one that is before the last is left out
 */
void
gs_moments_append (GsMoments *self, gint64 time)
{
  guint8 *byte;
  guint64 delta;

  if (self->n == 0)
    self->first = self->last = time;
  if (time < self->last)
    return;
  if (self->capacity - self->n_bytes < MAX_GROUPS)
    {
      self->capacity = MAX (SMALLEST_CAPACITY, 2 * self->capacity);
      self->bytes = g_realloc (self->bytes, self->capacity);
    }
  byte = self->bytes + self->n_bytes;
  for (delta = (guint64) time - (guint64) self->last; delta >= MORE; delta >>= GROUP_BITS)
    *byte++ = (guint8) (delta | MORE);
  *byte++ = (guint8) delta;
  self->n_bytes = byte - self->bytes;
  self->last = time;
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
 * Returns: (transfer full) (array): the times, in order
 */
gint64 *
gs_moments_expand (const GsMoments *self)
{
  gint64 *times = g_new (gint64, MAX (self->n, 1));
  const guint8 *byte = self->bytes;
  gint64 time = self->first;

  for (gsize i = 0; i < self->n; i++)
    {
      guint64 delta = 0;
      guint shift = 0;

      for (; (*byte & MORE) != 0; byte++, shift += GROUP_BITS)
        delta |= (guint64) (*byte & ~MORE) << shift;
      delta |= (guint64) *byte++ << shift;
      time += (gint64) delta;
      times[i] = time;
    }
  return times;
}
