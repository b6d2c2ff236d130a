/* gs-window-views.c: a window's views, and which of them is seen
 * SPDX-License-Identifier: MIT
 *
 * All follow the list in gs-views.c. Of newer timelines only what is seen takes
 * each at once; the others have to wait until somebody looks at them.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "window/gs-views.h"

/* A panel's share of the height when it is first shown. */
#define PANEL_SHARE 0.3

#define TIMELINE "gs-timeline"

/* Gives a view the newest timeline, where it has an older one. */
void
gs_window_give_timeline (GsWindow *self, GtkWidget *widget)
{
  const GsView *view = gs_window_view_of (widget);

  if (self->timeline == NULL || g_object_get_data (G_OBJECT (widget), TIMELINE) == self->timeline)
    return;
  g_object_set_data_full (G_OBJECT (widget), TIMELINE, gs_timeline_ref (self->timeline),
                          (GDestroyNotify) gs_timeline_unref);
  if (GS_IS_GANTT (widget))
    gs_gantt_set_timeline (GS_GANTT (widget), self->timeline);
  else
    view->set_timeline (widget, self->timeline);
}

/* There is a newer timeline, or something else is seen. */
void
gs_window_update_views (GsWindow *self)
{
  gs_window_give_timeline (self, gtk_stack_get_visible_child (self->views));
  if (gtk_widget_get_visible (GTK_WIDGET (self->lower)))
    gs_window_give_timeline (self, gtk_stack_get_visible_child (self->lower));
  if (gtk_widget_get_visible (GTK_WIDGET (self->panels)))
    gs_window_give_timeline (self, gtk_stack_get_visible_child (self->panels));
  gs_legend_set_colour_by (self->legend, gs_session_get_colour_by (self->session), self->timeline);
}

/* What actions are on from now on, with the legend and the details, if it is a timeline. */
void
gs_window_take_gantt (GsWindow *self, GtkWidget *widget)
{
  if (!GS_IS_GANTT (widget) || GS_GANTT (widget) == self->gantt)
    return;
  self->gantt = GS_GANTT (widget);
  gs_legend_set_view (self->legend, gs_gantt_get_view (self->gantt));
  gs_details_set_view (self->details, gs_gantt_get_view (self->gantt));
}

static void
gs_window_on_view_changed (GsWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "view");
  GtkWidget *seen = gtk_stack_get_visible_child (self->views);

  if (self->legend == NULL || seen == NULL)
    return;
  gs_window_take_gantt (self, seen);
  gs_window_update_views (self);
  gs_window_fit_say_view (self);
  gs_window_fit_soon (self, FALSE);
  gs_window_update_actions (self);
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (gs_window_get_view (self)->id));
  gs_session_set_view (self->session, gtk_stack_get_visible_child_name (self->views));
}

/* Somebody goes back to what was seen before. */
static void
gs_window_on_session_view (GsWindow *self)
{
  const GsView *view = gs_views_find (gs_session_get_view (self->session));

  if (view != NULL && gs_window_place_of (self, view) == self->views)
    gtk_stack_set_visible_child_name (self->views, view->id);
}

static void
gs_window_change_view (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsWindow *self = user_data;
  const GsView *view = gs_views_find (g_variant_get_string (state, NULL));

  if (view != NULL && view->place == GS_VIEW_PAGE)
    gtk_stack_set_visible_child_name (self->views, view->id);
}

/* One panel at a time. */
static void
gs_window_hide_other_panels (GsWindow *self, const GsView *shown)
{
  const GsView *view;

  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    if (view->place == GS_VIEW_PANEL && view != shown)
      g_action_group_change_action_state (G_ACTION_GROUP (self), view->id, g_variant_new_boolean (FALSE));
}

/* As high as it was, as soon as there is a height to take that from. */
static gboolean
gs_window_place_panel (GtkWidget *paned, GdkFrameClock *clock, gpointer data)
{
  GsWindow *self = data;
  int height = gtk_widget_get_height (paned);

  if (height <= 0)
    return G_SOURCE_CONTINUE;
  if (self->panel_height <= 0)
    self->panel_height = (int) (height * PANEL_SHARE);
  gtk_paned_set_position (self->panels_paned, MAX (height - self->panel_height, 0));
  self->is_panel_placed = TRUE;
  return G_SOURCE_REMOVE;
}

static void
gs_window_show_panel (GsWindow *self, const GsView *view)
{
  gs_window_hide_other_panels (self, view);
  gtk_stack_set_visible_child_name (self->panels, view->id);
  gtk_widget_set_visible (GTK_WIDGET (self->panels), TRUE);
  if (gs_window_place_panel (GTK_WIDGET (self->panels_paned), NULL, self) == G_SOURCE_CONTINUE)
    gtk_widget_add_tick_callback (GTK_WIDGET (self->panels_paned), gs_window_place_panel, self, NULL);
  gs_window_update_views (self);
}

static void
gs_window_change_panel (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsWindow *self = user_data;
  const GsView *view = gs_views_find (g_action_get_name (G_ACTION (action)));

  g_simple_action_set_state (action, state);
  if (g_variant_get_boolean (state))
    gs_window_show_panel (self, view);
  else if (g_strcmp0 (gtk_stack_get_visible_child_name (self->panels), view->id) == 0)
    gtk_widget_set_visible (GTK_WIDGET (self->panels), FALSE);
}

static void
gs_window_panel_dragged (GsWindow *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->panels_paned));

  if (self->is_panel_placed && gtk_widget_get_visible (GTK_WIDGET (self->panels)) && height > 0)
    self->panel_height = height - gtk_paned_get_position (self->panels_paned);
}

static void
gs_window_add_panel_action (GsWindow *self, const GsView *view)
{
  g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (view->id, NULL, g_variant_new_boolean (FALSE));

  g_signal_connect (action, "change-state", G_CALLBACK (gs_window_change_panel), self);
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
}

static void
gs_window_add_menu_item (GsWindow *self, const GsView *view)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (gs_view_get_title (view), NULL);
  g_autofree char *panel = g_strconcat ("win.", view->id, NULL);

  if (view->place == GS_VIEW_PANEL)
    g_menu_item_set_detailed_action (item, panel);
  else
    g_menu_item_set_action_and_target (item, "win.view", "s", view->id);
  g_menu_append_item (self->views_menu, item);
}

static void
gs_window_add_view (GsWindow *self, const GsView *view)
{
  GtkWidget *widget = gs_view_has_rows (view) ? gs_gantt_new (view, self->session) : view->create (self->session);

  gs_window_set_view_of (widget, view);
  if (GS_IS_GANTT (widget))
    gs_window_watch_shifts (self, widget);
  else
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, gs_view_get_title (view),
                                    -1);
  gtk_stack_add_titled (gs_window_place_of (self, view), widget, view->id, gs_view_get_title (view));
  if (view->place == GS_VIEW_PANEL)
    gs_window_add_panel_action (self, view);
  gs_window_add_menu_item (self, view);
}

/* Once, for a new window; the first view has rows. */
void
gs_window_add_views (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "view", NULL, "s", "'vcpus'", gs_window_change_view },
  };
  const GsView *view;

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    gs_window_add_view (self, view);
  self->gantt = GS_GANTT (gtk_stack_get_visible_child (self->views));
  gs_session_set_view (self->session, gtk_stack_get_visible_child_name (self->views));
  g_signal_connect_object (self->views, "notify::visible-child", G_CALLBACK (gs_window_on_view_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::view", G_CALLBACK (gs_window_on_session_view), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->panels_paned, "notify::position", G_CALLBACK (gs_window_panel_dragged), self,
                           G_CONNECT_SWAPPED);
}

/* Which panel is shown, and how high, for what is kept of a session. */
void
gs_window_save_panels (GsWindow *self, GVariantDict *state)
{
  const GsView *view;

  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    if (view->place == GS_VIEW_PANEL)
      {
        g_autoptr (GVariant) is_on = g_action_group_get_action_state (G_ACTION_GROUP (self), view->id);

        g_variant_dict_insert_value (state, view->id, is_on);
      }
  if (self->panel_height > 0)
    g_variant_dict_insert (state, "panel-height", "x", (gint64) self->panel_height);
}

/* @state: an a{sv}, as it was kept */
void
gs_window_restore_panels (GsWindow *self, GVariant *state)
{
  const GsView *view;
  gboolean is_on;
  gint64 height;

  if (g_variant_lookup (state, "panel-height", "x", &height) && height > 0 && height < G_MAXINT16)
    self->panel_height = (int) height;
  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    if (view->place == GS_VIEW_PANEL && g_variant_lookup (state, view->id, "b", &is_on))
      g_action_group_change_action_state (G_ACTION_GROUP (self), view->id, g_variant_new_boolean (is_on));
}
