/* gs-cpu-lack.h: how many of a guest's virtual CPUs had no CPU at once
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* While a certain number of them were preempted. */
typedef struct
{
  gint64 ns;
  guint64 count;  /* times without a gap */
  GsSpan longest; /* of those; empty where there is none */
} GsCpuLack;

GArray *gs_cpu_lack_measure (const GsTimeline *timeline, guint machine, GsSpan span, GCancellable *cancellable);

G_END_DECLS
