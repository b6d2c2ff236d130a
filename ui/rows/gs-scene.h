/* gs-scene.h: rows below one another, with grid and labels, into an image or as outlines
 * SPDX-License-Identifier: MIT
 *
 * Cairo and pango, no GTK: what the chart shows and what pictures hold.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-palette.h"
#include "draw/gs-time-axis.h"
#include "rows/gs-row.h"

G_BEGIN_DECLS

/* The rows' names are drawn next to this, so all know how high a row is. */
#define GS_ROW_HEIGHT 24

typedef struct
{
  cairo_surface_t *surface; /* image, ARGB32 or RGB24, without a device scale. Or NULL: outlines are drawn on target */
  cairo_t *target;          /* NULL: all goes to surface. Else all but bars is drawn here, and below the
                             * labels the bars, from surface, which has to be empty: then x and y are 0 */
  const GsPalette *palette;
  GsColourBy colour_by;
  const char *font; /* pango description of labels */
  GsSpan visible;
  const GsTimeAxis *axis; /* of the grid; NULL: of local times */
  int scale;              /* device pixels per pixel; all that follows is in pixels */
  int column_px;          /* how wide columns of outlines are where scale is 1; 0 is 1 */
  int x, y;               /* of the rows' left upper corner */
  int width;
  int height;
  int row_height;
  gboolean is_patient; /* waits for rows that have yet to be made, instead of leaving them out */
  int scroll;          /* pixels of the rows that are above the upper edge */
} GsScene;

typedef GsRow *(*GsSceneRowFunc) (guint index, gpointer data);

gboolean gs_scene_draw (const GsScene *self, guint n_rows, GsSceneRowFunc get_row, gpointer data, GArray *bars);
void gs_scene_draw_label (cairo_t *cr, const char *font, const char *text, guint32 colour, double x, double y,
                          double width, double height);

G_END_DECLS
