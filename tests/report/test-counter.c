/* test-counter.c: counters of any span against adding up the rows
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <math.h>

#include "report/gs-counter.h"
#include "report/gs-statistics.h"
#include "sim/sim-analyse.h"
#include "why/gs-wake-list.h"

#define N_SPANS 300

static GsTimeline *
analyse (guint seed)
{
  SimConfig config;

  sim_config_init (&config);
  config.seed = seed;
  config.n_guests = 1 + seed % 2;
  config.n_vcpus = 1 + seed % 3;
  return sim_analyse (&config, NULL);
}

/* Of any length, from a ns to all of it. */
static GsSpan
choose_span (GRand *random, const GsTimeline *timeline)
{
  gint64 full = gs_span_duration (timeline->span);
  gint64 length = 1 + (gint64) ((full - 1) * pow (g_rand_double (random), 8));
  gint64 begin = timeline->span.begin + (gint64) (g_rand_double (random) * (full - length));

  return (GsSpan){ begin, begin + length };
}

static GsCounter *
find (const GPtrArray *counters, const char *name)
{
  for (guint i = 0; i < counters->len; i++)
    if (g_str_equal (((GsCounter *) g_ptr_array_index (counters, i))->name, name))
      return g_ptr_array_index (counters, i);
  g_assert_not_reached ();
}

static void
assert_close (double found, double wanted)
{
  g_assert_cmpfloat (fabs (found - wanted), <=, 1e-9 * MAX (1, fabs (wanted)));
}

static void
check_stolen (const GsTimeline *timeline, const GPtrArray *counters, GsSpan span)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, m);
      g_autofree char *name = g_strdup_printf ("%s: stolen", guest->name);
      gint64 sum = 0;

      for (guint i = 0; i < guest->vcpus->len; i++)
        {
          gint64 ns[GS_MAX_STATES];

          gs_track_sum (gs_lazy_track_get (g_array_index (guest->vcpus, GsVcpuRow, i).track), span, ns);
          sum += ns[GS_VCPU_PREEMPTED];
        }
      if (guest->vcpus->len > 0)
        assert_close (gs_counter_measure (find (counters, name), span),
                      (double) sum / gs_span_duration (span) / guest->vcpus->len);
    }
}

/* Every thread's every wait, one by one. */
static void
check_queues (const GsTimeline *timeline, const GPtrArray *counters, GsSpan span)
{
  const GsTimelineMachine *host = gs_timeline_get_machine (timeline, 0);

  for (guint c = 0; c < host->cpus->len; c++)
    {
      guint number = g_array_index (host->cpus, GsCpuRow, c).number;
      g_autofree char *name = g_strdup_printf ("%s CPU %u: queue", host->name, number);
      gint64 sum = 0;

      for (guint i = 0; i < host->threads->len; i++)
        {
          const GsTrack *track = gs_lazy_track_get (g_array_index (host->threads, GsThreadRow, i).track);

          for (gsize k = 0; k < gs_track_get_n_intervals (track); k++)
            {
              GsInterval interval = gs_track_get (track, k);

              if (gs_thread_state_base (interval.value.state) == GS_THREAD_WAIT_FOR_CPU && interval.value.cpu == number)
                sum += MAX (gs_span_duration (gs_span_intersect (interval.span, span)), 0);
            }
        }
      assert_close (gs_counter_measure (find (counters, name), span), (double) sum / gs_span_duration (span));
    }
}

/* As the details count them: apart from one that goes on from before the span. */
static void
check_exits (const GsTimeline *timeline, const GPtrArray *counters, GsSpan span)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, m);
      g_autofree char *name = g_strdup_printf ("%s: exits", guest->name);
      guint64 count = 0;

      for (guint i = 0; i < guest->vcpus->len; i++)
        {
          g_autoptr (GArray) exits = gs_statistics_of_exits (&g_array_index (guest->vcpus, GsVcpuRow, i), span, NULL);

          for (guint k = 0; k < exits->len; k++)
            count += g_array_index (exits, GsExitStatistics, k).count;
        }
      if (guest->vcpus->len > 0)
        assert_close (gs_counter_measure (find (counters, name), span) * gs_span_duration (span) / 1e9, count);
    }
}

static void
check_latencies (const GsTimeline *timeline, const GPtrArray *counters, GsSpan span)
{
  g_autoptr (GsWakeList) list = gs_wake_list_new (timeline, span, NULL);
  g_autofree gint64 *longest = g_new0 (gint64, timeline->machines->len);

  for (guint i = 0; i < list->refs->len; i++)
    {
      const GsWakeRef *ref = &g_array_index (list->refs, GsWakeRef, i);
      g_auto (GsWakeMeter) meter = { 0 };
      GsWakeLatency wake_up;
      guint machine;
      guint32 thread;

      gs_wake_list_find_thread (list, ref, &machine, &thread);
      gs_wake_meter_init (&meter, timeline, machine);
      gs_wake_meter_measure (&meter, thread, ref->number, &wake_up);
      if (wake_up.running != GS_TIME_NONE)
        longest[machine] = MAX (longest[machine], wake_up.running - wake_up.woken);
    }
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      g_autofree char *name = g_strdup_printf ("%s: wake-ups", gs_timeline_get_machine (timeline, m)->name);

      g_assert_cmpint ((gint64) gs_counter_measure (find (counters, name), span), ==, longest[m]);
    }
}

static void
test_counters_are_exact_for_any_span (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint seed = 1; seed <= 3; seed++)
    {
      g_autoptr (GsTimeline) timeline = analyse (seed);
      g_autoptr (GPtrArray) counters = gs_counters_new (timeline, (1u << GS_N_COUNTER_KINDS) - 1, NULL);

      check_stolen (timeline, counters, timeline->span);
      for (guint i = 0; i < N_SPANS; i++)
        {
          GsSpan span = choose_span (random, timeline);

          check_stolen (timeline, counters, span);
          check_exits (timeline, counters, span);
          check_queues (timeline, counters, span);
          if (i % 10 == 0)
            check_latencies (timeline, counters, span);
        }
    }
}

/* Columns of one picture are parts of the whole. */
static void
test_columns_add_up (void)
{
  g_autoptr (GsTimeline) timeline = analyse (5);
  g_autoptr (GPtrArray) counters = gs_counters_new (timeline, (1u << GS_COUNTER_LATENCY) - 1, NULL);
  GsSpan span = timeline->span;

  g_assert_cmpuint (counters->len, >, 3);
  for (guint i = 0; i < counters->len; i++)
    {
      const GsCounter *counter = g_ptr_array_index (counters, i);
      double sum = 0, whole = gs_counter_measure (counter, span) * gs_span_duration (span);

      for (guint x = 0; x < 700; x++)
        {
          GsSpan column = { span.begin + gs_span_duration (span) * x / 700,
                            span.begin + gs_span_duration (span) * (x + 1) / 700 };

          sum += gs_counter_measure (counter, column) * gs_span_duration (column);
        }
      g_assert_cmpfloat (fabs (sum - whole), <=, 1e-6 * MAX (whole, 1));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/counter/counters-are-exact-for-any-span", test_counters_are_exact_for_any_span);
  g_test_add_func ("/counter/columns-add-up", test_columns_add_up);
  return g_test_run ();
}
