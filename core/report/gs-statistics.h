/* gs-statistics.h: a span of a timeline in numbers
 * SPDX-License-Identifier: MIT
 *
 * Everything here may run in any thread: a timeline is immutable.
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* Intervals of one state that have a part in the span. Durations are of whole
 * intervals where they lie inside, of their part where the span cuts them.
 * Neighbours that differ only in their CPU or in aux are one interval. */
typedef struct
{
  gint64 ns; /* together */
  guint64 count;
  gint64 min;
  gint64 max;
  gint64 p99; /* 99 % are no longer, to within 1 %; 0 where there is none */
} GsStateStatistics;

typedef struct
{
  guint n_states;
  gint64 ns; /* in which the row is known at all */
  GsStateStatistics states[GS_MAX_STATES];
} GsRowStatistics;

/* How often a vCPU left its guest for one reason, and how long it stayed out. */
typedef struct
{
  guint32 reason; /* or GS_NO_REASON */
  guint32 isa;
  guint64 count;
  gint64 ns;
} GsExitStatistics;

/* What one host thread took from one vCPU. */
typedef struct
{
  guint machine;  /* the victim's index in the timeline */
  guint vcpu;     /* index in its vcpus */
  guint host;     /* the machine of the thief */
  guint32 thread; /* the thief's index there */
  gint64 ns;
  guint64 count;  /* of preempted intervals in which it had the CPU */
  GsSpan longest; /* of those intervals, the one in which it had it the longest */
  gint64 longest_ns;
} GsTheft;

/* A thread's time on a CPU as its own kernel counts it, by what its vCPU did meanwhile. */
typedef struct
{
  guint machine;
  guint32 thread;
  gint64 believed_ns;       /* together */
  gint64 ns[GS_N_OVERLAYS]; /* GS_OVERLAY_NONE: it really ran */
} GsThreadUse;

void
gs_statistics_of_tracks (const GPtrArray *tracks, GsSpan span, GCancellable *cancellable, GsRowStatistics *statistics);
GArray *gs_statistics_of_exits (const GsVcpuRow *row, GsSpan span, GCancellable *cancellable);
GArray *gs_statistics_of_thefts (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable);
GArray *gs_statistics_of_threads (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable);

G_END_DECLS
