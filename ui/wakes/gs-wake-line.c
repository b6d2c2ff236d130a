/* gs-wake-line.c: lines of the tables of threads and of wake-ups
 * SPDX-License-Identifier: MIT
 */
#include "wakes/gs-wake-line.h"

#include <glib/gi18n.h>

#include "base/gs-natural.h"
#include "base/gs-time-text.h"
#include "gantt/gs-gantt-chart.h"
#include "parts/gs-table.h"
#include "report/gs-report.h"
#include "wakes/gs-wake-look.h"

/* A thread and what is known of all its wake-ups, or one of these. */
struct _GsWakeLine
{
  GObject parent_instance;

  GsSession *session;
  const GsTimelineMachine *machine; /* lives as long as the table */
  GsWakeTable *table;
  const GsWakeThread *thread; /* of the table; NULL: it is about one */
  GsWakeLatency latency;      /* else */
  char *name, *waker, *cause;
  gint64 whole; /* what a full bar stands for, ns */
};

G_DEFINE_FINAL_TYPE (GsWakeLine, gs_wake_line, G_TYPE_OBJECT)

static void
gs_wake_line_finalize (GObject *object)
{
  GsWakeLine *self = GS_WAKE_LINE (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->table, gs_wake_table_unref);
  g_free (self->name);
  g_free (self->waker);
  g_free (self->cause);
  G_OBJECT_CLASS (gs_wake_line_parent_class)->finalize (object);
}

static void
gs_wake_line_class_init (GsWakeLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_wake_line_finalize;
}

static void
gs_wake_line_init (GsWakeLine *self)
{
}

/* Returns: (transfer none): what the line is about; NULL where that is one wake-up */
const GsWakeThread *
gs_wake_line_get_thread (GsWakeLine *self)
{
  return self->thread;
}

/* Returns: (transfer none): what the line is about, where that is one wake-up */
const GsWakeLatency *
gs_wake_line_get_latency (GsWakeLine *self)
{
  return &self->latency;
}

static char *
gs_wake_line_dup_duration (gint64 ns)
{
  return gs_time_text_dup_duration (ns, MAX (ns / 1000, 1));
}

static char *
gs_wake_line_dup_name (gpointer item)
{
  return g_strdup (GS_WAKE_LINE (item)->name);
}

static char *
gs_wake_line_dup_machine (gpointer item)
{
  return g_utf8_make_valid (GS_WAKE_LINE (item)->machine->name, -1);
}

static char *
gs_wake_line_dup_count (gpointer item)
{
  return gs_time_text_dup_integer (GS_WAKE_LINE (item)->thread->n_items);
}

static char *
gs_wake_line_dup_p50 (gpointer item)
{
  return gs_wake_line_dup_duration (GS_WAKE_LINE (item)->thread->p50);
}

static char *
gs_wake_line_dup_p90 (gpointer item)
{
  return gs_wake_line_dup_duration (GS_WAKE_LINE (item)->thread->p90);
}

static char *
gs_wake_line_dup_p99 (gpointer item)
{
  return gs_wake_line_dup_duration (GS_WAKE_LINE (item)->thread->p99);
}

static char *
gs_wake_line_dup_max (gpointer item)
{
  return gs_wake_line_dup_duration (GS_WAKE_LINE (item)->thread->max);
}

static char *
gs_wake_line_dup_length (gpointer item)
{
  const GsWakeLatency *latency = gs_wake_line_get_latency (item);

  return gs_wake_line_dup_duration (latency->running - latency->woken);
}

static char *
gs_wake_line_dup_woken (gpointer item)
{
  GsWakeLine *self = item;

  return gs_session_dup_time_text (self->session, self->latency.woken, GS_USEC);
}

static char *
gs_wake_line_dup_waker (gpointer item)
{
  return g_strdup (GS_WAKE_LINE (item)->waker);
}

static char *
gs_wake_line_dup_cause (gpointer item)
{
  return g_strdup (GS_WAKE_LINE (item)->cause);
}

static const gint64 *
gs_wake_line_get_ns (GsWakeLine *self)
{
  return self->thread != NULL ? self->thread->ns : self->latency.ns;
}

static void
gs_wake_line_draw (GtkWidget *widget, gpointer item, cairo_t *cr, int width, int height)
{
  GsWakeLine *self = item;

  gs_wake_parts_draw (gs_widget_get_palette (widget), gs_wake_line_get_ns (self), self->whole, cr, width, height);
}

static int
gs_wake_line_order (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/* Functions that say which of two lines comes first, by a field of what they are about. */
#define GS_WAKE_LINE_COMPARE(field, value)                                                  \
  static int gs_wake_line_compare_##field (gconstpointer a, gconstpointer b, gpointer data) \
  {                                                                                         \
    const GsWakeLine *left = a, *right = b;                                                 \
    return gs_wake_line_order (left->value, right->value);                                  \
  }

#define GS_WAKE_LINE_COMPARE_TEXT(field, value)                                             \
  static int gs_wake_line_compare_##field (gconstpointer a, gconstpointer b, gpointer data) \
  {                                                                                         \
    const GsWakeLine *left = a, *right = b;                                                 \
    return gs_natural_compare (left->value, right->value);                                  \
  }

GS_WAKE_LINE_COMPARE (count, thread->n_items)
GS_WAKE_LINE_COMPARE (p50, thread->p50)
GS_WAKE_LINE_COMPARE (p90, thread->p90)
GS_WAKE_LINE_COMPARE (p99, thread->p99)
GS_WAKE_LINE_COMPARE (max, thread->max)
GS_WAKE_LINE_COMPARE (woken, latency.woken)
GS_WAKE_LINE_COMPARE (whole, whole)
GS_WAKE_LINE_COMPARE_TEXT (name, name)
GS_WAKE_LINE_COMPARE_TEXT (machine, machine->name)
GS_WAKE_LINE_COMPARE_TEXT (waker, waker)
GS_WAKE_LINE_COMPARE_TEXT (cause, cause)

static const GsTableColumn thread_columns[] = {
  { N_ ("Thread"), TRUE, TRUE, gs_wake_line_dup_name, NULL, gs_wake_line_compare_name },
  { N_ ("Machine"), TRUE, FALSE, gs_wake_line_dup_machine, NULL, gs_wake_line_compare_machine },
  { N_ ("Count"), FALSE, FALSE, gs_wake_line_dup_count, NULL, gs_wake_line_compare_count },
  { N_ ("50 %"), FALSE, FALSE, gs_wake_line_dup_p50, NULL, gs_wake_line_compare_p50 },
  { N_ ("90 %"), FALSE, FALSE, gs_wake_line_dup_p90, NULL, gs_wake_line_compare_p90 },
  { N_ ("99 %"), FALSE, FALSE, gs_wake_line_dup_p99, NULL, gs_wake_line_compare_p99 },
  { N_ ("Longest"), FALSE, FALSE, gs_wake_line_dup_max, NULL, gs_wake_line_compare_max },
  { N_ ("Waited for"), TRUE, FALSE, NULL, gs_wake_line_draw, NULL },
};

#define COLUMN_MAX 6

static const GsTableColumn listed_columns[] = {
  { N_ ("Took"), FALSE, FALSE, gs_wake_line_dup_length, NULL, gs_wake_line_compare_whole },
  { N_ ("Thread"), TRUE, TRUE, gs_wake_line_dup_name, NULL, gs_wake_line_compare_name },
  { N_ ("Machine"), TRUE, FALSE, gs_wake_line_dup_machine, NULL, gs_wake_line_compare_machine },
  { N_ ("Woken"), FALSE, FALSE, gs_wake_line_dup_woken, NULL, gs_wake_line_compare_woken },
  { N_ ("By"), TRUE, TRUE, gs_wake_line_dup_waker, NULL, gs_wake_line_compare_waker },
  { N_ ("Waited for"), TRUE, FALSE, NULL, gs_wake_line_draw, NULL },
  { N_ ("Longest Cause"), TRUE, TRUE, gs_wake_line_dup_cause, NULL, gs_wake_line_compare_cause },
};

GListStore *
gs_wake_line_new_store (void)
{
  return g_list_store_new (GS_TYPE_WAKE_LINE);
}

static GsWakeLine *
gs_wake_line_new (const GsWakeAnswer *answer, GsSession *session, guint machine, guint32 thread)
{
  GsWakeLine *self = g_object_new (GS_TYPE_WAKE_LINE, NULL);

  self->session = g_object_ref (session);
  self->table = gs_wake_table_ref (answer->table);
  self->machine = gs_timeline_get_machine (answer->table->timeline, machine);
  self->name = gs_report_dup_thread_name (answer->table->timeline, machine, thread);
  return self;
}

/* Makes @lines (transfer full) all that is in @store. */
static void
gs_wake_line_put (GListStore *store, GPtrArray *lines)
{
  g_list_store_splice (store, 0, g_list_model_get_n_items (G_LIST_MODEL (store)), lines->pdata, lines->len);
  g_ptr_array_unref (lines);
}

/* A line for each thread that the filter lets pass. */
void
gs_wake_line_fill_threads (GListStore *store, const GsWakeAnswer *answer, GsSession *session)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < answer->table->threads->len; i++)
    {
      const GsWakeThread *thread = &g_array_index (answer->table->threads, GsWakeThread, i);
      GsWakeLine *line;

      if (!answer->is_shown[i] || thread->n_items == 0)
        continue;
      line = gs_wake_line_new (answer, session, thread->machine, thread->thread);
      line->thread = thread;
      for (guint k = 0; k < GS_N_WAIT_PARTS; k++)
        line->whole += thread->ns[k];
      g_ptr_array_add (lines, line);
    }
  gs_wake_line_put (store, lines);
}

/* A line for each wake-up that is listed. */
void
gs_wake_line_fill_listed (GListStore *store, const GsWakeAnswer *answer, GsSession *session)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < answer->listed->len; i++)
    {
      const GsWakeListed *listed = &g_array_index (answer->listed, GsWakeListed, i);
      GsWakeLine *line = gs_wake_line_new (answer, session, listed->latency.machine, listed->latency.thread);

      line->latency = listed->latency;
      line->waker = g_strdup (listed->waker);
      line->cause = g_strdup (listed->cause);
      line->whole = listed->latency.running - listed->latency.woken;
      g_ptr_array_add (lines, line);
    }
  gs_wake_line_put (store, lines);
}

GtkWidget *
gs_wake_line_new_threads_table (GListModel *lines)
{
  GtkWidget *table = gs_table_new (lines, _ ("Threads that were woken"), thread_columns, G_N_ELEMENTS (thread_columns));

  gs_table_sort_by (table, COLUMN_MAX);
  return table;
}

GtkWidget *
gs_wake_line_new_listed_table (GListModel *lines)
{
  GtkWidget *table = gs_table_new (lines, _ ("Wake-ups"), listed_columns, G_N_ELEMENTS (listed_columns));

  gs_table_sort_by (table, 0);
  gtk_column_view_set_single_click_activate (gs_table_get_view (table), TRUE);
  return table;
}
