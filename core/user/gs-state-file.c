/* gs-state-file.c: files of the program's own state, one an experiment
 * SPDX-License-Identifier: MIT
 */
#include "user/gs-state-file.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/gs-error.h"

/* So many of a kind are kept. */
#define MAX_FILES 200

static int
gs_state_file_compare (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * gs_state_file_make_path:
 * @kind: the folder's name
 * @suffix: with its dot
 *
 * The same traces have the same file, in whatever order they were opened.
 *
 * Returns: (transfer full): where the program keeps what it knows of the experiment
 */
char *
gs_state_file_make_path (const GsExperiment *experiment, const char *kind, const char *suffix)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree char *name = NULL;

  for (guint i = 0; i < experiment->traces->len; i++)
    g_ptr_array_add (paths, ((GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->path);
  g_ptr_array_sort (paths, gs_state_file_compare);
  if (experiment->path != NULL)
    g_ptr_array_insert (paths, 0, experiment->path);
  for (guint i = 0; i < paths->len; i++)
    g_checksum_update (sum, g_ptr_array_index (paths, i), strlen (g_ptr_array_index (paths, i)) + 1);
  name = g_strconcat (g_checksum_get_string (sum), suffix, NULL);
  return g_build_filename (g_get_user_state_dir (), "guestscope", kind, name, NULL);
}

/* What is oldest goes, so that looking at many recordings leaves no heap. */
static void
gs_state_file_tidy (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autofree char *oldest = NULL;
  const char *name;
  gint64 oldest_time = G_MAXINT64;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf status;

      n++;
      if (g_stat (path, &status) == 0 && status.st_mtime < oldest_time)
        {
          oldest_time = status.st_mtime;
          g_free (oldest);
          oldest = g_steal_pointer (&path);
        }
    }
  if (n > MAX_FILES && oldest != NULL)
    g_unlink (oldest);
}

/**
 * gs_state_file_prepare:
 * @path: from gs_state_file_make_path()
 * @error: its folder cannot be made
 *
 * Makes room for a file.
 */
gboolean
gs_state_file_prepare (const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("The folder “%s” cannot be made"), folder);
      return FALSE;
    }
  gs_state_file_tidy (folder);
  return TRUE;
}
