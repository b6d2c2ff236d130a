/* gs-wake-latency.h: one wake-up of a thread, until it really runs
 * SPDX-License-Identifier: MIT
 *
 * docs/why.md says what the parts mean.
 */
#pragma once

#include "why/gs-waking.h"
#include "why/gs-why-vcpu.h"

G_BEGIN_DECLS

typedef struct
{
  guint machine;              /* index in the timeline's machines */
  guint32 thread;             /* index in its threads */
  guint32 number;             /* index in that one's wake_ups */
  gint64 woken;               /* ns on the reference clock, as all times */
  gint64 queued;              /* since when it waits for a CPU; GS_TIME_NONE: that isn't known */
  gint64 switched_in;         /* GS_TIME_NONE: never, or that isn't known */
  gint64 running;             /* GS_TIME_NONE: as above */
  guint cpu;                  /* of its machine, where it was switched in; or GS_NO_CPU */
  gint64 ns[GS_N_WAIT_PARTS]; /* from woken to running; all 0 where that isn't known */
} GsWakeLatency;

/* Measures the wake-ups of one machine's threads. Fields are private. */
typedef struct
{
  const GsTimeline *timeline;
  guint machine;
  guint n_vcpus;
  GsWhyVcpu *vcpus; /* of the machine, by CPU number; those without a row are none */
} GsWakeMeter;

void gs_wake_meter_init (GsWakeMeter *self, const GsTimeline *timeline, guint machine);
void gs_wake_meter_clear (GsWakeMeter *self);
void gs_wake_meter_measure (GsWakeMeter *self, guint32 thread, guint32 number, GsWakeLatency *latency);

gboolean gs_wake_latency_is_known (const GsWakeLatency *self);
void gs_wake_latency_get_waking (const GsWakeLatency *self, const GsTimeline *timeline, GsWaking *waking);
GsWhyNode *gs_wake_latency_explain (const GsWakeLatency *self, const GsTimeline *timeline);
char *gs_wake_latency_dup_waker (const GsWakeLatency *self, const GsTimeline *timeline);
char *gs_wake_latency_dup_cause (const GsWakeLatency *self, const GsTimeline *timeline);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsWakeMeter, gs_wake_meter_clear)

G_END_DECLS
