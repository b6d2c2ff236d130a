/* test-coverage.c: nothing untrue is claimed where a CPU was not recorded, or packets are missing
 * SPDX-License-Identifier: MIT
 *
 * The events of a simulation are read, those of one CPU are taken out of a span, and
 * what the machine's builder is told of that span is put in their place.
 *
 * Then streams of single channels are taken out of what was written, or cut.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "analysis/compare-truth.h"
#include "experiment/gs-experiment.h"
#include "machine/gs-machine-builder.h"
#include "read/gs-reader.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"
#include "timeline/gs-composer.h"

#define N_SEEDS 60
#define BATCH 200

/* What is missing of a CPU of the host. */
typedef struct
{
  guint16 cpu;
  GsSpan span;
  guint32 causes;
} Cut;

static void
add_lost (GArray *events, const Cut *cut)
{
  GsEvent lost = { .time = cut->span.begin, .kind = GS_EVENT_LOST, .cpu = cut->cpu };

  lost.lost.end = cut->span.end;
  lost.lost.causes = cut->causes;
  lost.lost.n_packets = (cut->causes & GS_LOSS_PACKETS) != 0 ? 3 : 0;
  g_array_append_val (events, lost);
}

/* All of the trace's events, but for those in @cut (nullable). Returns: (transfer full) */
static GArray *
read_events (GsTrace *trace, GsNames *names, const Cut *cut, gint64 *end)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, 1, NULL, &error);
  GArray *events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  gboolean is_told = cut == NULL;
  GsEvent batch[BATCH];
  gssize n;

  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, BATCH, &error)) > 0)
    for (gssize i = 0; i < n; i++)
      {
        if (!is_told && batch[i].time >= cut->span.begin)
          {
            add_lost (events, cut);
            is_told = TRUE;
          }
        *end = batch[i].time + 1;
        if (cut == NULL || batch[i].cpu != cut->cpu || !gs_span_contains (cut->span, batch[i].time))
          g_array_append_val (events, batch[i]);
      }
  g_assert_no_error (error);
  return events;
}

static GsMachine *
build_machine (GsTrace *trace, const Cut *cut)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (trace, names);
  gint64 end = 0;
  g_autoptr (GArray) events = read_events (trace, names, cut, &end);

  gs_machine_builder_feed (builder, (const GsEvent *) events->data, events->len);
  return gs_machine_builder_finish (builder, end);
}

/* A stream that begins late or ends early, or packets that are missing in between. */
static Cut
choose_cut (const SimConfig *config)
{
  gint64 begin = config->epoch, third = config->duration / 3;
  Cut cut = { config->seed % config->n_cpus, { begin + third, begin + 2 * third }, GS_LOSS_PACKETS };

  if (config->seed % 3 == 0)
    cut = (Cut){ cut.cpu, { begin, begin + 2 * third }, GS_LOSS_UNRECORDED };
  else if (config->seed % 3 == 1)
    cut = (Cut){ cut.cpu, { begin + third, G_MAXINT64 }, GS_LOSS_UNRECORDED };
  return cut;
}

static void
configure (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_guests = 1 + seed % 2;
  config->n_cpus = 2 + seed % 3;
  config->vmsync = SIM_VMSYNC_BOTH;
  config->contexts = seed % 4 == 0;
  config->wake_delay = 60 * GS_USEC;
  config->balances = TRUE;
  config->duration = 60 * GS_MSEC;
}

static GsTimeline *
analyse (const SimConfig *config, const Cut *cut, SimResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);

  *result = sim_write (config, folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      GsExperimentTrace *trace = g_ptr_array_index (experiment->traces, i);
      gboolean is_host = g_str_equal (trace->name, (*result)->machines[0].name);

      trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
      trace->clock = (GsClock){ .method = GS_CLOCK_MANUAL, .accuracy = -1 };
      g_ptr_array_add (machines, build_machine (trace->trace, is_host ? cut : NULL));
    }
  test_folder_remove (folder);
  return gs_composer_compose (machines, experiment, NULL);
}

/* The CPU itself is unknown where nothing of it is there. */
static void
check_cpu (const GsTimeline *timeline, const SimResult *result, const Cut *cut)
{
  const GsTimelineMachine *host = compare_find_machine (timeline, result->machines[0].name);
  gint64 ns[GS_MAX_STATES];

  for (guint i = 0; i < host->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (host->cpus, GsCpuRow, i);
      GsSpan span = gs_span_intersect (cut->span, gs_track_get_span (gs_lazy_track_get (cpu->track)));

      if (cpu->number != cut->cpu)
        continue;
      gs_track_sum (gs_lazy_track_get (cpu->track), span, ns);
      g_assert_cmpint (ns[GS_CPU_UNKNOWN], ==, gs_span_duration (span));
    }
}

static void
test_nothing_untrue_is_claimed (void)
{
  const char *seeds = g_getenv ("SEEDS");
  guint n_seeds = seeds != NULL ? g_ascii_strtoull (seeds, NULL, 10) : N_SEEDS;

  for (guint seed = 1; seed <= n_seeds; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      g_autoptr (GsTimeline) timeline = NULL;
      SimConfig config;
      Cut cut;
      guint n_claims = 0;

      configure (&config, seed);
      cut = choose_cut (&config);
      timeline = analyse (&config, &cut, &result);
      g_test_message ("seed %u, CPU %u", seed, cut.cpu);
      check_cpu (timeline, result, &cut);
      for (guint i = 0; i < result->rows->len; i++)
        n_claims += compare_claims (result, timeline, g_ptr_array_index (result->rows, i), TRUE);
      g_assert_cmpuint (n_claims, >, 300);
    }
}

/* --- Channels --- */

#define PACKET_BYTES 4096
#define PACKET_END 40 /* where in a packet its end's time is */
#define N_CHANNELS 3  /* scheduling and interrupts; KVM; system calls */

/* Takes a stream away, or its first half, or its last one. */
static void
cut_stream (const char *path, guint how)
{
  g_autofree char *data = NULL;
  gsize n_bytes, n_kept;

  g_assert_true (g_file_get_contents (path, &data, &n_bytes, NULL));
  n_kept = n_bytes / PACKET_BYTES / 2 * PACKET_BYTES;
  if (how == 0)
    g_assert_cmpint (g_unlink (path), ==, 0);
  else if (n_kept > 0)
    {
      guint64 end;

      /* LTTng's packets end when they are closed, after their last event. */
      memcpy (&end, data + n_kept - PACKET_BYTES + PACKET_END, sizeof end);
      end++;
      memcpy (data + n_kept - PACKET_BYTES + PACKET_END, &end, sizeof end);
      g_assert_true (g_file_set_contents (path, how == 1 ? data + n_bytes - n_kept : data, n_kept, NULL));
    }
}

/* A channel other than that of scheduling, on one of the host's CPUs or on all. */
static void
cut_channel (const SimConfig *config, const char *folder, GRand *rand)
{
  guint channel = g_rand_int_range (rand, 1, N_CHANNELS), how = g_rand_int_range (rand, 0, 3);
  gboolean is_everywhere = g_rand_boolean (rand) && how != 0;

  for (guint cpu = 0; cpu < config->n_cpus; cpu++)
    {
      g_autofree char *name = g_strdup_printf ("channel%u_%u", channel, cpu);
      g_autofree char *path = g_build_filename (folder, "host", "kernel", name, NULL);

      if (is_everywhere || cpu == config->seed % config->n_cpus)
        cut_stream (path, how);
    }
}

/* How long threads are seen to run on the host. */
static gint64
sum_runs (const GsTimeline *timeline, const SimResult *result)
{
  const GsTimelineMachine *host = compare_find_machine (timeline, result->machines[0].name);
  gint64 sum = 0, ns[GS_MAX_STATES];

  for (guint i = 0; i < host->threads->len; i++)
    {
      const GsTrack *track = gs_lazy_track_get (g_array_index (host->threads, GsThreadRow, i).track);

      gs_track_sum (track, gs_track_get_span (track), ns);
      for (guint state = GS_THREAD_USERMODE; state <= GS_THREAD_INTERRUPTED; state++)
        sum += ns[state];
    }
  return sum;
}

/* With the clocks that are found; events of a cut channel aren't told. */
static GsTimeline *
analyse_cut (const SimConfig *config, GRand *rand, SimResult **result)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) experiment = NULL;
  GsTimeline *timeline;

  *result = sim_write (config, folder, &error);
  g_assert_no_error (error);
  if (rand != NULL)
    cut_channel (config, folder, rand);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      GsExperimentTrace *trace = g_ptr_array_index (experiment->traces, i);

      trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
      trace->clock = (GsClock){ .method = GS_CLOCK_MANUAL, .accuracy = -1 };
    }
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  test_folder_remove (folder);
  return timeline;
}

/* Who runs and waits is known as if nothing was missing; nothing is claimed that only the channel would tell. */
static void
test_a_channel_hides_no_more_than_it_tells (void)
{
  const char *seeds = g_getenv ("SEEDS");
  guint n_seeds = seeds != NULL ? g_ascii_strtoull (seeds, NULL, 10) : N_SEEDS;

  for (guint seed = 1; seed <= n_seeds; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (SimResult) result = NULL;
      g_autoptr (SimResult) same = NULL;
      g_autoptr (GsTimeline) whole = NULL;
      g_autoptr (GsTimeline) timeline = NULL;
      SimConfig config;
      guint n_claims = 0;

      configure (&config, seed);
      config.format.n_channels = N_CHANNELS;
      config.format.packet_size = PACKET_BYTES;
      whole = analyse_cut (&config, NULL, &result);
      timeline = analyse_cut (&config, rand, &same);
      g_test_message ("seed %u", seed);
      /* The last event may be among what is missing. */
      g_assert_cmpint (ABS (sum_runs (timeline, result) - sum_runs (whole, result)), <, GS_MSEC);
      for (guint i = 0; i < result->rows->len; i++)
        n_claims += compare_claims (result, timeline, g_ptr_array_index (result->rows, i), TRUE);
      g_assert_cmpuint (n_claims, >, 300);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/coverage/nothing-untrue-is-claimed", test_nothing_untrue_is_claimed);
  g_test_add_func ("/coverage/a-channel-hides-no-more-than-it-tells", test_a_channel_hides_no_more_than_it_tells);
  return g_test_run ();
}
