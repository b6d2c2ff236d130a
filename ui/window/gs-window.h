/* gs-window.h: one experiment and its views
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "window/gs-window-type.h"

G_BEGIN_DECLS

GtkWidget *gs_window_new (GtkApplication *application);
void gs_window_open (GsWindow *self, const char *const *paths);
gboolean gs_window_present_open (GtkApplication *application, const char *const *paths);
gboolean gs_window_is_empty (GsWindow *self);
gboolean gs_window_is_reading (GsWindow *self);
GsTimeline *gs_window_get_timeline (GsWindow *self);

G_END_DECLS
