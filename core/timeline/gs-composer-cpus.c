/* gs-composer-cpus.c: who has each physical CPU, down to the guest's thread
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-composer-cpus.h"

#include "clock/gs-clock.h"
#include "event/gs-event.h"
#include "timeline/gs-composer-tracks.h"

static const GsSpan always = { G_MININT64, G_MAXINT64 };

static const GsOccupant *
gs_composer_get_occupant (const GsTimelineMachine *host, guint32 index)
{
  return &g_array_index (host->timeline->occupants, GsOccupant, index);
}

/* The occupants that a vCPU can be: itself, then itself with each of its guest's threads; where its guest is
 * a host, with each occupant that the guest's own CPUs can have, and only then with its threads alone. */
static void
gs_composer_add_vcpu_occupants (GsTimelineMachine *host, guint guest_index, const GsVcpuRow *row)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (host->timeline, guest_index);
  GArray *occupants = host->timeline->occupants;
  GsOccupant occupant = { guest->host, row->host_thread, guest_index, row->id, GS_NO_INDEX, GS_NO_INDEX };
  guint32 index = g_array_index (host->occupants, guint32, row->host_thread);

  g_array_index (occupants, GsOccupant, index) = occupant;
  host->inside[row->host_thread] = occupants->len;
  for (guint i = 0; i < guest->n_occupants; i++)
    {
      const GsOccupant *inner = gs_composer_get_occupant (host, guest->first_occupant + i);

      occupant.guest_thread = inner->thread;
      occupant.inner = inner->guest != GS_NO_INDEX ? guest->first_occupant + i : GS_NO_INDEX;
      g_array_append_val (occupants, occupant);
    }
  occupant.inner = GS_NO_INDEX;
  for (occupant.guest_thread = 0; occupant.guest_thread < guest->threads->len; occupant.guest_thread++)
    g_array_append_val (occupants, occupant);
}

static void
gs_composer_add_host_occupants (GsTimelineMachine *host, guint place)
{
  const GsTimeline *timeline = host->timeline;

  host->first_occupant = timeline->occupants->len;
  host->inside = g_new (guint32, MAX (host->threads->len, 1));
  for (guint i = 0; i < host->threads->len; i++)
    {
      GsOccupant occupant = { place, i, GS_NO_INDEX, GS_NO_VCPU, GS_NO_INDEX, GS_NO_INDEX };
      guint32 index = timeline->occupants->len;

      g_array_append_val (timeline->occupants, occupant);
      g_array_append_val (host->occupants, index);
      host->inside[i] = GS_NO_INDEX;
    }
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; guest->host == place && i < guest->vcpus->len; i++)
        {
          const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, i);

          if (row->host_thread != GS_NO_INDEX)
            gs_composer_add_vcpu_occupants (host, m, row);
        }
    }
  host->n_occupants = timeline->occupants->len - host->first_occupant;
}

/**
 * gs_composer_add_occupants:
 * @timeline: (inout): one whose machines, threads and vCPUs are there; gets all occupants that there can
 *   be, so that any CPU can be made alone. Guests come behind their hosts there, and are seen to before them
 */
void
gs_composer_add_occupants (GsTimeline *timeline)
{
  for (guint place = timeline->machines->len; place-- > 0;)
    {
      GsTimelineMachine *machine = gs_timeline_get_machine (timeline, place);

      if (machine->machine != NULL)
        gs_composer_add_host_occupants (machine, place);
    }
}

/* A vCPU, and the CPU of its guest that it is. */
typedef struct
{
  const GsTimelineMachine *guest;
  guint cpu;              /* index in its CPUs */
  const GsTrack *current; /* what that ran; NULL where nothing is known */
  guint32 inside;         /* where the occupants of the guest's CPU begin, as occupants of the host's */
  guint32 threads;        /* and where those that are the guest's threads alone do */
} GsComposerVcpu;

static void
gs_composer_find_vcpu (const GsTimelineMachine *host, guint32 thread, guint32 occupant, GsComposerVcpu *vcpu)
{
  const GsOccupant *who = gs_composer_get_occupant (host, occupant);
  const GsTimelineMachine *guest = gs_timeline_get_machine (host->timeline, who->guest);

  *vcpu = (GsComposerVcpu){ .guest = guest,
                            .inside = host->inside[thread],
                            .threads = host->inside[thread] + guest->n_occupants };
  if (!gs_timeline_find_cpu (guest, who->vcpu, &vcpu->cpu))
    return;
  vcpu->current = gs_timeline_get_current (guest, who->vcpu);
  if (gs_track_get_n_intervals (vcpu->current) == 0)
    vcpu->current = NULL;
}

/* Appends a span in which the guest's @thread, a vCPU of its own, is current: cut where those inside change. */
static void
gs_composer_see_deeper (const GsComposerVcpu *self, GsTrack *out, GsSpan span, GsTrackValue value, guint32 thread)
{
  g_autoptr (GsTrack) track = gs_composer_ref_cpu_part (self->guest, self->cpu, span);
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
gs_composer_is_vcpu (const GsTimelineMachine *guest, guint32 thread)
{
  return thread < guest->occupants->len
         && gs_composer_get_occupant (guest, g_array_index (guest->occupants, guint32, thread))->guest != GS_NO_INDEX;
}

/* Appends what of an interval of guest code lies in @span, cut where the guest's thread changes. */
static void
gs_composer_see_through (const GsComposerVcpu *self, GsTrack *out, GsInterval interval, GsSpan wanted)
{
  const GsTrack *current = self->current;
  GsTrackValue value = interval.value;
  gsize n = current != NULL ? gs_track_get_n_intervals (current) : 0;

  gs_track_append (out, interval.span.begin, value);
  for (gsize i = n > 0 ? gs_track_seek (current, 0, MAX (interval.span.begin, wanted.begin)) : 0; i < n; i++)
    {
      GsInterval inside = gs_track_get (current, i);
      GsSpan span = gs_span_intersect (inside.span, interval.span);

      if (inside.span.begin >= MIN (interval.span.end, wanted.end))
        return;
      if (inside.span.end <= interval.span.begin)
        continue;
      value.arg = inside.value.arg != GS_NO_INDEX ? self->threads + inside.value.arg : interval.value.arg;
      if (inside.value.arg != GS_NO_INDEX && gs_composer_is_vcpu (self->guest, inside.value.arg))
        gs_composer_see_deeper (self, out, span, value, inside.value.arg);
      else
        gs_track_append (out, span.begin, value);
    }
  if (n > 0 && gs_track_get_span (current).end < interval.span.end)
    gs_track_append (out, MAX (gs_track_get_span (current).end, interval.span.begin), interval.value);
}

/* Who has a CPU in @span, or in somewhat more. */
static GsTrack *
gs_composer_see_cpu (const GsTimelineMachine *host, guint index, GsSpan span)
{
  const GsClock *clock = &host->clock;
  const GsTrack *states = ((const GsCpu *) g_ptr_array_index (host->machine->cpus, index))->states;
  GsTrack *out = gs_track_new (GS_N_CPU_STATES);
  gsize n = gs_track_get_n_intervals (states);
  gint64 end = gs_clock_to_reference (clock, gs_track_get_span (states).end);
  guint32 known = GS_NO_INDEX; /* the thread that @vcpu is of */
  GsComposerVcpu vcpu;

  for (gsize i = span.begin > always.begin ? gs_composer_seek (states, clock, span.begin) : 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (states, i);
      guint32 thread = interval.value.arg;

      interval.span.begin = gs_clock_to_reference (clock, interval.span.begin);
      interval.span.end = gs_clock_to_reference (clock, interval.span.end);
      if (interval.span.begin >= span.end)
        {
          end = interval.span.begin;
          break;
        }
      if (thread != GS_NO_INDEX)
        interval.value.arg = g_array_index (host->occupants, guint32, thread);
      if (interval.value.state == GS_CPU_GUEST && thread != GS_NO_INDEX && host->inside[thread] != GS_NO_INDEX)
        {
          if (thread != known)
            gs_composer_find_vcpu (host, thread, interval.value.arg, &vcpu);
          known = thread;
          gs_composer_see_through (&vcpu, out, interval, span);
        }
      else
        gs_track_append (out, interval.span.begin, interval.value);
    }
  gs_track_seal (out, end);
  return out;
}

/**
 * gs_composer_compose_cpu:
 * @source: the machine
 * @index: in its CPUs
 *
 * Returns: (transfer full): the CPU's row
 */
GsTrack *
gs_composer_compose_cpu (gpointer source, guint index)
{
  return gs_composer_see_cpu (source, index, always);
}

/**
 * gs_composer_ref_cpu_part:
 * @index: in the machine's CPUs
 * @span: ns on the reference clock
 *
 * Returns: (transfer full) (nullable): the CPU's row, where that is made, else what of it lies in @span (and
 *   somewhat around); NULL where there is none
 */
GsTrack *
gs_composer_ref_cpu_part (const GsTimelineMachine *self, guint index, GsSpan span)
{
  const GsCpuRow *row = &g_array_index (self->cpus, GsCpuRow, index);
  GsTrack *track = row->track != NULL ? gs_lazy_track_peek (row->track) : NULL;

  return track != NULL || row->track == NULL ? track : gs_composer_see_cpu (self, index, span);
}

/**
 * gs_composer_foreach_thread:
 * @index: in the machine's CPUs
 * @span: ns on the reference clock
 * @func: (scope call): called for each time that a thread of the machine had the CPU in there, in order of time
 *
 * For callers that need not know which thread of a guest it was: no row is made for it.
 */
void
gs_composer_foreach_thread (const GsTimelineMachine *self, guint index, GsSpan span, GsComposerThreadFunc func,
                            gpointer user_data)
{
  const GsTrack *states = ((const GsCpu *) g_ptr_array_index (self->machine->cpus, index))->states;
  gsize n = gs_track_get_n_intervals (states);

  for (gsize i = gs_composer_seek (states, &self->clock, span.begin); i < n; i++)
    {
      GsInterval interval = gs_track_get (states, i);
      GsSpan part = { gs_clock_to_reference (&self->clock, interval.span.begin),
                      gs_clock_to_reference (&self->clock, interval.span.end) };

      if (part.begin >= span.end)
        return;
      part = gs_span_intersect (part, span);
      if (interval.value.arg != GS_NO_INDEX && gs_span_duration (part) > 0)
        func (interval.value.arg, gs_span_duration (part), user_data);
    }
}
