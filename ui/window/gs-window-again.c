/* gs-window-again.c: traces that are read anew
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

static void
gs_window_look_again (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  gs_experiment_probe_again (task_data, cancellable);
  g_task_return_boolean (task, TRUE);
}

static gboolean
gs_window_is_any_there (const GsExperiment *experiment)
{
  for (guint i = 0; i < experiment->traces->len; i++)
    if (((const GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->trace != NULL)
      return TRUE;
  return FALSE;
}

/* Gives @experiment the traces as they were seen; what was chosen for them holds. */
static void
gs_window_take_traces (GsExperiment *experiment, const GsExperiment *seen)
{
  g_ptr_array_set_size (experiment->warnings, 0);
  for (guint i = 0; i < seen->warnings->len; i++)
    g_ptr_array_add (experiment->warnings, g_strdup (g_ptr_array_index (seen->warnings, i)));
  for (guint i = 0; i < seen->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (seen->traces, i);
      GsExperimentTrace *own = gs_experiment_find_trace (experiment, entry->name);

      if (own == NULL || !g_str_equal (own->path, entry->path))
        continue;
      g_clear_pointer (&own->trace, gs_trace_unref);
      own->trace = entry->trace != NULL ? gs_trace_ref (entry->trace) : NULL;
    }
}

static void
gs_window_adopt_again (GsWindow *self, GsExperiment *experiment)
{
  GVariant *state = gs_window_collect_session (self);

  gs_window_clear_messages (self);
  gs_window_adopt (self, experiment, NULL);
  /* As after opening: the range and the marks are restored when all is read. */
  g_clear_pointer (&self->session_state, g_variant_unref);
  self->session_state = state;
  self->is_restored = FALSE;
}

static void
gs_window_on_looked_again (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsWindow) self = user_data;
  const GsExperiment *seen = g_task_get_task_data (G_TASK (result));
  g_autoptr (GsExperiment) experiment = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), NULL) || self->experiment == NULL)
    return;
  if (gs_window_is_any_there (seen))
    {
      experiment = gs_experiment_copy (self->experiment);
      gs_window_take_traces (experiment, seen);
      gs_window_adopt_again (self, g_steal_pointer (&experiment));
      return;
    }
  gs_window_take_traces (self->experiment, seen);
  gs_window_tell_with_action (self, GTK_MESSAGE_ERROR,
                              _ ("None of the traces is there any more. What was read before is still shown."),
                              _ ("Find Traces…"), "win.locate-traces");
}

/* Describes and reads all traces anew: they changed, or reading was cancelled. */
void
gs_window_read_again (GsWindow *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->experiment == NULL)
    return;
  gs_window_cancel (self);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, gs_window_on_looked_again, g_object_ref (self));
  g_task_set_task_data (task, gs_experiment_copy (self->experiment), (GDestroyNotify) gs_experiment_free);
  g_task_run_in_thread (task, gs_window_look_again);
}
