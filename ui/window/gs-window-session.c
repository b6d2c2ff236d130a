/* gs-window-session.c: how a window shows its experiment, kept until the next time
 * SPDX-License-Identifier: MIT
 *
 * Saved a moment after the last change, in the background, so that little is lost
 * when the program or the machine ends without a warning.
 */
#include "window/gs-window-private.h"

#include "session/gs-session-state.h"
#include "user/gs-preferences.h"
#include "user/gs-session-store.h"

#define SAVE_DELAY_MS 800

/* What is seen now, as an a{sv}. Returns: (transfer full) */
GVariant *
gs_window_collect_session (GsWindow *self)
{
  GVariantDict state;
  g_autoptr (GVariant) view = g_action_group_get_action_state (G_ACTION_GROUP (self), "view");
  g_autoptr (GVariant) legend = g_action_group_get_action_state (G_ACTION_GROUP (self), "legend");

  g_variant_dict_init (&state, NULL);
  g_variant_dict_insert (&state, "name", "s", self->experiment->name);
  g_variant_dict_insert_value (&state, "view", view);
  g_variant_dict_insert_value (&state, "legend", legend);
  g_variant_dict_insert (&state, "details", "b", gs_window_wants_details (self));
  gs_window_save_panels (self, &state);
  gs_window_save_split (self, &state);
  gs_session_state_save (self->session, &state);
  return g_variant_ref_sink (g_variant_dict_end (&state));
}

static void
gs_window_on_session_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  if (!gs_session_store_save_finish (result, &error))
    g_debug ("The session was not saved: %s", error->message);
}

static gboolean
gs_window_save_session (gpointer user_data)
{
  GsWindow *self = user_data;
  g_autoptr (GVariant) state = gs_window_collect_session (self);

  self->session_timer = 0;
  gs_session_store_save_async (self->experiment, state, gs_window_on_session_saved, NULL);
  return G_SOURCE_REMOVE;
}

/* Nothing is saved before the old state is restored, else reading would overwrite it. */
static void
gs_window_save_session_soon (GsWindow *self)
{
  if (self->experiment == NULL || !self->is_restored)
    return;
  g_clear_handle_id (&self->session_timer, g_source_remove);
  self->session_timer = g_timeout_add (SAVE_DELAY_MS, gs_window_save_session, self);
}

static gboolean
gs_window_on_close (GsWindow *self)
{
  int width, height;

  /* A widget's size has no room for the shadow around it: the window would be smaller each time. */
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (!gtk_window_is_maximized (GTK_WINDOW (self)) && width > 0 && height > 0)
    gs_preferences_set_size (width, height);
  return gs_window_ask_before_closing (self);
}

/* Once, for a new window. */
void
gs_window_watch_session (GsWindow *self)
{
  static const char *const changes[] = { "notify::visible", "notify::selection", "marks-changed", "rows-changed",
                                         "layout-changed" };
  static const char *const actions[] = { "action-state-changed::view", "action-state-changed::legend",
                                         "action-state-changed::details", "action-state-changed::below" };
  GtkPaned *const borders[] = { self->split_paned, self->panels_paned };
  int width, height;

  for (guint i = 0; i < G_N_ELEMENTS (borders); i++)
    g_signal_connect_object (borders[i], "notify::position", G_CALLBACK (gs_window_save_session_soon), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->panels, "notify::visible", G_CALLBACK (gs_window_save_session_soon), self,
                           G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    g_signal_connect_object (self->session, changes[i], G_CALLBACK (gs_window_save_session_soon), self,
                             G_CONNECT_SWAPPED);
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    g_signal_connect (self, actions[i], G_CALLBACK (gs_window_save_session_soon), NULL);
  g_signal_connect (self, "close-request", G_CALLBACK (gs_window_on_close), NULL);
  if (gs_preferences_get_size (&width, &height))
    gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

/* Of an experiment that was opened: its state is restored as far as it can be by now. */
void
gs_window_load_session (GsWindow *self)
{
  const char *text;
  gboolean is_on;

  g_clear_pointer (&self->session_state, g_variant_unref);
  self->session_state = gs_session_store_load (self->experiment);
  if (self->session_state == NULL)
    return;
  if (self->experiment->path == NULL && g_variant_lookup (self->session_state, "name", "&s", &text) && text[0] != '\0')
    {
      g_free (self->experiment->name);
      self->experiment->name = g_strdup (text);
      gs_window_set_title (self);
    }
  if (g_variant_lookup (self->session_state, "view", "&s", &text))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "view", g_variant_new_string (text));
  gs_window_restore_panels (self, self->session_state);
  gs_window_restore_split (self, self->session_state);
  gs_session_state_restore (self->session, self->session_state);
  if (g_variant_lookup (self->session_state, "legend", "b", &is_on))
    g_action_group_change_action_state (G_ACTION_GROUP (self), "legend", g_variant_new_boolean (is_on));
  if (g_variant_lookup (self->session_state, "details", "b", &is_on))
    gs_window_want_details (self, is_on);
}

/* Among the recent experiments it is what opens it as it is saved now. */
void
gs_window_add_to_recent (GsWindow *self)
{
  g_autoptr (GPtrArray) paths = gs_window_list_paths (self);
  GsRecent recent = { .name = self->experiment->name, .paths = (GStrv) paths->pdata };

  recent.span = self->timeline != NULL ? self->timeline->span : (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  if (recent.paths[0] != NULL)
    gs_preferences_add_recent (&recent);
}

/* All is read: the rest of the state, which depends on the times that were read, is restored. */
void
gs_window_restore_session (GsWindow *self)
{
  if (self->timeline == NULL)
    return;
  if (self->session_state != NULL)
    gs_session_state_restore_times (self->session, self->session_state);
  g_clear_pointer (&self->session_state, g_variant_unref);
  self->is_restored = TRUE;
  gs_window_add_to_recent (self);
  gs_window_save_session_soon (self);
}

/* Another experiment comes, or the window goes: what is not yet saved is saved at once. */
void
gs_window_end_session (GsWindow *self)
{
  if (self->session_timer != 0 && self->experiment != NULL)
    {
      g_autoptr (GVariant) state = gs_window_collect_session (self);

      gs_session_store_save (self->experiment, state, NULL);
    }
  g_clear_handle_id (&self->session_timer, g_source_remove);
  g_clear_pointer (&self->session_state, g_variant_unref);
  self->is_restored = FALSE;
}
