/* gs-row-values.c: what the columns beside a row's name say of a span
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-row-values.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "rows/gs-exit-index.h"

/* Times of a row, or of all threads of a process together, ns. */
typedef struct
{
  gint64 on_cpu;   /* really */
  gint64 believed; /* in its own view */
  gint64 stolen;
  gint64 waiting; /* for a CPU */
} GsRowTimes;

/* Adds what a row and those below it did. */
static void
gs_row_values_sum (GsRow *row, GsSpan span, GsRowTimes *times)
{
  GListModel *children = gs_row_get_children (row);
  guint n = children != NULL ? g_list_model_get_n_items (children) : 0;
  GsRows rows = gs_row_get_rows (row);
  gint64 ns[GS_MAX_STATES];

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (children, i);

      gs_row_values_sum (child, span, times);
    }
  if (!gs_row_has_track (row))
    return;
  gs_row_sum (row, span, ns);
  times->on_cpu += gs_rows_sum_states (rows, ns, GS_TRAIT_BUSY);
  times->believed += gs_rows_sum_states (rows, ns, GS_TRAIT_BELIEVED);
  times->stolen += gs_rows_sum_states (rows, ns, GS_TRAIT_STOLEN);
  times->waiting += gs_rows_sum_states (rows, ns, GS_TRAIT_QUEUED);
}

/**
 * gs_row_values_measure:
 * @span: ns
 * @values: (out):
 *
 * What isn't read yet isn't measured. A machine says nothing; a process is the sum of its threads.
 */
void
gs_row_values_measure (GsRow *row, GsSpan span, GsRowValues *values)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row));
  GsExitIndex *exits = gs_row_get_exit_index (row);
  GsRowTimes times = { 0 };

  *values = (GsRowValues){ -1, -1, -1, -1 };
  span = gs_span_intersect (span, gs_row_get_known (row));
  if (gs_row_get_kind (row) == GS_ROW_MACHINE || gs_span_duration (span) <= 0)
    return;
  gs_row_values_sum (row, span, &times);
  values->running = (double) times.on_cpu / (double) gs_span_duration (span);
  if (times.believed > 0 && gs_row_get_kind (row) != GS_ROW_CPU && machine->host != GS_NO_INDEX)
    {
      values->stolen = (double) times.stolen / (double) times.believed;
      values->stolen_ns = times.stolen;
    }
  if (exits != NULL)
    values->exits = (double) gs_exit_index_count (exits, span) * GS_SEC / (double) gs_span_duration (span);
}

/**
 * gs_row_values_touches:
 * @is_active: (out): whether it was on a CPU, or thought so, or wanted one
 *
 * Returns: whether its vCPU was preempted under it, or (where it is a thread of a
 *   host) it waited for a CPU
 */
gboolean
gs_row_values_touches (GsRow *row, GsSpan span, gboolean *is_active)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row));
  GsRowTimes times = { 0 };

  gs_row_values_sum (row, gs_span_intersect (span, gs_row_get_known (row)), &times);
  *is_active = times.believed + times.waiting > 0;
  return machine->host != GS_NO_INDEX ? times.stolen > 0 : times.waiting > 0;
}

/* "31 %", or "" where it says nothing. */
char *
gs_row_values_dup_share (double share)
{
  if (share < 0)
    return g_strdup ("");
  if (share > 0 && share < 0.01)
    return g_strdup (_ ("< 1 %"));
  return g_strdup_printf (_ ("%.0f %%"), share * 100);
}

/* "12.3 ms", or "" where it says nothing. */
char *
gs_row_values_dup_time (gint64 ns)
{
  return ns < 0 ? g_strdup ("") : gs_time_text_dup_duration (ns, MAX (ns / 1000, 1));
}

/* "1.2 k", or "" where it says nothing. */
char *
gs_row_values_dup_rate (double rate)
{
  if (rate < 0)
    return g_strdup ("");
  if (rate >= 1e6)
    return g_strdup_printf (_ ("%.1f M"), rate / 1e6);
  if (rate >= 1e4)
    return g_strdup_printf (_ ("%.0f k"), rate / 1e3);
  if (rate >= 1e3)
    return g_strdup_printf (_ ("%.1f k"), rate / 1e3);
  return g_strdup_printf (rate > 0 && rate < 10 ? "%.1f" : "%.0f", rate);
}
