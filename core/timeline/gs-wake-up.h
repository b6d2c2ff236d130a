/* gs-wake-up.h: who woke a thread that waits for a CPU
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 time;           /* ns, on the reference clock: when the wait began */
  guint thread;          /* index in the machine's threads, or GS_NO_INDEX: nobody ran */
  guint cpu;             /* of the machine, where it came from, or GS_NO_CPU */
  gboolean is_interrupt; /* an interrupt's handler did; @thread is whom that came upon */
} GsWakeUp;

gboolean gs_wake_up_find (GsTimeline *timeline, guint machine, const GsTrack *track, gsize at, GsWakeUp *wake_up);

G_END_DECLS
