/* gs-bt-port.c: one stream's messages to event records
 * SPDX-License-Identifier: MIT
 */
#include "babeltrace/gs-bt-port.h"

#include <glib/gi18n.h>
#include <string.h>

#include "babeltrace/gs-bt-field.h"
#include "babeltrace/gs-read-guard.h"

/* Returns: how many records were added: 1 where the contexts changed, else 0 */
static gsize
gs_bt_port_read_context (GsBtPort *self, const GsBtContext *context, const bt_field *structure, GsEvent *event)
{
  char buffer[sizeof self->procname];
  const char *name;
  gint32 tid, pid;

  if (structure == NULL)
    return 0;

  tid = gs_bt_read_number (context->slots[0], structure, GS_NO_TID);
  pid = gs_bt_read_number (context->slots[1], structure, GS_NO_TID);
  name = gs_bt_read_text (context->slots[2], structure, buffer, sizeof buffer);
  name = name != NULL ? name : "";
  if (self->context.kind == GS_EVENT_CONTEXT && self->context.context.tid == tid && self->context.context.pid == pid
      && strncmp (self->procname, name, sizeof self->procname - 1) == 0)
    return 0;

  g_strlcpy (self->procname, name, sizeof self->procname);
  self->context.kind = GS_EVENT_CONTEXT;
  self->context.context.tid = tid;
  self->context.context.pid = pid;
  self->context.context.name = gs_name_cache_add (&self->owner->names, name);
  *event = self->context;
  return 1;
}

static inline gsize
gs_bt_port_read_contexts (GsBtPort *self, const GsBtEventClass *event_class, const bt_event *read_event, GsEvent *event)
{
  if (self->stream_class->context.is_any)
    return gs_bt_port_read_context (self, &self->stream_class->context,
                                    bt_event_borrow_common_context_field_const (read_event), event);
  if (event_class->context.is_any)
    return gs_bt_port_read_context (self, &event_class->context,
                                    bt_event_borrow_specific_context_field_const (read_event), event);
  return 0;
}

/* As long as nothing is known of a CPU, even an event that no analysis wants helps: its context says who runs. */
static inline gboolean
gs_bt_port_wants_contexts (const GsBtPort *self, const GsBtEventClass *event_class)
{
  return self->context.kind == GS_EVENT_NONE && (self->stream_class->context.is_any || event_class->context.is_any);
}

/* At most three records: a lost span that begins, the contexts, the event. */
static gsize
gs_bt_port_convert_event (GsBtPort *self, const bt_message *message, GsEvent *events)
{
  const bt_event *event = bt_message_event_borrow_event_const (message);
  GsBtEventClass *event_class;
  gint64 time = 0;
  gsize n = 0, first;

  self->owner->n_decoded++;
  if (self->stream_class->has_clock)
    gs_bt_stream_class_convert (self->stream_class, bt_message_event_borrow_default_clock_snapshot_const (message),
                                &time);
  n += gs_stream_order_flush_lost (&self->order, self->cpu, time, events);
  time = gs_stream_order_keep (&self->order, time);
  if (gs_stream_order_sees_again (&self->order, time))
    self->context.kind = GS_EVENT_NONE; /* contexts are told anew */
  if (self->span.begin == GS_TIME_NONE)
    self->span.begin = time;
  self->span.end = time;

  event_class = gs_bt_stream_class_get_event_class (self->stream_class, bt_event_borrow_class_const (event),
                                                    &self->owner->names);
  event_class->n_events++;
  if (!event_class->is_wanted && !gs_bt_port_wants_contexts (self, event_class))
    return n;

  first = n;
  n += gs_bt_port_read_contexts (self, event_class, event, events + n);
  if (event_class->is_wanted && gs_bt_event_class_read (event_class, &self->owner->names, event, &events[n]))
    n++;
  for (gsize i = first; i < n; i++)
    {
      events[i].time = time;
      events[i].cpu = self->cpu;
    }
  if (event_class->is_wanted)
    self->owner->kinds |= G_GUINT64_CONSTANT (1) << event_class->layout.kind;
  return n;
}

/* Returns: none: it is sent before the next event */
static gsize
gs_bt_port_hold_lost (GsBtPort *self, const bt_clock_snapshot *begin, const bt_clock_snapshot *end,
                      const GsStreamLoss *loss)
{
  GsSpan span = { GS_TIME_NONE, GS_TIME_NONE };
  gint64 time;

  if (begin != NULL && gs_bt_stream_class_convert (self->stream_class, begin, &time))
    span.begin = time;
  if (end != NULL && gs_bt_stream_class_convert (self->stream_class, end, &time))
    span.end = time;
  gs_stream_order_hold_lost (&self->order, span, loss);
  self->owner->kinds |= G_GUINT64_CONSTANT (1) << GS_EVENT_LOST;
  return 0;
}

static gsize
gs_bt_port_convert_discarded_events (GsBtPort *self, const bt_message *message)
{
  const bt_clock_snapshot *begin = NULL, *end = NULL;
  guint64 count = 1;

  if (bt_message_discarded_events_get_count (message, &count) != BT_PROPERTY_AVAILABILITY_AVAILABLE)
    count = 1;
  if (bt_stream_class_discarded_events_have_default_clock_snapshots (self->stream_class->stream_class))
    {
      begin = bt_message_discarded_events_borrow_beginning_default_clock_snapshot_const (message);
      end = bt_message_discarded_events_borrow_end_default_clock_snapshot_const (message);
    }
  return gs_bt_port_hold_lost (self, begin, end, &(GsStreamLoss){ .causes = GS_LOSS_EVENTS, .n_events = count });
}

static gsize
gs_bt_port_convert_discarded_packets (GsBtPort *self, const bt_message *message)
{
  const bt_clock_snapshot *begin = NULL, *end = NULL;
  guint64 count = 1;

  if (bt_message_discarded_packets_get_count (message, &count) != BT_PROPERTY_AVAILABILITY_AVAILABLE)
    count = 1;
  if (bt_stream_class_discarded_packets_have_default_clock_snapshots (self->stream_class->stream_class))
    {
      begin = bt_message_discarded_packets_borrow_beginning_default_clock_snapshot_const (message);
      end = bt_message_discarded_packets_borrow_end_default_clock_snapshot_const (message);
    }
  self->n_lost_packets += count;
  return gs_bt_port_hold_lost (self, begin, end, &(GsStreamLoss){ .causes = GS_LOSS_PACKETS, .n_packets = count });
}

/* What is known of a class of streams, which a source's ports share. */
static GsBtStreamClass *
gs_bt_shared_get_stream_class (GsBtShared *self, const bt_stream_class *stream_class)
{
  GsBtStreamClass *added;

  for (guint i = 0; i < self->stream_classes->len; i++)
    {
      GsBtStreamClass *known = g_ptr_array_index (self->stream_classes, i);

      if (known->stream_class == stream_class)
        return known;
    }
  added = gs_bt_stream_class_new (stream_class);
  g_ptr_array_add (self->stream_classes, added);
  return added;
}

static void
gs_bt_port_begin_stream (GsBtPort *self, const bt_stream *stream)
{
  const char *name = bt_stream_get_name (stream);

  self->stream_class = gs_bt_shared_get_stream_class (self->owner, bt_stream_borrow_class_const (stream));
  if (name != NULL && self->file == NULL)
    self->file = g_path_get_basename (name);
  if (self->owner->facts != NULL)
    gs_ctf_facts_fill (self->owner->facts, stream);
}

static void
gs_bt_port_begin_packet (GsBtPort *self, const bt_packet *packet)
{
  const bt_field *context = bt_packet_borrow_context_field_const (packet);

  if (context != NULL)
    self->cpu = gs_bt_read_number (self->stream_class->cpu, context, self->cpu);
}

/* Returns: how many records were added, at most three */
static inline gsize
gs_bt_port_convert (GsBtPort *self, const bt_message *message, GsEvent *events)
{
  switch (bt_message_get_type (message))
    {
    case BT_MESSAGE_TYPE_EVENT:
      return gs_bt_port_convert_event (self, message, events);
    case BT_MESSAGE_TYPE_STREAM_BEGINNING:
      gs_bt_port_begin_stream (self, bt_message_stream_beginning_borrow_stream_const (message));
      return 0;
    case BT_MESSAGE_TYPE_PACKET_BEGINNING:
      gs_bt_port_begin_packet (self, bt_message_packet_beginning_borrow_packet_const (message));
      return 0;
    case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
      return gs_bt_port_convert_discarded_events (self, message);
    case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
      return gs_bt_port_convert_discarded_packets (self, message);
    case BT_MESSAGE_TYPE_STREAM_END:
    case BT_MESSAGE_TYPE_PACKET_END:
    case BT_MESSAGE_TYPE_MESSAGE_ITERATOR_INACTIVITY:
    default:
      return 0;
    }
}

/* What the stream would tell from here on is not there: nothing is known of its CPU. */
static void
gs_bt_port_hold_rest (GsBtPort *self)
{
  GsSpan rest = { self->order.last_time, MAX (self->order.last_time, self->owner->cut_end) };

  gs_stream_order_hold_lost (&self->order, rest, &(GsStreamLoss){ .causes = GS_LOSS_UNRECORDED });
  self->owner->kinds |= G_GUINT64_CONSTANT (1) << GS_EVENT_LOST;
}

/* A stream that cannot be read further ends; the others go on. */
static void
gs_bt_port_fail (GsBtPort *self, const char *reason)
{
  g_autofree char *causes = gs_ctf_take_error ();
  g_autofree char *file = self->file != NULL ? g_filename_display_name (self->file) : NULL;

  self->is_ended = TRUE;
  gs_bt_port_hold_rest (self);
  g_ptr_array_add (self->owner->warnings,
                   g_strdup_printf (_ ("%s: the stream file “%s” is damaged, what follows in it is left out: %s"),
                                    self->owner->trace_name, file != NULL ? file : "?",
                                    reason != NULL ? reason : causes));
}

/* Calls the trace library for the stream. Returns: FALSE where that call was
 * ended early, by which the stream ends */
static gboolean
gs_bt_port_call (GsBtPort *self, GsReadGuardFunc function)
{
  const char *reason;

  if (gs_read_guard_call (function, self, &reason))
    return TRUE;

  self->iterator = NULL;
  self->n_messages = 0;
  self->owner->is_abandoned = TRUE;
  gs_bt_port_fail (self, reason);
  return FALSE;
}

static void
gs_bt_port_fetch (gpointer data)
{
  GsBtPort *self = data;

  bt_current_thread_clear_error (); /* of streams that go on in spite of it: the library would abort */
  self->status = bt_message_iterator_next (self->iterator, &self->messages, &self->n_messages);
  /* Where a part of what was asked for was read, that comes, with the error of the next part. */
  if (self->status == BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
    bt_current_thread_clear_error ();
}

/* Returns: FALSE at the end of the stream */
static gboolean
gs_bt_port_pull (GsBtPort *self)
{
  self->position = self->n_messages = 0;
  atomic_store_explicit (&self->owner->n_events, self->owner->n_decoded, memory_order_relaxed);
  if (self->is_ended || g_atomic_int_get (self->owner->stop) != 0)
    return FALSE;

  if (!gs_bt_port_call (self, gs_bt_port_fetch))
    return FALSE;
  if (self->status == BT_MESSAGE_ITERATOR_NEXT_STATUS_END)
    {
      self->is_ended = TRUE;
      if (self->owner->cut != NULL && self->file != NULL && g_hash_table_contains (self->owner->cut, self->file))
        gs_bt_port_hold_rest (self);
    }
  else if (self->status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
    gs_bt_port_fail (self, NULL);
  if (self->is_ended)
    self->n_messages = 0;
  return !self->is_ended;
}

static gssize
gs_bt_port_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsBtPort *self = (GsBtPort *) source;
  gsize n = 0;

  while (n + 3 <= n_max)
    {
      const bt_message *message;

      if (self->position == self->n_messages && !gs_bt_port_pull (self))
        return n + gs_stream_order_flush_lost (&self->order, self->cpu, self->order.last_time, events + n);
      message = self->messages[self->position++];
      n += gs_bt_port_convert (self, message, events + n);
      bt_message_put_ref (message);
    }
  return n;
}

static void
gs_bt_port_free (GsEventSource *source)
{
  GsBtPort *self = (GsBtPort *) source;

  while (self->position < self->n_messages)
    bt_message_put_ref (self->messages[self->position++]);
  g_clear_pointer (&self->iterator, bt_message_iterator_put_ref);
  g_free (self->file);
  g_free (self);
}

static const GsEventSourceClass gs_bt_port_class = { gs_bt_port_next, gs_bt_port_free };

/**
 * gs_bt_port_new:
 * @owner: outlives the port
 * @index: among its ports
 * @cpu: what it is taken for until a packet says
 *
 * Returns: (transfer full): the source of a stream's events; n_max is to be 3 at least
 */
GsBtPort *
gs_bt_port_new (GsBtShared *owner, guint index, guint cpu, const bt_port_output *output)
{
  GsBtPort *self = g_new0 (GsBtPort, 1);

  self->parent.klass = &gs_bt_port_class;
  self->owner = owner;
  self->index = index;
  self->output = output;
  self->cpu = cpu;
  self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  gs_stream_order_init (&self->order);
  return self;
}

static void
gs_bt_port_open_guarded (gpointer data)
{
  GsBtPort *self = data;
  bt_self_component_port_input *input = bt_self_component_sink_borrow_input_port_by_index (self->owner->sink,
                                                                                           self->index);

  if (bt_message_iterator_create_from_sink_component (self->owner->sink, input, &self->iterator) != 0)
    gs_bt_port_fail (self, NULL);
}

/* Opens the stream's first file, while the graph is configured. */
void
gs_bt_port_open (GsBtPort *self)
{
  gs_bt_port_call (self, gs_bt_port_open_guarded);
}
