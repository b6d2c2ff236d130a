/* gs-write-error.c: one wording for all files that could not be written
 * SPDX-License-Identifier: MIT
 *
 * GLib's messages name the temporary file that was to take the file's place.
 */
#include "base/gs-write-error.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"

typedef enum
{
  GS_WRITE_FAILED,
  GS_WRITE_FULL,
  GS_WRITE_FORBIDDEN,
  GS_WRITE_NO_FOLDER,
  GS_WRITE_FOLDER,
} GsWriteFailure;

static const struct
{
  int file_error, io_error;
  GsWriteFailure failure;
} gs_write_failures[] = {
  { G_FILE_ERROR_NOSPC, G_IO_ERROR_NO_SPACE, GS_WRITE_FULL },
  { G_FILE_ERROR_ACCES, G_IO_ERROR_PERMISSION_DENIED, GS_WRITE_FORBIDDEN },
  { G_FILE_ERROR_PERM, G_IO_ERROR_PERMISSION_DENIED, GS_WRITE_FORBIDDEN },
  { G_FILE_ERROR_ROFS, G_IO_ERROR_READ_ONLY, GS_WRITE_FORBIDDEN },
  { G_FILE_ERROR_NOENT, G_IO_ERROR_NOT_FOUND, GS_WRITE_NO_FOLDER },
  { G_FILE_ERROR_ISDIR, G_IO_ERROR_IS_DIRECTORY, GS_WRITE_FOLDER },
  { G_FILE_ERROR_NOTDIR, G_IO_ERROR_NOT_DIRECTORY, GS_WRITE_NO_FOLDER },
};

/* Quotas and limits of a file's size have no code of their own. */
static gboolean
gs_write_error_is_full (const GError *cause)
{
  static const int numbers[] = { EFBIG, EDQUOT, ENOSPC };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (strstr (cause->message, g_strerror (numbers[i])) != NULL)
      return TRUE;
  return FALSE;
}

static GsWriteFailure
gs_write_error_classify (const GError *cause)
{
  for (guint i = 0; i < G_N_ELEMENTS (gs_write_failures); i++)
    if (g_error_matches (cause, G_FILE_ERROR, gs_write_failures[i].file_error)
        || g_error_matches (cause, G_IO_ERROR, gs_write_failures[i].io_error))
      return gs_write_failures[i].failure;
  return gs_write_error_is_full (cause) ? GS_WRITE_FULL : GS_WRITE_FAILED;
}

/**
 * gs_write_error_set:
 * @path: the file that the user asked for; what was there before is to be untouched
 * @cause: what GLib said
 *
 * Returns: %FALSE, with %GS_ERROR_FILE; or with %G_IO_ERROR_BROKEN_PIPE, where a reader has what it wanted
 */
gboolean
gs_write_error_set (GError **error, const char *path, const GError *cause)
{
  g_autofree char *name = g_filename_display_name (path);

  if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE))
    {
      g_propagate_error (error, g_error_copy (cause));
      return FALSE;
    }
  switch (gs_write_error_classify (cause))
    {
    case GS_WRITE_FULL:
      g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                   _ ("“%s” was not saved: the disk, or your share of it, is full. Make room, or choose another place"),
                   name);
      break;
    case GS_WRITE_FORBIDDEN:
      g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                   _ ("“%s” was not saved: it may not be written there. Choose another place"), name);
      break;
    case GS_WRITE_NO_FOLDER:
      g_set_error (error, GS_ERROR, GS_ERROR_FILE,
                   _ ("“%s” was not saved: its folder is not there. Choose another place"), name);
      break;
    case GS_WRITE_FOLDER:
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” was not saved: it is a folder. Name a file in it"), name);
      break;
    case GS_WRITE_FAILED:
    default:
      g_set_error (error, GS_ERROR, GS_ERROR_FILE, _ ("“%s” was not saved: %s. Choose another place"), name,
                   cause->message);
      break;
    }
  return FALSE;
}
