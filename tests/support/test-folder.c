/* test-folder.c: a folder of a test's own, and its removal
 * SPDX-License-Identifier: MIT
 */
#include "support/test-folder.h"

#include <glib/gstdio.h>

/**
 * test_folder_new:
 *
 * Returns: (transfer full): the path of a new, empty folder
 */
char *
test_folder_new (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("guestscope-test-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* Removes a folder and all that is in it; links are not followed. */
void
test_folder_remove (const char *folder)
{
  GDir *dir = g_file_test (folder, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (folder, name, NULL);

      test_folder_remove (child);
    }
  g_clear_pointer (&dir, g_dir_close);
  g_remove (folder);
}
