/* gs-duration-histogram.c: percentiles of any number of durations, in little memory
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-duration-histogram.h"

#define ROW (1 << GS_HISTOGRAM_BITS)

/* Durations below two rows are their own buckets; from there on a bucket holds
 * as many as the duration has bits beyond those. */
static guint
gs_duration_histogram_get_bucket (guint64 duration)
{
  guint shift = 0;

  if (duration >= 2 * ROW)
    shift = g_bit_storage (duration) - (GS_HISTOGRAM_BITS + 1);
  return (shift << GS_HISTOGRAM_BITS) + (guint) (duration >> shift);
}

/* The longest duration in a bucket. */
static gint64
gs_duration_histogram_get_last (guint bucket)
{
  guint shift = bucket < 2 * ROW ? 0 : (bucket >> GS_HISTOGRAM_BITS) - 1;
  guint64 first = (guint64) (bucket - (shift << GS_HISTOGRAM_BITS)) << shift;

  return (gint64) (first + (G_GUINT64_CONSTANT (1) << shift) - 1);
}

/**
 * gs_duration_histogram_add:
 * @duration: ns, not negative
 */
void
gs_duration_histogram_add (GsDurationHistogram *self, gint64 duration)
{
  self->counts[gs_duration_histogram_get_bucket (MAX (duration, 0))]++;
  self->n++;
}

/**
 * gs_duration_histogram_get_percentile:
 * @percent: 1 to 100
 *
 * Returns: the least duration, rounded up by 1 % at most, that so many percent
 *   do not exceed; 0 where there is none
 */
gint64
gs_duration_histogram_get_percentile (const GsDurationHistogram *self, guint percent)
{
  guint64 wanted = (self->n * percent + 99) / 100;
  guint64 n = 0;

  if (self->n == 0)
    return 0;
  for (guint bucket = 0; bucket < GS_HISTOGRAM_BUCKETS; bucket++)
    {
      n += self->counts[bucket];
      if (n >= wanted)
        return gs_duration_histogram_get_last (bucket);
    }
  return G_MAXINT64;
}
