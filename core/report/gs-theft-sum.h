/* gs-theft-sum.h: who took the CPU from whom, by machine
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef struct
{
  guint thief;  /* index of the machine; GS_NO_INDEX: the CPU idled, or it isn't known who had it */
  guint victim; /* index of the machine whose vCPUs were preempted */
  gint64 ns;
  guint64 count;
  gint64 longest_ns; /* of one preemption */
} GsMachineTheft;

GArray *gs_theft_sum_list (const GsTimeline *timeline, GsSpan span);

G_END_DECLS
