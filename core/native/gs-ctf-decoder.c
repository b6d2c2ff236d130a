/* gs-ctf-decoder.c: a packet to event records
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-decoder.h"

#include <glib/gi18n.h>
#include <string.h>

#include "event/gs-event-counts.h"

#define FIRST_CAPACITY 4096
#define MAX_RECORDS_PER_EVENT 3
#define STEPS_PER_BIT 4 /* beyond them a packet is damaged: it goes in circles over nothing */

/* What decoding one packet changes. */
typedef struct
{
  GsCtfDecoder *decoder;
  const GsCtfPacketInfo *packet;
  const GsCtfStreamKind *kind;
  const GsCtfClasses *classes;
  const guint8 *data;
  guint64 at, end; /* bits */
  guint64 clock;   /* cycles */
  guint64 *counts; /* by class, or NULL */
  gsize n;         /* records */
  gsize n_undated; /* of them, the first ones: without a time */
  guint64 n_good;  /* events that were read to their end */
  GsCtfDecoded *out;
} GsCtfDecoding;

GsCtfDecoder *
gs_ctf_decoder_new (const GsCtfRecording *recording, GsNames *names)
{
  GsCtfDecoder *self = g_new0 (GsCtfDecoder, 1);

  self->recording = recording;
  self->texts = g_new0 (GsCtfTexts, 1);
  self->texts->names.names = gs_names_ref (names);
  self->counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  return self;
}

void
gs_ctf_decoder_free (GsCtfDecoder *self)
{
  gs_names_unref (self->texts->names.names);
  g_hash_table_unref (self->counts);
  g_free (self->texts);
  g_free (self->buffer);
  g_free (self);
}

void
gs_ctf_decoded_clear (GsCtfDecoded *self)
{
  g_clear_pointer (&self->events, g_free);
  self->capacity = 0;
}

/* --- Headers and times --- */

static inline void
gs_ctf_decoding_update_clock (GsCtfDecoding *self, guint64 value, guint n_bits)
{
  guint64 mask;

  if (n_bits >= 64)
    {
      self->clock = value;
      return;
    }
  mask = (G_GUINT64_CONSTANT (1) << n_bits) - 1;
  self->clock += (value - self->clock) & mask; /* the next time at which these bits are so */
}

static inline guint16
gs_ctf_get_16 (const guint8 *data)
{
  guint16 value;

  memcpy (&value, data, sizeof value);
  return GUINT16_FROM_LE (value);
}

static inline guint32
gs_ctf_get_32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

static inline guint64
gs_ctf_get_64 (const guint8 *data)
{
  guint64 value;

  memcpy (&value, data, sizeof value);
  return GUINT64_FROM_LE (value);
}

/* Any header. Returns: FALSE where the packet ends in it, or it has no id */
static gboolean
gs_ctf_decoding_read_any_header (GsCtfDecoding *self, guint64 *id)
{
  GsCtfRun *run = &self->decoder->run;

  run->has_roles = 0;
  if (!gs_ctf_program_run (self->kind->event_header, run, self->data, &self->at, self->end))
    return FALSE;
  *id = 0;
  if (GS_CTF_HAS (run, GS_CTF_ROLE_EVENT_CLASS))
    *id = run->roles[GS_CTF_ROLE_EVENT_CLASS];
  else if (self->kind->declared->n_events == 1)
    *id = self->kind->declared->events[0].id;
  if (GS_CTF_HAS (run, GS_CTF_ROLE_TIMESTAMP))
    gs_ctf_decoding_update_clock (self, run->roles[GS_CTF_ROLE_TIMESTAMP], run->n_time_bits);
  return TRUE;
}

static gboolean
gs_ctf_decoding_read_long_header (GsCtfDecoding *self, guint64 *id)
{
  const GsCtfShortHeader *header = &self->kind->header;
  const guint8 *from = self->data + self->at / 8;

  if (self->end - self->at < header->long_bits)
    return FALSE;
  *id = gs_ctf_get_32 (from + header->long_id_byte);
  self->clock = gs_ctf_get_64 (from + header->long_time_byte);
  self->at += header->long_bits;
  return TRUE;
}

/* LTTng's headers. */
static inline gboolean
gs_ctf_decoding_read_header (GsCtfDecoding *self, guint64 *id)
{
  const GsCtfShortHeader *header = &self->kind->header;
  const guint8 *from = self->data + self->at / 8;
  guint32 word;

  if (G_UNLIKELY (header->n_id_bits == 0))
    return gs_ctf_decoding_read_any_header (self, id);
  if (G_UNLIKELY (self->end - self->at < header->short_bits))
    return FALSE;
  if (header->n_id_bits == 5)
    {
      word = gs_ctf_get_32 (from);
      *id = word & 31;
      if (G_UNLIKELY (*id == 31))
        return gs_ctf_decoding_read_long_header (self, id);
      gs_ctf_decoding_update_clock (self, word >> 5, 27);
    }
  else
    {
      *id = gs_ctf_get_16 (from);
      if (G_UNLIKELY (*id == 65535))
        return gs_ctf_decoding_read_long_header (self, id);
      gs_ctf_decoding_update_clock (self, gs_ctf_get_32 (from + header->time_byte), 32);
    }
  self->at += header->short_bits;
  return TRUE;
}

/* --- Events --- */

static void
gs_ctf_decoding_grow (GsCtfDecoding *self)
{
  GsCtfDecoded *out = self->out;

  out->capacity = MAX (FIRST_CAPACITY, 2 * out->capacity);
  out->events = g_renew (GsEvent, out->events, out->capacity);
}

static gboolean
gs_ctf_is_same_context (const GsEvent *a, const GsEvent *b)
{
  return a->kind == b->kind && a->context.tid == b->context.tid && a->context.pid == b->context.pid
         && a->context.name == b->context.name;
}

/* Keeps the contexts in the next record where they are new. Returns: how many records: 0 or 1 */
static inline gsize
gs_ctf_decoding_keep_context (GsCtfDecoding *self, gint64 time)
{
  GsCtfStreamState *state = &self->out->state;
  GsEvent *context = &self->out->events[self->n];

  if (gs_ctf_is_same_context (context, &state->context))
    return 0;
  state->context = *context;
  context->time = time;
  context->cpu = self->packet->cpu;
  if (self->out->first_context == G_MAXSIZE)
    self->out->first_context = self->n;
  return 1;
}

/* Passes over an event that nobody wants. */
static inline gboolean
gs_ctf_decoding_skip (GsCtfDecoding *self, const GsCtfClass *klass, gint64 time)
{
  GsCtfRun *run = &self->decoder->run;

  if (G_UNLIKELY (klass->has_contexts) && self->out->state.context.kind == GS_EVENT_NONE
      && klass->context_program != NULL)
    {
      guint64 at = self->at;

      /* As long as nothing is known of the CPU, even such an event helps: its context says who runs. */
      self->out->events[self->n] = klass->base[0];
      self->out->events[self->n + 1] = klass->base[1];
      run->records = (guint8 *) &self->out->events[self->n];
      if (!gs_ctf_program_run (klass->context_program, run, self->data, &at, self->end))
        return FALSE;
      self->n += gs_ctf_decoding_keep_context (self, time);
    }
  if (klass->skip_bits >= 0)
    {
      if ((guint64) klass->skip_bits > self->end - self->at)
        return FALSE;
      self->at += klass->skip_bits;
      return TRUE;
    }
  return gs_ctf_program_run (klass->program, run, self->data, &self->at, self->end);
}

static inline gboolean
gs_ctf_decoding_read (GsCtfDecoding *self, const GsCtfClass *klass, gint64 time)
{
  GsCtfRun *run = &self->decoder->run;
  GsEvent *events = &self->out->events[self->n];
  gboolean is_segment;
  gsize n_contexts;

  run->is_marked = FALSE;
  if (!klass->has_contexts)
    {
      events[0] = klass->base[1];
      run->records = (guint8 *) (events - 1);
      if (!gs_ctf_program_run (klass->program, run, self->data, &self->at, self->end))
        return FALSE;
      events[0].time = time;
      events[0].cpu = self->packet->cpu;
      self->n += !klass->program->has_marks || run->is_marked;
      return TRUE;
    }
  events[0] = klass->base[0];
  events[1] = klass->base[1];
  run->records = (guint8 *) events;
  if (!gs_ctf_program_run (klass->program, run, self->data, &self->at, self->end))
    return FALSE;
  is_segment = !klass->program->has_marks || run->is_marked;
  n_contexts = gs_ctf_decoding_keep_context (self, time);
  if (is_segment)
    {
      if (n_contexts == 0)
        events[0] = events[1];
      events[n_contexts].time = time;
      events[n_contexts].cpu = self->packet->cpu;
    }
  self->n += n_contexts + is_segment;
  return TRUE;
}

/* perf tells at the clock's zero what was there before it began: that is true from the first event on. */
static void
gs_ctf_decoding_date (GsCtfDecoding *self, gint64 time)
{
  for (gsize i = 0; i < self->n_undated; i++)
    self->out->events[GS_CTF_ROOM_BEFORE + i].time = time;
  self->n_undated = 0;
}

/* Returns: the event's time as it is told; GS_TIME_NONE where it has none */
static inline gint64
gs_ctf_decoding_keep_time (GsCtfDecoding *self, gint64 time)
{
  GsCtfDecoded *out = self->out;
  GsStreamOrder *order = &out->state.order;

  if (G_UNLIKELY (self->kind->has_undated) && self->clock == 0)
    {
      out->n_events++;
      return GS_TIME_NONE;
    }
  if (out->n_events++ == 0 || G_UNLIKELY (self->n_undated > 0))
    out->first_time = time;
  if (G_UNLIKELY (self->n_undated > 0))
    gs_ctf_decoding_date (self, time);
  if (G_UNLIKELY (order->has_lost))
    self->n += gs_stream_order_flush_lost (order, self->packet->cpu, time, &out->events[self->n]);
  time = gs_stream_order_keep (order, time);
  if (G_UNLIKELY (order->sees_from != GS_TIME_NONE) && gs_stream_order_sees_again (order, time))
    out->state.context.kind = GS_EVENT_NONE; /* contexts are told anew */
  if (G_UNLIKELY (out->span.begin == GS_TIME_NONE))
    out->span.begin = time;
  out->span.end = time;
  return time;
}

/* Returns: FALSE where the packet can't be read further */
static inline gboolean
gs_ctf_decoding_step (GsCtfDecoding *self)
{
  GsCtfDecoded *out = self->out;
  const GsCtfClass *klass;
  guint64 id;
  gint64 time;

  if (G_UNLIKELY (self->n + MAX_RECORDS_PER_EVENT + 1 > out->capacity))
    gs_ctf_decoding_grow (self);
  if (!gs_ctf_decoding_read_header (self, &id))
    return FALSE;
  klass = gs_ctf_stream_kind_get_class (self->kind, id);
  if (G_UNLIKELY (klass == NULL) || G_UNLIKELY (klass->program == NULL))
    return FALSE;
  time = self->kind->has_clock ? gs_ctf_classes_get_time (self->classes, self->clock) : 0;
  time = gs_ctf_decoding_keep_time (self, time);
  if (!(klass->is_wanted ? gs_ctf_decoding_read (self, klass, time) : gs_ctf_decoding_skip (self, klass, time)))
    return FALSE;
  if (G_UNLIKELY (time == GS_TIME_NONE))
    self->n_undated = self->n - GS_CTF_ROOM_BEFORE;
  if (self->counts != NULL)
    self->counts[klass->index]++;
  if (klass->is_wanted)
    out->kinds |= G_GUINT64_CONSTANT (1) << klass->kind;
  self->n_good = out->n_events;
  return TRUE;
}

/* --- Packets --- */

static guint64 *
gs_ctf_decoder_get_counts (GsCtfDecoder *self, const GsCtfClasses *classes)
{
  guint64 *counts = g_hash_table_lookup (self->counts, classes);

  if (counts == NULL)
    {
      counts = g_new0 (guint64, classes->n_classes + 1);
      g_hash_table_insert (self->counts, (gpointer) classes, counts);
    }
  return counts;
}

/* Returns: how many bits of the packet's content are there */
static guint64
gs_ctf_decoder_fetch (GsCtfDecoder *self, const GsCtfPacketInfo *packet)
{
  gsize n_bytes = (packet->content_end + 7) / 8;
  gsize n_read;

  if (self->capacity < n_bytes)
    {
      g_free (self->buffer);
      self->buffer = g_malloc (n_bytes);
      self->capacity = n_bytes;
    }
  n_read = gs_ctf_recording_read (self->recording, packet, self->buffer);
  return MIN (packet->content_end, n_read * 8);
}

static void
gs_ctf_decoded_init (GsCtfDecoded *self, const GsCtfStreamState *state)
{
  GsEvent *events = self->events;
  gsize capacity = self->capacity;

  *self = (GsCtfDecoded){
    .events = events,
    .capacity = capacity,
    .begin = GS_CTF_ROOM_BEFORE,
    .end = GS_CTF_ROOM_BEFORE,
    .first_context = G_MAXSIZE,
    .span = { GS_TIME_NONE, GS_TIME_NONE },
    .state = *state,
  };
}

/* Decodes what is in the buffer, up to @n_max events. Returns: FALSE where an event is none, which is not the last
   then */
static gboolean
gs_ctf_decoding_run (GsCtfDecoding *self, guint64 n_max)
{
  guint64 alignment = self->kind->header_alignment;
  GsCtfDecoded *out = self->out;

  self->at = self->packet->header_end;
  self->clock = self->packet->cycles;
  self->n = GS_CTF_ROOM_BEFORE;
  self->n_undated = 0;
  while (out->n_events < n_max)
    {
      self->at = (self->at + alignment - 1) & ~(alignment - 1);
      if (self->at >= self->end)
        return TRUE;
      if (!gs_ctf_decoding_step (self))
        return FALSE;
    }
  return TRUE;
}

/* A packet of nothing else: it says when it ended, or nothing of it can be placed. */
static void
gs_ctf_decoding_end_undated (GsCtfDecoding *self)
{
  if (self->packet->end == GS_TIME_NONE)
    self->n = GS_CTF_ROOM_BEFORE;
  else
    gs_ctf_decoding_date (self, self->packet->end);
}

/**
 * gs_ctf_decoder_decode:
 * @state: what is known of its stream where the packet begins
 * @is_counted: whether its events count, which are to be counted once
 * @n_max: of events
 * @decoded: (inout): its memory is used again
 */
void
gs_ctf_decoder_decode (GsCtfDecoder *self, const GsCtfPacketInfo *packet, const GsCtfStreamState *state,
                       gboolean is_counted, guint64 n_max, GsCtfDecoded *decoded)
{
  GsCtfDecoding decoding = {
    .decoder = self,
    .packet = packet,
    .kind = packet->kind,
    .classes = packet->kind->owner,
    .end = gs_ctf_decoder_fetch (self, packet),
    .out = decoded,
  };
  gboolean is_whole;

  gs_ctf_decoded_init (decoded, state);
  self->run.texts = self->texts;
  self->run.budget = decoding.end * STEPS_PER_BIT + FIRST_CAPACITY;
  decoding.data = self->buffer;
  if (is_counted)
    decoding.counts = gs_ctf_decoder_get_counts (self, decoding.classes);
  is_whole = gs_ctf_decoding_run (&decoding, n_max);
  if (!is_whole)
    {
      guint64 n_good = decoding.n_good;

      /* Again, without the event that is none and what it changed. */
      gs_ctf_decoded_init (decoded, state);
      decoding.counts = NULL;
      gs_ctf_decoding_run (&decoding, n_good);
      decoded->problem = _ ("an event in it makes no sense");
    }
  if (decoding.end < packet->content_end && decoded->n_events < n_max)
    decoded->problem = _ (
        "it became shorter while it was read, or the disk failed; open the trace again when it is whole");
  if (decoding.n_undated > 0)
    gs_ctf_decoding_end_undated (&decoding);
  decoded->end = decoding.n;
}

/**
 * gs_ctf_decoder_count_events:
 * @counts: (element-type utf8 guint64): is added to
 */
void
gs_ctf_decoder_count_events (const GsCtfDecoder *self, GHashTable *counts)
{
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->counts);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const GsCtfClasses *classes = key;
      const guint64 *by_class = value;

      for (guint i = 0; i < classes->meta->n_streams; i++)
        for (guint k = 0; k < classes->kinds[i].declared->n_events; k++)
          if (by_class[classes->kinds[i].first_index + k] > 0)
            gs_event_counts_add (counts, classes->kinds[i].declared->events[k].name,
                                 by_class[classes->kinds[i].first_index + k]);
    }
}
