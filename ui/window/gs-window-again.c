/* gs-window-again.c: experiments that are open already, and traces that are read anew
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

/* --- The same experiment twice --- */

static char *
gs_window_resolve (const char *path)
{
  g_autofree char *real = realpath (path, NULL);

  return real != NULL ? g_strdup (real) : g_canonicalize_filename (path, NULL);
}

static int
gs_window_compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): the same text for the same places, in whatever order and way they are named */
static char *
gs_window_make_key (const char *const *paths)
{
  g_autoptr (GPtrArray) real = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (real, gs_window_resolve (paths[i]));
  g_ptr_array_sort (real, gs_window_compare_paths);
  for (guint i = 0; i < real->len; i++)
    g_string_append_printf (key, "%s\n", (const char *) g_ptr_array_index (real, i));
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* Remembers what the window was told to open. */
void
gs_window_note_paths (GsWindow *self, const char *const *paths)
{
  g_free (self->opened);
  self->opened = gs_window_make_key (paths);
}

/**
 * gs_window_list_paths:
 *
 * Returns: (transfer full) (element-type filename): %NULL-terminated: what opens the window's
 *   experiment: its file, or the folders of its traces; the experiment's own strings
 */
GPtrArray *
gs_window_list_paths (GsWindow *self)
{
  GPtrArray *paths = g_ptr_array_new ();

  if (self->experiment->path != NULL)
    g_ptr_array_add (paths, self->experiment->path);
  for (guint i = 0; self->experiment->path == NULL && i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);

      if (entry->role != GS_ROLE_IGNORE)
        g_ptr_array_add (paths, entry->path);
    }
  g_ptr_array_add (paths, NULL);
  return paths;
}

/* One that failed is no reason not to try again. */
static gboolean
gs_window_has_open (GsWindow *self, const char *key)
{
  g_autoptr (GPtrArray) paths = NULL;
  g_autofree char *own = NULL;

  if (self->tick != 0 && g_strcmp0 (self->opened, key) == 0)
    return TRUE;
  if (self->experiment == NULL || self->timeline == NULL)
    return FALSE;
  paths = gs_window_list_paths (self);
  own = gs_window_make_key ((const char *const *) paths->pdata);
  return g_str_equal (own, key) || (self->experiment->path == NULL && g_strcmp0 (self->opened, key) == 0);
}

/**
 * gs_window_present_open:
 * @paths: folders that hold traces, or an experiment file
 *
 * Brings the window to the front that shows this very experiment. Two of them would
 * overwrite what the other one saves.
 *
 * Returns: whether there is one
 */
gboolean
gs_window_present_open (GtkApplication *application, const char *const *paths)
{
  g_autofree char *key = gs_window_make_key (paths);

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (GS_IS_WINDOW (l->data) && gs_window_has_open (l->data, key))
      {
        gtk_window_present (l->data);
        return TRUE;
      }
  return FALSE;
}

/* --- Reading anew --- */

static void
gs_window_look_again (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  gs_experiment_look_again (task_data, cancellable);
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

  gs_banner_clear (self->banner);
  gtk_revealer_set_reveal_child (self->banner_revealer, FALSE);
  gs_window_adopt (self, experiment, NULL);
  /* As after opening: what is seen comes back when all is read. */
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
  gs_banner_add_with_action (self->banner, GTK_MESSAGE_ERROR,
                             _ ("None of the traces is there any more. What was read of them stays on show."),
                             _ ("Find Traces…"), "win.locate-traces");
  gtk_revealer_set_reveal_child (self->banner_revealer, TRUE);
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
