/* gs-card-place.h: where the card at the pointer goes
 * SPDX-License-Identifier: MIT
 *
 * Plain numbers, in pixels of the chart.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  double width, height; /* of the chart */
  double x;             /* of the pointer */
  double top, bottom;   /* of the row that the card speaks of */
  double end;           /* of the last row below it that belongs to it; may be beyond the chart */
} GsCardRoom;

void gs_card_place (const GsCardRoom *room, double width, double height, double *x, double *y);

G_END_DECLS
