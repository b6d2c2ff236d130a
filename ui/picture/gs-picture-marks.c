/* gs-picture-marks.c: what a person has marked, over a picture's rows and ruler
 * SPDX-License-Identifier: MIT
 *
 * As the window shows it.
 */
#include "picture/gs-picture-private.h"

#include <math.h>

#include "base/gs-time-text.h"
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
  gs_scene_set_colour (self->cr, self->palette->background, GS_OUTSIDE_ALPHA);
  cairo_rectangle (self->cr, self->names_width, top, x - self->names_width, height);
  cairo_rectangle (self->cr, x + selected, top, self->names_width + width - x - selected, height);
  cairo_fill (self->cr);
  gs_scene_set_colour (self->cr, self->palette->accent, 0.8);
  cairo_rectangle (self->cr, x, top - 4, 1, height + 4);
  cairo_rectangle (self->cr, x + selected - 1, top - 4, 1, height + 4);
  cairo_rectangle (self->cr, x, top - 4, selected, 2);
  cairo_fill (self->cr);
  gs_scene_draw_label (self->cr, SMALL_FONT, text, self->palette->text, MIN (x + 4, self->width - 90.0),
                       TITLE_HEIGHT - 12, 90, 14);
}

static void
gs_picture_fill (GsPicture *self, guint32 colour, double alpha, double x, double y, double width, double height)
{
  gs_scene_set_colour (self->cr, colour, alpha);
  cairo_rectangle (self->cr, x, y, width, height);
  cairo_fill (self->cr);
}

/* What a flag takes of the ruler, in pixels. */
typedef struct
{
  double begin, end;
} GsPictureFlag;

/* Where a flag begins: right of those that lie where it would, as long as there is room. */
static double
gs_picture_part_flag (GArray *flags, double x, double width, double right)
{
  GsPictureFlag own;

  for (guint i = 0; i < flags->len; i++)
    {
      const GsPictureFlag *other = &g_array_index (flags, GsPictureFlag, i);

      if (x > other->end || x + width <= other->begin || other->end + 1 + width > right)
        continue;
      x = other->end + 1;
      i = G_MAXUINT; /* it may lie on another one now */
    }
  own = (GsPictureFlag){ x, x + width };
  g_array_append_val (flags, own);
  return x;
}

/* A line down the rows, and on the ruler a flag with a name, left of it where it would be cut. */
static void
gs_picture_draw_mark (GsPicture *self, GArray *flags, const GsPictureMark *mark, double x, double right)
{
  guint32 colour = mark->is_marker ? self->palette->accent : self->palette->dim_text;
  guint32 on_accent = gs_colour_contrast (colour, 0xffffff) >= 4.5 ? 0xffffff : 0;
  guint32 text = mark->is_marker ? on_accent : self->palette->background;
  double name = MIN (gs_text_layout_get_width (self->cr, FONT, mark->name), FLAG_WIDTH);
  double flag = x + name + 2 * FLAG_PADDING <= right ? x : MAX (x + 1 - name - 2 * FLAG_PADDING, self->names_width);

  flag = gs_picture_part_flag (flags, flag, name + 2 * FLAG_PADDING, right);
  gs_picture_fill (self, colour, mark->is_marker ? 0.85 : 0.6, x, TITLE_HEIGHT + GS_RULER_HEIGHT, 1,
                   self->counters_height + (double) self->n_shown * self->row_height);
  gs_picture_fill (self, colour, 1, x, TITLE_HEIGHT, 1, GS_RULER_HEIGHT);
  gs_picture_fill (self, colour, 1, flag, TITLE_HEIGHT, name + 2 * FLAG_PADDING, FLAG_HEIGHT);
  gs_scene_draw_label (self->cr, FONT, mark->name, text, flag + FLAG_PADDING, TITLE_HEIGHT, name + 1, FLAG_HEIGHT);
}

/* Those of the range that is shown. @width: of the chart */
void
gs_picture_draw_marks (GsPicture *self, int width)
{
  g_autoptr (GArray) flags = g_array_new (FALSE, FALSE, sizeof (GsPictureFlag));
  GsSpan span = self->spec->span;

  for (guint i = 0; i < self->spec->n_marks; i++)
    {
      const GsPictureMark *mark = &self->spec->marks[i];
      double share = (double) gs_time_subtract (mark->time, span.begin) / (double) gs_span_duration (span);

      if (gs_span_contains (span, mark->time))
        gs_picture_draw_mark (self, flags, mark, self->names_width + floor (share * width), self->names_width + width);
    }
}
