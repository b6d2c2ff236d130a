/* test-wake-ups.c: a thread's wake-ups are what was put in, however far apart
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-wake-ups.h"

#include "base/gs-time.h"
#include "track/gs-track-store.h"

/* Up to 2^@bits ns, most of them much less. */
static gint64
get_step (GRand *rand, guint bits)
{
  guint64 any = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);

  return (gint64) (any >> (64 - (guint) g_rand_int_range (rand, 1, (gint32) bits + 1)));
}

static GsWakeUp
make_wake_up (GRand *rand, gint64 woken, guint bits)
{
  GsWakeUp wake_up = {
    .woken = woken,
    .queued = g_rand_int_range (rand, 0, 8) > 0 ? woken + get_step (rand, bits) : GS_TIME_NONE,
    .switched_in = GS_TIME_NONE,
    .waker = g_rand_int_range (rand, 0, 4) > 0 ? g_rand_int (rand) : G_MAXUINT32,
    .waker_cpu = (guint16) g_rand_int (rand),
    .cpu = (guint16) g_rand_int (rand),
    .is_interrupt = g_rand_boolean (rand),
    .interrupt = (guint16) g_rand_int (rand),
  };

  if (g_rand_int_range (rand, 0, 8) > 0)
    wake_up.switched_in = (wake_up.queued != GS_TIME_NONE ? wake_up.queued : woken) + get_step (rand, bits);
  if (g_rand_int_range (rand, 0, 50) == 0)
    wake_up.queued = woken - 1; /* as a broken trace may have it */
  return wake_up;
}

static void
check_same (const GsWakeUp *a, const GsWakeUp *b)
{
  g_assert_cmpint (a->woken, ==, b->woken);
  g_assert_cmpint (a->queued, ==, b->queued);
  g_assert_cmpint (a->switched_in, ==, b->switched_in);
  g_assert_cmpuint (a->waker, ==, b->waker);
  g_assert_cmpuint (a->waker_cpu, ==, b->waker_cpu);
  g_assert_cmpuint (a->cpu, ==, b->cpu);
  g_assert_cmpuint (a->is_interrupt, ==, b->is_interrupt);
  g_assert_cmpuint (a->interrupt, ==, b->interrupt);
}

static guint
count_until (const GArray *all, gint64 woken)
{
  guint n = 0;

  while (n < all->len && g_array_index (all, GsWakeUp, n).woken <= woken)
    n++;
  return n;
}

/* Beside a plain list; the latest is changed now and then. */
static void
check_list (GRand *rand, guint n, guint bits)
{
  g_autoptr (GsWakeUps) wake_ups = gs_wake_ups_new ();
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (GsWakeUp));
  gint64 woken = G_GINT64_CONSTANT (1700000000000000000);

  for (guint i = 0; i < n; i++)
    {
      GsWakeUp wake_up = make_wake_up (rand, woken += get_step (rand, bits), bits);
      GsWakeUp *last = gs_wake_ups_append (wake_ups, &wake_up);

      if (g_rand_boolean (rand))
        last->switched_in = wake_up.switched_in = wake_up.woken + get_step (rand, bits);
      check_same (gs_wake_ups_get_last (wake_ups), &wake_up);
      g_array_append_val (all, wake_up);
    }
  gs_wake_ups_seal (wake_ups);
  g_assert_cmpuint (gs_wake_ups_get_length (wake_ups), ==, n);
  for (guint i = 0; i < n; i++)
    {
      const GsWakeUp *expected = &g_array_index (all, GsWakeUp, i);
      GsWakeUp found = gs_wake_ups_get (wake_ups, i);

      check_same (&found, expected);
      g_assert_cmpuint (gs_wake_ups_count_until (wake_ups, expected->woken), ==, count_until (all, expected->woken));
      g_assert_cmpuint (gs_wake_ups_count_until (wake_ups, expected->woken - 1), ==,
                        count_until (all, expected->woken - 1));
    }
}

static void
test_any_come_back (void)
{
  static const guint bits[] = { 8, 20, 31, 33, 50 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < G_N_ELEMENTS (bits); i++)
    for (guint n = 0; n < 200; n += 1 + n / 4)
      check_list (rand, n, bits[i]);
}

static void
test_of_none_there_are_none (void)
{
  g_assert_cmpuint (gs_wake_ups_get_length (NULL), ==, 0);
  g_assert_cmpuint (gs_wake_ups_count_until (NULL, G_MAXINT64), ==, 0);
}

static void
test_cleared_it_begins_anew (void)
{
  g_autoptr (GsWakeUps) wake_ups = gs_wake_ups_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (8);
  GsWakeUp wake_up;

  for (guint i = 0; i < 100; i++)
    {
      wake_up = make_wake_up (rand, i, 8);
      gs_wake_ups_append (wake_ups, &wake_up);
    }
  gs_wake_ups_clear (wake_ups);
  wake_up = make_wake_up (rand, 5, 8);
  gs_wake_ups_append (wake_ups, &wake_up);
  gs_wake_ups_seal (wake_ups);
  g_assert_cmpuint (gs_wake_ups_get_length (wake_ups), ==, 1);
  g_assert_cmpint (gs_wake_ups_get (wake_ups, 0).woken, ==, 5);
}

/* A million, of a busy thread. */
static void
test_many_take_little_memory (void)
{
  enum
  {
    N = 1000000
  };
  g_autoptr (GsWakeUps) wake_ups = gs_wake_ups_new ();
  guint64 before, after, on_disk;

  gs_track_store_count (&before, &on_disk);
  for (guint i = 0; i < N; i++)
    {
      GsWakeUp wake_up = { 1000 * (gint64) i, 1000 * (gint64) i + 5, 1000 * (gint64) i + 50, i, 1, 2, FALSE, 3 };

      gs_wake_ups_append (wake_ups, &wake_up);
    }
  gs_wake_ups_seal (wake_ups);
  gs_track_store_count (&after, &on_disk);
  g_assert_cmpuint (after - before, <, 25 * (guint64) N);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/wake-ups/any-come-back", test_any_come_back);
  g_test_add_func ("/wake-ups/of-none-there-are-none", test_of_none_there_are_none);
  g_test_add_func ("/wake-ups/cleared-it-begins-anew", test_cleared_it_begins_anew);
  g_test_add_func ("/wake-ups/many-take-little-memory", test_many_take_little_memory);
  return g_test_run ();
}
