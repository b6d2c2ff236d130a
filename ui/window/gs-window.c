/* gs-window.c: one experiment and its views
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window.h"

#include "window/gs-shortcuts-window.h"
#include "window/gs-window-private.h"

G_DEFINE_FINAL_TYPE (GsWindow, gs_window, GTK_TYPE_APPLICATION_WINDOW)

/* The session may have been restored. */
static void
gs_window_on_layout_changed (GsWindow *self)
{
  guint32 hidden[GS_N_ROWS];

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    hidden[rows] = gs_session_get_hidden_states (self->session, rows);
  if (self->legend != NULL)
    gs_legend_set_hidden_states (self->legend, hidden);
}

/* What is hidden in the legend is hidden in every view. */
static void
gs_window_on_filter_changed (GsWindow *self)
{
  guint32 hidden[GS_N_ROWS];

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    hidden[rows] = gs_legend_get_hidden_states (self->legend, rows);
  g_signal_handlers_block_by_func (self->session, gs_window_on_layout_changed, self);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    gs_session_set_hidden_states (self->session, rows, hidden[rows]);
  g_signal_handlers_unblock_by_func (self->session, gs_window_on_layout_changed, self);
}

static void
gs_window_dispose (GObject *object)
{
  GsWindow *self = GS_WINDOW (object);

  gs_window_end_session (self);
  gs_window_forget (self);
  gs_window_forget_changes (self);
  gs_window_mark_saved (self, NULL);
  g_clear_pointer (&self->opened, g_free);
  g_clear_pointer (&self->shown_rows, g_strfreev);
  g_clear_handle_id (&self->fit_source, g_source_remove);
  self->legend = NULL;
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_window_parent_class)->dispose (object);
}

static void
gs_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (gs_window_parent_class)->size_allocate (widget, width, height, baseline);
  if (GS_WINDOW (widget)->fit_width != width || GS_WINDOW (widget)->fit_height != height)
    gs_window_fit_soon (GS_WINDOW (widget), FALSE);
}

static void
gs_window_class_init (GsWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_window_dispose;
  widget_class->size_allocate = gs_window_size_allocate;

  g_type_ensure (GS_TYPE_TOAST);
  g_type_ensure (GS_TYPE_WELCOME);
  g_type_ensure (GS_TYPE_STATUS_BAR);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-window.ui");
  gtk_widget_class_bind_template_child (widget_class, GsWindow, switcher_place);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, view_label);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, view_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, zoom_box);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, details_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, legend_button);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, toast);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, progress_revealer);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, welcome);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, views_menu);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, below_menu);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, panels_paned);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, split_paned);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, lower);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, views);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, panels);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, legend_revealer);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, legend_place);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, details_paned);
  gtk_widget_class_bind_template_child (widget_class, GsWindow, status_bar);
}

/* A menu leaves the focus on its button, or nowhere: the keys go on to work on the timeline. */
static gboolean
gs_window_return_focus (gpointer user_data)
{
  GsWindow *self = user_data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->session != NULL && self->experiment != NULL
      && (focus == NULL || gtk_widget_get_ancestor (focus, GTK_TYPE_MENU_BUTTON) != NULL))
    gtk_widget_grab_focus (GTK_WIDGET (gs_window_get_gantt (self)));
  return G_SOURCE_REMOVE;
}

static void
gs_window_on_menu_closed (GsWindow *self)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, gs_window_return_focus, g_object_ref (self), g_object_unref);
}

static void
gs_window_watch_menus (GsWindow *self)
{
  GtkMenuButton *buttons[] = { self->open_button, self->menu_button, GTK_MENU_BUTTON (self->view_button) };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    g_signal_connect_object (gtk_menu_button_get_popover (buttons[i]), "closed", G_CALLBACK (gs_window_on_menu_closed),
                             self, G_CONNECT_SWAPPED);
}

static void
gs_window_init (GsWindow *self)
{
  g_autoptr (GtkShortcutsWindow) shortcuts = gs_shortcuts_window_new ();

  self->session = gs_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_application_window_set_help_overlay (GTK_APPLICATION_WINDOW (self), shortcuts);

  gs_window_add_views (self);
  gs_window_add_showing_actions (self);
  self->legend = GS_LEGEND (gs_legend_new (gs_window_get_view (self)));
  gtk_scrolled_window_set_child (self->legend_place, GTK_WIDGET (self->legend));
  g_signal_connect_swapped (self->legend, "filter-changed", G_CALLBACK (gs_window_on_filter_changed), self);
  g_signal_connect_object (self->session, "layout-changed", G_CALLBACK (gs_window_on_layout_changed), self,
                           G_CONNECT_SWAPPED);
  self->details = GS_DETAILS (gs_details_new (self->session));
  gtk_paned_set_end_child (self->details_paned, GTK_WIDGET (self->details));
  gs_status_bar_set_session (self->status_bar, self->session);
  gs_window_init_split (self);
  gs_window_add_actions (self);
  gs_window_accept_drops (self);
  gs_window_watch_session (self);
  gs_window_fit_init (self);
  gs_window_watch_menus (self);
  gs_window_show_page (self, "welcome");
}

GtkWidget *
gs_window_new (GtkApplication *application)
{
  return g_object_new (GS_TYPE_WINDOW, "application", application, NULL);
}

/**
 * gs_window_open:
 * @self: the window
 * @paths: folders that hold traces, or an experiment file
 *
 * Opens an experiment in this window in place of what it shows. Returns at
 * once; the window tells of errors and warnings.
 */
void
gs_window_open (GsWindow *self, const char *const *paths)
{
  g_return_if_fail (GS_IS_WINDOW (self));
  g_return_if_fail (paths != NULL && paths[0] != NULL);
  gs_window_read (self, paths);
}

/**
 * gs_window_present_open:
 * @paths: folders that hold traces, or an experiment file
 *
 * Brings the window to the front that shows this very experiment.
 *
 * Returns: whether there is one
 */
gboolean
gs_window_present_open (GtkApplication *application, const char *const *paths)
{
  GsWindow *window = gs_window_find_open (application, GS_TYPE_WINDOW, paths);

  if (window != NULL)
    gtk_window_present (GTK_WINDOW (window));
  return window != NULL;
}

/* Whether the window has no experiment yet and looks for none. */
gboolean
gs_window_is_empty (GsWindow *self)
{
  g_return_val_if_fail (GS_IS_WINDOW (self), FALSE);
  return gs_window_is_unused (self);
}

gboolean
gs_window_is_reading (GsWindow *self)
{
  g_return_val_if_fail (GS_IS_WINDOW (self), FALSE);

  return self->tick != 0;
}

/* Returns: (transfer none) (nullable): what the window shows */
GsTimeline *
gs_window_get_timeline (GsWindow *self)
{
  g_return_val_if_fail (GS_IS_WINDOW (self), NULL);

  return self->timeline;
}
