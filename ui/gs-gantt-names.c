/* gs-gantt-names.c: the rows' names beside a chart
 * SPDX-License-Identifier: MIT
 *
 * One small widget for every row that is seen, used again when others come into
 * sight, each at the very place where the chart draws its bars.
 */
#include "gs-gantt-names.h"

#include <glib/gi18n.h>

#include "gs-gantt-chart.h"
#include "gs-scene.h"

#define INDENT 14
#define ARROW_WIDTH 18

/* What shows one row. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *arrow;
  GtkWidget *name;
  GtkWidget *tid;
  GtkWidget *stolen;
} GsNameCell;

struct _GsGanttNames
{
  GtkWidget parent_instance;

  GsRowList     *rows;
  GsSession     *session;
  GtkAdjustment *vertical;
  GArray        *cells;     /* of GsNameCell */
  PangoAttrList *bold;
  guint          first;     /* row of the first cell */
  guint          update_id; /* idle source */
};

G_DEFINE_FINAL_TYPE (GsGanttNames, gs_gantt_names, GTK_TYPE_WIDGET)

static GtkWidget *
gs_gantt_names_new_label (GtkWidget *box, double xalign, int width)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_set_size_request (label, width, -1);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static void
gs_gantt_names_add_cell (GsGanttNames *self)
{
  GsNameCell cell;

  cell.box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_TREE_ITEM,
                           "css-name", "row-name", NULL);
  cell.arrow = gtk_image_new ();
  gtk_widget_set_size_request (cell.arrow, ARROW_WIDTH, -1);
  gtk_box_append (GTK_BOX (cell.box), cell.arrow);
  cell.name = gs_gantt_names_new_label (cell.box, 0, -1);
  gtk_widget_set_hexpand (cell.name, TRUE);
  cell.tid = gs_gantt_names_new_label (cell.box, 1, GS_NAMES_NUMBER_WIDTH);
  gtk_widget_add_css_class (cell.tid, "dim-label");
  cell.stolen = gs_gantt_names_new_label (cell.box, 1, GS_NAMES_NUMBER_WIDTH);
  gtk_widget_set_margin_end (cell.stolen, 8);
  gtk_widget_set_parent (cell.box, GTK_WIDGET (self));
  g_array_append_val (self->cells, cell);
}

static void
gs_gantt_names_bind_arrow (GsGanttNames *self, const GsNameCell *cell, GsRow *row)
{
  gboolean is_expanded = gs_row_list_is_expanded (self->rows, row);

  if (gs_row_get_children (row) == NULL)
    {
      gtk_image_clear (GTK_IMAGE (cell->arrow));
      gtk_accessible_reset_state (GTK_ACCESSIBLE (cell->box), GTK_ACCESSIBLE_STATE_EXPANDED);
      return;
    }
  gtk_image_set_from_icon_name (GTK_IMAGE (cell->arrow), is_expanded ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_state (GTK_ACCESSIBLE (cell->box), GTK_ACCESSIBLE_STATE_EXPANDED, is_expanded, -1);
}

static void
gs_gantt_names_bind (GsGanttNames *self, const GsNameCell *cell, GsRow *row)
{
  gboolean is_highlighted = g_strcmp0 (gs_session_get_highlight (self->session), gs_row_get_key (row)) == 0;
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  g_autofree char *label = g_strjoin (" ", gs_row_get_name (row), gs_row_get_tid_text (row),
                                      gs_row_get_stolen_text (row), NULL);

  gs_gantt_names_bind_arrow (self, cell, row);
  gtk_widget_set_margin_start (cell->arrow, 4 + gs_row_get_depth (row) * INDENT);
  gtk_label_set_text (GTK_LABEL (cell->name), gs_row_get_name (row));
  gtk_label_set_text (GTK_LABEL (cell->tid), gs_row_get_tid_text (row));
  gtk_label_set_text (GTK_LABEL (cell->stolen), gs_row_get_stolen_text (row));
  gtk_widget_set_visible (cell->tid, !is_machine);
  gtk_widget_set_visible (cell->stolen, !is_machine);
  gtk_widget_set_tooltip_text (cell->box, gs_row_get_name (row));
  gtk_label_set_attributes (GTK_LABEL (cell->name), is_machine ? self->bold : NULL);
  if (is_highlighted)
    gtk_widget_set_state_flags (cell->box, GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (cell->box, GTK_STATE_FLAG_SELECTED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->box), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Binds cells to the rows that are in sight. */
static gboolean
gs_gantt_names_update (gpointer data)
{
  GsGanttNames *self = data;
  int scroll = (int) gtk_adjustment_get_value (self->vertical);
  guint n_rows = gs_row_list_get_n_rows (self->rows), n_seen;

  self->update_id = 0;
  self->first = scroll / GS_ROW_HEIGHT;
  n_seen = gtk_widget_get_height (GTK_WIDGET (self)) / GS_ROW_HEIGHT + 2;
  while (self->cells->len < n_seen)
    gs_gantt_names_add_cell (self);
  for (guint i = 0; i < self->cells->len; i++)
    {
      const GsNameCell *cell = &g_array_index (self->cells, GsNameCell, i);
      gboolean is_seen = i < n_seen && self->first + i < n_rows;

      gtk_widget_set_visible (cell->box, is_seen);
      if (is_seen)
        gs_gantt_names_bind (self, cell, gs_row_list_get (self->rows, self->first + i));
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
  return G_SOURCE_REMOVE;
}

static void
gs_gantt_names_update_now (GsGanttNames *self)
{
  g_clear_handle_id (&self->update_id, g_source_remove);
  gs_gantt_names_update (self);
}

static void
gs_gantt_names_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);
  int scroll = (int) gtk_adjustment_get_value (self->vertical);

  for (guint i = 0; i < self->cells->len; i++)
    {
      GtkWidget *box = g_array_index (self->cells, GsNameCell, i).box;
      int y = (int) (self->first + i) * GS_ROW_HEIGHT - scroll;

      if (gtk_widget_get_visible (box))
        gtk_widget_allocate (box, width, GS_ROW_HEIGHT, -1,
                             gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (0, y)));
    }
  /* Children cannot be added while sizes are given out. */
  if (self->cells->len < (guint) height / GS_ROW_HEIGHT + 2 && self->update_id == 0)
    self->update_id = g_idle_add (gs_gantt_names_update, self);
}

static void
gs_gantt_names_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 180 : 2 * GS_ROW_HEIGHT;
  /* GTK wants to have measured what it gives a size to. */
  for (guint i = 0; i < self->cells->len; i++)
    gtk_widget_measure (g_array_index (self->cells, GsNameCell, i).box, orientation, -1, NULL, NULL, NULL, NULL);
}

static void
gs_gantt_names_snapshot_highlight (GsGanttNames *self, GtkSnapshot *snapshot)
{
  guint32 accent = gs_widget_get_palette (GTK_WIDGET (self))->accent;
  GdkRGBA colour = { ((accent >> 16) & 0xff) / 255.0f, ((accent >> 8) & 0xff) / 255.0f, (accent & 0xff) / 255.0f, 0.25f };
  int scroll = (int) gtk_adjustment_get_value (self->vertical), width = gtk_widget_get_width (GTK_WIDGET (self));
  guint index;

  if (gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &index))
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (0, (int) index * GS_ROW_HEIGHT - scroll, width, GS_ROW_HEIGHT));
}

static void
gs_gantt_names_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);

  gs_gantt_names_snapshot_highlight (self, snapshot);
  for (guint i = 0; i < self->cells->len; i++)
    gtk_widget_snapshot_child (widget, g_array_index (self->cells, GsNameCell, i).box, snapshot);
}

static void
gs_gantt_names_pressed (GsGanttNames *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  guint index = (guint) ((y + (int) gtk_adjustment_get_value (self->vertical)) / GS_ROW_HEIGHT);
  GsRow *row;
  double arrow;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index >= gs_row_list_get_n_rows (self->rows))
    return;
  row = gs_row_list_get (self->rows, index);
  arrow = 4 + gs_row_get_depth (row) * INDENT;
  gs_session_set_highlight (self->session, gs_row_get_key (row));
  if ((x >= arrow && x < arrow + ARROW_WIDTH) || n_press == 2)
    gs_row_list_set_expanded (self->rows, row, !gs_row_list_is_expanded (self->rows, row));
}

static void
gs_gantt_names_reveal (GsGanttNames *self, guint index)
{
  gtk_adjustment_clamp_page (self->vertical, index * GS_ROW_HEIGHT, (index + 1) * GS_ROW_HEIGHT);
}

static void
gs_gantt_names_move (GsGanttNames *self, int delta)
{
  guint n_rows = gs_row_list_get_n_rows (self->rows), index = 0;

  if (n_rows == 0)
    return;
  if (gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &index))
    index = CLAMP ((int) index + delta, 0, (int) n_rows - 1);
  gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->rows, index)));
  gs_gantt_names_reveal (self, index);
}

static gboolean
gs_gantt_names_key (GsGanttNames *self, guint key, guint code, GdkModifierType state, GtkEventController *controller)
{
  GsRow *row = NULL;
  guint index;

  if (gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &index))
    row = gs_row_list_get (self->rows, index);
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    gs_gantt_names_move (self, key == GDK_KEY_Up ? -1 : 1);
  else if (row != NULL && (key == GDK_KEY_Right || key == GDK_KEY_Left))
    gs_row_list_set_expanded (self->rows, row, key == GDK_KEY_Right);
  else if (row != NULL && (key == GDK_KEY_Return || key == GDK_KEY_space))
    gs_row_list_set_expanded (self->rows, row, !gs_row_list_is_expanded (self->rows, row));
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

static void
gs_gantt_names_dispose (GObject *object)
{
  GsGanttNames *self = GS_GANTT_NAMES (object);

  g_clear_handle_id (&self->update_id, g_source_remove);
  for (guint i = 0; i < self->cells->len; i++)
    gtk_widget_unparent (g_array_index (self->cells, GsNameCell, i).box);
  g_array_set_size (self->cells, 0);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->vertical);
  G_OBJECT_CLASS (gs_gantt_names_parent_class)->dispose (object);
}

static void
gs_gantt_names_finalize (GObject *object)
{
  GsGanttNames *self = GS_GANTT_NAMES (object);

  g_array_unref (self->cells);
  pango_attr_list_unref (self->bold);
  G_OBJECT_CLASS (gs_gantt_names_parent_class)->finalize (object);
}

static void
gs_gantt_names_class_init (GsGanttNamesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gs_gantt_names_dispose;
  object_class->finalize = gs_gantt_names_finalize;
  widget_class->size_allocate = gs_gantt_names_size_allocate;
  widget_class->measure = gs_gantt_names_measure;
  widget_class->snapshot = gs_gantt_names_snapshot;
  gtk_widget_class_set_css_name (widget_class, "gantt-names");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE);
}

static void
gs_gantt_names_init (GsGanttNames *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cells = g_array_new (FALSE, FALSE, sizeof (GsNameCell));
  self->bold = pango_attr_list_new ();
  pango_attr_list_insert (self->bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (gs_gantt_names_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_gantt_names_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Rows"), -1);
}

GtkWidget *
gs_gantt_names_new (GsRowList *rows, GsSession *session, GtkAdjustment *vertical)
{
  GsGanttNames *self = g_object_new (GS_TYPE_GANTT_NAMES, NULL);

  self->rows = g_object_ref (rows);
  self->session = g_object_ref (session);
  self->vertical = g_object_ref (vertical);
  g_signal_connect_object (rows, "changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
