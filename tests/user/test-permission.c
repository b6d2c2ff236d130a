/* test-permission.c: an experiment file reads nothing outside of its folder before somebody has agreed
 * SPDX-License-Identifier: MIT
 */
#include "user/gs-permission.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "experiment/gs-experiment.h"
#include "support/test-folder.h"

static char *folder;

/* Writes an experiment file into the folder "mine" that names these paths, with commas between them. */
static char *
write_experiment (const char *paths)
{
  g_auto (GStrv) list = g_strsplit (paths, ",", -1);
  g_autofree char *place = g_build_filename (folder, "mine", NULL);
  g_autoptr (GString) text = g_string_new ("{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ ");

  for (guint i = 0; list[i] != NULL; i++)
    g_string_append_printf (text, "%s{ \"path\": \"%s\" }", i > 0 ? ", " : "", list[i]);
  g_string_append (text, " ] }");
  g_assert_cmpint (g_mkdir_with_parents (place, 0700), ==, 0);
  {
    char *path = g_build_filename (place, "e.gsx", NULL);

    g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
    return path;
  }
}

static void
assert_outside (const char *paths, const char *expected)
{
  g_autofree char *path = write_experiment (paths);
  g_auto (GStrv) outside = gs_experiment_list_outside (path, NULL);
  g_autofree char *all = g_strjoinv (",", outside);

  g_assert_cmpstr (all, ==, expected);
}

static void
test_what_is_outside (void)
{
  g_autofree char *place = g_build_filename (folder, "mine", NULL);
  g_autofree char *in = g_build_filename (place, "in", NULL);
  g_autofree char *out = g_build_filename (folder, "out", NULL);
  g_autofree char *link = g_build_filename (place, "link", NULL);
  g_autofree char *inner_link = g_build_filename (place, "inner", NULL);
  g_autofree char *beside = g_build_filename (folder, "mine-too", "t", NULL);
  g_autofree char *through_link = g_build_filename (link, "deep", "kernel", NULL);
  g_autofree char *long_path = g_strnfill (100000, '/');
  g_autofree char *long_name = g_strnfill (100000, 'a');
  g_autofree char *long_in_folder = g_strdup_printf ("%s/b", long_name);

  g_assert_cmpint (g_mkdir_with_parents (in, 0700), ==, 0);
  g_assert_cmpint (g_mkdir_with_parents (out, 0700), ==, 0);
  g_assert_cmpint (symlink (out, link), ==, 0);
  g_assert_cmpint (symlink (in, inner_link), ==, 0);

  assert_outside ("in", "");
  assert_outside (".", "");
  assert_outside (in, "");
  assert_outside ("in/../in/kernel,nowhere/kernel,packed.tar.gz/kernel", "");
  assert_outside ("inner", "");
  assert_outside ("../out", out);
  assert_outside (out, out);
  assert_outside (beside, beside);
  assert_outside ("link", link);
  assert_outside ("link/deep/kernel", through_link);
  assert_outside ("file:///etc/t", "/etc/t");
  assert_outside ("/b,/a,in,/a,/b", "/a,/b");
  assert_outside (long_path, "/");
  assert_outside (long_in_folder, "");
}

static void
test_what_is_no_experiment (void)
{
  g_autofree char *path = g_build_filename (folder, "broken.gsx", NULL);
  static const char *const texts[] = {
    "", "[]", "{}", "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": 7 }",
    "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ 1, null, [], {}, "
    "{ \"path\": 1 }, { \"path\": null }, { \"path\": [ \"/a\" ] } ] }"
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (GStrv) outside = NULL;

      g_assert_true (g_file_set_contents (path, texts[i], -1, NULL));
      outside = gs_experiment_list_outside (path, NULL);
      g_assert_cmpuint (g_strv_length (outside), ==, 0);
      g_assert_true (gs_permission_check (path, NULL, NULL));
    }
  g_assert_true (gs_permission_check (folder, NULL, NULL));
  g_assert_true (gs_permission_check ("/nowhere/e.gsx", NULL, NULL));
}

static void
assert_refused (const char *path, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (gs_permission_check (path, NULL, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_OUTSIDE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_once_and_for_what_was_seen (void)
{
  g_autofree char *path = write_experiment ("/somewhere/kernel,in");
  g_autofree char *again = NULL;
  g_autofree char *copy = g_build_filename (folder, "copy.gsx", NULL);
  g_autofree char *text = NULL;

  assert_refused (path, "/somewhere/kernel");
  assert_refused (path, "/somewhere/kernel");
  gs_permission_give (path);
  g_assert_true (gs_permission_check (path, NULL, NULL));

  /* Somewhere else it is another file, and so it is when it names something more. */
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (copy, text, -1, NULL));
  assert_refused (copy, "/somewhere/kernel");
  again = write_experiment ("/somewhere/kernel,/somewhere/else");
  g_assert_cmpstr (again, ==, path);
  assert_refused (path, "/somewhere/else");

  g_free (again);
  again = write_experiment ("in,/somewhere/kernel,other");
  g_assert_true (gs_permission_check (path, NULL, NULL));
}

static void
test_many_are_kept_but_not_all (void)
{
  g_autofree char *first = NULL;

  for (int i = 0; i < 120; i++)
    {
      g_autofree char *outside = g_strdup_printf ("/%d", i);
      g_autofree char *path = write_experiment (outside);

      gs_permission_give (path);
      gs_permission_give (path);
      g_assert_true (gs_permission_check (path, NULL, NULL));
    }
  first = write_experiment ("/60");
  g_assert_true (gs_permission_check (first, NULL, NULL));
  g_free (first);
  first = write_experiment ("/10");
  assert_refused (first, "/10");
}

static void
test_long_lists_are_cut (void)
{
  g_autoptr (GString) paths = g_string_new ("/a0");
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 1; i < 1000; i++)
    g_string_append_printf (paths, ",/a%d", i);
  path = write_experiment (paths->str);
  g_assert_false (gs_permission_check (path, NULL, &error));
  g_assert_nonnull (strstr (error->message, "and 992 more"));
  g_assert_cmpuint (strlen (error->message), <, 1000);
}

int
main (int argc, char **argv)
{
  int status;

  folder = test_folder_new ();
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/permission/what-is-outside", test_what_is_outside);
  g_test_add_func ("/permission/what-is-no-experiment", test_what_is_no_experiment);
  g_test_add_func ("/permission/once-and-for-what-was-seen", test_once_and_for_what_was_seen);
  g_test_add_func ("/permission/many-are-kept-but-not-all", test_many_are_kept_but_not_all);
  g_test_add_func ("/permission/long-lists-are-cut", test_long_lists_are_cut);
  status = g_test_run ();
  test_folder_remove (folder);
  g_free (folder);
  return status;
}
