/* gs-wake-up.h: one time that a thread was woken: when, by whom, and when it ran
 * SPDX-License-Identifier: MIT
 *
 * A thread's wake-ups (GsThread) are a plain array, in order of @woken. There is one for
 * each time that a sched_waking or sched_wakeup was recorded for a thread that did not run,
 * and one for its birth by a fork. A thread that was preempted gets none when it is switched
 * in again. All times are on the machine's own clock.
 */
#pragma once

#include <glib.h>

#include "base/gs-time.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

typedef enum
{
  GS_INTERRUPT_IRQ,
  GS_INTERRUPT_SOFTIRQ,
  GS_INTERRUPT_TIMER, /* a high-resolution timer's end, whatever interrupt brought it */
} GsInterruptKind;

/* Of a machine: each that occurred is listed once. */
typedef struct
{
  GsInterruptKind kind;
  guint32 number; /* of the irq; the softirq's vector */
  guint32 name;   /* id in the machine's names, of an irq; or 0 */
} GsInterrupt;

#define GS_NO_INTERRUPT 0xffff

typedef struct
{
  gint64 woken;        /* ns: its first sched_waking or sched_wakeup while it did not run. Where that came when it was
                         just about to leave its CPU: when it left */
  gint64 queued;       /* ns: since when it waited for a CPU: its sched_wakeup, where the trace records any, else its
                         sched_waking. GS_TIME_NONE: none was seen, events are missing */
  gint64 switched_in;  /* ns: when it got a CPU. GS_TIME_NONE: not seen, or not any more */
  guint32 waker;       /* index of the thread that woke it, or that the waking interrupt interrupted; GS_NO_INDEX (of
                         gs-machine.h) where @waker_cpu was idle or isn't known */
  guint16 waker_cpu;   /* where it was woken from; GS_NO_CPU: it isn't known by whom */
  guint16 cpu;         /* where it was switched in, until then where it waits; GS_NO_CPU where unknown */
  guint8 is_interrupt; /* the handler of an interrupt woke it */
  guint16 interrupt;   /* index of that one in the machine's interrupts, or GS_NO_INTERRUPT */
} GsWakeUp;

G_END_DECLS
