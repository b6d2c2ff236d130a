/* gs-trace-walk.c: searches folders downwards for traces
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-walk.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/gs-readable.h"
#include "find/gs-trace-formats.h"

#define MAX_DEPTH 64
#define MAX_ENTRIES 500000

/* Endings of recordings that are files; a file that somebody named may have any. */
#define FILE_SUFFIX ".dat"

/* A search downwards, which stays in what was chosen. */
typedef struct
{
  GPtrArray *roots;    /* real paths of what was chosen */
  GHashTable *visited; /* "device:inode" of the folders that were seen, and paths of what was told */
  guint n_entries;     /* that were looked at */
  GCancellable *cancellable;
  GsTraceFolderFunc found;
  gpointer user_data;
  GPtrArray *problems; /* (nullable): sentences about what could not be searched */
} GsTraceWalk;

static void gs_trace_walk_folder (GsTraceWalk *self, const char *folder, guint depth);

/* Takes @problem. */
static void
gs_trace_walk_note (GsTraceWalk *self, char *problem)
{
  if (self->problems != NULL)
    g_ptr_array_add (self->problems, problem);
  else
    g_free (problem);
}

/* Returns: whether there is a trace at @path; what only looks like one is told. */
static gboolean
gs_trace_walk_check (GsTraceWalk *self, const char *path)
{
  char *problem = NULL;
  gboolean is_trace = gs_trace_formats_recognize (path, &problem);

  if (problem != NULL)
    gs_trace_walk_note (self, problem);
  return is_trace;
}

/* @path: a file or folder that is a trace */
static void
gs_trace_walk_tell (GsTraceWalk *self, const char *path)
{
  char *real = realpath (path, NULL);

  if (real != NULL && g_hash_table_add (self->visited, g_strdup (real)))
    self->found (real, self->user_data);
  free (real);
}

/* Whether a link leads to what was chosen as well; one that leads elsewhere is told. */
static gboolean
gs_trace_walk_may_follow (GsTraceWalk *self, const char *path)
{
  char *real = realpath (path, NULL);
  gboolean may_follow = FALSE;

  for (guint i = 0; real != NULL && i < self->roots->len && !may_follow; i++)
    {
      const char *root = g_ptr_array_index (self->roots, i);
      gsize length = strlen (root);

      may_follow = g_str_has_prefix (real, root) && (real[length] == '\0' || real[length] == G_DIR_SEPARATOR);
    }
  if (real != NULL && !may_follow)
    {
      g_autofree char *display = g_filename_display_name (path);
      g_autofree char *target = g_filename_display_name (real);

      gs_trace_walk_note (
          self, g_strdup_printf (_ ("%s: this link leads out of the folder and was left out; choose “%s” too"), display,
                                 target));
    }
  free (real);
  return may_follow;
}

/* Whether there is still something to be looked at. */
static gboolean
gs_trace_walk_goes_on (GsTraceWalk *self, const char *folder)
{
  g_autofree char *display = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || self->n_entries > MAX_ENTRIES)
    return FALSE;
  if (++self->n_entries <= MAX_ENTRIES)
    return TRUE;
  display = g_filename_display_name (folder);
  gs_trace_walk_note (self, g_strdup_printf (_ ("%s: the search ended here, after %d files and folders; choose folders "
                                                "further down"),
                                             display, MAX_ENTRIES));
  return FALSE;
}

/* Goes on with the folders that a folder holds; a folder's names may be readable though nothing behind them is.
 * Returns: 0, or an errno */
static int
gs_trace_walk_children (GsTraceWalk *self, const char *folder, guint depth)
{
  int number = gs_readable_get_errno (folder);
  g_autoptr (GDir) dir = number == 0 ? g_dir_open (folder, 0, NULL) : NULL;
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL && gs_trace_walk_goes_on (self, folder))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;

      if (g_stat (path, &status) == 0 && S_ISDIR (status.st_mode))
        {
          if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK) || gs_trace_walk_may_follow (self, path))
            gs_trace_walk_folder (self, path, depth + 1);
        }
      else if (g_str_has_suffix (name, FILE_SUFFIX) && gs_trace_walk_check (self, path))
        gs_trace_walk_tell (self, path);
      else if (number == 0 && g_lstat (path, &status) != 0 && errno == EACCES)
        number = EACCES;
    }
  return number;
}

static void
gs_trace_walk_folder (GsTraceWalk *self, const char *folder, guint depth)
{
  g_autofree char *key = NULL;
  GStatBuf status;
  int number;

  if (depth > MAX_DEPTH || g_cancellable_is_cancelled (self->cancellable) || g_stat (folder, &status) != 0
      || !S_ISDIR (status.st_mode))
    return;

  key = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT, (guint64) status.st_dev, (guint64) status.st_ino);
  if (!g_hash_table_add (self->visited, g_steal_pointer (&key)))
    return;

  if (gs_trace_walk_check (self, folder))
    gs_trace_walk_tell (self, folder);

  number = gs_trace_walk_children (self, folder, depth);
  if (number != 0)
    gs_trace_walk_note (self, gs_readable_dup_folder_advice (folder, number));
}

/**
 * gs_trace_walk:
 * @found: called in this thread for each trace, with its real path, once
 * @problems: (nullable) (element-type utf8): gets a sentence for each folder that could not be searched, or not to
 *   its end
 *
 * Searches downwards (one of @paths may be a recording's own file), through links that lead to something below @paths
 * too, but no folder twice.
 */
void
gs_trace_walk (const char *const *paths, GCancellable *cancellable, GsTraceFolderFunc found, gpointer user_data,
               GPtrArray *problems)
{
  g_autoptr (GHashTable) visited = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) roots = g_ptr_array_new_with_free_func (free);
  GsTraceWalk self = { roots, visited, 0, cancellable, found, user_data, problems };

  for (guint i = 0; paths[i] != NULL; i++)
    {
      char *real = realpath (paths[i], NULL);

      if (real != NULL)
        g_ptr_array_add (roots, real);
    }
  for (guint i = 0; paths[i] != NULL; i++)
    if (g_file_test (paths[i], G_FILE_TEST_IS_REGULAR) && gs_trace_walk_check (&self, paths[i]))
      gs_trace_walk_tell (&self, paths[i]);
    else
      gs_trace_walk_folder (&self, paths[i], 0);
}

static void
gs_trace_walk_collect (const char *path, gpointer user_data)
{
  g_ptr_array_add (user_data, g_strdup (path));
}

static int
gs_trace_walk_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * gs_trace_walk_list:
 * @problems: (nullable) (element-type utf8): see gs_trace_walk(); is sorted
 *
 * Returns: (transfer full) (element-type filename): the paths of the traces that gs_trace_walk() finds, sorted
 */
GPtrArray *
gs_trace_walk_list (const char *const *paths, GCancellable *cancellable, GPtrArray *problems)
{
  GPtrArray *found = g_ptr_array_new_with_free_func (g_free);

  gs_trace_walk (paths, cancellable, gs_trace_walk_collect, found, problems);
  g_ptr_array_sort (found, gs_trace_walk_compare);
  if (problems != NULL)
    g_ptr_array_sort (problems, gs_trace_walk_compare);
  return found;
}
