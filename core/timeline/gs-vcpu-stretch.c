/* gs-vcpu-stretch.c: neighbouring intervals of a vCPU that are shown as one
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-vcpu-stretch.h"

#include "timeline/gs-thieves.h"
#include "track/gs-state.h"
#include "track/gs-track-walk.h"

static gboolean
gs_vcpu_stretch_holds (GsTrackValue a, GsTrackValue b)
{
  return a.state == b.state && a.arg == b.arg && (a.aux & ~GS_AUX_USERSPACE) == (b.aux & ~GS_AUX_USERSPACE);
}

/**
 * gs_vcpu_stretch_find:
 * @track: a vCPU row's
 * @interval: index in it
 *
 * Returns: the stretch that the interval belongs to
 */
GsVcpuStretch
gs_vcpu_stretch_find (const GsTrack *track, gsize interval)
{
  gsize n = gs_track_get_n_intervals (track), first = interval, end = interval + 1;
  GsTrackValue value = gs_track_get (track, interval).value;
  GsVcpuStretch stretch = { 0 };

  while (first > 0 && gs_vcpu_stretch_holds (gs_track_get (track, first - 1).value, value))
    first--;
  while (end < n && gs_vcpu_stretch_holds (gs_track_get (track, end).value, value))
    end++;
  stretch.first = first;
  stretch.n = end - first;
  stretch.span.begin = gs_track_get (track, first).span.begin;
  stretch.span.end = gs_track_get (track, end - 1).span.end;
  for (gsize i = first; value.state == GS_VCPU_HYPERVISOR && i < end; i++)
    {
      GsInterval piece = gs_track_get (track, i);

      if ((piece.value.aux & GS_AUX_USERSPACE) != 0)
        stretch.userspace += gs_span_duration (piece.span);
    }
  return stretch;
}

static void
gs_vcpu_stretch_add_shares (GArray *all, const GArray *shares)
{
  for (guint i = 0; i < shares->len; i++)
    {
      const GsShare *share = &g_array_index (shares, GsShare, i);
      guint k;

      for (k = 0; k < all->len; k++)
        if (g_array_index (all, GsShare, k).occupant == share->occupant)
          break;
      if (k < all->len)
        g_array_index (all, GsShare, k).ns += share->ns;
      else
        g_array_append_vals (all, share, 1);
    }
}

/* Who had the CPU in one interval: the CPU of the host of its level. */
static void
gs_vcpu_stretch_add_interval (const GsTimeline *timeline, guint machine, const GsVcpuRow *row,
                              const GsInterval *interval, GArray *all)
{
  guint level = gs_aux_get_level (interval->value.aux);
  guint host = gs_timeline_get_outer (timeline, machine, level + 1);
  g_autoptr (GArray) shares = NULL;

  if (host == GS_NO_INDEX || interval->value.cpu == GS_NO_CPU)
    return;
  shares = gs_thieves_list (timeline, host, interval->value.cpu, interval->span,
                            level == 0 ? row->host_thread : GS_NO_INDEX);
  gs_vcpu_stretch_add_shares (all, shares);
}

static void
gs_vcpu_stretch_add_thieves (const GsTimeline *timeline, guint machine, const GsVcpuRow *row, GsSpan span, GArray *all)
{
  GsTrackWalk walk;
  GsInterval interval;

  gs_track_walk_init (&walk, gs_lazy_track_get (row->track), span, NULL);
  while (gs_track_walk_next (&walk, &interval, &interval.span))
    if (interval.value.state == GS_VCPU_PREEMPTED)
      gs_vcpu_stretch_add_interval (timeline, machine, row, &interval, all);
}

static int
gs_vcpu_stretch_compare_shares (gconstpointer a, gconstpointer b)
{
  const GsShare *left = a, *right = b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  return left->occupant < right->occupant ? -1 : left->occupant > right->occupant;
}

/**
 * gs_vcpu_stretch_get_thieves:
 * @machine: index of the guest
 * @vcpu_index: in its vcpus
 * @stretch: of that row, preempted
 *
 * Who had the vCPU's CPU meanwhile, whichever CPU it waited for.
 *
 * Returns: (transfer full) (element-type GsShare): by occupant, longest first;
 *   empty where nobody had it or that isn't known
 */
GArray *
gs_vcpu_stretch_get_thieves (const GsTimeline *timeline, guint machine, guint vcpu_index, const GsVcpuStretch *stretch)
{
  const GsVcpuRow *row = &g_array_index (gs_timeline_get_machine (timeline, machine)->vcpus, GsVcpuRow, vcpu_index);
  GArray *all = g_array_new (FALSE, FALSE, sizeof (GsShare));

  gs_vcpu_stretch_add_thieves (timeline, machine, row, stretch->span, all);
  g_array_sort (all, gs_vcpu_stretch_compare_shares);
  return all;
}
