/* gs-track.c: one row's states over time, sorted and gap-free
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-private.h"

#include <string.h>

#define SMALLEST_CAPACITY 8

static void
gs_track_index_unref (GsTrackIndex *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (gsize i = self->first_own; i < self->n; i++)
    gs_track_group_free (self->entries[i].group);
  g_clear_pointer (&self->elder, gs_track_index_unref);
  g_free (self->entries);
  g_free (self);
}

/* @elder: (transfer full) (nullable): whose first @n entries it has, too */
static GsTrackIndex *
gs_track_index_new (GsTrackIndex *elder, gsize n, gsize capacity)
{
  GsTrackIndex *self = g_new0 (GsTrackIndex, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->elder = elder;
  self->first_own = self->n = n;
  self->capacity = capacity;
  self->entries = g_new (GsTrackEntry, capacity);
  if (n > 0)
    memcpy (self->entries, elder->entries, n * sizeof (GsTrackEntry));
  return self;
}

/* In place: nobody else has it. */
static void
gs_track_index_set_capacity (GsTrackIndex *self, gsize capacity)
{
  self->capacity = capacity;
  self->entries = g_renew (GsTrackEntry, self->entries, capacity);
}

static gboolean
gs_track_index_is_shared (GsTrackIndex *self)
{
  return !g_atomic_ref_count_compare (&self->ref_count, 1);
}

static void
gs_track_add_group (GsTrack *self, GsTrackGroup *group)
{
  GsTrackIndex *index = self->index;
  gsize n = self->n_groups;

  if (index == NULL || (n == index->capacity && gs_track_index_is_shared (index)))
    {
      index = self->index = gs_track_index_new (index, n, MAX (1, 2 * n));
    }
  else if (n == index->capacity)
    {
      gs_track_index_set_capacity (index, 2 * n);
    }
  index->entries[n] = (GsTrackEntry){ group->begin, group };
  index->n = self->n_groups = n + 1;
}

/* Packs the recent intervals. */
static GsTrackGroup *
gs_track_pack_recent (GsTrack *self, gint64 end)
{
  GsTrackGroup *group = gs_track_group_pack (self->recent, self->n_recent, end, &self->states, self->totals);

  self->n_recent = 0;
  return group;
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
  g_clear_pointer (&self->index, gs_track_index_unref);
  g_clear_pointer (&self->last, gs_track_group_free);
  g_free (self->recent);
  g_free (self);
}

static gboolean
gs_track_value_equal (GsTrackValue a, GsTrackValue b)
{
  return memcmp (&a, &b, sizeof a) == 0; /* no bytes between its members */
}

/* The tail ends at @time and becomes the last closed interval. */
static void
gs_track_close_tail (GsTrack *self)
{
  if (self->n_recent == GS_TRACK_GROUP)
    gs_track_add_group (self, gs_track_pack_recent (self, self->tail_begin));
  if (self->n_recent == self->capacity)
    {
      self->capacity = CLAMP (2 * self->capacity, SMALLEST_CAPACITY, GS_TRACK_GROUP);
      self->recent = g_renew (GsTrackStart, self->recent, self->capacity);
    }
  self->recent[self->n_recent++] = (GsTrackStart){ self->tail_begin, self->tail };
  self->n_closed++;
}

/* The last group's intervals are recent again. A snapshot may go on with the group. */
static void
gs_track_unpack_last (GsTrack *self)
{
  gsize n = self->n_groups - 1;
  const GsTrackGroup *group = self->index->entries[n].group;
  GsTrackBlock block = gs_track_group_get_block (group, 0);

  memset (self->totals, 0, self->n_states * sizeof (gint64));
  gs_track_block_get_sums (&block, &self->states, group->n_states, self->begin, self->totals);
  gs_track_group_unpack (group, self->recent);
  self->n_recent = group->n;

  if (gs_track_index_is_shared (self->index))
    self->index = gs_track_index_new (self->index, n, MAX (1, 2 * n));
  else if (n >= self->index->first_own)
    gs_track_group_free (self->index->entries[n].group);
  self->index->n = self->n_groups = n;
  self->index->first_own = MIN (self->index->first_own, n);
}

/* Returns: (transfer none) (nullable): the interval before the tail */
static const GsTrackStart *
gs_track_peek_closed (GsTrack *self)
{
  if (self->n_closed == 0)
    return NULL;
  if (self->n_recent == 0)
    gs_track_unpack_last (self);
  return &self->recent[self->n_recent - 1];
}

/* The tail goes on from where the interval before it began. */
static void
gs_track_reopen_last (GsTrack *self)
{
  const GsTrackStart *last = gs_track_peek_closed (self);

  self->tail_begin = last->begin;
  self->tail = last->value;
  self->n_recent--;
  self->n_closed--;
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
      gs_track_close_tail (self);
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
  const GsTrackStart *before;

  g_assert (self->end == GS_TIME_NONE && self->has_tail && value.state < self->n_states);

  before = gs_track_peek_closed (self);
  if (before != NULL && gs_track_value_equal (before->value, value))
    gs_track_reopen_last (self);
  else
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
  gs_track_append (self, time, value);
}

/* Ends the tail; what is recent becomes the last group. */
static void
gs_track_end (GsTrack *self, gint64 end)
{
  if (!self->has_tail)
    self->begin = self->tail_begin = end;
  else if (end <= self->tail_begin && self->n_closed > 0)
    gs_track_reopen_last (self);
  self->end = MAX (end, self->tail_begin);
  if (self->n_recent > 0)
    self->last = gs_track_pack_recent (self, self->tail_begin);
  g_clear_pointer (&self->recent, g_free);
  self->capacity = 0;
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

  gs_track_end (self, end);
  if (self->index != NULL && !gs_track_index_is_shared (self->index))
    gs_track_index_set_capacity (self->index, MAX (self->n_groups, 1));
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
  if (copy->index != NULL)
    g_atomic_ref_count_inc (&copy->index->ref_count);
  copy->recent = g_new (GsTrackStart, self->capacity);
  if (self->n_recent > 0)
    memcpy (copy->recent, self->recent, self->n_recent * sizeof (GsTrackStart));
  gs_track_end (copy, end);
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
 * gs_track_get_n_bytes:
 *
 * Returns: how much memory a sealed track takes, in bytes
 */
gsize
gs_track_get_n_bytes (const GsTrack *self)
{
  gsize n = sizeof (GsTrack) + self->n_states * sizeof (gint64);

  for (gsize i = 0; i < self->n_groups; i++)
    n += sizeof (GsTrackEntry) + gs_track_group_get_n_bytes (self->index->entries[i].group);
  return n + (self->last != NULL ? gs_track_group_get_n_bytes (self->last) : 0);
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

  if (index == self->n_closed)
    return (GsInterval){ { self->tail_begin, self->end }, self->tail };
  return gs_track_group_get (gs_track_get_group (self, index / GS_TRACK_GROUP), index % GS_TRACK_GROUP);
}

/**
 * gs_track_get_state:
 * @self: a sealed track
 * @index: below gs_track_get_n_intervals()
 * @state: (out):
 *
 * As gs_track_get(), for callers that need no more: in large tracks waiting for memory costs the most, and this waits
 * for half as much.
 *
 * Returns: when it is in @state
 */
GsSpan
gs_track_get_state (const GsTrack *self, gsize index, guint8 *state)
{
  GsTrackBlock block;

  g_assert (index < gs_track_get_n_intervals (self));

  if (index == self->n_closed)
    {
      *state = self->tail.state;
      return (GsSpan){ self->tail_begin, self->end };
    }
  block = gs_track_get_block (self, index);
  *state = block.states[index % GS_TRACK_BLOCK];
  return (GsSpan){ gs_track_block_get_begin (&block, index % GS_TRACK_BLOCK),
                   gs_track_block_get_end (&block, index % GS_TRACK_BLOCK) };
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
  gsize group = from / GS_TRACK_GROUP;

  if (self->tail_begin <= time)
    return self->n_closed;
  if (from >= self->n_closed || time < gs_track_get_end (self, from))
    return from;
  group = gs_track_gallop (self, group, time);
  return group * GS_TRACK_GROUP + gs_track_group_find (gs_track_get_group (self, group), time);
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
