/* gs-flag-places.h: names beside one another on an axis
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is taken of an axis. */
typedef struct
{
  double width;  /* of the axis, in pixels */
  GArray *taken; /* from left to right */
} GsFlagPlaces;

GsFlagPlaces gs_flag_places_new (double width);
double gs_flag_places_take (GsFlagPlaces *self, double x, double width);
void gs_flag_places_clear (GsFlagPlaces *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsFlagPlaces, gs_flag_places_clear)

G_END_DECLS
