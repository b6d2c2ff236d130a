/* gs-vm.c: one QEMU process and its vCPU threads
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-vm.h"

#include <glib/gi18n.h>

#include "event/gs-event.h"

const char *
gs_match_get_name (GsMatch match)
{
  switch (match)
    {
    case GS_MATCH_VMSYNC:
      return "vmsync";
    case GS_MATCH_RECORDER:
      return "recorder";
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

void
gs_vm_free (GsVm *vm)
{
  g_clear_pointer (&vm->vcpus, g_array_unref);
  g_free (vm);
}

/**
 * gs_vm_dup_pid_text:
 *
 * Returns: (transfer full): what stands after "process" where the VM's is meant; its PID, or, where
 *   that is not known, one of its threads
 */
char *
gs_vm_dup_pid_text (const GsVm *vm, const GsMachine *host)
{
  gint32 tid = GS_NO_TID;

  if (vm->pid != GS_NO_TID)
    return g_strdup_printf ("%d", vm->pid);
  for (guint i = 0; i < vm->vcpus->len; i++)
    {
      gint32 other = gs_machine_get_thread (host, g_array_index (vm->vcpus, GsVcpu, i).host_thread)->tid;

      tid = i == 0 ? other : MIN (tid, other);
    }
  /* Translators: stands in place of a process' number in "process 2839" */
  return g_strdup_printf (_ ("(of thread %d)"), tid);
}

static int
gs_vm_compare_ids (gconstpointer a, gconstpointer b)
{
  guint left = GPOINTER_TO_UINT (a), right = GPOINTER_TO_UINT (b);

  return left < right ? -1 : left > right;
}

static gboolean
gs_vm_find_thread (const GsMachine *machine, gint32 tid, guint32 *index)
{
  for (guint i = 0; i < machine->threads->len; i++)
    if (gs_machine_get_thread (machine, i)->tid == tid)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * gs_vm_set_vcpus:
 * @tids: vCPU number -> host TID, as the user says it
 *
 * Replaces what was found out, where all of the threads are there.
 *
 * Returns: (transfer full): the vCPUs whose threads the host does not have, as text; "" where it has all
 */
char *
gs_vm_set_vcpus (GsVm *vm, const GsMachine *host, GHashTable *tids)
{
  g_autoptr (GArray) vcpus = g_array_new (FALSE, FALSE, sizeof (GsVcpu));
  g_autoptr (GList) ids = g_list_sort (g_hash_table_get_keys (tids), gs_vm_compare_ids);
  GString *missing = g_string_new (NULL);

  for (GList *l = ids; l != NULL; l = l->next)
    {
      gint32 tid = GPOINTER_TO_INT (g_hash_table_lookup (tids, l->data));
      GsVcpu vcpu = { GPOINTER_TO_UINT (l->data), 0 };

      if (gs_vm_find_thread (host, tid, &vcpu.host_thread))
        g_array_append_val (vcpus, vcpu);
      else
        g_string_append_printf (missing, "%s%d (vCPU %u)", missing->len > 0 ? ", " : "", tid, vcpu.id);
    }
  if (missing->len == 0)
    {
      vm->is_order_guessed = FALSE;
      g_array_set_size (vm->vcpus, 0);
      g_array_append_vals (vm->vcpus, vcpus->data, vcpus->len);
    }
  return g_string_free (missing, FALSE);
}
