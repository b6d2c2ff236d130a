/* gs-wake-histogram.c: how many wake-ups took how long, in powers of two
 * SPDX-License-Identifier: MIT
 *
 * A bar is a button, so that keyboard and assistive technology have it, too. Heights are square roots:
 * the few that took long are what one looks for, and they are seen beside the many that didn't.
 */
#include "wakes/gs-wake-histogram.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "base/gs-time-text.h"
#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"

#define BAR_WIDTH 9
#define BAR_HEIGHT 90
#define MIN_HEIGHT 2

/* Every so many bars there is a label. */
#define LABEL_STEP 6

struct _GsWakeHistogram
{
  GtkWidget parent_instance;

  GtkWidget *bars; /* grid: toggle buttons, and below them from how long on their wake-ups took */
  guint64 columns[GS_WAKE_COLUMNS];
  guint64 most;
  guint chosen; /* or GS_WAKE_NO_COLUMN */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (GsWakeHistogram, gs_wake_histogram, GTK_TYPE_WIDGET)

static guint signal_chosen;

static char *
gs_wake_histogram_dup_from (guint column)
{
  gint64 ns = gs_wake_column_get_span (column).begin;

  return gs_time_text_dup_duration (ns, MAX (ns / 100, 1));
}

static void
gs_wake_histogram_draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  GsWakeHistogram *self = data;
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (area), "column"));
  const GsPalette *palette = gs_widget_get_palette (GTK_WIDGET (area));
  guint64 n = self->columns[column];
  double bar = n > 0 ? MAX (MIN_HEIGHT, height * sqrt ((double) n / (double) MAX (self->most, 1))) : 0;
  gboolean is_other = self->chosen != GS_WAKE_NO_COLUMN && self->chosen != column;

  gs_pen_set_colour (cr, palette->accent, is_other ? 0.35 : 1);
  cairo_rectangle (cr, 0, height - bar, width, bar);
  cairo_fill (cr);
}

/* One bar at most is chosen. */
static void
gs_wake_histogram_show_chosen (GsWakeHistogram *self)
{
  self->is_updating = TRUE;
  for (GtkWidget *bar = gtk_widget_get_first_child (self->bars); bar != NULL; bar = gtk_widget_get_next_sibling (bar))
    if (GTK_IS_TOGGLE_BUTTON (bar))
      {
        gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (bar),
                                      GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (bar), "column")) == self->chosen);
        gtk_widget_queue_draw (gtk_button_get_child (GTK_BUTTON (bar)));
      }
  self->is_updating = FALSE;
}

static void
gs_wake_histogram_on_toggled (GtkToggleButton *button, GsWakeHistogram *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "column"));

  if (self->is_updating)
    return;
  self->chosen = gtk_toggle_button_get_active (button) ? column : GS_WAKE_NO_COLUMN;
  gs_wake_histogram_show_chosen (self);
  g_signal_emit (self, signal_chosen, 0);
}

static GtkWidget *
gs_wake_histogram_new_bar (GsWakeHistogram *self, guint column)
{
  GtkWidget *button = gtk_toggle_button_new (), *area = gtk_drawing_area_new ();
  g_autofree char *from = gs_wake_histogram_dup_from (column), *to = gs_wake_histogram_dup_from (column + 1);
  g_autofree char *count = gs_time_text_dup_integer ((gint64) self->columns[column]);
  g_autofree char *name = g_strdup_printf (_ ("From %s to %s: %s"), from, to, count);

  g_object_set_data (G_OBJECT (area), "column", GUINT_TO_POINTER (column));
  g_object_set_data (G_OBJECT (button), "column", GUINT_TO_POINTER (column));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), BAR_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), BAR_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), gs_wake_histogram_draw, self, NULL);
  gtk_widget_set_vexpand (area, TRUE);
  gtk_button_set_child (GTK_BUTTON (button), area);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_add_css_class (button, "wake-bar");
  gtk_widget_set_tooltip_text (button, name);
  gtk_widget_set_sensitive (button, self->columns[column] > 0 || column == self->chosen);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), column == self->chosen);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_signal_connect (button, "toggled", G_CALLBACK (gs_wake_histogram_on_toggled), self);
  return button;
}

static void
gs_wake_histogram_add_label (GsWakeHistogram *self, guint column, int at)
{
  g_autofree char *text = gs_wake_histogram_dup_from (column);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_grid_attach (GTK_GRID (self->bars), label, at, 1, LABEL_STEP, 1);
}

/* From the shortest wake-up to the longest. */
static void
gs_wake_histogram_make_bars (GsWakeHistogram *self)
{
  guint first = 0, end = GS_WAKE_COLUMNS;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->bars)) != NULL)
    gtk_grid_remove (GTK_GRID (self->bars), child);
  while (first < end && self->columns[first] == 0 && first != self->chosen)
    first++;
  while (end > first && self->columns[end - 1] == 0 && end - 1 != self->chosen)
    end--;
  for (guint column = first; column < end; column++)
    {
      gtk_grid_attach (GTK_GRID (self->bars), gs_wake_histogram_new_bar (self, column), (int) (column - first), 0, 1,
                       1);
      if ((column - first) % LABEL_STEP == 0)
        gs_wake_histogram_add_label (self, column, (int) (column - first));
    }
}

static void
gs_wake_histogram_dispose (GObject *object)
{
  g_clear_pointer (&GS_WAKE_HISTOGRAM (object)->bars, gtk_widget_unparent);
  G_OBJECT_CLASS (gs_wake_histogram_parent_class)->dispose (object);
}

static void
gs_wake_histogram_class_init (GsWakeHistogramClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_wake_histogram_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
  signal_chosen = g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
gs_wake_histogram_init (GsWakeHistogram *self)
{
  self->chosen = GS_WAKE_NO_COLUMN;
  self->bars = gtk_grid_new ();
  gtk_grid_set_column_homogeneous (GTK_GRID (self->bars), TRUE);
  gtk_widget_set_parent (self->bars, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("How long wake-ups took, in powers of two"), -1);
}

GtkWidget *
gs_wake_histogram_new (void)
{
  return g_object_new (GS_TYPE_WAKE_HISTOGRAM, NULL);
}

/**
 * gs_wake_histogram_set:
 * @columns: (array fixed-size=63): see gs_wake_table_count()
 */
void
gs_wake_histogram_set (GsWakeHistogram *self, const guint64 *columns)
{
  g_return_if_fail (GS_IS_WAKE_HISTOGRAM (self));

  if (memcmp (self->columns, columns, sizeof self->columns) == 0)
    return;
  memcpy (self->columns, columns, sizeof self->columns);
  self->most = 0;
  for (guint i = 0; i < GS_WAKE_COLUMNS; i++)
    self->most = MAX (self->most, columns[i]);
  gs_wake_histogram_make_bars (self);
}

/* Returns: the column whose bar somebody has chosen, or %GS_WAKE_NO_COLUMN */
guint
gs_wake_histogram_get_chosen (GsWakeHistogram *self)
{
  g_return_val_if_fail (GS_IS_WAKE_HISTOGRAM (self), GS_WAKE_NO_COLUMN);
  return self->chosen;
}

/* No bar is chosen any more. */
void
gs_wake_histogram_clear_chosen (GsWakeHistogram *self)
{
  g_return_if_fail (GS_IS_WAKE_HISTOGRAM (self));

  self->chosen = GS_WAKE_NO_COLUMN;
  gs_wake_histogram_show_chosen (self);
}
