/* gs-vm-finder.c: the QEMU processes of a host and the numbers of their vCPUs
 * SPDX-License-Identifier: MIT
 *
 * A thread that entered a guest is a vCPU thread, for all of the trace. Its
 * number cannot be taken from the entries alone: some tracer versions record a
 * part of a pointer there. The best evidence that all threads of a process have
 * decides: exits' vcpu_id, the threads' names, entries' vcpu_id where it can be
 * one, the order of TIDs.
 */
#include "model/gs-vm-finder.h"

#include <stdio.h>
#include <string.h>

#include "event/gs-event.h"

/* KVM_MAX_VCPUS; what is larger is no vCPU's number. */
#define MOST_VCPUS 4096

/* Returns: (transfer none): a vCPU's number as one kind of evidence has it, or GS_NO_VCPU */
typedef guint32 (*GsVcpuEvidence) (const GsMachine *machine, const GsThread *thread);

static guint32
gs_vm_finder_ask_exits (const GsMachine *machine, const GsThread *thread)
{
  return thread->exit_vcpu;
}

/* QEMU names the threads so when it runs with -name NAME,debug-threads=on. */
static guint32
gs_vm_finder_ask_name (const GsMachine *machine, const GsThread *thread)
{
  guint number;
  int length = 0;
  const char *name = gs_names_get (machine->names, thread->name);

  if (sscanf (name, "CPU %u/KVM%n", &number, &length) != 1 || length == 0 || name[length] != '\0')
    return GS_NO_VCPU;
  return number;
}

static guint32
gs_vm_finder_ask_entries (const GsMachine *machine, const GsThread *thread)
{
  return thread->entry_vcpu;
}

static int
gs_vm_compare_vcpus (gconstpointer a, gconstpointer b)
{
  const GsVcpu *left = a, *right = b;

  return left->id < right->id ? -1 : left->id > right->id;
}

/* Numbers the vCPUs by @evidence, if all of them have it and no two the same.
 * Several lives of one TID are one vCPU's only when they don't meet this. */
static gboolean
gs_vm_finder_number (GsVm *vm, const GsMachine *machine, GsVcpuEvidence evidence)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < vm->vcpus->len; i++)
    {
      GsVcpu *vcpu = &g_array_index (vm->vcpus, GsVcpu, i);
      guint32 id = evidence (machine, gs_machine_get_thread (machine, vcpu->host_thread));

      if (id >= MOST_VCPUS || !g_hash_table_add (seen, GUINT_TO_POINTER (id)))
        return FALSE;
      vcpu->id = id;
    }
  return TRUE;
}

static int
gs_vm_finder_compare_tids (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GsMachine *machine = user_data;
  const GsThread *left = gs_machine_get_thread (machine, ((const GsVcpu *) a)->host_thread);
  const GsThread *right = gs_machine_get_thread (machine, ((const GsVcpu *) b)->host_thread);

  return left->tid < right->tid ? -1 : left->tid > right->tid;
}

static void
gs_vm_finder_number_by_tid (GsVm *vm, const GsMachine *machine)
{
  g_array_sort_with_data (vm->vcpus, gs_vm_finder_compare_tids, (gpointer) machine);
  for (guint i = 0; i < vm->vcpus->len; i++)
    g_array_index (vm->vcpus, GsVcpu, i).id = i;
}

static void
gs_vm_finder_number_all (GsVm *vm, const GsMachine *machine)
{
  if (!gs_vm_finder_number (vm, machine, gs_vm_finder_ask_exits)
      && !gs_vm_finder_number (vm, machine, gs_vm_finder_ask_name)
      && !gs_vm_finder_number (vm, machine, gs_vm_finder_ask_entries))
    {
      gs_vm_finder_number_by_tid (vm, machine);
      vm->is_order_guessed = vm->vcpus->len > 1;
    }
  g_array_sort (vm->vcpus, gs_vm_compare_vcpus);
}

/* Returns: the guest that messages on the thread's CPU named most, or 0 */
static guint64
gs_vm_finder_get_uid (const GsMachine *machine, guint32 thread)
{
  guint64 vm_uid = 0, most = 0;

  for (guint i = 0; i < machine->host_uids->len; i++)
    {
      const GsVmUid *uid = &g_array_index (machine->host_uids, GsVmUid, i);

      if (uid->thread == thread && uid->count > most)
        {
          vm_uid = uid->vm_uid;
          most = uid->count;
        }
    }
  return vm_uid;
}

static GsVm *
gs_vm_finder_add (GPtrArray *vms, guint host, gint32 pid)
{
  GsVm *vm = g_new0 (GsVm, 1);

  vm->host = host;
  vm->pid = pid;
  vm->guest = GS_NO_INDEX;
  vm->vcpus = g_array_new (FALSE, FALSE, sizeof (GsVcpu));
  g_ptr_array_add (vms, vm);
  return vm;
}

/* The process a vCPU thread belongs to. Where the trace does not say, those of
 * one guest by its messages are one process, and those that had none as well, until they are split. */
static GsVm *
gs_vm_finder_get (GHashTable *by_pid, GPtrArray *vms, const GsMachine *machine, guint host, guint32 thread)
{
  gint32 pid = gs_machine_get_thread (machine, thread)->pid;
  guint64 vm_uid = pid == GS_NO_TID ? gs_vm_finder_get_uid (machine, thread) : 0;
  gpointer key = vm_uid != 0 ? GSIZE_TO_POINTER (vm_uid) : GINT_TO_POINTER (pid);
  GsVm *vm = g_hash_table_lookup (by_pid, key);

  if (vm != NULL)
    return vm;
  vm = gs_vm_finder_add (vms, host, pid);
  g_hash_table_insert (by_pid, key, vm);
  return vm;
}

/* A vCPU's number by evidence that one thread alone can give, or GS_NO_VCPU */
static guint32
gs_vm_finder_get_number (const GsMachine *machine, const GsThread *thread)
{
  guint32 number = gs_vm_finder_ask_exits (machine, thread);

  return number < MOST_VCPUS ? number : gs_vm_finder_ask_name (machine, thread);
}

/* Threads whose process is not known may be of several. QEMU starts those of one process
 * one after the other, so in the order of TIDs another process begins where a number comes again. */
static void
gs_vm_finder_split (GPtrArray *vms, GsVm *vm, const GsMachine *machine)
{
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) all = g_steal_pointer (&vm->vcpus);
  gint32 last_tid = GS_NO_TID;

  g_array_sort_with_data (all, gs_vm_finder_compare_tids, (gpointer) machine);
  vm->vcpus = g_array_new (FALSE, FALSE, sizeof (GsVcpu));
  for (guint i = 0; i < all->len; i++)
    {
      GsVcpu vcpu = g_array_index (all, GsVcpu, i);
      const GsThread *thread = gs_machine_get_thread (machine, vcpu.host_thread);
      guint32 number = thread->tid != last_tid ? gs_vm_finder_get_number (machine, thread) : GS_NO_VCPU;

      if (number != GS_NO_VCPU && !g_hash_table_add (numbers, GUINT_TO_POINTER (number)))
        {
          vm = gs_vm_finder_add (vms, vm->host, vm->pid);
          g_hash_table_remove_all (numbers);
          g_hash_table_add (numbers, GUINT_TO_POINTER (number));
        }
      g_array_append_val (vm->vcpus, vcpu);
      last_tid = thread->tid;
    }
}

/* Returns: the process that the kernel started a thread of this name for and named it after, or GS_NO_TID */
static gint32
gs_vm_finder_read_helper (const char *name)
{
  int pid;

  return sscanf (name, "vhost-%d", &pid) == 1 || sscanf (name, "kvm-pit/%d", &pid) == 1 ? pid : GS_NO_TID;
}

/* As QEMU's own first thread is called, on some systems. */
static gboolean
gs_vm_finder_is_qemu (const char *name)
{
  return g_str_has_prefix (name, "qemu") || strcmp (name, "kvm") == 0;
}

/* The TIDs that a process can have whose first vCPU thread has @tid: behind the vCPU threads before it. */
static gint32
gs_vm_finder_get_least_pid (const GsMachine *machine, gint32 tid)
{
  gint32 least = MAX (tid, GS_VM_MOST_THREADS_BEFORE) - GS_VM_MOST_THREADS_BEFORE; /* of damaged events, any number */

  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThread *thread = gs_machine_get_thread (machine, i);

      if (thread->kvm != NULL && thread->tid < tid)
        least = MAX (least, thread->tid + 1);
    }
  return MAX (least, 1);
}

/* A process that no event names: a thread that the kernel started for it does, or its first thread is there. QEMU's other
 * threads may have its name, too, but come later. */
static void
gs_vm_finder_find_pid (GsVm *vm, const GsMachine *machine)
{
  gint32 first = G_MAXINT32, least, named = GS_NO_TID, oldest = GS_NO_TID;

  for (guint i = 0; i < vm->vcpus->len; i++)
    first = MIN (first, gs_machine_get_thread (machine, g_array_index (vm->vcpus, GsVcpu, i).host_thread)->tid);
  least = gs_vm_finder_get_least_pid (machine, first);
  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThread *thread = gs_machine_get_thread (machine, i);
      const char *name = gs_names_get (machine->names, thread->name);
      gint32 helped = gs_vm_finder_read_helper (name);

      if (helped >= least && helped < first)
        named = helped;
      if (gs_vm_finder_is_qemu (name) && thread->tid >= least && thread->tid < first)
        oldest = oldest == GS_NO_TID ? thread->tid : MIN (oldest, thread->tid);
    }
  vm->pid = named != GS_NO_TID ? named : oldest;
}

/**
 * gs_vm_finder_find:
 * @vms: of GsVm; those of @machine are added
 * @index: of @machine among the experiment's
 *
 * Finds the QEMU processes of @machine; none where it isn't a host.
 */
void
gs_vm_finder_find (GPtrArray *vms, const GsMachine *machine, guint index)
{
  g_autoptr (GHashTable) by_pid = g_hash_table_new (NULL, NULL);
  guint first = vms->len, n_known;

  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThread *thread = gs_machine_get_thread (machine, i);
      GsVcpu vcpu = { 0, i };

      if (thread->kvm != NULL)
        g_array_append_val (gs_vm_finder_get (by_pid, vms, machine, index, i)->vcpus, vcpu);
    }
  n_known = vms->len;
  for (guint i = first; i < n_known; i++)
    if (((GsVm *) g_ptr_array_index (vms, i))->pid == GS_NO_TID)
      gs_vm_finder_split (vms, g_ptr_array_index (vms, i), machine);
  for (guint i = first; i < vms->len; i++)
    {
      GsVm *vm = g_ptr_array_index (vms, i);

      if (vm->pid == GS_NO_TID)
        gs_vm_finder_find_pid (vm, machine);
      gs_vm_finder_number_all (vm, machine);
    }
}
