/* gs-clock-report.h: what one machine's clock rests on, for a plot and its health
 * SPDX-License-Identifier: MIT
 *
 * Everything is given on the machine's own clock, and relative to the line that
 * the timeline uses for it: 0 is on the line, +10 is 10 ns of reference time above.
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

/* Points that a plot gets at most. */
#define GS_CLOCK_REPORT_MAX_POINTS 4000

/* Corridor knots and health buckets over the machine's span. */
#define GS_CLOCK_REPORT_N_KNOTS 101
#define GS_CLOCK_REPORT_N_BUCKETS 100

typedef enum
{
  GS_CLOCK_POINT_TCP,
  GS_CLOCK_POINT_VMSYNC,
  GS_CLOCK_POINT_WINDOWS,
} GsClockPointKind;

/* One constraint: the true line passes below it where it is an upper bound, else above. */
typedef struct
{
  gint64 time;      /* ns, the machine's own clock */
  gint64 offset_ns; /* of reference time, relative to the line */
  guint8 kind;      /* GsClockPointKind */
  gboolean is_upper;
  gboolean is_rejected; /* it contradicts the others: without effect */
} GsClockReportPoint;

/* What the constraints leave open at one time, relative to the line. */
typedef struct
{
  gint64 time;
  gint64 low_ns;
  gint64 high_ns;
} GsClockReportKnot;

/* Events of the guest in one part of its span. */
typedef struct
{
  GsSpan span;       /* the machine's own clock */
  guint64 n_events;  /* of CPUs whose vCPU is known, while the host was traced */
  guint64 n_outside; /* of these, not while their vCPU ran guest code */
} GsClockReportBucket;

/* Where a clock was set, or its machine moved: another line begins. */
typedef struct
{
  gint64 time;    /* ns, the machine's own clock */
  gint64 step_ns; /* that it was set forward by */
} GsClockReportBreak;

typedef struct
{
  guint machine;    /* index in the timeline */
  guint partner;    /* index of the machine that its clock is tied to, or GS_NO_INDEX */
  GsClock clock;    /* the line; its method NONE: not tied in */
  GArray *points;   /* of GsClockReportPoint, by time */
  GArray *corridor; /* of GsClockReportKnot, by time; empty where nothing bounds both sides */
  GArray *breaks;   /* of GsClockReportBreak, by time; empty for a clock that is one line */
  GArray *health;   /* of GsClockReportBucket, by time; empty for machines that are no guest */
  guint64 n_used;   /* constraints, before thinning; of windows only the ones that could matter */
  guint64 n_rejected;
  guint64 n_events; /* sums over health */
  guint64 n_outside;
} GsClockReport;

GsClockReport *gs_clock_report_new (const GsTimeline *timeline, guint machine);
void gs_clock_report_free (GsClockReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsClockReport, gs_clock_report_free)

G_END_DECLS
