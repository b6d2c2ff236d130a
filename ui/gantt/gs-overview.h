/* gs-overview.h: the whole experiment in a strip, with the visible range in it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_OVERVIEW_HEIGHT 36

#define GS_TYPE_OVERVIEW (gs_overview_get_type ())
G_DECLARE_FINAL_TYPE (GsOverview, gs_overview, GS, OVERVIEW, GtkWidget)

GtkWidget *gs_overview_new (const GsView *view, GsSession *session);
void gs_overview_set_timeline (GsOverview *self, GsTimeline *timeline);

G_END_DECLS
