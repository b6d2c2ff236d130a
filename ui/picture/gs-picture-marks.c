/* gs-picture-marks.c: what a person has marked, over a picture's rows and ruler
 * SPDX-License-Identifier: MIT
 *
 * As the window shows it.
 */
#include "picture/gs-picture-private.h"

#include <math.h>

#include "base/gs-time-text.h"
#include "draw/gs-flag-places.h"
#include "draw/gs-pen.h"
#include "draw/gs-text-layout.h"
#include "draw/gs-ticks.h"
#include "rows/gs-scene.h"

/* Of a mark's name, in pixels. */
#define FLAG_WIDTH 120
#define FLAG_HEIGHT 15
#define FLAG_PADDING 4

/* All but the selection is dimmed, with a line at each of its ends and its length. */
void
gs_picture_draw_selection (GsPicture *self, int top, int width)
{
  GsSpan span = self->spec->span, seen = gs_span_intersect (self->spec->selection, span);
  double per_ns = width / (double) gs_span_duration (span);
  double x = self->names_width + (double) (seen.begin - span.begin) * per_ns;
  double selected = (double) gs_span_duration (seen) * per_ns;
  int height = (int) self->n_shown * self->row_height;
  g_autofree char *text = NULL;

  if (gs_span_duration (seen) <= 0)
    return;
  text = gs_time_text_dup_duration (gs_span_duration (self->spec->selection), 1);
  gs_pen_set_colour (self->cr, self->palette->background, GS_OUTSIDE_ALPHA);
  cairo_rectangle (self->cr, self->names_width, top, x - self->names_width, height);
  cairo_rectangle (self->cr, x + selected, top, self->names_width + width - x - selected, height);
  gs_pen_fill (self->cr);
  gs_pen_set_colour (self->cr, self->palette->accent, 0.8);
  cairo_rectangle (self->cr, x, top - 4, 1, height + 4);
  cairo_rectangle (self->cr, x + selected - 1, top - 4, 1, height + 4);
  cairo_rectangle (self->cr, x, top - 4, selected, 2);
  gs_pen_fill (self->cr);
  gs_scene_draw_label (self->cr, SMALL_FONT, text, self->palette->text, MIN (x + 4, self->width - 90.0),
                       TITLE_HEIGHT - 12, 90, 14);
}

static void
gs_picture_fill (GsPicture *self, guint32 colour, double alpha, double x, double y, double width, double height)
{
  gs_pen_set_colour (self->cr, colour, alpha);
  cairo_rectangle (self->cr, x, y, width, height);
  gs_pen_fill (self->cr);
}

/* A line down the rows, and on the ruler a flag with a name. */
static void
gs_picture_draw_mark (GsPicture *self, GsFlagPlaces *places, const GsPictureMark *mark, double x)
{
  guint32 colour = mark->is_marker ? self->palette->accent : self->palette->dim_text;
  guint32 on_accent = gs_colour_contrast (colour, 0xffffff) >= 4.5 ? 0xffffff : 0;
  guint32 text = mark->is_marker ? on_accent : self->palette->background;
  double name = MIN (gs_text_layout_get_width (self->cr, FONT, mark->name), FLAG_WIDTH);
  double flag_width = name + 2 * FLAG_PADDING;
  double flag = self->names_width + gs_flag_places_take (places, x - self->names_width, flag_width);

  gs_picture_fill (self, colour, mark->is_marker ? 0.85 : 0.6, x, TITLE_HEIGHT + GS_RULER_HEIGHT, 1,
                   self->counters_height + (double) self->n_shown * self->row_height);
  gs_picture_fill (self, colour, 1, x, TITLE_HEIGHT, 1, GS_RULER_HEIGHT);
  gs_picture_fill (self, colour, 1, flag, TITLE_HEIGHT, flag_width, FLAG_HEIGHT);
  gs_scene_draw_label (self->cr, FONT, mark->name, text, flag + FLAG_PADDING, TITLE_HEIGHT, name + 1, FLAG_HEIGHT);
}

/* Those of the range that is shown. @width: of the chart */
void
gs_picture_draw_marks (GsPicture *self, int width)
{
  g_auto (GsFlagPlaces) places = gs_flag_places_new (width);
  GsSpan span = self->spec->span;

  for (guint i = 0; i < self->spec->n_marks; i++)
    {
      const GsPictureMark *mark = &self->spec->marks[i];
      double share = (double) gs_time_subtract (mark->time, span.begin) / (double) gs_span_duration (span);

      if (gs_span_contains (span, mark->time))
        gs_picture_draw_mark (self, &places, mark, self->names_width + floor (share * width));
    }
}
