/* gs-ctf-layout.c: the table of event and field names
 * SPDX-License-Identifier: MIT
 *
 * LTTng 2.0 to 2.13, kernels with and without the kvm_x86_ prefix, and the
 * kernel's own names (as perf writes them) where they differ.
 */
#include "read/gs-ctf-layout.h"

#include <stddef.h>
#include <string.h>

#include "track/gs-track.h"

#define FIELD(field) .offset = offsetof (GsEvent, field), .size = sizeof (((GsEvent *) 0)->field)
#define NUMBER(field, absent, ...)                               \
  {                                                              \
    .names = { __VA_ARGS__ }, FIELD (field), .missing = (absent) \
  }
#define TEXT(field, ...)                                     \
  {                                                          \
    .names = { __VA_ARGS__ }, FIELD (field), .is_text = TRUE \
  }

static const GsCtfMember gs_ctf_switch[] = {
  NUMBER (sched_switch.prev_tid, GS_NO_TID, "prev_tid", "prev_pid"),
  NUMBER (sched_switch.next_tid, GS_NO_TID, "next_tid", "next_pid"),
  TEXT (sched_switch.prev_name, "prev_comm"),
  TEXT (sched_switch.next_name, "next_comm"),
  NUMBER (sched_switch.prev_prio, 0, "prev_prio"),
  NUMBER (sched_switch.next_prio, 0, "next_prio"),
  NUMBER (sched_switch.prev_state, 0, "prev_state"),
};

static const GsCtfMember gs_ctf_wakeup[] = {
  NUMBER (wakeup.tid, GS_NO_TID, "tid", "pid"),
  TEXT (wakeup.name, "comm"),
  NUMBER (wakeup.prio, 0, "prio"),
  NUMBER (wakeup.target_cpu, GS_NO_CPU, "target_cpu"),
};

static const GsCtfMember gs_ctf_migrate[] = {
  NUMBER (migrate.tid, GS_NO_TID, "tid", "pid"),
  NUMBER (migrate.dest_cpu, GS_NO_CPU, "dest_cpu"),
};

static const GsCtfMember gs_ctf_priority[] = {
  NUMBER (priority.tid, GS_NO_TID, "tid", "pid"),
  NUMBER (priority.prio, 0, "newprio"),
};

static const GsCtfMember gs_ctf_fork[] = {
  NUMBER (fork.parent_tid, GS_NO_TID, "parent_tid", "parent_pid"),
  NUMBER (fork.child_tid, GS_NO_TID, "child_tid", "child_pid"),
  NUMBER (fork.child_pid, GS_NO_TID, "child_pid"),
  TEXT (fork.child_name, "child_comm"),
};

static const GsCtfMember gs_ctf_exec[] = {
  NUMBER (task.tid, GS_NO_TID, "tid", "pid"),
  TEXT (task.name, "filename"),
};

static const GsCtfMember gs_ctf_task[] = {
  NUMBER (task.tid, GS_NO_TID, "tid", "pid"),
  TEXT (task.name, "comm"),
};

static const GsCtfMember gs_ctf_irq[] = {
  NUMBER (irq.number, 0, "irq"),
  TEXT (irq.name, "name"),
};

static const GsCtfMember gs_ctf_softirq[] = {
  NUMBER (irq.number, 0, "vec"),
};

static const GsCtfMember gs_ctf_syscall_exit[] = {
  NUMBER (syscall_exit.result, 0, "ret"),
};

static const GsCtfMember gs_ctf_process[] = {
  NUMBER (process.tid, GS_NO_TID, "tid"),   NUMBER (process.pid, GS_NO_TID, "pid"),
  NUMBER (process.ppid, GS_NO_TID, "ppid"), TEXT (process.name, "name"),
  NUMBER (process.cpu, GS_NO_CPU, "cpu"),   NUMBER (process.status, 0, "status"),
  NUMBER (process.type, 0, "type"),
};

static const GsCtfMember gs_ctf_kvm_entry[] = {
  NUMBER (kvm_entry.vcpu, GS_NO_VCPU, "vcpu_id"),
};

/* x86, then ARM (its exception class; 0 for an interrupt), RISC-V, PowerPC. */
static const GsCtfMember gs_ctf_kvm_exit[] = {
  NUMBER (kvm_exit.reason, 0, "exit_reason", "reason", "esr_ec", "scause", "exit_nr"),
  NUMBER (kvm_exit.isa, 0, "isa"),
  NUMBER (kvm_exit.vcpu, GS_NO_VCPU, "vcpu_id"),
};

static const GsCtfMember gs_ctf_hypercall[] = {
  NUMBER (hypercall.number, 0, "nr"),
  NUMBER (hypercall.a0, 0, "a0"),
  NUMBER (hypercall.a1, 0, "a1"),
};

static const GsCtfMember gs_ctf_userspace_exit[] = {
  NUMBER (userspace_exit.reason, 0, "reason"),
  NUMBER (userspace_exit.error, 0, "errno"),
};

static const GsCtfMember gs_ctf_vmsync[] = {
  NUMBER (vmsync.counter, 0, "cnt"),
  NUMBER (vmsync.vm_uid, 0, "vm_uid"),
};

/* In a packet all but the device are members of the TCP header. */
static const GsCtfMember gs_ctf_tcp[] = {
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
  const GsCtfMember *members;
  guint n_members;
} gs_ctf_kinds[GS_N_EVENT_KINDS] = {
  KIND (SCHED_SWITCH, gs_ctf_switch),
  KIND (SCHED_WAKEUP, gs_ctf_wakeup),
  KIND (SCHED_MIGRATE, gs_ctf_migrate),
  KIND (SCHED_PRIORITY, gs_ctf_priority),
  KIND (FORK, gs_ctf_fork),
  KIND (EXEC, gs_ctf_exec),
  KIND (EXIT, gs_ctf_task),
  KIND (FREE, gs_ctf_task),
  KIND (IRQ_ENTRY, gs_ctf_irq),
  KIND (IRQ_EXIT, gs_ctf_irq),
  KIND (SOFTIRQ_ENTRY, gs_ctf_softirq),
  KIND (SOFTIRQ_EXIT, gs_ctf_softirq),
  KIND (SYSCALL_EXIT, gs_ctf_syscall_exit),
  KIND (PROCESS_STATE, gs_ctf_process),
  KIND (KVM_ENTRY, gs_ctf_kvm_entry),
  KIND (KVM_EXIT, gs_ctf_kvm_exit),
  KIND (KVM_HYPERCALL, gs_ctf_hypercall),
  KIND (KVM_USERSPACE_EXIT, gs_ctf_userspace_exit),
  KIND (VMSYNC_GH_GUEST, gs_ctf_vmsync),
  KIND (VMSYNC_HG_GUEST, gs_ctf_vmsync),
  KIND (VMSYNC_GH_HOST, gs_ctf_vmsync),
  KIND (VMSYNC_HG_HOST, gs_ctf_vmsync),
  KIND (TCP_SEND, gs_ctf_tcp),
  KIND (TCP_RECEIVE, gs_ctf_tcp),
};

static const struct
{
  const char *name;
  GsEventKind kind;
  GsCtfShape shape;
} gs_ctf_names[] = {
  { "sched_switch", GS_EVENT_SCHED_SWITCH },
  { "sched_wakeup", GS_EVENT_SCHED_WAKEUP },
  { "sched_wakeup_new", GS_EVENT_SCHED_WAKEUP },
  { "sched_waking", GS_EVENT_SCHED_WAKEUP },
  { "sched_ttwu", GS_EVENT_SCHED_WAKEUP },
  { "sched_migrate_task", GS_EVENT_SCHED_MIGRATE },
  { "sched_pi_setprio", GS_EVENT_SCHED_PRIORITY },
  { "sched_process_fork", GS_EVENT_FORK },
  { "sched_process_exec", GS_EVENT_EXEC },
  { "sched_process_exit", GS_EVENT_EXIT },
  { "sched_process_free", GS_EVENT_FREE },
  { "irq_handler_entry", GS_EVENT_IRQ_ENTRY },
  { "irq_handler_exit", GS_EVENT_IRQ_EXIT },
  { "irq_softirq_entry", GS_EVENT_SOFTIRQ_ENTRY },
  { "irq_softirq_exit", GS_EVENT_SOFTIRQ_EXIT },
  { "softirq_entry", GS_EVENT_SOFTIRQ_ENTRY },
  { "softirq_exit", GS_EVENT_SOFTIRQ_EXIT },
  { "exit_syscall", GS_EVENT_SYSCALL_EXIT },
  { "lttng_statedump_process_state", GS_EVENT_PROCESS_STATE },
  { "kvm_x86_entry", GS_EVENT_KVM_ENTRY },
  { "kvm_entry", GS_EVENT_KVM_ENTRY },
  { "kvm_x86_exit", GS_EVENT_KVM_EXIT },
  { "kvm_exit", GS_EVENT_KVM_EXIT },
  { "kvm_x86_hypercall", GS_EVENT_KVM_HYPERCALL },
  { "kvm_hypercall", GS_EVENT_KVM_HYPERCALL },
  { "kvm_userspace_exit", GS_EVENT_KVM_USERSPACE_EXIT },
  { "kvm_x86_userspace_exit", GS_EVENT_KVM_USERSPACE_EXIT },
  { "vmsync_gh_guest", GS_EVENT_VMSYNC_GH_GUEST },
  { "vmsync_hg_guest", GS_EVENT_VMSYNC_HG_GUEST },
  { "vmsync_gh_host", GS_EVENT_VMSYNC_GH_HOST },
  { "vmsync_hg_host", GS_EVENT_VMSYNC_HG_HOST },
  { "net_dev_queue", GS_EVENT_TCP_SEND, GS_CTF_PACKET },
  { "net_if_receive_skb", GS_EVENT_TCP_RECEIVE, GS_CTF_PACKET },
  { "netif_receive_skb", GS_EVENT_TCP_RECEIVE, GS_CTF_PACKET },
  { "inet_sock_local_out", GS_EVENT_TCP_SEND },
  { "inet_sock_local_in", GS_EVENT_TCP_RECEIVE },
};

/* A longer prefix comes before one that it begins with. */
static const struct
{
  const char *prefix;
  GsEventKind kind;
} gs_ctf_syscall_prefixes[] = {
  { "compat_syscall_entry_", GS_EVENT_SYSCALL_ENTRY }, { "compat_syscall_exit_", GS_EVENT_SYSCALL_EXIT },
  { "compat_sys_", GS_EVENT_SYSCALL_ENTRY },           { "syscall_entry_", GS_EVENT_SYSCALL_ENTRY },
  { "syscall_exit_", GS_EVENT_SYSCALL_EXIT },          { "sys_", GS_EVENT_SYSCALL_ENTRY },
};

static void
gs_ctf_layout_fill (GsCtfLayout *self, GsEventKind kind, GsCtfShape shape)
{
  memset (self, 0, sizeof *self);
  self->kind = kind;
  self->shape = shape;
  self->base.kind = kind;
  self->members = gs_ctf_kinds[kind].members;
  self->n_members = gs_ctf_kinds[kind].n_members;
}

static gboolean
gs_ctf_layout_find_syscall (const char *name, GsCtfLayout *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_syscall_prefixes); i++)
    {
      const char *prefix = gs_ctf_syscall_prefixes[i].prefix;
      GsEventKind kind = gs_ctf_syscall_prefixes[i].kind;

      if (!g_str_has_prefix (name, prefix))
        continue;

      gs_ctf_layout_fill (self, kind, GS_CTF_FLAT);
      self->text = name + strlen (prefix);
      self->text_offset = kind == GS_EVENT_SYSCALL_ENTRY ? offsetof (GsEvent, syscall_entry.name) :
                                                           offsetof (GsEvent, syscall_exit.name);
      return TRUE;
    }
  return FALSE;
}

/**
 * gs_ctf_plain_name:
 *
 * Returns: (transfer none): @name of an event or field without the underscore
 *   that some tracers put before it
 */
const char *
gs_ctf_plain_name (const char *name)
{
  return name[0] == '_' ? name + 1 : name;
}

/**
 * gs_ctf_layout_find:
 * @event_name: as the trace names it
 * @layout: (out): what the event means; its text points into @event_name
 *
 * Returns: whether any analysis wants such events
 */
gboolean
gs_ctf_layout_find (const char *event_name, GsCtfLayout *layout)
{
  const char *name = gs_ctf_plain_name (event_name);

  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_names); i++)
    if (strcmp (gs_ctf_names[i].name, name) == 0)
      {
        gs_ctf_layout_fill (layout, gs_ctf_names[i].kind, gs_ctf_names[i].shape);
        if (layout->kind == GS_EVENT_SCHED_WAKEUP)
          {
            layout->base.wakeup.is_new = strcmp (name, "sched_wakeup_new") == 0;
            layout->base.wakeup.is_waking = strcmp (name, "sched_waking") == 0;
          }
        return TRUE;
      }

  return gs_ctf_layout_find_syscall (name, layout);
}
