/* gs-report.c: what there is to say of a span of a timeline and some of its rows
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-report.h"

#include <glib/gi18n.h>

#include "timeline/gs-exit-reason.h"

void
gs_report_free (GsReport *self)
{
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_pointer (&self->vcpus, g_array_unref);
  g_clear_pointer (&self->exits, g_array_unref);
  g_clear_pointer (&self->thefts, g_array_unref);
  g_clear_pointer (&self->thieves, g_array_unref);
  g_clear_pointer (&self->threads, g_array_unref);
  g_clear_pointer (&self->stolen, g_array_unref);
  g_free (self);
}

static guint
gs_report_count_rows (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows)
{
  switch (rows)
    {
    case GS_ROWS_VCPUS:
      return machine->vcpus->len;
    case GS_ROWS_THREADS:
      return machine->threads->len;
    default:
      return gs_timeline_get_machine (timeline, machine->host) == NULL ? machine->cpus->len : 0;
    }
}

/* The row's track, or NULL where the timeline has no such row. */
static GsLazyTrack *
gs_report_get_track (const GsTimeline *timeline, const GsReportRow *row)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, row->machine);

  if (machine == NULL || row->index >= gs_report_count_rows (timeline, machine, row->rows))
    return NULL;
  switch (row->rows)
    {
    case GS_ROWS_VCPUS:
      return g_array_index (machine->vcpus, GsVcpuRow, row->index).track;
    case GS_ROWS_THREADS:
      return g_array_index (machine->threads, GsThreadRow, row->index).track;
    default:
      return g_array_index (machine->cpus, GsCpuRow, row->index).track;
    }
}

/**
 * gs_report_list_rows:
 *
 * Returns: (transfer full) (element-type GsReportRow): all of that kind of which something has been read
 */
GArray *
gs_report_list_rows (const GsTimeline *timeline, GsRows rows)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (GsReportRow));

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      GsSpan known = gs_span_intersect (gs_timeline_get_known (timeline, m), timeline->span);
      guint n = gs_report_count_rows (timeline, gs_timeline_get_machine (timeline, m), rows);

      if (gs_span_duration (known) <= 0 && timeline->is_partial)
        continue;
      for (guint i = 0; i < n; i++)
        {
          GsReportRow row = { rows, m, i };

          g_array_append_val (list, row);
        }
    }
  return list;
}

/**
 * gs_report_list_vcpus:
 *
 * O(log n) a vCPU: quick enough for every frame.
 *
 * Returns: (transfer full) (element-type GsVcpuShares):
 */
GArray *
gs_report_list_vcpus (const GsTimeline *timeline, GsSpan span)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (GsVcpuShares));
  g_autoptr (GArray) rows = gs_report_list_rows (timeline, GS_ROWS_VCPUS);

  for (guint i = 0; i < rows->len; i++)
    {
      const GsReportRow *row = &g_array_index (rows, GsReportRow, i);
      GsVcpuShares shares = { .machine = row->machine, .vcpu = row->index };

      gs_track_sum (gs_lazy_track_get (gs_report_get_track (timeline, row)), span, shares.ns);
      for (guint state = 0; state < GS_N_VCPU_STATES; state++)
        shares.total += shares.ns[state];
      g_array_append_val (list, shares);
    }
  return list;
}

static gboolean
gs_report_has_row (const GArray *rows, GsRows kind, guint machine, guint index)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const GsReportRow *row = &g_array_index (rows, GsReportRow, i);

      if (row->rows == kind && row->machine == machine && row->index == index)
        return TRUE;
    }
  return FALSE;
}

static int
gs_report_compare_exits (gconstpointer a, gconstpointer b)
{
  const GsExitStatistics *left = a, *right = b;

  return (left->ns < right->ns) - (left->ns > right->ns);
}

static void
gs_report_add_exits (GArray *sum, const GArray *exits)
{
  for (guint i = 0; i < exits->len; i++)
    {
      const GsExitStatistics *exit = &g_array_index (exits, GsExitStatistics, i);
      guint k = 0;

      while (k < sum->len
             && (g_array_index (sum, GsExitStatistics, k).reason != exit->reason
                 || g_array_index (sum, GsExitStatistics, k).isa != exit->isa))
        k++;
      if (k == sum->len)
        g_array_append_vals (sum, exit, 1);
      else
        {
          g_array_index (sum, GsExitStatistics, k).count += exit->count;
          g_array_index (sum, GsExitStatistics, k).ns += exit->ns;
        }
    }
}

/* Of the vCPUs asked about; of all where it was about none. */
static GArray *
gs_report_sum_exits (GsReport *self, const GArray *rows, GCancellable *cancellable)
{
  GArray *sum = g_array_new (FALSE, FALSE, sizeof (GsExitStatistics));

  for (guint i = 0; i < self->vcpus->len; i++)
    {
      const GsVcpuShares *vcpu = &g_array_index (self->vcpus, GsVcpuShares, i);
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, vcpu->machine);
      g_autoptr (GArray) exits = NULL;

      if (self->n_rows[GS_ROWS_VCPUS] > 0 && !gs_report_has_row (rows, GS_ROWS_VCPUS, vcpu->machine, vcpu->vcpu))
        continue;
      exits = gs_statistics_of_exits (&g_array_index (machine->vcpus, GsVcpuRow, vcpu->vcpu), self->span, cancellable);
      gs_report_add_exits (sum, exits);
    }
  g_array_sort (sum, gs_report_compare_exits);
  return sum;
}

static void
gs_report_select_thefts (GsReport *self, const GArray *rows)
{
  if (self->n_rows[GS_ROWS_VCPUS] == 0)
    return;
  for (guint i = self->thefts->len; i > 0; i--)
    {
      const GsTheft *theft = &g_array_index (self->thefts, GsTheft, i - 1);

      if (!gs_report_has_row (rows, GS_ROWS_VCPUS, theft->machine, theft->vcpu))
        g_array_remove_index (self->thefts, i - 1);
    }
}

static int
gs_report_compare_thieves (gconstpointer a, gconstpointer b)
{
  const GsTheft *left = a, *right = b;

  return (left->ns < right->ns) - (left->ns > right->ns);
}

static GArray *
gs_report_sum_thieves (const GArray *thefts)
{
  GArray *thieves = g_array_new (FALSE, FALSE, sizeof (GsTheft));

  for (guint i = 0; i < thefts->len; i++)
    {
      const GsTheft *theft = &g_array_index (thefts, GsTheft, i);
      GsTheft sum = *theft;
      guint k = 0;

      while (k < thieves->len
             && (g_array_index (thieves, GsTheft, k).host != theft->host
                 || g_array_index (thieves, GsTheft, k).thread != theft->thread))
        k++;
      if (k == thieves->len)
        {
          g_array_append_vals (thieves, theft, 1);
          continue;
        }
      if (g_array_index (thieves, GsTheft, k).longest_ns > theft->longest_ns)
        sum = g_array_index (thieves, GsTheft, k);
      sum.ns = g_array_index (thieves, GsTheft, k).ns + theft->ns;
      sum.count = g_array_index (thieves, GsTheft, k).count + theft->count;
      g_array_index (thieves, GsTheft, k) = sum;
    }
  g_array_sort (thieves, gs_report_compare_thieves);
  return thieves;
}

static int
gs_report_compare_stolen (gconstpointer a, gconstpointer b)
{
  const GsThreadUse *left = a, *right = b;

  return (left->ns[GS_OVERLAY_PREEMPTED] < right->ns[GS_OVERLAY_PREEMPTED])
         - (left->ns[GS_OVERLAY_PREEMPTED] > right->ns[GS_OVERLAY_PREEMPTED]);
}

/* Returns: (transfer full): as a set of (machine, index) pairs */
static GHashTable *
gs_report_collect_threads (const GArray *rows)
{
  GHashTable *threads = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const GsReportRow *row = &g_array_index (rows, GsReportRow, i);
      gint64 key = ((gint64) row->machine << 32) | row->index;

      if (row->rows == GS_ROWS_THREADS)
        g_hash_table_add (threads, g_memdup2 (&key, sizeof key));
    }
  return threads;
}

/* Of the threads asked about; of all where it was about none. */
static void
gs_report_fill_threads (GsReport *self, const GArray *rows, GCancellable *cancellable)
{
  g_autoptr (GArray) uses = gs_statistics_of_threads (self->timeline, self->span, cancellable);
  g_autoptr (GHashTable) asked = gs_report_collect_threads (rows);

  self->threads = g_array_new (FALSE, FALSE, sizeof (GsThreadUse));
  self->stolen = g_array_new (FALSE, FALSE, sizeof (GsThreadUse));
  for (guint i = 0; i < uses->len; i++)
    {
      const GsThreadUse *use = &g_array_index (uses, GsThreadUse, i);
      gint64 key = ((gint64) use->machine << 32) | use->thread;

      if (g_hash_table_size (asked) > 0 && !g_hash_table_contains (asked, &key))
        continue;
      g_array_append_vals (self->threads, use, 1);
      if (use->ns[GS_OVERLAY_PREEMPTED] > 0)
        g_array_append_vals (self->stolen, use, 1);
    }
  g_array_sort (self->stolen, gs_report_compare_stolen);
}

static void
gs_report_fill_states (GsReport *self, const GArray *rows, GCancellable *cancellable)
{
  for (guint kind = 0; kind < GS_N_ROWS; kind++)
    {
      g_autoptr (GPtrArray) tracks = g_ptr_array_new ();

      for (guint i = 0; i < rows->len; i++)
        {
          const GsReportRow *row = &g_array_index (rows, GsReportRow, i);
          GsLazyTrack *track = gs_report_get_track (self->timeline, row);

          if (row->rows == kind && track != NULL)
            g_ptr_array_add (tracks, track);
        }
      self->n_rows[kind] = tracks->len;
      gs_statistics_of_tracks (tracks, self->span, cancellable, &self->states[kind]);
    }
}

/**
 * gs_report_new:
 * @span: ns
 * @rows: (element-type GsReportRow): the rows that it is about
 *
 * Linear in the number of intervals in @span.
 *
 * Returns: (transfer full) (nullable): NULL where it was cancelled
 */
GsReport *
gs_report_new (GsTimeline *timeline, GsSpan span, const GArray *rows, GCancellable *cancellable)
{
  g_autoptr (GsReport) self = g_new0 (GsReport, 1);

  self->timeline = gs_timeline_ref (timeline);
  self->span = span;
  self->vcpus = gs_report_list_vcpus (timeline, span);
  gs_report_fill_states (self, rows, cancellable);
  if (g_cancellable_is_cancelled (cancellable))
    return NULL;
  self->exits = gs_report_sum_exits (self, rows, cancellable);
  self->thefts = gs_statistics_of_thefts (timeline, span, cancellable);
  gs_report_select_thefts (self, rows);
  self->thieves = gs_report_sum_thieves (self->thefts);
  gs_report_fill_threads (self, rows, cancellable);
  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

/* Names may hold any byte. */
static char *
gs_report_take_valid (char *text)
{
  char *valid = g_utf8_make_valid (text, -1);

  g_free (text);
  return valid;
}

/**
 * gs_report_dup_thread_name:
 *
 * Returns: (transfer full): "hog (2956)", or the vCPU that the thread is
 */
char *
gs_report_dup_thread_name (const GsTimeline *timeline, guint machine, guint32 thread)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);
  const GsThread *identity;

  if (owner == NULL || owner->machine == NULL || thread >= owner->threads->len)
    return g_strdup ("");
  if (thread < owner->occupants->len)
    {
      guint32 number = g_array_index (owner->occupants, guint32, thread);
      const GsOccupant *occupant = number < timeline->occupants->len ?
                                       &g_array_index (timeline->occupants, GsOccupant, number) :
                                       NULL;

      if (occupant != NULL && occupant->guest != GS_NO_INDEX)
        return gs_report_take_valid (g_strdup_printf (
            _ ("%s vCPU %u"), gs_timeline_get_machine (timeline, occupant->guest)->name, occupant->vcpu));
    }
  identity = gs_machine_get_thread (owner->machine, thread);
  return gs_report_take_valid (
      g_strdup_printf ("%s (%d)", gs_names_get (owner->machine->names, identity->name), identity->tid));
}

/* Returns: (transfer full): "guest vCPU 1" */
char *
gs_report_dup_vcpu_name (const GsTimeline *timeline, guint machine, guint vcpu)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, machine);

  return gs_report_take_valid (
      g_strdup_printf (_ ("%s vCPU %u"), guest->name, g_array_index (guest->vcpus, GsVcpuRow, vcpu).id));
}

/* Returns: (transfer full): the reason's name, or what there is to say of it */
char *
gs_report_dup_exit_name (const GsExitStatistics *exit)
{
  if (exit->reason == GS_NO_REASON)
    return g_strdup (_ ("not recorded"));
  return gs_exit_reason_dup_name (exit->isa, exit->reason);
}
