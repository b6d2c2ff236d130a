/* gs-permit.c: asks before something is opened that takes much room, or reads what lies elsewhere
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-permit.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "find/gs-trace-archive.h"
#include "parts/gs-answer.h"
#include "user/gs-permission.h"

/* What is asked where opening ended with an error, and what a yes does for the file that the error is about. */
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
  char *about;
  GStrv paths;
  GsPermitFunc open;
  GObject *object;
} GsPermitQuestion;

static void
gs_permit_question_free (gpointer data, GClosure *closure)
{
  GsPermitQuestion *self = data;

  g_object_unref (self->object);
  g_strfreev (self->paths);
  g_free (self->about);
  g_free (self);
}

static void
gs_permit_question_on_response (GtkWidget *dialog, int response, GsPermitQuestion *self)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      self->permit->permit (self->about);
      self->open (self->object, (const char *const *) self->paths);
    }
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static void
gs_permit_question_show (GsPermitQuestion *self, GtkWindow *parent, const char *why)
{
  GtkWidget *dialog = gtk_message_dialog_new (parent, GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                              GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE, "%s", _ (self->permit->title));

  gtk_message_dialog_format_secondary_text (GTK_MESSAGE_DIALOG (dialog), "%s\n\n%s", why, _ (self->permit->detail));
  gs_answer_add (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
  gs_answer_add (dialog, _ (self->permit->label), GTK_RESPONSE_ACCEPT);
  gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  g_signal_connect_data (dialog, "response", G_CALLBACK (gs_permit_question_on_response), self, gs_permit_question_free,
                         0);
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * gs_permit_ask:
 * @error: why @paths were not opened
 * @open: called for @object and @paths where the user agrees
 *
 * Returns: FALSE where the error is none that they can do anything about; nothing is asked then
 */
gboolean
gs_permit_ask (GtkWindow *parent, const GError *error, const char *const *paths, GsPermitFunc open, GObject *object)
{
  for (gsize i = 0; i < G_N_ELEMENTS (gs_permits); i++)
    if (g_error_matches (error, GS_ERROR, gs_permits[i].code))
      {
        GsPermitQuestion question = { &gs_permits[i], g_strdup (gs_error_get_about (error)), g_strdupv ((GStrv) paths),
                                      open, g_object_ref (object) };

        gs_permit_question_show (g_memdup2 (&question, sizeof question), parent, error->message);
        return TRUE;
      }
  return FALSE;
}
