/* gs-gantt-names.c: the rows' names beside a chart
 * SPDX-License-Identifier: MIT
 *
 * One small widget for every row that is seen, used again when others come into
 * sight, each at the very place where the chart draws its bars.
 */
#include "gantt/gs-gantt-names.h"

#include <glib/gi18n.h>

#include "gantt/gs-gantt-chart.h"
#include "rows/gs-owners.h"
#include "rows/gs-row-layout.h"
#include "rows/gs-row-maker.h"
#include "rows/gs-row-name.h"
#include "rows/gs-row-values.h"

#define ARROW_SIZE 16

struct _GsGanttNames
{
  GtkWidget parent_instance;

  const GsView *view;
  GsRowList *rows;
  GsSession *session;
  GtkAdjustment *vertical;
  GPtrArray *cells; /* of GsRowName: of the rows that do not scroll, then of those that do */
  PangoAttrList *bold;
  PangoAttrList *plain;
  int font_height;    /* that the two were made for */
  GsRowLayout layout; /* that the cells are bound for */
  guint first;        /* row of the first cell that scrolls */
  int bound_width;    /* likewise, of all */
  guint update_id;    /* idle source */
};

G_DEFINE_FINAL_TYPE (GsGanttNames, gs_gantt_names, GTK_TYPE_WIDGET)

/* Returns: the row that a cell shows */
static guint
gs_gantt_names_get_index (GsGanttNames *self, guint cell)
{
  return cell < self->layout.n_frozen ? cell : cell - self->layout.n_frozen + self->first;
}

/* A pinned row does not lie below what it belongs to. */
static guint
gs_gantt_names_get_depth (GsGanttNames *self, guint index)
{
  return index < gs_row_list_get_n_top (self->rows) ? 0 : gs_row_get_depth (gs_row_list_get (self->rows, index));
}

static void
gs_gantt_names_add_cell (GsGanttNames *self)
{
  GtkWidget *cell = gs_row_name_new ();

  gtk_widget_set_parent (cell, GTK_WIDGET (self));
  g_ptr_array_add (self->cells, cell);
}

/* What the columns say of a row, in the range that is seen; nothing until its track is made. */
static void
gs_gantt_names_dup_values (GsGanttNames *self, GsRow *row, char **texts)
{
  GsRowValues values = { -1, -1, -1, -1 };

  /* A machine says nothing, so its thousands of threads need not be made. */
  if (gs_row_get_kind (row) != GS_ROW_MACHINE && gs_row_is_made (row))
    gs_row_values_measure (row, gs_session_get_visible (self->session), &values);
  texts[GS_COLUMN_NAME] = NULL;
  texts[GS_COLUMN_TID] = g_strdup (gs_row_get_tid_text (row));
  texts[GS_COLUMN_HOST_TID] = g_strdup (gs_row_get_host_tid_text (row));
  texts[GS_COLUMN_RUNNING] = gs_row_values_dup_share (values.running);
  texts[GS_COLUMN_STOLEN] = gs_row_values_dup_share (values.stolen);
  texts[GS_COLUMN_EXITS] = gs_row_values_dup_rate (values.exits);
  texts[GS_COLUMN_STOLEN_TIME] = gs_row_values_dup_time (values.stolen_ns);
}

/* Rows may be too low for the theme's font. */
static void
gs_gantt_names_update_font (GsGanttNames *self)
{
  int height = self->layout.row_height;

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

/* Numbers, and what assistive technology reads: also @place, what the row lies below where that is not to be seen. */
static void
gs_gantt_names_bind_values (GsGanttNames *self, GsRowName *cell, GsRow *row, const char *place)
{
  guint chosen = gs_session_get_columns (self->session) & self->view->columns;
  guint shown = gs_row_name_fit_columns (chosen, gtk_widget_get_width (GTK_WIDGET (self)));
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  char *texts[GS_N_COLUMNS];
  GString *label = g_string_new (gs_row_get_name (row));

  if (place != NULL)
    g_string_append_printf (label, " · %s", place);
  gs_gantt_names_dup_values (self, row, texts);
  for (guint i = GS_COLUMN_TID; i < GS_N_COLUMNS; i++)
    {
      gs_row_name_set_number (cell, i, (shown & 1u << i) != 0 && !is_machine ? texts[i] : NULL, self->plain);
      if ((chosen & 1u << i) != 0 && !is_machine && texts[i][0] != '\0')
        g_string_append_printf (label, " %s", texts[i]);
      g_free (texts[i]);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, label->str, -1);
  g_string_free (label, TRUE);
}

static void
gs_gantt_names_bind (GsGanttNames *self, GsRowName *cell, guint index)
{
  GsRow *row = gs_row_list_get (self->rows, index);
  gboolean is_highlighted = g_strcmp0 (gs_session_get_highlight (self->session), gs_row_get_key (row)) == 0;
  gboolean is_machine = gs_row_get_kind (row) == GS_ROW_MACHINE;
  gboolean is_pinned = index < gs_row_list_get_n_top (self->rows);
  const char *place = NULL;

  if (is_pinned && !is_machine)
    place = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row))->name;
  gs_row_name_set_arrow (cell, gs_row_get_children (row) != NULL && !is_pinned,
                         gs_row_list_is_expanded (self->rows, row), MIN (self->layout.row_height, ARROW_SIZE));
  gs_row_name_set_chip (cell, is_machine ?
                                  (gint64) gs_palette_get_own_colour (gs_widget_get_palette (GTK_WIDGET (self)),
                                                                      gs_owners_get_class (gs_row_get_machine (row))) :
                                  -1);
  gs_row_name_set_name (cell, row, gs_gantt_names_get_depth (self, index), place, is_machine ? self->bold : self->plain,
                        self->plain);
  if (is_highlighted)
    gtk_widget_set_state_flags (GTK_WIDGET (cell), GTK_STATE_FLAG_SELECTED, FALSE);
  else
    gtk_widget_unset_state_flags (GTK_WIDGET (cell), GTK_STATE_FLAG_SELECTED);
  gs_gantt_names_bind_values (self, cell, row, place);
}

static GsRowLayout
gs_gantt_names_get_layout (GsGanttNames *self)
{
  return gs_row_layout_get (self->rows, self->session, self->vertical, gtk_widget_get_height (GTK_WIDGET (self)));
}

/* Binds cells to the rows that are in sight. */
static gboolean
gs_gantt_names_update (gpointer data)
{
  GsGanttNames *self = data;
  guint n_seen;

  self->update_id = 0;
  self->layout = gs_gantt_names_get_layout (self);
  gs_gantt_names_update_font (self);
  n_seen = gs_row_layout_get_n_seen (&self->layout, &self->first);
  /* And the one that comes into sight next. */
  n_seen = self->layout.n_frozen + MIN (n_seen + 1, self->layout.n_rows - self->first);
  while (self->cells->len < n_seen)
    gs_gantt_names_add_cell (self);
  for (guint i = 0; i < self->cells->len; i++)
    {
      gtk_widget_set_visible (g_ptr_array_index (self->cells, i), i < n_seen);
      if (i < n_seen)
        gs_gantt_names_bind (self, g_ptr_array_index (self->cells, i), gs_gantt_names_get_index (self, i));
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

/* The chart also scrolls when it is given another size: cells cannot be added then, and an update is due anyway. */
static void
gs_gantt_names_scrolled (GsGanttNames *self)
{
  if (self->update_id == 0)
    gs_gantt_names_update (self);
}

/* At its row's very place; where the font is higher than that, its middle. */
static void
gs_gantt_names_place (GsGanttNames *self, GtkWidget *cell, int y, int width)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  int least, height;

  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  least = MAX (width, least);
  gtk_widget_measure (cell, GTK_ORIENTATION_VERTICAL, least, &height, NULL, NULL, NULL);
  height = MAX (height, self->layout.row_height);
  y -= (height - self->layout.row_height) / 2;
  gtk_widget_allocate (cell, least, height, -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (is_rtl ? width - least : 0, y)));
}

static void
gs_gantt_names_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);
  GsRowLayout layout = gs_gantt_names_get_layout (self);

  for (guint i = 0; i < self->cells->len; i++)
    {
      GtkWidget *cell = g_ptr_array_index (self->cells, i);

      if (gtk_widget_get_visible (cell))
        gs_gantt_names_place (self, cell, gs_row_layout_get_y (&self->layout, gs_gantt_names_get_index (self, i)),
                              width);
    }
  /* Children cannot be added while sizes are given out. */
  if (self->update_id == 0 && (layout.height != self->layout.height || width != self->bound_width))
    self->update_id = g_idle_add_full (GTK_PRIORITY_RESIZE - 1, gs_gantt_names_update, self, NULL);
  self->bound_width = width;
}

static void
gs_gantt_names_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 60 : 2 * GS_SESSION_ROW_HEIGHT;
  /* GTK wants to have measured what it gives a size to. */
  for (guint i = 0; i < self->cells->len; i++)
    gtk_widget_measure (g_ptr_array_index (self->cells, i), orientation, -1, NULL, NULL, NULL, NULL);
}

static void
gs_gantt_names_set_colour (GdkRGBA *rgba, guint32 colour, float alpha)
{
  *rgba = (GdkRGBA){ ((colour >> 16) & 0xff) / 255.0f, ((colour >> 8) & 0xff) / 255.0f, (colour & 0xff) / 255.0f,
                     alpha };
}

/* Cells from @first on, none of them above @top, and what marks the highlighted row. */
static void
gs_gantt_names_snapshot_part (GsGanttNames *self, GtkSnapshot *snapshot, guint first, guint end, int top, int bottom)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));
  guint highlight = G_MAXUINT;
  GdkRGBA colour;

  gs_gantt_names_set_colour (&colour, gs_widget_get_palette (GTK_WIDGET (self))->accent, 0.25f);
  gs_row_list_find (self->rows, gs_session_get_highlight (self->session), &highlight);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, top, width, bottom - top));
  for (guint i = first; i < end; i++)
    {
      guint index = gs_gantt_names_get_index (self, i);

      if (!gtk_widget_get_visible (g_ptr_array_index (self->cells, i)))
        continue;
      if (index == highlight)
        gtk_snapshot_append_color (
            snapshot, &colour,
            &GRAPHENE_RECT_INIT (0, gs_row_layout_get_y (&self->layout, index), width, self->layout.row_height));
      gtk_widget_snapshot_child (GTK_WIDGET (self), g_ptr_array_index (self->cells, i), snapshot);
    }
  gtk_snapshot_pop (snapshot);
}

static void
gs_gantt_names_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);
  int frozen = gs_row_layout_get_frozen_height (&self->layout);
  GdkRGBA colour;

  gs_gantt_names_snapshot_part (self, snapshot, self->layout.n_frozen, self->cells->len, frozen,
                                gtk_widget_get_height (widget));
  if (frozen == 0)
    return;
  gs_gantt_names_snapshot_part (self, snapshot, 0, MIN (self->layout.n_frozen, self->cells->len), 0, frozen);
  gs_gantt_names_set_colour (&colour, gs_widget_get_palette (widget)->dim_text, 1);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, frozen - 1, gtk_widget_get_width (widget), 1));
}

static void
gs_gantt_names_pressed (GsGanttNames *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  GsRowLayout layout = gs_gantt_names_get_layout (self);
  guint index;
  GsRow *row;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!gs_row_layout_find (&layout, y, &index))
    return;
  row = gs_row_list_get (self->rows, index);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x;
  gs_session_set_highlight (self->session, gs_row_get_key (row));
  if (gs_row_name_is_arrow (gs_gantt_names_get_depth (self, index), x) || n_press == 2)
    gs_row_list_set_expanded (self->rows, row, !gs_row_list_is_expanded (self->rows, row));
}

/* Returns: (transfer full): the whole name, and what there may be no column for; a virtual CPU's TID is its host's */
static char *
gs_gantt_names_dup_tooltip (GsRow *row)
{
  GsTimeline *timeline = gs_row_get_timeline (row);
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, gs_row_get_machine (row));
  const GsTimelineMachine *host = gs_timeline_get_machine (timeline, machine->host);

  if (gs_row_get_kind (row) == GS_ROW_MACHINE)
    return g_strdup (gs_row_get_name (row));
  if (gs_row_get_tid (row) < 0)
    return g_strdup_printf (_ ("%s\non %s"), gs_row_get_name (row), machine->name);
  if (gs_row_get_kind (row) == GS_ROW_VCPU && host != NULL)
    return g_strdup_printf (_ ("%s of %s\nTID %d on %s"), gs_row_get_name (row), machine->name, gs_row_get_tid (row),
                            host->name);
  return g_strdup_printf (_ ("%s, TID %d\non %s"), gs_row_get_name (row), gs_row_get_tid (row), machine->name);
}

static gboolean
gs_gantt_names_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  GsGanttNames *self = GS_GANTT_NAMES (widget);
  GsRowLayout layout = gs_gantt_names_get_layout (self);
  g_autofree char *text = NULL;
  guint index;

  /* A menu is in its place. */
  if (GTK_IS_POPOVER (gtk_widget_get_last_child (widget)))
    return FALSE;
  if (by_keyboard || !gs_row_layout_find (&layout, y, &index))
    return FALSE;
  text = gs_gantt_names_dup_tooltip (gs_row_list_get (self->rows, index));
  gtk_tooltip_set_text (tooltip, text);
  gtk_tooltip_set_tip_area (tooltip, &(GdkRectangle){ 0, gs_row_layout_get_y (&layout, index),
                                                      gtk_widget_get_width (widget), layout.row_height });
  return TRUE;
}

static void
gs_gantt_names_reveal (GsGanttNames *self, guint index)
{
  GsRowLayout layout = gs_gantt_names_get_layout (self);

  gs_row_layout_reveal (&layout, index, self->vertical);
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
  GtkWidget *child;

  g_clear_handle_id (&self->update_id, g_source_remove);
  g_ptr_array_set_size (self->cells, 0);
  /* Also popovers that hang here and are open still. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->vertical);
  G_OBJECT_CLASS (gs_gantt_names_parent_class)->dispose (object);
}

static void
gs_gantt_names_finalize (GObject *object)
{
  GsGanttNames *self = GS_GANTT_NAMES (object);

  g_ptr_array_unref (self->cells);
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
  widget_class->query_tooltip = gs_gantt_names_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "gantt-names");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_TREE);
}

static void
gs_gantt_names_init (GsGanttNames *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->cells = g_ptr_array_new ();
  self->layout.row_height = GS_SESSION_ROW_HEIGHT;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (gs_gantt_names_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  /* Before what others do with the keys that names have no use for. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_TARGET);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_gantt_names_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Rows"), -1);
}

/**
 * gs_gantt_names_new:
 * @view: decides which columns there are
 * @rows: the ones to name
 */
GtkWidget *
gs_gantt_names_new (const GsView *view, GsRowList *rows, GsSession *session, GtkAdjustment *vertical)
{
  GsGanttNames *self = g_object_new (GS_TYPE_GANTT_NAMES, NULL);

  self->view = view;
  self->rows = g_object_ref (rows);
  self->session = g_object_ref (session);
  self->vertical = g_object_ref (vertical);
  g_signal_connect_object (rows, "changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rows, "values-changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_gantt_names_update_now), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gs_row_maker_get_default (), "made", G_CALLBACK (gs_gantt_names_update_now), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (gs_gantt_names_scrolled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_gantt_names_update_now), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
