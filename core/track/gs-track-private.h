/* gs-track-private.h: how a track lies in memory, for what reads it
 * SPDX-License-Identifier: MIT
 *
 * Where a track is much larger than the caches, waiting for memory is nearly all
 * that a look-up costs. So all that one touches lies side by side, in few lines of
 * the caches and mostly on one page: an array of the tops, which is small; then of
 * one group a line with the heads of its blocks; then of one block its starts,
 * states and sums, which are three lines for rows of six states.
 */
#pragma once

#include "track/gs-track.h"

G_BEGIN_DECLS

#define GS_TRACK_LINE 64 /* bytes: of a cache line, or a part of one */

#define GS_TRACK_BLOCKS_PER_GROUP 8
#define GS_TRACK_GROUP (GS_TRACK_BLOCK * GS_TRACK_BLOCKS_PER_GROUP) /* intervals */

/* Some intervals, and how much time each state had before them. */
typedef struct
{
  gint64 starts[GS_TRACK_BLOCK];
  guint8 states[GS_TRACK_BLOCK];
  gint64 sums[]; /* per state of the track: from the track's begin to starts[0] */
} GsTrackBlock;

/* The closed intervals. Shared by a track and its snapshots: what is below a
 * reader's count is never written again, and a full one is replaced, not grown. */
typedef struct
{
  gatomicrefcount ref_count;
  gsize capacity;
  gsize block_bytes;
  gsize group_bytes;
  guint8 *memory;
  guint8 *groups; /* in memory, from a line's begin on: for each group the first starts of its blocks, then these */
  gint64 *tops;   /* the first start of every group */
  GsTrackValue *values;
} GsTrackData;

struct _GsTrack
{
  gatomicrefcount ref_count;
  guint n_states;
  gboolean has_tail;
  gsize n_closed;
  gsize n_written;   /* closed ones that the arrays hold: one more while the last is open again */
  GsTrackData *data; /* NULL while nothing is closed */
  gint64 begin;
  gint64 end; /* of the tail; GS_TIME_NONE until sealed */
  gint64 tail_begin;
  GsTrackValue tail; /* the last interval: still open while the track is written */
  gint64 totals[];   /* time per state of the closed intervals */
};

static inline gsize
gs_track_n_blocks (gsize n_intervals)
{
  return (n_intervals + GS_TRACK_BLOCK - 1) / GS_TRACK_BLOCK;
}

static inline gsize
gs_track_n_groups (gsize n_intervals)
{
  return (n_intervals + GS_TRACK_GROUP - 1) / GS_TRACK_GROUP;
}

/* The first starts of a group's blocks. */
static inline gint64 *
gs_track_data_get_heads (const GsTrackData *self, gsize group)
{
  return (gint64 *) (gpointer) (self->groups + group * self->group_bytes);
}

static inline GsTrackBlock *
gs_track_data_get_block (const GsTrackData *self, gsize block)
{
  guint8 *group = self->groups + block / GS_TRACK_BLOCKS_PER_GROUP * self->group_bytes;

  return (GsTrackBlock *) (gpointer) (group + GS_TRACK_BLOCKS_PER_GROUP * sizeof (gint64)
                                      + block % GS_TRACK_BLOCKS_PER_GROUP * self->block_bytes);
}

static inline gint64
gs_track_data_get_start (const GsTrackData *self, gsize index)
{
  return gs_track_data_get_block (self, index / GS_TRACK_BLOCK)->starts[index % GS_TRACK_BLOCK];
}

static inline gint64
gs_track_get_begin (const GsTrack *self, gsize index)
{
  return index < self->n_closed ? gs_track_data_get_start (self->data, index) : self->tail_begin;
}

static inline guint8
gs_track_get_state (const GsTrack *self, gsize index)
{
  if (index >= self->n_closed)
    return self->tail.state;
  return gs_track_data_get_block (self->data, index / GS_TRACK_BLOCK)->states[index % GS_TRACK_BLOCK];
}

/* Where the interval ends; also of the last one of a sealed track. */
static inline gint64
gs_track_get_end (const GsTrack *self, gsize index)
{
  return index < self->n_closed ? gs_track_get_begin (self, index + 1) : self->end;
}

/* The last of @n starts that is at or before @time; the first one has to be. For few:
 * all are looked at, since no processor foresees where a search would turn. */
static inline gsize
gs_track_count (const gint64 *starts, gsize n, gint64 time)
{
  gsize count = 0;

  for (gsize i = 1; i < n; i++)
    count += starts[i] <= time;
  return count;
}

/* The block of @group that holds @time, which is not before the group. */
static inline gsize
gs_track_find_block (const GsTrack *self, gsize group, gint64 time)
{
  gsize first = group * GS_TRACK_BLOCKS_PER_GROUP, n = gs_track_n_blocks (self->n_closed) - first;
  const gint64 *heads = gs_track_data_get_heads (self->data, group);

  if (G_LIKELY (n >= GS_TRACK_BLOCKS_PER_GROUP))
    return first + gs_track_count (heads, GS_TRACK_BLOCKS_PER_GROUP, time);
  return first + gs_track_count (heads, n, time);
}

/* The closed interval of @block that holds @time, which is not before the block; the
 * last one for a time behind. */
static inline gsize
gs_track_find_in_block (const GsTrack *self, gsize block, gint64 time)
{
  gsize first = block * GS_TRACK_BLOCK, n = self->n_closed - first;
  const gint64 *starts = gs_track_data_get_block (self->data, block)->starts;

  if (G_LIKELY (n >= GS_TRACK_BLOCK))
    return first + gs_track_count (starts, GS_TRACK_BLOCK, time);
  return first + gs_track_count (starts, n, time);
}

/* The last group whose first start is at or before @time, like that of @from, which
 * is probably near. O(log of the distance) */
static inline gsize
gs_track_gallop (const GsTrack *self, gsize from, gint64 time)
{
  const gint64 *tops = self->data->tops;
  gsize low = from, step = 1, high = low + 1, n = gs_track_n_groups (self->n_closed);

  while (high < n && tops[high] <= time)
    {
      low = high;
      step *= 2;
      high = low + step;
    }
  high = MIN (high, n);
  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (tops[middle] <= time)
        low = middle;
      else
        high = middle;
    }
  return low;
}

G_END_DECLS
