/* gs-ticks.h: where a time axis has its ticks, and what they say
 * SPDX-License-Identifier: MIT
 *
 * No GTK, so that pictures need no display. An axis that is NULL is one of local times.
 */
#pragma once

#include <cairo.h>

#include "draw/gs-palette.h"
#include "draw/gs-time-axis.h"

G_BEGIN_DECLS

#define GS_RULER_HEIGHT 36

gint64 gs_ticks_get_step (GsSpan visible, double width, double least_px);
gint64 gs_ticks_get_first (const GsTimeAxis *axis, gint64 time, gint64 step);
char *gs_ticks_dup_label (const GsTimeAxis *axis, gint64 time, gint64 step);
void gs_ticks_draw_ruler (cairo_t *cr, const GsPalette *palette, const char *font, const GsTimeAxis *axis,
                          GsSpan visible, double width);
void gs_ticks_draw_grid (cairo_t *cr, const GsPalette *palette, const GsTimeAxis *axis, GsSpan visible, double width,
                         double height);

G_END_DECLS
