/* gs-track-cursor.c: a track read forward, in steps
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-private.h"

#include <string.h>

/* Up to this many intervals are walked instead of looked up. */
#define NEAR 48

/* Moves the sums from wherever they are to @time, which interval @index holds.
 * @ns: (out): by how much */
static void
gs_track_cursor_move_sums (GsTrackCursor *cursor, gsize index, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  const GsTrackBlock *block = NULL;
  const gint64 *before = track->totals;
  gsize last = index % GS_TRACK_BLOCK;
  guint8 state = track->tail.state;
  gint64 rest = time - track->tail_begin;

  if (index < track->n_closed)
    {
      block = gs_track_data_get_block (track->data, index / GS_TRACK_BLOCK);
      before = block->sums;
      state = block->states[last];
      rest = time - block->starts[last];
    }
  for (guint i = 0; i < track->n_states; i++)
    {
      ns[i] = before[i] - cursor->sums[i];
      cursor->sums[i] = before[i];
    }
  for (gsize i = 0; block != NULL && i < last; i++)
    {
      gint64 duration = block->starts[i + 1] - block->starts[i];

      ns[block->states[i]] += duration;
      cursor->sums[block->states[i]] += duration;
    }
  ns[state] += rest;
  cursor->sums[state] += rest;
}

/* The cursor's sums, where it only walked so far. */
static void
gs_track_cursor_need_sums (GsTrackCursor *cursor)
{
  gint64 ns[GS_MAX_STATES];

  if (cursor->has_sums)
    return;
  memset (cursor->sums, 0, sizeof cursor->sums);
  gs_track_cursor_move_sums (cursor, cursor->index, cursor->time, ns);
  cursor->has_sums = TRUE;
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
  cursor->end = GS_TIME_NONE;
  cursor->has_sums = FALSE;
}

/**
 * gs_track_cursor_get_end:
 *
 * Returns: when the interval at the cursor's time ends; the track's end where it has ended
 */
gint64
gs_track_cursor_get_end (GsTrackCursor *cursor)
{
  if (cursor->end == GS_TIME_NONE)
    cursor->end = cursor->track->has_tail ? gs_track_get_end (cursor->track, cursor->index) : cursor->track->end;
  return cursor->end;
}

/* Adds up interval by interval, as long as @time turns out to be near.
 * Returns: how many intervals have a part in the step; 0: not near, and the cursor is where it was */
static gsize
gs_track_cursor_walk (GsTrackCursor *cursor, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  gsize index = cursor->index, i = index % GS_TRACK_BLOCK, far = MIN (track->n_closed, index + NEAR), n_intervals;
  gint64 begin = cursor->time, end = gs_track_cursor_get_end (cursor);
  const GsTrackBlock *block = index < far ? gs_track_data_get_block (track->data, index / GS_TRACK_BLOCK) : NULL;

  memset (ns, 0, track->n_states * sizeof (gint64));
  while (end <= time && index < far)
    {
      ns[block->states[i]] += end - begin;
      begin = end;
      index++;
      if (++i < GS_TRACK_BLOCK - 1 && index + 1 < far)
        {
          end = block->starts[i + 1];
          continue;
        }
      end = gs_track_get_end (track, index);
      if (i == GS_TRACK_BLOCK && index < far)
        {
          block = gs_track_data_get_block (track->data, index / GS_TRACK_BLOCK);
          i = 0;
        }
    }
  if (end <= time && index < track->n_closed)
    return 0;

  ns[gs_track_get_state (track, index)] += time - begin;
  n_intervals = index - cursor->index + (begin < time ? 1 : 0);
  cursor->index = index;
  cursor->time = time;
  cursor->end = end;
  cursor->has_sums = FALSE;
  return n_intervals;
}

/* Nothing is left to step over. */
static gboolean
gs_track_cursor_is_past (const GsTrackCursor *cursor, gint64 time, gint64 *ns)
{
  if (cursor->track->has_tail && time > cursor->time)
    return FALSE;
  memset (ns, 0, cursor->track->n_states * sizeof (gint64));
  return TRUE;
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
  gsize n_intervals;

  time = MIN (time, cursor->track->end);
  if (gs_track_cursor_is_past (cursor, time, ns))
    return 0;
  n_intervals = gs_track_cursor_walk (cursor, time, ns);
  if (n_intervals > 0)
    return n_intervals;
  return gs_track_cursor_step_to (cursor, gs_track_seek (cursor->track, cursor->index, time), time, ns);
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
  gsize n_intervals;

  time = MIN (time, cursor->track->end);
  if (gs_track_cursor_is_past (cursor, time, ns))
    return 0;
  n_intervals = last - cursor->index + (gs_track_get_begin (cursor->track, last) < time ? 1 : 0);
  gs_track_cursor_need_sums (cursor);
  gs_track_cursor_move_sums (cursor, last, time, ns);
  cursor->index = last;
  cursor->time = time;
  cursor->end = GS_TIME_NONE;
  return n_intervals;
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

/* Fetches a line of the caches that will be needed soon. A load whose value nobody
 * waits for: of prefetches, processors drop what is more than they can have under way,
 * which is most of them here. */
static inline void
gs_track_touch (gconstpointer line)
{
  (void) *(const volatile guint8 *) line;
}

/* Which group each of @times is in; their heads are on their way then. */
static void
gs_track_look_for_groups (const GsTrackCursor *cursor, const gint64 *times, guint n_times, gsize *groups)
{
  const GsTrack *track = cursor->track;
  gsize n_groups = gs_track_n_groups (track->n_closed),
        group = MIN (cursor->index, track->n_closed - 1) / GS_TRACK_GROUP;
  gsize distance = 0;

  for (guint i = 0; i < n_times; i++)
    {
      gsize guess = group + distance;

      /* Times are about as far apart as the last two, so this is probably nearly it. */
      if (guess >= n_groups || track->data->tops[guess] > times[i])
        guess = group;
      groups[i] = gs_track_gallop (track, guess, times[i]);
      gs_track_touch (gs_track_data_get_heads (track->data, groups[i]));
      distance = groups[i] - group;
      distance -= MIN (distance, 2);
      group = groups[i];
    }
}

/* Which block each of @times is in, from its group; all of these are on their way then. */
static void
gs_track_look_for_blocks (const GsTrack *track, const gint64 *times, guint n_times, gsize *indices)
{
  const GsTrackData *data = track->data;
  gsize n_full = track->n_closed / GS_TRACK_BLOCK;

  for (guint i = 0; i < n_times; i++)
    indices[i] = gs_track_find_block (track, indices[i], times[i]);
  for (guint i = 0; i < n_times; i++)
    {
      const guint8 *block = (const guint8 *) gs_track_data_get_block (data, indices[i]);

      /* The last block may still be written to. */
      for (gsize k = 0; indices[i] < n_full && k < data->block_bytes; k += GS_TRACK_LINE)
        gs_track_touch (block + k);
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

  g_assert (track->data != NULL && n_times <= GS_TRACK_LOOK_AHEAD);

  gs_track_look_for_groups (cursor, times, n_times, indices);
  gs_track_look_for_blocks (track, times, n_times, indices);
  for (guint i = 0; i < n_times; i++)
    indices[i] = gs_track_find_in_block (track, indices[i], times[i]);
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
