/* gs-bt-port.h: one stream's messages to event records
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <stdatomic.h>

#include "babeltrace/gs-bt-class.h"
#include "babeltrace/gs-ctf-probe.h"
#include "event/gs-event-source.h"
#include "event/gs-stream-order.h"

G_BEGIN_DECLS

/* What the streams of one graph share. */
typedef struct
{
  char *trace_name;
  GsNameCache names;
  const gint *stop;             /* atomic; not 0: give up */
  bt_self_component_sink *sink; /* while the graph is configured */
  GPtrArray *stream_classes;    /* of GsBtStreamClass */
  GsCtfFacts *facts;            /* to be filled, or NULL */
  GPtrArray *warnings;
  GHashTable *cut;          /* names of stream files that are not whole, or NULL */
  gint64 cut_end;           /* ns; of the trace, as far as is known */
  guint64 n_decoded;        /* by the reading thread only */
  _Atomic guint64 n_events; /* the same, for other threads: a few events late */
  guint64 kinds;
  gboolean is_abandoned; /* a call into the graph was ended early */
} GsBtShared;

typedef struct
{
  GsEventSource parent;
  GsBtShared *owner;
  guint index; /* among the source's */
  const bt_port_output *output;
  bt_message_iterator *iterator;
  bt_message_iterator_next_status status; /* of the last call */
  bt_message_array_const messages;
  guint64 n_messages;
  guint64 position;
  gboolean is_ended;
  GsBtStreamClass *stream_class;
  char *file; /* of the stream, or NULL: not known yet */
  guint16 cpu;
  GsSpan span;
  GsStreamOrder order;
  guint64 n_lost_packets;
  GsEvent context; /* the last one sent */
  char procname[64];
} GsBtPort;

GsBtPort *gs_bt_port_new (GsBtShared *owner, guint index, guint cpu, const bt_port_output *output);
void gs_bt_port_open (GsBtPort *self);

G_END_DECLS
