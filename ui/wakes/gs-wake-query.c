/* gs-wake-query.c: what the page of wake-ups shows, found by a worker
 * SPDX-License-Identifier: MIT
 */
#include "wakes/gs-wake-query.h"

#include <string.h>

#include "report/gs-report.h"
#include "rows/gs-why-text.h"

static void
gs_wake_listed_clear (gpointer item)
{
  GsWakeListed *listed = item;

  g_free (listed->waker);
  g_free (listed->cause);
}

/* Whether a thread's name, with its TID, or its machine's has @filter in it. */
static gboolean
gs_wake_query_lets_pass (const GsWakeQuery *self, const GsWakeThread *thread)
{
  g_autofree char *name = NULL, *text = NULL, *folded = NULL;

  if (*self->filter == '\0')
    return TRUE;
  name = gs_report_dup_thread_name (self->timeline, thread->machine, thread->thread);
  text = g_strdup_printf (
      "%s %s %d", name, gs_timeline_get_machine (self->timeline, thread->machine)->name,
      gs_machine_get_thread (gs_timeline_get_machine (self->timeline, thread->machine)->machine, thread->thread)->tid);
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, self->filter) != NULL;
}

/* Returns: (transfer full): by thread of the table, whether its wake-ups are listed */
static guint8 *
gs_wake_query_choose_threads (const GsWakeQuery *self, const GsWakeAnswer *answer)
{
  const GArray *threads = answer->table->threads;
  guint8 *chosen = g_memdup2 (answer->is_shown, threads->len + 1);

  for (guint i = 0; i < threads->len && self->machine != GS_NO_INDEX; i++)
    {
      const GsWakeThread *thread = &g_array_index (threads, GsWakeThread, i);

      chosen[i] = thread->machine == self->machine && thread->thread == self->thread;
    }
  return chosen;
}

/* Returns: (transfer full): who woke it, as the window calls threads */
static char *
gs_wake_query_dup_waker (const GsTimeline *timeline, const GsWakeLatency *latency)
{
  g_autofree char *name = NULL;
  GsWaking waking;

  gs_wake_latency_get_waking (latency, timeline, &waking);
  if (waking.by == GS_WAKING_THREAD)
    return gs_report_dup_thread_name (timeline, latency->machine, waking.thread);
  name = gs_waking_dup_name (&waking, timeline, latency->machine);
  return g_utf8_make_valid (name, -1);
}

static char *
gs_wake_query_dup_cause (const GsTimeline *timeline, const GsWakeLatency *latency)
{
  g_autoptr (GsWhyNode) node = gs_wake_latency_explain (latency, timeline);

  if (node->parts == NULL || node->parts->len == 0)
    return g_strdup ("");
  return gs_why_text_dup_who (timeline, g_ptr_array_index (node->parts, 0));
}

static void
gs_wake_answer_list (GsWakeAnswer *self, GsWakeChoice choice, GCancellable *cancellable)
{
  g_autoptr (GArray) picked = gs_wake_table_pick (self->table, choice, GS_WAKE_MOST_LISTED);

  for (guint i = 0; i < picked->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      GsWakeListed listed = { .latency = g_array_index (picked, GsWakeLatency, i) };

      listed.waker = gs_wake_query_dup_waker (self->table->timeline, &listed.latency);
      listed.cause = gs_wake_query_dup_cause (self->table->timeline, &listed.latency);
      g_array_append_val (self->listed, listed);
    }
}

/**
 * gs_wake_answer_new:
 *
 * May run in any thread.
 *
 * Returns: (transfer full) (nullable): NULL where it was cancelled
 */
GsWakeAnswer *
gs_wake_answer_new (const GsWakeQuery *query, GCancellable *cancellable)
{
  g_autoptr (GsWakeAnswer) self = g_new0 (GsWakeAnswer, 1);
  GsSpan length = { 0, G_MAXINT64 };
  g_autofree guint8 *chosen = NULL;

  self->listed = g_array_new (FALSE, FALSE, sizeof (GsWakeListed));
  g_array_set_clear_func (self->listed, gs_wake_listed_clear);
  self->table = query->table != NULL ? gs_wake_table_ref (query->table) :
                                       gs_wake_table_new (query->timeline, query->span, cancellable);
  if (self->table == NULL)
    return NULL;
  self->is_shown = g_new0 (guint8, self->table->threads->len + 1);
  for (guint i = 0; i < self->table->threads->len; i++)
    self->is_shown[i] = gs_wake_query_lets_pass (query, &g_array_index (self->table->threads, GsWakeThread, i));
  chosen = gs_wake_query_choose_threads (query, self);
  gs_wake_table_count (self->table, chosen, self->columns);
  if (query->column != GS_WAKE_NO_COLUMN)
    length = gs_wake_column_get_span (query->column);
  self->n = gs_wake_table_count_choice (self->table, (GsWakeChoice){ chosen, length.begin, length.end });
  gs_wake_answer_list (self, (GsWakeChoice){ chosen, length.begin, length.end }, cancellable);
  return g_cancellable_is_cancelled (cancellable) ? NULL : g_steal_pointer (&self);
}

void
gs_wake_answer_free (GsWakeAnswer *self)
{
  g_clear_pointer (&self->table, gs_wake_table_unref);
  g_array_unref (self->listed);
  g_free (self->is_shown);
  g_free (self);
}

/* Frees what it holds. */
void
gs_wake_query_clear (GsWakeQuery *self)
{
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_pointer (&self->table, gs_wake_table_unref);
  g_clear_pointer (&self->filter, g_free);
}
