/* gs-wake-query.h: what the page of wake-ups shows, found by a worker
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "why/gs-wake-table.h"

G_BEGIN_DECLS

/* So many wake-ups are listed; those that are left out were shorter. */
#define GS_WAKE_MOST_LISTED 1000

#define GS_WAKE_NO_COLUMN G_MAXUINT

/* Which wake-ups are listed. */
typedef struct
{
  GsTimeline *timeline;
  GsWakeTable *table; /* of that timeline and span, where there is one; or NULL */
  GsSpan span;        /* ns: when threads were woken */
  char *filter;       /* casefolded, found in the name of thread or machine, or a TID; "" is in all */
  guint machine;      /* GS_NO_INDEX: of all; else of this one's */
  guint32 thread;     /* alone: index in its threads */
  guint column;       /* of the histogram, or GS_WAKE_NO_COLUMN: all */
} GsWakeQuery;

/* One of those that are listed. */
typedef struct
{
  GsWakeLatency latency;
  char *waker; /* "" where it isn't known */
  char *cause; /* who or what it waited for the longest; "" where it did not wait */
} GsWakeListed;

typedef struct
{
  GsWakeTable *table;
  guint8 *is_shown; /* by thread of the table: the filter lets it pass */
  guint64 columns[GS_WAKE_COLUMNS];
  guint64 n;      /* how many are meant */
  GArray *listed; /* of GsWakeListed: the longest first */
} GsWakeAnswer;

GsWakeAnswer *gs_wake_answer_new (const GsWakeQuery *query, GCancellable *cancellable);
void gs_wake_answer_free (GsWakeAnswer *self);
void gs_wake_query_clear (GsWakeQuery *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsWakeAnswer, gs_wake_answer_free)

G_END_DECLS
