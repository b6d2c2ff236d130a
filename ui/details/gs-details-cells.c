/* gs-details-cells.c: what the tables of the details are made of
 * SPDX-License-Identifier: MIT
 */
#include "details/gs-details-cells.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "draw/gs-painter-stack.h"
#include "draw/gs-palette.h"
#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"
#include "parts/gs-fit-grid.h"

/* A column is as wide as this many characters, whatever is in it; names take what there is more, up to CELL_CHARS. */
#define NAME_CHARS 12
#define NUMBER_CHARS 7
#define STATE_CHARS 13
#define CELL_CHARS 24

#define BAR_HEIGHT 14
#define BAR_WIDTH 60

/* What a bar of shares shows: time in each state. */
typedef struct
{
  gint64 ns[GS_MAX_STATES];
} GsDetailsBar;

char *
gs_details_dup_share (gint64 ns, gint64 total)
{
  double share = total > 0 ? 100.0 * (double) ns / (double) total : 0;

  if (ns > 0 && share < 0.1)
    return g_strdup (_ ("< 0.1 %"));
  return g_strdup_printf (_ ("%.1f %%"), share);
}

char *
gs_details_dup_duration (gint64 ns)
{
  return gs_time_text_dup_duration (ns, MAX (ns / 1000, 1));
}

static GtkWidget *
gs_details_add_label (GtkWidget *grid, const char *text, gboolean is_name)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), is_name ? 0 : 1);
  gtk_label_set_width_chars (GTK_LABEL (label), is_name ? NAME_CHARS : NUMBER_CHARS);
  if (!is_name)
    gtk_widget_add_css_class (label, "numeric");
  else
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_max_width_chars (GTK_LABEL (label), CELL_CHARS);
      gtk_widget_set_tooltip_text (label, text);
    }
  gs_fit_grid_add (GS_FIT_GRID (grid), label);
  return label;
}

/* Takes @text. */
void
gs_details_take_number (GtkWidget *grid, char *text)
{
  gs_details_add_label (grid, text, FALSE);
  g_free (text);
}

/* Takes @text. */
void
gs_details_take_name (GtkWidget *grid, char *text)
{
  gs_details_add_label (grid, text, TRUE);
  g_free (text);
}

/* What a line is about. Takes @text. @meaning: the same in more words */
void
gs_details_take_state (GtkWidget *grid, char *text, const char *meaning)
{
  GtkWidget *label = gs_details_add_label (grid, text, TRUE);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), STATE_CHARS);
  gtk_widget_set_tooltip_text (label, meaning);
  g_free (text);
}

/**
 * gs_details_new_grid:
 * @n_heads: at most %GS_DETAILS_MAX_COLUMNS
 *
 * Returns: (transfer floating): a table with its first row
 */
GtkWidget *
gs_details_new_grid (const GsDetailsHead *heads, guint n_heads)
{
  guint8 ranks[GS_DETAILS_MAX_COLUMNS] = { 0 };
  GtkWidget *grid;

  for (guint i = 0; i < n_heads; i++)
    ranks[i] = heads[i].rank;
  grid = gs_fit_grid_new (ranks, n_heads);
  for (guint i = 0; i < n_heads; i++)
    {
      GtkWidget *label = gs_details_add_label (grid, heads[i].title != NULL ? _ (heads[i].title) : "",
                                               heads[i].is_name);

      gtk_label_set_width_chars (GTK_LABEL (label), -1);
      gtk_widget_add_css_class (label, "dim-label");
      gtk_widget_set_tooltip_text (label, heads[i].meaning != NULL ? _ (heads[i].meaning) : NULL);
      gtk_widget_set_visible (label, heads[i].title != NULL);
    }
  return grid;
}

/* A paragraph. */
void
gs_details_add_text (GtkWidget *box, const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
}

/* Says what is left out, if anything is. */
void
gs_details_add_more (GtkWidget *box, guint n_lines, guint n_shown)
{
  guint n_more = n_lines > n_shown ? n_lines - n_shown : 0;
  g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);

  if (n_more > 0)
    gs_details_add_text (box, text, "details-note");
}

/**
 * gs_details_add_section:
 * @meaning: (nullable): what to know before one reads it
 */
void
gs_details_add_section (GtkWidget *box, const char *title, const char *meaning, GtkWidget *content)
{
  gs_details_add_text (box, title, "heading");
  gtk_widget_set_margin_top (gtk_widget_get_last_child (box), 12);
  if (meaning != NULL)
    gs_details_add_text (box, meaning, "details-note");
  gtk_accessible_update_property (GTK_ACCESSIBLE (content), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), content);
}

/* Shares side by side, in the legend's colours. */
static void
gs_details_draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const GsDetailsBar *bar = data;
  const GsPalette *palette = gs_widget_get_palette (GTK_WIDGET (area));
  const guint8 *order = palette->order[GS_ROWS_VCPUS];
  int widths[GS_MAX_STATES], x = 0;

  gs_painter_stack (order, GS_N_VCPU_STATES, bar->ns, width, widths);
  for (guint i = GS_N_VCPU_STATES; i > 0; i--)
    {
      gs_pen_set_colour (cr, palette->looks[GS_ROWS_VCPUS][order[i - 1]].colour, 1);
      cairo_rectangle (cr, x, 0, widths[i - 1], height);
      cairo_fill (cr);
      x += widths[i - 1];
    }
}

/* @ns: by vCPU state */
void
gs_details_add_bar (GtkWidget *grid, const gint64 *ns)
{
  GtkWidget *area = gtk_drawing_area_new ();
  GsDetailsBar *bar = g_new0 (GsDetailsBar, 1);
  gint64 total = 0;

  for (guint i = 0; i < GS_N_VCPU_STATES; i++)
    total += bar->ns[i] = ns[i];
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), BAR_WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), BAR_HEIGHT);
  gtk_widget_set_valign (area, GTK_ALIGN_CENTER);
  if (total > 0)
    gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), gs_details_draw_bar, bar, g_free);
  else
    g_free (bar);
  gs_fit_grid_add (GS_FIT_GRID (grid), area);
}
