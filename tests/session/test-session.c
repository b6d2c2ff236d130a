/* test-session.c: the visible range, the cursor and the selection
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-session.h"

#define EPOCH G_GINT64_CONSTANT (1763864000000000000)

static void
count (GObject *object, GParamSpec *pspec, gpointer data)
{
  *(guint *) data += 1;
}

static GsSession *
make_session (gint64 duration)
{
  GsSession *session = gs_session_new ();

  gs_session_set_full (session, (GsSpan){ EPOCH, EPOCH + duration });
  return session;
}

static void
assert_visible (GsSession *session, gint64 begin, gint64 end)
{
  GsSpan visible = gs_session_get_visible (session);

  g_assert_cmpint (visible.begin - EPOCH, ==, begin);
  g_assert_cmpint (visible.end - EPOCH, ==, end);
}

static void
test_fits_at_first_and_while_it_grows (void)
{
  g_autoptr (GsSession) session = make_session (1000);

  assert_visible (session, 0, 1000);
  gs_session_set_full (session, (GsSpan){ EPOCH, EPOCH + 5000 });
  assert_visible (session, 0, 5000);
  gs_session_set_visible (session, (GsSpan){ EPOCH + 100, EPOCH + 300 });
  gs_session_set_full (session, (GsSpan){ EPOCH, EPOCH + 9000 });
  assert_visible (session, 100, 300);
  g_assert_false (gs_session_is_fit (session));
  gs_session_fit (session);
  assert_visible (session, 0, 9000);
}

static void
test_zoom_keeps_the_point (void)
{
  g_autoptr (GsSession) session = make_session (GS_SEC);

  gs_session_zoom_at (session, EPOCH + GS_SEC / 4, 4);
  assert_visible (session, 187500000, 437500000);
  gs_session_zoom_at (session, EPOCH + GS_SEC / 4, 0.25);
  assert_visible (session, 0, GS_SEC);

  /* The point stays at its share of the width to the nanosecond, however often. */
  for (guint i = 0; i < 60; i++)
    gs_session_zoom_at (session, EPOCH + 123456789, 1.25);
  g_assert_true (gs_span_contains (gs_session_get_visible (session), EPOCH + 123456789));
}

static void
test_zoom_has_limits (void)
{
  g_autoptr (GsSession) session = make_session (GS_SEC);

  for (guint i = 0; i < 200; i++)
    gs_session_zoom_at (session, EPOCH + 500, 2);
  g_assert_cmpint (gs_span_duration (gs_session_get_visible (session)), ==, GS_SESSION_MIN_WIDTH);
  gs_session_zoom_at (session, EPOCH + 500, 1e-300);
  assert_visible (session, 0, GS_SEC);
  gs_session_zoom_at (session, EPOCH + GS_SEC, 10);
  assert_visible (session, 900000000, GS_SEC);
  gs_session_zoom_at (session, EPOCH, 1e-9);
  assert_visible (session, 0, GS_SEC);
}

static void
test_pan_stays_inside (void)
{
  g_autoptr (GsSession) session = make_session (1000);

  gs_session_set_visible (session, (GsSpan){ EPOCH + 400, EPOCH + 600 });
  gs_session_pan (session, 50);
  assert_visible (session, 450, 650);
  gs_session_pan (session, G_MAXINT64);
  assert_visible (session, 800, 1000);
  gs_session_pan (session, G_MININT64);
  assert_visible (session, 0, 200);
  gs_session_set_visible (session, (GsSpan){ EPOCH - 5000, EPOCH - 4700 });
  assert_visible (session, 0, 300);
  gs_session_set_visible (session, (GsSpan){ EPOCH - 5000, EPOCH + 5000 });
  assert_visible (session, 0, 1000);
}

static void
test_reveal_shows_the_time (void)
{
  g_autoptr (GsSession) session = make_session (1000);

  gs_session_set_visible (session, (GsSpan){ EPOCH + 400, EPOCH + 600 });
  gs_session_reveal (session, EPOCH + 500);
  assert_visible (session, 400, 600);
  gs_session_reveal (session, EPOCH + 700);
  g_assert_true (gs_span_contains (gs_session_get_visible (session), EPOCH + 700));
  gs_session_reveal (session, EPOCH);
  assert_visible (session, 0, 200);
}

static void
test_notifies_only_changes (void)
{
  g_autoptr (GsSession) session = make_session (1000);
  guint n_visible = 0, n_cursor = 0, n_highlight = 0;

  g_signal_connect (session, "notify::visible", G_CALLBACK (count), &n_visible);
  g_signal_connect (session, "notify::cursor", G_CALLBACK (count), &n_cursor);
  g_signal_connect (session, "notify::highlight", G_CALLBACK (count), &n_highlight);
  gs_session_fit (session);
  gs_session_pan (session, 100);
  g_assert_cmpuint (n_visible, ==, 0);
  gs_session_set_visible (session, (GsSpan){ EPOCH, EPOCH + 100 });
  gs_session_set_visible (session, (GsSpan){ EPOCH, EPOCH + 100 });
  g_assert_cmpuint (n_visible, ==, 1);
  gs_session_set_cursor (session, EPOCH + 1);
  gs_session_set_cursor (session, EPOCH + 1);
  g_assert_cmpuint (n_cursor, ==, 1);
  gs_session_set_highlight (session, "a");
  gs_session_set_highlight (session, "a");
  gs_session_set_highlight (session, NULL);
  g_assert_cmpuint (n_highlight, ==, 2);
}

static void
test_selection_is_ordered_and_inside (void)
{
  g_autoptr (GsSession) session = make_session (1000);
  GsSpan selection;

  g_assert_false (gs_session_has_selection (session));
  gs_session_set_selection (session, (GsSpan){ EPOCH + 300, EPOCH - 50 });
  selection = gs_session_get_selection (session);
  g_assert_cmpint (selection.begin, ==, EPOCH);
  g_assert_cmpint (selection.end, ==, EPOCH + 300);
  gs_session_zoom_to_selection (session);
  assert_visible (session, 0, 300);
  gs_session_clear_selection (session);
  g_assert_false (gs_session_has_selection (session));
}

static void
test_times_are_written_as_was_chosen (void)
{
  static const char *const texts[GS_N_TIME_FORMATS] = { "09:12:30.500\u202f000\u202f250",
                                                        "03:42:30.500\u202f000\u202f250", "+30.500\u202f000\u202f250 s",
                                                        "+30\u202f500\u202f000\u202f250 ns" };
  g_autoptr (GsSession) session = gs_session_new ();
  gint64 begin = G_GINT64_CONSTANT (1763869320) * GS_SEC; /* 2025-11-23 03:42 UTC */

  gs_session_set_full (session, (GsSpan){ begin, begin + 100 * GS_SEC });
  for (guint i = 0; i < GS_N_TIME_FORMATS; i++)
    {
      g_autofree char *text = NULL;

      gs_session_set_time_format (session, i);
      text = gs_session_dup_time_text (session, begin + 30 * GS_SEC + 500000250, 1);
      g_assert_cmpstr (text, ==, texts[i]);
    }
}

static void
test_nothing_to_show_is_harmless (void)
{
  g_autoptr (GsSession) session = gs_session_new ();

  gs_session_zoom_at (session, 5, 2);
  gs_session_zoom (session, 2);
  gs_session_pan (session, 100);
  gs_session_fit (session);
  g_assert_cmpint (gs_span_duration (gs_session_get_visible (session)), ==, 0);
  gs_session_set_full (session, (GsSpan){ 7, 10 });
  gs_session_zoom_at (session, 8, 100);
  g_assert_cmpint (gs_span_duration (gs_session_get_visible (session)), ==, 3);
}

int
main (int argc, char **argv)
{
  g_setenv ("TZ", "Asia/Kolkata", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/fits-at-first-and-while-it-grows", test_fits_at_first_and_while_it_grows);
  g_test_add_func ("/session/zoom-keeps-the-point", test_zoom_keeps_the_point);
  g_test_add_func ("/session/zoom-has-limits", test_zoom_has_limits);
  g_test_add_func ("/session/pan-stays-inside", test_pan_stays_inside);
  g_test_add_func ("/session/reveal-shows-the-time", test_reveal_shows_the_time);
  g_test_add_func ("/session/notifies-only-changes", test_notifies_only_changes);
  g_test_add_func ("/session/selection-is-ordered-and-inside", test_selection_is_ordered_and_inside);
  g_test_add_func ("/session/times-are-written-as-was-chosen", test_times_are_written_as_was_chosen);
  g_test_add_func ("/session/nothing-to-show-is-harmless", test_nothing_to_show_is_harmless);
  return g_test_run ();
}
