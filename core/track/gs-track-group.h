/* gs-track-group.h: some intervals of a track, packed
 * SPDX-License-Identifier: MIT
 *
 * Where a track is much larger than the caches, waiting for memory is nearly all that a look-up costs. So what one
 * touches lies side by side, in few lines of the caches: one with the first starts of a group's blocks, and for one
 * block its starts, states and sums. What is only asked for one interval at a time lies behind: its CPU, aux and arg,
 * each in as few bytes as the group's values differ in.
 *
 * Starts are steps of 32 bits from their block's first. Where a block is longer than these can say, its group has times
 * of 64 bits instead.
 */
#pragma once

#include "track/gs-interval.h"
#include "track/gs-track-store.h"

G_BEGIN_DECLS

#define GS_TRACK_BLOCKS_PER_GROUP 8
#define GS_TRACK_GROUP (GS_TRACK_BLOCK * GS_TRACK_BLOCKS_PER_GROUP) /* intervals */

#define GS_TRACK_LONGEST_STEP ((guint64) G_MAXINT32 - 1)

/* An interval that ends where the next begins. */
typedef struct
{
  gint64 begin;
  GsTrackValue value;
} GsTrackStart;

/* In which order a track's states first occurred. Only those have sums; later groups know of more. */
typedef struct
{
  guint8 n;
  guint8 states[GS_MAX_STATES];
} GsTrackStates;

/* Numbers, as what they are more than the least. */
typedef struct
{
  guint32 least;
  guint16 offset; /* from the group's begin, bytes */
  guint8 width;   /* bytes of each; 0: all are the least */
} GsTrackColumn;

typedef struct
{
  gint64 heads[GS_TRACK_BLOCKS_PER_GROUP - 1]; /* the first starts of its blocks but the first; G_MAXINT64: no such */
  guint16 block_bytes;
  guint16 n;       /* intervals */
  guint8 n_states; /* of the track, that had occurred by the group's end */
  guint8 is_wide;  /* its starts are gint64, else gint32 */
  /* a line of the caches by here */
  gint64 begin;
  gint64 end;
  GsTrackColumn arg, cpu, aux; /* behind the blocks, in this order */
  GsTrackSlab *slab;
  _Alignas(64) guint8 blocks[]; /* of each: starts, states, sums */
} GsTrackGroup;

GsTrackGroup *
gs_track_group_pack (const GsTrackStart *starts, guint n, gint64 end, GsTrackStates *states, gint64 *totals);
void gs_track_group_unpack (const GsTrackGroup *self, GsTrackStart *starts);
gsize gs_track_group_get_n_bytes (const GsTrackGroup *self);
void gs_track_group_free (GsTrackGroup *self);

/* A block of a group, for a moment. */
typedef struct
{
  gconstpointer starts; /* gint32, after @begin; or gint64 */
  const guint8 *states;
  gint64 begin, end;
  guint last; /* interval */
  gboolean is_wide;
} GsTrackBlock;

static inline const guint8 *
gs_track_group_get_memory (const GsTrackGroup *self, guint block)
{
  return self->blocks + block * self->block_bytes;
}

static inline GsTrackBlock
gs_track_group_get_block (const GsTrackGroup *self, guint block)
{
  const guint8 *memory = gs_track_group_get_memory (self, block);
  guint n = self->n - block * GS_TRACK_BLOCK;

  return (GsTrackBlock){
    .starts = memory,
    .states = memory + GS_TRACK_BLOCK * (self->is_wide ? sizeof (gint64) : sizeof (gint32)),
    .begin = block > 0 ? self->heads[block - 1] : self->begin,
    .end = n > GS_TRACK_BLOCK ? self->heads[block] : self->end,
    .last = MIN (n, GS_TRACK_BLOCK) - 1,
    .is_wide = self->is_wide,
  };
}

static inline gint64
gs_track_block_get_begin (const GsTrackBlock *self, guint i)
{
  return G_UNLIKELY (self->is_wide) ? ((const gint64 *) self->starts)[i] :
                                      self->begin + ((const gint32 *) self->starts)[i];
}

static inline gint64
gs_track_block_get_end (const GsTrackBlock *self, guint i)
{
  return i < self->last ? gs_track_block_get_begin (self, i + 1) : self->end;
}

/* Time before the block in those of the track's states that had occurred by its group's end, but the first of them,
 * which has the rest. */
static inline const gint64 *
gs_track_block_peek_sums (const GsTrackBlock *self)
{
  return (const gint64 *) (gconstpointer) (self->states + GS_TRACK_BLOCK);
}

/* @n_states: of the block's group
 * @begin: of the track
 * @ns: (inout): gets the time in each of these states before the block */
static inline void
gs_track_block_get_sums (const GsTrackBlock *self, const GsTrackStates *states, guint n_states, gint64 begin,
                         gint64 *ns)
{
  const gint64 *sums = gs_track_block_peek_sums (self);
  gint64 rest = self->begin - begin;

  for (guint i = 1; i < n_states; i++)
    {
      ns[states->states[i]] = sums[i - 1];
      rest -= sums[i - 1];
    }
  ns[states->states[0]] = rest;
}

static inline guint32
gs_track_group_get_number (const GsTrackGroup *self, const GsTrackColumn *column, guint i)
{
  const guint8 *numbers = (const guint8 *) self + column->offset;

  switch (column->width)
    {
    case 0:
      return column->least;
    case 1:
      return column->least + numbers[i];
    case 2:
      return column->least + ((const guint16 *) (gconstpointer) numbers)[i];
    default:
      return column->least + ((const guint32 *) (gconstpointer) numbers)[i];
    }
}

static inline GsInterval
gs_track_group_get (const GsTrackGroup *self, guint i)
{
  GsTrackBlock block = gs_track_group_get_block (self, i / GS_TRACK_BLOCK);
  guint k = i % GS_TRACK_BLOCK;

  return (GsInterval){
    .span = { gs_track_block_get_begin (&block, k), gs_track_block_get_end (&block, k) },
    .value = {
        .state = block.states[k],
        .aux = (guint8) gs_track_group_get_number (self, &self->aux, i),
        .cpu = (guint16) gs_track_group_get_number (self, &self->cpu, i),
        .arg = gs_track_group_get_number (self, &self->arg, i),
    },
  };
}

/* The block that holds @time, which is not before the group. All heads are looked at, since no processor
 * foresees where a search would turn. */
static inline guint
gs_track_group_find_block (const GsTrackGroup *self, gint64 time)
{
  guint count = 0;

  for (guint i = 0; i < GS_TRACK_BLOCKS_PER_GROUP - 1; i++)
    count += self->heads[i] <= time;
  return count;
}

/* The block's interval that holds @time, which is not before the block; its last one for a time behind. Where the
 * group's last block has no more intervals, it has starts that are later than any time. */
static inline guint
gs_track_block_find (const GsTrackBlock *self, gint64 time)
{
  const gint64 *times = self->starts;
  const gint32 *steps = self->starts;
  guint64 after = (guint64) time - (guint64) self->begin;
  gint32 step = (gint32) MIN (after, GS_TRACK_LONGEST_STEP);
  guint count = 0;

  if (G_UNLIKELY (self->is_wide))
    for (guint i = 0; i < GS_TRACK_BLOCK; i++)
      count += times[i] <= time;
  else
    for (guint i = 0; i < GS_TRACK_BLOCK; i++)
      count += steps[i] <= step;
  return count - 1;
}

/* The interval that holds @time, which is not before the group; the last one for a time behind. */
static inline guint
gs_track_group_find (const GsTrackGroup *self, gint64 time)
{
  guint k = gs_track_group_find_block (self, time);
  GsTrackBlock block = gs_track_group_get_block (self, k);

  return k * GS_TRACK_BLOCK + gs_track_block_find (&block, time);
}

G_END_DECLS
