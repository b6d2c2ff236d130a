/* gs-composer-tracks.c: tracks of two machines into one
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-composer-tracks.h"

#include "timeline/gs-timeline.h"
#include "track/gs-track-reader.h"

static const GsClock identity = { 0 };

/* Whether a track on @clock is on the reference clock as it is */
gboolean
gs_composer_is_identity (const GsClock *clock)
{
  return clock->offset == 0 && clock->drift == 0.0 && clock->pieces == NULL;
}

/* Reads a track forward on the reference clock. A value holds until the next,
 * the last one for @hold longer than the track; before the first and after the
 * last there is none. */
typedef struct
{
  GsTrackReader reader;
  const GsClock *clock;
  gsize index;
  gsize n;
  gint64 hold;
  GsSpan span; /* of the present interval, on the reference clock */
  GsTrackValue value;
} GsFeed;

static void
gs_feed_load (GsFeed *self)
{
  GsInterval interval;

  if (self->index >= self->n)
    {
      self->span = (GsSpan){ G_MAXINT64, G_MAXINT64 };
      return;
    }
  interval = gs_track_reader_get (&self->reader, self->index);
  if (self->index + 1 == self->n)
    interval.span.end += self->hold;
  self->span.begin = gs_clock_to_reference (self->clock, interval.span.begin);
  self->span.end = gs_clock_to_reference (self->clock, interval.span.end);
  self->value = interval.value;
}

static void
gs_feed_init (GsFeed *self, const GsTrack *track, const GsClock *clock, gint64 hold)
{
  gs_track_reader_init (&self->reader, track);
  self->clock = clock;
  self->hold = hold;
  self->index = 0;
  self->n = track != NULL ? gs_track_get_n_intervals (track) : 0;
  gs_feed_load (self);
}

/* Returns: the value at @time, which never goes back; NULL where there is none */
static const GsTrackValue *
gs_feed_at (GsFeed *self, gint64 time)
{
  while (self->index < self->n && self->span.end <= time)
    {
      self->index++;
      gs_feed_load (self);
    }
  return self->span.begin <= time ? &self->value : NULL;
}

/* Returns: when the value next changes after @time, which gs_feed_at() was asked for */
static gint64
gs_feed_next_change (const GsFeed *self, gint64 time)
{
  return self->span.begin > time ? self->span.begin : self->span.end;
}

/* Either may be NULL, not both. */
typedef GsTrackValue (*GsCombine) (const GsTrackValue *a, const GsTrackValue *b);

/* Combines two tracks at every change of either, over the spans of both. */
static GsTrack *
gs_composer_merge (GsFeed *a, GsFeed *b, GsCombine combine, guint n_states, gint64 end)
{
  GsTrack *track = gs_track_new (n_states);
  gint64 time = MIN (a->span.begin, b->span.begin);

  while (time < end)
    {
      const GsTrackValue *value_a = gs_feed_at (a, time);
      const GsTrackValue *value_b = gs_feed_at (b, time);

      gs_track_append (track, time, combine (value_a, value_b));
      time = MIN (gs_feed_next_change (a, time), gs_feed_next_change (b, time));
    }
  gs_track_seal (track, end != G_MININT64 ? end : 0);
  return track;
}

/**
 * gs_composer_seek:
 * @clock: the clock that @track is on
 * @time: ns on the reference clock
 *
 * Returns: an interval to begin with, for callers that look at all from @time on: the one there, or little before it
 */
gsize
gs_composer_seek (const GsTrack *track, const GsClock *clock, gint64 time)
{
  gsize at;

  if (gs_track_get_n_intervals (track) == 0)
    return 0;
  if (time < gs_clock_to_reference (clock, gs_track_get_span (track).begin))
    return 0;
  at = gs_track_seek (track, 0, gs_clock_from_reference (clock, time));
  while (at > 0 && gs_clock_to_reference (clock, gs_track_get (track, at).span.begin) > time)
    at--;
  return at;
}

static gint64
gs_composer_get_end (const GsTrack *track, const GsClock *clock)
{
  if (track == NULL || gs_track_get_n_intervals (track) == 0)
    return G_MININT64;
  return gs_clock_to_reference (clock, gs_track_get_span (track).end);
}

/**
 * gs_composer_retime:
 * @clock: the clock that @track is on
 * @hold: ns; for how long the last value holds after the track's end
 *
 * Returns: (transfer full): @track on the reference clock; the same track where
 *   that is what it is on
 */
GsTrack *
gs_composer_retime (const GsTrack *track, const GsClock *clock, gint64 hold)
{
  gsize n = gs_track_get_n_intervals (track);
  GsTrackReader reader;
  GsTrack *retimed;

  if (gs_composer_is_identity (clock) && (hold == 0 || n == 0))
    return gs_track_ref (track);

  retimed = gs_track_new (gs_track_get_n_states (track));
  gs_track_reader_init (&reader, track);
  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_reader_get (&reader, i);

      gs_track_append (retimed, gs_clock_to_reference (clock, interval.span.begin), interval.value);
    }
  gs_track_seal (retimed, gs_clock_to_reference (clock, gs_track_get_span (track).end + hold));
  return retimed;
}

/* What a vCPU thread on a CPU does, as its KVM mode tells. */
static GsTrackValue
gs_composer_host_view_on_cpu (const GsTrackValue *thread, const GsTrackValue *kvm)
{
  GsTrackValue value = { GS_HOST_VIEW_UNKNOWN, 0, thread->cpu, GS_NO_REASON };

  if (kvm == NULL)
    return value;
  if (kvm->state == GS_KVM_UNKNOWN)
    value.aux = kvm->aux;
  if (kvm->state == GS_KVM_GUEST)
    value.state = GS_HOST_VIEW_GUEST;
  if (kvm->state == GS_KVM_HYPERVISOR)
    {
      value.state = GS_HOST_VIEW_HYPERVISOR;
      value.arg = kvm->arg;
      value.aux = kvm->aux != 0 ? GS_AUX_USERSPACE : 0;
    }
  return value;
}

static GsTrackValue
gs_composer_combine_host_view (const GsTrackValue *thread, const GsTrackValue *kvm)
{
  GsTrackValue value = { GS_HOST_VIEW_UNKNOWN, 0, GS_NO_CPU, GS_NO_REASON };

  if (thread == NULL)
    return value;
  switch (thread->state)
    {
    case GS_THREAD_UNKNOWN:
      value.aux = thread->aux & GS_AUX_UNKNOWN;
      return value;
    case GS_THREAD_WAIT_FOR_CPU:
      value.state = GS_HOST_VIEW_PREEMPTED;
      value.cpu = thread->cpu;
      return value;
    case GS_THREAD_WAIT_BLOCKED:
    case GS_THREAD_WAIT_UNKNOWN:
      value.state = GS_HOST_VIEW_ASLEEP;
      return value;
    case GS_THREAD_USERMODE:
    case GS_THREAD_SYSCALL:
    case GS_THREAD_INTERRUPTED:
      return gs_composer_host_view_on_cpu (thread, kvm);
    default:
      return value;
    }
}

/**
 * gs_composer_host_view:
 * @thread: a vCPU thread's own track
 * @kvm: (nullable): its KVM modes
 * @clock: the clock that both are on
 *
 * Returns: (transfer full): what the host alone knows of the vCPU
 */
GsTrack *
gs_composer_host_view (const GsTrack *thread, const GsTrack *kvm, const GsClock *clock)
{
  GsFeed a, b;

  gs_feed_init (&a, thread, clock, 0);
  gs_feed_init (&b, kvm, clock, 0);
  return gs_composer_merge (&a, &b, gs_composer_combine_host_view, GS_N_HOST_VIEWS,
                            gs_composer_get_end (thread, clock));
}

/* Whether a vCPU's thread has one of its machine's CPUs, as far as that machine knows */
static gboolean
gs_composer_is_current (const GsTrackValue *value)
{
  return value->cpu != GS_NO_CPU && (value->aux & GS_AUX_UNKNOWN) == 0 && value->state != GS_HOST_VIEW_PREEMPTED;
}

/* What becomes of @own, a host's view, where that host's own CPU is as @outer says. */
static GsTrackValue
gs_composer_see_value (GsTrackValue own, GsTrackValue outer)
{
  if ((outer.aux & GS_AUX_UNKNOWN) != 0)
    return outer;
  if (outer.state == GS_HOST_VIEW_GUEST || outer.state == GS_HOST_VIEW_UNKNOWN)
    return own;
  outer.aux = gs_aux_add_level (outer.aux);
  return outer;
}

/* Appends one interval in which the thread is current on a CPU whose host side is @outer, cut where
 * that changes. Returns: the index to look from next time */
static gsize
gs_composer_see_interval (GsTrack *out, GsInterval own, const GsTrack *outer, gsize from)
{
  GsSpan known = gs_span_intersect (own.span, gs_track_get_span (outer));
  gsize i = from;

  if (own.span.begin < known.begin || gs_span_duration (known) <= 0)
    gs_track_append (out, own.span.begin, own.value);
  if (gs_span_duration (known) <= 0)
    return from;
  for (i = gs_track_seek (outer, from, known.begin); i < gs_track_get_n_intervals (outer); i++)
    {
      GsInterval above = gs_track_get (outer, i);

      if (above.span.begin >= known.end)
        break;
      gs_track_append (out, MAX (above.span.begin, known.begin), gs_composer_see_value (own.value, above.value));
    }
  if (known.end < own.span.end)
    gs_track_append (out, known.end, own.value);
  return i - 1;
}

/**
 * gs_composer_see_out:
 * @own: what a host that is a guest itself knows of one of its vCPUs
 * @outer: (array length=n_outer): by that host's CPU number, what is known of the vCPU that it is; NULL where nothing
 *   is
 *
 * While the vCPU's thread is current on one of its host's CPUs, what that CPU's own host does with it
 * comes first: the rule of one level, from the outside in.
 *
 * Returns: (transfer full): what all hosts together know of the vCPU
 */
GsTrack *
gs_composer_see_out (const GsTrack *own, GsTrack **outer, guint n_outer)
{
  g_autofree gsize *from = g_new0 (gsize, MAX (n_outer, 1));
  GsTrack *out = gs_track_new (GS_N_HOST_VIEWS);
  gsize n = gs_track_get_n_intervals (own);
  GsTrackReader reader;

  gs_track_reader_init (&reader, own);
  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_reader_get (&reader, i);
      guint16 cpu = interval.value.cpu;

      if (gs_composer_is_current (&interval.value) && cpu < n_outer && outer[cpu] != NULL
          && gs_track_get_n_intervals (outer[cpu]) > 0)
        from[cpu] = gs_composer_see_interval (out, interval, outer[cpu], from[cpu]);
      else
        gs_track_append (out, interval.span.begin, interval.value);
    }
  gs_track_seal (out, gs_track_get_span (own).end);
  return out;
}

static GsVcpuState
gs_composer_get_vcpu_state (GsHostView host_view, GsGuestView guest_view)
{
  switch (host_view)
    {
    case GS_HOST_VIEW_PREEMPTED:
      return GS_VCPU_PREEMPTED;
    case GS_HOST_VIEW_ASLEEP:
      return guest_view == GS_GUEST_VIEW_IDLE ? GS_VCPU_IDLE : GS_VCPU_BLOCKED;
    case GS_HOST_VIEW_HYPERVISOR:
      return GS_VCPU_HYPERVISOR;
    case GS_HOST_VIEW_GUEST:
    case GS_HOST_VIEW_UNKNOWN:
    case GS_N_HOST_VIEWS:
    default:
      return (GsVcpuState) guest_view;
    }
}

static gboolean
gs_composer_is_lost (const GsTrackValue *value)
{
  return value != NULL && (value->aux & GS_AUX_LOST) != 0;
}

/* Where events were lost, only what the other machine knows alone is claimed:
 * of a guest's lost events, the hypervisor and preemption. */
static GsTrackValue
gs_composer_combine_vcpu (const GsTrackValue *host, const GsTrackValue *guest)
{
  GsGuestView guest_view = guest != NULL ? guest->state : GS_GUEST_VIEW_UNKNOWN;
  GsHostView host_view = host != NULL ? host->state : GS_HOST_VIEW_UNKNOWN;
  GsTrackValue value = { gs_composer_get_vcpu_state (host_view, guest_view), guest_view, GS_NO_CPU, GS_NO_REASON };

  if (host != NULL)
    {
      value.cpu = host->cpu;
      value.arg = host->arg;
      value.aux |= host->aux & (GS_AUX_USERSPACE | GS_AUX_LEVEL);
    }
  if (gs_composer_is_lost (host))
    value.aux |= host->aux & (GS_AUX_LOST | GS_AUX_UNRECORDED);
  if (gs_composer_is_lost (guest))
    value.aux |= guest->aux & (GS_AUX_LOST | GS_AUX_UNRECORDED);
  if (gs_composer_is_lost (host) || (gs_composer_is_lost (guest) && host_view == GS_HOST_VIEW_ASLEEP))
    value.state = GS_VCPU_UNKNOWN;
  if (guest != NULL && (guest->aux & GS_AUX_OFFLINE) != 0)
    return (GsTrackValue){ GS_VCPU_UNKNOWN, guest_view | GS_AUX_OFFLINE, GS_NO_CPU, GS_NO_REASON };
  return value;
}

/**
 * gs_composer_get_hold:
 * @host_view: (nullable): what the host knows of a vCPU
 * @guest_view: (nullable): what the guest believes of it, on @guest_clock
 * @longest: ns; the guest's longest silence: had it gone on, it would have spoken by then
 *
 * Returns: for how long, in ns, the guest's last word can hold after its trace's end: not when
 *   the vCPU has woken from the sleep that it was in, or has gone to sleep
 */
gint64
gs_composer_get_hold (const GsTrack *host_view, const GsTrack *guest_view, const GsClock *guest_clock, gint64 longest)
{
  gint64 end = gs_composer_get_end (guest_view, guest_clock);
  gboolean was_asleep;
  gsize i;

  if (host_view == NULL || end == G_MININT64 || !gs_track_find (host_view, end, &i))
    return longest;
  was_asleep = gs_track_get (host_view, i).value.state == GS_HOST_VIEW_ASLEEP;
  for (; i < gs_track_get_n_intervals (host_view); i++)
    {
      GsInterval interval = gs_track_get (host_view, i);

      if (interval.span.begin >= end + longest)
        break;
      if ((interval.value.state == GS_HOST_VIEW_ASLEEP) != was_asleep)
        return interval.span.begin - end;
    }
  return longest;
}

/**
 * gs_composer_vcpu:
 * @host_view: (nullable): what the host alone knows of it
 * @guest_view: (nullable): what the guest alone believes, on @guest_clock
 * @guest_hold: ns; for how long the guest's last word is believed after its
 *   trace's end
 *
 * The table of a vCPU's states is in docs/states.md.
 *
 * Returns: (transfer full): the vCPU's row
 */
GsTrack *
gs_composer_vcpu (const GsTrack *host_view, const GsTrack *guest_view, const GsClock *guest_clock, gint64 guest_hold)
{
  GsFeed a, b;

  gs_feed_init (&a, host_view, &identity, 0);
  gs_feed_init (&b, guest_view, guest_clock, guest_hold);
  return gs_composer_merge (
      &a, &b, gs_composer_combine_vcpu, GS_N_VCPU_STATES,
      MAX (gs_composer_get_end (host_view, &identity), gs_composer_get_end (guest_view, guest_clock)));
}
