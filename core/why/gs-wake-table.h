/* gs-wake-table.h: all wake-ups in a range, by thread, worst first
 * SPDX-License-Identifier: MIT
 *
 * Immutable and atomically reference-counted; made in any thread, in 16 bytes a wake-up.
 */
#pragma once

#include <gio/gio.h>

#include "why/gs-wake-latency.h"

G_BEGIN_DECLS

/* Durations from 2^n to 2^(n + 1) ns are in column n of a histogram; those of 0 in the first. */
#define GS_WAKE_COLUMNS 63

typedef struct
{
  gint64 ns;      /* from woken to running */
  guint32 number; /* index in its thread's wake_ups */
} GsWakeItem;

typedef struct
{
  guint machine;     /* index in the timeline's machines */
  guint32 thread;    /* index in its threads */
  GsWakeItem *items; /* (array length=n_items): the longest first; borrowed */
  guint n_items;
  guint n_unknown;            /* others, of which it isn't known when they ran */
  gint64 p50, p90, p99, max;  /* ns; so many of 100 are no longer */
  gint64 ns[GS_N_WAIT_PARTS]; /* of all items */
} GsWakeThread;

typedef struct
{
  GsTimeline *timeline;
  GsSpan span;     /* ns: when threads were woken */
  GArray *threads; /* of GsWakeThread: those that were woken in it */

  /*< private >*/
  GsWakeItem *items;
  gatomicrefcount ref_count;
} GsWakeTable;

/* Which wake-ups are asked for. */
typedef struct
{
  const guint8 *threads; /* by index in the table's threads: not 0 for those that are meant; NULL: all */
  gint64 from, to;       /* ns, half-open: how long they took */
} GsWakeChoice;

GsWakeTable *gs_wake_table_new (GsTimeline *timeline, GsSpan span, GCancellable *cancellable);
GsWakeTable *gs_wake_table_ref (GsWakeTable *self);
void gs_wake_table_unref (GsWakeTable *self);
void gs_wake_table_count (const GsWakeTable *self, const guint8 *threads, guint64 *columns);
guint64 gs_wake_table_count_choice (const GsWakeTable *self, GsWakeChoice choice);
GArray *gs_wake_table_pick (const GsWakeTable *self, GsWakeChoice choice, guint most);
GsSpan gs_wake_column_get_span (guint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsWakeTable, gs_wake_table_unref)

G_END_DECLS
