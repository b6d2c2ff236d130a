/* gs-ctf-coverage.c: when which CPU was not recorded
 * SPDX-License-Identifier: MIT
 *
 * A CPU is covered while all streams that a session has of it are: from the
 * begin of the first packet to the end of the last. What is missing between
 * packets their numbers tell.
 *
 * LTTng's first packet begins when the channel was made and its last one ends
 * when it was flushed. Other writers let them begin and end with an event,
 * which says nothing of the time before and after. Then a stream goes back to
 * its session's begin where its packets are numbered from 0, and on to the end
 * unless its last packet was closed because it was full.
 */
#include "native/gs-ctf-coverage.h"

#include "native/gs-ctf-decoder.h"

#define LARGE_EVENT 2   /* times the mean of its packet's */
#define SHORT_SILENCE 4 /* of a packet's time: no longer than a CPU may be idle */

/* One CPU in one session. */
typedef struct
{
  guint16 cpu;
  guint session;
  GsSpan span;
} GsCtfCover;

/* What a packet holds. */
static GsCtfDecoded
gs_ctf_coverage_decode (GsCtfDecoder *decoder, const GsCtfPacketInfo *packet)
{
  GsCtfStreamState state = { .context.kind = GS_EVENT_NONE };
  GsCtfDecoded decoded = { 0 };

  gs_stream_order_init (&state.order);
  gs_ctf_decoder_decode (decoder, packet, &state, FALSE, G_MAXUINT64, &decoded);
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
  decoded = gs_ctf_coverage_decode (decoder, first);
  return decoded.n_events == 0 || decoded.span.begin > first->begin;
}

/* Whether the next event would not have fit. */
static gboolean
gs_ctf_coverage_is_full (const GsCtfPacketInfo *packet, const GsCtfDecoded *decoded)
{
  guint64 left = packet->n_bytes * 8 - packet->content_end;

  return decoded->n_events > 0 && left < LARGE_EVENT * (packet->content_end - packet->header_end) / decoded->n_events;
}

/* Whether the time after a stream's last packet was not recorded. */
static gboolean
gs_ctf_coverage_lacks_end (GsCtfDecoder *decoder, const GsCtfStream *stream, const GsCtfPacketInfo *first,
                           const GsCtfPacketInfo *last, GsSpan span)
{
  GsCtfDecoded decoded;

  if (last->end == GS_TIME_NONE || last->end >= span.end)
    return FALSE;
  if (stream->is_cut)
    return TRUE;
  decoded = gs_ctf_coverage_decode (decoder, last);
  if (decoded.n_events == 0 || decoded.span.end < last->end)
    return TRUE;
  if (first->begin != GS_TIME_NONE
      && SHORT_SILENCE * (double) (span.end - last->end) * stream->packets->len < last->end - first->begin)
    return FALSE;
  return gs_ctf_coverage_is_full (last, &decoded);
}

static GsSpan
gs_ctf_coverage_find_cover (GsCtfDecoder *decoder, const GsCtfStream *stream, GsSpan span)
{
  const GsCtfPacketInfo *first = &g_array_index (stream->packets, GsCtfPacketInfo, 0);
  const GsCtfPacketInfo *last = &g_array_index (stream->packets, GsCtfPacketInfo, stream->packets->len - 1);

  return (GsSpan){ gs_ctf_coverage_lacks_begin (decoder, first, span) ? first->begin : G_MININT64,
                   gs_ctf_coverage_lacks_end (decoder, stream, first, last, span) ? last->end : G_MAXINT64 };
}

static void
gs_ctf_coverage_add (GArray *covers, const GsCtfStream *stream, GsSpan span)
{
  GsCtfCover added = { stream->cpu, stream->session, span };

  for (guint i = 0; i < covers->len; i++)
    {
      GsCtfCover *cover = &g_array_index (covers, GsCtfCover, i);

      if (cover->cpu != stream->cpu || cover->session != stream->session)
        continue;
      cover->span.begin = MAX (cover->span.begin, span.begin);
      cover->span.end = MIN (cover->span.end, span.end);
      return;
    }
  g_array_append_val (covers, added);
}

static int
gs_ctf_cover_compare (gconstpointer a, gconstpointer b)
{
  const GsCtfCover *cover_a = a, *cover_b = b;

  if (cover_a->cpu != cover_b->cpu)
    return cover_a->cpu < cover_b->cpu ? -1 : 1;
  return cover_a->span.begin < cover_b->span.begin ? -1 : cover_a->span.begin > cover_b->span.begin;
}

static int
gs_ctf_gap_compare (gconstpointer a, gconstpointer b)
{
  const GsEvent *gap_a = a, *gap_b = b;

  if (gap_a->time != gap_b->time)
    return gap_a->time < gap_b->time ? -1 : 1;
  return (int) gap_a->cpu - (int) gap_b->cpu;
}

static void
gs_ctf_coverage_add_gap (GArray *gaps, guint16 cpu, GsSpan span)
{
  GsEvent gap = { .kind = GS_EVENT_LOST, .cpu = cpu, .time = span.begin };

  gap.lost.end = span.end;
  gap.lost.causes = GS_LOSS_UNRECORDED;
  if (span.begin < span.end)
    g_array_append_val (gaps, gap);
}

/**
 * gs_ctf_coverage_find_gaps:
 * @span: first to last event of the machine, the end included
 *
 * Returns: (transfer full) (element-type GsEvent): %GS_EVENT_LOST without a number of events for each time in which
 *   a CPU was not recorded, in order of time
 */
GArray *
gs_ctf_coverage_find_gaps (const GsCtfRecording *recording, GsNames *names, GsSpan span)
{
  g_autoptr (GArray) covers = g_array_new (FALSE, FALSE, sizeof (GsCtfCover));
  g_autoptr (GsCtfDecoder) decoder = gs_ctf_decoder_new (recording, names);
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (GsEvent));

  if (span.begin == GS_TIME_NONE)
    return gaps;
  for (guint i = 0; i < recording->streams->len; i++)
    {
      const GsCtfStream *stream = g_ptr_array_index (recording->streams, i);

      gs_ctf_coverage_add (covers, stream, gs_ctf_coverage_find_cover (decoder, stream, span));
    }
  g_array_sort (covers, gs_ctf_cover_compare);
  for (guint i = 0; i < covers->len;)
    {
      guint16 cpu = g_array_index (covers, GsCtfCover, i).cpu;
      gint64 seen = span.begin;

      for (; i < covers->len && g_array_index (covers, GsCtfCover, i).cpu == cpu; i++)
        {
          GsSpan cover = g_array_index (covers, GsCtfCover, i).span;

          gs_ctf_coverage_add_gap (gaps, cpu, (GsSpan){ seen, MIN (cover.begin, span.end) });
          seen = MAX (seen, cover.end);
        }
      if (seen < span.end)
        gs_ctf_coverage_add_gap (gaps, cpu, (GsSpan){ seen, span.end });
    }
  g_array_sort (gaps, gs_ctf_gap_compare);
  return gaps;
}
