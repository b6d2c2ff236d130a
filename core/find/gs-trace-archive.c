/* gs-trace-archive.c: recordings that came as an archive
 * SPDX-License-Identifier: MIT
 *
 * What strangers send is not trusted: only files and folders come out of an archive, below the scratch folder, as
 * many and as large as recordings are.
 */
#include "find/gs-trace-archive.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "base/gs-scratch.h"
#include "gs-config.h"

/* No recording has more files, or deeper folders, or is packed so well. */
#define MOST_FILES 100000
#define DEEPEST 48
#define MOST_RATIO 400

#define BUFFER_SIZE (256 << 10)

/* One that was unpacked. */
typedef struct
{
  char *path; /* absolute */
  gint64 size;
  gint64 changed; /* s since the epoch: another one of the same name is unpacked, too */
  char *folder;
} GsTraceArchive;

static GMutex gs_trace_archive_mutex;      /* guards what follows */
static GPtrArray *gs_trace_archive_list;   /* of GsTraceArchive; for as long as the program runs */
static GHashTable *gs_trace_archive_large; /* paths that may be large; NULL as a key: all */

/**
 * gs_trace_archive_is_called_one:
 *
 * Returns: whether @path is called like an archive; nothing is looked at
 */
gboolean
gs_trace_archive_is_called_one (const char *path)
{
  static const char *const suffixes[] = { ".tar",     ".tar.gz",  ".tgz",  ".tar.xz", ".txz",
                                          ".tar.zst", ".tar.bz2", ".tbz2", ".zip" };
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (g_str_has_suffix (lower, suffixes[i]))
      return TRUE;
  return FALSE;
}

/* And that is a file. */
gboolean
gs_trace_archive_is_one (const char *path)
{
  return gs_trace_archive_is_called_one (path) && g_file_test (path, G_FILE_TEST_IS_REGULAR);
}

/**
 * gs_trace_archive_allow_large:
 * @path: (nullable): an archive that may take more than GS_TRACE_ARCHIVE_LARGE; NULL: all may
 */
void
gs_trace_archive_allow_large (const char *path)
{
  gs_lock (&gs_trace_archive_mutex);
  if (gs_trace_archive_large == NULL)
    gs_trace_archive_large = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (gs_trace_archive_large, path != NULL ? g_canonicalize_filename (path, NULL) : g_strdup (""));
  gs_unlock (&gs_trace_archive_mutex);
}

static gboolean
gs_trace_archive_may_be_large (const char *path)
{
  gboolean may;

  gs_lock (&gs_trace_archive_mutex);
  may = gs_trace_archive_large != NULL
        && (g_hash_table_contains (gs_trace_archive_large, path) || g_hash_table_contains (gs_trace_archive_large, ""));
  gs_unlock (&gs_trace_archive_mutex);
  return may;
}

/* Returns: (transfer full) (nullable): where @path was unpacked to before */
static char *
gs_trace_archive_dup_folder (const char *path, const GStatBuf *status)
{
  char *folder = NULL;

  gs_lock (&gs_trace_archive_mutex);
  for (guint i = 0; gs_trace_archive_list != NULL && i < gs_trace_archive_list->len; i++)
    {
      const GsTraceArchive *self = g_ptr_array_index (gs_trace_archive_list, i);

      if (folder == NULL && strcmp (self->path, path) == 0 && self->size == status->st_size
          && self->changed == status->st_mtime)
        folder = g_strdup (self->folder);
    }
  gs_unlock (&gs_trace_archive_mutex);
  return folder;
}

static void
gs_trace_archive_keep (const char *path, const GStatBuf *status, const char *folder)
{
  GsTraceArchive *self = g_new (GsTraceArchive, 1);

  *self = (GsTraceArchive){ g_strdup (path), status->st_size, status->st_mtime, g_strdup (folder) };
  gs_lock (&gs_trace_archive_mutex);
  if (gs_trace_archive_list == NULL)
    gs_trace_archive_list = g_ptr_array_new ();
  g_ptr_array_add (gs_trace_archive_list, self);
  gs_unlock (&gs_trace_archive_mutex);
}

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>

/* An archive that is being unpacked. */
typedef struct
{
  const char *path;
  int folder; /* what it is unpacked into; -1: it is only measured */
  struct archive *archive;
  char *buffer;
  gint64 packed;   /* bytes of the file */
  gint64 unpacked; /* by now */
  gint64 most;     /* that it may take */
  guint n_files;
  guint n_skipped; /* links, devices, sockets, pipes */
  GCancellable *cancellable;
} GsTraceUnpack;

static gboolean
gs_trace_unpack_refuse (const GsTraceUnpack *self, const char *reason, GError **error)
{
  g_autofree char *display = g_filename_display_name (self->path);

  g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” cannot be unpacked: %s"), display, reason);
  return FALSE;
}

static gboolean
gs_trace_unpack_fail (const GsTraceUnpack *self, GError **error)
{
  const char *words = archive_error_string (self->archive);
  g_autofree char *reason = NULL;

  reason = g_strdup_printf (_ ("%s. It may have been copied only in part: copy it again."),
                            words != NULL ? words : _ ("it is damaged"));
  return gs_trace_unpack_refuse (self, reason, error);
}

/* What cannot be written, on this side. */
static gboolean
gs_trace_unpack_fail_to_write (const GsTraceUnpack *self, GError **error)
{
  return gs_trace_unpack_refuse (self, g_strerror (errno), error);
}

/* Whether an entry's name stays below the folder. */
static gboolean
gs_trace_unpack_is_inside (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  if (name[0] == '/' || strchr (name, '\\') != NULL)
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (strcmp (parts[i], "..") == 0)
      return FALSE;
  return TRUE;
}

static guint
gs_trace_unpack_get_depth (const char *name)
{
  guint depth = 0;

  for (const char *slash = strchr (name, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    depth++;
  return depth;
}

/* Makes the folders that @name lies in; and itself where @is_folder. No link is ever made, so none is followed. */
static gboolean
gs_trace_unpack_make_folders (const GsTraceUnpack *self, const char *name, gboolean is_folder)
{
  g_autofree char *path = g_strdup (name);

  for (char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      *slash = '\0';
      if (path[0] != '\0' && mkdirat (self->folder, path, 0700) != 0 && errno != EEXIST)
        return FALSE;
      *slash = '/';
    }
  return !is_folder || mkdirat (self->folder, path, 0700) == 0 || errno == EEXIST;
}

/* Zeros, of which packets' rests are made and archives that are traps, become holes that take no room. */
static gboolean
gs_trace_unpack_write (int file, const char *bytes, gsize n)
{
  if (bytes[0] == 0 && memcmp (bytes, bytes + 1, n - 1) == 0)
    return lseek (file, (off_t) n, SEEK_CUR) >= 0;
  while (n > 0)
    {
      gssize written = write (file, bytes, n);

      if (written < 0 && errno == EINTR)
        continue;
      if (written < 0)
        return FALSE;
      bytes += written;
      n -= written;
    }
  return TRUE;
}

static gboolean
gs_trace_unpack_is_too_large (const GsTraceUnpack *self, GError **error)
{
  gint64 packed = MAX (self->packed, 1);

  if (self->unpacked > GS_TRACE_ARCHIVE_LARGE && self->unpacked / packed > MOST_RATIO)
    {
      gs_trace_unpack_refuse (self, _ ("it would become more than 400 times as large, as no recording does"), error);
      return TRUE;
    }
  if (self->unpacked > self->most)
    {
      gs_trace_unpack_refuse (self, _ ("there is not enough room for it in the cache folder"), error);
      return TRUE;
    }
  return FALSE;
}

/* Copies one file's bytes; to nowhere where @file is -1, or as soon as they are more than what needs no question. */
static gboolean
gs_trace_unpack_copy (GsTraceUnpack *self, int file, GError **error)
{
  gssize n;

  while ((n = archive_read_data (self->archive, self->buffer, BUFFER_SIZE)) > 0)
    {
      self->unpacked += n;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error) || gs_trace_unpack_is_too_large (self, error))
        return FALSE;
      if (file >= 0 && !gs_trace_unpack_write (file, self->buffer, n))
        return gs_trace_unpack_fail_to_write (self, error);
    }
  return n == 0 || gs_trace_unpack_fail (self, error);
}

static gboolean
gs_trace_unpack_file (GsTraceUnpack *self, const char *name, GError **error)
{
  gboolean is_done;
  int file = -1;

  if (self->folder >= 0)
    {
      if (!gs_trace_unpack_make_folders (self, name, FALSE))
        return gs_trace_unpack_fail_to_write (self, error);
      file = openat (self->folder, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
      if (file < 0)
        return gs_trace_unpack_fail_to_write (self, error);
    }
  is_done = gs_trace_unpack_copy (self, file, error);
  if (is_done && file >= 0 && ftruncate (file, lseek (file, 0, SEEK_CUR)) != 0)
    is_done = gs_trace_unpack_fail_to_write (self, error);
  if (file >= 0 && close (file) != 0 && is_done)
    return gs_trace_unpack_fail_to_write (self, error);
  return is_done;
}

static gboolean
gs_trace_unpack_entry (GsTraceUnpack *self, struct archive_entry *entry, GError **error)
{
  const char *name = archive_entry_pathname (entry);
  mode_t type = archive_entry_filetype (entry);

  if (archive_entry_is_encrypted (entry))
    return gs_trace_unpack_refuse (self, _ ("it is encrypted. Decrypt it first."), error);
  if (name == NULL || !gs_trace_unpack_is_inside (name))
    return gs_trace_unpack_refuse (self, _ ("it has files that would lie outside of its folder"), error);
  if (gs_trace_unpack_get_depth (name) > DEEPEST)
    return gs_trace_unpack_refuse (self, _ ("its folders are nested deeper than those of a recording"), error);
  if (++self->n_files > MOST_FILES)
    return gs_trace_unpack_refuse (self, _ ("it has more than 100 000 files, as no recording has"), error);
  if (archive_entry_hardlink (entry) != NULL || (type != AE_IFREG && type != AE_IFDIR))
    {
      self->n_skipped++;
      return TRUE;
    }
  if (type == AE_IFREG)
    return gs_trace_unpack_file (self, name, error);
  return self->folder < 0 || gs_trace_unpack_make_folders (self, name, TRUE)
         || gs_trace_unpack_fail_to_write (self, error);
}

static gboolean
gs_trace_unpack_open (GsTraceUnpack *self, GError **error)
{
  self->archive = archive_read_new ();
  archive_read_support_format_tar (self->archive);
  archive_read_support_format_zip (self->archive);
  archive_read_support_filter_gzip (self->archive);
  archive_read_support_filter_bzip2 (self->archive);
  archive_read_support_filter_xz (self->archive);
  archive_read_support_filter_zstd (self->archive);
  return archive_read_open_filename (self->archive, self->path, BUFFER_SIZE) == ARCHIVE_OK
         || gs_trace_unpack_fail (self, error);
}

/* Goes through all entries: unpacks them, or finds out how much they take. */
static gboolean
gs_trace_unpack_run (GsTraceUnpack *self, GError **error)
{
  struct archive_entry *entry;
  gboolean is_done = gs_trace_unpack_open (self, error);
  int result = ARCHIVE_OK;

  self->unpacked = self->n_files = self->n_skipped = 0;
  while (is_done && (result = archive_read_next_header (self->archive, &entry)) != ARCHIVE_EOF)
    is_done = result >= ARCHIVE_WARN ? gs_trace_unpack_entry (self, entry, error) : gs_trace_unpack_fail (self, error);
  archive_read_free (self->archive);
  return is_done;
}

/* Asks before much is written: what is small is just unpacked. */
static gboolean
gs_trace_unpack_check (GsTraceUnpack *self, GError **error)
{
  g_autofree char *display = g_filename_display_name (self->path);
  g_autofree char *size = NULL;

  if (self->packed < GS_TRACE_ARCHIVE_LARGE / MOST_RATIO || gs_trace_archive_may_be_large (self->path))
    return TRUE;
  if (!gs_trace_unpack_run (self, error))
    return FALSE;
  if (self->unpacked <= GS_TRACE_ARCHIVE_LARGE)
    return TRUE;
  size = g_format_size (self->unpacked);
  g_set_error (error, GS_ERROR, GS_ERROR_LARGE, _ ("“%s” takes %s in the cache folder when it is unpacked."), display,
               size);
  return FALSE;
}

/* Returns: bytes that @folder's disk has room for, less what others may need meanwhile */
static gint64
gs_trace_unpack_get_room (const char *folder)
{
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GFileInfo) info = g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);
  guint64 room = info != NULL ? g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) : 0;

  return (gint64) MIN (room / 10 * 9, (guint64) G_MAXINT64);
}

static gboolean
gs_trace_archive_fill (const char *path, const char *folder, gint64 packed, GPtrArray *warnings,
                       GCancellable *cancellable, GError **error)
{
  GsTraceUnpack self = { .path = path, .folder = -1, .packed = packed, .cancellable = cancellable };
  gboolean is_done;

  self.most = gs_trace_unpack_get_room (folder);
  self.buffer = g_malloc (BUFFER_SIZE);
  is_done = gs_trace_unpack_check (&self, error);
  if (is_done)
    {
      self.folder = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
      is_done = self.folder >= 0 ? gs_trace_unpack_run (&self, error) : gs_trace_unpack_fail_to_write (&self, error);
      if (self.folder >= 0)
        close (self.folder);
    }
  if (is_done && self.n_skipped > 0 && warnings != NULL)
    g_ptr_array_add (warnings,
                     g_strdup_printf (ngettext ("%s: %u link or special file in it was left out",
                                                "%s: %u links or special files in it were left out", self.n_skipped),
                                      path, self.n_skipped));
  g_free (self.buffer);
  return is_done;
}

#else

static gboolean
gs_trace_archive_fill (const char *path, const char *folder, gint64 packed, GPtrArray *warnings,
                       GCancellable *cancellable, GError **error)
{
  g_set_error (error, GS_ERROR, GS_ERROR_UNSUPPORTED,
               _ ("“%s” cannot be unpacked: this Guestscope was built without libarchive. Unpack it, and open the "
                  "folder."),
               path);
  return FALSE;
}

#endif

/**
 * gs_trace_archive_unpack:
 * @path: for which gs_trace_archive_is_one()
 * @warnings: (nullable) (element-type utf8): gets a sentence where something was left out
 * @cancellable: (nullable): from any thread
 * @error: it cannot be unpacked; %GS_ERROR_LARGE: it is larger than GS_TRACE_ARCHIVE_LARGE, and wasn't allowed to be
 *
 * Returns: (transfer full) (nullable): the folder that it is unpacked in
 */
char *
gs_trace_archive_unpack (const char *path, GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = NULL;
  GStatBuf status = { 0 };

  g_stat (absolute, &status);
  folder = gs_trace_archive_dup_folder (absolute, &status);
  if (folder != NULL)
    return g_steal_pointer (&folder);
  folder = gs_scratch_new (error);
  if (folder == NULL)
    return NULL;
  if (!gs_trace_archive_fill (absolute, folder, status.st_size, warnings, cancellable, error))
    {
      gs_scratch_remove (folder);
      return NULL;
    }
  gs_trace_archive_keep (absolute, &status, folder);
  return g_steal_pointer (&folder);
}

/**
 * gs_trace_archive_unpack_all:
 * @paths: (array zero-terminated=1): folders and archives
 *
 * Returns: (transfer full) (nullable): the folders, those that archives are unpacked in among them; NULL with @error
 */
GStrv
gs_trace_archive_unpack_all (const char *const *paths, GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) folders = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; paths[i] != NULL; i++)
    {
      char *folder = gs_trace_archive_is_one (paths[i]) ?
                         gs_trace_archive_unpack (paths[i], warnings, cancellable, error) :
                         g_strdup (paths[i]);

      if (folder == NULL)
        return NULL;
      g_ptr_array_add (folders, folder);
    }
  g_ptr_array_add (folders, NULL);
  return (GStrv) g_ptr_array_steal (folders, NULL);
}

/**
 * gs_trace_archive_dup_unpacked:
 * @path: that may lead into an archive, as gs_trace_archive_dup_lasting() made it
 * @error: the archive cannot be unpacked
 *
 * Unpacks the archive, if that wasn't done before.
 *
 * Returns: (transfer full) (nullable): where that is now; NULL without @error where no archive is on the path
 */
char *
gs_trace_archive_dup_unpacked (const char *path, GError **error)
{
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *archive = g_strndup (path, slash - path);
      g_autofree char *folder = NULL;

      if (!gs_trace_archive_is_one (archive))
        continue;
      folder = gs_trace_archive_unpack (archive, NULL, NULL, error);
      return folder != NULL ? g_build_filename (folder, slash, NULL) : NULL;
    }
  return NULL;
}

/**
 * gs_trace_archive_dup_lasting:
 *
 * Returns: (transfer full) (nullable): the archive's path with the path in it, where @path is of what was unpacked
 */
char *
gs_trace_archive_dup_lasting (const char *path)
{
  char *lasting = NULL;

  gs_lock (&gs_trace_archive_mutex);
  for (guint i = 0; gs_trace_archive_list != NULL && i < gs_trace_archive_list->len && lasting == NULL; i++)
    {
      const GsTraceArchive *self = g_ptr_array_index (gs_trace_archive_list, i);
      gsize length = strlen (self->folder);

      if (strncmp (path, self->folder, length) == 0 && (path[length] == '/' || path[length] == '\0'))
        lasting = g_strconcat (self->path, path[length] == '\0' ? "/." : path + length, NULL);
    }
  gs_unlock (&gs_trace_archive_mutex);
  return lasting;
}

/* As gs_trace_archive_dup_lasting(), other paths as they are. */
GStrv
gs_trace_archive_dup_lasting_all (const char *const *paths)
{
  guint n = g_strv_length ((GStrv) paths);
  GStrv lasting = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    {
      lasting[i] = gs_trace_archive_dup_lasting (paths[i]);
      if (lasting[i] == NULL)
        lasting[i] = g_strdup (paths[i]);
    }
  return lasting;
}
