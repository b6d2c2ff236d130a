/* gs-wake-ups.c: what woke a thread, each time, in some 25 bytes
 * SPDX-License-Identifier: MIT
 *
 * The latest are kept as they are. Once there are BLOCK of them they are packed, and lie where the finished parts of
 * tracks do. Where steps of 32 bits don't reach, which takes seconds of sleep, a block is kept as it is.
 */
#include "machine/gs-wake-ups.h"

#include <string.h>

#include "base/gs-time.h"
#include "track/gs-track-store.h"

#define BLOCK 32

#define NO_STEP G_MAXUINT32

/* A step is from the time before it, ns; NO_STEP: there is no such time. */
typedef struct
{
  guint32 woken; /* from the block's first */
  guint32 queued;
  guint32 switched_in; /* from queued, or else from woken */
  guint32 waker;
  guint16 waker_cpu;
  guint16 cpu;
  guint16 interrupt;
  guint16 is_interrupt;
} GsPackedWakeUp;

typedef struct
{
  gint64 first;      /* ns */
  gpointer wake_ups; /* of GsPackedWakeUp; or, where it is kept as it is, of GsWakeUp */
  gboolean is_packed;
  GsTrackSlab *slab; /* that it lies in */
} GsWakeBlock;

struct _GsWakeUps
{
  GArray *blocks; /* of GsWakeBlock, of BLOCK wake-ups, the last one of a sealed list of fewer; NULL: none yet */
  GArray *latest; /* of GsWakeUp, up to BLOCK; NULL: sealed */
  guint n;
};

GsWakeUps *
gs_wake_ups_new (void)
{
  GsWakeUps *self = g_new0 (GsWakeUps, 1);

  self->latest = g_array_new (FALSE, FALSE, sizeof (GsWakeUp));
  return self;
}

static void
gs_wake_block_clear (gpointer block)
{
  gs_track_store_free (((GsWakeBlock *) block)->slab);
}

void
gs_wake_ups_free (GsWakeUps *self)
{
  g_clear_pointer (&self->blocks, g_array_unref);
  g_clear_pointer (&self->latest, g_array_unref);
  g_free (self);
}

/* Returns: FALSE where @to is too far away */
static gboolean
gs_wake_step_pack (gint64 from, gint64 to, guint32 *step)
{
  guint64 ns = (guint64) to - (guint64) from;

  *step = to != GS_TIME_NONE ? (guint32) ns : NO_STEP;
  return to == GS_TIME_NONE || (to >= from && ns < NO_STEP);
}

static gboolean
gs_wake_up_pack (const GsWakeUp *wake_up, gint64 first, GsPackedWakeUp *packed)
{
  gint64 queued = wake_up->queued != GS_TIME_NONE ? wake_up->queued : wake_up->woken;

  packed->waker = wake_up->waker;
  packed->waker_cpu = wake_up->waker_cpu;
  packed->cpu = wake_up->cpu;
  packed->interrupt = wake_up->interrupt;
  packed->is_interrupt = wake_up->is_interrupt;
  return wake_up->woken != GS_TIME_NONE && gs_wake_step_pack (first, wake_up->woken, &packed->woken)
         && gs_wake_step_pack (wake_up->woken, wake_up->queued, &packed->queued)
         && gs_wake_step_pack (queued, wake_up->switched_in, &packed->switched_in);
}

static GsWakeUp
gs_wake_up_unpack (const GsPackedWakeUp *packed, gint64 first)
{
  gint64 woken = first + packed->woken;
  gint64 queued = packed->queued != NO_STEP ? woken + packed->queued : woken;

  return (GsWakeUp){
    .woken = woken,
    .queued = packed->queued != NO_STEP ? queued : GS_TIME_NONE,
    .switched_in = packed->switched_in != NO_STEP ? queued + packed->switched_in : GS_TIME_NONE,
    .waker = packed->waker,
    .waker_cpu = packed->waker_cpu,
    .cpu = packed->cpu,
    .is_interrupt = (guint8) packed->is_interrupt,
    .interrupt = packed->interrupt,
  };
}

/* Moves the latest into a block. */
static void
gs_wake_ups_pack (GsWakeUps *self)
{
  const GsWakeUp *latest = (const GsWakeUp *) self->latest->data;
  GsWakeBlock block = { .first = latest[0].woken };
  GsPackedWakeUp packed[BLOCK] = { 0 };
  guint n = self->latest->len, n_packed = 0;
  gsize n_bytes;

  while (n_packed < n && gs_wake_up_pack (&latest[n_packed], block.first, &packed[n_packed]))
    n_packed++;
  block.is_packed = n_packed == n;
  n_bytes = n * (block.is_packed ? sizeof *packed : sizeof *latest);
  block.wake_ups = gs_track_store_alloc (n_bytes, &block.slab);
  memcpy (block.wake_ups, block.is_packed ? (gconstpointer) packed : latest, n_bytes);
  if (self->blocks == NULL)
    {
      self->blocks = g_array_new (FALSE, FALSE, sizeof (GsWakeBlock));
      g_array_set_clear_func (self->blocks, gs_wake_block_clear);
    }
  g_array_append_val (self->blocks, block);
  g_array_set_size (self->latest, 0);
}

/**
 * gs_wake_ups_append:
 * @wake_up: not before those that are there
 *
 * Returns: (transfer none): where it may be changed, until the next one comes
 */
GsWakeUp *
gs_wake_ups_append (GsWakeUps *self, const GsWakeUp *wake_up)
{
  if (self->latest->len == BLOCK)
    gs_wake_ups_pack (self);
  g_array_append_vals (self->latest, wake_up, 1);
  self->n++;
  return gs_wake_ups_get_last (self);
}

/* Of a list that has any and is not sealed. */
GsWakeUp *
gs_wake_ups_get_last (GsWakeUps *self)
{
  return &g_array_index (self->latest, GsWakeUp, self->latest->len - 1);
}

/* Forgets all of a list that is not sealed. */
void
gs_wake_ups_clear (GsWakeUps *self)
{
  g_clear_pointer (&self->blocks, g_array_unref);
  g_array_set_size (self->latest, 0);
  self->n = 0;
}

/* No more will come. */
void
gs_wake_ups_seal (GsWakeUps *self)
{
  if (self->latest->len > 0)
    gs_wake_ups_pack (self);
  g_clear_pointer (&self->latest, g_array_unref);
}

/**
 * gs_wake_ups_get_length:
 * @self: (nullable): NULL: there are none
 */
guint
gs_wake_ups_get_length (const GsWakeUps *self)
{
  return self != NULL ? self->n : 0;
}

/**
 * gs_wake_ups_get:
 * @self: sealed
 * @index: below its length
 */
GsWakeUp
gs_wake_ups_get (const GsWakeUps *self, guint index)
{
  const GsWakeBlock *block = &g_array_index (self->blocks, GsWakeBlock, index / BLOCK);

  if (block->is_packed)
    return gs_wake_up_unpack ((const GsPackedWakeUp *) block->wake_ups + index % BLOCK, block->first);
  return ((const GsWakeUp *) block->wake_ups)[index % BLOCK];
}

/**
 * gs_wake_ups_count_until:
 * @self: (nullable): sealed
 * @woken: ns
 *
 * Returns: how many wake-ups there were until @woken, then included
 */
guint
gs_wake_ups_count_until (const GsWakeUps *self, gint64 woken)
{
  guint low = 0, high = gs_wake_ups_get_length (self);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (gs_wake_ups_get (self, middle).woken <= woken)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}
