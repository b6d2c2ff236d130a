/* test-statistics.c: numbers of a span against counting by hand
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#include "base/gs-duration-histogram.h"
#include "event/gs-event.h"
#include "report/gs-statistics.h"
#include "sim/sim-analyse.h"
#include "timeline/gs-thieves.h"

static int
compare_durations (const void *a, const void *b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return (left > right) - (left < right);
}

static void
test_percentiles_are_within_one_percent (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint round = 0; round < 40; round++)
    {
      g_autofree GsDurationHistogram *histogram = g_new0 (GsDurationHistogram, 1);
      gint64 durations[1000];
      gint64 exact, found;

      for (guint i = 0; i < G_N_ELEMENTS (durations); i++)
        {
          durations[i] = (gint64) g_rand_int (rand) << g_rand_int_range (rand, 0, 30) >> g_rand_int_range (rand, 0, 32);
          gs_duration_histogram_add (histogram, durations[i]);
        }
      qsort (durations, G_N_ELEMENTS (durations), sizeof *durations, compare_durations);
      exact = durations[G_N_ELEMENTS (durations) * 99 / 100 - 1];
      found = gs_duration_histogram_get_percentile (histogram, 99);
      g_assert_cmpint (found, >=, exact);
      g_assert_cmpint (found, <=, exact + exact / 100 + 1);
    }
}

static void
test_row_agrees_with_counting (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autoptr (GsTrack) track = gs_track_new (3);
  GsSpan span = { 1000, 20000 };
  gint64 ns[3] = { 0 }, max[3] = { 0 };
  guint64 count[3] = { 0 };
  g_autoptr (GsLazyTrack) row = NULL;
  GsRowStatistics statistics;
  gint64 time = 0;

  while (time < 30000)
    {
      gs_track_append (track, time, (GsTrackValue){ g_rand_int_range (rand, 0, 3), 0, 0, g_rand_int (rand) });
      time += g_rand_int_range (rand, 1, 100);
    }
  gs_track_seal (track, time);
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);
      gint64 part = gs_span_duration (gs_span_intersect (interval.span, span));

      ns[interval.value.state] += part;
      max[interval.value.state] = MAX (max[interval.value.state], part);
      count[interval.value.state] += part > 0;
    }

  row = gs_lazy_track_new_done (gs_track_ref (track));
  gs_statistics_of_tracks (&(GPtrArray){ (gpointer[]){ row }, 1 }, span, NULL, &statistics);
  for (guint state = 0; state < 3; state++)
    {
      g_assert_cmpint (statistics.states[state].ns, ==, ns[state]);
      g_assert_cmpuint (statistics.states[state].count, ==, count[state]);
      g_assert_cmpint (statistics.states[state].max, ==, max[state]);
    }
  g_assert_cmpint (statistics.ns, ==, 19000);
}

/* What the thieves of each preempted interval, asked for one by one, add up to. */
static gint64
add_up_thefts (const GsTimeline *timeline, guint machine, guint vcpu, guint32 thread, GsSpan span)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, machine);
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, vcpu);
  gint64 ns = 0;

  for (gsize i = 0; i < gs_track_get_n_intervals (gs_lazy_track_get (row->track)); i++)
    {
      GsInterval interval = gs_track_get (gs_lazy_track_get (row->track), i);
      GsSpan part = gs_span_intersect (interval.span, span);
      g_autoptr (GArray) thieves = NULL;

      if (interval.value.state != GS_VCPU_PREEMPTED || gs_span_duration (part) == 0)
        continue;
      thieves = gs_thieves_list (timeline, guest->host, interval.value.cpu, part, row->host_thread);
      for (guint k = 0; k < thieves->len; k++)
        if (g_array_index (thieves, GsShare, k).thread == thread)
          ns += g_array_index (thieves, GsShare, k).ns;
    }
  return ns;
}

static void
test_thefts_agree_with_thieves (void)
{
  SimConfig config;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GArray) thefts = NULL;
  GsSpan span;

  sim_config_init (&config);
  config.seed = 3;
  timeline = sim_analyse (&config, NULL);
  span = timeline->span;
  span.begin += gs_span_duration (span) / 3;
  thefts = gs_statistics_of_thefts (timeline, span, NULL);
  g_assert_cmpuint (thefts->len, >, 0);
  for (guint i = 0; i < thefts->len; i++)
    {
      const GsTheft *theft = &g_array_index (thefts, GsTheft, i);

      g_assert_cmpint (theft->ns, ==, add_up_thefts (timeline, theft->machine, theft->vcpu, theft->thread, span));
      g_assert_cmpint (theft->longest_ns, <=, gs_span_duration (theft->longest));
      g_assert_cmpint (theft->longest_ns, <=, theft->ns);
    }
}

/* Of two spans side by side that make up @span: each exit is in one of them, and in that in which it begins. */
static void
check_exits_are_split (const GsVcpuRow *row, GsSpan span, gint64 between)
{
  g_autoptr (GArray) all = gs_statistics_of_exits (row, span, NULL);
  g_autoptr (GArray) left = gs_statistics_of_exits (row, (GsSpan){ span.begin, between }, NULL);
  g_autoptr (GArray) right = gs_statistics_of_exits (row, (GsSpan){ between, span.end }, NULL);
  GArray *halves[] = { left, right };

  for (guint i = 0; i < all->len; i++)
    {
      const GsExitStatistics *whole = &g_array_index (all, GsExitStatistics, i);
      guint64 count = 0;
      gint64 ns = 0;

      for (guint k = 0; k < 2; k++)
        for (guint c = 0; c < halves[k]->len; c++)
          if (g_array_index (halves[k], GsExitStatistics, c).reason == whole->reason)
            {
              count += g_array_index (halves[k], GsExitStatistics, c).count;
              ns += g_array_index (halves[k], GsExitStatistics, c).ns;
            }
      g_assert_cmpuint (count, ==, whole->count);
      g_assert_cmpint (ns, ==, whole->ns);
    }
}

static void
test_an_exit_counts_once (void)
{
  SimConfig config;
  g_autoptr (GsTimeline) timeline = NULL;

  sim_config_init (&config);
  config.seed = 6;
  timeline = sim_analyse (&config, NULL);
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);

          if (row->host_view == NULL)
            continue;
          for (gsize k = 0; k < gs_track_get_n_intervals (gs_lazy_track_get (row->host_view)); k += 7)
            {
              GsSpan part = gs_track_get (gs_lazy_track_get (row->host_view), k).span;

              check_exits_are_split (row, timeline->span, part.begin);
              check_exits_are_split (row, timeline->span, part.begin + gs_span_duration (part) / 2);
            }
        }
    }
}

/* Over all of the trace, exits are those that the tracks were made from. */
static void
test_exits_agree_with_events (void)
{
  SimConfig config;
  g_autoptr (GsTimeline) timeline = NULL;
  guint n_checked = 0;

  sim_config_init (&config);
  config.seed = 4;
  timeline = sim_analyse (&config, NULL);
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);
          g_autoptr (GArray) exits = gs_statistics_of_exits (row, timeline->span, NULL);
          gint64 ns[GS_MAX_STATES], exit_ns = 0;

          for (guint k = 0; k < exits->len; k++)
            {
              const GsExitStatistics *exit = &g_array_index (exits, GsExitStatistics, k);

              exit_ns += exit->ns;
              for (guint c = 0; c < row->exits->len; c++)
                if (g_array_index (row->exits, GsExitCount, c).reason == exit->reason)
                  g_assert_cmpuint (exit->count, ==, g_array_index (row->exits, GsExitCount, c).count);
              n_checked++;
            }
          gs_track_sum (gs_lazy_track_get (row->track), timeline->span, ns);
          g_assert_cmpint (exit_ns, ==, ns[GS_VCPU_HYPERVISOR]);
        }
    }
  g_assert_cmpuint (n_checked, >, 0);
}

static void
test_threads_are_sorted_and_bounded (void)
{
  SimConfig config;
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GArray) uses = NULL;

  sim_config_init (&config);
  config.seed = 5;
  timeline = sim_analyse (&config, NULL);
  uses = gs_statistics_of_threads (timeline, timeline->span, NULL);
  g_assert_cmpuint (uses->len, >, 1);
  for (guint i = 0; i < uses->len; i++)
    {
      const GsThreadUse *use = &g_array_index (uses, GsThreadUse, i);

      g_assert_cmpint (use->believed_ns, <=, gs_span_duration (timeline->span));
      if (i > 0)
        g_assert_cmpint (use->ns[GS_OVERLAY_NONE], <=, g_array_index (uses, GsThreadUse, i - 1).ns[GS_OVERLAY_NONE]);
    }
}

/* What was stolen from it, or spent in the hypervisor, a thread did not run. */
static void
test_threads_ran_what_they_believe_less_what_was_taken (void)
{
  g_autoptr (GsTimeline) timeline = NULL;
  SimConfig config;
  g_autoptr (GArray) uses = NULL;
  gint64 taken = 0;

  sim_config_init (&config);
  config.seed = 5;
  timeline = sim_analyse (&config, NULL);
  uses = gs_statistics_of_threads (timeline, timeline->span, NULL);
  for (guint i = 0; i < uses->len; i++)
    {
      const GsThreadUse *use = &g_array_index (uses, GsThreadUse, i);
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, use->machine);
      const GsTrack *track = gs_lazy_track_get (g_array_index (machine->threads, GsThreadRow, use->thread).track);
      gint64 ran = 0, believed = 0;

      for (gsize k = 0; k < gs_track_get_n_intervals (track); k++)
        {
          GsInterval interval = gs_track_get (track, k);
          gint64 ns = gs_span_duration (gs_span_intersect (interval.span, timeline->span));

          if (!gs_thread_state_is_on_cpu (gs_thread_state_base (interval.value.state)))
            continue;
          believed += ns;
          if (gs_thread_state_overlay (interval.value.state) == GS_OVERLAY_NONE)
            ran += ns;
        }
      g_assert_cmpint (use->believed_ns, ==, believed);
      g_assert_cmpint (use->ns[GS_OVERLAY_NONE], ==, ran);
      g_assert_cmpint (use->ns[GS_OVERLAY_NONE] + use->ns[GS_OVERLAY_HYPERVISOR] + use->ns[GS_OVERLAY_PREEMPTED]
                           + use->ns[GS_OVERLAY_BLOCKED],
                       ==, believed);
      taken += believed - ran;
    }
  g_assert_cmpint (taken, >, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/statistics/percentiles-are-within-one-percent", test_percentiles_are_within_one_percent);
  g_test_add_func ("/statistics/row-agrees-with-counting", test_row_agrees_with_counting);
  g_test_add_func ("/statistics/thefts-agree-with-thieves", test_thefts_agree_with_thieves);
  g_test_add_func ("/statistics/an-exit-counts-once", test_an_exit_counts_once);
  g_test_add_func ("/statistics/exits-agree-with-events", test_exits_agree_with_events);
  g_test_add_func ("/statistics/threads-are-sorted-and-bounded", test_threads_are_sorted_and_bounded);
  g_test_add_func ("/statistics/threads-ran-what-they-believe-less-what-was-taken",
                   test_threads_ran_what_they_believe_less_what_was_taken);
  return g_test_run ();
}
