/* gs-toast.h: a message over what a window shows, which it does not move
 * SPDX-License-Identifier: MIT
 *
 * One at a time: a newer message takes the place of the one before. What was done goes
 * by itself; what asks for something stays until it is dismissed.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_TOAST (gs_toast_get_type ())
G_DECLARE_FINAL_TYPE (GsToast, gs_toast, GS, TOAST, GtkWidget)

void gs_toast_show (GsToast *self, gboolean is_error, const char *text, const char *label, const char *action);
void gs_toast_hide (GsToast *self);

G_END_DECLS
