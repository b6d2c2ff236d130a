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

typedef struct _GsTheftSum GsTheftSum;

GsTheftSum *gs_theft_sum_new (const GsTimeline *timeline, GsSpan span);
void gs_theft_sum_free (GsTheftSum *self);
void gs_theft_sum_add_victim (GsTheftSum *self, guint machine);
GArray *gs_theft_sum_list (const GsTheftSum *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTheftSum, gs_theft_sum_free)

G_END_DECLS
