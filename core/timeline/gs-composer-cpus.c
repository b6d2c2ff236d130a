/* gs-composer-cpus.c: who has each physical CPU, down to the guest's thread
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-composer-cpus.h"

#include "base/gs-parallel.h"
#include "clock/gs-clock.h"
#include "event/gs-event.h"

/* Who can have a CPU of one host. */
typedef struct
{
  GsTimeline *timeline;
  GsTimelineMachine *host;
  guint32 *inside; /* by host thread: where its guest's threads' occupants begin; or GS_NO_INDEX */
} GsComposerCpus;

/* The occupants that a vCPU can be: itself, then itself with each of its guest's threads. */
static void
gs_composer_add_vcpu_occupants (const GsComposerCpus *self, guint guest_index, const GsVcpuRow *row)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, guest_index);
  GArray *occupants = self->timeline->occupants;
  GsOccupant occupant = { guest->host, row->host_thread, guest_index, row->id, GS_NO_INDEX };
  guint32 index = g_array_index (self->host->occupants, guint32, row->host_thread);

  g_array_index (occupants, GsOccupant, index) = occupant;
  self->inside[row->host_thread] = occupants->len;
  for (occupant.guest_thread = 0; occupant.guest_thread < guest->threads->len; occupant.guest_thread++)
    g_array_append_val (occupants, occupant);
}

/* All that there can be are listed first, so that CPUs can be composed in parallel. */
static void
gs_composer_add_occupants (const GsComposerCpus *self, guint place)
{
  GsTimeline *timeline = self->timeline;

  for (guint i = 0; i < self->host->threads->len; i++)
    {
      GsOccupant occupant = { place, i, GS_NO_INDEX, GS_NO_VCPU, GS_NO_INDEX };
      guint32 index = timeline->occupants->len;

      g_array_append_val (timeline->occupants, occupant);
      g_array_append_val (self->host->occupants, index);
      self->inside[i] = GS_NO_INDEX;
    }
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; guest->host == place && i < guest->vcpus->len; i++)
        {
          const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, i);

          if (row->host_thread != GS_NO_INDEX)
            gs_composer_add_vcpu_occupants (self, m, row);
        }
    }
}

/* Returns: (nullable): the track that tells which guest thread a vCPU runs */
static const GsTrack *
gs_composer_get_guest_current (const GsTimeline *timeline, const GsOccupant *occupant)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, occupant->guest);

  for (guint i = 0; guest != NULL && i < guest->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (guest->cpus, GsCpuRow, i);

      if (cpu->number == occupant->vcpu && gs_track_get_n_intervals (cpu->current) > 0)
        return cpu->current;
    }
  return NULL;
}

/* Appends an interval of guest code, cut where the guest's thread changes. */
static void
gs_composer_see_through (const GsComposerCpus *self, GsTrack *out, GsInterval interval, guint32 thread)
{
  const GsOccupant *vcpu = &g_array_index (self->timeline->occupants, GsOccupant, interval.value.arg);
  const GsTrack *current = gs_composer_get_guest_current (self->timeline, vcpu);
  GsTrackValue value = interval.value;
  gsize n = current != NULL ? gs_track_get_n_intervals (current) : 0;

  gs_track_append (out, interval.span.begin, value);
  for (gsize i = n > 0 ? gs_track_seek (current, 0, interval.span.begin) : 0; i < n; i++)
    {
      GsInterval inside = gs_track_get (current, i);

      if (inside.span.begin >= interval.span.end)
        return;
      if (inside.span.end <= interval.span.begin)
        continue;
      value.arg = inside.value.arg != GS_NO_INDEX ? self->inside[thread] + inside.value.arg : interval.value.arg;
      gs_track_append (out, MAX (inside.span.begin, interval.span.begin), value);
    }
  if (n > 0 && gs_track_get_span (current).end < interval.span.end)
    gs_track_append (out, MAX (gs_track_get_span (current).end, interval.span.begin), interval.value);
}

static void
gs_composer_compose_cpu (guint index, gpointer user_data)
{
  const GsComposerCpus *self = user_data;
  const GsClock *clock = &self->host->clock;
  const GsTrack *states = ((const GsCpu *) g_ptr_array_index (self->host->machine->cpus, index))->states;
  GsTrack *out = gs_track_new (GS_N_CPU_STATES);
  gsize n = gs_track_get_n_intervals (states);

  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (states, i);
      guint32 thread = interval.value.arg;

      interval.span.begin = gs_clock_to_reference (clock, interval.span.begin);
      interval.span.end = gs_clock_to_reference (clock, interval.span.end);
      if (thread != GS_NO_INDEX)
        interval.value.arg = g_array_index (self->host->occupants, guint32, thread);
      if (interval.value.state == GS_CPU_GUEST && thread != GS_NO_INDEX && self->inside[thread] != GS_NO_INDEX)
        gs_composer_see_through (self, out, interval, thread);
      else
        gs_track_append (out, interval.span.begin, interval.value);
    }
  gs_track_seal (out, gs_clock_to_reference (clock, gs_track_get_span (states).end));
  g_array_index (self->host->cpus, GsCpuRow, index).track = out;
}

/**
 * gs_composer_compose_cpus:
 * @timeline: (inout): one whose machines, threads and vCPUs are composed; gets its
 *   occupants and the tracks of its CPUs
 */
void
gs_composer_compose_cpus (GsTimeline *timeline)
{
  for (guint place = 0; place < timeline->machines->len; place++)
    {
      GsTimelineMachine *machine = gs_timeline_get_machine (timeline, place);
      g_autofree guint32 *inside = g_new (guint32, MAX (machine->threads->len, 1));
      GsComposerCpus cpus = { timeline, machine, inside };

      if (machine->machine == NULL)
        continue;
      gs_composer_add_occupants (&cpus, place);
      gs_parallel_for (machine->cpus->len, gs_composer_compose_cpu, &cpus);
    }
}
