/* gs-wakes-page.c: the view of wake-ups: how long threads waited until they ran, and for what
 * SPDX-License-Identifier: MIT
 *
 * All is found by a worker; what is asked last wins, and cancels what was asked before. Choosing a thread or a bar asks
 * for another list only: the table of all wake-ups in the range is kept.
 */
#include "wakes/gs-wakes-page.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "parts/gs-table.h"
#include "wakes/gs-wake-histogram.h"
#include "wakes/gs-wake-line.h"
#include "wakes/gs-wake-look.h"
#include "wakes/gs-wake-rows.h"

/* ms: while one zooms or types, the numbers follow only as often as that. */
#define DELAY 120

struct _GsWakesPage
{
  GtkWidget parent_instance;

  GsSession *session;
  GsTimeline *timeline;
  GsWakeTable *table;        /* what is shown, or NULL */
  GCancellable *cancellable; /* of the worker whose answer is awaited */
  guint update;              /* source id, or 0 */
  gboolean is_filling;       /* lines are exchanged: nobody chooses one */
  guint machine;             /* of the chosen thread, or GS_NO_INDEX: all are meant */
  guint32 thread;

  GListStore *threads;
  GListStore *listed;
  GtkWidget *child;
  GtkWidget *filter;
  GtkWidget *span_label;
  GtkWidget *all_button;
  GtkWidget *threads_table;
  GtkWidget *listed_table;
  GtkWidget *histogram;
  GtkWidget *listed_label;
  GtkWidget *note;
  GtkWidget *spinner;
};

G_DEFINE_FINAL_TYPE (GsWakesPage, gs_wakes_page, GTK_TYPE_WIDGET)

/* Whose wake-ups are listed, how many there are, and whether the list has all of them. */
static void
gs_wakes_page_say_listed (GsWakesPage *self, const GsWakeAnswer *answer)
{
  g_autofree char *count = gs_time_text_dup_integer ((gint64) answer->n), *shown = NULL, *text = NULL;

  if (answer->n > answer->listed->len)
    {
      shown = gs_time_text_dup_integer (answer->listed->len);
      text = g_strdup_printf (_ ("The longest %s of %s wake-ups"), shown, count);
    }
  else
    text = g_strdup_printf (ngettext ("%s wake-up, the longest first", "%s wake-ups, the longest first", answer->n),
                            count);
  gtk_label_set_text (GTK_LABEL (self->listed_label), text);
}

static gboolean
gs_wakes_page_lacks_host (const GsTimeline *timeline)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->role == GS_ROLE_HOST)
      return FALSE;
  return TRUE;
}

/* Returns: ns: how wrong the worst clock may be where it is compared with another; 0: there is nothing to say */
static gint64
gs_wakes_page_get_accuracy (const GsTimeline *timeline)
{
  gint64 worst = 0;

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);

      if (machine->host != GS_NO_INDEX && machine->machine != NULL)
        worst = MAX (worst, machine->clock.accuracy);
    }
  return worst;
}

/* What there is to know before one believes the numbers. */
static void
gs_wakes_page_say_note (GsWakesPage *self, const GsWakeAnswer *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 accuracy = gs_wakes_page_get_accuracy (answer->table->timeline);
  guint64 n_unknown = 0;

  for (guint i = 0; i < answer->table->threads->len; i++)
    n_unknown += answer->is_shown[i] ? g_array_index (answer->table->threads, GsWakeThread, i).n_unknown : 0;
  if (gs_wakes_page_lacks_host (answer->table->timeline))
    g_string_append (text, _ ("Without the trace of a host, what happened outside of the guests isn’t known: a thread "
                              "counts as running when its own kernel says so. "));
  if (n_unknown > 0)
    {
      g_autofree char *count = gs_time_text_dup_integer ((gint64) n_unknown);

      g_string_append_printf (text,
                              ngettext ("Of %s more wake-up it isn’t known when the thread ran. ",
                                        "Of %s more wake-ups it isn’t known when the thread ran. ", n_unknown),
                              count);
    }
  if (accuracy > 0)
    {
      g_autofree char *duration = gs_time_text_dup_duration (accuracy, MAX (accuracy / 100, 1));

      g_string_append_printf (text, _ ("Parts that two machines’ clocks tell are right to within %s."), duration);
    }
  gtk_label_set_text (GTK_LABEL (self->note), text->str);
  gtk_widget_set_visible (self->note, text->len > 0);
}

/* The line of the chosen thread stays chosen. */
static void
gs_wakes_page_keep_chosen (GsWakesPage *self)
{
  GtkSingleSelection *selection = gs_table_get_selection (self->threads_table);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (selection)); i++)
    {
      g_autoptr (GsWakeLine) line = g_list_model_get_item (G_LIST_MODEL (selection), i);
      const GsWakeThread *thread = gs_wake_line_get_thread (line);

      if (thread->machine == self->machine && thread->thread == self->thread)
        {
          gtk_single_selection_set_selected (selection, i);
          return;
        }
    }
}

static void
gs_wakes_page_fill (GsWakesPage *self, const GsWakeAnswer *answer)
{
  self->is_filling = TRUE;
  gs_wake_line_fill_threads (self->threads, answer, self->session);
  gs_wake_line_fill_listed (self->listed, answer, self->session);
  gs_wakes_page_keep_chosen (self);
  self->is_filling = FALSE;
  gs_wake_histogram_set (GS_WAKE_HISTOGRAM (self->histogram), answer->columns);
  gs_wakes_page_say_listed (self, answer);
  gs_wakes_page_say_note (self, answer);
  gtk_widget_set_sensitive (self->all_button, self->machine != GS_NO_INDEX
                                                  || gs_wake_histogram_get_chosen (GS_WAKE_HISTOGRAM (self->histogram))
                                                         != GS_WAKE_NO_COLUMN);
}

static void
gs_wakes_page_query_free (gpointer data)
{
  gs_wake_query_clear (data);
  g_free (data);
}

static void
gs_wakes_page_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsWakeAnswer *answer = gs_wake_answer_new (task_data, cancellable);

  if (answer != NULL)
    g_task_return_pointer (task, answer, (GDestroyNotify) gs_wake_answer_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void
gs_wakes_page_on_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsWakesPage) self = user_data;
  g_autoptr (GsWakeAnswer) answer = g_task_propagate_pointer (G_TASK (result), NULL);

  if (answer == NULL || self->child == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  if (self->table != answer->table)
    {
      g_clear_pointer (&self->table, gs_wake_table_unref);
      self->table = gs_wake_table_ref (answer->table);
    }
  gs_wakes_page_fill (self, answer);
}

/* Returns: (transfer full): what is asked for, as the widgets say it */
static GsWakeQuery *
gs_wakes_page_new_query (GsWakesPage *self)
{
  GsSpan span = gs_session_get_range (self->session, self->timeline);
  GsWakeQuery *query = g_new0 (GsWakeQuery, 1);

  query->timeline = gs_timeline_ref (self->timeline);
  query->span = span;
  if (self->table != NULL && self->table->timeline == self->timeline && self->table->span.begin == span.begin
      && self->table->span.end == span.end)
    query->table = gs_wake_table_ref (self->table);
  query->filter = g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->filter)), -1);
  query->machine = self->machine;
  query->thread = self->thread;
  query->column = gs_wake_histogram_get_chosen (GS_WAKE_HISTOGRAM (self->histogram));
  return query;
}

static gboolean
gs_wakes_page_update (gpointer user_data)
{
  GsWakesPage *self = user_data;
  g_autoptr (GTask) task = NULL;
  g_autofree char *range = NULL;
  GsWakeQuery *query;

  self->update = 0;
  if (self->timeline == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  query = gs_wakes_page_new_query (self);
  range = gs_session_dup_range_text (self->session, self->timeline);
  gtk_label_set_text (GTK_LABEL (self->span_label), range);
  task = g_task_new (NULL, self->cancellable, gs_wakes_page_on_answer, g_object_ref (self));
  g_task_set_task_data (task, query, gs_wakes_page_query_free);
  g_task_run_in_thread (task, gs_wakes_page_work);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

static void
gs_wakes_page_queue_update (GsWakesPage *self)
{
  if (self->update == 0 && self->timeline != NULL)
    self->update = g_timeout_add (DELAY, gs_wakes_page_update, self);
}

static void
gs_wakes_page_on_thread (GsWakesPage *self)
{
  GsWakeLine *line = gtk_single_selection_get_selected_item (gs_table_get_selection (self->threads_table));

  if (self->is_filling)
    return;
  self->machine = line != NULL ? gs_wake_line_get_thread (line)->machine : GS_NO_INDEX;
  self->thread = line != NULL ? gs_wake_line_get_thread (line)->thread : GS_NO_INDEX;
  gs_wake_histogram_clear_chosen (GS_WAKE_HISTOGRAM (self->histogram));
  gs_wakes_page_queue_update (self);
}

static void
gs_wakes_page_on_all (GsWakesPage *self)
{
  gs_wake_histogram_clear_chosen (GS_WAKE_HISTOGRAM (self->histogram));
  gtk_single_selection_set_selected (gs_table_get_selection (self->threads_table), GTK_INVALID_LIST_POSITION);
  gs_wakes_page_queue_update (self);
}

static void
gs_wakes_page_on_activate (GsWakesPage *self, guint position)
{
  g_autoptr (GsWakeLine) line = g_list_model_get_item (G_LIST_MODEL (gs_table_get_selection (self->listed_table)),
                                                       position);

  if (line != NULL && self->table != NULL)
    gs_wake_rows_show (GTK_WIDGET (self), self->table->timeline, gs_wake_line_get_latency (line));
}

static void
gs_wakes_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gs_wakes_page_parent_class)->map (widget);
  gs_wakes_page_queue_update (GS_WAKES_PAGE (widget));
}

static void
gs_wakes_page_dispose (GObject *object)
{
  GsWakesPage *self = GS_WAKES_PAGE (object);

  g_clear_handle_id (&self->update, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_object (&self->threads);
  g_clear_object (&self->listed);
  g_clear_pointer (&self->table, gs_wake_table_unref);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_wakes_page_parent_class)->dispose (object);
}

static void
gs_wakes_page_class_init (GsWakesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_wakes_page_dispose;
  widget_class->map = gs_wakes_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "wakes-page");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
gs_wakes_page_new_head (GsWakesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->span_label = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->span_label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->span_label), 0);
  gtk_widget_set_hexpand (self->span_label, TRUE);
  self->spinner = gtk_spinner_new ();
  self->filter = gtk_search_entry_new ();
  g_object_set (self->filter, "placeholder-text", _ ("Thread, TID or machine"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->filter), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Filter threads"),
                                  -1);
  g_signal_connect_swapped (self->filter, "search-changed", G_CALLBACK (gs_wakes_page_queue_update), self);
  gtk_box_append (GTK_BOX (box), self->span_label);
  gtk_box_append (GTK_BOX (box), self->spinner);
  gtk_box_append (GTK_BOX (box), self->filter);
  return box;
}

static GtkWidget *
gs_wakes_page_new_upper (GsWakesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *title = gtk_label_new (_ ("How long they took"));

  self->threads = gs_wake_line_new_store ();
  self->threads_table = gs_wake_line_new_threads_table (G_LIST_MODEL (self->threads));
  g_signal_connect_object (gs_table_get_selection (self->threads_table), "notify::selected-item",
                           G_CALLBACK (gs_wakes_page_on_thread), self, G_CONNECT_SWAPPED);
  self->histogram = gs_wake_histogram_new ();
  g_signal_connect_swapped (self->histogram, "chosen", G_CALLBACK (gs_wakes_page_queue_update), self);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_box_append (GTK_BOX (side), title);
  gtk_widget_set_vexpand (self->histogram, TRUE);
  gtk_box_append (GTK_BOX (side), self->histogram);
  gtk_box_append (GTK_BOX (box), self->threads_table);
  gtk_box_append (GTK_BOX (box), side);
  return box;
}

static GtkWidget *
gs_wakes_page_new_lower (GsWakesPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->listed_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->listed_label), 0);
  gtk_widget_add_css_class (self->listed_label, "heading");
  gtk_widget_set_hexpand (self->listed_label, TRUE);
  self->all_button = gtk_button_new_with_label (_ ("All Wake-ups"));
  gtk_widget_set_tooltip_text (self->all_button, _ ("Of All Threads, However Long They Took"));
  g_signal_connect_swapped (self->all_button, "clicked", G_CALLBACK (gs_wakes_page_on_all), self);
  self->listed = gs_wake_line_new_store ();
  self->listed_table = gs_wake_line_new_listed_table (G_LIST_MODEL (self->listed));
  gtk_widget_set_tooltip_text (GTK_WIDGET (gs_table_get_view (self->listed_table)),
                               _ ("Click to show it in the timeline"));
  g_signal_connect_swapped (gs_table_get_view (self->listed_table), "activate", G_CALLBACK (gs_wakes_page_on_activate),
                            self);
  /* The border above can be dragged from some way off. */
  gtk_widget_set_margin_top (line, 12);
  gtk_box_append (GTK_BOX (line), self->listed_label);
  gtk_box_append (GTK_BOX (line), self->all_button);
  gtk_box_append (GTK_BOX (box), line);
  gtk_box_append (GTK_BOX (box), self->listed_table);
  return box;
}

static void
gs_wakes_page_init (GsWakesPage *self)
{
  GtkWidget *paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);

  self->machine = GS_NO_INDEX;
  self->child = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (self->child, "page");
  gtk_box_append (GTK_BOX (self->child), gs_wakes_page_new_head (self));
  gtk_paned_set_start_child (GTK_PANED (paned), gs_wakes_page_new_upper (self));
  gtk_paned_set_end_child (GTK_PANED (paned), gs_wakes_page_new_lower (self));
  gtk_widget_set_vexpand (paned, TRUE);
  gtk_box_append (GTK_BOX (self->child), paned);
  self->note = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_add_css_class (self->note, "details-note");
  gtk_box_append (GTK_BOX (self->child), gs_wake_parts_new_legend ());
  gtk_box_append (GTK_BOX (self->child), self->note);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
}

static GtkWidget *
gs_wakes_page_new (GsSession *session)
{
  GsWakesPage *self = g_object_new (GS_TYPE_WAKES_PAGE, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gs_wakes_page_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (gs_wakes_page_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_wakes_page_queue_update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gs_wakes_page_set_timeline (GtkWidget *widget, GsTimeline *timeline)
{
  GsWakesPage *self = GS_WAKES_PAGE (widget);

  gs_timeline_ref (timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  gs_wakes_page_queue_update (self);
}

const GsView gs_wakes_view = {
  .id = "wakeups",
  .title = N_ ("Wake-ups"),
  .shortcut = "<Alt>4",
  .create = gs_wakes_page_new,
  .set_timeline = gs_wakes_page_set_timeline,
};
