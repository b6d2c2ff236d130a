/* gs-trace-stamp.c: size and time of change of a trace's files
 * SPDX-License-Identifier: MIT
 */
#include "trace/gs-trace-stamp.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

struct _GsTraceStamp
{
  char *folder;
  GHashTable *files; /* from name to GsFileStamp */
};

typedef struct
{
  guint64 device, inode, n_bytes;
  struct timespec changed;
} GsFileStamp;

static GHashTable *
gs_trace_stamp_look (const char *folder)
{
  GHashTable *files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GsFileStamp *file;
      GStatBuf status;

      if (name[0] == '.' || g_stat (path, &status) != 0 || !S_ISREG (status.st_mode))
        continue;
      file = g_new0 (GsFileStamp, 1);
      file->device = status.st_dev;
      file->inode = status.st_ino;
      file->n_bytes = status.st_size;
      file->changed = status.st_mtim;
      g_hash_table_insert (files, g_strdup (name), file);
    }
  return files;
}

/**
 * gs_trace_stamp_new:
 * @folder: that holds `metadata`
 *
 * Returns: (transfer full): how its files are by now
 */
GsTraceStamp *
gs_trace_stamp_new (const char *folder)
{
  GsTraceStamp *self = g_new0 (GsTraceStamp, 1);

  self->folder = g_strdup (folder);
  self->files = gs_trace_stamp_look (folder);
  return self;
}

static gboolean
gs_trace_stamp_is_same (const GsTraceStamp *self, GHashTable *files)
{
  GHashTableIter iter;
  gpointer name, file;

  if (g_hash_table_size (self->files) != g_hash_table_size (files))
    return FALSE;
  g_hash_table_iter_init (&iter, self->files);
  while (g_hash_table_iter_next (&iter, &name, &file))
    {
      const GsFileStamp *other = g_hash_table_lookup (files, name);

      if (other == NULL || memcmp (file, other, sizeof *other) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * gs_trace_stamp_dup_warning:
 * @trace_name: what the warning calls the trace
 * @is_there: (out): whether there is anything to be read again
 *
 * Returns: (transfer full) (nullable): translated, where the files are not as
 *   they were
 */
char *
gs_trace_stamp_dup_warning (const GsTraceStamp *self, const char *trace_name, gboolean *is_there)
{
  g_autoptr (GHashTable) files = gs_trace_stamp_look (self->folder);
  g_autofree char *display = NULL;

  *is_there = g_hash_table_size (files) > 0;
  if (gs_trace_stamp_is_same (self, files))
    return NULL;

  display = g_filename_display_name (self->folder);
  if (!*is_there)
    return g_strdup_printf (
        _ ("%s: “%s” was removed while it was read, so its rows may end early, and it can't be opened again"),
        trace_name, display);
  return g_strdup_printf (_ ("%s: files in “%s” changed while they were read, so its rows may be wrong; "
                             "read it again when nothing writes to it any more"),
                          trace_name, display);
}

/**
 * gs_trace_stamp_free:
 * @self: (transfer full): the stamp
 */
void
gs_trace_stamp_free (GsTraceStamp *self)
{
  g_hash_table_unref (self->files);
  g_free (self->folder);
  g_free (self);
}
