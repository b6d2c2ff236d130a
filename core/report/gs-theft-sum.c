/* gs-theft-sum.c: who took the CPU from whom, by machine
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-theft-sum.h"

#include "base/gs-parallel.h"
#include "event/gs-event.h"
#include "timeline/gs-composer-cpus.h"
#include "track/gs-track-walk.h"

/* One victim's thefts. The thief after the last machine is nobody. */
typedef struct
{
  const GsTimeline *timeline;
  guint victim;
  guint n;                /* thieves */
  GsMachineTheft *thefts; /* by thief */
  gint64 *had;            /* by thief: ns of the present preemption */
  guint host;             /* whose CPU was taken in the present interval */
  guint32 except;         /* the victim's own thread there */
  gint64 rest;            /* ns of it that nobody had */
} GsTheftSum;

/* The guest whose QEMU's thread it was that had the CPU, whether a vCPU's or another, else the host. */
static guint
gs_theft_sum_get_thief (const GsTheftSum *self, guint host, guint32 thread)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, host);
  const GsOccupant *who = &g_array_index (self->timeline->occupants, GsOccupant,
                                          g_array_index (machine->occupants, guint32, thread));
  gint32 pid = gs_machine_get_thread (machine->machine, thread)->pid;

  if (who->guest != GS_NO_INDEX)
    return who->guest;
  for (guint i = 0; pid != GS_NO_TID && i < self->timeline->machines->len; i++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, i);

      if (guest->host == host && guest->pid == pid)
        return i;
    }
  return host;
}

static void
gs_theft_sum_add_thread (guint32 thread, gint64 ns, gpointer user_data)
{
  GsTheftSum *self = user_data;

  if (thread == self->except)
    return;
  self->had[gs_theft_sum_get_thief (self, self->host, thread)] += ns;
  self->rest -= ns;
}

/* Who had the CPU in one interval, at the level that it was taken on. */
static void
gs_theft_sum_add_interval (GsTheftSum *self, const GsVcpuRow *row, const GsInterval *interval, GsSpan part)
{
  guint level = gs_aux_get_level (interval->value.aux), cpu;

  self->host = gs_timeline_get_outer (self->timeline, self->victim, level + 1);
  self->except = level == 0 ? row->host_thread : GS_NO_INDEX;
  self->rest = gs_span_duration (part);
  if (gs_timeline_find_cpu (gs_timeline_get_machine (self->timeline, self->host), interval->value.cpu, &cpu))
    gs_composer_foreach_thread (gs_timeline_get_machine (self->timeline, self->host), cpu, part,
                                gs_theft_sum_add_thread, self);
  self->had[self->n - 1] += self->rest;
}

/* One preemption ends. */
static void
gs_theft_sum_close (GsTheftSum *self)
{
  for (guint i = 0; i < self->n; i++)
    {
      GsMachineTheft *theft = &self->thefts[i];

      if (self->had[i] <= 0)
        continue;
      theft->ns += self->had[i];
      theft->count++;
      theft->longest_ns = MAX (theft->longest_ns, self->had[i]);
      self->had[i] = 0;
    }
}

static void
gs_theft_sum_add_vcpu (GsTheftSum *self, const GsVcpuRow *row, GsSpan span)
{
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  gs_track_walk_init (&walk, gs_lazy_track_get (row->track), span, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    if (interval.value.state == GS_VCPU_PREEMPTED)
      gs_theft_sum_add_interval (self, row, &interval, part);
    else
      gs_theft_sum_close (self);
  gs_theft_sum_close (self);
}

static int
gs_theft_sum_compare (gconstpointer a, gconstpointer b)
{
  const GsMachineTheft *left = a, *right = b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  return left->victim != right->victim ? (left->victim > right->victim) - (left->victim < right->victim) :
                                         (left->thief > right->thief) - (left->thief < right->thief);
}

/* What all victims lost, each a part of it that one thread adds up. */
typedef struct
{
  const GsTimeline *timeline;
  GsSpan span;
  guint n;                /* thieves */
  GsMachineTheft *thefts; /* by victim, then by thief */
} GsTheftSums;

static void
gs_theft_sum_add_victim (guint victim, gpointer user_data)
{
  const GsTheftSums *self = user_data;
  const GArray *vcpus = gs_timeline_get_machine (self->timeline, victim)->vcpus;
  g_autofree gint64 *had = g_new0 (gint64, self->n);
  GsTheftSum sum = {
    .timeline = self->timeline, .victim = victim, .n = self->n, .thefts = &self->thefts[victim * self->n], .had = had
  };

  for (guint i = 0; i < vcpus->len; i++)
    gs_theft_sum_add_vcpu (&sum, &g_array_index (vcpus, GsVcpuRow, i), self->span);
  for (guint i = 0; i < self->n; i++)
    {
      sum.thefts[i].victim = victim;
      sum.thefts[i].thief = i < self->n - 1 ? i : GS_NO_INDEX;
    }
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
  guint n = timeline->machines->len + 1, n_thefts = timeline->machines->len * n;
  g_autofree GsMachineTheft *thefts = g_new0 (GsMachineTheft, n_thefts);
  GsTheftSums sums = { timeline, span, n, thefts };

  gs_parallel_for (timeline->machines->len, gs_theft_sum_add_victim, &sums);
  for (guint i = 0; i < n_thefts; i++)
    if (thefts[i].ns > 0)
      g_array_append_val (all, thefts[i]);
  g_array_sort (all, gs_theft_sum_compare);
  return all;
}
