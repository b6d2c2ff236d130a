/* gs-gantt-heads.c: heads of the columns beside a chart
 * SPDX-License-Identifier: MIT
 *
 * A click on one sorts by it: numbers the greatest first, then the other way
 * round, then as the view orders its rows.
 */
#include "gs-gantt-heads.h"

#include <glib/gi18n.h>

#include "gs-gantt-names.h"

#define COLUMN "gs-column"

static const struct
{
  const char *title;
  const char *tip;
} columns[GS_N_COLUMNS] = {
  { N_("Name"), N_("Sort by Name") },
  { N_("TID"), N_("Sort by TID") },
  { N_("Host TID"), N_("The host’s thread that it is") },
  { N_("Run"), N_("Share of the visible range in which it really had a CPU") },
  { N_("Stolen"), N_("Share of the time in which it believes to run, but its virtual CPU has no CPU; in the visible range") },
  { N_("Exits/s"), N_("How often it left its guest, per second of the visible range") },
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
gs_gantt_heads_update_one (GtkWidget *button, GsSession *session)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), COLUMN));
  gboolean is_descending;
  gboolean is_sorted = gs_session_get_sort (session, &is_descending) == column;
  g_autofree char *text = g_strdup_printf ("%s%s", _(columns[column].title),
                                           !is_sorted ? "" : is_descending ? " ▾" : " ▴");

  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_set_visible (button, (gs_session_get_columns (session) & 1u << column) != 0);
}

static void
gs_gantt_heads_update (GtkWidget *box, GsSession *session)
{
  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL; child = gtk_widget_get_next_sibling (child))
    gs_gantt_heads_update_one (child, session);
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
  gtk_widget_set_valign (button, GTK_ALIGN_END);
  gtk_widget_set_focus_on_click (button, FALSE);
  gtk_widget_set_tooltip_text (button, _(columns[column].tip));
  if (column == GS_COLUMN_NAME)
    gtk_widget_set_hexpand (button, TRUE);
  else
    gtk_widget_set_size_request (button, GS_NAMES_NUMBER_WIDTH, -1);
  g_object_set_data (G_OBJECT (button), COLUMN, GUINT_TO_POINTER (column));
  g_signal_connect_object (button, "clicked", G_CALLBACK (gs_gantt_heads_clicked), session, 0);
  return button;
}

/**
 * gs_gantt_heads_new:
 *
 * Returns: (transfer floating): the heads, each as wide as its column
 */
GtkWidget *
gs_gantt_heads_new (GsSession *session)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  for (guint i = 0; i < GS_N_COLUMNS; i++)
    gtk_box_append (GTK_BOX (box), gs_gantt_heads_new_button (i, session));
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_margin_end (box, 8);
  gs_gantt_heads_update (box, session);
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (gs_gantt_heads_update), box, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_gantt_heads_update), box, G_CONNECT_SWAPPED);
  return box;
}
