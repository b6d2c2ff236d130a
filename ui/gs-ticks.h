/* gs-ticks.h: where a time axis has its ticks, and what they say
 * SPDX-License-Identifier: MIT
 *
 * No GTK, so that pictures need no display.
 */
#pragma once

#include <cairo.h>

#include "gs-palette.h"
#include "gs-time.h"

G_BEGIN_DECLS

#define GS_RULER_HEIGHT 36

gint64  gs_ticks_get_step      (GsSpan           visible,
                                double           width,
                                double           least_px);
guint   gs_ticks_get_n_minor   (gint64           step);
gint64  gs_ticks_get_first     (gint64           time,
                                gint64           step);
char   *gs_ticks_dup_label     (gint64           time,
                                gint64           step);
char   *gs_ticks_dup_context   (gint64           time,
                                gint64           step,
                                gboolean         short_form);
void    gs_ticks_draw_ruler    (cairo_t         *cr,
                                const GsPalette *palette,
                                const char      *font,
                                GsSpan           visible,
                                double           width);
void    gs_ticks_draw_grid     (cairo_t         *cr,
                                const GsPalette *palette,
                                GsSpan           visible,
                                double           width,
                                double           height);

G_END_DECLS
