/* gs-readable.c: whether a file or folder can be read, and if not, why
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-readable.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <unistd.h>

/**
 * gs_readable_get_errno:
 * @path: of a file or folder
 *
 * Returns: 0, or why it cannot be opened, as an errno
 */
int
gs_readable_get_errno (const char *path)
{
  int file = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);

  if (file < 0)
    return errno;
  close (file);
  return 0;
}

/**
 * gs_readable_dup_folder_advice:
 * @number: an errno, why @folder cannot be opened
 *
 * Returns: (transfer full): a sentence that says so, and what to do
 */
char *
gs_readable_dup_folder_advice (const char *folder, int number)
{
  g_autofree char *display = g_filename_display_name (folder);

  return g_strdup_printf (
      _ ("%s: this folder cannot be opened: %s; make it readable, or copy what is in it to where you may read it"),
      display, g_strerror (number));
}
