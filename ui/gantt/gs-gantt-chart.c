/* gs-gantt-chart.c: the bars of the rows that are seen
 * SPDX-License-Identifier: MIT
 *
 * Painted into an image once, and again only when what it shows has changed:
 * pointer, cursor and selection are drawn by gs-gantt-overlay.
 */
#include "gantt/gs-gantt-chart.h"

#include "draw/gs-painter.h"
#include "draw/gs-pen.h"
#include "parts/gs-style.h"
#include "rows/gs-row-maker.h"
#include "rows/gs-scene.h"

#define LABEL_FONT "Sans 8"

struct _GsGanttChart
{
  GtkWidget parent_instance;

  GsRowList *rows;
  GsSession *session;
  GtkAdjustment *vertical;
  GdkTexture *texture; /* what was painted last; NULL: has to be painted */
  gboolean is_old;     /* the texture shows rows of before, until those of now are made */
  GArray *bars;        /* of GsBar: memory for a frame */
  int painted_width, painted_height, painted_scale;
  const GsPalette *painted_palette;
};

G_DEFINE_FINAL_TYPE (GsGanttChart, gs_gantt_chart, GTK_TYPE_WIDGET)

/**
 * gs_widget_get_palette:
 *
 * Returns: (transfer none): the colours that go with the widget's theme, as its text tells
 */
const GsPalette *
gs_widget_get_palette (GtkWidget *widget)
{
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  return gs_palette_choose (gs_style_get_colours (),
                            0.2126 * text.red + 0.7152 * text.green + 0.0722 * text.blue > 0.5);
}

static void
gs_gantt_chart_repaint (GsGanttChart *self)
{
  g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GsRow *
gs_gantt_chart_scene_row (guint index, gpointer data)
{
  return gs_row_list_get (data, index);
}

/**
 * gs_palette_new_filtered:
 *
 * Returns: (transfer full) (nullable): the colours where some states are hidden, NULL where none is
 */
GsPalette *
gs_palette_new_filtered (const GsPalette *palette, GsSession *session)
{
  guint32 hidden[GS_N_ROWS], any = 0;

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    any |= hidden[rows] = gs_session_get_hidden_states (session, rows);
  return any != 0 ? gs_palette_new_dimmed (palette, hidden) : NULL;
}

/* The rows that stay, then those that scroll below them, and a line between the two. */
static gboolean
gs_gantt_chart_draw (GsGanttChart *self, GsScene *scene, int height)
{
  GsRowLayout layout = gs_row_layout_get (self->rows, self->session, self->vertical, height);
  int frozen = gs_row_layout_get_frozen_height (&layout);
  gboolean is_whole;
  cairo_t *cr;

  scene->row_height = layout.row_height;
  scene->y = frozen;
  scene->height = height - frozen;
  scene->scroll = layout.scroll + frozen;
  is_whole = gs_scene_draw (scene, layout.n_rows, gs_gantt_chart_scene_row, self->rows, self->bars);
  if (frozen == 0)
    return is_whole;
  scene->y = scene->scroll = 0;
  scene->height = frozen;
  is_whole = gs_scene_draw (scene, layout.n_frozen, gs_gantt_chart_scene_row, self->rows, self->bars) && is_whole;
  cr = cairo_create (scene->surface);
  gs_pen_set_colour (cr, scene->palette->dim_text, 1);
  cairo_rectangle (cr, 0, (frozen - 1) * scene->scale, scene->width * scene->scale, scene->scale);
  cairo_fill (cr);
  cairo_destroy (cr);
  return is_whole;
}

/* Whether what was painted last has that size and these colours. */
static gboolean
gs_gantt_chart_fits (GsGanttChart *self, int width, int height, int scale)
{
  return self->texture != NULL && self->painted_width == width && self->painted_height == height
         && self->painted_scale == scale && self->painted_palette == gs_widget_get_palette (GTK_WIDGET (self));
}

static void
gs_gantt_chart_paint (GsGanttChart *self, int width, int height, int scale)
{
  const GsPalette *palette = gs_widget_get_palette (GTK_WIDGET (self));
  g_autoptr (GsPalette) dimmed = gs_palette_new_filtered (palette, self->session);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width * scale, height * scale);
  GsTimeAxis axis = gs_session_get_time_axis (self->session);
  GsScene scene = {
    .surface = surface,
    .palette = dimmed != NULL ? dimmed : palette,
    .colour_by = gs_session_get_colour_by (self->session),
    .font = LABEL_FONT,
    .visible = gs_session_get_visible (self->session),
    .axis = &axis,
    .scale = scale,
    .width = width,
  };
  g_autoptr (GBytes) bytes = NULL;
  gsize stride = cairo_image_surface_get_stride (surface);
  gboolean is_whole = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS
                      && gs_gantt_chart_draw (self, &scene, height);

  if (!is_whole && self->is_old && gs_gantt_chart_fits (self, width, height, scale))
    {
      cairo_surface_destroy (surface);
      return;
    }
  self->is_old = FALSE;
  g_clear_object (&self->texture);
  self->painted_width = width;
  self->painted_height = height;
  self->painted_scale = scale;
  self->painted_palette = palette;
  g_debug ("chart painted, %d × %d", width, height);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    {
      cairo_surface_destroy (surface);
      return;
    }
  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * height * scale,
                                      (GDestroyNotify) cairo_surface_destroy, surface);
  self->texture = gdk_memory_texture_new (width * scale, height * scale, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
gs_gantt_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsGanttChart *self = GS_GANTT_CHART (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);

  if (width <= 0 || height <= 0)
    return;
  if (self->is_old || !gs_gantt_chart_fits (self, width, height, scale))
    gs_gantt_chart_paint (self, width, height, scale);
  if (self->texture != NULL)
    gtk_snapshot_append_texture (snapshot, self->texture, &GRAPHENE_RECT_INIT (0, 0, width, height));
}

/* The vertical adjustment follows the number of rows and the height. */
static void
gs_gantt_chart_configure (GsGanttChart *self)
{
  double page = gtk_widget_get_height (GTK_WIDGET (self));
  double row = gs_gantt_chart_get_layout (self).row_height;
  double upper = MAX (gs_row_list_get_n_rows (self->rows) * row, page);

  gtk_adjustment_configure (self->vertical, MIN (gtk_adjustment_get_value (self->vertical), upper - page), 0, upper,
                            row, MAX (page - row, row), page);
}

/* Other rows, often the same of a newer timeline: what is seen stays until they are made. */
static void
gs_gantt_chart_rows_changed (GsGanttChart *self)
{
  gs_gantt_chart_configure (self);
  self->is_old = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Rows that were missing have been made. */
static void
gs_gantt_chart_rows_made (GsGanttChart *self)
{
  if (!self->is_old)
    g_clear_object (&self->texture);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gs_gantt_chart_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gs_gantt_chart_configure (GS_GANTT_CHART (widget));
}

static void
gs_gantt_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 80 : 2 * GS_ROW_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 12 * GS_ROW_HEIGHT;
}

static void
gs_gantt_chart_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (gs_gantt_chart_parent_class)->css_changed (widget, change);
  gtk_widget_queue_draw (widget);
}

static void
gs_gantt_chart_dispose (GObject *object)
{
  GsGanttChart *self = GS_GANTT_CHART (object);
  GtkWidget *popover;

  /* Popovers that hang here and are open still. */
  while ((popover = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (popover);
  g_clear_object (&self->texture);
  g_clear_object (&self->rows);
  g_clear_object (&self->session);
  g_clear_object (&self->vertical);
  G_OBJECT_CLASS (gs_gantt_chart_parent_class)->dispose (object);
}

static void
gs_gantt_chart_finalize (GObject *object)
{
  g_array_unref (GS_GANTT_CHART (object)->bars);
  G_OBJECT_CLASS (gs_gantt_chart_parent_class)->finalize (object);
}

static void
gs_gantt_chart_class_init (GsGanttChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = gs_gantt_chart_dispose;
  object_class->finalize = gs_gantt_chart_finalize;
  widget_class->snapshot = gs_gantt_chart_snapshot;
  widget_class->size_allocate = gs_gantt_chart_size_allocate;
  widget_class->measure = gs_gantt_chart_measure;
  widget_class->css_changed = gs_gantt_chart_css_changed;
  gtk_widget_class_set_css_name (widget_class, "gantt-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_gantt_chart_init (GsGanttChart *self)
{
  self->bars = g_array_new (FALSE, FALSE, sizeof (GsBar));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * gs_gantt_chart_new:
 * @vertical: configured here to the rows, for others to scroll
 */
GtkWidget *
gs_gantt_chart_new (GsRowList *rows, GsSession *session, GtkAdjustment *vertical)
{
  GsGanttChart *self = g_object_new (GS_TYPE_GANTT_CHART, NULL);

  self->rows = g_object_ref (rows);
  self->session = g_object_ref (session);
  self->vertical = g_object_ref (vertical);
  g_signal_connect_object (rows, "changed", G_CALLBACK (gs_gantt_chart_rows_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gs_gantt_chart_repaint), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gs_row_maker_get_default (), "made", G_CALLBACK (gs_gantt_chart_rows_made), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_gantt_chart_rows_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (gs_gantt_chart_repaint), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * gs_gantt_chart_get_column:
 * @x: in the widget
 *
 * Returns: the time that the pixel column there shows; empty where there is none
 */
GsSpan
gs_gantt_chart_get_column (GsGanttChart *self, double x)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  GsPlace place = {
    .span = gs_session_get_visible (self->session),
    .width = gtk_widget_get_width (GTK_WIDGET (self)) * scale,
  };
  int column = (int) (x * scale);

  if (column < 0 || column >= place.width || gs_span_duration (place.span) <= 0)
    return (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  return (GsSpan){ gs_place_get_time (&place, column), gs_place_get_time (&place, column + 1) };
}

/**
 * gs_gantt_chart_get_x:
 *
 * Returns: where a time is, in pixels of the widget, also outside of it
 */
double
gs_gantt_chart_get_x (GsGanttChart *self, gint64 time)
{
  GsSpan visible = gs_session_get_visible (self->session);
  double width = gtk_widget_get_width (GTK_WIDGET (self));

  return (double) gs_time_subtract (time, visible.begin) / (double) MAX (gs_span_duration (visible), 1) * width;
}

/* Where its rows are. */
GsRowLayout
gs_gantt_chart_get_layout (GsGanttChart *self)
{
  return gs_row_layout_get (self->rows, self->session, self->vertical, gtk_widget_get_height (GTK_WIDGET (self)));
}

/**
 * gs_gantt_chart_get_row:
 * @index: (out): in the row list
 *
 * Returns: FALSE where there is no row at @y
 */
gboolean
gs_gantt_chart_get_row (GsGanttChart *self, double y, guint *index)
{
  GsRowLayout layout = gs_gantt_chart_get_layout (self);

  return gs_row_layout_find (&layout, y, index);
}

/* Where a row's upper edge is, also outside of what is seen. */
double
gs_gantt_chart_get_y (GsGanttChart *self, guint index)
{
  GsRowLayout layout = gs_gantt_chart_get_layout (self);

  return gs_row_layout_get_y (&layout, index);
}
