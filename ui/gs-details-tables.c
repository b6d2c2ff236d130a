/* gs-details-tables.c: a report as tables that people read
 * SPDX-License-Identifier: MIT
 */
#include "gs-details-tables.h"

#include <glib/gi18n.h>

#include "gs-gantt-chart.h"
#include "gs-painter.h"
#include "gs-palette.h"
#include "gs-scene.h"
#include "gs-time-text.h"

/* So many lines of a table are shown; the CSV has all of them. */
#define MAX_LINES 12
#define STATE_CHARS 16
#define MAX_THIEVES 3
#define MAX_VCPUS 64

#define BAR_HEIGHT 14
#define BAR_WIDTH 72
#define CELL_CHARS 24

/* What a bar of shares shows: time in each state. */
typedef struct
{
  gint64 ns[GS_MAX_STATES];
} GsDetailsBar;

static char *
gs_details_dup_share (gint64 ns, gint64 total)
{
  double share = total > 0 ? 100.0 * (double) ns / (double) total : 0;

  if (ns > 0 && share < 0.1)
    return g_strdup (_("< 0.1 %"));
  return g_strdup_printf (_("%.1f %%"), share);
}

/* Without its host, nobody knows of a vCPU's hypervisor and preemption: that is not zero. */
static char *
gs_details_dup_vcpu_share (const GsTimeline *timeline, const GsVcpuShares *vcpu, GsVcpuState state)
{
  if (gs_timeline_get_machine (timeline, vcpu->machine)->host == GS_NO_INDEX && state != GS_VCPU_RUNNING)
    return g_strdup ("–");
  return gs_details_dup_share (vcpu->ns[state], vcpu->total);
}

static char *
gs_details_dup_duration (gint64 ns)
{
  return gs_time_text_dup_duration (ns, MAX (ns / 1000, 1));
}

static GtkWidget *
gs_details_add_label (GtkWidget *grid, const char *text, int column, int line, gboolean is_number)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), is_number ? 1 : 0);
  if (is_number)
    gtk_widget_add_css_class (label, "numeric");
  else
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), CELL_CHARS);
      gtk_widget_set_hexpand (label, TRUE);
      gtk_widget_set_tooltip_text (label, text);
    }
  gtk_grid_attach (GTK_GRID (grid), label, column, line, 1, 1);
  return label;
}

/* Takes @text. */
static void
gs_details_take_number (GtkWidget *grid, char *text, int column, int line)
{
  gs_details_add_label (grid, text, column, line, TRUE);
  g_free (text);
}

static void
gs_details_take_name (GtkWidget *grid, char *text, int column, int line)
{
  gs_details_add_label (grid, text, column, line, FALSE);
  g_free (text);
}

/* @heads: column titles, ended by NULL; "" for none. Names are in the first
 * @n_names columns. */
static GtkWidget *
gs_details_new_grid (const char * const *heads, int n_names)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 10);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 3);
  for (int i = 0; heads[i] != NULL; i++)
    gtk_widget_add_css_class (gs_details_add_label (grid, heads[i], i, 0, i >= n_names), "dim-label");
  return grid;
}

static void
gs_details_add_section (GtkWidget *box, const char *title, GtkWidget *content)
{
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_margin_top (label, 12);
  gtk_box_append (GTK_BOX (box), label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (content), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  gtk_box_append (GTK_BOX (box), content);
}

static void
gs_details_add_more (GtkWidget *grid, int line, guint n_more)
{
  g_autofree char *text = g_strdup_printf (ngettext ("and %u more", "and %u more", n_more), n_more);

  gtk_widget_add_css_class (gs_details_add_label (grid, text, 0, line, FALSE), "dim-label");
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
      gs_scene_set_colour (cr, palette->looks[GS_ROWS_VCPUS][order[i - 1]].colour, 1);
      cairo_rectangle (cr, x, 0, widths[i - 1], height);
      cairo_fill (cr);
      x += widths[i - 1];
    }
}

static void
gs_details_add_bar (GtkWidget *grid, const gint64 *ns, int column, int line)
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
  gtk_grid_attach (GTK_GRID (grid), area, column, line, 1, 1);
}

/**
 * gs_details_tables_new_vcpus:
 * @vcpus: (element-type GsVcpuShares):
 *
 * Returns: (transfer floating): what people come for: how much of its time each vCPU ran, and why not
 */
GtkWidget *
gs_details_tables_new_vcpus (GsTimeline *timeline, const GArray *vcpus)
{
  const char * const heads[] = { "", "", _("Running"), _("Hypervisor"), _("Preempted"), NULL };
  static const GsVcpuState states[] = { GS_VCPU_RUNNING, GS_VCPU_HYPERVISOR, GS_VCPU_PREEMPTED };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *grid;

  if (vcpus->len == 0)
    return box;
  grid = gs_details_new_grid (heads, 2);
  for (guint i = 0; i < vcpus->len && i < MAX_VCPUS; i++)
    {
      const GsVcpuShares *vcpu = &g_array_index (vcpus, GsVcpuShares, i);

      gs_details_take_name (grid, gs_report_dup_vcpu_name (timeline, vcpu->machine, vcpu->vcpu), 0, i + 1);
      gs_details_add_bar (grid, vcpu->ns, 1, i + 1);
      for (guint k = 0; k < G_N_ELEMENTS (states); k++)
        gs_details_take_number (grid, gs_details_dup_vcpu_share (timeline, vcpu, states[k]), k + 2, i + 1);
    }
  if (vcpus->len > MAX_VCPUS)
    gs_details_add_more (grid, MAX_VCPUS + 1, vcpus->len - MAX_VCPUS);
  gs_details_add_section (box, _("Virtual CPUs"), grid);
  return box;
}

typedef struct
{
  GsDetailsFollowFunc follow;
  gpointer            data;
  GsTheft             theft;
} GsDetailsLink;

static void
gs_details_on_link (GtkButton *button, GsDetailsLink *link)
{
  link->follow (&link->theft, link->data);
}

static void
gs_details_free_link (gpointer link, GClosure *closure)
{
  g_free (link);
}

static void
gs_details_add_thief (GtkWidget *box, const GsReport *report, GsDetailsLink link)
{
  g_autofree char *name = gs_report_dup_thread_name (report->timeline, link.theft.host, link.theft.thread);
  g_autofree char *victim = gs_report_dup_vcpu_name (report->timeline, link.theft.machine, link.theft.vcpu);
  g_autofree char *together = gs_details_dup_duration (link.theft.ns);
  g_autofree char *longest = gs_details_dup_duration (link.theft.longest_ns);
  g_autofree char *text = g_strdup_printf (_("%s took %s"), name, together);
  g_autofree char *action = g_strdup_printf (_("Longest: %s from %s"), longest, victim);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (text), *button = gtk_button_new_with_label (action);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "link");
  gtk_widget_set_tooltip_text (button, _("Show this theft in the timeline"));
  g_signal_connect_data (button, "clicked", G_CALLBACK (gs_details_on_link), g_memdup2 (&link, sizeof link),
                         gs_details_free_link, 0);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), button);
  gtk_box_append (GTK_BOX (box), line);
}

/* Who took a CPU is written in the host's trace only. */
static const char *
gs_details_explain_no_thief (const GsReport *report)
{
  for (guint i = 0; i < report->timeline->machines->len; i++)
    if (gs_timeline_get_machine (report->timeline, i)->role == GS_ROLE_HOST)
      return _("Nobody took a CPU from a virtual CPU here.");
  return _("Not known without the trace of the host.");
}

static void
gs_details_add_thieves (GtkWidget *box, const GsReport *report, GsDetailsFollowFunc follow, gpointer data)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  for (guint i = 0; i < report->thieves->len && i < MAX_THIEVES; i++)
    gs_details_add_thief (lines, report, (GsDetailsLink) { follow, data, g_array_index (report->thieves, GsTheft, i) });
  if (report->thieves->len == 0)
    {
      GtkWidget *label = gtk_label_new (gs_details_explain_no_thief (report));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_box_append (GTK_BOX (lines), label);
    }
  gs_details_add_section (box, _("Biggest Thieves"), lines);
}

/* What the line is about: never cut, and folded before the numbers leave the panel. */
static void
gs_details_add_state (GtkWidget *grid, const char *text, int line)
{
  GtkWidget *label = gs_details_add_label (grid, text, 0, line, FALSE);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), -1);
  gtk_label_set_max_width_chars (GTK_LABEL (label), STATE_CHARS);
}

static void
gs_details_add_states (GtkWidget *box, const GsReport *report, GsRows rows, const char *title)
{
  const char * const heads[] = { "", _("Time"), _("Share"), _("Count"), _("Min"), _("Mean"), _("Max"), _("99 %"), NULL };
  const GsRowStatistics *statistics = &report->states[rows];
  GtkWidget *grid;
  int line = 1;

  if (statistics->ns == 0)
    return;
  grid = gs_details_new_grid (heads, 1);
  for (guint i = 0; i < statistics->n_states; i++)
    {
      const GsStateStatistics *state = &statistics->states[gs_palette_get (FALSE)->order[rows][i]];

      if (state->count == 0)
        continue;
      gs_details_add_state (grid, gs_rows_get_state_label (rows, gs_palette_get (FALSE)->order[rows][i]), line);
      gs_details_take_number (grid, gs_details_dup_duration (state->ns), 1, line);
      gs_details_take_number (grid, gs_details_dup_share (state->ns, statistics->ns), 2, line);
      gs_details_take_number (grid, gs_time_text_dup_integer ((gint64) state->count), 3, line);
      gs_details_take_number (grid, gs_details_dup_duration (state->min), 4, line);
      gs_details_take_number (grid, gs_details_dup_duration (state->ns / (gint64) state->count), 5, line);
      gs_details_take_number (grid, gs_details_dup_duration (state->max), 6, line);
      gs_details_take_number (grid, gs_details_dup_duration (state->p99), 7, line);
      line++;
    }
  gs_details_add_section (box, title, grid);
}

static void
gs_details_add_exits (GtkWidget *box, const GsReport *report)
{
  const char * const heads[] = { "", _("Count"), _("Time"), NULL };
  GtkWidget *grid;

  if (report->exits->len == 0)
    return;
  grid = gs_details_new_grid (heads, 1);
  for (guint i = 0; i < report->exits->len && i < MAX_LINES; i++)
    {
      const GsExitStatistics *exit = &g_array_index (report->exits, GsExitStatistics, i);

      gs_details_take_name (grid, gs_report_dup_exit_name (exit), 0, i + 1);
      gs_details_take_number (grid, gs_time_text_dup_integer ((gint64) exit->count), 1, i + 1);
      gs_details_take_number (grid, gs_details_dup_duration (exit->ns), 2, i + 1);
    }
  if (report->exits->len > MAX_LINES)
    gs_details_add_more (grid, MAX_LINES + 1, report->exits->len - MAX_LINES);
  gs_details_add_section (box, _("Exits to the Hypervisor"), grid);
}

static void
gs_details_add_thefts (GtkWidget *box, const GsReport *report)
{
  const char * const heads[] = { _("Thief"), _("From"), _("Time"), _("Count"), _("Longest"), NULL };
  GtkWidget *grid;

  if (report->thefts->len == 0)
    return;
  grid = gs_details_new_grid (heads, 2);
  for (guint i = 0; i < report->thefts->len && i < MAX_LINES; i++)
    {
      const GsTheft *theft = &g_array_index (report->thefts, GsTheft, i);

      gs_details_take_name (grid, gs_report_dup_thread_name (report->timeline, theft->host, theft->thread), 0, i + 1);
      gs_details_take_name (grid, gs_report_dup_vcpu_name (report->timeline, theft->machine, theft->vcpu), 1, i + 1);
      gs_details_take_number (grid, gs_details_dup_duration (theft->ns), 2, i + 1);
      gs_details_take_number (grid, gs_time_text_dup_integer ((gint64) theft->count), 3, i + 1);
      gs_details_take_number (grid, gs_details_dup_duration (theft->longest_ns), 4, i + 1);
    }
  if (report->thefts->len > MAX_LINES)
    gs_details_add_more (grid, MAX_LINES + 1, report->thefts->len - MAX_LINES);
  gs_details_add_section (box, _("Who Took the CPU from Whom"), grid);
}

/* @is_stolen: the column that the lines are sorted by. */
static void
gs_details_add_threads (GtkWidget *box, const GsReport *report, const GArray *uses, const char *title, gboolean is_stolen)
{
  const char * const heads[] = { "", "", is_stolen ? _("Stolen") : _("Time"), _("Share"), NULL };
  GtkWidget *grid;

  if (uses->len == 0)
    return;
  grid = gs_details_new_grid (heads, 2);
  for (guint i = 0; i < uses->len && i < MAX_LINES; i++)
    {
      const GsThreadUse *use = &g_array_index (uses, GsThreadUse, i);
      gint64 ns = is_stolen ? use->stolen_ns : use->on_cpu_ns;
      gint64 total = is_stolen ? use->on_cpu_ns : gs_span_duration (report->span);

      gs_details_take_name (grid, gs_report_dup_thread_name (report->timeline, use->machine, use->thread), 0, i + 1);
      gs_details_take_name (grid, g_utf8_make_valid (gs_timeline_get_machine (report->timeline, use->machine)->name, -1), 1, i + 1);
      gs_details_take_number (grid, gs_details_dup_duration (ns), 2, i + 1);
      gs_details_take_number (grid, gs_details_dup_share (ns, total), 3, i + 1);
    }
  if (uses->len > MAX_LINES)
    gs_details_add_more (grid, MAX_LINES + 1, uses->len - MAX_LINES);
  gs_details_add_section (box, title, grid);
}

/**
 * gs_details_tables_new:
 * @title: what the rows are that the report is about
 * @follow: called when a link is clicked, as long as the widget lives
 *
 * Returns: (transfer floating): all but the table of vCPUs
 */
GtkWidget *
gs_details_tables_new (const GsReport *report, const char *title, GsDetailsFollowFunc follow, gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (report->vcpus->len > 0)
    gs_details_add_thieves (box, report, follow, data);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    gs_details_add_states (box, report, rows, title);
  gs_details_add_exits (box, report);
  gs_details_add_thefts (box, report);
  gs_details_add_threads (box, report, report->threads, _("Threads by Time on a CPU"), FALSE);
  gs_details_add_threads (box, report, report->stolen, _("Threads by Stolen Time"), TRUE);
  return box;
}
