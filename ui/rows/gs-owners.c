/* gs-owners.c: whose a CPU's time was: a machine's, a process's
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-owners.h"

#include "event/gs-event.h"

/**
 * gs_owners_get_class:
 * @machine: index in the timeline
 *
 * Returns: which of the palette's own colours is the machine's
 */
guint
gs_owners_get_class (guint machine)
{
  return machine % GS_N_OWN_COLOURS;
}

/* Neighbours in number are rarely neighbours in colour, and stay what they are in a newer timeline. */
static guint
gs_owners_hash (guint machine, gint32 pid)
{
  guint32 hash = ((guint32) pid + 7919u * machine) * 2654435761u;

  return (hash >> 16) % GS_N_OWN_COLOURS;
}

/**
 * gs_owners_get_process_class:
 * @thread: index in the machine's threads
 *
 * Returns: which of the palette's own colours is that of the thread's process
 */
guint
gs_owners_get_process_class (const GsTimeline *timeline, guint machine, guint thread)
{
  const GsTimelineMachine *of = gs_timeline_get_machine (timeline, machine);
  const GsThread *known;

  if (of == NULL || of->threads == NULL || thread >= of->threads->len)
    return gs_owners_get_class (machine);
  known = g_array_index (of->threads, GsThreadRow, thread).thread;
  return gs_owners_hash (machine, known->pid != GS_NO_TID ? known->pid : known->tid);
}

/* An interval's value: the owner's class as state, the machine as CPU, its thread as argument. */
static GsTrackValue
gs_owners_get_value (const GsTimeline *timeline, guint machine, guint32 thread, GsColourBy by)
{
  guint class = by == GS_COLOUR_BY_PROCESS ? gs_owners_get_process_class (timeline, machine, thread) :
                                             gs_owners_get_class (machine);

  return (GsTrackValue){ GS_N_OWNER_STATES + class, 0, machine, by == GS_COLOUR_BY_PROCESS ? thread : 0 };
}

/* A value for each occupant, worked out once. */
static GArray *
gs_owners_list_occupants (const GsTimeline *timeline, GsColourBy by)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (GsTrackValue));

  for (guint i = 0; timeline->occupants != NULL && i < timeline->occupants->len; i++)
    {
      const GsOccupant *occupant = &g_array_index (timeline->occupants, GsOccupant, i);
      gboolean is_guest = occupant->guest != GS_NO_INDEX;
      gboolean is_known = is_guest && (by != GS_COLOUR_BY_PROCESS || occupant->guest_thread != GS_NO_INDEX);
      GsTrackValue value = gs_owners_get_value (timeline, is_known ? occupant->guest : occupant->host,
                                                is_known ? occupant->guest_thread : occupant->thread, by);

      if (by == GS_COLOUR_BY_STATE && !is_guest)
        value = (GsTrackValue){ GS_OWNER_NONE, 0, GS_NO_CPU, 0 };
      g_array_append_val (values, value);
    }
  return values;
}

static GsTrackValue
gs_owners_value_of (const GArray *occupants, const GsInterval *interval, GsColourBy by)
{
  gboolean is_guest = interval->value.state == GS_CPU_GUEST;

  if (by != GS_COLOUR_BY_STATE && interval->value.state == GS_CPU_IDLE)
    return (GsTrackValue){ GS_OWNER_IDLE, 0, GS_NO_CPU, 0 };
  if (interval->value.state == GS_CPU_UNKNOWN || interval->value.arg >= occupants->len
      || (by == GS_COLOUR_BY_STATE && !is_guest))
    return (GsTrackValue){ GS_OWNER_NONE, interval->value.aux & GS_AUX_LOST, GS_NO_CPU, 0 };
  return g_array_index (occupants, GsTrackValue, interval->value.arg);
}

/**
 * gs_owners_new_of_cpu:
 * @cpu: index in the machine's CPUs
 * @by: %GS_COLOUR_BY_STATE: only whose the guest code is
 *
 * Returns: (transfer full): a sealed track, as long as the CPU's own
 */
GsTrack *
gs_owners_new_of_cpu (const GsTimeline *timeline, guint machine, guint cpu, GsColourBy by)
{
  g_autoptr (GsTrack) from = gs_lazy_track_ref (
      g_array_index (gs_timeline_get_machine (timeline, machine)->cpus, GsCpuRow, cpu).track);
  g_autoptr (GArray) occupants = gs_owners_list_occupants (timeline, by);
  GsTrack *track = gs_track_new (GS_MAX_STATES);

  for (gsize i = 0; i < gs_track_get_n_intervals (from); i++)
    {
      GsInterval interval = gs_track_get (from, i);

      gs_track_append (track, interval.span.begin, gs_owners_value_of (occupants, &interval, by));
    }
  gs_track_seal (track, gs_track_get_span (from).end);
  return track;
}

/* What of @interval, in which guest code runs, each process has. */
static void
gs_owners_append_current (GsTrack *track, const GsTimeline *timeline, guint machine, const GsTrack *current,
                          const GsInterval *interval)
{
  GsTrackValue nobody = { GS_N_OWNER_STATES + gs_owners_get_class (machine), 0, machine, GS_NO_INDEX };
  gsize i;

  gs_track_append (track, interval->span.begin, nobody);
  if (!gs_track_find (current, MAX (interval->span.begin, gs_track_get_span (current).begin), &i))
    return;
  for (; i < gs_track_get_n_intervals (current); i++)
    {
      GsInterval part = gs_track_get (current, i);

      if (part.span.begin >= interval->span.end)
        return;
      gs_track_append (track, MAX (part.span.begin, interval->span.begin),
                       part.value.arg == GS_NO_INDEX ?
                           nobody :
                           gs_owners_get_value (timeline, machine, part.value.arg, GS_COLOUR_BY_PROCESS));
    }
}

/**
 * gs_owners_new_of_vcpu:
 * @vcpu: index in the machine's vCPUs
 *
 * Returns: (transfer full): a sealed track: the process that runs; else what keeps it from running
 */
GsTrack *
gs_owners_new_of_vcpu (const GsTimeline *timeline, guint machine, guint vcpu)
{
  static const guint8 others[GS_N_VCPU_STATES] = {
    [GS_VCPU_UNKNOWN] = GS_OWNER_NONE,          [GS_VCPU_IDLE] = GS_OWNER_IDLE,
    [GS_VCPU_HYPERVISOR] = GS_OWNER_HYPERVISOR, [GS_VCPU_PREEMPTED] = GS_OWNER_PREEMPTED,
    [GS_VCPU_BLOCKED] = GS_OWNER_BLOCKED,
  };
  const GsTimelineMachine *of = gs_timeline_get_machine (timeline, machine);
  const GsVcpuRow *row = &g_array_index (of->vcpus, GsVcpuRow, vcpu);
  const GsTrack *current = gs_timeline_get_current (of, row->id);
  const GsTrack *from = gs_lazy_track_get (row->track);
  GsTrack *track = gs_track_new (GS_MAX_STATES);

  for (gsize i = 0; i < gs_track_get_n_intervals (from); i++)
    {
      GsInterval interval = gs_track_get (from, i);

      if (interval.value.state == GS_VCPU_RUNNING && current != NULL)
        gs_owners_append_current (track, timeline, machine, current, &interval);
      else if (interval.value.state == GS_VCPU_RUNNING)
        gs_track_append (track, interval.span.begin,
                         gs_owners_get_value (timeline, machine, GS_NO_INDEX, GS_COLOUR_BY_PROCESS));
      else
        gs_track_append (
            track, interval.span.begin,
            (GsTrackValue){ others[interval.value.state], interval.value.aux & GS_AUX_LOST, GS_NO_CPU, 0 });
    }
  gs_track_seal (track, gs_track_get_span (from).end);
  return track;
}

/**
 * gs_owners_dup_label:
 * @interval: of a track of owners that @by made
 *
 * Returns: (transfer full) (nullable): the owner's name
 */
char *
gs_owners_dup_label (const GsTimeline *timeline, const GsInterval *interval, GsColourBy by)
{
  if (interval->value.state < GS_N_OWNER_STATES)
    return NULL;
  if (by == GS_COLOUR_BY_PROCESS && interval->value.arg != GS_NO_INDEX)
    return gs_timeline_name_thread (timeline, interval->value.cpu, interval->value.arg, interval->span.begin);
  return g_strdup (gs_timeline_get_machine (timeline, interval->value.cpu)->name);
}
