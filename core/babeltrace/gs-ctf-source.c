/* gs-ctf-source.c: babeltrace2 messages to event records
 * SPDX-License-Identifier: MIT
 *
 * One sink component with an input port per stream pulls from whichever stream
 * comes next, so no muxer is needed. Event classes and members are looked up by
 * name once; from then on they are read by index.
 */
#include "babeltrace/gs-ctf-source.h"

#include <babeltrace2/babeltrace.h>
#include <glib/gi18n.h>
#include <stdatomic.h>
#include <string.h>

#include "babeltrace/gs-read-guard.h"
#include "base/gs-error.h"
#include "base/gs-name-cache.h"
#include "event/gs-event-counts.h"
#include "event/gs-event-layout.h"
#include "event/gs-stream-merge.h"
#include "event/gs-stream-order.h"
#include "read/gs-ctf-index.h"

#define PORT_BUFFER 128
#define MAX_DIRECT_ID 65536
#define N_CONTEXT_MEMBERS 3

typedef enum
{
  READ_NOTHING,
  READ_UNSIGNED,
  READ_SIGNED,
  READ_BOOL,
  READ_STRING,
  READ_BYTES, /* text as an array of small integers */
} GsCtfRead;

/* Where a value is in a structure, and how it is read. */
typedef struct
{
  GsCtfRead read;
  guint index;
} GsCtfSlot;

typedef struct
{
  gboolean is_any;
  GsCtfSlot slots[N_CONTEXT_MEMBERS]; /* tid, pid, procname */
} GsCtfContext;

/* The way to the TCP header for one option of the network header. */
typedef struct
{
  gboolean has_tcp;
  guint transport_index;
  guint tcp_option;
  GsCtfSlot slots[GS_EVENT_MAX_MEMBERS];
} GsCtfPacketPath;

typedef struct
{
  gboolean is_wanted;
  GsEventLayout layout;
  GsCtfSlot slots[GS_EVENT_MAX_MEMBERS]; /* in the payload */
  GsCtfContext context;                  /* in the specific context */
  guint network_index;
  GsCtfPacketPath *paths; /* one an option of the network header */
  guint n_paths;
  char *name; /* as gs_event_plain_name() has it */
  guint64 n_events;
} GsCtfDecoder;

/* What is known of a stream class; shared by its streams. */
typedef struct
{
  const bt_stream_class *stream_class;
  GPtrArray *by_id;     /* of GsCtfDecoder or NULL, for small ids */
  GHashTable *by_class; /* event class -> GsCtfDecoder; owns all */
  GsCtfContext context;
  GsCtfSlot cpu; /* in the packet context */
  gboolean has_clock;
  guint64 clock_frequency, clock_cycles;
  gint64 clock_seconds;
} GsCtfStreamClass;

typedef struct
{
  GsEventSource parent;
  GsCtfSource *owner;
  guint index; /* among the source's */
  const bt_port_output *output;
  bt_message_iterator *iterator;
  bt_message_iterator_next_status status; /* of the last call */
  bt_message_array_const messages;
  guint64 n_messages;
  guint64 position;
  gboolean is_ended;
  GsCtfStreamClass *stream_class;
  char *file; /* of the stream, or NULL: not known yet */
  guint16 cpu;
  GsSpan span;
  GsStreamOrder order;
  guint64 n_lost_packets;
  GsEvent context; /* the last one sent */
  char procname[64];
} GsCtfPort;

struct _GsCtfSource
{
  GsEventSource parent;
  char *trace_name;
  GsNameCache names;
  const gint *stop; /* atomic; not 0: give up */
  bt_graph *graph;
  bt_self_component_sink *sink; /* while the graph is configured */
  GPtrArray *ports;             /* of GsCtfPort; owned by the merge */
  GsEventSource *merge;
  GPtrArray *stream_classes; /* of GsCtfStreamClass */
  GsCtfFacts *facts;         /* to be filled, or NULL */
  GPtrArray *warnings;
  GHashTable *cut;          /* names of stream files that are not whole, or NULL */
  gint64 cut_end;           /* ns; of the trace, as far as is known */
  guint64 n_decoded;        /* by the reading thread only */
  _Atomic guint64 n_events; /* the same, for other threads: a few events late */
  guint64 kinds;
  gboolean is_ended;
  gboolean is_abandoned; /* a call into the graph was ended early */

  /* The batch that is being filled. */
  GsEvent *events;
  gsize n_max;
  gssize n_filled;
  GError *error;
};

/* --- Looking up, once an event class --- */

static void
gs_ctf_slot_resolve_one (GsCtfSlot *self, const bt_field_class *structure, guint64 index)
{
  const bt_field_class_structure_member *member;
  const bt_field_class *klass;
  bt_field_class_type type;

  member = bt_field_class_structure_borrow_member_by_index_const (structure, index);
  klass = bt_field_class_structure_member_borrow_field_class_const (member);
  type = bt_field_class_get_type (klass);
  self->index = index;

  if (bt_field_class_type_is (type, BT_FIELD_CLASS_TYPE_UNSIGNED_INTEGER))
    self->read = READ_UNSIGNED;
  else if (bt_field_class_type_is (type, BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
    self->read = READ_SIGNED;
  else if (type == BT_FIELD_CLASS_TYPE_BOOL)
    self->read = READ_BOOL;
  else if (type == BT_FIELD_CLASS_TYPE_STRING)
    self->read = READ_STRING;
  else if (bt_field_class_type_is (type, BT_FIELD_CLASS_TYPE_ARRAY)
           && bt_field_class_type_is (
               bt_field_class_get_type (bt_field_class_array_borrow_element_field_class_const (klass)),
               BT_FIELD_CLASS_TYPE_INTEGER))
    self->read = READ_BYTES;
}

/* Returns: the index of the member that @name stands for, or -1 */
static gint64
gs_ctf_find_member (const bt_field_class *structure, const char *name)
{
  if (structure == NULL || bt_field_class_get_type (structure) != BT_FIELD_CLASS_TYPE_STRUCTURE)
    return -1;

  for (guint64 i = 0; i < bt_field_class_structure_get_member_count (structure); i++)
    {
      const bt_field_class_structure_member *member;

      member = bt_field_class_structure_borrow_member_by_index_const (structure, i);
      if (strcmp (gs_event_plain_name (bt_field_class_structure_member_get_name (member)), name) == 0)
        return i;
    }
  return -1;
}

static const bt_field_class *
gs_ctf_borrow_member_class (const bt_field_class *structure, guint64 index)
{
  return bt_field_class_structure_member_borrow_field_class_const (
      bt_field_class_structure_borrow_member_by_index_const (structure, index));
}

static GsCtfSlot
gs_ctf_slot_resolve (const bt_field_class *structure, const char *const *names, guint n_names)
{
  GsCtfSlot self = { READ_NOTHING, 0 };

  for (guint i = 0; i < n_names && names[i] != NULL && self.read == READ_NOTHING; i++)
    {
      gint64 index = gs_ctf_find_member (structure, names[i]);

      if (index >= 0)
        gs_ctf_slot_resolve_one (&self, structure, index);
    }
  return self;
}

static void
gs_ctf_slots_resolve (GsCtfSlot *slots, const GsEventLayout *layout, const bt_field_class *structure)
{
  for (guint i = 0; i < layout->n_members; i++)
    slots[i] = gs_ctf_slot_resolve (structure, layout->members[i].names, GS_EVENT_MAX_MEMBER_NAMES);
}

static void
gs_ctf_context_resolve (GsCtfContext *self, const bt_field_class *structure)
{
  static const char *const names[N_CONTEXT_MEMBERS] = { "tid", "pid", "procname" };

  for (guint i = 0; i < N_CONTEXT_MEMBERS; i++)
    {
      self->slots[i] = gs_ctf_slot_resolve (structure, &names[i], 1);
      self->is_any |= self->slots[i].read != READ_NOTHING;
    }
}

static void
gs_ctf_packet_path_resolve (GsCtfPacketPath *self, const GsEventLayout *layout, const bt_field_class *header)
{
  gint64 index = gs_ctf_find_member (header, "transport_header");
  const bt_field_class *variant;

  if (index < 0)
    return;
  variant = gs_ctf_borrow_member_class (header, index);
  if (!bt_field_class_type_is (bt_field_class_get_type (variant), BT_FIELD_CLASS_TYPE_VARIANT))
    return;

  self->transport_index = index;
  for (guint64 i = 0; i < bt_field_class_variant_get_option_count (variant); i++)
    {
      const bt_field_class_variant_option *option;

      option = bt_field_class_variant_borrow_option_by_index_const (variant, i);
      if (g_strcmp0 (gs_event_plain_name (bt_field_class_variant_option_get_name (option)), "tcp") != 0)
        continue;
      gs_ctf_slots_resolve (self->slots, layout, bt_field_class_variant_option_borrow_field_class_const (option));
      self->tcp_option = i;
      self->has_tcp = TRUE;
    }
}

/* Returns: whether segments can be read from such packets at all */
static gboolean
gs_ctf_decoder_resolve_packet (GsCtfDecoder *self, const bt_field_class *payload)
{
  gint64 index = gs_ctf_find_member (payload, "network_header");
  gboolean has_tcp = FALSE;
  const bt_field_class *variant;

  if (index < 0)
    return FALSE;
  variant = gs_ctf_borrow_member_class (payload, index);
  if (!bt_field_class_type_is (bt_field_class_get_type (variant), BT_FIELD_CLASS_TYPE_VARIANT))
    return FALSE;

  self->network_index = index;
  self->n_paths = bt_field_class_variant_get_option_count (variant);
  self->paths = g_new0 (GsCtfPacketPath, self->n_paths);
  for (guint i = 0; i < self->n_paths; i++)
    {
      const bt_field_class_variant_option *option;

      option = bt_field_class_variant_borrow_option_by_index_const (variant, i);
      gs_ctf_packet_path_resolve (&self->paths[i], &self->layout,
                                  bt_field_class_variant_option_borrow_field_class_const (option));
      has_tcp |= self->paths[i].has_tcp;
    }
  return has_tcp;
}

static GsCtfDecoder *
gs_ctf_decoder_new (GsCtfSource *source, const bt_event_class *event_class)
{
  GsCtfDecoder *self = g_new0 (GsCtfDecoder, 1);
  const char *name = bt_event_class_get_name (event_class);
  const bt_field_class *payload = bt_event_class_borrow_payload_field_class_const (event_class);

  if (name != NULL)
    self->name = g_strdup (gs_event_plain_name (name));
  if (name == NULL || !gs_event_layout_find (name, &self->layout))
    return self;

  self->is_wanted = TRUE;
  gs_ctf_slots_resolve (self->slots, &self->layout, payload);
  gs_ctf_context_resolve (&self->context, bt_event_class_borrow_specific_context_field_class_const (event_class));
  if (self->layout.shape == GS_SHAPE_TCP)
    self->is_wanted = gs_ctf_decoder_resolve_packet (self, payload);
  if (self->layout.text != NULL)
    {
      guint32 id = gs_name_cache_add (&source->names, self->layout.text);

      memcpy ((guint8 *) &self->layout.base + self->layout.text_offset, &id, sizeof id);
    }
  return self;
}

static void
gs_ctf_decoder_free (gpointer data)
{
  GsCtfDecoder *self = data;

  g_free (self->paths);
  g_free (self->name);
  g_free (self);
}

static void
gs_ctf_stream_class_free (gpointer data)
{
  GsCtfStreamClass *self = data;

  g_ptr_array_unref (self->by_id);
  g_hash_table_unref (self->by_class);
  g_free (self);
}

static void
gs_ctf_stream_class_set_clock (GsCtfStreamClass *self)
{
  const bt_clock_class *clock = bt_stream_class_borrow_default_clock_class_const (self->stream_class);

  self->has_clock = clock != NULL;
  if (clock == NULL)
    return;
  self->clock_frequency = bt_clock_class_get_frequency (clock);
  bt_clock_class_get_offset (clock, &self->clock_seconds, &self->clock_cycles);
}

/* Returns: FALSE where the time is none. The library's own conversion isn't asked: where a snapshot's time was none
 * once, Babeltrace 2.0 says so of all that the same memory is used for later. */
static inline gboolean
gs_ctf_stream_class_convert (const GsCtfStreamClass *self, const bt_clock_snapshot *snapshot, gint64 *time)
{
  return bt_util_clock_cycles_to_ns_from_origin (bt_clock_snapshot_get_value (snapshot), self->clock_frequency,
                                                 self->clock_seconds, self->clock_cycles, time)
         == 0;
}

static GsCtfStreamClass *
gs_ctf_source_get_stream_class (GsCtfSource *self, const bt_stream_class *stream_class)
{
  static const char *const cpu_names[] = { "cpu_id" };
  GsCtfStreamClass *added;

  for (guint i = 0; i < self->stream_classes->len; i++)
    {
      GsCtfStreamClass *known = g_ptr_array_index (self->stream_classes, i);

      if (known->stream_class == stream_class)
        return known;
    }

  added = g_new0 (GsCtfStreamClass, 1);
  added->stream_class = stream_class;
  added->by_id = g_ptr_array_new ();
  added->by_class = g_hash_table_new_full (NULL, NULL, NULL, gs_ctf_decoder_free);
  gs_ctf_stream_class_set_clock (added);
  gs_ctf_context_resolve (&added->context,
                          bt_stream_class_borrow_event_common_context_field_class_const (stream_class));
  if (bt_stream_class_supports_packets (stream_class))
    added->cpu = gs_ctf_slot_resolve (bt_stream_class_borrow_packet_context_field_class_const (stream_class), cpu_names,
                                      1);
  g_ptr_array_add (self->stream_classes, added);
  return added;
}

static GsCtfDecoder *
gs_ctf_stream_class_add_decoder (GsCtfStreamClass *self, GsCtfSource *source, const bt_event_class *event_class,
                                 guint64 id)
{
  GsCtfDecoder *decoder = g_hash_table_lookup (self->by_class, event_class);

  if (decoder == NULL)
    {
      decoder = gs_ctf_decoder_new (source, event_class);
      g_hash_table_insert (self->by_class, (gpointer) event_class, decoder);
    }
  if (id < MAX_DIRECT_ID)
    {
      if (id >= self->by_id->len)
        g_ptr_array_set_size (self->by_id, id + 1);
      g_ptr_array_index (self->by_id, id) = decoder;
    }
  return decoder;
}

static inline GsCtfDecoder *
gs_ctf_stream_class_get_decoder (GsCtfStreamClass *self, GsCtfSource *source, const bt_event_class *event_class)
{
  guint64 id = bt_event_class_get_id (event_class);

  if (id < self->by_id->len && g_ptr_array_index (self->by_id, id) != NULL)
    return g_ptr_array_index (self->by_id, id);
  return gs_ctf_stream_class_add_decoder (self, source, event_class, id);
}

/* --- Reading fields --- */

static void
gs_ctf_read_bytes (const bt_field *field, char *text, gsize n_bytes)
{
  gsize length = MIN (bt_field_array_get_length (field), n_bytes - 1);
  gsize i;

  for (i = 0; i < length; i++)
    {
      const bt_field *element = bt_field_array_borrow_element_field_by_index_const (field, i);

      if (bt_field_class_type_is (bt_field_get_class_type (element), BT_FIELD_CLASS_TYPE_SIGNED_INTEGER))
        text[i] = bt_field_integer_signed_get_value (element);
      else
        text[i] = bt_field_integer_unsigned_get_value (element);
    }
  text[i] = '\0';
}

static inline gint64
gs_ctf_read_number (GsCtfSlot slot, const bt_field *structure, gint64 missing)
{
  const bt_field *field;

  if (slot.read == READ_NOTHING)
    return missing;
  field = bt_field_structure_borrow_member_field_by_index_const (structure, slot.index);
  switch (slot.read)
    {
    case READ_UNSIGNED:
      return bt_field_integer_unsigned_get_value (field);
    case READ_SIGNED:
      return bt_field_integer_signed_get_value (field);
    case READ_BOOL:
      return bt_field_bool_get_value (field);
    case READ_NOTHING:
    case READ_STRING:
    case READ_BYTES:
    default:
      return missing;
    }
}

/* Returns: (nullable): the text, in @buffer or in the field */
static inline const char *
gs_ctf_read_text (GsCtfSlot slot, const bt_field *structure, char *buffer, gsize n_bytes)
{
  const bt_field *field;

  if (slot.read != READ_STRING && slot.read != READ_BYTES)
    return NULL;
  field = bt_field_structure_borrow_member_field_by_index_const (structure, slot.index);
  if (slot.read == READ_STRING)
    return bt_field_string_get_value (field);
  gs_ctf_read_bytes (field, buffer, n_bytes);
  return buffer;
}

static inline void
gs_ctf_read_member (GsCtfSource *self, const GsEventMember *member, GsCtfSlot slot, const bt_field *structure,
                    GsEvent *event)
{
  char buffer[256];

  if (member->is_text)
    gs_event_member_store (member, event,
                           gs_name_cache_add (&self->names, gs_ctf_read_text (slot, structure, buffer, sizeof buffer)));
  else
    gs_event_member_store (member, event, gs_ctf_read_number (slot, structure, member->missing));
}

/* Returns: FALSE where the packet is no TCP segment */
static gboolean
gs_ctf_decoder_read_packet (const GsCtfDecoder *self, GsCtfSource *source, const bt_field *payload, GsEvent *event)
{
  const bt_field *variant, *header;
  const GsCtfPacketPath *path;
  guint64 option;

  variant = bt_field_structure_borrow_member_field_by_index_const (payload, self->network_index);
  option = bt_field_variant_get_selected_option_index (variant);
  if (option >= self->n_paths || !self->paths[option].has_tcp)
    return FALSE;

  path = &self->paths[option];
  header = bt_field_variant_borrow_selected_option_field_const (variant);
  variant = bt_field_structure_borrow_member_field_by_index_const (header, path->transport_index);
  if (bt_field_variant_get_selected_option_index (variant) != path->tcp_option)
    return FALSE;

  header = bt_field_variant_borrow_selected_option_field_const (variant);
  for (guint i = 0; i < self->layout.n_members; i++)
    if (self->layout.members[i].is_text)
      gs_ctf_read_member (source, &self->layout.members[i], self->slots[i], payload, event);
    else
      gs_ctf_read_member (source, &self->layout.members[i], path->slots[i], header, event);
  return TRUE;
}

static inline gboolean
gs_ctf_decoder_read (const GsCtfDecoder *self, GsCtfSource *source, const bt_event *bt_event_, GsEvent *event)
{
  const bt_field *payload;

  *event = self->layout.base;
  if (self->layout.n_members == 0)
    return TRUE;

  payload = bt_event_borrow_payload_field_const (bt_event_);
  if (self->layout.shape == GS_SHAPE_TCP)
    return gs_ctf_decoder_read_packet (self, source, payload, event);
  for (guint i = 0; i < self->layout.n_members; i++)
    gs_ctf_read_member (source, &self->layout.members[i], self->slots[i], payload, event);
  return TRUE;
}

/* --- One stream --- */

/* Returns: how many records were added: 1 where the contexts changed, else 0 */
static gsize
gs_ctf_port_read_context (GsCtfPort *self, const GsCtfContext *context, const bt_field *structure, GsEvent *event)
{
  char buffer[sizeof self->procname];
  const char *name;
  gint32 tid, pid;

  if (structure == NULL)
    return 0;

  tid = gs_ctf_read_number (context->slots[0], structure, GS_NO_TID);
  pid = gs_ctf_read_number (context->slots[1], structure, GS_NO_TID);
  name = gs_ctf_read_text (context->slots[2], structure, buffer, sizeof buffer);
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
gs_ctf_port_read_contexts (GsCtfPort *self, const GsCtfDecoder *decoder, const bt_event *bt_event_, GsEvent *event)
{
  if (self->stream_class->context.is_any)
    return gs_ctf_port_read_context (self, &self->stream_class->context,
                                     bt_event_borrow_common_context_field_const (bt_event_), event);
  if (decoder->context.is_any)
    return gs_ctf_port_read_context (self, &decoder->context, bt_event_borrow_specific_context_field_const (bt_event_),
                                     event);
  return 0;
}

/* As long as nothing is known of a CPU, even an event that no analysis wants helps: its context says who runs. */
static inline gboolean
gs_ctf_port_wants_contexts (const GsCtfPort *self, const GsCtfDecoder *decoder)
{
  return self->context.kind == GS_EVENT_NONE && (self->stream_class->context.is_any || decoder->context.is_any);
}

/* At most three records: a lost span that begins, the contexts, the event. */
static gsize
gs_ctf_port_convert_event (GsCtfPort *self, const bt_message *message, GsEvent *events)
{
  const bt_event *event = bt_message_event_borrow_event_const (message);
  GsCtfDecoder *decoder;
  gint64 time = 0;
  gsize n = 0, first;

  self->owner->n_decoded++;
  if (self->stream_class->has_clock)
    gs_ctf_stream_class_convert (self->stream_class, bt_message_event_borrow_default_clock_snapshot_const (message),
                                 &time);
  n += gs_stream_order_flush_lost (&self->order, self->cpu, time, events);
  time = gs_stream_order_keep (&self->order, time);
  if (gs_stream_order_sees_again (&self->order, time))
    self->context.kind = GS_EVENT_NONE; /* contexts are told anew */
  if (self->span.begin == GS_TIME_NONE)
    self->span.begin = time;
  self->span.end = time;

  decoder = gs_ctf_stream_class_get_decoder (self->stream_class, self->owner, bt_event_borrow_class_const (event));
  decoder->n_events++;
  if (!decoder->is_wanted && !gs_ctf_port_wants_contexts (self, decoder))
    return n;

  first = n;
  n += gs_ctf_port_read_contexts (self, decoder, event, events + n);
  if (decoder->is_wanted && gs_ctf_decoder_read (decoder, self->owner, event, &events[n]))
    n++;
  for (gsize i = first; i < n; i++)
    {
      events[i].time = time;
      events[i].cpu = self->cpu;
    }
  if (decoder->is_wanted)
    self->owner->kinds |= G_GUINT64_CONSTANT (1) << decoder->layout.kind;
  return n;
}

/* Returns: none: it is sent before the next event */
static gsize
gs_ctf_port_hold_lost (GsCtfPort *self, const bt_clock_snapshot *begin, const bt_clock_snapshot *end,
                       const GsStreamLoss *loss)
{
  GsSpan span = { GS_TIME_NONE, GS_TIME_NONE };
  gint64 time;

  if (begin != NULL && gs_ctf_stream_class_convert (self->stream_class, begin, &time))
    span.begin = time;
  if (end != NULL && gs_ctf_stream_class_convert (self->stream_class, end, &time))
    span.end = time;
  gs_stream_order_hold_lost (&self->order, span, loss);
  self->owner->kinds |= G_GUINT64_CONSTANT (1) << GS_EVENT_LOST;
  return 0;
}

static gsize
gs_ctf_port_convert_discarded_events (GsCtfPort *self, const bt_message *message)
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
  return gs_ctf_port_hold_lost (self, begin, end, &(GsStreamLoss){ .causes = GS_LOSS_EVENTS, .n_events = count });
}

static gsize
gs_ctf_port_convert_discarded_packets (GsCtfPort *self, const bt_message *message)
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
  return gs_ctf_port_hold_lost (self, begin, end, &(GsStreamLoss){ .causes = GS_LOSS_PACKETS, .n_packets = count });
}

static void
gs_ctf_port_begin_stream (GsCtfPort *self, const bt_stream *stream)
{
  const char *name = bt_stream_get_name (stream);

  self->stream_class = gs_ctf_source_get_stream_class (self->owner, bt_stream_borrow_class_const (stream));
  if (name != NULL && self->file == NULL)
    self->file = g_path_get_basename (name);
  if (self->owner->facts != NULL)
    gs_ctf_facts_fill (self->owner->facts, stream);
}

static void
gs_ctf_port_begin_packet (GsCtfPort *self, const bt_packet *packet)
{
  const bt_field *context = bt_packet_borrow_context_field_const (packet);

  if (context != NULL)
    self->cpu = gs_ctf_read_number (self->stream_class->cpu, context, self->cpu);
}

/* Returns: how many records were added, at most three */
static inline gsize
gs_ctf_port_convert (GsCtfPort *self, const bt_message *message, GsEvent *events)
{
  switch (bt_message_get_type (message))
    {
    case BT_MESSAGE_TYPE_EVENT:
      return gs_ctf_port_convert_event (self, message, events);
    case BT_MESSAGE_TYPE_STREAM_BEGINNING:
      gs_ctf_port_begin_stream (self, bt_message_stream_beginning_borrow_stream_const (message));
      return 0;
    case BT_MESSAGE_TYPE_PACKET_BEGINNING:
      gs_ctf_port_begin_packet (self, bt_message_packet_beginning_borrow_packet_const (message));
      return 0;
    case BT_MESSAGE_TYPE_DISCARDED_EVENTS:
      return gs_ctf_port_convert_discarded_events (self, message);
    case BT_MESSAGE_TYPE_DISCARDED_PACKETS:
      return gs_ctf_port_convert_discarded_packets (self, message);
    case BT_MESSAGE_TYPE_STREAM_END:
    case BT_MESSAGE_TYPE_PACKET_END:
    case BT_MESSAGE_TYPE_MESSAGE_ITERATOR_INACTIVITY:
    default:
      return 0;
    }
}

/* What the stream would tell from here on is not there: nothing is known of its CPU. */
static void
gs_ctf_port_hold_rest (GsCtfPort *self)
{
  GsSpan rest = { self->order.last_time, MAX (self->order.last_time, self->owner->cut_end) };

  gs_stream_order_hold_lost (&self->order, rest, &(GsStreamLoss){ .causes = GS_LOSS_UNRECORDED });
  self->owner->kinds |= G_GUINT64_CONSTANT (1) << GS_EVENT_LOST;
}

/* A stream that cannot be read further ends; the others go on. */
static void
gs_ctf_port_fail (GsCtfPort *self, const char *reason)
{
  g_autofree char *causes = gs_ctf_take_error ();
  g_autofree char *file = self->file != NULL ? g_filename_display_name (self->file) : NULL;

  self->is_ended = TRUE;
  gs_ctf_port_hold_rest (self);
  g_ptr_array_add (self->owner->warnings,
                   g_strdup_printf (_ ("%s: the stream file “%s” is damaged, what follows in it is left out: %s"),
                                    self->owner->trace_name, file != NULL ? file : "?",
                                    reason != NULL ? reason : causes));
}

/* Calls the trace library for the stream. Returns: FALSE where that call was
 * ended early, by which the stream ends */
static gboolean
gs_ctf_port_call (GsCtfPort *self, GsReadGuardFunc function)
{
  const char *reason;

  if (gs_read_guard_call (function, self, &reason))
    return TRUE;

  self->iterator = NULL;
  self->n_messages = 0;
  self->owner->is_abandoned = TRUE;
  gs_ctf_port_fail (self, reason);
  return FALSE;
}

static void
gs_ctf_port_fetch (gpointer data)
{
  GsCtfPort *self = data;

  bt_current_thread_clear_error (); /* of streams that go on in spite of it: the library would abort */
  self->status = bt_message_iterator_next (self->iterator, &self->messages, &self->n_messages);
}

/* Returns: FALSE at the end of the stream */
static gboolean
gs_ctf_port_pull (GsCtfPort *self)
{
  self->position = self->n_messages = 0;
  atomic_store_explicit (&self->owner->n_events, self->owner->n_decoded, memory_order_relaxed);
  if (self->is_ended || g_atomic_int_get (self->owner->stop) != 0)
    return FALSE;

  if (!gs_ctf_port_call (self, gs_ctf_port_fetch))
    return FALSE;
  if (self->status == BT_MESSAGE_ITERATOR_NEXT_STATUS_END)
    {
      self->is_ended = TRUE;
      if (self->owner->cut != NULL && self->file != NULL && g_hash_table_contains (self->owner->cut, self->file))
        gs_ctf_port_hold_rest (self);
    }
  else if (self->status != BT_MESSAGE_ITERATOR_NEXT_STATUS_OK)
    gs_ctf_port_fail (self, NULL);
  if (self->is_ended)
    self->n_messages = 0;
  return !self->is_ended;
}

static gssize
gs_ctf_port_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsCtfPort *self = (GsCtfPort *) source;
  gsize n = 0;

  while (n + 3 <= n_max)
    {
      const bt_message *message;

      if (self->position == self->n_messages && !gs_ctf_port_pull (self))
        return n + gs_stream_order_flush_lost (&self->order, self->cpu, self->order.last_time, events + n);
      message = self->messages[self->position++];
      n += gs_ctf_port_convert (self, message, events + n);
      bt_message_put_ref (message);
    }
  return n;
}

static void
gs_ctf_port_free (GsEventSource *source)
{
  GsCtfPort *self = (GsCtfPort *) source;

  while (self->position < self->n_messages)
    bt_message_put_ref (self->messages[self->position++]);
  g_clear_pointer (&self->iterator, bt_message_iterator_put_ref);
  g_free (self->file);
  g_free (self);
}

static const GsEventSourceClass gs_ctf_port_class = { gs_ctf_port_next, gs_ctf_port_free };

static GsCtfPort *
gs_ctf_port_new (GsCtfSource *owner, guint cpu, const bt_port_output *output)
{
  GsCtfPort *self = g_new0 (GsCtfPort, 1);

  self->parent.klass = &gs_ctf_port_class;
  self->owner = owner;
  self->index = owner->ports->len;
  self->output = output;
  self->cpu = cpu;
  self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  gs_stream_order_init (&self->order);
  return self;
}

/* --- The sink and its graph --- */

static bt_component_class_initialize_method_status
gs_ctf_sink_initialize (bt_self_component_sink *sink, bt_self_component_sink_configuration *configuration,
                        const bt_value *params, void *data)
{
  GsCtfSource *self = data;

  bt_self_component_set_data (bt_self_component_sink_as_self_component (sink), self);
  for (guint i = 0; i < self->ports->len; i++)
    {
      g_autofree char *name = g_strdup_printf ("in%u", i);

      if (bt_self_component_sink_add_input_port (sink, name, g_ptr_array_index (self->ports, i), NULL) != 0)
        return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_ERROR;
    }
  return BT_COMPONENT_CLASS_INITIALIZE_METHOD_STATUS_OK;
}

/* Opens the stream's first file. */
static void
gs_ctf_port_open (gpointer data)
{
  GsCtfPort *self = data;
  bt_self_component_port_input *input = bt_self_component_sink_borrow_input_port_by_index (self->owner->sink,
                                                                                           self->index);

  if (bt_message_iterator_create_from_sink_component (self->owner->sink, input, &self->iterator) != 0)
    gs_ctf_port_fail (self, NULL);
}

static bt_component_class_sink_graph_is_configured_method_status
gs_ctf_sink_graph_is_configured (bt_self_component_sink *sink)
{
  GsCtfSource *self = bt_self_component_get_data (bt_self_component_sink_as_self_component (sink));

  self->sink = sink;
  for (guint i = 0; i < self->ports->len; i++)
    gs_ctf_port_call (g_ptr_array_index (self->ports, i), gs_ctf_port_open);
  return BT_COMPONENT_CLASS_SINK_GRAPH_IS_CONFIGURED_METHOD_STATUS_OK;
}

static bt_component_class_sink_consume_method_status
gs_ctf_sink_consume (bt_self_component_sink *sink)
{
  GsCtfSource *self = bt_self_component_get_data (bt_self_component_sink_as_self_component (sink));

  self->n_filled = gs_event_source_next (self->merge, self->events, self->n_max, &self->error);
  return self->n_filled > 0 ? BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_OK :
                              BT_COMPONENT_CLASS_SINK_CONSUME_METHOD_STATUS_END;
}

static gboolean
gs_ctf_source_add_sink (GsCtfSource *self)
{
  bt_component_class_sink *klass = bt_component_class_sink_create ("events", gs_ctf_sink_consume);
  const bt_component_sink *sink = NULL;
  gboolean is_done;

  bt_component_class_sink_set_initialize_method (klass, gs_ctf_sink_initialize);
  bt_component_class_sink_set_graph_is_configured_method (klass, gs_ctf_sink_graph_is_configured);
  is_done = bt_graph_add_sink_component_with_initialize_method_data (self->graph, klass, "events", NULL, self,
                                                                     BT_LOGGING_LEVEL_NONE, &sink)
            == 0;
  bt_component_class_sink_put_ref (klass);

  for (guint i = 0; is_done && i < self->ports->len; i++)
    {
      GsCtfPort *port = g_ptr_array_index (self->ports, i);

      is_done = bt_graph_connect_ports (self->graph, port->output,
                                        bt_component_sink_borrow_input_port_by_index_const (sink, i), NULL)
                == 0;
    }
  return is_done;
}

/* Takes this group's share of the ports. */
static void
gs_ctf_source_choose_ports (GsCtfSource *self, const bt_component_source *component, const char *folder, guint group,
                            guint n_groups)
{
  guint64 n_ports = bt_component_source_get_output_port_count (component);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree guint *groups = NULL;

  for (guint64 i = 0; i < n_ports; i++)
    {
      const bt_port_output *output = bt_component_source_borrow_output_port_by_index_const (component, i);

      g_ptr_array_add (names, (gpointer) bt_port_get_name (bt_port_output_as_port_const (output)));
    }

  groups = gs_ctf_index_share (folder, (const char *const *) names->pdata, names->len, n_groups);
  for (guint64 i = 0; i < n_ports; i++)
    if (groups[i] == group)
      g_ptr_array_add (self->ports,
                       gs_ctf_port_new (self, i, bt_component_source_borrow_output_port_by_index_const (component, i)));
}

static gssize
gs_ctf_source_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsCtfSource *self = (GsCtfSource *) source;
  bt_graph_run_once_status status;

  if (self->is_ended)
    return 0;

  self->events = events;
  self->n_max = n_max;
  self->n_filled = 0;
  bt_current_thread_clear_error ();
  status = bt_graph_run_once (self->graph);
  if (self->n_filled > 0)
    return self->n_filled;

  self->is_ended = TRUE;
  if (self->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->error));
      return -1;
    }
  if (status != BT_GRAPH_RUN_ONCE_STATUS_OK && status != BT_GRAPH_RUN_ONCE_STATUS_END)
    {
      g_autofree char *reason = gs_ctf_take_error ();

      g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("%s: the trace cannot be read: %s"), self->trace_name, reason);
      return -1;
    }
  return 0;
}

static void
gs_ctf_source_free_source (GsEventSource *source)
{
  gs_ctf_source_free ((GsCtfSource *) source);
}

static const GsEventSourceClass gs_ctf_source_class = { gs_ctf_source_next, gs_ctf_source_free_source };

/**
 * gs_ctf_source_new:
 * @folder: that holds `metadata`
 * @trace_name: what warnings call the trace
 * @names: where names are put; may be shared with other threads
 * @group: which share of the streams, below @n_groups
 * @n_groups: how many shares there are
 * @stop: (scope forever): read atomically; once it is not 0, the source ends
 *
 * Returns: (transfer full): a source of the wanted events of that share; %NULL
 *   with @error set where the trace library does not take the folder
 */
GsCtfSource *
gs_ctf_source_new (const char *folder, const char *trace_name, GsNames *names, guint group, guint n_groups,
                   const gint *stop, GError **error)
{
  g_autoptr (GsCtfSource) self = g_new0 (GsCtfSource, 1);
  gconstpointer component;

  self->parent.klass = &gs_ctf_source_class;
  self->trace_name = g_strdup (trace_name);
  self->names.names = gs_names_ref (names);
  self->stop = stop;
  self->ports = g_ptr_array_new ();
  self->stream_classes = g_ptr_array_new_with_free_func (gs_ctf_stream_class_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->graph = gs_ctf_graph_new (folder, &component, error);
  if (self->graph == NULL)
    return NULL;

  gs_ctf_source_choose_ports (self, component, folder, group, n_groups);
  self->is_ended = self->ports->len == 0;
  self->merge = gs_stream_merge_new ((GsEventSource **) self->ports->pdata, self->ports->len, PORT_BUFFER);
  if (!self->is_ended && !gs_ctf_source_add_sink (self))
    {
      g_autofree char *reason = gs_ctf_take_error ();

      g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, reason);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * gs_ctf_source_get_source:
 *
 * Returns: (transfer none): @self as an event source; n_max is to be 3 at least
 */
GsEventSource *
gs_ctf_source_get_source (GsCtfSource *self)
{
  return &self->parent;
}

/**
 * gs_ctf_source_set_facts:
 * @facts: filled when the first stream begins; outlives @self
 */
void
gs_ctf_source_set_facts (GsCtfSource *self, GsCtfFacts *facts)
{
  self->facts = facts;
}

/**
 * gs_ctf_source_set_cut:
 * @files: (element-type filename): the folder's stream files that are not whole
 * @end: ns; when the trace ends, as far as is known
 *
 * Before the first event is asked for. The CPUs of these streams count as unknown from
 * what is there of them on, as where events are lost; so do those of streams that turn out to be damaged.
 */
void
gs_ctf_source_set_cut (GsCtfSource *self, GPtrArray *files, gint64 end)
{
  self->cut_end = end;
  for (guint i = 0; files != NULL && i < files->len; i++)
    {
      if (self->cut == NULL)
        self->cut = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      g_hash_table_add (self->cut, g_strdup (g_ptr_array_index (files, i)));
    }
}

/**
 * gs_ctf_source_get_n_events:
 *
 * From any thread.
 *
 * Returns: how many events were decoded so far, wanted or not
 */
guint64
gs_ctf_source_get_n_events (GsCtfSource *self)
{
  return atomic_load_explicit (&self->n_events, memory_order_relaxed);
}

/**
 * gs_ctf_source_get_report:
 * @report: (out): what was met so far
 */
void
gs_ctf_source_get_report (GsCtfSource *self, GsCtfReport *report)
{
  g_autoptr (GHashTable) cpus = g_hash_table_new (NULL, NULL);

  *report = (GsCtfReport){
    .span = { GS_TIME_NONE, GS_TIME_NONE },
    .kinds = self->kinds,
    .n_streams = self->ports->len,
  };
  for (guint i = 0; i < self->ports->len; i++)
    {
      const GsCtfPort *port = g_ptr_array_index (self->ports, i);

      g_hash_table_add (cpus, GUINT_TO_POINTER (port->cpu));
      report->n_lost += port->order.n_lost;
      report->n_lost_packets += port->n_lost_packets;
      report->n_steps_back += port->order.n_steps_back;
      report->largest_step_back = MAX (report->largest_step_back, port->order.largest_step_back);
      if (port->span.begin == GS_TIME_NONE)
        report->n_empty_streams++;
      else if (report->span.begin == GS_TIME_NONE)
        report->span = port->span;
      else
        report->span = gs_span_unite (report->span, port->span);
    }
  report->n_cpus = g_hash_table_size (cpus);
}

/**
 * gs_ctf_source_count_events:
 * @counts: (element-type utf8 guint64): from event name to a number, which is added to
 *
 * All events met so far, wanted or not, by name. From the thread that reads.
 */
void
gs_ctf_source_count_events (GsCtfSource *self, GHashTable *counts)
{
  for (guint i = 0; i < self->stream_classes->len; i++)
    {
      GsCtfStreamClass *stream_class = g_ptr_array_index (self->stream_classes, i);
      GHashTableIter iter;
      gpointer value;

      g_hash_table_iter_init (&iter, stream_class->by_class);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          const GsCtfDecoder *decoder = value;

          if (decoder->name != NULL && decoder->n_events > 0)
            gs_event_counts_add (counts, decoder->name, decoder->n_events);
        }
    }
}

/**
 * gs_ctf_source_get_warnings:
 *
 * Returns: (transfer none): translated strings, each names the trace
 */
GPtrArray *
gs_ctf_source_get_warnings (GsCtfSource *self)
{
  return self->warnings;
}

/**
 * gs_ctf_source_free:
 * @self: (transfer full): the source
 */
void
gs_ctf_source_free (GsCtfSource *self)
{
  g_clear_pointer (&self->merge, gs_event_source_free);
  if (self->is_abandoned)
    gs_ctf_graph_abandon (g_steal_pointer (&self->graph));
  g_clear_pointer (&self->graph, gs_ctf_graph_free);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->ports);
  g_ptr_array_unref (self->stream_classes);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer (&self->cut, g_hash_table_unref);
  gs_names_unref (self->names.names);
  g_free (self->trace_name);
  g_free (self);
}
