/* gs-vm-explain.c: why a guest was given its process, and how sure that is
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm-explain.h"

#include <glib/gi18n.h>

/* How sure a process is that windows neither speak for nor against. */
#define UNTESTED 0.5

/* Its windows fit, but by several offsets. */
#define LOOSELY 0.7

static double
gs_vm_explain_get_confidence (GsMatch matched_by, const GsClockSearch *search)
{
  if (matched_by == GS_MATCH_VMSYNC || matched_by == GS_MATCH_RECORDER)
    return 1.0;
  switch (search->result)
    {
    case GS_CLOCK_SEARCH_FOUND:
      return 1.0 - (double) search->n_outside / (double) MAX (search->n_tested, 1);
    case GS_CLOCK_SEARCH_AMBIGUOUS:
      return LOOSELY;
    case GS_CLOCK_SEARCH_IMPOSSIBLE:
      return 0.0;
    case GS_CLOCK_SEARCH_NOTHING:
    default:
      return matched_by == GS_MATCH_USER ? 1.0 : UNTESTED;
    }
}

static char *
gs_vm_explain_match (GsMatch matched_by, const char *process)
{
  switch (matched_by)
    {
    case GS_MATCH_VMSYNC:
      return g_strdup_printf (_ ("Process %s named this guest by vmsync."), process);
    case GS_MATCH_RECORDER:
      return g_strdup_printf (_ ("The recorder of host and guest noted that process %s runs it."), process);
    case GS_MATCH_ONLY_CANDIDATE:
      return g_strdup_printf (_ ("Process %s is the only one left that runs a guest."), process);
    case GS_MATCH_WINDOWS:
      return g_strdup_printf (_ ("Of all processes, only %s ran guest code when this guest had events."), process);
    case GS_MATCH_USER:
      return g_strdup_printf (_ ("Process %s was chosen by hand."), process);
    case GS_MATCH_NONE:
    default:
      return NULL;
    }
}

static char *
gs_vm_explain_found (const GsClockSearch *search, const char *process)
{
  g_autofree char *tested = g_strdup_printf ("%" G_GSIZE_FORMAT, search->n_tested);
  g_autofree char *outside = g_strdup_printf ("%" G_GSIZE_FORMAT, search->n_outside);

  /* Translators: the last two are numbers */
  return g_strdup_printf (_ ("Events outside the times at which process %s ran guest code: %s of %s."), process,
                          outside, tested);
}

static char *
gs_vm_explain_windows (const GsClockSearch *search, const char *process)
{
  switch (search->result)
    {
    case GS_CLOCK_SEARCH_FOUND:
      return gs_vm_explain_found (search, process);
    case GS_CLOCK_SEARCH_AMBIGUOUS:
      return g_strdup_printf (ngettext ("Its events fit process %s by %u offset of its clock.",
                                        "Its events fit process %s by %u different offsets of its clock.",
                                        search->n_fits),
                              process, search->n_fits);
    case GS_CLOCK_SEARCH_IMPOSSIBLE:
      return g_strdup_printf (_ ("Its events fit process %s by no offset of its clock."), process);
    case GS_CLOCK_SEARCH_NOTHING:
    default:
      return NULL;
    }
}

static void
gs_vm_explain_add (GPtrArray *evidence, char *sentence)
{
  if (sentence != NULL)
    g_ptr_array_add (evidence, sentence);
}

static void
gs_vm_explain_guest (GsVmModel *model, guint guest, const GsVm *vm, const GsMachine *machine, const GsMachine *host)
{
  GPtrArray *evidence = g_ptr_array_index (model->evidence, guest);
  const GsClockSearch *search = &model->searches[guest];
  g_autofree char *process = gs_vm_dup_pid_text (vm, host);

  model->confidences[guest] = gs_vm_explain_get_confidence (vm->matched_by, search);
  gs_vm_explain_add (evidence, gs_vm_explain_match (vm->matched_by, process));
  gs_vm_explain_add (evidence, gs_vm_explain_windows (search, process));
  gs_vm_explain_add (evidence, g_strdup_printf (_ ("CPUs of the guest: %u; vCPU threads of the process: %u."),
                                                machine->cpus->len, vm->vcpus->len));
}

static void
gs_vm_explain_stranger (GsVmModel *model, guint machine)
{
  GPtrArray *evidence = g_ptr_array_index (model->evidence, machine);
  const GsClockSearch *search = &model->searches[machine];

  if (model->roles[machine] != GS_ROLE_GUEST)
    return;
  if (search->result == GS_CLOCK_SEARCH_AMBIGUOUS)
    gs_vm_explain_add (evidence,
                       g_strdup_printf (ngettext ("%u process fits this guest.",
                                                  "%u processes fit this guest equally well.", search->n_fits),
                                        search->n_fits));
  if (search->result == GS_CLOCK_SEARCH_IMPOSSIBLE)
    gs_vm_explain_add (evidence, g_strdup (_ ("No process ran guest code when this guest had events.")));
}

/**
 * gs_vm_explain:
 *
 * Sets confidences and evidence of @model, whose clocks and guests are known.
 */
void
gs_vm_explain (GsVmModel *model, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsVm *vm = gs_vm_model_find_guest (model, i);

      if (vm != NULL)
        gs_vm_explain_guest (model, i, vm, g_ptr_array_index (machines, i), g_ptr_array_index (machines, vm->host));
      else
        gs_vm_explain_stranger (model, i);
    }
}
