/* test-clock-windows.c: run windows bring the clocks closer than messages do
 * SPDX-License-Identifier: MIT
 */
#include "clock/gs-clock-windows.h"

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
guest_new (GRand *random)
{
  Guest guest = {
    .offset = g_rand_int_range (random, -2000000000, 2000000000),
    .ppb = g_rand_int_range (random, -50000, 50000),
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

static void
guest_clear (Guest *guest)
{
  g_array_unref (guest->events);
  g_array_unref (guest->windows);
  g_array_unref (guest->messages);
}

static gboolean
guest_solve (const Guest *guest, GsClock *clock)
{
  GsSyncVcpu vcpu = { (const gint64 *) guest->events->data, guest->events->len, (const GsSpan *) guest->windows->data,
                      guest->windows->len };

  return gs_clock_sync_windows ((const GsSyncMessage *) guest->messages->data, guest->messages->len, NULL, &vcpu, 1,
                                (GsSpan){ BEGIN, BEGIN + LENGTH }, clock, (double[3]){ 0.0 });
}

static void
test_truth_is_within_accuracy (void)
{
  for (guint seed = 0; seed < 20; seed++)
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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/clock-windows/truth-is-within-accuracy", test_truth_is_within_accuracy);
  g_test_add_func ("/clock-windows/nothing-is-found-without-messages", test_nothing_is_found_without_messages);
  g_test_add_func ("/clock-windows/nothing-is-found-without-windows", test_nothing_is_found_without_windows);
  return g_test_run ();
}
