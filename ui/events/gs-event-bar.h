/* gs-event-bar.h: which events are wanted, and the search among them
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signals: "filter-changed", "find" (boolean: the next one, else the one before).
 */
#pragma once

#include <gtk/gtk.h>

#include "report/gs-event-line.h"

G_BEGIN_DECLS

#define GS_TYPE_EVENT_BAR (gs_event_bar_get_type ())
G_DECLARE_FINAL_TYPE (GsEventBar, gs_event_bar, GS, EVENT_BAR, GtkWidget)

GtkWidget *gs_event_bar_new (void);
void gs_event_bar_set_timeline (GsEventBar *self, const GsTimeline *timeline);
GsEventFilter *gs_event_bar_dup_filter (GsEventBar *self);
const char *gs_event_bar_get_search (GsEventBar *self);
void gs_event_bar_focus_search (GsEventBar *self);
void gs_event_bar_say (GsEventBar *self, const char *text, gboolean is_busy);
void gs_event_bar_add (GsEventBar *self, GtkWidget *button);

G_END_DECLS
