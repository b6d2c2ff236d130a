/* gs-track-group.c: some intervals of a track, packed
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-group.h"

#include <string.h>

/* All of a group's numbers of one kind, counted from one more than they are: so "none", which is all bits, is next to
 * the small ones. */
typedef struct
{
  guint32 numbers[GS_TRACK_GROUP];
} GsTrackNumbers;

static void
gs_track_column_init (GsTrackColumn *self, const GsTrackNumbers *numbers, guint n, gsize *n_bytes)
{
  guint32 least = G_MAXUINT32, most = 0;

  for (guint i = 0; i < n; i++)
    {
      least = MIN (least, numbers->numbers[i]);
      most = MAX (most, numbers->numbers[i]);
    }
  self->least = least - 1;
  self->width = most == least ? 0 : most - least <= G_MAXUINT8 ? 1 : most - least <= G_MAXUINT16 ? 2 : 4;
  *n_bytes = (*n_bytes + 3) / 4 * 4;
  self->offset = (guint16) *n_bytes;
  *n_bytes += n * self->width;
}

static void
gs_track_group_write_column (GsTrackGroup *self, const GsTrackColumn *column, const GsTrackNumbers *numbers)
{
  gpointer to = (guint8 *) self + column->offset;
  guint32 least = column->least + 1;

  for (guint i = 0; column->width == 1 && i < self->n; i++)
    ((guint8 *) to)[i] = (guint8) (numbers->numbers[i] - least);
  for (guint i = 0; column->width == 2 && i < self->n; i++)
    ((guint16 *) to)[i] = (guint16) (numbers->numbers[i] - least);
  for (guint i = 0; column->width == 4 && i < self->n; i++)
    ((guint32 *) to)[i] = numbers->numbers[i] - least;
}

/* Whether a block is too long for short steps. */
static gboolean
gs_track_starts_are_wide (const GsTrackStart *starts, guint n)
{
  for (guint i = 0; i < n; i += GS_TRACK_BLOCK)
    {
      guint last = MIN (i + GS_TRACK_BLOCK, n) - 1;

      if ((guint64) starts[last].begin - (guint64) starts[i].begin > GS_TRACK_LONGEST_STEP)
        return TRUE;
    }
  return FALSE;
}

static void
gs_track_states_add (GsTrackStates *self, const GsTrackStart *starts, guint n)
{
  guint32 known = 0;

  for (guint i = 0; i < self->n; i++)
    known |= 1u << self->states[i];
  for (guint i = 0; i < n; i++)
    if ((known & 1u << starts[i].value.state) == 0)
      {
        known |= 1u << starts[i].value.state;
        self->states[self->n++] = starts[i].value.state;
      }
}

/* What is behind the last is later than any time. */
static void
gs_track_block_write_starts (const GsTrackBlock *self, const GsTrackStart *starts)
{
  gint64 *times = (gint64 *) self->starts;
  gint32 *steps = (gint32 *) self->starts;
  guint n = self->last + 1;

  for (guint i = 0; self->is_wide && i < GS_TRACK_BLOCK; i++)
    times[i] = i < n ? starts[i].begin : G_MAXINT64;
  for (guint i = 0; !self->is_wide && i < GS_TRACK_BLOCK; i++)
    steps[i] = i < n ? (gint32) (starts[i].begin - self->begin) : G_MAXINT32;
}

/* @starts: of the block; @totals: (inout): time in each state before the block, then behind it */
static void
gs_track_block_write (const GsTrackBlock *self, const GsTrackStart *starts, const GsTrackStates *states, gint64 *totals)
{
  guint8 *to = (guint8 *) self->states;
  gint64 *sums = (gint64 *) gs_track_block_peek_sums (self);

  for (guint i = 1; i < states->n; i++)
    sums[i - 1] = totals[states->states[i]];
  gs_track_block_write_starts (self, starts);
  memset (to, 0, GS_TRACK_BLOCK);
  for (guint i = 0; i <= self->last; i++)
    {
      to[i] = starts[i].value.state;
      /* Of a track from end to end of all times the sum is too large for its type, but no worse than that. */
      totals[to[i]] = (gint64) ((guint64) totals[to[i]] + (guint64) (i < self->last ? starts[i + 1].begin : self->end)
                                - (guint64) starts[i].begin);
    }
}

/* Where little is left of a line of the caches, the next block begins with another one. */
static guint16
gs_track_block_measure (gboolean is_wide, guint n_states)
{
  gsize n_bytes = GS_TRACK_BLOCK * (1 + (is_wide ? sizeof (gint64) : sizeof (gint32)))
                  + (n_states - 1) * sizeof (gint64);
  gsize n_left = -n_bytes % GS_TRACK_LINE;

  return (guint16) (n_left <= GS_TRACK_LINE / 4 ? n_bytes + n_left : n_bytes);
}

/**
 * gs_track_group_pack:
 * @starts: (array length=n): in order of time
 * @n: from 1 to %GS_TRACK_GROUP
 * @end: ns; of the last of them
 * @states: (inout): the states that occurred before, then also those that occur here
 * @totals: (inout): time in each state before the group, then behind it
 *
 * Returns: (transfer full):
 */
GsTrackGroup *
gs_track_group_pack (const GsTrackStart *starts, guint n, gint64 end, GsTrackStates *states, gint64 *totals)
{
  gboolean is_wide = gs_track_starts_are_wide (starts, n);
  guint n_blocks = (n + GS_TRACK_BLOCK - 1) / GS_TRACK_BLOCK;
  GsTrackGroup head = { .n = (guint16) n, .is_wide = is_wide, .begin = starts[0].begin, .end = end }, *self;
  GsTrackNumbers aux, cpu, arg;
  gsize n_bytes;

  gs_track_states_add (states, starts, n);
  head.n_states = states->n;
  head.block_bytes = gs_track_block_measure (is_wide, states->n);
  for (guint i = 1; i < GS_TRACK_BLOCKS_PER_GROUP; i++)
    head.heads[i - 1] = i < n_blocks ? starts[i * GS_TRACK_BLOCK].begin : G_MAXINT64;

  for (guint i = 0; i < n; i++)
    {
      aux.numbers[i] = starts[i].value.aux + 1u;
      cpu.numbers[i] = (guint16) (starts[i].value.cpu + 1u);
      arg.numbers[i] = starts[i].value.arg + 1u;
    }
  n_bytes = offsetof (GsTrackGroup, blocks) + n_blocks * head.block_bytes;
  gs_track_column_init (&head.arg, &arg, n, &n_bytes);
  gs_track_column_init (&head.cpu, &cpu, n, &n_bytes);
  gs_track_column_init (&head.aux, &aux, n, &n_bytes);

  self = gs_track_store_alloc (n_bytes, &head.slab);
  memcpy (self, &head, sizeof head);
  for (guint i = 0; i < n_blocks; i++)
    {
      GsTrackBlock block = gs_track_group_get_block (self, i);

      gs_track_block_write (&block, starts + i * GS_TRACK_BLOCK, states, totals);
    }
  gs_track_group_write_column (self, &self->arg, &arg);
  gs_track_group_write_column (self, &self->cpu, &cpu);
  gs_track_group_write_column (self, &self->aux, &aux);
  return self;
}

static void
gs_track_group_read_column (const GsTrackGroup *self, const GsTrackColumn *column, guint32 *numbers)
{
  gconstpointer from = (const guint8 *) self + column->offset;

  for (guint i = 0; column->width == 0 && i < self->n; i++)
    numbers[i] = column->least;
  for (guint i = 0; column->width == 1 && i < self->n; i++)
    numbers[i] = column->least + ((const guint8 *) from)[i];
  for (guint i = 0; column->width == 2 && i < self->n; i++)
    numbers[i] = column->least + ((const guint16 *) from)[i];
  for (guint i = 0; column->width == 4 && i < self->n; i++)
    numbers[i] = column->least + ((const guint32 *) from)[i];
}

/**
 * gs_track_group_unpack:
 * @starts: (out) (array): room for all of its intervals
 */
void
gs_track_group_unpack (const GsTrackGroup *self, GsTrackStart *starts)
{
  guint32 arg[GS_TRACK_GROUP], cpu[GS_TRACK_GROUP], aux[GS_TRACK_GROUP];

  gs_track_group_read_column (self, &self->arg, arg);
  gs_track_group_read_column (self, &self->cpu, cpu);
  gs_track_group_read_column (self, &self->aux, aux);
  for (guint first = 0; first < self->n; first += GS_TRACK_BLOCK)
    {
      GsTrackBlock block = gs_track_group_get_block (self, first / GS_TRACK_BLOCK);

      for (guint k = 0; k <= block.last; k++)
        {
          guint i = first + k;

          starts[i].begin = gs_track_block_get_begin (&block, k);
          starts[i].value = (GsTrackValue){ block.states[k], (guint8) aux[i], (guint16) cpu[i], arg[i] };
        }
    }
}

gsize
gs_track_group_get_n_bytes (const GsTrackGroup *self)
{
  return gs_track_store_round_up (self->aux.offset + self->n * self->aux.width);
}

void
gs_track_group_free (GsTrackGroup *self)
{
  gs_track_store_free (self->slab);
}
