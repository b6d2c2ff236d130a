/* gs-bt-field.h: an event's fields to a record
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "babeltrace/gs-bt-class.h"

G_BEGIN_DECLS

gint64 gs_bt_read_number (GsBtSlot slot, const bt_field *structure, gint64 missing);
const char *gs_bt_read_text (GsBtSlot slot, const bt_field *structure, char *buffer, gsize n_bytes);
gboolean
gs_bt_event_class_read (const GsBtEventClass *self, GsNameCache *names, const bt_event *read_event, GsEvent *event);

G_END_DECLS
