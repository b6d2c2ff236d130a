/* gs-wake-table.c: all wake-ups in a range, by thread, worst first
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-wake-table.h"

#include <string.h>

#include "base/gs-parallel.h"

#define SORT_BITS 8
#define SORT_VALUES (1u << SORT_BITS)

typedef struct
{
  GsWakeTable *table;
  GCancellable *cancellable;
  GArray *firsts; /* of guint: by thread of the table, index of its first wake-up */
} GsWakeTableJob;

static const GsWakeUps *
gs_wake_table_get_wake_ups (const GsTimelineMachine *machine, guint32 thread)
{
  return g_array_index (machine->threads, GsThreadRow, thread).thread->wake_ups;
}

/* Wake-ups are in order of time. Returns: index of the first that was woken at @time or later */
static guint
gs_wake_table_find_first (const GsTimelineMachine *machine, const GsWakeUps *wake_ups, gint64 time)
{
  guint low = 0, high = gs_wake_ups_get_length (wake_ups);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (gs_clock_to_reference (&machine->clock, gs_wake_ups_get (wake_ups, middle).woken) < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Returns: how many wake-ups there are; each thread's n_items is set for all of them. @firsts: (out): */
static gsize
gs_wake_table_list_threads (GsWakeTable *self, GArray *firsts)
{
  gsize n = 0;

  for (guint m = 0; m < self->timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, m);

      for (guint i = 0; i < machine->threads->len; i++)
        {
          const GsWakeUps *wake_ups = gs_wake_table_get_wake_ups (machine, i);
          guint first = gs_wake_table_find_first (machine, wake_ups, self->span.begin);
          guint end = gs_wake_table_find_first (machine, wake_ups, self->span.end);
          GsWakeThread thread = { .machine = m, .thread = i, .n_items = end - first };

          if (first >= end)
            continue;
          g_array_append_val (self->threads, thread);
          g_array_append_val (firsts, first);
          n += thread.n_items;
        }
    }
  return n;
}

/* Puts items in order of some bits of their time, those with the most first, and equal ones as they were. */
static void
gs_wake_items_sort_by (const GsWakeItem *from, guint n, guint shift, GsWakeItem *to)
{
  guint places[SORT_VALUES] = { 0 };
  guint next = 0;

  for (guint i = 0; i < n; i++)
    places[((guint64) from[i].ns >> shift) % SORT_VALUES]++;
  for (guint value = SORT_VALUES; value-- > 0;)
    {
      guint count = places[value];

      places[value] = next;
      next += count;
    }
  for (guint i = 0; i < n; i++)
    to[places[((guint64) from[i].ns >> shift) % SORT_VALUES]++] = from[i];
}

/* The longest first; of equal ones the earliest, as they come in order of time. No time is negative, so that they can
 * be sorted by digits, which takes a tenth of comparing them. */
static void
gs_wake_items_sort (GsWakeItem *items, guint n)
{
  g_autofree GsWakeItem *other = g_new (GsWakeItem, n);
  GsWakeItem *from = items, *to = other;
  gint64 most = 0;

  for (guint i = 0; i < n; i++)
    most = MAX (most, items[i].ns);
  for (guint shift = 0; shift < 63 && most >> shift > 0; shift += SORT_BITS)
    {
      GsWakeItem *sorted = to;

      gs_wake_items_sort_by (from, n, shift, to);
      to = from;
      from = sorted;
    }
  if (from != items)
    memcpy (items, from, n * sizeof *items);
}

/* At least @percent of 100 are no longer than that. */
static gint64
gs_wake_thread_get_percentile (const GsWakeThread *self, guint percent)
{
  guint64 rank = ((guint64) self->n_items * percent + 99) / 100;

  return self->n_items > 0 ? self->items[self->n_items - MAX (rank, 1)].ns : 0;
}

static void
gs_wake_thread_finish (GsWakeThread *self)
{
  gs_wake_items_sort (self->items, self->n_items);
  self->p50 = gs_wake_thread_get_percentile (self, 50);
  self->p90 = gs_wake_thread_get_percentile (self, 90);
  self->p99 = gs_wake_thread_get_percentile (self, 99);
  self->max = gs_wake_thread_get_percentile (self, 100);
}

/* Measures one thread's wake-ups. Every thread has its own part of the items, so that all can be done at once. */
static void
gs_wake_table_measure (guint index, gpointer data)
{
  GsWakeTableJob *job = data;
  GsWakeThread *thread = &g_array_index (job->table->threads, GsWakeThread, index);
  guint first = g_array_index (job->firsts, guint, index), n = thread->n_items;
  g_auto (GsWakeMeter) meter = { 0 };
  GsWakeLatency latency;

  thread->n_items = 0;
  if (g_cancellable_is_cancelled (job->cancellable))
    return;
  gs_wake_meter_init (&meter, job->table->timeline, thread->machine);
  for (guint i = first; i < first + n; i++)
    {
      gs_wake_meter_measure (&meter, thread->thread, i, &latency);
      if (!gs_wake_latency_is_known (&latency))
        {
          thread->n_unknown++;
          continue;
        }
      thread->items[thread->n_items++] = (GsWakeItem){ latency.running - latency.woken, i };
      for (guint k = 0; k < GS_N_WAIT_PARTS; k++)
        thread->ns[k] += latency.ns[k];
    }
  gs_wake_thread_finish (thread);
}

/**
 * gs_wake_table_new:
 * @span: ns on the reference clock: when threads were woken
 * @cancellable: (nullable): to end early
 *
 * Returns: (transfer full) (nullable): NULL where it was cancelled
 */
GsWakeTable *
gs_wake_table_new (GsTimeline *timeline, GsSpan span, GCancellable *cancellable)
{
  g_autoptr (GsWakeTable) self = g_new0 (GsWakeTable, 1);
  g_autoptr (GArray) firsts = g_array_new (FALSE, FALSE, sizeof (guint));
  GsWakeTableJob job = { self, cancellable, firsts };
  gsize n, done = 0;

  g_atomic_ref_count_init (&self->ref_count);
  self->timeline = gs_timeline_ref (timeline);
  self->span = span;
  self->threads = g_array_new (FALSE, FALSE, sizeof (GsWakeThread));
  n = gs_wake_table_list_threads (self, firsts);
  self->items = g_new (GsWakeItem, n);
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsWakeThread *thread = &g_array_index (self->threads, GsWakeThread, i);

      thread->items = self->items + done;
      done += thread->n_items;
    }
  gs_parallel_for (self->threads->len, gs_wake_table_measure, &job);
  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

GsWakeTable *
gs_wake_table_ref (GsWakeTable *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
gs_wake_table_unref (GsWakeTable *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->threads);
  gs_timeline_unref (self->timeline);
  g_free (self->items);
  g_free (self);
}

/* Returns: how many of a thread's items took @ns or longer */
static guint
gs_wake_thread_count_from (const GsWakeThread *self, gint64 ns)
{
  guint low = 0, high = self->n_items;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (self->items[middle].ns >= ns)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Which durations a column of a histogram holds: ns, half-open. */
GsSpan
gs_wake_column_get_span (guint column)
{
  return (GsSpan){ column > 0 ? (gint64) 1 << column : 0,
                   column + 1 < GS_WAKE_COLUMNS ? (gint64) 1 << (column + 1) : G_MAXINT64 };
}

static gboolean
gs_wake_table_is_meant (const guint8 *threads, guint index)
{
  return threads == NULL || threads[index] != 0;
}

/**
 * gs_wake_table_count:
 * @threads: as in #GsWakeChoice
 * @columns: (out) (array fixed-size=63): how many wake-ups there are, by how long they took
 */
void
gs_wake_table_count (const GsWakeTable *self, const guint8 *threads, guint64 *columns)
{
  for (guint c = 0; c < GS_WAKE_COLUMNS; c++)
    {
      GsSpan span = gs_wake_column_get_span (c);

      columns[c] = gs_wake_table_count_choice (self, (GsWakeChoice){ threads, span.begin, span.end });
    }
}

/* Returns: how many wake-ups are meant */
guint64
gs_wake_table_count_choice (const GsWakeTable *self, GsWakeChoice choice)
{
  guint64 n = 0;

  for (guint i = 0; i < self->threads->len; i++)
    {
      const GsWakeThread *thread = &g_array_index (self->threads, GsWakeThread, i);

      if (gs_wake_table_is_meant (choice.threads, i))
        n += gs_wake_thread_count_from (thread, choice.from) - gs_wake_thread_count_from (thread, choice.to);
    }
  return n;
}

/* Returns: index of the thread whose next item is the longest; G_MAXUINT: there is none */
static guint
gs_wake_table_find_longest (const GsWakeTable *self, GsWakeChoice choice, const guint *next)
{
  guint longest = G_MAXUINT;
  gint64 ns = choice.from - 1;

  for (guint i = 0; i < self->threads->len; i++)
    {
      const GsWakeThread *thread = &g_array_index (self->threads, GsWakeThread, i);

      if (next[i] < thread->n_items && thread->items[next[i]].ns > ns)
        {
          longest = i;
          ns = thread->items[next[i]].ns;
        }
    }
  return longest;
}

static void
gs_wake_table_add (const GsWakeTable *self, GArray *picked, GsWakeMeter *meters, const GsWakeThread *thread, guint item)
{
  GsWakeMeter *meter = &meters[thread->machine];
  GsWakeLatency latency;

  if (meter->timeline == NULL)
    gs_wake_meter_init (meter, self->timeline, thread->machine);
  gs_wake_meter_measure (meter, thread->thread, thread->items[item].number, &latency);
  g_array_append_val (picked, latency);
}

/**
 * gs_wake_table_pick:
 * @most: as many as are wanted
 *
 * Returns: (transfer full) (element-type GsWakeLatency): the longest of those that are meant, in order
 */
GArray *
gs_wake_table_pick (const GsWakeTable *self, GsWakeChoice choice, guint most)
{
  GArray *picked = g_array_new (FALSE, FALSE, sizeof (GsWakeLatency));
  g_autofree GsWakeMeter *meters = g_new0 (GsWakeMeter, self->timeline->machines->len + 1);
  g_autofree guint *next = g_new (guint, self->threads->len + 1);
  guint i;

  for (i = 0; i < self->threads->len; i++)
    next[i] = gs_wake_table_is_meant (choice.threads, i) ?
                  gs_wake_thread_count_from (&g_array_index (self->threads, GsWakeThread, i), choice.to) :
                  G_MAXUINT;
  while (picked->len < most && (i = gs_wake_table_find_longest (self, choice, next)) != G_MAXUINT)
    gs_wake_table_add (self, picked, meters, &g_array_index (self->threads, GsWakeThread, i), next[i]++);
  for (i = 0; i < self->timeline->machines->len; i++)
    gs_wake_meter_clear (&meters[i]);
  return picked;
}
