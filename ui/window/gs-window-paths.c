/* gs-window-paths.c: experiments that are open already
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <stdlib.h>
#include <string.h>

static char *
gs_window_resolve (const char *path)
{
  g_autofree char *real = realpath (path, NULL);

  return real != NULL ? g_strdup (real) : g_canonicalize_filename (path, NULL);
}

static int
gs_window_compare_paths (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full): the same text for the same places, in whatever order and way they are named */
static char *
gs_window_make_key (const char *const *paths)
{
  g_autoptr (GPtrArray) real = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) key = g_string_new (NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    g_ptr_array_add (real, gs_window_resolve (paths[i]));
  g_ptr_array_sort (real, gs_window_compare_paths);
  for (guint i = 0; i < real->len; i++)
    g_string_append_printf (key, "%s\n", (const char *) g_ptr_array_index (real, i));
  return g_string_free (g_steal_pointer (&key), FALSE);
}

/* Remembers what the window was told to open. */
void
gs_window_note_paths (GsWindow *self, const char *const *paths)
{
  g_free (self->opened);
  self->opened = gs_window_make_key (paths);
}

/* An experiment that failed to open may be opened again. */
static gboolean
gs_window_has_open (GsWindow *self, const char *key)
{
  g_autoptr (GPtrArray) paths = NULL;
  g_autofree char *own = NULL;

  if (self->tick != 0 && g_strcmp0 (self->opened, key) == 0)
    return TRUE;
  if (self->experiment == NULL || self->timeline == NULL)
    return FALSE;
  paths = gs_window_list_paths (self);
  own = gs_window_make_key ((const char *const *) paths->pdata);
  return g_str_equal (own, key) || (self->experiment->path == NULL && g_strcmp0 (self->opened, key) == 0);
}

/**
 * gs_window_find_open:
 * @type: of a window
 * @paths: folders that hold traces, or an experiment file
 *
 * Two windows of one experiment would overwrite what the other one saves.
 *
 * Returns: (transfer none) (nullable): the window that shows this very experiment
 */
GsWindow *
gs_window_find_open (GtkApplication *application, GType type, const char *const *paths)
{
  g_autofree char *key = gs_window_make_key (paths);

  for (GList *l = gtk_application_get_windows (application); l != NULL; l = l->next)
    if (G_TYPE_CHECK_INSTANCE_TYPE (l->data, type) && gs_window_has_open (l->data, key))
      return l->data;
  return NULL;
}
