/* gs-style.h: light or dark, and which colours, as the system or the user wants it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "draw/gs-palette.h"

G_BEGIN_DECLS

#define GS_TYPE_STYLE (gs_style_get_type ())
G_DECLARE_FINAL_TYPE (GsStyle, gs_style, GS, STYLE, GObject)

GsStyle *gs_style_new (GtkSettings *settings);
gboolean gs_style_set_choice (GsStyle *self, const char *choice);

GsColours gs_style_get_colours (void);
void gs_style_set_colours (GsColours colours);

G_END_DECLS
