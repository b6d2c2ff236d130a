/* gs-ctf-stitch.c: a stream's packets, one after the other, as one source of events
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-stitch.h"

#include <glib/gi18n.h>
#include <string.h>

/* --- What was lost --- */

static void
gs_ctf_stitch_hold_lost (GsCtfStitch *self, gint64 begin, gint64 end, GsStreamLoss loss)
{
  loss.of = self->stream->kind->loss;
  gs_stream_order_hold_lost (&self->state.order, (GsSpan){ begin, end }, &loss);
  self->n_lost_packets += loss.n_packets;
}

/* Before the first packet the tracer may have discarded some, too: where, it doesn't say. */
static void
gs_ctf_stitch_begin (GsCtfStitch *self, const GsCtfPacketInfo *packet)
{
  if (packet->has_discarded && packet->n_discarded > 0)
    gs_ctf_stitch_hold_lost (self, packet->begin, packet->end,
                             (GsStreamLoss){ .causes = GS_LOSS_EVENTS, .n_events = 1 });
}

/* Snapshots of a flight recorder leave out what lies between them, as they are meant to. */
static guint
gs_ctf_stitch_get_gap_causes (const GsCtfStitch *self, const GsCtfPacketInfo *before, const GsCtfPacketInfo *packet)
{
  const GsCtfFileInfo *files = (const GsCtfFileInfo *) (gpointer) self->recording->files->data;
  gboolean is_overwritten = files[before->file].part != files[packet->file].part && packet->n_discarded == 0;

  return GS_LOSS_PACKETS | (is_overwritten ? GS_LOSS_OVERWRITTEN : 0);
}

static void
gs_ctf_stitch_compare (GsCtfStitch *self, const GsCtfPacketInfo *before, const GsCtfPacketInfo *packet)
{
  guint64 n_missing = packet->sequence - before->sequence - 1;

  if (before->has_discarded && packet->has_discarded && packet->n_discarded > before->n_discarded)
    gs_ctf_stitch_hold_lost (
        self, before->end, packet->end,
        (GsStreamLoss){ .causes = GS_LOSS_EVENTS, .n_events = packet->n_discarded - before->n_discarded });
  if (before->has_sequence && packet->has_sequence && packet->sequence > before->sequence + 1)
    gs_ctf_stitch_hold_lost (
        self, before->end, packet->begin,
        (GsStreamLoss){ .causes = gs_ctf_stitch_get_gap_causes (self, before, packet),
                        .n_packets = MIN (n_missing, G_MAXUINT32),
                        .n_in_packets = MIN (n_missing * (self->n_events / self->next), G_MAXUINT32) });
  else if (packet->follows_damage)
    gs_ctf_stitch_hold_lost (self, before->end, packet->begin, (GsStreamLoss){ .causes = GS_LOSS_UNRECORDED });
}

/* --- One packet --- */

/* Whether it was decoded as it is after what came before. */
static gboolean
gs_ctf_stitch_fits (const GsCtfStreamKind *kind, const GsCtfStreamState *state, const GsCtfDecoded *decoded,
                    const GsCtfGuess *guess)
{
  if (decoded->first_time < state->order.last_time)
    return FALSE;
  if (!kind->has_contexts)
    return TRUE;
  return guess->sees_from == state->order.sees_from
         && guess->is_context_known == (state->context.kind != GS_EVENT_NONE);
}

/* Takes out the first contexts where they are what was told last. */
static void
gs_ctf_decoded_drop_context (GsCtfDecoded *self, const GsEvent *known, gint64 sees_from)
{
  const GsEvent *first;

  if (self->first_context == G_MAXSIZE || known->kind == GS_EVENT_NONE)
    return;
  first = &self->events[self->first_context];
  if (first->context.tid != known->context.tid || first->context.pid != known->context.pid
      || first->context.name != known->context.name || (sees_from != GS_TIME_NONE && first->time >= sees_from))
    return;
  memmove (&self->events[self->begin + 1], &self->events[self->begin],
           (self->first_context - self->begin) * sizeof *self->events);
  self->begin++;
}

static void
gs_ctf_stitch_take_state (GsCtfStitch *self, const GsCtfStreamState *before, const GsCtfDecoded *decoded)
{
  const GsCtfStreamState *after = &decoded->state;

  self->state = *before;
  self->state.order.last_time = after->order.last_time;
  self->state.order.sees_from = after->order.sees_from;
  self->state.order.n_steps_back += after->order.n_steps_back;
  self->state.order.largest_step_back = MAX (before->order.largest_step_back, after->order.largest_step_back);
  if (!gs_ctf_jobs_is_unspecified (&after->context))
    self->state.context = after->context;
}

/* A packet that was decoded ahead. Returns: FALSE where it has to be decoded anew */
static gboolean
gs_ctf_stitch_adopt (GsCtfStitch *self, GsCtfDecoded *decoded, const GsCtfGuess *guess, const GsCtfPacketInfo *packet)
{
  GsCtfStreamState state = self->state;
  GsEvent lost;
  gsize n_lost;

  if (decoded->n_events == 0)
    return TRUE;
  n_lost = gs_stream_order_flush_lost (&state.order, packet->cpu, decoded->first_time, &lost);
  if (!gs_ctf_stitch_fits (packet->kind, &state, decoded, guess))
    return FALSE;
  gs_ctf_decoded_drop_context (decoded, &state.context, state.order.sees_from);
  if (n_lost > 0)
    decoded->events[--decoded->begin] = lost;
  gs_ctf_stitch_take_state (self, &state, decoded);
  return TRUE;
}

static void
gs_ctf_stitch_tell_problem (GsCtfStitch *self, const GsCtfPacketInfo *packet, const char *problem)
{
  const GsCtfFileInfo *file = &g_array_index (self->recording->files, GsCtfFileInfo, packet->file);

  gint64 end = self->next < self->stream->packets->len ? packet->end : MAX (packet->end, self->machine_end);

  gs_ctf_stitch_hold_lost (self, self->state.order.last_time, end, (GsStreamLoss){ .causes = GS_LOSS_UNRECORDED });
  if (self->problem_file == packet->file + 1)
    return;
  self->problem_file = packet->file + 1;
  g_ptr_array_add (self->warnings,
                   g_strdup_printf (_ ("%s: the stream file “%s” is damaged, what follows in it is left out: %s"),
                                    self->recording->name, file->display, problem));
}

static void
gs_ctf_stitch_load (GsCtfStitch *self)
{
  const GsCtfPacketInfo *packets = (const GsCtfPacketInfo *) (gpointer) self->stream->packets->data;
  const GsCtfPacketInfo *packet = &packets[self->next];
  GsCtfGuess guess;
  GsCtfDecoded *decoded = gs_ctf_jobs_take (self->jobs, self->index, self->next, &guess);

  if (self->next == 0)
    gs_ctf_stitch_begin (self, packet);
  else
    gs_ctf_stitch_compare (self, &packets[self->next - 1], packet);
  if (decoded == NULL || !gs_ctf_stitch_adopt (self, decoded, &guess, packet))
    {
      decoded = gs_ctf_jobs_decode (self->jobs, self->index, self->next, &self->state, decoded == NULL, decoded);
      self->state = decoded->state;
    }
  self->decoded = decoded;
  self->next++;
  self->n_events += decoded->n_events;
  if (decoded->span.begin != GS_TIME_NONE)
    self->span = self->span.begin == GS_TIME_NONE ? decoded->span : gs_span_unite (self->span, decoded->span);
  if (decoded->problem != NULL)
    gs_ctf_stitch_tell_problem (self, packet, decoded->problem);
}

/* --- The source --- */

static void
gs_ctf_stitch_release (GsCtfStitch *self)
{
  if (self->decoded != NULL)
    gs_ctf_jobs_give_back (self->jobs, g_steal_pointer (&self->decoded));
}

/* Returns: FALSE at the stream's end */
static gboolean
gs_ctf_stitch_pull (GsCtfStitch *self)
{
  while (self->decoded == NULL || self->decoded->begin == self->decoded->end)
    {
      gs_ctf_stitch_release (self);
      if (self->next == self->stream->packets->len || g_atomic_int_get (self->stop) != 0)
        return FALSE;
      gs_ctf_stitch_load (self);
    }
  return TRUE;
}

static gssize
gs_ctf_stitch_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsCtfStitch *self = (GsCtfStitch *) source;
  gsize n;

  if (self->is_ended)
    return 0;
  if (!gs_ctf_stitch_pull (self))
    {
      self->is_ended = TRUE;
      return gs_stream_order_flush_lost (&self->state.order, self->stream->cpu, self->state.order.last_time, events);
    }
  n = MIN (n_max, self->decoded->end - self->decoded->begin);
  memcpy (events, &self->decoded->events[self->decoded->begin], n * sizeof *events);
  self->decoded->begin += n;
  return n;
}

/* A whole packet's, without copying them. */
static gssize
gs_ctf_stitch_lend (GsEventSource *source, const GsEvent **events, GError **error)
{
  GsCtfStitch *self = (GsCtfStitch *) source;
  gsize n;

  if (self->is_ended)
    return 0;
  if (!gs_ctf_stitch_pull (self))
    {
      *events = &self->last_loss;
      return gs_ctf_stitch_next (source, &self->last_loss, 1, error);
    }
  *events = &self->decoded->events[self->decoded->begin];
  n = self->decoded->end - self->decoded->begin;
  self->decoded->begin = self->decoded->end;
  return n;
}

static void
gs_ctf_stitch_free (GsEventSource *source)
{
  GsCtfStitch *self = (GsCtfStitch *) source;

  gs_ctf_stitch_release (self);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

/**
 * gs_ctf_stitch_new:
 * @index: of a stream in the recording
 * @jobs: outlives it
 * @machine_end: ns; to when nothing is known of a stream that can't be read to its end
 * @stop: (scope forever): read atomically; once it is not 0, the source ends
 *
 * Returns: (transfer full): a source, freed as such
 */
GsCtfStitch *
gs_ctf_stitch_new (const GsCtfRecording *recording, guint index, GsCtfJobs *jobs, gint64 machine_end, const gint *stop)
{
  static const GsEventSourceClass klass = { gs_ctf_stitch_next, gs_ctf_stitch_free, gs_ctf_stitch_lend };
  GsCtfStitch *self = g_new0 (GsCtfStitch, 1);

  self->parent.klass = &klass;
  self->recording = recording;
  self->jobs = jobs;
  self->stop = stop;
  self->index = index;
  self->machine_end = machine_end;
  self->stream = g_ptr_array_index (recording->streams, index);
  self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  gs_stream_order_init (&self->state.order);
  return self;
}
