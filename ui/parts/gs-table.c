/* gs-table.c: columns of a table of objects: texts and drawings, to be sorted
 * SPDX-License-Identifier: MIT
 */
#include "parts/gs-table.h"

#include <glib/gi18n.h>

#define DRAWING_WIDTH 90
#define DRAWING_HEIGHT 14

/* A name has room for so many characters at least, and asks for no more than that. */
#define NAME_CHARS 12
#define MAX_NAME_CHARS 32

static void
gs_table_draw_cell (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const GsTableColumn *column = user_data;
  gpointer item = g_object_get_data (G_OBJECT (area), "item");

  if (item != NULL)
    column->draw (GTK_WIDGET (area), item, cr, width, height);
}

static GtkWidget *
gs_table_new_drawing (const GsTableColumn *column)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), DRAWING_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), DRAWING_HEIGHT);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), gs_table_draw_cell, (gpointer) column, NULL);
  return area;
}

static GtkWidget *
gs_table_new_label (const GsTableColumn *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->is_name ? 0 : 1);
  if (!column->is_name)
    {
      gtk_widget_add_css_class (label, "numeric");
      return label;
    }
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), NAME_CHARS);
  gtk_label_set_max_width_chars (GTK_LABEL (label), MAX_NAME_CHARS);
  return label;
}

static void
gs_table_setup_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer user_data)
{
  const GsTableColumn *column = user_data;

  gtk_list_item_set_child (cell, column->draw != NULL ? gs_table_new_drawing (column) : gs_table_new_label (column));
}

static void
gs_table_bind_cell (GtkSignalListItemFactory *factory, GtkListItem *cell, gpointer user_data)
{
  const GsTableColumn *column = user_data;
  GtkWidget *child = gtk_list_item_get_child (cell);
  gpointer item = gtk_list_item_get_item (cell);
  g_autofree char *text = NULL;

  if (column->draw != NULL)
    {
      g_object_set_data_full (G_OBJECT (child), "item", g_object_ref (item), g_object_unref);
      gtk_widget_queue_draw (child);
      return;
    }
  text = column->text (item);
  gtk_label_set_text (GTK_LABEL (child), text);
  if (column->is_name)
    gtk_widget_set_tooltip_text (child, text);
}

static void
gs_table_add_column (GtkColumnView *view, const GsTableColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) added = gtk_column_view_column_new (_ (column->title), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (gs_table_setup_cell), (gpointer) column);
  g_signal_connect (factory, "bind", G_CALLBACK (gs_table_bind_cell), (gpointer) column);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column->expands);
  if (column->compare != NULL)
    {
      g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (column->compare, NULL, NULL));

      gtk_column_view_column_set_sorter (added, sorter);
    }
  gtk_column_view_append_column (view, added);
}

/**
 * gs_table_new:
 * @items: (transfer none): what the lines are about
 * @name: what the table is called, translated
 * @columns: outlive the widget
 *
 * Returns: (transfer floating): a table that scrolls
 */
GtkWidget *
gs_table_new (GListModel *items, const char *name, const GsTableColumn *columns, guint n_columns)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_column_view_new (NULL);
  g_autoptr (GtkSelectionModel) selection = NULL;
  GtkSortListModel *sorted;

  for (guint i = 0; i < n_columns; i++)
    gs_table_add_column (GTK_COLUMN_VIEW (view), &columns[i]);
  sorted = gtk_sort_list_model_new (g_object_ref (items),
                                    g_object_ref (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (view))));
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (sorted)));
  gtk_single_selection_set_autoselect (GTK_SINGLE_SELECTION (selection), FALSE);
  gtk_single_selection_set_can_unselect (GTK_SINGLE_SELECTION (selection), TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (view), selection);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_hexpand (scroller, TRUE);
  return scroller;
}

GtkColumnView *
gs_table_get_view (GtkWidget *table)
{
  return GTK_COLUMN_VIEW (gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (table)));
}

GtkSingleSelection *
gs_table_get_selection (GtkWidget *table)
{
  return GTK_SINGLE_SELECTION (gtk_column_view_get_model (gs_table_get_view (table)));
}

/* From the largest on. */
void
gs_table_sort_by (GtkWidget *table, guint column)
{
  GListModel *columns = gtk_column_view_get_columns (gs_table_get_view (table));
  g_autoptr (GtkColumnViewColumn) found = g_list_model_get_item (columns, column);

  gtk_column_view_sort_by_column (gs_table_get_view (table), found, GTK_SORT_DESCENDING);
}
