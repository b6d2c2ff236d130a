/* compare-latency.c: what woken threads waited for, against the simulation's
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-private.h"
#include "event/gs-event.h"
#include "why/gs-wake-list.h"
#include "why/gs-wake-table.h"

/* What was found of a thread that was woken at a time of its machine's clock. */
static char *
key_of (guint machine, gint32 tid, gint64 woken)
{
  return g_strdup_printf ("%u %d %" G_GINT64_FORMAT, machine, tid, woken);
}

static gint64
get_local (const GsTimeline *timeline, guint machine, guint32 thread, guint number)
{
  const GsMachine *owner = gs_timeline_get_machine (timeline, machine)->machine;

  return gs_wake_ups_get (gs_machine_get_thread (owner, thread)->wake_ups, number).woken;
}

static guint
find_number (const SimResult *result, const char *name)
{
  for (guint i = 0; i < result->n_machines; i++)
    if (g_str_equal (result->machines[i].name, name))
      return i;
  g_error ("no machine %s", name);
}

/* Fails where the parts of a wait don't add up to it. */
static GHashTable *
measure_all (const SimResult *result, const GsTimeline *timeline)
{
  GHashTable *found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GsWakeList) list = gs_wake_list_new (timeline, timeline->span, NULL);

  for (guint i = 0; i < list->refs->len; i++)
    {
      const GsWakeRef *ref = &g_array_index (list->refs, GsWakeRef, i);
      g_auto (GsWakeMeter) meter = { 0 };
      GsWakeLatency *latency = g_new0 (GsWakeLatency, 1);
      gint64 sum = 0;
      guint machine;
      guint32 thread;

      gs_wake_list_find_thread (list, ref, &machine, &thread);
      gs_wake_meter_init (&meter, timeline, machine);
      gs_wake_meter_measure (&meter, thread, ref->number, latency);
      for (guint part = 0; part < GS_N_WAIT_PARTS; part++)
        sum += latency->ns[part];
      g_assert_cmpint (latency->woken, ==, ref->woken);
      g_assert_cmpint (sum, ==, latency->running != GS_TIME_NONE ? latency->running - latency->woken : 0);
      g_hash_table_insert (
          found,
          key_of (find_number (result, gs_timeline_get_machine (timeline, machine)->name),
                  gs_machine_get_thread (gs_timeline_get_machine (timeline, machine)->machine, thread)->tid,
                  get_local (timeline, machine, thread, ref->number)),
          latency);
    }
  return found;
}

static const SimInterval *
find_interval (const SimRow *row, gint64 time)
{
  for (guint i = 0; row != NULL && i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      if (interval->begin <= time && time < interval->end)
        return interval;
    }
  return NULL;
}

static const SimRow *
find_host_thread (const SimResult *result, const SimRow *vcpu)
{
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      if (row->kind == GS_ROWS_THREADS && row->machine == result->machines[vcpu->machine].host && row->tid == vcpu->tid)
        return row;
    }
  return NULL;
}

/* What a vCPU truly did at @time, in the words of a thread that waits for it. Both rows hold until *end. */
static GsWaitPart
true_part (const SimRow *vcpu, const SimRow *thread, gint64 time, gint64 *end)
{
  const SimInterval *guest = find_interval (vcpu, time), *host = find_interval (thread, time);

  *end = MIN (guest->end, host->end);
  if (guest->state == GS_VCPU_RUNNING)
    return GS_WAIT_GUEST_QUEUE;
  if (guest->state == GS_VCPU_PREEMPTED)
    return GS_WAIT_HOST_QUEUE;
  if (guest->state == GS_VCPU_HYPERVISOR)
    return GS_WAIT_HYPERVISOR;
  return host->state == GS_THREAD_WAIT_BLOCKED || host->aux == GS_OVERLAY_BLOCKED ? GS_WAIT_ASLEEP : GS_WAIT_GUEST_IDLE;
}

/* A part has two ends, so that it may be wrong by twice as much as a time. */
static void
check_parts (const SimResult *result, const GsWakeLatency *latency, const SimRow *vcpu, GsSpan wait, gint64 tolerance)
{
  const SimRow *thread = find_host_thread (result, vcpu);
  gint64 ns[GS_N_WAIT_PARTS] = { 0 }, end;

  for (gint64 time = wait.begin;; time = end)
    {
      GsWaitPart part = true_part (vcpu, thread, time, &end);

      if (time >= wait.end && part == GS_WAIT_GUEST_QUEUE)
        {
          g_assert_cmpint (ABS (latency->running - time), <=, tolerance);
          break;
        }
      if (part == GS_WAIT_GUEST_QUEUE)
        end = MIN (end, wait.end);
      ns[part] += end - time;
    }
  for (guint part = 0; part < GS_N_WAIT_PARTS; part++)
    if (ABS (latency->ns[part] - ns[part]) > 2 * tolerance)
      g_error ("%s, vCPU %u, woken at %" G_GINT64_FORMAT ": part %u is %" G_GINT64_FORMAT " ns, but %" G_GINT64_FORMAT
               " in truth",
               result->machines[vcpu->machine].name, vcpu->number, wait.begin, part, latency->ns[part], ns[part]);
}

/* Whether a clock that is wrong by @tolerance can put @time into no other interval. */
static gboolean
is_far_inside (const SimRow *vcpu, gint64 time, gint64 tolerance)
{
  const SimInterval *interval = find_interval (vcpu, time);

  return interval != NULL
         && (tolerance == 0 || (time - interval->begin > tolerance && interval->end - time > tolerance));
}

static guint
compare_latency (const SimResult *result, GHashTable *found, const SimWakeUp *right, gint64 tolerance)
{
  g_autofree char *key = key_of (right->machine, right->tid, sim_result_clock (result, right->machine, right->woken));
  const GsWakeLatency *latency = g_hash_table_lookup (found, key);
  const SimRow *vcpu = compare_find_truth (result, GS_ROWS_VCPUS, right->machine, right->cpu);
  GsSpan sure;

  if (latency == NULL)
    g_error ("the wake-up of %s is missing", key);
  g_assert_cmpint (ABS (latency->woken - right->woken), <=, tolerance);
  g_assert_true ((latency->queued == GS_TIME_NONE) == (right->queued < 0));
  g_assert_true (right->queued < 0 || ABS (latency->queued - right->queued) <= tolerance);
  g_assert_cmpint (ABS (latency->switched_in - right->switched_in), <=, tolerance);
  g_assert_cmpuint (latency->cpu, ==, right->cpu);
  if (right->machine == 0)
    {
      g_assert_cmpint (latency->running, ==, right->switched_in);
      g_assert_cmpint (latency->ns[GS_WAIT_ASLEEP], ==,
                       (right->queued < 0 ? right->switched_in : right->queued) - right->woken);
      return 1;
    }
  sure = compare_span_to_compare (result, vcpu, tolerance);
  if (right->woken < sure.begin || !gs_wake_latency_is_known (latency) || latency->running >= sure.end
      || !is_far_inside (vcpu, right->woken, tolerance) || !is_far_inside (vcpu, right->switched_in, tolerance))
    return 0;
  check_parts (result, latency, vcpu, (GsSpan){ right->woken, right->switched_in }, tolerance);
  return 1;
}

/* What the row says that a thread waited for a CPU after each of its wake-ups, and how long it then was in a queue: the
 * same. A new thread's row waits from its birth on, a moment before it is in one. */
static void
check_thread_waits (const GsTimelineMachine *owner, GsWakeMeter *meter, guint32 thread)
{
  const GsThreadRow *row = &g_array_index (owner->threads, GsThreadRow, thread);
  const GsTrack *track = gs_lazy_track_get (row->track);
  guint n = gs_wake_ups_get_length (row->thread->wake_ups);
  g_autofree GsWakeLatency *latencies = g_new0 (GsWakeLatency, n + 1);
  g_autofree gint64 *waits = g_new0 (gint64, n + 1);

  for (guint i = 0; i < n; i++)
    gs_wake_meter_measure (meter, thread, i, &latencies[i]);
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval wait = gs_track_get (track, i);

      if (wait.value.state == GS_THREAD_WAIT_FOR_CPU && wait.value.arg > 0 && wait.value.arg <= n)
        waits[wait.value.arg - 1] += gs_span_duration (
            gs_span_intersect (wait.span, (GsSpan){ latencies[wait.value.arg - 1].queued, G_MAXINT64 }));
    }
  for (guint i = 0; i < n; i++)
    if (latencies[i].switched_in != GS_TIME_NONE && latencies[i].queued != GS_TIME_NONE)
      g_assert_cmpint (waits[i], ==, latencies[i].switched_in - latencies[i].queued);
}

static void
check_waits (const GsTimeline *timeline)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, m);
      g_auto (GsWakeMeter) meter = { 0 };

      gs_wake_meter_init (&meter, timeline, m);
      for (guint i = 0; i < owner->threads->len; i++)
        check_thread_waits (owner, &meter, i);
    }
}

/* How many of a machine's thread's wake-ups that were found took from @from up to @to; all of them are counted one by
   one. */
static guint
count_found (GHashTable *found, const GsWakeThread *thread, gint64 from, gint64 to)
{
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_hash_table_iter_init (&iter, found);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const GsWakeLatency *latency = value;
      gint64 ns = latency->running - latency->woken;

      n += latency->machine == thread->machine && latency->thread == thread->thread
           && gs_wake_latency_is_known (latency) && ns >= from && ns < to;
    }
  return n;
}

/* The table of a thread's wake-ups: sorted, its percentiles where they belong, parts that add up. */
static void
check_thread (GHashTable *found, const GsWakeThread *thread)
{
  const struct
  {
    guint percent;
    gint64 ns;
  } percentiles[] = { { 50, thread->p50 }, { 90, thread->p90 }, { 99, thread->p99 }, { 100, thread->max } };
  gint64 sum = 0, parts = 0;

  g_assert_cmpuint (thread->n_items, ==, count_found (found, thread, 0, G_MAXINT64));
  for (guint i = 0; i < thread->n_items; i++)
    {
      g_assert_true (i == 0 || thread->items[i - 1].ns >= thread->items[i].ns);
      sum += thread->items[i].ns;
    }
  for (guint part = 0; part < GS_N_WAIT_PARTS; part++)
    parts += thread->ns[part];
  g_assert_cmpint (parts, ==, sum);
  for (guint i = 0; i < G_N_ELEMENTS (percentiles) && thread->n_items > 0; i++)
    {
      guint wanted = thread->n_items * percentiles[i].percent;

      g_assert_cmpuint (100 * count_found (found, thread, 0, percentiles[i].ns + 1), >=, wanted);
      g_assert_cmpuint (100 * count_found (found, thread, 0, percentiles[i].ns), <, wanted);
    }
}

/* The table has what was found one by one, in every column of its histogram, and lists the longest. */
static void
check_table (GHashTable *found, GsTimeline *timeline)
{
  g_autoptr (GsWakeTable) table = gs_wake_table_new (timeline, timeline->span, NULL);
  g_autoptr (GArray) picked = gs_wake_table_pick (table, (GsWakeChoice){ NULL, 0, G_MAXINT64 }, G_MAXUINT);
  guint64 columns[GS_WAKE_COLUMNS], n = 0;

  for (guint i = 0; i < table->threads->len; i++)
    check_thread (found, &g_array_index (table->threads, GsWakeThread, i));
  gs_wake_table_count (table, NULL, columns);
  for (guint i = 0; i < picked->len; i++)
    {
      const GsWakeLatency *latency = &g_array_index (picked, GsWakeLatency, i), *before = latency - 1;
      gint64 ns = latency->running - latency->woken;

      g_assert_true (i == 0 || before->running - before->woken >= ns);
      columns[ns > 0 ? g_bit_nth_msf (ns, -1) : 0]--;
    }
  for (guint i = 0; i < GS_WAKE_COLUMNS; i++)
    n += columns[i];
  g_assert_cmpuint (n, ==, 0);
}

/* Fails where a wake-up that truly was is not there, or waited for something else than was found.
 * @tolerance: ns: how far from the truth a time may be; a part may be twice as far
 * Returns: how many were compared */
guint
compare_latencies (const SimResult *result, GsTimeline *timeline, gint64 tolerance)
{
  g_autoptr (GHashTable) found = measure_all (result, timeline);
  guint n_compared = 0;

  check_table (found, timeline);
  check_waits (timeline);
  for (guint i = 0; i < result->wake_ups->len; i++)
    {
      const SimWakeUp *right = &g_array_index (result->wake_ups, SimWakeUp, i);

      if (right->switched_in >= 0)
        n_compared += compare_latency (result, found, right, tolerance);
    }
  return n_compared;
}

static gboolean
is_lost_inside (const SimResult *result, guint machine, GsSpan span)
{
  for (guint i = 0; i < result->losses->len; i++)
    {
      const SimLoss *loss = &g_array_index (result->losses, SimLoss, i);

      if ((loss->machine == machine || loss->machine == 0) && loss->begin < span.end && span.begin < loss->end)
        return TRUE;
    }
  return FALSE;
}

/* Fails where events were lost and the parts of a wait don't add up, or where a wait is said to be known, no event was
 * lost in it, and it wasn't so. Returns: how many were compared */
guint
compare_lossy_latencies (const SimResult *result, const GsTimeline *timeline)
{
  g_autoptr (GHashTable) found = measure_all (result, timeline);
  guint n_compared = 0;

  for (guint i = 0; i < result->wake_ups->len; i++)
    {
      const SimWakeUp *right = &g_array_index (result->wake_ups, SimWakeUp, i);
      g_autofree char *key = key_of (right->machine, right->tid,
                                     sim_result_clock (result, right->machine, right->woken));
      const GsWakeLatency *latency = g_hash_table_lookup (found, key);
      GsSpan wait = { right->woken, right->switched_in };

      if (latency == NULL || right->machine == 0 || right->switched_in < 0 || !gs_wake_latency_is_known (latency)
          || is_lost_inside (result, right->machine, (GsSpan){ wait.begin, latency->running + 1 }))
        continue;
      check_parts (result, latency, compare_find_truth (result, GS_ROWS_VCPUS, right->machine, right->cpu), wait, 0);
      n_compared++;
    }
  return n_compared;
}
