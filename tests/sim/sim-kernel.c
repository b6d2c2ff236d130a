/* sim-kernel.c: CPUs, scheduler, wake-ups and interrupts of host and guests alike
 * SPDX-License-Identifier: MIT
 */
#include "sim/sim-private.h"

#define SOFTIRQ_TIMER 1
#define SOFTIRQ_NET_RX 3
#define IRQ_RESCHEDULE 253

static gint64
sim_cpu_get_packet_time (const SimCpu *cpu)
{
  const SimPacket *packet = g_queue_peek_head ((GQueue *) &cpu->machine->packets);

  return packet != NULL && cpu->number == 0 ? packet->time : SIM_NEVER;
}

/* Finds when @cpu has to see to a sleeping or dead thread, or a packet. */
void
sim_cpu_find_due (SimCpu *cpu)
{
  cpu->due = sim_cpu_get_packet_time (cpu);
  for (guint i = 0; i < cpu->machine->threads->len; i++)
    {
      const SimThread *thread = g_ptr_array_index (cpu->machine->threads, i);

      if (thread->cpu == cpu && (thread->run == SIM_SLEEPING || thread->run == SIM_WOKEN || thread->run == SIM_DEAD))
        cpu->due = MIN (cpu->due, thread->wake_at);
    }
  if (cpu->vcpu != NULL && cpu->due < SIM_NEVER && cpu->vcpu->request == SIM_ASKS_HALT
      && cpu->vcpu->thread->run == SIM_SLEEPING && cpu->vcpu->thread->wake_at > cpu->due)
    {
      cpu->vcpu->thread->wake_at = cpu->due;
      sim_cpu_find_due (cpu->vcpu->thread->cpu);
    }
}

/* Can it do anything now? A guest's only while it is let, by all levels. */
gboolean
sim_cpu_is_armed (const SimCpu *cpu)
{
  const SimCpu *host_cpu;

  if (cpu->vcpu == NULL)
    return TRUE;
  host_cpu = cpu->vcpu->thread->cpu;
  return cpu->vcpu->in_guest && !host_cpu->in_irq && !host_cpu->in_softirq && sim_cpu_is_armed (host_cpu);
}

/* Gives @cpu to the next thread in its queue, or to the idle thread. What the
 * previous one is to be from now on is set by the caller already. */
void
sim_cpu_switch (SimCpu *cpu, gint64 prev_state)
{
  Sim *sim = cpu->machine->sim;
  SimThread *prev = cpu->current;
  SimThread *next = g_queue_pop_head (&cpu->queue);
  CtfEvent event = { .kind = CTF_SWITCH };

  if (prev == NULL && next == NULL)
    return;
  event.sched_switch.prev_comm = prev != NULL ? prev->comm : "swapper/0";
  event.sched_switch.prev_tid = prev != NULL ? prev->tid : 0;
  event.sched_switch.prev_prio = prev != NULL ? prev->prio : 20;
  event.sched_switch.prev_state = prev_state;
  event.sched_switch.next_comm = next != NULL ? next->comm : "swapper/0";
  event.sched_switch.next_tid = next != NULL ? next->tid : 0;
  event.sched_switch.next_prio = next != NULL ? next->prio : 20;
  sim_emit (cpu, &event);

  cpu->current = next;
  cpu->needs_switch = FALSE;
  if (next != NULL)
    {
      next->run = SIM_RUNNING;
      next->cpu = cpu;
    }
  sim_truth_switch (cpu, prev, next);
  if (prev != NULL && prev->run == SIM_RUNNABLE)
    g_queue_push_tail (&cpu->queue, prev);
  cpu->slice_end = sim->now + sim_between (sim, GS_MSEC / 2, 4 * GS_MSEC);
  cpu->next = next != NULL || cpu->vcpu != NULL ? sim->now + sim_between (sim, 200, 3000) :
                                                  sim->now + sim_between (sim, GS_MSEC, 4 * GS_MSEC);
  sim_cpu_find_due (cpu);
}

static gint64
sim_preempted_state (Sim *sim)
{
  if (sim_chance (sim, 0.3))
    return 0;
  return sim->config->old_kernel ? 0x400 : 0x100;
}

static void
sim_cpu_preempt (SimCpu *cpu)
{
  if (cpu->current != NULL)
    cpu->current->run = SIM_RUNNABLE;
  sim_cpu_switch (cpu, cpu->current != NULL ? sim_preempted_state (cpu->machine->sim) : 0);
}

/* The current thread goes to sleep until @wake_at. */
void
sim_cpu_sleep (SimCpu *cpu, gint64 wake_at)
{
  Sim *sim = cpu->machine->sim;
  gint64 state = sim_chance (sim, 0.8) ? 1 : 2;

  if (cpu->current->is_kernel && !sim->config->old_kernel)
    state = 0x80;
  cpu->current->run = SIM_SLEEPING;
  cpu->current->wake_at = wake_at;
  sim_cpu_switch (cpu, state);
}

static void
sim_emit_wakeup (SimCpu *cpu, CtfKind kind, const SimThread *thread)
{
  CtfEvent event = { .kind = kind };

  event.wakeup.comm = thread->comm;
  event.wakeup.tid = thread->tid;
  event.wakeup.prio = thread->prio;
  event.wakeup.target_cpu = thread->cpu->number;
  sim_emit (cpu, &event);
}

static void
sim_cpu_migrate (SimCpu *cpu, SimThread *thread, SimCpu *target)
{
  CtfEvent event = { .kind = CTF_MIGRATE };

  if (target == thread->cpu)
    return;
  event.migrate.comm = thread->comm;
  event.migrate.tid = thread->tid;
  event.migrate.prio = thread->prio;
  event.migrate.orig_cpu = thread->cpu->number;
  event.migrate.dest_cpu = target->number;
  sim_emit (cpu, &event);
  thread->cpu = target;
}

/* @thread, which has been woken, goes into the queue of its CPU; that is recorded on @cpu. */
static void
sim_cpu_queue (SimCpu *cpu, SimThread *thread, gboolean is_new)
{
  Sim *sim = cpu->machine->sim;
  SimCpu *target = thread->cpu;

  thread->run = SIM_RUNNABLE;
  thread->wake_at = SIM_NEVER;
  sim_emit_wakeup (cpu, is_new ? CTF_WAKEUP_NEW : CTF_WAKEUP, thread);
  if (thread->wake_up < 0)
    sim_truth_wake (cpu, thread, is_new);
  sim_truth_queue (thread);

  g_queue_push_tail (&target->queue, thread);
  if (target->current == NULL)
    target->next = MIN (target->next, sim->now + sim_between (sim, 300, 4000));
  else if (sim_chance (sim, 0.5))
    {
      target->needs_switch = TRUE;
      target->next = MIN (target->next, sim->now + sim_between (sim, 100, 2000));
    }
  sim_cpu_find_due (cpu);
  sim_cpu_find_due (target);
  if (target->vcpu != NULL)
    sim_vcpu_kick (target->vcpu);
}

/* Something runs on @cpu that wakes @thread. */
void
sim_cpu_wake (SimCpu *cpu, SimThread *thread, gboolean is_new)
{
  Sim *sim = cpu->machine->sim;

  if (!is_new)
    {
      sim_emit_wakeup (cpu, CTF_WAKING, thread);
      sim_truth_wake (cpu, thread, TRUE);
      if (!thread->is_known)
        sim_truth_see (thread, GS_THREAD_UNKNOWN);
    }
  if (cpu->machine->n_cpus > 1 && sim_chance (sim, 0.15))
    sim_cpu_migrate (cpu, thread, &cpu->machine->cpus[sim_between (sim, 0, cpu->machine->n_cpus)]);
  if (is_new || thread->cpu == cpu || sim->config->wake_delay == 0)
    {
      sim_cpu_queue (cpu, thread, is_new);
      return;
    }
  thread->run = SIM_WOKEN;
  thread->wake_at = sim->now + sim_between (sim, 1, sim->config->wake_delay);
  sim_cpu_find_due (cpu);
  sim_cpu_find_due (thread->cpu);
}

static void
sim_cpu_free_thread (SimCpu *cpu, SimThread *thread)
{
  CtfEvent event = { .kind = CTF_FREE };

  event.task.name = thread->comm;
  event.task.tid = thread->tid;
  event.task.prio = thread->prio;
  sim_emit (cpu, &event);
  sim_truth_end_thread (thread);
  cpu->machine->freed_tid = thread->tid;
  g_ptr_array_remove_fast (cpu->machine->threads, thread);
}

/* Begins or ends an interrupt, or a softirq. */
static void
sim_cpu_interrupt (SimCpu *cpu, CtfKind kind, gint32 number)
{
  Sim *sim = cpu->machine->sim;
  CtfEvent event = { .kind = kind };
  gboolean is_entry = kind == CTF_IRQ_ENTRY || kind == CTF_SOFTIRQ_ENTRY;
  gboolean is_irq = kind == CTF_IRQ_ENTRY || kind == CTF_IRQ_EXIT;

  event.irq.number = number;
  event.irq.name = cpu->vcpu != NULL ? "virtio0-input.0" : "eth0";
  sim_emit (cpu, &event);
  if (is_irq)
    cpu->in_irq = is_entry;
  else
    cpu->in_softirq = is_entry;
  if (sim->is_tracing && is_irq)
    cpu->saw_irq = is_entry;
  else if (sim->is_tracing)
    cpu->saw_softirq = is_entry;
  sim_truth_cpu (cpu);
  cpu->next = sim->now + sim_between (sim, 300, 5000);
}

static void
sim_cpu_raise (SimCpu *cpu, gint32 vector)
{
  CtfEvent event = { .kind = CTF_SOFTIRQ_RAISE };

  event.irq.number = vector;
  sim_emit (cpu, &event);
  cpu->has_raised = TRUE;
}

/* An interrupt or a softirq is being handled. */
static void
sim_cpu_step_interrupt (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;
  gint32 irq = cpu->vcpu != NULL ? 28 : 24;

  if (cpu->in_irq)
    {
      if (!cpu->has_raised && sim_chance (sim, 0.5))
        sim_cpu_raise (cpu, SOFTIRQ_TIMER);
      sim_cpu_interrupt (cpu, CTF_IRQ_EXIT, irq);
    }
  else if (cpu->has_raised && !cpu->in_softirq)
    {
      cpu->has_raised = FALSE;
      sim_cpu_interrupt (cpu, CTF_SOFTIRQ_ENTRY,
                         sim_cpu_get_packet_time (cpu) <= sim->now ? SOFTIRQ_NET_RX : SOFTIRQ_TIMER);
    }
  else if (sim_cpu_get_packet_time (cpu) <= sim->now)
    sim_net_receive (cpu);
  else if (sim_chance (sim, 0.1))
    sim_cpu_interrupt (cpu, CTF_IRQ_ENTRY, irq);
  else
    sim_cpu_interrupt (cpu, CTF_SOFTIRQ_EXIT, SOFTIRQ_TIMER);
}

/* A timer of @cpu has run out. */
static void
sim_cpu_step_timer (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;

  for (guint i = 0; i < cpu->machine->threads->len; i++)
    {
      SimThread *thread = g_ptr_array_index (cpu->machine->threads, i);

      if (thread->cpu != cpu || thread->wake_at > sim->now)
        continue;
      if (thread->run == SIM_DEAD)
        {
          sim_cpu_free_thread (cpu, thread);
          break;
        }
      if (thread->run == SIM_WOKEN)
        {
          sim_cpu_interrupt (cpu, CTF_IRQ_ENTRY, IRQ_RESCHEDULE);
          sim_cpu_queue (cpu, thread, FALSE);
          return;
        }
      if (thread->run == SIM_SLEEPING)
        {
          thread->wake_at = SIM_NEVER;
          sim_cpu_wake (cpu, thread, FALSE);
          break;
        }
    }
  if (sim_cpu_get_packet_time (cpu) <= sim->now)
    sim_cpu_interrupt (cpu, CTF_IRQ_ENTRY, cpu->vcpu != NULL ? 28 : 24);
  if (cpu->in_irq)
    sim_cpu_raise (cpu, SOFTIRQ_NET_RX);
  sim_cpu_find_due (cpu);
}

/* The dump of all threads that LTTng makes at the start. */
void
sim_cpu_dump (SimCpu *cpu)
{
  SimMachine *machine = cpu->machine;

  sim_emit (cpu, &(CtfEvent){ .kind = CTF_STATEDUMP_START });
  for (guint i = 0; i < machine->threads->len; i++)
    {
      SimThread *thread = g_ptr_array_index (machine->threads, i);
      CtfEvent event = { .kind = CTF_PROCESS_STATE };

      event.process.name = thread->comm;
      event.process.tid = thread->tid;
      event.process.pid = thread->pid;
      event.process.ppid = thread->ppid;
      event.process.type = thread->is_kernel;
      event.process.cpu = thread->cpu->number;
      event.process.status = thread->run <= SIM_WOKEN ? 5 : thread->run == SIM_DEAD ? 4 : 2;
      sim_emit (cpu, &event);
      thread->is_known_kernel = thread->is_kernel;
      if (!thread->is_known)
        sim_truth_see (thread, thread->run <= SIM_WOKEN ? GS_THREAD_WAIT_BLOCKED :
                               thread->run == SIM_DEAD  ? GS_THREAD_EXITED :
                                                          GS_THREAD_WAIT_FOR_CPU);
      else
        sim_truth_thread (thread);
    }
  sim_emit (cpu, &(CtfEvent){ .kind = CTF_STATEDUMP_END });
  machine->needs_dump = FALSE;
}

/* An idle CPU takes a thread that waits for another one. Returns: whether there was one */
static gboolean
sim_cpu_pull (SimCpu *cpu)
{
  for (guint i = 0; i < cpu->machine->n_cpus; i++)
    {
      SimCpu *other = &cpu->machine->cpus[i];
      SimThread *thread = other != cpu ? g_queue_pop_tail (&other->queue) : NULL;

      if (thread == NULL)
        continue;
      sim_cpu_migrate (cpu, thread, cpu);
      sim_truth_thread (thread);
      g_queue_push_tail (&cpu->queue, thread);
      cpu->next = cpu->machine->sim->now + 300;
      return TRUE;
    }
  return FALSE;
}

static void
sim_cpu_step_current (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;
  SimThread *thread = cpu->current;
  gboolean may_interrupt = !cpu->machine->needs_dump && sim_chance (sim, 0.04);

  if (thread != NULL && sim->now >= cpu->slice_end && !g_queue_is_empty (&cpu->queue))
    cpu->needs_switch = TRUE;
  if (g_queue_is_empty (&cpu->queue))
    cpu->needs_switch = FALSE;
  if (may_interrupt && !(thread != NULL && thread->run == SIM_DEAD))
    sim_cpu_interrupt (cpu, CTF_IRQ_ENTRY, cpu->vcpu != NULL ? 28 : 24);
  else if (thread != NULL && thread->vcpu != NULL)
    sim_vcpu_step (cpu);
  else if (cpu->needs_switch || (thread == NULL && !g_queue_is_empty (&cpu->queue)))
    sim_cpu_preempt (cpu);
  else if (thread != NULL)
    sim_thread_step (cpu);
  else if (sim->config->balances && sim_cpu_pull (cpu))
    return;
  else if (cpu->vcpu != NULL)
    sim_vcpu_exit (cpu->vcpu, SIM_EXIT_HALT);
  else
    cpu->next = sim->now + sim_between (sim, GS_MSEC, 4 * GS_MSEC);
}

/* Lets @cpu do one small thing and sets when it is to do the next. */
void
sim_cpu_step (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;

  if (cpu->in_irq || cpu->in_softirq || cpu->has_raised)
    sim_cpu_step_interrupt (cpu);
  else if (cpu->vcpu != NULL && sim_vcpu_reply (cpu->vcpu))
    cpu->next = sim->now + sim_between (sim, 200, 2000);
  else if (cpu->machine->needs_dump && sim->is_tracing)
    sim_cpu_dump (cpu);
  else if (cpu->due <= sim->now)
    sim_cpu_step_timer (cpu);
  else
    sim_cpu_step_current (cpu);
}
