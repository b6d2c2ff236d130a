/* gs-theft-table.c: thefts one by one, sortable
 * SPDX-License-Identifier: MIT
 */
#include "neighbours/gs-theft-table.h"

#include <glib/gi18n.h>

#include "details/gs-details-cells.h"
#include "report/gs-report.h"

#define MAX_LINES 5000 /* the longest ones */

typedef enum
{
  COLUMN_WHEN,
  COLUMN_TAKEN,
  COLUMN_VICTIM,
  COLUMN_BY,
  COLUMN_THIEF,
  COLUMN_GUEST,
  COLUMN_SPINNING,
  N_COLUMNS
} GsTheftColumn;

#define GS_TYPE_THEFT_ITEM (gs_theft_item_get_type ())
G_DECLARE_FINAL_TYPE (GsTheftItem, gs_theft_item, GS, THEFT_ITEM, GObject)

struct _GsTheftItem
{
  GObject parent_instance;

  GsTimeline *timeline;
  GsVcpuTheft theft;
};

G_DEFINE_FINAL_TYPE (GsTheftItem, gs_theft_item, G_TYPE_OBJECT)

struct _GsTheftTable
{
  GtkWidget parent_instance;

  GsSession *session;
  GListStore *items;
  GtkSingleSelection *selection;
  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *view;
};

G_DEFINE_FINAL_TYPE (GsTheftTable, gs_theft_table, GTK_TYPE_WIDGET)

static guint table_chosen;

static void
gs_theft_item_finalize (GObject *object)
{
  gs_timeline_unref (GS_THEFT_ITEM (object)->timeline);
  G_OBJECT_CLASS (gs_theft_item_parent_class)->finalize (object);
}

static void
gs_theft_item_class_init (GsTheftItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_theft_item_finalize;
}

static void
gs_theft_item_init (GsTheftItem *self)
{
}

/* Returns: (transfer full): how a thief is called that is no single thread */
char *
gs_neighbour_dup_thief (const GsTimeline *timeline, guint thief, GsThiefKind kind)
{
  const char *name = thief != GS_NO_INDEX ? gs_timeline_get_machine (timeline, thief)->name : NULL;

  switch (kind)
    {
    case GS_THIEF_GUEST:
      return g_strdup_printf (_ ("%s: vCPUs, QEMU"), name);
    case GS_THIEF_PROCESS:
      return g_strdup_printf (_ ("%s: processes"), name);
    case GS_THIEF_KERNEL:
      return g_strdup_printf (_ ("%s: kernel"), name);
    default:
      return g_strdup (_ ("nobody: CPU idle, or not known"));
    }
}

/* --- Cells --- */

/* What the guest was doing: a state, and the thread that was in it. */
static char *
gs_theft_table_dup_guest (const GsTheftItem *item)
{
  const GsVcpuTheft *theft = &item->theft;
  g_autofree char *thread = NULL;

  if (theft->guest_thread == GS_NO_INDEX)
    return g_strdup (theft->guest_view == GS_GUEST_VIEW_IDLE ?
                         gs_rows_get_state_label (GS_ROWS_VCPUS, GS_VCPU_IDLE) :
                         gs_rows_get_state_label (GS_ROWS_THREADS, GS_THREAD_UNKNOWN));
  thread = gs_report_dup_thread_name (item->timeline, theft->victim, theft->guest_thread);
  return g_strdup_printf ("%s · %s", gs_rows_get_state_label (GS_ROWS_THREADS, theft->guest_state), thread);
}

static char *
gs_theft_table_dup_text (GsTheftTable *self, const GsTheftItem *item, GsTheftColumn column)
{
  const GsVcpuTheft *theft = &item->theft;

  switch (column)
    {
    case COLUMN_WHEN:
      return gs_session_dup_time_text (self->session, theft->span.begin, GS_USEC);
    case COLUMN_TAKEN:
      return gs_details_dup_duration (theft->ns);
    case COLUMN_VICTIM:
      return gs_report_dup_vcpu_name (item->timeline, theft->victim, theft->vcpu);
    case COLUMN_BY:
      return theft->thread != GS_NO_INDEX ? gs_report_dup_thread_name (item->timeline, theft->host, theft->thread) :
                                            g_strdup ("–");
    case COLUMN_THIEF:
      return theft->kind != GS_THIEF_NOBODY ? gs_neighbour_dup_thief (item->timeline, theft->thief, theft->kind) :
                                              g_strdup ("–");
    case COLUMN_GUEST:
      return gs_theft_table_dup_guest (item);
    default:
      return theft->n_spinning > 0 ? g_strdup_printf ("%u", theft->n_spinning) : g_strdup ("–");
    }
}

static gboolean
gs_theft_column_is_number (GsTheftColumn column)
{
  return column == COLUMN_TAKEN || column == COLUMN_SPINNING;
}

static void
gs_theft_table_setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  GsTheftColumn column = GPOINTER_TO_UINT (user_data);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), gs_theft_column_is_number (column) ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), column == COLUMN_GUEST ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  gtk_list_item_set_child (item, label);
}

static void
gs_theft_table_bind_cell (GsTheftTable *self, GtkListItem *item, GtkSignalListItemFactory *factory)
{
  GsTheftColumn column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  g_autofree char *text = gs_theft_table_dup_text (self, gtk_list_item_get_item (item), column);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), text);
}

/* --- Order --- */

/* Two indices in one number, in their order; who is not known comes last. */
static gint64
gs_theft_table_pair (guint first, guint second)
{
  return (gint64) (first & G_MAXINT32) << 32 | second;
}

static gint64
gs_theft_table_get_number (const GsTheftItem *item, GsTheftColumn column)
{
  switch (column)
    {
    case COLUMN_WHEN:
      return item->theft.span.begin;
    case COLUMN_TAKEN:
      return -item->theft.ns; /* the first click shows the worst */
    case COLUMN_VICTIM:
      return gs_theft_table_pair (item->theft.victim, item->theft.vcpu);
    case COLUMN_BY:
      return gs_theft_table_pair (item->theft.host, item->theft.thread);
    case COLUMN_THIEF:
      return gs_theft_table_pair (item->theft.thief, item->theft.kind);
    case COLUMN_GUEST:
      return gs_theft_table_pair (item->theft.guest_state, item->theft.guest_thread);
    default:
      return -(gint64) item->theft.n_spinning;
    }
}

static int
gs_theft_table_compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  GsTheftColumn column = GPOINTER_TO_UINT (user_data);
  gint64 left = gs_theft_table_get_number (a, column), right = gs_theft_table_get_number (b, column);

  return (left > right) - (left < right);
}

static void
gs_theft_table_add_column (GsTheftTable *self, const char *title, GsTheftColumn column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSorter) sorter = GTK_SORTER (
      gtk_custom_sorter_new (gs_theft_table_compare, GUINT_TO_POINTER (column), NULL));
  g_autoptr (GtkColumnViewColumn) added = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (column));
  g_signal_connect (factory, "setup", G_CALLBACK (gs_theft_table_setup_cell), GUINT_TO_POINTER (column));
  g_signal_connect_object (factory, "bind", G_CALLBACK (gs_theft_table_bind_cell), self, G_CONNECT_SWAPPED);
  added = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_sorter (added, sorter);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column == COLUMN_GUEST);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->view), added);
}

/* --- The widget --- */

static void
gs_theft_table_activated (GsTheftTable *self, guint position)
{
  g_autoptr (GsTheftItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (item != NULL)
    g_signal_emit (self, table_chosen, 0, &item->theft);
}

static void
gs_theft_table_dispose (GObject *object)
{
  GsTheftTable *self = GS_THEFT_TABLE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->items);
  g_clear_object (&self->selection);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_theft_table_parent_class)->dispose (object);
}

static void
gs_theft_table_class_init (GsTheftTableClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_theft_table_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "theft-table");
  table_chosen = g_signal_new ("chosen", GS_TYPE_THEFT_TABLE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                               G_TYPE_POINTER);
}

static void
gs_theft_table_create_view (GsTheftTable *self)
{
  static const char *const titles[N_COLUMNS] = { N_ ("When"),       N_ ("Taken"), N_ ("From"),
                                                 N_ ("Longest by"), N_ ("Thief"), N_ ("Guest was in"),
                                                 N_ ("Others spun") };
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkSortListModel *sorted;

  self->view = gtk_column_view_new (NULL);
  for (guint i = 0; i < N_COLUMNS; i++)
    gs_theft_table_add_column (self, _ (titles[i]), i);
  sorted = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->items)),
                                    g_object_ref (gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view))));
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), GTK_SELECTION_MODEL (self->selection));
  gtk_column_view_set_single_click_activate (GTK_COLUMN_VIEW (self->view), TRUE);
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Thefts"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), scroller);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (gs_theft_table_activated), self, G_CONNECT_SWAPPED);
}

static void
gs_theft_table_init (GsTheftTable *self)
{
  self->items = g_list_store_new (GS_TYPE_THEFT_ITEM);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  self->title = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->title, "heading");
  gtk_box_append (GTK_BOX (self->box), self->title);
  gs_theft_table_create_view (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
gs_theft_table_new (GsSession *session)
{
  GsTheftTable *self = g_object_new (GS_TYPE_THEFT_TABLE, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

static gboolean
gs_theft_choice_has (const GsTheftChoice *self, const GsVcpuTheft *theft)
{
  if (self->only_lock_holders && !gs_vcpu_theft_hit_lock_holder (theft))
    return FALSE;
  return !self->is_one_cell
         || (self->thief == theft->thief && self->kind == theft->kind && self->victim == theft->victim);
}

static void
gs_theft_table_say (GsTheftTable *self, const GsNeighbours *neighbours, const GsTheftChoice *choice, guint n)
{
  g_autofree char *thief = gs_neighbour_dup_thief (neighbours->timeline, choice->thief, choice->kind);
  g_autofree char *what = NULL, *text = NULL;

  if (choice->only_lock_holders)
    what = g_strdup (_ ("Thefts that hit a lock holder"));
  else if (choice->is_one_cell)
    what = g_strdup_printf (_ ("Thefts from %s by %s"),
                            gs_timeline_get_machine (neighbours->timeline, choice->victim)->name, thief);
  else
    what = g_strdup (_ ("All thefts"));
  if (n > MAX_LINES)
    text = g_strdup_printf (_ ("%s: the longest %u of %u"), what, MAX_LINES, n);
  else
    text = g_strdup_printf ("%s: %u", what, n);
  gtk_label_set_text (GTK_LABEL (self->title), text);
}

/**
 * gs_theft_table_show:
 * @neighbours: whose thefts
 * @choice: which of them
 */
void
gs_theft_table_show (GsTheftTable *self, const GsNeighbours *neighbours, const GsTheftChoice *choice)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = 0;

  g_return_if_fail (GS_IS_THEFT_TABLE (self));

  for (guint i = 0; i < neighbours->thefts->len; i++)
    {
      const GsVcpuTheft *theft = &g_array_index (neighbours->thefts, GsVcpuTheft, i);
      GsTheftItem *item;

      if (!gs_theft_choice_has (choice, theft) || ++n > MAX_LINES)
        continue;
      item = g_object_new (GS_TYPE_THEFT_ITEM, NULL);
      item->timeline = gs_timeline_ref (neighbours->timeline);
      item->theft = *theft;
      g_ptr_array_add (items, item);
    }
  g_list_store_splice (self->items, 0, g_list_model_get_n_items (G_LIST_MODEL (self->items)), items->pdata, items->len);
  gs_theft_table_say (self, neighbours, choice, n);
}
