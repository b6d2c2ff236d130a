/* gs-neighbours-page.c: machines that share CPUs, and what they took from each other
 * SPDX-License-Identifier: MIT
 *
 * Of the selected range, else of the visible one; added up by a worker. What is asked last wins.
 */
#include "neighbours/gs-neighbours-page.h"

#include <glib/gi18n.h>

#include "details/gs-details-cells.h"
#include "neighbours/gs-neighbours-tables.h"
#include "neighbours/gs-theft-table.h"
#include "rows/gs-row-tree.h"

#define DELAY 120      /* ms: while one zooms or pans, the numbers follow only as often as that */
#define TOP_HEIGHT 300 /* px */

#define GS_TYPE_NEIGHBOURS_PAGE (gs_neighbours_page_get_type ())
G_DECLARE_FINAL_TYPE (GsNeighboursPage, gs_neighbours_page, GS, NEIGHBOURS_PAGE, GtkWidget)

struct _GsNeighboursPage
{
  GtkWidget parent_instance;

  GsSession *session;
  GsTimeline *timeline;
  GsNeighbours *neighbours;  /* what is shown, or NULL */
  GCancellable *cancellable; /* of the worker that is awaited, or NULL */
  GsTheftChoice choice;      /* of what is listed */
  GsSpan gone;               /* selected by a click here: the list stays, for the next one */
  guint update;              /* source id, or 0 */

  GtkWidget *paned;
  GtkWidget *span_label;
  GtkWidget *spinner;
  GtkWidget *place; /* of the tables */
  GsTheftTable *table;
};

G_DEFINE_FINAL_TYPE (GsNeighboursPage, gs_neighbours_page, GTK_TYPE_WIDGET)

/* --- Going there --- */

/* Selects @span, with as much around it again, on the row of a vCPU. */
static void
gs_neighbours_page_go (GsNeighboursPage *self, guint machine, guint vcpu, GsSpan span)
{
  g_autofree char *key = gs_row_tree_dup_vcpu_key (self->neighbours->timeline, machine, vcpu);
  gint64 margin = MAX (gs_span_duration (span), GS_USEC);

  if (key == NULL)
    return;
  self->gone = span;
  gs_session_set_selection (self->session, span);
  gs_session_jump (self->session, (GsSpan){ span.begin - margin, span.end + margin });
  gtk_widget_activate_action (GTK_WIDGET (self), "win.show-row", "(sx)", key, span.begin);
}

static void
gs_neighbours_page_on_theft (GsNeighboursPage *self, const GsVcpuTheft *chosen)
{
  const GsVcpuTheft theft = *chosen;

  gs_neighbours_page_go (self, theft.victim, theft.vcpu, theft.span);
}

static void
gs_neighbours_page_on_lack (guint machine, GsSpan span, gpointer user_data)
{
  gs_neighbours_page_go (GS_NEIGHBOURS_PAGE (user_data), machine, 0, span);
}

static void
gs_neighbours_page_on_cell (const GsNeighbourCell *cell, gpointer user_data)
{
  GsNeighboursPage *self = user_data;

  self->choice = (GsTheftChoice){ cell->thief, cell->kind, cell->victim, TRUE, FALSE };
  gs_theft_table_show (self->table, self->neighbours, &self->choice);
}

static void
gs_neighbours_page_on_lock_holders (GsNeighboursPage *self)
{
  self->choice = (GsTheftChoice){ .only_lock_holders = TRUE };
  gs_theft_table_show (self->table, self->neighbours, &self->choice);
}

static void
gs_neighbours_page_on_all (GsNeighboursPage *self)
{
  self->choice = (GsTheftChoice){ 0 };
  gs_theft_table_show (self->table, self->neighbours, &self->choice);
}

/* --- What is shown --- */

static GtkWidget *
gs_neighbours_page_add_button (GsNeighboursPage *self, GtkWidget *box, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  g_signal_connect_swapped (button, "clicked", callback, self);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
gs_neighbours_page_add_lock_holders (GsNeighboursPage *self, GtkWidget *box)
{
  const GsNeighbourCell *hit = &self->neighbours->lock_holders;
  g_autofree char *ns = gs_details_dup_duration (hit->ns);
  g_autofree char *text = g_strdup_printf (
      ngettext ("%u theft hit a lock holder: %s", "%u thefts hit a lock holder: %s", (guint) hit->count),
      (guint) hit->count, ns);
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  if (hit->count > 0)
    {
      gs_details_add_text (content, text, NULL);
      gs_neighbours_page_add_button (self, content, _ ("List Them"), G_CALLBACK (gs_neighbours_page_on_lock_holders));
    }
  else
    gs_details_add_text (content, _ ("None was seen."), NULL);
  gs_details_add_section (box, _ ("Lock holders"),
                          _ ("The guest was in a system call or an interrupt, and another of its vCPUs left it "
                             "meanwhile because it spun (PAUSE)."),
                          content);
}

/* Returns: (transfer floating) */
static GtkWidget *
gs_neighbours_page_new_tables (GsNeighboursPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 36);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *matrix = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_box_append (GTK_BOX (matrix), gs_neighbours_matrix_new (self->neighbours, gs_neighbours_page_on_cell, self));
  gs_neighbours_page_add_button (self, matrix, _ ("List All Thefts"), G_CALLBACK (gs_neighbours_page_on_all));
  gs_details_add_section (left, _ ("Who took the CPU from whom"), _ ("A click on a cell lists its thefts below."),
                          matrix);
  gs_details_add_section (right, _ ("vCPUs without a CPU at once"), _ ("How many of a guest's could run, and did not."),
                          gs_neighbours_lacks_new (self->neighbours, gs_neighbours_page_on_lack, self));
  gs_neighbours_page_add_lock_holders (self, right);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  return box;
}

static void
gs_neighbours_page_show (GsNeighboursPage *self)
{
  GtkWidget *old = gtk_widget_get_first_child (self->place);

  if (old != NULL)
    gtk_box_remove (GTK_BOX (self->place), old);
  if (self->neighbours->thefts->len > 0)
    gtk_box_append (GTK_BOX (self->place), gs_neighbours_page_new_tables (self));
  else
    gtk_box_append (GTK_BOX (self->place), gtk_label_new (_ ("No virtual CPU was without a CPU here.")));
  gs_theft_table_show (self->table, self->neighbours, &self->choice);
}

/* --- Adding up --- */

typedef struct
{
  GsTimeline *timeline;
  GsSpan span;
} GsNeighboursJob;

static void
gs_neighbours_job_free (gpointer data)
{
  gs_timeline_unref (((GsNeighboursJob *) data)->timeline);
  g_free (data);
}

static void
gs_neighbours_page_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsNeighboursJob *job = task_data;
  GsNeighbours *neighbours = gs_neighbours_new (job->timeline, job->span, cancellable);

  if (neighbours != NULL)
    g_task_return_pointer (task, neighbours, (GDestroyNotify) gs_neighbours_free);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_CANCELLED, "cancelled");
}

static void
gs_neighbours_page_on_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsNeighboursPage) self = user_data;
  g_autoptr (GsNeighbours) neighbours = g_task_propagate_pointer (G_TASK (result), NULL);

  if (neighbours == NULL || self->paned == NULL || g_task_get_cancellable (G_TASK (result)) != self->cancellable)
    return;
  g_clear_pointer (&self->neighbours, gs_neighbours_free);
  self->neighbours = g_steal_pointer (&neighbours);
  gtk_spinner_stop (GTK_SPINNER (self->spinner));
  gs_neighbours_page_show (self);
}

/* Whether what is selected is but what a click here led to. */
static gboolean
gs_neighbours_page_has_gone (GsNeighboursPage *self, GsSpan span)
{
  return self->neighbours != NULL && self->neighbours->timeline == self->timeline
         && gs_session_has_selection (self->session) && span.begin == self->gone.begin && span.end == self->gone.end;
}

static gboolean
gs_neighbours_page_update (gpointer user_data)
{
  GsNeighboursPage *self = user_data;
  GsSpan span = gs_session_get_range (self->session, self->timeline);
  g_autofree char *range = NULL;
  GsNeighboursJob *job;
  g_autoptr (GTask) task = NULL;

  self->update = 0;
  if (self->timeline == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) || gs_neighbours_page_has_gone (self, span))
    return G_SOURCE_REMOVE;
  range = gs_session_dup_range_text (self->session, self->timeline);
  gtk_label_set_text (GTK_LABEL (self->span_label), range);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  job = g_new0 (GsNeighboursJob, 1);
  job->timeline = gs_timeline_ref (self->timeline);
  job->span = span;
  task = g_task_new (NULL, self->cancellable, gs_neighbours_page_on_done, g_object_ref (self));
  g_task_set_task_data (task, job, gs_neighbours_job_free);
  g_task_run_in_thread (task, gs_neighbours_page_work);
  gtk_spinner_start (GTK_SPINNER (self->spinner));
  return G_SOURCE_REMOVE;
}

static void
gs_neighbours_page_queue_update (GsNeighboursPage *self)
{
  if (self->update == 0 && self->timeline != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->update = g_timeout_add (DELAY, gs_neighbours_page_update, self);
}

/* --- The widget --- */

static void
gs_neighbours_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (gs_neighbours_page_parent_class)->map (widget);
  gs_neighbours_page_queue_update (GS_NEIGHBOURS_PAGE (widget));
}

static gboolean
gs_neighbours_page_grab_focus (GtkWidget *widget)
{
  return gtk_widget_child_focus (GS_NEIGHBOURS_PAGE (widget)->paned, GTK_DIR_TAB_FORWARD);
}

static void
gs_neighbours_page_dispose (GObject *object)
{
  GsNeighboursPage *self = GS_NEIGHBOURS_PAGE (object);

  g_clear_handle_id (&self->update, g_source_remove);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->paned, gtk_widget_unparent);
  g_clear_pointer (&self->neighbours, gs_neighbours_free);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_neighbours_page_parent_class)->dispose (object);
}

static void
gs_neighbours_page_class_init (GsNeighboursPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_neighbours_page_dispose;
  widget_class->map = gs_neighbours_page_map;
  widget_class->grab_focus = gs_neighbours_page_grab_focus;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "neighbours-page");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
gs_neighbours_page_create_top (GsNeighboursPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->span_label = gtk_label_new (NULL);
  self->spinner = gtk_spinner_new ();
  self->place = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (head), self->span_label);
  gtk_box_append (GTK_BOX (head), self->spinner);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), self->place);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  return scroller;
}

static void
gs_neighbours_page_init (GsNeighboursPage *self)
{
  self->paned = gtk_paned_new (GTK_ORIENTATION_VERTICAL);
  gtk_paned_set_start_child (GTK_PANED (self->paned), gs_neighbours_page_create_top (self));
  gtk_paned_set_position (GTK_PANED (self->paned), TOP_HEIGHT);
  gtk_widget_set_parent (self->paned, GTK_WIDGET (self));
}

static GtkWidget *
gs_neighbours_page_new (GsSession *session)
{
  GsNeighboursPage *self = g_object_new (GS_TYPE_NEIGHBOURS_PAGE, NULL);

  self->session = g_object_ref (session);
  self->table = GS_THEFT_TABLE (gs_theft_table_new (session));
  gtk_paned_set_end_child (GTK_PANED (self->paned), GTK_WIDGET (self->table));
  g_signal_connect_object (self->table, "chosen", G_CALLBACK (gs_neighbours_page_on_theft), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gs_neighbours_page_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (gs_neighbours_page_queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_neighbours_page_queue_update), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

static void
gs_neighbours_page_set_timeline (GtkWidget *widget, GsTimeline *timeline)
{
  GsNeighboursPage *self = GS_NEIGHBOURS_PAGE (widget);

  gs_timeline_ref (timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  gs_neighbours_page_queue_update (self);
}

const GsView gs_neighbours_view = {
  .id = "neighbours",
  .title = N_ ("Neighbours"),
  .shortcut = "<Alt>5",
  .create = gs_neighbours_page_new,
  .set_timeline = gs_neighbours_page_set_timeline,
};
