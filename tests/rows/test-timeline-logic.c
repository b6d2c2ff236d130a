/* test-timeline-logic.c: going back, going to, looking for states, counting exits
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "base/gs-error.h"
#include "draw/gs-ticks.h"
#include "gantt/gs-goto.h"
#include "rows/gs-exit-index.h"
#include "rows/gs-row-layout.h"
#include "rows/gs-row-list.h"
#include "rows/gs-row-name.h"
#include "rows/gs-view.h"
#include "session/gs-history.h"
#include "session/gs-seek.h"
#include "session/gs-session.h"
#include "support/test-machine.h"

#define BEGIN G_GINT64_CONSTANT (1763864000000000000) /* 2025-11-23 02:13:20 UTC */
#define S GS_SEC

static GsPlace
place_of (gint64 begin, gint64 end, gboolean is_jump)
{
  return (GsPlace){ .visible = { begin, end }, .is_jump = is_jump };
}

static void
leave (GsHistory *history, gint64 begin, gint64 end, gint64 now_usec, gboolean is_jump)
{
  GsPlace place = place_of (begin, end, is_jump);

  gs_history_leave (history, &place, now_usec);
}

static void
test_history_goes_back_and_forward (void)
{
  g_autoptr (GsHistory) history = gs_history_new ();
  g_auto (GsPlace) place = place_of (30, 40, FALSE);

  g_assert_false (gs_history_go (history, TRUE, &place));
  leave (history, 0, 100, 0, TRUE);
  leave (history, 20, 60, 1, TRUE);
  leave (history, 20, 60, 2, TRUE); /* the same place */
  g_assert_true (gs_history_go (history, TRUE, &place));
  g_assert_cmpint (place.visible.begin, ==, 20);
  g_assert_true (gs_history_go (history, TRUE, &place));
  g_assert_cmpint (place.visible.end, ==, 100);
  g_assert_false (gs_history_can_go (history, TRUE));
  g_assert_true (gs_history_go (history, FALSE, &place));
  g_assert_true (gs_history_go (history, FALSE, &place));
  g_assert_cmpint (place.visible.begin, ==, 30);
  /* A new way ends the old one. */
  g_assert_true (gs_history_go (history, TRUE, &place));
  leave (history, place.visible.begin, place.visible.end, 3, TRUE);
  g_assert_false (gs_history_can_go (history, FALSE));
}

static void
test_history_takes_one_movement_as_one (void)
{
  g_autoptr (GsHistory) history = gs_history_new ();
  g_auto (GsPlace) place = place_of (5, 6, FALSE);

  for (gint64 i = 0; i < 30; i++)
    leave (history, i, 100 - i, i * 100000, FALSE);
  leave (history, 50, 60, 10000000, FALSE); /* after a pause */
  g_assert_true (gs_history_go (history, TRUE, &place));
  g_assert_cmpint (place.visible.begin, ==, 50);
  g_assert_true (gs_history_go (history, TRUE, &place));
  g_assert_cmpint (place.visible.end, ==, 100);
  g_assert_false (gs_history_can_go (history, TRUE));
}

/* A jump is undone with all that it changed; a zoom leaves what was chosen since. */
static void
test_session_comes_back_with_view_row_and_selection (void)
{
  g_autoptr (GsSession) session = gs_session_new ();

  gs_session_set_full (session, (GsSpan){ 0, 1000 });
  gs_session_set_view (session, "vcpus");
  gs_session_set_highlight (session, "row 1");
  gs_session_leave (session);
  gs_session_jump (session, (GsSpan){ 100, 200 });
  gs_session_set_view (session, "threads");
  gs_session_set_highlight (session, "row 2");
  gs_session_set_selection (session, (GsSpan){ 120, 140 });
  gs_session_set_visible (session, (GsSpan){ 110, 150 });
  gs_session_set_highlight (session, "row 3");

  g_assert_true (gs_session_go (session, TRUE));
  g_assert_cmpint (gs_session_get_visible (session).begin, ==, 100);
  g_assert_cmpstr (gs_session_get_highlight (session), ==, "row 3");
  g_assert_true (gs_session_go (session, TRUE));
  g_assert_true (gs_session_is_fit (session));
  g_assert_cmpstr (gs_session_get_view (session), ==, "vcpus");
  g_assert_cmpstr (gs_session_get_highlight (session), ==, "row 1");
  g_assert_false (gs_session_has_selection (session));
  g_assert_false (gs_session_can_go (session, TRUE));
  g_assert_true (gs_session_go (session, FALSE));
  g_assert_cmpstr (gs_session_get_view (session), ==, "threads");
  g_assert_cmpstr (gs_session_get_highlight (session), ==, "row 3");
  g_assert_cmpint (gs_session_get_selection (session).begin, ==, 120);
}

static void
test_session_history_knows_zooms_not_pans (void)
{
  g_autoptr (GsSession) session = gs_session_new ();

  gs_session_set_full (session, (GsSpan){ 0, 1000 });
  g_assert_false (gs_session_can_go (session, TRUE));
  gs_session_jump (session, (GsSpan){ 100, 200 });
  gs_session_pan (session, 50);
  gs_session_pan (session, 50);
  gs_session_jump (session, (GsSpan){ 220, 240 });
  g_assert_true (gs_session_go (session, TRUE));
  g_assert_cmpint (gs_session_get_visible (session).begin, ==, 200);
  g_assert_true (gs_session_go (session, TRUE));
  g_assert_true (gs_session_is_fit (session));
  g_assert_false (gs_session_go (session, TRUE));
  g_assert_true (gs_session_go (session, FALSE));
  g_assert_true (gs_session_go (session, FALSE));
  g_assert_cmpint (gs_session_get_visible (session).begin, ==, 220);
}

static void
test_zoom_is_around_the_selection (void)
{
  g_autoptr (GsSession) session = gs_session_new ();

  gs_session_set_full (session, (GsSpan){ 0, 1000 });
  gs_session_set_cursor (session, 900);
  gs_session_set_selection (session, (GsSpan){ 100, 300 });
  gs_session_zoom (session, 2);
  g_assert_cmpint (gs_session_get_visible (session).begin, ==, 100);
  g_assert_cmpint (gs_session_get_visible (session).end, ==, 600);
}

typedef struct
{
  const char *text;
  GsGotoKind kind;
  gint64 begin; /* since BEGIN; of a TID: its number */
  gint64 end;
} Case;

static const Case cases[] = {
  { "+1.25 s", GS_GOTO_TIME, S + S / 4, S + S / 4 },
  { "+ 20ms", GS_GOTO_TIME, 20000000, 20000000 },
  { "+3", GS_GOTO_TIME, 3 * S, 3 * S },
  { "350 µs", GS_GOTO_TIME, 350000, 350000 },
  { "+1 min 2 s", GS_GOTO_TIME, 62 * S, 62 * S },
  { "02:13:21", GS_GOTO_TIME, S, S },
  { "02:13:21.000 000 007", GS_GOTO_TIME, S + 7, S + 7 },
  { "02:13:21,5", GS_GOTO_TIME, S + S / 2, S + S / 2 },
  { "02:14", GS_GOTO_TIME, 40 * S, 40 * S },
  { "2025-11-23 02:13:30", GS_GOTO_TIME, 10 * S, 10 * S },
  { "2025-11-23T02:13:30", GS_GOTO_TIME, 10 * S, 10 * S },
  { "1763864005000000001", GS_GOTO_TIME, 5 * S + 1, 5 * S + 1 },
  { "1 763 864 005 000 000 001", GS_GOTO_TIME, 5 * S + 1, 5 * S + 1 },
  { "+1 s .. +2 s", GS_GOTO_RANGE, S, 2 * S },
  { "+2 s – +1 s", GS_GOTO_RANGE, S, 2 * S },
  { "02:13:21 to 02:13:22.5", GS_GOTO_RANGE, S, 2 * S + S / 2 },
  { "+1 s for 20 ms", GS_GOTO_RANGE, S, S + 20000000 },
  { "02:13:21 + 20 ms", GS_GOTO_RANGE, S, S + 20000000 },
  { "tid 194", GS_GOTO_TID, 194, 0 },
  { "TID:194", GS_GOTO_TID, 194, 0 },
  { " #194 ", GS_GOTO_TID, 194, 0 },
};

static void
test_go_to_understands (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GsGotoContext context = { { BEGIN, BEGIN + 100 * S }, BEGIN + S, utc };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GsGoto result;

      g_test_message ("%s", cases[i].text);
      gs_goto_parse (cases[i].text, &context, &result, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result.kind, ==, cases[i].kind);
      if (result.kind == GS_GOTO_TID)
        {
          g_assert_cmpint (result.tid, ==, cases[i].begin);
          continue;
        }
      g_assert_cmpint (result.span.begin - BEGIN, ==, cases[i].begin);
      g_assert_cmpint (result.span.end - BEGIN, ==, cases[i].end);
    }
}

static void
test_go_to_refuses (void)
{
  static const char *const texts[] = {
    "",
    " ",
    "+",
    "tid",
    "tid x",
    "25:00:00",
    "02:61",
    "+1 parsec",
    "1.2.3",
    "..",
    "+1 s ..",
    "+1 s for",
    "+101 s",
    "12",
    "99999999999999999999999",
    "+99999999999 h",
    "\xff\xfe",
    "2025-13-45 10:00",
    "9999-12-31",
    "2500-01-01 10:00",
    "+1 s to +2 s to +3 s",
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  GsGotoContext context = { { BEGIN, BEGIN + 100 * S }, BEGIN, utc };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;
      GsGoto result;

      g_test_message ("text number %u", i); /* not the text: what is no UTF-8 is no TAP either */
      g_assert_false (gs_goto_parse (texts[i], &context, &result, &error));
      g_assert_error (error, GS_ERROR, GS_ERROR_ARGUMENT);
    }
}

/* Random states, and where they change. */
static GsTrack *
make_random_track (GRand *rand, guint n, gint64 *end)
{
  GsTrack *track = gs_track_new (GS_N_VCPU_STATES);
  gint64 time = 1000;

  for (guint i = 0; i < n; i++)
    {
      gs_track_append (track, time, (GsTrackValue){ g_rand_int_range (rand, 1, GS_N_VCPU_STATES), 0, 0, i });
      time += g_rand_int_range (rand, 1, 50);
    }
  gs_track_seal (track, time);
  *end = time;
  return track;
}

static gboolean
find_by_walking (const GsTrack *track, gint64 time, guint32 mask, gboolean forward, GsInterval *found)
{
  gboolean has_any = FALSE;

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      if (!(mask & 1u << interval.value.state) || (forward ? interval.span.begin <= time : interval.span.begin >= time))
        continue;
      *found = interval;
      has_any = TRUE;
      if (forward)
        return TRUE;
    }
  return has_any;
}

static void
test_states_are_found_as_by_walking (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  gint64 end;
  g_autoptr (GsTrack) track = make_random_track (rand, 3000, &end);

  for (guint i = 0; i < 2000; i++)
    {
      gint64 time = g_rand_int_range (rand, 900, (gint32) end + 100);
      guint32 mask = 1u << g_rand_int_range (rand, 0, GS_N_VCPU_STATES);
      gboolean forward = g_rand_boolean (rand);
      GsInterval walked = { { 0, 0 }, { 0 } }, found = { { 0, 0 }, { 0 } };

      g_assert_cmpint (gs_seek_state (track, time, mask, forward, &found), ==,
                       find_by_walking (track, time, mask, forward, &walked));
      g_assert_cmpint (found.span.begin, ==, walked.span.begin);
      g_assert_cmpint (found.span.end, ==, walked.span.end);
    }
}

static void
test_longest_is_longest (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  gint64 end;
  g_autoptr (GsTrack) track = make_random_track (rand, 5000, &end);

  for (guint state = 0; state < GS_N_VCPU_STATES; state++)
    {
      GsSpan span = { 5000, end - 5000 };
      gint64 longest = 0;
      GsInterval found = { { 0, 0 }, { 0 } };

      for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
        {
          GsInterval interval = gs_track_get (track, i);

          if (interval.value.state == state && interval.span.begin < span.end && interval.span.end > span.begin)
            longest = MAX (longest, gs_span_duration (interval.span));
        }
      g_assert_cmpint (gs_seek_longest (track, span, 1u << state, &found), ==, longest > 0);
      g_assert_cmpint (gs_span_duration (found.span), ==, longest);
    }
}

static GsTrack *
make_track (void)
{
  GsTrack *track = gs_track_new (GS_N_HOST_VIEWS);
  static const guint states[] = {
    GS_HOST_VIEW_UNKNOWN,    GS_HOST_VIEW_GUEST, GS_HOST_VIEW_HYPERVISOR, GS_HOST_VIEW_PREEMPTED,
    GS_HOST_VIEW_HYPERVISOR, GS_HOST_VIEW_GUEST, GS_HOST_VIEW_HYPERVISOR, GS_HOST_VIEW_GUEST,
  };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    gs_track_append (track, 100 * (i + 1), (GsTrackValue){ states[i], 0, 0, 0 });
  gs_track_seal (track, 900);
  return track;
}

static void
test_snaps_to_what_is_near (void)
{
  g_autoptr (GsTrack) track = make_track ();

  g_assert_cmpint (gs_seek_snap (track, 204, 10), ==, 200);
  g_assert_cmpint (gs_seek_snap (track, 296, 10), ==, 300);
  g_assert_cmpint (gs_seek_snap (track, 250, 10), ==, 250);
  g_assert_cmpint (gs_seek_snap (track, 250, 0), ==, 250);
  g_assert_cmpint (gs_seek_snap (track, 95, 10), ==, 100);
  g_assert_cmpint (gs_seek_snap (track, 905, 10), ==, 900);
  g_assert_cmpint (gs_seek_snap (track, 2000, 10), ==, 2000);
  g_assert_cmpint (gs_seek_next_edge (track, 0), ==, 100);
  g_assert_cmpint (gs_seek_next_edge (track, 100), ==, 200);
  g_assert_cmpint (gs_seek_next_edge (track, 850), ==, 850);
  g_assert_cmpint (gs_seek_previous_edge (track, 250), ==, 200);
  g_assert_cmpint (gs_seek_previous_edge (track, 200), ==, 100);
  g_assert_cmpint (gs_seek_previous_edge (track, 100), ==, 100);
  g_assert_cmpint (gs_seek_previous_edge (track, 5000), ==, 800);
}

static void
test_exits_are_counted_in_any_span (void)
{
  g_autoptr (GsTrack) track = make_track ();
  g_autoptr (GsExitIndex) index = gs_exit_index_new (track);

  /* What interrupts the hypervisor does not make another exit. */
  g_assert_cmpuint (gs_exit_index_count (index, (GsSpan){ 0, 10000 }), ==, 2);
  g_assert_cmpuint (gs_exit_index_count (index, (GsSpan){ 300, 301 }), ==, 1);
  g_assert_cmpuint (gs_exit_index_count (index, (GsSpan){ 301, 700 }), ==, 0);
  g_assert_cmpuint (gs_exit_index_count (index, (GsSpan){ 700, 701 }), ==, 1);
  g_assert_cmpuint (gs_exit_index_count (index, (GsSpan){ 700, 700 }), ==, 0);
}

static void
test_many_exits_are_counted_as_by_walking (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  g_autoptr (GsTrack) track = gs_track_new (GS_N_HOST_VIEWS);
  g_autoptr (GsExitIndex) index = NULL;

  for (guint i = 0; i < 4000; i++)
    gs_track_append (track, i * 10, (GsTrackValue){ i % 2 ? GS_HOST_VIEW_HYPERVISOR : GS_HOST_VIEW_GUEST, 0, 0, 0 });
  gs_track_seal (track, 40000);
  index = gs_exit_index_new (track);
  for (guint i = 0; i < 1000; i++)
    {
      gint64 begin = g_rand_int_range (rand, 0, 40000), end = g_rand_int_range (rand, (gint32) begin, 40001);
      guint64 count = 0;

      for (gint64 time = 10; time < 40000; time += 20)
        count += begin <= time && time < end;
      g_assert_cmpuint (gs_exit_index_count (index, (GsSpan){ begin, end }), ==, count);
    }
}

static void
test_an_experiment_without_length_stays_usable (void)
{
  g_autoptr (GsSession) session = gs_session_new ();
  g_autofree char *label = gs_ticks_dup_label (NULL, BEGIN, gs_ticks_get_step ((GsSpan){ BEGIN, BEGIN }, 100, 100));

  gs_session_set_full (session, (GsSpan){ BEGIN, BEGIN });
  gs_session_zoom (session, 2);
  gs_session_zoom_at (session, BEGIN, 1e12);
  gs_session_pan (session, 1000);
  gs_session_reveal (session, BEGIN + 5);
  gs_session_jump (session, (GsSpan){ BEGIN - 10, BEGIN + 10 });
  gs_session_set_selection (session, (GsSpan){ BEGIN, BEGIN + 10 });
  gs_session_zoom_to_selection (session);
  gs_session_fit (session);
  g_assert_true (gs_session_is_fit (session));
  g_assert_false (gs_session_has_selection (session));
  g_assert_nonnull (label);
}

/* Ten thousand rows, their names as bad as can be. */
static GListModel *
make_many_rows (GsTimeline *timeline)
{
  GListStore *roots = g_list_store_new (GS_TYPE_ROW);
  g_autoptr (GsRow) machine = gs_row_new (timeline, GS_ROW_MACHINE, 0, 0, g_strdup ("machine:m"),
                                          g_strdup ("<b>m</b>"));
  g_autofree char *name = g_strnfill (4000, '\xfe');

  g_list_store_append (roots, machine);
  for (guint i = 0; i < 10000; i++)
    gs_row_add_child (machine, gs_row_new (timeline, GS_ROW_THREAD, 0, i, g_strdup_printf ("machine:m/thread:%u.0", i),
                                           i % 100 == 0 ? g_strdup (name) : g_strdup_printf ("row %u <i>&", i)));
  return G_LIST_MODEL (roots);
}

static GsRowVerdict
judge_odd (GsRow *row, gboolean *inside, gpointer data)
{
  if (gs_row_get_kind (row) == GS_ROW_THREAD && gs_row_get_index (row) == 7777)
    return GS_ROW_VERDICT_TOP;
  return gs_row_get_kind (row) == GS_ROW_THREAD && gs_row_get_index (row) % 2 == 0 ? GS_ROW_VERDICT_OUT :
                                                                                     GS_ROW_VERDICT_IN;
}

static int
compare_backwards (gconstpointer a, gconstpointer b, gpointer data)
{
  return (int) gs_row_get_index ((GsRow *) b) - (int) gs_row_get_index ((GsRow *) a);
}

static void
test_ten_thousand_rows_are_filtered_and_sorted (void)
{
  GsTimeline timeline = { .machines = NULL };
  g_autoptr (GListModel) roots = NULL;
  g_autoptr (GsRowList) list = gs_row_list_new ();
  g_autoptr (GPtrArray) all = NULL;
  guint index;
  gint64 begin;

  g_atomic_ref_count_init (&timeline.ref_count);
  gs_timeline_ref (&timeline); /* it is on the stack: never the last one */
  roots = make_many_rows (&timeline);
  gs_row_list_set_tree (list, roots);
  g_assert_cmpuint (gs_row_list_get_n_rows (list), ==, 10001);
  g_assert_true (g_utf8_validate (gs_row_get_name (gs_row_list_get (list, 1)), -1, NULL));
  gs_row_list_set_rules (list, judge_odd, compare_backwards, NULL);
  begin = g_get_monotonic_time ();
  gs_row_list_refresh (list);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, G_USEC_PER_SEC);
  /* The pinned one, the machine, and the other odd ones backwards. */
  g_assert_cmpuint (gs_row_list_get_n_rows (list), ==, 5001);
  g_assert_cmpuint (gs_row_list_get_n_top (list), ==, 1);
  g_assert_cmpuint (gs_row_get_index (gs_row_list_get (list, 0)), ==, 7777);
  g_assert_cmpuint (gs_row_get_index (gs_row_list_get (list, 2)), ==, 9999);
  g_assert_false (gs_row_list_reveal (list, "machine:m/thread:8.0", &index));
  gs_row_list_set_expanded (list, gs_row_list_get (list, 1), FALSE);
  g_assert_cmpuint (gs_row_list_get_n_rows (list), ==, 2);
  all = gs_row_list_collect (list);
  g_assert_cmpuint (all->len, ==, 5001);
  g_assert_true (gs_row_list_reveal (list, "machine:m/thread:5.0", &index));
  g_assert_true (gs_row_list_find_thread (list, 0, 5, &index));
}

/* Few rows fill what shows them, up to 64 pixels each, unless their height was chosen. */
static void
test_few_rows_grow (void)
{
  g_autoptr (GsTimeline) timeline = test_timeline_new ((GsSpan){ 0, 1000 });
  g_autoptr (GtkAdjustment) vertical = g_object_ref_sink (gtk_adjustment_new (0, 0, 100, 1, 10, 10));
  g_autoptr (GsSession) session = gs_session_new ();
  g_autoptr (GsRowList) rows = gs_row_list_new ();
  g_autoptr (GListStore) tree = g_list_store_new (GS_TYPE_ROW);

  test_timeline_add_machine (timeline, "big", GS_ROLE_HOST, GS_NO_INDEX);
  for (guint i = 0; i < 8; i++)
    {
      g_autoptr (GsRow) row = gs_row_new (timeline, GS_ROW_MACHINE, 0, i, g_strdup_printf ("%u", i), g_strdup ("row"));

      g_list_store_append (tree, row);
    }
  gs_row_list_set_tree (rows, G_LIST_MODEL (tree));
  g_assert_cmpuint (gs_row_list_get_n_rows (rows), ==, 8);
  g_assert_cmpint (gs_row_layout_get (rows, session, vertical, 400).row_height, ==, 50);
  g_assert_cmpint (gs_row_layout_get (rows, session, vertical, 700).row_height, ==, 64);
  g_assert_cmpint (gs_row_layout_get (rows, session, vertical, 100).row_height, ==, GS_SESSION_ROW_HEIGHT);
  g_assert_cmpint (gs_row_layout_get (rows, session, vertical, 0).row_height, ==, GS_SESSION_ROW_HEIGHT);
  gs_session_set_row_height (session, GS_SESSION_ROW_HEIGHT);
  g_assert_cmpint (gs_row_layout_get (rows, session, vertical, 700).row_height, ==, GS_SESSION_ROW_HEIGHT);
}

static void
test_pinned_rows_stay (void)
{
  GsRowLayout layout = gs_row_layout_new (100, 2, 20, 210, 50);
  guint index, first;

  g_assert_cmpuint (layout.n_frozen, ==, 2);
  g_assert_cmpint (gs_row_layout_get_y (&layout, 1), ==, 20);
  g_assert_cmpint (gs_row_layout_get_y (&layout, 2), ==, -10);
  g_assert_true (gs_row_layout_is_seen (&layout, 1));
  /* Two have gone below those that stay, of the third one half is left. */
  g_assert_false (gs_row_layout_is_seen (&layout, 3));
  g_assert_true (gs_row_layout_is_seen (&layout, 4));
  g_assert_cmpuint (gs_row_layout_get_n_seen (&layout, &first), ==, 9);
  g_assert_cmpuint (first, ==, 4);
  g_assert_true (gs_row_layout_is_seen (&layout, first + 8));
  g_assert_false (gs_row_layout_is_seen (&layout, first + 9));

  for (guint i = 0; i < layout.n_rows; i++)
    if (gs_row_layout_is_seen (&layout, i))
      {
        int y = MAX (gs_row_layout_get_y (&layout, i), i < 2 ? 0 : gs_row_layout_get_frozen_height (&layout));

        g_assert_true (gs_row_layout_find (&layout, y, &index));
        g_assert_cmpuint (index, ==, i);
      }
  g_assert_false (gs_row_layout_find (&layout, -1, &index));
  layout = gs_row_layout_new (3, 1, 20, 210, 0);
  g_assert_false (gs_row_layout_find (&layout, 60, &index));
}

static void
test_many_pinned_rows_leave_half (void)
{
  g_autoptr (GtkAdjustment) vertical = g_object_ref_sink (gtk_adjustment_new (0, 0, 2000, 20, 200, 210));
  GsRowLayout layout = gs_row_layout_new (100, 50, 20, 210, 0);
  guint first;

  g_assert_cmpuint (layout.n_frozen, ==, 5);
  g_assert_cmpuint (gs_row_layout_new (100, 50, 20, 0, 0).n_frozen, ==, 0);
  g_assert_cmpuint (gs_row_layout_new (3, 3, 20, 210, 0).n_frozen, ==, 3);
  g_assert_cmpuint (gs_row_layout_new (0, 0, 20, 210, 0).n_frozen, ==, 0);
  layout = gs_row_layout_new (0, 0, 20, 210, 0);
  g_assert_cmpuint (gs_row_layout_get_n_seen (&layout, &first), ==, 0);

  /* The last one comes to the lower edge, the first that scrolls to below those that stay. */
  layout = gs_row_layout_new (100, 50, 20, 210, 0);
  gs_row_layout_reveal (&layout, 99, vertical);
  layout.scroll = (int) gtk_adjustment_get_value (vertical);
  g_assert_cmpint (gs_row_layout_get_y (&layout, 99), ==, 190);
  gs_row_layout_reveal (&layout, 3, vertical);
  g_assert_cmpfloat (gtk_adjustment_get_value (vertical), ==, layout.scroll);
  gs_row_layout_reveal (&layout, 5, vertical);
  layout.scroll = (int) gtk_adjustment_get_value (vertical);
  g_assert_cmpint (gs_row_layout_get_y (&layout, 5), ==, 100);
  /* One step below what is seen is one step; further away is the middle of what scrolls. */
  gs_row_layout_reveal (&layout, 10, vertical);
  g_assert_cmpfloat (gtk_adjustment_get_value (vertical), ==, 10);
  gs_row_layout_reveal (&layout, 50, vertical);
  layout.scroll = (int) gtk_adjustment_get_value (vertical);
  g_assert_cmpint (gs_row_layout_get_y (&layout, 50), ==, 145);
}

static void
test_columns_leave_room_for_names (void)
{
  guint all = (1u << GS_N_COLUMNS) - 1;

  g_assert_cmpuint (gs_row_name_fit_columns (all, 1000), ==, all);
  g_assert_cmpuint (gs_row_name_fit_columns (all, 130), ==, 1u << GS_COLUMN_NAME);
  /* The first to come is what people look for. */
  g_assert_cmpuint (gs_row_name_fit_columns (all, 180), ==, 1u << GS_COLUMN_NAME | 1u << GS_COLUMN_STOLEN);
  g_assert_cmpuint (gs_row_name_fit_columns (1u << GS_COLUMN_NAME | 1u << GS_COLUMN_TID, 180), ==,
                    1u << GS_COLUMN_NAME | 1u << GS_COLUMN_TID);
  g_assert_cmpuint (gs_row_name_fit_columns (all & gs_cpus_view.columns, 1000), ==,
                    1u << GS_COLUMN_NAME | 1u << GS_COLUMN_RUNNING);
}

static void
test_marks_and_rows_are_kept (void)
{
  g_autoptr (GsSession) session = gs_session_new ();
  g_auto (GStrv) keys = NULL;

  gs_session_set_full (session, (GsSpan){ 0, 1000 });
  gs_session_add_bookmark (session, "late \xff", 700);
  g_assert_cmpuint (gs_session_add_bookmark (session, NULL, 300), ==, 0);
  g_assert_cmpstr (gs_session_get_bookmark (session, 1)->name, ==, "late \357\277\275");
  gs_session_rename_bookmark (session, 0, "early");
  gs_session_remove_bookmark (session, 1);
  g_assert_cmpuint (gs_session_get_n_bookmarks (session), ==, 1);
  g_assert_cmpstr (gs_session_get_bookmark (session, 0)->name, ==, "early");
  g_assert_cmpint (gs_session_get_marker (session, GS_MARKER_B), ==, GS_TIME_NONE);
  gs_session_set_row (session, GS_ROW_SET_HIDDEN, "b", TRUE);
  gs_session_set_row (session, GS_ROW_SET_HIDDEN, "a", TRUE);
  keys = gs_session_dup_rows (session, GS_ROW_SET_HIDDEN);
  g_assert_cmpuint (g_strv_length (keys), ==, 2);
  g_assert_cmpstr (keys[0], ==, "a");
  gs_session_show_all_rows (session);
  g_assert_false (gs_session_has_row (session, GS_ROW_SET_HIDDEN, "a"));
  gs_session_set_row_height (session, 1000);
  g_assert_cmpint (gs_session_get_row_height (session), ==, GS_SESSION_MAX_ROW_HEIGHT);
  gs_session_set_row_height (session, 1);
  g_assert_cmpint (gs_session_get_row_height (session), ==, GS_SESSION_MIN_ROW_HEIGHT);
}

static void
assert_label (GsTimeFormat format, gint64 time, gint64 step, const char *expected)
{
  GsTimeAxis axis = { format, BEGIN };
  g_autofree char *label = gs_ticks_dup_label (&axis, time, step);

  g_assert_cmpstr (label, ==, expected);
}

static void
test_axis_is_written_in_four_ways (void)
{
  GsTimeAxis since = { GS_TIME_FORMAT_SECONDS, BEGIN + 7 };

  assert_label (GS_TIME_FORMAT_UTC, BEGIN + S, S, "02:13:21");
  assert_label (GS_TIME_FORMAT_UTC, BEGIN + S / 2, S / 10, ".5");
  assert_label (GS_TIME_FORMAT_SECONDS, BEGIN + S + S / 2, S / 10, "+1.5 s");
  assert_label (GS_TIME_FORMAT_NS, BEGIN + 1234567, 1, "1\u202f234\u202f567");
  /* Ticks begin where the counting does. */
  g_assert_cmpint (gs_ticks_get_first (&since, BEGIN + 8, 1000), ==, BEGIN + 1007);
}

static void
test_ticks_end_with_the_numbers (void)
{
  static const gint64 steps[] = { 1, 1000, S, 60 * S, 86400 * S, 28 * 86400 * S };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    for (GsTimeFormat format = 0; format < GS_N_TIME_FORMATS; format++)
      {
        GsTimeAxis axis = { format, i % 2 == 0 ? -BEGIN : BEGIN };
        gint64 first = gs_ticks_get_first (&axis, G_MAXINT64 - 1, steps[i]);

        g_assert_cmpint (first, >=, G_MAXINT64 - 1);
        g_assert_cmpint (gs_ticks_get_first (&axis, G_MAXINT64, steps[i]), ==, G_MAXINT64);
      }
  for (double width = 1; width <= 10000; width *= 10)
    {
      gint64 step = gs_ticks_get_step ((GsSpan){ 0, G_MAXINT64 }, width, 104);

      g_assert_cmpint (step, >, G_MAXINT64 / 10000);
      g_assert_cmpint (step, <, G_MAXINT64 / 2);
    }
}

static void
test_length_has_a_frequency (void)
{
  g_autofree char *text = gs_session_dup_length_text (12345678);
  g_autofree char *none = gs_session_dup_length_text (0);

  g_assert_cmpstr (text, ==, "12.345\u202f7 ms · 81.0\u202fHz");
  g_assert_null (strstr (none, "Hz"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rows/few-rows-grow", test_few_rows_grow);
  g_test_add_func ("/history/goes-back-and-forward", test_history_goes_back_and_forward);
  g_test_add_func ("/history/takes-one-movement-as-one", test_history_takes_one_movement_as_one);
  g_test_add_func ("/history/knows-zooms-not-pans", test_session_history_knows_zooms_not_pans);
  g_test_add_func ("/session/comes-back-with-view-row-and-selection",
                   test_session_comes_back_with_view_row_and_selection);
  g_test_add_func ("/session/zooms-around-the-selection", test_zoom_is_around_the_selection);
  g_test_add_func ("/session/keeps-marks-and-rows", test_marks_and_rows_are_kept);
  g_test_add_func ("/session/without-length-stays-usable", test_an_experiment_without_length_stays_usable);
  g_test_add_func ("/row-list/filters-and-sorts-ten-thousand", test_ten_thousand_rows_are_filtered_and_sorted);
  g_test_add_func ("/row-layout/pinned-rows-stay", test_pinned_rows_stay);
  g_test_add_func ("/row-layout/many-pinned-rows-leave-half", test_many_pinned_rows_leave_half);
  g_test_add_func ("/row-name/columns-leave-room-for-names", test_columns_leave_room_for_names);
  g_test_add_func ("/session/length-has-a-frequency", test_length_has_a_frequency);
  g_test_add_func ("/goto/understands", test_go_to_understands);
  g_test_add_func ("/goto/refuses", test_go_to_refuses);
  g_test_add_func ("/seek/finds-states-as-by-walking", test_states_are_found_as_by_walking);
  g_test_add_func ("/seek/longest-is-longest", test_longest_is_longest);
  g_test_add_func ("/seek/snaps-to-what-is-near", test_snaps_to_what_is_near);
  g_test_add_func ("/exit-index/counts-in-any-span", test_exits_are_counted_in_any_span);
  g_test_add_func ("/exit-index/counts-as-by-walking", test_many_exits_are_counted_as_by_walking);
  g_test_add_func ("/ticks/are-written-in-four-ways", test_axis_is_written_in_four_ways);
  g_test_add_func ("/ticks/end-with-the-numbers", test_ticks_end_with_the_numbers);
  return g_test_run ();
}
