/* test-experiment.c: what the user chose is kept in experiment files
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "find/gs-trace-open.h"
#include "sim/ctf-writer.h"
#include "support/test-folder.h"
#include "user/gs-session-store.h"

typedef struct
{
  char *folder;
} Fixture;

/* Whether all of its traces are there. */
static gboolean
is_complete (const GsExperiment *experiment)
{
  for (guint i = 0; i < experiment->traces->len; i++)
    if (((const GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->trace == NULL)
      return FALSE;
  return TRUE;
}

static void
fixture_set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  g_assert_nonnull (fixture->folder);
}

static void
fixture_tear_down (Fixture *fixture, gconstpointer data)
{
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static char *
fixture_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

/* A small trace in the fixture's folder. */
static void
fixture_add_trace (Fixture *fixture, const char *name, const char *hostname)
{
  CtfOptions options = {
    .hostname = hostname, .kernel_release = "6.1.0", .tracer_major = 2, .tracer_minor = 13, .n_cpus = 1
  };
  g_autofree char *path = fixture_path (fixture, name);
  g_autoptr (GError) error = NULL;
  CtfWriter *writer;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  writer = ctf_writer_new (path, &options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < 20; i++)
    {
      CtfEvent event = { .time = G_GINT64_CONSTANT (1700000000000000000) + i * 1000, .kind = CTF_SWITCH };

      event.sched_switch.prev_comm = event.sched_switch.next_comm = "a";
      event.sched_switch.prev_tid = 10 + i % 2;
      event.sched_switch.next_tid = 11 - i % 2;
      ctf_writer_add (writer, &event);
    }
  g_assert_true (ctf_writer_close (writer, &error));
  g_assert_no_error (error);
}

static char *
fixture_write (Fixture *fixture, const char *name, const char *text)
{
  char *path = fixture_path (fixture, name);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static char *
read_text (const char *path)
{
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
test_choices_survive (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "a.gsx");
  g_autoptr (GsExperiment) made = NULL;
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const char *folders[] = { fixture->folder, NULL };
  GsExperimentTrace *entry;

  fixture_add_trace (fixture, "one/kernel", "alpha");
  fixture_add_trace (fixture, "two/kernel", "beta");
  made = gs_experiment_new_for_paths (folders, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (made->traces->len, ==, 2);
  g_assert_true (made->sync);

  entry = gs_experiment_find_trace (made, "beta");
  g_assert_nonnull (entry);
  entry->role = GS_ROLE_GUEST;
  entry->host = g_strdup ("alpha");
  entry->pid = 2839;
  entry->vcpus = g_hash_table_new (NULL, NULL);
  g_hash_table_insert (entry->vcpus, GUINT_TO_POINTER (0), GINT_TO_POINTER (2845));
  g_hash_table_insert (entry->vcpus, GUINT_TO_POINTER (11), GINT_TO_POINTER (2846));
  entry->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  entry->clock.origin = G_GINT64_CONSTANT (1795396370405573416);
  entry->clock.offset = -657375207;
  entry->clock.drift = 1.0 / 3e5;
  g_assert_true (gs_experiment_save (made, path, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (made->path, ==, path);

  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->name, ==, made->name);
  g_assert_cmpuint (loaded->warnings->len, ==, 0);
  entry = gs_experiment_find_trace (loaded, "alpha");
  g_assert_nonnull (entry->trace);
  g_assert_cmpint (entry->role, ==, GS_ROLE_UNKNOWN);
  g_assert_cmpint (entry->pid, ==, -1);
  g_assert_null (entry->vcpus);
  entry = gs_experiment_find_trace (loaded, "beta");
  g_assert_nonnull (entry->trace);
  g_assert_cmpint (entry->role, ==, GS_ROLE_GUEST);
  g_assert_cmpstr (entry->host, ==, "alpha");
  g_assert_cmpint (entry->pid, ==, 2839);
  g_assert_cmpuint (g_hash_table_size (entry->vcpus), ==, 2);
  g_assert_cmpint (GPOINTER_TO_INT (g_hash_table_lookup (entry->vcpus, GUINT_TO_POINTER (11))), ==, 2846);
  g_assert_cmpint (entry->clock_choice, ==, GS_CLOCK_CHOICE_MANUAL);
  g_assert_cmpint (entry->clock.method, ==, GS_CLOCK_MANUAL);
  g_assert_cmpint (entry->clock.origin, ==, G_GINT64_CONSTANT (1795396370405573416));
  g_assert_cmpint (entry->clock.offset, ==, -657375207);
  g_assert_cmpfloat (entry->clock.drift, ==, 1.0 / 3e5);

  text = read_text (path);
  g_assert_nonnull (strstr (text, "\"one/kernel\""));
  g_assert_null (strstr (text, fixture->folder));
}

static void
test_folder_can_be_moved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = fixture_path (fixture, "before");
  g_autofree char *after = fixture_path (fixture, "after");
  g_autofree char *path = fixture_path (fixture, "before/x.gsx");
  g_autofree char *moved = fixture_path (fixture, "after/x.gsx");
  g_autofree char *outside = fixture_path (fixture, "y.gsx");
  g_autoptr (GsExperiment) made = NULL;
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  const char *folders[] = { before, NULL };

  fixture_add_trace (fixture, "before/kernel", "alpha");
  made = gs_experiment_new_for_paths (folders, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (gs_experiment_save (made, path, &error));
  g_assert_cmpint (g_rename (before, after), ==, 0);

  loaded = gs_experiment_load (moved, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (gs_experiment_find_trace (loaded, "alpha")->trace);
  g_assert_true (gs_experiment_save (loaded, outside, &error));
  text = read_text (outside);
  g_assert_nonnull (strstr (text, "\"after/kernel\""));
}

static void
test_unknown_members_are_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_write (
      fixture, "a.gsx",
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"name\": \"n\", \"colour\": [ 1, { \"a\": null } ],\n"
      "  \"traces\": [ { \"path\": \"gone\", \"name\": \"g\", \"note\": \"for later\",\n"
      "                  \"clock\": { \"method\": \"none\", \"source\": \"gps\" } } ] }");
  g_autofree char *copy_path = fixture_path (fixture, "b.gsx");
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GsExperiment) copy = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gs_experiment_find_trace (loaded, "g")->clock_choice, ==, GS_CLOCK_CHOICE_NONE);
  copy = gs_experiment_copy (loaded);
  gs_experiment_find_trace (copy, "g")->role = GS_ROLE_HOST;
  g_assert_true (gs_experiment_save (copy, copy_path, &error));
  text = read_text (copy_path);
  g_assert_nonnull (strstr (text, "\"colour\""));
  g_assert_nonnull (strstr (text, "\"a\" : null"));
  g_assert_nonnull (strstr (text, "\"note\" : \"for later\""));
  g_assert_nonnull (strstr (text, "\"source\" : \"gps\""));
  g_assert_nonnull (strstr (text, "\"role\" : \"host\""));
}

/* One digit and an exponent, and what no double holds, are written by the JSON library as what it can't read. */
static void
test_any_number_is_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_write (
      fixture, "a.gsx",
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"a 1e22.0 \\\" -1\": \"1e+22.0 inf.0\",\n"
      "  \"numbers\": [ 1e22, -1e22, 1e400, -1e400, 1e-5, 0.5, -7, 0, 9223372036854775807, 3.0 ], \"traces\": [] }");
  static const double expected[] = { 1e22, -1e22, INFINITY, -INFINITY, 1e-5, 0.5, -7, 0, 9223372036854775807., 3 };
  g_autofree char *text = NULL;
  const char *at;
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;

  /* What was written is read and written again, too. */
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&loaded, gs_experiment_free);
      loaded = gs_experiment_load (path, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (gs_experiment_save (loaded, path, &error));
      g_assert_no_error (error);
    }
  text = read_text (path);
  g_assert_nonnull (strstr (text, "\"a 1e22.0 \\\" -1\" : \"1e+22.0 inf.0\""));
  at = strstr (text, "\"numbers\" : [");
  g_assert_nonnull (at);
  at = strchr (at, '[');
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      char *end;

      g_assert_true (g_ascii_strtod (at + 1, &end) == expected[i]);
      at = end + strspn (end, " \n");
      g_assert_cmpint (*at, ==, i + 1 < G_N_ELEMENTS (expected) ? ',' : ']');
    }
}

/* The JSON library takes octal escapes and halves of characters, and makes bytes of them that it can't read again. */
static void
test_only_escapes_of_text_are_read (Fixture *fixture, gconstpointer data)
{
  static const char *const right[] = { "\\u00e4", "\\ud83d\\ude00", "\\\\655", "\\\"\\/\\b\\f\\n\\r\\t" };
  static const char *const wrong[] = { "\\655",          "\\x41",   "\\ud800",        "\\ud800x",
                                       "\\ud800\\u0041", "\\udc00", "\\ude00\\ud83d", "\\u12g4" };

  for (guint i = 0; i < G_N_ELEMENTS (right) + G_N_ELEMENTS (wrong); i++)
    {
      gboolean is_right = i < G_N_ELEMENTS (right);
      g_autofree char *json = g_strconcat (
          "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [], \"a\": \"",
          is_right ? right[i] : wrong[i - G_N_ELEMENTS (right)], "\" }", NULL);
      g_autofree char *path = fixture_write (fixture, "a.gsx", json);
      g_autoptr (GError) error = NULL;
      g_autoptr (GsExperiment) loaded = gs_experiment_load (path, NULL, &error);
      g_autoptr (GsExperiment) again = NULL;

      if (!is_right)
        {
          g_assert_nonnull (error);
          g_assert_nonnull (strstr (error->message, "not plain JSON"));
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (gs_experiment_save (loaded, path, &error));
      again = gs_experiment_load (path, NULL, &error);
      g_assert_no_error (error);
    }
}

static void
test_missing_trace_is_a_warning (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_write (
      fixture, "a.gsx",
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ { \"path\": \"gone\", \"role\": \"host\" } ] }");
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;
  GsExperimentTrace *entry;
  g_autofree char *gone = fixture_path (fixture, "gone");

  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (loaded->name, ==, "a");
  g_assert_cmpuint (loaded->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (loaded->warnings, 0), "gone"));
  entry = g_ptr_array_index (loaded->traces, 0);
  g_assert_null (entry->trace);
  g_assert_cmpstr (entry->path, ==, gone);
  g_assert_cmpint (entry->role, ==, GS_ROLE_HOST);
}

/* The file names its traces by absolute paths, and was moved together with them. */
static void
test_moved_along_traces_are_found (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autofree char *there = fixture_path (fixture, "one/kernel");
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;

  fixture_add_trace (fixture, "one/kernel", "alpha");
  path = fixture_write (fixture, "a.gsx",
                        "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": ["
                        " { \"path\": \"/was/once/one/kernel\", \"name\": \"alpha\" },"
                        " { \"path\": \"/was/once/two/kernel\", \"name\": \"beta\" } ] }");
  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (gs_experiment_find_trace (loaded, "alpha")->path, ==, there);
  g_assert_nonnull (gs_experiment_find_trace (loaded, "alpha")->trace);
  g_assert_null (gs_experiment_find_trace (loaded, "beta")->trace);
  g_assert_cmpuint (loaded->warnings->len, ==, 1);
  g_assert_false (is_complete (loaded));
}

/* Each one by its uuid, whatever its folder is called now; what was chosen stays. */
static void
test_moved_traces_are_found_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "a.gsx");
  g_autofree char *from = fixture_path (fixture, "one");
  g_autofree char *elsewhere = fixture_path (fixture, "elsewhere");
  g_autofree char *to = g_build_filename (elsewhere, "host-of-monday", NULL);
  g_autofree char *there = g_build_filename (to, "kernel", NULL);
  g_autoptr (GsExperiment) made = NULL;
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTrace) trace = NULL;
  const char *folders[] = { from, NULL };

  fixture_add_trace (fixture, "one/kernel", "alpha");
  made = gs_experiment_new_for_paths (folders, NULL, &error);
  g_assert_no_error (error);
  gs_experiment_find_trace (made, "alpha")->role = GS_ROLE_HOST;
  g_assert_true (gs_experiment_save (made, path, &error));
  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  g_assert_cmpint (g_rename (from, to), ==, 0);

  /* Added by hand, it takes its own place again. */
  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  trace = gs_trace_open (there, &error);
  g_assert_no_error (error);
  g_assert_true (gs_experiment_add_trace (loaded, trace));
  g_assert_cmpuint (loaded->traces->len, ==, 1);
  g_assert_cmpint (gs_experiment_find_trace (loaded, "alpha")->role, ==, GS_ROLE_HOST);
  g_assert_true (is_complete (loaded));
  gs_experiment_free (g_steal_pointer (&loaded));

  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (is_complete (loaded));
  g_assert_cmpuint (gs_experiment_relocate (loaded, elsewhere, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_true (is_complete (loaded));
  g_assert_cmpuint (loaded->warnings->len, ==, 0);
  g_assert_cmpstr (gs_experiment_find_trace (loaded, "alpha")->path, ==, there);
  g_assert_cmpint (gs_experiment_find_trace (loaded, "alpha")->role, ==, GS_ROLE_HOST);
}

/* The folder is the same, what is in it is not. */
static void
test_exchanged_trace_is_said (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "e.gsx");
  g_autofree char *trace_path = fixture_path (fixture, "a");
  g_autofree char *old_path = fixture_path (fixture, "old");
  const char *paths[] = { trace_path, NULL };
  g_autoptr (GsExperiment) made = NULL, same = NULL, exchanged = NULL, kept = NULL;

  fixture_add_trace (fixture, "a", "one");
  made = gs_experiment_new_for_paths (paths, NULL, NULL);
  g_assert_true (gs_experiment_save (made, path, NULL));
  same = gs_experiment_load (path, NULL, NULL);
  g_assert_cmpuint (same->warnings->len, ==, 0);

  g_assert_cmpint (g_rename (trace_path, old_path), ==, 0);
  fixture_add_trace (fixture, "a", "two");
  exchanged = gs_experiment_load (path, NULL, NULL);
  g_assert_cmpuint (exchanged->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (exchanged->warnings, 0), "there is another recording in"));
  g_assert_nonnull (((GsExperimentTrace *) g_ptr_array_index (exchanged->traces, 0))->trace);

  g_assert_true (gs_experiment_save (exchanged, path, NULL));
  kept = gs_experiment_load (path, NULL, NULL);
  g_assert_cmpuint (kept->warnings->len, ==, 0);
}

/* Opening a pipe would wait for who writes into it. */
static void
test_a_pipe_is_no_experiment (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_path (fixture, "pipe.gsx");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_null (gs_experiment_load (path, NULL, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "no regular file"));
}

static void
test_same_trace_is_listed_once (Fixture *fixture, gconstpointer data)
{
  g_autofree char *one = fixture_path (fixture, "one");
  g_autofree char *link = fixture_path (fixture, "link");
  g_autofree char *path = fixture_path (fixture, "a.gsx");
  g_autoptr (GsExperiment) made = NULL;
  g_autoptr (GsExperiment) both = NULL;
  g_autoptr (GError) error = NULL;
  const char *folders[] = { one, NULL };
  const char *mixed[] = { path, link, NULL };

  fixture_add_trace (fixture, "one", "alpha");
  g_assert_cmpint (symlink (one, link), ==, 0);
  made = gs_experiment_new_for_paths (folders, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (gs_experiment_save (made, path, &error));

  both = gs_experiment_new_for_paths (mixed, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (both->traces->len, ==, 1);
  g_assert_cmpuint (both->warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (both->warnings, 0), "alpha"));
}

static void
assert_refused (Fixture *fixture, const char *text, int code, const char *words)
{
  g_autofree char *path = fixture_write (fixture, "bad.gsx", text);
  g_autoptr (GError) error = NULL;

  g_assert_null (gs_experiment_load (path, NULL, &error));
  g_assert_error (error, GS_ERROR, code);
  g_assert_nonnull (strstr (error->message, "bad.gsx"));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

#define HEAD "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ { \"path\": \"p\", "

static void
test_broken_files_are_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) deep = g_string_new (NULL);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  assert_refused (fixture, "", GS_ERROR_FILE, "JSON");
  assert_refused (fixture, "{ \"format\": \"guestscope-experiment\",\n  \"version\": 1,\n  \"traces\" [] }",
                  GS_ERROR_FILE, "line 3");
  assert_refused (fixture, "[ 1, 2 ]", GS_ERROR_FILE, "no JSON object");
  assert_refused (fixture, deep->str, GS_ERROR_FILE, "deeply");
  assert_refused (fixture, "{ \"version\": 1 }", GS_ERROR_FILE, "format");
  assert_refused (fixture, "{ \"format\": \"guestscope-experiment\" }", GS_ERROR_FILE, "version");
  assert_refused (fixture, "{ \"format\": \"guestscope-experiment\", \"version\": 1 }", GS_ERROR_FILE, "traces");
  assert_refused (fixture, "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ 7 ] }",
                  GS_ERROR_FILE, "traces");
  assert_refused (fixture, "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ { } ] }",
                  GS_ERROR_FILE, "path");
  assert_refused (fixture, HEAD "\"role\": \"king\" } ] }", GS_ERROR_FILE, "role");
  assert_refused (fixture, HEAD "\"pid\": \"many\" } ] }", GS_ERROR_FILE, "pid");
  assert_refused (fixture, HEAD "\"pid\": -4 } ] }", GS_ERROR_FILE, "pid");
  assert_refused (fixture, HEAD "\"vcpus\": { \"x\": 3 } } ] }", GS_ERROR_FILE, "vcpus");
  assert_refused (fixture, HEAD "\"vcpus\": { \"0\": null } } ] }", GS_ERROR_FILE, "vcpus");
  assert_refused (fixture, HEAD "\"clock\": 5 } ] }", GS_ERROR_FILE, "clock");
  assert_refused (fixture, HEAD "\"clock\": { \"method\": \"sun\" } } ] }", GS_ERROR_FILE, "method");
  assert_refused (fixture, HEAD "\"clock\": { \"offset_ns\": 9223372036854775807 } } ] }", GS_ERROR_FILE, "offset_ns");
  assert_refused (fixture, HEAD "\"clock\": { \"offset_ns\": 2305843009213693952 } } ] }", GS_ERROR_FILE,
                  "a whole number from -2305843009213693951 to 2305843009213693951");
  assert_refused (fixture, HEAD "\"clock\": { \"offset_ns\": 1e300 } } ] }", GS_ERROR_FILE, "a whole number");
  assert_refused (fixture, HEAD "\"clock\": { \"drift\": 3.5 } } ] }", GS_ERROR_FILE, "drift");
}

/* Behind a comment or another quote, both of which the JSON library knows, a quote hides no brackets. */
static void
test_deep_files_are_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const heads[] = { "", "/*\"*/", "//\"\n", "#\"\n", "'\"'" };
  g_autofree char *brackets = g_strnfill (400000, '[');

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *text = g_strconcat ("{ \"format\": ", heads[i], brackets, NULL);

      assert_refused (fixture, text, GS_ERROR_FILE, i == 0 ? "nested too deeply" : "not plain JSON");
    }
}

static void
test_newer_version_is_refused (Fixture *fixture, gconstpointer data)
{
  assert_refused (fixture, "{ \"format\": \"guestscope-experiment\", \"version\": 2, \"traces\": \"elsewhere\" }",
                  GS_ERROR_VERSION, "newer");
}

static void
test_failed_save_keeps_the_old_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = fixture_write (fixture, "a.gsx",
                                         "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ ] }");
  g_autofree char *nowhere = fixture_path (fixture, "no/such/folder.gsx");
  g_autoptr (GsExperiment) loaded = NULL;
  g_autoptr (GError) error = NULL;

  loaded = gs_experiment_load (path, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (gs_experiment_save (loaded, nowhere, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "no/such/folder.gsx"));
  g_assert_cmpstr (loaded->path, ==, path);
}

/* --- Two programs and one file --- */

typedef struct
{
  GMainLoop *loop;
  GsExperiment *experiment;
  GError *error;
} Saving;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saving *saving = user_data;

  gs_experiment_save_finish (saving->experiment, result, &saving->error);
  g_main_loop_quit (saving->loop);
}

/* Returns: whether it was saved, and not for the file's having been changed by somebody else */
static gboolean
save (GsExperiment *experiment, const char *path, gboolean overwrites)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Saving saving = { loop, experiment, NULL };

  gs_experiment_save_async (experiment, path, overwrites, on_saved, &saving);
  g_main_loop_run (loop);
  if (saving.error == NULL)
    return TRUE;
  g_assert_error (saving.error, GS_ERROR, GS_ERROR_CHANGED);
  g_clear_error (&saving.error);
  return FALSE;
}

static GsExperiment *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  GsExperiment *experiment = gs_experiment_load (path, NULL, &error);

  g_assert_no_error (error);
  return experiment;
}

static void
rename_experiment (GsExperiment *experiment, const char *name)
{
  g_free (experiment->name);
  experiment->name = g_strdup (name);
}

/* With all kinds of members, so that what is written and what is read back are the same to it. */
static char *
write_for_two (Fixture *fixture)
{
  return fixture_write (
      fixture, "a.gsx",
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"name\": \"old\", \"mine\": [1, 2.5e-9, null], "
      "\"traces\": [ { \"path\": \"gone\", \"clock\": { \"method\": \"manual\", \"drift\": 1e-06 } } ] }");
}

static void
test_another_programs_change_is_not_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_for_two (fixture);
  g_autoptr (GsExperiment) mine = load (path), theirs = load (path), undone = gs_experiment_copy (mine), now = NULL;

  rename_experiment (theirs, "theirs");
  g_assert_true (save (theirs, path, FALSE));
  rename_experiment (mine, "mine");
  g_assert_false (save (mine, path, FALSE));
  now = load (path);
  g_assert_cmpstr (now->name, ==, "theirs");

  g_assert_true (save (mine, path, TRUE));
  g_assert_true (save (mine, path, FALSE));
  g_assert_false (save (theirs, path, FALSE));
  /* Undo brings an older copy back, which is no other program's. */
  g_assert_true (save (undone, path, FALSE));
}

static void
test_what_is_no_change_is_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_for_two (fixture), *other_path = fixture_path (fixture, "b.gsx");
  g_autoptr (GsExperiment) mine = load (path), other = NULL;
  g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_parsed ("{'cursor': <int64 7>}"));
  g_autoptr (GVariant) later = g_variant_ref_sink (g_variant_new_parsed ("{'cursor': <int64 8>}"));
  g_autoptr (GError) error = NULL;

  /* Written again and again, and how another window looks at it. */
  gs_session_store_put (mine, state);
  g_assert_true (save (mine, path, FALSE));
  g_assert_true (save (mine, path, FALSE));
  other = load (path);
  g_assert_true (gs_session_store_save (other, later, &error));
  g_assert_no_error (error);
  g_assert_true (save (mine, path, FALSE));

  /* Gone, and elsewhere. */
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_true (save (mine, path, FALSE));
  g_assert_true (save (other, other_path, FALSE));
  g_assert_true (save (other, other_path, FALSE));
}

/* Whatever it is now, somebody made it that. */
static void
test_a_file_that_became_unreadable_is_not_overwritten (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_for_two (fixture);
  g_autoptr (GsExperiment) mine = load (path);

  g_assert_true (g_file_set_contents (path, "{ \"format\": \"someth", -1, NULL));
  g_assert_false (save (mine, path, FALSE));
  g_assert_true (save (mine, path, TRUE));
}

#define ADD(name, function) g_test_add ("/experiment/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("choices-survive", test_choices_survive);
  ADD ("folder-can-be-moved", test_folder_can_be_moved);
  ADD ("unknown-members-are-kept", test_unknown_members_are_kept);
  ADD ("any-number-is-kept", test_any_number_is_kept);
  ADD ("only-escapes-of-text-are-read", test_only_escapes_of_text_are_read);
  ADD ("missing-trace-is-a-warning", test_missing_trace_is_a_warning);
  ADD ("moved-along-traces-are-found", test_moved_along_traces_are_found);
  ADD ("moved-traces-are-found-again", test_moved_traces_are_found_again);
  ADD ("exchanged-trace-is-said", test_exchanged_trace_is_said);
  ADD ("a-pipe-is-no-experiment", test_a_pipe_is_no_experiment);
  ADD ("same-trace-is-listed-once", test_same_trace_is_listed_once);
  ADD ("broken-files-are-refused", test_broken_files_are_refused);
  ADD ("deep-files-are-refused", test_deep_files_are_refused);
  ADD ("newer-version-is-refused", test_newer_version_is_refused);
  ADD ("failed-save-keeps-the-old-file", test_failed_save_keeps_the_old_file);
  ADD ("another-programs-change-is-not-overwritten", test_another_programs_change_is_not_overwritten);
  ADD ("what-is-no-change-is-overwritten", test_what_is_no_change_is_overwritten);
  ADD ("a-file-that-became-unreadable-is-not-overwritten", test_a_file_that_became_unreadable_is_not_overwritten);
  return g_test_run ();
}
