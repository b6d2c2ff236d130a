/* gs-place.h: where on a canvas a row is, and which time it shows
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "base/gs-time.h"
#include "draw/gs-canvas.h"

G_BEGIN_DECLS

/* A row's place: columns [x, x + width) show the span. */
typedef struct
{
  GsSpan span;
  guint row;
  int x, width;
  int y, height; /* of a state with height 1; lower states stand on the same ground */
} GsPlace;

gint64 gs_place_get_time (const GsPlace *self, int column);
void gs_place_list_times (const GsPlace *self, int column, guint n, gint64 *times);
int gs_place_get_boundary (const GsPlace *self, gint64 time);
int gs_place_get_column (const GsPlace *self, gint64 time);
gboolean gs_place_is_seen (const GsPlace *self, const GsCanvas *canvas);

G_END_DECLS
