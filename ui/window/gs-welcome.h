/* gs-welcome.h: what a window without an experiment offers
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_WELCOME (gs_welcome_get_type ())
G_DECLARE_FINAL_TYPE (GsWelcome, gs_welcome, GS, WELCOME, GtkWidget)

void gs_welcome_fit (GsWelcome *self, int height);

G_END_DECLS
