/* gs-vm-recorder.c: guests to QEMU processes, as their recorder knew them
 * SPDX-License-Identifier: MIT
 *
 * Where host and guests were recorded in one go (trace-cmd's agent), the host's recording says which of its threads is
 * which CPU of which guest.
 */
#include "model/gs-vm-recorder.h"

#include "event/gs-event.h"

static GsVcpu *
gs_vm_recorder_get_vcpu (const GsVm *vm, guint index)
{
  return &g_array_index (vm->vcpus, GsVcpu, index);
}

/* Returns: the guest's CPU that the thread is, or -1 */
static gint
gs_vm_recorder_get_cpu (const GsRecordedGuest *guest, const GsMachine *host, guint32 thread)
{
  gint32 tid = gs_machine_get_thread (host, thread)->tid;

  for (guint i = 0; i < guest->tids->len; i++)
    if (g_array_index (guest->tids, gint32, i) == tid)
      return i;
  return -1;
}

/* Returns: (nullable): the process that has most of the guest's threads */
static GsVm *
gs_vm_recorder_choose (const GsVmModel *model, const GsMachine *host, guint host_index, guint machine,
                       const GsRecordedGuest *guest)
{
  GsVm *best = NULL;
  guint most = 0;

  for (guint i = 0; i < model->vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (model->vms, i);
      guint n = 0;

      for (guint k = 0; vm->host == host_index && k < vm->vcpus->len; k++)
        n += gs_vm_recorder_get_cpu (guest, host, gs_vm_recorder_get_vcpu (vm, k)->host_thread) >= 0;
      if (n <= most || !gs_vm_model_may_run (model, vm, machine))
        continue;
      best = vm;
      most = n;
    }
  return best;
}

static int
gs_vm_recorder_compare (gconstpointer a, gconstpointer b)
{
  const GsVcpu *left = a, *right = b;

  return left->id < right->id ? -1 : left->id > right->id;
}

/* Takes the guest's threads out of a process. */
static void
gs_vm_recorder_take (GsVm *vm, const GsMachine *host, const GsRecordedGuest *guest, GArray *taken)
{
  for (guint i = 0; i < vm->vcpus->len;)
    {
      GsVcpu vcpu = *gs_vm_recorder_get_vcpu (vm, i);
      gint cpu = gs_vm_recorder_get_cpu (guest, host, vcpu.host_thread);

      if (cpu < 0)
        {
          i++;
          continue;
        }
      vcpu.id = cpu;
      g_array_append_val (taken, vcpu);
      g_array_remove_index (vm->vcpus, i);
    }
}

/* Threads of which nothing but their numbers told whose they are may have been given to others. What is left of the
 * chosen one's are another guest's. */
static void
gs_vm_recorder_settle (GsVmModel *model, GsVm *vm, const GsMachine *host, const GsRecordedGuest *guest)
{
  GArray *vcpus = g_array_new (FALSE, FALSE, sizeof (GsVcpu));

  for (guint i = 0; i < model->vms->len; i++)
    {
      GsVm *other = g_ptr_array_index (model->vms, i);

      if (other->host == vm->host)
        gs_vm_recorder_take (other, host, guest, vcpus);
    }
  if (vm->vcpus->len > 0)
    {
      GsVm *rest = g_new0 (GsVm, 1);

      *rest = (GsVm){
        vm->host, vm->pid, GS_NO_INDEX, GS_MATCH_NONE, g_steal_pointer (&vm->vcpus), vm->is_order_guessed
      };
      g_ptr_array_add (model->vms, rest);
    }
  g_array_sort (vcpus, gs_vm_recorder_compare);
  g_clear_pointer (&vm->vcpus, g_array_unref);
  vm->vcpus = vcpus;
  vm->is_order_guessed = FALSE;
  for (guint i = model->vms->len; i-- > 0;)
    if (((GsVm *) g_ptr_array_index (model->vms, i))->vcpus->len == 0)
      g_ptr_array_remove_index (model->vms, i);
}

/* Returns: the index of the machine with that recording, or %GS_NO_INDEX */
static guint
gs_vm_recorder_find_machine (const GsVmModel *model, GPtrArray *machines, guint64 id)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *machine = g_ptr_array_index (machines, i);

      if (id != 0 && machine->trace->recorder != NULL && machine->trace->recorder->id == id
          && model->roles[i] != GS_ROLE_IGNORE)
        return i;
    }
  return GS_NO_INDEX;
}

/* As who recorded them says; not where the user says otherwise. */
void
gs_vm_match_by_recorder (GsVmModel *model, GPtrArray *machines)
{
  for (guint i = 0; i < machines->len; i++)
    {
      const GsMachine *host = g_ptr_array_index (machines, i);
      const GsRecorderFacts *facts = host->trace->recorder;

      for (guint k = 0; facts != NULL && k < facts->guests->len; k++)
        {
          const GsRecordedGuest *guest = g_ptr_array_index (facts->guests, k);
          guint machine = gs_vm_recorder_find_machine (model, machines, guest->id);
          GsVm *vm;

          if (machine == GS_NO_INDEX || gs_vm_model_find_guest (model, machine) != NULL)
            continue;
          vm = gs_vm_recorder_choose (model, host, i, machine, guest);
          if (vm == NULL)
            continue;
          gs_vm_recorder_settle (model, vm, host, guest);
          gs_vm_model_match (model, vm, machine, GS_MATCH_RECORDER);
        }
    }
}
