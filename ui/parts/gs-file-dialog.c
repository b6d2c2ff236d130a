/* gs-file-dialog.c: dialogs that ask for a file, and before one is overwritten
 * SPDX-License-Identifier: MIT
 */
#include "parts/gs-file-dialog.h"

#include <glib/gi18n.h>

#include "parts/gs-answer.h"

/* What is written once the user agrees. */
typedef struct
{
  GsFileFunc write;
  gpointer data;
  GDestroyNotify data_free;
} GsFileQuestion;

static gboolean
gs_file_dialog_destroy (gpointer dialog)
{
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
  return G_SOURCE_REMOVE;
}

/* It lives on until nothing else is to be done: GTK 4.8 opens the menu of its list of files in an idle that
 * holds no reference (click_cb() in gtkfilechooserwidget.c), by when somebody may have pressed Escape. */
static void
gs_file_dialog_drop (GtkNativeDialog *dialog)
{
  g_signal_handlers_disconnect_by_func (dialog, gs_file_dialog_drop, NULL);
  if (gtk_native_dialog_get_transient_for (dialog) != NULL)
    g_signal_handlers_disconnect_by_func (gtk_native_dialog_get_transient_for (dialog), gs_file_dialog_drop, dialog);
  gtk_native_dialog_hide (dialog);
  g_idle_add_full (G_PRIORITY_LOW, gs_file_dialog_destroy, dialog, NULL);
}

/**
 * gs_file_dialog_show:
 * @dialog: (transfer full): whose “response” is connected to already
 *
 * It goes when it is answered, and with the window that it is over, whichever comes first.
 */
void
gs_file_dialog_show (GtkNativeDialog *dialog)
{
  GtkWindow *parent = gtk_native_dialog_get_transient_for (dialog);

  g_signal_connect_after (dialog, "response", G_CALLBACK (gs_file_dialog_drop), NULL);
  if (parent != NULL)
    g_signal_connect_object (parent, "destroy", G_CALLBACK (gs_file_dialog_drop), dialog, G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (dialog, TRUE);
  gtk_native_dialog_show (dialog);
}

static void
gs_file_question_free (gpointer data, GClosure *closure)
{
  GsFileQuestion *question = data;

  question->data_free (question->data);
  g_free (question);
}

static void
gs_file_question_on_response (GtkDialog *dialog, int response, GsFileQuestion *question)
{
  if (response == GTK_RESPONSE_ACCEPT)
    question->write (question->data);
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/**
 * gs_file_dialog_confirm:
 * @chosen: (nullable): what the user chose, and was asked about where it exists
 * @path: what it has become, by an ending, say
 * @write: called at once where nothing is overwritten that the user does not know of, else if they agree
 * @data_free: called once @data is of no more use
 */
void
gs_file_dialog_confirm (GtkWindow *parent, const char *chosen, const char *path, GsFileFunc write, gpointer data,
                        GDestroyNotify data_free)
{
  GsFileQuestion question = { write, data, data_free };
  GtkWidget *dialog, *replace;
  g_autofree char *name = NULL;

  if (g_strcmp0 (chosen, path) == 0 || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      write (data);
      data_free (data);
      return;
    }
  name = g_filename_display_name (path);
  dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT, GTK_MESSAGE_QUESTION,
                                   GTK_BUTTONS_NONE, _ ("Replace the file that is there?"));
  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog),
                                            _ ("There is a file “%s” already. What it holds will be lost."), name);
  gs_answer_add (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  replace = gs_answer_add (dialog, _ ("_Replace"), GTK_RESPONSE_ACCEPT);
  gtk_widget_add_css_class (replace, "destructive-action");
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  g_signal_connect_data (dialog, "response", G_CALLBACK (gs_file_question_on_response),
                         g_memdup2 (&question, sizeof question), gs_file_question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
