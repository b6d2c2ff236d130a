/* gs-track-cursor.c: a track read forward, in steps
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-private.h"

#include <string.h>

/* Up to this many blocks are walked instead of looked up. */
#define NEAR (48 / GS_TRACK_BLOCK)

/* Adds up the intervals of a block before its @n-th. */
static void
gs_track_block_add_up (const GsTrackBlock *self, guint n, gint64 *ns)
{
  const gint64 *times = self->starts;
  const gint32 *steps = self->starts;

  if (G_UNLIKELY (self->is_wide))
    for (guint i = 0; i < n; i++)
      ns[self->states[i]] += times[i + 1] - times[i];
  else
    for (guint i = 0; i < n; i++)
      ns[self->states[i]] += steps[i + 1] - steps[i];
}

/* @ns: (out): time in each state from the cursor's sums on until @time, which interval @index holds */
static void
gs_track_cursor_look_up (const GsTrackCursor *cursor, gsize index, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  const GsTrackGroup *group = gs_track_get_group (track, index / GS_TRACK_GROUP);
  GsTrackBlock block = gs_track_group_get_block (group, index % GS_TRACK_GROUP / GS_TRACK_BLOCK);
  guint n = index % GS_TRACK_BLOCK;

  gs_track_block_get_sums (&block, &track->states, group->n_states, track->begin, ns);
  for (guint i = 0; i < track->n_states; i++)
    ns[i] -= cursor->sums[i];
  gs_track_block_add_up (&block, n, ns);
  ns[block.states[n]] += time - gs_track_block_get_begin (&block, n);
}

/* Moves the sums from wherever they are to @time, which interval @index holds.
 * @ns: (out): by how much */
static void
gs_track_cursor_move_sums (GsTrackCursor *cursor, gsize index, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;

  memset (ns, 0, track->n_states * sizeof (gint64));
  if (index < track->n_closed)
    {
      gs_track_cursor_look_up (cursor, index, time, ns);
    }
  else
    {
      for (guint i = 0; i < track->n_states; i++)
        ns[i] = track->totals[i] - cursor->sums[i];
      ns[track->tail.state] += time - track->tail_begin;
    }
  for (guint i = 0; i < track->n_states; i++)
    cursor->sums[i] += ns[i];
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

/* Adds up from the @i-th interval on, of which @begin is what is left.
 * @begin: (inout): where the interval at @time begins, or the next block
 * Returns: which interval that is; behind the last where @time is behind the block */
static guint
gs_track_block_walk (const GsTrackBlock *self, guint i, gint64 time, gint64 *begin, gint64 *ns)
{
  for (; i <= self->last; i++)
    {
      gint64 end = gs_track_block_get_end (self, i);

      if (end > time)
        break;
      ns[self->states[i]] += end - *begin;
      *begin = end;
    }
  return i;
}

/* Adds up interval by interval, as long as @time turns out to be near.
 * Returns: how many intervals have a part in the step; 0: not near, and the cursor is where it was */
static gsize
gs_track_cursor_walk (GsTrackCursor *cursor, gint64 time, gint64 *ns)
{
  const GsTrack *track = cursor->track;
  gsize index = cursor->index, n_intervals;
  gint64 begin = cursor->time, end = GS_TIME_NONE;
  guint8 state = 0;

  memset (ns, 0, track->n_states * sizeof (gint64));
  for (guint n = 0; n < NEAR && index < track->n_closed && end == GS_TIME_NONE; n++)
    {
      GsTrackBlock block = gs_track_get_block (track, index);
      guint i = gs_track_block_walk (&block, index % GS_TRACK_BLOCK, time, &begin, ns);

      index += i - index % GS_TRACK_BLOCK;
      if (i > block.last)
        continue;
      state = block.states[i];
      end = gs_track_block_get_end (&block, i);
    }
  if (end == GS_TIME_NONE && index < track->n_closed)
    return 0;
  if (index == track->n_closed)
    {
      state = track->tail.state;
      end = track->end;
    }

  ns[state] += time - begin;
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
  gsize group = MIN (cursor->index, track->n_closed - 1) / GS_TRACK_GROUP;
  gsize distance = 0;

  for (guint i = 0; i < n_times; i++)
    {
      gsize guess = group + distance;

      /* Times are about as far apart as the last two, so this is probably nearly it. */
      if (guess >= track->n_groups || track->index->entries[guess].begin > times[i])
        guess = group;
      groups[i] = gs_track_gallop (track, guess, times[i]);
      gs_track_touch (gs_track_get_group (track, groups[i]));
      gs_track_touch (&gs_track_get_group (track, groups[i])->begin);
      distance = groups[i] - group;
      distance -= MIN (distance, 2);
      group = groups[i];
    }
}

/* Which block each of @times is in, by its first interval, from its group; all of these are on their way then. */
static void
gs_track_look_for_blocks (const GsTrack *track, const gint64 *times, guint n_times, gsize *indices)
{
  for (guint i = 0; i < n_times; i++)
    {
      const GsTrackGroup *group = gs_track_get_group (track, indices[i]);
      guint k = gs_track_group_find_block (group, times[i]);
      const guint8 *memory = gs_track_group_get_memory (group, k);

      for (gsize byte = 0; byte < group->block_bytes; byte += GS_TRACK_LINE)
        gs_track_touch (memory + byte);
      gs_track_touch (memory + group->block_bytes - 1);
      indices[i] = indices[i] * GS_TRACK_GROUP + k * GS_TRACK_BLOCK;
    }
}

static void
gs_track_look_into_blocks (const GsTrack *track, const gint64 *times, guint n_times, gsize *indices)
{
  for (guint i = 0; i < n_times; i++)
    {
      GsTrackBlock block = gs_track_get_block (track, indices[i]);

      indices[i] += gs_track_block_find (&block, times[i]);
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

  g_assert (track->n_closed > 0 && n_times <= GS_TRACK_LOOK_AHEAD);

  gs_track_look_for_groups (cursor, times, n_times, indices);
  gs_track_look_for_blocks (track, times, n_times, indices);
  gs_track_look_into_blocks (track, times, n_times, indices);
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
