/* gs-event-need.c: which events what is shown needs, and for what each is good
 * SPDX-License-Identifier: MIT
 */
#include "trace/gs-event-need.h"

#include <glib/gi18n.h>

static const GsEventNeed needs[] = {
  { "sched_switch", GS_ROLE_UNKNOWN, GS_PRESET_MINIMAL, N_ ("All rows"),
    N_ ("which thread has each CPU: nothing can be shown without it") },
  { "sched_wakeup|sched_ttwu sched_wakeup_new sched_waking", GS_ROLE_UNKNOWN, GS_PRESET_MINIMAL,
    N_ ("Waiting for a CPU"),
    N_ ("since when a thread waits for a CPU: without it, time stolen before a thread got a CPU looks like sleep") },
  { "kvm_x86_entry|kvm_entry kvm_x86_exit|kvm_exit", GS_ROLE_HOST, GS_PRESET_MINIMAL, N_ ("Virtual CPUs"),
    N_ ("when guest code runs and why it left: without it, neither vCPUs nor the hypervisor are known") },
  { "lttng_statedump_start lttng_statedump_end lttng_statedump_process_state", GS_ROLE_UNKNOWN, GS_PRESET_MINIMAL,
    N_ ("Names of threads"),
    N_ ("names and processes of the threads that were there at the start: without it, they have numbers only") },
  { "net_dev_queue net_if_receive_skb|netif_receive_skb", GS_ROLE_UNKNOWN, GS_PRESET_VM,
    N_ ("Clocks, by network packets"),
    N_ ("packets that guest and host both saw: they bring the clocks together from the first second on") },
  { "sched_process_fork sched_process_exec sched_process_exit sched_process_free", GS_ROLE_UNKNOWN, GS_PRESET_VM,
    N_ ("Processes"), N_ ("where processes begin and end, and their names") },
  { "irq_handler_entry irq_handler_exit irq_softirq_entry|softirq_entry irq_softirq_exit|softirq_exit", GS_ROLE_UNKNOWN,
    GS_PRESET_VM, N_ ("Interrupts"), N_ ("which interrupts took time away from threads") },
  { "sched_migrate_task", GS_ROLE_UNKNOWN, GS_PRESET_VM, N_ ("Migrations"), N_ ("moves to other CPUs") },
  { "kvm_userspace_exit kvm_x86_hypercall|kvm_hypercall", GS_ROLE_HOST, GS_PRESET_VM, N_ ("Exits to QEMU"),
    N_ ("exits that QEMU had to handle, and calls of the guest to its host") },
  { "vmsync_gh_host vmsync_hg_host", GS_ROLE_HOST, GS_PRESET_VM, N_ ("Clocks, by add-on modules"),
    N_ ("messages counted by the vmsync add-on modules, which identify the guest as well") },
  { "vmsync_gh_guest vmsync_hg_guest", GS_ROLE_GUEST, GS_PRESET_VM, N_ ("Clocks, by add-on modules"),
    N_ ("messages counted by the vmsync add-on modules, which identify the guest as well") },
  { "kvm_x86_inj_virq|kvm_inj_virq kvm_x86_write_tsc_offset|kvm_write_tsc_offset", GS_ROLE_HOST, GS_PRESET_VM_DEEP,
    N_ ("Injected interrupts"), N_ ("which interrupts the host gave to the guest, and changes of the guest's clock") },
  { "sched_pi_setprio", GS_ROLE_UNKNOWN, GS_PRESET_VM_DEEP, N_ ("Inherited priorities"),
    N_ ("priorities that threads have on loan from ones that wait for them") },
  { "irq_softirq_raise|softirq_raise", GS_ROLE_UNKNOWN, GS_PRESET_VM_DEEP, N_ ("Raised soft interrupts"),
    N_ ("who asked for deferred work") },
  { "syscall_*", GS_ROLE_UNKNOWN, GS_PRESET_VM_DEEP, N_ ("System calls"),
    N_ ("what threads ask of the kernel: without them, a thread's time in the kernel looks like its own") },
};

/* Returns: (transfer none) (array length=n_needs): all, the weightiest first */
const GsEventNeed *
gs_event_needs_get (guint *n_needs)
{
  *n_needs = G_N_ELEMENTS (needs);
  return needs;
}

/* Whether a machine in that role has to record them; of an unknown role nothing of hosts or guests alone is wanted. */
gboolean
gs_event_need_concerns (const GsEventNeed *self, GsRole role)
{
  return self->role == GS_ROLE_UNKNOWN || self->role == role;
}

/* Returns: (transfer none): short and stable, for files and scripts */
const char *
gs_preset_get_name (GsPreset self)
{
  static const char *const names[] = { "minimal", "vm", "vm-deep" };

  g_return_val_if_fail (self < GS_N_PRESETS, NULL);
  return names[self];
}

const char *
gs_preset_get_title (GsPreset self)
{
  static const char *const titles[] = { N_ ("Minimal"), N_ ("Virtual machine"), N_ ("Virtual machine, deep") };

  g_return_val_if_fail (self < GS_N_PRESETS, NULL);
  return _ (titles[self]);
}

const char *
gs_preset_get_description (GsPreset self)
{
  static const char *const descriptions[] = {
    N_ ("Who had each CPU, and the virtual CPUs. The least load on the machines."),
    N_ ("Also clocks by network packets, processes and interrupts. Right for most questions."),
    N_ ("Also every system call and injected interrupt. Large traces: record seconds, not minutes."),
  };

  g_return_val_if_fail (self < GS_N_PRESETS, NULL);
  return _ (descriptions[self]);
}
