/* gs-row-tree.c: a timeline to the trees of rows of the views
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-row-tree.h"

#include <glib/gi18n.h>

#include "event/gs-event.h"
#include "timeline/gs-composer-rows.h"

/* A thread on its way to its row. */
typedef struct
{
  guint index;
  gint32 tid;
  gint32 pid;
  guint life; /* how many threads of the same TID came before */
  GsTimeUse use;
} GsThreadEntry;

/* Threads of one process. */
typedef struct
{
  gint32 pid;
  guint life;      /* how many processes of the same PID came before */
  GArray *entries; /* of GsThreadEntry */
  GsTimeUse use;
} GsProcessEntry;

static void
gs_process_entry_free (GsProcessEntry *self)
{
  g_array_unref (self->entries);
  g_free (self);
}

static char *
gs_row_tree_machine_name (GsTimeline *timeline, GsTimelineMachine *machine)
{
  const char *host;

  if (machine->host == GS_NO_INDEX)
    return machine->role == GS_ROLE_HOST ? g_strdup_printf (_ ("%s (host)"), machine->name) : g_strdup (machine->name);
  host = gs_timeline_get_machine (timeline, machine->host)->name;
  if (machine->pid == GS_NO_TID)
    return g_strdup_printf (_ ("%s (on %s)"), machine->name, host);
  return g_strdup_printf (_ ("%s (on %s, QEMU %d)"), machine->name, host, machine->pid);
}

/* What the name says beside the machine's own. */
static char *
gs_row_tree_machine_note (GsTimeline *timeline, GsTimelineMachine *machine)
{
  const char *host;

  if (machine->host == GS_NO_INDEX)
    return machine->role == GS_ROLE_HOST ? g_strdup (_ ("host")) : NULL;
  host = gs_timeline_get_machine (timeline, machine->host)->name;
  if (machine->pid == GS_NO_TID)
    return g_strdup_printf (_ ("on %s"), host);
  return g_strdup_printf (_ ("on %s, QEMU %d"), host, machine->pid);
}

/* Of a machine that is no host: what CPUs it has is only what it sees itself. */
static void
gs_row_tree_name_own_cpus (GsRow *row, GsTimelineMachine *machine)
{
  if (machine->role == GS_ROLE_HOST)
    return;
  if (machine->role == GS_ROLE_GUEST)
    gs_row_set_name (row, g_strdup_printf (_ ("CPUs of guest %s (virtual)"), machine->name));
  else
    gs_row_set_name (row, g_strdup_printf (_ ("CPUs of %s (virtual if it is a guest)"), machine->name));
  gs_row_set_title (row, g_strdup (gs_row_get_name (row)), NULL, NULL);
}

/* Returns: (transfer full): */
static GsRow *
gs_row_tree_new_machine (GsTimeline *timeline, guint index)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  GsRow *row = gs_row_new (timeline, GS_ROW_MACHINE, index, GS_NO_INDEX, g_strdup_printf ("machine:%s", machine->name),
                           gs_row_tree_machine_name (timeline, machine));

  gs_row_set_title (row, g_strdup (machine->name), gs_row_tree_machine_note (timeline, machine), NULL);
  return row;
}

static GsRow *
gs_row_tree_add_machine (GListStore *roots, GsTimeline *timeline, guint index)
{
  g_autoptr (GsRow) row = gs_row_tree_new_machine (timeline, index);

  g_list_store_append (roots, row);
  return row;
}

/* Whether some guest is a host itself. With one level, what runs on what is plain without a tree. */
static gboolean
gs_row_tree_is_nested (GsTimeline *timeline)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_outer (timeline, i, 2) != GS_NO_INDEX)
      return TRUE;
  return FALSE;
}

/* Where a machine's row goes: under its host's, which comes before it, else among @roots. @rows: by machine,
 * its row, or NULL. Returns: (transfer none): */
static GsRow *
gs_row_tree_place_machine (GListStore *roots, GPtrArray *rows, GsTimeline *timeline, guint index)
{
  guint host = gs_timeline_get_machine (timeline, index)->host;
  GsRow *under = host < rows->len ? g_ptr_array_index (rows, host) : NULL;
  GsRow *row;

  if (under == NULL)
    return g_ptr_array_index (rows, index) = gs_row_tree_add_machine (roots, timeline, index);
  row = gs_row_tree_new_machine (timeline, index);
  gs_row_add_child (under, row);
  return g_ptr_array_index (rows, index) = row;
}

static GPtrArray *
gs_row_tree_new_places (GsTimeline *timeline)
{
  GPtrArray *rows = g_ptr_array_new ();

  g_ptr_array_set_size (rows, (int) timeline->machines->len);
  return rows;
}

static char *
gs_row_tree_dup_key_of_vcpu (const GsTimelineMachine *machine, const GsVcpuRow *vcpu)
{
  return g_strdup_printf ("machine:%s/vcpu:%u", machine->name, vcpu->id);
}

/**
 * gs_row_tree_dup_vcpu_key:
 * @machine: index in @timeline
 * @vcpu: index in the machine's vCPUs
 *
 * Returns: (transfer full) (nullable): the key of the vCPU's row; NULL where there is none
 */
char *
gs_row_tree_dup_vcpu_key (GsTimeline *timeline, guint machine, guint vcpu)
{
  const GsTimelineMachine *of = gs_timeline_get_machine (timeline, machine);

  if (of == NULL || of->vcpus == NULL || vcpu >= of->vcpus->len)
    return NULL;
  return gs_row_tree_dup_key_of_vcpu (of, &g_array_index (of->vcpus, GsVcpuRow, vcpu));
}

/**
 * gs_row_tree_dup_cpu_key:
 * @cpu: number of one of the machine's CPUs
 *
 * Returns: (transfer full): the key of its row: a guest's is a vCPU's, where its host is known
 */
char *
gs_row_tree_dup_cpu_key (const GsTimelineMachine *machine, guint cpu)
{
  guint index;

  if (gs_timeline_find_vcpu (machine, cpu, &index))
    return gs_row_tree_dup_key_of_vcpu (machine, &g_array_index (machine->vcpus, GsVcpuRow, index));
  return g_strdup_printf ("machine:%s/cpu:%u", machine->name, cpu);
}

static void
gs_row_tree_add_vcpus (GsRow *parent, GsTimeline *timeline, guint index)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);

  for (guint i = 0; machine->vcpus != NULL && i < machine->vcpus->len; i++)
    {
      GsVcpuRow *vcpu = &g_array_index (machine->vcpus, GsVcpuRow, i);
      GsRow *row = gs_row_new (timeline, GS_ROW_VCPU, index, i, gs_row_tree_dup_key_of_vcpu (machine, vcpu),
                               g_strdup_printf (_ ("vCPU %u"), vcpu->id));

      if (vcpu->track != NULL)
        gs_row_set_track (row, GS_ROWS_VCPUS, vcpu->track);
      gs_row_set_tid (row, vcpu->host_tid);
      gs_row_set_host_tid (row, vcpu->host_tid);
      gs_row_add_child (parent, row);
    }
}

/* As many as had the same TID before @index. */
static guint
gs_row_tree_next_life (GHashTable *lives, gint32 tid)
{
  guint life = GPOINTER_TO_UINT (g_hash_table_lookup (lives, GINT_TO_POINTER (tid)));

  g_hash_table_insert (lives, GINT_TO_POINTER (tid), GUINT_TO_POINTER (life + 1));
  return life;
}

static void
gs_row_tree_add_entry (GPtrArray *processes, GHashTable *by_pid, const GsThreadEntry *entry)
{
  GsProcessEntry *process = NULL;

  if (entry->pid != GS_NO_TID)
    process = g_hash_table_lookup (by_pid, GINT_TO_POINTER (entry->pid));
  /* A first thread that comes again is another process. */
  if (process == NULL || (entry->tid == entry->pid && entry->life > process->life))
    {
      process = g_new0 (GsProcessEntry, 1);
      process->life = entry->tid == entry->pid ? entry->life : 0;
      process->pid = entry->pid;
      process->entries = g_array_new (FALSE, FALSE, sizeof (GsThreadEntry));
      g_ptr_array_add (processes, process);
      if (entry->pid != GS_NO_TID)
        g_hash_table_insert (by_pid, GINT_TO_POINTER (entry->pid), process);
    }
  g_array_append_val (process->entries, *entry);
  process->use.stolen += entry->use.stolen;
  process->use.believed += entry->use.believed;
}

/* Sorts threads into processes. @n_hidden: what to leave out and count, or NULL. */
static GPtrArray *
gs_row_tree_collect (GsTimelineMachine *machine, guint *n_hidden)
{
  GPtrArray *processes = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_process_entry_free);
  g_autoptr (GHashTable) by_pid = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) lives = g_hash_table_new (NULL, NULL);

  for (guint i = 0; machine->threads != NULL && i < machine->threads->len; i++)
    {
      GsThreadRow *thread = &g_array_index (machine->threads, GsThreadRow, i);
      GsThreadEntry entry = { .index = i, .tid = thread->thread->tid, .pid = thread->thread->pid };

      entry.life = gs_row_tree_next_life (lives, thread->thread->tid);
      if (thread->track == NULL)
        continue;
      gs_composer_get_use (machine, i, &entry.use);
      if (n_hidden != NULL && entry.use.believed == 0)
        {
          *n_hidden += 1;
          continue;
        }
      gs_row_tree_add_entry (processes, by_pid, &entry);
    }
  return processes;
}

static int
gs_row_tree_compare_ns (gint64 a, gint64 b)
{
  return (a < b) - (a > b);
}

/* Most stolen first, then who ran most; by TID in the end, so that it stays. */
static int
gs_row_tree_compare_processes (gconstpointer a, gconstpointer b)
{
  const GsProcessEntry *pa = *(GsProcessEntry *const *) a, *pb = *(GsProcessEntry *const *) b;
  int order = gs_row_tree_compare_ns (pa->use.stolen, pb->use.stolen);

  if (order == 0)
    order = gs_row_tree_compare_ns (pa->use.believed, pb->use.believed);
  if (order == 0)
    order = (pa->pid > pb->pid) - (pa->pid < pb->pid);
  return order;
}

static int
gs_row_tree_compare_threads (gconstpointer a, gconstpointer b)
{
  const GsThreadEntry *ta = a, *tb = b;
  int order = gs_row_tree_compare_ns (ta->use.stolen, tb->use.stolen);

  if (order == 0)
    order = gs_row_tree_compare_ns (ta->use.believed, tb->use.believed);
  return order != 0 ? order : (int) ta->index - (int) tb->index;
}

/**
 * gs_row_tree_dup_thread_key:
 * @machine: index in the timeline's machines
 * @thread: index in the machine's threads
 *
 * Returns: (transfer full) (nullable): the key of that thread's row, in all views
 */
char *
gs_row_tree_dup_thread_key (GsTimeline *timeline, guint machine, guint thread)
{
  GsTimelineMachine *of = gs_timeline_get_machine (timeline, machine);
  guint life = 0;
  gint32 tid;

  if (of->threads == NULL || thread >= of->threads->len)
    return NULL;
  tid = g_array_index (of->threads, GsThreadRow, thread).thread->tid;
  for (guint i = 0; i < thread; i++)
    life += g_array_index (of->threads, GsThreadRow, i).thread->tid == tid;
  return g_strdup_printf ("machine:%s/thread:%d.%u", of->name, tid, life);
}

/* Returns: (transfer none) (nullable): the guest of a host whose QEMU has that PID */
static const GsTimelineMachine *
gs_row_tree_find_guest (const GsTimeline *timeline, guint host, gint32 pid)
{
  for (guint i = 0; i < timeline->machines->len && pid != GS_NO_TID; i++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, i);

      if (guest->host == host && guest->pid == pid)
        return guest;
    }
  return NULL;
}

/* Returns: whether the row's thread is a vCPU of the guest: then it is called so */
static gboolean
gs_row_tree_name_vcpu (GsRow *row, const GsTimelineMachine *guest)
{
  for (guint i = 0; i < guest->vcpus->len; i++)
    {
      const GsVcpuRow *vcpu = &g_array_index (guest->vcpus, GsVcpuRow, i);
      g_autofree char *comm = vcpu->host_thread == gs_row_get_index (row) ? g_strdup (gs_row_get_name (row)) : NULL;

      if (comm == NULL)
        continue;
      gs_row_set_name (row, g_strdup_printf (_ ("%s vCPU %u (%s)"), guest->name, vcpu->id, comm));
      gs_row_set_title (row, g_strdup_printf (_ ("%s vCPU %u"), guest->name, vcpu->id), g_steal_pointer (&comm), NULL);
      return TRUE;
    }
  return FALSE;
}

/* What QEMU calls a vCPU's thread stands beside its name. Not every recording says whose QEMU a thread is of. */
static void
gs_row_tree_name_vcpus (GsRow *row, const GsTimeline *timeline, guint host)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, i);

      if (guest->host == host && guest->vcpus != NULL && gs_row_tree_name_vcpu (row, guest))
        return;
    }
}

static GsRow *
gs_row_tree_new_thread (GsTimeline *timeline, guint index, const GsThreadEntry *entry)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  GsThreadRow *thread = &g_array_index (machine->threads, GsThreadRow, entry->index);
  const char *name = gs_machine_get_thread_name (machine->machine, entry->index);
  GsRow *row = gs_row_new (timeline, GS_ROW_THREAD, index, entry->index,
                           g_strdup_printf ("machine:%s/thread:%d.%u", machine->name, thread->thread->tid, entry->life),
                           g_strdup (name != NULL && name[0] != '\0' ? name : _ ("unknown")));

  gs_row_set_track (row, GS_ROWS_THREADS, thread->track);
  gs_row_set_tid (row, thread->thread->tid);
  gs_row_tree_name_vcpus (row, timeline, index);
  if (machine->host == GS_NO_INDEX)
    gs_row_set_host_tid (row, thread->thread->tid);
  return row;
}

/* The name of a process is that of its first thread, where that is known. */
static const char *
gs_row_tree_process_name (GsTimelineMachine *machine, const GsProcessEntry *process)
{
  guint leader = g_array_index (process->entries, GsThreadEntry, 0).index, life = 0;
  const char *name;

  for (guint i = 0; i < machine->threads->len; i++)
    if (g_array_index (machine->threads, GsThreadRow, i).thread->tid == process->pid && life++ == process->life)
      leader = i;
  name = gs_machine_get_thread_name (machine->machine, leader);
  return name != NULL && name[0] != '\0' ? name : _ ("unknown");
}

/* A guest's QEMU is called by its guest. */
static void
gs_row_tree_name_qemu (GsRow *row, const GsTimeline *timeline, guint host, const GsProcessEntry *process)
{
  const GsTimelineMachine *guest = gs_row_tree_find_guest (timeline, host, process->pid);
  guint n = process->entries->len;

  if (guest == NULL)
    return;
  gs_row_set_name (row,
                   g_strdup_printf (ngettext ("QEMU of %s (%u thread)", "QEMU of %s (%u threads)", n), guest->name, n));
  gs_row_set_title (row, g_strdup_printf (_ ("QEMU of %s"), guest->name),
                    g_strdup_printf (ngettext ("%u thread", "%u threads", n), n), g_strdup_printf ("(%u)", n));
}

static void
gs_row_tree_add_process (GsRow *parent, GsTimeline *timeline, guint index, GsProcessEntry *process)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  GsThreadEntry *entries = &g_array_index (process->entries, GsThreadEntry, 0);
  guint n_threads = process->entries->len;
  const char *name;
  GsRow *row;

  if (n_threads == 1)
    {
      gs_row_add_child (parent, gs_row_tree_new_thread (timeline, index, entries));
      return;
    }
  name = gs_row_tree_process_name (machine, process);
  row = gs_row_new (timeline, GS_ROW_PROCESS, index, entries[0].index,
                    g_strdup_printf ("machine:%s/process:%d.%u", machine->name, process->pid, process->life),
                    g_strdup_printf (ngettext ("%s (%u thread)", "%s (%u threads)", n_threads), name, n_threads));
  gs_row_set_title (row, g_strdup (name), g_strdup_printf (ngettext ("%u thread", "%u threads", n_threads), n_threads),
                    g_strdup_printf ("(%u)", n_threads));
  gs_row_set_tid (row, process->pid);
  gs_row_tree_name_qemu (row, timeline, index, process);
  g_array_sort (process->entries, gs_row_tree_compare_threads);
  for (guint i = 0; i < n_threads; i++)
    gs_row_add_child (row,
                      gs_row_tree_new_thread (timeline, index, &g_array_index (process->entries, GsThreadEntry, i)));
  gs_row_add_child (parent, row);
}

/* Says how many threads of a machine are left out. */
static void
gs_row_tree_count_inactive (GsRow *row, guint n)
{
  g_autofree char *count = g_strdup_printf (ngettext ("%u inactive", "%u inactive", n), n);
  const char *note = gs_row_get_note (row);

  gs_row_set_title (row, g_strdup (gs_row_get_title (row)),
                    note != NULL ? g_strdup_printf ("%s · %s", note, count) : g_strdup (count), g_strdup (count));
  gs_row_set_name (row, g_strdup_printf ("%s · %s", gs_row_get_name (row), count));
}

static void
gs_row_tree_add_threads (GsRow *parent, GsTimeline *timeline, guint index, gboolean only_active)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  g_autoptr (GPtrArray) processes = NULL;
  guint n_hidden = 0;

  processes = gs_row_tree_collect (machine, only_active ? &n_hidden : NULL);
  g_ptr_array_sort (processes, gs_row_tree_compare_processes);
  for (guint i = 0; i < processes->len; i++)
    gs_row_tree_add_process (parent, timeline, index, g_ptr_array_index (processes, i));
  if (n_hidden > 0)
    gs_row_tree_count_inactive (parent, n_hidden);
}

static void
gs_row_tree_add_cpus (GsRow *parent, GsTimeline *timeline, guint index)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);

  for (guint i = 0; machine->cpus != NULL && i < machine->cpus->len; i++)
    {
      GsCpuRow *cpu = &g_array_index (machine->cpus, GsCpuRow, i);
      GsRow *row = gs_row_new (
          timeline, GS_ROW_CPU, index, i, g_strdup_printf ("machine:%s/cpu:%u", machine->name, cpu->number),
          g_strdup_printf (machine->role == GS_ROLE_GUEST ? _ ("vCPU %u") : _ ("CPU %u"), cpu->number));

      if (cpu->track != NULL)
        gs_row_set_track (row, GS_ROWS_CPUS, cpu->track);
      gs_row_add_child (parent, row);
    }
}

/* The vCPUs of all machines, guests under their hosts, come before any thread: what an inner guest lost is
 * explained by the rows above it. */
static void
gs_row_tree_build_nested (GListStore *roots, GsTimeline *timeline)
{
  g_autoptr (GPtrArray) rows = gs_row_tree_new_places (timeline);

  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->vcpus->len > 0)
      gs_row_tree_add_vcpus (gs_row_tree_place_machine (roots, rows, timeline, i), timeline, i);
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);
      g_autoptr (GsRow) row = NULL;

      if (machine->vcpus->len == 0 || machine->threads->len == 0)
        continue;
      row = gs_row_new (timeline, GS_ROW_MACHINE, i, GS_NO_INDEX, g_strdup_printf ("machine:%s/threads", machine->name),
                        g_strdup_printf (_ ("%s: threads"), machine->name));
      gs_row_set_title (row, g_strdup (machine->name), g_strdup (_ ("threads")), NULL);
      gs_row_tree_add_threads (row, timeline, i, TRUE);
      if (gs_row_get_children (row) != NULL)
        g_list_store_append (roots, row);
    }
}

/**
 * gs_row_tree_build_vcpus:
 *
 * Returns: (transfer full): each guest with its vCPUs, and then its threads that ever ran, by
 *   process, most stolen first; a list of #GsRow
 */
GListModel *
gs_row_tree_build_vcpus (GsTimeline *timeline)
{
  GListStore *roots = g_list_store_new (GS_TYPE_ROW);

  if (gs_row_tree_is_nested (timeline))
    {
      gs_row_tree_build_nested (roots, timeline);
      return G_LIST_MODEL (roots);
    }
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GArray *vcpus = gs_timeline_get_machine (timeline, i)->vcpus;
      GsRow *row;

      if (vcpus == NULL || vcpus->len == 0)
        continue;
      row = gs_row_tree_add_machine (roots, timeline, i);
      gs_row_tree_add_vcpus (row, timeline, i);
      gs_row_tree_add_threads (row, timeline, i, TRUE);
    }
  return G_LIST_MODEL (roots);
}

/* Guests under their hosts, before that one's threads: a host's are many. */
static void
gs_row_tree_build_nested_threads (GListStore *roots, GsTimeline *timeline)
{
  g_autoptr (GPtrArray) rows = gs_row_tree_new_places (timeline);

  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->threads->len > 0)
      gs_row_tree_place_machine (roots, rows, timeline, i);
  for (guint i = 0; i < timeline->machines->len; i++)
    if (g_ptr_array_index (rows, i) != NULL)
      gs_row_tree_add_threads (g_ptr_array_index (rows, i), timeline, i, FALSE);
}

/**
 * gs_row_tree_build_threads:
 *
 * Returns: (transfer full): each machine with its processes and their threads; a list of #GsRow
 */
GListModel *
gs_row_tree_build_threads (GsTimeline *timeline)
{
  GListStore *roots = g_list_store_new (GS_TYPE_ROW);

  if (gs_row_tree_is_nested (timeline))
    {
      gs_row_tree_build_nested_threads (roots, timeline);
      return G_LIST_MODEL (roots);
    }
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GArray *threads = gs_timeline_get_machine (timeline, i)->threads;

      if (threads != NULL && threads->len > 0)
        gs_row_tree_add_threads (gs_row_tree_add_machine (roots, timeline, i), timeline, i, FALSE);
    }
  return G_LIST_MODEL (roots);
}

/* Under a host those of its guests that are hosts themselves, with the CPUs that these see. */
static void
gs_row_tree_add_inner_cpus (GsRow *parent, GsTimeline *timeline, guint host)
{
  for (guint i = host + 1; i < timeline->machines->len; i++)
    {
      g_autoptr (GsRow) row = NULL;
      gboolean has_guests = FALSE;

      for (guint k = i + 1; k < timeline->machines->len; k++)
        has_guests = has_guests || gs_timeline_get_machine (timeline, k)->host == i;
      if (gs_timeline_get_machine (timeline, i)->host != host || !has_guests)
        continue;
      row = gs_row_tree_new_machine (timeline, i);
      gs_row_tree_name_own_cpus (row, gs_timeline_get_machine (timeline, i));
      gs_row_tree_add_cpus (row, timeline, i);
      gs_row_tree_add_inner_cpus (row, timeline, i);
      gs_row_add_child (parent, g_steal_pointer (&row));
    }
}

/**
 * gs_row_tree_build_cpus:
 *
 * Returns: (transfer full): each host with its CPUs, and each machine whose CPUs are all that is
 *   known of it; a list of #GsRow
 */
GListModel *
gs_row_tree_build_cpus (GsTimeline *timeline)
{
  GListStore *roots = g_list_store_new (GS_TYPE_ROW);

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      GsRow *row;

      if (!gs_timeline_shows_cpus (timeline, i))
        continue;
      row = gs_row_tree_add_machine (roots, timeline, i);
      gs_row_tree_name_own_cpus (row, gs_timeline_get_machine (timeline, i));
      gs_row_tree_add_cpus (row, timeline, i);
      gs_row_tree_add_inner_cpus (row, timeline, i);
    }
  return G_LIST_MODEL (roots);
}
