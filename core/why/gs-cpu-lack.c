/* gs-cpu-lack.c: how many of a guest's virtual CPUs had no CPU at once
 * SPDX-License-Identifier: MIT
 *
 * A line is swept over the begins and ends of all preemptions.
 */
#include "why/gs-cpu-lack.h"

#include "track/gs-track-walk.h"

typedef struct
{
  gint64 time;
  gint change; /* of how many are preempted */
} GsLackEdge;

static int
gs_lack_edge_compare (gconstpointer a, gconstpointer b)
{
  const GsLackEdge *left = a, *right = b;

  return (left->time > right->time) - (left->time < right->time);
}

static void
gs_cpu_lack_add_edges (GArray *edges, const GsTrack *track, GsSpan span, GCancellable *cancellable)
{
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  gs_track_walk_init (&walk, track, span, cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    if (interval.value.state == GS_VCPU_PREEMPTED)
      {
        GsLackEdge begin = { part.begin, 1 }, end = { part.end, -1 };

        g_array_append_val (edges, begin);
        g_array_append_val (edges, end);
      }
}

static void
gs_cpu_lack_add (GsCpuLack *self, GsSpan stretch)
{
  if (gs_span_duration (stretch) <= 0)
    return;
  self->ns += gs_span_duration (stretch);
  self->count++;
  if (gs_span_duration (stretch) > gs_span_duration (self->longest))
    self->longest = stretch;
}

/**
 * gs_cpu_lack_measure:
 * @machine: index of a guest
 * @span: ns on the reference clock
 *
 * Returns: (transfer full) (element-type GsCpuLack): by how many were preempted at once, from none to all;
 *   their times add up to the part of @span in which any vCPU is known. Empty where it has no vCPUs
 */
GArray *
gs_cpu_lack_measure (const GsTimeline *timeline, guint machine, GsSpan span, GCancellable *cancellable)
{
  const GArray *vcpus = gs_timeline_get_machine (timeline, machine)->vcpus;
  GArray *lacks = g_array_new (FALSE, TRUE, sizeof (GsCpuLack));
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (GsLackEdge));
  GsSpan known = { span.end, span.begin };
  gint64 begin;
  guint n = 0;

  if (vcpus->len == 0)
    return lacks;
  g_array_set_size (lacks, vcpus->len + 1);
  for (guint i = 0; i < vcpus->len; i++)
    {
      const GsTrack *track = gs_lazy_track_get (g_array_index (vcpus, GsVcpuRow, i).track);
      GsSpan own = gs_span_intersect (gs_track_get_span (track), span);

      gs_cpu_lack_add_edges (edges, track, span, cancellable);
      if (gs_span_duration (own) > 0)
        known = (GsSpan){ MIN (known.begin, own.begin), MAX (known.end, own.end) };
    }
  g_array_sort (edges, gs_lack_edge_compare);
  begin = known.begin;
  for (guint i = 0; i < edges->len;)
    {
      gint64 time = g_array_index (edges, GsLackEdge, i).time;
      gint change = 0;

      for (; i < edges->len && g_array_index (edges, GsLackEdge, i).time == time; i++)
        change += g_array_index (edges, GsLackEdge, i).change;
      if (change == 0)
        continue;
      gs_cpu_lack_add (&g_array_index (lacks, GsCpuLack, n), (GsSpan){ begin, time });
      n += change;
      begin = time;
    }
  gs_cpu_lack_add (&g_array_index (lacks, GsCpuLack, n), (GsSpan){ begin, known.end });
  return lacks;
}
