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

struct _GsTheftSum
{
  const GsTimeline *timeline;
  GsSpan span;
  guint n;              /* thieves, the last of which is nobody */
  GsMachineTheft *sums; /* by victim and thief */
  GsTheftPart *parts;   /* likewise */
};

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
gs_theft_sum_add (const GsVcpuTheft *theft, gpointer user_data)
{
  const GsTheftSum *self = user_data;
  guint at = theft->victim * self->n + MIN (theft->thief, self->n - 1);
  GsMachineTheft *sum = &self->sums[at];
  GsTheftPart *part = &self->parts[at];
  gboolean is_same = sum->count > 0 && part->number == theft->number;

  sum->thief = theft->thief;
  sum->victim = theft->victim;
  part->ns = (is_same ? part->ns : 0) + theft->ns;
  part->number = theft->number;
  sum->ns += theft->ns;
  sum->count += !is_same;
  sum->longest_ns = MAX (sum->longest_ns, part->ns);
}

/**
 * gs_theft_sum_new:
 * @timeline: has to live as long as this
 * @span: ns on the reference clock
 *
 * Returns: (transfer full): sums to which no machine's thefts were added yet
 */
GsTheftSum *
gs_theft_sum_new (const GsTimeline *timeline, GsSpan span)
{
  GsTheftSum *self = g_new0 (GsTheftSum, 1);

  self->timeline = timeline;
  self->span = span;
  self->n = timeline->machines->len + 1;
  self->sums = g_new0 (GsMachineTheft, self->n * self->n);
  self->parts = g_new0 (GsTheftPart, self->n * self->n);
  return self;
}

void
gs_theft_sum_free (GsTheftSum *self)
{
  g_free (self->sums);
  g_free (self->parts);
  g_free (self);
}

/* Adds what was taken from a machine, once for each. Its vCPUs' rows are needed. */
void
gs_theft_sum_add_victim (GsTheftSum *self, guint machine)
{
  gs_theft_list_foreach (self->timeline, machine, self->span, gs_theft_sum_add, self);
}

/**
 * gs_theft_sum_list:
 *
 * Of each machine that was added whose vCPUs were preempted, by whom: for each victim the times add up to its vCPUs'
 * in that state.
 *
 * Returns: (transfer full) (element-type GsMachineTheft): most time first
 */
GArray *
gs_theft_sum_list (const GsTheftSum *self)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (GsMachineTheft));

  for (guint i = 0; i < self->n * self->n; i++)
    if (self->sums[i].ns > 0)
      g_array_append_val (all, self->sums[i]);
  g_array_sort (all, gs_theft_sum_compare);
  return all;
}
