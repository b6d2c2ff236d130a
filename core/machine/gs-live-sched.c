/* gs-live-sched.c: what events of scheduling, interrupts, system calls and KVM change
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-live-sched.h"

#include <string.h>

#include "event/gs-event-type.h"
#include "machine/gs-cpu-state.h"
#include "machine/gs-kvm-state.h"
#include "machine/gs-live-blind.h"
#include "machine/gs-live-missing.h"
#include "machine/gs-live-offline.h"
#include "machine/gs-live-virq.h"
#include "machine/gs-thread-now.h"
#include "machine/gs-thread-state.h"
#include "machine/gs-thread-wake.h"

/* Children of this kernel thread are kernel threads. */
#define KTHREADD 2

/* The kernel cuts a thread's name at this many bytes. */
#define COMM_LENGTH 15

typedef void (*GsLiveSchedHandler) (GsLive *self, GsLiveCpu *cpu, const GsEvent *event);

/* A thread found to run is alive: where its TID's last life has ended, it is another one. */
static GsLiveThread *
gs_live_sched_get_running (GsLive *self, gint32 tid, guint32 name, gint64 time)
{
  GsLiveThread *thread = gs_live_find_thread (self, tid);

  if (thread == NULL)
    return gs_live_get_thread (self, tid, name, time);
  if (thread->is_gone)
    return gs_live_begin_thread (self, time, tid, name);
  gs_live_rename (thread, name, time);
  return thread;
}

/* Makes @thread current on @cpu, where it is found to be. */
static void
gs_live_sched_take_cpu (GsLive *self, GsLiveCpu *cpu, GsLiveThread *thread, gint64 time)
{
  if (thread->is_on_cpu && thread->cpu != cpu->cpu->number)
    {
      GsLiveCpu *other = gs_live_get_cpu (self, thread->cpu);

      gs_live_count_oddity (self, GS_ODD_SWITCH_TO);
      if (other != NULL && other->current == thread)
        gs_cpu_state_set_unknown (other, time);
    }
  if (cpu->missing != 0)
    gs_live_missing_hide (cpu, thread, time);
  gs_thread_state_switch_in (self, thread, time, cpu);
  gs_cpu_state_set_current (cpu, time, thread);
}

/* Whoever was thought to have @cpu has not: nothing is known of that thread any more. */
static void
gs_live_sched_disown_cpu (GsLive *self, GsLiveCpu *cpu, gint64 time)
{
  gs_live_count_oddity (self, GS_ODD_SWITCH_FROM);
  if (cpu->current != NULL)
    gs_thread_state_lose (self, cpu->current, time);
}

static void
gs_live_sched_context (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  gint32 tid = event->context.tid;
  GsLiveThread *thread;

  if (tid == GS_NO_TID)
    return;
  if (tid == 0)
    {
      gs_live_offline_be_back (cpu);
      if (!cpu->is_idle)
        gs_cpu_state_set_idle (cpu, event->time);
      return;
    }
  thread = gs_live_sched_get_running (self, tid, event->context.name, event->time);
  if (event->context.pid != GS_NO_TID)
    thread->thread->pid = event->context.pid;
  if (cpu->current == thread)
    return;
  if (cpu->current != NULL || cpu->is_idle)
    gs_live_sched_disown_cpu (self, cpu, event->time);
  gs_thread_state_found_on_cpu (self, thread, event->time);
  gs_live_sched_take_cpu (self, cpu, thread, event->time);
}

static void
gs_live_sched_switch_out (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread = cpu->current;

  if (event->sched_switch.prev_tid == 0)
    {
      if (thread != NULL)
        gs_live_sched_disown_cpu (self, cpu, event->time);
      return;
    }
  if (thread == NULL || thread->thread->tid != event->sched_switch.prev_tid)
    {
      if (thread != NULL || cpu->is_idle)
        gs_live_sched_disown_cpu (self, cpu, event->time);
      thread = gs_live_get_thread (self, event->sched_switch.prev_tid, 0, event->time);
    }
  gs_live_rename (thread, event->sched_switch.prev_name, event->time);
  gs_thread_state_switch_out (self, thread, event->time, cpu->cpu->number, event->sched_switch.prev_state);
}

/* No interrupt's handler survives a switch: an exit was missed. */
static void
gs_live_sched_close_interrupts (GsLive *self, GsLiveCpu *cpu)
{
  cpu->is_in_timer = FALSE;
  if (!gs_cpu_state_is_interrupted (cpu))
    return;
  gs_live_count_oddity (self, GS_ODD_INTERRUPT_OPEN);
  cpu->n_irqs = 0;
  cpu->n_softirqs = 0;
}

static void
gs_live_sched_switch (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *next;

  cpu->cpu->has_switch = TRUE;
  if (event->sched_switch.prev_tid == 0)
    gs_live_offline_be_back (cpu);
  gs_live_sched_switch_out (self, cpu, event);
  gs_live_sched_close_interrupts (self, cpu);
  if (event->sched_switch.next_tid == 0)
    {
      gs_cpu_state_set_idle (cpu, event->time);
      return;
    }
  next = gs_live_sched_get_running (self, event->sched_switch.next_tid, event->sched_switch.next_name, event->time);
  gs_live_sched_take_cpu (self, cpu, next, event->time);
  gs_live_offline_note_switch (cpu, event->time, event->sched_switch.prev_tid == 0);
}

static gboolean
gs_live_sched_is_interrupted (const GsLiveCpu *cpu)
{
  return gs_cpu_state_is_interrupted (cpu) || cpu->is_in_timer;
}

/* The innermost one that is handled on @cpu. */
static guint16
gs_live_sched_get_interrupt (GsLive *self, const GsLiveCpu *cpu)
{
  if (cpu->is_in_timer)
    return gs_live_get_interrupt (self, GS_INTERRUPT_TIMER, 0, 0);
  if (cpu->n_irqs > 0)
    return cpu->irq;
  return cpu->n_softirqs > 0 ? cpu->softirq : GS_NO_INTERRUPT;
}

/* A wake-up at @time by whoever has @cpu, on which it is recorded. */
static GsWakeUp
gs_live_sched_wake_up_by (GsLive *self, const GsLiveCpu *cpu, gint64 time, gboolean is_wakers)
{
  GsWakeUp wake_up = { time, GS_TIME_NONE, GS_TIME_NONE, GS_NO_INDEX, GS_NO_CPU, GS_NO_CPU, FALSE, GS_NO_INTERRUPT };

  if (cpu->is_blind || (cpu->missing & GS_LOSS_OF_INTERRUPTS) != 0 || !is_wakers
      || (cpu->current == NULL && !cpu->is_idle))
    return wake_up;
  wake_up.waker = cpu->current != NULL ? cpu->current->index : GS_NO_INDEX;
  wake_up.waker_cpu = cpu->cpu->number;
  wake_up.is_interrupt = gs_live_sched_is_interrupted (cpu);
  wake_up.interrupt = gs_live_sched_get_interrupt (self, cpu);
  return wake_up;
}

/* What is recorded when a thread is put into the queue of an idle CPU may come from another one, which
 * has asked for it: only sched_waking is always recorded where the waker is. */
static gboolean
gs_live_sched_is_wakers (const GsLiveCpu *cpu, const GsEvent *event)
{
  return event->wakeup.is_waking || !cpu->is_idle || gs_live_sched_is_interrupted (cpu)
         || event->wakeup.target_cpu != cpu->cpu->number;
}

static void
gs_live_sched_wakeup (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsWakeUp wake_up = gs_live_sched_wake_up_by (self, cpu, event->time, gs_live_sched_is_wakers (cpu, event));
  GsLiveThread *thread;

  if (event->wakeup.tid == 0)
    return;
  thread = gs_live_get_thread (self, event->wakeup.tid, event->wakeup.name, event->time);
  if (event->wakeup.is_waking)
    gs_thread_wake_waking (self, thread, event->wakeup.target_cpu, &wake_up);
  else
    {
      gs_thread_wake_hear_of_wakeups (self);
      gs_thread_wake_wakeup (self, thread, event->wakeup.target_cpu, &wake_up, event->wakeup.is_new);
    }
}

static void
gs_live_sched_migrate (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->migrate.tid != 0)
    gs_thread_state_migrate (self, gs_live_get_thread (self, event->migrate.tid, 0, event->time), event->time,
                             event->migrate.dest_cpu);
}

/* The child's process: itself, or its parent's where it is a thread of that. */
static void
gs_live_sched_adopt (GsThread *child, const GsThread *parent, gint32 child_pid)
{
  child->pid = child_pid;
  child->is_kernel = parent->tid == KTHREADD;
  if (child_pid == GS_NO_TID)
    return;
  child->ppid = child_pid == child->tid ? (parent->pid != GS_NO_TID ? parent->pid : parent->tid) : parent->ppid;
}

static void
gs_live_sched_fork (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsWakeUp birth = gs_live_sched_wake_up_by (self, cpu, event->time, TRUE);
  GsLiveThread *child, *parent;

  if (event->fork.child_tid == 0)
    return;
  child = gs_live_begin_thread (self, event->time, event->fork.child_tid, event->fork.child_name);
  if (event->fork.parent_tid != 0 && event->fork.parent_tid != event->fork.child_tid)
    {
      parent = gs_live_get_thread (self, event->fork.parent_tid, 0, event->time);
      gs_live_sched_adopt (child->thread, parent->thread, event->fork.child_pid);
      child->syscall = parent->syscall;
      child->cpu = parent->cpu;
    }
  gs_thread_wake_wakeup (self, child, cpu->cpu->number, &birth, TRUE);
}

static void
gs_live_sched_exec (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;
  g_autofree char *base = NULL;

  if (event->task.tid == 0)
    return;
  thread = gs_live_get_thread (self, event->task.tid, 0, event->time);
  if (event->task.name != 0)
    {
      base = g_path_get_basename (gs_names_get (self->names, event->task.name));
      if (strlen (base) > COMM_LENGTH)
        base[COMM_LENGTH] = '\0';
      gs_live_rename (thread, gs_names_add (self->names, base), event->time);
    }
  if (thread->is_exited && cpu->current == thread)
    {
      thread->is_exited = FALSE;
      gs_thread_state_refresh (self, thread, event->time, cpu);
    }
}

static void
gs_live_sched_exit (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;

  if (event->task.tid == 0)
    return;
  thread = gs_live_get_thread (self, event->task.tid, 0, event->time);
  gs_thread_state_exit (self, thread, event->time);
  if (cpu->current == thread)
    gs_cpu_state_update (cpu, event->time);
}

static void
gs_live_sched_free_thread (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread = gs_live_find_thread (self, event->task.tid);

  if (thread == NULL)
    return;
  if (!thread->is_on_cpu && (thread->is_exited || gs_thread_now_get (thread) == GS_THREAD_UNKNOWN))
    gs_live_end_thread (self, thread, event->time);
  else
    gs_live_count_oddity (self, GS_ODD_FREE);
}

static void
gs_live_sched_interrupt_entry (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->kind == GS_EVENT_SOFTIRQ_ENTRY)
    cpu->softirq = gs_live_get_interrupt (self, GS_INTERRUPT_SOFTIRQ, event->irq.number, 0);
  else
    cpu->irq = gs_live_get_interrupt (self, GS_INTERRUPT_IRQ, event->irq.number, event->irq.name);
  gs_cpu_state_open_interrupt (cpu, event->time, event->kind == GS_EVENT_SOFTIRQ_ENTRY);
  cpu->has_interrupts = TRUE;
  if (cpu->current != NULL)
    gs_thread_state_refresh (self, cpu->current, event->time, cpu);
}

static void
gs_live_sched_interrupt_exit (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (!gs_cpu_state_close_interrupt (cpu, event->time, event->kind == GS_EVENT_SOFTIRQ_EXIT))
    {
      if (cpu->has_interrupts)
        gs_live_count_oddity (self, GS_ODD_INTERRUPT_EXIT);
      return;
    }
  if (cpu->current != NULL)
    gs_thread_state_refresh (self, cpu->current, event->time, cpu);
}

/* Timers run out in an interrupt that isn't recorded itself, so that no row says that it came. Where only
 * their begin is recorded, it isn't known for how long they are handled. */
static void
gs_live_sched_timer (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  self->has_timer_exits = self->has_timer_exits || event->kind == GS_EVENT_TIMER_EXIT;
  cpu->is_in_timer = event->kind == GS_EVENT_TIMER_ENTRY && self->has_timer_exits;
}

static void
gs_live_sched_syscall (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  gboolean is_entry = event->kind == GS_EVENT_SYSCALL_ENTRY;

  if (cpu->current == NULL)
    return;
  if (!is_entry && cpu->current->syscall != 0)
    cpu->current->result = gs_syscall_result_pack (event->syscall_exit.result);
  else
    cpu->current->result = 0;
  cpu->current->syscall = is_entry ? event->syscall_entry.name : 0;
  gs_thread_state_refresh (self, cpu->current, event->time, cpu);
  gs_cpu_state_update (cpu, event->time);
}

static void
gs_live_sched_process_state (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->process.tid != 0)
    gs_thread_state_dump (self, event->time, event);
}

static void
gs_live_sched_kvm (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (cpu->current == NULL)
    return;
  if (event->kind == GS_EVENT_KVM_ENTRY)
    gs_kvm_state_enter (self, cpu->current, event);
  else
    gs_kvm_state_exit (self, cpu->current, event);
  gs_cpu_state_update (cpu, event->time);
}

static void
gs_live_sched_userspace_exit (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (cpu->current != NULL)
    gs_kvm_state_to_userspace (cpu->current, event->time);
}

static void
gs_live_sched_virq_request (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  gs_live_virq_request (self, cpu->current != NULL ? cpu->current->index : GS_NO_INDEX,
                        gs_live_sched_get_interrupt (self, cpu), cpu, event);
}

/* Among lost events a context says who a thread is, and that it was there. */
static void
gs_live_sched_blind_context (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;

  if (event->context.tid == GS_NO_TID || event->context.tid == 0)
    return;
  thread = gs_live_sched_get_running (self, event->context.tid, event->context.name, event->time);
  if (event->context.pid != GS_NO_TID)
    thread->thread->pid = event->context.pid;
  gs_live_blind_touch (self, cpu, thread, event->time);
}

/* A switch says that both threads were there, but not for how long. */
static void
gs_live_sched_blind_switch (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;

  cpu->cpu->has_switch = TRUE;
  if (event->sched_switch.prev_tid != 0)
    {
      thread = gs_live_get_thread (self, event->sched_switch.prev_tid, event->sched_switch.prev_name, event->time);
      gs_live_blind_touch (self, cpu, thread, event->time);
    }
  if (event->sched_switch.next_tid != 0)
    {
      thread = gs_live_sched_get_running (self, event->sched_switch.next_tid, event->sched_switch.next_name,
                                          event->time);
      gs_live_blind_touch (self, cpu, thread, event->time);
    }
}

static const GsLiveSchedHandler handlers[GS_N_EVENT_KINDS] = {
  [GS_EVENT_CONTEXT] = gs_live_sched_context,
  [GS_EVENT_SCHED_SWITCH] = gs_live_sched_switch,
  [GS_EVENT_SCHED_WAKEUP] = gs_live_sched_wakeup,
  [GS_EVENT_SCHED_MIGRATE] = gs_live_sched_migrate,
  [GS_EVENT_FORK] = gs_live_sched_fork,
  [GS_EVENT_EXEC] = gs_live_sched_exec,
  [GS_EVENT_EXIT] = gs_live_sched_exit,
  [GS_EVENT_FREE] = gs_live_sched_free_thread,
  [GS_EVENT_IRQ_ENTRY] = gs_live_sched_interrupt_entry,
  [GS_EVENT_IRQ_EXIT] = gs_live_sched_interrupt_exit,
  [GS_EVENT_SOFTIRQ_ENTRY] = gs_live_sched_interrupt_entry,
  [GS_EVENT_SOFTIRQ_EXIT] = gs_live_sched_interrupt_exit,
  [GS_EVENT_TIMER_ENTRY] = gs_live_sched_timer,
  [GS_EVENT_TIMER_EXIT] = gs_live_sched_timer,
  [GS_EVENT_SYSCALL_ENTRY] = gs_live_sched_syscall,
  [GS_EVENT_SYSCALL_EXIT] = gs_live_sched_syscall,
  [GS_EVENT_PROCESS_STATE] = gs_live_sched_process_state,
  [GS_EVENT_KVM_ENTRY] = gs_live_sched_kvm,
  [GS_EVENT_KVM_EXIT] = gs_live_sched_kvm,
  [GS_EVENT_KVM_USERSPACE_EXIT] = gs_live_sched_userspace_exit,
  [GS_EVENT_KVM_INJ_VIRQ] = gs_live_virq_inject,
  [GS_EVENT_KVM_SET_IRQ] = gs_live_sched_virq_request,
  [GS_EVENT_KVM_MSI_SET_IRQ] = gs_live_sched_virq_request,
  [GS_EVENT_KVM_IOAPIC_SET_IRQ] = gs_live_sched_virq_request,
  [GS_EVENT_KVM_HYPERCALL] = gs_live_virq_hypercall,
};

/* On a CPU whose events are lost: those that don't need to know what it runs. */
static const GsLiveSchedHandler blind_handlers[GS_N_EVENT_KINDS] = {
  [GS_EVENT_CONTEXT] = gs_live_sched_blind_context,
  [GS_EVENT_SCHED_SWITCH] = gs_live_sched_blind_switch,
  [GS_EVENT_SCHED_WAKEUP] = gs_live_sched_wakeup,
  [GS_EVENT_SCHED_MIGRATE] = gs_live_sched_migrate,
  [GS_EVENT_FORK] = gs_live_sched_fork,
  [GS_EVENT_EXEC] = gs_live_sched_exec,
  [GS_EVENT_EXIT] = gs_live_sched_exit,
  [GS_EVENT_FREE] = gs_live_sched_free_thread,
  [GS_EVENT_PROCESS_STATE] = gs_live_sched_process_state,
};

/**
 * gs_live_sched_handle:
 * @cpu: where @event was recorded
 *
 * Does what @event means for threads and CPUs; nothing for events of other kinds.
 */
void
gs_live_sched_handle (GsLive *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveSchedHandler handler = cpu->is_blind ? blind_handlers[event->kind] : handlers[event->kind];

  /* A few of them are there, perhaps, but not all. */
  if (cpu->missing != 0 && (cpu->missing & gs_event_kind_get_loss (event->kind)) != 0)
    return;
  if (handler != NULL)
    handler (self, cpu, event);
}
