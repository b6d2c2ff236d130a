/* test-write-file.c: what is there already decides how a file is written
 * SPDX-License-Identifier: MIT
 */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "base/gs-write-file.h"
#include "support/test-folder.h"

static char *folder;

static char *
dup_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_holds (const char *path, const char *wanted)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, wanted);
}

/* Both ways to write a file. */
static void
write_text (const char *path, const char *text, gboolean as_stream)
{
  g_autoptr (GError) error = NULL;

  if (as_stream)
    {
      g_autoptr (GOutputStream) stream = gs_write_file_open (path, &error);

      g_assert_no_error (error);
      g_assert_true (g_output_stream_write_all (stream, text, strlen (text), NULL, NULL, NULL));
      g_assert_true (g_output_stream_close (stream, NULL, NULL));
    }
  else
    g_assert_true (gs_write_file (path, text, strlen (text), 0666, &error));
  g_assert_no_error (error);
}

static void
test_links_stay_links (void)
{
  g_autofree char *file = dup_path ("file"), *link = dup_path ("link"), *far = dup_path ("far");

  g_assert_cmpint (symlink ("file", link), ==, 0);
  g_assert_cmpint (symlink (link, far), ==, 0);
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *text = g_strdup_printf ("number %u", i);
      g_autofree char *target = NULL;

      if (i < 2) /* they lead to what is not there yet */
        g_unlink (file);
      write_text (far, text, i % 2 == 0);
      assert_holds (file, text);
      target = g_file_read_link (link, NULL);
      g_assert_cmpstr (target, ==, "file");
      g_assert_true (g_file_test (far, G_FILE_TEST_IS_SYMLINK));
      g_assert_false (g_file_test (file, G_FILE_TEST_IS_SYMLINK));
    }
}

static void
test_links_in_a_circle_are_no_file (void)
{
  g_autofree char *a = dup_path ("a"), *b = dup_path ("b");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink ("b", a), ==, 0);
  g_assert_cmpint (symlink ("a", b), ==, 0);
  if (!gs_write_file (a, "x", 1, 0666, &error))
    g_assert_error (error, GS_ERROR, GS_ERROR_FILE);
}

static void
test_pipes_get_what_is_written (void)
{
  g_autofree char *pipe = dup_path ("pipe"), *link = dup_path ("link-to-pipe");
  int reader;

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("pipe", link), ==, 0);
  reader = g_open (pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0);
  g_assert_cmpint (reader, >=, 0);
  for (guint i = 0; i < 4; i++)
    {
      char buffer[16] = { 0 };
      GStatBuf status;

      write_text (i < 2 ? pipe : link, "hello", i % 2 == 0);
      g_assert_cmpint (read (reader, buffer, sizeof buffer - 1), ==, 5);
      g_assert_cmpstr (buffer, ==, "hello");
      g_assert_cmpint (g_lstat (pipe, &status), ==, 0);
      g_assert_true (S_ISFIFO (status.st_mode));
    }
  close (reader);
}

static void
test_error_names_the_file (void)
{
  g_autofree char *path = dup_path ("nowhere/file");
  g_autoptr (GError) error = NULL;

  g_assert_false (gs_write_file (path, "x", 1, 0666, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, path));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = test_folder_new ();
  g_test_add_func ("/write-file/links-stay-links", test_links_stay_links);
  g_test_add_func ("/write-file/links-in-a-circle-are-no-file", test_links_in_a_circle_are_no_file);
  g_test_add_func ("/write-file/pipes-get-what-is-written", test_pipes_get_what_is_written);
  g_test_add_func ("/write-file/error-names-the-file", test_error_names_the_file);
  status = g_test_run ();
  test_folder_remove (folder);
  g_free (folder);
  return status;
}
