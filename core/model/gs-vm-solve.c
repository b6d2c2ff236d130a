/* gs-vm-solve.c: which guest runs in which process, which thread is which vCPU
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm-solve.h"

#include <glib/gi18n.h>

#include "event/gs-event.h"
#include "model/gs-clock-tree.h"
#include "model/gs-vm-explain.h"
#include "model/gs-vm-finder.h"
#include "model/gs-vm-match.h"
#include "model/gs-vm-recorder.h"
#include "model/gs-vm-warn.h"
#include "model/gs-vm-windows.h"

static GsRole
gs_vm_solve_guess_role (const GsMachine *machine)
{
  if (machine->has_kvm)
    return GS_ROLE_HOST;
  return machine->guest_uids->len > 0 ? GS_ROLE_GUEST : machine->trace->role;
}

/* As the user says, else as the events say; beside a host, what is none is a guest. What is a host by
 * its events may turn out to be a guest as well. */
static void
gs_vm_solve_set_roles (GsVmModel *self, GPtrArray *machines, GsExperiment *experiment)
{
  gboolean has_host = FALSE;

  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *machine = g_ptr_array_index (machines, i);
      const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, machine->trace->name);

      self->roles[i] = choice != NULL ? choice->role : GS_ROLE_UNKNOWN;
      self->may_be_guest[i] = self->roles[i] == GS_ROLE_UNKNOWN || self->roles[i] == GS_ROLE_GUEST
                              || (self->roles[i] == GS_ROLE_HOST && choice->host != NULL);
      if (self->roles[i] == GS_ROLE_UNKNOWN)
        self->roles[i] = gs_vm_solve_guess_role (machine);
      has_host = has_host || self->roles[i] == GS_ROLE_HOST;
    }
  for (guint i = 0; i < machines->len; i++)
    if (has_host && self->roles[i] == GS_ROLE_UNKNOWN)
      self->roles[i] = GS_ROLE_GUEST;
}

static guint
gs_vm_solve_find_named (GPtrArray *machines, const char *name)
{
  for (guint i = 0; i < machines->len; i++)
    if (g_strcmp0 (((const GsMachine *) g_ptr_array_index (machines, i))->trace->name, name) == 0)
      return i;
  return GS_NO_INDEX;
}

/* What is no machine of this experiment can't be anyone's host. */
static void
gs_vm_solve_warn_of_host (GsVmModel *self, const GsMachine *machine, const char *host)
{
  if (!machine->is_partial)
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (_ ("%s: “%s”, which was given as its host, is not among the traces that are analysed. "
                            "Check “host” in the experiment file, or leave it out."),
                         machine->trace->name, host));
}

static void
gs_vm_solve_set_hosts (GsVmModel *self, GPtrArray *machines, GsExperiment *experiment)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *machine = g_ptr_array_index (machines, i);
      const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, machine->trace->name);

      self->hosts[i] = choice != NULL && choice->host != NULL ? gs_vm_solve_find_named (machines, choice->host) :
                                                                GS_NO_INDEX;
      if (choice != NULL && choice->host != NULL && self->hosts[i] == GS_NO_INDEX)
        gs_vm_solve_warn_of_host (self, machine, choice->host);
    }
}

/* Several processes whose numbers are not known may be told apart wrongly. */
static void
gs_vm_solve_warn_of_processes (GsVmModel *self, guint first, const GsMachine *host)
{
  guint n_unknown = 0;

  for (guint i = first; i < self->vms->len; i++)
    n_unknown += ((const GsVm *) g_ptr_array_index (self->vms, i))->pid == GS_NO_TID;
  if (n_unknown > 1 && (host->trace->recorder == NULL || host->trace->recorder->guests->len == 0))
    g_ptr_array_add (
        self->warnings,
        g_strdup_printf (
            _ ("%s: to which QEMU processes its vCPU threads belong was not recorded; they are told apart by "
               "the numbers of the vCPUs. Record that too: %s"),
            host->trace->name,
            gs_trace_get_command (host->trace, "lttng enable-event -k 'lttng_statedump_*'",
                                  _ ("trace-cmd record -A GUEST (with “trace-cmd agent” in each guest)"))));
}

static void
gs_vm_solve_find_vms (GsVmModel *self, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      guint first = self->vms->len;

      if (self->roles[i] == GS_ROLE_IGNORE)
        continue;
      gs_vm_finder_find (self->vms, g_ptr_array_index (machines, i), i);
      gs_vm_solve_warn_of_processes (self, first, g_ptr_array_index (machines, i));
    }
}

/**
 * gs_vm_solve:
 * @machines: (element-type GsMachine): all machines of the experiment
 * @experiment: what the user chose
 * @cancellable: (nullable): a model that is cancelled lacks matches and clocks
 *
 * Finds out who is who and brings the clocks together. Reads no event.
 *
 * Returns: (transfer full):
 */
GsVmModel *
gs_vm_solve (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable)
{
  GsVmModel *self = gs_vm_model_new (machines->len, cancellable);
  guint first;

  if (machines->len == 0)
    return self;
  gs_vm_solve_set_roles (self, machines, experiment);
  gs_vm_solve_set_hosts (self, machines, experiment);
  gs_vm_solve_find_vms (self, machines);
  gs_vm_match_by_user (self, machines, experiment);
  gs_vm_match_by_recorder (self, machines);
  gs_vm_match_by_vmsync (self, machines);
  gs_vm_match_only_one (self, machines);
  gs_vm_windows_check (self, machines, experiment);
  gs_vm_windows_match (self, machines, experiment);
  first = self->warnings->len;
  gs_clock_tree_grow (self, machines, experiment);
  gs_vm_warn_note_clock (self, first);
  gs_vm_match_by_score (self, machines);
  gs_vm_match_only_one (self, machines);
  gs_vm_explain (self, machines);
  gs_vm_warn (self, machines);
  return self;
}
