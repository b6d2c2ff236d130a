/* gs-theft-sum.c: who took the CPU from whom, by machine
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-theft-sum.h"

#include "event/gs-event.h"
#include "timeline/gs-vcpu-stretch.h"
#include "track/gs-state.h"

/* One victim's thefts. The thief after the last machine is nobody. */
typedef struct
{
  const GsTimeline *timeline;
  guint victim;
  guint n;                /* thieves */
  GsMachineTheft *thefts; /* by thief */
  gint64 *had;            /* by thief: ns of the present preemption */
} GsTheftSum;

/* The guest whose QEMU's thread it was that had the CPU, whether a vCPU's or another, else the host. */
static guint
gs_theft_sum_get_thief (const GsTheftSum *self, guint32 occupant)
{
  const GsOccupant *who = &g_array_index (self->timeline->occupants, GsOccupant, occupant);
  const GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, who->host);
  gint32 pid = gs_machine_get_thread (host->machine, who->thread)->pid;

  if (who->guest != GS_NO_INDEX)
    return who->guest;
  for (guint i = 0; pid != GS_NO_TID && i < self->timeline->machines->len; i++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, i);

      if (guest->host == who->host && guest->pid == pid)
        return i;
    }
  return who->host;
}

/* Who had the CPU in one interval, at the level that it was taken on. */
static void
gs_theft_sum_add_interval (GsTheftSum *self, const GsVcpuRow *row, const GsInterval *interval, GsSpan part)
{
  guint level = gs_aux_get_level (interval->value.aux);
  guint host = gs_timeline_get_outer (self->timeline, self->victim, level + 1);
  gint64 rest = gs_span_duration (part);
  g_autoptr (GArray) shares = NULL;

  if (host != GS_NO_INDEX && interval->value.cpu != GS_NO_CPU)
    shares = gs_timeline_get_thieves (self->timeline, host, interval->value.cpu, part,
                                      level == 0 ? row->host_thread : GS_NO_INDEX);
  for (guint i = 0; shares != NULL && i < shares->len; i++)
    {
      const GsShare *share = &g_array_index (shares, GsShare, i);

      self->had[gs_theft_sum_get_thief (self, share->occupant)] += share->ns;
      rest -= share->ns;
    }
  self->had[self->n - 1] += rest;
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
  gsize n = gs_track_get_n_intervals (row->track), i = 0;

  span = gs_span_intersect (span, gs_track_get_span (row->track));
  if (gs_span_duration (span) <= 0 || !gs_track_find (row->track, span.begin, &i))
    return;
  for (; i < n; i++)
    {
      GsInterval interval = gs_track_get (row->track, i);

      if (interval.span.begin >= span.end)
        break;
      if (interval.value.state == GS_VCPU_PREEMPTED)
        gs_theft_sum_add_interval (self, row, &interval, gs_span_intersect (interval.span, span));
      else
        gs_theft_sum_close (self);
    }
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
  guint n = timeline->machines->len + 1;

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *victim = gs_timeline_get_machine (timeline, m);
      g_autofree GsMachineTheft *thefts = g_new0 (GsMachineTheft, n);
      g_autofree gint64 *had = g_new0 (gint64, n);
      GsTheftSum sum = { timeline, m, n, thefts, had };

      for (guint i = 0; i < victim->vcpus->len; i++)
        gs_theft_sum_add_vcpu (&sum, &g_array_index (victim->vcpus, GsVcpuRow, i), span);
      for (guint i = 0; i < n; i++)
        {
          thefts[i].victim = m;
          thefts[i].thief = i < n - 1 ? i : GS_NO_INDEX;
          if (thefts[i].ns > 0)
            g_array_append_val (all, thefts[i]);
        }
    }
  g_array_sort (all, gs_theft_sum_compare);
  return all;
}
