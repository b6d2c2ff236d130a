/* gs-why-vcpu.c: what a vCPU did while a thread waited for it, or believed to have it
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-why-vcpu.h"

#include <glib/gi18n.h>

#include "timeline/gs-vcpu-cause.h"
#include "track/gs-track-walk.h"
#include "why/gs-why-cpu.h"

/**
 * gs_why_vcpu_init:
 * @machine: index in the timeline's machines
 * @cpu: one of its CPUs, by number
 *
 * Returns: FALSE where that is no vCPU
 */
gboolean
gs_why_vcpu_init (GsWhyVcpu *self, const GsTimeline *timeline, guint machine, guint cpu)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, machine);

  *self = (GsWhyVcpu){ .timeline = timeline, .machine = machine, .kind = GS_WHY_STOLEN, .guest_kind = GS_WHY_WAITED };
  if (guest == NULL || !gs_timeline_find_vcpu (guest, cpu, &self->index))
    return FALSE;
  self->row = &g_array_index (guest->vcpus, GsVcpuRow, self->index);
  self->current = gs_timeline_get_current (guest, cpu);
  return TRUE;
}

/* Mostly a host doesn't tell at first, before the vCPU's first entry, and perhaps in the end. Returns: the time between,
 * if that is so; else no time */
static GsSpan
gs_why_vcpu_find_told (const GsTrack *host_view)
{
  gint64 ns[GS_MAX_STATES] = { 0 };
  gsize n = gs_track_get_n_intervals (host_view);
  guint8 first, last;
  GsSpan head, tail, told;

  if (n == 0)
    return (GsSpan){ 0, 0 };
  head = gs_track_get_state (host_view, 0, &first);
  tail = gs_track_get_state (host_view, n - 1, &last);
  told = (GsSpan){ first == GS_HOST_VIEW_UNKNOWN ? head.end : head.begin,
                   last == GS_HOST_VIEW_UNKNOWN ? tail.begin : tail.end };
  if (gs_span_duration (told) <= 0)
    return (GsSpan){ 0, 0 };
  gs_track_sum (host_view, told, ns);
  return ns[GS_HOST_VIEW_UNKNOWN] == 0 ? told : (GsSpan){ 0, 0 };
}

static const GsTrack *
gs_why_vcpu_get_track (GsWhyVcpu *self)
{
  if (self->track != NULL)
    return self->track;
  self->track = gs_lazy_track_get (self->row->track);
  self->host_view = gs_lazy_track_get (self->row->host_view);
  if (self->host_view != NULL)
    self->told = gs_why_vcpu_find_told (self->host_view);
  return self->track;
}

/* Its thread sleeps, as far as the host knows. */
static gboolean
gs_why_vcpu_is_asleep (GsWhyVcpu *self, gint64 time)
{
  GsTrackWalk walk;
  guint8 state;
  GsSpan part;

  gs_why_vcpu_get_track (self);
  gs_track_walk_init_near (&walk, self->host_view, (GsSpan){ time, time + 1 }, self->host_at);
  self->host_at = walk.next;
  return gs_track_walk_next_state (&walk, &state, &part) && state == GS_HOST_VIEW_ASLEEP;
}

/**
 * gs_why_vcpu_get_part:
 * @state: of its row; of what the guest's threads do in it, nothing is said
 * @time: ns on the reference clock: since when
 *
 * Returns: what somebody who wants to run on it waits for meanwhile
 */
GsWaitPart
gs_why_vcpu_get_part (GsWhyVcpu *self, guint8 state, gint64 time)
{
  switch (state)
    {
    case GS_VCPU_RUNNING:
      return GS_WAIT_GUEST_QUEUE;
    case GS_VCPU_IDLE:
      return gs_why_vcpu_is_asleep (self, time) ? GS_WAIT_ASLEEP : GS_WAIT_GUEST_IDLE;
    case GS_VCPU_HYPERVISOR:
      return GS_WAIT_HYPERVISOR;
    case GS_VCPU_PREEMPTED:
      return GS_WAIT_HOST_QUEUE;
    case GS_VCPU_BLOCKED:
      return GS_WAIT_ASLEEP;
    default:
      return GS_WAIT_UNKNOWN;
    }
}

/* @state_of_row: in @span. Returns: for how long of that only the guest says so, ns */
static gint64
gs_why_vcpu_count_unsure (GsWhyVcpu *self, GsSpan span, guint8 state_of_row)
{
  gint64 ns = gs_span_duration (span);
  GsTrackWalk walk;
  guint8 state;
  GsSpan part;

  if (self->host_view == NULL || (state_of_row != GS_VCPU_RUNNING && state_of_row != GS_VCPU_IDLE)
      || (span.begin >= self->told.begin && span.end <= self->told.end))
    return 0;
  gs_track_walk_init_near (&walk, self->host_view, span, self->host_at);
  self->host_at = walk.next;
  while (gs_track_walk_next_state (&walk, &state, &part))
    if (state != GS_HOST_VIEW_UNKNOWN)
      ns -= gs_span_duration (part);
  return ns;
}

static void
gs_why_vcpu_split_part (GsWhyVcpu *self, GsSpan span, guint8 state, gint64 *ns)
{
  gint64 unsure = gs_why_vcpu_count_unsure (self, span, state);

  ns[GS_WAIT_UNKNOWN] += unsure;
  ns[gs_why_vcpu_get_part (self, state, span.begin)] += gs_span_duration (span) - unsure;
}

/**
 * gs_why_vcpu_split:
 * @wait: ns on the reference clock; its begin isn't before that of an earlier one. Its end is when
 *   the guest switches to the thread
 * @ns: (inout) (array fixed-size=6): gets what was waited for, by #GsWaitPart
 *
 * Returns: when the thread really runs; %GS_TIME_NONE where that isn't known
 */
gint64
gs_why_vcpu_split (GsWhyVcpu *self, GsSpan wait, gint64 *ns)
{
  gint64 done = wait.begin;
  GsTrackWalk walk;
  guint8 state;
  GsSpan part;

  gs_track_walk_init_near (&walk, gs_why_vcpu_get_track (self), (GsSpan){ wait.begin, G_MAXINT64 }, self->at);
  self->at = walk.next;
  while (gs_track_walk_next_state (&walk, &state, &part))
    {
      if (part.end <= wait.begin)
        continue;
      ns[GS_WAIT_UNKNOWN] += part.begin - done;
      done = part.begin;
      if (state == GS_VCPU_RUNNING && part.end > wait.end)
        {
          GsSpan rest = { done, MAX (wait.end, done) };

          gs_why_vcpu_split_part (self, rest, state, ns);
          return gs_why_vcpu_count_unsure (self, (GsSpan){ rest.end, rest.end + 1 }, state) == 0 ? rest.end :
                                                                                                   GS_TIME_NONE;
        }
      gs_why_vcpu_split_part (self, part, state, ns);
      done = part.end;
    }
  return GS_TIME_NONE;
}

/* An exit of the vCPU itself, or of one further out that has it. */
static GsWhyNode *
gs_why_vcpu_get_exit (const GsWhyVcpu *self, GsWhyNode *node, gsize interval)
{
  GsTrackValue value = gs_track_get (self->track, interval).value;
  GsWhyKey key = { self->kind, GS_CAUSE_EXIT,
                   gs_timeline_get_outer (self->timeline, self->machine, gs_aux_get_level (value.aux)), value.arg };
  GsWhyNode *part = gs_why_node_find (node, key);
  g_autofree char *name = NULL;

  if (part != NULL)
    return part;
  name = gs_vcpu_cause_dup_name (self->timeline, self->machine, self->index, interval);
  return gs_why_node_add_part (node, key, *name != '\0' ? g_steal_pointer (&name) : g_strdup (_ ("hypervisor")));
}

/* @value: of an interval in which the host of its level has no CPU for the vCPU. */
static void
gs_why_vcpu_add_preempted (const GsWhyVcpu *self, GsWhyNode *node, GsSpan span, GsTrackValue value)
{
  guint level = gs_aux_get_level (value.aux);
  GsWhyCpu host = {
    .timeline = self->timeline,
    .machine = gs_timeline_get_outer (self->timeline, self->machine, level + 1),
    .cpu = value.cpu,
    .waits = level == 0 ? self->row->host_thread : GS_NO_INDEX,
    .kind = self->kind,
    .is_further_out = level > 0,
  };

  if (host.machine != GS_NO_INDEX && host.cpu != GS_NO_CPU)
    gs_why_cpu_add (&host, node, span);
  else
    gs_why_node_add (gs_why_node_get_plain (node, (GsWhyKey){ self->kind, GS_CAUSE_PREEMPTED, 0, 0 },
                                            N_ ("somebody that isn't known")),
                     span);
}

static void
gs_why_vcpu_add_piece (GsWhyVcpu *self, GsWhyNode *node, const GsInterval *interval, GsSpan span, gsize at,
                       GsWhyNode *in_guest)
{
  switch (gs_why_vcpu_get_part (self, interval->value.state, span.begin))
    {
    case GS_WAIT_HOST_QUEUE:
      gs_why_vcpu_add_preempted (self, node, span, interval->value);
      return;
    case GS_WAIT_HYPERVISOR:
      gs_why_node_add (gs_why_vcpu_get_exit (self, node, at), span);
      return;
    case GS_WAIT_ASLEEP:
      if (interval->value.state == GS_VCPU_BLOCKED)
        node = gs_why_node_get_plain (node, (GsWhyKey){ self->kind, GS_CAUSE_QEMU, 0, 0 }, N_ ("blocked in QEMU"));
      else
        node = gs_why_node_get_plain (node, (GsWhyKey){ self->kind, GS_CAUSE_ASLEEP, 0, 0 }, N_ ("the vCPU slept"));
      gs_why_node_add (node, span);
      return;
    case GS_WAIT_GUEST_QUEUE:
    case GS_WAIT_GUEST_IDLE:
      if (in_guest != NULL)
        {
          gs_why_node_add (in_guest, span);
          return;
        }
      G_GNUC_FALLTHROUGH;
    default:
      gs_why_node_add (
          gs_why_node_get_plain (node, (GsWhyKey){ GS_WHY_UNKNOWN, GS_CAUSE_NOT_KNOWN, 0, 0 }, N_ ("not known")), span);
    }
}

/**
 * gs_why_vcpu_add:
 * @node: (inout): gets a part for each exit's reason and for each thread of the host that took the vCPU's CPU in @span
 * @span: ns on the reference clock, not before any earlier one
 * @in_guest: (nullable): gets the time in which it ran guest code; NULL: then that isn't to be expected
 *
 * What is added adds up to @span.
 */
void
gs_why_vcpu_add (GsWhyVcpu *self, GsWhyNode *node, GsSpan span, GsWhyNode *in_guest)
{
  const GsInterval unknown = { .value.state = GS_VCPU_UNKNOWN };
  gint64 done = span.begin;
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  gs_track_walk_init_near (&walk, gs_why_vcpu_get_track (self), span, self->at);
  self->at = walk.next;
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      if (done < part.begin)
        gs_why_vcpu_add_piece (self, node, &unknown, (GsSpan){ done, part.begin }, 0, in_guest);
      gs_why_vcpu_add_piece (self, node, &interval, part, walk.next - 1, in_guest);
      done = part.end;
    }
  if (done < span.end)
    gs_why_vcpu_add_piece (self, node, &unknown, (GsSpan){ done, span.end }, 0, in_guest);
}

/* The part of @node for the thread that the guest has on the CPU. */
static GsWhyNode *
gs_why_vcpu_get_before (const GsWhyVcpu *self, GsWhyNode *node, GsTrackValue value, gint64 time)
{
  GsWhyKey key = { self->guest_kind, GS_CAUSE_THREAD, self->machine, value.arg };
  GsWhyNode *part;

  if (value.state == GS_GUEST_VIEW_IDLE)
    return gs_why_node_get_plain (node, (GsWhyKey){ self->guest_kind, GS_CAUSE_IDLE, 0, 0 }, N_ ("the CPU idled"));
  if (value.state != GS_GUEST_VIEW_RUNNING || value.arg == GS_NO_INDEX)
    return gs_why_node_get_plain (node, (GsWhyKey){ self->guest_kind, GS_CAUSE_NOT_KNOWN, 0, 0 }, N_ ("not known"));
  part = gs_why_node_find (node, key);
  if (part != NULL)
    return part;
  return gs_why_node_add_part (node, key, gs_timeline_name_thread (self->timeline, self->machine, value.arg, time));
}

static void
gs_why_vcpu_add_behind (GsWhyVcpu *self, GsWhyNode *node, GsSpan span, GsTrackValue value, gboolean is_flat)
{
  GsWhyNode *before = gs_why_vcpu_get_before (self, node, value, span.begin);

  if (is_flat)
    {
      gs_why_vcpu_add (self, node, span, before);
      return;
    }
  gs_why_node_add (before, span);
  gs_why_vcpu_add (self, before, span,
                   gs_why_node_get_plain (before, (GsWhyKey){ GS_WHY_RAN, GS_CAUSE_ALL, 0, 0 }, N_ ("ran")));
}

/**
 * gs_why_vcpu_add_wait:
 * @node: (inout): gets a part for each thread of the guest that had the vCPU in @wait
 * @wait: ns on the reference clock, not before any earlier one
 * @is_flat: each of these parts has only the time in which that thread really ran, and what the host did meanwhile
 *   are parts of @node; else those are parts of the thread's
 *
 * The parts add up to @wait.
 */
void
gs_why_vcpu_add_wait (GsWhyVcpu *self, GsWhyNode *node, GsSpan wait, gboolean is_flat)
{
  const GsTrackValue unknown = { .state = GS_GUEST_VIEW_UNKNOWN };
  gint64 done = wait.begin;
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  gs_track_walk_init_near (&walk, self->current, wait, self->current_at);
  self->current_at = walk.next;
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      if (done < part.begin)
        gs_why_vcpu_add_behind (self, node, (GsSpan){ done, part.begin }, unknown, is_flat);
      gs_why_vcpu_add_behind (self, node, part, interval.value, is_flat);
      done = part.end;
    }
  if (done < wait.end)
    gs_why_vcpu_add_behind (self, node, (GsSpan){ done, wait.end }, unknown, is_flat);
}
