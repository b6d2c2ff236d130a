/* test-clock-windows.c: run windows bring the clocks closer than messages do, or find them from nothing
 * SPDX-License-Identifier: MIT
 */
#include "clock/gs-clock-search.h"

#include <math.h>

#define BEGIN G_GINT64_CONSTANT (1795396365405573416)
#define LENGTH (10 * GS_SEC)

/* reference = t + offset + (t − BEGIN) × ppb / 1e9, in integers. */
typedef struct
{
  gint64 offset;
  gint64 ppb;
  GArray *events;
  GArray *windows;
  GArray *messages;
} Guest;

static gint64
guest_to_reference (const Guest *guest, gint64 time)
{
  return time + guest->offset + (gint64) ((__int128) (time - BEGIN) * guest->ppb / 1000000000);
}

static gint64
guest_from_reference (const Guest *guest, gint64 reference)
{
  __int128 since = (__int128) (reference - guest->offset - BEGIN) * 1000000000 / (1000000000 + guest->ppb);

  return BEGIN + (gint64) since;
}

static gint64
random_delay (GRand *random, double mean)
{
  return (gint64) (-log (1.0 - g_rand_double (random)) * mean);
}

static void
guest_add_message (Guest *guest, GRand *random, gint64 reference, gboolean is_sent_here)
{
  gint64 delay = 500 * GS_USEC + random_delay (random, 200e3);
  GsSyncMessage message = { guest_from_reference (guest, is_sent_here ? reference : reference + delay),
                            is_sent_here ? reference + delay : reference, is_sent_here };

  g_array_append_val (guest->messages, message);
}

/* A vCPU that runs, exits for a while, and sleeps now and then; a message a time. */
static Guest
guest_new_at (GRand *random, gint64 offset, gint64 ppb)
{
  Guest guest = {
    .offset = offset,
    .ppb = ppb,
    .events = g_array_new (FALSE, FALSE, sizeof (gint64)),
    .windows = g_array_new (FALSE, FALSE, sizeof (GsSpan)),
    .messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage)),
  };
  gint64 now = BEGIN + guest.offset;

  while (now < BEGIN + guest.offset + LENGTH)
    {
      GsSpan window = { now, now + 5 * GS_USEC + random_delay (random, 300e3) };

      for (gint64 t = now + GS_USEC + random_delay (random, 3e3); t < window.end - GS_USEC;
           t += 100 + random_delay (random, 20e3))
        {
          gint64 event = guest_from_reference (&guest, t);

          g_array_append_val (guest.events, event);
        }
      g_array_append_val (guest.windows, window);
      now = window.end + 2 * GS_USEC + random_delay (random, g_rand_int_range (random, 0, 10) ? 20e3 : 5e6);
      if (g_rand_int_range (random, 0, 50) == 0)
        guest_add_message (&guest, random, now, g_rand_boolean (random));
    }
  return guest;
}

static Guest
guest_new (GRand *random)
{
  gint64 offset = g_rand_int_range (random, -2000000000, 2000000000);

  return guest_new_at (random, offset, g_rand_int_range (random, -50000, 50000));
}

static void
guest_clear (Guest *guest)
{
  g_array_unref (guest->events);
  g_array_unref (guest->windows);
  g_array_unref (guest->messages);
}

static GsSyncVcpu
guest_get_vcpu (const Guest *guest)
{
  return (GsSyncVcpu){ (const gint64 *) guest->events->data, guest->events->len, (const GsSpan *) guest->windows->data,
                       guest->windows->len };
}

static gboolean
guest_solve (const Guest *guest, GsClock *clock)
{
  GsSyncVcpu vcpu = guest_get_vcpu (guest);

  return gs_clock_sync_windows ((const GsSyncMessage *) guest->messages->data, guest->messages->len, NULL, &vcpu, 1,
                                (GsSpan){ BEGIN, BEGIN + LENGTH }, clock, (double[3]){ 0.0 });
}

/* How many guests to make, for which SEEDS in the environment sets a bound. */
static guint
count_seeds (guint n)
{
  const char *text = g_getenv ("SEEDS");

  return text != NULL ? MIN (n, g_ascii_strtoull (text, NULL, 10)) : n;
}

static void
test_truth_is_within_accuracy (void)
{
  guint n_seeds = count_seeds (20);

  for (guint seed = 0; seed < n_seeds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Guest guest = guest_new (random);
      GsClock clock = { .method = GS_CLOCK_NONE };
      gint64 middle = BEGIN + LENGTH / 2, error;

      g_assert_true (guest_solve (&guest, &clock));
      error = gs_clock_to_reference (&clock, middle) - guest_to_reference (&guest, middle);
      g_assert_cmpint (ABS (error), <=, clock.accuracy);
      g_assert_cmpint (clock.accuracy, <=, 5 * GS_USEC);
      guest_clear (&guest);
    }
}

static void
test_nothing_is_found_without_messages (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  Guest guest = guest_new (random);
  GsClock clock = { .offset = 5 };

  g_array_set_size (guest.messages, 0);
  g_assert_false (guest_solve (&guest, &clock));
  g_assert_cmpint (clock.offset, ==, 5);
  guest_clear (&guest);
}

static void
test_nothing_is_found_without_windows (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  Guest guest = guest_new (random);
  GsClock clock = { .offset = 5 };

  g_array_set_size (guest.windows, 0);
  g_assert_false (guest_solve (&guest, &clock));
  g_assert_cmpint (clock.offset, ==, 5);
  guest_clear (&guest);
}

/* What is found without a message, and without an idea of where to look. */
static GsClockSearch
guest_search (const Guest *guest, GsClockSearchFlags flags)
{
  GsSyncVcpu vcpu = guest_get_vcpu (guest);
  GsSpan span = { g_array_index (guest->events, gint64, 0),
                  g_array_index (guest->events, gint64, guest->events->len - 1) };
  GsClockSearch search;

  gs_clock_search_run (&search, &vcpu, 1, NULL, 0, span, flags);
  return search;
}

/* At the moment that the host saw, too: it is as accurate as it says. */
static void
assert_is_found (const Guest *guest, const GsClockSearch *search)
{
  GsSpan first = g_array_index (guest->windows, GsSpan, 0);
  GsSpan last = g_array_index (guest->windows, GsSpan, guest->windows->len - 1);
  gint64 time = guest_from_reference (guest, first.begin + (last.end - first.begin) / 2);
  gint64 error = gs_clock_to_reference (&search->clock, time) - guest_to_reference (guest, time);

  g_test_message ("offset %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT " ppb: result %d, off by %" G_GINT64_FORMAT
                  " of %" G_GINT64_FORMAT " ns, %" G_GSIZE_FORMAT " of %" G_GSIZE_FORMAT " outside",
                  guest->offset, guest->ppb, search->result, error, search->clock.accuracy, search->n_outside,
                  search->n_tested);
  g_assert_cmpint (search->result, ==, GS_CLOCK_SEARCH_FOUND);
  g_assert_cmpint (search->clock.accuracy, >=, 0);
  g_assert_cmpint (search->clock.accuracy, <=, 50 * GS_USEC);
  g_assert_cmpint (ABS (error), <=, MAX (search->clock.accuracy, (gint64) ceil (search->widths[0])));
}

static void
test_a_clock_is_found_from_nothing (void)
{
  static const gint64 offsets[] = { 0, 17, -GS_SEC, 86400 * GS_SEC, 56 * 365 * 86400 * GS_SEC, -BEGIN };

  guint n_seeds = count_seeds (12);

  for (guint seed = 0; seed < n_seeds; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Guest guest = guest_new_at (random, offsets[seed % G_N_ELEMENTS (offsets)],
                                  (gint64) g_rand_int_range (random, -300000, 300000));
      GsClockSearch search = guest_search (&guest, GS_CLOCK_SEARCH_DEFAULT);

      assert_is_found (&guest, &search);
      g_assert_cmpuint (search.n_outside, ==, 0);
      guest_clear (&guest);
    }
}

/* Leaves of the windows those that @keep says. */
static void
guest_keep_windows (Guest *guest, gboolean (*keep) (guint index, guint n, GRand *random), GRand *random)
{
  guint n = 0, n_all = guest->windows->len;

  for (guint i = 0; i < n_all; i++)
    if (keep (i, n_all, random))
      g_array_index (guest->windows, GsSpan, n++) = g_array_index (guest->windows, GsSpan, i);
  g_array_set_size (guest->windows, n);
}

static gboolean
keep_most (guint index, guint n, GRand *random)
{
  return g_rand_int_range (random, 0, 100) >= 11;
}

static gboolean
keep_a_fifth (guint index, guint n, GRand *random)
{
  return index > n / 10 && index < n / 10 * 3;
}

/* Host events were lost, here and there: as perf loses them. */
static void
test_windows_that_are_missing_do_no_harm (void)
{
  for (guint seed = 0; seed < 6; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Guest guest = guest_new_at (random, 1700000000 * GS_SEC, g_rand_int_range (random, -20000, 20000));
      GsClockSearch search;

      guest_keep_windows (&guest, keep_most, random);
      search = guest_search (&guest, GS_CLOCK_SEARCH_LOSSY);
      assert_is_found (&guest, &search);
      g_assert_cmpuint (search.n_outside, >, search.n_tested / 20);
      search = guest_search (&guest, GS_CLOCK_SEARCH_DEFAULT);
      g_assert_cmpint (search.result, ==, GS_CLOCK_SEARCH_IMPOSSIBLE);
      guest_clear (&guest);
    }
}

/* The host was recorded for a fifth of the time only. */
static void
test_a_part_is_enough (void)
{
  for (guint seed = 0; seed < 6; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Guest guest = guest_new_at (random, -1700000000 * GS_SEC, g_rand_int_range (random, -20000, 20000));
      GsClockSearch search;

      guest_keep_windows (&guest, keep_a_fifth, random);
      search = guest_search (&guest, GS_CLOCK_SEARCH_DEFAULT);
      assert_is_found (&guest, &search);
      guest_clear (&guest);
    }
}

/* One guest's events, another one's windows. */
static void
test_a_stranger_is_told (void)
{
  for (guint seed = 0; seed < 6; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Guest guest = guest_new (random), other = guest_new (random);

      for (guint i = 0; i < 2; i++)
        {
          GArray *windows = guest.windows;
          GsClockSearch search;

          guest.windows = other.windows;
          search = guest_search (&guest, i == 0 ? GS_CLOCK_SEARCH_DEFAULT : GS_CLOCK_SEARCH_LOSSY);
          guest.windows = windows;
          g_assert_cmpint (search.result, ==, GS_CLOCK_SEARCH_IMPOSSIBLE);
        }
      guest_clear (&guest);
      guest_clear (&other);
    }
}

/* What is the same each 4 ms fits anywhere: it says so, and chooses nothing. */
static void
test_what_repeats_is_not_chosen (void)
{
  for (guint lost = 0; lost < 2; lost++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (3);
      Guest guest = guest_new_at (random, GS_SEC, 0);
      GsClockSearch search;

      g_array_set_size (guest.windows, 0);
      g_array_set_size (guest.events, 0);
      for (gint64 now = 0; now < LENGTH; now += 4 * GS_MSEC)
        {
          GsSpan window = { BEGIN + guest.offset + now, BEGIN + guest.offset + now + 300 * GS_USEC };

          g_array_append_val (guest.windows, window);
          for (gint64 at = now + GS_USEC; at < now + 299 * GS_USEC; at += 20 * GS_USEC)
            {
              gint64 event = BEGIN + at;

              g_array_append_val (guest.events, event);
            }
        }
      if (lost > 0)
        guest_keep_windows (&guest, keep_most, random);
      search = guest_search (&guest, lost > 0 ? GS_CLOCK_SEARCH_LOSSY : GS_CLOCK_SEARCH_DEFAULT);
      g_assert_cmpint (search.result, ==, lost > 0 ? GS_CLOCK_SEARCH_IMPOSSIBLE : GS_CLOCK_SEARCH_AMBIGUOUS);
      g_assert_true (lost > 0 || search.n_fits > 1);
      guest_clear (&guest);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock-windows/truth-is-within-accuracy", test_truth_is_within_accuracy);
  g_test_add_func ("/clock-windows/nothing-is-found-without-messages", test_nothing_is_found_without_messages);
  g_test_add_func ("/clock-windows/nothing-is-found-without-windows", test_nothing_is_found_without_windows);
  g_test_add_func ("/clock-search/a-clock-is-found-from-nothing", test_a_clock_is_found_from_nothing);
  g_test_add_func ("/clock-search/windows-that-are-missing-do-no-harm", test_windows_that_are_missing_do_no_harm);
  g_test_add_func ("/clock-search/a-part-is-enough", test_a_part_is_enough);
  g_test_add_func ("/clock-search/a-stranger-is-told", test_a_stranger_is_told);
  g_test_add_func ("/clock-search/what-repeats-is-not-chosen", test_what_repeats_is_not_chosen);
  return g_test_run ();
}
