/* gs-track.c: one row's states over time, sorted and gap-free
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-private.h"

#include <string.h>

#define SMALLEST_CAPACITY GS_TRACK_BLOCK

/* Of so many intervals: whole groups, and what there is of the last one. */
static gsize
gs_track_data_measure (const GsTrackData *self, gsize n_intervals)
{
  gsize n_blocks = gs_track_n_blocks (n_intervals), n_left = n_blocks % GS_TRACK_BLOCKS_PER_GROUP;

  return n_blocks / GS_TRACK_BLOCKS_PER_GROUP * self->group_bytes
         + (n_left > 0 ? GS_TRACK_BLOCKS_PER_GROUP * sizeof (gint64) + n_left * self->block_bytes : 0);
}

static guint8 *
gs_track_align (guint8 *memory)
{
  return (guint8 *) (((guintptr) memory + GS_TRACK_LINE - 1) / GS_TRACK_LINE * GS_TRACK_LINE);
}

/* In place: nobody else sees the arrays, of which @n_used intervals are kept. */
static void
gs_track_data_resize (GsTrackData *self, gsize capacity, gsize n_used)
{
  gsize n_bytes = gs_track_data_measure (self, capacity), offset = self->groups - self->memory;

  self->capacity = capacity;
  self->memory = g_realloc (self->memory, n_bytes + GS_TRACK_LINE);
  self->groups = gs_track_align (self->memory);
  if (self->groups != self->memory + offset)
    memmove (self->groups, self->memory + offset, gs_track_data_measure (self, n_used));
  self->tops = g_renew (gint64, self->tops, gs_track_n_groups (capacity));
  self->values = g_renew (GsTrackValue, self->values, capacity);
}

static GsTrackData *
gs_track_data_new (gsize capacity, guint n_states)
{
  GsTrackData *self = g_new0 (GsTrackData, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->block_bytes = sizeof (GsTrackBlock) + n_states * sizeof (gint64);
  self->group_bytes = GS_TRACK_BLOCKS_PER_GROUP * (sizeof (gint64) + self->block_bytes);
  gs_track_data_resize (self, capacity, 0);
  return self;
}

static void
gs_track_data_unref (GsTrackData *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->memory);
  g_free (self->tops);
  g_free (self->values);
  g_free (self);
}

/* Gives the closed intervals room for @capacity; copies them where a snapshot
 * has them, too. */
static void
gs_track_resize (GsTrack *self, gsize capacity)
{
  GsTrackData *data;

  if (self->data != NULL && g_atomic_ref_count_compare (&self->data->ref_count, 1))
    {
      gs_track_data_resize (self->data, capacity, self->n_closed);
      return;
    }
  data = gs_track_data_new (capacity, self->n_states);
  if (self->data != NULL)
    {
      memcpy (data->groups, self->data->groups, gs_track_data_measure (data, self->n_closed));
      memcpy (data->tops, self->data->tops, gs_track_n_groups (self->n_closed) * sizeof *data->tops);
      memcpy (data->values, self->data->values, self->n_closed * sizeof *data->values);
      gs_track_data_unref (self->data);
    }
  self->data = data;
}

/**
 * gs_track_new:
 * @n_states: how many states the row can have, at most %GS_MAX_STATES
 *
 * Returns: (transfer full): an empty track, to be appended to
 */
GsTrack *
gs_track_new (guint n_states)
{
  GsTrack *self;

  g_return_val_if_fail (n_states > 0 && n_states <= GS_MAX_STATES, NULL);

  self = g_malloc0 (sizeof (GsTrack) + n_states * sizeof (gint64));
  g_atomic_ref_count_init (&self->ref_count);
  self->n_states = n_states;
  self->end = GS_TIME_NONE;
  return self;
}

GsTrack *
gs_track_ref (const GsTrack *self)
{
  GsTrack *track = (GsTrack *) self;

  g_atomic_ref_count_inc (&track->ref_count);
  return track;
}

void
gs_track_unref (GsTrack *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->data, gs_track_data_unref);
  g_free (self);
}

static gboolean
gs_track_value_equal (GsTrackValue a, GsTrackValue b)
{
  return a.state == b.state && a.aux == b.aux && a.cpu == b.cpu && a.arg == b.arg;
}

/* Writes the tail into the arrays, as the next closed interval. */
static void
gs_track_write_tail (GsTrack *self)
{
  gsize i = self->n_closed, n = i / GS_TRACK_BLOCK;
  GsTrackBlock *block = gs_track_data_get_block (self->data, n);

  if (i % GS_TRACK_BLOCK == 0)
    {
      gs_track_data_get_heads (self->data,
                               n / GS_TRACK_BLOCKS_PER_GROUP)[n % GS_TRACK_BLOCKS_PER_GROUP] = self->tail_begin;
      memcpy (block->sums, self->totals, self->n_states * sizeof (gint64));
    }
  if (i % GS_TRACK_GROUP == 0)
    self->data->tops[i / GS_TRACK_GROUP] = self->tail_begin;
  block->starts[i % GS_TRACK_BLOCK] = self->tail_begin;
  block->states[i % GS_TRACK_BLOCK] = self->tail.state;
  self->data->values[i] = self->tail;
}

/* The tail ends at @time and becomes the last closed interval. What a snapshot
 * may be reading is not written again, even with what it already holds. */
static void
gs_track_close_tail (GsTrack *self, gint64 time)
{
  gsize i = self->n_closed;

  if (self->data == NULL || i == self->data->capacity)
    gs_track_resize (self, MAX (SMALLEST_CAPACITY, 2 * i));

  if (i == self->n_written)
    {
      gs_track_write_tail (self);
      self->n_written = i + 1;
    }

  self->totals[self->tail.state] += time - self->tail_begin;
  self->n_closed = i + 1;
}

/* The tail turned out to have no length, and to be what was before it. */
static void
gs_track_reopen_last (GsTrack *self)
{
  gsize i = --self->n_closed;
  gint64 end = self->tail_begin;

  self->tail_begin = gs_track_data_get_start (self->data, i);
  self->tail = self->data->values[i];
  self->totals[self->tail.state] -= end - self->tail_begin;
}

/**
 * gs_track_append:
 * @self: a track that isn't sealed
 * @time: ns; an earlier time than the last append's counts as that one
 * @value: what the row is from @time on
 *
 * An unchanged value changes nothing; a second value for the same time replaces
 * the first.
 */
void
gs_track_append (GsTrack *self, gint64 time, GsTrackValue value)
{
  g_assert (self->end == GS_TIME_NONE && value.state < self->n_states);

  if (!self->has_tail)
    {
      self->has_tail = TRUE;
      self->begin = time;
      self->tail_begin = time;
      self->tail = value;
    }
  else if (gs_track_value_equal (self->tail, value))
    {
      return;
    }
  else if (time > self->tail_begin)
    {
      gs_track_close_tail (self, time);
      self->tail_begin = time;
      self->tail = value;
    }
  else
    {
      gs_track_amend_last (self, value);
    }
}

/**
 * gs_track_peek_last:
 * @begin: (out) (optional): when the last interval began
 * @value: (out) (optional): its value
 *
 * Returns: FALSE where the track is empty
 */
gboolean
gs_track_peek_last (const GsTrack *self, gint64 *begin, GsTrackValue *value)
{
  if (!self->has_tail)
    return FALSE;
  if (begin != NULL)
    *begin = self->tail_begin;
  if (value != NULL)
    *value = self->tail;
  return TRUE;
}

/**
 * gs_track_amend_last:
 * @self: a track that isn't sealed or empty
 * @value: what the last interval, the open one, is from its begin on
 *
 * For evidence that comes after the fact.
 */
void
gs_track_amend_last (GsTrack *self, GsTrackValue value)
{
  g_assert (self->end == GS_TIME_NONE && self->has_tail && value.state < self->n_states);

  if (self->n_closed > 0 && gs_track_value_equal (self->data->values[self->n_closed - 1], value))
    {
      gs_track_reopen_last (self);
      return;
    }
  if (self->n_closed < self->n_written)
    {
      gs_track_resize (self, self->data->capacity);
      self->n_written = self->n_closed;
    }
  self->tail = value;
}

/**
 * gs_track_take_back:
 * @self: a track that isn't sealed or empty
 * @time: ns
 * @value: what the row turns out to be from @time on
 *
 * Forgets what was appended for @time and later.
 */
void
gs_track_take_back (GsTrack *self, gint64 time, GsTrackValue value)
{
  g_assert (self->end == GS_TIME_NONE && self->has_tail);

  while (self->n_closed > 0 && self->tail_begin > time)
    gs_track_reopen_last (self);
  gs_track_amend_last (self, self->tail); /* the arrays keep nothing of what was behind it */
  gs_track_append (self, time, value);
}

/**
 * gs_track_seal:
 * @end: ns; not before the last interval's begin
 *
 * Ends the last interval; the track is immutable from then on. An interval
 * that would have no length is dropped.
 */
void
gs_track_seal (GsTrack *self, gint64 end)
{
  g_assert (self->end == GS_TIME_NONE);

  if (!self->has_tail)
    {
      self->begin = self->tail_begin = self->end = end;
      return;
    }
  if (end <= self->tail_begin && self->n_closed > 0)
    gs_track_reopen_last (self);
  self->end = MAX (end, self->tail_begin);
  if (self->data != NULL && self->n_closed < self->data->capacity)
    gs_track_resize (self, MAX (self->n_closed, 1));
}

/**
 * gs_track_snapshot:
 * @end: ns; where the snapshot ends
 *
 * What the track holds by now, sealed; the track itself goes on. Costs the same
 * at any size.
 *
 * Returns: (transfer full):
 */
GsTrack *
gs_track_snapshot (const GsTrack *self, gint64 end)
{
  GsTrack *copy;

  if (self->end != GS_TIME_NONE)
    return gs_track_ref (self);

  copy = g_memdup2 (self, sizeof (GsTrack) + self->n_states * sizeof (gint64));
  g_atomic_ref_count_init (&copy->ref_count);
  if (copy->data != NULL)
    g_atomic_ref_count_inc (&copy->data->ref_count);
  if (!copy->has_tail)
    copy->begin = copy->tail_begin = end;
  else if (end <= copy->tail_begin && copy->n_closed > 0)
    gs_track_reopen_last (copy);
  copy->end = MAX (end, copy->tail_begin);
  return copy;
}

guint
gs_track_get_n_states (const GsTrack *self)
{
  return self->n_states;
}

gsize
gs_track_get_n_intervals (const GsTrack *self)
{
  return self->n_closed + (self->has_tail ? 1 : 0);
}

/**
 * gs_track_get_span:
 *
 * Returns: first begin to last end, in ns, of a sealed track; empty for an empty one
 */
GsSpan
gs_track_get_span (const GsTrack *self)
{
  return (GsSpan){ self->begin, self->end };
}

/**
 * gs_track_get:
 * @self: a sealed track
 * @index: below gs_track_get_n_intervals()
 */
GsInterval
gs_track_get (const GsTrack *self, gsize index)
{
  g_assert (index < gs_track_get_n_intervals (self));

  return (GsInterval){ { gs_track_get_begin (self, index), gs_track_get_end (self, index) },
                       index < self->n_closed ? self->data->values[index] : self->tail };
}

/* Among the closed intervals; @from begins at or before @time. */
static gsize
gs_track_seek_far (const GsTrack *self, gsize from, gint64 time)
{
  gsize group = gs_track_gallop (self, from / GS_TRACK_GROUP, time);

  return gs_track_find_in_block (self, gs_track_find_block (self, group, time), time);
}

/**
 * gs_track_seek:
 * @self: a sealed track that isn't empty
 * @from: an interval's index
 * @time: ns
 *
 * Returns: the index of the interval at @time, but never one before @from; the
 *   last one for a time behind the end. O(log of the distance)
 */
gsize
gs_track_seek (const GsTrack *self, gsize from, gint64 time)
{
  gsize i = from;

  if (self->tail_begin <= time)
    return self->n_closed;
  for (guint near = 0; near < 8; near++, i++)
    if (i >= self->n_closed || gs_track_get_begin (self, i + 1) > time)
      return i;
  return gs_track_seek_far (self, i, time);
}

/**
 * gs_track_find:
 * @self: a sealed track
 * @time: ns
 * @index: (out): of the interval at @time
 *
 * Returns: FALSE where the track holds nothing at @time
 */
gboolean
gs_track_find (const GsTrack *self, gint64 time, gsize *index)
{
  if (!self->has_tail || time < self->begin || time >= self->end)
    return FALSE;
  *index = gs_track_seek (self, 0, time);
  return TRUE;
}
