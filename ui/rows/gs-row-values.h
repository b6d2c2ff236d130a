/* gs-row-values.h: what the columns beside a row's name say of a span
 * SPDX-License-Identifier: MIT
 *
 * No GTK. From sums: O(log n) for each row, however long the span is.
 */
#pragma once

#include "rows/gs-row.h"

G_BEGIN_DECLS

typedef struct
{
  double running;   /* share of the span on a CPU, 0 to 1 for each thread; below 0: says nothing */
  double stolen;    /* share of the time in which it believes to run; below 0: says nothing */
  gint64 stolen_ns; /* likewise */
  double exits;     /* per second; below 0: says nothing, or is not counted yet */
} GsRowValues;

void gs_row_values_measure (GsRow *row, GsSpan span, GsRowValues *values);
gboolean gs_row_values_touches (GsRow *row, GsSpan span, gboolean *is_active);
char *gs_row_values_dup_share (double share);
char *gs_row_values_dup_time (gint64 ns);
char *gs_row_values_dup_rate (double rate);

G_END_DECLS
