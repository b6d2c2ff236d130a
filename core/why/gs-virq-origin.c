/* gs-virq-origin.c: who brought an interrupt to a guest
 * SPDX-License-Identifier: MIT
 *
 * Backwards from the handler in the guest: what was injected last into its vCPU says the vector, and the last request
 * for that vector, by the same guest's QEMU, is the one. Where the processor injects by itself, and no event says so,
 * it is the last request whose destination is that vCPU, if there can be no other.
 */
#include "why/gs-virq-origin.h"

#include "base/gs-sorted.h"

#include <stdlib.h>

/* Nobody looks further back for what brought an interrupt. */
#define LONGEST_DELIVERY (10 * GS_SEC)

/* A soft interrupt that begins so long after an interrupt's handler is a part of that interrupt. */
#define LONGEST_TAIL (100 * GS_USEC)

typedef struct
{
  const GsTimeline *timeline;
  const GsTimelineMachine *guest, *host;
  const GsVcpuRow *vcpu;
  gint32 pid;      /* of the guest's QEMU, or GS_NO_TID */
  gint64 begun;    /* when the handler began, on the guest's clock */
  GsSpan handler;  /* from then to what it did, on the host's clock, as the next */
  gint64 since;    /* nothing before is looked at */
  gint64 accuracy; /* ns: so far off may the order of a guest's event and a host's be; 0 where it is certain */
  const GArray *requests, *injections;
} GsVirqSearch;

/* --- In the guest --- */

/* Where the interrupt's handler began that the soft interrupt in interval @at is a part of. */
static gboolean
gs_virq_search_find_hard (const GsTrack *states, gsize at, gint64 *begin)
{
  gint64 next = gs_track_get (states, at).span.begin;

  while (at-- > 0)
    {
      GsInterval interval = gs_track_get (states, at);

      if (interval.value.state == GS_CPU_IRQ)
        {
          *begin = interval.span.begin;
          return TRUE;
        }
      if (interval.value.state == GS_CPU_SOFTIRQ)
        next = interval.span.begin;
      else if (next - interval.span.begin > LONGEST_TAIL)
        return FALSE;
    }
  return FALSE;
}

/* Finds when the handler began that did what was done at @time, on the guest's clock. */
static gboolean
gs_virq_search_find_handler (GsVirqSearch *self, gint64 time)
{
  const GsCpu *row = gs_machine_get_cpu (self->guest->machine, self->vcpu->id);
  GsInterval interval;
  gsize at;

  if (row == NULL || !gs_track_find (row->states, time, &at))
    return FALSE;
  interval = gs_track_get (row->states, at);
  self->begun = interval.span.begin;
  if (interval.value.state == GS_CPU_IRQ)
    return TRUE;
  return interval.value.state == GS_CPU_SOFTIRQ && gs_virq_search_find_hard (row->states, at, &self->begun);
}

/* Whether the guest has handled another interrupt on that CPU since @time, on the host's clock. */
static gboolean
gs_virq_search_has_handled_since (const GsVirqSearch *self, gint64 time)
{
  const GsCpu *row = gs_machine_get_cpu (self->guest->machine, self->vcpu->id);
  gint64 since = gs_clock_from_reference (&self->guest->clock, gs_clock_to_reference (&self->host->clock, time));
  gsize at;

  if (!gs_track_find (row->states, self->begun, &at))
    return FALSE;
  while (at-- > 0 && gs_track_get (row->states, at).span.begin > since)
    if (gs_track_get (row->states, at).value.state == GS_CPU_IRQ)
      return TRUE;
  return FALSE;
}

/* --- On the host --- */

static gint32
gs_virq_search_get_pid (const GsVirqSearch *self, guint32 thread)
{
  const GsThread *row = gs_machine_get_thread (self->host->machine, thread);

  return row != NULL ? row->pid : GS_NO_TID;
}

/* The machine whose QEMU or vhost it is. GS_NO_TID: that isn't known */
static gint32
gs_virq_search_get_owner (const GsVirqSearch *self, const GsVirqRequest *request)
{
  const GsThread *thread = gs_machine_get_thread (self->host->machine, request->thread);
  const char *name;

  if (thread == NULL || request->interrupt != GS_NO_INTERRUPT)
    return GS_NO_TID;
  name = gs_machine_get_thread_name (self->host->machine, request->thread);
  if (thread->is_kernel || g_str_has_prefix (name, "vhost-"))
    return g_str_has_prefix (name, "vhost-") ? atoi (name + strlen ("vhost-")) : GS_NO_TID;
  return thread->pid;
}

/* Whether the host runs no other guest, so that nobody asks for any other's interrupts. */
static gboolean
gs_virq_search_is_only_guest (const GsVirqSearch *self)
{
  const GPtrArray *threads = self->host->machine->threads;

  for (guint i = 0; i < threads->len; i++)
    {
      const GsThread *thread = g_ptr_array_index (threads, i);

      if (thread->kvm != NULL && thread->pid != self->pid)
        return FALSE;
    }
  return TRUE;
}

/* Whether any events of the host are missing in @span. */
static gboolean
gs_virq_search_has_lost (const GsVirqSearch *self, GsSpan span)
{
  for (guint i = 0; i < self->host->machine->cpus->len; i++)
    {
      const GsTrack *states = ((const GsCpu *) g_ptr_array_index (self->host->machine->cpus, i))->states;
      gsize n = gs_track_get_n_intervals (states), at;

      if (n == 0 || !gs_track_find (states, MAX (span.begin, gs_track_get_span (states).begin), &at))
        continue;
      for (; at < n && gs_track_get (states, at).span.begin < span.end; at++)
        if ((gs_track_get (states, at).value.aux & GS_AUX_LOST) != 0)
          return TRUE;
    }
  return FALSE;
}

static gboolean
gs_virq_search_is_own_injection (const GsVirqSearch *self, const GsVirq *virq)
{
  return virq->thread == self->vcpu->host_thread;
}

/* Returns: (nullable): what was injected into the vCPU last before the handler began */
static const GsVirq *
gs_virq_search_find_injection (const GsVirqSearch *self)
{
  for (guint i = gs_sorted_count_until (self->injections, G_STRUCT_OFFSET (GsVirq, time), self->handler.begin); i > 0;
       i--)
    {
      const GsVirq *virq = &g_array_index (self->injections, GsVirq, i - 1);

      if (virq->time < self->since)
        return NULL;
      if (gs_virq_search_is_own_injection (self, virq))
        return virq;
    }
  return NULL;
}

/* Whether another one than @virq may be what the handler handled, as far as the clocks tell. */
static gboolean
gs_virq_search_has_other_injection (const GsVirqSearch *self, const GsVirq *virq)
{
  gint64 begin = self->handler.begin;

  for (guint i = gs_sorted_count_until (self->injections, G_STRUCT_OFFSET (GsVirq, time), begin + self->accuracy);
       i > 0; i--)
    {
      const GsVirq *other = &g_array_index (self->injections, GsVirq, i - 1);

      if (!gs_virq_search_is_own_injection (self, other))
        continue;
      if (other->number != virq->number)
        return TRUE;
      if (other->time < begin - self->accuracy)
        return FALSE;
    }
  return FALSE;
}

/* An interrupt is injected once for each time that it was asked for, or for several at once. */
static gboolean
gs_virq_search_is_used_up (const GsVirqSearch *self, const GsVirqRequest *request, const GsVirq *injection)
{
  for (const GsVirq *virq = injection - 1; virq >= &g_array_index (self->injections, GsVirq, 0); virq--)
    {
      if (virq->time <= request->time)
        return FALSE;
      if (virq->number == injection->number
          && (virq->thread == injection->thread
              || (request->dest == GS_NO_DEST && gs_virq_search_get_pid (self, virq->thread) == self->pid)))
        return TRUE;
    }
  return FALSE;
}

/* Whether it may have been for that vCPU. @is_certain: (out): and for no other guest's */
static gboolean
gs_virq_search_is_for_vcpu (const GsVirqSearch *self, const GsVirqRequest *request, gboolean *is_certain)
{
  gint32 owner = gs_virq_search_get_owner (self, request);

  *is_certain = owner != GS_NO_TID ? owner == self->pid : gs_virq_search_is_only_guest (self);
  return (owner == GS_NO_TID || owner == self->pid) && (request->dest == GS_NO_DEST || request->dest == self->vcpu->id);
}

/* The last request for @injection's vector. */
static const GsVirqRequest *
gs_virq_search_find_request (const GsVirqSearch *self, const GsVirq *injection)
{
  guint i = gs_sorted_count_until (self->requests, G_STRUCT_OFFSET (GsVirqRequest, time), injection->time);

  for (; i > 0; i--)
    {
      const GsVirqRequest *request = &g_array_index (self->requests, GsVirqRequest, i - 1);
      gboolean is_certain;

      if (request->time < self->since)
        return NULL;
      if (request->vector != injection->number || !gs_virq_search_is_for_vcpu (self, request, &is_certain))
        continue;
      return is_certain && !gs_virq_search_is_used_up (self, request, injection) ? request : NULL;
    }
  return NULL;
}

/* The last request for the vCPU, where it isn't told what was injected. @is_ordered: (out): */
static const GsVirqRequest *
gs_virq_search_find_sole_request (const GsVirqSearch *self, gboolean *is_ordered)
{
  gint64 begin = self->handler.begin;
  const GsVirqRequest *last = NULL;

  for (guint i = gs_sorted_count_until (self->requests, G_STRUCT_OFFSET (GsVirqRequest, time), begin + self->accuracy);
       i > 0; i--)
    {
      const GsVirqRequest *request = &g_array_index (self->requests, GsVirqRequest, i - 1);
      gboolean is_certain;

      if (request->time < self->since || gs_virq_search_has_handled_since (self, request->time))
        break;
      if (!gs_virq_search_is_for_vcpu (self, request, &is_certain))
        continue;
      if (last != NULL && request->vector == last->vector)
        continue;
      if (last != NULL || !is_certain || request->dest == GS_NO_DEST)
        return NULL;
      *is_ordered = request->time <= begin - self->accuracy;
      last = request;
    }
  return last;
}

/* --- Both --- */

/* Where the clocks were brought together by when the guest ran, its events stay in their run windows whichever of the
 * possible clocks is the true one; and what is injected is so before a window begins. Returns: -1 where it isn't known */
static gint64
gs_virq_search_get_accuracy (const GsVirqSearch *self)
{
  gint64 sum = 0;

  if (self->guest->clock.method == GS_CLOCK_WINDOWS || self->guest->clock.method == GS_CLOCK_COMBINED)
    return 0;
  for (guint i = 0; i < 2; i++)
    {
      const GsClock *clock = i == 0 ? &self->guest->clock : &self->host->clock;

      if (clock->method == GS_CLOCK_MANUAL)
        continue;
      if (clock->accuracy < 0)
        return -1;
      sum += clock->accuracy;
    }
  return sum;
}

static gboolean
gs_virq_search_init (GsVirqSearch *self, const GsTimeline *timeline, guint machine, guint cpu)
{
  guint index;

  *self = (GsVirqSearch){ .timeline = timeline, .guest = gs_timeline_get_machine (timeline, machine) };
  self->host = gs_timeline_get_machine (timeline, self->guest->host);
  if (self->host == NULL || self->host->machine == NULL || self->guest->machine == NULL
      || !gs_timeline_find_vcpu (self->guest, cpu, &index))
    return FALSE;
  self->vcpu = &g_array_index (self->guest->vcpus, GsVcpuRow, index);
  self->injections = self->host->machine->injections;
  self->requests = self->host->machine->virq_requests;
  self->pid = gs_virq_search_get_pid (self, self->vcpu->host_thread);
  self->accuracy = gs_virq_search_get_accuracy (self);
  return self->accuracy >= 0 && self->injections != NULL && self->requests != NULL && self->requests->len > 0
         && self->vcpu->host_thread != GS_NO_INDEX;
}

static GsVirqOrigin
gs_virq_search_run (const GsVirqSearch *self, const GsVirqRequest **request)
{
  const GsVirq *injection = gs_virq_search_find_injection (self);
  gboolean is_ordered = TRUE;

  if (injection != NULL && gs_virq_search_has_other_injection (self, injection))
    return GS_VIRQ_ORIGIN_NOT_ORDERED;
  if (injection != NULL)
    *request = gs_virq_search_find_request (self, injection);
  else if (self->injections->len == 0)
    *request = gs_virq_search_find_sole_request (self, &is_ordered);
  if (*request == NULL || gs_virq_search_has_lost (self, (GsSpan){ (*request)->time, self->handler.end }))
    return GS_VIRQ_ORIGIN_NOT_KNOWN;
  return is_ordered ? GS_VIRQ_ORIGIN_FOUND : GS_VIRQ_ORIGIN_NOT_ORDERED;
}

/**
 * gs_virq_origin_find:
 * @machine: the guest: index in the timeline's machines
 * @waking: by an interrupt of its: timers and the kernel's own soft interrupts are brought by nobody
 * @origin: (out): who or what on the host asked for that interrupt, and when
 * @accuracy: (out): ns: how well the clocks are known, where that isn't enough
 */
GsVirqOrigin
gs_virq_origin_find (const GsTimeline *timeline, guint machine, const GsWaking *waking, GsWaking *origin,
                     gint64 *accuracy)
{
  const GsVirqRequest *request = NULL;
  GsVirqOrigin found;
  GsVirqSearch self;

  if ((waking->source != GS_SOURCE_DEVICE && waking->source != GS_SOURCE_NETWORK)
      || !gs_virq_search_init (&self, timeline, machine, waking->cpu)
      || !gs_virq_search_find_handler (&self, gs_clock_from_reference (&self.guest->clock, waking->woken)))
    return GS_VIRQ_ORIGIN_NOT_KNOWN;
  self.handler.begin = gs_clock_from_reference (&self.host->clock,
                                                gs_clock_to_reference (&self.guest->clock, self.begun));
  self.handler.end = gs_clock_from_reference (&self.host->clock, waking->woken);
  self.since = self.handler.begin - LONGEST_DELIVERY;
  found = gs_virq_search_run (&self, &request);
  *accuracy = self.accuracy;
  if (found == GS_VIRQ_ORIGIN_FOUND)
    gs_waking_init_virq (origin, self.host, request);
  return found;
}
