/* gs-gantt-heads.c: heads of the columns beside a chart
 * SPDX-License-Identifier: MIT
 *
 * A click on one sorts by it: numbers the greatest first, then the other way
 * round, then as the view orders its rows.
 */
#include "gantt/gs-gantt-heads.h"

#include <glib/gi18n.h>

#include "rows/gs-row-name.h"

#define COLUMN "gs-column"

/* Of the name's, in pixels. */
#define MIN_NAME 32

struct _GsGanttHeads
{
  GtkWidget parent_instance;

  const GsView *view;
  GsSession *session;
  GtkWidget *first; /* before the heads; where names have their arrows */
  GtkWidget *buttons[GS_N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (GsGanttHeads, gs_gantt_heads, GTK_TYPE_WIDGET)

static const struct
{
  const char *title;
  const char *tip;
} columns[GS_N_COLUMNS] = {
  { N_ ("Name"), N_ ("Sort by Name") },
  { N_ ("TID"), N_ ("Sort by TID") },
  { N_ ("Host TID"), N_ ("The thread of the host that is this virtual CPU") },
  { N_ ("Run"), N_ ("Share of the visible range in which it really had a CPU") },
  { N_ ("Stolen"),
    N_ ("Share of the time in which it believed that it ran, but its virtual CPU was preempted, in the visible range") },
  { N_ ("Exits/s"), N_ ("Exits from the guest to the hypervisor per second, in the visible range") },
  { N_ ("Stolen for"),
    N_ ("How long its virtual CPU was preempted while it believed that it ran, in the visible range") },
};

static void
gs_gantt_heads_clicked (GtkWidget *button, GsSession *session)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), COLUMN));
  gboolean is_descending, begins_descending = column >= GS_COLUMN_RUNNING;
  guint sorted = gs_session_get_sort (session, &is_descending);

  if (sorted != column)
    gs_session_set_sort (session, column, begins_descending);
  else if (is_descending == begins_descending)
    gs_session_set_sort (session, column, !begins_descending);
  else
    gs_session_set_sort (session, GS_SESSION_NO_SORT, FALSE);
}

static void
gs_gantt_heads_update_one (GsGanttHeads *self, guint column)
{
  GtkWidget *button = self->buttons[column];
  gboolean is_descending;
  gboolean is_sorted = gs_session_get_sort (self->session, &is_descending) == column;
  g_autofree char *text = g_strdup_printf ("%s%s", _ (columns[column].title),
                                           !is_sorted    ? "" :
                                           is_descending ? " ▾" :
                                                           " ▴");

  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (button, (gs_session_get_columns (self->session) & self->view->columns & 1u << column) != 0);
}

static void
gs_gantt_heads_update (GsGanttHeads *self)
{
  for (guint i = 0; i < GS_N_COLUMNS; i++)
    gs_gantt_heads_update_one (self, i);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static GtkWidget *
gs_gantt_heads_new_button (guint column, GsSession *session)
{
  GtkWidget *button = gtk_button_new (), *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column == GS_COLUMN_NAME ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "column-head");
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, _ (columns[column].tip));
  g_object_set_data (G_OBJECT (button), COLUMN, GUINT_TO_POINTER (column));
  g_signal_connect_object (button, "clicked", G_CALLBACK (gs_gantt_heads_clicked), session, 0);
  return button;
}

static void
gs_gantt_heads_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  GsGanttHeads *self = GS_GANTT_HEADS (widget);
  int least, other;

  gtk_widget_measure (self->first, orientation, -1, &least, NULL, NULL, NULL);
  for (guint i = 0; i < GS_N_COLUMNS; i++)
    {
      gtk_widget_measure (self->buttons[i], orientation, -1, &other, NULL, NULL, NULL);
      if (orientation == GTK_ORIENTATION_VERTICAL)
        least = MAX (least, other);
    }
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? least + MIN_NAME : least;
}

/* @x: of a widget that begins at the left; turned round where one reads from the right. All stand on one line. */
static void
gs_gantt_heads_place (GsGanttHeads *self, GtkWidget *child, int x, int width, int height)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int least, high;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  width = MAX (width, least);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &high, NULL, NULL, NULL);
  if (is_rtl)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, MAX (height - high, 0), width, high }, -1);
}

static void
gs_gantt_heads_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsGanttHeads *self = GS_GANTT_HEADS (widget);
  guint shown = gs_session_get_columns (self->session) & self->view->columns;
  guint fit = gs_row_name_fit_columns (shown, width);
  int end = width - GS_ROW_NAME_MARGIN, first;

  gtk_widget_measure (self->first, GTK_ORIENTATION_HORIZONTAL, -1, &first, NULL, NULL, NULL);
  gs_gantt_heads_place (self, self->first, 0, first, height);
  for (guint i = GS_N_COLUMNS - 1; i > GS_COLUMN_NAME; i--)
    {
      gtk_widget_set_child_visible (self->buttons[i], (fit & 1u << i) != 0);
      if ((fit & 1u << i) == 0)
        continue;
      end -= GS_ROW_NAME_NUMBER_WIDTH;
      gs_gantt_heads_place (self, self->buttons[i], end, GS_ROW_NAME_NUMBER_WIDTH, height);
    }
  gs_gantt_heads_place (self, self->buttons[GS_COLUMN_NAME], first, end - first, height);
}

static void
gs_gantt_heads_dispose (GObject *object)
{
  GsGanttHeads *self = GS_GANTT_HEADS (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_gantt_heads_parent_class)->dispose (object);
}

static void
gs_gantt_heads_class_init (GsGanttHeadsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_gantt_heads_dispose;
  widget_class->measure = gs_gantt_heads_measure;
  widget_class->size_allocate = gs_gantt_heads_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "gantt-heads");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gs_gantt_heads_init (GsGanttHeads *self)
{
}

/**
 * gs_gantt_heads_new:
 * @view: decides which columns there are
 * @first: (transfer floating): what stands before them
 *
 * Returns: (transfer floating): the heads, each as wide as its column
 */
GtkWidget *
gs_gantt_heads_new (const GsView *view, GsSession *session, GtkWidget *first)
{
  GsGanttHeads *self = g_object_new (GS_TYPE_GANTT_HEADS, NULL);

  self->view = view;
  self->session = g_object_ref (session);
  self->first = first;
  gtk_widget_set_parent (first, GTK_WIDGET (self));
  for (guint i = 0; i < GS_N_COLUMNS; i++)
    {
      self->buttons[i] = gs_gantt_heads_new_button (i, session);
      gtk_widget_set_parent (self->buttons[i], GTK_WIDGET (self));
    }
  gs_gantt_heads_update (self);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (gs_gantt_heads_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_gantt_heads_update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
