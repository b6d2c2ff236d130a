/* gs-wake-look.h: the parts of a wake-up in words and colours
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "draw/gs-palette.h"
#include "why/gs-wake-latency.h"

G_BEGIN_DECLS

const char *gs_wake_part_get_label (GsWaitPart part);
const char *gs_wake_part_get_meaning (GsWaitPart part);
guint32 gs_wake_part_get_colour (const GsPalette *palette, GsWaitPart part);
void gs_wake_parts_draw (const GsPalette *palette, const gint64 *ns, gint64 whole, cairo_t *cr, int width, int height);
GtkWidget *gs_wake_parts_new_legend (void);

G_END_DECLS
