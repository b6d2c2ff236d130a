/* gs-window-archive.c: asks before an archive takes much room
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "find/gs-trace-archive.h"
#include "parts/gs-answer.h"

/* What is opened once the user agrees. */
typedef struct
{
  GsWindow *window;
  GStrv paths;
  GsWindowOpenFunc open;
} GsArchiveQuestion;

static void
gs_archive_question_free (gpointer data, GClosure *closure)
{
  GsArchiveQuestion *self = data;

  g_object_unref (self->window);
  g_strfreev (self->paths);
  g_free (self);
}

static void
gs_archive_question_on_response (GtkWidget *dialog, int response, GsArchiveQuestion *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      for (guint i = 0; self->paths[i] != NULL; i++)
        gs_trace_archive_allow_large (self->paths[i]);
      self->open (self->window, (const char *const *) self->paths);
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

/* @size: says which archive takes how much. @paths: for which @open is called where the user agrees. */
void
gs_window_ask_to_unpack (GsWindow *self, const char *size, const char *const *paths, GsWindowOpenFunc open)
{
  GsArchiveQuestion question = { g_object_ref (self), g_strdupv ((GStrv) paths), open };
  GtkWidget *dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                              GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, _ ("Unpack a large archive?"));

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), _ ("%s It is removed when Guestscope ends."),
                                            size);
  gs_answer_add (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gs_answer_add (dialog, _ ("_Unpack"), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  g_signal_connect_data (dialog, "response", G_CALLBACK (gs_archive_question_on_response),
                         g_memdup2 (&question, sizeof question), gs_archive_question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}
