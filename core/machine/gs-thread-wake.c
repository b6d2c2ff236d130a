/* gs-thread-wake.c: events that wake threads, and the list of a thread's wake-ups
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-thread-wake.h"

#include "machine/gs-thread-now.h"

static GsWakeUp *
gs_thread_wake_get_last (const GsLiveThread *thread)
{
  return gs_wake_ups_get_last (thread->thread->wake_ups);
}

/* One that came while the thread was about to leave its CPU is the one that ends its sleep. */
static GsWakeUp *
gs_thread_wake_begin (const GsLive *live, GsLiveThread *thread, const GsWakeUp *wake_up)
{
  GsWakeUp first = *wake_up;

  if (thread->is_early && gs_thread_now_is_asleep (thread))
    {
      first = thread->early;
      first.woken = thread->left;
    }
  first.cpu = thread->cpu;
  if (thread->thread->wake_ups == NULL)
    thread->thread->wake_ups = gs_wake_ups_new ();
  if (live->is_rows_only)
    gs_wake_ups_clear (thread->thread->wake_ups);
  thread->n_wake_ups++;
  thread->is_woken = TRUE;
  thread->is_early = FALSE;
  thread->is_assumed = FALSE;
  return gs_wake_ups_append (thread->thread->wake_ups, &first);
}

/* Whoever waits already, since it was preempted, goes on with that. */
static void
gs_thread_wake_queue (GsLive *live, GsLiveThread *thread, gint64 time, guint16 target_cpu)
{
  GsWakeUp *wake_up = gs_thread_wake_get_last (thread);
  guint32 number = thread->n_wake_ups;
  GsTrackValue value;

  if (target_cpu != GS_NO_CPU)
    thread->cpu = target_cpu;
  wake_up->cpu = thread->cpu;
  if (wake_up->queued == GS_TIME_NONE)
    wake_up->queued = time;
  if (gs_track_peek_last (thread->thread->track, NULL, &value) && value.state == GS_THREAD_WAIT_FOR_CPU)
    number = value.arg;
  gs_thread_now_set (live, thread, time, GS_THREAD_WAIT_FOR_CPU, number);
}

/* The waking stands for the wake-up that such a trace does not have. */
static void
gs_thread_wake_assume (GsLive *live, GsLiveThread *thread, gint64 time, guint16 target_cpu)
{
  thread->slept = (GsTrackValue){ .state = GS_THREAD_UNKNOWN, .cpu = thread->cpu };
  gs_track_peek_last (thread->thread->track, NULL, &thread->slept);
  thread->is_assumed = thread->slept.state != GS_THREAD_WAIT_FOR_CPU;
  gs_thread_wake_queue (live, thread, time, target_cpu);
}

/* Only who sleeps is woken: whoever was thought to wait for a CPU had it meanwhile, among lost events
 * or before the state dump. */
static void
gs_thread_wake_doubt_wait (GsLive *live, GsLiveThread *thread, gint64 time)
{
  gs_thread_wake_forget (thread);
  gs_thread_now_doubt_wait (live, thread, time);
}

/**
 * gs_thread_wake_waking:
 * @target_cpu: where it slept, or %GS_NO_CPU
 * @wake_up: who does it, and when
 *
 * A sched_waking: @thread sleeps on until it is put into a queue.
 */
void
gs_thread_wake_waking (GsLive *live, GsLiveThread *thread, guint16 target_cpu, const GsWakeUp *wake_up)
{
  gint64 time = wake_up->woken;

  live->has_wakings = TRUE;
  if (thread->is_gone)
    gs_live_count_oddity (live, GS_ODD_WAKEUP);
  if (thread->is_exited)
    return;
  if (thread->is_on_cpu)
    {
      thread->early = *wake_up;
      thread->is_early = TRUE;
      return;
    }
  thread->is_early = FALSE;
  gs_thread_now_has_slept_on (thread, target_cpu);
  if (gs_thread_now_get (thread) == GS_THREAD_WAIT_FOR_CPU)
    gs_thread_wake_doubt_wait (live, thread, time);
  if (target_cpu != GS_NO_CPU)
    thread->cpu = target_cpu;
  if (!thread->is_woken || gs_thread_wake_get_last (thread)->queued != GS_TIME_NONE)
    gs_thread_wake_begin (live, thread, wake_up);
  if (!live->has_wakeups)
    gs_thread_wake_assume (live, thread, time, target_cpu);
  else if (!gs_track_peek_last (thread->thread->track, NULL, NULL))
    gs_thread_now_set (live, thread, time, GS_THREAD_UNKNOWN, 0);
}

/**
 * gs_thread_wake_wakeup:
 * @target_cpu: where it is to run, or %GS_NO_CPU
 * @wake_up: who does it, and when; what a sched_waking said before counts more
 * @is_new: it is the thread's first, after its fork
 *
 * @thread is in a CPU's queue from now on.
 */
void
gs_thread_wake_wakeup (GsLive *live, GsLiveThread *thread, guint16 target_cpu, const GsWakeUp *wake_up, gboolean is_new)
{
  live->has_wakings = TRUE;
  if (thread->is_gone)
    gs_live_count_oddity (live, GS_ODD_WAKEUP);
  if (thread->is_exited)
    return;
  if (thread->is_on_cpu)
    {
      thread->is_early = FALSE;
      return;
    }
  if (!thread->is_woken)
    gs_thread_wake_begin (live, thread, wake_up);
  else if (is_new)
    gs_thread_wake_get_last (thread)->woken = gs_thread_wake_get_last (thread)->queued = wake_up->woken;
  gs_thread_wake_queue (live, thread, wake_up->woken, target_cpu);
}

/**
 * gs_thread_wake_hear_of_wakeups:
 *
 * To be called before the first sched_wakeup is handled: those that are being woken
 * right now, by wakings alone so far, are in no queue yet.
 */
void
gs_thread_wake_hear_of_wakeups (GsLive *live)
{
  if (live->has_wakeups)
    return;
  live->has_wakeups = TRUE;
  for (guint i = 0; i < live->threads->len; i++)
    {
      GsLiveThread *thread = g_ptr_array_index (live->threads, i);

      if (!thread->is_woken || !thread->is_assumed || thread->is_ended)
        continue;
      gs_track_take_back (thread->thread->track, gs_thread_wake_get_last (thread)->woken, thread->slept);
      gs_thread_wake_get_last (thread)->queued = GS_TIME_NONE;
      thread->is_assumed = FALSE;
    }
}

/**
 * gs_thread_wake_switched_in:
 *
 * @thread gets @cpu. Where nothing else has woken it, the wake-up that came before it had left its CPU did, and it
 *   never slept.
 */
void
gs_thread_wake_switched_in (GsLive *live, GsLiveThread *thread, gint64 time, guint16 cpu)
{
  GsWakeUp *wake_up;

  if (thread->is_early && !thread->is_woken && gs_thread_now_is_asleep (thread))
    {
      gs_thread_wake_begin (live, thread, &thread->early)->queued = thread->left;
      gs_track_take_back (
          thread->thread->track, thread->left,
          (GsTrackValue){ .state = GS_THREAD_WAIT_FOR_CPU, .cpu = thread->cpu, .arg = thread->n_wake_ups });
    }
  if (thread->is_woken)
    {
      wake_up = gs_thread_wake_get_last (thread);
      wake_up->switched_in = time;
      wake_up->cpu = cpu;
    }
  gs_thread_wake_forget (thread);
}

/* What woke the thread before does not count for what it does from now on. */
void
gs_thread_wake_forget (GsLiveThread *thread)
{
  thread->is_woken = FALSE;
  thread->is_early = FALSE;
  thread->is_assumed = FALSE;
}
