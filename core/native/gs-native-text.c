/* gs-native-text.c: a recording's events as text, by its own metadata
 * SPDX-License-Identifier: MIT
 *
 * Each stream is read one packet at a time, from the packet on that may hold the
 * first event that is asked for; so a look at a moment costs as much at the end of
 * a large recording as at its begin.
 */
#include "native/gs-native-text.h"

#include "native/gs-ctf-recording.h"
#include "native/gs-ctf-run.h"
#include "native/gs-ctf-walker.h"

#define STEPS_PER_BIT 4

/* One stream, at one of its events. */
typedef struct
{
  const GsCtfRecording *recording;
  const GsCtfStream *stream;
  guint next_packet;
  guint8 *buffer;
  gsize capacity;
  guint64 clock;
  gint64 time; /* of the event, never before that of the one before */
  const char *name;
  GsCtfWalker walker;
  gboolean is_ended;
} GsNativeCursor;

typedef struct
{
  GsEventText parent;
  GsNames *names;
  GsCtfRecording *recording;
  GsNativeCursor *cursors;
  guint n_cursors;
  guint current; /* the one whose event was given out, or n_cursors */
} GsNativeText;

/* --- One stream --- */

static const GsCtfPacketInfo *
gs_native_cursor_get_packet (const GsNativeCursor *self)
{
  return &g_array_index (self->stream->packets, GsCtfPacketInfo, self->next_packet - 1);
}

static void
gs_native_cursor_load (GsNativeCursor *self)
{
  const GsCtfPacketInfo *packet = &g_array_index (self->stream->packets, GsCtfPacketInfo, self->next_packet++);
  gsize n_bytes = (packet->content_end + 7) / 8;

  if (self->capacity < n_bytes)
    {
      g_free (self->buffer);
      self->buffer = g_malloc (n_bytes);
      self->capacity = n_bytes;
    }
  self->walker.data = self->buffer;
  self->walker.at = packet->header_end;
  self->walker.end = MIN (packet->content_end, gs_ctf_recording_read (self->recording, packet, self->buffer) * 8);
  self->clock = packet->cycles;
}

static void
gs_native_cursor_set_time (GsNativeCursor *self, const GsCtfRun *run, const GsCtfStreamKind *kind)
{
  guint64 value = run->roles[GS_CTF_ROLE_TIMESTAMP];
  gint64 time;

  if (!GS_CTF_HAS (run, GS_CTF_ROLE_TIMESTAMP) || !kind->has_clock)
    return;
  self->clock = run->n_time_bits >= 64 ?
                    value :
                    self->clock + ((value - self->clock) & ((G_GUINT64_CONSTANT (1) << run->n_time_bits) - 1));
  if (kind->has_undated && self->clock == 0)
    return;
  time = gs_ctf_classes_get_time (kind->owner, self->clock);
  self->time = MAX (self->time, time);
}

/* The event at the walker's place. Returns: FALSE where the packet holds no more */
static gboolean
gs_native_cursor_read (GsNativeCursor *self)
{
  const GsCtfStreamKind *kind = gs_native_cursor_get_packet (self)->kind;
  GsCtfWalker *walker = &self->walker;
  GsCtfRun run = { .budget = (walker->end + 1) * STEPS_PER_BIT };
  const GsCtfEventClass *event;
  guint64 alignment = kind->header_alignment;
  guint index;

  walker->at = (walker->at + alignment - 1) / alignment * alignment;
  if (walker->at >= walker->end
      || !gs_ctf_program_run (kind->event_header, &run, walker->data, &walker->at, walker->end))
    return FALSE;
  if (!gs_ctf_stream_kind_find (kind,
                                GS_CTF_HAS (&run, GS_CTF_ROLE_EVENT_CLASS) || kind->declared->n_events != 1 ?
                                    run.roles[GS_CTF_ROLE_EVENT_CLASS] :
                                    kind->declared->events[0].id,
                                &index))
    return FALSE;
  event = &kind->declared->events[index];
  gs_native_cursor_set_time (self, &run, kind);
  gs_ctf_walker_begin (walker);
  self->name = event->name;
  return gs_ctf_walker_walk (walker, kind->declared->event_context, GS_CTF_SCOPE_STREAM_CONTEXT)
         && gs_ctf_walker_walk (walker, event->context, GS_CTF_SCOPE_EVENT_CONTEXT)
         && gs_ctf_walker_walk (walker, event->payload, GS_CTF_SCOPE_PAYLOAD);
}

/* To the next event. What follows damage in a packet is left out, as when it is analysed. */
static void
gs_native_cursor_advance (GsNativeCursor *self)
{
  while (!self->is_ended)
    {
      if (self->next_packet > 0 && self->walker.at < self->walker.end && gs_native_cursor_read (self))
        return;
      if (self->next_packet >= self->stream->packets->len)
        self->is_ended = TRUE;
      else
        gs_native_cursor_load (self);
    }
}

/* To the first event at or after @from, by way of the last packet that begins before it. */
static void
gs_native_cursor_start (GsNativeCursor *self, const GsCtfRecording *recording, const GsCtfStream *stream, gint64 from)
{
  self->recording = recording;
  self->stream = stream;
  self->time = GS_TIME_NONE;
  gs_ctf_walker_init (&self->walker);
  while (self->next_packet + 1 < stream->packets->len)
    {
      const GsCtfPacketInfo *next = &g_array_index (stream->packets, GsCtfPacketInfo, self->next_packet + 1);

      if (next->begin == GS_TIME_NONE || next->begin > from)
        break;
      self->next_packet++;
    }
  if (stream->packets->len == 0)
    self->is_ended = TRUE;
  else
    gs_native_cursor_load (self);
  do
    gs_native_cursor_advance (self);
  while (!self->is_ended && self->time < from && from != GS_TIME_NONE);
}

/* --- All of them --- */

static gboolean
gs_native_text_next (GsEventText *text, GsEventLine *line)
{
  GsNativeText *self = (GsNativeText *) text;
  const GsNativeCursor *first = NULL;

  if (self->current < self->n_cursors)
    gs_native_cursor_advance (&self->cursors[self->current]);
  for (guint i = 0; i < self->n_cursors; i++)
    if (!self->cursors[i].is_ended && (first == NULL || self->cursors[i].time < first->time))
      first = &self->cursors[i];
  if (first == NULL)
    return FALSE;
  self->current = first - self->cursors;
  *line = (GsEventLine){ first->time, gs_native_cursor_get_packet (first)->cpu, first->walker.tid, first->name,
                         first->walker.text->str };
  return TRUE;
}

static void
gs_native_text_free (GsEventText *text)
{
  GsNativeText *self = (GsNativeText *) text;

  for (guint i = 0; i < self->n_cursors; i++)
    {
      gs_ctf_walker_clear (&self->cursors[i].walker);
      g_free (self->cursors[i].buffer);
    }
  g_free (self->cursors);
  g_clear_pointer (&self->recording, gs_ctf_recording_free);
  gs_names_unref (self->names);
  g_free (self);
}

/**
 * gs_native_text_new:
 * @from: ns, the machine's clock: where to begin; %GS_TIME_NONE for all of it
 *
 * Returns: (transfer full) (nullable): the events, or NULL with @error
 */
GsEventText *
gs_native_text_new (GsTrace *trace, gint64 from, GError **error)
{
  static const gint never = 0;
  GsNativeText *self = g_new0 (GsNativeText, 1);

  self->parent = (GsEventText){ gs_native_text_next, gs_native_text_free };
  self->names = gs_names_new ();
  self->recording = gs_ctf_recording_new ((const char *const *) trace->parts, trace->name, self->names, &never, error);
  if (self->recording == NULL)
    {
      gs_native_text_free (&self->parent);
      return NULL;
    }
  self->n_cursors = self->current = self->recording->streams->len;
  self->cursors = g_new0 (GsNativeCursor, self->n_cursors + 1);
  for (guint i = 0; i < self->n_cursors; i++)
    gs_native_cursor_start (&self->cursors[i], self->recording, g_ptr_array_index (self->recording->streams, i), from);
  return &self->parent;
}
