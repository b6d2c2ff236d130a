/* gs-gantt-names.c: the rows' names beside a chart
 * SPDX-License-Identifier: MIT
 *
 * One small widget for every row that is seen, used again when others come into
 * sight, each at the very place where the chart draws its bars.
 */
#include "gs-gantt-names.h"

#include <glib/gi18n.h>

#include "gs-gantt-chart.h"
#include "gs-row-values.h"
#include "gs-scene.h"

#define INDENT 14
#define ARROW_WIDTH 18

/* Characters. */
#define MAX_NAME 300

/* What shows one row. */
typedef struct
{
  GtkWidget *box;
  GtkWidget *arrow;
  GtkWidget *name;
  GtkWidget *columns[GS_N_COLUMNS]; /* but for the name: NULL */
} GsNameCell;

struct _GsGanttNames
{
  GtkWidget parent_instance;

  GsRowList     *rows;
  GsSession     *session;
  GtkAdjustment *vertical;
  GArray        *cells;     /* of GsNameCell */
  PangoAttrList *bold;
  PangoAttrList *plain;
  int            font_height; /* that the two were made for */
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
  cell.columns[GS_COLUMN_NAME] = NULL;
  for (guint i = GS_COLUMN_TID; i < GS_N_COLUMNS; i++)
    cell.columns[i] = gs_gantt_names_new_label (cell.box, 1, GS_NAMES_NUMBER_WIDTH);
  gtk_widget_add_css_class (cell.columns[GS_COLUMN_TID], "dim-label");
  gtk_widget_add_css_class (cell.columns[GS_COLUMN_HOST_TID], "dim-label");
  gtk_widget_set_margin_end (cell.box, 8);
  gtk_widget_set_parent (cell.box, GTK_WIDGET (self));
  g_array_append_val (self->cells, cell);
}

/* A name may be as long as it likes: what cannot be read is not laid out. */
static char *
gs_gantt_names_dup_short (const char *name)
{
  if (g_utf8_strlen (name, -1) <= MAX_NAME)
    return g_strdup (name);
  g_autofree char *begin = g_utf8_substring (name, 0, MAX_NAME);

  return g_strconcat (begin, "…", NULL);
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

/* What the columns say of a row, in the range that is seen. */
static void
gs_gantt_names_dup_values (GsGanttNames *self, GsRow *row, char **texts)
{
  GsRowValues values;

  gs_row_values_measure (row, gs_session_get_visible (self->session), &values);
  texts[GS_COLUMN_NAME] = NULL;
  texts[GS_COLUMN_TID] = g_strdup (gs_row_get_tid_text (row));
  texts[GS_COLUMN_HOST_TID] = g_strdup (gs_row_get_host_tid_text (row));
  texts[GS_COLUMN_RUNNING] = gs_row_values_dup_share (values.running);
  texts[GS_COLUMN_STOLEN] = gs_row_values_dup_share (values.stolen);
  texts[GS_COLUMN_EXITS] = gs_row_values_dup_rate (values.exits);
}

/* Rows may be too low for the theme's font. */
static void
gs_gantt_names_update_font (GsGanttNames *self)
{
  int height = gs_session_get_row_height (self->session);

  if (self->font_height == height)
    return;
  self->font_height = height;
  g_clear_pointer (&self->bold, pango_attr_list_unref);
  g_clear_pointer (&self->plain, pango_attr_list_unref);
  self->bold = pango_attr_list_new ();
  self->plain = pango_attr_list_new ();
  pango_attr_list_insert (self->bold, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  if (height < GS_SESSION_ROW_HEIGHT - 4)
    {
      pango_attr_list_insert (self->bold, pango_attr_size_new_absolute (MAX (height * 5 / 8, 5) * PANGO_SCALE));
      pango_attr_list_insert (self->plain, pango_attr_size_new_absolute (MAX (height * 5 / 8, 5) * PANGO_SCALE));
    }
}

/* What only the visible range changes. */
static void
gs_gantt_names_bind_values (GsGanttNames *self, const GsNameCell *cell, GsRow *row)
{
  guint shown = gs_session_get_columns (self->session);
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  char *texts[GS_N_COLUMNS];
  GString *label = g_string_new (gs_row_get_name (row));

  gs_gantt_names_dup_values (self, row, texts);
  for (guint i = GS_COLUMN_TID; i < GS_N_COLUMNS; i++)
    {
      gboolean is_shown = (shown & 1u << i) != 0 && !is_machine;

      gtk_widget_set_visible (cell->columns[i], is_shown);
      gtk_label_set_attributes (GTK_LABEL (cell->columns[i]), self->plain);
      gtk_label_set_text (GTK_LABEL (cell->columns[i]), is_shown ? texts[i] : "");
      if (is_shown && texts[i][0] != '\0')
        g_string_append_printf (label, " %s", texts[i]);
      g_free (texts[i]);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell->box), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str, -1);
  g_string_free (label, TRUE);
}

static void
gs_gantt_names_bind (GsGanttNames *self, const GsNameCell *cell, GsRow *row)
{
  gboolean is_highlighted = g_strcmp0 (gs_session_get_highlight (self->session), gs_row_get_key (row)) == 0;
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  g_autofree char *name = gs_gantt_names_dup_short (gs_row_get_name (row));

  gs_gantt_names_bind_arrow (self, cell, row);
  gtk_widget_set_margin_start (cell->arrow, 4 + gs_row_get_depth (row) * INDENT);
  gtk_image_set_pixel_size (GTK_IMAGE (cell->arrow), MIN (gs_session_get_row_height (self->session), 16));
  gtk_label_set_text (GTK_LABEL (cell->name), name);
  gtk_widget_set_tooltip_text (cell->box, name);
  gtk_label_set_attributes (GTK_LABEL (cell->name), is_machine ? self->bold : self->plain);
  if (is_highlighted)
    gtk_widget_set_state_flags (cell->box, GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (cell->box, GTK_STATE_FLAG_SELECTED);
  gs_gantt_names_bind_values (self, cell, row);
}

/* Binds cells to the rows that are in sight. */
static gboolean
gs_gantt_names_update (gpointer data)
{
  GsGanttNames *self = data;
  int scroll = (int) gtk_adjustment_get_value (self->vertical), row_height = gs_session_get_row_height (self->session);
  guint n_rows = gs_row_list_get_n_rows (self->rows), n_seen;

  self->update_id = 0;
  gs_gantt_names_update_font (self);
  self->first = scroll / row_height;
  n_seen = gtk_widget_get_height (GTK_WIDGET (self)) / row_height + 2;
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
  int scroll = (int) gtk_adjustment_get_value (self->vertical), row_height = gs_session_get_row_height (self->session);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  for (guint i = 0; i < self->cells->len; i++)
    {
      GtkWidget *box = g_array_index (self->cells, GsNameCell, i).box;
      int x, y = (int) (self->first + i) * row_height - scroll, least;

      if (!gtk_widget_get_visible (box))
        continue;
      gtk_widget_measure (box, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
      least = MAX (width, least);
      x = is_rtl ? width - least : 0;
      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, least, &height, NULL, NULL, NULL);
      height = MAX (height, row_height);
      gtk_widget_allocate (box, least, height, -1,
                           gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (x, y - (height - row_height) / 2)));
    }
  /* Children cannot be added while sizes are given out. */
  if (self->cells->len < (guint) gtk_widget_get_height (widget) / row_height + 2 && self->update_id == 0)
    self->update_id = g_idle_add (gs_gantt_names_update, self);
}

static void
gs_gantt_names_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                        int *minimum, int *natural, int *minimum_baseline, int *natural_baseline)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : 2 * GS_SESSION_ROW_HEIGHT;
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
  int height = gs_session_get_row_height (self->session);
  guint index;

  if (gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &index))
    gtk_snapshot_append_color (snapshot, &colour,
                               &GRAPHENE_RECT_INIT (0, (int) index * height - scroll, width, height));
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
  guint index = (guint) ((y + (int) gtk_adjustment_get_value (self->vertical)) / gs_session_get_row_height (self->session));
  GsRow *row;
  double arrow;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index >= gs_row_list_get_n_rows (self->rows))
    return;
  row = gs_row_list_get (self->rows, index);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x;
  arrow = 4 + gs_row_get_depth (row) * INDENT;
  gs_session_set_highlight (self->session, gs_row_get_key (row));
  if ((x >= arrow && x < arrow + ARROW_WIDTH) || n_press == 2)
    gs_row_list_set_expanded (self->rows, row, !gs_row_list_is_expanded (self->rows, row));
}

static void
gs_gantt_names_reveal (GsGanttNames *self, guint index)
{
  int height = gs_session_get_row_height (self->session);

  gtk_adjustment_clamp_page (self->vertical, index * height, (index + 1) * height);
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
  guint end = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? GDK_KEY_Left : GDK_KEY_Right;
  GsRow *row = NULL;
  guint index;

  if (gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &index))
    row = gs_row_list_get (self->rows, index);
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    gs_gantt_names_move (self, key == GDK_KEY_Up ? -1 : 1);
  else if (row != NULL && (key == GDK_KEY_Right || key == GDK_KEY_Left))
    gs_row_list_set_expanded (self->rows, row, key == end);
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
  g_clear_pointer (&self->bold, pango_attr_list_unref);
  g_clear_pointer (&self->plain, pango_attr_list_unref);
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
  g_signal_connect_object (rows, "values-changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
