/* gs-window-saving.c: saves the experiment of a window
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "base/gs-install-dirs.h"
#include "parts/gs-answer.h"
#include "parts/gs-file-dialog.h"
#include "parts/gs-folder-chooser.h"
#include "user/gs-permission.h"
#include "user/gs-preferences.h"
#include "user/gs-session-store.h"

/* An experiment that may overwrite another file. */
typedef struct
{
  GsWindow *window;
  char *path;
  gboolean is_accepted;
} GsSaveQuestion;

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

static GsSaveQuestion *
gs_save_question_new (GsWindow *window, const char *path)
{
  GsSaveQuestion *question = g_new0 (GsSaveQuestion, 1);

  question->window = g_object_ref (window);
  question->path = g_strdup (path);
  return question;
}

/* --- Another program's changes --- */

static void gs_window_write (GsWindow *self, const char *path, gboolean overwrites);

/* As in gs_window_on_close_answer(), the dialog may outlive the window. */
static void
gs_window_on_overwrite_answer (GtkDialog *dialog, int response, GsSaveQuestion *question)
{
  GsWindow *self = question->window;

  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  question->is_accepted = self->experiment != NULL && (response == GTK_RESPONSE_ACCEPT || response == GTK_RESPONSE_NO);
  if (question->is_accepted && response == GTK_RESPONSE_ACCEPT)
    gs_window_write (self, question->path, TRUE);
  else if (question->is_accepted)
    g_action_group_activate_action (G_ACTION_GROUP (self), "save-as", NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
gs_save_question_notify (gpointer question, GClosure *closure)
{
  gs_save_question_free (question);
}

/* The file says something else than when it was opened or saved here. */
static void
gs_window_ask_to_overwrite (GsWindow *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  GtkWidget *dialog, *overwrite;

  dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                   GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, _ ("Overwrite what another program saved?"));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog),
                                            _ ("“%s” has changed since it was opened here. Overwriting it loses that "
                                               "change."),
                                            name);
  gtk_window_set_title (GTK_WINDOW (dialog), _ ("Changed File"));
  gs_answer_add (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gs_answer_add (dialog, _ ("Save _As…"), GTK_RESPONSE_NO);
  overwrite = gs_answer_add (dialog, _ ("_Overwrite"), GTK_RESPONSE_ACCEPT);
  gtk_widget_add_css_class (overwrite, "destructive-action");
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_signal_connect_data (dialog, "response", G_CALLBACK (gs_window_on_overwrite_answer),
                         gs_save_question_new (self, path), gs_save_question_notify, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- Saving --- */

/* A window that saves, and what it saves. */
typedef struct
{
  GsWindow *window;
  GsExperiment *experiment;
  char *path;
} GsSaving;

static void
gs_saving_free (GsSaving *self)
{
  g_object_unref (self->window);
  gs_experiment_free (self->experiment);
  g_free (self->path);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsSaving, gs_saving_free)

static void
gs_window_on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsSaving) saving = user_data;
  GsWindow *self = saving->window;
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
      if (g_error_matches (error, GS_ERROR, GS_ERROR_CHANGED))
        {
          self->closes_when_saved = closes;
          gs_window_ask_to_overwrite (self, saving->path);
          return;
        }
      gs_window_tell_with_action (self, GTK_MESSAGE_ERROR, error->message, _ ("Save As…"), "win.save-as");
      return;
    }
  gs_window_mark_saved (self, gs_experiment_copy (saving->experiment));
  gs_permission_give (self->experiment->path);
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

/* @overwrites: also what another program has made of the file */
static void
gs_window_write (GsWindow *self, const char *path, gboolean overwrites)
{
  g_autoptr (GVariant) state = gs_window_collect_session (self);
  GsSaving *saving = g_new0 (GsSaving, 1);

  saving->window = g_object_ref (self);
  saving->experiment = gs_experiment_copy (self->experiment);
  saving->path = g_strdup (path);
  gs_session_store_put (self->experiment, state);
  gs_experiment_save_async (self->experiment, path, overwrites, gs_window_on_saved, saving);
}

/* Saves the experiment with its session, in the background; asks first where another program has changed the file. */
void
gs_window_save (GsWindow *self, const char *path)
{
  gs_window_write (self, path, FALSE);
}

static void
gs_save_question_accept (gpointer data)
{
  GsSaveQuestion *question = data;

  question->is_accepted = TRUE;
  if (question->window->experiment != NULL) /* not closed meanwhile */
    gs_window_write (question->window, question->path, FALSE);
}

/* @path may be another than the one that was @chosen. */
static void
gs_window_confirm_save (GsWindow *self, const char *chosen, const char *path)
{
  gs_file_dialog_confirm (GTK_WINDOW (self), chosen, path, gs_save_question_accept, gs_save_question_new (self, path),
                          gs_save_question_free);
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

  /* The sample stays as it is: whoever changes it saves a copy. */
  if (self->experiment->path != NULL && !gs_install_dirs_is_own (self->experiment->path))
    gs_window_save (self, self->experiment->path);
  else
    gs_window_save_as_action (action, parameter, user_data);
}

void
gs_window_add_saving_actions (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "save", gs_window_save_action },
    { "save-as", gs_window_save_as_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
