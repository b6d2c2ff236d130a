/* test-wizard-model.c: traces found, used and left out without waiting, forty at a time
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "experiment/gs-experiment.h"
#include "find/gs-trace-search.h"
#include "wizard/gs-wizard-model.h"
#include "wizard/gs-wizard-order.h"

#define N_TRACES 40

/* The longest that the main loop may be kept from answering. */
#define MAX_BLOCK_USEC 50000

static char *folder;

/* Forty small hosts and guests. */
static void
make_traces (void)
{
  for (guint i = 0; i < N_TRACES / 2; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%02u", folder, i);
      g_autofree char *seed = g_strdup_printf ("--seed=%u", i + 1);
      const char *argv[] = { g_getenv ("MAKE_TRACES"), "--guests=1", "--duration-ms=20", seed, path, NULL };
      g_autoptr (GError) error = NULL;
      int status;

      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                    NULL, NULL, &status, &error);
      g_assert_no_error (error);
      g_assert_true (g_spawn_check_wait_status (status, NULL));
    }
}

/* Iterates until @is_done or so many seconds, ten times as many on a busy machine. Returns: the longest single iteration, in CPU time of this thread */
static gint64
run_until (gboolean (*is_done) (gpointer), gpointer data, guint seconds)
{
  gint64 end = g_get_monotonic_time () + 10 * seconds * G_USEC_PER_SEC, longest = 0;
  struct timespec before, after;

  while (!is_done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      clock_gettime (CLOCK_THREAD_CPUTIME_ID, &before);
      g_main_context_iteration (NULL, FALSE);
      clock_gettime (CLOCK_THREAD_CPUTIME_ID, &after);
      longest = MAX (longest,
                     (after.tv_sec - before.tv_sec) * G_USEC_PER_SEC + (after.tv_nsec - before.tv_nsec) / 1000);
      g_usleep (500);
    }
  return longest;
}

static gboolean
is_settled (gpointer data)
{
  GsAnalysis *analysis = gs_wizard_model_get_analysis (data);

  return !gs_wizard_model_is_searching (data) && analysis != NULL && !gs_analysis_is_running (analysis)
         && gs_wizard_model_get_experiment (data)->traces->len == N_TRACES
         && gs_analysis_get_timeline (analysis)->machines->len == N_TRACES;
}

static void
test_forty_traces_are_fluent (void)
{
  g_autoptr (GsWizardModel) model = gs_wizard_model_new (NULL, NULL);
  const char *paths[] = { folder, NULL };
  gint64 longest;

  gs_wizard_model_add_folders (model, paths);
  g_assert_false (gs_wizard_model_can_create (model));
  longest = run_until (is_settled, model, 60);
  g_test_message ("the main loop was held up for %" G_GINT64_FORMAT " us at most", longest);
  g_assert_cmpint (longest, <, MAX_BLOCK_USEC);
  g_assert_true (gs_wizard_model_can_create (model));
  for (guint i = 0; i < N_TRACES; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (gs_wizard_model_get_experiment (model)->traces, i);

      g_assert_true (gs_experiment_find_trace (gs_wizard_model_get_experiment (model), entry->name) == entry);
    }
}

static gboolean
is_without_guests (gpointer data)
{
  GsTimeline *timeline = gs_wizard_model_get_timeline (data);
  guint n_guests = 0;

  for (guint i = 0; i < timeline->machines->len; i++)
    n_guests += gs_timeline_get_machine (timeline, i)->machine != NULL
                && gs_timeline_get_machine (timeline, i)->role == GS_ROLE_GUEST;
  return n_guests == 0;
}

/* What was read is composed again; nothing is read again. */
static void
test_leaving_out_reads_nothing_again (void)
{
  g_autofree char *path = g_build_filename (folder, "00", NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GsExperiment) experiment = gs_experiment_new_for_paths (paths, NULL, NULL);
  g_autoptr (GsWizardModel) model = gs_wizard_model_new (experiment, NULL);
  g_autoptr (GsAnalysis) before = NULL;
  GsExperimentTrace *guest = NULL;

  g_assert_cmpuint (experiment->traces->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    if (((GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->trace->role == GS_ROLE_GUEST)
      guest = g_ptr_array_index (experiment->traces, i);
  g_assert_nonnull (guest);

  gs_wizard_model_set_role (model, guest->name, GS_ROLE_GUEST); /* any change starts reading */
  while (gs_wizard_model_get_analysis (model) == NULL || gs_analysis_is_running (gs_wizard_model_get_analysis (model)))
    g_main_context_iteration (NULL, TRUE);
  before = g_object_ref (gs_wizard_model_get_analysis (model));
  g_assert_false (is_without_guests (model));

  gs_wizard_model_set_used (model, guest->name, FALSE);
  run_until (is_without_guests, model, 10);
  g_assert_true (gs_wizard_model_get_analysis (model) == before);
}

/* A guest of a guest stands behind its host, one step further in; a circle of choices ends. */
static void
test_guests_of_guests_are_a_tree (void)
{
  g_autofree char *path = g_build_filename (folder, "levels", NULL);
  const char *argv[] = { g_getenv ("MAKE_TRACES"), "--guests=1", "--levels=2", "--duration-ms=150", path, NULL };
  const char *paths[] = { path, NULL }, *names[] = { "host", "guest1", "guest2" };
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsWizardModel) model = NULL;

  g_assert_true (
      g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, NULL, NULL, NULL));
  experiment = gs_experiment_new_for_paths (paths, NULL, NULL);
  model = gs_wizard_model_new (experiment, NULL);
  gs_wizard_model_set_role (model, "host", GS_ROLE_HOST); /* any change starts reading */
  while (gs_wizard_model_get_analysis (model) == NULL || gs_analysis_is_running (gs_wizard_model_get_analysis (model)))
    g_main_context_iteration (NULL, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const GsExperimentTrace *entry = gs_experiment_find_trace (experiment, names[i]);
      g_autofree char *key = gs_wizard_order_make_key (model, entry);

      g_assert_cmpuint (gs_wizard_order_get_depth (model, entry), ==, i);
      g_assert_true (g_str_has_suffix (key, names[i]));
      g_assert_cmpint (key[0], ==, 'a');
    }
  gs_wizard_model_set_process (model, "guest1", "guest2", -1);
  gs_wizard_model_set_process (model, "guest2", "guest1", -1);
  g_assert_cmpuint (gs_wizard_order_get_depth (model, gs_experiment_find_trace (experiment, "guest1")), ==, 1);
}

static gboolean
has_notice_of_times (gpointer data)
{
  g_autoptr (GPtrArray) notices = gs_wizard_model_get_notices (data);

  for (guint i = 0; i < notices->len; i++)
    if (strstr (g_ptr_array_index (notices, i), "recorded at 2 different times") != NULL)
      return TRUE;
  return FALSE;
}

static gboolean
has_no_notice_of_times (gpointer data)
{
  return !has_notice_of_times (data);
}

/* Gives the guest's clock another hour, or leaves it to be found out. */
static void
move_guest (GsWizardModel *model, GsClockChoice choice)
{
  g_autoptr (GsExperiment) choices = gs_experiment_copy (gs_wizard_model_get_experiment (model));

  for (guint i = 0; i < choices->traces->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (choices->traces, i);

      if (entry->trace->role != GS_ROLE_GUEST)
        continue;
      entry->clock_choice = choice;
      entry->clock = (GsClock){ .method = GS_CLOCK_MANUAL,
                                .offset = G_GINT64_CONSTANT (3600000000000),
                                .accuracy = -1 };
    }
  gs_wizard_model_set_clocks (model, choices);
}

static void
test_traces_of_different_times_are_said (void)
{
  g_autofree char *path = g_build_filename (folder, "02", NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GsExperiment) experiment = gs_experiment_new_for_paths (paths, NULL, NULL);
  g_autoptr (GsWizardModel) model = gs_wizard_model_new (experiment, NULL);

  move_guest (model, GS_CLOCK_CHOICE_AUTO); /* any change starts reading */
  while (gs_wizard_model_get_analysis (model) == NULL || gs_analysis_is_running (gs_wizard_model_get_analysis (model)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (has_notice_of_times (model));
  move_guest (model, GS_CLOCK_CHOICE_MANUAL);
  run_until (has_notice_of_times, model, 10);
  move_guest (model, GS_CLOCK_CHOICE_AUTO);
  run_until (has_no_notice_of_times, model, 10);
}

static void
test_notices_say_what_will_be_missing (void)
{
  g_autofree char *path = g_build_filename (folder, "01", NULL);
  const char *paths[] = { path, NULL };
  g_autoptr (GsExperiment) experiment = gs_experiment_new_for_paths (paths, NULL, NULL);
  g_autoptr (GsWizardModel) model = gs_wizard_model_new (experiment, NULL);
  g_autoptr (GPtrArray) none = gs_wizard_model_get_notices (model);
  g_autoptr (GPtrArray) one = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (experiment->traces, i);

      if (entry->trace->role == GS_ROLE_HOST)
        gs_wizard_model_set_used (model, entry->name, FALSE);
    }
  one = gs_wizard_model_get_notices (model);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (one, 0), "neither the hypervisor nor preemption"));
}

static void
on_finished (GsTraceSearch *search, GError *error, gpointer data)
{
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  *(gint64 *) data = g_get_monotonic_time ();
}

static void
on_found (GsTraceSearch *search, GsTrace *trace, gpointer data)
{
  gs_trace_search_cancel (search);
}

/* From the first trace on, and before it. */
static void
test_search_can_be_left_at_once (void)
{
  const char *paths[] = { folder, "/usr", NULL };

  for (guint late = 0; late < 2; late++)
    {
      g_autoptr (GsTraceSearch) search = gs_trace_search_new (paths);
      gint64 finished = 0, cancelled = 0;

      g_signal_connect (search, "finished", G_CALLBACK (on_finished), &finished);
      if (late)
        g_signal_connect (search, "found", G_CALLBACK (on_found), NULL);
      gs_trace_search_start (search);
      if (!late)
        gs_trace_search_cancel (search);
      cancelled = g_get_monotonic_time ();
      while (finished == 0)
        g_main_context_iteration (NULL, TRUE);
      if (!late)
        g_assert_cmpint (finished - cancelled, <, 200000);
    }
}

/* The window is closed while traces are found and read: nothing is told any more. */
static void
test_going_away_ends_everything (void)
{
  const char *paths[] = { folder, NULL };

  for (guint i = 0; i < 20; i++)
    {
      GsWizardModel *model = gs_wizard_model_new (NULL, NULL);
      gint64 end = g_get_monotonic_time () + i * 40000;

      gs_wizard_model_add_folders (model, paths);
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, FALSE);
      g_assert_finalize_object (model);
    }
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

int
main (int argc, char **argv)
{
  int status;

  folder = g_dir_make_tmp ("wizard-model-XXXXXX", NULL);
  g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_init (&argc, &argv, NULL);
  make_traces ();
  g_test_add_func ("/wizard-model/forty-traces-are-fluent", test_forty_traces_are_fluent);
  g_test_add_func ("/wizard-model/leaving-out-reads-nothing-again", test_leaving_out_reads_nothing_again);
  g_test_add_func ("/wizard-model/guests-of-guests-are-a-tree", test_guests_of_guests_are_a_tree);
  g_test_add_func ("/wizard-model/traces-of-different-times-are-said", test_traces_of_different_times_are_said);
  g_test_add_func ("/wizard-model/notices-say-what-will-be-missing", test_notices_say_what_will_be_missing);
  g_test_add_func ("/wizard-model/search-can-be-left-at-once", test_search_can_be_left_at_once);
  g_test_add_func ("/wizard-model/going-away-ends-everything", test_going_away_ends_everything);
  status = g_test_run ();
  remove_tree (folder);
  g_free (folder);
  return status;
}
