/* gs-ctf-coverage.c: when which CPU was not recorded
 * SPDX-License-Identifier: MIT
 *
 * A stream covers its CPU from the begin of its first packet to the end of its last
 * one. What is missing between packets their numbers tell. Where a session has several
 * channels, so several streams of a CPU, what one of them would have told is not known while
 * it is missing; a channel of which there is no file for a CPU is missing all the time.
 *
 * LTTng's first packet begins when the channel was made and its last one ends
 * when it was flushed. Other writers let them begin and end with an event,
 * which says nothing of the time before and after. Then a stream goes back to
 * its session's begin where its packets are numbered from 0, and on to the end
 * unless its last packet was closed because it was full.
 */
#include "native/gs-ctf-coverage.h"

#include <stdlib.h>
#include <string.h>

#include "native/gs-ctf-decoder.h"

#define LARGE_EVENT 2   /* times the mean of its packet's */
#define SHORT_SILENCE 4 /* of a packet's time: no longer than a CPU may be idle */

/* One stream; or, of an empty span, one that isn't there. */
typedef struct
{
  guint16 cpu;
  guint session;
  const GsCtfStreamKind *kind;
  GsSpan span;
} GsCtfCover;

/* What finding gaps needs. */
typedef struct
{
  const GsCtfRecording *recording;
  GsSpan span;         /* of the machine */
  GPtrArray *channels; /* one GsCtfStream of each, in each session */
  GArray *gaps;        /* of GsEvent */
} GsCtfCoverage;

#define LOSS_OF_ALL G_MAXUINT

/* What a packet holds; no more than @n_max events of it are looked at. */
static GsCtfDecoded
gs_ctf_coverage_decode (GsCtfDecoder *decoder, const GsCtfPacketInfo *packet, guint64 n_max)
{
  GsCtfStreamState state = { .context.kind = GS_EVENT_NONE };
  GsCtfDecoded decoded = { 0 };

  gs_stream_order_init (&state.order);
  gs_ctf_decoder_decode (decoder, packet, &state, FALSE, n_max, &decoded);
  gs_ctf_decoded_clear (&decoded);
  return decoded;
}

/* Whether the time before a stream's first packet was not recorded. */
static gboolean
gs_ctf_coverage_lacks_begin (GsCtfDecoder *decoder, const GsCtfPacketInfo *first, GsSpan span)
{
  GsCtfDecoded decoded;

  if (first->begin == GS_TIME_NONE || first->begin <= span.begin)
    return FALSE;
  if (first->has_sequence && first->sequence > 0)
    return TRUE;
  decoded = gs_ctf_coverage_decode (decoder, first, 1);
  return decoded.n_events == 0 || decoded.span.begin > first->begin;
}

/* Whether the next event would not have fit. */
static gboolean
gs_ctf_coverage_is_full (const GsCtfPacketInfo *packet, const GsCtfDecoded *decoded)
{
  guint64 left = packet->n_bytes * 8 - packet->content_end;

  return decoded->n_events > 0 && left < LARGE_EVENT * (packet->content_end - packet->header_end) / decoded->n_events;
}

/* Returns: to when a stream covers its CPU: @session's end unless the time after its last packet was not recorded */
static gint64
gs_ctf_coverage_find_end (GsCtfDecoder *decoder, const GsCtfStream *stream, GsSpan session)
{
  const GsCtfPacketInfo *first = &g_array_index (stream->packets, GsCtfPacketInfo, 0);
  const GsCtfPacketInfo *last = &g_array_index (stream->packets, GsCtfPacketInfo, stream->packets->len - 1);
  GsCtfDecoded decoded;

  if (last->end == GS_TIME_NONE || last->end >= session.end)
    return session.end;
  if (stream->is_cut)
    return last->end;
  decoded = gs_ctf_coverage_decode (decoder, last, G_MAXUINT64);
  if (decoded.n_events == 0 || decoded.span.end < last->end)
    return last->end;
  if (first->begin != GS_TIME_NONE
      && SHORT_SILENCE * (double) (session.end - last->end) * stream->packets->len < last->end - first->begin)
    return session.end;
  return gs_ctf_coverage_is_full (last, &decoded) ? last->end + 1 : session.end;
}

/* @session: in which the stream was recorded */
static GsSpan
gs_ctf_coverage_find_cover (GsCtfDecoder *decoder, const GsCtfStream *stream, GsSpan session)
{
  const GsCtfPacketInfo *first = &g_array_index (stream->packets, GsCtfPacketInfo, 0);

  return (GsSpan){ gs_ctf_coverage_lacks_begin (decoder, first, session) ? first->begin : session.begin,
                   gs_ctf_coverage_find_end (decoder, stream, session) };
}

/* From the first packet's begin to the last one's end; all of the machine's time where packets don't say. */
static GsSpan
gs_ctf_coverage_find_session (const GsCtfCoverage *self, guint session)
{
  GsSpan span = { G_MAXINT64, G_MININT64 };

  for (guint i = 0; i < self->recording->streams->len; i++)
    {
      const GsCtfStream *stream = g_ptr_array_index (self->recording->streams, i);
      const GsCtfPacketInfo *first = &g_array_index (stream->packets, GsCtfPacketInfo, 0);
      const GsCtfPacketInfo *last = &g_array_index (stream->packets, GsCtfPacketInfo, stream->packets->len - 1);

      if (stream->session != session)
        continue;
      if (first->begin == GS_TIME_NONE || last->end == GS_TIME_NONE)
        return self->span;
      span.begin = MIN (span.begin, first->begin);
      span.end = MAX (span.end, MIN (last->end, G_MAXINT64 - 1) + 1); /* an event may be then */
    }
  return span;
}

/* Returns: (array): the time of each session. What the first and the last one don't tell, nobody does. */
static GsSpan *
gs_ctf_coverage_find_sessions (const GsCtfCoverage *self)
{
  guint n = self->recording->parts->len, first = 0, last = 0;
  GsSpan *sessions = g_new (GsSpan, n);

  for (guint i = 0; i < n; i++)
    {
      sessions[i] = gs_ctf_coverage_find_session (self, i);
      first = sessions[i].begin < sessions[first].begin ? i : first;
      last = sessions[i].end > sessions[last].end ? i : last;
    }
  sessions[first].begin = MIN (sessions[first].begin, self->span.begin);
  sessions[last].end = MAX (sessions[last].end, self->span.end);
  return sessions;
}

static void
gs_ctf_coverage_add_covers (const GsCtfCoverage *self, GsNames *names, GArray *covers)
{
  g_autofree GsSpan *sessions = gs_ctf_coverage_find_sessions (self);
  g_autoptr (GsCtfDecoder) decoder = gs_ctf_decoder_new (self->recording, names);

  for (guint i = 0; i < self->recording->streams->len; i++)
    {
      const GsCtfStream *stream = g_ptr_array_index (self->recording->streams, i);
      GsCtfCover cover = { stream->cpu, stream->session, stream->kind,
                           gs_ctf_coverage_find_cover (decoder, stream, sessions[stream->session]) };

      g_array_append_val (covers, cover);
    }
}

/* --- Channels that a CPU has no stream of --- */

/* One stream of each channel of each session. */
static GPtrArray *
gs_ctf_coverage_list_channels (const GsCtfCoverage *self)
{
  GPtrArray *channels = g_ptr_array_new ();

  for (guint i = 0; i < self->recording->streams->len; i++)
    {
      GsCtfStream *stream = g_ptr_array_index (self->recording->streams, i);
      gboolean is_known = FALSE;

      for (guint k = 0; k < channels->len && !is_known; k++)
        {
          const GsCtfStream *known = g_ptr_array_index (channels, k);

          is_known = known->session == stream->session && known->kind->declared->id == stream->kind->declared->id;
        }
      if (!is_known)
        g_ptr_array_add (channels, stream);
    }
  return channels;
}

/* Whether @cpu has a file as @stream's CPU has one: then nothing happened there. LTTng calls them CHANNEL_CPU. */
static gboolean
gs_ctf_coverage_has_file (const GsCtfCoverage *self, guint16 cpu, const GsCtfStream *stream)
{
  const GsCtfFileInfo *file = &g_array_index (self->recording->files, GsCtfFileInfo, stream->first_file);
  g_autofree char *base = g_strdup (file->path);
  g_autofree char *path = NULL;
  gsize length = strlen (base);

  while (length > 0 && g_ascii_isdigit (base[length - 1]))
    base[--length] = '\0';
  path = g_strdup_printf ("%s%u", base, cpu);
  return length > 0 && base[length - 1] == '_' && g_file_test (path, G_FILE_TEST_EXISTS);
}

/* @covers: of one CPU. Adds the channels that its sessions have, and it has not. */
static void
gs_ctf_coverage_add_absent (const GsCtfCoverage *self, GArray *covers)
{
  guint n = covers->len;

  for (guint i = 0; i < self->channels->len; i++)
    {
      const GsCtfStream *channel = g_ptr_array_index (self->channels, i);
      GsCtfCover absent = {
        g_array_index (covers, GsCtfCover, 0).cpu, channel->session, channel->kind, { G_MAXINT64, G_MININT64 }
      };
      gboolean is_there = FALSE, has_session = FALSE;

      for (guint k = 0; k < n && !is_there; k++)
        {
          const GsCtfCover *cover = &g_array_index (covers, GsCtfCover, k);

          has_session |= cover->session == channel->session;
          is_there = cover->session == channel->session && cover->kind->declared->id == channel->kind->declared->id;
        }
      if (has_session && !is_there && !gs_ctf_coverage_has_file (self, absent.cpu, channel))
        g_array_append_val (covers, absent);
    }
}

/* --- Gaps --- */

/* Returns: #GsLossOf: what one session doesn't tell of a CPU at @time, or LOSS_OF_ALL; @i: of its first cover, and
 * then of the next session's */
static guint
gs_ctf_coverage_get_loss_in (const GArray *covers, guint *i, gint64 time)
{
  guint session = g_array_index (covers, GsCtfCover, *i).session, loss = 0;
  gboolean is_there = FALSE;

  for (; *i < covers->len && g_array_index (covers, GsCtfCover, *i).session == session; (*i)++)
    {
      const GsCtfCover *cover = &g_array_index (covers, GsCtfCover, *i);

      if (gs_span_contains (cover->span, time))
        is_there = TRUE;
      else
        loss |= cover->kind->loss == 0 ? LOSS_OF_ALL : cover->kind->loss;
    }
  return is_there ? loss : LOSS_OF_ALL;
}

/* What one session doesn't tell another one may. @covers: of one CPU, by session */
static guint
gs_ctf_coverage_get_loss (const GArray *covers, gint64 time)
{
  guint loss = LOSS_OF_ALL;

  for (guint i = 0; i < covers->len;)
    loss &= gs_ctf_coverage_get_loss_in (covers, &i, time);
  return loss;
}

static void
gs_ctf_coverage_add_gap (GsCtfCoverage *self, guint16 cpu, GsSpan span, guint loss)
{
  GsEvent *last = self->gaps->len > 0 ? &g_array_index (self->gaps, GsEvent, self->gaps->len - 1) : NULL;
  GsEvent gap = { .kind = GS_EVENT_LOST, .cpu = cpu, .time = span.begin };

  gap.lost.end = span.end;
  gap.lost.causes = GS_LOSS_UNRECORDED;
  gap.lost.of = loss == LOSS_OF_ALL ? 0 : loss;
  if (span.begin >= span.end || (loss & ~GS_LOSS_OF_OTHERS) == 0)
    return;
  if (last != NULL && last->cpu == cpu && last->lost.end == gap.time && last->lost.of == gap.lost.of)
    last->lost.end = gap.lost.end;
  else
    g_array_append_val (self->gaps, gap);
}

static int
gs_ctf_time_compare (gconstpointer a, gconstpointer b)
{
  gint64 time_a = *(const gint64 *) a, time_b = *(const gint64 *) b;

  return (time_a > time_b) - (time_a < time_b);
}

static int
gs_ctf_cover_compare (gconstpointer a, gconstpointer b)
{
  const GsCtfCover *cover_a = a, *cover_b = b;

  if (cover_a->cpu != cover_b->cpu)
    return cover_a->cpu < cover_b->cpu ? -1 : 1;
  return (cover_a->session > cover_b->session) - (cover_a->session < cover_b->session);
}

/* @covers: of one CPU */
static void
gs_ctf_coverage_add_gaps (GsCtfCoverage *self, GArray *covers)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  gs_ctf_coverage_add_absent (self, covers);
  g_array_sort (covers, gs_ctf_cover_compare);
  g_array_append_vals (times, &self->span, 2);
  for (guint i = 0; i < covers->len; i++)
    {
      const GsCtfCover *cover = &g_array_index (covers, GsCtfCover, i);
      gint64 bounds[] = { CLAMP (cover->span.begin, self->span.begin, self->span.end),
                          CLAMP (cover->span.end, self->span.begin, self->span.end) };

      g_array_append_vals (times, bounds, G_N_ELEMENTS (bounds));
    }
  g_array_sort (times, gs_ctf_time_compare);
  for (guint i = 0; i + 1 < times->len; i++)
    {
      GsSpan span = { g_array_index (times, gint64, i), g_array_index (times, gint64, i + 1) };

      if (span.begin < span.end)
        gs_ctf_coverage_add_gap (self, g_array_index (covers, GsCtfCover, 0).cpu, span,
                                 gs_ctf_coverage_get_loss (covers, span.begin));
    }
}

static int
gs_ctf_gap_compare (gconstpointer a, gconstpointer b)
{
  const GsEvent *gap_a = a, *gap_b = b;

  if (gap_a->time != gap_b->time)
    return gap_a->time < gap_b->time ? -1 : 1;
  return (int) gap_a->cpu - (int) gap_b->cpu;
}

/**
 * gs_ctf_coverage_find_gaps:
 * @span: first to last event of the machine, the end included
 *
 * Returns: (transfer full) (element-type GsEvent): %GS_EVENT_LOST without a number of events for each time in which
 *   a CPU was not recorded, or not all of it, in order of time
 */
GArray *
gs_ctf_coverage_find_gaps (const GsCtfRecording *recording, GsNames *names, GsSpan span)
{
  g_autoptr (GArray) covers = g_array_new (FALSE, FALSE, sizeof (GsCtfCover));
  g_autoptr (GPtrArray) channels = NULL;
  GsCtfCoverage self = { recording, span, NULL, g_array_new (FALSE, FALSE, sizeof (GsEvent)) };

  if (span.begin == GS_TIME_NONE)
    return self.gaps;
  self.channels = channels = gs_ctf_coverage_list_channels (&self);
  gs_ctf_coverage_add_covers (&self, names, covers);
  g_array_sort (covers, gs_ctf_cover_compare);
  for (guint i = 0, n; i < covers->len; i += n)
    {
      const GsCtfCover *first = &g_array_index (covers, GsCtfCover, i);
      g_autoptr (GArray) of_cpu = g_array_new (FALSE, FALSE, sizeof (GsCtfCover));

      for (n = 1; i + n < covers->len && first[n].cpu == first->cpu;)
        n++;
      g_array_append_vals (of_cpu, first, n);
      gs_ctf_coverage_add_gaps (&self, of_cpu);
    }
  g_array_sort (self.gaps, gs_ctf_gap_compare);
  return self.gaps;
}
