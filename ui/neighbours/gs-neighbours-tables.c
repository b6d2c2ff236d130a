/* gs-neighbours-tables.c: who took how much from whom, and how many lacked a CPU at once
 * SPDX-License-Identifier: MIT
 */
#include "neighbours/gs-neighbours-tables.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "details/gs-details-cells.h"
#include "neighbours/gs-theft-table.h"

#define N_HEATS 5 /* of cells, by their share of the worst one's time: css classes heat-1 to heat-5 */

static GtkWidget *
gs_neighbours_add_label (GtkWidget *grid, const char *text, int column, int row, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_grid_attach (GTK_GRID (grid), label, column, row, 1, 1);
  return label;
}

/* Takes @text. */
static void
gs_neighbours_take_number (GtkWidget *grid, char *text, int column, int row)
{
  gs_neighbours_add_label (grid, text, column, row, "numeric");
  g_free (text);
}

/* --- The matrix --- */

typedef struct
{
  GsNeighbourCell cell;
  GsNeighbourCellFunc func;
  gpointer user_data;
} GsCellLink;

static void
gs_cell_link_free (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
gs_cell_link_clicked (GtkButton *button, GsCellLink *link)
{
  link->func (&link->cell, link->user_data);
}

/* Time; below it how often, and the longest. */
static char *
gs_neighbours_dup_cell_text (const GsNeighbourCell *cell)
{
  g_autofree char *ns = gs_details_dup_duration (cell->ns);
  g_autofree char *longest = gs_details_dup_duration (cell->longest_ns);
  g_autofree char *count = gs_time_text_dup_integer ((gint64) cell->count);

  return g_strdup_printf (_ ("%s\n%s ×, longest %s"), ns, count, longest);
}

static void
gs_neighbours_add_cell (GtkWidget *grid, const GsNeighbours *self, const GsNeighbourCell *cell, int column, int row,
                        const GsCellLink *link)
{
  gint64 worst = g_array_index (self->cells, GsNeighbourCell, 0).ns;
  g_autofree char *text = gs_neighbours_dup_cell_text (cell);
  g_autofree char *heat = g_strdup_printf ("heat-%d",
                                           1 + (int) ((N_HEATS - 1) * (double) cell->ns / (double) worst + 0.5));
  g_autofree char *thief = gs_neighbour_dup_thief (self->timeline, cell->thief, cell->kind);
  g_autofree char *name = g_strdup_printf (_ ("Thefts from %s by %s"),
                                           gs_timeline_get_machine (self->timeline, cell->victim)->name, thief);
  GtkWidget *button = gtk_button_new_with_label (text);
  GsCellLink *own = g_memdup2 (link, sizeof *link);

  own->cell = *cell;
  gtk_label_set_justify (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), GTK_JUSTIFY_RIGHT);
  gtk_widget_add_css_class (button, "theft-cell");
  gtk_widget_add_css_class (button, heat);
  gtk_widget_set_tooltip_text (button, _ ("List these thefts"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  g_signal_connect_data (button, "clicked", G_CALLBACK (gs_cell_link_clicked), own, gs_cell_link_free, 0);
  gtk_grid_attach (GTK_GRID (grid), button, column, row, 1, 1);
}

static void
gs_neighbours_add_thief (GtkWidget *grid, const GsNeighbours *self, guint index, const GsCellLink *link)
{
  const GsNeighbourCell *thief = &g_array_index (self->thieves, GsNeighbourCell, index);
  g_autofree char *name = gs_neighbour_dup_thief (self->timeline, thief->thief, thief->kind);
  int row = (int) index + 1, column = 1;

  gs_neighbours_add_label (grid, name, 0, row, NULL);
  for (guint i = 0; i < self->victims->len; i++, column++)
    {
      guint victim = g_array_index (self->victims, GsNeighbourCell, i).victim;
      const GsNeighbourCell *cell = gs_neighbours_find (self, thief->thief, thief->kind, victim);

      if (cell != NULL)
        gs_neighbours_add_cell (grid, self, cell, column, row, link);
      else
        gs_neighbours_add_label (grid, "–", column, row, "dim-label");
    }
  if (self->victims->len > 1)
    gs_neighbours_take_number (grid, gs_details_dup_duration (thief->ns), column, row);
}

/**
 * gs_neighbours_matrix_new:
 * @func: (scope forever): called where a cell is clicked
 *
 * Returns: (transfer floating): thieves × victims; most time first
 */
GtkWidget *
gs_neighbours_matrix_new (const GsNeighbours *self, GsNeighbourCellFunc func, gpointer user_data)
{
  GtkWidget *grid = gtk_grid_new ();
  const GsCellLink link = { .func = func, .user_data = user_data };
  int last = (int) self->victims->len + 1, below = (int) self->thieves->len + 1;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  gs_neighbours_add_label (grid, _ ("Thief"), 0, 0, "dim-label");
  for (guint i = 0; i < self->victims->len; i++)
    {
      const GsNeighbourCell *victim = &g_array_index (self->victims, GsNeighbourCell, i);
      g_autofree char *name = g_strdup_printf (_ ("from %s"),
                                               gs_timeline_get_machine (self->timeline, victim->victim)->name);

      gs_neighbours_add_label (grid, name, (int) i + 1, 0, "dim-label");
      gs_neighbours_take_number (grid, gs_details_dup_duration (victim->ns), (int) i + 1, below);
    }
  if (self->victims->len > 1)
    gs_neighbours_add_label (grid, _ ("from all"), last, 0, "dim-label");
  for (guint i = 0; i < self->thieves->len; i++)
    gs_neighbours_add_thief (grid, self, i, &link);
  gs_neighbours_add_label (grid, _ ("together"), 0, below, "dim-label");
  return grid;
}

/* --- How many at once --- */

typedef struct
{
  guint machine;
  GsSpan span;
  GsNeighbourSpanFunc func;
  gpointer user_data;
} GsSpanLink;

static gboolean
gs_span_link_activated (GtkLinkButton *button, GsSpanLink *link)
{
  link->func (link->machine, link->span, link->user_data);
  return TRUE;
}

static void
gs_neighbours_add_longest (GtkWidget *grid, const GsCpuLack *lack, int row, const GsSpanLink *link)
{
  g_autofree char *text = gs_details_dup_duration (gs_span_duration (lack->longest));
  GtkWidget *button = gtk_link_button_new_with_label ("guestscope:longest", text);
  GsSpanLink *own = g_memdup2 (link, sizeof *link);

  own->span = lack->longest;
  gtk_widget_add_css_class (button, "lack-link");
  gtk_widget_set_tooltip_text (button, _ ("Show it in the timeline"));
  g_signal_connect_data (button, "activate-link", G_CALLBACK (gs_span_link_activated), own, gs_cell_link_free, 0);
  gtk_grid_attach (GTK_GRID (grid), button, 5, row, 1, 1);
}

/* Returns: the row behind the last */
static int
gs_neighbours_add_lacks (GtkWidget *grid, const GsNeighbours *self, const GsNeighbourLack *guest, int row,
                         GsSpanLink link)
{
  gint64 total = 0;

  link.machine = guest->machine;
  for (guint i = 0; i < guest->lacks->len; i++)
    total += g_array_index (guest->lacks, GsCpuLack, i).ns;
  for (guint i = 0; i < guest->lacks->len; i++, row++)
    {
      const GsCpuLack *lack = &g_array_index (guest->lacks, GsCpuLack, i);

      if (i == 0)
        gs_neighbours_add_label (grid, gs_timeline_get_machine (self->timeline, guest->machine)->name, 0, row, NULL);
      gs_neighbours_take_number (grid, g_strdup_printf (_ ("%u of %u"), i, guest->lacks->len - 1), 1, row);
      gs_neighbours_take_number (grid, gs_details_dup_duration (lack->ns), 2, row);
      gs_neighbours_take_number (grid, gs_details_dup_share (lack->ns, total), 3, row);
      gs_neighbours_take_number (grid, g_strdup_printf ("%" G_GUINT64_FORMAT, lack->count), 4, row);
      if (lack->count > 0)
        gs_neighbours_add_longest (grid, lack, row, &link);
    }
  return row;
}

/**
 * gs_neighbours_lacks_new:
 * @func: (scope forever): called where a longest time is clicked
 *
 * Returns: (transfer floating): of each guest, how long how many of its vCPUs had no CPU at once
 */
GtkWidget *
gs_neighbours_lacks_new (const GsNeighbours *self, GsNeighbourSpanFunc func, gpointer user_data)
{
  static const char *const titles[] = { N_ ("Guest"), N_ ("vCPUs"), N_ ("Time"),
                                        N_ ("Share"), N_ ("Count"), N_ ("Longest") };
  GtkWidget *grid = gtk_grid_new ();
  int row = 1;

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    gs_neighbours_add_label (grid, _ (titles[i]), (int) i, 0, "dim-label");
  for (guint i = 0; i < self->lacks->len; i++)
    row = gs_neighbours_add_lacks (grid, self, &g_array_index (self->lacks, GsNeighbourLack, i), row,
                                   (GsSpanLink){ .func = func, .user_data = user_data });
  return grid;
}
