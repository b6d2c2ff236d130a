/* bench-choices.c: what moving a clock costs, and what ten such moves leave in memory
 * SPDX-License-Identifier: MIT
 *
 * bench-choices MAKE-TRACES [FOLDER…]: analyses all traces below the folders, or a host with three guests of 10 million
 * events, as the window does, and makes the vCPUs' rows, which it shows. Then the first guest's clock is moved ten times
 * by hand: each time it says how long it takes until that guest's rows are right again. In the end, the most memory.
 */
#include <stdio.h>
#include <sys/resource.h>

#include "analysis/gs-analysis.h"
#include "base/gs-memory.h"
#include "bench/bench-spent.h"
#include "bench/bench-traces.h"
#include "support/test-analyse.h"

#define N_MOVES 10

/* Makes the rows of one machine's vCPUs. */
static void
make_rows (const GsTimelineMachine *machine)
{
  for (guint i = 0; i < machine->vcpus->len; i++)
    gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, i).track);
}

/* Returns: index in the timeline of the first machine that runs on another one */
static guint
find_guest (const GsTimeline *timeline)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->host != GS_NO_INDEX)
      return i;
  g_error ("there is no guest");
}

static Spent
move_clock (GsAnalysis *analysis, GsExperiment *experiment, guint guest, GMainLoop *loop)
{
  GsTimeline *timeline = gs_analysis_get_timeline (analysis);
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, guest);
  GsExperimentTrace *trace = gs_experiment_find_trace (experiment, machine->name);
  Spent begin;

  trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  trace->clock = machine->clock;
  trace->clock.offset += GS_USEC;
  begin = get_now ();
  gs_analysis_recompose (analysis, experiment);
  test_wait_for (analysis, "changed", loop);
  make_rows (gs_timeline_get_machine (gs_analysis_get_timeline (analysis), guest));
  return get_since (begin);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsAnalysis) analysis = NULL;
  g_autofree char *made = NULL;
  struct rusage usage;
  guint guest;

  if (argc < 2)
    return 2;
  gs_memory_be_frugal ();
  made = argc == 2 ? make_traces (argv[1]) : NULL;
  experiment = open_traces (made, argv + 2, &error);
  if (experiment == NULL)
    g_error ("%s", error->message);
  analysis = gs_analysis_new (experiment);
  gs_analysis_set_previews (analysis, TRUE);
  gs_analysis_start (analysis);
  test_wait_for (analysis, "finished", loop);
  guest = find_guest (gs_analysis_get_timeline (analysis));
  for (guint i = 0; i < gs_analysis_get_timeline (analysis)->machines->len; i++)
    make_rows (gs_timeline_get_machine (gs_analysis_get_timeline (analysis), i));
  getrusage (RUSAGE_SELF, &usage);
  printf ("after reading: at most %ld MB\n", usage.ru_maxrss / 1000);
  for (guint i = 0; i < N_MOVES; i++)
    {
      Spent spent = move_clock (analysis, experiment, guest, loop);

      printf ("move %u: %.1f ms, CPU %.1f ms\n", i + 1, spent.wall * 1000, spent.cpu * 1000);
    }
  getrusage (RUSAGE_SELF, &usage);
  printf ("after %u moves: at most %ld MB\n", N_MOVES, usage.ru_maxrss / 1000);
  remove_traces (made);
  return 0;
}
