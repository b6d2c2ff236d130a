/* gs-clock-list.c: every trace's clock, one a line
 * SPDX-License-Identifier: MIT
 */
#include "clocks/gs-clock-list.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "clocks/gs-clock-text.h"

enum
{
  COLUMN_TRACE,
  COLUMN_METHOD,
  COLUMN_OFFSET,
  COLUMN_DRIFT,
  COLUMN_ACCURACY,
  COLUMN_USED,
  COLUMN_REJECTED,
  N_COLUMNS
};

/* One line's texts; emits "changed" when they are others. */
#define GS_TYPE_CLOCK_LINE (gs_clock_line_get_type ())
G_DECLARE_FINAL_TYPE (GsClockLine, gs_clock_line, GS, CLOCK_LINE, GObject)

struct _GsClockLine
{
  GObject parent_instance;

  guint machine; /* index in the timeline */
  char *texts[N_COLUMNS];
};

G_DEFINE_FINAL_TYPE (GsClockLine, gs_clock_line, G_TYPE_OBJECT)

struct _GsClockList
{
  GtkWidget parent_instance;

  GListStore *lines; /* of GsClockLine */
  GtkSingleSelection *selection;
};

G_DEFINE_FINAL_TYPE (GsClockList, gs_clock_list, GTK_TYPE_WIDGET)

static guint line_changed, list_selected;

static void
gs_clock_line_clear (GsClockLine *self)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_clear_pointer (&self->texts[i], g_free);
}

static void
gs_clock_line_finalize (GObject *object)
{
  gs_clock_line_clear (GS_CLOCK_LINE (object));
  G_OBJECT_CLASS (gs_clock_line_parent_class)->finalize (object);
}

static void
gs_clock_line_class_init (GsClockLineClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_clock_line_finalize;
  line_changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                               G_TYPE_NONE, 0);
}

static void
gs_clock_line_init (GsClockLine *self)
{
}

static void
gs_clock_line_set (GsClockLine *self, const GsTimelineMachine *machine)
{
  const GsClock *clock = &machine->clock;
  gboolean is_counted = clock->method != GS_CLOCK_REFERENCE && clock->method != GS_CLOCK_MANUAL;

  gs_clock_line_clear (self);
  self->texts[COLUMN_TRACE] = g_strdup (machine->name);
  self->texts[COLUMN_METHOD] = g_strdup (gs_clock_text_get_method (clock));
  self->texts[COLUMN_OFFSET] = gs_clock_text_dup_offset (clock);
  self->texts[COLUMN_DRIFT] = gs_clock_text_dup_drift (clock);
  self->texts[COLUMN_ACCURACY] = gs_clock_text_dup_accuracy (clock);
  self->texts[COLUMN_USED] = is_counted ? gs_time_text_dup_integer (clock->n_matched) : g_strdup ("–");
  self->texts[COLUMN_REJECTED] = is_counted ? gs_time_text_dup_integer (clock->n_rejected) : g_strdup ("–");
  g_signal_emit (self, line_changed, 0);
}

static void
gs_clock_list_update_cell (GtkListItem *item)
{
  GsClockLine *line = gtk_list_item_get_item (item);
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (item), "column"));

  if (line != NULL)
    gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), line->texts[column]);
}

static void
gs_clock_list_setup_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  guint column = GPOINTER_TO_UINT (user_data);
  GtkWidget *label = gtk_label_new (NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
  gtk_label_set_xalign (GTK_LABEL (label), column < COLUMN_OFFSET ? 0 : 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), column == COLUMN_TRACE ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  g_object_set_data (G_OBJECT (item), "column", user_data);
  gtk_list_item_set_child (item, label);
}

static void
gs_clock_list_bind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_connect_object (gtk_list_item_get_item (item), "changed", G_CALLBACK (gs_clock_list_update_cell), item,
                           G_CONNECT_SWAPPED);
  gs_clock_list_update_cell (item);
}

static void
gs_clock_list_unbind_cell (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer user_data)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (item), item);
}

static void
gs_clock_list_add_column (GtkColumnView *view, const char *title, guint column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *added;

  g_signal_connect (factory, "setup", G_CALLBACK (gs_clock_list_setup_cell), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (gs_clock_list_bind_cell), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (gs_clock_list_unbind_cell), NULL);
  added = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (added, TRUE);
  gtk_column_view_column_set_expand (added, column == COLUMN_TRACE);
  gtk_column_view_append_column (view, added);
  g_object_unref (added);
}

static void
gs_clock_list_on_selected (GsClockList *self)
{
  g_signal_emit (self, list_selected, 0);
}

static void
gs_clock_list_dispose (GObject *object)
{
  GsClockList *self = GS_CLOCK_LIST (object);
  GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self));

  g_clear_pointer (&child, gtk_widget_unparent);
  g_clear_object (&self->lines);
  g_clear_object (&self->selection);
  G_OBJECT_CLASS (gs_clock_list_parent_class)->dispose (object);
}

static void
gs_clock_list_class_init (GsClockListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_clock_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  list_selected = g_signal_new ("selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
gs_clock_list_init (GsClockList *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view;

  self->lines = g_list_store_new (GS_TYPE_CLOCK_LINE);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->lines)));
  view = gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection)));
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Trace"), COLUMN_TRACE);
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Method"), COLUMN_METHOD);
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Offset"), COLUMN_OFFSET);
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Drift"), COLUMN_DRIFT);
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Accuracy"), COLUMN_ACCURACY);
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Used"), COLUMN_USED);
  gs_clock_list_add_column (GTK_COLUMN_VIEW (view), _ ("Rejected"), COLUMN_REJECTED);
  gtk_widget_add_css_class (view, "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Clocks of the traces"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 220);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), 76);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (gs_clock_list_on_selected), self,
                           G_CONNECT_SWAPPED);
}

/* A line for each traced machine; those that are there stay the same objects. */
static void
gs_clock_list_make_lines (GsClockList *self, const GsTimeline *timeline)
{
  guint n_lines = 0;

  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);
      g_autoptr (GsClockLine) line = NULL;

      if (machine->machine == NULL)
        continue;
      line = g_list_model_get_item (G_LIST_MODEL (self->lines), n_lines);
      if (line == NULL)
        line = g_object_new (GS_TYPE_CLOCK_LINE, NULL);
      line->machine = i;
      gs_clock_line_set (line, machine);
      if (n_lines++ == g_list_model_get_n_items (G_LIST_MODEL (self->lines)))
        g_list_store_append (self->lines, line);
    }
  while (g_list_model_get_n_items (G_LIST_MODEL (self->lines)) > n_lines)
    g_list_store_remove (self->lines, n_lines);
}

/* One of the clocks that had to be found comes first: the reference has nothing to tell. */
static gboolean
gs_clock_list_is_wanted (const GsTimelineMachine *machine, const char *selected)
{
  return selected != NULL ? g_str_equal (machine->name, selected) : machine->clock.method != GS_CLOCK_REFERENCE;
}

/**
 * gs_clock_list_set_timeline:
 * @timeline: (nullable): whose clocks are shown; the selected trace stays selected
 */
void
gs_clock_list_set_timeline (GsClockList *self, const GsTimeline *timeline)
{
  GsClockLine *line;
  g_autofree char *name = NULL;

  g_return_if_fail (GS_IS_CLOCK_LIST (self));

  line = gtk_single_selection_get_selected_item (self->selection);
  name = line != NULL ? g_strdup (line->texts[COLUMN_TRACE]) : NULL;
  gs_clock_list_make_lines (self, timeline);
  for (guint i = 0; timeline != NULL && i < timeline->machines->len; i++)
    if (gs_clock_list_is_wanted (gs_timeline_get_machine (timeline, i), name))
      {
        gs_clock_list_select (self, i);
        return;
      }
}

/**
 * gs_clock_list_get_selected:
 *
 * Returns: index of a machine in the timeline, or %GS_NO_INDEX
 */
guint
gs_clock_list_get_selected (GsClockList *self)
{
  GsClockLine *line;

  g_return_val_if_fail (GS_IS_CLOCK_LIST (self), GS_NO_INDEX);

  line = gtk_single_selection_get_selected_item (self->selection);
  return line != NULL ? line->machine : GS_NO_INDEX;
}

/**
 * gs_clock_list_select:
 * @machine: index in the timeline; without effect where it has no line
 */
void
gs_clock_list_select (GsClockList *self, guint machine)
{
  g_return_if_fail (GS_IS_CLOCK_LIST (self));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->lines)); i++)
    {
      g_autoptr (GsClockLine) line = g_list_model_get_item (G_LIST_MODEL (self->lines), i);

      if (line->machine == machine)
        gtk_single_selection_set_selected (self->selection, i);
    }
}
