/* bench-events.c: how long the events around a moment take, anywhere in a recording
 * SPDX-License-Identifier: MIT
 *
 * bench-events FOLDER: of a recording there, or of one made with a million events. Fails where
 * one of two jumps takes longer than the window may.
 */
#include <gio/gio.h>
#include <stdio.h>

#include "report/gs-event-pages.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

#define N_JUMPS 200
#define PAGE 400
#define MOST_USEC 50000

static int
compare (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

static gint64
jump (GsEventPages *pages, gint64 time)
{
  static const GsEventFilter all = { GS_NO_INDEX, GS_NO_CPU, NULL, NULL, NULL, NULL };
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (GsEventPage) before = gs_event_pages_read_until (pages, time, &all, PAGE, NULL);
  g_autoptr (GsEventPage) after = gs_event_pages_read_from (pages, time, &all, PAGE, NULL);

  g_assert (before != NULL && after != NULL);
  return g_get_monotonic_time () - begin;
}

static void
make (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.n_events = 1000000;
  config.with_truth = FALSE;
  result = sim_write (&config, folder, &error);
  g_assert_no_error (error);
}

int
main (int argc, char **argv)
{
  g_autofree char *made = argc < 2 ? test_folder_new () : NULL;
  const char *paths[] = { made != NULL ? made : argv[1], NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GsEventPages) pages = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint64 usec[N_JUMPS], first;

  if (made != NULL)
    make (made);
  experiment = gs_experiment_new_for_paths (paths, NULL, &error);
  g_assert_no_error (error);
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  pages = gs_event_pages_new (timeline);
  first = jump (pages, timeline->span.begin);
  for (guint i = 0; i < N_JUMPS; i++)
    usec[i] = jump (pages,
                    timeline->span.begin + (gint64) (g_rand_double (random) * gs_span_duration (timeline->span)));
  qsort (usec, N_JUMPS, sizeof usec[0], compare);
  printf ("%" G_GUINT64_FORMAT " events: opened in %.1f ms; a jump takes %.1f ms, at most %.1f ms\n",
          timeline->n_events, first / 1e3, usec[N_JUMPS / 2] / 1e3, usec[N_JUMPS - 1] / 1e3);
  if (made != NULL)
    test_folder_remove (made);
  return usec[N_JUMPS / 2] > MOST_USEC;
}
