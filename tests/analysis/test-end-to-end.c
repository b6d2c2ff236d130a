/* test-end-to-end.c: simulated machines, written as traces, analysed, compared with the truth
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>

#include "analysis/compare-truth.h"
#include "event/gs-event.h"
#include "experiment/gs-experiment.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"
#include "timeline/gs-vcpu-cause.h"
#include "timeline/gs-vcpu-stretch.h"

/* How many runs are compared: SEEDS in the environment, or this many. */
#define N_SEEDS 200

static guint n_seeds = N_SEEDS;

/* The clock that brings machine @index back to the host's, as it truly is. */
static GsClock
true_clock (const SimResult *result, guint index)
{
  double drift = result->machines[index].drift;

  return (GsClock){
    .method = GS_CLOCK_MANUAL,
    .origin = result->epoch + result->machines[index].offset,
    .offset = -result->machines[index].offset,
    .drift = 1.0 / (1.0 + drift) - 1.0,
    .accuracy = -1,
  };
}

/* The largest error of the clock that was found for a machine. */
static gint64
clock_error (const SimResult *result, const GsTimeline *timeline, guint index)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[index].name);
  gint64 largest = 0;

  for (guint i = 0; i <= 10; i++)
    {
      gint64 time = result->epoch + (result->end - result->epoch) / 10 * i;
      gint64 found = gs_clock_to_reference (&machine->clock, sim_result_clock (result, index, time));

      largest = MAX (largest, ABS (found - time));
    }
  return largest;
}

/* In the middle of its trace, the truth is where the accuracy says. */
static void
check_accuracy (const SimResult *result, const GsTimeline *timeline, guint index)
{
  const GsClock *clock = &compare_find_machine (timeline, result->machines[index].name)->clock;
  gint64 middle = result->machines[index].first + (result->machines[index].last - result->machines[index].first) / 2;
  gint64 off = gs_clock_to_reference (clock, sim_result_clock (result, index, middle)) - middle;

  g_assert_cmpint (ABS (off), <=, clock->accuracy + 2);
}

/* Writes, analyses: with the true clocks, or with those that are found. */
static GsTimeline *
analyse (const SimConfig *config, gboolean with_true_clocks, SimResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) experiment = NULL;
  GsTimeline *timeline;

  g_assert_no_error (error);
  g_test_message ("seed %u", config->seed);
  *result = sim_write (config, folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 1; with_true_clocks && i < (*result)->n_machines; i++)
    {
      GsExperimentTrace *trace = gs_experiment_find_trace (experiment, (*result)->machines[i].name);

      g_assert_nonnull (trace);
      trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
      trace->clock = true_clock (*result, i);
    }
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  test_folder_remove (folder);
  return timeline;
}

static void
check_guests (const SimConfig *config, const SimResult *result, const GsTimeline *timeline)
{
  for (guint i = 1; i < result->n_machines; i++)
    {
      const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[i].name);

      g_assert_cmpint (machine->role, ==, GS_ROLE_GUEST);
      /* Without contexts or a state dump a thread's name says it. */
      g_assert_cmpint (machine->pid, ==, result->machines[i].pid);
    }
}

static void
check_all (const SimConfig *config, gboolean with_true_clocks)
{
  g_autoptr (SimResult) result = NULL;
  g_autoptr (GsTimeline) timeline = analyse (config, with_true_clocks, &result);
  gint64 tolerance = config->drift_ppm != 0.0 ? 2 : 0;
  guint n_pieces = 0, n_wake_ups = 0;

  check_guests (config, result, timeline);
  g_assert_cmpuint (timeline->n_events, ==, result->n_events);
  for (guint i = 1; !with_true_clocks && i < result->n_machines; i++)
    {
      gint64 found = clock_error (result, timeline, i);

      g_test_message ("seed %u, %s: the clock is off by %" G_GINT64_FORMAT " ns", config->seed,
                      result->machines[i].name, found);
      g_assert_cmpint (found, <, config->vmsync != SIM_VMSYNC_NONE ? 10 * GS_USEC : 200 * GS_USEC);
      tolerance = MAX (tolerance, found + 2);
      if (config->n_levels > 1)
        check_accuracy (result, timeline, i);
    }
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      n_pieces += compare_row (result, timeline, row, tolerance);
      if (row->kind != GS_ROWS_VCPUS)
        continue;
      compare_exits (result, timeline, row);
      if (with_true_clocks && config->drift_ppm == 0.0)
        n_pieces += compare_causes (result, timeline, row);
    }
  for (guint i = 0; with_true_clocks && config->drift_ppm == 0.0 && i < result->n_machines; i++)
    n_wake_ups += compare_wake_ups (result, timeline, i);
  g_assert_true (n_wake_ups > 50 || !with_true_clocks || config->drift_ppm != 0.0);
  g_assert_cmpuint (compare_latencies (result, timeline, tolerance), >, 20);
  compare_sums (timeline);
  compare_explanations (timeline, 30, config->seed, TRUE);
  g_assert_cmpuint (n_pieces, >, 500);
}

static void
config_for_seed (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_guests = 1 + seed % 3;
  config->n_vcpus = 1 + seed % 2;
  config->n_cpus = 1 + seed % 4;
  config->vmsync = config->n_guests > 1 ? SIM_VMSYNC_BOTH : seed % 3;
  config->contexts = seed % 2;
  config->old_kernel = seed % 5 == 0;
  config->garbage_vcpu = seed % 2 == 0;
  config->is_svm = seed % 3 == 1;
  config->wake_delay = seed % 3 != 0 ? 60 * GS_USEC : 0;
  config->balances = seed % 4 == 1;
  config->offset = (gint64) seed * seed * 1234567891;
  config->format.n_channels = seed % 4;
  config->format.packet_size = seed % 2 == 0 ? 4096 : 0;
  config->format.with_index = seed % 3 == 0;
  config->format.packetized_metadata = seed % 2 == 1;
  config->format.compact_headers = seed % 3 == 2;
  config->format.exit_without_vcpu = seed % 3 == 0;
  if (config->old_kernel)
    config->format.old_names = config->format.old_syscall_names = config->format.plain_kvm_names = TRUE;
}

static void
test_states_are_exact_with_true_clocks (void)
{
  for (guint seed = 1; seed <= n_seeds; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.duration = (30 + seed % 4 * 10) * GS_MSEC;
      check_all (&config, TRUE);
    }
}

static void
test_drift_changes_nothing (void)
{
  for (guint seed = 1; seed <= n_seeds / 4; seed++)
    {
      SimConfig config;

      config_for_seed (&config, 1000 + seed);
      config.drift_ppm = seed % 2 == 0 ? 40 : -25;
      config.duration = 50 * GS_MSEC;
      check_all (&config, TRUE);
    }
}

/* Among lost events nothing is claimed, and nothing untrue after them. */
static void
test_lost_events_make_no_claims (void)
{
  guint n_losses = 0;

  for (guint seed = 1; seed <= n_seeds / 4; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      g_autoptr (GsTimeline) timeline = NULL;
      SimConfig config;

      config_for_seed (&config, 2000 + seed);
      config.loses = TRUE;
      config.duration = 60 * GS_MSEC;
      timeline = analyse (&config, TRUE, &result);
      g_assert_cmpuint (timeline->n_lost, ==, result->n_lost);
      g_assert_cmpuint (timeline->n_events, ==, result->n_events);
      g_assert_cmpuint (compare_losses (result, timeline), >, 100);
      compare_explanations (timeline, 30, config.seed, FALSE);
      g_assert_cmpuint (compare_lossy_latencies (result, timeline), >, 20);
      n_losses += result->losses->len;
    }
  g_assert_cmpuint (n_losses, >=, n_seeds / 4);
}

/* Neither a state dump nor contexts: no process of any thread is known. */
static void
test_one_guest_needs_no_process (void)
{
  for (guint seed = 51; seed <= 52; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.n_guests = 1;
      config.statedump = config.contexts = FALSE;
      check_all (&config, TRUE);
    }
}

/* With no add-on module on the host, and with none at all. */
static void
test_guests_are_matched_without_modules (void)
{
  for (guint seed = 41; seed <= 43; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.n_guests = 2;
      config.vmsync = seed % 2 == 0 ? SIM_VMSYNC_HYPERCALL : SIM_VMSYNC_NONE;
      check_all (&config, TRUE);
    }
}

static void
test_clocks_are_found_by_vmsync (void)
{
  for (guint seed = 21; seed <= 23; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.vmsync = SIM_VMSYNC_BOTH;
      config.tcp = FALSE;
      config.drift_ppm = seed % 2 == 0 ? 30 : -15;
      config.duration = 300 * GS_MSEC;
      check_all (&config, FALSE);
    }
}

static void
test_clocks_are_found_by_tcp (void)
{
  for (guint seed = 31; seed <= 32; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.n_guests = 1;
      config.vmsync = SIM_VMSYNC_NONE;
      config.drift_ppm = 20;
      config.duration = 300 * GS_MSEC;
      check_all (&config, FALSE);
    }
}

/* Guests that are hosts: two on each, or one on the other. */
static void
config_levels (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_levels = 2 + seed % 2;
  config->n_guests = config->n_levels == 2 ? 2 : 1;
  config->n_vcpus = 1 + seed / 2 % 2;
  config->n_cpus = 1 + seed / 4 % 3;
  config->vmsync = seed % 3;
  config->is_svm = seed % 2 == 0;
  config->garbage_vcpu = seed % 3 == 0;
  config->contexts = seed % 5 == 0;
}

static void
test_levels_are_exact_with_equal_clocks (void)
{
  for (guint seed = 1; seed <= n_seeds / 5; seed++)
    {
      SimConfig config;

      config_levels (&config, 3000 + seed);
      config.duration = 100 * GS_MSEC;
      check_all (&config, TRUE);
    }
}

/* Of a process' threads the first entries come late: until then its host doesn't tell where they were. */
static void
test_levels_are_found_where_entries_come_late (void)
{
  for (guint seed = 3096; seed <= 3306; seed += 105)
    {
      SimConfig config;

      config_levels (&config, seed);
      config.duration = 100 * GS_MSEC;
      check_all (&config, TRUE);
    }
}

static void
test_clocks_are_found_at_each_level (void)
{
  for (guint seed = 1; seed <= n_seeds / 20; seed++)
    {
      SimConfig config;

      config_levels (&config, 4000 + seed);
      config.offset = (gint64) seed * 1234567891;
      config.drift_ppm = seed % 2 == 0 ? 12 : -7;
      config.duration = 400 * GS_MSEC;
      check_all (&config, FALSE);
    }
}

/* Who is found to run on whom, and at what offset. */
static const GsTimelineMachine *
check_place (const GsTimeline *timeline, const char *name, const char *host, gint64 offset)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, name);
  gint64 middle = gs_clock_from_reference (&machine->clock,
                                           timeline->span.begin + gs_span_duration (timeline->span) / 2);
  gint64 off = gs_clock_to_reference (&machine->clock, middle) - middle - offset;

  g_assert_cmpstr (gs_timeline_get_machine (timeline, machine->host)->name, ==, host);
  g_assert_cmpint (ABS (off), <, 20 * GS_USEC);
  g_assert_cmpint (machine->clock.accuracy, <, 40 * GS_USEC);
  return machine;
}

/* The example of three levels: what is known of it was noted outside of the traces, on the machines. */
static void
test_three_levels_were_recorded (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "nested", "nested.gsx", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = gs_experiment_load (path, NULL, &error);
  g_autoptr (GsTimeline) timeline = NULL;
  const GsVcpuRow *row;
  gint64 longest = 0;
  guint inner = 0;

  g_assert_no_error (error);
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  check_place (timeline, "l2", "l1host", 323317006);
  row = &g_array_index (check_place (timeline, "l3", "l2", 512015733)->vcpus, GsVcpuRow, 0);
  while (!g_str_equal (gs_timeline_get_machine (timeline, inner)->name, "l3"))
    inner++;
  for (gsize i = 0; i < gs_track_get_n_intervals (gs_lazy_track_get (row->track)); i++)
    {
      GsVcpuStretch stretch = gs_vcpu_stretch_find (gs_lazy_track_get (row->track), i);
      g_autofree char *cause = gs_vcpu_cause_dup_name (timeline, inner, 0, i);

      if (g_str_equal (cause, "l1host: rthog:405"))
        longest = MAX (longest, gs_span_duration (stretch.span));
    }
  g_assert_cmpint (ABS (longest - 401 * GS_MSEC), <, GS_MSEC);
  g_assert_cmpuint (timeline->warnings->len, ==, 0);
}

static void
test_steps_back_are_read_to_the_end (void)
{
  g_autoptr (SimResult) result = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.steps_back = TRUE;
  config.bulk_percent = 100;
  timeline = analyse (&config, TRUE, &result);
  g_assert_cmpuint (timeline->n_events, ==, result->n_events);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("SEEDS") != NULL)
    n_seeds = g_ascii_strtoull (g_getenv ("SEEDS"), NULL, 10);
  g_test_add_func ("/end-to-end/states-are-exact-with-true-clocks", test_states_are_exact_with_true_clocks);
  g_test_add_func ("/end-to-end/guests-are-matched-without-modules", test_guests_are_matched_without_modules);
  g_test_add_func ("/end-to-end/one-guest-needs-no-process", test_one_guest_needs_no_process);
  g_test_add_func ("/end-to-end/drift-changes-nothing", test_drift_changes_nothing);
  g_test_add_func ("/end-to-end/lost-events-make-no-claims", test_lost_events_make_no_claims);
  g_test_add_func ("/end-to-end/clocks-are-found-by-vmsync", test_clocks_are_found_by_vmsync);
  g_test_add_func ("/end-to-end/clocks-are-found-by-tcp", test_clocks_are_found_by_tcp);
  g_test_add_func ("/end-to-end/levels-are-exact-with-equal-clocks", test_levels_are_exact_with_equal_clocks);
  g_test_add_func ("/end-to-end/levels-are-found-where-entries-come-late",
                   test_levels_are_found_where_entries_come_late);
  g_test_add_func ("/end-to-end/clocks-are-found-at-each-level", test_clocks_are_found_at_each_level);
  g_test_add_func ("/end-to-end/three-levels-were-recorded", test_three_levels_were_recorded);
  g_test_add_func ("/end-to-end/steps-back-are-read-to-the-end", test_steps_back_are_read_to_the_end);
  return g_test_run ();
}
