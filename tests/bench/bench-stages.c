/* bench-stages.c: what reading and building states cost per event
 * SPDX-License-Identifier: MIT
 *
 * bench-stages THREADS FOLDER…: reads all traces below the folders, one after
 * the other; then again with the building of states. CPU and wall time of both,
 * ns per event, as one line of JSON.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "find/gs-trace-finder.h"
#include "machine/gs-machine-builder.h"
#include "read/gs-reader.h"

#define BATCH 1024

typedef struct
{
  double wall, cpu; /* s */
} Spent;

static double
get_seconds (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec + now.tv_nsec * 1e-9;
}

static Spent
spent_since (Spent begin)
{
  return (Spent){ get_seconds (CLOCK_MONOTONIC) - begin.wall, get_seconds (CLOCK_PROCESS_CPUTIME_ID) - begin.cpu };
}

/* Returns: how many events there were */
static guint64
read_trace (GsTrace *trace, guint n_threads, gboolean is_built)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (trace, names);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, n_threads, NULL, &error);
  GsReaderReport report;
  GsEvent events[BATCH];
  gssize n = 1;

  while (reader != NULL && n > 0)
    {
      n = gs_event_source_next (gs_reader_get_source (reader), events, BATCH, &error);
      if (is_built && n > 0)
        gs_machine_builder_feed (builder, events, n);
    }
  if (error != NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
  gs_reader_get_report (reader, &report);
  return report.n_events;
}

static Spent
read_all (GPtrArray *traces, guint n_threads, gboolean is_built, guint64 *n_events)
{
  Spent begin = spent_since ((Spent){ 0, 0 });

  *n_events = 0;
  for (guint i = 0; i < traces->len; i++)
    *n_events += read_trace (g_ptr_array_index (traces, i), n_threads, is_built);
  return spent_since (begin);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  guint64 n_events = 0;
  guint n_threads;
  Spent reading, building;

  if (argc < 3)
    return 2;
  n_threads = atoi (argv[1]);
  traces = gs_trace_finder_find ((const char *const *) argv + 2, NULL, NULL, &error);
  if (traces == NULL)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  reading = read_all (traces, n_threads, FALSE, &n_events);
  building = read_all (traces, n_threads, TRUE, &n_events);
  printf ("{ \"events\": %" G_GUINT64_FORMAT ", \"reading_cpu\": %.1f, \"reading_wall\": %.1f, \"building_cpu\": %.1f, "
          "\"building_wall\": %.1f }\n",
          n_events, reading.cpu / n_events * 1e9, reading.wall / n_events * 1e9,
          (building.cpu - reading.cpu) / n_events * 1e9, (building.wall - reading.wall) / n_events * 1e9);
  return 0;
}
