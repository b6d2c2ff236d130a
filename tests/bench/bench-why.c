/* bench-why.c: what answers cost, beside the analysis that they are drawn from
 * SPDX-License-Identifier: MIT
 *
 * bench-why MAKE-TRACES [FOLDER…]: analyses all traces below the folders, or a host with three guests of 10 million
 * events; then times, in the order of a person who has the vCPU view before them: its rows; the page of wake-ups, at
 * first and again; explanations of random threads and ranges, and of all threads' whole time, at first and with their
 * rows there; critical paths. The page is said in % of the analysis, as its limit is (10 %); an explanation is to take
 * 100 ms at most.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench/bench-spent.h"
#include "bench/bench-traces.h"
#include "experiment/gs-experiment.h"
#include "support/test-analyse.h"
#include "why/gs-explain.h"
#include "why/gs-path.h"
#include "why/gs-wake-table.h"

#define N_RANDOM 1000

/* Makes all vCPUs' rows, as the view does that draws them. */
static Spent
measure_rows (const GsTimeline *timeline)
{
  Spent begin = get_now ();

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GArray *vcpus = gs_timeline_get_machine (timeline, m)->vcpus;

      for (guint i = 0; i < vcpus->len; i++)
        {
          gs_lazy_track_get (g_array_index (vcpus, GsVcpuRow, i).track);
          gs_lazy_track_get (g_array_index (vcpus, GsVcpuRow, i).host_view);
        }
    }
  return get_since (begin);
}

static Spent
measure_page (GsTimeline *timeline, guint64 *n_wake_ups)
{
  Spent begin = get_now ();
  g_autoptr (GsWakeTable) table = gs_wake_table_new (timeline, timeline->span, NULL);

  *n_wake_ups = 0;
  for (guint i = 0; i < table->threads->len; i++)
    *n_wake_ups += g_array_index (table->threads, GsWakeThread, i).n_items;
  return get_since (begin);
}

static void
add_explanation (GArray *took, const GsTimeline *timeline, guint machine, guint32 thread, GsSpan span)
{
  Spent begin = get_now ();
  g_autoptr (GsWhyNode) node = gs_explain_thread (timeline, machine, thread, span);
  double ms = get_since (begin).cpu * 1000;

  g_assert_cmpint (node->ns, ==, gs_span_duration (span));
  g_array_append_val (took, ms);
}

static void
explain_random (GArray *took, const GsTimeline *timeline, GRand *random)
{
  guint machine = g_rand_int_range (random, 0, timeline->machines->len);
  guint n_threads = gs_timeline_get_machine (timeline, machine)->threads->len;
  gint64 a = timeline->span.begin + g_rand_double (random) * gs_span_duration (timeline->span);
  gint64 b = timeline->span.begin + g_rand_double (random) * gs_span_duration (timeline->span);

  if (n_threads > 0)
    add_explanation (took, timeline, machine, g_rand_int_range (random, 0, n_threads),
                     (GsSpan){ MIN (a, b), MAX (a, b) });
}

static void
explain_all (GArray *took, const GsTimeline *timeline)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    for (guint i = 0; i < gs_timeline_get_machine (timeline, m)->threads->len; i++)
      add_explanation (took, timeline, m, i, timeline->span);
}

static void
find_paths (GArray *took, const GsTimeline *timeline)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    for (guint i = 0; i < MIN (gs_timeline_get_machine (timeline, m)->threads->len, 20); i++)
      {
        Spent begin = get_now ();
        g_autoptr (GArray) path = gs_path_find (timeline, m, i, timeline->span);
        double ms = get_since (begin).cpu * 1000;

        g_array_append_val (took, ms);
      }
}

static int
compare_ms (gconstpointer a, gconstpointer b)
{
  const double *left = a, *right = b;

  return *left < *right ? -1 : *left > *right;
}

static void
print_ms (const char *what, GArray *took)
{
  g_array_sort (took, compare_ms);
  printf ("%-24s %5u, ms of CPU: median %.1f, 99 of 100 %.1f, most %.1f\n", what, took->len,
          g_array_index (took, double, took->len / 2), g_array_index (took, double, took->len * 99 / 100),
          g_array_index (took, double, took->len - 1));
  g_array_set_size (took, 0);
}

static void
print_part (const char *what, Spent part, Spent whole)
{
  printf ("%-24s %8.1f ms (%4.1f %%), CPU %8.1f ms (%4.1f %%)\n", what, part.wall * 1000, part.wall / whole.wall * 100,
          part.cpu * 1000, part.cpu / whole.cpu * 100);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GArray) took = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint64 n_wake_ups;
  g_autofree char *made = NULL;
  Spent begin, whole;

  if (argc < 2)
    return 2;
  if (argc == 2)
    made = make_traces (argv[1]);
  begin = get_now ();
  experiment = gs_experiment_new_for_paths (
      made != NULL ? (const char *const[]){ made, NULL } : (const char *const *) argv + 2, NULL, &error);
  if (experiment != NULL)
    timeline = test_analyse (experiment, NULL, &error);
  if (timeline == NULL)
    g_error ("%s", error->message);
  whole = get_since (begin);

  print_part ("analysis", whole, whole);
  print_part ("rows of vCPUs", measure_rows (timeline), whole);
  print_part ("wake-ups", measure_page (timeline, &n_wake_ups), whole);
  print_part ("wake-ups, again", measure_page (timeline, &n_wake_ups), whole);
  printf ("%-24s %" G_GUINT64_FORMAT "\n", "wake-ups known", n_wake_ups);
  for (guint i = 0; i < N_RANDOM; i++)
    explain_random (took, timeline, random);
  print_ms ("explain, random", took);
  explain_all (took, timeline);
  print_ms ("explain, whole", took);
  explain_all (took, timeline);
  print_ms ("explain, rows there", took);
  find_paths (took, timeline);
  print_ms ("critical path, whole", took);
  remove_traces (made);
  return 0;
}
