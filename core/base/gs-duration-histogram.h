/* gs-duration-histogram.h: percentiles of any number of durations, in little memory
 * SPDX-License-Identifier: MIT
 *
 * Buckets grow with the durations that they hold: each power of two is divided
 * into 128, so that a percentile is right to within 1 % (the idea of Tene's
 * HdrHistogram).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define GS_HISTOGRAM_BITS 7
#define GS_HISTOGRAM_BUCKETS ((64 - GS_HISTOGRAM_BITS + 1) << GS_HISTOGRAM_BITS)

typedef struct
{
  guint64 n;
  guint32 counts[GS_HISTOGRAM_BUCKETS];
} GsDurationHistogram;

void gs_duration_histogram_add (GsDurationHistogram *self, gint64 duration);
gint64 gs_duration_histogram_get_percentile (const GsDurationHistogram *self, guint percent);

G_END_DECLS
