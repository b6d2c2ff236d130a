/* gs-clock-split.c: a clock in pieces, where one line does not fit
 * SPDX-License-Identifier: MIT
 *
 * The time is halved until a line fits each half, then what fits together is joined
 * again. A piece ends where the first event or message contradicts it.
 */
#include "clock/gs-clock-split.h"

#define MAX_DEPTH 5
#define LEAST_EVENTS 200
#define LEAST_MESSAGES 20

/* More pieces than this are no clock. */
#define MAX_PIECES 8

/* Of the messages in a piece, at most one in so many may be wrong. */
#define WRONG_SHARE 20

typedef struct
{
  const GsSyncVcpu *vcpus;
  guint n_vcpus;
  const GArray *messages; /* of GsSyncMessage */
  GArray *pieces;         /* of GsClockPiece */
  gint64 missing;         /* ns that no line fits */
  gint64 most_missing;    /* of which there may be so much */
} GsClockSplit;

/* Returns: (transfer full): vCPUs with their events in @span only */
static GsSyncVcpu *
gs_clock_split_cut_vcpus (const GsClockSplit *self, GsSpan span, gsize *n_events)
{
  GsSyncVcpu *vcpus = g_new0 (GsSyncVcpu, self->n_vcpus + 1);

  *n_events = 0;
  for (guint i = 0; i < self->n_vcpus; i++)
    {
      gsize first = gs_clock_find_event (&self->vcpus[i], span.begin);
      gsize end = gs_clock_find_event (&self->vcpus[i], span.end);

      vcpus[i] = self->vcpus[i];
      vcpus[i].events += first;
      vcpus[i].n_events = end - first;
      *n_events += end - first;
    }
  return vcpus;
}

static GArray *
gs_clock_split_cut_messages (const GsClockSplit *self, GsSpan span)
{
  GArray *messages = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));

  for (guint i = 0; i < self->messages->len; i++)
    {
      const GsSyncMessage *message = &g_array_index (self->messages, GsSyncMessage, i);

      if (gs_span_contains (span, message->time))
        g_array_append_vals (messages, message, 1);
    }
  return messages;
}

/* Whether messages agree on one line, and both ways. */
static gboolean
gs_clock_split_agree (const GArray *messages, GsSpan span, GsClock *clock)
{
  return messages->len >= LEAST_MESSAGES
         && gs_clock_sync_solve ((const GsSyncMessage *) messages->data, messages->len, span, clock) && !clock->one_way
         && clock->n_rejected <= messages->len / WRONG_SHARE;
}

/* Returns: whether one line fits all of @span; @is_empty where nothing can be said of it */
static gboolean
gs_clock_split_solve (const GsClockSplit *self, GsSpan span, GsClock *clock, gboolean *is_empty)
{
  gsize n_events;
  g_autofree GsSyncVcpu *vcpus = gs_clock_split_cut_vcpus (self, span, &n_events);
  g_autoptr (GArray) messages = gs_clock_split_cut_messages (self, span);
  gboolean agree;
  GsClockSearch search;

  *clock = (GsClock){ .origin = span.begin, .accuracy = -1 };
  agree = gs_clock_split_agree (messages, span, clock);
  *is_empty = n_events < LEAST_EVENTS && messages->len < LEAST_MESSAGES;
  if (n_events < LEAST_EVENTS)
    return agree;
  gs_clock_search_run (&search, vcpus, self->n_vcpus, agree ? (const GsSyncMessage *) messages->data : NULL,
                       agree ? messages->len : 0, span, GS_CLOCK_SEARCH_DEFAULT);
  *clock = search.clock;
  return search.result == GS_CLOCK_SEARCH_FOUND;
}

static void
gs_clock_split_halve (GsClockSplit *self, GsSpan span, guint depth)
{
  GsClockPiece piece = { .span = span };
  gint64 middle = span.begin + (span.end - span.begin) / 2;
  gboolean is_empty;

  if (self->missing > self->most_missing)
    return;
  if (gs_clock_split_solve (self, span, &piece.clock, &is_empty))
    {
      g_array_append_val (self->pieces, piece);
      return;
    }
  if (is_empty || depth == MAX_DEPTH)
    {
      self->missing += gs_span_duration (span);
      return;
    }
  gs_clock_split_halve (self, (GsSpan){ span.begin, middle }, depth + 1);
  gs_clock_split_halve (self, (GsSpan){ middle, span.end }, depth + 1);
}

/* Joins neighbours that one line fits. */
static void
gs_clock_split_join (GsClockSplit *self)
{
  guint i = 0;

  while (i + 1 < self->pieces->len)
    {
      GsClockPiece *piece = &g_array_index (self->pieces, GsClockPiece, i);
      GsSpan both = { piece->span.begin, (piece + 1)->span.end };
      gboolean is_empty;
      GsClock clock;

      if (!gs_clock_split_solve (self, both, &clock, &is_empty))
        {
          i++;
          continue;
        }
      *piece = (GsClockPiece){ both, clock };
      g_array_remove_index (self->pieces, i + 1);
      i = i > 0 ? i - 1 : 0;
    }
}

/* Returns: the first event of @vcpu in @span that lies in no window by @clock, or the span's end */
static gint64
gs_clock_split_find_outside (const GsSyncVcpu *vcpu, GsSpan span, const GsClock *clock)
{
  gsize window = 0;

  for (gsize i = gs_clock_find_event (vcpu, span.begin); i < vcpu->n_events && vcpu->events[i] < span.end; i++)
    {
      gint64 reference = gs_clock_to_reference (clock, vcpu->events[i]);

      while (window < vcpu->n_windows && vcpu->windows[window].end < reference)
        window++;
      if (window == vcpu->n_windows)
        return span.end;
      if (reference < vcpu->windows[window].begin)
        return vcpu->events[i];
    }
  return span.end;
}

/* Returns: where in @span the first event or message contradicts @clock */
static gint64
gs_clock_split_find_end (const GsClockSplit *self, GsSpan span, const GsClock *clock)
{
  for (guint i = 0; i < self->n_vcpus; i++)
    span.end = gs_clock_split_find_outside (&self->vcpus[i], span, clock);
  for (guint i = 0; i < self->messages->len; i++)
    {
      const GsSyncMessage *message = &g_array_index (self->messages, GsSyncMessage, i);
      gint64 after = message->reference - gs_clock_to_reference (clock, message->time);

      if (gs_span_contains (span, message->time)
          && (message->is_sent_here ? after < -clock->accuracy : after > clock->accuracy))
        span.end = message->time;
    }
  return span.end;
}

/* Several lines, but not any number, for most of the time. */
static gboolean
gs_clock_split_is_plausible (const GsClockSplit *self)
{
  return self->pieces->len >= 2 && self->pieces->len <= MAX_PIECES && self->missing <= self->most_missing;
}

/* Makes pieces follow each other without a gap. */
static void
gs_clock_split_close_gaps (GsClockSplit *self, GsSpan span)
{
  GsClockPiece *pieces = (GsClockPiece *) self->pieces->data;
  guint n = self->pieces->len;

  for (guint i = 0; i + 1 < n; i++)
    {
      GsSpan gap = { pieces[i].span.end - (pieces[i].span.end - pieces[i].span.begin) / 16, pieces[i + 1].span.begin };

      pieces[i].span.end = pieces[i + 1].span.begin = gs_clock_split_find_end (self, gap, &pieces[i].clock);
    }
  pieces[0].span.begin = span.begin;
  pieces[n - 1].span.end = span.end;
}

/**
 * gs_clock_split_find:
 * @vcpus: the guest's CPUs whose vCPU thread is known; may be none
 * @messages: (element-type GsSyncMessage): may be empty
 * @span: of the trace, on its own clock
 *
 * Returns: (transfer full) (nullable) (element-type GsClockPiece): several lines that
 *   fit one after the other; %NULL where there are not at least two
 */
GArray *
gs_clock_split_find (const GsSyncVcpu *vcpus, guint n_vcpus, const GArray *messages, GsSpan span)
{
  GsClockSplit self = { vcpus, n_vcpus, messages, g_array_new (FALSE, FALSE, sizeof (GsClockPiece)) };

  span.end++;
  self.most_missing = gs_span_duration (span) / 4;
  gs_clock_split_halve (&self, span, 0);
  gs_clock_split_join (&self);
  if (!gs_clock_split_is_plausible (&self))
    {
      g_array_unref (self.pieces);
      return NULL;
    }
  gs_clock_split_close_gaps (&self, span);
  return self.pieces;
}
