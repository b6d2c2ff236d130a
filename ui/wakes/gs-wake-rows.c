/* gs-wake-rows.c: from a wake-up to the rows that it involves
 * SPDX-License-Identifier: MIT
 */
#include "wakes/gs-wake-rows.h"

#include "rows/gs-row-tree.h"

/* So many that had the CPU meanwhile are shown, those that had it the longest. */
#define MOST_OTHERS 3

static void
gs_wake_rows_add (GPtrArray *keys, GsTimeline *timeline, guint machine, guint32 thread)
{
  g_autofree char *key = gs_row_tree_dup_thread_key (timeline, machine, thread);

  if (key != NULL && !g_ptr_array_find_with_equal_func (keys, key, g_str_equal, NULL))
    g_ptr_array_add (keys, g_steal_pointer (&key));
}

/* The thread of the host that is the vCPU on which the woken thread is to run. */
static void
gs_wake_rows_add_vcpu (GPtrArray *keys, GsTimeline *timeline, const GsWakeLatency *latency)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, latency->machine);
  guint32 host_thread;
  guint vcpu;

  if (owner->host == GS_NO_INDEX || !gs_timeline_find_vcpu (owner, latency->cpu, &vcpu))
    return;
  host_thread = g_array_index (owner->vcpus, GsVcpuRow, vcpu).host_thread;
  if (host_thread != GS_NO_INDEX)
    gs_wake_rows_add (keys, timeline, owner->host, host_thread);
}

static void
gs_wake_rows_add_others (GPtrArray *keys, GsTimeline *timeline, const GsWakeLatency *latency)
{
  g_autoptr (GsWhyNode) node = gs_wake_latency_explain (latency, timeline);
  guint n_others = 0;

  for (guint i = 0; node->parts != NULL && i < node->parts->len && n_others < MOST_OTHERS; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (node->parts, i);

      if (part->key.cause != GS_CAUSE_THREAD && part->key.cause != GS_CAUSE_HOST_THREAD)
        continue;
      gs_wake_rows_add (keys, timeline, part->key.machine, part->key.id);
      n_others++;
    }
}

/**
 * gs_wake_rows_dup_keys:
 * @latency: whose running time is known
 *
 * Returns: (transfer full): keys of the woken thread's row, first, then of its vCPU's thread, of those that had the
 * CPU, and of who
 *   woke it
 */
GStrv
gs_wake_rows_dup_keys (GsTimeline *timeline, const GsWakeLatency *latency)
{
  GPtrArray *keys = g_ptr_array_new ();
  GsWaking waking;

  gs_wake_rows_add (keys, timeline, latency->machine, latency->thread);
  gs_wake_rows_add_vcpu (keys, timeline, latency);
  gs_wake_rows_add_others (keys, timeline, latency);
  gs_wake_latency_get_waking (latency, timeline, &waking);
  if (waking.by == GS_WAKING_THREAD)
    gs_wake_rows_add (keys, timeline, latency->machine, waking.thread);
  g_ptr_array_add (keys, NULL);
  return (GStrv) g_ptr_array_free (keys, FALSE);
}

/* Leads from @widget to the timeline, where the wake-up is selected and all rows that it involves are on top. */
void
gs_wake_rows_show (GtkWidget *widget, GsTimeline *timeline, const GsWakeLatency *latency)
{
  g_auto (GStrv) keys = gs_wake_rows_dup_keys (timeline, latency);

  gtk_widget_activate_action (widget, "win.show-rows", "(^asxx)", keys, latency->woken, latency->running);
}
