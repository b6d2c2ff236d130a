/* gs-event-list.h: the recorded events around a time, as a list that grows where one looks
 * SPDX-License-Identifier: MIT
 *
 * Main thread only; workers read. Signals: "shown" (guint: the index of the event that was
 * asked for; no event, GTK_INVALID_LIST_POSITION), "not-found", "busy-changed".
 */
#pragma once

#include <gtk/gtk.h>

#include "report/gs-event-pages.h"

G_BEGIN_DECLS

#define GS_TYPE_EVENT_ITEM (gs_event_item_get_type ())
G_DECLARE_FINAL_TYPE (GsEventItem, gs_event_item, GS, EVENT_ITEM, GObject)

const GsEventRecord *gs_event_item_get_record (GsEventItem *self);

#define GS_TYPE_EVENT_LIST (gs_event_list_get_type ())
G_DECLARE_FINAL_TYPE (GsEventList, gs_event_list, GS, EVENT_LIST, GObject)

GsEventList *gs_event_list_new (void);
void gs_event_list_set_timeline (GsEventList *self, GsTimeline *timeline);
GsTimeline *gs_event_list_get_timeline (GsEventList *self);
GsEventPages *gs_event_list_get_pages (GsEventList *self);
void gs_event_list_set_filter (GsEventList *self, const GsEventFilter *filter);
const GsEventFilter *gs_event_list_get_filter (GsEventList *self);
const char *gs_event_list_get_problem (GsEventList *self);
gboolean gs_event_list_is_busy (GsEventList *self);

void gs_event_list_show (GsEventList *self, gint64 time);
void gs_event_list_load_more (GsEventList *self, gboolean forward);
void gs_event_list_find (GsEventList *self, const char *text, guint from, gboolean forward);

guint gs_event_list_get_n (GsEventList *self);
const GsEventRecord *gs_event_list_get (GsEventList *self, guint index);

G_END_DECLS
