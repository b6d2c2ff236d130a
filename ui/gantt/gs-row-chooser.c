/* gs-row-chooser.c: which rows and columns are shown
 * SPDX-License-Identifier: MIT
 *
 * What a popover holds: filters, columns, and the tree of all rows with check
 * boxes, of which a search leaves those that match and what they lie below.
 */
#include "gantt/gs-row-chooser.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of the tree, in pixels. */
#define TREE_WIDTH 340
#define MIN_TREE_HEIGHT 100
#define MAX_TREE_HEIGHT 560
#define MAX_NAME_CHARS 30

/* Of a window, which the tree leaves to what is above and below it. */
#define OTHER_HEIGHT 200

/* Kept with a check button: a bit of a filter or a set of columns, or a row. */
#define BIT "gs-bit"
#define ROW "gs-row"

struct _GsRowChooser
{
  GtkWidget parent_instance;

  GsSession *session;
  GsRowList *rows;
  GtkWidget *scrolled;
  GtkWidget *search;
  GtkWidget *view;
  GPtrArray *checks;  /* of GtkCheckButton: those of rows that are bound */
  GPtrArray *filters; /* likewise: those of the row filter's bits */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (GsRowChooser, gs_row_chooser, GTK_TYPE_WIDGET)

static void
gs_row_chooser_filter_toggled (GsRowChooser *self, GtkCheckButton *check)
{
  guint bit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), BIT));
  guint filter = gs_session_get_row_filter (self->session);

  if (!self->is_updating)
    gs_session_set_row_filter (self->session, gtk_check_button_get_active (check) ? filter | bit : filter & ~bit);
}

static void
gs_row_chooser_column_toggled (GsRowChooser *self, GtkCheckButton *check)
{
  guint bit = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), BIT));
  guint columns = gs_session_get_columns (self->session);

  gs_session_set_columns (self->session, gtk_check_button_get_active (check) ? columns | bit : columns & ~bit);
}

static void
gs_row_chooser_row_toggled (GsRowChooser *self, GtkCheckButton *check)
{
  GsRow *row = g_object_get_data (G_OBJECT (check), ROW);

  if (row != NULL && !self->is_updating)
    gs_session_set_row (self->session, GS_ROW_SET_HIDDEN, gs_row_get_key (row), !gtk_check_button_get_active (check));
}

static void
gs_row_chooser_update_check (GsRowChooser *self, GtkCheckButton *check)
{
  GsRow *row = g_object_get_data (G_OBJECT (check), ROW);

  if (row != NULL)
    gtk_check_button_set_active (check, !gs_session_has_row (self->session, GS_ROW_SET_HIDDEN, gs_row_get_key (row)));
}

/* Rows may be hidden and shown again from elsewhere, too. */
static void
gs_row_chooser_update (GsRowChooser *self)
{
  guint filter = gs_session_get_row_filter (self->session);

  self->is_updating = TRUE;
  for (guint i = 0; i < self->checks->len; i++)
    gs_row_chooser_update_check (self, g_ptr_array_index (self->checks, i));
  for (guint i = 0; i < self->filters->len; i++)
    {
      GtkCheckButton *check = g_ptr_array_index (self->filters, i);

      gtk_check_button_set_active (check, (filter & GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (check), BIT))) != 0);
    }
  self->is_updating = FALSE;
}

static GtkWidget *
gs_row_chooser_add_check (GsRowChooser *self, GtkWidget *box, const char *text, guint bit, gboolean is_active,
                          GCallback callback)
{
  GtkWidget *check = gtk_check_button_new_with_label (text);

  g_object_set_data (G_OBJECT (check), BIT, GUINT_TO_POINTER (bit));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_active);
  g_signal_connect_object (check, "toggled", callback, self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (box), check);
  return check;
}

static void
gs_row_chooser_add_heading (GtkWidget *box, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  gtk_box_append (GTK_BOX (box), label);
}

/* What is searched for, folded; "" for nothing. */
static char *
gs_row_chooser_dup_wanted (GsRowChooser *self)
{
  return g_utf8_casefold (gtk_editable_get_text (GTK_EDITABLE (self->search)), -1);
}

static gboolean
gs_row_chooser_is_wanted (GsRow *row, const char *wanted)
{
  g_autofree char *name = g_utf8_casefold (gs_row_get_name (row), -1);

  return strstr (name, wanted) != NULL || strstr (gs_row_get_tid_text (row), wanted) != NULL;
}

/* Whether a row is, or one below it. */
static gboolean
gs_row_chooser_has_wanted (gpointer item, gpointer data)
{
  GListModel *children = gs_row_get_children (item);
  guint n = children != NULL ? g_list_model_get_n_items (children) : 0;

  if (gs_row_chooser_is_wanted (item, data))
    return TRUE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (children, i);

      if (gs_row_chooser_has_wanted (child, data))
        return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full): those of @rows that have something that is wanted */
static GListModel *
gs_row_chooser_filter (GListModel *rows, const char *wanted)
{
  GtkFilter *filter;

  if (wanted[0] == '\0')
    return g_object_ref (rows);
  filter = GTK_FILTER (gtk_custom_filter_new (gs_row_chooser_has_wanted, g_strdup (wanted), g_free));
  return G_LIST_MODEL (gtk_filter_list_model_new (g_object_ref (rows), filter));
}

/* All that lies below what is wanted itself, else what of it is. */
static GListModel *
gs_row_chooser_get_children (gpointer item, gpointer wanted)
{
  GListModel *children = gs_row_get_children (item);

  if (children == NULL)
    return NULL;
  return gs_row_chooser_filter (children, gs_row_chooser_is_wanted (item, wanted) ? "" : wanted);
}

static void
gs_row_chooser_expand_machines (GtkTreeListModel *model)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (model)); i > 0; i--)
    {
      g_autoptr (GtkTreeListRow) line = gtk_tree_list_model_get_row (model, i - 1);

      gtk_tree_list_row_set_expanded (line, TRUE);
    }
}

/* The tree of what is searched for, all of it expanded; or of all rows, machines expanded. */
static void
gs_row_chooser_search (GsRowChooser *self)
{
  GListModel *tree = gs_row_list_get_tree (self->rows);
  char *wanted = gs_row_chooser_dup_wanted (self);
  gboolean is_searching = wanted[0] != '\0';
  g_autoptr (GtkSelectionModel) selection = NULL;
  GtkTreeListModel *model;

  if (tree == NULL)
    {
      g_free (wanted);
      return;
    }
  model = gtk_tree_list_model_new (gs_row_chooser_filter (tree, wanted), FALSE, is_searching,
                                   gs_row_chooser_get_children, wanted, g_free);
  if (!is_searching)
    gs_row_chooser_expand_machines (model);
  if (is_searching && g_list_model_get_n_items (G_LIST_MODEL (model)) == 0)
    gtk_widget_add_css_class (self->search, "error");
  else
    gtk_widget_remove_css_class (self->search, "error");
  selection = GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (model)));
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), selection);
}

static GtkWidget *
gs_row_chooser_add_label (GtkWidget *box, gboolean is_dim)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (is_dim)
    gtk_widget_add_css_class (label, "dim-label");
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* A check button, that holds name, note and TID. */
static void
gs_row_chooser_setup (GtkListItemFactory *factory, GtkListItem *item, GsRowChooser *self)
{
  GtkWidget *expander = gtk_tree_expander_new (), *check = gtk_check_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  gs_row_chooser_add_label (box, FALSE);
  gtk_widget_set_hexpand (gs_row_chooser_add_label (box, TRUE), TRUE);
  gs_row_chooser_add_label (box, TRUE);
  gtk_widget_set_margin_end (box, 8);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (check), box);
  gtk_widget_set_hexpand (check, TRUE);
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), check);
  g_signal_connect_object (check, "toggled", G_CALLBACK (gs_row_chooser_row_toggled), self, G_CONNECT_SWAPPED);
  gtk_list_item_set_child (item, expander);
}

static void
gs_row_chooser_bind_labels (GtkWidget *check, GsRow *row)
{
  GtkWidget *name = gtk_widget_get_first_child (gtk_check_button_get_child (GTK_CHECK_BUTTON (check)));
  GtkWidget *note = gtk_widget_get_next_sibling (name), *tid = gtk_widget_get_next_sibling (note);
  g_autofree char *text = g_strdup_printf ("%s %s", gs_row_get_name (row), gs_row_get_tid_text (row));

  gtk_label_set_text (GTK_LABEL (name), gs_row_get_title (row));
  gtk_label_set_max_width_chars (GTK_LABEL (name), MAX_NAME_CHARS);
  gtk_label_set_text (GTK_LABEL (note), gs_row_get_note (row) != NULL ? gs_row_get_note (row) : "");
  gtk_label_set_text (GTK_LABEL (tid), gs_row_get_tid_text (row));
  gtk_widget_set_tooltip_text (check, gs_row_get_note (row) != NULL ? gs_row_get_name (row) : NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strchomp (text), -1);
}

static void
gs_row_chooser_bind (GtkListItemFactory *factory, GtkListItem *item, GsRowChooser *self)
{
  GtkTreeListRow *line = gtk_list_item_get_item (item);
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *check = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));
  GsRow *row = gtk_tree_list_row_get_item (line);

  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), line);
  gs_row_chooser_bind_labels (check, row);
  self->is_updating = TRUE;
  g_object_set_data_full (G_OBJECT (check), ROW, row, g_object_unref);
  gs_row_chooser_update_check (self, GTK_CHECK_BUTTON (check));
  self->is_updating = FALSE;
  g_ptr_array_add (self->checks, check);
}

static void
gs_row_chooser_unbind (GtkListItemFactory *factory, GtkListItem *item, GsRowChooser *self)
{
  GtkWidget *expander = gtk_list_item_get_child (item);
  GtkWidget *check = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (expander));

  g_ptr_array_remove_fast (self->checks, check);
  g_object_set_data (G_OBJECT (check), ROW, NULL);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (expander), NULL);
}

static GtkWidget *
gs_row_chooser_new_tree (GsRowChooser *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (gs_row_chooser_setup), self, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (gs_row_chooser_bind), self, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (gs_row_chooser_unbind), self, 0);
  self->view = gtk_list_view_new (NULL, factory);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows to show"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->view);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
gs_row_chooser_add_columns (GsRowChooser *self, const GsView *view, GtkWidget *box)
{
  static const char *const names[GS_N_COLUMNS] = {
    NULL, N_ ("TID"), N_ ("Host TID"), N_ ("Running"), N_ ("Stolen"), N_ ("Exits per second"), N_ ("Stolen time"),
  };
  guint columns = gs_session_get_columns (self->session);

  for (guint i = GS_COLUMN_TID; i < GS_N_COLUMNS; i++)
    if (gs_view_has_column (view, i))
      gs_row_chooser_add_check (self, box, _ (names[i]), 1u << i, (columns & 1u << i) != 0,
                                G_CALLBACK (gs_row_chooser_column_toggled));
}

static void
gs_row_chooser_add_filter (GsRowChooser *self, GtkWidget *box, const char *text, GsRowFilter bit)
{
  gboolean is_active = (gs_session_get_row_filter (self->session) & bit) != 0;

  g_ptr_array_add (self->filters, gs_row_chooser_add_check (self, box, text, bit, is_active,
                                                            G_CALLBACK (gs_row_chooser_filter_toggled)));
}

static void
gs_row_chooser_add_button (GtkWidget *box, const char *text, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
}

static GtkWidget *
gs_row_chooser_new_left (GsRowChooser *self, const GsView *view)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (view->rows != GS_ROWS_CPUS)
    {
      gs_row_chooser_add_heading (left, _ ("Hide Threads"));
      gs_row_chooser_add_filter (self, left, _ ("Inactive in the visible range"), GS_ROW_FILTER_INACTIVE);
      gs_row_chooser_add_filter (self, left, _ ("Untouched by preemption"), GS_ROW_FILTER_UNTOUCHED);
    }
  gs_row_chooser_add_heading (left, _ ("Columns"));
  gs_row_chooser_add_columns (self, view, left);
  gs_row_chooser_add_heading (left, _ ("Rows"));
  gs_row_chooser_add_button (left, _ ("Only the Selected Row"), "gantt.only-row");
  gs_row_chooser_add_button (left, _ ("Show All Rows"), "gantt.show-all-rows");
  return left;
}

/* Escape in the entry closes it all, as it does elsewhere. */
static void
gs_row_chooser_close (GsRowChooser *self)
{
  GtkWidget *popover = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

static GtkWidget *
gs_row_chooser_new_right (GsRowChooser *self, int height)
{
  GtkWidget *right = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *tree;

  self->search = gtk_search_entry_new ();
  g_object_set (self->search, "placeholder-text", _ ("Name or TID of a row"), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->search), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Search rows to show"), -1);
  /* Whatever has the keyboard, letters are what is searched for. */
  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search), GTK_WIDGET (self));
  g_signal_connect_object (self->search, "search-changed", G_CALLBACK (gs_row_chooser_search), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->search, "stop-search", G_CALLBACK (gs_row_chooser_close), self, G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (right), self->search);
  tree = gs_row_chooser_new_tree (self);
  gtk_widget_set_size_request (tree, TREE_WIDTH, CLAMP (height - OTHER_HEIGHT, MIN_TREE_HEIGHT, MAX_TREE_HEIGHT));
  gtk_box_append (GTK_BOX (right), tree);
  return right;
}

static void
gs_row_chooser_dispose (GObject *object)
{
  GsRowChooser *self = GS_ROW_CHOOSER (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->session);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (gs_row_chooser_parent_class)->dispose (object);
}

static void
gs_row_chooser_finalize (GObject *object)
{
  GsRowChooser *self = GS_ROW_CHOOSER (object);

  g_ptr_array_unref (self->checks);
  g_ptr_array_unref (self->filters);
  G_OBJECT_CLASS (gs_row_chooser_parent_class)->finalize (object);
}

static void
gs_row_chooser_class_init (GsRowChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_row_chooser_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_row_chooser_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "row-chooser");
}

static void
gs_row_chooser_init (GsRowChooser *self)
{
  self->checks = g_ptr_array_new ();
  self->filters = g_ptr_array_new ();
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scrolled), TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

/**
 * gs_row_chooser_new:
 * @view: decides which filters and columns there are
 * @rows: whose tree can be chosen from
 * @width: of the window, in pixels: what there is room for
 * @height: likewise
 *
 * Changes the session as it is used. Its buttons need the action group "gantt".
 *
 * Returns: (transfer floating): what a popover holds
 */
GtkWidget *
gs_row_chooser_new (const GsView *view, GsSession *session, GsRowList *rows, int width, int height)
{
  GsRowChooser *self = g_object_new (GS_TYPE_ROW_CHOOSER, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18);

  self->session = g_object_ref (session);
  self->rows = g_object_ref (rows);
  gtk_box_append (GTK_BOX (box), gs_row_chooser_new_left (self, view));
  gtk_box_append (GTK_BOX (box), gs_row_chooser_new_right (self, height));
  gs_row_chooser_search (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), box);
  gtk_scrolled_window_set_max_content_width (GTK_SCROLLED_WINDOW (self->scrolled), MAX (width - 40, 200));
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scrolled), MAX (height - 60, MIN_TREE_HEIGHT));
  g_signal_connect_object (session, "rows-changed", G_CALLBACK (gs_row_chooser_update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
