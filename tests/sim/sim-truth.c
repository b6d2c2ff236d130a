/* sim-truth.c: what is true of each row of a simulation, as a trace can tell it
 * SPDX-License-Identifier: MIT
 *
 * The simulator says what happens; the definitions of the states are applied
 * here to what is so at that moment. Nothing is derived from recorded events.
 */
#include "sim/sim-private.h"

static SimRow *
sim_row_new (Sim *sim, GsRows kind, guint machine, guint number)
{
  SimRow *row = g_new0 (SimRow, 1);

  row->kind = kind;
  row->machine = machine;
  row->number = number;
  row->sure_from = G_MAXINT64;
  row->intervals = g_array_new (FALSE, FALSE, sizeof (SimInterval));
  g_ptr_array_add (sim->result->rows, row);
  return row;
}

static gboolean
sim_interval_is_like (const SimInterval *a, const SimInterval *b)
{
  return a->state == b->state && a->aux == b->aux && a->level == b->level && a->cpu == b->cpu && a->tid == b->tid
         && a->guest == b->guest && a->guest_tid == b->guest_tid && a->inner == b->inner && a->inner_tid == b->inner_tid
         && a->reason == b->reason && a->syscall == b->syscall;
}

/* From now on the row is as @value says. */
static void
sim_row_set (Sim *sim, SimRow *row, SimInterval value)
{
  SimInterval *last = row->intervals->len > 0 ? &g_array_index (row->intervals, SimInterval, row->intervals->len - 1) :
                                                NULL;

  value.begin = value.end = sim->now;
  if (last != NULL && sim_interval_is_like (last, &value))
    return;
  if (last != NULL && last->begin == sim->now)
    {
      *last = value;
      return;
    }
  if (last != NULL)
    last->end = sim->now;
  g_array_append_val (row->intervals, value);
}

/* What its hosts make of a vCPU, and which of them. */
typedef struct
{
  GsHostView view;
  guint8 level;
  const SimThread *thread; /* of that level */
} SimHostView;

static GsHostView
sim_thread_get_view (const SimThread *thread)
{
  if (!thread->is_known || thread->seen == GS_THREAD_UNKNOWN)
    return GS_HOST_VIEW_UNKNOWN;
  if (thread->seen == GS_THREAD_WAIT_FOR_CPU)
    return GS_HOST_VIEW_PREEMPTED;
  if (!gs_thread_state_is_on_cpu (thread->seen))
    return GS_HOST_VIEW_ASLEEP;
  if (thread->kvm == GS_KVM_HYPERVISOR)
    return GS_HOST_VIEW_HYPERVISOR;
  return thread->kvm == GS_KVM_GUEST ? GS_HOST_VIEW_GUEST : GS_HOST_VIEW_UNKNOWN;
}

/* The first level, from the outside in, that doesn't let it run: further out only while the vCPU's
 * thread is current on its host's CPU. */
static SimHostView
sim_vcpu_get_host_view (const SimVcpu *vcpu)
{
  const SimThread *thread = vcpu->thread;
  SimHostView own = { sim_thread_get_view (thread), 0, thread };
  SimHostView outer;

  if (!thread->is_known || !gs_thread_state_is_on_cpu (thread->seen) || thread->cpu->vcpu == NULL)
    return own;
  outer = sim_vcpu_get_host_view (thread->cpu->vcpu);
  if (outer.view == GS_HOST_VIEW_GUEST || outer.view == GS_HOST_VIEW_UNKNOWN)
    return own;
  outer.level++;
  return outer;
}

/* Whether the traces have told it of @vcpu, and of all that it stands on. */
static gboolean
sim_vcpu_is_sure (const SimVcpu *vcpu)
{
  const SimMachine *host = vcpu->thread->machine;
  gboolean is_sure = vcpu->thread->is_sure && vcpu->cpu->is_sure;

  for (guint i = 0; i < host->n_cpus && host->cpus[i].vcpu != NULL; i++)
    is_sure = is_sure && sim_vcpu_is_sure (host->cpus[i].vcpu);
  return is_sure;
}

static void
sim_truth_vcpu (SimVcpu *vcpu)
{
  Sim *sim = vcpu->thread->machine->sim;
  GsGuestView view = GS_GUEST_VIEW_UNKNOWN;
  SimHostView host = sim_vcpu_get_host_view (vcpu);
  SimInterval value = { .cpu = 0xffff, .tid = -1, .guest = -1, .guest_tid = -1, .inner = -1, .inner_tid = -1 };

  if (!sim->config->with_truth || (!vcpu->thread->is_known && !vcpu->cpu->is_known))
    return;

  if (vcpu->cpu->is_known)
    view = vcpu->cpu->current != NULL ? GS_GUEST_VIEW_RUNNING : GS_GUEST_VIEW_IDLE;
  value.level = host.level;
  switch (host.view)
    {
    case GS_HOST_VIEW_PREEMPTED:
      value.state = GS_VCPU_PREEMPTED;
      value.cpu = host.thread->cpu->number;
      break;
    case GS_HOST_VIEW_ASLEEP:
      value.state = view == GS_GUEST_VIEW_IDLE ? GS_VCPU_IDLE : GS_VCPU_BLOCKED;
      break;
    case GS_HOST_VIEW_HYPERVISOR:
      value.state = GS_VCPU_HYPERVISOR;
      value.reason = host.thread->reason;
      break;
    default:
      value.state = (GsVcpuState) view;
      break;
    }
  value.aux = view;

  if (vcpu->row == NULL)
    {
      vcpu->row = sim_row_new (sim, GS_ROWS_VCPUS, vcpu->cpu->machine->index, vcpu->cpu->number);
      vcpu->row->tid = vcpu->thread->tid;
      vcpu->row->pid = vcpu->thread->pid;
    }
  if (vcpu->row->sure_from == G_MAXINT64 && sim_vcpu_is_sure (vcpu))
    vcpu->row->sure_from = sim->now;
  sim_row_set (sim, vcpu->row, value);
}

static GsOverlay
sim_thread_get_overlay (const SimThread *thread)
{
  if (thread->cpu->vcpu == NULL)
    return GS_OVERLAY_NONE;
  switch (sim_vcpu_get_host_view (thread->cpu->vcpu).view)
    {
    case GS_HOST_VIEW_PREEMPTED:
      return GS_OVERLAY_PREEMPTED;
    case GS_HOST_VIEW_ASLEEP:
      return GS_OVERLAY_BLOCKED;
    case GS_HOST_VIEW_HYPERVISOR:
      return GS_OVERLAY_HYPERVISOR;
    default:
      return GS_OVERLAY_NONE;
    }
}

static void
sim_truth_thread_row (SimThread *thread)
{
  Sim *sim = thread->machine->sim;
  SimInterval value = {
    .cpu = 0xffff, .tid = -1, .guest = -1, .guest_tid = -1, .inner = -1, .inner_tid = -1, .state = thread->seen
  };

  if (!sim->config->with_truth || !thread->is_known)
    return;

  if (thread->seen == GS_THREAD_USERMODE)
    {
      value.cpu = thread->cpu->number;
      value.aux = sim_thread_get_overlay (thread);
      if (thread->cpu->saw_irq || thread->cpu->saw_softirq)
        value.state = GS_THREAD_INTERRUPTED;
      else if (thread->in_syscall || thread->is_known_kernel)
        {
          value.state = GS_THREAD_SYSCALL;
          value.syscall = thread->is_known_kernel ? -1 : thread->syscall;
        }
    }
  if (thread->row == NULL)
    {
      thread->row = sim_row_new (sim, GS_ROWS_THREADS, thread->machine->index, 0);
      thread->row->tid = thread->tid;
      thread->row->pid = thread->pid;
    }
  if (thread->row->sure_from == G_MAXINT64 && thread->is_sure)
    thread->row->sure_from = sim->now;
  memcpy (thread->row->comm, thread->comm, sizeof thread->comm);
  sim_row_set (sim, thread->row, value);
}

/* Who is innermost on a guest's @cpu that runs. */
static void
sim_truth_look_inside (const SimCpu *cpu, SimInterval *value)
{
  const SimThread *thread = cpu->is_known ? cpu->current : NULL;
  const SimCpu *inner;

  if (thread == NULL || thread->vcpu == NULL || thread->kvm != GS_KVM_GUEST || cpu->saw_irq || cpu->saw_softirq)
    return;
  inner = thread->vcpu->cpu;
  value->inner = (gint32) inner->machine->index;
  value->inner_tid = inner->is_known && inner->current != NULL ? inner->current->tid : 0;
  sim_truth_look_inside (inner, value);
}

static void
sim_truth_host_cpu (SimCpu *cpu)
{
  Sim *sim = cpu->machine->sim;
  SimThread *thread = cpu->current;
  SimInterval value = {
    .cpu = 0xffff, .tid = -1, .guest = -1, .guest_tid = -1, .inner = -1, .inner_tid = -1, .state = GS_CPU_UNKNOWN
  };
  gboolean has_guests = cpu->machine->index * sim->config->n_guests + 1 < sim->result->n_machines;

  if (!sim->config->with_truth || (cpu->vcpu != NULL && !has_guests))
    return;

  if (cpu->is_known)
    value.tid = thread != NULL ? thread->tid : 0;
  if (cpu->saw_irq)
    value.state = GS_CPU_IRQ;
  else if (cpu->saw_softirq)
    value.state = GS_CPU_SOFTIRQ;
  else if (cpu->is_known && thread == NULL)
    value.state = GS_CPU_IDLE;
  else if (cpu->is_known && thread->kvm == GS_KVM_HYPERVISOR)
    value.state = GS_CPU_HYPERVISOR;
  else if (cpu->is_known && thread->kvm == GS_KVM_GUEST)
    {
      SimCpu *inner = thread->vcpu->cpu;

      value.state = GS_CPU_GUEST;
      value.guest = inner->machine->index;
      if (inner->is_known)
        value.guest_tid = inner->current != NULL ? inner->current->tid : 0;
      sim_truth_look_inside (inner, &value);
    }
  else if (cpu->is_known)
    value.state = thread->in_syscall || thread->is_known_kernel ? GS_CPU_SYSCALL : GS_CPU_USERMODE;

  if (cpu->row == NULL)
    cpu->row = sim_row_new (sim, GS_ROWS_CPUS, cpu->machine->index, cpu->number);
  if (cpu->row->sure_from == G_MAXINT64 && cpu->is_sure)
    cpu->row->sure_from = sim->now;
  sim_row_set (sim, cpu->row, value);
}

/* Something about @thread changed: its row, and if it is a vCPU's, that row and
 * what lies over the guest's thread there, which may be a vCPU's, too. */
void
sim_truth_thread (SimThread *thread)
{
  if (!thread->machine->sim->is_tracing)
    return;
  sim_truth_thread_row (thread);
  if (thread->vcpu != NULL)
    {
      sim_truth_vcpu (thread->vcpu);
      if (thread->vcpu->cpu->is_known && thread->vcpu->cpu->current != NULL)
        sim_truth_thread (thread->vcpu->cpu->current);
    }
}

/* Something changed inside of what @cpu runs. */
static void
sim_truth_outer_cpu (SimCpu *cpu)
{
  sim_truth_host_cpu (cpu);
  if (cpu->vcpu != NULL && cpu->vcpu->in_guest)
    sim_truth_outer_cpu (cpu->vcpu->thread->cpu);
}

/* Something about @cpu or who runs there changed. */
void
sim_truth_cpu (SimCpu *cpu)
{
  if (!cpu->machine->sim->is_tracing)
    return;
  sim_truth_host_cpu (cpu);
  if (cpu->is_known && cpu->current != NULL)
    sim_truth_thread (cpu->current);
  if (cpu->vcpu != NULL)
    {
      sim_truth_vcpu (cpu->vcpu);
      if (cpu->vcpu->in_guest)
        sim_truth_outer_cpu (cpu->vcpu->thread->cpu);
    }
}

/* An event with contexts was recorded on @cpu: it tells who is current there. */
void
sim_truth_context (SimCpu *cpu)
{
  if (cpu->is_known || !cpu->machine->sim->config->contexts)
    return;
  cpu->is_known = TRUE;
  if (cpu->current != NULL)
    {
      cpu->current->is_known = TRUE;
      if (cpu->current->seen != GS_THREAD_EXITED)
        cpu->current->seen = GS_THREAD_USERMODE;
    }
  sim_truth_cpu (cpu);
}

/* An event says that @thread is in @state now (USERMODE: on its CPU). */
void
sim_truth_see (SimThread *thread, GsThreadState state)
{
  if (!thread->machine->sim->is_tracing)
    return;
  thread->is_known = TRUE;
  thread->seen = state;
  sim_truth_thread (thread);
}

/* @thread was woken, by who @is_wakers says is current on @cpu. */
void
sim_truth_wake (SimCpu *cpu, SimThread *thread, gboolean is_wakers)
{
  Sim *sim = cpu->machine->sim;
  SimWakeUp wake_up = { .machine = cpu->machine->index, .tid = thread->tid, .woken = sim->now, .waker = -1 };

  if (!sim->is_tracing || !sim->config->with_truth)
    return;
  if (cpu->is_known && is_wakers)
    {
      wake_up.waker = cpu->current != NULL ? cpu->current->tid : 0;
      wake_up.waker_cpu = cpu->number;
      wake_up.is_interrupt = cpu->saw_irq || cpu->saw_softirq;
    }
  wake_up.queued = wake_up.switched_in = -1;
  wake_up.cpu = thread->cpu->number;
  thread->wake_up = sim->result->wake_ups->len;
  g_array_append_val (sim->result->wake_ups, wake_up);
}

/* It is in the queue of its CPU. */
void
sim_truth_queue (SimThread *thread)
{
  Sim *sim = thread->machine->sim;

  if (thread->wake_up >= 0)
    g_array_index (sim->result->wake_ups, SimWakeUp, thread->wake_up).queued = sim->now;
  sim_truth_see (thread, GS_THREAD_WAIT_FOR_CPU);
}

static void
sim_truth_end_wake_up (SimThread *thread)
{
  Sim *sim = thread->machine->sim;
  SimWakeUp *wake_up;

  if (thread->wake_up < 0)
    return;
  wake_up = &g_array_index (sim->result->wake_ups, SimWakeUp, thread->wake_up);
  wake_up->switched_in = sim->now;
  wake_up->cpu = thread->cpu->number;
  thread->wake_up = -1;
}

/* A switch was recorded; cpu->current is @next already. */
void
sim_truth_switch (SimCpu *cpu, SimThread *prev, SimThread *next)
{
  if (!cpu->machine->sim->is_tracing)
    return;
  cpu->is_known = cpu->is_sure = TRUE;
  if (prev != NULL)
    {
      GsThreadState state = prev->run == SIM_RUNNABLE ? GS_THREAD_WAIT_FOR_CPU : GS_THREAD_WAIT_BLOCKED;

      prev->is_sure = TRUE;
      sim_truth_see (prev, prev->run == SIM_DEAD ? GS_THREAD_EXITED : state);
    }
  if (next != NULL)
    {
      next->is_sure = TRUE;
      sim_truth_end_wake_up (next);
      sim_truth_see (next, GS_THREAD_USERMODE);
    }
  sim_truth_cpu (cpu);
}

static void
sim_row_end (Sim *sim, SimRow *row)
{
  if (row != NULL && row->intervals->len > 0 && !row->is_ended)
    g_array_index (row->intervals, SimInterval, row->intervals->len - 1).end = sim->now;
}

/* @thread is freed: a later one with its TID is another. */
void
sim_truth_end_thread (SimThread *thread)
{
  sim_row_end (thread->machine->sim, thread->row);
  if (thread->row != NULL)
    thread->row->is_ended = TRUE;
}

/* Closes all rows at the present time. */
void
sim_truth_finish (Sim *sim)
{
  for (guint i = 1; i < sim->result->n_machines; i++)
    for (guint j = 0; j < sim->machines[i].n_cpus; j++)
      {
        SimVcpu *vcpu = &sim->machines[i].vcpus[j];

        if (vcpu->row != NULL)
          memcpy (vcpu->row->exits, vcpu->thread->exits, sizeof vcpu->row->exits);
      }
  for (guint i = 0; i < sim->result->rows->len; i++)
    sim_row_end (sim, g_ptr_array_index (sim->result->rows, i));
}
