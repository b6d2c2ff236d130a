/* gs-window-permit.c: asks before something is opened that takes much room, or reads what lies elsewhere
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "find/gs-trace-archive.h"
#include "parts/gs-answer.h"
#include "user/gs-permission.h"

/* What is asked where opening ended with an error, and what a yes does for each path. */
typedef struct
{
  GsError code;
  const char *title;  /* to be translated, as what follows */
  const char *detail; /* follows the error's message */
  const char *label;  /* of the button that agrees */
  void (*permit) (const char *path);
} GsPermit;

static const GsPermit gs_permits[] = {
  { GS_ERROR_LARGE, N_ ("Unpack a large archive?"), N_ ("It is removed when Guestscope ends."), N_ ("_Unpack"),
    gs_trace_archive_allow_large },
  { GS_ERROR_OUTSIDE, N_ ("Read traces from other folders?"),
    N_ ("If somebody else made the file, make sure that these are traces that you want it to read."), N_ ("_Read Them"),
    gs_permission_give },
};

/* What is opened once the user agrees. */
typedef struct
{
  const GsPermit *permit;
  GsWindow *window;
  GStrv paths;
  GsWindowOpenFunc open;
} GsPermitQuestion;

static void
gs_permit_question_free (gpointer data, GClosure *closure)
{
  GsPermitQuestion *self = data;

  g_object_unref (self->window);
  g_strfreev (self->paths);
  g_free (self);
}

static void
gs_permit_question_on_response (GtkWidget *dialog, int response, GsPermitQuestion *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      for (guint i = 0; self->paths[i] != NULL; i++)
        self->permit->permit (self->paths[i]);
      self->open (self->window, (const char *const *) self->paths);
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
gs_window_ask_to_permit (GsWindow *self, const GsPermit *permit, const char *why, const char *const *paths,
                         GsWindowOpenFunc open)
{
  GsPermitQuestion question = { permit, g_object_ref (self), g_strdupv ((GStrv) paths), open };
  GtkWidget *dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                              GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", _ (permit->title));

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s\n\n%s", why, _ (permit->detail));
  gs_answer_add (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gs_answer_add (dialog, _ (permit->label), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  g_signal_connect_data (dialog, "response", G_CALLBACK (gs_permit_question_on_response),
                         g_memdup2 (&question, sizeof question), gs_permit_question_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* @error: why @paths were not opened. @open: called for them where the user agrees. Returns: FALSE where the error is none
   that they can do anything about; nothing is asked then */
gboolean
gs_window_ask_to_open (GsWindow *self, const GError *error, const char *const *paths, GsWindowOpenFunc open)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gs_permits); i++)
    if (g_error_matches (error, GS_ERROR, gs_permits[i].code))
      {
        gs_window_ask_to_permit (self, &gs_permits[i], error->message, paths, open);
        return TRUE;
      }
  return FALSE;
}
