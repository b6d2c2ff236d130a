/* gs-vm-windows.c: guests to QEMU processes by when these ran guest code
 * SPDX-License-Identifier: MIT
 *
 * A guest's events fit the run windows of its own process, by one offset of its
 * clock. What fits several is only decided where the others are taken by guests
 * that fit nowhere else; otherwise it stays open.
 */
#include "model/gs-vm-windows.h"

#include "base/gs-parallel.h"
#include "event/gs-event.h"
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
gs_vm_windows_can_tell (GPtrArray *machines, GsExperiment *experiment, guint index)
{
  const GsMachine *machine = g_ptr_array_index (machines, index);
  const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, machine->trace->name);

  return !machine->is_partial && (choice == NULL || choice->clock_choice != GS_CLOCK_CHOICE_MANUAL);
}

/* Whoever may be a guest is tried: a host, too, may run in another one's process. */
static gboolean
gs_vm_suitor_is_one (const GsVmModel *model, GPtrArray *machines, GsExperiment *experiment, guint index)
{
  return (model->roles[index] == GS_ROLE_GUEST || model->roles[index] == GS_ROLE_HOST) && model->may_be_guest[index]
         && gs_vm_model_find_guest (model, index) == NULL && gs_vm_windows_can_tell (machines, experiment, index);
}

static gboolean
gs_vm_suitor_may_have (const GsVmSuitor *self, const GsVmModel *model, guint vm_index)
{
  const GsVm *vm = g_ptr_array_index (model->vms, vm_index);

  return gs_vm_model_may_run (model, vm, self->guest) && self->fits[vm_index].result != GS_CLOCK_SEARCH_IMPOSSIBLE;
}

/* Searches the windows of those processes that may still be it. */
static void
gs_vm_suitor_search_all (GsVmSuitor *self, const GsVmModel *model, GPtrArray *machines, GsClockSearchFlags how)
{
  const GsMachine *guest = g_ptr_array_index (machines, self->guest);

  for (guint host = 0; host < machines->len; host++)
    {
      g_auto (GsClockTalk) talk = {
        NULL,
      };

      for (guint i = 0; i < model->vms->len; i++)
        {
          GsVm vm = *(const GsVm *) g_ptr_array_index (model->vms, i);

          if (vm.host != host || !gs_vm_model_may_run (model, &vm, self->guest)
              || self->fits[i].result == GS_CLOCK_SEARCH_FOUND || self->fits[i].result == GS_CLOCK_SEARCH_AMBIGUOUS
              || g_cancellable_is_cancelled (model->cancellable))
            continue;
          if (talk.from == NULL)
            gs_clock_talk_init (&talk, guest, g_ptr_array_index (machines, host));
          vm.vcpus = g_ptr_array_index (self->orders, i);
          gs_clock_link_search_orders (&self->fits[i], guest, g_ptr_array_index (machines, host), &vm, &talk, how);
        }
    }
}

/* Whether it stood out clearly where one process ran: so it isn't in any where it did not. */
static gboolean
gs_vm_suitor_stands_out (const GsVmSuitor *self, const GsVmModel *model)
{
  for (guint i = 0; i < model->vms->len; i++)
    if (self->fits[i].is_sure)
      return TRUE;
  return FALSE;
}

/* Whether more than one process fits, and how far these stand out was not looked at. */
static gboolean
gs_vm_suitor_needs_scores (const GsVmSuitor *self, const GsVmModel *model)
{
  guint n = 0, n_unscored = 0;

  for (guint i = 0; i < model->vms->len; i++)
    {
      n += gs_vm_suitor_may_have (self, model, i);
      n_unscored += self->fits[i].is_unscored;
    }
  return n > 1 && n_unscored > 0;
}

static void
gs_vm_suitor_search_with (GsVmSuitor *self, const GsVmModel *model, GPtrArray *machines, GsClockSearchFlags how)
{
  gs_vm_suitor_clear (self);
  self->fits = g_new0 (GsClockSearch, MAX (model->vms->len, 1));
  self->orders = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; i < model->vms->len; i++)
    g_ptr_array_add (self->orders, g_array_copy (((const GsVm *) g_ptr_array_index (model->vms, i))->vcpus));
  gs_vm_suitor_search_all (self, model, machines, how | GS_CLOCK_SEARCH_QUICK);
  if (!gs_vm_suitor_stands_out (self, model))
    gs_vm_suitor_search_all (self, model, machines, how);
}

static void
gs_vm_suitor_search (GsVmSuitor *self, const GsVmModel *model, GPtrArray *machines)
{
  gs_vm_suitor_search_with (self, model, machines, GS_CLOCK_SEARCH_DEFAULT);
  if (gs_vm_suitor_needs_scores (self, model))
    gs_vm_suitor_search_with (self, model, machines, GS_CLOCK_SEARCH_SCORED);
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

/* Nothing but its events says that a host is a guest. */
static gboolean
gs_vm_suitor_is_sure (const GsVmSuitor *self, const GsVmModel *model, GPtrArray *machines, guint vm_index)
{
  GsVm vm = *(const GsVm *) g_ptr_array_index (model->vms, vm_index);
  const GsMachine *guest = g_ptr_array_index (machines, self->guest), *host = g_ptr_array_index (machines, vm.host);

  vm.vcpus = g_ptr_array_index (self->orders, vm_index);
  return self->fits[vm_index].result == GS_CLOCK_SEARCH_FOUND
         && !gs_clock_link_is_chance (&self->fits[vm_index], guest, host, &vm);
}

/* Gives a guest its process where it fits one only. Returns: whether it did */
static gboolean
gs_vm_suitor_settle (GsVmSuitor *self, GsVmModel *model, GPtrArray *machines)
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
  if (model->roles[self->guest] == GS_ROLE_HOST && !gs_vm_suitor_is_sure (self, model, machines, only))
    return FALSE;
  vm = g_ptr_array_index (model->vms, only);
  gs_vm_model_match (model, vm, self->guest, GS_MATCH_WINDOWS);
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
  if (n_searched == 0 || model->roles[self->guest] == GS_ROLE_HOST)
    return;
  model->searches[self->guest].result = n == 0 ? GS_CLOCK_SEARCH_IMPOSSIBLE : GS_CLOCK_SEARCH_AMBIGUOUS;
  model->searches[self->guest].n_fits = n;
  model->searches[self->guest].clock.accuracy = -1;
}

/* Whether @guest has no event where @vm ran guest code, by any offset, nor by several one after the other. */
static gboolean
gs_vm_windows_rule_out (GsVmModel *model, GPtrArray *machines, guint guest, GsVm *vm)
{
  const GsMachine *machine = g_ptr_array_index (machines, guest), *host = g_ptr_array_index (machines, vm->host);
  GsClockSearch *search = &model->searches[guest];
  g_auto (GsClockTalk) talk = {
    NULL,
  };
  GArray *pieces;

  gs_clock_talk_init (&talk, machine, host);
  gs_clock_link_search_orders (search, machine, host, vm, &talk, FALSE);
  if (search->result != GS_CLOCK_SEARCH_IMPOSSIBLE)
    return FALSE;
  pieces = gs_clock_link_split (search, machine, host, vm, &talk);
  if (pieces != NULL)
    g_ptr_array_add (model->pieces, pieces);
  return pieces == NULL;
}

/**
 * gs_vm_windows_check:
 *
 * Takes a process from a guest that has it for want of another, where that cannot be: the guest of
 * a guest, where the machine in between was not traced, has events that no window of the outer host holds.
 */
void
gs_vm_windows_check (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment)
{
  for (guint i = 0; i < machines->len; i++)
    {
      GsVm *vm = gs_vm_model_find_guest (model, i);

      if (vm == NULL || vm->matched_by != GS_MATCH_ONLY_CANDIDATE || !gs_vm_windows_can_tell (machines, experiment, i)
          || g_cancellable_is_cancelled (model->cancellable) || !gs_vm_windows_rule_out (model, machines, i, vm))
        continue;
      vm->guest = GS_NO_INDEX;
      vm->matched_by = GS_MATCH_NONE;
    }
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
            && gs_vm_suitor_settle (&g_array_index (suitors, GsVmSuitor, i), model, machines))
          goes_on = TRUE;
    }
  for (guint i = 0; i < suitors->len; i++)
    if (gs_vm_model_find_guest (model, g_array_index (suitors, GsVmSuitor, i).guest) == NULL)
      gs_vm_suitor_give_up (&g_array_index (suitors, GsVmSuitor, i), model);
}
