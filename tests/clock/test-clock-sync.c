/* test-clock-sync.c: the line between two clocks is found, and how sure it is holds
 * SPDX-License-Identifier: MIT
 */
#include "clock/gs-clock-sync.h"

#include <math.h>
#include <sys/resource.h>

#include "machine/gs-sync-recorder.h"

#define N_SEEDS 60

/* The truth is kept in integers: reference = t + offset + (t − begin) × ppb / 1e9. */
typedef struct
{
  gint64 begin, end;
  gint64 offset;
  gint64 ppb;
  gint64 latency; /* the least */
  gint64 jitter;  /* mean of what comes on top */
} Truth;

static gint64
truth_to_reference (const Truth *truth, gint64 time)
{
  return time + truth->offset + (gint64) ((__int128) (time - truth->begin) * truth->ppb / 1000000000);
}

static gint64
truth_from_reference (const Truth *truth, gint64 reference)
{
  __int128 since = (__int128) (reference - truth->offset - truth->begin) * 1000000000 / (1000000000 + truth->ppb);

  return truth->begin + (gint64) since;
}

static gint64
random_delay (GRand *random, const Truth *truth)
{
  return truth->latency + (gint64) (-log (1.0 - g_rand_double (random)) * truth->jitter);
}

static GsSyncMessage
random_message (GRand *random, const Truth *truth, gboolean is_sent_here)
{
  gint64 time = truth->begin + (gint64) (g_rand_double (random) * (truth->end - truth->begin));
  gint64 delay = random_delay (random, truth);

  if (is_sent_here)
    return (GsSyncMessage){ time, truth_to_reference (truth, time) + delay, TRUE };
  return (GsSyncMessage){ truth_from_reference (truth, truth_to_reference (truth, time) + delay),
                          truth_to_reference (truth, time), FALSE };
}

static Truth
random_truth (GRand *random)
{
  const gint64 offsets[] = { 5 * GS_MSEC, 2 * GS_SEC, 3600 * GS_SEC, 5 * 86400 * GS_SEC };
  const gint64 spans[] = { 2 * GS_SEC, 60 * GS_SEC, 3600 * GS_SEC };
  Truth truth = { .begin = G_GINT64_CONSTANT (1795396365405573416), .latency = 10 * GS_USEC, .jitter = 10 * GS_USEC };

  truth.end = truth.begin + spans[g_rand_int_range (random, 0, 3)];
  truth.offset = offsets[g_rand_int_range (random, 0, 4)] * (g_rand_boolean (random) ? 1 : -1)
                 + g_rand_int_range (random, -999999, 999999);
  truth.ppb = g_rand_int_range (random, -100000, 100001);
  return truth;
}

static GArray *
random_messages (GRand *random, const Truth *truth, guint n_sent, guint n_received)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));

  for (guint i = 0; i < n_sent + n_received; i++)
    {
      GsSyncMessage message = random_message (random, truth, i < n_sent);

      g_array_append_val (messages, message);
    }
  return messages;
}

static gboolean
solve (GArray *messages, const Truth *truth, GsClock *clock)
{
  *clock = (GsClock){ .method = GS_CLOCK_TCP };
  return gs_clock_sync_solve ((const GsSyncMessage *) messages->data, messages->len,
                              (GsSpan){ truth->begin, truth->end }, clock);
}

static gint64
error_at (const GsClock *clock, const Truth *truth, gint64 time)
{
  return gs_clock_to_reference (clock, time) - truth_to_reference (truth, time);
}

static gint64
middle_of (const Truth *truth)
{
  return truth->begin + (truth->end - truth->begin) / 2;
}

static void
test_truth_is_within_accuracy (void)
{
  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (seed);
      Truth truth = random_truth (random);
      g_autoptr (GArray) messages = random_messages (random, &truth, g_rand_int_range (random, 2, 300),
                                                     g_rand_int_range (random, 2, 300));
      GsClock clock;

      g_assert_true (solve (messages, &truth, &clock));
      g_assert_cmpint (ABS (error_at (&clock, &truth, middle_of (&truth))), <=, clock.accuracy);
      g_assert_cmpuint (clock.n_matched, ==, messages->len);
      g_assert_cmpuint (clock.n_rejected, ==, 0);
      g_assert_cmpint (clock.method, ==, GS_CLOCK_TCP);
      g_assert_false (clock.one_way);
    }
}

static void
test_hundred_both_ways_give_two_usec (void)
{
  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (1000 + seed);
      Truth truth = random_truth (random);
      g_autoptr (GArray) messages = random_messages (random, &truth, 100, 100);
      GsClock clock;

      g_assert_true (solve (messages, &truth, &clock));
      g_assert_cmpint (ABS (error_at (&clock, &truth, middle_of (&truth))), <=, 2 * GS_USEC);
    }
}

/* Up to 5 % of the matches have nothing to do with each other. */
static void
add_wrong (GRand *random, const Truth *truth, GArray *messages, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      GsSyncMessage message = random_message (random, truth, g_rand_boolean (random));
      double size = pow (10, g_rand_double_range (random, 5, 17));

      message.reference += (gint64) size * (g_rand_boolean (random) ? 1 : -1);
      g_array_append_val (messages, message);
    }
}

static void
test_wrong_matches_do_not_spoil_it (void)
{
  for (guint seed = 0; seed < N_SEEDS; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (2000 + seed);
      Truth truth = random_truth (random);
      guint n = g_rand_int_range (random, 50, 1500);
      g_autoptr (GArray) messages = random_messages (random, &truth, n, n);
      GsClock clock;

      add_wrong (random, &truth, messages, n / 10);
      g_assert_true (solve (messages, &truth, &clock));
      g_assert_cmpint (ABS (error_at (&clock, &truth, middle_of (&truth))), <=, clock.accuracy);
      g_assert_cmpint (clock.accuracy, <=, 25 * GS_USEC);
      g_assert_cmpuint (clock.n_rejected, >, 0);
      g_assert_cmpuint (clock.n_rejected, <=, n / 10 + n / 50 + 1);
    }
}

/* More than are looked at closely, with wrong ones of all sizes, all too early. */
static void
test_many_with_wrong_ones (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3000);
  Truth truth = random_truth (random);
  g_autoptr (GArray) messages = random_messages (random, &truth, 40000, 9000);
  GsClock clock;

  for (guint i = 0; i < 2000; i++)
    {
      GsSyncMessage message = random_message (random, &truth, TRUE);

      message.reference -= (gint64) pow (10, g_rand_double_range (random, 5, 17));
      g_array_append_val (messages, message);
    }
  g_assert_true (solve (messages, &truth, &clock));
  g_assert_cmpint (ABS (error_at (&clock, &truth, middle_of (&truth))), <=, clock.accuracy);
  g_assert_cmpint (clock.accuracy, <=, 12 * GS_USEC);
  g_assert_cmpuint (clock.n_rejected, >=, 2000);
  g_assert_cmpuint (clock.n_rejected, <=, 2100);
}

/* As many are wrong by about as much as messages are under way: some of them narrow
 * what seems to be left open, which must not make it look more certain than it is. */
static void
test_small_errors_do_not_feign_accuracy (void)
{
  for (guint seed = 0; seed < 10; seed++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (6000 + seed);
      Truth truth = random_truth (random);
      g_autoptr (GArray) messages = random_messages (random, &truth, 5000, 5000);
      GsClock clock;

      for (guint i = 0; i < 500; i++)
        {
          GsSyncMessage message = random_message (random, &truth, i % 2);
          gint64 size = (gint64) (-log (1.0 - g_rand_double (random)) * 40 * GS_USEC);

          message.reference += message.is_sent_here ? -size : size;
          g_array_append_val (messages, message);
        }
      g_assert_true (solve (messages, &truth, &clock));
      g_assert_cmpint (ABS (error_at (&clock, &truth, middle_of (&truth))), <=, clock.accuracy);
      g_assert_cmpint (ABS (error_at (&clock, &truth, middle_of (&truth))), <=, 2 * GS_USEC);
    }
}

/* Without delay both ways, every bound is on the line: nothing is left open. */
static void
test_is_exact_at_1e18 (void)
{
  Truth truth = { .begin = G_GINT64_CONSTANT (1795396365405573416),
                  .offset = G_GINT64_CONSTANT (-432000123456789),
                  .ppb = 50000 };
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
  GsClock clock;

  truth.end = truth.begin + 86400 * GS_SEC;
  for (gint64 time = truth.begin; time <= truth.end; time += 100 * GS_SEC)
    for (guint way = 0; way < 2; way++)
      {
        GsSyncMessage message = { time, truth_to_reference (&truth, time), way };

        g_array_append_val (messages, message);
      }
  g_assert_true (solve (messages, &truth, &clock));
  g_assert_cmpint (clock.accuracy, <=, 1);
  for (gint64 time = truth.begin; time <= truth.end; time += 777 * GS_SEC)
    g_assert_cmpint (ABS (error_at (&clock, &truth, time)), <=, 1);
}

static void
test_one_way_keeps_causality (void)
{
  for (guint way = 0; way < 2; way++)
    {
      g_autoptr (GRand) random = g_rand_new_with_seed (4000 + way);
      Truth truth = random_truth (random);
      g_autoptr (GArray) messages = random_messages (random, &truth, way * 200, (1 - way) * 200);
      gint64 nearest = G_MAXINT64;
      GsClock clock;

      g_assert_true (solve (messages, &truth, &clock));
      g_assert_true (clock.one_way);
      g_assert_cmpint (clock.accuracy, ==, -1);
      g_assert_cmpfloat (clock.drift, ==, 0.0);
      for (guint i = 0; i < messages->len; i++)
        {
          GsSyncMessage *message = &g_array_index (messages, GsSyncMessage, i);
          gint64 here = gs_clock_to_reference (&clock, message->time);

          nearest = MIN (nearest, way ? message->reference - here : here - message->reference);
        }
      g_assert_cmpint (nearest, ==, 0);
    }
}

static void
test_few_messages_say_little (void)
{
  Truth truth = { .begin = 0, .end = 10 * GS_SEC };
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
  const GsSyncMessage there = { 5 * GS_SEC, 7 * GS_SEC + 300, TRUE };
  const GsSyncMessage back = { 5 * GS_SEC, 7 * GS_SEC - 100, FALSE };
  GsClock clock;

  g_assert_false (solve (messages, &truth, &clock));
  g_array_append_val (messages, there);
  g_array_append_val (messages, back);
  g_assert_true (solve (messages, &truth, &clock));
  g_assert_cmpint (gs_clock_to_reference (&clock, 5 * GS_SEC), ==, 7 * GS_SEC + 100);
  g_assert_cmpfloat_with_epsilon (clock.drift, 0.0, 1e-12);
  g_assert_cmpint (clock.accuracy, >=, 200);
  g_assert_cmpint (clock.accuracy, <=, 201);
}

/* Keys that are the same by chance, as those of machines that never met. */
static void
test_chance_is_no_solution (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7000);
  Truth truth = random_truth (random);
  g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
  GsClock clock;

  for (guint i = 0; i < 500; i++)
    {
      GsSyncMessage message = random_message (random, &truth, i % 2);

      message.reference += g_rand_int_range (random, -1000000000, 1000000000);
      g_array_append_val (messages, message);
    }
  g_assert_false (solve (messages, &truth, &clock));
}

/* No line is right for these, but nothing may break either. */
static void
test_nonsense_is_survived (void)
{
  const gint64 extremes[] = { G_MININT64, -1, 0, 1, G_MAXINT64, G_GINT64_CONSTANT (1) << 61 };
  g_autoptr (GRand) random = g_rand_new_with_seed (5000);

  for (guint round = 0; round < 200; round++)
    {
      Truth truth = { .begin = round % 3 ? 0 : extremes[round % 6], .end = extremes[(round / 6) % 6] };
      g_autoptr (GArray) messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
      GsClock clock;

      for (guint i = 0; i < round % 40; i++)
        {
          GsSyncMessage message = { extremes[g_rand_int_range (random, 0, 6)],
                                    extremes[g_rand_int_range (random, 0, 6)], g_rand_boolean (random) };

          if (round % 2 == 0)
            message = (GsSyncMessage){ g_rand_int (random), g_rand_int (random), g_rand_boolean (random) };
          g_array_append_val (messages, message);
        }
      if (solve (messages, &truth, &clock))
        g_assert_cmpuint (clock.n_matched + clock.n_rejected, ==, messages->len);
    }
}

static GsSyncPoint
tcp_point (gint64 time, guint32 seq, guint32 device, gboolean is_sent)
{
  return (GsSyncPoint){ time, gs_sync_key (GS_SYNC_TCP, (guint64) seq << 32 | 77, 0x1234), device, GS_SYNC_TCP,
                        is_sent };
}

static char *
match_to_text (const GsSyncPoint *points, gsize n, const GsSyncPoint *reference, gsize n_reference)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GArray) messages = NULL;
  guint n_rejected;

  messages = gs_clock_sync_match (points, n, reference, n_reference, &n_rejected);
  for (guint i = 0; i < messages->len; i++)
    {
      GsSyncMessage *message = &g_array_index (messages, GsSyncMessage, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT "%s%" G_GINT64_FORMAT " ", message->time,
                              message->is_sent_here ? ">" : "<", message->reference);
    }
  g_string_append_printf (text, "rejected %u", n_rejected);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A host sees each segment on its bridge (1) and on its tap (2). */
static void
test_nearest_device_is_taken (void)
{
  const GsSyncPoint guest[] = { tcp_point (10, 1, 9, TRUE), tcp_point (40, 2, 9, FALSE), tcp_point (50, 3, 9, TRUE) };
  const GsSyncPoint host[] = { tcp_point (115, 1, 2, FALSE), tcp_point (118, 1, 1, FALSE), tcp_point (130, 2, 1, TRUE),
                               tcp_point (133, 2, 2, TRUE), tcp_point (170, 4, 1, TRUE) };
  g_autofree char *text = match_to_text (guest, 3, host, 5);
  g_autofree char *other_way = match_to_text (host, 5, guest, 3);

  g_assert_cmpstr (text, ==, "10>115 40<133 rejected 0");
  g_assert_cmpstr (other_way, ==, "115<10 133>40 rejected 0");
}

static void
test_repeated_keys_are_rejected (void)
{
  const GsSyncPoint guest[] = { tcp_point (10, 1, 9, TRUE), tcp_point (20, 1, 9, TRUE), tcp_point (30, 2, 9, TRUE) };
  const GsSyncPoint host[] = { tcp_point (125, 1, 2, FALSE), tcp_point (135, 2, 2, FALSE),
                               tcp_point (140, 2, 2, FALSE) };
  g_autofree char *text = match_to_text (guest, 3, host, 3);

  g_assert_cmpstr (text, ==, "rejected 2");
}

static void
test_both_in_one_direction_is_no_message (void)
{
  const GsSyncPoint a[] = { tcp_point (10, 1, 9, TRUE) };
  const GsSyncPoint b[] = { tcp_point (20, 1, 9, TRUE) };
  g_autofree char *text = match_to_text (a, 1, b, 1);

  g_assert_cmpstr (text, ==, "rejected 0");
}

static GsSyncPoint
vmsync_point (gint64 time, guint64 vm_uid, guint64 counter, GsSyncKind kind, gboolean is_sent)
{
  return (GsSyncPoint){ time, gs_sync_key (kind, vm_uid, counter), 0, kind, is_sent };
}

/* Kinds differ, and guests, and counters. */
static void
test_vmsync_pairs (void)
{
  const GsSyncPoint guest[] = { vmsync_point (10, 500, 0, GS_SYNC_VMSYNC_GH, TRUE),
                                vmsync_point (20, 500, 0, GS_SYNC_VMSYNC_HG, FALSE),
                                vmsync_point (40, 500, 1, GS_SYNC_VMSYNC_GH, TRUE),
                                vmsync_point (50, 1, 500, GS_SYNC_VMSYNC_GH, TRUE) };
  const GsSyncPoint host[] = {
    vmsync_point (112, 500, 0, GS_SYNC_VMSYNC_GH, FALSE), vmsync_point (113, 500, 0, GS_SYNC_VMSYNC_GH, FALSE),
    vmsync_point (118, 500, 0, GS_SYNC_VMSYNC_HG, TRUE),  vmsync_point (142, 600, 1, GS_SYNC_VMSYNC_GH, FALSE),
    vmsync_point (144, 500, 1, GS_SYNC_TCP, FALSE),       vmsync_point (152, 500, 1, GS_SYNC_VMSYNC_HG, FALSE),
  };
  g_autofree char *text = match_to_text (guest, 4, host, 6);

  g_assert_cmpstr (text, ==, "10>112 20<118 rejected 0");
}

/* Counter 0 with number 0 or 1 is a hypercall of the kernel's own. */
static void
test_hypercalls_of_the_kernel_are_no_messages (void)
{
  static const struct
  {
    guint64 number, a0, a1;
    guint n_messages;
  } calls[] = { { 5, 0, 0, 0 }, { 5, 0, 1, 0 }, { 5, 0, 2, 1 }, { 5, 1, 0, 1 }, { 4, 7, 500, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      GsSyncRecorder recorder;
      GsEvent event = { .kind = GS_EVENT_KVM_HYPERCALL,
                        .hypercall = { .number = calls[i].number, .a0 = calls[i].a0, .a1 = calls[i].a1 } };

      gs_sync_recorder_init (&recorder);
      gs_sync_recorder_handle (&recorder, GS_NO_INDEX, &event);
      g_assert_cmpuint (recorder.vmsync->len, ==, calls[i].n_messages);
      gs_sync_recorder_clear (&recorder);
    }
}

/* Thousands of segments, some lost, some repeated: all others are found. */
static void
test_many_are_matched (void)
{
  g_autoptr (GArray) guest = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  g_autoptr (GArray) host = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  g_autoptr (GArray) messages = NULL;
  guint n_expected = 0, n_repeated = 0, n_rejected;

  for (guint i = 0; i < 30000; i++)
    {
      gboolean is_lost = i % 7 == 3, is_repeated = i % 11 == 5;
      GsSyncPoint sent = tcp_point (1000 * i, i * 1460u, 1, TRUE);
      GsSyncPoint received = tcp_point (1000 * i + 70, i * 1460u, 2, FALSE);

      g_array_append_val (guest, sent);
      if (!is_lost)
        g_array_append_val (host, received);
      if (is_repeated)
        {
          sent.time += 500;
          g_array_append_val (guest, sent);
        }
      n_repeated += !is_lost && is_repeated;
      n_expected += !is_lost && !is_repeated;
    }
  messages = gs_clock_sync_match ((GsSyncPoint *) guest->data, guest->len, (GsSyncPoint *) host->data, host->len,
                                  &n_rejected);
  g_assert_cmpuint (messages->len, ==, n_expected);
  g_assert_cmpuint (n_rejected, ==, n_repeated);
  for (guint i = 0; i < messages->len; i++)
    {
      GsSyncMessage *message = &g_array_index (messages, GsSyncMessage, i);

      g_assert_cmpint (message->reference - message->time, ==, 70);
      g_assert_true (message->is_sent_here);
    }
}

/* Tables are as large as what is in them, also where that is next to nothing. */
static void
test_few_take_no_room (void)
{
  const GsSyncPoint sent = tcp_point (100, 1, 1, TRUE), received = tcp_point (200, 1, 1, FALSE);
  struct rusage before, after;

  getrusage (RUSAGE_SELF, &before);
  for (gsize n = 0; n <= 1; n++)
    for (gsize n_reference = 0; n_reference <= 1; n_reference++)
      {
        g_autoptr (GArray) messages = gs_clock_sync_match (&sent, n, &received, n_reference, NULL);

        g_assert_cmpuint (messages->len, ==, n * n_reference);
      }
  getrusage (RUSAGE_SELF, &after);
  g_assert_cmpint (after.ru_maxrss - before.ru_maxrss, <, 8192); /* KiB */
}

static void
test_method_names (void)
{
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_NONE), ==, "none");
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_REFERENCE), ==, "reference");
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_VMSYNC), ==, "vmsync");
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_TCP), ==, "tcp");
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_WINDOWS), ==, "windows");
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_COMBINED), ==, "combined");
  g_assert_cmpstr (gs_clock_method_get_name (GS_CLOCK_MANUAL), ==, "manual");
}

/* What two machines saw of the same messages, one of them of others, too: their samples have the same ones. */
static void
test_samples_have_the_same_messages (void)
{
  GArray *all[2] = { g_array_new (FALSE, FALSE, sizeof (GsSyncPoint)),
                     g_array_new (FALSE, FALSE, sizeof (GsSyncPoint)) };
  g_autoptr (GArray) few = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  g_autoptr (GArray) same = NULL;
  GArray *samples[2];
  g_autoptr (GArray) messages = NULL;
  guint n_rejected;

  for (guint i = 0; i < 400000; i++)
    {
      GsSyncPoint point = { .time = i * 1000, .key = gs_sync_key (GS_SYNC_TCP, i / 3, i % 3), .is_sent = i % 2 };

      g_array_append_val (all[0], point);
      if (i < 100)
        g_array_append_val (few, point);
      point.is_sent = !point.is_sent;
      point.time += 500;
      if (i < 100000)
        g_array_append_val (all[1], point);
    }
  for (guint i = 0; i < 2; i++)
    {
      samples[i] = gs_sync_recorder_sample (all[i]);
      g_assert_cmpuint (samples[i]->len, >, 10000);
      g_assert_cmpuint (samples[i]->len, <, 50000);
      for (guint k = 1; k < samples[i]->len; k++)
        g_assert_cmpint (g_array_index (samples[i], GsSyncPoint, k - 1).time, <,
                         g_array_index (samples[i], GsSyncPoint, k).time);
    }
  messages = gs_clock_sync_match ((const GsSyncPoint *) samples[0]->data, samples[0]->len,
                                  (const GsSyncPoint *) samples[1]->data, samples[1]->len, &n_rejected);
  g_assert_cmpuint (n_rejected, ==, 0);
  /* A quarter of what the first one kept is of the second one's time. */
  g_assert_cmpuint (messages->len, >, samples[0]->len / 5);
  same = gs_sync_recorder_sample (few);
  g_assert_cmpuint (same->len, ==, few->len);
  for (guint i = 0; i < 2; i++)
    {
      g_array_unref (all[i]);
      g_array_unref (samples[i]);
    }
}

/* Messages that are all alike neither take memory nor time. */
static void
test_recorders_survive_what_is_alike (void)
{
  GsSyncRecorder recorder;

  gs_sync_recorder_init (&recorder);
  recorder.most_tcp = 100000;
  for (guint i = 0; i < 3000000; i++)
    {
      GsEvent event = { .kind = GS_EVENT_TCP_SEND, .time = i };

      gs_sync_recorder_handle (&recorder, GS_NO_INDEX, &event);
    }
  g_assert_cmpuint (recorder.tcp->len, <, 100000);
  gs_sync_recorder_clear (&recorder);
}

/* A host sees the messages of two guests, so it lets go of some sooner than they do. */
static void
test_recorders_keep_the_same_messages (void)
{
  GsSyncRecorder recorders[2];
  g_autoptr (GArray) messages = NULL;
  guint n_rejected;

  for (guint i = 0; i < 2; i++)
    {
      gs_sync_recorder_init (&recorders[i]);
      recorders[i].most_tcp = 4096;
    }
  for (guint i = 0; i < 60000; i++)
    {
      GsEvent event = { .kind = GS_EVENT_TCP_SEND, .time = i * 1000, .tcp = { .seq = i * 77, .ack = i % 5 } };

      gs_sync_recorder_handle (&recorders[0], GS_NO_INDEX, &event);
      event.kind = GS_EVENT_TCP_RECEIVE;
      event.time += 500;
      if (i % 3 == 0)
        gs_sync_recorder_handle (&recorders[1], GS_NO_INDEX, &event);
    }
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (recorders[i].tcp->len, <, 4096);
      g_assert_cmpuint (recorders[i].tcp->len, >, 1500);
    }
  messages = gs_clock_sync_match ((const GsSyncPoint *) recorders[1].tcp->data, recorders[1].tcp->len,
                                  (const GsSyncPoint *) recorders[0].tcp->data, recorders[0].tcp->len, &n_rejected);
  g_assert_cmpuint (n_rejected, ==, 0);
  g_assert_cmpuint (messages->len, >, 500);
  for (guint i = 0; i < messages->len; i++)
    {
      const GsSyncMessage *message = &g_array_index (messages, GsSyncMessage, i);

      g_assert_cmpint (message->time - message->reference, ==, 500);
    }
  for (guint i = 0; i < 2; i++)
    gs_sync_recorder_clear (&recorders[i]);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  /* First: what others took at most would hide it. */
  g_test_add_func ("/clock-sync/few-take-no-room", test_few_take_no_room);
  g_test_add_func ("/clock-sync/truth-is-within-accuracy", test_truth_is_within_accuracy);
  g_test_add_func ("/clock-sync/hundred-both-ways-give-two-usec", test_hundred_both_ways_give_two_usec);
  g_test_add_func ("/clock-sync/wrong-matches-do-not-spoil-it", test_wrong_matches_do_not_spoil_it);
  g_test_add_func ("/clock-sync/many-with-wrong-ones", test_many_with_wrong_ones);
  g_test_add_func ("/clock-sync/small-errors-do-not-feign-accuracy", test_small_errors_do_not_feign_accuracy);
  g_test_add_func ("/clock-sync/is-exact-at-1e18", test_is_exact_at_1e18);
  g_test_add_func ("/clock-sync/one-way-keeps-causality", test_one_way_keeps_causality);
  g_test_add_func ("/clock-sync/few-messages-say-little", test_few_messages_say_little);
  g_test_add_func ("/clock-sync/chance-is-no-solution", test_chance_is_no_solution);
  g_test_add_func ("/clock-sync/nonsense-is-survived", test_nonsense_is_survived);
  g_test_add_func ("/clock-sync/nearest-device-is-taken", test_nearest_device_is_taken);
  g_test_add_func ("/clock-sync/repeated-keys-are-rejected", test_repeated_keys_are_rejected);
  g_test_add_func ("/clock-sync/both-in-one-direction-is-no-message", test_both_in_one_direction_is_no_message);
  g_test_add_func ("/clock-sync/vmsync-pairs", test_vmsync_pairs);
  g_test_add_func ("/clock-sync/hypercalls-of-the-kernel-are-no-messages",
                   test_hypercalls_of_the_kernel_are_no_messages);
  g_test_add_func ("/clock-sync/many-are-matched", test_many_are_matched);
  g_test_add_func ("/clock-sync/method-names", test_method_names);
  g_test_add_func ("/clock-sync/samples-have-the-same-messages", test_samples_have_the_same_messages);
  g_test_add_func ("/clock-sync/recorders-survive-what-is-alike", test_recorders_survive_what_is_alike);
  g_test_add_func ("/clock-sync/recorders-keep-the-same-messages", test_recorders_keep_the_same_messages);
  return g_test_run ();
}
