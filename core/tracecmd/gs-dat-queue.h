/* gs-dat-queue.h: streams decoded ahead, on several threads
 * SPDX-License-Identifier: MIT
 *
 * Each stream is decoded by one thread at a time. Who asks for events that nobody has
 * begun to decode does it by itself, so nobody ever waits for room.
 */
#pragma once

#include "event/gs-event-source.h"
#include "tracecmd/gs-dat-stream.h"

G_BEGIN_DECLS

typedef struct _GsDatQueue GsDatQueue;

GsDatQueue *gs_dat_queue_new (GPtrArray *streams, guint n_threads, gint *stop);
GsEventSource *gs_dat_queue_open (GsDatQueue *self, guint stream);
guint64 gs_dat_queue_get_n_events (GsDatQueue *self);
void gs_dat_queue_wake (GsDatQueue *self);
void gs_dat_queue_free (GsDatQueue *self);

G_END_DECLS
