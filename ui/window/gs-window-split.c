/* gs-window-split.c: a second view of a window's experiment, below the one that is seen
 * SPDX-License-Identifier: MIT
 *
 * Both have the same session, and so the same axis, cursor and selection. Actions are on
 * the one that has, or had last, the keyboard focus.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "window/gs-views.h"

/* Of the height, in thousandths: what the lower view has when it is first shown, and at least and at most. */
#define SHARE 400
#define MIN_SHARE 100
#define MAX_SHARE 900

#define NONE "none"

/* Each view is made when it is first wanted there. */
static GtkWidget *
gs_window_get_lower (GsWindow *self, const GsView *view)
{
  GtkWidget *gantt = gtk_stack_get_child_by_name (self->lower, view->id);

  if (gantt != NULL)
    return gantt;
  gantt = gs_gantt_new (view, self->session);
  gs_window_set_view_of (gantt, view);
  gs_gantt_set_seek (GS_GANTT (gantt), self->seek);
  gs_window_watch_shifts (self, gantt);
  gtk_stack_add_named (self->lower, gantt, view->id);
  return gantt;
}

/* There is one overview, at the bottom. */
static void
gs_window_place_overview (GsWindow *self, gboolean is_split)
{
  const GsView *view;

  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    if (gs_view_has_rows (view))
      gs_gantt_show_overview (GS_GANTT (gs_window_widget_of (self, view)), !is_split);
}

/* As high as it was, as soon as there is a height to take that from. */
static gboolean
gs_window_place_lower (GtkWidget *paned, GdkFrameClock *clock, gpointer data)
{
  GsWindow *self = data;
  int height = gtk_widget_get_height (paned);

  if (height <= 0)
    return G_SOURCE_CONTINUE;
  if (self->lower_share == 0)
    self->lower_share = SHARE;
  gtk_paned_set_position (self->split_paned, height - height * self->lower_share / 1000);
  self->is_lower_placed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
gs_window_lower_dragged (GsWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->split_paned));

  if (self->is_lower_placed && gtk_widget_get_visible (GTK_WIDGET (self->lower)) && height > 0)
    self->lower_share = CLAMP (1000 - 1000 * gtk_paned_get_position (self->split_paned) / height, MIN_SHARE, MAX_SHARE);
}

static void
gs_window_hide_lower (GsWindow *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->lower), FALSE);
  gs_window_place_overview (self, FALSE);
  gs_window_take_gantt (self, gtk_stack_get_visible_child (self->views));
  gtk_widget_grab_focus (GTK_WIDGET (gs_window_get_gantt (self)));
}

static void
gs_window_show_lower (GsWindow *self, const GsView *view)
{
  GtkWidget *gantt = gs_window_get_lower (self, view);

  gtk_stack_set_visible_child (self->lower, gantt);
  gtk_widget_set_visible (GTK_WIDGET (self->lower), TRUE);
  gs_window_place_overview (self, TRUE);
  if (gs_window_place_lower (GTK_WIDGET (self->split_paned), NULL, self) == G_SOURCE_CONTINUE)
    gtk_widget_add_tick_callback (GTK_WIDGET (self->split_paned), gs_window_place_lower, self, NULL);
  gs_window_update_views (self);
  gs_window_take_gantt (self, gantt);
}

/* Chosen once more, it goes. */
static void
gs_window_change_below (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsWindow *self = user_data;
  const GsView *view = gs_views_find (g_variant_get_string (state, NULL));
  g_autoptr (GVariant) before = g_action_get_state (G_ACTION (action));

  if (view == NULL || !gs_view_has_rows (view) || g_variant_equal (before, state))
    {
      g_simple_action_set_state (action, g_variant_new_string (NONE));
      gs_window_hide_lower (self);
    }
  else
    {
      g_simple_action_set_state (action, state);
      gs_window_show_lower (self, view);
    }
  gs_window_update_actions (self);
}

/* What has the focus is what actions are on. */
static void
gs_window_on_focus (GsWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *gantt = focus != NULL ? gtk_widget_get_ancestor (focus, GS_TYPE_GANTT) : NULL;

  if (self->legend != NULL && gantt != NULL)
    gs_window_take_gantt (self, gantt);
}

static void
gs_window_append_below (GsWindow *self, const char *title, const char *id)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (title, NULL);

  g_menu_item_set_action_and_target (item, "win.below", "s", id);
  g_menu_append_item (self->below_menu, item);
}

/* Once, when the views are there. */
void
gs_window_init_split (GsWindow *self)
{
  static const GActionEntry entries[] = { { "below", NULL, "s", "'" NONE "'", gs_window_change_below } };
  const GsView *view;

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gs_window_append_below (self, _ ("None"), NONE);
  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    if (gs_view_has_rows (view))
      gs_window_append_below (self, gs_view_get_title (view), view->id);
  g_signal_connect_object (self->split_paned, "notify::position", G_CALLBACK (gs_window_lower_dragged), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (gs_window_on_focus), NULL);
}

/* Which view is below, and how high, for what is kept of a session. */
void
gs_window_save_split (GsWindow *self, GVariantDict *state)
{
  g_autoptr (GVariant) below = g_action_group_get_action_state (G_ACTION_GROUP (self), "below");

  g_variant_dict_insert_value (state, "below", below);
  if (self->lower_share > 0)
    g_variant_dict_insert (state, "below-share", "x", (gint64) self->lower_share);
}

/* @state: an a{sv}, as it was kept */
void
gs_window_restore_split (GsWindow *self, GVariant *state)
{
  const char *id;
  gint64 share;

  if (g_variant_lookup (state, "below-share", "x", &share) && share >= MIN_SHARE && share <= MAX_SHARE)
    self->lower_share = (int) share;
  if (g_variant_lookup (state, "below", "&s", &id) && gs_views_find (id) != NULL)
    g_action_group_change_action_state (G_ACTION_GROUP (self), "below", g_variant_new_string (id));
}
