/* test-honest.c: what is shown while reading goes on is what will be shown in the end
 * SPDX-License-Identifier: MIT
 *
 * Simulated recordings are read to many places, of each machine to another one. Up to where a row is said to
 * be known, it agrees with that of the whole recording.
 */
#include <gio/gio.h>

#include "machine/gs-machine-builder.h"
#include "read/gs-reader.h"
#include "sim/simulator.h"
#include "support/test-folder.h"
#include "timeline/gs-composer.h"
#include "track/gs-track-walk.h"

#define N_PLACES 50
#define BATCH 32

/* A clock that gets better moves edges, in ns: by what it claims to be wrong, and somewhat more. */
#define TOLERANCE (3 * GS_USEC)

typedef struct
{
  GsTrace *trace;
  GsNames *names;
  GsReader *reader;
  GsMachineBuilder *builder;
  gint64 until; /* ns: the last event's time */
  gboolean is_done;
} Reading;

typedef struct
{
  gint64 known;     /* ns that were compared */
  gint64 tolerance; /* of the machine that is being compared, ns */
} Compared;

static void
reading_begin (Reading *self, GsTrace *trace)
{
  g_autoptr (GError) error = NULL;

  *self = (Reading){ .trace = trace, .names = gs_names_new (), .until = trace->span.begin };
  self->reader = gs_reader_new (trace, self->names, 1, NULL, &error);
  g_assert_no_error (error);
  self->builder = gs_machine_builder_new (trace, self->names);
}

static void
reading_end (Reading *self)
{
  gs_machine_builder_free (self->builder);
  gs_reader_free (self->reader);
  gs_names_unref (self->names);
}

/* Reads on up to @time, on the trace's own clock. */
static void
reading_go_on (Reading *self, gint64 time)
{
  g_autoptr (GError) error = NULL;
  GsEvent events[BATCH];

  while (!self->is_done && self->until < time)
    {
      gssize n = gs_event_source_next (gs_reader_get_source (self->reader), events, BATCH, &error);

      g_assert_no_error (error);
      self->is_done = n == 0;
      if (n == 0)
        return;
      gs_machine_builder_feed (self->builder, events, n);
      self->until = events[n - 1].time;
    }
}

static GsMachine *
reading_finish (Reading *self)
{
  GsReaderReport report;
  GsMachine *machine;

  reading_go_on (self, G_MAXINT64);
  gs_reader_get_report (self->reader, &report);
  machine = gs_machine_builder_finish (self->builder, report.span.end + 1);
  machine->span = report.span;
  return machine;
}

static gboolean
is_in_state (const GsTrack *track, GsSpan span, guint state)
{
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  gs_track_walk_init (&walk, track, span, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    if (interval.value.state != state)
      return FALSE;
  return gs_span_contains (gs_track_get_span (track), span.begin);
}

/* Where a clock is still moving, edges move, and what lies between two of them may come and go. */
static void
check_interval (const char *row, const GsInterval *interval, GsSpan part, const GsTrack *final, gint64 tolerance)
{
  GsSpan inside = { part.begin + tolerance, part.end - tolerance };

  if (inside.begin < inside.end && !is_in_state (final, inside, interval->value.state))
    g_error ("%s is in state %u from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ", and not in the end", row,
             interval->value.state, part.begin, part.end);
}

static void
check_track (const char *row, GsLazyTrack *partial, GsLazyTrack *final, GsSpan known, Compared *compared)
{
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  gs_track_walk_init (&walk, gs_lazy_track_get (partial), known, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      check_interval (row, &interval, part, gs_lazy_track_get (final), compared->tolerance);
      compared->known += gs_span_duration (part);
    }
}

static const GsTimelineMachine *
find_machine (const GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (timeline, i)->name, name))
      return gs_timeline_get_machine (timeline, i);
  return NULL;
}

static void
check_machine (const GsTimeline *timeline, guint machine, const GsTimelineMachine *final, Compared *compared)
{
  const GsTimelineMachine *partial = gs_timeline_get_machine (timeline, machine);

  for (guint i = 0; i < partial->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (partial->vcpus, GsVcpuRow, i);
      g_autofree char *name = g_strdup_printf ("%s, vCPU %u", partial->name, row->id);
      guint index;

      g_assert_true (gs_timeline_find_vcpu (final, row->id, &index));
      check_track (name, row->track, g_array_index (final->vcpus, GsVcpuRow, index).track,
                   gs_timeline_get_row_known (timeline, GS_ROWS_VCPUS, machine, i), compared);
    }
  for (guint i = 0; i < partial->threads->len; i++)
    {
      const GsThreadRow *row = &g_array_index (partial->threads, GsThreadRow, i);
      g_autofree char *name = g_strdup_printf ("%s, thread %d", partial->name, row->thread->tid);

      check_track (name, row->track, g_array_index (final->threads, GsThreadRow, i).track,
                   gs_timeline_get_row_known (timeline, GS_ROWS_THREADS, machine, i), compared);
    }
  for (guint i = 0; i < partial->cpus->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s, CPU %u", partial->name,
                                               g_array_index (partial->cpus, GsCpuRow, i).number);
      guint index;

      g_assert_true (gs_timeline_find_cpu (final, g_array_index (partial->cpus, GsCpuRow, i).number, &index));
      check_track (name, g_array_index (partial->cpus, GsCpuRow, i).track,
                   g_array_index (final->cpus, GsCpuRow, index).track,
                   gs_timeline_get_row_known (timeline, GS_ROWS_CPUS, machine, i), compared);
    }
}

static void
check_timeline (const GsTimeline *timeline, const GsTimeline *final, Compared *compared)
{
  g_assert_true (timeline->is_partial);
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *partial = gs_timeline_get_machine (timeline, m);
      GsSpan known = gs_timeline_get_known (timeline, m);

      g_assert_cmpint (known.end, <, final->span.end);
      compared->tolerance = partial->clock.method == GS_CLOCK_REFERENCE ? 0 : TOLERANCE + partial->clock.accuracy;
      if (known.end > timeline->span.begin)
        check_machine (timeline, m, find_machine (final, partial->name), compared);
    }
}

static void
stop_at_places (GsExperiment *experiment, const GsTimeline *final, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint n = experiment->traces->len;
  g_autofree Reading *readings = g_new0 (Reading, n);
  Compared compared = { 0 };

  for (guint i = 0; i < n; i++)
    reading_begin (&readings[i], ((GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->trace);
  for (guint place = 0; place < N_PLACES; place++)
    {
      g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);
      g_autoptr (GsTimeline) timeline = NULL;

      for (guint i = 0; i < n; i++)
        {
          GsSpan span = readings[i].trace->span;
          double share = (place + g_rand_double_range (rand, 0, 3)) / (N_PLACES + 3);

          reading_go_on (&readings[i], span.begin + (gint64) (share * (double) gs_span_duration (span)));
          g_ptr_array_add (machines, gs_machine_builder_snapshot (readings[i].builder));
        }
      timeline = gs_composer_compose (machines, experiment, NULL);
      check_timeline (timeline, final, &compared);
    }
  g_assert_cmpint (compared.known, >, 10 * gs_span_duration (final->span));
  for (guint i = 0; i < n; i++)
    reading_end (&readings[i]);
}

static GsTimeline *
read_all (GsExperiment *experiment)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);

  for (guint i = 0; i < experiment->traces->len; i++)
    {
      Reading reading;

      reading_begin (&reading, ((GsExperimentTrace *) g_ptr_array_index (experiment->traces, i))->trace);
      g_ptr_array_add (machines, reading_finish (&reading));
      reading_end (&reading);
    }
  return gs_composer_compose (machines, experiment, NULL);
}

static void
check_seed (guint32 seed, SimVmsync vmsync)
{
  g_autofree char *folder = test_folder_new ();
  const char *paths[] = { folder, NULL };
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsTimeline) final = NULL;
  g_autoptr (SimResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.seed = seed;
  config.vmsync = vmsync;
  result = sim_write (&config, folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths (paths, NULL, &error);
  g_assert_no_error (error);
  final = read_all (experiment);
  stop_at_places (experiment, final, seed);
  test_folder_remove (folder);
}

static void
test_known_stays (void)
{
  for (guint32 seed = 1; seed <= 8; seed++)
    check_seed (seed, SIM_VMSYNC_BOTH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/honest/what-is-known-stays", test_known_stays);
  return g_test_run ();
}
