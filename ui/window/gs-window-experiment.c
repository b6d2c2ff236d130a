/* gs-window-experiment.c: makes and changes the experiment of a window
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "parts/gs-folder-chooser.h"
#include "wizard/gs-recording-window.h"
#include "wizard/gs-trace-info.h"
#include "wizard/gs-wizard.h"

/* --- Undo --- */

static gboolean
gs_window_has_read (GsWindow *self, const GsExperimentTrace *entry)
{
  GPtrArray *machines = self->analysis != NULL ? gs_analysis_get_machines (self->analysis) : NULL;

  for (guint i = 0; machines != NULL && i < machines->len; i++)
    {
      const GsTrace *trace = ((const GsMachine *) g_ptr_array_index (machines, i))->trace;

      if (g_str_equal (trace->name, entry->name) && g_str_equal (trace->path, entry->path))
        return TRUE;
    }
  return FALSE;
}

/* Whether nothing has to be read for @experiment, and nothing that was read is gone from it. */
static gboolean
gs_window_has_read_all (GsWindow *self, const GsExperiment *experiment)
{
  GPtrArray *machines = self->analysis != NULL ? gs_analysis_get_machines (self->analysis) : NULL;

  for (guint i = 0; i < experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (experiment->traces, i);

      if (entry->trace != NULL && entry->trace->usable && entry->role != GS_ROLE_IGNORE
          && !gs_window_has_read (self, entry))
        return FALSE;
    }
  for (guint i = 0; machines != NULL && i < machines->len; i++)
    if (gs_experiment_find_trace (experiment, ((const GsMachine *) g_ptr_array_index (machines, i))->trace->name)
        == NULL)
      return FALSE;
  return machines != NULL;
}

/* @experiment: (transfer full): in place of the one at hand; @analysis: (transfer full) (nullable): of it */
static void
gs_window_apply (GsWindow *self, GsExperiment *experiment, GsAnalysis *analysis)
{
  gs_window_clear_messages (self);
  if (analysis == NULL && gs_window_has_read_all (self, experiment))
    {
      gs_experiment_free (self->experiment);
      self->experiment = experiment;
      gs_window_set_title (self);
      gs_window_recompose (self);
      gs_window_tell_missing (self);
    }
  else
    gs_window_adopt (self, experiment, analysis);
  gs_window_update_experiment_actions (self);
}

/* Takes the latest of @from, and puts what was there onto @to. */
static void
gs_window_step (GsWindow *self, GPtrArray *from, GPtrArray *to)
{
  if (from == NULL || from->len == 0 || self->experiment == NULL)
    return;
  g_ptr_array_add (to, gs_experiment_copy (self->experiment));
  self->changed_usec = 0;
  gs_window_apply (self, g_ptr_array_steal_index (from, from->len - 1), NULL);
}

static void
gs_window_undo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gs_window_step (self, self->undo, gs_window_get_changes (&self->redo));
}

static void
gs_window_redo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gs_window_step (self, self->redo, gs_window_get_changes (&self->undo));
}

/* --- The wizard --- */

static void
gs_window_on_edited (GsExperiment *experiment, GsAnalysis *analysis, const char *save_path, gpointer user_data)
{
  GsWindow *self = user_data;

  self->changed_usec = 0;
  gs_window_remember (self);
  gs_window_apply (self, experiment, analysis);
  if (save_path != NULL)
    gs_window_save (self, save_path);
}

static GsWizard *
gs_window_edit (GsWindow *self)
{
  GsAnalysis *read = gs_analysis_is_running (self->analysis) ? NULL : self->analysis;
  GtkWidget *wizard = gs_wizard_new (GTK_WINDOW (self), self->experiment, read, gs_window_on_edited, G_OBJECT (self));

  gtk_window_present (GTK_WINDOW (wizard));
  return GS_WIZARD (wizard);
}

static void
gs_window_edit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_edit (user_data);
}

static void
gs_window_edit_machines_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_wizard_show_machines (gs_window_edit (user_data));
}

static void
gs_window_on_created (GsExperiment *experiment, GsAnalysis *analysis, const char *save_path, gpointer user_data)
{
  GsWindow *self = user_data;

  if (!gs_window_is_unused (self))
    {
      self = gs_window_new_beside (self);
      gtk_window_present (GTK_WINDOW (self));
    }
  gs_window_clear_messages (self);
  gs_window_adopt (self, experiment, analysis);
  gs_window_mark_saved (self, gs_experiment_copy_unchosen (self->experiment));
  if (save_path != NULL)
    gs_window_save (self, save_path);
}

static void
gs_window_new_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWidget *wizard = gs_wizard_new (GTK_WINDOW (user_data), NULL, NULL, gs_window_on_created, G_OBJECT (user_data));

  gtk_window_present (GTK_WINDOW (wizard));
  gs_wizard_choose (GS_WIZARD (wizard));
}

/* --- Traces that are not there --- */

typedef struct
{
  GsExperiment *experiment;
  char *folder;
} GsRelocation;

static void
gs_relocation_free (gpointer data)
{
  GsRelocation *job = data;

  g_clear_pointer (&job->experiment, gs_experiment_free);
  g_free (job->folder);
  g_free (job);
}

static void
gs_window_relocate (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsRelocation *job = task_data;
  GError *error = NULL;
  guint n_found = gs_experiment_relocate (job->experiment, job->folder, cancellable, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_int (task, n_found);
}

static void
gs_window_on_relocated (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsWindow) self = user_data;
  GsRelocation *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gssize n_found = g_task_propagate_int (G_TASK (result), &error);

  if (self->session == NULL) /* closed meanwhile */
    return;
  if (error != NULL)
    gs_window_tell (self, GTK_MESSAGE_ERROR, error->message);
  else if (n_found == 0)
    gs_window_tell (self, GTK_MESSAGE_ERROR,
                    _ ("None of the missing traces is in that folder: choose the one that they were moved to"));
  else
    {
      gs_window_remember (self);
      gs_window_apply (self, g_steal_pointer (&job->experiment), NULL);
    }
}

static void
gs_window_on_place_chosen (const char *const *paths, gpointer user_data)
{
  GsWindow *self = user_data;
  g_autoptr (GTask) task = g_task_new (NULL, self->cancellable, gs_window_on_relocated, g_object_ref (self));
  GsRelocation *job = g_new0 (GsRelocation, 1);

  job->experiment = gs_experiment_copy (self->experiment);
  job->folder = g_strdup (paths[0]);
  g_task_set_task_data (task, job, gs_relocation_free);
  g_task_run_in_thread (task, gs_window_relocate);
}

static void
gs_window_locate_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_folder_chooser_show (GTK_WIDGET (user_data), _ ("Where Are the Missing Traces Now?"), _ ("_Search Here"),
                          gs_window_on_place_chosen, G_OBJECT (user_data));
}

/* Of the list of recent ones: experiment files and folders, any bytes. */
static void
gs_window_open_paths_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree const char **paths = g_variant_get_bytestring_array (parameter, NULL);

  if (paths[0] != NULL)
    gs_window_open_elsewhere (user_data, paths);
}

static void
gs_window_read_again_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_read_again (user_data);
}

/* --- What helps --- */

static void
gs_window_recording_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_present (GTK_WINDOW (gs_recording_window_new (GTK_WINDOW (user_data))));
}

static void
gs_window_trace_info_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gtk_window_present (GTK_WINDOW (gs_trace_info_new (GTK_WINDOW (self), self->experiment, self->timeline)));
}

void
gs_window_add_experiment_actions (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "new-experiment", gs_window_new_action },
    { "open-paths", gs_window_open_paths_action, "aay" },
    { "edit-experiment", gs_window_edit_action },
    { "edit-machines", gs_window_edit_machines_action },
    { "undo", gs_window_undo_action },
    { "redo", gs_window_redo_action },
    { "locate-traces", gs_window_locate_action },
    { "read-again", gs_window_read_again_action },
    { "trace-information", gs_window_trace_info_action },
    { "recording", gs_window_recording_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
