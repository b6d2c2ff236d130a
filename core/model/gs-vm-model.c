/* gs-vm-model.c: who is who among the machines of an experiment
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm-model.h"

#include <string.h>

#include "event/gs-event.h"

/**
 * gs_vm_model_new:
 * @cancellable: (nullable): borrowed
 *
 * Returns: (transfer full): a model that knows nothing yet
 */
GsVmModel *
gs_vm_model_new (guint n_machines, GCancellable *cancellable)
{
  GsVmModel *self = g_new0 (GsVmModel, 1);

  self->cancellable = cancellable;
  self->n_machines = n_machines;
  self->vms = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_vm_free);
  self->roles = g_new0 (GsRole, n_machines);
  self->may_be_guest = g_new0 (gboolean, n_machines);
  self->hosts = g_new0 (guint, n_machines);
  self->clocks = g_new0 (GsClock, n_machines);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->clock_warnings = g_ptr_array_new_with_free_func (g_free);
  self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pieces = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->searches = g_new0 (GsClockSearch, n_machines);
  self->confidences = g_new0 (double, n_machines);
  self->evidence = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  for (guint i = 0; i < n_machines; i++)
    g_ptr_array_add (self->evidence, g_ptr_array_new_with_free_func (g_free));
  return self;
}

void
gs_vm_model_free (GsVmModel *self)
{
  g_clear_pointer (&self->vms, g_ptr_array_unref);
  g_clear_pointer (&self->roles, g_free);
  g_clear_pointer (&self->may_be_guest, g_free);
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

/* Whether @machine runs on @other, or that on which it runs does: never so far that it comes back. */
static gboolean
gs_vm_model_is_inside (const GsVmModel *self, guint machine, guint other)
{
  const GsVm *vm = gs_vm_model_find_guest (self, machine);

  return machine == other || (vm != NULL && gs_vm_model_is_inside (self, vm->host, other));
}

/* Whether nothing that is known or was said is against @machine being the guest of @vm: no machine is
 * inside itself. */
gboolean
gs_vm_model_may_run (const GsVmModel *self, const GsVm *vm, guint machine)
{
  return vm->guest == GS_NO_INDEX && !gs_vm_model_is_inside (self, vm->host, machine)
         && (self->hosts[machine] == GS_NO_INDEX || self->hosts[machine] == vm->host);
}

/**
 * gs_vm_model_match:
 * @vm: one that gs_vm_model_may_run() @machine
 *
 * Says that @machine is the guest that @vm runs; it may be a host itself.
 */
void
gs_vm_model_match (GsVmModel *self, GsVm *vm, guint machine, GsMatch matched_by)
{
  vm->guest = machine;
  vm->matched_by = matched_by;
  self->roles[machine] = GS_ROLE_GUEST;
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
