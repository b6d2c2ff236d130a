/* gs-write-file.c: files that are written as a whole or not at all
 * SPDX-License-Identifier: MIT
 *
 * What is written takes the old file's place once it is complete. A link stays one:
 * the file that it leads to is replaced. What is there and no regular file, such as a
 * device or a pipe, cannot be replaced by one: it gets what is written at once.
 */
#include "base/gs-write-file.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/gs-write-error.h"

/* As the kernel has it. */
#define MAX_LINKS 40

static gboolean
gs_write_file_is_special (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && !S_ISREG (status.st_mode) && !S_ISDIR (status.st_mode);
}

/* Returns: (transfer full): where the file is or is going to be, through links; their end need not be there yet */
static char *
gs_write_file_follow (const char *path)
{
  g_autofree char *real = realpath (path, NULL);
  g_autofree char *place = g_strdup (real != NULL ? real : path);

  for (guint i = 0; real == NULL && i < MAX_LINKS; i++)
    {
      g_autofree char *target = g_file_read_link (place, NULL);
      g_autofree char *folder = g_path_get_dirname (place);

      if (target == NULL)
        break;
      g_free (place);
      place = g_path_is_absolute (target) ? g_steal_pointer (&target) : g_build_filename (folder, target, NULL);
    }
  return g_steal_pointer (&place);
}

static GOutputStream *
gs_write_file_open_special (const char *path, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return (GOutputStream *) g_file_append_to (file, G_FILE_CREATE_NONE, NULL, error);
}

/**
 * gs_write_file_open:
 *
 * For what is too large to be kept in memory. The stream has to be closed; closing it with a cancelled
 * #GCancellable leaves what was there before. Blocks while nobody reads from a pipe.
 *
 * Returns: (transfer full) (nullable): a stream, or NULL with GLib's own error, for gs_write_error_set()
 */
GOutputStream *
gs_write_file_open (const char *path, GError **error)
{
  g_autofree char *place = NULL;
  g_autoptr (GFile) file = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (gs_write_file_is_special (path))
    return gs_write_file_open_special (path, error);
  place = gs_write_file_follow (path);
  file = g_file_new_for_path (place);
  return (GOutputStream *) g_file_replace (file, NULL, FALSE, G_FILE_CREATE_NONE, NULL, error);
}

static gboolean
gs_write_file_into_special (const char *path, gconstpointer data, gsize length, GError **error)
{
  g_autoptr (GOutputStream) stream = gs_write_file_open_special (path, error);

  return stream != NULL && g_output_stream_write_all (stream, data, length, NULL, NULL, error)
         && g_output_stream_close (stream, NULL, error);
}

/**
 * gs_write_file:
 * @mode: of a new file, less what the user's mask takes away
 *
 * Written under another name, synced to the disk and renamed: at no time is there half a file.
 *
 * Returns: FALSE and %GS_ERROR_FILE where it can't be written
 */
gboolean
gs_write_file (const char *path, gconstpointer data, gsize length, int mode, GError **error)
{
  const GFileSetContentsFlags flags = G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE;
  g_autofree char *place = NULL;
  g_autoptr (GError) cause = NULL;
  gboolean is_written;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (length <= G_MAXSSIZE, FALSE);

  if (gs_write_file_is_special (path))
    is_written = gs_write_file_into_special (path, data, length, &cause);
  else
    {
      place = gs_write_file_follow (path);
      is_written = g_file_set_contents_full (place, data, length, flags, mode, &cause);
    }
  return is_written || gs_write_error_set (error, path, cause);
}
