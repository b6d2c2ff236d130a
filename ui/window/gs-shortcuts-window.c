/* gs-shortcuts-window.c: the list of keyboard shortcuts
 * SPDX-License-Identifier: MIT
 *
 * Those of the views come from their descriptors, all others from a file. GTK fills
 * such a window by GtkBuilder alone, so the views' lines are put into the file's text.
 */
#include "window/gs-shortcuts-window.h"

#include "window/gs-views.h"

#define PATH "/org/guestscope/Guestscope/ui/help-overlay.ui"

/* Where the views' lines go. */
#define PLACE "<!--views-->"

static char *
gs_shortcuts_window_dup_views (void)
{
  GString *text = g_string_new (NULL);
  const GsView *view;

  for (guint i = 0; (view = gs_views_get (i)) != NULL; i++)
    {
      g_autofree char *line = g_markup_printf_escaped ("<child><object class=\"GtkShortcutsShortcut\">"
                                                       "<property name=\"title\">%s</property>"
                                                       "<property name=\"accelerator\">%s</property></object></child>",
                                                       gs_view_get_title (view), view->shortcut);

      g_string_append (text, line);
    }
  return g_string_free (text, FALSE);
}

/**
 * gs_shortcuts_window_new:
 *
 * Returns: (transfer full): the list, as gtk_application_window_set_help_overlay() wants it
 */
GtkShortcutsWindow *
gs_shortcuts_window_new (void)
{
  g_autoptr (GBytes) bytes = g_resources_lookup_data (PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (GString) text = g_string_new_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autofree char *views = gs_shortcuts_window_dup_views ();
  g_autoptr (GtkBuilder) builder = NULL;

  g_string_replace (text, PLACE, views, 1);
  builder = gtk_builder_new_from_string (text->str, text->len);
  return g_object_ref (GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (builder, "help_overlay")));
}
