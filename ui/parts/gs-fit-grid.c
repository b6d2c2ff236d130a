/* gs-fold-grid.c: a table whose rows fold where there is no room for all columns
 * SPDX-License-Identifier: MIT
 *
 * Folded, a row is two lines: its first cells, and below them the others. Both
 * end at the same edge; the shorter line's first cell is as wide as what the other has more.
 */
#include "parts/gs-fold-grid.h"

#include <string.h>

#define COLUMN_SPACING 10
#define ROW_SPACING 3
#define FOLDED_SPACING 6 /* more, between two rows */

struct _GsFoldGrid
{
  GtkWidget parent_instance;

  guint n_columns;
  guint n_first; /* cells that stay in the first line; 0: it never folds */
};

/* Where a cell is. */
typedef struct
{
  guint line;
  guint column;
  guint n_columns; /* that it is as wide as */
} GsFoldPlace;

G_DEFINE_FINAL_TYPE (GsFoldGrid, gs_fold_grid, GTK_TYPE_WIDGET)

static guint
gs_fold_grid_count_columns (GsFoldGrid *self, gboolean is_folded)
{
  return is_folded ? MAX (self->n_first, self->n_columns - self->n_first) : self->n_columns;
}

static GsFoldPlace
gs_fold_grid_place (GsFoldGrid *self, guint index, gboolean is_folded)
{
  guint row = index / self->n_columns, column = index % self->n_columns;
  gboolean is_first = column < self->n_first;
  guint n_cells = is_first ? self->n_first : self->n_columns - self->n_first;
  guint n_more = gs_fold_grid_count_columns (self, is_folded) - n_cells;

  if (!is_folded)
    return (GsFoldPlace){ row, column, 1 };
  if (!is_first)
    column -= self->n_first;
  if (column == 0)
    return (GsFoldPlace){ 2 * row + !is_first, 0, n_more + 1 };
  return (GsFoldPlace){ 2 * row + !is_first, column + n_more, 1 };
}

/* What each column needs; cells that are as wide as several are not counted. */
static void
gs_fold_grid_measure_columns (GsFoldGrid *self, gboolean is_folded, GtkRequestedSize *sizes)
{
  guint i = 0;

  memset (sizes, 0, self->n_columns * sizeof *sizes);
  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      GsFoldPlace place = gs_fold_grid_place (self, i, is_folded);
      int minimum, natural;

      if (place.n_columns > 1)
        continue;
      gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      sizes[place.column].minimum_size = MAX (sizes[place.column].minimum_size, minimum);
      sizes[place.column].natural_size = MAX (sizes[place.column].natural_size, natural);
    }
}

/* The widest minimum of the cells that are as wide as several columns, less the
 * columns that they don't cover. */
static int
gs_fold_grid_measure_wide (GsFoldGrid *self, const GtkRequestedSize *sizes, guint n_columns)
{
  int widest = 0;
  guint i = 0;

  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      GsFoldPlace place = gs_fold_grid_place (self, i, TRUE);
      int minimum, natural;

      if (place.n_columns == 1)
        continue;
      gtk_widget_measure (cell, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      for (guint k = place.n_columns; k < n_columns; k++)
        minimum += sizes[k].minimum_size + COLUMN_SPACING;
      widest = MAX (widest, minimum);
    }
  return widest;
}

static int
gs_fold_grid_get_width (GsFoldGrid *self, gboolean is_folded, int *natural)
{
  guint n_columns = gs_fold_grid_count_columns (self, is_folded);
  g_autofree GtkRequestedSize *sizes = g_new (GtkRequestedSize, self->n_columns);
  int minimum = (n_columns - 1) * COLUMN_SPACING;

  *natural = minimum;
  gs_fold_grid_measure_columns (self, is_folded, sizes);
  for (guint i = 0; i < n_columns; i++)
    {
      minimum += sizes[i].minimum_size;
      *natural += sizes[i].natural_size;
    }
  return is_folded ? MAX (minimum, gs_fold_grid_measure_wide (self, sizes, n_columns)) : minimum;
}

static gboolean
gs_fold_grid_is_folded (GsFoldGrid *self, int width)
{
  int natural;

  return self->n_first > 0 && width < gs_fold_grid_get_width (self, FALSE, &natural);
}

/* Each column gets what it needs, the names share what there is more, and what
 * nobody wants is the first one's, so that numbers stand at the edge. */
static void
gs_fold_grid_distribute (GsFoldGrid *self, gboolean is_folded, int width, GtkRequestedSize *sizes)
{
  guint n_columns = gs_fold_grid_count_columns (self, is_folded);
  int rest = width - (int) (n_columns - 1) * COLUMN_SPACING;

  gs_fold_grid_measure_columns (self, is_folded, sizes);
  for (guint i = 0; i < n_columns; i++)
    rest -= sizes[i].minimum_size;
  if (rest > 0)
    rest = gtk_distribute_natural_allocation (rest, n_columns, sizes);
  sizes[0].minimum_size += MAX (rest, 0);
}

static int
gs_fold_grid_get_cell_width (const GtkRequestedSize *sizes, GsFoldPlace place)
{
  int width = (int) (place.n_columns - 1) * COLUMN_SPACING;

  for (guint i = 0; i < place.n_columns; i++)
    width += sizes[place.column + i].minimum_size;
  return width;
}

/* Returns: (transfer full): of int: how high each line is */
static GArray *
gs_fold_grid_measure_lines (GsFoldGrid *self, gboolean is_folded, const GtkRequestedSize *sizes)
{
  GArray *heights = g_array_new (FALSE, TRUE, sizeof (int));
  guint i = 0;

  for (GtkWidget *cell = gtk_widget_get_first_child (GTK_WIDGET (self)); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      GsFoldPlace place = gs_fold_grid_place (self, i, is_folded);
      int height, natural;

      gtk_widget_measure (cell, GTK_ORIENTATION_VERTICAL, gs_fold_grid_get_cell_width (sizes, place), &height, &natural,
                          NULL, NULL);
      if (heights->len <= place.line)
        g_array_set_size (heights, place.line + 1);
      g_array_index (heights, int, place.line) = MAX (g_array_index (heights, int, place.line), height);
    }
  return heights;
}

static int
gs_fold_grid_get_spacing (gboolean is_folded, guint line)
{
  if (line == 0)
    return 0;
  return ROW_SPACING + (is_folded && line % 2 == 0 ? FOLDED_SPACING : 0);
}

static void
gs_fold_grid_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  GsFoldGrid *self = GS_FOLD_GRID (widget);
  int folded_natural, width;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = gs_fold_grid_get_width (self, FALSE, natural);
      if (self->n_first > 0)
        *minimum = MIN (*minimum, gs_fold_grid_get_width (self, TRUE, &folded_natural));
    }
  else
    {
      g_autofree GtkRequestedSize *sizes = g_new (GtkRequestedSize, self->n_columns);
      g_autoptr (GArray) heights = NULL;
      gboolean is_folded;

      width = for_size;
      if (width < 0)
        gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &width, NULL, NULL);
      is_folded = gs_fold_grid_is_folded (self, width);
      gs_fold_grid_distribute (self, is_folded, width, sizes);
      heights = gs_fold_grid_measure_lines (self, is_folded, sizes);
      *minimum = 0;
      for (guint i = 0; i < heights->len; i++)
        *minimum += gs_fold_grid_get_spacing (is_folded, i) + g_array_index (heights, int, i);
      *natural = *minimum;
    }
}

static void
gs_fold_grid_allocate_cell (GsFoldGrid *self, GtkWidget *cell, GsFoldPlace place, const GtkRequestedSize *sizes, int y,
                            int height)
{
  int x = 0, width = gs_fold_grid_get_cell_width (sizes, place);

  for (guint i = 0; i < place.column; i++)
    x += sizes[i].minimum_size + COLUMN_SPACING;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_widget_size_allocate (cell, &(GtkAllocation){ x, y, width, height }, -1);
}

static void
gs_fold_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsFoldGrid *self = GS_FOLD_GRID (widget);
  gboolean is_folded = gs_fold_grid_is_folded (self, width);
  g_autofree GtkRequestedSize *sizes = g_new (GtkRequestedSize, self->n_columns);
  g_autoptr (GArray) heights = NULL;
  guint i = 0, line = 0;
  int y = 0;

  gs_fold_grid_distribute (self, is_folded, width, sizes);
  heights = gs_fold_grid_measure_lines (self, is_folded, sizes);
  for (GtkWidget *cell = gtk_widget_get_first_child (widget); cell != NULL;
       cell = gtk_widget_get_next_sibling (cell), i++)
    {
      GsFoldPlace place = gs_fold_grid_place (self, i, is_folded);

      for (; line < place.line; line++)
        y += g_array_index (heights, int, line) + gs_fold_grid_get_spacing (is_folded, line + 1);
      gs_fold_grid_allocate_cell (self, cell, place, sizes, y, g_array_index (heights, int, line));
    }
}

static GtkSizeRequestMode
gs_fold_grid_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
gs_fold_grid_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (gs_fold_grid_parent_class)->dispose (object);
}

static void
gs_fold_grid_class_init (GsFoldGridClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_fold_grid_dispose;
  widget_class->measure = gs_fold_grid_measure;
  widget_class->size_allocate = gs_fold_grid_size_allocate;
  widget_class->get_request_mode = gs_fold_grid_get_request_mode;
  gtk_widget_class_set_css_name (widget_class, "foldgrid");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gs_fold_grid_init (GsFoldGrid *self)
{
}

/**
 * gs_fold_grid_new:
 * @n_columns: of each row
 * @n_first: cells of a row that stay in its first line where it folds; 0: it never does
 */
GtkWidget *
gs_fold_grid_new (guint n_columns, guint n_first)
{
  GsFoldGrid *self;

  g_return_val_if_fail (n_columns > 0 && n_first < n_columns, NULL);

  self = g_object_new (GS_TYPE_FOLD_GRID, NULL);
  self->n_columns = n_columns;
  self->n_first = n_first;
  return GTK_WIDGET (self);
}

/**
 * gs_fold_grid_add:
 * @cell: (transfer floating): what comes after the cells that are there, row by row
 */
void
gs_fold_grid_add (GsFoldGrid *self, GtkWidget *cell)
{
  g_return_if_fail (GS_IS_FOLD_GRID (self));
  g_return_if_fail (GTK_IS_WIDGET (cell));

  gtk_widget_set_parent (cell, GTK_WIDGET (self));
}
