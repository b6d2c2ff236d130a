/* gs-card-place.c: where the card at the pointer goes
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-card-place.h"

#define GAP 4       /* to the rows that it speaks of */
#define DISTANCE 14 /* to the pointer */

/* How much of the row the card would cover, from @y on. */
static double
gs_card_get_covered (const GsCardRoom *room, double y, double height)
{
  return MAX (MIN (y + height, room->bottom) - MAX (y, room->top), 0);
}

/* Below all that belongs to the row, or above the row. Where neither has room: as far below the row as
 * can be, so that the rows next to it are seen; on very low charts where the least of the row is covered. */
static double
gs_card_place_y (const GsCardRoom *room, double height)
{
  double lowest = MAX (room->height - height, 0);

  if (room->end + GAP <= lowest)
    return room->end + GAP;
  if (room->top - GAP - height >= 0)
    return room->top - GAP - height;
  return gs_card_get_covered (room, 0, height) < gs_card_get_covered (room, lowest, height) ? 0 : lowest;
}

/**
 * gs_card_place:
 * @width: of the card
 * @x: (out): its left edge
 * @y: (out): its upper edge
 *
 * Finds the card a place beside the pointer, where it covers neither the row that it speaks of nor the rows below that
 * belong to it, as far as there is room.
 */
void
gs_card_place (const GsCardRoom *room, double width, double height, double *x, double *y)
{
  *x = room->x + DISTANCE;
  if (*x + width > room->width)
    *x = room->x - DISTANCE - width;
  *x = MAX (MIN (*x, room->width - width), 0);
  *y = gs_card_place_y (room, height);
}
