/* gs-vm-warn.c: what is in doubt about guests and their processes
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm-warn.h"

#include <glib/gi18n.h>

#include "event/gs-event.h"

/* Returns: (nullable): a machine that is a host, or is to be one */
static const GsMachine *
gs_vm_warn_find_host (const GsVmModel *self, GPtrArray *machines)
{
  const GsMachine *host = NULL;

  for (guint i = 0; i < machines->len; i++)
    if (self->roles[i] == GS_ROLE_HOST && (host == NULL || !host->has_kvm))
      host = g_ptr_array_index (machines, i);
  return host;
}

/* No host's trace says which threads ran a guest. @host: (nullable) */
static char *
gs_vm_warn_dup_host_advice (const GsTrace *guest, const GsMachine *host)
{
  const GsTrace *trace = host != NULL ? host->trace : guest;
  const char *name = guest->name;
  const char *all = gs_trace_get_command (trace, "lttng enable-event -k 'kvm_*,sched_*'",
                                          "trace-cmd record -e kvm -e sched");

  if (host == NULL)
    return g_strdup_printf (_ ("%s: there is no host trace with KVM events beside it, so neither hypervisor nor "
                               "preemption can be known. Record its host too: %s"),
                            name, all);
  if (!host->has_kvm)
    return g_strdup_printf (_ ("%s: the trace of the host %s holds no KVM events, so neither hypervisor nor "
                               "preemption can be known. Record them there: %s"),
                            name, trace->name, all);
  if ((trace->kinds & GS_KIND (SCHED_SWITCH)) == 0)
    return g_strdup_printf (
        _ ("%s: the trace of the host %s holds KVM events but no sched_switch, so neither the threads that "
           "ran the guest nor its hypervisor and preemption can be known. Record it there: %s"),
        name, trace->name,
        gs_trace_get_command (trace, "lttng enable-event -k sched_switch",
                              "trace-cmd record -e kvm -e sched:sched_switch"));
  return g_strdup_printf (
      _ ("%s: the trace of the host %s holds KVM events but says of none which thread it is about, so neither "
         "hypervisor nor preemption can be known. Record longer, with all of: %s"),
      name, trace->name, all);
}

static void
gs_vm_warn_of_guest (GsVmModel *self, GPtrArray *machines, guint guest, const GsMachine *machine)
{
  const char *name = machine->trace->name;

  if (self->vms->len == 0)
    g_ptr_array_add (self->warnings,
                     gs_vm_warn_dup_host_advice (machine->trace, gs_vm_warn_find_host (self, machines)));
  else if (self->searches[guest].result == GS_CLOCK_SEARCH_IMPOSSIBLE)
    gs_vm_model_add_warning (
        self,
        g_strdup_printf (
            _ ("%s: no QEMU process of the hosts ran guest code when this guest had events, so its rows show "
               "only what the guest itself believes. Record the machine that runs it as well, which may be "
               "a guest itself, or say which process it is."),
            name),
        "--guest", name, "PID");
  else
    gs_vm_model_add_warning (
        self,
        g_strdup_printf (_ ("%s: it is not sure which of the host's QEMU processes runs this guest, so its "
                            "rows show only what the guest itself believes. Say which it is."),
                         name),
        "--guest", name, "PID");
}

static void
gs_vm_warn_of_vcpus (GsVmModel *self, const GsVm *vm, const char *process, const GsMachine *machine)
{
  if (machine->cpus->len > vm->vcpus->len)
    gs_vm_model_add_warning (
        self,
        g_strdup_printf (_ ("%s: its QEMU process %s ran fewer vCPU threads while it was traced (%u) than the "
                            "guest has CPUs (%u). If it is another process, say which."),
                         machine->trace->name, process, vm->vcpus->len, machine->cpus->len),
        "--guest", machine->trace->name, "PID");
}

/* Its events are not where its process ran it, whatever its clock is. */
static void
gs_vm_warn_of_windows (GsVmModel *self, const GsVm *vm, const char *process, guint guest, const GsMachine *machine)
{
  const char *name = machine->trace->name;

  if (self->searches[guest].result != GS_CLOCK_SEARCH_IMPOSSIBLE)
    return;
  if (vm->matched_by == GS_MATCH_USER)
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (_ ("%s: process %s, which was given as its QEMU process, cannot be it: by no offset of its "
                            "clock do its events lie where that process ran guest code. Check the number, or "
                            "leave it out."),
                         name, process));
  else
    gs_vm_model_add_warning (
        self,
        g_strdup_printf (_ ("%s: by no offset of its clock do its events lie where its QEMU process %s ran "
                            "guest code, so its rows may be wrong. Record the host that runs it, at the "
                            "same time, or say which process it is."),
                         name, process),
        "--guest", name, "PID");
}

/* By the clocks that were found or given, guest and host were not traced at the same time. */
static void
gs_vm_warn_of_overlap (GsVmModel *self, const GsVm *vm, guint guest, const GsMachine *machine, const GsMachine *host)
{
  const GsClock *clock = &self->clocks[guest], *host_clock = &self->clocks[vm->host];

  if (clock->method == GS_CLOCK_NONE || machine->span.begin == GS_TIME_NONE || host->span.begin == GS_TIME_NONE)
    return;
  if (gs_clock_to_reference (clock, machine->span.end) < gs_clock_to_reference (host_clock, host->span.begin)
      || gs_clock_to_reference (clock, machine->span.begin) > gs_clock_to_reference (host_clock, host->span.end))
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (_ ("%s: by its clock it was not traced at the same time as its host %s, so nothing of its "
                            "hypervisor and no preemption can be shown. Record both at the same time: start both "
                            "sessions before the workload and stop them after it."),
                         machine->trace->name, host->trace->name));
}

/* The warnings from @first on are about clocks. */
void
gs_vm_warn_note_clock (GsVmModel *self, guint first)
{
  for (guint i = first; i < self->warnings->len; i++)
    g_ptr_array_add (self->clock_warnings, g_strdup (g_ptr_array_index (self->warnings, i)));
}

/**
 * gs_vm_warn:
 *
 * Says of each guest what its process, windows and trace leave in doubt.
 */
void
gs_vm_warn (GsVmModel *self, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *machine = g_ptr_array_index (machines, i);
      const GsVm *vm = gs_vm_model_find_guest (self, i);

      if (machine->is_partial)
        continue;
      if (vm != NULL)
        {
          const GsMachine *host = g_ptr_array_index (machines, vm->host);
          g_autofree char *process = gs_vm_dup_pid_text (vm, host);
          guint first;

          gs_vm_warn_of_vcpus (self, vm, process, machine);
          first = self->warnings->len;
          gs_vm_warn_of_windows (self, vm, process, i, machine);
          gs_vm_warn_of_overlap (self, vm, i, machine, host);
          gs_vm_warn_note_clock (self, first);
        }
      else if (self->roles[i] == GS_ROLE_GUEST || self->roles[i] == GS_ROLE_UNKNOWN)
        gs_vm_warn_of_guest (self, machines, i, machine);
    }
}
