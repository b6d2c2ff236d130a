/* gs-waker.h: who woke a thread that waits for a CPU
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 woken;          /* ns, on the reference clock: when it was woken */
  gint64 queued;         /* since when it waits for a CPU; the same or later */
  guint thread;          /* index in the machine's threads, or GS_NO_INDEX: nobody ran */
  guint cpu;             /* of the machine, where it came from */
  gboolean is_interrupt; /* an interrupt's handler did; @thread is the one that it interrupted */
} GsWaker;

gboolean gs_waker_find (const GsTimelineMachine *machine, guint thread, GsTrackValue value, GsWaker *waker);

G_END_DECLS
