/* gs-details.h: the selected span and rows in numbers
 * SPDX-License-Identifier: MIT
 *
 * Main thread only; the numbers are added up in the background.
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_DETAILS (gs_details_get_type ())
G_DECLARE_FINAL_TYPE (GsDetails, gs_details, GS, DETAILS, GtkWidget)

GtkWidget *gs_details_new (GsSession *session);
void gs_details_set_timeline (GsDetails *self, GsTimeline *timeline);
void gs_details_set_view (GsDetails *self, const GsView *view);
char *gs_details_dup_csv (GsDetails *self);

G_END_DECLS
