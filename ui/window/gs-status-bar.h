/* gs-status-bar.h: warnings, the cursor's time, the selection's length, the experiment's name, the clocks' accuracy
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "session/gs-session.h"
#include "timeline/gs-timeline.h"
#include "window/gs-warnings-button.h"

G_BEGIN_DECLS

#define GS_TYPE_STATUS_BAR (gs_status_bar_get_type ())
G_DECLARE_FINAL_TYPE (GsStatusBar, gs_status_bar, GS, STATUS_BAR, GtkWidget)

void gs_status_bar_set_session (GsStatusBar *self, GsSession *session);
void gs_status_bar_set_name (GsStatusBar *self, const char *name, const char *path);
void gs_status_bar_show_name (GsStatusBar *self, gboolean is_shown);
GsWarningsButton *gs_status_bar_get_warnings (GsStatusBar *self);
void gs_status_bar_set_timeline (GsStatusBar *self, const GsTimeline *timeline);

G_END_DECLS
