/* gs-experiment-outside.c: which traces of an experiment file lie elsewhere than it does
 * SPDX-License-Identifier: MIT
 *
 * An experiment file may come from somebody else. What lies below its folder came with it; what it names beside that is
 * the reader's own, and is not to be read before the reader knows.
 */
#include "experiment/gs-experiment-private.h"

#include <json-glib/json-glib.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Returns: (transfer full): where @path really is, through links, as far as it is there; as it is where no file can be called so */
static char *
gs_experiment_follow_links (const char *path)
{
  char *found = realpath (path, NULL);
  g_autofree char *above = NULL;
  g_autofree char *name = NULL;
  g_autofree char *real = NULL;

  if (found != NULL)
    return found;
  if (path[1] == '\0' || strlen (path) >= PATH_MAX)
    return g_strdup (path);
  above = g_path_get_dirname (path);
  name = g_path_get_basename (path);
  real = gs_experiment_follow_links (above);
  return g_build_filename (real, name, NULL);
}

static gboolean
gs_experiment_is_below (const char *path, const char *folder)
{
  g_autoptr (GFile) child = g_file_new_for_path (path);
  g_autoptr (GFile) parent = g_file_new_for_path (folder);

  return g_file_equal (child, parent) || g_file_has_prefix (child, parent);
}

/* A path that leads out by its own words is not even looked for. */
static gboolean
gs_experiment_leads_out (const char *path, const char *folder)
{
  g_autofree char *real = NULL;
  g_autofree char *real_folder = NULL;

  if (!gs_experiment_is_below (path, folder))
    return TRUE;
  real = gs_experiment_follow_links (path);
  real_folder = gs_experiment_follow_links (folder);
  return !gs_experiment_is_below (real, real_folder);
}

/* Returns: (nullable): what the file says is an entry's path; whatever else is wrong with it is told when it is loaded */
static const char *
gs_experiment_peek_path (JsonNode *entry)
{
  JsonNode *path = JSON_NODE_HOLDS_OBJECT (entry) ? json_object_get_member (json_node_get_object (entry), "path") :
                                                    NULL;

  return path != NULL && JSON_NODE_HOLDS_VALUE (path) ? json_node_get_string (path) : NULL;
}

static int
gs_experiment_compare_paths (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(char *const *) a, *(char *const *) b);
}

/**
 * gs_experiment_list_outside:
 * @path: an experiment file, or anything else: that names nothing
 * @cancellable: (nullable): ends it early, with a part of the list
 *
 * Reads the file, but none of the traces that it names.
 *
 * Returns: (transfer full): absolute paths of those that lie outside of the file's folder, or to which a link in it
 *   leads: sorted, each once
 */
GStrv
gs_experiment_list_outside (const char *path, GCancellable *cancellable)
{
  g_autoptr (JsonNode) root = gs_experiment_is_file (path) ? gs_experiment_parse (path, NULL) : NULL;
  g_autoptr (GPtrArray) outside = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = g_path_get_dirname (absolute);
  JsonNode *traces = root != NULL ? json_object_get_member (json_node_get_object (root), "traces") : NULL;
  JsonArray *entries = traces != NULL && JSON_NODE_HOLDS_ARRAY (traces) ? json_node_get_array (traces) : NULL;

  for (guint i = 0; entries != NULL && i < json_array_get_length (entries) && !g_cancellable_is_cancelled (cancellable);
       i++)
    {
      const char *said = gs_experiment_peek_path (json_array_get_element (entries, i));
      g_autofree char *trace = said != NULL ? gs_experiment_resolve (absolute, said) : NULL;

      if (trace != NULL && gs_experiment_leads_out (trace, folder))
        g_ptr_array_add (outside, g_steal_pointer (&trace));
    }
  g_ptr_array_sort (outside, gs_experiment_compare_paths);
  for (guint i = 0; i < outside->len; i++)
    if (i == 0 || !g_str_equal (outside->pdata[i], outside->pdata[i - 1]))
      g_strv_builder_add (list, outside->pdata[i]);
  return g_strv_builder_end (list);
}
