/* test-track-oracle.c: tracks against a plain array of intervals
 * SPDX-License-Identifier: MIT
 *
 * Of any length, of times far apart and near, of all values that an interval can have.
 */
#include "track/gs-track-reader.h"

#include "event/gs-event.h"

/* Longer than 32 bits of nanoseconds can say, some of them. */
static const gint64 longest[] = { 2, 5000, 40000000, G_GINT64_CONSTANT (3) << 30, G_GINT64_CONSTANT (1) << 40 };

/* About as many as fit into blocks and groups, one less and one more. */
static const guint sizes[] = { 0, 1, 2, 31, 32, 33, 34, 255, 256, 257, 258, 511, 513, 769, 3000, 20000 };

typedef struct
{
  GRand *rand;
  gint64 longest;
  guint n_states;
  guint widest_arg;  /* bits */
  GArray *intervals; /* of GsInterval; the last one's end is where the track will end */
  GsTrack *track;
  gint64 time;
} Oracle;

static gint64
draw_duration (Oracle *self)
{
  /* Mostly short ones, so that a long one is among them. */
  gint64 most = g_rand_int_range (self->rand, 0, 40) == 0 ? self->longest : MIN (self->longest, 3000);

  return 1 + (gint64) (g_rand_double (self->rand) * (double) most);
}

static GsTrackValue
draw_value (Oracle *self)
{
  guint32 arg = g_rand_int (self->rand) & (guint32) ((G_GUINT64_CONSTANT (1) << self->widest_arg) - 1);

  return (GsTrackValue){
    .state = (guint8) g_rand_int_range (self->rand, 0, (gint32) self->n_states),
    .aux = g_rand_int_range (self->rand, 0, 9) == 0 ? (guint8) g_rand_int (self->rand) : 0,
    .cpu = g_rand_int_range (self->rand, 0, 7) == 0 ? GS_NO_CPU : (guint16) g_rand_int_range (self->rand, 0, 5),
    .arg = g_rand_int_range (self->rand, 0, 5) == 0 ? G_MAXUINT32 : arg,
  };
}

static gboolean
values_are_equal (GsTrackValue a, GsTrackValue b)
{
  return a.state == b.state && a.aux == b.aux && a.cpu == b.cpu && a.arg == b.arg;
}

static GsInterval *
get_last (Oracle *self)
{
  return self->intervals->len > 0 ? &g_array_index (self->intervals, GsInterval, self->intervals->len - 1) : NULL;
}

/* The oracle's own rule: neighbours that are equal are one. */
static void
put (Oracle *self, gint64 time, GsTrackValue value)
{
  GsInterval interval = { { time, 0 }, value }, *last = get_last (self);

  if (last == NULL || !values_are_equal (last->value, value))
    g_array_append_val (self->intervals, interval);
}

static void
append (Oracle *self)
{
  GsTrackValue value = draw_value (self);

  self->time += draw_duration (self);
  gs_track_append (self->track, self->time, value);
  put (self, self->time, value);
}

static void
amend (Oracle *self)
{
  GsTrackValue value = draw_value (self);
  gint64 begin = get_last (self)->span.begin;

  gs_track_amend_last (self->track, value);
  g_array_set_size (self->intervals, self->intervals->len - 1);
  put (self, begin, value);
}

static void
take_back (Oracle *self)
{
  guint most = MIN (self->intervals->len, 700), n = (guint) g_rand_int_range (self->rand, 1, (gint32) most + 1);
  GsTrackValue value = draw_value (self);

  self->time = g_array_index (self->intervals, GsInterval, self->intervals->len - n).span.begin;
  gs_track_take_back (self->track, self->time, value);
  g_array_set_size (self->intervals, self->intervals->len - n);
  put (self, self->time, value);
}

static void
set_ends (Oracle *self, gint64 end)
{
  for (guint i = 0; i < self->intervals->len; i++)
    g_array_index (self->intervals, GsInterval, i)
        .span.end = i + 1 < self->intervals->len ? g_array_index (self->intervals, GsInterval, i + 1).span.begin : end;
}

/* Once one by one, and once as who goes through all of them gets them. */
static void
check_intervals (const Oracle *self, const GsTrack *track)
{
  GsTrackReader reader;

  gs_track_reader_init (&reader, track);
  g_assert_cmpuint (gs_track_get_n_intervals (track), ==, self->intervals->len);
  for (guint i = 0; i < self->intervals->len; i++)
    {
      GsInterval right = g_array_index (self->intervals, GsInterval, i), interval = gs_track_get (track, i);

      g_assert_cmpint (interval.span.begin, ==, right.span.begin);
      g_assert_cmpint (interval.span.end, ==, right.span.end);
      g_assert_true (values_are_equal (interval.value, right.value));
      interval = gs_track_reader_get (&reader, i);
      g_assert_cmpint (interval.span.begin, ==, right.span.begin);
      g_assert_cmpint (interval.span.end, ==, right.span.end);
      g_assert_true (values_are_equal (interval.value, right.value));
    }
}

/* A time in or near the track: also just where intervals begin. */
static gint64
draw_time (const Oracle *self)
{
  GsSpan span =
      g_array_index (self->intervals, GsInterval, g_rand_int_range (self->rand, 0, (gint32) self->intervals->len)).span;

  return g_rand_boolean (self->rand) ?
             span.begin + g_rand_int_range (self->rand, -1, 2) :
             span.begin + (gint64) (g_rand_double (self->rand) * (double) (span.end - span.begin));
}

static void
add_up (const Oracle *self, GsSpan span, gint64 *ns)
{
  for (guint s = 0; s < GS_MAX_STATES; s++)
    ns[s] = 0;
  for (guint i = 0; i < self->intervals->len; i++)
    {
      const GsInterval *interval = &g_array_index (self->intervals, GsInterval, i);

      ns[interval->value.state] += MAX (gs_span_duration (gs_span_intersect (interval->span, span)), 0);
    }
}

static void
check_look_up (const Oracle *self, const GsTrack *track)
{
  gint64 a = draw_time (self), b = draw_time (self), right[GS_MAX_STATES], ns[GS_MAX_STATES];
  GsSpan span = { MIN (a, b), MAX (a, b) }, all = gs_track_get_span (track);
  gsize index;

  add_up (self, span, right);
  gs_track_sum (track, span, ns);
  g_assert_cmpmem (ns, self->n_states * sizeof *ns, right, self->n_states * sizeof *right);

  g_assert_cmpint (gs_track_find (track, a, &index), ==, gs_span_contains (all, a));
  if (gs_span_contains (all, a))
    g_assert_true (gs_span_contains (g_array_index (self->intervals, GsInterval, index).span, a));
}

static void
check (Oracle *self, const GsTrack *track, gint64 end)
{
  set_ends (self, end);
  check_intervals (self, track);
  for (guint i = 0; i < 30 && self->intervals->len > 0; i++)
    check_look_up (self, track);
}

static void
check_snapshot (Oracle *self)
{
  gint64 end = self->time + draw_duration (self);
  g_autoptr (GsTrack) snapshot = gs_track_snapshot (self->track, end);

  check (self, snapshot, end);
}

static void
check_one (GRand *rand, guint n, gint64 longest_duration, guint n_states)
{
  Oracle oracle = { .rand = rand, .longest = longest_duration, .n_states = n_states };

  oracle.widest_arg = (guint) g_rand_int_range (rand, 0, 33);
  oracle.time = g_rand_boolean (rand) ? -(G_GINT64_CONSTANT (1) << 60) : g_rand_int_range (rand, 0, 100);
  oracle.intervals = g_array_new (FALSE, FALSE, sizeof (GsInterval));
  oracle.track = gs_track_new (n_states);
  while (oracle.intervals->len < n)
    {
      append (&oracle);
      if (g_rand_int_range (rand, 0, 9) == 0)
        amend (&oracle);
      if (g_rand_int_range (rand, 0, 1500) == 0)
        take_back (&oracle);
      if (g_rand_int_range (rand, 0, 3000) == 0)
        check_snapshot (&oracle);
    }
  check_snapshot (&oracle);
  oracle.time += draw_duration (&oracle);
  gs_track_seal (oracle.track, oracle.time);
  check (&oracle, oracle.track, oracle.time);
  gs_track_unref (oracle.track);
  g_array_unref (oracle.intervals);
}

static void
test_tracks_are_what_was_appended (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (12);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint k = 0; k < G_N_ELEMENTS (longest); k++)
      {
        check_one (rand, sizes[i], longest[k], 1 + (guint) g_rand_int_range (rand, 1, 8));
        check_one (rand, sizes[i], longest[k], GS_MAX_STATES);
      }
}

/* What a trace holds that isn't right must not do harm: times from one end of the clock to the other. */
static void
test_times_from_end_to_end (void)
{
  g_autoptr (GsTrack) track = gs_track_new (2);
  gint64 times[] = { G_MININT64 + 1, -5, G_MAXINT64 - 3 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    gs_track_append (track, times[i], (GsTrackValue){ .state = i % 2 });
  gs_track_seal (track, G_MAXINT64);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      gsize index;

      g_assert_cmpint (gs_track_get (track, i).span.begin, ==, times[i]);
      g_assert_true (gs_track_find (track, times[i], &index));
      g_assert_cmpuint (index, ==, i);
    }
}

/* As rows of vCPUs and CPUs are: few states, near CPUs, small numbers. */
static void
test_interval_takes_few_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GsTrack) track = gs_track_new (GS_N_THREAD_STATES);
  gint64 time = 0;

  for (guint i = 0; i < 100000; i++)
    {
      guint8 state = (guint8) g_rand_int_range (rand, 0, GS_N_THREAD_STATES);

      gs_track_append (track, time, (GsTrackValue){ state, 0, (guint16) g_rand_int_range (rand, 0, 64), i });
      time += g_rand_int_range (rand, 1, 1000000);
    }
  gs_track_seal (track, time);
  g_assert_cmpuint (gs_track_get_n_bytes (track), <=, 14 * gs_track_get_n_intervals (track));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/track/tracks-are-what-was-appended", test_tracks_are_what_was_appended);
  g_test_add_func ("/track/times-from-end-to-end", test_times_from_end_to_end);
  g_test_add_func ("/track/interval-takes-few-bytes", test_interval_takes_few_bytes);
  return g_test_run ();
}
