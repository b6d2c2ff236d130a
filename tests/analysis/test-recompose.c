/* test-recompose.c: rows after a choice, against those of an analysis that had it from the start
 * SPDX-License-Identifier: MIT
 *
 * What a choice doesn't change is kept from the timeline before, and what was found of clocks is remembered. One choice is
 * made after the other, so that whatever is kept once too often shows.
 */
#include <gio/gio.h>

#include "analysis/gs-analysis.h"
#include "clock/gs-clock-memo.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"
#include "timeline/gs-composer-rows.h"
#include "timeline/gs-composer.h"

/* What a person does to a machine. */
typedef struct
{
  const char *machine;
  GsRole role;
  GsClockChoice choice;
  gint64 offset; /* ns; by hand: is added to the clock that was found at first */
  double drift;  /* likewise */
} Choice;

static const Choice choices[] = {
  { "guest1", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_MANUAL, 3000, 0.0 },
  { "guest1", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_MANUAL, -1000000, 2e-6 },
  { "guest2", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_MANUAL, 50, 0.0 },
  { "guest1", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_AUTO, 0, 0.0 },
  { "guest2", GS_ROLE_IGNORE, GS_CLOCK_CHOICE_MANUAL, 50, 0.0 },
  { "guest2", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_AUTO, 0, 0.0 },
  { "guest1", GS_ROLE_IGNORE, GS_CLOCK_CHOICE_AUTO, 0, 0.0 },
  { "guest1", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_NONE, 0, 0.0 },
  { "host", GS_ROLE_UNKNOWN, GS_CLOCK_CHOICE_MANUAL, 7777, 0.0 },
};

/* --- The same rows --- */

static void
check_track (GsLazyTrack *lazy, GsLazyTrack *wanted_lazy)
{
  g_autoptr (GsTrack) track = gs_lazy_track_ref (lazy), wanted = gs_lazy_track_ref (wanted_lazy);

  g_assert_true ((track == NULL) == (wanted == NULL));
  if (track == NULL)
    return;
  g_assert_cmpuint (gs_track_get_n_intervals (track), ==, gs_track_get_n_intervals (wanted));
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i), other = gs_track_get (wanted, i);

      g_assert_cmpmem (&interval, sizeof interval, &other, sizeof other);
    }
}

static void
check_machine (const GsTimelineMachine *machine, const GsTimelineMachine *wanted)
{
  g_assert_cmpstr (machine->name, ==, wanted->name);
  g_assert_cmpuint (machine->host, ==, wanted->host);
  g_assert_cmpint (machine->clock.offset, ==, wanted->clock.offset);
  g_assert_cmpint (machine->clock.method, ==, wanted->clock.method);
  g_assert_cmpuint (machine->vcpus->len, ==, wanted->vcpus->len);
  for (guint i = 0; i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i),
                      *other = &g_array_index (wanted->vcpus, GsVcpuRow, i);

      check_track (row->track, other->track);
      check_track (row->host_view, other->host_view);
    }
  g_assert_cmpuint (machine->threads->len, ==, wanted->threads->len);
  for (guint i = 0; i < machine->threads->len; i++)
    {
      GsTimeUse use, other;

      gs_composer_get_use (machine, i, &use);
      gs_composer_get_use (wanted, i, &other);
      g_assert_cmpmem (&use, sizeof use, &other, sizeof other);
      check_track (g_array_index (machine->threads, GsThreadRow, i).track,
                   g_array_index (wanted->threads, GsThreadRow, i).track);
    }
  g_assert_cmpuint (machine->cpus->len, ==, wanted->cpus->len);
  for (guint i = 0; i < machine->cpus->len; i++)
    {
      check_track (g_array_index (machine->cpus, GsCpuRow, i).track, g_array_index (wanted->cpus, GsCpuRow, i).track);
      check_track (g_array_index (machine->cpus, GsCpuRow, i).current,
                   g_array_index (wanted->cpus, GsCpuRow, i).current);
    }
}

static void
check_timeline (const GsTimeline *timeline, const GsTimeline *wanted)
{
  g_assert_cmpint (timeline->span.begin, ==, wanted->span.begin);
  g_assert_cmpint (timeline->span.end, ==, wanted->span.end);
  g_assert_cmpuint (timeline->machines->len, ==, wanted->machines->len);
  for (guint i = 0; i < timeline->machines->len; i++)
    check_machine (gs_timeline_get_machine (timeline, i), gs_timeline_get_machine (wanted, i));
}

/* --- An analysis, and choices --- */

static const GsTimelineMachine *
find_machine (const GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (timeline, i)->name, name))
      return gs_timeline_get_machine (timeline, i);
  g_error ("no machine %s", name);
}

static void
choose (GsExperiment *experiment, const Choice *choice, const GsTimeline *first)
{
  GsExperimentTrace *trace = gs_experiment_find_trace (experiment, choice->machine);

  trace->role = choice->role;
  trace->clock_choice = choice->choice;
  trace->clock = find_machine (first, choice->machine)->clock;
  trace->clock.offset += choice->offset;
  trace->clock.drift += choice->drift;
}

/* Returns: (transfer full): what comes of the same events, with nothing remembered and nothing kept */
static GsTimeline *
compose_anew (GsAnalysis *analysis, GsExperiment *experiment)
{
  GPtrArray *machines = gs_analysis_get_machines (analysis);

  for (guint i = 0; i < machines->len; i++)
    {
      GsMachine *machine = g_ptr_array_index (machines, i);

      gs_clock_memo_free (machine->memo);
      machine->memo = gs_clock_memo_new ();
    }
  return gs_composer_compose (machines, experiment, NULL);
}

static void
check_choices (const SimConfig *config)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = sim_write (config, folder, &error);
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsAnalysis) analysis = NULL;
  g_autoptr (GsTimeline) first = NULL;

  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  analysis = gs_analysis_new (experiment);
  gs_analysis_start (analysis);
  test_wait_for (analysis, "finished", loop);
  first = gs_timeline_ref (gs_analysis_get_timeline (analysis));

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      g_autoptr (GsTimeline) wanted = NULL;

      choose (experiment, &choices[i], first);
      gs_analysis_recompose (analysis, experiment);
      test_wait_for (analysis, "changed", loop);
      wanted = compose_anew (analysis, experiment);
      check_timeline (gs_analysis_get_timeline (analysis), wanted);
    }
  test_folder_remove (folder);
}

static void
test_guests_of_one_host (void)
{
  SimConfig config;

  sim_config_init (&config);
  config.seed = 5;
  config.n_guests = 2;
  config.offset = 123456789;
  config.drift_ppm = 3;
  check_choices (&config);
}

/* A guest's rows are by the clocks of all that it runs on. */
static void
test_guest_of_a_guest (void)
{
  SimConfig config;

  sim_config_init (&config);
  config.seed = 7;
  config.n_levels = 2;
  config.offset = 123456789;
  config.drift_ppm = 9;
  config.duration = 300 * GS_MSEC;
  check_choices (&config);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recompose/guests-of-one-host", test_guests_of_one_host);
  g_test_add_func ("/recompose/guest-of-a-guest", test_guest_of_a_guest);
  return g_test_run ();
}
