/* gs-trace-archive.c: recordings that came as an archive
 * SPDX-License-Identifier: MIT
 */
#include "find/gs-trace-archive.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "base/gs-scratch.h"
#include "find/gs-trace-unpack.h"

/* One that was unpacked. */
typedef struct
{
  char *path; /* absolute */
  gint64 size;
  gint64 changed; /* s since the epoch: another one of the same name is unpacked, too */
  char *folder;
} GsTraceArchive;

/* Archives that are being unpacked, one after the other, for whoever can end it by this cancellable. */
typedef struct
{
  GCancellable *cancellable;
  gint64 done;  /* bytes of the archives that have been read */
  gint64 whole; /* that will have been */
} GsTraceArchiveWork;

static GMutex gs_trace_archive_mutex;      /* guards what follows */
static GPtrArray *gs_trace_archive_list;   /* of GsTraceArchive; for as long as the program runs */
static GPtrArray *gs_trace_archive_works;  /* of GsTraceArchiveWork, borrowed */
static GHashTable *gs_trace_archive_large; /* paths that may be large; "" as a key: all */

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

/* Whether it has to be measured before it is unpacked: what is small is just unpacked. */
static gboolean
gs_trace_archive_needs_measure (const char *path, gint64 packed)
{
  return packed >= GS_TRACE_ARCHIVE_LARGE / GS_TRACE_UNPACK_MOST_RATIO && !gs_trace_archive_may_be_large (path);
}

/* Returns: bytes that are to be read of @path, an archive that may have been unpacked before */
static gint64
gs_trace_archive_get_effort (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *folder = NULL;
  GStatBuf status = { 0 };

  g_stat (absolute, &status);
  folder = gs_trace_archive_dup_folder (absolute, &status);
  if (folder != NULL)
    return 0;
  return gs_trace_archive_needs_measure (absolute, status.st_size) ? 2 * status.st_size : status.st_size;
}

static void
gs_trace_archive_begin (GsTraceArchiveWork *work)
{
  gs_lock (&gs_trace_archive_mutex);
  if (gs_trace_archive_works == NULL)
    gs_trace_archive_works = g_ptr_array_new ();
  g_ptr_array_add (gs_trace_archive_works, work);
  gs_unlock (&gs_trace_archive_mutex);
}

static void
gs_trace_archive_end (GsTraceArchiveWork *work)
{
  gs_lock (&gs_trace_archive_mutex);
  g_ptr_array_remove_fast (gs_trace_archive_works, work);
  gs_unlock (&gs_trace_archive_mutex);
}

/**
 * gs_trace_archive_get_progress:
 * @cancellable: that archives are, or are not, being unpacked with
 *
 * Returns: how much of them has been read, 0 to 1; -1: nothing is being unpacked
 */
double
gs_trace_archive_get_progress (GCancellable *cancellable)
{
  double progress = -1;

  gs_lock (&gs_trace_archive_mutex);
  for (guint i = 0; gs_trace_archive_works != NULL && i < gs_trace_archive_works->len; i++)
    {
      const GsTraceArchiveWork *work = g_ptr_array_index (gs_trace_archive_works, i);

      if (cancellable != NULL && work->cancellable == cancellable && work->whole > 0)
        progress = CLAMP ((double) work->done / (double) work->whole, 0.0, 1.0);
    }
  gs_unlock (&gs_trace_archive_mutex);
  return progress;
}

/* A GsTraceUnpackFunc. */
static void
gs_trace_archive_note (gint64 n_bytes, gpointer user_data)
{
  GsTraceArchiveWork *work = user_data;

  gs_lock (&gs_trace_archive_mutex);
  work->done += n_bytes;
  gs_unlock (&gs_trace_archive_mutex);
}

/* Asks before much is written. */
static gboolean
gs_trace_archive_check (GsTraceUnpack *unpack, GError **error)
{
  g_autofree char *display = g_filename_display_name (unpack->path);
  g_autofree char *size = NULL;

  if (!gs_trace_archive_needs_measure (unpack->path, unpack->packed))
    return TRUE;
  if (!gs_trace_unpack_measure (unpack, error))
    return FALSE;
  if (unpack->unpacked <= GS_TRACE_ARCHIVE_LARGE)
    return TRUE;
  size = g_format_size (unpack->unpacked);
  g_set_error (error, GS_ERROR, GS_ERROR_LARGE, _ ("“%s” takes %s in the cache folder when it is unpacked."), display,
               size);
  gs_error_set_about (error, unpack->path);
  return FALSE;
}

static gboolean
gs_trace_archive_fill (const char *path, const char *folder, gint64 packed, GPtrArray *warnings,
                       GsTraceArchiveWork *work, GError **error)
{
  GsTraceUnpack unpack = { path, packed, GS_TRACE_ARCHIVE_LARGE, work->cancellable, gs_trace_archive_note, work };

  if (!gs_trace_archive_check (&unpack, error) || !gs_trace_unpack_into (&unpack, folder, error))
    return FALSE;
  if (unpack.n_skipped > 0 && warnings != NULL)
    g_ptr_array_add (warnings,
                     g_strdup_printf (ngettext ("%s: %u link or special file in it was left out",
                                                "%s: %u links or special files in it were left out", unpack.n_skipped),
                                      path, unpack.n_skipped));
  return TRUE;
}

static char *
gs_trace_archive_unpack_one (const char *path, GPtrArray *warnings, GsTraceArchiveWork *work, GError **error)
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
  if (!gs_trace_archive_fill (absolute, folder, status.st_size, warnings, work, error))
    {
      gs_scratch_remove (folder);
      return NULL;
    }
  gs_trace_archive_keep (absolute, &status, folder);
  return g_steal_pointer (&folder);
}

/**
 * gs_trace_archive_unpack:
 * @path: for which gs_trace_archive_is_one()
 * @warnings: (nullable) (element-type utf8): gets a sentence where something was left out
 * @cancellable: (nullable): from any thread
 * @error: it cannot be unpacked; %GS_ERROR_LARGE, about @path: it is larger than GS_TRACE_ARCHIVE_LARGE, and wasn't
 *   allowed to be
 *
 * Returns: (transfer full) (nullable): the folder that it is unpacked in
 */
char *
gs_trace_archive_unpack (const char *path, GPtrArray *warnings, GCancellable *cancellable, GError **error)
{
  const char *const paths[] = { path, NULL };
  g_auto (GStrv) folders = gs_trace_archive_unpack_all (paths, warnings, cancellable, error);

  return folders != NULL ? g_strdup (folders[0]) : NULL;
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
  GsTraceArchiveWork work = { .cancellable = cancellable };
  guint n = g_strv_length ((GStrv) paths), done = 0;
  g_auto (GStrv) folders = g_new0 (char *, n + 1);

  for (guint i = 0; i < n; i++)
    if (gs_trace_archive_is_one (paths[i]))
      work.whole += gs_trace_archive_get_effort (paths[i]);
  gs_trace_archive_begin (&work);
  for (; done < n; done++)
    {
      folders[done] = gs_trace_archive_is_one (paths[done]) ?
                          gs_trace_archive_unpack_one (paths[done], warnings, &work, error) :
                          g_strdup (paths[done]);
      if (folders[done] == NULL)
        break;
    }
  gs_trace_archive_end (&work);
  return done == n ? g_steal_pointer (&folders) : NULL;
}

/**
 * gs_trace_archive_dup_unpacked:
 * @path: that may lead into an archive, as gs_trace_archive_dup_lasting() made it
 * @cancellable: (nullable): from any thread
 * @error: the archive cannot be unpacked
 *
 * Unpacks the archive, if that wasn't done before.
 *
 * Returns: (transfer full) (nullable): where that is now; NULL without @error where no archive is on the path
 */
char *
gs_trace_archive_dup_unpacked (const char *path, GCancellable *cancellable, GError **error)
{
  for (const char *slash = strchr (path, '/'); slash != NULL; slash = strchr (slash + 1, '/'))
    {
      g_autofree char *archive = g_strndup (path, slash - path);
      g_autofree char *folder = NULL;

      if (!gs_trace_archive_is_one (archive))
        continue;
      folder = gs_trace_archive_unpack (archive, NULL, cancellable, error);
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
