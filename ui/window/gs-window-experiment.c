/* gs-window-experiment.c: makes, changes, saves a window's experiment
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "base/gs-install-dirs.h"
#include "parts/gs-file-dialog.h"
#include "parts/gs-folder-chooser.h"
#include "user/gs-preferences.h"
#include "user/gs-session-store.h"
#include "wizard/gs-recording-window.h"
#include "wizard/gs-trace-info.h"
#include "wizard/gs-wizard.h"

/* Changes that come closer together are undone together: moving a clock is one change. */
#define ONE_CHANGE_USEC 1000000
#define MAX_UNDO 100

/* --- Undo --- */

static GPtrArray *
gs_window_get_changes (GPtrArray **changes)
{
  if (*changes == NULL)
    *changes = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_experiment_free);
  return *changes;
}

/* To be called before the experiment is changed. */
void
gs_window_remember (GsWindow *self)
{
  gint64 now = g_get_monotonic_time ();
  GPtrArray *undo = gs_window_get_changes (&self->undo);

  if (self->experiment != NULL && (undo->len == 0 || now - self->changed_usec > ONE_CHANGE_USEC))
    g_ptr_array_add (undo, gs_experiment_copy (self->experiment));
  if (undo->len > MAX_UNDO)
    g_ptr_array_remove_index (undo, 0);
  g_ptr_array_set_size (gs_window_get_changes (&self->redo), 0);
  self->changed_usec = now;
  gs_window_update_experiment_actions (self);
}

/* @before: (transfer full): the experiment, changed already, was that */
void
gs_window_remember_as (GsWindow *self, GsExperiment *before)
{
  g_ptr_array_add (gs_window_get_changes (&self->undo), before);
  gs_window_update_experiment_actions (self);
}

void
gs_window_forget_changes (GsWindow *self)
{
  g_clear_pointer (&self->undo, g_ptr_array_unref);
  g_clear_pointer (&self->redo, g_ptr_array_unref);
  self->changed_usec = 0;
}

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
  gs_banner_clear (self->banner);
  gtk_revealer_set_reveal_child (self->banner_revealer, FALSE);
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

/* --- Saving --- */

/* A window that saves, and what it saves. */
typedef struct
{
  GsWindow *window;
  GsExperiment *experiment;
} GsSaving;

static void
gs_window_on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree GsSaving *saving = user_data;
  g_autoptr (GsWindow) self = saving->window;
  g_autoptr (GsExperiment) saved = saving->experiment;
  g_autoptr (GPtrArray) folders = NULL; /* that it was opened by so far */
  gboolean closes = self->closes_when_saved;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->session == NULL || self->experiment == NULL) /* closed meanwhile */
    {
      gs_experiment_save_finish (NULL, result, NULL);
      return;
    }
  self->closes_when_saved = FALSE;
  folders = self->experiment->path == NULL ? gs_window_list_paths (self) : NULL;
  if (!gs_experiment_save_finish (self->experiment, result, &error))
    {
      gs_banner_add_with_action (self->banner, GTK_MESSAGE_ERROR, error->message, _ ("Save As…"), "win.save-as");
      gtk_revealer_set_reveal_child (self->banner_revealer, TRUE);
      return;
    }
  gs_window_mark_saved (self, g_steal_pointer (&saved));
  if (folders != NULL)
    gs_preferences_drop_recent (&(GsRecent){ .paths = (GStrv) folders->pdata });
  gs_window_add_to_recent (self);
  if (closes)
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  name = g_filename_display_name (self->experiment->path);
  text = g_strdup_printf (_ ("The experiment is saved in “%s”"), name);
  gs_window_tell (self, GTK_MESSAGE_INFO, text);
}

/* Saves the experiment with its session, in the background. */
static void
gs_window_save (GsWindow *self, const char *path)
{
  g_autoptr (GVariant) state = gs_window_collect_session (self);
  GsSaving *saving = g_new0 (GsSaving, 1);

  saving->window = g_object_ref (self);
  saving->experiment = gs_experiment_copy (self->experiment);
  gs_session_store_put (self->experiment, state);
  gs_experiment_save_async (self->experiment, path, gs_window_on_saved, saving);
}

/* An experiment that may overwrite another file. */
typedef struct
{
  GsWindow *window;
  char *path;
  gboolean is_accepted;
} GsSaveQuestion;

static void
gs_save_question_accept (gpointer data)
{
  GsSaveQuestion *question = data;

  question->is_accepted = TRUE;
  if (question->window->experiment != NULL) /* not closed meanwhile */
    gs_window_save (question->window, question->path);
}

static void
gs_save_question_free (gpointer data)
{
  GsSaveQuestion *question = data;

  if (!question->is_accepted)
    question->window->closes_when_saved = FALSE;
  g_object_unref (question->window);
  g_free (question->path);
  g_free (question);
}

/* @path may be another than the one that was @chosen. */
static void
gs_window_confirm_save (GsWindow *self, const char *chosen, const char *path)
{
  GsSaveQuestion *question = g_new0 (GsSaveQuestion, 1);

  question->window = g_object_ref (self);
  question->path = g_strdup (path);
  gs_file_dialog_confirm (GTK_WINDOW (self), chosen, path, gs_save_question_accept, question, gs_save_question_free);
}

static void
gs_window_on_save_chosen (GtkNativeDialog *dialog, int response, GsWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL && self->experiment != NULL)
    {
      g_autofree char *path = g_str_has_suffix (g_file_peek_path (file), ".gsx") ?
                                  g_file_get_path (file) :
                                  g_strconcat (g_file_peek_path (file), ".gsx", NULL);

      gs_window_confirm_save (self, g_file_peek_path (file), path);
    }
  else
    self->closes_when_saved = FALSE;
}

static void
gs_window_save_as_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;
  GtkFileChooser *chooser = gs_window_create_chooser (self, _ ("Save Experiment"), GTK_FILE_CHOOSER_ACTION_SAVE,
                                                      _ ("_Save"));
  g_autofree char *name = g_strdelimit (g_strconcat (self->experiment->name, ".gsx", NULL), "/", '-');

  gs_folder_chooser_start_in (chooser);
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_save_chosen), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
gs_window_save_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  /* The sample stays as it is: who changes it saves a copy. */
  if (self->experiment->path != NULL && !gs_install_dirs_is_own (self->experiment->path))
    gs_window_save (self, self->experiment->path);
  else
    gs_window_save_as_action (action, parameter, user_data);
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

  if (!gs_window_is_empty (self))
    {
      self = GS_WINDOW (gs_window_new (gtk_window_get_application (GTK_WINDOW (self))));
      gtk_window_present (GTK_WINDOW (self));
    }
  gs_banner_clear (self->banner);
  gtk_revealer_set_reveal_child (self->banner_revealer, FALSE);
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

/* Tells of traces and events that are missing, with the action that mends it. */
void
gs_window_tell_missing (GsWindow *self)
{
  for (guint i = 0; self->experiment != NULL && i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);
      g_autofree char *text = NULL;

      if (entry->trace == NULL && entry->role != GS_ROLE_IGNORE)
        {
          text = g_strdup_printf (_ ("The trace %s is not where it was: %s"), entry->name, entry->path);
          gs_banner_add_with_action (self->banner, GTK_MESSAGE_WARNING, text, _ ("Find Traces…"), "win.locate-traces");
        }
      else if (entry->trace != NULL && entry->trace->usable && entry->role != GS_ROLE_IGNORE
               && gs_trace_info_lacks_much (entry->trace))
        {
          text = g_strdup_printf (_ ("%s was recorded without events that the views need"), entry->name);
          gs_banner_add_with_action (self->banner, GTK_MESSAGE_WARNING, text, _ ("Traces…"), "win.trace-information");
        }
    }
  gtk_revealer_set_reveal_child (self->banner_revealer, !gs_banner_is_empty (self->banner));
}

static gboolean
gs_window_has_any_trace (GsWindow *self)
{
  for (guint i = 0; i < self->experiment->traces->len; i++)
    if (((const GsExperimentTrace *) g_ptr_array_index (self->experiment->traces, i))->trace != NULL)
      return TRUE;
  return FALSE;
}

/* Nothing could be read: says so, with the way to the traces where all of them were moved. */
void
gs_window_tell_failure (GsWindow *self, const GError *error)
{
  if (self->experiment->traces->len > 0 && !gs_window_has_any_trace (self))
    {
      gs_banner_add_with_action (self->banner, GTK_MESSAGE_ERROR, error->message, _ ("Find Traces…"),
                                 "win.locate-traces");
      gtk_revealer_set_reveal_child (self->banner_revealer, TRUE);
    }
  else
    gs_window_tell (self, GTK_MESSAGE_ERROR, error->message);
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
gs_window_update_experiment_actions (GsWindow *self)
{
  static const char *const with_experiment[] = { "save",          "save-as",    "edit-experiment",  "edit-machines",
                                                 "locate-traces", "read-again", "trace-information" };
  GActionMap *map = G_ACTION_MAP (self);

  if (g_action_map_lookup_action (map, "undo") == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (with_experiment); i++)
    g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, with_experiment[i])),
                                 self->experiment != NULL && self->analysis != NULL);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "undo")),
                               self->undo != NULL && self->undo->len > 0);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (map, "redo")),
                               self->redo != NULL && self->redo->len > 0);
}

void
gs_window_add_experiment_actions (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "new-experiment", gs_window_new_action },
    { "open-paths", gs_window_open_paths_action, "aay" },
    { "edit-experiment", gs_window_edit_action },
    { "edit-machines", gs_window_edit_machines_action },
    { "save", gs_window_save_action },
    { "save-as", gs_window_save_as_action },
    { "undo", gs_window_undo_action },
    { "redo", gs_window_redo_action },
    { "locate-traces", gs_window_locate_action },
    { "read-again", gs_window_read_again_action },
    { "trace-information", gs_window_trace_info_action },
    { "recording", gs_window_recording_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
