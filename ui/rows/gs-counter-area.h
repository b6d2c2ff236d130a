/* gs-counter-area.h: a counter as an area over time
 * SPDX-License-Identifier: MIT
 *
 * Cairo and pango, no GTK: what the window shows and what pictures hold.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-palette.h"
#include "report/gs-counter.h"

G_BEGIN_DECLS

#define GS_COUNTER_HEIGHT 36 /* px */

void gs_counter_area_draw (cairo_t *cr, const GsPalette *palette, const GsCounter *counter, GsSpan visible, int width,
                           int scale, const char *font);

G_END_DECLS
