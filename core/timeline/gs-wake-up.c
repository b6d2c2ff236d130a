/* gs-wake-up.c: who woke a thread that waits for a CPU
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-wake-up.h"

/* A wait may be in pieces, where the thread went from CPU to CPU. */
static gint64
gs_wake_up_find_begin (const GsTrack *track, gsize at)
{
  GsInterval interval = gs_track_get (track, at);
  guint32 waker = interval.value.arg;

  while (at > 0)
    {
      GsInterval before = gs_track_get (track, at - 1);

      if (before.value.state != GS_THREAD_WAIT_FOR_CPU || before.value.arg != waker)
        break;
      interval = before;
      at--;
    }
  return interval.span.begin;
}

/* The CPU that a thread has at @time, or GS_NO_CPU. */
static guint
gs_wake_up_find_cpu (const GsTimelineMachine *machine, guint thread, gint64 time)
{
  const GsTrack *track = g_array_index (machine->threads, GsThreadRow, thread).track;
  gsize at;

  return track != NULL && gs_track_find (track, time, &at) ? gs_track_get (track, at).value.cpu : GS_NO_CPU;
}

/**
 * gs_wake_up_find:
 * @machine: index in the timeline's machines
 * @track: of one of its threads' rows
 * @at: an interval of @track
 * @wake_up: (out): who ended the thread's sleep
 *
 * Returns: FALSE where it does not wait for a CPU, was preempted, or it isn't known
 */
gboolean
gs_wake_up_find (GsTimeline *timeline, guint machine, const GsTrack *track, gsize at, GsWakeUp *wake_up)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);
  GsTrackValue value = gs_track_get (track, at).value;
  guint number = gs_waker_get_number (value.arg);

  if (value.state != GS_THREAD_WAIT_FOR_CPU || value.arg == 0 || owner->threads == NULL)
    return FALSE;
  *wake_up = (GsWakeUp){
    .time = gs_wake_up_find_begin (track, at),
    .thread = GS_NO_INDEX,
    .cpu = number,
    .is_interrupt = (value.arg & GS_WAKER_INTERRUPT) != 0,
  };
  if ((value.arg & GS_WAKER_IDLE) != 0)
    return TRUE;
  if (number >= owner->threads->len)
    return FALSE;
  wake_up->thread = number;
  wake_up->cpu = gs_wake_up_find_cpu (owner, number, wake_up->time);
  return TRUE;
}
