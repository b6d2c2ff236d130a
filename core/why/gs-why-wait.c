/* gs-why-wait.c: what a thread waited for that could run
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-why-wait.h"

#include "why/gs-why-cpu.h"
#include "why/gs-why-vcpu.h"

/**
 * gs_why_wait_explain:
 * @thread: index in the machine's threads
 * @cpu: of the machine: the one that it waits for
 * @woken: ns on the reference clock: for a virtual CPU, also what passed until it was awake
 * @queued: ns: for another CPU, the time in its queue; empty where it was in none
 *
 * Returns: (transfer full): all that the wait is made of, by who or what it is, most time first
 */
GsWhyNode *
gs_why_wait_explain (const GsTimeline *timeline, guint machine, guint32 thread, guint cpu, GsSpan woken, GsSpan queued)
{
  GsWhyNode *node = gs_why_node_new ((GsWhyKey){ GS_WHY_WAITED, GS_CAUSE_ALL, 0, 0 }, NULL);
  GsWhyCpu plain = { timeline, machine, cpu, thread, GS_WHY_WAITED, FALSE };
  GsWhyVcpu vcpu;

  if (gs_why_vcpu_init (&vcpu, timeline, machine, cpu))
    gs_why_vcpu_add_wait (&vcpu, node, woken, TRUE);
  else if (gs_span_duration (queued) > 0)
    gs_why_cpu_add (&plain, node, queued);
  gs_why_node_finish (node);
  return node;
}

/**
 * gs_why_wait_find_thread:
 * @node: see gs_why_wait_explain()
 *
 * Returns: (transfer none) (nullable): the part of the thread, of whatever machine, that had the CPU for most of the
 * wait
 */
const GsWhyNode *
gs_why_wait_find_thread (const GsWhyNode *node)
{
  for (guint i = 0; node->parts != NULL && i < node->parts->len; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (node->parts, i);

      if (part->key.cause == GS_CAUSE_THREAD || part->key.cause == GS_CAUSE_HOST_THREAD)
        return part;
    }
  return NULL;
}
