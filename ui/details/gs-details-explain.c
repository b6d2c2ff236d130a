/* gs-details-explain.c: where a row's time went, as a tree that people read
 * SPDX-License-Identifier: MIT
 */
#include "details/gs-details-explain.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "details/gs-details-cells.h"
#include "draw/gs-palette.h"
#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"
#include "rows/gs-why-text.h"

/* So many parts of a node are shown; the others are one line. */
#define MAX_PARTS 10

/* Parts of less than this share of the whole are in that line, too, where there are several: in thousandths. */
#define LEAST_SHARE 1

#define BAR_HEIGHT 3
#define NAME_CHARS 5 /* at least: names take what there is more */
#define TIME_CHARS 7

typedef struct
{
  GsTimeline *timeline;
  gint64 whole;
  GsDetailsShowFunc show;
  gpointer data;
} GsDetailsExplain;

/* What a part's bar and link need. */
typedef struct
{
  GsWhyNode node; /* without parts */
  gint64 whole;
  GsDetailsShowFunc show;
  gpointer data;
} GsDetailsPart;

static void
gs_details_explain_free_part (gpointer data, GClosure *closure)
{
  GsDetailsPart *part = data;

  g_free (part->node.what);
  g_free (part);
}

static guint32
gs_details_explain_get_colour (const GsPalette *palette, const GsWhyKey *key)
{
  static const struct
  {
    GsRows rows;
    guint state;
  } looks[GS_N_WHY_KINDS] = {
    [GS_WHY_RAN] = { GS_ROWS_VCPUS, GS_VCPU_RUNNING },
    [GS_WHY_STOLEN] = { GS_ROWS_VCPUS, GS_VCPU_PREEMPTED },
    [GS_WHY_WAITED] = { GS_ROWS_THREADS, GS_THREAD_WAIT_FOR_CPU },
    [GS_WHY_SLEPT] = { GS_ROWS_THREADS, GS_THREAD_WAIT_BLOCKED },
    [GS_WHY_UNKNOWN] = { GS_ROWS_VCPUS, GS_VCPU_UNKNOWN },
  };

  if (key->cause == GS_CAUSE_EXIT)
    return palette->looks[GS_ROWS_VCPUS][GS_VCPU_HYPERVISOR].colour;
  if (key->cause == GS_CAUSE_QEMU)
    return palette->looks[GS_ROWS_VCPUS][GS_VCPU_BLOCKED].colour;
  if (key->cause == GS_CAUSE_SYSCALL)
    return palette->looks[GS_ROWS_THREADS][GS_THREAD_SYSCALL].colour;
  return palette->looks[looks[key->kind].rows][looks[key->kind].state].colour;
}

static void
gs_details_explain_draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  const GsDetailsPart *part = data;
  const GsPalette *palette = gs_widget_get_palette (GTK_WIDGET (area));
  double share = (double) part->node.ns / (double) MAX (part->whole, 1);

  gs_pen_set_colour (cr, palette->line, 0.5);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  gs_pen_set_colour (cr, gs_details_explain_get_colour (palette, &part->node.key), 1);
  cairo_rectangle (cr, 0, 0, MAX (width * share, 1), height);
  cairo_fill (cr);
}

static void
gs_details_explain_on_link (GtkButton *button, GsDetailsPart *part)
{
  part->show (&part->node, part->data);
}

static GtkWidget *
gs_details_explain_new_label (const char *text, gboolean is_name)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), is_name ? 0 : 1);
  if (!is_name)
    {
      gtk_widget_add_css_class (label, "numeric");
      return label;
    }
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), MIN ((int) g_utf8_strlen (text, -1), NAME_CHARS));
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, text);
  return label;
}

/* The button that leads to the part's longest instance. */
static GtkWidget *
gs_details_explain_new_link (const GsDetailsExplain *self, const GsWhyNode *node, GsDetailsPart *part)
{
  g_autofree char *longest = gs_details_dup_duration (gs_span_duration (node->longest));
  g_autofree char *count = gs_time_text_dup_integer ((gint64) node->count), *text = NULL, *time = NULL;
  GtkWidget *button;

  time = gs_details_dup_duration (node->ns);
  button = gtk_button_new_with_label (time);
  text = g_strdup_printf (ngettext ("Once. Show it in the timeline",
                                    "%s times, the longest %s. Show that in the timeline", (gulong) node->count),
                          count, longest);
  gtk_widget_add_css_class (button, "link");
  gtk_widget_add_css_class (button, "explain-link");
  gtk_label_set_width_chars (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TIME_CHARS);
  gtk_label_set_xalign (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 1);
  gtk_widget_set_tooltip_text (button, text);
  g_signal_connect_data (button, "clicked", G_CALLBACK (gs_details_explain_on_link), part, gs_details_explain_free_part,
                         0);
  return button;
}

/* The name, and as wide as that the bar below it: a narrow panel has no room for both side by side. */
static GtkWidget *
gs_details_explain_new_name (const char *name, GsDetailsPart *part)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *bar = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (bar), BAR_HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (bar), gs_details_explain_draw_bar, part, NULL);
  gtk_box_append (GTK_BOX (box), gs_details_explain_new_label (name, TRUE));
  gtk_box_append (GTK_BOX (box), bar);
  return box;
}

/* Name with its bar, time, share. */
static GtkWidget *
gs_details_explain_new_line (const GsDetailsExplain *self, const GsWhyNode *node, const char *name)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GsDetailsPart *part = g_new0 (GsDetailsPart, 1);
  g_autofree char *share = gs_details_dup_share (node->ns, self->whole);

  *part = (GsDetailsPart){ *node, self->whole, self->show, self->data };
  part->node.what = g_strdup (node->what);
  part->node.parts = NULL;
  gtk_box_append (GTK_BOX (line), gs_details_explain_new_name (name, part));
  gtk_box_append (GTK_BOX (line), gs_details_explain_new_link (self, node, part));
  gtk_box_append (GTK_BOX (line), gs_details_explain_new_label (share, FALSE));
  gtk_label_set_width_chars (GTK_LABEL (gtk_widget_get_last_child (line)), 7);
  return line;
}

/* How many of a node's parts, which are in order, have lines of their own. */
static guint
gs_details_explain_count_large (const GsDetailsExplain *self, const GsWhyNode *node)
{
  guint n = node->parts->len, n_large = 0;

  while (n_large < MIN (n, MAX_PARTS)
         && ((GsWhyNode *) g_ptr_array_index (node->parts, n_large))->ns >= self->whole / 1000 * LEAST_SHARE)
    n_large++;
  return n - MAX (n_large, 1) < 2 ? n : MAX (n_large, 1);
}

static void
gs_details_explain_add_others (const GsDetailsExplain *self, GtkWidget *box, const GsWhyNode *node, guint first)
{
  GsWhyNode others = { .key = { .kind = node->key.kind } };
  g_autofree char *name = g_strdup_printf (ngettext ("%u other", "%u others", node->parts->len - first),
                                           node->parts->len - first);
  g_autofree char *time = NULL, *text = NULL;

  for (guint i = first; i < node->parts->len; i++)
    others.ns += ((GsWhyNode *) g_ptr_array_index (node->parts, i))->ns;
  time = gs_details_dup_duration (others.ns);
  /* Translators: how many others, and their time together */
  text = g_strdup_printf (_ ("%s: %s"), name, time);
  gs_details_add_text (box, text, "details-note");
}

static void gs_details_explain_add_parts (const GsDetailsExplain *self, GtkWidget *box, const GsWhyNode *node);

/* Parts below it are folded, but where it is much of the time. */
static void
gs_details_explain_add_part (const GsDetailsExplain *self, GtkWidget *box, const GsWhyNode *part, gboolean is_open)
{
  g_autofree char *name = gs_why_text_dup (self->timeline, part);
  GtkWidget *line = gs_details_explain_new_line (self, part, name), *expander, *below;

  if (part->parts == NULL || part->parts->len == 0)
    {
      gtk_widget_add_css_class (line, "explain-leaf");
      gtk_box_append (GTK_BOX (box), line);
      return;
    }
  expander = gtk_expander_new (NULL);
  below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (below, "explain-below");
  gs_details_explain_add_parts (self, below, part);
  gtk_expander_set_label_widget (GTK_EXPANDER (expander), line);
  gtk_expander_set_child (GTK_EXPANDER (expander), below);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), is_open);
  gtk_accessible_update_property (GTK_ACCESSIBLE (expander), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (box), expander);
}

static void
gs_details_explain_add_parts (const GsDetailsExplain *self, GtkWidget *box, const GsWhyNode *node)
{
  guint n_large = gs_details_explain_count_large (self, node);

  for (guint i = 0; i < n_large; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (node->parts, i);

      gs_details_explain_add_part (self, box, part, i == 0 || part->ns > self->whole / 5);
    }
  if (n_large < node->parts->len)
    gs_details_explain_add_others (self, box, node, n_large);
}

/* All kinds; what isn't known comes last, however long it was. */
static void
gs_details_explain_add_kinds (const GsDetailsExplain *self, GtkWidget *box, const GsWhyNode *root)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; root->parts != NULL && i < root->parts->len; i++)
      {
        const GsWhyNode *part = g_ptr_array_index (root->parts, i);

        if ((part->key.kind == GS_WHY_UNKNOWN) == (pass == 1))
          gs_details_explain_add_part (self, box, part, pass == 0);
      }
}

/**
 * gs_details_explain_add:
 * @root: finished
 * @title: the section's, translated
 * @show: called when a link is clicked, as long as the widget lives
 *
 * Adds a section: where the time went.
 */
void
gs_details_explain_add (GtkWidget *box, GsTimeline *timeline, const GsWhyNode *root, const char *title,
                        GsDetailsShowFunc show, gpointer data)
{
  GsDetailsExplain self = { timeline, root->ns, show, data };
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gs_details_explain_add_kinds (&self, lines, root);
  gs_details_add_section (box, title, NULL, lines);
}

/* A table of parts, whatever part of the tree they are in. */
static void
gs_details_explain_add_table (const GsDetailsExplain *self, GtkWidget *box, const GsWhyNode *root, GsCause cause,
                              const char *title)
{
  g_autoptr (GPtrArray) found = gs_why_node_collect (root, cause);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  if (found->len == 0)
    {
      g_object_unref (g_object_ref_sink (lines));
      return;
    }
  for (guint i = 0; i < found->len && i < MAX_PARTS; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (found, i);
      g_autofree char *who = gs_why_text_dup_who (self->timeline, part);

      gtk_box_append (GTK_BOX (lines), gs_details_explain_new_line (self, part, who));
    }
  gs_details_add_section (box, title, NULL, lines);
  gs_details_add_more (box, found->len, MAX_PARTS);
}

/**
 * gs_details_explain_add_takers:
 *
 * Adds sections as gs_details_explain_add(): who took the CPU while the row's threads ran or waited, and exits
 * meanwhile.
 */
void
gs_details_explain_add_takers (GtkWidget *box, GsTimeline *timeline, const GsWhyNode *root, const char *subject,
                               GsDetailsShowFunc show, gpointer data)
{
  GsDetailsExplain self = { timeline, root->ns, show, data };
  g_autofree char *thieves = g_strdup_printf (_ ("Who Took the CPU from %s"), subject);
  g_autofree char *exits = g_strdup_printf (_ ("Exits to the Hypervisor: %s"), subject);

  gs_details_explain_add_table (&self, box, root, GS_CAUSE_HOST_THREAD, thieves);
  gs_details_explain_add_table (&self, box, root, GS_CAUSE_EXIT, exits);
}
