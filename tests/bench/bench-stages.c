/* bench-stages.c: what each stage of an analysis costs per event
 * SPDX-License-Identifier: MIT
 *
 * bench-stages THREADS FOLDER…: reads all traces below the folders, one after
 * the other; merges what was read once more, from memory; reads again with the building of states; finds
 * the clocks, and composes the rows. CPU time of each, ns per event, as one line of JSON; of reading
 * and building the wall time, too.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench-spent.h"
#include "event/gs-stream-merge.h"
#include "experiment/gs-experiment.h"
#include "machine/gs-machine-builder.h"
#include "model/gs-vm-solve.h"
#include "read/gs-reader.h"
#include "timeline/gs-composer.h"

#define BATCH 1024
#define MOST_KEPT 2000000 /* records of a trace that are merged again */

/* What one stage took, and of how many events. */
typedef struct
{
  Spent spent;
  guint64 n_events;
} Stage;

/* A CPU's records, from memory. */
typedef struct
{
  GsEventSource parent;
  GArray *events; /* of GsEvent */
  guint position;
} Kept;

static void
stage_add (Stage *self, Spent begin, guint64 n_events)
{
  Spent spent = get_since (begin);

  self->spent.wall += spent.wall;
  self->spent.cpu += spent.cpu;
  self->n_events += n_events;
}

static double
get_cpu (const Stage *self)
{
  return self->n_events > 0 ? self->spent.cpu / self->n_events * 1e9 : 0;
}

/* --- Merging --- */

static gssize
kept_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  Kept *self = (Kept *) source;
  gsize n = MIN (n_max, self->events->len - self->position);

  if (n > 0)
    memcpy (events, &g_array_index (self->events, GsEvent, self->position), n * sizeof *events);
  self->position += n;
  return n;
}

static void
kept_free (GsEventSource *source)
{
  g_array_unref (((Kept *) source)->events);
  g_free (source);
}

/* Sorts records by their CPUs, as streams have them. */
static GPtrArray *
keep (const GArray *events)
{
  static const GsEventSourceClass klass = { kept_next, kept_free };
  GPtrArray *by_cpu = g_ptr_array_new ();

  for (guint i = 0; i < events->len; i++)
    {
      const GsEvent *event = &g_array_index (events, GsEvent, i);
      Kept *kept;

      while (by_cpu->len <= event->cpu)
        {
          kept = g_new0 (Kept, 1);
          kept->parent.klass = &klass;
          kept->events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
          g_ptr_array_add (by_cpu, kept);
        }
      kept = g_ptr_array_index (by_cpu, event->cpu);
      g_array_append_vals (kept->events, event, 1);
    }
  return by_cpu;
}

static void
measure_merging (const GArray *events, Stage *stage)
{
  g_autoptr (GPtrArray) by_cpu = keep (events);
  GsEventSource *merge = gs_stream_merge_new ((GsEventSource **) by_cpu->pdata, by_cpu->len, 256);
  Spent begin = get_now ();
  GsEvent batch[BATCH];

  while (gs_event_source_next (merge, batch, BATCH, NULL) > 0)
    continue;
  stage_add (stage, begin, events->len);
  gs_event_source_free (merge);
}

/* --- Reading and building --- */

static void
give_up (const GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  exit (1);
}

/* @builder: (nullable); @kept: (nullable): gets the first records. Returns: how many events there were */
static guint64
read_trace (GsTrace *trace, GsNames *names, guint n_threads, GsMachineBuilder *builder, GArray *kept)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, n_threads, NULL, &error);
  GsReaderReport report;
  GsEvent events[BATCH];
  gssize n = 1;

  while (reader != NULL && n > 0)
    {
      n = gs_event_source_next (gs_reader_get_source (reader), events, BATCH, &error);
      if (builder != NULL && n > 0)
        gs_machine_builder_feed (builder, events, n);
      if (kept != NULL && n > 0 && kept->len < MOST_KEPT)
        g_array_append_vals (kept, events, n);
    }
  if (error != NULL)
    give_up (error);
  gs_reader_get_report (reader, &report);
  return report.n_events;
}

static void
measure_reading (GsTrace *trace, guint n_threads, Stage *reading, Stage *merging)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsNames) other_names = gs_names_new ();
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  Spent begin = get_now ();

  stage_add (reading, begin, read_trace (trace, names, n_threads, NULL, NULL));
  read_trace (trace, other_names, n_threads, NULL, kept);
  measure_merging (kept, merging);
}

static GsMachine *
measure_building (GsTrace *trace, guint n_threads, Stage *both)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (trace, names);
  Spent begin = get_now ();
  guint64 n = read_trace (trace, names, n_threads, builder, NULL);
  GsMachine *machine = gs_machine_builder_finish (builder, trace->span.end + 1);

  stage_add (both, begin, n);
  return machine;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GsVmModel) model = NULL;
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);
  Stage reading = { 0 }, merging = { 0 }, both = { 0 }, clocks = { 0 }, composing = { 0 };
  Spent begin;

  if (argc < 3)
    return 2;
  experiment = gs_experiment_new_for_paths ((const char *const *) argv + 2, NULL, &error);
  if (experiment == NULL)
    give_up (error);
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      GsTrace *trace = ((GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->trace;

      measure_reading (trace, atoi (argv[1]), &reading, &merging);
      g_ptr_array_add (machines, measure_building (trace, atoi (argv[1]), &both));
    }
  begin = get_now ();
  model = gs_vm_solve (machines, experiment, NULL);
  stage_add (&clocks, begin, reading.n_events);
  begin = get_now ();
  timeline = gs_composer_compose (machines, experiment, NULL);
  stage_add (&composing, begin, reading.n_events);
  printf ("{ \"events\": %" G_GUINT64_FORMAT ", \"reading_cpu\": %.1f, \"reading_wall\": %.1f, \"merging_cpu\": %.1f, "
          "\"building_cpu\": %.1f, \"building_wall\": %.1f, \"clocks_cpu\": %.1f, \"composing_cpu\": %.1f }\n",
          reading.n_events, get_cpu (&reading), reading.spent.wall / reading.n_events * 1e9, get_cpu (&merging),
          get_cpu (&both) - get_cpu (&reading), (both.spent.wall - reading.spent.wall) / both.n_events * 1e9,
          get_cpu (&clocks), get_cpu (&composing));
  return 0;
}
