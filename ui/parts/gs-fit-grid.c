/* gs-fit-grid.c: a table that leaves out columns where there is no room for all
 * SPDX-License-Identifier: MIT
 *
 * Which those are depends on how wide it is, and not on what the cells say: they have the same widths whatever that
 * is. What is left out is a tooltip.
 */
#include "parts/gs-fit-grid.h"

#include <string.h>

#define COLUMN_SPACING 10
#define ROW_SPACING 3

struct _GsFitGrid
{
  GtkWidget parent_instance;

  guint n_columns;
  guint8 *ranks; /* of each column: those of the highest are left out first; 0: never */
  guint32 shown; /* a bit for each column that there is room for */
};

G_DEFINE_FINAL_TYPE (GsFitGrid, gs_fit_grid, GTK_TYPE_WIDGET)

static gboolean
gs_fit_grid_has (guint32 columns, guint column)
{
  return (columns & 1u << column) != 0;
}

/* What each column needs. */
static void
gs_fit_grid_measure_columns (GsFitGrid *self, GtkRequestedSize *sizes)
{
  guint i = 0;

  memset (sizes, 0, self->n_columns * sizeof *sizes);
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      GtkRequestedSize *size = &sizes[i % self->n_columns];
      int minimum, natural;

      gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      size->minimum_size = MAX (size->minimum_size, minimum);
      size->natural_size = MAX (size->natural_size, natural);
    }
}

static int
gs_fit_grid_add_up (GsFitGrid *self, const GtkRequestedSize *sizes, guint32 columns, gboolean is_natural)
{
  int width = -COLUMN_SPACING;

  for (guint i = 0; i < self->n_columns; i++)
    if (gs_fit_grid_has (columns, i))
      width += COLUMN_SPACING + (is_natural ? sizes[i].natural_size : sizes[i].minimum_size);
  return width;
}

/* Returns: a bit for each column that stays where there is so much room */
static guint32
gs_fit_grid_choose (GsFitGrid *self, const GtkRequestedSize *sizes, int width)
{
  guint32 columns = (guint32) ((G_GUINT64_CONSTANT (1) << self->n_columns) - 1);

  while (gs_fit_grid_add_up (self, sizes, columns, FALSE) > width)
    {
      guint last = 0;

      for (guint i = 0; i < self->n_columns; i++)
        if (gs_fit_grid_has (columns, i) && self->ranks[i] > self->ranks[last])
          last = i;
      if (self->ranks[last] == 0)
        return columns;
      columns &= ~(1u << last);
    }
  return columns;
}

/* Each column gets what it needs, the names share what there is more, and what
 * nobody wants is the first one's, so that numbers stand at the edge. */
static guint32
gs_fit_grid_distribute (GsFitGrid *self, int width, GtkRequestedSize *sizes)
{
  guint32 columns;
  int rest;

  gs_fit_grid_measure_columns (self, sizes);
  columns = gs_fit_grid_choose (self, sizes, width);
  rest = width - gs_fit_grid_add_up (self, sizes, columns, FALSE);
  for (guint i = 0; i < self->n_columns; i++)
    if (!gs_fit_grid_has (columns, i))
      sizes[i] = (GtkRequestedSize){ 0 };
  if (rest > 0)
    rest = gtk_distribute_natural_allocation (rest, self->n_columns, sizes);
  sizes[0].minimum_size += MAX (rest, 0);
  return columns;
}

/* Returns: (transfer full): of int: how high each row is */
static GArray *
gs_fit_grid_measure_rows (GsFitGrid *self, guint32 columns, const GtkRequestedSize *sizes)
{
  GArray *heights = g_array_new (FALSE, TRUE, sizeof (int));
  guint i = 0;

  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      guint row = i / self->n_columns, column = i % self->n_columns;
      int height = 0;

      if (gs_fit_grid_has (columns, column))
        gtk_widget_measure (cell, GTK_ORIENTATION_VERTICAL, sizes[column].minimum_size, &height, NULL, NULL, NULL);
      if (heights->len <= row)
        g_array_set_size (heights, row + 1);
      g_array_index (heights, int, row) = MAX (g_array_index (heights, int, row), height);
    }
  return heights;
}

static void
gs_fit_grid_measure_width (GsFitGrid *self, int *minimum, int *natural)
{
  g_autofree GtkRequestedSize *sizes = g_new (GtkRequestedSize, self->n_columns);
  guint32 all = (guint32) ((G_GUINT64_CONSTANT (1) << self->n_columns) - 1);

  gs_fit_grid_measure_columns (self, sizes);
  *minimum = gs_fit_grid_add_up (self, sizes, gs_fit_grid_choose (self, sizes, 0), FALSE);
  *natural = gs_fit_grid_add_up (self, sizes, all, TRUE);
}

static void
gs_fit_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  GsFitGrid *self = GS_FIT_GRID (widget);
  g_autofree GtkRequestedSize *sizes = NULL;
  g_autoptr (GArray) heights = NULL;
  int width = for_size;
  guint32 columns;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      gs_fit_grid_measure_width (self, minimum, natural);
      return;
    }
  if (width < 0)
    gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
  sizes = g_new (GtkRequestedSize, self->n_columns);
  columns = gs_fit_grid_distribute (self, width, sizes);
  heights = gs_fit_grid_measure_rows (self, columns, sizes);
  *minimum = MAX ((int) heights->len - 1, 0) * ROW_SPACING;
  for (guint i = 0; i < heights->len; i++)
    *minimum += g_array_index (heights, int, i);
  *natural = *minimum;
}

/* Returns: where the next cell begins */
static int
gs_fit_grid_allocate_cell (GsFitGrid *self, GtkWidget *cell, int x, int y, int width, int height)
{
  int left = x;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    left = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (cell, &(GtkAllocation){ left, y, width, height }, -1);
  return x + width + COLUMN_SPACING;
}

/* What is not shown has a place, too, for whoever asks where it is: its row's. */
static void
gs_fit_grid_place_hidden (GsFitGrid *self, GtkWidget *cell, int y)
{
  int width, height;

  gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  gtk_widget_measure (cell, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);
  gs_fit_grid_allocate_cell (self, cell, 0, y, width, height);
}

static void
gs_fit_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsFitGrid *self = GS_FIT_GRID (widget);
  g_autofree GtkRequestedSize *sizes = g_new (GtkRequestedSize, self->n_columns);
  guint32 columns = gs_fit_grid_distribute (self, width, sizes);
  g_autoptr (GArray) heights = gs_fit_grid_measure_rows (self, columns, sizes);
  GtkWidget *cell = gtk_widget_get_first_child (widget);
  int y = 0;

  self->shown = columns;
  for (guint row = 0; row < heights->len; row++)
    {
      int row_height = g_array_index (heights, int, row), x = 0;

      for (guint i = 0; i < self->n_columns && cell != NULL; i++, cell = gtk_widget_get_next_sibling (cell))
        {
          gboolean is_shown = gs_fit_grid_has (columns, i);

          gtk_widget_set_child_visible (cell, is_shown);
          if (is_shown)
            x = gs_fit_grid_allocate_cell (self, cell, x, y, sizes[i].minimum_size, row_height);
          else
            gs_fit_grid_place_hidden (self, cell, y);
        }
      y += row_height + ROW_SPACING;
    }
}

/* The cell of the first column in the row at @y, or NULL. */
static GtkWidget *
gs_fit_grid_find_row (GsFitGrid *self, int y)
{
  guint i = 0;

  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      GtkAllocation place;

      gtk_widget_get_allocation (cell, &place);
      if (i > 0 && i % self->n_columns == 0 && y >= place.y && y < place.y + place.height)
        return cell;
    }
  return NULL;
}

/* What there is no room for, each after its column's head. */
static gboolean
gs_fit_grid_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  GsFitGrid *self = GS_FIT_GRID (widget);
  GtkWidget *head = gtk_widget_get_first_child (widget), *cell = gs_fit_grid_find_row (self, y);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < self->n_columns && cell != NULL;
       i++, head = gtk_widget_get_next_sibling (head), cell = gtk_widget_get_next_sibling (cell))
    if (!gs_fit_grid_has (self->shown, i) && GTK_IS_LABEL (head) && GTK_IS_LABEL (cell))
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? "\n" : "", gtk_label_get_text (GTK_LABEL (head)),
                              gtk_label_get_text (GTK_LABEL (cell)));
  gtk_tooltip_set_text (tooltip, text->str);
  return text->len > 0;
}

static GtkSizeRequestMode
gs_fit_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
gs_fit_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gs_fit_grid_parent_class)->dispose (object);
}

static void
gs_fit_grid_finalize (GObject *object)
{
  g_free (GS_FIT_GRID (object)->ranks);
  G_OBJECT_CLASS (gs_fit_grid_parent_class)->finalize (object);
}

static void
gs_fit_grid_class_init (GsFitGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_fit_grid_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_fit_grid_finalize;
  widget_class->measure = gs_fit_grid_measure;
  widget_class->size_allocate = gs_fit_grid_size_allocate;
  widget_class->get_request_mode = gs_fit_grid_get_request_mode;
  widget_class->query_tooltip = gs_fit_grid_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "fitgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gs_fit_grid_init (GsFitGrid *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * gs_fit_grid_new:
 * @ranks: (array length=n_columns): where there is no room for all columns, those of the highest rank are left out
 *   first; 0: never
 * @n_columns: of each row, at most 32; the first row's cells are heads
 */
GtkWidget *
gs_fit_grid_new (const guint8 *ranks, guint n_columns)
{
  GsFitGrid *self;

  g_return_val_if_fail (n_columns > 0 && n_columns <= 32, NULL);

  self = g_object_new (GS_TYPE_FIT_GRID, NULL);
  self->n_columns = n_columns;
  self->ranks = g_memdup2 (ranks, n_columns);
  return GTK_WIDGET (self);
}

/**
 * gs_fit_grid_add:
 * @cell: (transfer floating): what comes after the cells that are there, row by row
 */
void
gs_fit_grid_add (GsFitGrid *self, GtkWidget *cell)
{
  g_return_if_fail (GS_IS_FIT_GRID (self));
  g_return_if_fail (GTK_IS_WIDGET (cell));

  gtk_widget_set_parent (cell, GTK_WIDGET (self));
}
