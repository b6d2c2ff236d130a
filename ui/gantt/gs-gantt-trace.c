/* gs-gantt-trace.c: the critical path of the focused thread
 * SPDX-License-Identifier: MIT
 *
 * Found by a worker; what is asked for last wins.
 */
#include "gantt/gs-gantt-private.h"

#include "rows/gs-row-tree.h"
#include "session/gs-traced-path.h"
#include "why/gs-path-sum.h"

/* So many rows are put on top: those on which most of the path's time is. */
#define MOST_ROWS 12

typedef struct
{
  GsTimeline *timeline;
  guint machine;
  guint32 thread;
  GsSpan span;
} GsGanttTrace;

static void
gs_gantt_trace_free (gpointer data)
{
  GsGanttTrace *trace = data;

  gs_timeline_unref (trace->timeline);
  g_free (trace);
}

static void
gs_gantt_trace_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsGanttTrace *trace = task_data;

  if (g_task_return_error_if_cancelled (task))
    return;
  g_task_return_pointer (task, gs_traced_path_new (trace->timeline, trace->machine, trace->thread, trace->span),
                         (GDestroyNotify) gs_traced_path_unref);
}

static void
gs_gantt_on_traced (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsGantt) self = user_data;
  GsTracedPath *path = g_task_propagate_pointer (G_TASK (result), NULL);

  if (path != NULL && self->tracing == g_task_get_cancellable (G_TASK (result)))
    gs_session_take_path (self->session, path);
  else
    g_clear_pointer (&path, gs_traced_path_unref);
}

/* Nobody waits for an answer any more. */
void
gs_gantt_stop_tracing (GsGantt *self)
{
  if (self->tracing != NULL)
    g_cancellable_cancel (self->tracing);
  g_clear_object (&self->tracing);
}

/* Whether the path that is shown is that of the row, in the range that it would be traced in. */
static gboolean
gs_gantt_shows_path_of (GsGantt *self, GsRow *row, GsSpan span)
{
  const GsTracedPath *path = gs_session_get_path (self->session);

  return path != NULL && path->machine == gs_row_get_machine (row) && path->thread == gs_row_get_index (row)
         && path->span.begin == span.begin && path->span.end == span.end;
}

/**
 * gs_gantt_trace_path:
 *
 * Shows the critical path of the focused thread in the selection, or else in what is visible; shown already, it goes.
 *
 * Returns: FALSE where the focused row is no thread
 */
gboolean
gs_gantt_trace_path (GsGantt *self)
{
  GsSpan span = gs_session_get_range (self->session, self->timeline);
  g_autoptr (GTask) task = NULL;
  GsGanttTrace *trace;
  guint index;
  GsRow *row;

  if (self->timeline == NULL || !gs_gantt_get_focused_row (self, &index))
    return FALSE;
  row = gs_row_list_get (self->list, index);
  if (gs_row_get_kind (row) != GS_ROW_THREAD)
    return FALSE;
  gs_gantt_stop_tracing (self);
  if (gs_gantt_shows_path_of (self, row, span))
    {
      gs_session_take_path (self->session, NULL);
      return TRUE;
    }
  trace = g_new0 (GsGanttTrace, 1);
  *trace = (GsGanttTrace){ gs_timeline_ref (self->timeline), gs_row_get_machine (row), gs_row_get_index (row), span };
  self->tracing = g_cancellable_new ();
  task = g_task_new (NULL, self->tracing, gs_gantt_on_traced, g_object_ref (self));
  g_task_set_task_data (task, trace, gs_gantt_trace_free);
  g_task_run_in_thread (task, gs_gantt_trace_work);
  return TRUE;
}

/* Returns: FALSE where no path is shown */
gboolean
gs_gantt_hide_path (GsGantt *self)
{
  if (gs_session_get_path (self->session) == NULL)
    return FALSE;
  gs_session_take_path (self->session, NULL);
  return TRUE;
}

/* Returns: (transfer full): keys of the rows along which the path leads, its own thread's first */
static GStrv
gs_gantt_dup_path_keys (const GsTracedPath *path)
{
  g_autoptr (GsWhyNode) threads = gs_path_sum_by_thread (path->steps);
  GPtrArray *keys = g_ptr_array_new ();

  g_ptr_array_add (keys, gs_row_tree_dup_thread_key (path->timeline, path->machine, path->thread));
  for (guint i = 0; threads->parts != NULL && i < threads->parts->len && keys->len < MOST_ROWS; i++)
    {
      const GsWhyKey *who = &((const GsWhyNode *) g_ptr_array_index (threads->parts, i))->key;

      if (who->machine != path->machine || who->id != path->thread)
        g_ptr_array_add (keys, gs_row_tree_dup_thread_key (path->timeline, who->machine, who->id));
    }
  g_ptr_array_add (keys, NULL);
  return (GStrv) g_ptr_array_free (keys, FALSE);
}

/* Puts the rows along which the path leads on top of all others. Returns: FALSE where no path is shown */
gboolean
gs_gantt_pin_path (GsGantt *self)
{
  const GsTracedPath *path = gs_session_get_path (self->session);
  g_auto (GStrv) keys = NULL;

  if (path == NULL)
    return FALSE;
  keys = gs_gantt_dup_path_keys (path);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-rows", "(^asxx)", keys, path->span.begin, path->span.end);
  return TRUE;
}
