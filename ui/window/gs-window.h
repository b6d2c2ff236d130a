/* gs-window.h: one experiment and its views
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_WINDOW (gs_window_get_type ())
G_DECLARE_FINAL_TYPE (GsWindow, gs_window, GS, WINDOW, GtkApplicationWindow)

GtkWidget *gs_window_new (GtkApplication *application);
void gs_window_open (GsWindow *self, const char *const *paths);
gboolean gs_window_present_open (GtkApplication *application, const char *const *paths);
gboolean gs_window_is_empty (GsWindow *self);
gboolean gs_window_is_reading (GsWindow *self);
GsTimeline *gs_window_get_timeline (GsWindow *self);
const GsView *gs_window_get_view (GsWindow *self);

G_END_DECLS
