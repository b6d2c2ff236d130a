/* gs-time-text.c: times and durations to text that people read, and back
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-time-text.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"

#define GROUP_SPACE "\u202f"
#define MINUS "\u2212"

#define MINUTE (60 * GS_SEC)
#define HOUR (60 * MINUTE)

/* How many digits a short duration shows. */
#define N_SHORT_DIGITS 3

typedef struct
{
  gint64 ns;
  guint n_decimals; /* that a nanosecond takes */
  const char *name;
} GsTimeUnit;

static const GsTimeUnit time_units[] = {
  { GS_SEC, 9, N_ ("s") },
  { GS_MSEC, 6, N_ ("ms") },
  { GS_USEC, 3, N_ ("µs") },
  { 1, 0, N_ ("ns") },
};

/* Between a number's whole and its fraction. */
static char decimal_point[8] = ".";

/**
 * gs_time_text_set_point:
 * @point: what the user's language has in place of a decimal point; what is too long for that is not taken
 *
 * To be called before there are threads. What machines read has a point in any case, and isn't made here.
 */
void
gs_time_text_set_point (const char *point)
{
  if (point[0] != '\0' && strlen (point) < sizeof decimal_point && g_utf8_validate (point, -1, NULL))
    g_strlcpy (decimal_point, point, sizeof decimal_point);
}

const char *
gs_time_text_get_point (void)
{
  return decimal_point;
}

/* The largest power of ten that is at most @ns; 1 below that. */
static guint64
gs_time_text_power (guint64 ns)
{
  guint64 power = 1;

  while (power <= ns / 10)
    power *= 10;
  return power;
}

static guint64
gs_time_text_abs (gint64 ns)
{
  return ns < 0 ? -(guint64) ns : (guint64) ns;
}

/* Digits in groups of three from the right, as before a decimal point. */
static void
gs_time_text_append_integer (GString *text, guint64 number)
{
  char digits[24];
  gsize n = g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, number);

  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, GROUP_SPACE);
      g_string_append_c (text, digits[i]);
    }
}

/* A decimal point and the leading @n_shown of @n_digits digits, in groups of three
 * from the left; nothing where none is to be shown. */
static void
gs_time_text_append_fraction (GString *text, guint64 fraction, guint n_digits, guint n_shown)
{
  char digits[24];

  if (n_shown == 0)
    return;
  g_snprintf (digits, sizeof digits, "%0*" G_GUINT64_FORMAT, (int) n_digits, fraction);
  for (guint i = 0; i < n_shown; i++)
    {
      if (i > 0 && i % 3 == 0)
        g_string_append (text, GROUP_SPACE);
      else if (i == 0)
        g_string_append (text, decimal_point);
      g_string_append_c (text, digits[i]);
    }
}

/* How many of a unit's decimals are left when only multiples of @step are shown. */
static guint
gs_time_text_count_decimals (guint n_decimals, guint64 step)
{
  for (; step >= 10 && n_decimals > 0; step /= 10)
    n_decimals--;
  return n_decimals;
}

static const GsTimeUnit *
gs_time_text_find_unit (guint64 ns)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (time_units) - 1 && ns < (guint64) time_units[i].ns)
    i++;
  return &time_units[i];
}

static void
gs_time_text_append_in_unit (GString *text, guint64 ns, const GsTimeUnit *unit, guint64 step)
{
  gs_time_text_append_integer (text, ns / unit->ns);
  gs_time_text_append_fraction (text, ns % unit->ns, unit->n_decimals,
                                gs_time_text_count_decimals (unit->n_decimals, step));
  g_string_append_printf (text, " %s", _ (unit->name));
}

/* From a minute on, people count in minutes and hours. */
static void
gs_time_text_append_long (GString *text, guint64 ns)
{
  guint64 seconds = ns / GS_SEC;

  if (ns < (guint64) HOUR)
    g_string_append_printf (text, _ ("%u min %02u s"), (guint) (seconds / 60), (guint) (seconds % 60));
  else
    g_string_append_printf (text, _ ("%u h %02u min"), (guint) (seconds / 3600), (guint) (seconds / 60 % 60));
}

/* The nearest multiple of @step. */
static guint64
gs_time_text_round (guint64 ns, guint64 step)
{
  return (ns / step + (ns % step >= (step + 1) / 2 && step > 1 ? 1 : 0)) * step;
}

/**
 * gs_time_text_dup_integer:
 *
 * Returns: (transfer full): "1 234 567", with narrow spaces
 */
char *
gs_time_text_dup_integer (gint64 number)
{
  g_autoptr (GString) text = g_string_new (number < 0 ? MINUS : NULL);

  gs_time_text_append_integer (text, gs_time_text_abs (number));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gs_time_text_dup_duration:
 * @ns: a duration
 * @precision: ns, see above; what is shorter reads "< 10 µs"
 *
 * Returns: (transfer full): three digits and the unit that fits: "21.0 ms",
 *   "345 ns"; from a minute on "2 min 05 s"
 */
char *
gs_time_text_dup_duration (gint64 ns, gint64 precision)
{
  g_autoptr (GString) text = g_string_new (ns < 0 ? MINUS : NULL);
  guint64 size = gs_time_text_abs (ns);
  guint64 least = gs_time_text_power (MAX (precision, 1));
  guint64 step = gs_time_text_power (size);

  for (guint i = 1; i < N_SHORT_DIGITS && step > 1; i++)
    step /= 10;
  step = MAX (step, least);
  if (size < (guint64) MINUTE)
    {
      guint64 rounded = gs_time_text_round (size, step);

      /* Rounding up gave it a digit more: one decimal less. */
      if (rounded >= 1000 && rounded / step >= 1000)
        step *= 10;
      size = size > 0 && rounded == 0 ? least : rounded;
      if (rounded == 0 && ns != 0)
        g_string_assign (text, "< ");
    }

  if (size >= (guint64) MINUTE)
    gs_time_text_append_long (text, size);
  else
    gs_time_text_append_in_unit (text, size, gs_time_text_find_unit (MAX (size, least)), step);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gs_time_text_dup_exact:
 * @ns: a duration
 * @precision: ns, see above
 *
 * Returns: (transfer full): all digits in the unit that fits: "21.012 345 ms"
 */
char *
gs_time_text_dup_exact (gint64 ns, gint64 precision)
{
  g_autoptr (GString) text = g_string_new (ns < 0 ? MINUS : NULL);
  guint64 step = gs_time_text_power (MAX (precision, 1));
  guint64 size = gs_time_text_round (gs_time_text_abs (ns), step);

  gs_time_text_append_in_unit (text, size, gs_time_text_find_unit (MAX (size, step)), step);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gs_time_text_dup_seconds:
 * @ns: since some origin
 * @precision: ns, see above
 *
 * Returns: (transfer full): "+12.345 678 s", cut off, not rounded, as clocks are
 */
char *
gs_time_text_dup_seconds (gint64 ns, gint64 precision)
{
  g_autoptr (GString) text = g_string_new (ns < 0 ? MINUS : "+");

  gs_time_text_append_in_unit (text, gs_time_text_abs (ns), &time_units[0], gs_time_text_power (MAX (precision, 1)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gs_time_text_dup_ns:
 * @ns: since some origin
 *
 * Returns: (transfer full): "+12 345 678 900 ns"
 */
char *
gs_time_text_dup_ns (gint64 ns)
{
  g_autoptr (GString) text = g_string_new (ns < 0 ? MINUS : "+");

  gs_time_text_append_in_unit (text, gs_time_text_abs (ns), gs_time_text_find_unit (0), 1);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* NULL where the calendar does not reach that far. */
static GDateTime *
gs_time_text_make_date (gint64 time, GTimeZone *zone, guint64 *fraction)
{
  gint64 seconds = time / GS_SEC - (time % GS_SEC < 0 ? 1 : 0);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (seconds);

  *fraction = (time % GS_SEC + GS_SEC) % GS_SEC;
  return utc == NULL ? NULL : g_date_time_to_timezone (utc, zone);
}

/**
 * gs_time_text_dup_clock_in:
 * @time: ns since the epoch
 * @precision: ns, see above; the time is cut off there, not rounded
 * @zone: where the clock hangs
 *
 * Returns: (transfer full): "09:12:30.512 345 678"
 */
char *
gs_time_text_dup_clock_in (gint64 time, gint64 precision, GTimeZone *zone)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GDateTime) date = NULL;
  guint64 fraction;

  date = gs_time_text_make_date (time, zone, &fraction);
  if (date == NULL)
    return gs_time_text_dup_seconds (time, precision);
  g_string_append_printf (text, "%02d:%02d:%02d", g_date_time_get_hour (date), g_date_time_get_minute (date),
                          g_date_time_get_second (date));
  gs_time_text_append_fraction (text, fraction, 9,
                                gs_time_text_count_decimals (9, gs_time_text_power (MAX (precision, 1))));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * gs_time_text_dup_clock:
 * @time: ns since the epoch
 * @precision: ns, see above
 *
 * Returns: (transfer full): as gs_time_text_dup_clock_in(), in the local time zone
 */
char *
gs_time_text_dup_clock (gint64 time, gint64 precision)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();

  return gs_time_text_dup_clock_in (time, precision, zone);
}

/**
 * gs_time_text_dup_date:
 * @time: ns since the epoch
 * @zone: (nullable): %NULL for the local one
 *
 * Returns: (transfer full): "2026-11-23"
 */
char *
gs_time_text_dup_date (gint64 time, GTimeZone *zone)
{
  g_autoptr (GTimeZone) local = zone == NULL ? g_time_zone_new_local () : NULL;
  g_autoptr (GDateTime) date = NULL;
  guint64 fraction;

  date = gs_time_text_make_date (time, zone == NULL ? local : zone, &fraction);
  return date != NULL ? g_date_time_format (date, "%F") : gs_time_text_dup_seconds (time, GS_SEC);
}

/* Digits without what may separate their groups. */
static char *
gs_time_text_strip (const char *text)
{
  g_autoptr (GString) plain = g_string_new (text);

  g_string_replace (plain, GROUP_SPACE, "", 0);
  g_string_replace (plain, "\u2009", "", 0);
  g_string_replace (plain, "\u00a0", "", 0);
  g_string_replace (plain, " ", "", 0);
  return g_string_free (g_steal_pointer (&plain), FALSE);
}

/**
 * gs_time_text_parse:
 * @text: ns since the epoch, or "+" and ns since @origin; spaces do not matter
 * @origin: ns since the epoch
 * @time: (out): ns since the epoch; untouched on an error
 * @error: it is neither (%GS_ERROR_ARGUMENT)
 */
gboolean
gs_time_text_parse (const char *text, gint64 origin, gint64 *time, GError **error)
{
  g_autofree char *plain = gs_time_text_strip (text);
  gint64 parsed = 0;
  guint64 since = 0;
  gboolean is_time;

  if (plain[0] == '+')
    is_time = g_ascii_string_to_unsigned (plain + 1, 10, 0, G_MAXINT64, &since, NULL)
              && !__builtin_add_overflow (origin, (gint64) since, &parsed);
  else
    is_time = g_ascii_string_to_signed (plain, 10, G_MININT64 + 1, G_MAXINT64, &parsed, NULL);
  if (!is_time)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT,
                   _ ("“%s” is not a time: give nanoseconds since the epoch, or “+” and nanoseconds since the start"),
                   text);
      return FALSE;
    }
  *time = parsed;
  return TRUE;
}
