/* gs-wake-line.h: lines of the tables of threads and of wake-ups
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "session/gs-session.h"
#include "wakes/gs-wake-query.h"

G_BEGIN_DECLS

#define GS_TYPE_WAKE_LINE (gs_wake_line_get_type ())
G_DECLARE_FINAL_TYPE (GsWakeLine, gs_wake_line, GS, WAKE_LINE, GObject)

const GsWakeThread *gs_wake_line_get_thread (GsWakeLine *self);
const GsWakeLatency *gs_wake_line_get_latency (GsWakeLine *self);

GListStore *gs_wake_line_new_store (void);
void gs_wake_line_fill_threads (GListStore *store, const GsWakeAnswer *answer, GsSession *session);
void gs_wake_line_fill_listed (GListStore *store, const GsWakeAnswer *answer, GsSession *session);

GtkWidget *gs_wake_line_new_threads_table (GListModel *lines);
GtkWidget *gs_wake_line_new_listed_table (GListModel *lines);

G_END_DECLS
