/* gs-stream-order.c: one stream's times in order, and what was lost in it
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-stream-order.h"

void
gs_stream_order_init (GsStreamOrder *self)
{
  *self = (GsStreamOrder){ .last_time = GS_TIME_NONE, .sees_from = GS_TIME_NONE };
}

/**
 * gs_stream_order_hold_lost:
 * @span: in which events are missing; %GS_TIME_NONE where the trace does not say
 *
 * To be sent before the next event. Two in a row (events and whole packets) are one.
 */
void
gs_stream_order_hold_lost (GsStreamOrder *self, GsSpan span, const GsStreamLoss *loss)
{
  GsEvent lost = { .kind = GS_EVENT_LOST, .time = span.begin != GS_TIME_NONE ? span.begin : self->last_time };

  lost.lost.end = span.end;
  lost.lost.n_events = loss->n_events;
  lost.lost.n_packets = loss->n_packets;
  lost.lost.n_in_packets = loss->n_in_packets;
  lost.lost.causes = loss->causes;
  lost.lost.of = loss->of;
  if (self->has_lost)
    {
      lost.time = MIN (lost.time, self->lost.time);
      lost.lost.end = MAX (lost.lost.end, self->lost.lost.end);
      lost.lost.n_events += self->lost.lost.n_events;
      lost.lost.n_packets += self->lost.lost.n_packets;
      lost.lost.n_in_packets += self->lost.lost.n_in_packets;
      lost.lost.causes |= self->lost.lost.causes;
    }
  self->lost = lost;
  self->has_lost = TRUE;
  self->n_lost += loss->n_events;
}

/**
 * gs_stream_order_flush_lost:
 * @time: of the next event, or of the last one at the stream's end: where the
 *   trace does not say when the loss ended, it goes on to there
 * @event: (out): the lost span that was held back
 *
 * Returns: how many records: 1, or 0 where none was held back or its time is not known
 */
gsize
gs_stream_order_flush_lost (GsStreamOrder *self, guint16 cpu, gint64 time, GsEvent *event)
{
  if (!self->has_lost)
    return 0;

  self->has_lost = FALSE;
  *event = self->lost;
  /* It begins before what follows it: a damaged header that says otherwise doesn't take the stream along. */
  event->time = time != GS_TIME_NONE ? MIN (self->lost.time, time) : self->lost.time;
  event->time = MAX (self->last_time, event->time);
  event->cpu = cpu;
  if (event->time == GS_TIME_NONE)
    event->time = time;
  if (event->time == GS_TIME_NONE)
    return 0; /* in a stream that has no event */
  if (event->lost.end == GS_TIME_NONE)
    event->lost.end = time;
  event->lost.end = MAX (event->lost.end, event->time);
  self->last_time = event->time;
  self->sees_from = event->lost.end;
  return 1;
}

/* Returns: TRUE once at the first event after a lost span: what was known before is not any more */
gboolean
gs_stream_order_sees_again (GsStreamOrder *self, gint64 time)
{
  if (self->sees_from == GS_TIME_NONE || time < self->sees_from)
    return FALSE;
  self->sees_from = GS_TIME_NONE;
  return TRUE;
}
