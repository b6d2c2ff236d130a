/* gs-trace-unpack.c: an archive's files to a folder
 * SPDX-License-Identifier: MIT
 *
 * What strangers send is not trusted: only files and folders come out of an archive, below the folder, as many and as
 * large as recordings are, and nothing in it takes memory without end.
 */
#include "find/gs-trace-unpack.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "gs-config.h"

#ifdef HAVE_LIBARCHIVE

#include <archive.h>
#include <archive_entry.h>

/* No recording has more files, or deeper folders; no file's name and the like are longer. */
#define MOST_FILES 100000
#define DEEPEST 48
#define MOST_HEADER (4 << 20)

#define BUFFER_SIZE (256 << 10)

/* An archive that is being unpacked. */
typedef struct
{
  GsTraceUnpack *job;
  int folder; /* what it is unpacked into; -1: it is only measured */
  struct archive *archive;
  struct archive *packed; /* what @archive is in, or NULL */
  char *buffer;           /* BUFFER_SIZE bytes of a file */
  char *stream;           /* BUFFER_SIZE bytes of what @packed holds */
  gsize n_header;         /* of these, since the last file */
  gboolean is_header;     /* no file's bytes are being read, but what stands before them */
  gint64 most;            /* bytes that it may take */
  gint64 noted;           /* bytes of the archive that were told of */
  guint n_files;
} GsTraceUnpackRun;

/* @read: bytes of the archive, by now */
static void
gs_trace_unpack_note (GsTraceUnpackRun *self, gint64 read)
{
  self->job->read (read - self->noted, self->job->user_data);
  self->noted = read;
}

static gboolean
gs_trace_unpack_refuse (const GsTraceUnpackRun *self, const char *reason, GError **error)
{
  g_autofree char *display = g_filename_display_name (self->job->path);

  g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” cannot be unpacked: %s"), display, reason);
  return FALSE;
}

static gboolean
gs_trace_unpack_refuse_files (const GsTraceUnpackRun *self, GError **error)
{
  return gs_trace_unpack_refuse (self, _ ("it has more than 100 000 files, as no recording has"), error);
}

static gboolean
gs_trace_unpack_fail (const GsTraceUnpackRun *self, GError **error)
{
  const char *words = archive_error_string (self->archive);
  g_autofree char *reason = NULL;

  if (g_cancellable_set_error_if_cancelled (self->job->cancellable, error))
    return FALSE;
  reason = g_strdup_printf (_ ("%s. It may have been copied only in part: copy it again."),
                            words != NULL ? words : g_strerror (EIO));
  return gs_trace_unpack_refuse (self, reason, error);
}

/* What cannot be written, on this side. */
static gboolean
gs_trace_unpack_fail_to_write (const GsTraceUnpackRun *self, GError **error)
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
gs_trace_unpack_make_folders (const GsTraceUnpackRun *self, const char *name, gboolean is_folder)
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
gs_trace_unpack_is_too_large (const GsTraceUnpackRun *self, GError **error)
{
  gint64 packed = MAX (self->job->packed, 1), unpacked = self->job->unpacked;

  if (unpacked > self->job->small && unpacked / packed > GS_TRACE_UNPACK_MOST_RATIO)
    {
      gs_trace_unpack_refuse (self, _ ("it would become more than 400 times as large, as no recording does"), error);
      return TRUE;
    }
  if (unpacked > self->most)
    {
      gs_trace_unpack_refuse (self, _ ("there is not enough room for it in the cache folder"), error);
      return TRUE;
    }
  return FALSE;
}

/* Copies one file's bytes; to nowhere where @file is -1, or as soon as they are more than what needs no question. */
static gboolean
gs_trace_unpack_copy (GsTraceUnpackRun *self, int file, GError **error)
{
  gssize n;

  while ((n = archive_read_data (self->archive, self->buffer, BUFFER_SIZE)) > 0)
    {
      self->job->unpacked += n;
      gs_trace_unpack_note (self, archive_filter_bytes (self->packed != NULL ? self->packed : self->archive, -1));
      if (g_cancellable_set_error_if_cancelled (self->job->cancellable, error)
          || gs_trace_unpack_is_too_large (self, error))
        return FALSE;
      if (file >= 0 && !gs_trace_unpack_write (file, self->buffer, n))
        return gs_trace_unpack_fail_to_write (self, error);
    }
  return n == 0 || gs_trace_unpack_fail (self, error);
}

static gboolean
gs_trace_unpack_file (GsTraceUnpackRun *self, const char *name, GError **error)
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
gs_trace_unpack_entry (GsTraceUnpackRun *self, struct archive_entry *entry, GError **error)
{
  const char *name = archive_entry_pathname (entry);
  mode_t type = archive_entry_filetype (entry);

  if (g_cancellable_set_error_if_cancelled (self->job->cancellable, error))
    return FALSE;
  if (archive_entry_is_encrypted (entry))
    return gs_trace_unpack_refuse (self, _ ("it is encrypted. Decrypt it first."), error);
  if (name == NULL || !gs_trace_unpack_is_inside (name))
    return gs_trace_unpack_refuse (self, _ ("it has files that would lie outside of its folder"), error);
  if (gs_trace_unpack_get_depth (name) > DEEPEST)
    return gs_trace_unpack_refuse (self, _ ("its folders are nested deeper than those of a recording"), error);
  if (++self->n_files > MOST_FILES)
    return gs_trace_unpack_refuse_files (self, error);
  if (archive_entry_hardlink (entry) != NULL || (type != AE_IFREG && type != AE_IFDIR))
    {
      self->job->n_skipped++;
      return archive_read_data_skip (self->archive) >= ARCHIVE_WARN || gs_trace_unpack_fail (self, error);
    }
  if (type == AE_IFREG)
    return gs_trace_unpack_file (self, name, error);
  return self->folder < 0 || gs_trace_unpack_make_folders (self, name, TRUE)
         || gs_trace_unpack_fail_to_write (self, error);
}

/* What a tar archive is packed in, as one stream of bytes. */
static la_ssize_t
gs_trace_unpack_read (struct archive *archive, void *user_data, const void **bytes)
{
  GsTraceUnpackRun *self = user_data;
  gssize n = archive_read_data (self->packed, self->stream, BUFFER_SIZE);

  self->n_header += MAX (n, 0);
  *bytes = self->stream;
  if (n < 0)
    archive_set_error (archive, archive_errno (self->packed), "%s", archive_error_string (self->packed));
  else if (g_cancellable_is_cancelled (self->job->cancellable) || (self->is_header && self->n_header > MOST_HEADER))
    archive_set_error (archive, EINVAL, "%s",
                       _ ("what it says of a file is longer than any that belongs to a recording"));
  else
    return n;
  return -1;
}

/* Of tar archives, which libarchive takes out of what they are packed in by a stage of its own here: so is it known
 * how much of it one header takes. */
static gboolean
gs_trace_unpack_open_tar (GsTraceUnpackRun *self)
{
  struct archive_entry *entry;

  self->packed = archive_read_new ();
  archive_read_support_format_raw (self->packed);
  archive_read_support_filter_gzip (self->packed);
  archive_read_support_filter_bzip2 (self->packed);
  archive_read_support_filter_xz (self->packed);
  archive_read_support_filter_zstd (self->packed);
  if (archive_read_open_filename (self->packed, self->job->path, BUFFER_SIZE) != ARCHIVE_OK
      || archive_read_next_header (self->packed, &entry) != ARCHIVE_OK)
    {
      archive_set_error (self->archive, archive_errno (self->packed), "%s", archive_error_string (self->packed));
      return FALSE;
    }
  archive_read_support_format_tar (self->archive);
  return archive_read_open (self->archive, self, NULL, gs_trace_unpack_read, NULL) == ARCHIVE_OK;
}

/* libarchive keeps all that a zip archive's list of files holds before it tells of the first one. Returns: how many
 * that may be at most */
static guint
gs_trace_unpack_count_listed (GsTraceUnpackRun *self, int file)
{
  static const char mark[] = "PK\1\2";
  gsize kept = 0;
  gssize n;
  guint count = 0;

  while (count <= MOST_FILES && !g_cancellable_is_cancelled (self->job->cancellable)
         && (n = read (file, self->stream + kept, BUFFER_SIZE - kept)) > 0)
    {
      const char *end = self->stream + kept + n;

      for (const char *at = self->stream; (at = memchr (at, mark[0], end - at)) != NULL; at++)
        count += (gsize) (end - at) >= strlen (mark) && memcmp (at, mark, strlen (mark)) == 0;
      kept = MIN (kept + (gsize) n, strlen (mark) - 1);
      memmove (self->stream, end - kept, kept);
    }
  return count;
}

static gboolean
gs_trace_unpack_open_zip (GsTraceUnpackRun *self)
{
  archive_read_support_format_zip (self->archive);
  return archive_read_open_filename (self->archive, self->job->path, BUFFER_SIZE) == ARCHIVE_OK;
}

static gboolean
gs_trace_unpack_open (GsTraceUnpackRun *self, GError **error)
{
  int file = g_open (self->job->path, O_RDONLY | O_CLOEXEC, 0);
  gboolean is_zip = file >= 0 && read (file, self->stream, 2) == 2 && memcmp (self->stream, "PK", 2) == 0;
  guint n_listed = is_zip ? gs_trace_unpack_count_listed (self, file) : 0;

  if (file >= 0)
    close (file);
  self->archive = archive_read_new ();
  if (n_listed > MOST_FILES)
    return gs_trace_unpack_refuse_files (self, error);
  return (is_zip ? gs_trace_unpack_open_zip (self) : gs_trace_unpack_open_tar (self))
         || gs_trace_unpack_fail (self, error);
}

static int
gs_trace_unpack_next (GsTraceUnpackRun *self, struct archive_entry **entry)
{
  int result;

  self->n_header = 0;
  self->is_header = TRUE;
  result = archive_read_next_header (self->archive, entry);
  self->is_header = FALSE;
  return result;
}

/* Goes through all entries: unpacks them, or finds out how much they take. */
static gboolean
gs_trace_unpack_entries (GsTraceUnpackRun *self, GError **error)
{
  struct archive_entry *entry;
  gboolean is_done = gs_trace_unpack_open (self, error);
  int result = ARCHIVE_OK;

  while (is_done && (result = gs_trace_unpack_next (self, &entry)) != ARCHIVE_EOF)
    is_done = result >= ARCHIVE_WARN ? gs_trace_unpack_entry (self, entry, error) : gs_trace_unpack_fail (self, error);
  archive_read_free (self->archive);
  archive_read_free (self->packed);
  gs_trace_unpack_note (self, self->job->packed);
  return is_done;
}

/* @folder: a file descriptor; -1: it is only measured */
static gboolean
gs_trace_unpack_run (GsTraceUnpack *job, int folder, gint64 most, GError **error)
{
  GsTraceUnpackRun self = { .job = job, .folder = folder, .most = most };
  gboolean is_done;

  job->unpacked = job->n_skipped = 0;
  self.buffer = g_malloc (BUFFER_SIZE);
  self.stream = g_malloc (BUFFER_SIZE);
  is_done = gs_trace_unpack_entries (&self, error);
  g_free (self.stream);
  g_free (self.buffer);
  return is_done;
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

/**
 * gs_trace_unpack_measure:
 * @error: it cannot be unpacked
 *
 * Finds out how much is in the archive; nothing is written.
 */
gboolean
gs_trace_unpack_measure (GsTraceUnpack *self, GError **error)
{
  return gs_trace_unpack_run (self, -1, G_MAXINT64, error);
}

/**
 * gs_trace_unpack_into:
 * @folder: that is there, and empty
 * @error: it cannot be unpacked; part of it may have been
 */
gboolean
gs_trace_unpack_into (GsTraceUnpack *self, const char *folder, GError **error)
{
  const GsTraceUnpackRun run = { .job = self };
  int file = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  gboolean is_done;

  if (file < 0)
    return gs_trace_unpack_fail_to_write (&run, error);
  is_done = gs_trace_unpack_run (self, file, gs_trace_unpack_get_room (folder), error);
  close (file);
  return is_done;
}

#else

static gboolean
gs_trace_unpack_lack (const GsTraceUnpack *self, GError **error)
{
  g_set_error (error, GS_ERROR, GS_ERROR_UNSUPPORTED,
               _ ("“%s” cannot be unpacked: this Guestscope was built without libarchive. Unpack it, and open the "
                  "folder."),
               self->path);
  return FALSE;
}

gboolean
gs_trace_unpack_measure (GsTraceUnpack *self, GError **error)
{
  return gs_trace_unpack_lack (self, error);
}

gboolean
gs_trace_unpack_into (GsTraceUnpack *self, const char *folder, GError **error)
{
  return gs_trace_unpack_lack (self, error);
}

#endif
