/* test-clocks.c: simulated machines' clocks and processes, found without help
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "sim/sim-analyse.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

static const GsTimelineMachine *
find_machine (const GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = g_ptr_array_index (timeline->machines, i);

      if (g_str_equal (machine->name, name))
        return machine;
    }
  g_error ("no machine %s", name);
}

static gint64
error_at (const SimResult *result, guint index, const GsClock *clock, gint64 true_time)
{
  return ABS (gs_clock_to_reference (clock, sim_result_clock (result, index, true_time)) - true_time);
}

/* The truth is where the accuracy says; returns the worst accuracy. */
static gint64
check_clocks (const SimConfig *config, const SimResult *result, const GsTimeline *timeline, gboolean with_processes)
{
  gint64 worst = 0;

  for (guint i = 1; i < result->n_machines; i++)
    {
      const GsTimelineMachine *machine = find_machine (timeline, result->machines[i].name);
      gint64 middle = result->machines[i].first + (result->machines[i].last - result->machines[i].first) / 2;
      gint64 error = error_at (result, i, &machine->clock, middle);

      g_test_message (
          "seed %u, %s: %s, off by %" G_GINT64_FORMAT " of ±%" G_GINT64_FORMAT " ns, PID %d of %d, %s, sure %f",
          config->seed, machine->name, gs_clock_method_get_name (machine->clock.method), error, machine->clock.accuracy,
          machine->pid, result->machines[i].pid, gs_match_get_name (machine->matched_by), machine->confidence);
      g_assert_cmpint (machine->clock.accuracy, >=, 0);
      g_assert_cmpint (error, <=, machine->clock.accuracy);
      if (with_processes)
        g_assert_cmpint (machine->pid, ==, result->machines[i].pid);
      worst = MAX (worst, machine->clock.accuracy);
    }
  return worst;
}

static void
config_for_seed (SimConfig *config, guint seed)
{
  static const gint64 offsets[] = { GS_MSEC, -350 * GS_MSEC, 20 * GS_SEC, -3600 * GS_SEC, 5 * 86400 * GS_SEC };
  static const double drifts[] = { 0.0, 12.5, -12.5, 3.0, 7.0, -2.0 };

  sim_config_init (config);
  config->seed = seed;
  config->n_guests = 1 + seed % 8;
  config->n_vcpus = 1 + seed % 3;
  config->n_cpus = 1 + seed % 4;
  config->offset = offsets[seed % G_N_ELEMENTS (offsets)];
  config->drift_ppm = drifts[seed % G_N_ELEMENTS (drifts)];
  config->duration = 300 * GS_MSEC;
  config->with_truth = FALSE;
}

static void
test_windows_alone_find_clocks_and_processes (void)
{
  for (guint seed = 1; seed <= 8; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      g_autoptr (GsTimeline) timeline = NULL;
      SimConfig config;
      gint64 worst;

      config_for_seed (&config, seed);
      config.tcp = FALSE;
      timeline = sim_analyse (&config, &result);
      worst = check_clocks (&config, result, timeline, TRUE);
      g_assert_cmpint (worst, <=, 5 * GS_USEC);
      g_assert_cmpint (find_machine (timeline, result->machines[1].name)->clock.method, ==, GS_CLOCK_WINDOWS);
    }
}

static void
test_everything_together_finds_clocks_and_processes (void)
{
  for (guint seed = 11; seed <= 18; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      g_autoptr (GsTimeline) timeline = NULL;
      SimConfig config;

      config_for_seed (&config, seed);
      config.vmsync = seed % 3;
      timeline = sim_analyse (&config, &result);
      check_clocks (&config, result, timeline, TRUE);
    }
}

/* The machine of @folder's recording: two recordings have machines of the same names. */
static const GsTimelineMachine *
find_machine_in (const GsTimeline *timeline, const char *folder, const char *hostname)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = g_ptr_array_index (timeline->machines, i);
      const GsTrace *trace = machine->machine != NULL ? machine->machine->trace : NULL;

      if (trace != NULL && g_str_has_prefix (trace->path, folder) && g_str_equal (trace->hostname, hostname))
        return machine;
    }
  g_error ("no machine %s in %s", hostname, folder);
}

/* Two hosts that nothing ties together: one is not brought to the other's time, but
 * each guest is to its own host's. */
static void
test_guests_follow_a_host_that_nothing_ties (void)
{
  g_autofree char *root = test_folder_new ();
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GError) error = NULL;
  guint n_loose = 0;

  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%u", root, k);
      g_autoptr (SimResult) result = NULL;
      SimConfig config;

      config_for_seed (&config, 8 * (k + 1));
      config.tcp = FALSE;
      g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
      result = sim_write (&config, folder, &error);
      g_assert_no_error (error);
    }
  experiment = gs_experiment_new_for_paths ((const char *const[]){ root, NULL }, NULL, &error);
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);

  for (guint k = 0; k < 2; k++)
    {
      g_autofree char *folder = g_strdup_printf ("%s/%u", root, k);
      const GsTimelineMachine *host = find_machine_in (timeline, folder, "host");
      const GsTimelineMachine *guest = find_machine_in (timeline, folder, "guest1");

      n_loose += host->clock.method == GS_CLOCK_NONE;
      g_assert_cmpint (host->clock.offset, ==, 0);
      g_assert_cmpint (guest->clock.method, ==, GS_CLOCK_WINDOWS);
      g_assert_cmpint (guest->clock.accuracy, >=, 0);
      g_assert_cmpint (guest->clock.accuracy, <=, 5 * GS_USEC);
      g_assert_true (gs_timeline_get_machine (timeline, guest->host) == host);
    }
  g_assert_cmpuint (n_loose, ==, 1);
  test_folder_remove (root);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clocks/windows-alone-find-clocks-and-processes", test_windows_alone_find_clocks_and_processes);
  g_test_add_func ("/clocks/everything-together-finds-clocks-and-processes",
                   test_everything_together_finds_clocks_and_processes);
  g_test_add_func ("/clocks/guests-follow-a-host-that-nothing-ties", test_guests_follow_a_host_that_nothing_ties);
  return g_test_run ();
}
