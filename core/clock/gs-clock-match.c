/* gs-clock-match.c: two machines' sight of the same messages to pairs
 * SPDX-License-Identifier: MIT
 */
#include "clock/gs-clock-sync.h"

#include <string.h>

#include "base/gs-parallel.h"

/* One add-on module and a hypercall may both say the same vmsync message, at most
 * this far apart. */
#define SAME_MESSAGE_NS GS_MSEC

#define SMALL_BUCKET 24

/* Points of buckets this far ahead are fetched: they are far apart in memory. */
#define AHEAD 8

/* Buckets have up to so many entries, on average; as a power of two. Fewer take no less time, and more memory. */
#define ENTRIES_BITS 2

/* Buckets are shared out in so many parts. */
#define N_PARTS 32

typedef struct
{
  guint32 hash;  /* half of the key */
  guint32 index; /* of the point */
} GsMatchEntry;

/* One machine's points, those with the same key next to each other. */
typedef struct
{
  const GsSyncPoint *points;
  GsMatchEntry *entries;
  guint32 *buckets; /* where each bucket's entries begin; one more at the end */
} GsMatchTable;

/* A key's points of one machine. */
typedef struct
{
  const GsMatchEntry *entries;
  gsize n;
} GsMatchGroup;

/* By half of the key, and only where that is the same by all of it: points are far apart in memory. */
static inline int
gs_match_entry_compare_key (GsMatchEntry a, const GsSyncPoint *a_points, GsMatchEntry b, const GsSyncPoint *b_points)
{
  guint64 key_a, key_b;

  if (a.hash != b.hash)
    return a.hash < b.hash ? -1 : 1;
  key_a = a_points[a.index].key;
  key_b = b_points[b.index].key;
  return (key_a > key_b) - (key_a < key_b);
}

/* By key, then by direction, device and time: what may be the same is adjacent. */
static int
gs_match_entry_compare (const void *left, const void *right, gpointer points)
{
  const GsMatchEntry *left_entry = left, *right_entry = right;
  int order = gs_match_entry_compare_key (*left_entry, points, *right_entry, points);
  const GsSyncPoint *a, *b;

  if (order != 0)
    return order;
  a = (const GsSyncPoint *) points + left_entry->index;
  b = (const GsSyncPoint *) points + right_entry->index;
  if (a->is_sent != b->is_sent)
    return a->is_sent < b->is_sent ? -1 : 1;
  if (a->device != b->device)
    return a->device < b->device ? -1 : 1;
  return a->time < b->time ? -1 : a->time > b->time;
}

static void
gs_match_sort_bucket (GsMatchEntry *entries, gsize n, const GsSyncPoint *points)
{
  if (n > SMALL_BUCKET)
    {
      g_qsort_with_data (entries, n, sizeof *entries, gs_match_entry_compare, (gpointer) points);
      return;
    }
  for (gsize i = 1; i < n; i++)
    {
      GsMatchEntry entry = entries[i];
      gsize at = i;

      for (; at > 0 && gs_match_entry_compare (&entries[at - 1], &entry, (gpointer) points) > 0; at--)
        entries[at] = entries[at - 1];
      entries[at] = entry;
    }
}

/* Sorts points into 2^@bits buckets by their keys, by counting. */
static void
gs_match_table_init (GsMatchTable *self, const GsSyncPoint *points, gsize n, guint bits)
{
  gsize n_buckets = (gsize) 1 << bits;
  g_autofree guint32 *ends = NULL;

  self->points = points;
  self->entries = g_new (GsMatchEntry, n + 1);
  self->buckets = g_new0 (guint32, n_buckets + 1);
  for (gsize i = 0; i < n; i++)
    self->buckets[(points[i].key >> (64 - bits)) + 1]++;
  for (gsize i = 0; i < n_buckets; i++)
    self->buckets[i + 1] += self->buckets[i];

  ends = g_memdup2 (self->buckets, n_buckets * sizeof *ends);
  for (gsize i = 0; i < n; i++)
    self->entries[ends[points[i].key >> (64 - bits)]++] = (GsMatchEntry){ (guint32) (points[i].key >> 32), i };
}

static void
gs_match_table_clear (GsMatchTable *self)
{
  g_clear_pointer (&self->entries, g_free);
  g_clear_pointer (&self->buckets, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsMatchTable, gs_match_table_clear)

/* The group that begins at @from, before @end. */
static GsMatchGroup
gs_match_table_get_group (const GsMatchTable *self, gsize from, gsize end)
{
  gsize i = from + 1;

  while (i < end && gs_match_entry_compare_key (self->entries[from], self->points, self->entries[i], self->points) == 0)
    i++;
  return (GsMatchGroup){ self->entries + from, i - from };
}

/* The points that a group has in one direction; adjacent by the sort order. */
static GsMatchGroup
gs_match_group_narrow (GsMatchGroup group, const GsSyncPoint *points, gboolean is_sent)
{
  while (group.n > 0 && points[group.entries[0].index].is_sent != is_sent)
    {
      group.entries++;
      group.n--;
    }
  while (group.n > 0 && points[group.entries[group.n - 1].index].is_sent != is_sent)
    group.n--;
  return group;
}

/* The one point of a group that bounds the message best: the last of a sender, the
 * first of a receiver, as the message passes several devices. FALSE where a device
 * saw the key twice: which of the two it was is not known. */
static gboolean
gs_match_group_choose (GsMatchGroup group, const GsSyncPoint *points, guint32 *index)
{
  *index = group.entries[0].index;
  for (gsize i = 1; i < group.n; i++)
    {
      const GsSyncPoint *point = &points[group.entries[i].index];
      const GsSyncPoint *previous = &points[group.entries[i - 1].index];

      if (point->device == previous->device
          && (point->kind == GS_SYNC_TCP || point->time - previous->time > SAME_MESSAGE_NS))
        return FALSE;
      if ((point->time > points[*index].time) == (point->is_sent != 0))
        *index = group.entries[i].index;
    }
  return TRUE;
}

/* A key that both machines have: either a pair, or rejected, or seen by both in
 * the same direction only, which says nothing. */
static void
gs_match_groups (GsMatchGroup group, const GsSyncPoint *points, GsMatchGroup reference_group,
                 const GsSyncPoint *reference_points, guint32 *partners, guint *n_rejected)
{
  GsMatchGroup sent = gs_match_group_narrow (group, points, TRUE);
  GsMatchGroup received = gs_match_group_narrow (group, points, FALSE);
  GsMatchGroup reference_sent = gs_match_group_narrow (reference_group, reference_points, TRUE);
  GsMatchGroup reference_received = gs_match_group_narrow (reference_group, reference_points, FALSE);
  gboolean goes = sent.n > 0 && reference_received.n > 0;
  gboolean comes = received.n > 0 && reference_sent.n > 0;
  guint32 here, there;

  if (!goes && !comes)
    return;
  if ((goes && comes) || !gs_match_group_choose (goes ? sent : received, points, &here)
      || !gs_match_group_choose (goes ? reference_received : reference_sent, reference_points, &there))
    (*n_rejected)++;
  else
    partners[here] = there;
}

/* Pairs up what is in the same bucket of both tables. */
static void
gs_match_bucket (GsMatchTable *table, GsMatchTable *reference, gsize bucket, guint32 *partners, guint *n_rejected)
{
  gsize i = table->buckets[bucket], end = table->buckets[bucket + 1];
  gsize j = reference->buckets[bucket], reference_end = reference->buckets[bucket + 1];

  if (i == end || j == reference_end)
    return;
  gs_match_sort_bucket (table->entries + i, end - i, table->points);
  gs_match_sort_bucket (reference->entries + j, reference_end - j, reference->points);

  while (i < end && j < reference_end)
    {
      int order = gs_match_entry_compare_key (table->entries[i], table->points, reference->entries[j],
                                              reference->points);
      GsMatchGroup group = gs_match_table_get_group (table, i, end);
      GsMatchGroup reference_group = gs_match_table_get_group (reference, j, reference_end);

      if (order == 0)
        gs_match_groups (group, table->points, reference_group, reference->points, partners, n_rejected);
      if (order <= 0)
        i += group.n;
      if (order >= 0)
        j += reference_group.n;
    }
}

/* Two machines' points, on their way to pairs. */
typedef struct
{
  GsMatchTable tables[2];
  const GsSyncPoint *points[2];
  gsize n_points[2];
  guint bits;
  guint32 *partners;
  guint n_rejected[N_PARTS];
} GsMatchWork;

static void
gs_match_work_clear (GsMatchWork *self)
{
  for (guint i = 0; i < 2; i++)
    gs_match_table_clear (&self->tables[i]);
  g_clear_pointer (&self->partners, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsMatchWork, gs_match_work_clear)

static void
gs_match_work_prepare (guint side, gpointer user_data)
{
  GsMatchWork *self = user_data;

  gs_match_table_init (&self->tables[side], self->points[side], self->n_points[side], self->bits);
}

static void
gs_match_work_fetch (const GsMatchTable *table, gsize bucket)
{
  for (gsize i = table->buckets[bucket]; i < table->buckets[bucket + 1]; i++)
    __builtin_prefetch (&table->points[table->entries[i].index]);
}

/* Pairs up one part of the buckets; no two parts have the same points. */
static void
gs_match_work_pair (guint part, gpointer user_data)
{
  GsMatchWork *self = user_data;
  gsize n_buckets = (gsize) 1 << self->bits, end = n_buckets * (part + 1) / N_PARTS;

  for (gsize bucket = n_buckets * part / N_PARTS; bucket < end; bucket++)
    {
      for (guint side = 0; side < 2 && bucket + AHEAD < end; side++)
        gs_match_work_fetch (&self->tables[side], bucket + AHEAD);
      gs_match_bucket (&self->tables[0], &self->tables[1], bucket, self->partners, &self->n_rejected[part]);
    }
}

/**
 * gs_clock_sync_match:
 * @points: what the machine saw that is to be brought to the reference
 * @n_points: how many
 * @reference_points: what the reference machine saw
 * @n_reference_points: how many
 * @n_rejected: (out) (optional): keys that both have, but more than once on a
 *   device or in both directions, so that no pair is certain
 *
 * A message that passed several devices of one machine is taken where it was
 * nearest to the other machine: where it was last sent, or first received.
 *
 * Returns: (transfer full): #GsSyncMessage, in the order of @points
 */
GArray *
gs_clock_sync_match (const GsSyncPoint *points, gsize n_points, const GsSyncPoint *reference_points,
                     gsize n_reference_points, guint *n_rejected)
{
  g_auto (GsMatchWork) work = {
    .points = { points, reference_points },
    .n_points = { n_points, n_reference_points },
    .bits = CLAMP (g_bit_storage (MAX (n_points, n_reference_points) >> ENTRIES_BITS), 4, 24),
  };
  GArray *messages = g_array_sized_new (FALSE, FALSE, sizeof (GsSyncMessage), n_points);
  guint n = 0;

  g_return_val_if_fail (n_points < G_MAXUINT32 && n_reference_points < G_MAXUINT32, messages);

  work.partners = g_new (guint32, n_points + 1);
  memset (work.partners, 0xff, (n_points + 1) * sizeof *work.partners);
  gs_parallel_for (2, gs_match_work_prepare, &work);
  gs_parallel_for (N_PARTS, gs_match_work_pair, &work);
  for (guint i = 0; i < N_PARTS; i++)
    n += work.n_rejected[i];

  for (gsize i = 0; i < n_points; i++)
    if (work.partners[i] != G_MAXUINT32)
      {
        GsSyncMessage message = { points[i].time, reference_points[work.partners[i]].time, points[i].is_sent != 0 };

        g_array_append_val (messages, message);
      }
  if (n_rejected != NULL)
    *n_rejected = n;
  return messages;
}
