/* test-lazy-track.c: tracks are made when somebody asks, once, and stay within a budget
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-lazy-track.h"

#include "base/gs-parallel.h"

#define N_TRACKS 8
#define N_INTERVALS 10000

/* What is kept for now is let go of later. */
#define LONG_USEC (2100 * 1000)

typedef struct
{
  gint n_made[N_TRACKS]; /* atomic */
  GsLazyTrack *tracks[N_TRACKS];
} Fixture;

static GsTrack *
make (gpointer source, guint index)
{
  Fixture *fixture = source;
  GsTrack *track = gs_track_new (2);

  g_atomic_int_inc (&fixture->n_made[index]);
  for (guint i = 0; i < N_INTERVALS; i++)
    gs_track_append (track, i, (GsTrackValue){ i % 2, 0, 0, index });
  gs_track_seal (track, N_INTERVALS);
  return track;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_TRACKS; i++)
    fixture->tracks[i] = gs_lazy_track_new (make, fixture, i, N_INTERVALS);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_TRACKS; i++)
    gs_lazy_track_free (fixture->tracks[i]);
}

static void
ask (guint index, gpointer data)
{
  Fixture *fixture = data;
  g_autoptr (GsTrack) track = gs_lazy_track_ref (fixture->tracks[index % N_TRACKS]);

  g_assert_cmpuint (gs_track_get (track, 0).value.arg, ==, index % N_TRACKS);
}

static void
test_all_threads_get_the_same (Fixture *fixture, gconstpointer data)
{
  gs_parallel_for (10 * N_TRACKS, ask, fixture);
  for (guint i = 0; i < N_TRACKS; i++)
    g_assert_cmpint (fixture->n_made[i], ==, 1);
}

static void
test_nothing_is_made_before (Fixture *fixture, gconstpointer data)
{
  g_assert_null (gs_lazy_track_peek (fixture->tracks[0]));
  gs_track_unref (gs_lazy_track_make (fixture->tracks[0]));
  g_assert_null (gs_lazy_track_peek (fixture->tracks[0]));
  g_assert_cmpint (fixture->n_made[0], ==, 1);
}

/* Those that were used last stay; what somebody holds goes on; what is pinned stays. */
static void
test_old_ones_go (Fixture *fixture, gconstpointer data)
{
  const GsTrack *pinned = gs_lazy_track_get (fixture->tracks[0]);
  g_autoptr (GsTrack) held = gs_lazy_track_ref (fixture->tracks[1]);

  for (guint i = 2; i < 5; i++)
    ask (i, fixture);
  for (guint i = 1; i < 5; i++)
    ask (i, fixture);
  g_assert_cmpint (fixture->n_made[1], ==, 1);
  g_usleep (LONG_USEC);
  ask (4, fixture);
  ask (5, fixture);
  g_assert_cmpuint (gs_track_get_n_intervals (held), ==, N_INTERVALS);
  g_assert_true (gs_lazy_track_get (fixture->tracks[0]) == pinned);
  ask (4, fixture);
  ask (5, fixture);
  g_assert_cmpint (fixture->n_made[4], ==, 1);
  g_assert_cmpint (fixture->n_made[5], ==, 1);
  ask (1, fixture);
  g_assert_cmpint (fixture->n_made[1], ==, 2);
  g_assert_cmpint (fixture->n_made[0], ==, 1);
}

/* Three tracks. */
static void
set_budget (void)
{
  Fixture fixture = { .n_made = { 0 } };
  g_autoptr (GsTrack) track = make (&fixture, 0);

  gs_lazy_track_set_budget (3 * gs_track_get_n_bytes (track));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  set_budget ();
  g_test_add ("/lazy-track/all-threads-get-the-same", Fixture, NULL, set_up, test_all_threads_get_the_same, tear_down);
  g_test_add ("/lazy-track/nothing-is-made-before", Fixture, NULL, set_up, test_nothing_is_made_before, tear_down);
  g_test_add ("/lazy-track/old-ones-go", Fixture, NULL, set_up, test_old_ones_go, tear_down);
  return g_test_run ();
}
