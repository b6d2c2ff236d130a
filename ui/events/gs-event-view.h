/* gs-event-view.h: a list of events, drawn
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signals: "selected": a person chose another event; "activated": and wants to go there;
 * "wants-end" (boolean: the last event, else the first).
 */
#pragma once

#include "events/gs-event-list.h"
#include "session/gs-session.h"

G_BEGIN_DECLS

#define GS_TYPE_EVENT_VIEW (gs_event_view_get_type ())
G_DECLARE_FINAL_TYPE (GsEventView, gs_event_view, GS, EVENT_VIEW, GtkWidget)

GtkWidget *gs_event_view_new (GsEventList *list, GsSession *session);
void gs_event_view_show (GsEventView *self, guint index);
guint gs_event_view_get_current (GsEventView *self);
void gs_event_view_get_selected (GsEventView *self, guint *first, guint *n);

G_END_DECLS
