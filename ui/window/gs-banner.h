/* gs-banner.h: messages above an experiment, one at a time
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_BANNER (gs_banner_get_type ())
G_DECLARE_FINAL_TYPE (GsBanner, gs_banner, GS, BANNER, GtkWidget)

void gs_banner_add (GsBanner *self, GtkMessageType type, const char *message);
void gs_banner_add_with_action (GsBanner *self, GtkMessageType type, const char *message, const char *label,
                                const char *action);
void gs_banner_remove (GsBanner *self, const char *message);
void gs_banner_clear (GsBanner *self);
gboolean gs_banner_is_empty (GsBanner *self);

G_END_DECLS
