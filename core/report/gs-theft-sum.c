/* gs-theft-sum.c: who took the CPU from whom, by machine
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-theft-sum.h"

#include "why/gs-theft-list.h"

/* The present preemption of each pair. */
typedef struct
{
  guint number;
  gint64 ns;
} GsTheftPart;

static int
gs_theft_sum_compare (gconstpointer a, gconstpointer b)
{
  const GsMachineTheft *left = a, *right = b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  return left->victim != right->victim ? (left->victim > right->victim) - (left->victim < right->victim) :
                                         (left->thief > right->thief) - (left->thief < right->thief);
}

/* A host's processes and its kernel are one thief. */
static void
gs_theft_sum_add (GsMachineTheft *sum, GsTheftPart *part, const GsVcpuTheft *theft)
{
  gboolean is_same = sum->count > 0 && part->number == theft->number;

  part->ns = (is_same ? part->ns : 0) + theft->ns;
  part->number = theft->number;
  sum->ns += theft->ns;
  sum->count += !is_same;
  sum->longest_ns = MAX (sum->longest_ns, part->ns);
}

/**
 * gs_theft_sum_list:
 * @span: ns on the reference clock
 *
 * Of each machine whose vCPUs were preempted, by whom: for each victim the times add up to its vCPUs'
 * in that state.
 *
 * Returns: (transfer full) (element-type GsMachineTheft): most time first
 */
GArray *
gs_theft_sum_list (const GsTimeline *timeline, GsSpan span)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (GsMachineTheft));
  g_autoptr (GArray) thefts = gs_theft_list_new (timeline, span, NULL);
  guint n = timeline->machines->len + 1;
  g_autofree GsMachineTheft *sums = g_new0 (GsMachineTheft,
                                            n * n); /* by victim and thief, the last of which is nobody */
  g_autofree GsTheftPart *parts = g_new0 (GsTheftPart, n * n);

  for (guint i = 0; i < thefts->len; i++)
    {
      const GsVcpuTheft *theft = &g_array_index (thefts, GsVcpuTheft, i);
      guint at = theft->victim * n + MIN (theft->thief, n - 1);

      sums[at].thief = theft->thief;
      sums[at].victim = theft->victim;
      gs_theft_sum_add (&sums[at], &parts[at], theft);
    }
  for (guint i = 0; i < n * n; i++)
    if (sums[i].ns > 0)
      g_array_append_val (all, sums[i]);
  g_array_sort (all, gs_theft_sum_compare);
  return all;
}
