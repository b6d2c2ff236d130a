/* test-crash-safe.c: being killed while saving breaks and loses nothing
 * SPDX-License-Identifier: MIT
 *
 * A child saves experiment and session as fast as it can; it is killed without a
 * warning, at 100 moments, and each time what is on the disk has to be whole.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "support/test-folder.h"
#include "user/gs-preferences.h"
#include "user/gs-session-store.h"
#include "user/gs-unsaved.h"

#define N_KILLS 100

static char *folder;

/* In the child: never returns. @n counts on from what was last seen. */
static void
save_for_ever (const char *path, gint64 n)
{
  g_autoptr (GsExperiment) experiment = gs_experiment_load (path, NULL, NULL);
  g_autoptr (GsExperiment) unsaved = gs_experiment_load (path, NULL, NULL);

  g_clear_pointer (&unsaved->path, g_free);
  for (;; n++)
    {
      g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_parsed ("{'visible-begin': <%x>}", n));
      GsRecent recent = { .name = (char *) "a", .paths = (char *[]){ (char *) "/a", NULL }, .span = { n, n + 1 } };

      g_free (experiment->name);
      experiment->name = g_strdup_printf ("number %" G_GINT64_FORMAT, n);
      gs_session_store_put (experiment, state);
      if (!gs_experiment_save (experiment, path, NULL) || !gs_session_store_save (experiment, state, NULL))
        _exit (1);
      gs_preferences_add_recent (&recent);
    }
}

static gint64
check (const char *path, gint64 at_least)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = gs_experiment_load (path, NULL, &error);
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GPtrArray) recent = gs_preferences_list_recent ();
  g_autofree char *name = NULL;
  gint64 begin = -1;

  g_assert_no_error (error);
  g_assert_cmpuint (experiment->traces->len, ==, 1);
  state = gs_session_store_load (experiment);
  g_assert_nonnull (state);
  g_assert_true (g_variant_lookup (state, "visible-begin", "x", &begin));
  name = g_strdup_printf ("number %" G_GINT64_FORMAT, begin);
  g_assert_cmpstr (experiment->name, ==, name);
  g_assert_cmpint (begin, >=, at_least);
  g_assert_cmpuint (recent->len, ==, 1);
  return begin;
}

/* What a killed write leaves behind may lie there, but doesn't grow without end. */
static void
test_killed_while_saving (void)
{
  g_autofree char *path = g_build_filename (folder, "e.gsx", NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed (g_test_rand_int ());
  GsRecent recent = { .name = (char *) "a", .paths = (char *[]){ (char *) "/a", NULL }, .span = { 0, 1 } };
  gint64 n = 0;

  g_assert_true (g_file_set_contents (path,
                                      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"name\": \"number 0\","
                                      "  \"session\": { \"visible-begin\": 0, \"bookmarks\": [] },"
                                      "  \"traces\": [ { \"path\": \"gone\", \"name\": \"x\" } ] }",
                                      -1, NULL));
  gs_preferences_add_recent (&recent);
  /* A busy machine may be too slow to save anything at first: then longer, until something was saved. */
  for (guint i = 0; i < N_KILLS || n == 0; i++)
    {
      pid_t child = fork ();
      int status;

      g_assert_cmpint (child, >=, 0);
      if (child == 0)
        save_for_ever (path, n);
      g_usleep (1000 + g_rand_int_range (random, 0, 30000 * (1 + i / N_KILLS)));
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));
      n = check (path, n);
    }
  g_assert_cmpint (n, >, 0);
}

/* Two programs that know nothing of each other: whoever looks finds what one of them wrote, whole. */
static void
test_two_save_one_file (void)
{
  g_autofree char *path = g_build_filename (folder, "two.gsx", NULL);
  GHashTable *seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  pid_t children[2];

  g_assert_true (g_file_set_contents (
      path,
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"name\": \"first\","
      "  \"session\": { \"visible-begin\": 0 }, \"traces\": [ { \"path\": \"gone\", \"name\": \"x\" } ] }",
      -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      children[i] = fork ();
      g_assert_cmpint (children[i], >=, 0);
      if (children[i] == 0)
        save_for_ever (path, (gint64) i << 40);
    }
  while (g_hash_table_size (seen) < 100)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GsExperiment) experiment = gs_experiment_load (path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (experiment->traces->len, ==, 1);
      g_hash_table_add (seen, g_steal_pointer (&experiment->name));
      for (guint i = 0; i < G_N_ELEMENTS (children); i++)
        g_assert_cmpint (waitpid (children[i], NULL, WNOHANG), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    {
      kill (children[i], SIGKILL);
      waitpid (children[i], NULL, 0);
    }
  g_hash_table_unref (seen);
}

static void
test_unknown_parts_of_a_session_stay (void)
{
  g_autofree char *path = g_build_filename (folder, "u.gsx", NULL);
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_parsed ("{'view': <'cpus'>, 'rows': <['a', 'b']>}"));
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GVariant) loaded = NULL;
  g_autofree char *text = NULL;
  g_auto (GStrv) rows = NULL;

  g_assert_true (g_file_set_contents (
      path,
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"mine\": 7,"
      "  \"session\": { \"view\": \"threads\", \"bookmarks\": [ { \"time\": 5 } ] }, \"traces\": [] }",
      -1, NULL));
  experiment = gs_experiment_load (path, NULL, NULL);
  g_assert_true (gs_session_store_save (experiment, state, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "\"mine\" : 7"));
  g_assert_nonnull (strstr (text, "\"time\" : 5"));
  g_assert_nonnull (strstr (text, "\"view\" : \"cpus\""));

  gs_experiment_free (g_steal_pointer (&experiment));
  experiment = gs_experiment_load (path, NULL, NULL);
  loaded = gs_session_store_load (experiment);
  rows = gs_session_state_dup_strv (loaded, "rows");
  g_assert_cmpstr (rows[1], ==, "b");
}

/* A file without "session" is not ours to change for having been looked at. */
static void
test_files_of_others_stay_untouched (void)
{
  g_autofree char *path = g_build_filename (folder, "o.gsx", NULL);
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_parsed ("{'view': <'cpus'>}"));
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GVariant) loaded = NULL;
  g_autofree char *before = NULL, *after = NULL;
  const char *view;

  g_assert_true (g_file_set_contents (path, "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [] }",
                                      -1, NULL));
  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  experiment = gs_experiment_load (path, NULL, NULL);
  g_assert_true (gs_session_store_save (experiment, state, NULL));
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (before, ==, after);
  loaded = gs_session_store_load (experiment);
  g_assert_true (g_variant_lookup (loaded, "view", "&s", &view));
  g_assert_cmpstr (view, ==, "cpus");
}

static void
on_kept (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (gs_unsaved_keep_finish (result, &error));
  g_assert_no_error (error);
  --*(guint *) user_data;
}

static void
break_unsaved (void)
{
  g_autofree char *unsaved = g_build_filename (folder, "guestscope", "unsaved", NULL);
  g_autoptr (GDir) dir = g_dir_open (unsaved, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (unsaved, name, NULL);

      g_assert_true (g_file_set_contents (path, "{ \"format\":", -1, NULL));
    }
}

/* Keeps the experiment under many names, one right after the other; the last one's is @name. */
static void
keep_many (const GsExperiment *saved, GsExperiment *changed, const char *name, guint *n_pending)
{
  for (guint i = 0; i < 20; i++)
    {
      g_free (changed->name);
      changed->name = i < 19 ? g_strdup_printf ("change %u", i) : g_strdup (name);
      ++*n_pending;
      gs_unsaved_keep_async (saved, changed, on_kept, n_pending);
    }
}

static void
wait_for (guint *n_pending)
{
  while (*n_pending > 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_unsaved_changes_are_kept (void)
{
  g_autofree char *path = g_build_filename (folder, "k.gsx", NULL);
  g_autoptr (GsExperiment) saved = NULL, changed = NULL, loaded = NULL;
  guint n_pending = 0;

  g_assert_true (g_file_set_contents (
      path,
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"mine\": 7, \"name\": \"as saved\","
      "  \"traces\": [ { \"path\": \"gone\", \"name\": \"x\" } ] }",
      -1, NULL));
  saved = gs_experiment_load (path, NULL, NULL);
  g_assert_null (gs_unsaved_load (saved, NULL));
  changed = gs_experiment_copy (saved);
  gs_experiment_find_trace (changed, "x")->role = GS_ROLE_GUEST;
  keep_many (saved, changed, "the latest", &n_pending);
  wait_for (&n_pending);

  loaded = gs_unsaved_load (saved, NULL);
  g_assert_nonnull (loaded);
  g_assert_true (gs_experiment_is_same (loaded, changed));
  g_assert_cmpstr (loaded->name, ==, "the latest");
  g_assert_cmpstr (loaded->path, ==, path);
  g_assert_cmpstr (gs_experiment_find_trace (loaded, "x")->path, ==, gs_experiment_find_trace (saved, "x")->path);
  g_assert_true (loaded->json == saved->json);

  gs_unsaved_forget (saved);
  gs_experiment_free (g_steal_pointer (&loaded));
  g_assert_null (gs_unsaved_load (saved, NULL));
}

static void
test_forgotten_changes_stay_forgotten (void)
{
  g_autofree char *path = g_build_filename (folder, "f.gsx", NULL);
  g_autoptr (GsExperiment) saved = NULL, changed = NULL;
  guint n_pending = 0;

  g_assert_true (g_file_set_contents (path, "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [] }",
                                      -1, NULL));
  saved = gs_experiment_load (path, NULL, NULL);
  changed = gs_experiment_copy (saved);
  for (guint i = 0; i < 10; i++)
    {
      keep_many (saved, changed, "given up", &n_pending);
      g_usleep (i * 500);
      gs_unsaved_forget (saved);
      wait_for (&n_pending);
      g_assert_null (gs_unsaved_load (saved, NULL));
    }

  /* What cannot be read is none. */
  keep_many (saved, changed, "broken", &n_pending);
  wait_for (&n_pending);
  gs_experiment_free (gs_unsaved_load (saved, NULL));
  break_unsaved ();
  g_assert_null (gs_unsaved_load (saved, NULL));
}

/* A folder that can't be made is said, and nothing else happens. */
static void
test_no_folder_for_what_is_kept_is_said (void)
{
  g_autofree char *path = g_build_filename (folder, "n.gsx", NULL);
  g_autofree char *sessions = g_build_filename (folder, "guestscope", "sessions", NULL);
  g_autofree char *away = g_strconcat (sessions, "-away", NULL);
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_parsed ("{'view': <'cpus'>}"));
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;
  gboolean was_there = g_rename (sessions, away) == 0;

  g_assert_true (g_file_set_contents (path, "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [] }",
                                      -1, NULL));
  g_assert_true (g_file_set_contents (sessions, "no folder", -1, NULL));
  experiment = gs_experiment_load (path, NULL, NULL);
  g_assert_false (gs_session_store_save (experiment, state, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_FILE);
  g_assert_true (g_str_has_prefix (error->message, "The folder “")
                 && g_str_has_suffix (error->message, "” cannot be made"));
  g_assert_cmpint (g_unlink (sessions), ==, 0);
  g_assert_true (!was_there || g_rename (away, sessions) == 0);
}

static void
test_recent_ones_are_few_and_each_once (void)
{
  g_autoptr (GPtrArray) list = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *path = g_strdup_printf ("/traces/%u \xff", i % 20);
      GsRecent recent = { .name = (char *) "n",
                          .paths = (char *[]){ path, NULL },
                          .span = { GS_TIME_NONE, GS_TIME_NONE } };

      gs_preferences_add_recent (&recent);
    }
  list = gs_preferences_list_recent ();
  g_assert_cmpuint (list->len, ==, 12);
  g_assert_cmpstr (((GsRecent *) g_ptr_array_index (list, 0))->paths[0], ==, "/traces/9 \xff");
  gs_preferences_drop_recent (g_ptr_array_index (list, 0));
  g_ptr_array_unref (g_steal_pointer (&list));
  list = gs_preferences_list_recent ();
  g_assert_cmpuint (list->len, ==, 11);
}

static void
test_preferences_come_back (void)
{
  g_autofree char *style = NULL;

  gs_preferences_set_string ("window-width", "777");
  gs_preferences_set_string ("style", "dark");
  g_assert_cmpint (gs_preferences_get_int ("window-width", 1), ==, 777);
  g_assert_cmpint (gs_preferences_get_int ("window-height", 5), ==, 5);
  style = gs_preferences_dup_string ("style", "system");
  g_assert_cmpstr (style, ==, "dark");
}

int
main (int argc, char **argv)
{
  int status;

  folder = test_folder_new ();
  g_setenv ("XDG_CONFIG_HOME", folder, TRUE);
  g_setenv ("XDG_STATE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crash-safe/killed-while-saving", test_killed_while_saving);
  g_test_add_func ("/crash-safe/two-save-one-file", test_two_save_one_file);
  g_test_add_func ("/crash-safe/unknown-parts-of-a-session-stay", test_unknown_parts_of_a_session_stay);
  g_test_add_func ("/crash-safe/files-of-others-stay-untouched", test_files_of_others_stay_untouched);
  g_test_add_func ("/crash-safe/unsaved-changes-are-kept", test_unsaved_changes_are_kept);
  g_test_add_func ("/crash-safe/forgotten-changes-stay-forgotten", test_forgotten_changes_stay_forgotten);
  g_test_add_func ("/crash-safe/no-folder-for-what-is-kept-is-said", test_no_folder_for_what_is_kept_is_said);
  g_test_add_func ("/crash-safe/recent-ones-are-few-and-each-once", test_recent_ones_are_few_and_each_once);
  g_test_add_func ("/crash-safe/preferences-come-back", test_preferences_come_back);
  status = g_test_run ();
  test_folder_remove (folder);
  g_free (folder);
  return status;
}
