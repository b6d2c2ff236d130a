/* gs-bt-class.h: what is read of a trace's events, as the trace library declares them
 * SPDX-License-Identifier: MIT
 *
 * Event classes and members are looked up by name once; from then on they are
 * read by index. Only files of this room include this: it has the library's types.
 */
#pragma once

#include <babeltrace2/babeltrace.h>

#include "base/gs-name-cache.h"
#include "event/gs-event-layout.h"

G_BEGIN_DECLS

#define GS_BT_N_CONTEXT_MEMBERS 3

typedef enum
{
  GS_BT_READ_NOTHING,
  GS_BT_READ_UNSIGNED,
  GS_BT_READ_SIGNED,
  GS_BT_READ_BOOL,
  GS_BT_READ_STRING,
  GS_BT_READ_BYTES, /* text as an array of small integers */
} GsBtRead;

/* Where a value is in a structure, and how it is read. */
typedef struct
{
  GsBtRead read;
  guint index;
} GsBtSlot;

typedef struct
{
  gboolean is_any;
  GsBtSlot slots[GS_BT_N_CONTEXT_MEMBERS]; /* tid, pid, procname */
} GsBtContext;

/* The way to the TCP header for one option of the network header. */
typedef struct
{
  gboolean has_tcp;
  guint transport_index;
  guint tcp_option;
  GsBtSlot slots[GS_EVENT_MAX_MEMBERS];
} GsBtPacketPath;

typedef struct
{
  gboolean is_wanted;
  GsEventLayout layout;
  GsBtSlot slots[GS_EVENT_MAX_MEMBERS]; /* in the payload */
  GsBtContext context;                  /* in the specific context */
  guint network_index;
  GsBtPacketPath *paths; /* one an option of the network header */
  guint n_paths;
  char *name; /* as gs_event_plain_name() has it */
  guint64 n_events;
} GsBtEventClass;

/* What is known of a stream class; shared by its streams. */
typedef struct
{
  const bt_stream_class *stream_class;
  GPtrArray *by_id;     /* of GsBtEventClass or NULL, for small ids */
  GHashTable *by_class; /* event class -> GsBtEventClass; owns all */
  GsBtContext context;
  GsBtSlot cpu; /* in the packet context */
  gboolean has_clock;
  guint64 clock_frequency, clock_cycles;
  gint64 clock_seconds;
} GsBtStreamClass;

/* Returns: FALSE where the time is none. The library's own conversion isn't asked: where a snapshot's time was none
 * once, Babeltrace 2.0 says so of all that the same memory is used for later. */
static inline gboolean
gs_bt_stream_class_convert (const GsBtStreamClass *self, const bt_clock_snapshot *snapshot, gint64 *time)
{
  if (bt_util_clock_cycles_to_ns_from_origin (bt_clock_snapshot_get_value (snapshot), self->clock_frequency,
                                              self->clock_seconds, self->clock_cycles, time)
      == 0)
    return TRUE;
  /* The thread has an error now, with which the library aborts at its next call. */
  bt_current_thread_clear_error ();
  return FALSE;
}

GsBtStreamClass *gs_bt_stream_class_new (const bt_stream_class *stream_class);
GsBtEventClass *
gs_bt_stream_class_get_event_class (GsBtStreamClass *self, const bt_event_class *event_class, GsNameCache *names);
void gs_bt_stream_class_free (gpointer data);

G_END_DECLS
