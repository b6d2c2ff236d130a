/* gs-waker.c: who woke a thread that waits for a CPU
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-waker.h"

/**
 * gs_waker_find:
 * @thread: index in the machine's threads
 * @value: of an interval of that thread's row
 * @waker: (out): who ended its sleep
 *
 * Returns: FALSE where it does not wait for a CPU, was preempted, or it isn't known
 */
gboolean
gs_waker_find (const GsTimelineMachine *machine, guint thread, GsTrackValue value, GsWaker *waker)
{
  const GsThreadRow *row = &g_array_index (machine->threads, GsThreadRow, thread);
  const GsWakeUps *wake_ups = row->thread->wake_ups;
  GsWakeUp wake_up;

  if (value.state != GS_THREAD_WAIT_FOR_CPU || value.arg == 0 || value.arg > gs_wake_ups_get_length (wake_ups))
    return FALSE;
  wake_up = gs_wake_ups_get (wake_ups, value.arg - 1);
  if (wake_up.waker_cpu == GS_NO_CPU)
    return FALSE;
  *waker = (GsWaker){
    .woken = gs_clock_to_reference (&machine->clock, wake_up.woken),
    .queued = gs_clock_to_reference (&machine->clock, wake_up.queued),
    .thread = wake_up.waker,
    .cpu = wake_up.waker_cpu,
    .is_interrupt = wake_up.is_interrupt,
  };
  return TRUE;
}
