/* gs-picture-private.h: what the files of gs-picture share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "picture/gs-picture.h"
#include "report/gs-counter.h"
#include "rows/gs-row-list.h"

G_BEGIN_DECLS

#define FONT "Sans 9"
#define SMALL_FONT "Sans 8"
#define MACHINE_FONT "Sans Bold 9"
#define SMALL_MACHINE_FONT "Sans Bold 8"

#define MARGIN 10
#define TITLE_HEIGHT 34

typedef struct
{
  const GsPictureSpec *spec;
  const GsTimeline *timeline;
  const GsPalette *palette;
  GsPalette *dimmed;   /* that one, where states are hidden, else NULL */
  GPtrArray *shown;    /* of GsRow */
  guint first_machine; /* the rows before it do not stand below their machine */
  cairo_t *cr;         /* what is drawn on, in pixels */
  gboolean is_vector;
  int scale;            /* of the bars */
  int column_px;        /* how wide the columns of outlines are, where scale is 1 */
  gboolean is_too_fine; /* outlines that were drawn have too many points */
  int width, height;
  int names_width;
  int legend_height;
  int row_height;
  guint n_shown;
  GPtrArray *counters; /* of GsCounter */
  int counters_height;
} GsPicture;

void gs_picture_init (GsPicture *self, GsTimeline *timeline, const GsPictureSpec *spec, GsPictureFormat format);
void gs_picture_draw (GsPicture *self);
void gs_picture_clear (GsPicture *self);

/* gs-picture-marks.c */
void gs_picture_draw_selection (GsPicture *self, int top, int width);
void gs_picture_draw_marks (GsPicture *self, int width);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsPicture, gs_picture_clear)

G_END_DECLS
