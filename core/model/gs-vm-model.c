/* gs-vm-model.c: which guest runs in which process, which thread is which vCPU
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm-model.h"

#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-event.h"
#include "model/gs-clock-tree.h"
#include "model/gs-vm-finder.h"
#include "model/gs-vm-match.h"

const char *
gs_match_get_name (GsMatch match)
{
  switch (match)
    {
    case GS_MATCH_VMSYNC:
      return "vmsync";
    case GS_MATCH_ONLY_CANDIDATE:
      return "only-candidate";
    case GS_MATCH_WINDOWS:
      return "windows";
    case GS_MATCH_USER:
      return "user";
    case GS_MATCH_NONE:
    default:
      return NULL;
    }
}

/**
 * gs_vm_model_find_guest:
 * @machine: index
 *
 * Returns: (transfer none) (nullable): the VM that @machine is the guest of
 */
GsVm *
gs_vm_model_find_guest (const GsVmModel *self, guint machine)
{
  for (guint i = 0; i < self->vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (self->vms, i);

      if (vm->guest == machine)
        return vm;
    }
  return NULL;
}

static GsRole
gs_vm_model_guess_role (const GsMachine *machine)
{
  if (machine->has_kvm)
    return GS_ROLE_HOST;
  return machine->guest_uids->len > 0 ? GS_ROLE_GUEST : machine->trace->role;
}

/* As the user says, else as the events say; beside a host, what is none is a guest. */
static void
gs_vm_model_set_roles (GsVmModel *self, GPtrArray *machines, GsExperiment *experiment)
{
  gboolean has_host = FALSE;

  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *machine = g_ptr_array_index (machines, i);
      const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, machine->trace->name);

      self->roles[i] = choice != NULL ? choice->role : GS_ROLE_UNKNOWN;
      if (self->roles[i] == GS_ROLE_UNKNOWN)
        self->roles[i] = gs_vm_model_guess_role (machine);
      has_host = has_host || self->roles[i] == GS_ROLE_HOST;
    }
  for (guint i = 0; i < machines->len; i++)
    if (has_host && self->roles[i] == GS_ROLE_UNKNOWN)
      self->roles[i] = GS_ROLE_GUEST;
}

static guint
gs_vm_model_find_named (GPtrArray *machines, const char *name)
{
  for (guint i = 0; i < machines->len; i++)
    if (g_strcmp0 (((const GsMachine *) g_ptr_array_index (machines, i))->trace->name, name) == 0)
      return i;
  return GS_NO_INDEX;
}

/* What is no machine of this experiment can't be anyone's host. */
static void
gs_vm_model_warn_of_host (GsVmModel *self, const GsMachine *machine, const char *host)
{
  if (!machine->is_partial)
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (_ ("%s: “%s”, which was given as its host, is not among the traces that are analysed. "
                            "Check “host” in the experiment file, or leave it out."),
                         machine->trace->name, host));
}

static void
gs_vm_model_set_hosts (GsVmModel *self, GPtrArray *machines, GsExperiment *experiment)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *machine = g_ptr_array_index (machines, i);
      const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, machine->trace->name);

      self->hosts[i] = choice != NULL && choice->host != NULL ? gs_vm_model_find_named (machines, choice->host) :
                                                                GS_NO_INDEX;
      if (choice != NULL && choice->host != NULL && self->hosts[i] == GS_NO_INDEX)
        gs_vm_model_warn_of_host (self, machine, choice->host);
    }
}

/* Whether nothing that is known or was said is against @machine being the guest of @vm. */
gboolean
gs_vm_model_may_run (const GsVmModel *self, const GsVm *vm, guint machine)
{
  return vm->guest == GS_NO_INDEX && vm->host != machine
         && (self->hosts[machine] == GS_NO_INDEX || self->hosts[machine] == vm->host);
}

/* Several processes whose numbers are not known may be told apart wrongly. */
static void
gs_vm_model_warn_of_processes (GsVmModel *self, guint first, const GsMachine *host)
{
  guint n_unknown = 0;

  for (guint i = first; i < self->vms->len; i++)
    n_unknown += ((const GsVm *) g_ptr_array_index (self->vms, i))->pid == GS_NO_TID;
  if (n_unknown > 1)
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (
            _ ("%s: to which QEMU processes its vCPU threads belong was not recorded; they are told apart by "
               "the numbers of the vCPUs. Record the state dump: lttng enable-event -k 'lttng_statedump_*'"),
            host->trace->name));
}

static void
gs_vm_model_find_vms (GsVmModel *self, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      guint first = self->vms->len;

      if (self->roles[i] == GS_ROLE_IGNORE)
        continue;
      gs_vm_finder_find (self->vms, g_ptr_array_index (machines, i), i);
      gs_vm_model_warn_of_processes (self, first, g_ptr_array_index (machines, i));
    }
}

/**
 * gs_vm_model_add_warning:
 * @warning: (transfer full): translated; says what to do in words that hold in the window as well
 * @option: of the command line, that does it
 * @name: of the trace that it is for
 * @value: stands for what the user has to fill in
 */
void
gs_vm_model_add_warning (GsVmModel *self, char *warning, const char *option, const char *name, const char *value)
{
  g_autofree char *assignment = g_strdup_printf ("%s=%s", name, value);
  g_autofree char *quoted = g_shell_quote (assignment);
  gboolean is_plain = assignment[strspn (assignment, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_.=")] == '\0';

  g_ptr_array_add (self->warnings, warning);
  g_hash_table_insert (self->options, g_strdup (warning),
                       g_strdup_printf ("%s %s", option, is_plain ? assignment : quoted));
}

/* Returns: (nullable): a machine that is a host, or is to be one */
static const GsMachine *
gs_vm_model_find_host (const GsVmModel *self, GPtrArray *machines)
{
  const GsMachine *host = NULL;

  for (guint i = 0; i < machines->len; i++)
    if (self->roles[i] == GS_ROLE_HOST && (host == NULL || !host->has_kvm))
      host = g_ptr_array_index (machines, i);
  return host;
}

/* No host's trace says which threads ran a guest. @host: (nullable) */
static char *
gs_vm_model_dup_host_advice (const char *name, const GsMachine *host)
{
  if (host == NULL)
    return g_strdup_printf (_ ("%s: there is no host trace with KVM events beside it, so neither hypervisor nor "
                               "preemption can be known. Record its host too: "
                               "lttng enable-event -k 'kvm_*,sched_*'"),
                            name);
  if (!host->has_kvm)
    return g_strdup_printf (_ ("%s: the trace of the host %s holds no KVM events, so neither hypervisor nor "
                               "preemption can be known. Record them there: lttng enable-event -k 'kvm_*,sched_*'"),
                            name, host->trace->name);
  if ((host->trace->features & GS_TRACE_HAS_SWITCH) == 0)
    return g_strdup_printf (
        _ ("%s: the trace of the host %s holds KVM events but no sched_switch, so neither the threads that "
           "ran the guest nor its hypervisor and preemption can be known. Record it there: "
           "lttng enable-event -k sched_switch"),
        name, host->trace->name);
  return g_strdup_printf (
      _ ("%s: the trace of the host %s holds KVM events but says of none which thread it is about, so neither "
         "hypervisor nor preemption can be known. Record longer, with all of: "
         "lttng enable-event -k 'kvm_*,sched_*'"),
      name, host->trace->name);
}

static void
gs_vm_model_warn_of_guest (GsVmModel *self, GPtrArray *machines, const GsMachine *machine)
{
  const char *name = machine->trace->name;

  if (self->vms->len == 0)
    g_ptr_array_add (self->warnings, gs_vm_model_dup_host_advice (name, gs_vm_model_find_host (self, machines)));
  else
    gs_vm_model_add_warning (
        self,
        g_strdup_printf (_ ("%s: it is not sure which of the host's QEMU processes runs this guest, so its "
                            "rows show only what the guest itself believes. Say which it is."),
                         name),
        "--guest", name, "PID");
}

static void
gs_vm_model_warn_of_vcpus (GsVmModel *self, const GsVm *vm, const char *process, const GsMachine *machine)
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
gs_vm_model_warn_of_windows (GsVmModel *self, const GsVm *vm, const char *process, guint guest,
                             const GsMachine *machine)
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
gs_vm_model_warn_of_overlap (GsVmModel *self, const GsVm *vm, guint guest, const GsMachine *machine,
                             const GsMachine *host)
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
static void
gs_vm_model_note_clock_warnings (GsVmModel *self, guint first)
{
  for (guint i = first; i < self->warnings->len; i++)
    g_ptr_array_add (self->clock_warnings, g_strdup (g_ptr_array_index (self->warnings, i)));
}

static void
gs_vm_model_warn (GsVmModel *self, GPtrArray *machines)
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

          gs_vm_model_warn_of_vcpus (self, vm, process, machine);
          first = self->warnings->len;
          gs_vm_model_warn_of_windows (self, vm, process, i, machine);
          gs_vm_model_warn_of_overlap (self, vm, i, machine, host);
          gs_vm_model_note_clock_warnings (self, first);
        }
      else if (self->roles[i] == GS_ROLE_GUEST || self->roles[i] == GS_ROLE_UNKNOWN)
        gs_vm_model_warn_of_guest (self, machines, machine);
    }
}

/**
 * gs_vm_model_new:
 * @machines: (element-type GsMachine): all machines of the experiment
 * @experiment: what the user chose
 * @cancellable: (nullable): a model that is cancelled lacks matches and clocks
 *
 * Finds out who is who and brings the clocks together. Reads no event.
 *
 * Returns: (transfer full):
 */
GsVmModel *
gs_vm_model_new (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable)
{
  GsVmModel *self = g_new0 (GsVmModel, 1);
  guint first;

  self->cancellable = cancellable;
  self->n_machines = machines->len;
  self->vms = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_vm_free);
  self->roles = g_new0 (GsRole, machines->len);
  self->hosts = g_new0 (guint, machines->len);
  self->clocks = g_new0 (GsClock, machines->len);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->clock_warnings = g_ptr_array_new_with_free_func (g_free);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->searches = g_new0 (GsClockSearch, machines->len);
  self->confidences = g_new0 (double, machines->len);
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < machines->len; i++)
    g_ptr_array_add (self->evidence, g_ptr_array_new_with_free_func (g_free));
  if (machines->len == 0)
    return self;

  gs_vm_model_set_roles (self, machines, experiment);
  gs_vm_model_set_hosts (self, machines, experiment);
  gs_vm_model_find_vms (self, machines);
  gs_vm_match_by_user (self, machines, experiment);
  gs_vm_match_by_vmsync (self, machines);
  gs_vm_match_only_one (self, machines);
  gs_vm_match_by_windows (self, machines, experiment);
  first = self->warnings->len;
  gs_clock_tree_grow (self, machines, experiment);
  gs_vm_model_note_clock_warnings (self, first);
  gs_vm_match_by_score (self, machines);
  gs_vm_match_only_one (self, machines);
  gs_vm_match_explain (self, machines);
  gs_vm_model_warn (self, machines);
  return self;
}

void
gs_vm_model_free (GsVmModel *self)
{
  g_clear_pointer (&self->vms, g_ptr_array_unref);
  g_clear_pointer (&self->roles, g_free);
  g_clear_pointer (&self->hosts, g_free);
  g_clear_pointer (&self->clocks, g_free);
  g_clear_pointer (&self->pieces, g_ptr_array_unref);
  g_clear_pointer (&self->searches, g_free);
  g_clear_pointer (&self->confidences, g_free);
  g_clear_pointer (&self->evidence, g_ptr_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->clock_warnings, g_ptr_array_unref);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_free (self);
}
