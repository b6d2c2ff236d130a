/* gs-clock-text.c: clocks in words, and times that people type
 * SPDX-License-Identifier: MIT
 */
#include "clocks/gs-clock-text.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#include "base/gs-error.h"
#include "base/gs-time-text.h"

/* What can follow a number, in any spelling. */
static const struct
{
  const char *name;
  gint64 ns;
} units[] = {
  { "", 1 },         { "ns", 1 },     { "us", GS_USEC },      { "µs", GS_USEC },      { "μs", GS_USEC },
  { "ms", GS_MSEC }, { "s", GS_SEC }, { "min", 60 * GS_SEC }, { "h", 3600 * GS_SEC }, { "d", 86400 * GS_SEC },
};

/* Returns: how a clock was brought to the reference, in a few words */
const char *
gs_clock_text_get_method (const GsClock *clock)
{
  switch (clock->method)
    {
    case GS_CLOCK_REFERENCE:
      return _ ("Reference");
    case GS_CLOCK_VMSYNC:
      return clock->one_way ? _ ("vmsync, one way") : _ ("vmsync");
    case GS_CLOCK_TCP:
      return clock->one_way ? _ ("TCP, one way") : _ ("TCP");
    case GS_CLOCK_WINDOWS:
      return _ ("Run windows");
    case GS_CLOCK_RECORDER:
      return _ ("Recorder");
    case GS_CLOCK_COMBINED:
      return _ ("Combined");
    case GS_CLOCK_MANUAL:
      return _ ("By hand");
    default:
      return _ ("Not tied in");
    }
}

char *
gs_clock_text_dup_offset (const GsClock *clock)
{
  return clock->method == GS_CLOCK_REFERENCE ? g_strdup ("0") : gs_time_text_dup_seconds (clock->offset, 1);
}

char *
gs_clock_text_dup_drift (const GsClock *clock)
{
  /* Translators: parts per million */
  return clock->method == GS_CLOCK_REFERENCE ?
             g_strdup ("0") :
             g_strdup_printf (_ ("%s%.3f ppm"), clock->drift < 0 ? "−" : "+", fabs (clock->drift) * 1e6);
}

/* Returns: (transfer full): "±12 µs", or a dash where it isn't known */
char *
gs_clock_text_dup_accuracy (const GsClock *clock)
{
  g_autofree char *size = NULL;

  if (clock->method == GS_CLOCK_REFERENCE)
    return g_strdup (_ ("exact"));
  if (clock->accuracy < 0)
    return g_strdup ("–");
  size = gs_time_text_dup_duration (clock->accuracy, MAX (clock->accuracy / 100, 1));
  return g_strdup_printf ("±%s", size);
}

/**
 * gs_clock_text_dup_summary:
 *
 * Returns: (transfer full) (nullable): how exactly the clocks of all machines came together: the least exact one counts
 */
char *
gs_clock_text_dup_summary (const GsTimeline *timeline)
{
  gint64 accuracy = -1;
  gboolean is_unsure = FALSE, is_manual = FALSE;
  g_autofree char *length = NULL;

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);

      if (machine->machine == NULL || machine->clock.method == GS_CLOCK_REFERENCE)
        continue;
      is_unsure |= machine->clock.method == GS_CLOCK_NONE;
      is_manual |= machine->clock.method == GS_CLOCK_MANUAL;
      accuracy = MAX (accuracy, machine->clock.accuracy);
    }
  length = gs_time_text_dup_duration (MAX (accuracy, 0), MAX (accuracy / 100, 1));
  if (is_unsure)
    return g_strdup (_ ("clocks not synchronized"));
  if (is_manual)
    return g_strdup (_ ("clocks set by hand"));
  if (accuracy < 0)
    return NULL;
  return g_strdup_printf (timeline->is_partial ? _ ("clocks ±%s so far") : _ ("clocks ±%s"), length);
}

/**
 * gs_clock_text_dup_sentence:
 * @machine: index in the timeline
 * @partner: index of the machine that its clock is tied to, or %GS_NO_INDEX
 * @distance: ns by which a clock that was set by hand is below what the traces tell; 0: it fits them
 *
 * Returns: (transfer full): what its clock rests on, and what to do about it
 */
char *
gs_clock_text_dup_sentence (const GsTimeline *timeline, guint machine, guint partner, gint64 distance)
{
  const GsTimelineMachine *self = gs_timeline_get_machine (timeline, machine);
  const GsTimelineMachine *other = partner != GS_NO_INDEX ? gs_timeline_get_machine (timeline, partner) : NULL;
  const GsClock *clock = &self->clock;
  g_autofree char *accuracy = NULL, *size = NULL;

  if (clock->method == GS_CLOCK_REFERENCE)
    return g_strdup_printf (_ ("All times are shown on the clock of %s. The other clocks are brought to it."),
                            self->name);
  if (clock->method == GS_CLOCK_NONE)
    return g_strdup_printf (
        _ ("Nothing in the traces ties the clock of %s to the others, so its rows may stand at the wrong "
           "time. Set its offset below, or drag its rows with Alt held. Next time, record KVM entries and "
           "exits on the host and sched_switch in the guest, or TCP events on both."),
        self->name);
  size = gs_time_text_dup_duration (ABS (distance), 1);
  if (clock->method == GS_CLOCK_MANUAL && distance != 0)
    return g_strdup_printf (
        distance > 0 ? _ ("The clock of %s was set by hand, %s earlier than the traces tell. Reset brings back "
                          "what they tell.") :
                       _ ("The clock of %s was set by hand, %s later than the traces tell. Reset brings back "
                          "what they tell."),
        self->name, size);
  if (clock->method == GS_CLOCK_MANUAL)
    return g_strdup_printf (_ ("The clock of %s was set by hand. Reset brings back what the traces tell."), self->name);
  if (clock->one_way)
    return g_strdup_printf (
        _ ("Messages went one way only: the offset keeps each of them received after it was sent, and no "
           "more. The rows of %s may be late or early by the messages' latency."),
        self->name);
  if (other != NULL && other->clock.method != GS_CLOCK_REFERENCE)
    return g_strdup_printf (
        _ ("The clock of %s is tied to that of %s, whose own accuracy is part of what is shown here."), self->name,
        other->name);
  accuracy = gs_clock_text_dup_accuracy (clock);
  if (timeline->is_partial)
    return g_strdup_printf (_ ("By what was read so far, times of %s are right to %s."), self->name, accuracy);
  return g_strdup_printf (_ ("In the middle of its trace, times of %s are right to %s."), self->name, accuracy);
}

/* Returns: (transfer full): "12 of 123 456 events (0.01 %) lie outside …" */
char *
gs_clock_text_dup_health (guint64 n_events, guint64 n_outside)
{
  g_autofree char *all = gs_time_text_dup_integer ((gint64) n_events);
  g_autofree char *outside = gs_time_text_dup_integer ((gint64) n_outside);
  double share;

  if (n_events == 0)
    return g_strdup (_ ("It isn't known when the host ran this machine, so its events can't be checked against that."));
  share = 100.0 * (double) n_outside / (double) n_events;
  if (n_outside == 0)
    return g_strdup_printf (ngettext ("The only event (%s) fell into a time at which the host ran its virtual CPU.",
                                      "All %s events fell into times at which the host ran their virtual CPU.",
                                      (gulong) n_events),
                            all);
  return g_strdup_printf (
      _ ("%s of %s events (%.*f %%) fell into times at which the host did not run their virtual CPU."), outside, all,
      share < 0.1 ? 3 :
      share < 10  ? 1 :
                    0,
      share);
}

/* Without what people put between digits, and with a plain minus. */
static char *
gs_clock_text_strip (const char *text)
{
  static const char *const spaces[] = { "\u202f", "\u2009", "\u00a0", " ", "\t" };
  GString *plain = g_string_new (text);

  for (guint i = 0; i < G_N_ELEMENTS (spaces); i++)
    g_string_replace (plain, spaces[i], "", 0);
  g_string_replace (plain, "\u2212", "-", 0);
  return g_string_free (plain, FALSE);
}

/* "12.345" in a unit, exactly: a double would not hold a day's nanoseconds and their sign.
 * Returns: FALSE where it isn't a number, or too large a one */
static gboolean
gs_clock_text_scan (const char **text, gint64 unit, gint64 *ns)
{
  const char *at = *text;
  gint64 whole = 0, part = 0;
  gint64 scale = unit;

  if (!g_ascii_isdigit (*at) && !(at[0] == '.' && g_ascii_isdigit (at[1])))
    return FALSE;
  for (; g_ascii_isdigit (*at); at++)
    if (__builtin_mul_overflow (whole, 10, &whole) || __builtin_add_overflow (whole, *at - '0', &whole))
      return FALSE;
  if (*at == '.' || *at == ',')
    for (at++; g_ascii_isdigit (*at); at++)
      {
        scale /= 10;
        part += (*at - '0') * scale;
      }
  *text = at;
  return !__builtin_mul_overflow (whole, unit, &whole) && !__builtin_add_overflow (whole, part, ns);
}

/**
 * gs_clock_text_parse_duration:
 * @text: a number with a sign and a unit (ns, us, µs, ms, s, min, h, d; without one: ns)
 * @ns: (out): untouched on an error
 * @error: it is no such thing (%GS_ERROR_ARGUMENT)
 */
gboolean
gs_clock_text_parse_duration (const char *text, gint64 *ns, GError **error)
{
  g_autofree char *plain = gs_clock_text_strip (text);
  const char *number = plain + (plain[0] == '-' || plain[0] == '+');
  const char *unit = number + strspn (number, "0123456789.,");

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gint64 size;
      const char *at = number;

      if (!g_str_equal (unit, units[i].name))
        continue;
      if (!gs_clock_text_scan (&at, units[i].ns, &size) || at != unit)
        break;
      *ns = plain[0] == '-' ? -size : size;
      return TRUE;
    }
  g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT,
               _ ("“%s” is not an offset: give a number and a unit, as in “-1.5 ms” or “26 s”"), text);
  return FALSE;
}

/* "09:12:30.512345678", on the day that is nearest to @near in the local time zone. */
static gboolean
gs_clock_text_parse_clock (const char *plain, gint64 near, gint64 *time)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (near / GS_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  g_autoptr (GDateTime) found = NULL;
  int hour, minute, n = 0;
  gint64 ns;
  const char *seconds;

  if (local == NULL || sscanf (plain, "%2d:%2d:%n", &hour, &minute, &n) != 2 || n == 0)
    return FALSE;
  seconds = plain + n;
  if (!gs_clock_text_scan (&seconds, GS_SEC, &ns) || *seconds != '\0' || ns >= 60 * GS_SEC)
    return FALSE;
  found = g_date_time_new (zone, g_date_time_get_year (local), g_date_time_get_month (local),
                           g_date_time_get_day_of_month (local), hour, minute, 0);
  if (found == NULL)
    return FALSE;
  *time = g_date_time_to_unix (found) * GS_SEC + ns;
  if (*time - near > 43200 * GS_SEC)
    *time -= 86400 * GS_SEC;
  else if (near - *time > 43200 * GS_SEC)
    *time += 86400 * GS_SEC;
  return TRUE;
}

/**
 * gs_clock_text_parse_moment:
 * @text: a local clock's time, or ns since the epoch, or "+" and a duration since @span's begin
 * @span: of the experiment
 * @time: (out): ns since the epoch; untouched on an error
 * @error: it is no such thing (%GS_ERROR_ARGUMENT)
 */
gboolean
gs_clock_text_parse_moment (const char *text, GsSpan span, gint64 *time, GError **error)
{
  g_autofree char *plain = gs_clock_text_strip (text);
  gint64 since, moment;

  if (gs_clock_text_parse_clock (plain, span.begin, time))
    return TRUE;
  if (plain[0] == '+' && gs_clock_text_parse_duration (plain, &since, NULL)
      && !__builtin_add_overflow (span.begin, since, &moment))
    {
      *time = moment;
      return TRUE;
    }
  if (plain[0] != '+' && gs_time_text_parse (plain, span.begin, time, NULL))
    return TRUE;
  g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT,
               _ ("“%s” is not a time: give it as the status bar does, as in “09:12:30.512”"), text);
  return FALSE;
}
