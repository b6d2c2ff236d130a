/* gs-write-file.c: files that are written as a whole or not at all
 * SPDX-License-Identifier: MIT
 *
 * What is written takes the old file's place once it is complete; until then it has no name, so that nothing is left
 * where the program is ended meanwhile. A link stays one: the file that it leads to is replaced. What is there and no
 * regular file, such as a device or a pipe, cannot be replaced by one: it gets what is written at once.
 */
#define _GNU_SOURCE /* O_TMPFILE */
#include "base/gs-write-file.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-write-error.h"

/* As the kernel has it. */
#define MAX_LINKS 40
/* Names to try, where some are taken: a program that was killed leaves its file behind. */
#define MAX_NAMES 100

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

/* --- A draft: a file that has no name yet, or another than it will have --- */

typedef struct
{
  GOutputStream parent;
  int file;
  char *place;       /* where it goes, or NULL: it is standard output */
  char *name;        /* what it is called meanwhile, or NULL */
  gboolean is_whole; /* nothing failed so far */
} GsDraft;

typedef GOutputStreamClass GsDraftClass;

GType gs_draft_get_type (void);
G_DEFINE_TYPE (GsDraft, gs_draft, G_TYPE_OUTPUT_STREAM)

static gboolean
gs_draft_fail (GError **error, int number)
{
  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (number), g_strerror (number));
  return FALSE;
}

static char *
gs_draft_dup_name (const char *place)
{
  return g_strdup_printf ("%s.%08x", place, g_random_int ());
}

/* A folder on a file system that knows no files without a name gets one with another name. */
static gboolean
gs_draft_open (GsDraft *self, const char *place, int mode, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (place);

  self->is_whole = TRUE;
  if (strcmp (place, "-") == 0)
    return (self->file = dup (STDOUT_FILENO)) >= 0 || gs_draft_fail (error, errno);
  self->place = g_strdup (place);
  if (g_file_test (place, G_FILE_TEST_IS_DIR))
    return gs_draft_fail (error, EISDIR);
  self->file = open (folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
  if (self->file < 0 && (errno == EOPNOTSUPP || errno == EISDIR))
    {
      self->name = gs_draft_dup_name (place);
      self->file = open (self->name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, mode);
    }
  if (self->file >= 0)
    return TRUE;
  g_clear_pointer (&self->name, g_free);
  return gs_draft_fail (error, errno);
}

/* A file without a name can be given one, but none that is taken: then another first. */
static gboolean
gs_draft_give_name (GsDraft *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", self->file);

  if (self->name == NULL && linkat (AT_FDCWD, path, AT_FDCWD, self->place, AT_SYMLINK_FOLLOW) == 0)
    return TRUE;
  for (guint i = 0; i < MAX_NAMES && self->name == NULL && errno == EEXIST; i++)
    {
      self->name = gs_draft_dup_name (self->place);
      if (linkat (AT_FDCWD, path, AT_FDCWD, self->name, AT_SYMLINK_FOLLOW) != 0)
        g_clear_pointer (&self->name, g_free);
    }
  if (self->name == NULL || g_rename (self->name, self->place) != 0)
    return FALSE;
  g_clear_pointer (&self->name, g_free);
  return TRUE;
}

/* Returns: FALSE with @error where what was there before still is */
static gboolean
gs_draft_commit (GsDraft *self, GError **error)
{
  if (!self->is_whole)
    return gs_draft_fail (error, EIO);
  if (self->place == NULL)
    return TRUE;
  return (fsync (self->file) == 0 && gs_draft_give_name (self)) || gs_draft_fail (error, errno);
}

static gssize
gs_draft_write (GOutputStream *stream, const void *data, gsize length, GCancellable *cancellable, GError **error)
{
  GsDraft *self = (GsDraft *) stream;
  gssize n;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return -1;
  do
    n = write (self->file, data, length);
  while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;
  self->is_whole = FALSE;
  gs_draft_fail (error, errno);
  return -1;
}

static gboolean
gs_draft_close (GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  GsDraft *self = (GsDraft *) stream;
  gboolean is_done = !g_cancellable_set_error_if_cancelled (cancellable, error) && gs_draft_commit (self, error);

  if (self->name != NULL)
    g_unlink (self->name);
  close (self->file);
  self->file = -1;
  return is_done;
}

static void
gs_draft_finalize (GObject *object)
{
  GsDraft *self = (GsDraft *) object;

  if (self->file >= 0)
    close (self->file);
  g_free (self->place);
  g_free (self->name);
  G_OBJECT_CLASS (gs_draft_parent_class)->finalize (object);
}

static void
gs_draft_class_init (GsDraftClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_draft_finalize;
  klass->write_fn = gs_draft_write;
  klass->close_fn = gs_draft_close;
}

static void
gs_draft_init (GsDraft *self)
{
  self->file = -1;
}

/* Returns: (transfer full) (nullable): a stream, or NULL with GLib's own error */
static GOutputStream *
gs_write_file_open_mode (const char *path, int mode, GError **error)
{
  g_autofree char *place = NULL;
  g_autoptr (GOutputStream) draft = NULL;

  if (strcmp (path, "-") != 0 && gs_write_file_is_special (path))
    {
      g_autoptr (GFile) file = g_file_new_for_path (path);

      return (GOutputStream *) g_file_append_to (file, G_FILE_CREATE_NONE, NULL, error);
    }
  place = strcmp (path, "-") == 0 ? g_strdup (path) : gs_write_file_follow (path);
  draft = g_object_new (gs_draft_get_type (), NULL);
  if (gs_draft_open ((GsDraft *) draft, place, mode, error))
    return g_steal_pointer (&draft);
  ((GsDraft *) draft)->is_whole = FALSE;
  return NULL;
}

/**
 * gs_write_file_open:
 *
 * For what is too large to be kept in memory. The stream has to be closed; closing it with a cancelled
 * #GCancellable, or after a write that failed, leaves what was there before. Blocks while nobody reads from a pipe.
 *
 * Returns: (transfer full) (nullable): a stream, or NULL with GLib's own error, for gs_write_error_set()
 */
GOutputStream *
gs_write_file_open (const char *path, GError **error)
{
  GStatBuf status;

  g_return_val_if_fail (path != NULL, NULL);

  return gs_write_file_open_mode (path, g_stat (path, &status) == 0 ? status.st_mode & 0777 : 0666, error);
}

/**
 * gs_write_file:
 * @path: the file's, or "-": standard output
 * @mode: of the file, less what the user's mask takes away
 *
 * Written without a name, synced to the disk and named: at no time is there half a file.
 *
 * Returns: FALSE and %GS_ERROR_FILE where it can't be written
 */
gboolean
gs_write_file (const char *path, gconstpointer data, gsize length, int mode, GError **error)
{
  g_autoptr (GOutputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (length <= G_MAXSSIZE, FALSE);

  stream = gs_write_file_open_mode (path, mode, &cause);
  if (stream != NULL && g_output_stream_write_all (stream, data, length, NULL, NULL, &cause)
      && g_output_stream_close (stream, NULL, &cause))
    return TRUE;
  return gs_write_error_set (error, path, cause);
}
