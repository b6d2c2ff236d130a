/* gs-text-layout.h: text for a box that is as wide as it
 * SPDX-License-Identifier: MIT
 *
 * No GTK.
 */
#pragma once

#include <pango/pango.h>

G_BEGIN_DECLS

void gs_text_layout_wrap (PangoLayout *layout, int max_width);

G_END_DECLS
