/* gs-track-walk.h: each interval of a track that has a part in a span
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "track/gs-track.h"

G_BEGIN_DECLS

/* Cancelling is asked about every so many intervals. */
#define GS_TRACK_WALK_CANCEL 65536

typedef struct
{
  const GsTrack *track;
  GsSpan span; /* what of it the track covers */
  gsize next;  /* index of the interval that comes next */
  gsize n;
  GCancellable *cancellable;
} GsTrackWalk;

/* @from: where the walk is expected to begin, or little before; any interval's index will do. */
static inline void
gs_track_walk_init_near (GsTrackWalk *self, const GsTrack *track, GsSpan span, gsize from)
{
  *self = (GsTrackWalk){ track, { span.begin, span.begin }, 0, 0, NULL };
  if (track == NULL || gs_track_get_n_intervals (track) == 0)
    return;
  self->span = gs_span_intersect (span, gs_track_get_span (track));
  if (gs_span_duration (self->span) <= 0)
    return;
  self->n = gs_track_get_n_intervals (track);
  if (from >= self->n || gs_track_get (track, from).span.begin > self->span.begin)
    from = 0;
  self->next = gs_track_seek (track, from, self->span.begin);
}

static inline void
gs_track_walk_init (GsTrackWalk *self, const GsTrack *track, GsSpan span, GCancellable *cancellable)
{
  gs_track_walk_init_near (self, track, span, 0);
  self->cancellable = cancellable;
}

/* As gs_track_walk_next(), for callers that need no more, which takes half the time. */
static inline gboolean
gs_track_walk_next_state (GsTrackWalk *self, guint8 *state, GsSpan *part)
{
  if (self->next >= self->n)
    return FALSE;
  *part = gs_track_get_state (self->track, self->next, state);
  if (part->begin >= self->span.end)
    return FALSE;
  *part = gs_span_intersect (*part, self->span);
  self->next++;
  return TRUE;
}

/* @part: (out): what of @interval lies inside the span. Returns: FALSE where there is no more */
static inline gboolean
gs_track_walk_next (GsTrackWalk *self, GsInterval *interval, GsSpan *part)
{
  if (self->next >= self->n)
    return FALSE;
  if (self->next % GS_TRACK_WALK_CANCEL == 0 && g_cancellable_is_cancelled (self->cancellable))
    return FALSE;
  *interval = gs_track_get (self->track, self->next);
  if (interval->span.begin >= self->span.end)
    return FALSE;
  *part = gs_span_intersect (interval->span, self->span);
  self->next++;
  return TRUE;
}

G_END_DECLS
