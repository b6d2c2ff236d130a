/* gs-thread-now.c: what a thread's row says now, and what it turns out not to have been
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-thread-now.h"

#include "machine/gs-kvm-state.h"

/* Bits of aux that say why nothing can be said of @thread, or 0: its CPU is blind, or another one is
 * of which nothing is there, and it is not seen to run. */
static guint
gs_thread_now_get_blind_aux (const GsLive *live, const GsLiveThread *thread, GsThreadState state)
{
  guint aux = gs_live_get_blind_aux (live, thread->cpu);

  return gs_thread_state_is_on_cpu (state) ? aux : aux | live->absent_aux;
}

/* Keeps that @thread sleeps from @time on, though that isn't known for sure. */
static void
gs_thread_now_hide (GsLiveThread *thread, gint64 time, GsTrackValue asleep)
{
  if (asleep.state != GS_THREAD_WAIT_BLOCKED && asleep.state != GS_THREAD_WAIT_UNKNOWN)
    return;
  thread->hidden = asleep;
  thread->hidden_since = time;
  thread->hidden_syscall = thread->syscall;
  thread->is_hidden = TRUE;
}

/* Bits of aux that say that @state is not all there is to know of a thread on @number, or 0. */
static guint
gs_thread_now_get_missing_aux (const GsLive *live, guint number, GsThreadState state)
{
  const GsLiveCpu *cpu = number < live->cpus->len ? g_ptr_array_index (live->cpus, number) : NULL;
  guint hidden_by = state == GS_THREAD_USERMODE ? GS_LOSS_OF_SYSCALLS | GS_LOSS_OF_INTERRUPTS :
                    state == GS_THREAD_SYSCALL  ? GS_LOSS_OF_INTERRUPTS :
                                                  0;

  return cpu != NULL ? gs_live_cpu_get_missing_aux (cpu, hidden_by) : 0;
}

/* On a CPU that is blind nothing is claimed, but that a thread has ended. */
void
gs_thread_now_set (const GsLive *live, GsLiveThread *thread, gint64 time, GsThreadState state, guint32 arg)
{
  GsTrackValue value = { .state = state, .cpu = thread->cpu, .arg = arg };
  guint aux = live->next_sight != G_MAXINT64 && state != GS_THREAD_EXITED ?
                  gs_thread_now_get_blind_aux (live, thread, state) :
                  0;

  if (state != GS_THREAD_UNKNOWN)
    thread->is_hidden = FALSE;
  if (aux != 0)
    {
      if (gs_live_get_blind_aux (live, thread->cpu) == 0)
        gs_thread_now_hide (thread, time, value);
      value = (GsTrackValue){ .state = GS_THREAD_UNKNOWN, .aux = aux, .cpu = thread->cpu };
      thread->syscall = thread->result = 0;
      gs_kvm_state_lose (thread, time);
    }

  else if (live->next_sight != G_MAXINT64)
    value.aux = gs_thread_now_get_missing_aux (live, thread->cpu, state);

  gs_track_append (thread->thread->track, time, value);
  thread->is_from_dump = FALSE;
}

GsThreadState
gs_thread_now_get (const GsLiveThread *thread)
{
  GsTrackValue value;

  return gs_track_peek_last (thread->thread->track, NULL, &value) ? value.state : GS_THREAD_UNKNOWN;
}

gboolean
gs_thread_now_is_asleep (const GsLiveThread *thread)
{
  GsThreadState state = gs_thread_now_get (thread);

  return state == GS_THREAD_WAIT_BLOCKED || state == GS_THREAD_WAIT_UNKNOWN;
}

/* The present interval can't have gone on until @time: something that was lost
 * has ended it. It ended nowhere else than among lost events, so it is taken
 * back from the first of those on. */
void
gs_thread_now_doubt (const GsLive *live, GsLiveThread *thread, gint64 time)
{
  GsTrackValue value = { .state = GS_THREAD_UNKNOWN, .aux = GS_AUX_LOST, .cpu = thread->cpu };
  GsSpan doubt = { GS_TIME_NONE, GS_TIME_NONE };
  gint64 begin;

  if (live->losses->len == 0 || !gs_track_peek_last (thread->thread->track, &begin, NULL))
    return;
  for (guint i = live->losses->len; i > 0; i--)
    {
      GsSpan loss = g_array_index (live->losses, GsSpan, i - 1);

      if (live->longest_loss <= gs_time_subtract (begin, loss.begin))
        break;
      if (loss.begin >= time || loss.end <= begin)
        continue;
      doubt.begin = MAX (loss.begin, begin);
      doubt.end = MAX (doubt.end, MIN (loss.end, time));
    }
  if (doubt.begin == GS_TIME_NONE)
    return;
  thread->syscall = thread->result = 0;
  gs_kvm_state_lose (thread, doubt.begin);
  gs_track_append (thread->thread->track, doubt.begin, value);
  value.aux = 0;
  if (doubt.end < time)
    gs_track_append (thread->thread->track, doubt.end, value);
}

/**
 * gs_thread_now_doubt_wait:
 *
 * @thread turns out not to wait for a CPU: it had one, for an unknown time. The state dump
 * calls every runnable thread a waiting one, also the one that runs; where that is all we
 * knew, we knew nothing.
 */
void
gs_thread_now_doubt_wait (GsLive *live, GsLiveThread *thread, gint64 time)
{
  GsTrackValue value;

  gs_thread_now_doubt (live, thread, time);
  if (!thread->is_from_dump || !gs_track_peek_last (thread->thread->track, NULL, &value))
    return;
  if (value.state != GS_THREAD_WAIT_FOR_CPU)
    return;
  value.state = GS_THREAD_UNKNOWN;
  gs_track_amend_last (thread->thread->track, value);
  thread->is_from_dump = FALSE;
}

/**
 * gs_thread_now_lose:
 *
 * Nothing is known of @thread from @time on. Where it sleeps, and its own CPU is seen, it may still
 * turn out to have gone on with that. Where it waits for a CPU, nobody will see it get one: it may have got
 * another one before, among lost events.
 */
void
gs_thread_now_lose (const GsLive *live, GsLiveThread *thread, gint64 time)
{
  gboolean is_elsewhere = gs_live_get_blind_aux (live, thread->cpu) == 0;
  GsTrackValue value;

  if (!is_elsewhere)
    thread->is_hidden = FALSE;
  else if (gs_track_peek_last (thread->thread->track, NULL, &value) && (value.aux & GS_AUX_UNKNOWN) == 0)
    gs_thread_now_hide (thread, time, value);
  if (gs_thread_now_get (thread) == GS_THREAD_WAIT_FOR_CPU)
    gs_thread_now_doubt (live, thread, time);
  thread->syscall = thread->result = 0;
  gs_thread_now_set (live, thread, time, thread->is_exited ? GS_THREAD_EXITED : GS_THREAD_UNKNOWN, 0);
}

/**
 * gs_thread_now_has_slept_on:
 * @cpu: where @thread is said to have run last
 *
 * It is woken, so it sleeps. Where that CPU is the one that it left, it has run on no other.
 */
void
gs_thread_now_has_slept_on (GsLiveThread *thread, guint16 cpu)
{
  if (thread->is_hidden && thread->hidden.cpu == cpu)
    {
      gs_track_take_back (thread->thread->track, thread->hidden_since, thread->hidden);
      thread->syscall = thread->hidden_syscall;
    }
  thread->is_hidden = FALSE;
}
