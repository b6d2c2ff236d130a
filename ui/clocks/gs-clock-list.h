/* gs-clock-list.h: every trace's clock, one a line
 * SPDX-License-Identifier: MIT
 *
 * Signal: "selected", when another line is; see gs_clock_list_get_selected().
 */
#pragma once

#include <gtk/gtk.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_CLOCK_LIST (gs_clock_list_get_type ())
G_DECLARE_FINAL_TYPE (GsClockList, gs_clock_list, GS, CLOCK_LIST, GtkWidget)

void gs_clock_list_set_timeline (GsClockList *self, const GsTimeline *timeline);
guint gs_clock_list_get_selected (GsClockList *self);
void gs_clock_list_select (GsClockList *self, guint machine);

G_END_DECLS
