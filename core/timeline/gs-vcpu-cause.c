/* gs-vcpu-cause.c: why a vCPU did not run
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-vcpu-cause.h"

#include "event/gs-event.h"
#include "timeline/gs-exit-reason.h"
#include "timeline/gs-thieves.h"
#include "timeline/gs-vcpu-stretch.h"
#include "track/gs-state.h"

/* @isa: (inout): set where one of @row's exits had that reason, or was of some kind at all */
static gboolean
gs_vcpu_cause_find_isa (const GsVcpuRow *row, guint32 reason, guint32 *isa)
{
  for (guint i = 0; row->exits != NULL && i < row->exits->len; i++)
    {
      const GsExitCount *count = &g_array_index (row->exits, GsExitCount, i);

      if (count->reason != reason && *isa != 0)
        continue;
      *isa = count->isa;
      if (count->reason == reason)
        return TRUE;
    }
  return FALSE;
}

/**
 * gs_vcpu_cause_find_outer:
 * @machine: (inout): index of the guest; of one further out
 * @vcpu_index: (inout): in its vcpus
 * @level: how many steps out
 *
 * Returns: whether it is known on which vCPU of the machine @level steps out a vCPU's thread was at @time
 */
gboolean
gs_vcpu_cause_find_outer (const GsTimeline *self, guint *machine, guint *vcpu_index, gint64 time, guint level)
{
  for (; level > 0; level--)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (self, *machine);
      const GsTimelineMachine *host = gs_timeline_get_machine (self, guest->host);
      guint32 thread = g_array_index (guest->vcpus, GsVcpuRow, *vcpu_index).host_thread;
      g_autoptr (GsTrack) track = host != NULL && thread < host->threads->len ?
                                      gs_lazy_track_ref (g_array_index (host->threads, GsThreadRow, thread).track) :
                                      NULL;
      gsize at;

      if (track == NULL || !gs_track_find (track, time, &at)
          || !gs_timeline_find_vcpu (host, gs_track_get (track, at).value.cpu, vcpu_index))
        return FALSE;
      *machine = guest->host;
    }
  return TRUE;
}

/* Returns: (transfer full): the exit reason's name, as the kind of CPU calls it of the host that has the vCPU */
char *
gs_vcpu_cause_dup_exit (const GsTimeline *self, guint machine, const GsVcpuRow *row, GsTrackValue value)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (
      self, gs_timeline_get_outer (self, machine, gs_aux_get_level (value.aux)));
  guint32 isa = 0;

  if (value.arg == GS_NO_REASON)
    return g_strdup ("");
  if (gs_aux_get_level (value.aux) == 0)
    gs_vcpu_cause_find_isa (row, value.arg, &isa);
  else
    for (guint i = 0; owner != NULL && i < owner->vcpus->len; i++)
      if (gs_vcpu_cause_find_isa (&g_array_index (owner->vcpus, GsVcpuRow, i), value.arg, &isa))
        break;
  return gs_exit_reason_dup_name (isa, value.arg);
}

/* Several threads of one guest count as one: it is the vCPU that is named. */
static guint32
gs_vcpu_cause_get_longest (const GsTimeline *self, const GArray *thieves)
{
  guint32 longest = GS_NO_INDEX;
  gint64 most = 0;

  for (guint i = 0; i < thieves->len; i++)
    {
      const GsShare *share = &g_array_index (thieves, GsShare, i);
      guint32 host = g_array_index (self->occupants, GsOccupant, share->occupant).host;
      gint64 ns = 0;

      for (guint k = 0; k < thieves->len; k++)
        {
          const GsShare *other = &g_array_index (thieves, GsShare, k);

          if (other->thread == share->thread
              && g_array_index (self->occupants, GsOccupant, other->occupant).host == host)
            ns += other->ns;
        }
      if (ns > most)
        {
          most = ns;
          longest = share->occupant;
        }
    }
  return longest;
}

/**
 * gs_vcpu_cause_find_thief:
 * @machine: index of the guest
 * @vcpu_index: in its vcpus
 * @interval: index in that row's track, of a preempted one
 *
 * Returns: who had the CPU the longest in the stretch that the interval is part of,
 *   as an index in the timeline's occupants, or %GS_NO_INDEX where it isn't known
 */
guint32
gs_vcpu_cause_find_thief (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self, machine);
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, vcpu_index);
  GsVcpuStretch stretch = gs_vcpu_stretch_find (gs_lazy_track_get (row->track), interval);
  g_autoptr (GArray) thieves = gs_vcpu_stretch_get_thieves (self, machine, vcpu_index, &stretch);

  return gs_vcpu_cause_get_longest (self, thieves);
}

/**
 * gs_vcpu_cause_dup_own_name:
 * @machine: index of the guest
 * @vcpu_index: in its vcpus
 * @interval: index in that row's track
 *
 * Returns: (transfer full): for a hypervisor interval the exit reason; for a
 *   preempted one who had the CPU the longest in the stretch that it is part of, by
 *   its name at the end of that; "" for others and where it isn't known
 */
char *
gs_vcpu_cause_dup_own_name (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self, machine);
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, vcpu_index);
  const GsTrack *track = gs_lazy_track_get (row->track);
  GsTrackValue value = gs_track_get (track, interval).value;
  guint32 thief;

  if (value.state == GS_VCPU_HYPERVISOR)
    return gs_vcpu_cause_dup_exit (self, machine, row, value);
  if (value.state != GS_VCPU_PREEMPTED)
    return g_strdup ("");
  thief = gs_vcpu_cause_find_thief (self, machine, vcpu_index, interval);
  return gs_timeline_name_occupant (self, thief, gs_vcpu_stretch_find (track, interval).span.end - 1);
}

/**
 * gs_vcpu_cause_dup_name:
 *
 * Returns: (transfer full): as gs_vcpu_cause_dup_own_name(), with the machine's name before it where that is
 *   further out than the vCPU's own host: "l1host: hog:2043"
 */
char *
gs_vcpu_cause_dup_name (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval)
{
  g_autofree char *name = gs_vcpu_cause_dup_own_name (self, machine, vcpu_index, interval);
  const GsTimelineMachine *guest = gs_timeline_get_machine (self, machine);
  const GsTrack *track = gs_lazy_track_get (g_array_index (guest->vcpus, GsVcpuRow, vcpu_index).track);
  guint level = gs_aux_get_level (gs_track_get (track, interval).value.aux);
  const GsTimelineMachine *host = gs_timeline_get_machine (self, gs_timeline_get_outer (self, machine, level + 1));

  if (level == 0 || host == NULL || name[0] == '\0')
    return g_steal_pointer (&name);
  return g_strdup_printf ("%s: %s", host->name, name);
}
