/* gs-window-private.c: what the parts of a window share
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include "window/gs-views.h"

#define VIEW "gs-view"

const GsView *
gs_window_view_of (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), VIEW);
}

/* From now on @widget is what shows @view. */
void
gs_window_set_view_of (GtkWidget *widget, const GsView *view)
{
  g_object_set_data (G_OBJECT (widget), VIEW, (gpointer) view);
}

GtkStack *
gs_window_place_of (GsWindow *self, const GsView *view)
{
  return view->place == GS_VIEW_PANEL ? self->panels : self->views;
}

/* The widget of a view; the window's until it is disposed. */
GtkWidget *
gs_window_widget_of (GsWindow *self, const GsView *view)
{
  return gtk_stack_get_child_by_name (gs_window_place_of (self, view), view->id);
}

/* Which view is seen. */
const GsView *
gs_window_get_view (GsWindow *self)
{
  GtkWidget *seen = gtk_stack_get_visible_child (self->views);

  return seen != NULL ? gs_window_view_of (seen) : gs_views_get (0);
}

/* Returns: (transfer none): the timeline that is seen, or was last; the window's until it is disposed */
GsGantt *
gs_window_get_gantt (GsWindow *self)
{
  return self->gantt;
}

/* N and P go to the same in all timelines. */
void
gs_window_set_seek (GsWindow *self, GsSeek what)
{
  GtkStack *places[] = { self->views, self->lower };

  self->seek = what;
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (places[i])); child != NULL;
         child = gtk_widget_get_next_sibling (child))
      if (GS_IS_GANTT (child))
        gs_gantt_set_seek (GS_GANTT (child), what);
}

/* Whether the window has no experiment yet and looks for none. */
gboolean
gs_window_is_unused (GsWindow *self)
{
  return self->analysis == NULL && self->tick == 0;
}

/* Returns: (transfer none): another window of the same program, empty */
GsWindow *
gs_window_new_beside (GsWindow *self)
{
  return g_object_new (G_OBJECT_TYPE (self), "application", gtk_window_get_application (GTK_WINDOW (self)), NULL);
}

/**
 * gs_window_list_paths:
 *
 * Returns: (transfer full) (element-type filename): %NULL-terminated: what opens the window's
 *   experiment: its file, or the folders of its traces; the experiment's own strings
 */
GPtrArray *
gs_window_list_paths (GsWindow *self)
{
  GPtrArray *paths = g_ptr_array_new ();

  if (self->experiment->path != NULL)
    g_ptr_array_add (paths, self->experiment->path);
  for (guint i = 0; self->experiment->path == NULL && i < self->experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->experiment->traces, i);

      if (entry->role != GS_ROLE_IGNORE)
        g_ptr_array_add (paths, entry->path);
    }
  g_ptr_array_add (paths, NULL);
  return paths;
}
