/* gs-legend.c: what the colours of a view mean
 * SPDX-License-Identifier: MIT
 */
#include "gs-legend.h"

#include <glib/gi18n.h>

#include "gs-gantt-chart.h"
#include "gs-painter.h"
#include "gs-view.h"

#define SWATCH_WIDTH 36
#define SWATCH_HEIGHT 18

struct _GsLegend
{
  GtkWidget parent_instance;

  GtkWidget *grid;
};

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
      gs_painter_draw_swatch (&canvas, &palette->looks[item->rows][item->state], 0, 0, width * scale, height * scale);
      cairo_surface_mark_dirty (surface);
      cairo_surface_set_device_scale (surface, scale, scale);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_paint (cr);
    }
  cairo_surface_destroy (surface);
}

static void
gs_legend_add (GsLegend *self, const GsLegendItem *item, int line)
{
  GtkWidget *swatch = gtk_drawing_area_new ();
  GtkWidget *label = gtk_label_new (gs_rows_get_state_label (item->rows, item->state));

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (swatch), SWATCH_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (swatch), SWATCH_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (swatch), gs_legend_draw_swatch, (gpointer) item, NULL);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_grid_attach (GTK_GRID (self->grid), swatch, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), label, 1, line, 1, 1);
}

static void
gs_legend_dispose (GObject *object)
{
  g_clear_pointer (&GS_LEGEND (object)->grid, gtk_widget_unparent);
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
}

static void
gs_legend_init (GsLegend *self)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Legend"), -1);
}

/* Shows the states of another view. */
void
gs_legend_set_rows (GsLegend *self, GsRows rows)
{
  guint n_items;
  const GsLegendItem *items = gs_view_get_legend (rows, &n_items);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  self->grid = gtk_grid_new ();
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 10);
  gtk_widget_set_margin_start (self->grid, 6);
  gtk_widget_set_margin_end (self->grid, 6);
  gtk_widget_set_margin_top (self->grid, 6);
  gtk_widget_set_margin_bottom (self->grid, 6);
  for (guint i = 0; i < n_items; i++)
    gs_legend_add (self, &items[i], i);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
gs_legend_new (GsRows rows)
{
  GsLegend *self = g_object_new (GS_TYPE_LEGEND, NULL);

  gs_legend_set_rows (self, rows);
  return GTK_WIDGET (self);
}
