/* gs-painter.h: one row's track into the pixels of an image
 * SPDX-License-Identifier: MIT
 *
 * No GTK and no cairo: plain memory, any thread. All lengths are device pixels.
 */
#pragma once

#include "draw/gs-canvas.h"
#include "draw/gs-palette.h"
#include "draw/gs-place.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

/* Part of one interval that was wide enough to hold a label. */
typedef struct
{
  GsInterval interval;
  guint row;     /* as the caller numbers them */
  int x, width;  /* of what is seen of it */
  int y, height; /* of the bar */
} GsBar;

/* How a row's states are drawn. */
typedef struct
{
  const GsLook *looks;
  const guint8 *order; /* top to bottom, in a mixed column */
  guint32 lost;        /* of the hatch where events were lost */
} GsPaint;

void gs_painter_draw_row (const GsCanvas *canvas, const GsPalette *palette, GsRows rows, const GsTrack *track,
                          const GsPlace *place, int min_bar_width, GArray *bars);
GsPaint gs_paint_of (const GsPalette *palette, GsRows rows);
void gs_painter_draw_track (const GsCanvas *canvas, const GsPaint *paint, const GsTrack *track, const GsPlace *place,
                            int min_bar_width, GArray *bars);
void gs_painter_draw_sum (const GsCanvas *canvas, const GsPaint *paint, const GsTrack *const *tracks, guint n_tracks,
                          const GsPlace *place);
void gs_painter_draw_swatch (const GsCanvas *canvas, const GsLook *look, int x, int y, int width, int height);

G_END_DECLS
