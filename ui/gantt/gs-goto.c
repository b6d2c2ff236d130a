/* gs-goto.c: what a person wrote to go to: a time, a range or a thread
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-goto.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/gs-error.h"

/* Three digits, and no more. */
static gboolean
gs_goto_is_group (const char *text)
{
  return g_ascii_isdigit (text[0]) && g_ascii_isdigit (text[1]) && g_ascii_isdigit (text[2])
         && !g_ascii_isdigit (text[3]);
}

/* Groups of digits are written apart; a comma is a decimal point, too. */
static char *
gs_goto_normalize (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  GString *plain = g_string_new (NULL);
  gboolean was_digit = FALSE;

  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p), next = g_utf8_get_char (g_utf8_next_char (p));

      if (c == ' ' && was_digit && gs_goto_is_group (p + 1))
        continue;
      if (c == 0x202f || c == 0xa0 || c == 0x2009 || (c == '_' && was_digit))
        continue;
      if (c == 0x2013 || c == 0x2014 || c == 0x2026 || c == 0x2192)
        g_string_append (plain, "..");
      else if (c == 0x2212)
        g_string_append_c (plain, '-');
      else if (c == 0xb5 || c == 0x3bc)
        g_string_append_c (plain, 'u');
      else if (c == ',' && was_digit && g_unichar_isdigit (next))
        g_string_append_c (plain, '.');
      else
        g_string_append_unichar (plain, g_unichar_tolower (c));
      was_digit = c < 0x80 && g_ascii_isdigit ((char) c);
    }
  return g_strstrip (g_string_free (plain, FALSE));
}

/* A number with a fraction, exactly: @whole and @fraction in billionths. */
static gboolean
gs_goto_scan_number (const char **text, gint64 *whole, gint64 *fraction)
{
  const char *p = *text, *begin = p;
  gint64 unit = GS_SEC / 10;

  *whole = *fraction = 0;
  for (; g_ascii_isdigit (*p); p++)
    {
      if (*whole > (G_MAXINT64 - 9) / 10)
        return FALSE;
      *whole = *whole * 10 + (*p - '0');
    }
  if (p[0] == '.' && p[1] != '.')
    for (p++; g_ascii_isdigit (*p); p++, unit /= 10)
      *fraction += (*p - '0') * unit;
  if (p == begin || (p == begin + 1 && *begin == '.'))
    return FALSE;
  *text = p;
  return TRUE;
}

static gint64
gs_goto_scan_unit (const char **text)
{
  static const struct
  {
    const char *name;
    gint64 ns;
  } units[] = {
    { "ns", 1 },     { "us", GS_USEC },      { "ms", GS_MSEC },    { "min", 60 * GS_SEC },
    { "s", GS_SEC }, { "h", 3600 * GS_SEC }, { "m", 60 * GS_SEC },
  };
  const char *p = *text;

  while (*p == ' ')
    p++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      gsize length = strlen (units[i].name);

      if (strncmp (p, units[i].name, length) == 0 && !g_ascii_isalpha (p[length]))
        {
          *text = p + length;
          return units[i].ns;
        }
    }
  return 0;
}

static gboolean
gs_goto_multiply (gint64 whole, gint64 fraction, gint64 unit, gint64 *ns)
{
  gint64 product, rest = (gint64) ((double) fraction / GS_SEC * (double) unit + 0.5);

  return !__builtin_mul_overflow (whole, unit, &product) && !__builtin_add_overflow (product, rest, ns);
}

/* "1.5 ms", "2 min 5 s"; without a unit seconds. */
static gboolean
gs_goto_scan_duration (const char *text, gint64 *ns)
{
  gboolean has_any = FALSE;

  *ns = 0;
  while (*text != '\0')
    {
      gint64 whole, fraction, unit, part;

      if (!gs_goto_scan_number (&text, &whole, &fraction))
        return FALSE;
      unit = gs_goto_scan_unit (&text);
      while (*text == ' ')
        text++;
      if (unit == 0 && (has_any || *text != '\0'))
        return FALSE;
      if (!gs_goto_multiply (whole, fraction, unit != 0 ? unit : GS_SEC, &part)
          || __builtin_add_overflow (*ns, part, ns))
        return FALSE;
      has_any = TRUE;
    }
  return has_any;
}

/* "09:12:30.5", "09:12"; on the day of @day. */
static gboolean
gs_goto_scan_clock (const char *text, GDateTime *day, GTimeZone *zone, gint64 *time)
{
  g_autoptr (GDateTime) date = NULL;
  gint64 hour, minute, second = 0, fraction = 0, none;

  if (!gs_goto_scan_number (&text, &hour, &none) || none != 0 || *text++ != ':' || hour > 23)
    return FALSE;
  if (!gs_goto_scan_number (&text, &minute, &none) || none != 0 || minute > 59)
    return FALSE;
  if (*text == ':')
    {
      text++;
      if (!gs_goto_scan_number (&text, &second, &fraction) || second > 59)
        return FALSE;
    }
  if (*text != '\0')
    return FALSE;
  date = g_date_time_new (zone, g_date_time_get_year (day), g_date_time_get_month (day),
                          g_date_time_get_day_of_month (day), hour, minute, second);
  if (date == NULL)
    return FALSE;
  return !__builtin_mul_overflow (g_date_time_to_unix (date), GS_SEC, time)
         && !__builtin_add_overflow (*time, fraction, time);
}

static gboolean
gs_goto_scan_date (const char *text, const GsGotoContext *context, GTimeZone *zone, gint64 *time)
{
  g_autoptr (GDateTime) here = g_date_time_new_from_unix_utc (context->here / GS_SEC);
  g_autoptr (GDateTime) day = here != NULL ? g_date_time_to_timezone (here, zone) : NULL;
  int year, month, day_of_month, length = 0;

  if (sscanf (text, "%4d-%2d-%2d%n", &year, &month, &day_of_month, &length) == 3 && length >= 8)
    {
      g_clear_pointer (&day, g_date_time_unref);
      day = g_date_time_new (zone, year, month, day_of_month, 0, 0, 0);
      if (day == NULL)
        return FALSE;
      text += length;
      if (*text == '\0')
        return !__builtin_mul_overflow (g_date_time_to_unix (day), GS_SEC, time);
      while (*text == ' ' || *text == 't')
        text++;
    }
  return day != NULL && gs_goto_scan_clock (text, day, zone, time);
}

static gboolean
gs_goto_scan_time (const char *text, const GsGotoContext *context, gint64 *time)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  GTimeZone *zone = context->zone != NULL ? context->zone : local;
  const char *p = text;
  gint64 whole, fraction, ns;

  if (*text == '+')
    {
      for (p++; *p == ' ';)
        p++;
      return gs_goto_scan_duration (p, &ns) && !__builtin_add_overflow (context->full.begin, ns, time);
    }
  if (strchr (text, ':') != NULL || strchr (text, '-') != NULL)
    return gs_goto_scan_date (text, context, zone, time);
  /* With a unit it cannot be a time of day: it counts from the begin. */
  if (gs_goto_scan_number (&p, &whole, &fraction) && *p == '\0' && fraction == 0)
    {
      *time = whole;
      return TRUE;
    }
  return gs_goto_scan_duration (text, &ns) && !__builtin_add_overflow (context->full.begin, ns, time);
}

static gboolean
gs_goto_scan_tid (const char *text, gint32 *tid)
{
  gint64 whole, fraction;

  if (g_str_has_prefix (text, "tid"))
    text += 3;
  else if (*text == '#')
    text++;
  else
    return FALSE;
  while (*text == ' ' || *text == ':' || *text == '=')
    text++;
  if (!gs_goto_scan_number (&text, &whole, &fraction) || fraction != 0 || *text != '\0' || whole > G_MAXINT32)
    return FALSE;
  *tid = (gint32) whole;
  return TRUE;
}

/* Cuts @text in two where one of the words for "from … to …" stands. */
static char *
gs_goto_split (char *text, gboolean *is_length)
{
  static const struct
  {
    const char *word;
    gboolean is_length;
  } words[] = {
    { "..", FALSE }, { " to ", FALSE }, { " - ", FALSE }, { " for ", TRUE }, { " + ", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      char *found = strstr (text, words[i].word);

      if (found == NULL)
        continue;
      *found = '\0';
      *is_length = words[i].is_length;
      g_strchomp (text);
      return g_strchug (found + strlen (words[i].word));
    }
  return NULL;
}

static gboolean
gs_goto_scan_range (char *first, const char *second, gboolean is_length, const GsGotoContext *context, GsSpan *span)
{
  GsGotoContext rest = *context;
  gint64 length;

  if (!gs_goto_scan_time (first, context, &span->begin))
    return FALSE;
  rest.here = span->begin;
  if (!is_length)
    return gs_goto_scan_time (second, &rest, &span->end);
  return gs_goto_scan_duration (second, &length) && !__builtin_add_overflow (span->begin, length, &span->end);
}

/**
 * gs_goto_parse:
 * @context: what the text is understood against
 * @result: (out): untouched on an error
 * @error: it is neither, or lies outside the experiment (%GS_ERROR_ARGUMENT)
 */
gboolean
gs_goto_parse (const char *text, const GsGotoContext *context, GsGoto *result, GError **error)
{
  g_autofree char *plain = gs_goto_normalize (text);
  GsGoto found = { GS_GOTO_TIME, { 0, 0 }, 0 };
  gboolean is_length = FALSE, is_valid;
  char *second = NULL;

  if (gs_goto_scan_tid (plain, &found.tid))
    found.kind = GS_GOTO_TID;
  else if ((second = gs_goto_split (plain, &is_length)) != NULL)
    found.kind = GS_GOTO_RANGE;

  is_valid = found.kind == GS_GOTO_TID
             || (found.kind == GS_GOTO_RANGE && gs_goto_scan_range (plain, second, is_length, context, &found.span))
             || (found.kind == GS_GOTO_TIME && gs_goto_scan_time (plain, context, &found.span.begin));
  if (!is_valid)
    {
      g_set_error (
          error, GS_ERROR, GS_ERROR_ARGUMENT,
          _ ("This is no time, range or thread. Write 09:12:30.5, +1.25 s, +1 s .. +2 s, +1 s for 20 ms or tid 194"));
      return FALSE;
    }
  if (found.kind == GS_GOTO_RANGE && found.span.begin > found.span.end)
    found.span = (GsSpan){ found.span.end, found.span.begin };
  if (found.kind == GS_GOTO_TIME)
    found.span.end = found.span.begin;
  if (found.kind != GS_GOTO_TID && (found.span.begin >= context->full.end || found.span.end < context->full.begin))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT, _ ("The experiment does not include that time"));
      return FALSE;
    }
  *result = found;
  return TRUE;
}
