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
  const GsCtfEventClass *event;
  GsCtfRun run;
  GsCtfWalker walker;
  gboolean is_ended;
} GsNativeCursor;

typedef struct
{
  GsEventText parent;
  GsNames *names;
  GsCtfRecording *recording;
  GsCtfTexts *texts; /* for programs, which read some */
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
gs_native_cursor_set_time (GsNativeCursor *self, const GsCtfStreamKind *kind)
{
  const GsCtfRun *run = &self->run;
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

/* The header of the event at the walker's place.
 * Returns: (nullable): its class; NULL where the packet holds no more that can be read */
static const GsCtfClass *
gs_native_cursor_read_header (GsNativeCursor *self)
{
  const GsCtfStreamKind *kind = gs_native_cursor_get_packet (self)->kind;
  GsCtfWalker *walker = &self->walker;
  guint64 alignment = kind->header_alignment;
  const GsCtfClass *klass;

  self->run.has_roles = 0;
  self->run.budget = (walker->end + 1) * STEPS_PER_BIT;
  walker->at = (walker->at + alignment - 1) / alignment * alignment;
  if (walker->at >= walker->end
      || !gs_ctf_program_run (kind->event_header, &self->run, walker->data, &walker->at, walker->end))
    return NULL;
  klass = gs_ctf_stream_kind_get_class (kind, GS_CTF_HAS (&self->run, GS_CTF_ROLE_EVENT_CLASS)
                                                      || kind->declared->n_events != 1 ?
                                                  self->run.roles[GS_CTF_ROLE_EVENT_CLASS] :
                                                  kind->declared->events[0].id);
  if (klass == NULL || klass->program == NULL)
    return NULL;
  self->event = &kind->declared->events[klass->index - kind->first_index];
  gs_native_cursor_set_time (self, kind);
  return klass;
}

/* Over the event whose header was read: by its program, which is many times faster than to write it. */
static gboolean
gs_native_cursor_pass (GsNativeCursor *self, const GsCtfClass *klass)
{
  GsEvent records[2];
  GsCtfWalker *walker = &self->walker;

  if (klass->skip_bits >= 0)
    {
      if ((guint64) klass->skip_bits > walker->end - walker->at)
        return FALSE;
      walker->at += klass->skip_bits;
      return TRUE;
    }
  self->run.records = (guint8 *) records;
  return gs_ctf_program_run (klass->program, &self->run, walker->data, &walker->at, walker->end);
}

/* Writes the event whose header was read. */
static gboolean
gs_native_cursor_walk (GsNativeCursor *self)
{
  GsCtfWalker *walker = &self->walker;

  gs_ctf_walker_begin (walker);
  return gs_ctf_walker_walk (walker, gs_native_cursor_get_packet (self)->kind->declared->event_context,
                             GS_CTF_SCOPE_STREAM_CONTEXT)
         && gs_ctf_walker_walk (walker, self->event->context, GS_CTF_SCOPE_EVENT_CONTEXT)
         && gs_ctf_walker_walk (walker, self->event->payload, GS_CTF_SCOPE_PAYLOAD);
}

/* To the next event that is not before @from. What follows damage in a packet is left out, as when it is analysed. */
static void
gs_native_cursor_advance (GsNativeCursor *self, gint64 from)
{
  const GsCtfClass *klass;

  while (!self->is_ended)
    {
      while ((klass = gs_native_cursor_read_header (self)) != NULL)
        {
          if (self->time >= from && gs_native_cursor_walk (self))
            return;
          if (self->time >= from || !gs_native_cursor_pass (self, klass))
            break;
        }
      if (self->next_packet >= self->stream->packets->len)
        self->is_ended = TRUE;
      else
        gs_native_cursor_load (self);
    }
}

/* Returns: the first packet that may hold events from @from on: the last one that begins before that */
static guint
gs_native_cursor_find_packet (const GsNativeCursor *self, gint64 from)
{
  const GArray *packets = self->stream->packets;
  guint found = 0;

  while (found + 1 < packets->len)
    {
      const GsCtfPacketInfo *next = &g_array_index (packets, GsCtfPacketInfo, found + 1);

      if (next->begin == GS_TIME_NONE || next->begin >= from)
        break;
      found++;
    }
  return found;
}

/* To the first event at or after @from. */
static void
gs_native_cursor_seek (GsNativeCursor *self, gint64 from)
{
  self->time = GS_TIME_NONE;
  self->is_ended = self->stream->packets->len == 0;
  if (self->is_ended)
    return;
  self->next_packet = gs_native_cursor_find_packet (self, from);
  gs_native_cursor_load (self);
  gs_native_cursor_advance (self, from);
}

/* --- All of them --- */

static gboolean
gs_native_text_next (GsEventText *text, GsEventLine *line)
{
  GsNativeText *self = (GsNativeText *) text;
  const GsNativeCursor *first = NULL;

  if (self->current < self->n_cursors)
    gs_native_cursor_advance (&self->cursors[self->current], GS_TIME_NONE);
  for (guint i = 0; i < self->n_cursors; i++)
    if (!self->cursors[i].is_ended && (first == NULL || self->cursors[i].time < first->time))
      first = &self->cursors[i];
  if (first == NULL)
    return FALSE;
  self->current = first - self->cursors;
  *line = (GsEventLine){ first->time, gs_native_cursor_get_packet (first)->cpu, first->walker.tid, first->event->name,
                         first->walker.text->str };
  return TRUE;
}

static void
gs_native_text_seek (GsEventText *text, gint64 from)
{
  GsNativeText *self = (GsNativeText *) text;

  for (guint i = 0; i < self->n_cursors; i++)
    gs_native_cursor_seek (&self->cursors[i], from);
  self->current = self->n_cursors;
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
  g_free (self->texts);
  gs_names_unref (self->names);
  g_free (self);
}

/**
 * gs_native_text_new:
 *
 * Returns: (transfer full) (nullable): the events, before the first one; or NULL with @error
 */
GsEventText *
gs_native_text_new (GsTrace *trace, GError **error)
{
  static const gint never = 0;
  GsNativeText *self = g_new0 (GsNativeText, 1);

  self->parent = (GsEventText){ gs_native_text_seek, gs_native_text_next, gs_native_text_free };
  self->names = gs_names_new ();
  self->texts = g_new0 (GsCtfTexts, 1);
  self->texts->names.names = self->names;
  self->recording = gs_ctf_recording_new ((const char *const *) trace->parts, trace->name, self->names, &never, error);
  if (self->recording == NULL)
    {
      gs_native_text_free (&self->parent);
      return NULL;
    }
  self->n_cursors = self->recording->streams->len;
  self->cursors = g_new0 (GsNativeCursor, self->n_cursors + 1);
  for (guint i = 0; i < self->n_cursors; i++)
    {
      GsNativeCursor *cursor = &self->cursors[i];

      cursor->recording = self->recording;
      cursor->stream = g_ptr_array_index (self->recording->streams, i);
      cursor->run.texts = self->texts;
      gs_ctf_walker_init (&cursor->walker);
    }
  gs_native_text_seek (&self->parent, GS_TIME_NONE);
  return &self->parent;
}
