/* gs-thread-state.c: events to thread states
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-thread-state.h"

#include "machine/gs-cpu-state.h"
#include "machine/gs-kvm-state.h"
#include "machine/gs-thread-now.h"
#include "machine/gs-thread-wake.h"

/* prev_state since Linux 4.14: a report state, or this for "preempted, could go on". */
#define REPORT_PREEMPTED 0x100
#define REPORT_DEAD (0x10 | 0x20) /* dead, zombie */

/* prev_state before: task state bits; higher bits only modify them. */
#define TASK_STATES 0x3ff
#define TASK_SLEEPS 0x003
#define TASK_DEAD (0x10 | 0x20 | 0x40)

/* lttng_statedump_process_state */
#define KERNEL_THREAD 1
enum
{
  DUMP_WAIT_FORK = 1,
  DUMP_WAIT_FOR_CPU = 2,
  DUMP_EXIT = 3,
  DUMP_ZOMBIE = 4,
  DUMP_WAIT = 5,
  DUMP_RUN = 6,
  DUMP_DEAD = 7,
};

/* What prev_state says that the thread is from now on. */
static GsThreadState
gs_thread_state_from_prev_state (const GsLive *live, guint32 prev_state)
{
  if (live->has_report_states)
    {
      if (prev_state == 0 || (prev_state & REPORT_PREEMPTED) != 0)
        return GS_THREAD_WAIT_FOR_CPU;
      return (prev_state & REPORT_DEAD) != 0 ? GS_THREAD_EXITED : GS_THREAD_WAIT_BLOCKED;
    }
  if ((prev_state & TASK_STATES) == 0)
    return GS_THREAD_WAIT_FOR_CPU;
  if ((prev_state & TASK_SLEEPS) != 0)
    return GS_THREAD_WAIT_BLOCKED;
  return (prev_state & TASK_DEAD) != 0 ? GS_THREAD_EXITED : GS_THREAD_WAIT_BLOCKED;
}

/* The thread turns out to have been on a CPU for an unknown time. */
void
gs_thread_state_found_on_cpu (GsLive *live, GsLiveThread *thread, gint64 time)
{
  gs_thread_wake_forget (thread);
  gs_thread_now_doubt_wait (live, thread, time);
}

/**
 * gs_thread_state_switch_out:
 * @prev_state: as recorded
 *
 * @thread had @cpu until now.
 */
void
gs_thread_state_switch_out (GsLive *live, GsLiveThread *thread, gint64 time, guint16 cpu, guint32 prev_state)
{
  GsThreadState state = gs_thread_state_from_prev_state (live, prev_state);

  if (!thread->is_on_cpu)
    gs_thread_state_found_on_cpu (live, thread, time);
  thread->cpu = cpu;
  thread->is_on_cpu = FALSE;
  thread->left = time;
  thread->is_early = thread->is_early && state == GS_THREAD_WAIT_BLOCKED;
  if (state == GS_THREAD_EXITED)
    thread->is_exited = thread->is_gone = TRUE;
  gs_thread_now_set (live, thread, time, thread->is_exited ? GS_THREAD_EXITED : state, 0);
}

/**
 * gs_thread_state_refresh:
 * @cpu: where @thread is current
 *
 * To be called after a system call or an interrupt began or ended.
 */
void
gs_thread_state_refresh (GsLive *live, GsLiveThread *thread, gint64 time, const GsLiveCpu *cpu)
{
  if (thread->is_exited)
    gs_thread_now_set (live, thread, time, GS_THREAD_EXITED, 0);
  else if (gs_cpu_state_is_interrupted (cpu))
    gs_thread_now_set (live, thread, time, GS_THREAD_INTERRUPTED, 0);
  else if (thread->thread->is_kernel)
    gs_thread_now_set (live, thread, time, GS_THREAD_SYSCALL, live->kernel_name);
  else if (thread->syscall != 0)
    gs_thread_now_set (live, thread, time, GS_THREAD_SYSCALL, thread->syscall);
  else
    gs_thread_now_set (live, thread, time, GS_THREAD_USERMODE, thread->result);
}

/* @thread has @cpu from now on. */
void
gs_thread_state_switch_in (GsLive *live, GsLiveThread *thread, gint64 time, const GsLiveCpu *cpu)
{
  if (live->has_wakings && gs_thread_now_is_asleep (thread))
    gs_thread_now_doubt (live, thread, time);
  gs_thread_wake_switched_in (live, thread, time, cpu->cpu->number);
  thread->cpu = cpu->cpu->number;
  thread->is_on_cpu = TRUE;
  gs_thread_state_refresh (live, thread, time, cpu);
}

/* The thread stays what it is, elsewhere. */
void
gs_thread_state_migrate (GsLive *live, GsLiveThread *thread, gint64 time, guint16 dest_cpu)
{
  gboolean is_from_dump = thread->is_from_dump;
  GsTrackValue value = { .state = GS_THREAD_UNKNOWN };

  if (thread->is_on_cpu)
    return;
  thread->is_hidden = FALSE;
  thread->cpu = dest_cpu;
  gs_track_peek_last (thread->thread->track, NULL, &value);
  gs_thread_now_set (live, thread, time, value.state, value.state == GS_THREAD_WAIT_FOR_CPU ? value.arg : 0);
  thread->is_from_dump = is_from_dump;
}

/* The thread ends; what it still does on a CPU belongs to its end. */
void
gs_thread_state_exit (GsLive *live, GsLiveThread *thread, gint64 time)
{
  thread->is_exited = TRUE;
  gs_thread_now_set (live, thread, time, GS_THREAD_EXITED, 0);
}

static GsThreadState
gs_thread_state_from_status (guint status)
{
  switch (status)
    {
    case DUMP_WAIT_FORK:
    case DUMP_WAIT_FOR_CPU:
      return GS_THREAD_WAIT_FOR_CPU;
    case DUMP_WAIT:
      return GS_THREAD_WAIT_UNKNOWN;
    case DUMP_EXIT:
    case DUMP_ZOMBIE:
    case DUMP_DEAD:
      return GS_THREAD_EXITED;
    case DUMP_RUN:
    default:
      return GS_THREAD_UNKNOWN;
    }
}

static void
gs_thread_state_dump_identity (GsThread *thread, const GsEvent *event)
{
  if (thread->pid == GS_NO_TID)
    thread->pid = event->process.pid;
  if (thread->ppid == GS_NO_TID)
    thread->ppid = event->process.ppid;
  if (thread->name == 0)
    thread->name = event->process.name;
  if (event->process.type == KERNEL_THREAD)
    thread->is_kernel = TRUE;
}

/**
 * gs_thread_state_dump:
 * @event: a %GS_EVENT_PROCESS_STATE
 *
 * Fills in what is still unknown.
 */
void
gs_thread_state_dump (GsLive *live, gint64 time, const GsEvent *event)
{
  GsLiveThread *thread = gs_live_get_thread (live, event->process.tid, 0, time);

  gs_thread_state_dump_identity (thread->thread, event);
  if (thread->is_on_cpu)
    {
      gs_thread_state_refresh (live, thread, time, gs_live_get_cpu (live, thread->cpu));
      return;
    }
  if (gs_thread_now_get (thread) != GS_THREAD_UNKNOWN)
    return;
  if (thread->cpu == GS_NO_CPU)
    thread->cpu = event->process.cpu;
  gs_thread_now_set (live, thread, time, gs_thread_state_from_status (event->process.status), 0);
  thread->is_exited = gs_thread_now_get (thread) == GS_THREAD_EXITED;
  thread->is_from_dump = TRUE;
}

/* Nothing is known of the thread from @time on, until there is new evidence. */
void
gs_thread_state_lose (GsLive *live, GsLiveThread *thread, gint64 time)
{
  thread->is_on_cpu = FALSE;
  gs_thread_wake_forget (thread);
  gs_thread_now_lose (live, thread, time);
}

/* The CPU that the thread had turns out to have been offline since then. */
void
gs_thread_state_take_offline (GsLiveThread *thread, gint64 since)
{
  GsTrackValue value = { .state = GS_THREAD_UNKNOWN, .aux = GS_AUX_OFFLINE, .cpu = thread->cpu };

  thread->is_on_cpu = FALSE;
  thread->syscall = thread->result = 0;
  gs_thread_wake_forget (thread);
  gs_track_take_back (thread->thread->track, since, value);
}

/* Its CPU's events are no longer lost. */
void
gs_thread_state_see_again (GsLive *live, GsLiveThread *thread, gint64 time)
{
  GsTrackValue value;

  if (gs_track_peek_last (thread->thread->track, NULL, &value) && value.state == GS_THREAD_UNKNOWN
      && (value.aux & GS_AUX_LOST) != 0)
    gs_thread_now_set (live, thread, time, GS_THREAD_UNKNOWN, 0);
}
