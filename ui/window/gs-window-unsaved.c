/* gs-window-unsaved.c: what of a window's experiment isn't saved, and asks before it is lost
 * SPDX-License-Identifier: MIT
 *
 * Unsaved is what opening the same file or folders again would not bring back. How the
 * experiment is looked at is saved by itself (gs-window-session.c).
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "parts/gs-answer.h"
#include "user/gs-unsaved.h"

/* Changes are kept a moment after the first of them. */
#define KEEP_DELAY_MS 800

/* --- Kept in case the program is ended --- */

static void
gs_window_on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!gs_unsaved_keep_finish (result, &error))
    g_debug ("Changes were not kept: %s", error->message);
}

static gboolean
gs_window_keep_changes (gpointer user_data)
{
  GsWindow *self = user_data;

  self->keep_timer = 0;
  if (gs_window_has_changes (self))
    gs_unsaved_keep_async (self->saved, self->experiment, gs_window_on_kept, NULL);
  else if (self->has_kept)
    gs_unsaved_forget (self->saved);
  self->has_kept = gs_window_has_changes (self);
  return G_SOURCE_REMOVE;
}

static void
gs_window_keep_changes_soon (GsWindow *self)
{
  if (self->keep_timer == 0 && (self->has_kept || gs_window_has_changes (self)))
    self->keep_timer = g_timeout_add (KEEP_DELAY_MS, gs_window_keep_changes, self);
}

static void
gs_window_forget_kept (GsWindow *self)
{
  g_clear_handle_id (&self->keep_timer, g_source_remove);
  if (self->has_kept)
    gs_unsaved_forget (self->saved);
  self->has_kept = FALSE;
}

/**
 * gs_window_resume_changes:
 * @saved: (transfer full): what was opened
 *
 * The window has what became of it the last time, and was kept when the program was ended:
 * that is a change, which can be taken back.
 */
void
gs_window_resume_changes (GsWindow *self, GsExperiment *saved)
{
  if (saved->path == NULL) /* its name is with its session */
    {
      g_free (saved->name);
      saved->name = g_strdup (self->experiment->name);
    }
  gs_window_remember_as (self, gs_experiment_copy (saved));
  gs_window_mark_saved (self, saved);
  self->has_kept = TRUE;
  gs_window_tell_with_action (self, GTK_MESSAGE_INFO,
                              _ ("Changes that had not been saved when Guestscope was ended are back"), _ ("Undo"),
                              "win.undo");
}

/* --- What isn't saved --- */

/* The name, with a mark before it where something is not saved; in the window itself, too. */
void
gs_window_set_title (GsWindow *self)
{
  const char *mark = gs_window_has_changes (self) ? "• " : "";
  g_autofree char *title = g_strdup_printf (_ ("%s%s – Guestscope"), mark, self->experiment->name);
  g_autofree char *name = g_strconcat (mark, self->experiment->name, NULL);

  if (g_strcmp0 (title, gtk_window_get_title (GTK_WINDOW (self))) != 0)
    gtk_window_set_title (GTK_WINDOW (self), title);
  gs_status_bar_set_name (self->status_bar, name, self->experiment->path);
  gs_window_keep_changes_soon (self);
}

/**
 * gs_window_mark_saved:
 * @saved: (transfer full) (nullable): what opening again would bring back; %NULL: there is
 *   nothing to be saved
 */
void
gs_window_mark_saved (GsWindow *self, GsExperiment *saved)
{
  gs_window_forget_kept (self);
  g_clear_pointer (&self->saved, gs_experiment_free);
  self->saved = saved;
  if (self->experiment != NULL)
    gs_window_set_title (self);
}

gboolean
gs_window_has_changes (GsWindow *self)
{
  return self->experiment != NULL && self->saved != NULL && !gs_experiment_is_same (self->experiment, self->saved);
}

/* The event that answers keeps the dialog until it is dealt with. A window that is gone by then
 * must not be what the dialog is over: GTK 4.8 would forget only that of one that isn't destroyed. */
static void
gs_window_on_close_answer (GtkDialog *dialog, int response, GsWindow *self)
{
  self->close_dialog = NULL;
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
  gtk_window_destroy (GTK_WINDOW (dialog));
  if (response == GTK_RESPONSE_REJECT)
    gtk_window_destroy (GTK_WINDOW (self));
  else if (response == GTK_RESPONSE_ACCEPT)
    {
      self->closes_when_saved = TRUE;
      g_action_group_activate_action (G_ACTION_GROUP (self), "save", NULL);
    }
}

/**
 * gs_window_ask_before_closing:
 *
 * Returns: whether there are changes, so that the user is asked; the window closes then
 *   as they answer
 */
gboolean
gs_window_ask_before_closing (GsWindow *self)
{
  GtkWidget *dialog, *discard;

  if (!gs_window_has_changes (self))
    return FALSE;
  if (self->close_dialog == NULL)
    {
      dialog = gtk_message_dialog_new (GTK_WINDOW (self), GTK_DIALOG_MODAL | GTK_DIALOG_DESTROY_WITH_PARENT,
                                       GTK_MESSAGE_QUESTION, GTK_BUTTONS_NONE,
                                       _ ("Save the changes of “%s” before closing?"), self->experiment->name);
      gtk_message_dialog_format_secondary_text (
          GTK_MESSAGE_DIALOG (dialog), "%s",
          _ ("Without that, the traces, roles and clocks that you chose are forgotten."));
      gtk_window_set_title (GTK_WINDOW (dialog), _ ("Unsaved Changes"));
      discard = gs_answer_add (dialog, _ ("Close _without Saving"), GTK_RESPONSE_REJECT);
      gtk_widget_add_css_class (discard, "destructive-action");
      gs_answer_add (dialog, _ ("_Cancel"), GTK_RESPONSE_CANCEL);
      gs_answer_add (dialog, _ ("_Save"), GTK_RESPONSE_ACCEPT);
      gtk_dialog_set_default_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
      g_signal_connect_object (dialog, "response", G_CALLBACK (gs_window_on_close_answer), self, 0);
      self->close_dialog = dialog;
    }
  gtk_window_present (GTK_WINDOW (self));
  gtk_window_present (GTK_WINDOW (self->close_dialog));
  return TRUE;
}
