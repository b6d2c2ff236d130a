/* gs-vm-match.c: guests to QEMU processes
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm-match.h"

#include <glib/gi18n.h>

#include "event/gs-event.h"

/* So many of a guest's moments are looked at, spread over its trace. */
#define N_SAMPLES 4000

/* A process is the right one when its windows hold at least this share of the
 * guest's moments, and this much more than any other's do. */
#define LEAST_SHARE 0.6
#define LEAST_HOST_SHARE 0.98 /* of a host, which need not be a guest at all */
#define LEAST_LEAD 0.15
#define LEAST_TOLD 0.8

static GsMachine *
gs_vm_match_get_machine (GPtrArray *machines, guint index)
{
  return g_ptr_array_index (machines, index);
}

static gboolean
gs_vm_match_is_open (const GsVmModel *model, guint guest)
{
  return model->roles[guest] != GS_ROLE_IGNORE && gs_vm_model_find_guest (model, guest) == NULL;
}

/* A machine that must be a guest: told to be one, or nothing else. */
static gboolean
gs_vm_match_wants_host (const GsVmModel *model, guint machine)
{
  return model->roles[machine] == GS_ROLE_GUEST && gs_vm_match_is_open (model, machine);
}

/* How far the process with number @pid is from @vm's, going by what is known: 0 is it. Where its PID
 * is not known, a thread's number will do, and QEMU's threads begin soon after itself. */
static gint32
gs_vm_match_get_distance (const GsVm *vm, const GsMachine *host, gint32 pid)
{
  gint32 distance = G_MAXINT32;

  if (vm->pid != GS_NO_TID)
    return vm->pid == pid ? 0 : G_MAXINT32;
  for (guint i = 0; i < vm->vcpus->len; i++)
    {
      gint32 tid = gs_machine_get_thread (host, g_array_index (vm->vcpus, GsVcpu, i).host_thread)->tid;

      if (tid == pid)
        return 0;
      if (tid > pid && tid - pid <= GS_VM_MOST_THREADS_BEFORE)
        distance = MIN (distance, tid - pid);
    }
  return distance;
}

/* Returns: (nullable): the one VM that the user's words fit */
static GsVm *
gs_vm_match_find_named (const GsVmModel *model, GPtrArray *machines, guint guest, const GsExperimentTrace *trace)
{
  GsVm *nearest = NULL;
  gint32 least = G_MAXINT32;

  for (guint i = 0; i < model->vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (model->vms, i);
      const GsMachine *host = gs_vm_match_get_machine (machines, vm->host);
      gint32 distance = gs_vm_match_get_distance (vm, host, trace->pid);

      if (distance >= least || !gs_vm_model_may_run (model, vm, guest)
          || (trace->host != NULL && !g_str_equal (trace->host, host->trace->name)))
        continue;
      nearest = vm;
      least = distance;
    }
  if (nearest != NULL && nearest->pid == GS_NO_TID && least > 0)
    nearest->pid = trace->pid;
  return nearest;
}

/* How many of the threads that the user named as vCPUs are @vm's */
static guint
gs_vm_match_count_named (const GsVm *vm, const GsMachine *host, GHashTable *tids)
{
  GHashTableIter iter;
  gpointer tid;
  guint n = 0;

  g_hash_table_iter_init (&iter, tids);
  while (g_hash_table_iter_next (&iter, NULL, &tid))
    for (guint i = 0; i < vm->vcpus->len; i++)
      n += gs_machine_get_thread (host, g_array_index (vm->vcpus, GsVcpu, i).host_thread)->tid == GPOINTER_TO_INT (tid);
  return n;
}

/* Returns: (nullable): the VM that has most of the threads that the user named as vCPUs */
static GsVm *
gs_vm_match_find_by_threads (const GsVmModel *model, GPtrArray *machines, guint guest, const GsExperimentTrace *trace)
{
  GsVm *best = NULL;
  guint most = 0;

  for (guint i = 0; i < model->vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (model->vms, i);
      const GsMachine *host = gs_vm_match_get_machine (machines, vm->host);
      guint n = gs_vm_match_count_named (vm, host, trace->vcpus);

      if (n <= most || !gs_vm_model_may_run (model, vm, guest)
          || (trace->host != NULL && !g_str_equal (trace->host, host->trace->name)))
        continue;
      best = vm;
      most = n;
    }
  return best;
}

/* Nothing fits what the user said. */
static void
gs_vm_match_warn_of_choice (GsVmModel *model, const GsMachine *guest, const GsExperimentTrace *choice)
{
  const char *name = guest->trace->name;

  if (choice->pid >= 0)
    g_ptr_array_add (model->warnings,
                     g_strdup_printf (_ ("%s: the host's process %d, which was given as its QEMU process, "
                                         "runs no guest. Check the number, or leave it out."),
                                      name, choice->pid));
  else if (!guest->is_partial && model->vms->len > 0)
    g_ptr_array_add (model->warnings,
                     g_strdup_printf (_ ("%s: none of the host's threads that were given as its vCPUs runs a guest. "
                                         "Check “vcpus” in the experiment file, or leave it out."),
                                      name));
}

static void
gs_vm_match_set_vcpus (GsVmModel *model, GsVm *vm, const GsMachine *host, const GsMachine *guest, GHashTable *tids)
{
  g_autofree char *missing = gs_vm_set_vcpus (vm, host, tids);

  if (missing[0] != '\0' && !host->is_partial)
    g_ptr_array_add (
        model->warnings,
        g_strdup_printf (
            _ ("%s: threads that were given as its vCPUs are not in the trace of its host %s: %s. "
               "Which they are was found out instead. Check “vcpus” in the experiment file, or leave it out."),
            guest->trace->name, host->trace->name, missing));
}

/* As the user says; a process or threads that run no guest are said, and then found out. */
void
gs_vm_match_by_user (GsVmModel *model, GPtrArray *machines, GsExperiment *experiment)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *guest = gs_vm_match_get_machine (machines, i);
      const GsExperimentTrace *choice = gs_experiment_find_trace (experiment, guest->trace->name);
      GsVm *vm;

      if (choice == NULL || (choice->pid < 0 && choice->vcpus == NULL) || !gs_vm_match_is_open (model, i))
        continue;
      vm = choice->pid >= 0 ? gs_vm_match_find_named (model, machines, i, choice) :
                              gs_vm_match_find_by_threads (model, machines, i, choice);
      if (vm == NULL)
        {
          gs_vm_match_warn_of_choice (model, guest, choice);
          continue;
        }
      gs_vm_model_match (model, vm, i, GS_MATCH_USER);
      if (choice->vcpus != NULL)
        gs_vm_match_set_vcpus (model, vm, gs_vm_match_get_machine (machines, vm->host), guest, choice->vcpus);
    }
}

static gboolean
gs_vm_match_has_thread (const GsVm *vm, const GsMachine *host, guint32 thread)
{
  const GsThread *named = gs_machine_get_thread (host, thread);

  if (named != NULL && named->pid != GS_NO_TID && named->pid == vm->pid)
    return TRUE;
  for (guint i = 0; i < vm->vcpus->len; i++)
    if (g_array_index (vm->vcpus, GsVcpu, i).host_thread == thread)
      return TRUE;
  return FALSE;
}

/* How often @vm's process named one of the guest's vm_uids. */
static guint64
gs_vm_match_count_uids (const GsVm *vm, const GsMachine *host, const GsMachine *guest)
{
  guint64 count = 0;

  for (guint i = 0; i < guest->guest_uids->len; i++)
    for (guint k = 0; k < host->host_uids->len; k++)
      {
        const GsVmUid *mine = &g_array_index (guest->guest_uids, GsVmUid, i);
        const GsVmUid *theirs = &g_array_index (host->host_uids, GsVmUid, k);

        if (mine->vm_uid == theirs->vm_uid && gs_vm_match_has_thread (vm, host, theirs->thread))
          count += theirs->count;
      }
  return count;
}

/* By the number that the add-on modules give each guest. */
void
gs_vm_match_by_vmsync (GsVmModel *model, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      guint64 most = 0;
      GsVm *best = NULL;

      if (!gs_vm_match_is_open (model, i))
        continue;
      for (guint k = 0; k < model->vms->len; k++)
        {
          GsVm *vm = g_ptr_array_index (model->vms, k);
          guint64 count = 0;

          if (gs_vm_model_may_run (model, vm, i))
            count = gs_vm_match_count_uids (vm, gs_vm_match_get_machine (machines, vm->host),
                                            gs_vm_match_get_machine (machines, i));
          if (count > most)
            {
              most = count;
              best = vm;
            }
        }
      if (best != NULL)
        gs_vm_model_match (model, best, i, GS_MATCH_VMSYNC);
    }
}

/* One guest and one process that are left are each other's. */
void
gs_vm_match_only_one (GsVmModel *model, GPtrArray *machines)
{
  guint n_guests = 0, n_vms = 0, guest = 0;
  GsVm *only = NULL;

  for (guint i = 0; i < machines->len; i++)
    if (gs_vm_match_wants_host (model, i) && model->searches[i].result == GS_CLOCK_SEARCH_NOTHING)
      {
        n_guests++;
        guest = i;
      }
  for (guint i = 0; i < model->vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (model->vms, i);

      if (vm->guest == GS_NO_INDEX)
        {
          n_vms++;
          only = vm;
        }
    }
  if (n_guests == 1 && n_vms == 1 && gs_vm_model_may_run (model, only, guest))
    gs_vm_model_match (model, only, guest, GS_MATCH_ONLY_CANDIDATE);
}

/* How many of a guest's moments (its switches) there are, of how many its host tells, and how many are in guest code */
typedef struct
{
  guint n_all, n_told, n_inside;
} GsVmCount;

/* Counts a guest CPU's moments, by where @kvm, a thread's of the host, has them. */
static void
gs_vm_match_count_inside (const GsTrack *moments, const GsClock *clock, const GsTrack *kvm, const GsClock *host_clock,
                          GsVmCount *count)
{
  gsize n = gs_track_get_n_intervals (moments);
  gsize step = MAX (1, n / N_SAMPLES);

  for (gsize i = 1; i < n; i += step)
    {
      gint64 reference = gs_clock_to_reference (clock, gs_track_get (moments, i).span.begin);
      guint8 state = GS_KVM_UNKNOWN;
      gsize at;

      if (gs_track_find (kvm, gs_clock_from_reference (host_clock, reference), &at))
        gs_track_get_state (kvm, at, &state);
      count->n_all++;
      count->n_told += state != GS_KVM_UNKNOWN;
      count->n_inside += state == GS_KVM_GUEST;
    }
}

/* A guest, whose clock is known, can only have produced an event while its vCPU's
 * thread was between an entry and the next exit. Before a thread's first entry its host doesn't tell: that says
 * nothing, as long as it isn't much of the time. Returns: the share of the guest's moments for which it is so, 0 to 1 */
static double
gs_vm_match_score (const GsVmModel *model, GPtrArray *machines, guint guest, const GsVm *vm)
{
  const GsMachine *machine = gs_vm_match_get_machine (machines, guest);
  const GsMachine *host = gs_vm_match_get_machine (machines, vm->host);
  GsVmCount count = { 0 };

  for (guint i = 0; i < machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (machine->cpus, i);
      const GsThread *thread = NULL;

      for (guint k = 0; k < vm->vcpus->len; k++)
        if (g_array_index (vm->vcpus, GsVcpu, k).id == cpu->number)
          thread = gs_machine_get_thread (host, g_array_index (vm->vcpus, GsVcpu, k).host_thread);
      if (thread == NULL)
        count.n_all += gs_track_get_n_intervals (cpu->current);
      else
        gs_vm_match_count_inside (cpu->current, &model->clocks[guest], thread->kvm, &model->clocks[vm->host], &count);
    }
  return count.n_inside > 0 ? count.n_inside / MAX (count.n_told, LEAST_TOLD * count.n_all) : 0.0;
}

/* The process whose windows hold most of the guest's moments, by the clock that is known. Returns: whether
 * it is found */
static gboolean
gs_vm_match_guest_by_score (GsVmModel *model, GPtrArray *machines, guint guest)
{
  double best_score = 0.0, second_score = 0.0;
  GsVm *best = NULL;

  for (guint i = 0; i < model->vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (model->vms, i);
      double score;

      if (!gs_vm_model_may_run (model, vm, guest) || g_cancellable_is_cancelled (model->cancellable))
        continue;
      score = gs_vm_match_score (model, machines, guest, vm);
      if (score > best_score)
        {
          second_score = best_score;
          best_score = score;
          best = vm;
        }
      else
        {
          second_score = MAX (second_score, score);
        }
    }
  if (best == NULL || best_score < (model->roles[guest] == GS_ROLE_HOST ? LEAST_HOST_SHARE : LEAST_SHARE)
      || best_score - second_score < LEAST_LEAD)
    return FALSE;
  gs_vm_model_match (model, best, guest, GS_MATCH_WINDOWS);
  return TRUE;
}

/* Whether it is to be found out by windows which process a machine runs in, its clock being known */
static gboolean
gs_vm_match_can_score (const GsVmModel *model, GPtrArray *machines, guint machine)
{
  GsClockMethod method = model->clocks[machine].method;

  return (gs_vm_match_wants_host (model, machine)
          || (model->roles[machine] == GS_ROLE_HOST && model->may_be_guest[machine]))
         && (method == GS_CLOCK_MANUAL
             || (method != GS_CLOCK_NONE && gs_vm_match_get_machine (machines, machine)->is_partial));
}

/* By when each process ran guest code, where the guest's clock is given or reading goes on. One that is
 * taken may leave but one to another guest. */
void
gs_vm_match_by_score (GsVmModel *model, GPtrArray *machines)
{
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      goes_on = FALSE;
      for (guint i = 0; i < machines->len; i++)
        if (gs_vm_match_can_score (model, machines, i) && gs_vm_match_guest_by_score (model, machines, i))
          goes_on = TRUE;
    }
}
