/* gs-ticks.c: where a time axis has its ticks, and what they say
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-ticks.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "draw/gs-pen.h"

#define MINUTE (60 * GS_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

/* Times before that are no dates: the trace counts from its machine's start. */

/* Twice that can still be counted. */
#define LONGEST_STEP ((double) (G_MAXINT64 / 4))

/* Between labelled ticks, in pixels. */
#define TICK_DISTANCE 104

#define THIN_SPACE "\u202f"

static const gint64 long_steps[] = {
  GS_SEC,     2 * GS_SEC,  5 * GS_SEC,  10 * GS_SEC, 15 * GS_SEC, 30 * GS_SEC, MINUTE,   2 * MINUTE,
  5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR,        2 * HOUR,    3 * HOUR, 6 * HOUR,
  12 * HOUR,  DAY,         2 * DAY,     7 * DAY,     14 * DAY,    28 * DAY,
};

/**
 * gs_ticks_get_step:
 * @width: of the axis, in pixels
 * @least_px: how far apart ticks are to be at least
 *
 * Returns: ns between two labelled ticks, a number that people count in
 */
gint64
gs_ticks_get_step (GsSpan visible, double width, double least_px)
{
  double least = (double) gs_span_duration (visible) * least_px / MAX (width, 1);

  for (gint64 decade = 1; decade < GS_SEC; decade *= 10)
    for (guint i = 0; i < 3; i++)
      {
        static const gint64 factors[] = { 1, 2, 5 };

        if ((double) (decade * factors[i]) >= least)
          return decade * factors[i];
      }
  for (guint i = 0; i < G_N_ELEMENTS (long_steps); i++)
    if ((double) long_steps[i] >= least)
      return long_steps[i];
  return ((gint64) (MIN (least, LONGEST_STEP) / (double) (28 * DAY)) + 1) * 28 * DAY;
}

/* Into how many parts unlabelled ticks divide a step. */
static guint
gs_ticks_get_n_minor (gint64 step)
{
  static const guint parts[] = { 5, 4, 2, 3, 6 };

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      gint64 minor = step / parts[i];
      gint64 unit = step > MINUTE ? MINUTE : step > GS_SEC ? GS_SEC : 1;

      if (step % parts[i] == 0 && minor % unit == 0)
        return parts[i];
    }
  return 1;
}

/* Whether times are counted from an origin. */
static gboolean
gs_ticks_is_relative (const GsTimeAxis *axis)
{
  return axis != NULL && (axis->format == GS_TIME_FORMAT_SECONDS || axis->format == GS_TIME_FORMAT_NS);
}

/* Seconds that the local time is ahead of UTC, for times that are dates. */
static gint64
gs_ticks_utc_offset (const GsTimeAxis *axis, gint64 time)
{
  g_autoptr (GDateTime) date = NULL;

  if (time < GS_TIME_FIRST_DATE || (axis != NULL && axis->format == GS_TIME_FORMAT_UTC))
    return 0;
  date = g_date_time_new_from_unix_local (time / GS_SEC);
  return date != NULL ? g_date_time_get_utc_offset (date) / G_TIME_SPAN_SECOND : 0;
}

/* Returns: what is left of @time in a whole number of steps, from 0 on */
static gint64
gs_ticks_get_rest (gint64 time, gint64 step)
{
  gint64 rest = time % step;

  return rest < 0 ? rest + step : rest;
}

/* Returns: the later time; the last that there is where there is none later */
static gint64
gs_ticks_add (gint64 time, gint64 length)
{
  gint64 later;

  return __builtin_add_overflow (time, length, &later) ? G_MAXINT64 : later;
}

/**
 * gs_ticks_get_first:
 *
 * Returns: the first tick at or after @time; long steps begin with the local day. %G_MAXINT64 where there is none
 */
gint64
gs_ticks_get_first (const GsTimeAxis *axis, gint64 time, gint64 step)
{
  gint64 rest = gs_ticks_get_rest (time, step);

  if (gs_ticks_is_relative (axis))
    rest = gs_ticks_get_rest (rest - gs_ticks_get_rest (axis->origin, step), step);
  else if (step > GS_SEC)
    rest = gs_ticks_get_rest (rest + gs_ticks_utc_offset (axis, time) * GS_SEC % step, step);
  return rest == 0 ? time : gs_ticks_add (time, step - rest);
}

static char *
gs_ticks_dup_clock (const GsTimeAxis *axis, gint64 time, const char *format)
{
  g_autoptr (GDateTime) date = NULL;

  if (time >= GS_TIME_FIRST_DATE && axis != NULL && axis->format == GS_TIME_FORMAT_UTC)
    date = g_date_time_new_from_unix_utc (time / GS_SEC);
  else if (time >= GS_TIME_FIRST_DATE)
    date = g_date_time_new_from_unix_local (time / GS_SEC);
  if (date != NULL)
    return g_date_time_format (date, format);
  if (time < 0)
    return g_strdup_printf ("%" G_GINT64_FORMAT " s", time / GS_SEC - (time % GS_SEC != 0));
  return g_strdup_printf ("%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT ":%02" G_GINT64_FORMAT, time / HOUR,
                          time / MINUTE % 60, time / GS_SEC % 60);
}

/* "+12.345 6" or "+12 345 600": since the origin, with digits enough to tell ticks apart. */
static char *
gs_ticks_dup_relative (const GsTimeAxis *axis, gint64 time, gint64 step)
{
  gint64 since = gs_time_subtract (time, axis->origin), precision = 1;

  if (axis->format == GS_TIME_FORMAT_NS)
    return gs_time_text_dup_integer (since);
  while (precision <= step / 10)
    precision *= 10;
  return gs_time_text_dup_seconds (since, precision);
}

/**
 * gs_ticks_dup_label:
 * @time: of a tick, ns
 * @step: between ticks, ns
 *
 * Returns: (transfer full): a clock time, or where ticks are less than a second
 *   apart the fraction of the second, with no more digits than tell ticks apart
 */
char *
gs_ticks_dup_label (const GsTimeAxis *axis, gint64 time, gint64 step)
{
  GString *text;
  gint64 fraction = ((time % GS_SEC) + GS_SEC) % GS_SEC;
  gint64 unit = GS_SEC / 10;
  guint n_digits = 0;

  if (gs_ticks_is_relative (axis))
    return gs_ticks_dup_relative (axis, time, step);
  if (step >= DAY)
    return gs_ticks_dup_clock (axis, time, "%F");
  if (step >= MINUTE)
    return gs_ticks_dup_clock (axis, time, time >= GS_TIME_FIRST_DATE ? "%H:%M" : "%H:%M:%S");
  if (step >= GS_SEC)
    return gs_ticks_dup_clock (axis, time, "%H:%M:%S");

  text = g_string_new (gs_time_text_get_point ());
  for (; unit > 0 && (n_digits == 0 || unit * 10 > step); unit /= 10, n_digits++)
    {
      if (n_digits > 0 && n_digits % 3 == 0)
        g_string_append (text, THIN_SPACE);
      g_string_append_c (text, '0' + (char) (fraction / unit % 10));
    }
  return g_string_free (text, FALSE);
}

/* Returns: (transfer full): what a tick's label leaves out: the date, but for
 * @short_form, and for short steps the second */
static char *
gs_ticks_dup_context (const GsTimeAxis *axis, gint64 time, gint64 step, gboolean short_form)
{
  if (gs_ticks_is_relative (axis))
    return g_strdup (short_form                        ? "" :
                     axis->format == GS_TIME_FORMAT_NS ? _ ("nanoseconds since the experiment’s start") :
                                                         _ ("since the experiment’s start"));
  if (time < GS_TIME_FIRST_DATE && step >= GS_SEC)
    return g_strdup (short_form ? "" : _ ("since the machine’s start"));
  if (step >= GS_SEC)
    return gs_ticks_dup_clock (axis, time, short_form ? "%d" : "%F");
  return gs_ticks_dup_clock (axis, time, short_form ? "%H:%M:%S" : "%F %H:%M:%S");
}

static double
gs_ticks_get_x (GsSpan visible, double width, gint64 time)
{
  return (double) gs_time_subtract (time, visible.begin) / (double) gs_span_duration (visible) * width;
}

static void
gs_ticks_draw_text (cairo_t *cr, PangoLayout *layout, double x, double y)
{
  cairo_move_to (cr, x, y);
  gs_pen_show_layout (cr, layout);
}

static void
gs_ticks_draw_lines (cairo_t *cr, const GsTimeAxis *axis, GsSpan visible, double width, gint64 step, double top,
                     double bottom)
{
  for (gint64 time = gs_ticks_get_first (axis, visible.begin, step); time < visible.end;
       time = gs_ticks_add (time, step))
    cairo_rectangle (cr, (int) gs_ticks_get_x (visible, width, time), top, 1, bottom - top);
  gs_pen_fill (cr);
}

/* The labels of ticks; one whose end would not be seen is left out. */
static void
gs_ticks_draw_labels (cairo_t *cr, PangoLayout *layout, const GsTimeAxis *axis, GsSpan visible, double width,
                      gint64 step)
{
  for (gint64 time = gs_ticks_get_first (axis, visible.begin, step); time < visible.end;
       time = gs_ticks_add (time, step))
    {
      g_autofree char *label = gs_ticks_dup_label (axis, time, step);
      double x = gs_ticks_get_x (visible, width, time) + 4;
      int label_width;

      pango_layout_set_text (layout, label, -1);
      pango_layout_get_pixel_size (layout, &label_width, NULL);
      if (x + label_width <= width)
        gs_ticks_draw_text (cr, layout, x, GS_RULER_HEIGHT - 18);
    }
}

/* Where the context that holds at @time ends: with the second or with the day. */
static gint64
gs_ticks_get_context_end (const GsTimeAxis *axis, gint64 time, gint64 step)
{
  if (gs_ticks_is_relative (axis))
    return G_MAXINT64;
  return gs_ticks_get_first (axis, time + 1, step >= GS_SEC ? DAY : GS_SEC);
}

/* The context at the left edge and wherever it changes, each within its own
 * part of the axis: what does not fit there would be read as another's. */
static void
gs_ticks_draw_context (cairo_t *cr, PangoLayout *layout, const GsTimeAxis *axis, GsSpan visible, double width,
                       gint64 step)
{
  gboolean short_form = FALSE;

  for (gint64 time = visible.begin; time < visible.end; time = gs_ticks_get_context_end (axis, time, step))
    {
      double x = gs_ticks_get_x (visible, width, time) + 4;
      double room = MIN (gs_ticks_get_x (visible, width, gs_ticks_get_context_end (axis, time, step)), width) - x;

      for (gboolean form = short_form; form <= TRUE; form++)
        {
          g_autofree char *text = gs_ticks_dup_context (axis, time, step, form);
          int text_width;

          pango_layout_set_text (layout, text, -1);
          pango_layout_get_pixel_size (layout, &text_width, NULL);
          if (text_width <= room)
            {
              gs_ticks_draw_text (cr, layout, x, 2);
              short_form = step < GS_SEC;
              break;
            }
        }
      /* A date says little about days, which the labels name. */
      if (step >= DAY)
        break;
    }
}

/**
 * gs_ticks_draw_ruler:
 * @font: a pango font description
 * @width: in pixels; the height is %GS_RULER_HEIGHT
 *
 * Draws a time axis with its labels, on whatever is there.
 */
void
gs_ticks_draw_ruler (cairo_t *cr, const GsPalette *palette, const char *font, const GsTimeAxis *axis, GsSpan visible,
                     double width)
{
  g_autoptr (PangoLayout) layout = NULL;
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  gint64 step, minor;

  if (gs_span_duration (visible) <= 0 || width < 1)
    return;

  layout = pango_cairo_create_layout (cr);
  pango_layout_set_font_description (layout, description);
  step = gs_ticks_get_step (visible, width, TICK_DISTANCE);
  minor = step / gs_ticks_get_n_minor (step);

  gs_pen_set_colour (cr, palette->line, 1);
  gs_ticks_draw_lines (cr, axis, visible, width, minor, GS_RULER_HEIGHT - 4, GS_RULER_HEIGHT);
  gs_pen_set_colour (cr, palette->dim_text, 1);
  gs_ticks_draw_lines (cr, axis, visible, width, step, GS_RULER_HEIGHT - 16, GS_RULER_HEIGHT);
  gs_ticks_draw_context (cr, layout, axis, visible, width, step);
  gs_pen_set_colour (cr, palette->text, 1);
  gs_ticks_draw_labels (cr, layout, axis, visible, width, step);
}

/**
 * gs_ticks_draw_grid:
 *
 * Draws the ruler's labelled ticks as lines down a chart.
 */
void
gs_ticks_draw_grid (cairo_t *cr, const GsPalette *palette, const GsTimeAxis *axis, GsSpan visible, double width,
                    double height)
{
  if (gs_span_duration (visible) <= 0 || width < 1)
    return;
  gs_pen_set_colour (cr, palette->line, 1);
  gs_ticks_draw_lines (cr, axis, visible, width, gs_ticks_get_step (visible, width, TICK_DISTANCE), 0, height);
}
