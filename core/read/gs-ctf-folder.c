/* gs-ctf-folder.c: folders that hold a CTF trace
 * SPDX-License-Identifier: MIT
 */
#include "read/gs-ctf-folder.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "read/gs-ctf-index.h"

/**
 * gs_ctf_folder_recognize:
 * @problem: (out) (optional): set where it looks like a trace's, but its metadata is no file
 *
 * Returns: whether @folder holds a trace
 */
gboolean
gs_ctf_folder_recognize (const char *folder, char **problem)
{
  g_autofree char *metadata = g_build_filename (folder, "metadata", NULL);
  g_autofree char *display = NULL;
  GStatBuf status;

  if (g_file_test (metadata, G_FILE_TEST_IS_REGULAR))
    return TRUE;
  if (problem == NULL || g_lstat (metadata, &status) != 0)
    return FALSE;
  display = g_filename_display_name (folder);
  *problem = g_strdup_printf (
      g_file_test (metadata, G_FILE_TEST_IS_DIR) ?
          _ ("%s: no trace that can be read: its “metadata” is a folder, not a file; copy the trace again from the traced machine") :
          _ ("%s: no trace that can be read: its “metadata” is no file; copy the trace again from the traced machine"),
      display);
  return FALSE;
}

/* Returns: the size of all stream files */
guint64
gs_ctf_folder_count_bytes (const char *folder)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);
  guint64 n_bytes = 0;

  for (guint i = 0; i < files->len; i++)
    n_bytes += ((GsCtfFile *) g_ptr_array_index (files, i))->n_bytes;
  return n_bytes;
}

/* An empty file is as good as none, unless its index knows better. */
static void
gs_ctf_folder_warn_of_empty_files (const char *path, const char *name, GPtrArray *warnings)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (path);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autoptr (GArray) packets = file->n_bytes == 0 ? gs_ctf_index_read (path, file->name, NULL) : NULL;
      g_autofree char *display = g_filename_display_name (file->name);

      if (packets != NULL && packets->len > 0)
        g_ptr_array_add (
            warnings,
            g_strdup_printf (
                _ ("%s: the stream file “%s” is empty though events were recorded; copy it again from the traced machine"),
                name, display));
    }
}

/* A file that is gone, or is none any more. */
static void
gs_ctf_folder_warn_of_lost_files (const char *path, const char *name, GPtrArray *warnings)
{
  g_autoptr (GPtrArray) lost = gs_ctf_index_list_lost (path);

  for (guint i = 0; i < lost->len; i++)
    {
      const char *file = g_ptr_array_index (lost, i);
      g_autofree char *full = g_build_filename (path, file, NULL);
      g_autofree char *display = g_filename_display_name (file);

      g_ptr_array_add (
          warnings,
          g_strdup_printf (
              g_file_test (full, G_FILE_TEST_EXISTS) ?
                  _ ("%s: the stream file “%s” is left out since it is no file; copy it again from the traced machine") :
                  _ ("%s: the stream file “%s” is missing though it has an index; copy it again from the traced machine"),
              name, display));
    }
}

/**
 * gs_ctf_folder_warn:
 * @name: what warnings call the trace
 * @warnings: (element-type utf8): gets a sentence for each stream file of which LTTng's index knows more than is there
 */
void
gs_ctf_folder_warn (const char *folder, const char *name, GPtrArray *warnings)
{
  gs_ctf_folder_warn_of_empty_files (folder, name, warnings);
  gs_ctf_folder_warn_of_lost_files (folder, name, warnings);
}
