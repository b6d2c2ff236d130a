/* compare-wake-ups.c: when threads were woken, by whom, and when they ran
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-truth.h"

static void
check_waker (const GsMachine *machine, const GsWakeUp *found, const SimWakeUp *right)
{
  if (right->waker < 0)
    return;
  g_assert_cmpuint (found->waker_cpu, ==, right->waker_cpu);
  g_assert_cmpint (found->is_interrupt, ==, right->is_interrupt);
  if (right->waker == 0)
    g_assert_cmpuint (found->waker, ==, GS_NO_INDEX);
  else
    g_assert_cmpint (gs_machine_get_thread (machine, found->waker)->tid, ==, right->waker);
}

/* All of a TID's lives, one after the other. */
static GArray *
find_wake_ups (const GsMachine *machine, gint32 tid)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (GsWakeUp));

  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThread *thread = gs_machine_get_thread (machine, i);

      for (guint at = 0; thread->tid == tid && at < gs_wake_ups_get_length (thread->wake_ups); at++)
        {
          GsWakeUp wake_up = gs_wake_ups_get (thread->wake_ups, at);

          g_array_append_val (all, wake_up);
        }
    }
  return all;
}

static gint64
clock_of (const SimResult *result, guint machine, gint64 time)
{
  return time < 0 ? GS_TIME_NONE : sim_result_clock (result, machine, time);
}

/* Fails where a machine's wake-ups, on its own clock, aren't those of the simulation. Returns: how many there are */
guint
compare_wake_ups (const SimResult *result, const GsTimeline *timeline, guint machine)
{
  const GsMachine *found = compare_find_machine (timeline, result->machines[machine].name)->machine;
  g_autoptr (GHashTable) by_tid = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  g_autoptr (GHashTable) next = g_hash_table_new (NULL, NULL);
  guint n = 0, n_found = 0;

  for (guint i = 0; i < result->wake_ups->len; i++)
    {
      const SimWakeUp *right = &g_array_index (result->wake_ups, SimWakeUp, i);
      gpointer tid = GINT_TO_POINTER (right->tid);
      guint at = GPOINTER_TO_UINT (g_hash_table_lookup (next, tid));
      const GsWakeUp *wake_up;
      GArray *all;

      if (right->machine != machine)
        continue;
      if (!g_hash_table_contains (by_tid, tid))
        g_hash_table_insert (by_tid, tid, find_wake_ups (found, right->tid));
      all = g_hash_table_lookup (by_tid, tid);
      g_assert_cmpuint (at, <, all->len);
      wake_up = &g_array_index (all, GsWakeUp, at);
      g_hash_table_insert (next, tid, GUINT_TO_POINTER (at + 1));
      g_assert_cmpint (wake_up->woken, ==, clock_of (result, machine, right->woken));
      g_assert_cmpint (wake_up->queued, ==, clock_of (result, machine, right->queued));
      g_assert_cmpint (wake_up->switched_in, ==, clock_of (result, machine, right->switched_in));
      if (right->switched_in >= 0)
        g_assert_cmpuint (wake_up->cpu, ==, right->cpu);
      check_waker (found, wake_up, right);
      n++;
    }
  for (guint i = 0; i < found->threads->len; i++)
    n_found += gs_wake_ups_get_length (gs_machine_get_thread (found, i)->wake_ups);
  g_assert_cmpuint (n_found, ==, n);
  return n;
}
