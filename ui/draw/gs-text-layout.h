/* gs-text-layout.h: text and the box that is as wide as it
 * SPDX-License-Identifier: MIT
 *
 * No GTK.
 */
#pragma once

#include <pango/pangocairo.h>

G_BEGIN_DECLS

void gs_text_layout_wrap (PangoLayout *layout, int max_width);
double gs_text_layout_get_width (cairo_t *cr, const char *font, const char *text);

G_END_DECLS
