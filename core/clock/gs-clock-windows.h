/* gs-clock-windows.h: a guest's events and its vCPUs' run windows, to a closer clock
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-sync.h"

G_BEGIN_DECLS

/* One guest CPU and the host thread that is its vCPU. */
typedef struct
{
  const gint64 *events; /* when the guest's trace has events of that CPU; by time */
  gsize n_events;
  const GsSpan *windows; /* from each KVM entry to the next exit, reference clock; by time */
  gsize n_windows;
  const GsSpan *blanks; /* those parts of the windows of which nothing is known: it may have run; by time */
  gsize n_blanks;
} GsSyncVcpu;

/* At @time of the guest's clock, the reference is not before @low, not after @high. */
typedef struct
{
  gint64 time;
  gint64 low;
  gint64 high;
} GsSyncHint;

/* A line, and how far off it may be at the begin, middle and end of a span. Lines that
 * fit lie in a convex set: between these, straight lines are an upper limit. */
typedef struct
{
  GsClock clock;
  GsSpan span;
  double widths[3];
} GsRoughClock;

gboolean gs_rough_clock_solve (GsRoughClock *self, const GsSyncMessage *messages, gsize n_messages, GsSpan span);
gint64 gs_rough_clock_get_width (const GsRoughClock *self, gint64 time);

gboolean gs_clock_sync_windows (const GsSyncMessage *messages, gsize n_messages, const GsSyncHint *hint,
                                const GsSyncVcpu *vcpus, guint n_vcpus, GsSpan span, GsClock *clock, double widths[3]);
gsize gs_clock_find_event (const GsSyncVcpu *vcpu, gint64 time);
GArray *gs_clock_windows_collect (const GsSyncVcpu *vcpus, guint n_vcpus, const GsRoughClock *rough);
gsize gs_clock_windows_measure (const GsSyncVcpu *vcpu, const GsClock *clock, GArray *distances);
gsize gs_clock_windows_count (const GsSyncVcpu *vcpu, const GsClock *clock, gsize *n_outside);

G_END_DECLS
