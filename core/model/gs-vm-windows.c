/* gs-vm-windows.c: guests to QEMU processes by when these ran guest code
 * SPDX-License-Identifier: MIT
 *
 * A guest's events fit the run windows of its own process, by one offset of its
 * clock. What fits several is only decided where the others are taken by guests
 * that fit nowhere else; otherwise it stays open.
 */
#include "model/gs-vm-windows.h"

#include "base/gs-parallel.h"
#include "model/gs-clock-link.h"

/* One guest that has no process yet, and what each process' windows say of it. */
typedef struct
{
  guint guest;
  GsClockSearch *fits; /* one a VM */
  GPtrArray *orders;   /* one a VM: GArray of GsVcpu, as they fit */
} GsVmSuitor;

static void
gs_vm_suitor_clear (gpointer data)
{
  GsVmSuitor *self = data;

  g_free (self->fits);
  g_clear_pointer (&self->orders, g_ptr_array_unref);
}

/* A machine whose run windows can say where its clock is. */
static gboolean
gs_vm_suitor_is_one (const GsVmModel *model, GPtrArray *machines, GsExperiment *experiment, guint index)
{
  const GsMachine *machine = g_ptr_array_index (machines, index);
  const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, machine->trace->name);

  return model->roles[index] == GS_ROLE_GUEST && gs_vm_model_find_guest (model, index) == NULL && !machine->is_partial
         && (choice == NULL || choice->clock_choice != GS_CLOCK_CHOICE_MANUAL);
}

static gboolean
gs_vm_suitor_may_have (const GsVmSuitor *self, const GsVmModel *model, guint vm_index)
{
  const GsVm *vm = g_ptr_array_index (model->vms, vm_index);

  return gs_vm_model_may_run (model, vm, self->guest) && self->fits[vm_index].result != GS_CLOCK_SEARCH_IMPOSSIBLE;
}

static void
gs_vm_suitor_search (GsVmSuitor *self, const GsVmModel *model, GPtrArray *machines)
{
  const GsMachine *guest = g_ptr_array_index (machines, self->guest);

  self->fits = g_new0 (GsClockSearch, MAX (model->vms->len, 1));
  self->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < model->vms->len; i++)
    g_ptr_array_add (self->orders, g_array_copy (((const GsVm *) g_ptr_array_index (model->vms, i))->vcpus));
  for (guint host = 0; host < machines->len; host++)
    {
      g_auto (GsClockTalk) talk = {
        NULL,
      };

      for (guint i = 0; i < model->vms->len; i++)
        {
          GsVm vm = *(const GsVm *) g_ptr_array_index (model->vms, i);

          if (vm.host != host || !gs_vm_suitor_may_have (self, model, i)
              || g_cancellable_is_cancelled (model->cancellable))
            continue;
          if (talk.messages == NULL)
            gs_clock_talk_init (&talk, guest, g_ptr_array_index (machines, host));
          vm.vcpus = g_ptr_array_index (self->orders, i);
          gs_clock_link_search_orders (&self->fits[i], guest, g_ptr_array_index (machines, host), &vm, &talk);
        }
    }
}

/* All guests at once; nothing is decided yet. */
typedef struct
{
  GArray *suitors;
  const GsVmModel *model;
  GPtrArray *machines;
} GsVmSuit;

static void
gs_vm_suit_search (guint index, gpointer user_data)
{
  GsVmSuit *self = user_data;

  gs_vm_suitor_search (&g_array_index (self->suitors, GsVmSuitor, index), self->model, self->machines);
}

/* Gives a guest its process where it fits one only. Returns: whether it did */
static gboolean
gs_vm_suitor_settle (GsVmSuitor *self, GsVmModel *model)
{
  guint n = 0, only = 0;
  GsVm *vm;

  for (guint i = 0; i < model->vms->len; i++)
    if (gs_vm_suitor_may_have (self, model, i))
      {
        n++;
        only = i;
      }
  if (n != 1 || self->fits[only].result == GS_CLOCK_SEARCH_NOTHING)
    return FALSE;
  vm = g_ptr_array_index (model->vms, only);
  vm->guest = self->guest;
  vm->matched_by = GS_MATCH_WINDOWS;
  g_array_unref (vm->vcpus);
  vm->vcpus = g_array_ref (g_ptr_array_index (self->orders, only));
  model->searches[self->guest] = self->fits[only];
  return TRUE;
}

/* What no process fits must not be given the last one that is left. */
static void
gs_vm_suitor_give_up (const GsVmSuitor *self, GsVmModel *model)
{
  guint n = 0, n_searched = 0;

  for (guint i = 0; i < model->vms->len; i++)
    {
      n += gs_vm_suitor_may_have (self, model, i);
      n_searched += self->fits[i].result != GS_CLOCK_SEARCH_NOTHING;
    }
  if (n_searched == 0)
    return;
  model->searches[self->guest].result = n == 0 ? GS_CLOCK_SEARCH_IMPOSSIBLE : GS_CLOCK_SEARCH_AMBIGUOUS;
  model->searches[self->guest].n_fits = n;
  model->searches[self->guest].clock.accuracy = -1;
}

/**
 * gs_vm_windows_match:
 *
 * Matches the guests whose run windows are those of one process only, all guests
 * together. Needs no clock, and makes use of messages where there are any.
 */
void
gs_vm_windows_match (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment)
{
  g_autoptr (GArray) suitors = g_array_new (FALSE, FALSE, sizeof (GsVmSuitor));
  GsVmSuit suit = { suitors, model, machines };
  gboolean goes_on = TRUE;

  g_array_set_clear_func (suitors, gs_vm_suitor_clear);
  for (guint i = 0; i < machines->len; i++)
    if (gs_vm_suitor_is_one (model, machines, experiment, i))
      {
        GsVmSuitor suitor = { i, NULL, NULL };

        g_array_append_val (suitors, suitor);
      }
  gs_parallel_for (suitors->len, gs_vm_suit_search, &suit);
  while (goes_on)
    {
      goes_on = FALSE;
      for (guint i = 0; i < suitors->len; i++)
        if (gs_vm_model_find_guest (model, g_array_index (suitors, GsVmSuitor, i).guest) == NULL
            && gs_vm_suitor_settle (&g_array_index (suitors, GsVmSuitor, i), model))
          goes_on = TRUE;
    }
  for (guint i = 0; i < suitors->len; i++)
    if (gs_vm_model_find_guest (model, g_array_index (suitors, GsVmSuitor, i).guest) == NULL)
      gs_vm_suitor_give_up (&g_array_index (suitors, GsVmSuitor, i), model);
}
