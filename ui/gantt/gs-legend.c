/* gs-legend.c: what the colours of a view mean; a click on one hides its state
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-legend.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gantt/gs-gantt-chart.h"

#define SWATCH_WIDTH 28
#define SWATCH_HEIGHT 18

struct _GsLegend
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *show_all;
  const GsView *view;
  GsTimeline *timeline; /* whose machines have colours, or NULL */
  GsColourBy colour_by;
  GArray *items;             /* of GsLegendItem: that the lines are of */
  guint32 hidden[GS_N_ROWS]; /* by row kind, a bit for each state */
};

enum
{
  FILTER_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsLegend, gs_legend, GTK_TYPE_WIDGET)

static void
gs_legend_draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const GsLegendItem *item = data;
  const GsPalette *palette = gs_widget_get_palette (GTK_WIDGET (area));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (area));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  GsCanvas canvas;

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_flush (surface);
      canvas = gs_canvas_for_image (cairo_image_surface_get_data (surface), cairo_image_surface_get_stride (surface),
                                    width * scale, height * scale, scale);
      gs_legend_item_draw_swatch (item, palette, &canvas);
      cairo_surface_mark_dirty (surface);
      cairo_surface_set_device_scale (surface, scale, scale);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_paint (cr);
    }
  cairo_surface_destroy (surface);
}

/* The states that a line of the legend stands for: a veil lies over several. */
static guint32
gs_legend_get_mask (const GsLegendItem *item)
{
  guint32 mask = 0;

  if (item->rows != GS_ROWS_THREADS || gs_thread_state_overlay (item->state) == GS_OVERLAY_NONE)
    return 1u << item->state;
  for (guint state = GS_N_THREAD_STATES; state < GS_N_VEILED_STATES; state++)
    if (gs_thread_state_overlay (state) == gs_thread_state_overlay (item->state))
      mask |= 1u << state;
  return mask;
}

static void
gs_legend_offer_all (GsLegend *self)
{
  gtk_widget_set_sensitive (self->show_all,
                            self->hidden[GS_ROWS_VCPUS] | self->hidden[GS_ROWS_THREADS] | self->hidden[GS_ROWS_CPUS]);
}

/* What is hidden can still be read, to be shown again. */
static void
gs_legend_cross_out (GtkToggleButton *button, gboolean is_hidden)
{
  GtkWidget *line = gtk_button_get_child (GTK_BUTTON (button));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_strikethrough_new (is_hidden));
  gtk_widget_set_opacity (gtk_widget_get_first_child (line), is_hidden ? 0.25 : 1);
  gtk_label_set_attributes (GTK_LABEL (gtk_widget_get_last_child (line)), attributes);
}

static void
gs_legend_on_toggled (GtkToggleButton *button, GsLegend *self)
{
  const GsLegendItem *item = g_object_get_data (G_OBJECT (button), "item");
  guint32 mask = gs_legend_get_mask (item), was = self->hidden[item->rows];

  if (gtk_toggle_button_get_active (button))
    self->hidden[item->rows] &= ~mask;
  else
    self->hidden[item->rows] |= mask;
  gs_legend_cross_out (button, !gtk_toggle_button_get_active (button));
  if (was == self->hidden[item->rows])
    return;
  gs_legend_offer_all (self);
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

static GtkWidget *
gs_legend_new_swatch (const GsLegendItem *item)
{
  GtkWidget *swatch = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), SWATCH_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (swatch), SWATCH_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), gs_legend_draw_swatch, (gpointer) item, NULL);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  return swatch;
}

/* Only what can be clicked takes the focus. */
static void
gs_legend_append (GsLegend *self, GtkWidget *widget)
{
  gtk_flow_box_append (GTK_FLOW_BOX (self->box), widget);
  gtk_widget_set_focusable (gtk_widget_get_parent (widget), FALSE);
}

static GtkWidget *
gs_legend_new_line (const GsLegendItem *item)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new (item->label);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (line), gs_legend_new_swatch (item));
  gtk_box_append (GTK_BOX (line), label);
  return line;
}

/* What can be hidden. */
static void
gs_legend_add_state (GsLegend *self, const GsLegendItem *item)
{
  GtkWidget *button = gtk_toggle_button_new ();

  gtk_button_set_child (GTK_BUTTON (button), gs_legend_new_line (item));
  gtk_widget_add_css_class (button, "legend-item");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _ ("Click to hide or show this state"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, item->label, -1);
  g_object_set_data (G_OBJECT (button), "item", (gpointer) item);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button),
                                (self->hidden[item->rows] & gs_legend_get_mask (item)) == 0);
  gs_legend_on_toggled (GTK_TOGGLE_BUTTON (button), self);
  g_signal_connect (button, "toggled", G_CALLBACK (gs_legend_on_toggled), self);
  gs_legend_append (self, button);
}

static void
gs_legend_add (GsLegend *self, const GsLegendItem *item)
{
  GtkWidget *line;

  if (item->kind == GS_LEGEND_STATE)
    {
      gs_legend_add_state (self, item);
      return;
    }
  line = gs_legend_new_line (item);
  gtk_widget_add_css_class (line, "legend-item");
  gs_legend_append (self, line);
}

static void
gs_legend_dispose (GObject *object)
{
  g_clear_pointer (&GS_LEGEND (object)->box, gtk_widget_unparent);
  g_clear_pointer (&GS_LEGEND (object)->items, g_array_unref);
  g_clear_pointer (&GS_LEGEND (object)->timeline, gs_timeline_unref);
  G_OBJECT_CLASS (gs_legend_parent_class)->dispose (object);
}

static void
gs_legend_class_init (GsLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_legend_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "legend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  signals[FILTER_CHANGED] = g_signal_new ("filter-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
gs_legend_init (GsLegend *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Legend"), -1);
}

/* Hides nothing any more. */
static void
gs_legend_show_all (GsLegend *self)
{
  if ((self->hidden[GS_ROWS_VCPUS] | self->hidden[GS_ROWS_THREADS] | self->hidden[GS_ROWS_CPUS]) == 0)
    return;
  for (guint i = 0; i < GS_N_ROWS; i++)
    self->hidden[i] = 0;
  gs_legend_set_view (self, self->view);
  g_signal_emit (self, signals[FILTER_CHANGED], 0);
}

/* Shows the states of another view. */
void
gs_legend_set_view (GsLegend *self, const GsView *view)
{
  self->view = view;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_pointer (&self->items, g_array_unref);
  self->items = gs_view_dup_legend (view, self->colour_by, self->timeline);
  self->box = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->box), GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->box), self->items->len + 1);
  gtk_widget_set_valign (self->box, GTK_ALIGN_START);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->box), 6);
  for (guint i = 0; i < self->items->len; i++)
    gs_legend_add (self, &g_array_index (self->items, GsLegendItem, i));
  self->show_all = gtk_button_new_with_label (_ ("Show All States"));
  gtk_widget_add_css_class (self->show_all, "flat");
  gtk_widget_add_css_class (self->show_all, "legend-all");
  g_signal_connect_swapped (self->show_all, "clicked", G_CALLBACK (gs_legend_show_all), self);
  gs_legend_append (self, self->show_all);
  gs_legend_offer_all (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * gs_legend_set_colour_by:
 * @timeline: (nullable): whose machines have colours
 */
void
gs_legend_set_colour_by (GsLegend *self, GsColourBy by, GsTimeline *timeline)
{
  gboolean was_partial = self->timeline != NULL && self->timeline->is_partial;
  gboolean is_other = by != self->colour_by || (by == GS_COLOUR_BY_MACHINE && timeline != self->timeline)
                      || was_partial != (timeline != NULL && timeline->is_partial);

  g_return_if_fail (GS_IS_LEGEND (self));

  if (timeline != NULL)
    gs_timeline_ref (timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  self->colour_by = by;
  if (is_other)
    gs_legend_set_view (self, self->view);
}

/**
 * gs_legend_get_hidden_states:
 * @rows: whose states are meant
 *
 * Returns: a bit for each state that is not to be seen
 */
guint32
gs_legend_get_hidden_states (GsLegend *self, GsRows rows)
{
  g_return_val_if_fail (GS_IS_LEGEND (self), 0);
  g_return_val_if_fail (rows < GS_N_ROWS, 0);

  return self->hidden[rows];
}

/**
 * gs_legend_set_hidden_states:
 * @hidden: (array fixed-size=3): by row kind, a bit for each state that is not to be seen
 *
 * Follows what was decided elsewhere; emits nothing.
 */
void
gs_legend_set_hidden_states (GsLegend *self, const guint32 *hidden)
{
  g_return_if_fail (GS_IS_LEGEND (self));

  if (memcmp (self->hidden, hidden, sizeof self->hidden) == 0)
    return;
  memcpy (self->hidden, hidden, sizeof self->hidden);
  gs_legend_set_view (self, self->view);
}

GtkWidget *
gs_legend_new (const GsView *view)
{
  GsLegend *self = g_object_new (GS_TYPE_LEGEND, NULL);

  gs_legend_set_view (self, view);
  return GTK_WIDGET (self);
}
