/* gs-row-chooser.c: which rows and columns are shown
 * SPDX-License-Identifier: MIT
 *
 * What a popover holds: filters, columns, and the tree of all rows with check boxes.
 */
#include "gs-row-chooser.h"

#include <glib/gi18n.h>

#define TREE_WIDTH 280
#define TREE_HEIGHT 260

/* Kept with a check button; bits of a filter or a set of columns. */
#define BIT "gs-bit"
#define ROW "gs-row"

static void
gs_row_chooser_filter_toggled (GtkCheckButton *check, GsSession *session)
{
  guint bit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), BIT));
  guint filter = gs_session_get_row_filter (session);

  gs_session_set_row_filter (session, gtk_check_button_get_active (check) ? filter | bit : filter & ~bit);
}

static void
gs_row_chooser_column_toggled (GtkCheckButton *check, GsSession *session)
{
  guint bit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), BIT));
  guint columns = gs_session_get_columns (session);

  gs_session_set_columns (session, gtk_check_button_get_active (check) ? columns | bit : columns & ~bit);
}

static void
gs_row_chooser_row_toggled (GtkCheckButton *check, GsSession *session)
{
  GsRow *row = g_object_get_data (G_OBJECT (check), ROW);

  if (row != NULL)
    gs_session_set_row (session, GS_ROW_SET_HIDDEN, gs_row_get_key (row), !gtk_check_button_get_active (check));
}

static void
gs_row_chooser_add_check (GtkWidget *box, const char *text, guint bit, gboolean is_active, GCallback callback,
                          GsSession *session)
{
  GtkWidget *check = gtk_check_button_new_with_label (text);

  g_object_set_data (G_OBJECT (check), BIT, GUINT_TO_POINTER (bit));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_active);
  g_signal_connect_object (check, "toggled", callback, session, 0);
  gtk_box_append (GTK_BOX (box), check);
}

static void
gs_row_chooser_add_heading (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);
}

static GListModel *
gs_row_chooser_get_children (gpointer item, gpointer data)
{
  GListModel *children = gs_row_get_children (item);

  return children != NULL ? g_object_ref (children) : NULL;
}

static void
gs_row_chooser_setup (GtkListItemFactory *factory, GtkListItem *item, GsSession *session)
{
  GtkWidget *expander = gtk_tree_expander_new (), *check = gtk_check_button_new ();

  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (gs_row_chooser_row_toggled), session, 0);
  gtk_list_item_set_child (item, expander);
}

static void
gs_row_chooser_bind (GtkListItemFactory *factory, GtkListItem *item, GsSession *session)
{
  GtkTreeListRow *line = gtk_list_item_get_item (item);
  g_autoptr(GsRow) row = gtk_tree_list_row_get_item (line);
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *check = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  g_autofree char *text = g_strdup_printf ("%.80s %s", gs_row_get_name (row), gs_row_get_tid_text (row));
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), line);
  g_object_set_data (G_OBJECT (check), ROW, NULL);
  gtk_check_button_set_label (GTK_CHECK_BUTTON (check), g_strchomp (valid));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                               !gs_session_has_row (session, GS_ROW_SET_HIDDEN, gs_row_get_key (row)));
  g_object_set_data_full (G_OBJECT (check), ROW, g_object_ref (row), g_object_unref);
}

static void
gs_row_chooser_unbind (GtkListItemFactory *factory, GtkListItem *item, GsSession *session)
{
  GtkWidget *expander = gtk_list_item_get_child (item);

  g_object_set_data (G_OBJECT (gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander))), ROW, NULL);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), NULL);
}

static GtkWidget *
gs_row_chooser_new_tree (GsSession *session, GsRowList *rows)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkTreeListModel *model = gtk_tree_list_model_new (g_object_ref (gs_row_list_get_tree (rows)), FALSE, FALSE,
                                                     gs_row_chooser_get_children, NULL, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *view;

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (model)); i > 0; i--)
    {
      g_autoptr(GtkTreeListRow) line = gtk_tree_list_model_get_row (model, i - 1);

      gtk_tree_list_row_set_expanded (line, TRUE);
    }
  g_signal_connect_object (factory, "setup", G_CALLBACK (gs_row_chooser_setup), session, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (gs_row_chooser_bind), session, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (gs_row_chooser_unbind), session, 0);
  view = gtk_list_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (model))), factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rows to show"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_widget_set_size_request (scrolled, TREE_WIDTH, TREE_HEIGHT);
  return scrolled;
}

static void
gs_row_chooser_add_columns (GtkWidget *box, GsSession *session)
{
  static const char * const names[GS_N_COLUMNS] = {
    NULL, N_("TID"), N_("Host TID"), N_("Running"), N_("Stolen"), N_("Exits per second"),
  };
  guint columns = gs_session_get_columns (session);

  for (guint i = GS_COLUMN_TID; i < GS_N_COLUMNS; i++)
    gs_row_chooser_add_check (box, _(names[i]), 1u << i, (columns & 1u << i) != 0,
                              G_CALLBACK (gs_row_chooser_column_toggled), session);
}

/**
 * gs_row_chooser_new:
 * @rows: whose tree can be chosen from
 *
 * Changes the session as it is used. Its buttons need the action group "gantt".
 *
 * Returns: (transfer floating): what a popover holds
 */
GtkWidget *
gs_row_chooser_new (GsSession *session, GsRowList *rows)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *only = gtk_button_new_with_label (_("Only the Selected Row"));
  GtkWidget *all = gtk_button_new_with_label (_("Show All Rows"));
  guint filter = gs_session_get_row_filter (session);

  gs_row_chooser_add_heading (left, _("Hide Threads"));
  gs_row_chooser_add_check (left, _("Inactive in the visible range"), GS_ROW_FILTER_INACTIVE,
                            (filter & GS_ROW_FILTER_INACTIVE) != 0, G_CALLBACK (gs_row_chooser_filter_toggled), session);
  gs_row_chooser_add_check (left, _("Untouched by preemption"), GS_ROW_FILTER_UNTOUCHED,
                            (filter & GS_ROW_FILTER_UNTOUCHED) != 0, G_CALLBACK (gs_row_chooser_filter_toggled), session);
  gs_row_chooser_add_heading (left, _("Columns"));
  gs_row_chooser_add_columns (left, session);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (only), "gantt.only-row");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (all), "gantt.show-all-rows");
  gs_row_chooser_add_heading (right, _("Rows"));
  if (gs_row_list_get_tree (rows) != NULL)
    gtk_box_append (GTK_BOX (right), gs_row_chooser_new_tree (session, rows));
  gtk_box_append (GTK_BOX (right), only);
  gtk_box_append (GTK_BOX (right), all);
  gtk_box_append (GTK_BOX (box), left);
  gtk_box_append (GTK_BOX (box), right);
  return box;
}
