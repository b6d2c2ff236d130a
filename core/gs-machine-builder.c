/* gs-machine-builder.c: one machine's events to its finished tracks, in one pass
 * SPDX-License-Identifier: MIT
 */
#include "gs-machine-builder.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gs-cpu-state.h"
#include "gs-kvm-state.h"
#include "gs-thread-state.h"

/* Children of this kernel thread are kernel threads. */
#define KTHREADD 2

/* The kernel cuts a thread's name at this many bytes. */
#define COMM_LENGTH 15

/* A hypercall with this number is vmsync's, or a kick of another vCPU. */
#define HYPERCALL_VMSYNC 5

struct _GsMachineBuilder
{
  GsTrace *trace;
  GsLive   live;
  GArray  *sync;        /* of GsSyncPoint */
  GArray  *host_uids;   /* of GsVmUid */
  GArray  *guest_uids;
  GsSpan   span;        /* first to last event */
  gint64   longest_silence;
  guint64  n_events;
  guint64  n_lost;
  gboolean has_kvm;
};

typedef void (*GsMachineBuilderHandler) (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event);

/**
 * gs_machine_builder_new:
 * @trace: what the machine's trace is
 * @names: the table that events' name ids are of
 *
 * Returns: (transfer full):
 */
GsMachineBuilder *
gs_machine_builder_new (GsTrace *trace, GsNames *names)
{
  GsMachineBuilder *self = g_new0 (GsMachineBuilder, 1);

  self->trace = gs_trace_ref (trace);
  gs_live_init (&self->live, names, trace->kernel_release != NULL ? trace->kernel_release : "");
  self->sync = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  self->host_uids = g_array_new (FALSE, FALSE, sizeof (GsVmUid));
  self->guest_uids = g_array_new (FALSE, FALSE, sizeof (GsVmUid));
  self->span = (GsSpan) { GS_TIME_NONE, GS_TIME_NONE };
  return self;
}

void
gs_machine_builder_free (GsMachineBuilder *self)
{
  gs_live_clear (&self->live);
  g_array_unref (self->sync);
  g_array_unref (self->host_uids);
  g_array_unref (self->guest_uids);
  gs_trace_unref (self->trace);
  g_free (self);
}

/* Makes @thread current on @cpu, where it is found to be. */
static void
gs_machine_builder_take_cpu (GsMachineBuilder *self, GsLiveCpu *cpu, GsLiveThread *thread, gint64 time)
{
  if (thread->is_on_cpu && thread->cpu != cpu->cpu->number)
    {
      GsLiveCpu *other = gs_live_get_cpu (&self->live, thread->cpu);

      self->live.oddities[GS_ODD_SWITCH_TO]++;
      if (other != NULL && other->current == thread)
        gs_cpu_state_set_unknown (other, time);
    }
  gs_thread_state_switch_in (&self->live, thread, time, cpu);
  gs_cpu_state_set_current (cpu, time, thread);
}

/* Whoever was thought to have @cpu has not: nothing is known of that thread any more. */
static void
gs_machine_builder_disown_cpu (GsMachineBuilder *self, GsLiveCpu *cpu, gint64 time)
{
  self->live.oddities[GS_ODD_SWITCH_FROM]++;
  if (cpu->current != NULL)
    gs_thread_state_lose (cpu->current, time);
}

static void
gs_machine_builder_context (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  gint32 tid = event->context.tid;
  GsLiveThread *thread;

  if (tid == GS_NO_TID)
    return;
  if (tid == 0)
    {
      if (!cpu->is_idle)
        gs_cpu_state_set_idle (cpu, event->time);
      return;
    }
  thread = gs_live_get_thread (&self->live, tid, event->context.name);
  if (event->context.pid != GS_NO_TID)
    thread->thread->pid = event->context.pid;
  if (cpu->current == thread)
    return;
  if (cpu->current != NULL || cpu->is_idle)
    gs_machine_builder_disown_cpu (self, cpu, event->time);
  gs_thread_state_found_on_cpu (&self->live, thread);
  gs_machine_builder_take_cpu (self, cpu, thread, event->time);
}

static void
gs_machine_builder_switch_out (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread = cpu->current;

  if (event->sched_switch.prev_tid == 0)
    {
      if (thread != NULL)
        gs_machine_builder_disown_cpu (self, cpu, event->time);
      return;
    }
  if (thread == NULL || thread->thread->tid != event->sched_switch.prev_tid)
    {
      if (thread != NULL || cpu->is_idle)
        gs_machine_builder_disown_cpu (self, cpu, event->time);
      thread = gs_live_get_thread (&self->live, event->sched_switch.prev_tid, 0);
    }
  if (event->sched_switch.prev_name != 0)
    thread->thread->name = event->sched_switch.prev_name;
  thread->thread->prio = event->sched_switch.prev_prio;
  gs_thread_state_switch_out (&self->live, thread, event->time, cpu->cpu->number, event->sched_switch.prev_state);
}

/* No interrupt's handler survives a switch: an exit was missed. */
static void
gs_machine_builder_close_interrupts (GsMachineBuilder *self, GsLiveCpu *cpu)
{
  if (!gs_cpu_state_is_interrupted (cpu))
    return;
  self->live.oddities[GS_ODD_INTERRUPT_OPEN]++;
  cpu->n_irqs = 0;
  cpu->n_softirqs = 0;
}

static void
gs_machine_builder_switch (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *next;

  cpu->cpu->has_switch = TRUE;
  gs_machine_builder_switch_out (self, cpu, event);
  gs_machine_builder_close_interrupts (self, cpu);
  if (event->sched_switch.next_tid == 0)
    {
      gs_cpu_state_set_idle (cpu, event->time);
      return;
    }
  next = gs_live_get_thread (&self->live, event->sched_switch.next_tid, event->sched_switch.next_name);
  next->thread->prio = event->sched_switch.next_prio;
  gs_machine_builder_take_cpu (self, cpu, next, event->time);
}

static void
gs_machine_builder_wakeup (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;

  if (event->wakeup.tid == 0)
    return;
  thread = gs_live_get_thread (&self->live, event->wakeup.tid, event->wakeup.name);
  gs_thread_state_wake_up (&self->live, thread, event->time, event->wakeup.target_cpu);
}

static void
gs_machine_builder_migrate (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->migrate.tid != 0)
    gs_thread_state_migrate (&self->live, gs_live_get_thread (&self->live, event->migrate.tid, 0),
                             event->time, event->migrate.dest_cpu);
}

static void
gs_machine_builder_priority (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread = gs_live_find_thread (&self->live, event->priority.tid);

  if (thread != NULL)
    thread->thread->prio = event->priority.prio;
}

/* The child's process: itself, or its parent's where it is a thread of that. */
static void
gs_machine_builder_adopt (GsThread *child, const GsThread *parent, gint32 child_pid)
{
  child->pid = child_pid;
  child->is_kernel = parent->tid == KTHREADD;
  if (child_pid == GS_NO_TID)
    return;
  child->ppid = child_pid == child->tid ? (parent->pid != GS_NO_TID ? parent->pid : parent->tid) : parent->ppid;
}

static void
gs_machine_builder_fork (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *child, *parent;

  if (event->fork.child_tid == 0)
    return;
  child = gs_live_begin_thread (&self->live, event->time, event->fork.child_tid, event->fork.child_name);
  if (event->fork.parent_tid != 0 && event->fork.parent_tid != event->fork.child_tid)
    {
      parent = gs_live_get_thread (&self->live, event->fork.parent_tid, 0);
      gs_machine_builder_adopt (child->thread, parent->thread, event->fork.child_pid);
      child->syscall = parent->syscall;
      child->cpu = parent->cpu;
    }
  gs_thread_state_wake_up (&self->live, child, event->time, cpu->cpu->number);
}

static void
gs_machine_builder_exec (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;
  g_autofree char *base = NULL;

  if (event->task.tid == 0)
    return;
  thread = gs_live_get_thread (&self->live, event->task.tid, 0);
  if (event->task.name != 0)
    {
      base = g_path_get_basename (gs_names_get (self->live.names, event->task.name));
      if (strlen (base) > COMM_LENGTH)
        base[COMM_LENGTH] = '\0';
      thread->thread->name = gs_names_add (self->live.names, base);
    }
  if (thread->is_exited && cpu->current == thread)
    {
      thread->is_exited = FALSE;
      gs_thread_state_refresh (&self->live, thread, event->time, cpu);
    }
}

static void
gs_machine_builder_exit (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread;

  if (event->task.tid == 0)
    return;
  thread = gs_live_get_thread (&self->live, event->task.tid, 0);
  gs_thread_state_exit (&self->live, thread, event->time);
  if (cpu->current == thread)
    gs_cpu_state_update (cpu, event->time);
}

static void
gs_machine_builder_free_thread (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsLiveThread *thread = gs_live_find_thread (&self->live, event->task.tid);

  if (thread == NULL)
    return;
  if (thread->is_exited && !thread->is_on_cpu)
    gs_live_end_thread (&self->live, thread, event->time);
  else
    self->live.oddities[GS_ODD_FREE]++;
}

static void
gs_machine_builder_interrupt_entry (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  gs_cpu_state_open_interrupt (cpu, event->time, event->kind == GS_EVENT_SOFTIRQ_ENTRY);
  cpu->has_interrupts = TRUE;
  if (cpu->current != NULL)
    gs_thread_state_refresh (&self->live, cpu->current, event->time, cpu);
}

static void
gs_machine_builder_interrupt_exit (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (!gs_cpu_state_close_interrupt (cpu, event->time, event->kind == GS_EVENT_SOFTIRQ_EXIT))
    {
      if (cpu->has_interrupts)
        self->live.oddities[GS_ODD_INTERRUPT_EXIT]++;
      return;
    }
  if (cpu->current != NULL)
    gs_thread_state_refresh (&self->live, cpu->current, event->time, cpu);
}

static void
gs_machine_builder_syscall (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  gboolean is_entry = event->kind == GS_EVENT_SYSCALL_ENTRY;

  if (cpu->current == NULL)
    return;
  cpu->current->syscall = is_entry ? event->syscall_entry.name : 0;
  gs_thread_state_refresh (&self->live, cpu->current, event->time, cpu);
  gs_cpu_state_update (cpu, event->time);
}

static void
gs_machine_builder_process_state (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->process.tid != 0)
    gs_thread_state_dump (&self->live, event->time, event);
}

static void
gs_machine_builder_kvm (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  self->has_kvm = TRUE;
  if (cpu->current == NULL)
    return;
  if (event->kind == GS_EVENT_KVM_ENTRY)
    gs_kvm_state_enter (&self->live, cpu->current, event);
  else
    gs_kvm_state_exit (&self->live, cpu->current, event);
  gs_cpu_state_update (cpu, event->time);
}

static void
gs_machine_builder_userspace_exit (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (cpu->current != NULL)
    gs_kvm_state_to_userspace (cpu->current, event->time);
}

static void
gs_machine_builder_add_uid (GArray *uids, guint64 vm_uid, guint32 thread)
{
  GsVmUid uid = { vm_uid, thread, 1 };

  for (guint i = 0; i < uids->len; i++)
    {
      GsVmUid *known = &g_array_index (uids, GsVmUid, i);

      if (known->vm_uid == vm_uid && known->thread == thread)
        {
          known->count++;
          return;
        }
    }
  g_array_append_val (uids, uid);
}

/* Adds a vmsync message, as this machine saw it. The kernel's own "kick CPU"
 * hypercalls come through the same door, with numbers that no guest counts to. */
static void
gs_machine_builder_add_vmsync (GsMachineBuilder *self, const GsLiveCpu *cpu, const GsEvent *event,
                               GsSyncPoint point)
{
  gboolean is_guest = event->kind == GS_EVENT_VMSYNC_GH_GUEST || event->kind == GS_EVENT_VMSYNC_HG_GUEST;

  if (point.key_b == 0 && point.key_a <= 1)
    return;
  point.time = event->time;
  g_array_append_val (self->sync, point);
  if (is_guest)
    gs_machine_builder_add_uid (self->guest_uids, point.key_a, GS_NO_INDEX);
  else if (cpu->current != NULL)
    gs_machine_builder_add_uid (self->host_uids, point.key_a, cpu->current->index);
}

static void
gs_machine_builder_vmsync (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsEventKind kind = event->kind;
  gboolean is_gh = kind == GS_EVENT_VMSYNC_GH_GUEST || kind == GS_EVENT_VMSYNC_GH_HOST;

  gs_machine_builder_add_vmsync (self, cpu, event, (GsSyncPoint) {
    .key_a = event->vmsync.vm_uid,
    .key_b = event->vmsync.counter,
    .kind = is_gh ? GS_SYNC_VMSYNC_GH : GS_SYNC_VMSYNC_HG,
    .is_sent = kind == GS_EVENT_VMSYNC_GH_GUEST || kind == GS_EVENT_VMSYNC_HG_HOST,
  });
}

/* Says the same as vmsync_gh_host, without an add-on on the host. The "device"
 * keeps the two apart where both are recorded. */
static void
gs_machine_builder_hypercall (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->hypercall.number != HYPERCALL_VMSYNC || event->hypercall.a0 > G_MAXUINT32)
    return;
  gs_machine_builder_add_vmsync (self, cpu, event, (GsSyncPoint) {
    .key_a = event->hypercall.a1,
    .key_b = event->hypercall.a0,
    .device = 1,
    .kind = GS_SYNC_VMSYNC_GH,
  });
}

static void
gs_machine_builder_tcp (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  GsSyncPoint point = {
    .time = event->time,
    .key_a = (guint64) event->tcp.seq << 32 | event->tcp.ack,
    .key_b = (guint64) event->tcp.source_port << 32 | (guint64) event->tcp.dest_port << 16 | event->tcp.flags,
    .device = event->tcp.device,
    .kind = GS_SYNC_TCP,
    .is_sent = event->kind == GS_EVENT_TCP_SEND,
  };

  g_array_append_val (self->sync, point);
}

/* Nothing is claimed of the CPU and its thread since the loss began. */
static void
gs_machine_builder_lost (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  self->n_lost += event->lost.n_events;
  if (cpu->current != NULL)
    {
      gs_thread_state_lose (cpu->current, event->lost.begin);
      gs_kvm_state_lose (cpu->current, event->lost.begin);
    }
  gs_cpu_state_set_unknown (cpu, event->lost.begin);
}

static const GsMachineBuilderHandler handlers[GS_N_EVENT_KINDS] = {
  [GS_EVENT_CONTEXT] = gs_machine_builder_context,
  [GS_EVENT_SCHED_SWITCH] = gs_machine_builder_switch,
  [GS_EVENT_SCHED_WAKEUP] = gs_machine_builder_wakeup,
  [GS_EVENT_SCHED_MIGRATE] = gs_machine_builder_migrate,
  [GS_EVENT_SCHED_PRIORITY] = gs_machine_builder_priority,
  [GS_EVENT_FORK] = gs_machine_builder_fork,
  [GS_EVENT_EXEC] = gs_machine_builder_exec,
  [GS_EVENT_EXIT] = gs_machine_builder_exit,
  [GS_EVENT_FREE] = gs_machine_builder_free_thread,
  [GS_EVENT_IRQ_ENTRY] = gs_machine_builder_interrupt_entry,
  [GS_EVENT_IRQ_EXIT] = gs_machine_builder_interrupt_exit,
  [GS_EVENT_SOFTIRQ_ENTRY] = gs_machine_builder_interrupt_entry,
  [GS_EVENT_SOFTIRQ_EXIT] = gs_machine_builder_interrupt_exit,
  [GS_EVENT_SYSCALL_ENTRY] = gs_machine_builder_syscall,
  [GS_EVENT_SYSCALL_EXIT] = gs_machine_builder_syscall,
  [GS_EVENT_PROCESS_STATE] = gs_machine_builder_process_state,
  [GS_EVENT_KVM_ENTRY] = gs_machine_builder_kvm,
  [GS_EVENT_KVM_EXIT] = gs_machine_builder_kvm,
  [GS_EVENT_KVM_HYPERCALL] = gs_machine_builder_hypercall,
  [GS_EVENT_KVM_USERSPACE_EXIT] = gs_machine_builder_userspace_exit,
  [GS_EVENT_VMSYNC_GH_GUEST] = gs_machine_builder_vmsync,
  [GS_EVENT_VMSYNC_HG_GUEST] = gs_machine_builder_vmsync,
  [GS_EVENT_VMSYNC_GH_HOST] = gs_machine_builder_vmsync,
  [GS_EVENT_VMSYNC_HG_HOST] = gs_machine_builder_vmsync,
  [GS_EVENT_TCP_SEND] = gs_machine_builder_tcp,
  [GS_EVENT_TCP_RECEIVE] = gs_machine_builder_tcp,
  [GS_EVENT_LOST] = gs_machine_builder_lost,
};

static void
gs_machine_builder_keep_time (GsMachineBuilder *self, gint64 time)
{
  if (self->n_events++ == 0)
    self->span = (GsSpan) { time, time };
  self->longest_silence = MAX (self->longest_silence, time - self->span.end);
  self->span.end = MAX (self->span.end, time);
}

static void
gs_machine_builder_keep_moment (GsCpu *cpu, const GsEvent *event)
{
  if (event->kind == GS_EVENT_CONTEXT || event->kind == GS_EVENT_LOST)
    return;
  if (cpu->moments == NULL)
    cpu->moments = gs_moments_new ();
  gs_moments_append (cpu->moments, event->time);
}

/**
 * gs_machine_builder_feed:
 * @events: in order of time
 */
void
gs_machine_builder_feed (GsMachineBuilder *self, const GsEvent *events, gsize n_events)
{
  for (gsize i = 0; i < n_events; i++)
    {
      const GsEvent *event = &events[i];
      GsLiveCpu *cpu = gs_live_get_cpu (&self->live, event->cpu);

      if (cpu == NULL || event->kind >= GS_N_EVENT_KINDS || handlers[event->kind] == NULL)
        continue;
      gs_machine_builder_keep_time (self, event->time);
      gs_machine_builder_keep_moment (cpu->cpu, event);
      handlers[event->kind] (self, cpu, event);
    }
}

static const char *
gs_machine_builder_get_oddity_label (GsOddity oddity)
{
  switch (oddity)
    {
    case GS_ODD_SWITCH_FROM:
      return _("switches from a thread that was not there");
    case GS_ODD_SWITCH_TO:
      return _("switches to a thread that ran elsewhere");
    case GS_ODD_WAKEUP:
      return _("wake-ups of threads that had ended");
    case GS_ODD_INTERRUPT_EXIT:
      return _("interrupt exits without their entries");
    case GS_ODD_INTERRUPT_OPEN:
      return _("switches during an interrupt");
    case GS_ODD_KVM:
      return _("KVM entries or exits without their counterparts");
    case GS_ODD_FREE:
      return _("ends of threads that went on");
    case GS_N_ODDITIES:
    default:
      g_assert_not_reached ();
    }
}

static void
gs_machine_builder_warn_of_oddities (GsMachineBuilder *self, GPtrArray *warnings)
{
  g_autoptr(GString) list = g_string_new (NULL);

  for (guint i = 0; i < GS_N_ODDITIES; i++)
    if (self->live.oddities[i] > 0)
      g_string_append_printf (list, "%s%" G_GUINT64_FORMAT " %s", list->len > 0 ? ", " : "",
                              self->live.oddities[i], gs_machine_builder_get_oddity_label (i));
  if (list->len > 0)
    g_ptr_array_add (warnings, g_strdup_printf (_("%s: events in an order that a kernel does not produce: %s. "
                                                  "The rows are right but for the moments around them."),
                                                self->trace->name, list->str));
}

/* Warnings about the trace itself (no sched_switch at all…) are the trace's. */
static GPtrArray *
gs_machine_builder_make_warnings (GsMachineBuilder *self)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);

  if (self->n_lost > 0)
    g_ptr_array_add (warnings, g_strdup_printf (_("%s: the tracer lost %" G_GUINT64_FORMAT " events; nothing is shown "
                                                  "where they are missing. Record with larger buffers: "
                                                  "lttng enable-channel -k --subbuf-size=4M --num-subbuf=8 …"),
                                                self->trace->name, self->n_lost));
  gs_machine_builder_warn_of_oddities (self, warnings);
  return warnings;
}

static GPtrArray *
gs_machine_builder_copy_threads (const GsLive *live, gint64 end)
{
  GPtrArray *threads = g_ptr_array_new_full (live->threads->len, (GDestroyNotify) gs_thread_free);

  for (guint i = 0; i < live->threads->len; i++)
    {
      const GsLiveThread *thread = g_ptr_array_index (live->threads, i);

      g_ptr_array_add (threads, gs_thread_copy (thread->thread, end));
    }
  return threads;
}

static GPtrArray *
gs_machine_builder_copy_cpus (const GsLive *live, gint64 end)
{
  GPtrArray *cpus = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_cpu_free);

  for (guint i = 0; i < live->cpus->len; i++)
    {
      const GsLiveCpu *cpu = g_ptr_array_index (live->cpus, i);

      if (cpu != NULL)
        g_ptr_array_add (cpus, gs_cpu_copy (cpu->cpu, end));
    }
  return cpus;
}

/* Who writes on does not share them. */
static void
gs_machine_builder_hand_over_moments (GsMachineBuilder *self, GsMachine *machine)
{
  for (guint i = 0; i < machine->cpus->len; i++)
    {
      GsCpu *cpu = g_ptr_array_index (machine->cpus, i);
      GsLiveCpu *live = gs_live_get_cpu (&self->live, cpu->number);

      cpu->moments = g_steal_pointer (&live->cpu->moments);
    }
}

static GsMachine *
gs_machine_builder_make_machine (GsMachineBuilder *self, gint64 end)
{
  GsMachine *machine = g_new0 (GsMachine, 1);

  g_atomic_ref_count_init (&machine->ref_count);
  machine->trace = gs_trace_ref (self->trace);
  machine->names = gs_names_ref (self->live.names);
  machine->threads = gs_machine_builder_copy_threads (&self->live, end);
  machine->cpus = gs_machine_builder_copy_cpus (&self->live, end);
  machine->sync = g_array_copy (self->sync);
  machine->host_uids = g_array_copy (self->host_uids);
  machine->guest_uids = g_array_copy (self->guest_uids);
  machine->span = self->span;
  machine->longest_silence = self->longest_silence;
  machine->n_events = self->n_events;
  machine->n_lost = self->n_lost;
  machine->has_kvm = self->has_kvm;
  machine->warnings = gs_machine_builder_make_warnings (self);
  return machine;
}

/**
 * gs_machine_builder_snapshot:
 *
 * The machine as known by now. Costs little at any number of events.
 *
 * Returns: (transfer full):
 */
GsMachine *
gs_machine_builder_snapshot (GsMachineBuilder *self)
{
  GsMachine *machine = gs_machine_builder_make_machine (self, self->span.end);

  machine->is_partial = TRUE;
  return machine;
}

/**
 * gs_machine_builder_finish:
 * @end: ns; one past the trace's last event of any kind, where all rows end
 *
 * The finished machine; the builder takes no more events.
 *
 * Returns: (transfer full):
 */
GsMachine *
gs_machine_builder_finish (GsMachineBuilder *self, gint64 end)
{
  GsMachine *machine;

  gs_live_seal (&self->live, end);
  machine = gs_machine_builder_make_machine (self, end);
  gs_machine_builder_hand_over_moments (self, machine);
  return machine;
}
