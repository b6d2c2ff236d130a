/* gs-track-cursor.c: a track read forward, in steps
 * SPDX-License-Identifier: MIT
 */
#include "gs-track-private.h"

#include <string.h>

/* Up to this many intervals are walked instead of looked up. */
#define NEAR 48

/* Time per state from the track's begin to @time, which interval @index holds. */
static void
gs_track_sum_until (const GsTrack *self, gsize index, gint64 time, gint64 *ns)
{
  if (index >= self->n_closed)
    {
      memcpy (ns, self->totals, self->n_states * sizeof (gint64));
    }
  else
    {
      gsize block = index / GS_TRACK_BLOCK;

      memcpy (ns, self->data->sums + block * self->n_states, self->n_states * sizeof (gint64));
      for (gsize i = block * GS_TRACK_BLOCK; i < index; i++)
        ns[self->data->values[i].state] += self->data->starts[i + 1] - self->data->starts[i];
    }
  ns[gs_track_get_state (self, index)] += time - gs_track_get_begin (self, index);
}

/**
 * gs_track_sum:
 * @self: a sealed track
 * @span: any span, also one that is partly or wholly outside
 * @ns: (out) (array): time in each of the track's states, exactly
 */
void
gs_track_sum (const GsTrack *self, GsSpan span, gint64 *ns)
{
  GsTrackCursor cursor;

  gs_track_cursor_init (&cursor, self, span.begin);
  gs_track_cursor_step (&cursor, span.end, ns);
}

/**
 * gs_track_cursor_init:
 * @cursor: (out): to be initialized
 * @track: a sealed track, which has to live as long as the cursor
 * @time: ns; where the first step begins
 */
void
gs_track_cursor_init (GsTrackCursor *cursor, const GsTrack *track, gint64 time)
{
  cursor->track = track;
  cursor->time = CLAMP (time, track->begin, track->end);
  cursor->index = track->has_tail ? gs_track_seek (track, 0, cursor->time) : 0;
  cursor->has_sums = FALSE;
}

/* Few intervals: adds them up one by one. */
static void
gs_track_cursor_walk (const GsTrackCursor *cursor, gsize last, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  gint64 begin = cursor->time;

  memset (ns, 0, track->n_states * sizeof (gint64));
  for (gsize i = cursor->index; i < last; i++)
    {
      gint64 end = gs_track_get_end (track, i);

      ns[track->data->values[i].state] += end - begin;
      begin = end;
    }
  ns[gs_track_get_state (track, last)] += time - begin;
}

/* Many: the difference of two cumulative sums. */
static void
gs_track_cursor_jump (GsTrackCursor *cursor, gsize last, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  gint64 sums[GS_MAX_STATES];

  if (!cursor->has_sums)
    gs_track_sum_until (track, cursor->index, cursor->time, cursor->sums);
  gs_track_sum_until (track, last, time, sums);
  for (guint state = 0; state < track->n_states; state++)
    {
      ns[state] = sums[state] - cursor->sums[state];
      cursor->sums[state] = sums[state];
    }
  cursor->has_sums = TRUE;
}

/**
 * gs_track_cursor_step:
 * @time: ns, not before the cursor's; where the step ends
 * @ns: (out) (array): time per state within the step; what lies outside the
 *   track counts for nothing
 *
 * Moves the cursor to @time.
 *
 * Returns: how many intervals have a part in the step
 */
gsize
gs_track_cursor_step (GsTrackCursor *cursor, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;

  time = MIN (time, track->end);
  return gs_track_cursor_step_to (cursor, track->has_tail ? gs_track_seek (track, cursor->index, time) : 0, time, ns);
}

/**
 * gs_track_cursor_step_to:
 * @last: index of the interval at @time, from gs_track_cursor_look_ahead()
 *
 * Like gs_track_cursor_step(), for whoever knows where @time is.
 */
gsize
gs_track_cursor_step_to (GsTrackCursor *cursor, gsize last, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  gsize n_intervals;

  time = MIN (time, track->end);
  if (!track->has_tail || time <= cursor->time)
    {
      memset (ns, 0, track->n_states * sizeof (gint64));
      return 0;
    }

  n_intervals = last - cursor->index + (gs_track_get_begin (track, last) < time ? 1 : 0);
  if (last - cursor->index <= NEAR)
    {
      gs_track_cursor_walk (cursor, last, time, ns);
      cursor->has_sums = FALSE;
    }
  else
    {
      gs_track_cursor_jump (cursor, last, time, ns);
    }
  cursor->index = last;
  cursor->time = time;
  return n_intervals;
}

static void
gs_track_prefetch (gconstpointer begin, gsize n_bytes)
{
  for (gsize i = 0; i < n_bytes; i += 64)
    __builtin_prefetch ((const guint8 *) begin + i);
}

/* Which block each of @times is in; the blocks' starts are on their way then. */
static void
gs_track_look_for_blocks (const GsTrackCursor *cursor, const gint64 *times, guint n_times, gsize *blocks)
{
  const GsTrack *track = cursor->track;
  const GsTrackData *data = track->data;
  gsize n_tops = (track->n_closed + GS_TRACK_TOP - 1) / GS_TRACK_TOP, n_blocks = gs_track_data_n_blocks (track->n_closed);
  gsize top = MIN (cursor->index, track->n_closed - 1) / GS_TRACK_TOP;

  for (guint i = 0; i < n_times; i++)
    {
      blocks[i] = top = gs_track_gallop (data->tops, top, n_tops, times[i]);
      gs_track_prefetch (data->blocks + top * GS_TRACK_BLOCKS_PER_TOP, GS_TRACK_BLOCKS_PER_TOP * sizeof (gint64));
    }
  for (guint i = 0; i < n_times; i++)
    {
      gsize first = blocks[i] * GS_TRACK_BLOCKS_PER_TOP;

      blocks[i] = gs_track_bisect (data->blocks, first, MIN (first + GS_TRACK_BLOCKS_PER_TOP, n_blocks), times[i]);
      gs_track_prefetch (data->starts + blocks[i] * GS_TRACK_BLOCK, GS_TRACK_BLOCK * sizeof (gint64));
    }
}

/**
 * gs_track_cursor_look_ahead:
 * @cursor: whose track has more than %GS_TRACK_BLOCK intervals
 * @times: (array length=n_times): where the next steps will end, in rising order
 * @n_times: at most %GS_TRACK_LOOK_AHEAD
 * @indices: (out) (array length=n_times): of the intervals there
 *
 * Looks many times up at once, level by level, so that the memory of one is
 * fetched while the others are worked on: where a track is much larger than the
 * caches, waiting for memory is nearly all that a look-up costs.
 */
void
gs_track_cursor_look_ahead (const GsTrackCursor *cursor, const gint64 *times, guint n_times, gsize *indices)
{
  const GsTrack *track = cursor->track;
  const GsTrackData *data = track->data;

  g_assert (data != NULL && n_times <= GS_TRACK_LOOK_AHEAD);

  gs_track_look_for_blocks (cursor, times, n_times, indices);
  for (guint i = 0; i < n_times; i++)
    {
      gsize first = indices[i] * GS_TRACK_BLOCK;

      gs_track_prefetch (data->sums + indices[i] * track->n_states, track->n_states * sizeof (gint64));
      indices[i] = gs_track_bisect (data->starts, first, MIN (first + GS_TRACK_BLOCK, track->n_closed), times[i]);
      gs_track_prefetch (data->values + first, (indices[i] - first + 1) * sizeof (GsTrackValue));
    }
  for (guint i = n_times; i > 0 && times[i - 1] >= track->tail_begin; i--)
    indices[i - 1] = track->n_closed;
}

/**
 * gs_track_cursor_peek:
 * @interval: (out): the interval at the cursor's time
 *
 * Returns: FALSE where the track has ended
 */
gboolean
gs_track_cursor_peek (const GsTrackCursor *cursor, GsInterval *interval)
{
  if (!cursor->track->has_tail || cursor->time >= cursor->track->end)
    return FALSE;
  *interval = gs_track_get (cursor->track, cursor->index);
  return TRUE;
}
