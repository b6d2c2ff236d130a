/* test-track.c: tracks against a naive oracle
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track.h"

#define N_STATES 5

/* The oracle: one state a nanosecond. */
typedef struct
{
  gint64 begin;
  GArray *states; /* of GsTrackValue */
} Naive;

static GsTrackValue
value_of (guint8 state, guint32 arg)
{
  return (GsTrackValue){ state, 0, GS_NO_CPU, arg };
}

static char *
track_to_text (GsTrack *track)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT "-%" G_GINT64_FORMAT ":%u ", interval.span.begin,
                              interval.span.end, interval.value.state);
    }
  return g_string_free (text, FALSE);
}

static void
assert_text (GsTrack *track, const char *expected)
{
  g_autofree char *text = track_to_text (track);

  g_assert_cmpstr (text, ==, expected);
}

/* A random track of about n intervals, and the oracle beside it. */
static GsTrack *
random_track (GRand *rand, guint n, Naive *naive)
{
  GsTrack *track = gs_track_new (N_STATES);
  gint64 time = naive->begin = g_rand_int_range (rand, -50, 50);

  naive->states = g_array_new (FALSE, FALSE, sizeof (GsTrackValue));
  for (guint i = 0; i < n; i++)
    {
      GsTrackValue value = value_of (g_rand_int_range (rand, 0, N_STATES), g_rand_int_range (rand, 0, 2));
      gint64 length = g_rand_int_range (rand, 0, 4); /* 0: replaced by the next */

      gs_track_append (track, time, value);
      for (gint64 k = 0; k < length; k++)
        g_array_append_val (naive->states, value);
      time += length;
    }
  gs_track_seal (track, time);
  return track;
}

static void
naive_sum (const Naive *naive, GsSpan span, gint64 *ns)
{
  for (guint s = 0; s < N_STATES; s++)
    ns[s] = 0;
  for (guint i = 0; i < naive->states->len; i++)
    if (gs_span_contains (span, naive->begin + i))
      ns[g_array_index (naive->states, GsTrackValue, i).state]++;
}

static void
assert_gap_free (GsTrack *track)
{
  GsSpan span = gs_track_get_span (track);
  gint64 time = span.begin;

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      g_assert_cmpint (interval.span.begin, ==, time);
      g_assert_cmpint (interval.span.end, >, time);
      time = interval.span.end;
    }
  g_assert_cmpint (time, ==, span.end);
}

static void
check_random (GRand *rand, guint n)
{
  Naive naive;
  g_autoptr (GsTrack) track = random_track (rand, n, &naive);
  gint64 end = naive.begin + naive.states->len;

  if (naive.states->len > 0)
    assert_gap_free (track);
  for (guint query = 0; query < 60; query++)
    {
      GsSpan span = { g_rand_int_range (rand, naive.begin - 5, end + 5), 0 };
      gint64 expected[N_STATES], sums[N_STATES];
      gsize index;

      span.end = g_rand_int_range (rand, span.begin, end + 6);
      naive_sum (&naive, span, expected);
      gs_track_sum (track, span, sums);
      g_assert_cmpmem (expected, sizeof expected, sums, sizeof sums);

      g_assert_cmpint (gs_track_find (track, span.begin, &index), ==, span.begin >= naive.begin && span.begin < end);
      if (gs_track_find (track, span.begin, &index))
        {
          GsInterval found = gs_track_get (track, index);
          GsTrackValue right = g_array_index (naive.states, GsTrackValue, span.begin - naive.begin);

          g_assert_true (gs_span_contains (found.span, span.begin));
          g_assert_cmpint (found.value.state, ==, right.state);
          g_assert_cmpint (found.value.arg, ==, right.arg);
        }
    }
  g_array_unref (naive.states);
}

static void
test_sums_agree_with_counting (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint n = 1; n < 200; n += 7)
    check_random (rand, n);
  check_random (rand, 40000);
}

/* Columns of any width, narrow ones walked and wide ones looked up. */
static void
test_steps_agree_with_counting (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  Naive naive;
  g_autoptr (GsTrack) track = random_track (rand, 5000, &naive);
  gint64 time = naive.begin - 3;
  GsTrackCursor cursor;

  gs_track_cursor_init (&cursor, track, time);
  while (time < naive.begin + naive.states->len + 10)
    {
      gint64 next = time + g_rand_int_range (rand, 0, g_rand_boolean (rand) ? 5 : 700);
      gint64 expected[N_STATES], ns[N_STATES];
      gsize n, n_expected = 0;

      naive_sum (&naive, (GsSpan){ time, next }, expected);
      n = gs_track_cursor_step (&cursor, next, ns);
      g_assert_cmpmem (expected, sizeof expected, ns, sizeof ns);
      for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
        {
          GsSpan both = gs_span_intersect (gs_track_get (track, i).span, (GsSpan){ time, next });

          n_expected += gs_span_duration (both) > 0;
        }
      g_assert_cmpuint (n, ==, n_expected);
      time = next;
    }
  g_array_unref (naive.states);
}

/* Intervals of very different lengths: where a time probably is, it often is not. */
static GsTrack *
uneven_track (GRand *rand, guint n)
{
  GsTrack *track = gs_track_new (N_STATES);
  gint64 time = 100;

  for (guint i = 0; i < n; i++)
    {
      gs_track_append (track, time, value_of (g_rand_int_range (rand, 0, N_STATES), i));
      time += g_rand_int_range (rand, 0, 50) == 0 ? g_rand_int_range (rand, 1, 20000) : g_rand_int_range (rand, 1, 9);
    }
  gs_track_seal (track, time);
  return track;
}

/* The oracle for a step: one interval after the other. */
static gsize
add_up_until (const GsTrack *track, gsize index, GsSpan step, gint64 *ns)
{
  gsize last = gs_track_get_n_intervals (track) - 1;

  for (guint i = 0; i < N_STATES; i++)
    ns[i] = 0;
  for (;; index++)
    {
      GsInterval interval = gs_track_get (track, index);

      ns[interval.value.state] += MAX (gs_span_duration (gs_span_intersect (interval.span, step)), 0);
      if (index == last || interval.span.end > step.end)
        return index;
    }
}

static void
check_looking_ahead (GRand *rand, guint n, int widest)
{
  g_autoptr (GsTrack) track = uneven_track (rand, n);
  GsSpan span = gs_track_get_span (track);
  gint64 time = span.begin - g_rand_int_range (rand, 0, 3);
  gsize index = 0;
  GsTrackCursor cursor;

  gs_track_cursor_init (&cursor, track, time);
  while (time < span.end)
    {
      guint n_times = g_rand_int_range (rand, 1, GS_TRACK_LOOK_AHEAD + 1);
      gint64 times[GS_TRACK_LOOK_AHEAD];
      gsize indices[GS_TRACK_LOOK_AHEAD];

      for (guint i = 0; i < n_times; i++)
        times[i] = (i > 0 ? times[i - 1] : MAX (time, span.begin)) + g_rand_int_range (rand, 0, widest);
      gs_track_cursor_look_ahead (&cursor, times, n_times, indices);
      for (guint i = 0; i < n_times; i++)
        {
          gint64 expected[N_STATES], ns[N_STATES];

          index = add_up_until (track, index, (GsSpan){ time, times[i] }, expected);
          g_assert_cmpuint (indices[i], ==, index);
          gs_track_cursor_step_to (&cursor, indices[i], times[i], ns);
          g_assert_cmpmem (expected, sizeof expected, ns, sizeof ns);
          time = times[i];
        }
      g_assert_cmpint (gs_track_cursor_get_end (&cursor), ==, gs_track_get (track, index).span.end);
    }
}

static void
test_looking_ahead_agrees_with_counting (void)
{
  static const int widths[] = { 3, 40, 3000, 60000, 200000, 1000000 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    for (guint n = GS_TRACK_BLOCK + 1; n < 60000; n += 1 + n / 3)
      check_looking_ahead (rand, n, widths[i]);
}

static void
test_same_time_replaces (void)
{
  g_autoptr (GsTrack) track = gs_track_new (N_STATES);

  gs_track_append (track, 10, value_of (1, 0));
  gs_track_append (track, 20, value_of (2, 0));
  gs_track_append (track, 20, value_of (3, 0));
  gs_track_append (track, 30, value_of (4, 0));
  gs_track_append (track, 30, value_of (3, 0));
  gs_track_append (track, 40, value_of (3, 0));
  gs_track_seal (track, 50);
  assert_text (track, "10-20:1 20-50:3 ");
}

static void
test_step_back_is_not_followed (void)
{
  g_autoptr (GsTrack) track = gs_track_new (N_STATES);

  gs_track_append (track, 10, value_of (1, 0));
  gs_track_append (track, 20, value_of (2, 0));
  gs_track_append (track, 15, value_of (3, 0));
  gs_track_seal (track, 30);
  assert_text (track, "10-20:1 20-30:3 ");
}

static void
test_no_empty_interval_at_the_end (void)
{
  g_autoptr (GsTrack) track = gs_track_new (N_STATES);

  gs_track_append (track, 10, value_of (1, 0));
  gs_track_append (track, 20, value_of (2, 0));
  gs_track_seal (track, 20);
  assert_text (track, "10-20:1 ");
}

static void
test_short_interval_is_seen (void)
{
  g_autoptr (GsTrack) track = gs_track_new (N_STATES);
  gint64 ns[N_STATES];

  gs_track_append (track, 0, value_of (0, 0));
  gs_track_append (track, 600, value_of (2, 0));
  gs_track_append (track, 605, value_of (0, 0));
  gs_track_seal (track, 1000);
  gs_track_sum (track, (GsSpan){ 500, 1000 }, ns);
  g_assert_cmpint (ns[0], ==, 495);
  g_assert_cmpint (ns[2], ==, 5);
}

static void
test_empty_track_answers (void)
{
  g_autoptr (GsTrack) track = gs_track_new (N_STATES);
  gint64 ns[N_STATES];
  gsize index;

  gs_track_seal (track, 5);
  gs_track_sum (track, (GsSpan){ 0, 10 }, ns);
  g_assert_cmpint (ns[0], ==, 0);
  g_assert_false (gs_track_find (track, 5, &index));
  g_assert_cmpuint (gs_track_get_n_intervals (track), ==, 0);
}

/* A snapshot stays what it was, whatever the writer does: amends, reopens, takes back, grows. */
static void
test_snapshots_do_not_change (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (GsTrack) track = gs_track_new (N_STATES);
  g_autoptr (GPtrArray) snapshots = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_track_unref);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  gint64 time = 0;

  for (guint i = 0; i < 400; i++)
    {
      GsTrackValue value = value_of (g_rand_int_range (rand, 0, N_STATES), 0);

      gs_track_append (track, time, value);
      if (g_rand_int_range (rand, 0, 6) == 0)
        gs_track_amend_last (track, value_of (g_rand_int_range (rand, 0, N_STATES), 0));
      if (g_rand_int_range (rand, 0, 20) == 0)
        gs_track_take_back (track, time - g_rand_int_range (rand, 0, 20), value);
      if (g_rand_int_range (rand, 0, 3) == 0)
        {
          GsTrack *snapshot = gs_track_snapshot (track, time);

          g_ptr_array_add (snapshots, snapshot);
          g_ptr_array_add (texts, track_to_text (snapshot));
        }
      time += g_rand_int_range (rand, 0, 3);
    }
  for (guint i = 0; i < snapshots->len; i++)
    assert_text (snapshots->pdata[i], texts->pdata[i]);
}

/* What is taken back is as if it had never been appended, also where a snapshot has it. */
static void
test_taken_back_leaves_no_trace (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (GsTrack) track = gs_track_new (N_STATES), right = gs_track_new (N_STATES);
      gint64 n = g_rand_int_range (rand, 1, 300), back = g_rand_int_range (rand, 0, n + 1), end = n + 40;
      gint64 right_sums[N_STATES], sums[N_STATES];
      g_autofree char *text = NULL;

      for (gint64 i = 0; i < n + 40; i++)
        {
          GsTrackValue value = value_of (g_rand_int_range (rand, 0, N_STATES), 0);
          gint64 time = i < n ? i : i - n + back; /* from back on once more */

          if (i == n && round % 2 == 0)
            gs_track_unref (gs_track_snapshot (track, n));
          if (i == n)
            gs_track_take_back (track, time, value);
          else
            gs_track_append (track, time, value);
          if (i < back || i >= n)
            gs_track_append (right, time, value);
        }
      gs_track_seal (track, end);
      gs_track_seal (right, end);
      text = track_to_text (right);
      assert_text (track, text);
      gs_track_sum (track, (GsSpan){ back / 2, n }, sums);
      gs_track_sum (right, (GsSpan){ back / 2, n }, right_sums);
      g_assert_cmpmem (sums, sizeof sums, right_sums, sizeof right_sums);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/sums-agree-with-counting", test_sums_agree_with_counting);
  g_test_add_func ("/track/steps-agree-with-counting", test_steps_agree_with_counting);
  g_test_add_func ("/track/looking-ahead-agrees-with-counting", test_looking_ahead_agrees_with_counting);
  g_test_add_func ("/track/same-time-replaces", test_same_time_replaces);
  g_test_add_func ("/track/step-back-is-not-followed", test_step_back_is_not_followed);
  g_test_add_func ("/track/no-empty-interval-at-the-end", test_no_empty_interval_at_the_end);
  g_test_add_func ("/track/short-interval-is-seen", test_short_interval_is_seen);
  g_test_add_func ("/track/empty-track-answers", test_empty_track_answers);
  g_test_add_func ("/track/snapshots-do-not-change", test_snapshots_do_not_change);
  g_test_add_func ("/track/taken-back-leaves-no-trace", test_taken_back_leaves_no_trace);
  return g_test_run ();
}
