/* gs-track-private.h: how a track lies in memory, for what reads it
 * SPDX-License-Identifier: MIT
 *
 * Intervals are collected as they come; so many as make a group are packed (gs-track-group.h) and never written again.
 * The groups' first starts, which are few, are searched first.
 */
#pragma once

#include "track/gs-track-group.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 begin;
  GsTrackGroup *group;
} GsTrackEntry;

/* The full groups. Shared by a track and its snapshots: what is below a reader's count is never written again, and a
 * full index is replaced, not grown. It frees the groups from @first_own on; those before are its elder's. */
typedef struct _GsTrackIndex GsTrackIndex;
struct _GsTrackIndex
{
  gatomicrefcount ref_count;
  GsTrackIndex *elder; /* or NULL */
  gsize first_own;
  gsize n;
  gsize capacity;
  GsTrackEntry *entries;
};

struct _GsTrack
{
  gatomicrefcount ref_count;
  guint n_states;
  gboolean has_tail;
  GsTrackValue tail; /* the last interval: still open while the track is written */
  gint64 tail_begin;
  gint64 begin;
  gint64 end; /* of the tail; GS_TIME_NONE until sealed */

  gsize n_closed;      /* before the tail */
  gsize n_groups;      /* that are full */
  GsTrackIndex *index; /* of these; NULL while there are none */
  GsTrackGroup *last;  /* the closed intervals behind these, of a sealed track; or NULL */

  GsTrackStart *recent; /* the same, of a track that is written */
  guint n_recent;
  guint capacity; /* of these */

  GsTrackStates states; /* that occurred in the groups */
  gint64 totals[];      /* time in each state, in the groups */
};

/* Of a sealed track. */
static inline const GsTrackGroup *
gs_track_get_group (const GsTrack *self, gsize group)
{
  return group < self->n_groups ? self->index->entries[group].group : self->last;
}

/* Of a closed interval of a sealed track. */
static inline GsTrackBlock
gs_track_get_block (const GsTrack *self, gsize index)
{
  return gs_track_group_get_block (gs_track_get_group (self, index / GS_TRACK_GROUP),
                                   index % GS_TRACK_GROUP / GS_TRACK_BLOCK);
}

static inline gint64
gs_track_get_begin (const GsTrack *self, gsize index)
{
  GsTrackBlock block;

  if (index >= self->n_closed)
    return self->tail_begin;
  block = gs_track_get_block (self, index);
  return gs_track_block_get_begin (&block, index % GS_TRACK_BLOCK);
}

/* Where the interval ends; also of the last one of a sealed track. */
static inline gint64
gs_track_get_end (const GsTrack *self, gsize index)
{
  GsTrackBlock block;

  if (index >= self->n_closed)
    return self->end;
  block = gs_track_get_block (self, index);
  return gs_track_block_get_end (&block, index % GS_TRACK_BLOCK);
}

/* The last group whose begin is at or before @time, like that of @from, which is probably near. O(log of the
   distance) */
static inline gsize
gs_track_gallop (const GsTrack *self, gsize from, gint64 time)
{
  const GsTrackEntry *entries;
  gsize low = from, step = 1, high = low + 1, n = self->n_groups;

  if (self->last != NULL && self->last->begin <= time)
    return n;
  entries = self->index->entries;
  while (high < n && entries[high].begin <= time)
    {
      low = high;
      step *= 2;
      high = low + step;
    }
  high = MIN (high, n);
  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (entries[middle].begin <= time)
        low = middle;
      else
        high = middle;
    }
  return low;
}

G_END_DECLS
