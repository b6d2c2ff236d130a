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

/* The occupants that a vCPU can be: itself, then itself with each of its guest's threads; where its guest is
 * a host, with each occupant that the guest's own CPUs can have, and only then with its threads alone. */
static void
gs_composer_add_vcpu_occupants (const GsComposerCpus *self, guint guest_index, const GsVcpuRow *row)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, guest_index);
  GArray *occupants = self->timeline->occupants;
  GsOccupant occupant = { guest->host, row->host_thread, guest_index, row->id, GS_NO_INDEX, GS_NO_INDEX };
  guint32 index = g_array_index (self->host->occupants, guint32, row->host_thread);

  g_array_index (occupants, GsOccupant, index) = occupant;
  self->inside[row->host_thread] = occupants->len;
  for (guint i = 0; i < guest->n_occupants; i++)
    {
      const GsOccupant *inner = &g_array_index (occupants, GsOccupant, guest->first_occupant + i);

      occupant.guest_thread = inner->thread;
      occupant.inner = inner->guest != GS_NO_INDEX ? guest->first_occupant + i : GS_NO_INDEX;
      g_array_append_val (occupants, occupant);
    }
  occupant.inner = GS_NO_INDEX;
  for (occupant.guest_thread = 0; occupant.guest_thread < guest->threads->len; occupant.guest_thread++)
    g_array_append_val (occupants, occupant);
}

/* All that there can be are listed first, so that CPUs can be composed in parallel. */
static void
gs_composer_add_occupants (const GsComposerCpus *self, guint place)
{
  GsTimeline *timeline = self->timeline;

  self->host->first_occupant = timeline->occupants->len;
  for (guint i = 0; i < self->host->threads->len; i++)
    {
      GsOccupant occupant = { place, i, GS_NO_INDEX, GS_NO_VCPU, GS_NO_INDEX, GS_NO_INDEX };
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
  self->host->n_occupants = timeline->occupants->len - self->host->first_occupant;
}

/* Returns: (nullable): the guest's CPU that a vCPU is, where it is known what that ran */
static const GsCpuRow *
gs_composer_get_guest_cpu (const GsTimeline *timeline, const GsOccupant *occupant)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, occupant->guest);

  for (guint i = 0; guest != NULL && i < guest->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (guest->cpus, GsCpuRow, i);

      if (cpu->number == occupant->vcpu && gs_track_get_n_intervals (cpu->current) > 0)
        return cpu;
    }
  return NULL;
}

/* A vCPU, and the CPU of its guest that it is. */
typedef struct
{
  const GsTimelineMachine *guest;
  const GsCpuRow *cpu;
  guint32 inside;  /* where the occupants of the guest's CPU begin, as occupants of the host's */
  guint32 threads; /* and where those that are the guest's threads alone do */
} GsComposerVcpu;

/* Appends a span in which the guest's @thread, a vCPU of its own, is current: cut where those inside change. */
static void
gs_composer_see_deeper (const GsComposerVcpu *self, GsTrack *out, GsSpan span, GsTrackValue value, guint32 thread)
{
  const GsTrack *track = self->cpu->track;
  gsize n = track != NULL ? gs_track_get_n_intervals (track) : 0;
  guint first = self->guest->first_occupant;

  value.arg = self->threads + thread;
  gs_track_append (out, span.begin, value);
  for (gsize i = n > 0 ? gs_track_seek (track, 0, span.begin) : 0; i < n; i++)
    {
      GsInterval deep = gs_track_get (track, i);
      gboolean is_inside = deep.value.state == GS_CPU_GUEST && deep.value.arg - first < self->guest->n_occupants;

      if (deep.span.begin >= span.end)
        return;
      if (deep.span.end <= span.begin)
        continue;
      value.arg = is_inside ? self->inside + deep.value.arg - first : self->threads + thread;
      gs_track_append (out, MAX (deep.span.begin, span.begin), value);
    }
}

/* Whether @thread of the guest is a vCPU of a guest of its own */
static gboolean
gs_composer_is_vcpu (const GsComposerCpus *self, const GsTimelineMachine *guest, guint32 thread)
{
  return thread < guest->occupants->len
         && g_array_index (self->timeline->occupants, GsOccupant, g_array_index (guest->occupants, guint32, thread))
                    .guest
                != GS_NO_INDEX;
}

/* Appends an interval of guest code, cut where the guest's thread changes. */
static void
gs_composer_see_through (const GsComposerCpus *self, GsTrack *out, GsInterval interval, guint32 thread)
{
  const GsOccupant *who = &g_array_index (self->timeline->occupants, GsOccupant, interval.value.arg);
  const GsCpuRow *cpu = gs_composer_get_guest_cpu (self->timeline, who);
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, who->guest);
  GsComposerVcpu vcpu = { guest, cpu, self->inside[thread], self->inside[thread] + guest->n_occupants };
  const GsTrack *current = cpu != NULL ? cpu->current : NULL;
  GsTrackValue value = interval.value;
  gsize n = current != NULL ? gs_track_get_n_intervals (current) : 0;

  gs_track_append (out, interval.span.begin, value);
  for (gsize i = n > 0 ? gs_track_seek (current, 0, interval.span.begin) : 0; i < n; i++)
    {
      GsInterval inside = gs_track_get (current, i);
      GsSpan span = gs_span_intersect (inside.span, interval.span);

      if (inside.span.begin >= interval.span.end)
        return;
      if (inside.span.end <= interval.span.begin)
        continue;
      value.arg = inside.value.arg != GS_NO_INDEX ? vcpu.threads + inside.value.arg : interval.value.arg;
      if (inside.value.arg != GS_NO_INDEX && gs_composer_is_vcpu (self, guest, inside.value.arg))
        gs_composer_see_deeper (&vcpu, out, span, value, inside.value.arg);
      else
        gs_track_append (out, span.begin, value);
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
 *   occupants and the tracks of its CPUs. Guests come behind their hosts there, and are composed before them
 */
void
gs_composer_compose_cpus (GsTimeline *timeline)
{
  for (guint place = timeline->machines->len; place-- > 0;)
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
