/* gs-table.h: columns of a table of objects: texts and drawings, to be sorted
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Returns: (transfer full): what a cell says of an item */
typedef char *(*GsTableText) (gpointer item);

/* Draws what a cell says of an item. @widget: for its colours */
typedef void (*GsTableDraw) (GtkWidget *widget, gpointer item, cairo_t *cr, int width, int height);

typedef struct
{
  const char *title; /* to be translated */
  gboolean is_name;  /* else of numbers */
  gboolean expands;
  GsTableText text;         /* NULL: it is drawn */
  GsTableDraw draw;         /* NULL: it is text */
  GCompareDataFunc compare; /* of items; NULL: nothing to sort by. Data is NULL */
} GsTableColumn;

GtkWidget *gs_table_new (GListModel *items, const char *name, const GsTableColumn *columns, guint n_columns);
GtkSingleSelection *gs_table_get_selection (GtkWidget *table);
GtkColumnView *gs_table_get_view (GtkWidget *table);
void gs_table_sort_by (GtkWidget *table, guint column);

G_END_DECLS
