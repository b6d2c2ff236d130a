/* gs-event-type.c: the table of events: what tracers call them, what they hold, what they are for, how to record them
 * SPDX-License-Identifier: MIT
 *
 * LTTng 2.0 to 2.13, kernels with and without the kvm_x86_ prefix, and the
 * kernel's own names (as perf and trace-cmd write them).
 */
#include "event/gs-event-type.h"

#include <glib/gi18n.h>
#include <stddef.h>

#define FIELD(field) .offset = offsetof (GsEvent, field), .size = sizeof (((GsEvent *) 0)->field)
#define NUMBER(field, absent, ...)                               \
  {                                                              \
    .names = { __VA_ARGS__ }, FIELD (field), .missing = (absent) \
  }
#define TEXT(field, ...)                                     \
  {                                                          \
    .names = { __VA_ARGS__ }, FIELD (field), .is_text = TRUE \
  }

static const GsEventMember gs_event_switch[] = {
  NUMBER (sched_switch.prev_tid, GS_NO_TID, "prev_tid", "prev_pid"),
  NUMBER (sched_switch.next_tid, GS_NO_TID, "next_tid", "next_pid"),
  TEXT (sched_switch.prev_name, "prev_comm"),
  TEXT (sched_switch.next_name, "next_comm"),
  NUMBER (sched_switch.prev_state, 0, "prev_state"),
};

static const GsEventMember gs_event_wakeup[] = {
  NUMBER (wakeup.tid, GS_NO_TID, "tid", "pid"),
  TEXT (wakeup.name, "comm"),
  NUMBER (wakeup.target_cpu, GS_NO_CPU, "target_cpu"),
};

static const GsEventMember gs_event_migrate[] = {
  NUMBER (migrate.tid, GS_NO_TID, "tid", "pid"),
  NUMBER (migrate.dest_cpu, GS_NO_CPU, "dest_cpu"),
};

static const GsEventMember gs_event_fork[] = {
  NUMBER (fork.parent_tid, GS_NO_TID, "parent_tid", "parent_pid"),
  NUMBER (fork.child_tid, GS_NO_TID, "child_tid", "child_pid"),
  NUMBER (fork.child_pid, GS_NO_TID, "child_pid"),
  TEXT (fork.child_name, "child_comm"),
};

static const GsEventMember gs_event_exec[] = {
  NUMBER (task.tid, GS_NO_TID, "tid", "pid"),
  TEXT (task.name, "filename"),
};

static const GsEventMember gs_event_task[] = {
  NUMBER (task.tid, GS_NO_TID, "tid", "pid"),
  TEXT (task.name, "comm"),
};

static const GsEventMember gs_event_irq[] = {
  NUMBER (irq.number, 0, "irq"),
  TEXT (irq.name, "name"),
};

static const GsEventMember gs_event_softirq[] = {
  NUMBER (irq.number, 0, "vec"),
};

static const GsEventMember gs_event_syscall_exit[] = {
  NUMBER (syscall_exit.result, 0, "ret"),
};

static const GsEventMember gs_event_process[] = {
  NUMBER (process.tid, GS_NO_TID, "tid"),   NUMBER (process.pid, GS_NO_TID, "pid"),
  NUMBER (process.ppid, GS_NO_TID, "ppid"), TEXT (process.name, "name", "comm"),
  NUMBER (process.cpu, GS_NO_CPU, "cpu"),   NUMBER (process.status, 0, "status"),
  NUMBER (process.type, 0, "type"),
};

static const GsEventMember gs_event_kvm_entry[] = {
  NUMBER (kvm_entry.vcpu, GS_NO_VCPU, "vcpu_id"),
};

/* x86, then ARM (its exception class; 0 for an interrupt), RISC-V, PowerPC. */
static const GsEventMember gs_event_kvm_exit[] = {
  NUMBER (kvm_exit.reason, 0, "exit_reason", "reason", "esr_ec", "scause", "exit_nr"),
  NUMBER (kvm_exit.isa, 0, "isa"),
  NUMBER (kvm_exit.vcpu, GS_NO_VCPU, "vcpu_id"),
};

static const GsEventMember gs_event_inj_virq[] = {
  NUMBER (virq.number, 0, "irq", "vector"),
};

static const GsEventMember gs_event_set_irq[] = {
  NUMBER (virq.number, 0, "gsi"),
  NUMBER (virq.level, 0, "level"),
};

static const GsEventMember gs_event_msi_set_irq[] = {
  NUMBER (virq.address, 0, "address"),
  NUMBER (virq.data, 0, "data"),
};

static const GsEventMember gs_event_ioapic_set_irq[] = {
  NUMBER (virq.data, 0, "e"),
  NUMBER (virq.number, 0, "pin"),
};

static const GsEventMember gs_event_hypercall[] = {
  NUMBER (hypercall.number, 0, "nr"),
  NUMBER (hypercall.a0, 0, "a0"),
  NUMBER (hypercall.a1, 0, "a1"),
};

static const GsEventMember gs_event_userspace_exit[] = {
  NUMBER (userspace_exit.reason, 0, "reason"),
};

static const GsEventMember gs_event_vmsync[] = {
  NUMBER (vmsync.counter, 0, "cnt"),
  NUMBER (vmsync.vm_uid, 0, "vm_uid"),
};

/* In a packet all but the device are members of the TCP header. */
static const GsEventMember gs_event_tcp[] = {
  TEXT (tcp.device, "name"),
  NUMBER (tcp.seq, 0, "seq"),
  NUMBER (tcp.ack, 0, "ack_seq"),
  NUMBER (tcp.source_port, 0, "source_port", "sport"),
  NUMBER (tcp.dest_port, 0, "dest_port", "dport"),
  NUMBER (tcp.flags, 0, "flags"),
};

#define KIND(kind, members) [GS_EVENT_##kind] = { members, G_N_ELEMENTS (members) }

static const struct
{
  const GsEventMember *members;
  guint n_members;
} gs_event_kinds[GS_N_EVENT_KINDS] = {
  KIND (SCHED_SWITCH, gs_event_switch),
  KIND (SCHED_WAKEUP, gs_event_wakeup),
  KIND (SCHED_MIGRATE, gs_event_migrate),
  KIND (FORK, gs_event_fork),
  KIND (EXEC, gs_event_exec),
  KIND (EXIT, gs_event_task),
  KIND (FREE, gs_event_task),
  KIND (IRQ_ENTRY, gs_event_irq),
  KIND (IRQ_EXIT, gs_event_irq),
  KIND (SOFTIRQ_ENTRY, gs_event_softirq),
  KIND (SOFTIRQ_EXIT, gs_event_softirq),
  KIND (SYSCALL_EXIT, gs_event_syscall_exit),
  KIND (PROCESS_STATE, gs_event_process),
  KIND (KVM_ENTRY, gs_event_kvm_entry),
  KIND (KVM_EXIT, gs_event_kvm_exit),
  KIND (KVM_INJ_VIRQ, gs_event_inj_virq),
  KIND (KVM_SET_IRQ, gs_event_set_irq),
  KIND (KVM_MSI_SET_IRQ, gs_event_msi_set_irq),
  KIND (KVM_IOAPIC_SET_IRQ, gs_event_ioapic_set_irq),
  KIND (KVM_HYPERCALL, gs_event_hypercall),
  KIND (KVM_USERSPACE_EXIT, gs_event_userspace_exit),
  KIND (VMSYNC_GH_GUEST, gs_event_vmsync),
  KIND (VMSYNC_HG_GUEST, gs_event_vmsync),
  KIND (VMSYNC_GH_HOST, gs_event_vmsync),
  KIND (VMSYNC_HG_HOST, gs_event_vmsync),
  KIND (TCP_SEND, gs_event_tcp),
  KIND (TCP_RECEIVE, gs_event_tcp),
};

/* The weightiest first: in this order they are recorded and missed. */
enum
{
  SWITCHES,
  WAKEUPS,
  VCPUS,
  NAMES,
  PACKETS,
  PROCESSES,
  INTERRUPTS,
  MIGRATIONS,
  QEMU,
  INJECTIONS,
  VMSYNC_HOST,
  VMSYNC_GUEST,
  SYSCALLS,
};

static const GsEventNeed gs_event_needs[] = {
  [SWITCHES] = { GS_ROLE_UNKNOWN, GS_PRESET_MINIMAL, FALSE, N_ ("All rows"),
                 N_ ("which thread has each CPU: nothing can be shown without it") },
  [WAKEUPS] = { GS_ROLE_UNKNOWN, GS_PRESET_MINIMAL, FALSE, N_ ("Waiting for a CPU"),
                N_ ("since when a thread waits for a CPU: without it, time stolen before a thread got a CPU looks like sleep") },
  [VCPUS] = { GS_ROLE_HOST, GS_PRESET_MINIMAL, FALSE, N_ ("Virtual CPUs"),
              N_ ("when guest code runs and why it left: without it, neither vCPUs nor the hypervisor are known") },
  [NAMES] = { GS_ROLE_UNKNOWN, GS_PRESET_MINIMAL, FALSE, N_ ("Names of threads"),
              N_ ("names and processes of the threads that were there at the start: without it, they have numbers only") },
  [PACKETS] = { GS_ROLE_UNKNOWN, GS_PRESET_VM, FALSE, N_ ("Clocks, by network packets"),
                N_ ("packets that guest and host both saw: they bring the clocks together from the first second on") },
  [PROCESSES] = { GS_ROLE_UNKNOWN, GS_PRESET_VM, FALSE, N_ ("Processes"),
                  N_ ("where processes begin and end, and their names") },
  [INTERRUPTS] = { GS_ROLE_UNKNOWN, GS_PRESET_VM, FALSE, N_ ("Interrupts"),
                   N_ ("which interrupts took time away from threads") },
  [MIGRATIONS] = { GS_ROLE_UNKNOWN, GS_PRESET_VM, FALSE, N_ ("Migrations"), N_ ("moves to other CPUs") },
  [QEMU] = { GS_ROLE_HOST, GS_PRESET_VM, FALSE, N_ ("Exits to QEMU"),
             N_ ("exits that QEMU had to handle, and calls of the guest to its host") },
  [INJECTIONS] = { GS_ROLE_HOST, GS_PRESET_VM, FALSE, N_ ("Guests’ interrupts"),
                   N_ ("who brings an interrupt to a guest: without it, the critical path often ends at the interrupt") },
  [VMSYNC_HOST] = { GS_ROLE_HOST, GS_PRESET_VM, TRUE, N_ ("Clocks, by add-on modules"),
                    N_ ("messages counted by the vmsync add-on modules, which identify the guest as well") },
  [VMSYNC_GUEST] = { GS_ROLE_GUEST, GS_PRESET_VM, TRUE, N_ ("Clocks, by add-on modules"),
                     N_ ("messages counted by the vmsync add-on modules, which identify the guest as well") },
  [SYSCALLS] = { GS_ROLE_UNKNOWN, GS_PRESET_VM_DEEP, FALSE, N_ ("System calls"),
                 N_ ("what threads ask of the kernel: without them, a thread's time in the kernel looks like its own") },
};

#define NEED(purpose) .need = &gs_event_needs[purpose]
#define CALLED(...) .names = { __VA_ARGS__ }

static const GsEventType gs_event_types[] = {
  { CALLED ("sched_switch"), "sched:sched_switch", GS_EVENT_SCHED_SWITCH, NEED (SWITCHES) },
  { CALLED ("sched_wakeup", "sched_ttwu"), "sched:sched_wakeup", GS_EVENT_SCHED_WAKEUP, NEED (WAKEUPS) },
  { CALLED ("sched_wakeup_new"), "sched:sched_wakeup_new", GS_EVENT_SCHED_WAKEUP, .is_new = TRUE, NEED (WAKEUPS) },
  { CALLED ("sched_waking"), "sched:sched_waking", GS_EVENT_SCHED_WAKEUP, .is_waking = TRUE, NEED (WAKEUPS) },
  { CALLED ("sched_migrate_task"), "sched:sched_migrate_task", GS_EVENT_SCHED_MIGRATE, NEED (MIGRATIONS) },
  { CALLED ("sched_process_fork"), "sched:sched_process_fork", GS_EVENT_FORK, NEED (PROCESSES) },
  { CALLED ("sched_process_exec"), "sched:sched_process_exec", GS_EVENT_EXEC, NEED (PROCESSES) },
  { CALLED ("sched_process_exit"), "sched:sched_process_exit", GS_EVENT_EXIT, NEED (PROCESSES) },
  { CALLED ("sched_process_free"), "sched:sched_process_free", GS_EVENT_FREE, NEED (PROCESSES) },
  { CALLED ("irq_handler_entry"), "irq:irq_handler_entry", GS_EVENT_IRQ_ENTRY, NEED (INTERRUPTS) },
  { CALLED ("irq_handler_exit"), "irq:irq_handler_exit", GS_EVENT_IRQ_EXIT, NEED (INTERRUPTS) },
  { CALLED ("irq_softirq_entry", "softirq_entry"), "irq:softirq_entry", GS_EVENT_SOFTIRQ_ENTRY, NEED (INTERRUPTS) },
  { CALLED ("irq_softirq_exit", "softirq_exit"), "irq:softirq_exit", GS_EVENT_SOFTIRQ_EXIT, NEED (INTERRUPTS) },
  { CALLED ("timer_hrtimer_expire_entry", "hrtimer_expire_entry"), "timer:hrtimer_expire_entry", GS_EVENT_TIMER_ENTRY,
    NEED (INTERRUPTS) },
  { CALLED ("timer_hrtimer_expire_exit", "hrtimer_expire_exit"), "timer:hrtimer_expire_exit", GS_EVENT_TIMER_EXIT,
    NEED (INTERRUPTS) },
  { CALLED ("syscall_entry_*", "compat_syscall_entry_*", "sys_*", "compat_sys_*", "raw_syscalls:sys_enter"),
    "syscalls:sys_enter_*", GS_EVENT_SYSCALL_ENTRY, NEED (SYSCALLS) },
  { CALLED ("syscall_exit_*", "compat_syscall_exit_*", "exit_syscall", "raw_syscalls:sys_exit"), "syscalls:sys_exit_*",
    GS_EVENT_SYSCALL_EXIT, NEED (SYSCALLS) },
  { CALLED ("lttng_statedump_process_state"), "perf_comm", GS_EVENT_PROCESS_STATE, NEED (NAMES) },
  { CALLED ("net_dev_queue"), "net:net_dev_queue", GS_EVENT_TCP_SEND, GS_SHAPE_TCP, NEED (PACKETS) },
  { CALLED ("net_if_receive_skb", "netif_receive_skb"), "net:netif_receive_skb", GS_EVENT_TCP_RECEIVE, GS_SHAPE_TCP,
    NEED (PACKETS) },
  { CALLED ("inet_sock_local_out"), .kind = GS_EVENT_TCP_SEND },
  { CALLED ("inet_sock_local_in"), .kind = GS_EVENT_TCP_RECEIVE },
  { CALLED ("kvm_x86_entry", "kvm_entry"), "kvm:kvm_entry", GS_EVENT_KVM_ENTRY, NEED (VCPUS) },
  { CALLED ("kvm_x86_exit", "kvm_exit"), "kvm:kvm_exit", GS_EVENT_KVM_EXIT, NEED (VCPUS) },
  { CALLED ("kvm_userspace_exit", "kvm_x86_userspace_exit"), "kvm:kvm_userspace_exit", GS_EVENT_KVM_USERSPACE_EXIT,
    NEED (QEMU) },
  { CALLED ("kvm_x86_hypercall", "kvm_hypercall"), "kvm:kvm_hypercall", GS_EVENT_KVM_HYPERCALL, NEED (QEMU) },
  { CALLED ("kvm_x86_inj_virq", "kvm_inj_virq"), "kvm:kvm_inj_virq", GS_EVENT_KVM_INJ_VIRQ, NEED (INJECTIONS) },
  { CALLED ("kvm_set_irq"), "kvm:kvm_set_irq", GS_EVENT_KVM_SET_IRQ, NEED (INJECTIONS) },
  { CALLED ("kvm_msi_set_irq", "kvm_x86_msi_set_irq"), "kvm:kvm_msi_set_irq", GS_EVENT_KVM_MSI_SET_IRQ,
    NEED (INJECTIONS) },
  { CALLED ("kvm_ioapic_set_irq", "kvm_x86_ioapic_set_irq"), "kvm:kvm_ioapic_set_irq", GS_EVENT_KVM_IOAPIC_SET_IRQ,
    NEED (INJECTIONS) },
  { CALLED ("vmsync_gh_guest"), .kind = GS_EVENT_VMSYNC_GH_GUEST, NEED (VMSYNC_GUEST) },
  { CALLED ("vmsync_hg_guest"), .kind = GS_EVENT_VMSYNC_HG_GUEST, NEED (VMSYNC_GUEST) },
  { CALLED ("vmsync_gh_host"), .kind = GS_EVENT_VMSYNC_GH_HOST, NEED (VMSYNC_HOST) },
  { CALLED ("vmsync_hg_host"), .kind = GS_EVENT_VMSYNC_HG_HOST, NEED (VMSYNC_HOST) },
};

/* Returns: (transfer none) (array length=n_types): all events that are known */
const GsEventType *
gs_event_types_get (guint *n_types)
{
  *n_types = G_N_ELEMENTS (gs_event_types);
  return gs_event_types;
}

/* Returns: (transfer none) (array length=n_needs): all that events are recorded for, the weightiest first */
const GsEventNeed *
gs_event_needs_get (guint *n_needs)
{
  *n_needs = G_N_ELEMENTS (gs_event_needs);
  return gs_event_needs;
}

/* Whether a machine in that role has to record them; of an unknown role nothing of hosts or guests alone is wanted. */
gboolean
gs_event_need_concerns (const GsEventNeed *self, GsRole role)
{
  return self->role == GS_ROLE_UNKNOWN || self->role == role;
}

/* Returns: (transfer none) (array length=n_members): what is read of events of @kind */
const GsEventMember *
gs_event_kind_get_members (GsEventKind kind, guint *n_members)
{
  *n_members = gs_event_kinds[kind].n_members;
  return gs_event_kinds[kind].members;
}

/* Returns: #GsLossOf: what isn't known without events of @kind */
guint
gs_event_kind_get_loss (GsEventKind kind)
{
  switch (kind)
    {
    case GS_EVENT_SCHED_SWITCH:
    case GS_EVENT_SCHED_WAKEUP:
    case GS_EVENT_SCHED_MIGRATE:
    case GS_EVENT_FORK:
    case GS_EVENT_EXEC:
    case GS_EVENT_EXIT:
    case GS_EVENT_FREE:
      return GS_LOSS_OF_RUNS;
    case GS_EVENT_KVM_ENTRY:
    case GS_EVENT_KVM_EXIT:
    case GS_EVENT_KVM_USERSPACE_EXIT:
    case GS_EVENT_KVM_INJ_VIRQ:
    case GS_EVENT_KVM_SET_IRQ:
    case GS_EVENT_KVM_MSI_SET_IRQ:
    case GS_EVENT_KVM_IOAPIC_SET_IRQ:
      return GS_LOSS_OF_KVM;
    case GS_EVENT_SYSCALL_ENTRY:
    case GS_EVENT_SYSCALL_EXIT:
      return GS_LOSS_OF_SYSCALLS;
    case GS_EVENT_IRQ_ENTRY:
    case GS_EVENT_IRQ_EXIT:
    case GS_EVENT_SOFTIRQ_ENTRY:
    case GS_EVENT_SOFTIRQ_EXIT:
    case GS_EVENT_TIMER_ENTRY:
    case GS_EVENT_TIMER_EXIT:
      return GS_LOSS_OF_INTERRUPTS;
    default:
      return GS_LOSS_OF_OTHERS;
    }
}

/**
 * gs_event_plain_name:
 *
 * Returns: (transfer none): @name of an event or field without the underscore
 *   that some tracers put before it
 */
const char *
gs_event_plain_name (const char *name)
{
  return name[0] == '_' ? name + 1 : name;
}

/* Returns: how well @name fits @pattern; 0: not at all */
static gsize
gs_event_name_match (const char *pattern, const char *name)
{
  gsize length;

  /* A kernel declares a thousand events, and most are not even similar. */
  if (pattern[0] != name[0])
    return 0;
  length = strlen (pattern);
  if (pattern[length - 1] != '*')
    return strcmp (pattern, name) == 0 ? length + 1 : 0;
  return strncmp (pattern, name, length - 1) == 0 ? length - 1 : 0;
}

static gsize
gs_event_type_match (const GsEventType *self, const char *name)
{
  gsize best = self->kernel != NULL ? gs_event_name_match (self->kernel, name) : 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->names) && self->names[i] != NULL; i++)
    best = MAX (best, gs_event_name_match (self->names[i], name));
  return best;
}

/**
 * gs_event_type_find:
 * @name: as a trace has it
 * @rest: (out): what follows where the event is known by the beginning of its name; points into @name
 *
 * Returns: (transfer none) (nullable): the event, by the name that fits best
 */
const GsEventType *
gs_event_type_find (const char *name, const char **rest)
{
  const GsEventType *found = NULL;
  gsize best = 0;

  name = gs_event_plain_name (name);
  for (guint i = 0; i < G_N_ELEMENTS (gs_event_types); i++)
    {
      gsize match = gs_event_type_match (&gs_event_types[i], name);

      if (match <= best)
        continue;
      best = match;
      found = &gs_event_types[i];
    }
  *rest = name + MIN (best, strlen (name));
  return found;
}

/**
 * gs_event_type_get_name:
 * @is_kernel: as trace-cmd has it, SYSTEM:NAME; else LTTng's present name
 *
 * Returns: (transfer none) (nullable): NULL where there is no such event
 */
const char *
gs_event_type_get_name (const GsEventType *self, gboolean is_kernel)
{
  if (!is_kernel)
    return self->names[0];
  return self->kernel != NULL && strchr (self->kernel, ':') != NULL ? self->kernel : NULL;
}

/* Whether it stands for many events, which are recorded in a way of their own. */
gboolean
gs_event_type_is_syscall (const GsEventType *self)
{
  return self->kind == GS_EVENT_SYSCALL_ENTRY || self->kind == GS_EVENT_SYSCALL_EXIT;
}
