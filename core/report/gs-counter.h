/* gs-counter.h: one number over time, exact for any span
 * SPDX-License-Identifier: MIT
 *
 * Made in any thread, as it may take a while, then immutable.
 */
#pragma once

#include <gio/gio.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  GS_COUNTER_STOLEN,  /* of a guest: the share of its vCPUs that are preempted, 0 to 1 */
  GS_COUNTER_QUEUE,   /* of a physical CPU: how many threads wait for it */
  GS_COUNTER_EXITS,   /* of a guest's vCPUs, for one reason or all: per second */
  GS_COUNTER_LATENCY, /* of a machine's threads: ns from woken to running, the longest that began in the span */
  GS_N_COUNTER_KINDS
} GsCounterKind;

typedef struct
{
  GsCounterKind kind;
  char *name;  /* translated where it isn't one of the machines' own words */
  GsSpan span; /* ns: what is known; empty where nothing is */

  /*< private >*/
  guint n;        /* what levels are shares of */
  GArray *times;  /* of gint64, sorted: where the level changes, of exits, of wake-ups */
  GArray *levels; /* of guint: from that time on */
  GArray *sums;   /* of gint64: levels × ns until that time; of latencies: each one's ns */
  GArray *maxima; /* of gint64: the longest of every so many latencies */
} GsCounter;

const char *gs_counter_kind_get_name (GsCounterKind kind);
GPtrArray *gs_counters_new (const GsTimeline *timeline, guint kinds, GCancellable *cancellable);
void gs_counter_free (GsCounter *self);
double gs_counter_measure (const GsCounter *self, GsSpan span);
char *gs_counter_dup_text (const GsCounter *self, double value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsCounter, gs_counter_free)

G_END_DECLS
