/* compare-latency.c: what woken threads waited for, against the simulation's
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-private.h"
#include "event/gs-event.h"
#include "why/gs-wake-list.h"

/* What was found of a thread that was woken at a time. */
static char *
key_of (guint machine, gint32 tid, gint64 woken)
{
  return g_strdup_printf ("%u %d %" G_GINT64_FORMAT, machine, tid, woken);
}

static guint
find_number (const SimResult *result, const char *name)
{
  for (guint i = 0; i < result->n_machines; i++)
    if (g_str_equal (result->machines[i].name, name))
      return i;
  g_error ("no machine %s", name);
}

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
                  ref->woken),
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

static void
check_parts (const SimResult *result, const GsWakeLatency *latency, const SimRow *vcpu, GsSpan wait)
{
  const SimRow *thread = find_host_thread (result, vcpu);
  gint64 ns[GS_N_WAIT_PARTS] = { 0 }, end;

  for (gint64 time = wait.begin;; time = end)
    {
      GsWaitPart part = true_part (vcpu, thread, time, &end);

      if (time >= wait.end && part == GS_WAIT_GUEST_QUEUE)
        {
          g_assert_cmpint (latency->running, ==, time);
          break;
        }
      if (part == GS_WAIT_GUEST_QUEUE)
        end = MIN (end, wait.end);
      ns[part] += end - time;
    }
  for (guint part = 0; part < GS_N_WAIT_PARTS; part++)
    g_assert_cmpint (latency->ns[part], ==, ns[part]);
}

static guint
compare_latency (const SimResult *result, GHashTable *found, const SimWakeUp *right)
{
  g_autofree char *key = key_of (right->machine, right->tid, right->woken);
  const GsWakeLatency *latency = g_hash_table_lookup (found, key);
  const SimRow *vcpu = compare_find_truth (result, GS_ROWS_VCPUS, right->machine, right->cpu);
  GsSpan sure;

  if (latency == NULL)
    g_error ("the wake-up of %s is missing", key);
  g_assert_cmpint (latency->queued, ==, right->queued < 0 ? GS_TIME_NONE : right->queued);
  g_assert_cmpint (latency->switched_in, ==, right->switched_in);
  g_assert_cmpuint (latency->cpu, ==, right->cpu);
  if (right->machine == 0)
    {
      g_assert_cmpint (latency->running, ==, right->switched_in);
      g_assert_cmpint (latency->ns[GS_WAIT_ASLEEP], ==,
                       (right->queued < 0 ? right->switched_in : right->queued) - right->woken);
      return 1;
    }
  sure = compare_span_to_compare (result, vcpu, 0);
  if (right->woken < sure.begin || latency->running == GS_TIME_NONE || latency->running >= sure.end)
    return 0;
  check_parts (result, latency, vcpu, (GsSpan){ right->woken, right->switched_in });
  return 1;
}

/* Fails where a wake-up that truly was is not there, or waited for something else than was found.
 * Returns: how many were compared */
guint
compare_latencies (const SimResult *result, const GsTimeline *timeline)
{
  g_autoptr (GHashTable) found = measure_all (result, timeline);
  guint n_compared = 0;

  for (guint i = 0; i < result->wake_ups->len; i++)
    {
      const SimWakeUp *right = &g_array_index (result->wake_ups, SimWakeUp, i);

      if (right->switched_in >= 0)
        n_compared += compare_latency (result, found, right);
    }
  return n_compared;
}
