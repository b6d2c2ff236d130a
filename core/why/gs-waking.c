/* gs-waking.c: what ended a thread's sleep
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-waking.h"

#include "base/gs-sorted.h"

#include <glib/gi18n.h>

/* Soft interrupts' vectors, as all kernels number them. */
enum
{
  SOFTIRQ_TIMER = 1,
  SOFTIRQ_NET_TX = 2,
  SOFTIRQ_NET_RX = 3,
  SOFTIRQ_BLOCK = 4,
  SOFTIRQ_IRQ_POLL = 5,
  SOFTIRQ_HRTIMER = 8,
};

static const char *const softirq_names[] = { "HI",       "TIMER",   "NET_TX", "NET_RX",  "BLOCK",
                                             "IRQ_POLL", "TASKLET", "SCHED",  "HRTIMER", "RCU" };

static const GsInterrupt *
gs_waking_get_interrupt (const GsMachine *machine, guint16 interrupt)
{
  if (machine == NULL || machine->interrupts == NULL || interrupt >= machine->interrupts->len)
    return NULL;
  return &g_array_index (machine->interrupts, GsInterrupt, interrupt);
}

/* What comes with an interrupt of that kind. An irq's handler that wakes somebody itself is a device's. */
static GsInterruptSource
gs_waking_get_source (const GsMachine *machine, guint16 index)
{
  const GsInterrupt *interrupt = gs_waking_get_interrupt (machine, index);

  if (interrupt == NULL)
    return GS_SOURCE_NOT_KNOWN;
  if (interrupt->kind == GS_INTERRUPT_TIMER)
    return GS_SOURCE_TIMER;
  if (interrupt->kind == GS_INTERRUPT_IRQ)
    return GS_SOURCE_DEVICE;
  switch (interrupt->number)
    {
    case SOFTIRQ_TIMER:
    case SOFTIRQ_HRTIMER:
      return GS_SOURCE_TIMER;
    case SOFTIRQ_NET_TX:
    case SOFTIRQ_NET_RX:
      return GS_SOURCE_NETWORK;
    case SOFTIRQ_BLOCK:
    case SOFTIRQ_IRQ_POLL:
      return GS_SOURCE_DEVICE;
    default:
      return GS_SOURCE_NOT_KNOWN;
    }
}

/**
 * gs_waking_init:
 * @self: (out):
 * @wake_up: of one of @machine's threads
 */
void
gs_waking_init (GsWaking *self, const GsTimelineMachine *machine, const GsWakeUp *wake_up)
{
  *self = (GsWaking){
    .by = GS_WAKING_NOT_KNOWN,
    .woken = gs_clock_to_reference (&machine->clock, wake_up->woken),
    .thread = GS_NO_INDEX,
    .cpu = wake_up->waker_cpu,
    .target = wake_up->cpu,
    .interrupt = GS_NO_INTERRUPT,
  };
  if (wake_up->is_interrupt || (wake_up->waker == GS_NO_INDEX && wake_up->waker_cpu != GS_NO_CPU))
    {
      self->by = GS_WAKING_INTERRUPT;
      self->interrupt = wake_up->is_interrupt ? wake_up->interrupt : GS_NO_INTERRUPT;
      self->source = gs_waking_get_source (machine->machine, self->interrupt);
    }
  else if (wake_up->waker != GS_NO_INDEX && wake_up->waker < machine->threads->len)
    {
      self->by = GS_WAKING_THREAD;
      self->thread = wake_up->waker;
    }
}

/**
 * gs_waking_init_virq:
 * @self: (out): who or what asked for an interrupt of a guest, and when
 * @request: one of @host's
 */
void
gs_waking_init_virq (GsWaking *self, const GsTimelineMachine *host, const GsVirqRequest *request)
{
  *self = (GsWaking){
    .by = GS_WAKING_NOT_KNOWN,
    .woken = gs_clock_to_reference (&host->clock, request->time),
    .thread = GS_NO_INDEX,
    .cpu = GS_NO_CPU,
    .target = GS_NO_CPU,
    .interrupt = request->interrupt,
  };
  if (request->interrupt != GS_NO_INTERRUPT)
    {
      self->by = GS_WAKING_INTERRUPT;
      self->source = gs_waking_get_source (host->machine, request->interrupt);
    }
  else if (request->thread < host->threads->len)
    {
      self->by = GS_WAKING_THREAD;
      self->thread = request->thread;
    }
}

/**
 * gs_waking_find_end_of_sleep:
 * @machine: index in the timeline's machines
 * @thread: index in its threads
 * @interval: of the thread's row, in which it sleeps
 * @waking: (out):
 *
 * Returns: FALSE where the sleep that @interval is a part of has not ended
 */
gboolean
gs_waking_find_end_of_sleep (const GsTimeline *timeline, guint machine, guint32 thread, gsize interval,
                             GsWaking *waking)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);
  const GsThreadRow *row = &g_array_index (owner->threads, GsThreadRow, thread);
  g_autoptr (GsTrack) track = gs_lazy_track_ref (row->track);
  gsize n = gs_track_get_n_intervals (track), first = interval, last = interval;
  GsWakeUp wake_up;
  guint n_until;
  GsSpan sleep;

  while (first > 0 && gs_track_get (track, first - 1).value.state == GS_THREAD_WAIT_BLOCKED)
    first--;
  while (last + 1 < n && gs_track_get (track, last + 1).value.state == GS_THREAD_WAIT_BLOCKED)
    last++;
  sleep = (GsSpan){ gs_track_get (track, first).span.begin, gs_track_get (track, last).span.end };
  *waking = (GsWaking){ .by = GS_WAKING_NOT_KNOWN,
                        .woken = sleep.end,
                        .thread = GS_NO_INDEX,
                        .cpu = GS_NO_CPU,
                        .target = GS_NO_CPU,
                        .interrupt = GS_NO_INTERRUPT };
  n_until = gs_wake_ups_count_until (row->thread->wake_ups, gs_clock_from_reference (&owner->clock, sleep.end));
  if (n_until > 0)
    {
      wake_up = gs_wake_ups_get (row->thread->wake_ups, n_until - 1);
      if (gs_clock_to_reference (&owner->clock, wake_up.woken) >= sleep.begin)
        gs_waking_init (waking, owner, &wake_up);
    }
  return last + 1 < n || waking->by != GS_WAKING_NOT_KNOWN;
}

/* Returns: (transfer full): "IRQ 28 (virtio0-req.0)", "soft interrupt NET_RX", "a timer" */
static char *
gs_waking_dup_interrupt (const GsMachine *machine, const GsInterrupt *interrupt)
{
  const char *name = gs_names_get (machine->names, interrupt->name);

  if (interrupt->kind == GS_INTERRUPT_TIMER)
    return g_strdup (_ ("a timer"));
  if (interrupt->kind == GS_INTERRUPT_SOFTIRQ)
    return interrupt->number < G_N_ELEMENTS (softirq_names) ?
               g_strdup_printf (_ ("soft interrupt %s"), softirq_names[interrupt->number]) :
               g_strdup_printf (_ ("soft interrupt %u"), interrupt->number);
  return interrupt->name != 0 ? g_strdup_printf (_ ("IRQ %u (%s)"), interrupt->number, name) :
                                g_strdup_printf (_ ("IRQ %u"), interrupt->number);
}

/**
 * gs_waking_dup_name:
 *
 * Returns: (transfer full): who or what it was, for a person; "" where that isn't known
 */
char *
gs_waking_dup_name (const GsWaking *self, const GsTimeline *timeline, guint machine)
{
  const GsMachine *owner = gs_timeline_get_machine (timeline, machine)->machine;
  const GsInterrupt *interrupt = gs_waking_get_interrupt (owner, self->interrupt);

  if (self->by == GS_WAKING_THREAD)
    return gs_timeline_name_thread (timeline, machine, self->thread, self->woken);
  if (self->by == GS_WAKING_NOT_KNOWN)
    return g_strdup ("");
  if (interrupt != NULL)
    return gs_waking_dup_interrupt (owner, interrupt);
  return self->cpu != GS_NO_CPU ? g_strdup_printf (_ ("an interrupt on CPU %u"), self->cpu) :
                                  g_strdup (_ ("an interrupt"));
}
