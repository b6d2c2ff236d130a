/* test-stream-order.c: times that go back are held, losses are told where they were
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-stream-order.h"

static const GsSpan unknown = { GS_TIME_NONE, GS_TIME_NONE };

static void
test_steps_back_are_held (void)
{
  GsStreamOrder order;

  gs_stream_order_init (&order);
  g_assert_cmpint (gs_stream_order_keep (&order, 100), ==, 100);
  g_assert_cmpint (gs_stream_order_keep (&order, 93), ==, 100);
  g_assert_cmpint (gs_stream_order_keep (&order, 98), ==, 100);
  g_assert_cmpint (gs_stream_order_keep (&order, 101), ==, 101);
  g_assert_cmpuint (order.n_steps_back, ==, 2);
  g_assert_cmpint (order.largest_step_back, ==, 7);
}

static void
test_two_losses_in_a_row_are_one (void)
{
  GsStreamOrder order;
  GsEvent event;

  gs_stream_order_init (&order);
  gs_stream_order_keep (&order, 10);
  gs_stream_order_hold_lost (&order, (GsSpan){ 20, 30 }, &(GsStreamLoss){ .n_events = 5 });
  gs_stream_order_hold_lost (&order, (GsSpan){ 30, 45 }, &(GsStreamLoss){ .n_events = 2 });
  g_assert_cmpuint (gs_stream_order_flush_lost (&order, 3, 60, &event), ==, 1);
  g_assert_cmpint (event.kind, ==, GS_EVENT_LOST);
  g_assert_cmpint (event.time, ==, 20);
  g_assert_cmpint (event.lost.end, ==, 45);
  g_assert_cmpuint (event.lost.n_events, ==, 7);
  g_assert_cmpuint (event.cpu, ==, 3);
  g_assert_cmpuint (order.n_lost, ==, 7);
  g_assert_cmpuint (gs_stream_order_flush_lost (&order, 3, 70, &event), ==, 0);
}

static void
test_loss_without_times_lies_between_events (void)
{
  GsStreamOrder order;
  GsEvent event;

  gs_stream_order_init (&order);
  gs_stream_order_keep (&order, 10);
  gs_stream_order_hold_lost (&order, unknown, &(GsStreamLoss){ .n_events = 1 });
  g_assert_cmpuint (gs_stream_order_flush_lost (&order, 0, 60, &event), ==, 1);
  g_assert_cmpint (event.time, ==, 10);
  g_assert_cmpint (event.lost.end, ==, 60);
}

/* As a damaged header has it. What follows stays where it is. */
static void
test_loss_begins_before_what_follows (void)
{
  GsStreamOrder order;
  GsEvent event;

  gs_stream_order_init (&order);
  gs_stream_order_keep (&order, 10);
  gs_stream_order_hold_lost (&order, (GsSpan){ 5000, 6000 }, &(GsStreamLoss){ .n_events = 1 });
  g_assert_cmpuint (gs_stream_order_flush_lost (&order, 0, 60, &event), ==, 1);
  g_assert_cmpint (event.time, ==, 60);
  g_assert_cmpint (gs_stream_order_keep (&order, 60), ==, 60);
  g_assert_cmpuint (order.n_steps_back, ==, 0);
}

static void
test_sight_comes_back_once (void)
{
  GsStreamOrder order;
  GsEvent event;

  gs_stream_order_init (&order);
  g_assert_false (gs_stream_order_sees_again (&order, 5));
  gs_stream_order_hold_lost (&order, (GsSpan){ 20, 30 }, &(GsStreamLoss){ .n_events = 1 });
  gs_stream_order_flush_lost (&order, 0, 25, &event);
  g_assert_false (gs_stream_order_sees_again (&order, 25));
  g_assert_true (gs_stream_order_sees_again (&order, 30));
  g_assert_false (gs_stream_order_sees_again (&order, 31));
}

static void
test_loss_at_no_time_is_only_counted (void)
{
  GsStreamOrder order;
  GsEvent event;

  gs_stream_order_init (&order);
  gs_stream_order_hold_lost (&order, unknown, &(GsStreamLoss){ .n_events = 9 });
  g_assert_cmpuint (gs_stream_order_flush_lost (&order, 0, order.last_time, &event), ==, 0);
  g_assert_cmpuint (order.n_lost, ==, 9);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stream-order/steps-back-are-held", test_steps_back_are_held);
  g_test_add_func ("/stream-order/two-losses-in-a-row-are-one", test_two_losses_in_a_row_are_one);
  g_test_add_func ("/stream-order/loss-without-times-lies-between-events", test_loss_without_times_lies_between_events);
  g_test_add_func ("/stream-order/loss-begins-before-what-follows", test_loss_begins_before_what_follows);
  g_test_add_func ("/stream-order/sight-comes-back-once", test_sight_comes_back_once);
  g_test_add_func ("/stream-order/loss-at-no-time-is-only-counted", test_loss_at_no_time_is_only_counted);
  return g_test_run ();
}
