/* gs-track-private.h: how a track lies in memory, for what reads it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gs-track.h"

G_BEGIN_DECLS

/* Searching goes down three levels, each of which fits a few cache lines:
 * every 1024th start, every 32nd start, the starts of one block. */
#define GS_TRACK_BLOCKS_PER_TOP 32
#define GS_TRACK_TOP (GS_TRACK_BLOCK * GS_TRACK_BLOCKS_PER_TOP)

/* The closed intervals. Shared by a track and its snapshots: what is below a
 * reader's count is never written again, and a full one is replaced, not grown. */
typedef struct
{
  gatomicrefcount ref_count;
  gsize         capacity;
  gint64       *starts;
  GsTrackValue *values;
  gint64       *blocks; /* the start of every block's first interval */
  gint64       *tops;   /* the start of every top's first interval */
  gint64       *sums;   /* n_states numbers a block: time per state before it */
} GsTrackData;

struct _GsTrack
{
  gatomicrefcount ref_count;
  guint        n_states;
  gboolean     has_tail;
  gsize        n_closed;
  gsize        n_written; /* closed ones that the arrays hold: one more while the last is open again */
  GsTrackData *data;     /* NULL while nothing is closed */
  gint64       begin;
  gint64       end;      /* of the tail; GS_TIME_NONE until sealed */
  gint64       tail_begin;
  GsTrackValue tail;     /* the last interval: still open while the track is written */
  gint64       totals[]; /* time per state of the closed intervals */
};

static inline gsize
gs_track_data_n_blocks (gsize capacity)
{
  return (capacity + GS_TRACK_BLOCK - 1) / GS_TRACK_BLOCK;
}

static inline gint64
gs_track_get_begin (const GsTrack *self, gsize index)
{
  return index < self->n_closed ? self->data->starts[index] : self->tail_begin;
}

static inline guint8
gs_track_get_state (const GsTrack *self, gsize index)
{
  return index < self->n_closed ? self->data->values[index].state : self->tail.state;
}

/* Where the interval ends; also of the last one of a sealed track. */
static inline gint64
gs_track_get_end (const GsTrack *self, gsize index)
{
  return index < self->n_closed ? gs_track_get_begin (self, index + 1) : self->end;
}

/* The last of starts[low..high) that is at or before @time; starts[low] has to be. */
static inline gsize
gs_track_bisect (const gint64 *starts, gsize low, gsize high, gint64 time)
{
  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (starts[middle] <= time)
        low = middle;
      else
        high = middle;
    }
  return low;
}

/* Likewise, for a @high that is unknown but probably near: O(log distance). */
static inline gsize
gs_track_gallop (const gint64 *starts, gsize low, gsize n, gint64 time)
{
  gsize step = 1, high = low + 1;

  while (high < n && starts[high] <= time)
    {
      low = high;
      step *= 2;
      high = low + step;
    }
  return gs_track_bisect (starts, low, MIN (high, n), time);
}

G_END_DECLS
