/* test-report.c: what the details say, against the timeline itself
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "report/gs-report.h"
#include "sim/sim-analyse.h"

static GsTimeline *
analyse (void)
{
  SimConfig config;

  sim_config_init (&config);
  config.seed = 6;
  return sim_analyse (&config, NULL);
}

/* Time in a state by walking over the intervals. */
static gint64
walk (const GsTrack *track, GsSpan span, guint state)
{
  gint64 ns = 0;

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      if (interval.value.state == state)
        ns += gs_span_duration (gs_span_intersect (interval.span, span));
    }
  return ns;
}

static GsSpan
middle (const GsTimeline *timeline)
{
  gint64 third = gs_span_duration (timeline->span) / 3;

  return (GsSpan){ timeline->span.begin + third, timeline->span.end - third };
}

static void
test_states_are_those_of_the_rows (void)
{
  g_autoptr (GsTimeline) timeline = analyse ();
  g_autoptr (GArray) rows = gs_report_list_rows (timeline, GS_ROWS_VCPUS);
  GsSpan span = middle (timeline);
  g_autoptr (GsReport) report = gs_report_new (timeline, span, rows, NULL);

  g_assert_cmpuint (rows->len, >, 1);
  g_assert_cmpuint (report->vcpus->len, ==, rows->len);
  for (guint state = 0; state < GS_N_VCPU_STATES; state++)
    {
      gint64 ns = 0;

      for (guint i = 0; i < rows->len; i++)
        {
          const GsVcpuShares *vcpu = &g_array_index (report->vcpus, GsVcpuShares, i);
          const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, vcpu->machine);
          gint64 own = walk (gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, vcpu->vcpu).track), span,
                             state);

          g_assert_cmpint (vcpu->ns[state], ==, own);
          ns += own;
        }
      g_assert_cmpint (report->states[GS_ROWS_VCPUS].states[state].ns, ==, ns);
    }
  g_assert_cmpint (report->states[GS_ROWS_VCPUS].states[GS_VCPU_PREEMPTED].ns, >, 0);
  g_assert_cmpuint (report->states[GS_ROWS_CPUS].n_states, ==, 0);
}

static void
test_one_row_leaves_the_others_out (void)
{
  g_autoptr (GsTimeline) timeline = analyse ();
  g_autoptr (GArray) rows = gs_report_list_rows (timeline, GS_ROWS_VCPUS);
  GsReportRow first = g_array_index (rows, GsReportRow, 0);
  g_autoptr (GsReport) report = NULL;

  g_array_set_size (rows, 1);
  report = gs_report_new (timeline, timeline->span, rows, NULL);
  g_assert_cmpuint (report->thefts->len, >, 0);
  for (guint i = 0; i < report->thefts->len; i++)
    {
      const GsTheft *theft = &g_array_index (report->thefts, GsTheft, i);

      g_assert_cmpuint (theft->machine, ==, first.machine);
      g_assert_cmpuint (theft->vcpu, ==, first.index);
    }
}

static void
test_thieves_are_their_thefts_together (void)
{
  g_autoptr (GsTimeline) timeline = analyse ();
  g_autoptr (GArray) rows = gs_report_list_rows (timeline, GS_ROWS_VCPUS);
  g_autoptr (GsReport) report = gs_report_new (timeline, timeline->span, rows, NULL);

  g_assert_cmpuint (report->thieves->len, >, 0);
  for (guint i = 0; i < report->thieves->len; i++)
    {
      const GsTheft *thief = &g_array_index (report->thieves, GsTheft, i);
      gint64 ns = 0, longest = 0;

      for (guint k = 0; k < report->thefts->len; k++)
        {
          const GsTheft *theft = &g_array_index (report->thefts, GsTheft, k);

          if (theft->thread != thief->thread || theft->host != thief->host)
            continue;
          ns += theft->ns;
          longest = MAX (longest, theft->longest_ns);
        }
      g_assert_cmpint (thief->ns, ==, ns);
      g_assert_cmpint (thief->longest_ns, ==, longest);
      g_assert_true (i == 0 || thief[-1].ns >= thief->ns);
    }
}

static void
test_csv_has_every_number (void)
{
  g_autoptr (GsTimeline) timeline = analyse ();
  g_autoptr (GArray) rows = gs_report_list_rows (timeline, GS_ROWS_VCPUS);
  g_autoptr (GsReport) report = gs_report_new (timeline, timeline->span, rows, NULL);
  g_autofree char *csv = gs_report_to_csv (report);
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  guint n_thefts = 0, n_exits = 0;

  g_assert_cmpstr (lines[0], ==, "table,subject,object,ns,share,count,min_ns,mean_ns,max_ns,p99_ns");
  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      gboolean is_quoted = FALSE;
      guint n_fields = 1;

      for (const char *p = lines[i]; *p != '\0'; p++)
        {
          is_quoted ^= *p == '"';
          n_fields += *p == ',' && !is_quoted;
        }
      g_assert_cmpuint (n_fields, ==, 10);
      n_thefts += g_str_has_prefix (lines[i], "theft,");
      n_exits += g_str_has_prefix (lines[i], "exit,");
    }
  g_assert_cmpuint (n_thefts, ==, report->thefts->len);
  g_assert_cmpuint (n_exits, ==, report->exits->len);
}

static void
test_cancelled_is_nothing (void)
{
  g_autoptr (GsTimeline) timeline = analyse ();
  g_autoptr (GArray) rows = gs_report_list_rows (timeline, GS_ROWS_THREADS);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  g_assert_null (gs_report_new (timeline, timeline->span, rows, cancellable));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/states-are-those-of-the-rows", test_states_are_those_of_the_rows);
  g_test_add_func ("/report/one-row-leaves-the-others-out", test_one_row_leaves_the_others_out);
  g_test_add_func ("/report/thieves-are-their-thefts-together", test_thieves_are_their_thefts_together);
  g_test_add_func ("/report/csv-has-every-number", test_csv_has_every_number);
  g_test_add_func ("/report/cancelled-is-nothing", test_cancelled_is_nothing);
  return g_test_run ();
}
