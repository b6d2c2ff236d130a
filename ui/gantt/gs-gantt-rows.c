/* gs-gantt-rows.c: which rows a gantt shows, in which order
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include <glib/gi18n.h>

#include "rows/gs-row-values.h"

/* Rows and columns follow a zoom or a pan once it has ended. */
#define REST_MS 150

static GsRowVerdict
gs_gantt_judge_row (GsRow *row, gboolean *inside, gpointer data)
{
  GsGantt *self = data;
  const char *key = gs_row_get_key (row);
  guint filter = gs_session_get_row_filter (self->session);

  if (gs_session_has_row (self->session, GS_ROW_SET_HIDDEN, key))
    return GS_ROW_VERDICT_OUT;
  if (gs_session_has_row (self->session, GS_ROW_SET_PINNED, key))
    return GS_ROW_VERDICT_TOP;
  if (gs_session_has_row (self->session, GS_ROW_SET_ONLY, key))
    *inside = TRUE;
  if (gs_session_get_n_rows (self->session, GS_ROW_SET_ONLY) > 0 && !*inside)
    return GS_ROW_VERDICT_PATH;
  if (filter != 0 && gs_row_get_children (row) == NULL && gs_row_get_kind (row) == GS_ROW_THREAD)
    {
      gboolean is_active, is_touched;

      is_touched = gs_row_values_touches (row, gs_session_get_visible (self->session), &is_active);
      if (((filter & GS_ROW_FILTER_INACTIVE) && !is_active) || ((filter & GS_ROW_FILTER_UNTOUCHED) && !is_touched))
        return GS_ROW_VERDICT_OUT;
    }
  return GS_ROW_VERDICT_IN;
}

static int
gs_gantt_compare_numbers (double a, double b)
{
  return (a > b) - (a < b);
}

static int
gs_gantt_compare_by (GsGantt *self, GsRow *a, GsRow *b, guint column)
{
  GsSpan visible = gs_session_get_visible (self->session);
  GsRowValues va, vb;

  if (column == GS_COLUMN_NAME)
    return g_utf8_collate (gs_row_get_name (a), gs_row_get_name (b));
  if (column == GS_COLUMN_TID)
    return gs_gantt_compare_numbers (gs_row_get_tid (a), gs_row_get_tid (b));
  if (column == GS_COLUMN_HOST_TID)
    return gs_gantt_compare_numbers (g_ascii_strtod (gs_row_get_host_tid_text (a), NULL),
                                     g_ascii_strtod (gs_row_get_host_tid_text (b), NULL));
  gs_row_values_measure (a, visible, &va);
  gs_row_values_measure (b, visible, &vb);
  if (column == GS_COLUMN_RUNNING)
    return gs_gantt_compare_numbers (va.running, vb.running);
  if (column == GS_COLUMN_STOLEN)
    return gs_gantt_compare_numbers (va.stolen, vb.stolen);
  if (column == GS_COLUMN_STOLEN_TIME)
    return gs_gantt_compare_numbers ((double) va.stolen_ns, (double) vb.stolen_ns);
  return gs_gantt_compare_numbers (va.exits, vb.exits);
}

/* Of siblings: vCPUs, then the guests that run on them, then all others. */
static int
gs_gantt_get_rank (GsRow *row)
{
  switch (gs_row_get_kind (row))
    {
    case GS_ROW_VCPU:
      return 0;
    case GS_ROW_MACHINE:
      return 1;
    default:
      return 2;
    }
}

/* Virtual CPUs stay before the threads beside them, and machines as they are. */
static int
gs_gantt_compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  GsGantt *self = data;
  GsRow *row_a = (GsRow *) a, *row_b = (GsRow *) b;
  gboolean is_descending;
  guint column = gs_session_get_sort (self->session, &is_descending);
  int order = gs_gantt_get_rank (row_a) - gs_gantt_get_rank (row_b);

  if (order != 0)
    return order;
  if (gs_row_get_kind (row_a) == GS_ROW_MACHINE)
    return (int) gs_row_get_machine (row_a) - (int) gs_row_get_machine (row_b);
  order = gs_gantt_compare_by (self, row_a, row_b, column);
  return is_descending ? -order : order;
}

/* That rows are missing is to be seen where they can be brought back. */
static void
gs_gantt_mark_filter (GsGantt *self)
{
  gboolean hides = gs_session_get_row_filter (self->session) != 0
                   || gs_session_get_n_rows (self->session, GS_ROW_SET_HIDDEN) > 0
                   || gs_session_get_n_rows (self->session, GS_ROW_SET_ONLY) > 0;

  gtk_widget_set_tooltip_text (self->filter_button, hides ? _ ("Choose Rows and Columns: some rows are hidden") :
                                                            _ ("Choose Rows and Columns"));
  if (hides)
    gtk_widget_add_css_class (self->filter_button, "hides-rows");
  else
    gtk_widget_remove_css_class (self->filter_button, "hides-rows");
}

/* Asks again what the rules say. Without rules all rows are shown, at no cost. */
static void
gs_gantt_refresh_rows (GsGantt *self)
{
  gboolean is_sorted = gs_session_get_sort (self->session, NULL) != GS_SESSION_NO_SORT;
  gboolean is_ruled = gs_session_get_row_filter (self->session) != 0;

  for (guint set = 0; set < GS_N_ROW_SETS; set++)
    is_ruled = is_ruled || gs_session_get_n_rows (self->session, set) > 0;
  gs_row_list_set_rules (self->list, is_ruled ? gs_gantt_judge_row : NULL, is_sorted ? gs_gantt_compare_rows : NULL,
                         self);
  gs_row_list_refresh (self->list);
  gs_gantt_mark_filter (self);
  gs_gantt_update_pointer (self);
}

static gboolean
gs_gantt_depends_on_range (GsGantt *self)
{
  guint sort = gs_session_get_sort (self->session, NULL);

  return gs_session_get_row_filter (self->session) != 0 || (sort != GS_SESSION_NO_SORT && sort >= GS_COLUMN_RUNNING);
}

static gboolean
gs_gantt_come_to_rest (gpointer data)
{
  GsGantt *self = data;

  self->refresh_id = 0;
  if (gs_gantt_depends_on_range (self))
    gs_gantt_refresh_rows (self);
  else
    g_signal_emit_by_name (self->list, "values-changed");
  return G_SOURCE_REMOVE;
}

static void
gs_gantt_range_changed (GsGantt *self)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  self->refresh_id = g_timeout_add (REST_MS, gs_gantt_come_to_rest, self);
}

/* What a worker counts, and where it comes to. */
typedef struct
{
  GsTimeline *timeline;
  GPtrArray *rows;    /* of GsRow: virtual CPUs; only the main thread touches them */
  GPtrArray *tracks;  /* of GsLazyTrack, borrowed from the timeline */
  GPtrArray *indices; /* of GsExitIndex */
} GsExitJob;

static void
gs_exit_job_free (gpointer data)
{
  GsExitJob *job = data;

  g_ptr_array_unref (job->rows);
  g_ptr_array_unref (job->tracks);
  g_ptr_array_unref (job->indices);
  gs_timeline_unref (job->timeline);
  g_free (job);
}

static void
gs_gantt_count_exits_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GsExitJob *job = task_data;

  for (guint i = 0; i < job->tracks->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (job->indices, gs_exit_index_new (gs_lazy_track_get (g_ptr_array_index (job->tracks, i))));
  g_task_return_boolean (task, TRUE);
}

static void
gs_gantt_exits_counted (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GsGantt) self = data;
  GsExitJob *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->list == NULL)
    return;
  for (guint i = 0; i < job->indices->len; i++)
    gs_row_take_exit_index (g_ptr_array_index (job->rows, i), gs_exit_index_ref (g_ptr_array_index (job->indices, i)));
  gs_gantt_come_to_rest (self);
}

static void
gs_gantt_collect_vcpus (GListModel *rows, GsExitJob *job)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (rows, i);
      GsTimelineMachine *machine = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row));

      if (gs_row_get_kind (row) == GS_ROW_MACHINE)
        gs_gantt_collect_vcpus (gs_row_get_children (row), job);
      if (gs_row_get_kind (row) != GS_ROW_VCPU)
        continue;
      if (g_array_index (machine->vcpus, GsVcpuRow, gs_row_get_index (row)).host_view == NULL)
        continue;
      g_ptr_array_add (job->rows, g_object_ref (row));
      g_ptr_array_add (job->tracks, g_array_index (machine->vcpus, GsVcpuRow, gs_row_get_index (row)).host_view);
    }
}

/**
 * gs_gantt_count_exits:
 *
 * Counts the exits of all virtual CPUs in the background, where their column is
 * shown: from then on any range's are known at once.
 */
void
gs_gantt_count_exits (GsGantt *self)
{
  g_autoptr (GTask) task = NULL;
  GsExitJob *job;

  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
  if (self->timeline == NULL || !gs_view_has_column (self->view, GS_COLUMN_EXITS) || self->timeline->is_partial
      || (gs_session_get_columns (self->session) & 1 << GS_COLUMN_EXITS) == 0)
    return;
  job = g_new0 (GsExitJob, 1);
  job->timeline = gs_timeline_ref (self->timeline);
  job->rows = g_ptr_array_new_with_free_func (g_object_unref);
  job->tracks = g_ptr_array_new ();
  job->indices = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_exit_index_unref);
  gs_gantt_collect_vcpus (gs_row_list_get_tree (self->list), job);
  self->counting = g_cancellable_new ();
  task = g_task_new (NULL, self->counting, gs_gantt_exits_counted, g_object_ref (self));
  g_task_set_task_data (task, job, gs_exit_job_free);
  g_task_run_in_thread (task, gs_gantt_count_exits_worker);
}

static void
gs_gantt_layout_changed (GsGantt *self)
{
  if (self->counting == NULL)
    gs_gantt_count_exits (self);
}

/* Once. */
void
gs_gantt_init_rows (GsGantt *self)
{
  g_signal_connect_object (self->session, "rows-changed", G_CALLBACK (gs_gantt_refresh_rows), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::visible", G_CALLBACK (gs_gantt_range_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "layout-changed", G_CALLBACK (gs_gantt_layout_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (gs_gantt_range_changed), NULL);
}

/* When the gantt goes. */
void
gs_gantt_clear_rows (GsGantt *self)
{
  g_clear_handle_id (&self->refresh_id, g_source_remove);
  if (self->counting != NULL)
    g_cancellable_cancel (self->counting);
  g_clear_object (&self->counting);
}
