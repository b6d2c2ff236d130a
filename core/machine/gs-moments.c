/* gs-moments.c: when a CPU had events, in about two bytes each
 * SPDX-License-Identifier: MIT
 *
 * Each time is kept as what it is later than the one before, in groups of seven
 * bits, the lowest first; the eighth bit says that another group follows.
 */
#include "machine/gs-moments.h"

#define GROUP_BITS 7
#define MORE 0x80

struct _GsMoments
{
  GByteArray *bytes;
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
  GsMoments *self = g_new0 (GsMoments, 1);

  self->bytes = g_byte_array_new ();
  return self;
}

void
gs_moments_free (GsMoments *self)
{
  g_byte_array_unref (self->bytes);
  g_free (self);
}

/**
 * gs_moments_append:
 * @time: ns; one that is before the last is left out
 */
void
gs_moments_append (GsMoments *self, gint64 time)
{
  guint8 groups[10];
  guint n = 0;
  guint64 delta;

  if (self->n == 0)
    self->first = self->last = time;
  if (time < self->last)
    return;
  for (delta = (guint64) time - (guint64) self->last; delta >= MORE; delta >>= GROUP_BITS)
    groups[n++] = (guint8) (delta | MORE);
  groups[n++] = (guint8) delta;
  g_byte_array_append (self->bytes, groups, n);
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
  const guint8 *byte = self->bytes->data;
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
