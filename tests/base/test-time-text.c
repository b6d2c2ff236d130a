/* test-time-text.c: times read well, and are read back
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-time-text.h"

#include "base/gs-error.h"

/* A narrow no-break space in what is expected is written as "_". */
static void
assert_text (char *text, const char *expected)
{
  g_auto (GStrv) parts = g_strsplit (expected, "_", -1);
  g_autofree char *wanted = g_strjoinv ("\xe2\x80\xaf", parts);

  g_assert_cmpstr (text, ==, wanted);
  g_free (text);
}

static void
test_durations_are_short (void)
{
  assert_text (gs_time_text_dup_duration (0, 1), "0 ns");
  assert_text (gs_time_text_dup_duration (7, 1), "7 ns");
  assert_text (gs_time_text_dup_duration (345, 1), "345 ns");
  assert_text (gs_time_text_dup_duration (1000, 1), "1.00 µs");
  assert_text (gs_time_text_dup_duration (21012345, 1), "21.0 ms");
  assert_text (gs_time_text_dup_duration (300600000, 1), "301 ms");
  assert_text (gs_time_text_dup_duration (1234567890, 1), "1.23 s");
  assert_text (gs_time_text_dup_duration (59900000000, 1), "59.9 s");
  assert_text (gs_time_text_dup_duration (-21012345, 1), "−21.0 ms");
}

static void
test_rounding_goes_to_the_next_unit (void)
{
  assert_text (gs_time_text_dup_duration (999499, 1), "999 µs");
  assert_text (gs_time_text_dup_duration (999500, 1), "1.00 ms");
  assert_text (gs_time_text_dup_duration (99950, 1), "100 µs");
  assert_text (gs_time_text_dup_duration (9995, 1), "10.0 µs");
  assert_text (gs_time_text_dup_duration (999999999, 1), "1.00 s");
  assert_text (gs_time_text_dup_duration (G_GINT64_CONSTANT (59960000000), 1), "1 min 00 s");
}

static void
test_long_durations (void)
{
  assert_text (gs_time_text_dup_duration (125 * GS_SEC + 1, 1), "2 min 05 s");
  assert_text (gs_time_text_dup_duration (3600 * GS_SEC, 1), "1 h 00 min");
  assert_text (gs_time_text_dup_duration (27 * 3600 * GS_SEC + 61 * GS_SEC, 1), "27 h 01 min");
}

static void
test_precision_limits_digits (void)
{
  assert_text (gs_time_text_dup_duration (21012345, 100000), "21.0 ms");
  assert_text (gs_time_text_dup_duration (21012345, 1000000), "21 ms");
  assert_text (gs_time_text_dup_duration (21512345, 1500000), "22 ms");
  assert_text (gs_time_text_dup_duration (345, 12000), "< 10 µs");
  assert_text (gs_time_text_dup_duration (0, 12000), "0 µs");
  assert_text (gs_time_text_dup_duration (12345, 10000), "10 µs");
}

static void
test_exact_durations (void)
{
  assert_text (gs_time_text_dup_exact (21012345, 1), "21.012_345 ms");
  assert_text (gs_time_text_dup_exact (345, 1), "345 ns");
  assert_text (gs_time_text_dup_exact (G_GINT64_CONSTANT (1234567890123456), 1), "1_234_567.890_123_456 s");
  assert_text (gs_time_text_dup_exact (21012345, 1000), "21.012 ms");
  assert_text (gs_time_text_dup_exact (-1500, 1), "−1.500 µs");
  assert_text (gs_time_text_dup_exact (G_MININT64, 1), "−9_223_372_036.854_775_808 s");
}

static void
test_seconds (void)
{
  assert_text (gs_time_text_dup_seconds (12345678900, 1000), "+12.345_678 s");
  assert_text (gs_time_text_dup_seconds (-1, 1), "−0.000_000_001 s");
  assert_text (gs_time_text_dup_seconds (12345678900, GS_SEC), "+12 s");
  assert_text (gs_time_text_dup_integer (-1234567), "−1_234_567");
  assert_text (gs_time_text_dup_integer (123), "123");
}

static void
test_clock_times (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GTimeZone) east = g_time_zone_new_offset (5 * 3600 + 1800);
  const gint64 time = G_GINT64_CONSTANT (1795396370405573416); /* 2026-11-23, 01:12:50 UTC */

  assert_text (gs_time_text_dup_clock_in (time, 1, utc), "01:12:50.405_573_416");
  assert_text (gs_time_text_dup_clock_in (time, 12000, utc), "01:12:50.405_57");
  assert_text (gs_time_text_dup_clock_in (time, GS_SEC, utc), "01:12:50");
  assert_text (gs_time_text_dup_clock_in (time, GS_MSEC, east), "06:42:50.405");
  assert_text (gs_time_text_dup_clock_in (-1, 1, utc), "23:59:59.999_999_999");
  assert_text (gs_time_text_dup_date (time, utc), "2026-11-23");
  assert_text (gs_time_text_dup_date (-1, utc), "1969-12-31");
}

static void
test_nanoseconds_are_all_there (void)
{
  assert_text (gs_time_text_dup_ns (12345678900), "+12_345_678_900 ns");
  assert_text (gs_time_text_dup_ns (0), "+0 ns");
  assert_text (gs_time_text_dup_ns (-1500), "\u22121_500 ns");
}

/* As in German; the ruler, clocks and durations have one rule. */
static void
test_point_is_the_languages (void)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();

  gs_time_text_set_point (",");
  assert_text (gs_time_text_dup_duration (21012345, 1), "21,0 ms");
  assert_text (gs_time_text_dup_exact (21012345, 1), "21,012_345 ms");
  assert_text (gs_time_text_dup_seconds (12345678900, 1000), "+12,345_678 s");
  assert_text (gs_time_text_dup_clock_in (GS_SEC / 2, GS_MSEC, utc), "00:00:00,500");
  gs_time_text_set_point ("");
  assert_text (gs_time_text_dup_duration (1234567890, 1), "1,23 s");
  gs_time_text_set_point ("something long");
  assert_text (gs_time_text_dup_duration (1234567890, 1), "1,23 s");
  gs_time_text_set_point (".");
  assert_text (gs_time_text_dup_duration (1234567890, 1), "1.23 s");
}

static void
assert_parses (const char *text, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  gint64 time = -77;

  g_assert_true (gs_time_text_parse (text, 1000, &time, &error));
  g_assert_no_error (error);
  g_assert_cmpint (time, ==, expected);
}

static void
assert_is_no_time (const char *text)
{
  g_autoptr (GError) error = NULL;
  gint64 time = -77;

  g_assert_false (gs_time_text_parse (text, 1000, &time, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_ARGUMENT);
  g_assert_cmpint (time, ==, -77);
}

static void
test_parsing (void)
{
  assert_parses ("1795396370405573416", G_GINT64_CONSTANT (1795396370405573416));
  assert_parses ("+234", 1234);
  assert_parses ("+1 000\xe2\x80\xaf"
                 "000",
                 1001000);
  assert_parses ("0", 0);
  assert_is_no_time ("");
  assert_is_no_time ("+");
  assert_is_no_time ("+-5");
  assert_is_no_time ("++5");
  assert_is_no_time ("12x");
  assert_is_no_time ("99999999999999999999");
  assert_is_no_time ("+9223372036854775807");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time-text/durations-are-short", test_durations_are_short);
  g_test_add_func ("/time-text/rounding-goes-to-the-next-unit", test_rounding_goes_to_the_next_unit);
  g_test_add_func ("/time-text/long-durations", test_long_durations);
  g_test_add_func ("/time-text/precision-limits-digits", test_precision_limits_digits);
  g_test_add_func ("/time-text/exact-durations", test_exact_durations);
  g_test_add_func ("/time-text/seconds", test_seconds);
  g_test_add_func ("/time-text/nanoseconds-are-all-there", test_nanoseconds_are_all_there);
  g_test_add_func ("/time-text/clock-times", test_clock_times);
  g_test_add_func ("/time-text/point-is-the-languages", test_point_is_the_languages);
  g_test_add_func ("/time-text/parsing", test_parsing);
  return g_test_run ();
}
