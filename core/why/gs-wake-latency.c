/* gs-wake-latency.c: one wake-up of a thread, until it really runs
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-wake-latency.h"

#include "why/gs-why-wait.h"

/**
 * gs_wake_meter_init:
 * @machine: index in the timeline's machines
 */
void
gs_wake_meter_init (GsWakeMeter *self, const GsTimeline *timeline, guint machine)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);

  *self = (GsWakeMeter){ .timeline = timeline, .machine = machine };
  for (guint i = 0; i < owner->vcpus->len; i++)
    self->n_vcpus = MAX (self->n_vcpus, g_array_index (owner->vcpus, GsVcpuRow, i).id + 1);
  self->vcpus = g_new0 (GsWhyVcpu, self->n_vcpus);
  for (guint cpu = 0; cpu < self->n_vcpus; cpu++)
    gs_why_vcpu_init (&self->vcpus[cpu], timeline, machine, cpu);
}

void
gs_wake_meter_clear (GsWakeMeter *self)
{
  g_clear_pointer (&self->vcpus, g_free);
}

static gint64
gs_wake_latency_to_reference (const GsTimelineMachine *machine, gint64 time)
{
  return time != GS_TIME_NONE ? gs_clock_to_reference (&machine->clock, time) : GS_TIME_NONE;
}

static GsWakeUp
gs_wake_latency_get (const GsTimelineMachine *machine, guint32 thread, guint32 number)
{
  return gs_wake_ups_get (g_array_index (machine->threads, GsThreadRow, thread).thread->wake_ups, number);
}

/**
 * gs_wake_meter_measure:
 * @thread: index in the machine's threads
 * @number: index in the thread's wake_ups. Wake-ups in order of time are measured the fastest
 * @latency: (out):
 */
void
gs_wake_meter_measure (GsWakeMeter *self, guint32 thread, guint32 number, GsWakeLatency *latency)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (self->timeline, self->machine);
  const GsWakeUp wake_up = gs_wake_latency_get (owner, thread, number);
  gint64 queued;

  *latency = (GsWakeLatency){
    .machine = self->machine,
    .thread = thread,
    .number = number,
    .woken = gs_wake_latency_to_reference (owner, wake_up.woken),
    .queued = gs_wake_latency_to_reference (owner, wake_up.queued),
    .switched_in = gs_wake_latency_to_reference (owner, wake_up.switched_in),
    .running = GS_TIME_NONE,
    .cpu = wake_up.switched_in != GS_TIME_NONE ? wake_up.cpu : GS_NO_CPU,
  };
  if (latency->switched_in == GS_TIME_NONE)
    return;
  if (latency->cpu < self->n_vcpus && self->vcpus[latency->cpu].row != NULL)
    {
      latency->running = gs_why_vcpu_split (&self->vcpus[latency->cpu],
                                            (GsSpan){ latency->woken, latency->switched_in }, latency->ns);
      if (latency->running == GS_TIME_NONE)
        memset (latency->ns, 0, sizeof latency->ns);
      return;
    }
  queued = latency->queued != GS_TIME_NONE ? latency->queued : latency->switched_in;
  latency->running = latency->switched_in;
  latency->ns[GS_WAIT_ASLEEP] = queued - latency->woken;
  latency->ns[GS_WAIT_HOST_QUEUE] = latency->running - queued;
}

/* Whether it is known when the thread ran, and what it waited for until then. */
gboolean
gs_wake_latency_is_known (const GsWakeLatency *self)
{
  return self->running != GS_TIME_NONE && self->ns[GS_WAIT_UNKNOWN] == 0;
}

/* @waking: (out): by whom or what it was woken */
void
gs_wake_latency_get_waking (const GsWakeLatency *self, const GsTimeline *timeline, GsWaking *waking)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, self->machine);
  const GsWakeUp wake_up = gs_wake_latency_get (owner, self->thread, self->number);

  gs_waking_init (waking, owner, &wake_up);
}

/**
 * gs_wake_latency_dup_waker:
 *
 * Returns: (transfer full): the thread that woke it, as "comm:tid"; for interrupts that they did, on
 *   which CPU; "" where it isn't known
 */
char *
gs_wake_latency_dup_waker (const GsWakeLatency *self, const GsTimeline *timeline)
{
  GsWaking waking;

  gs_wake_latency_get_waking (self, timeline, &waking);
  return gs_waking_dup_name (&waking, timeline, self->machine);
}

/**
 * gs_wake_latency_explain:
 *
 * Only where it is known when the thread ran.
 *
 * Returns: (transfer full): all that the wait is made of, by who or what it is, most time first
 */
GsWhyNode *
gs_wake_latency_explain (const GsWakeLatency *self, const GsTimeline *timeline)
{
  GsSpan queued = { self->queued != GS_TIME_NONE ? self->queued : self->running, self->running };

  return gs_why_wait_explain (timeline, self->machine, self->thread, self->cpu, (GsSpan){ self->woken, self->running },
                              queued);
}

/**
 * gs_wake_latency_dup_cause:
 *
 * Returns: (transfer full): who or what the thread waited for the longest: a thread, or an exit's reason;
 *   "" where that is nobody, or not known
 */
char *
gs_wake_latency_dup_cause (const GsWakeLatency *self, const GsTimeline *timeline)
{
  g_autoptr (GsWhyNode) node = NULL;
  const GsWhyNode *longest;

  if (self->running == GS_TIME_NONE || self->running == self->woken)
    return g_strdup ("");
  node = gs_wake_latency_explain (self, timeline);
  longest = node->parts != NULL ? g_ptr_array_index (node->parts, 0) : NULL;
  if (longest == NULL
      || (longest->key.cause != GS_CAUSE_THREAD && longest->key.cause != GS_CAUSE_HOST_THREAD
          && longest->key.cause != GS_CAUSE_EXIT))
    return g_strdup ("");
  return g_strdup (longest->what);
}
