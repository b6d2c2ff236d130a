/* gs-details.c: the selected span and rows in numbers
 * SPDX-License-Identifier: MIT
 *
 * What is quick is shown at once, the rest as soon as a worker has added it up;
 * what is asked last wins, and cancels what was asked before.
 */
#include "details/gs-details.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "details/gs-details-explain.h"
#include "details/gs-details-tables.h"
#include "rows/gs-row-tree.h"
#include "why/gs-explain.h"
#include "why/gs-path-sum.h"

/* ms: while one zooms or pans, the numbers follow only as often as that. */
#define DELAY 120

struct _GsDetails
{
  GtkWidget parent_instance;

  GsSession *session;
  GsTimeline *timeline;
  const GsView *view;        /* the one with rows that is seen, or was last */
  GsReport *report;          /* what is shown, or NULL */
  GCancellable *cancellable; /* of the worker whose report is awaited */
  guint update;              /* source id, or 0 */
  GCancellable *explaining;  /* likewise of the one that explains */
  GsDetailsSubject subject;  /* the row that both are about */
  GArray *asked;             /* of GsReportRow: those rows; NULL: to be found out */

  GtkWidget *child;
  GtkWidget *span_label;
  GtkWidget *only_row; /* check button */
  GtkWidget *vcpus_place;
  GtkWidget *path_place;
  GtkWidget *why_place;
  GtkWidget *place;
  GtkWidget *spinner;
};

G_DEFINE_FINAL_TYPE (GsDetails, gs_details, GTK_TYPE_WIDGET)

/* A row that has a track, or all of its kind below one that has none. */
static void
gs_details_add_row (GArray *list, GsRow *row, GsRows kind)
{
  GListModel *children = gs_row_get_children (row);
  guint n = children != NULL ? g_list_model_get_n_items (children) : 0;
  GsReportRow found = { gs_row_get_rows (row), gs_row_get_machine (row), gs_row_get_index (row) };

  if (gs_row_has_track (row))
    {
      if (gs_row_get_rows (row) == kind)
        g_array_append_val (list, found);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (children, i);

      gs_details_add_row (list, child, kind);
    }
}

/* The kind of rows that a row is or holds. */
static GsRows
gs_details_get_kind (GsDetails *self, GsRow *row)
{
  switch (gs_row_get_kind (row))
    {
    case GS_ROW_VCPU:
      return GS_ROWS_VCPUS;
    case GS_ROW_PROCESS:
    case GS_ROW_THREAD:
      return GS_ROWS_THREADS;
    case GS_ROW_CPU:
      return GS_ROWS_CPUS;
    default:
      return self->view->rows;
    }
}

/* Returns: (transfer full): a row's name that needs nothing around it to be understood */
static char *
gs_details_dup_subject (GsDetails *self, GsRow *row)
{
  switch (gs_row_get_kind (row))
    {
    case GS_ROW_VCPU:
      return gs_report_dup_vcpu_name (self->timeline, gs_row_get_machine (row), gs_row_get_index (row));
    case GS_ROW_THREAD:
      return gs_report_dup_thread_name (self->timeline, gs_row_get_machine (row), gs_row_get_index (row));
    default:
      return g_strdup (gs_row_get_title (row));
    }
}

static void
gs_details_clear_subject (GsDetails *self)
{
  g_clear_pointer (&self->subject.name, g_free);
  g_clear_pointer (&self->subject.threads, g_array_unref);
  self->subject.vcpu = GS_NO_INDEX;
}

/* @list: (element-type GsReportRow): the row, or those below it */
static void
gs_details_set_subject (GsDetails *self, GsRow *row, const GArray *list)
{
  GsRowKind kind = gs_row_get_kind (row);

  self->subject.name = gs_details_dup_subject (self, row);
  self->subject.machine = gs_row_get_machine (row);
  if (kind == GS_ROW_VCPU)
    self->subject.vcpu = gs_row_get_index (row);
  if (kind != GS_ROW_THREAD && kind != GS_ROW_PROCESS)
    return;
  self->subject.threads = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint i = 0; i < list->len; i++)
    g_array_append_val (self->subject.threads, g_array_index (list, GsReportRow, i).index);
}

/* Looks through all rows, so only where something has changed. Returns:
 * (transfer full): the rows that are asked about */
static GArray *
gs_details_collect_rows (GsDetails *self)
{
  const char *key = gs_session_get_highlight (self->session);
  g_autoptr (GListModel) tree = NULL;
  g_autoptr (GsRow) row = NULL;
  g_autoptr (GArray) list = NULL;

  if (key != NULL && gtk_check_button_get_active (GTK_CHECK_BUTTON (self->only_row)))
    {
      tree = self->view->build_rows (self->timeline);
      row = gs_row_find (tree, key);
    }
  if (row != NULL)
    {
      list = g_array_new (FALSE, FALSE, sizeof (GsReportRow));
      gs_details_add_row (list, row, gs_details_get_kind (self, row));
    }
  gs_details_clear_subject (self);
  if (list != NULL && list->len > 0)
    {
      gs_details_set_subject (self, row, list);
      return g_steal_pointer (&list);
    }
  return gs_report_list_rows (self->timeline, self->view->rows);
}

static void
gs_details_put (GtkWidget *place, GtkWidget *content)
{
  GtkWidget *old = gtk_widget_get_first_child (place);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (place), old);
  gtk_box_append (GTK_BOX (place), content);
}

/* Shows rows that have to do with one another, in @span. @second: (nullable): NULL: there is but one */
static void
gs_details_show (GsDetails *self, const char *first, const char *second, GsSpan span)
{
  const char *keys[] = { first, second, NULL };

  if (first != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-rows", "(^asxx)", keys, span.begin, span.end);
}

/* Shows the longest theft of a thief. */
static void
gs_details_follow (const GsTheft *theft, gpointer data)
{
  GsDetails *self = data;
  g_autofree char *victim = gs_row_tree_dup_vcpu_key (self->timeline, theft->machine, theft->vcpu);

  gs_details_show (self, victim, NULL, theft->longest);
}

/* Shows the longest instance of a part of the explanation, with the row of whoever had that time. */
static void
gs_details_show_part (const GsWhyNode *node, gpointer data)
{
  GsDetails *self = data;
  const char *key = gs_session_get_highlight (self->session);
  g_autofree char *other = NULL;

  if (node->key.cause == GS_CAUSE_THREAD || node->key.cause == GS_CAUSE_HOST_THREAD)
    other = gs_row_tree_dup_thread_key (self->timeline, node->key.machine, node->key.id);
  gs_details_show (self, key, g_strcmp0 (key, other) != 0 ? other : NULL, node->longest);
}

typedef struct
{
  GsTimeline *timeline;
  GsSpan span;
  GArray *rows;
} GsDetailsJob;

static void
gs_details_job_free (gpointer data)
{
  GsDetailsJob *job = data;

  gs_timeline_unref (job->timeline);
  g_array_unref (job->rows);
  g_free (job);
}

static void
gs_details_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsDetailsJob *job = task_data;
  GsReport *report = gs_report_new (job->timeline, job->span, job->rows, cancellable);

  if (report != NULL)
    g_task_return_pointer (task, report, (GDestroyNotify) gs_report_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

/* Numbers of what was read so far stand there until those of all are added up, which may take long where memory is
 * short: they are said to be no more than that. */
static void
gs_details_say_range (GsDetails *self)
{
  gboolean is_old = self->report != NULL && self->report->timeline->is_partial;
  g_autofree char *text = gs_session_dup_range_text (self->session, is_old ? self->report->timeline : self->timeline);

  gtk_label_set_text (GTK_LABEL (self->span_label), text);
}

static void
gs_details_on_report (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsDetails) self = user_data;
  g_autoptr (GsReport) report = g_task_propagate_pointer (G_TASK (result), NULL);

  if (report == NULL || self->child == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_pointer (&self->report, gs_report_free);
  self->report = g_steal_pointer (&report);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gs_details_say_range (self);
  gs_details_put (self->place, gs_details_tables_new (self->report, &self->subject, gs_details_follow, self));
}

static void
gs_details_start (GsDetails *self, GsSpan span)
{
  GsDetailsJob *job = g_new0 (GsDetailsJob, 1);
  g_autoptr (GTask) task = NULL;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  job->timeline = gs_timeline_ref (self->timeline);
  job->span = span;
  job->rows = g_array_ref (self->asked);
  task = g_task_new (NULL, self->cancellable, gs_details_on_report, g_object_ref (self));
  g_task_set_task_data (task, job, gs_details_job_free);
  g_task_run_in_thread (task, gs_details_work);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
}

/* What is to be explained. */
typedef struct
{
  GsTimeline *timeline;
  GsSpan span;
  guint machine;
  GArray *threads; /* NULL: the vCPU */
  guint vcpu;
} GsDetailsQuestion;

static void
gs_details_question_free (gpointer data)
{
  GsDetailsQuestion *question = data;

  gs_timeline_unref (question->timeline);
  g_clear_pointer (&question->threads, g_array_unref);
  g_free (question);
}

static void
gs_details_explain_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsDetailsQuestion *question = task_data;
  GsWhyNode *node;

  if (g_task_return_error_if_cancelled (task))
    return;
  node = question->threads != NULL ?
             gs_explain_threads (question->timeline, question->machine, question->threads, question->span) :
             gs_explain_vcpu (question->timeline, question->machine, question->vcpu, question->span);
  g_task_return_pointer (task, node, (GDestroyNotify) gs_why_node_free);
}

static void
gs_details_on_explained (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsDetails) self = user_data;
  g_autoptr (GsWhyNode) node = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autofree char *title = NULL;
  GtkWidget *box;

  if (node == NULL || self->child == NULL || g_task_get_cancellable (G_TASK (result)) != self->explaining)
    return;
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  title = g_strdup_printf (_ ("Where the Time of %s Went"), self->subject.name);
  gs_details_explain_add (box, self->timeline, node, title, gs_details_show_part, self);
  if (self->subject.threads != NULL)
    gs_details_explain_add_takers (box, self->timeline, node, self->subject.name, gs_details_show_part, self);
  gs_details_put (self->why_place, box);
}

/* Of a row that can be explained: a thread, a process, a vCPU. */
static void
gs_details_explain (GsDetails *self, GsSpan span)
{
  GsDetailsQuestion *question;
  g_autoptr (GTask) task = NULL;

  if (self->explaining != NULL)
    g_cancellable_cancel (self->explaining);
  g_clear_object (&self->explaining);
  if (self->subject.threads == NULL && self->subject.vcpu == GS_NO_INDEX)
    {
      gs_details_put (self->why_place, gtk_box_new (GTK_ORIENTATION_VERTICAL, 0));
      return;
    }
  self->explaining = g_cancellable_new ();
  question = g_new0 (GsDetailsQuestion, 1);
  *question = (GsDetailsQuestion){ gs_timeline_ref (self->timeline), span, self->subject.machine, NULL,
                                   self->subject.vcpu };
  if (self->subject.threads != NULL)
    question->threads = g_array_ref (self->subject.threads);
  task = g_task_new (NULL, self->explaining, gs_details_on_explained, g_object_ref (self));
  g_task_set_task_data (task, question, gs_details_question_free);
  g_task_run_in_thread (task, gs_details_explain_work);
}

/* Times may be written in another way now. */
static void
gs_details_layout_changed (GsDetails *self)
{
  if (self->timeline != NULL)
    gs_details_say_range (self);
}

static GtkWidget *
gs_details_new_path_buttons (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *pin = gtk_button_new_with_label (_ ("Its Rows on Top")), *hide = gtk_button_new_with_label (_ ("Hide"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (pin), "win.pin-path");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (hide), "win.hide-path");
  gtk_widget_set_tooltip_text (pin, _ ("Put the Rows Along Which the Critical Path Leads on Top of All Others"));
  gtk_widget_set_tooltip_text (hide, _ ("Hide the Critical Path"));
  gtk_box_append (GTK_BOX (box), pin);
  gtk_box_append (GTK_BOX (box), hide);
  return box;
}

/* The critical path that is shown, by cause and by thread. */
static void
gs_details_path_changed (GsDetails *self)
{
  const GsTracedPath *path = gs_session_get_path (self->session);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (path != NULL)
    {
      g_autoptr (GsWhyNode) causes = gs_path_sum_by_cause (path->steps), threads = gs_path_sum_by_thread (path->steps);
      g_autofree char *name = gs_report_dup_thread_name (path->timeline, path->machine, path->thread);
      g_autofree char *by_cause = g_strdup_printf (_ ("Critical Path of %s by Cause"), name);
      g_autofree char *by_thread = g_strdup_printf (_ ("Critical Path of %s by Thread"), name);

      gs_details_explain_add (box, path->timeline, causes, by_cause, gs_details_show_part, self);
      gs_details_explain_add (box, path->timeline, threads, by_thread, gs_details_show_part, self);
      gtk_box_append (GTK_BOX (box), gs_details_new_path_buttons ());
    }
  gs_details_put (self->path_place, box);
}

static gboolean
gs_details_update (gpointer user_data)
{
  GsDetails *self = user_data;
  GsSpan span = gs_session_get_range (self->session, self->timeline);
  g_autoptr (GArray) vcpus = NULL;

  self->update = 0;
  if (self->timeline == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return G_SOURCE_REMOVE;
  gs_details_say_range (self);
  vcpus = gs_report_list_vcpus (self->timeline, span);
  gs_details_put (self->vcpus_place, gs_details_tables_new_vcpus (self->timeline, vcpus));
  if (self->asked == NULL)
    self->asked = gs_details_collect_rows (self);
  gs_details_explain (self, span);
  gs_details_start (self, span);
  return G_SOURCE_REMOVE;
}

static void
gs_details_queue_update (GsDetails *self)
{
  if (self->update == 0 && self->timeline != NULL)
    self->update = g_timeout_add (DELAY, gs_details_update, self);
}

static void
gs_details_queue_rows (GsDetails *self)
{
  g_clear_pointer (&self->asked, g_array_unref);
  gs_details_queue_update (self);
}

static void
gs_details_on_copy (GsDetails *self)
{
  g_autofree char *csv = gs_details_dup_csv (self);

  if (csv != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), csv);
}

static void
gs_details_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gs_details_parent_class)->map (widget);
  gs_details_queue_update (GS_DETAILS (widget));
}

static void
gs_details_dispose (GObject *object)
{
  GsDetails *self = GS_DETAILS (object);

  g_clear_handle_id (&self->update, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  if (self->explaining != NULL)
    g_cancellable_cancel (self->explaining);
  g_clear_object (&self->explaining);
  g_clear_pointer (&self->child, gtk_widget_unparent);
  g_clear_pointer (&self->report, gs_report_free);
  g_clear_pointer (&self->asked, g_array_unref);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_details_parent_class)->dispose (object);
}

static void
gs_details_finalize (GObject *object)
{
  gs_details_clear_subject (GS_DETAILS (object));
  G_OBJECT_CLASS (gs_details_parent_class)->finalize (object);
}

static void
gs_details_class_init (GsDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_details_finalize;
  widget_class->map = gs_details_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "details");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
gs_details_new_buttons (GsDetails *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy"));
  GtkWidget *export = gtk_button_new_with_label (_ ("Export as CSV…"));

  self->spinner = gtk_spinner_new ();
  gtk_widget_set_tooltip_text (copy, _ ("Copy the Numbers as CSV"));
  gtk_widget_set_tooltip_text (export, _ ("Export the Numbers as CSV"));
  g_signal_connect_swapped (copy, "clicked", G_CALLBACK (gs_details_on_copy), self);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (export), "win.export-details");
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), export);
  gtk_box_append (GTK_BOX (box), self->spinner);
  return box;
}

static void
gs_details_init (GsDetails *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->subject.vcpu = GS_NO_INDEX;
  self->span_label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->span_label), 0);
  gtk_label_set_wrap (GTK_LABEL (self->span_label), TRUE);
  self->only_row = gtk_check_button_new_with_label (_ ("Only the focused row"));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->only_row), TRUE);
  g_signal_connect_swapped (self->only_row, "toggled", G_CALLBACK (gs_details_queue_rows), self);
  self->vcpus_place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->path_place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->why_place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), self->span_label);
  gtk_box_append (GTK_BOX (box), self->only_row);
  gtk_box_append (GTK_BOX (box), self->vcpus_place);
  gtk_box_append (GTK_BOX (box), self->path_place);
  gtk_box_append (GTK_BOX (box), self->why_place);
  gtk_box_append (GTK_BOX (box), self->place);
  gtk_box_append (GTK_BOX (box), gs_details_new_buttons (self));

  self->child = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->child), box);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Details"), -1);
}

/**
 * gs_details_new:
 * @session: whose selection, else visible range, is shown in numbers
 */
GtkWidget *
gs_details_new (GsSession *session)
{
  GsDetails *self = g_object_new (GS_TYPE_DETAILS, NULL);

  self->session = g_object_ref (session);
  self->view = &gs_vcpus_view;
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gs_details_queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (gs_details_queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "path-changed", G_CALLBACK (gs_details_path_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_details_layout_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_details_queue_rows), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * gs_details_set_timeline:
 * @timeline: what the numbers are about, from now on
 */
void
gs_details_set_timeline (GsDetails *self, GsTimeline *timeline)
{
  g_return_if_fail (GS_IS_DETAILS (self));
  g_return_if_fail (timeline != NULL);

  gs_timeline_ref (timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  gs_details_queue_rows (self);
}

/**
 * gs_details_set_view:
 * @view: the one that is seen; one that has rows
 */
void
gs_details_set_view (GsDetails *self, const GsView *view)
{
  g_return_if_fail (GS_IS_DETAILS (self));

  self->view = view;
  gs_details_queue_rows (self);
}

/**
 * gs_details_dup_csv:
 *
 * Returns: (transfer full) (nullable): what is shown, and what there is no room for; NULL while nothing is
 */
char *
gs_details_dup_csv (GsDetails *self)
{
  g_return_val_if_fail (GS_IS_DETAILS (self), NULL);

  return self->report != NULL ? gs_report_to_csv (self->report) : NULL;
}
