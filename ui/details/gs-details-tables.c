/* gs-details-tables.c: a report as tables that people read
 * SPDX-License-Identifier: MIT
 */
#include "details/gs-details-tables.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "details/gs-details-cells.h"

/* So many lines of a table are shown; the CSV has all of them. */
#define MAX_LINES 12
#define MAX_THIEVES 3
#define MAX_VCPUS 64

/* Without its host, nobody knows of a vCPU's hypervisor and preemption; without the guest, what it ran: that is not
   zero. */
static gboolean
gs_details_knows_vcpu (const GsTimeline *timeline, const GsVcpuShares *vcpu, GsVcpuState state)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, vcpu->machine);

  return state == GS_VCPU_RUNNING ? guest->machine != NULL : guest->host != GS_NO_INDEX;
}

static char *
gs_details_dup_vcpu_share (const GsTimeline *timeline, const GsVcpuShares *vcpu, GsVcpuState state)
{
  if (!gs_details_knows_vcpu (timeline, vcpu, state))
    return g_strdup ("–");
  return gs_details_dup_share (vcpu->ns[state], vcpu->total);
}

/* Whether nobody knows which of the time that a machine's threads believe in was real. */
static gboolean
gs_details_is_belief (const GsTimeline *timeline, guint machine)
{
  const GsTimelineMachine *of = gs_timeline_get_machine (timeline, machine);

  return of->host == GS_NO_INDEX && of->role != GS_ROLE_HOST;
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
  static const GsDetailsHead heads[] = {
    { NULL, NULL, TRUE },
    { NULL, NULL, FALSE, 2 },
    { N_ ("Running"), N_ ("Guest code had a CPU of the host; share of the range") },
    { N_ ("Hypervisor"), N_ ("The hypervisor worked on its behalf; share of the range"), FALSE, 1 },
    { N_ ("Preempted"), N_ ("It could run, but somebody else had the CPU; share of the range") },
    { N_ ("Preempted for"), N_ ("How long it could run, but somebody else had the CPU"), FALSE, 3 },
  };
  static const GsVcpuState states[] = { GS_VCPU_RUNNING, GS_VCPU_HYPERVISOR, GS_VCPU_PREEMPTED };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *grid;

  if (vcpus->len == 0)
    return box;
  grid = gs_details_new_grid (heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < vcpus->len && i < MAX_VCPUS; i++)
    {
      const GsVcpuShares *vcpu = &g_array_index (vcpus, GsVcpuShares, i);

      gs_details_take_name (grid, gs_report_dup_vcpu_name (timeline, vcpu->machine, vcpu->vcpu));
      gs_details_add_bar (grid, vcpu->ns);
      for (guint k = 0; k < G_N_ELEMENTS (states); k++)
        gs_details_take_number (grid, gs_details_dup_vcpu_share (timeline, vcpu, states[k]));
      gs_details_take_number (grid, gs_details_knows_vcpu (timeline, vcpu, GS_VCPU_PREEMPTED) ?
                                        gs_details_dup_duration (vcpu->ns[GS_VCPU_PREEMPTED]) :
                                        g_strdup ("–"));
    }
  gs_details_add_section (box, _ ("Virtual CPUs"), NULL, grid);
  gs_details_add_more (box, vcpus->len, MAX_VCPUS);
  return box;
}

typedef struct
{
  GsDetailsFollowFunc follow;
  gpointer data;
  GsTheft theft;
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
  g_autofree char *text = g_strdup_printf (_ ("%s took %s"), name, together);
  g_autofree char *action = g_strdup_printf (_ ("Longest: %s from %s"), longest, victim);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (text), *button = gtk_button_new_with_label (action);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "link");
  gtk_widget_set_tooltip_text (button, _ ("Show this theft in the timeline"));
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
      return _ ("Nobody took a CPU from a virtual CPU here.");
  return _ ("Not known without the trace of the host.");
}

/* @subject has no rows of that kind where it is a thread, say, and @rows are virtual CPUs: then the table is
 * about all. Returns: (transfer full): the title, with whom it is about */
static char *
gs_details_dup_title (const GsReport *report, GsRows rows, const char *subject, const char *title)
{
  const char *all = rows == GS_ROWS_VCPUS ? _ ("all virtual CPUs") : _ ("all threads");

  if (subject == NULL)
    return g_strdup (title);
  /* Translators: a table’s title, and whom it is about */
  return g_strdup_printf (_ ("%s: %s"), title, report->n_rows[rows] > 0 ? subject : all);
}

static void
gs_details_add_thieves (GtkWidget *box, const GsReport *report, const char *subject, GsDetailsFollowFunc follow,
                        gpointer data)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  g_autofree char *title = gs_details_dup_title (report, GS_ROWS_VCPUS, subject, _ ("Biggest Thieves"));

  for (guint i = 0; i < report->thieves->len && i < MAX_THIEVES; i++)
    gs_details_add_thief (lines, report, (GsDetailsLink){ follow, data, g_array_index (report->thieves, GsTheft, i) });
  if (report->thieves->len == 0)
    gs_details_add_text (lines, gs_details_explain_no_thief (report), NULL);
  gs_details_add_section (box, title, NULL, lines);
}

static char *
gs_details_dup_states_title (GsRows rows, const char *subject)
{
  if (subject != NULL)
    return g_strdup_printf (_ ("States of %s"), subject);
  if (rows == GS_ROWS_VCPUS)
    return g_strdup (_ ("States of All Virtual CPUs"));
  return g_strdup (rows == GS_ROWS_THREADS ? _ ("States of All Threads") : _ ("States of All CPUs"));
}

/* Most threads sleep nearly all the time: what many did is a share of the time in which they didn't. */
static guint32
gs_details_find_counted (const GsReport *report, GsRows rows)
{
  if (rows != GS_ROWS_THREADS || report->n_rows[rows] == 1)
    return G_MAXUINT32;
  return gs_rows_find_states (rows, GS_TRAIT_BELIEVED | GS_TRAIT_QUEUED);
}

static const char *
gs_details_explain_shares (const GsReport *report, GsRows rows)
{
  if (report->n_rows[rows] == 1)
    return _ ("Shares are of its time in this range.");
  if (rows == GS_ROWS_THREADS)
    return _ ("Shares are of the time in which threads ran or wanted to.");
  return _ ("Shares are of the time of all together.");
}

static char *
gs_details_dup_state_share (const GsRowStatistics *statistics, guint state, guint32 counted)
{
  gint64 whole = 0;

  if ((counted & 1u << state) == 0)
    return g_strdup ("–");
  for (guint i = 0; i < statistics->n_states; i++)
    if ((counted & 1u << i) != 0)
      whole += statistics->states[i].ns;
  return gs_details_dup_share (statistics->states[state].ns, whole);
}

/* Short enough for one line of a narrow panel. */
static char *
gs_details_dup_state_name (GsRows rows, guint state)
{
  const char *label = gs_rows_get_state_label (rows, rows == GS_ROWS_THREADS ? gs_thread_state_base (state) : state);

  switch (rows == GS_ROWS_THREADS ? gs_thread_state_overlay (state) : GS_OVERLAY_NONE)
    {
    case GS_OVERLAY_HYPERVISOR:
      /* Translators: a thread’s state while its virtual CPU was there: “User mode, hypervisor” */
      return g_strdup_printf (_ ("%s, hypervisor"), label);
    case GS_OVERLAY_PREEMPTED:
      return g_strdup_printf (_ ("%s, preempted"), label);
    case GS_OVERLAY_BLOCKED:
      return g_strdup_printf (_ ("%s, blocked"), label);
    default:
      return g_strdup (label);
    }
}

static void
gs_details_add_states (GtkWidget *box, const GsReport *report, GsRows rows, const char *subject)
{
  static const GsDetailsHead heads[] = {
    { NULL, NULL, TRUE },
    { N_ ("Time") },
    { N_ ("Share") },
    { N_ ("Count"), N_ ("How often; what lies only partly in the range counts, too"), FALSE, 2 },
    { N_ ("Min"), N_ ("The shortest"), FALSE, 5 },
    { N_ ("Mean"), NULL, FALSE, 4 },
    { N_ ("99 %"), N_ ("99 of 100 are no longer than this"), FALSE, 3 },
    { N_ ("Max"), N_ ("The longest"), FALSE, 1 },
  };
  const GsRowStatistics *statistics = &report->states[rows];
  g_autofree char *title = gs_details_dup_states_title (rows, subject);
  guint32 counted = gs_details_find_counted (report, rows);
  guint8 order[GS_MAX_STATES];
  GtkWidget *grid;

  if (statistics->ns == 0)
    return;
  gs_rows_list_worst_first (rows, order);
  grid = gs_details_new_grid (heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < statistics->n_states; i++)
    {
      const GsStateStatistics *state = &statistics->states[order[i]];

      if (state->count == 0)
        continue;
      gs_details_take_state (grid, gs_details_dup_state_name (rows, order[i]),
                             gs_rows_get_state_label (rows, order[i]));
      gs_details_take_number (grid, gs_details_dup_duration (state->ns));
      gs_details_take_number (grid, gs_details_dup_state_share (statistics, order[i], counted));
      gs_details_take_number (grid, gs_time_text_dup_integer ((gint64) state->count));
      gs_details_take_number (grid, gs_details_dup_duration (state->min));
      gs_details_take_number (grid, gs_details_dup_duration (state->ns / (gint64) state->count));
      gs_details_take_number (grid, gs_details_dup_duration (state->p99));
      gs_details_take_number (grid, gs_details_dup_duration (state->max));
    }
  gs_details_add_section (box, title, gs_details_explain_shares (report, rows), grid);
}

/* An exit counts where it begins, as everywhere. */
static char *
gs_details_dup_exit_count (const GsExitStatistics *exit)
{
  /* Translators: in a column of counts: its begin was before the range that is shown */
  return exit->count > 0 ? gs_time_text_dup_integer ((gint64) exit->count) : g_strdup (_ ("from before"));
}

static void
gs_details_add_exits (GtkWidget *box, const GsReport *report, const char *subject)
{
  static const GsDetailsHead heads[] = {
    { N_ ("Reason"), NULL, TRUE },
    { N_ ("Count"), N_ ("Exits that begin in this range") },
    { N_ ("Time"), N_ ("In the hypervisor until the guest goes on, without the time in which it was preempted") },
  };
  g_autofree char *title = gs_details_dup_title (report, GS_ROWS_VCPUS, subject, _ ("Exits to the Hypervisor"));
  GtkWidget *grid;

  if (report->exits->len == 0)
    return;
  grid = gs_details_new_grid (heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < report->exits->len && i < MAX_LINES; i++)
    {
      const GsExitStatistics *exit = &g_array_index (report->exits, GsExitStatistics, i);

      gs_details_take_name (grid, gs_report_dup_exit_name (exit));
      gs_details_take_number (grid, gs_details_dup_exit_count (exit));
      gs_details_take_number (grid, gs_details_dup_duration (exit->ns));
    }
  gs_details_add_section (box, title, NULL, grid);
  gs_details_add_more (box, report->exits->len, MAX_LINES);
}

static gboolean
gs_details_is_by (const GsTheft *theft, const GsDetailsSubject *subject)
{
  if (theft->host != subject->machine)
    return FALSE;
  for (guint i = 0; i < subject->threads->len; i++)
    if (g_array_index (subject->threads, guint32, i) == theft->thread)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): those of a thread or a process alone, whoever the victims were; else all */
static GArray *
gs_details_list_thefts (const GsReport *report, const GsDetailsSubject *subject)
{
  GArray *thefts = g_array_new (FALSE, FALSE, sizeof (GsTheft));

  for (guint i = 0; i < report->thefts->len; i++)
    if (subject->threads == NULL || gs_details_is_by (&g_array_index (report->thefts, GsTheft, i), subject))
      g_array_append_val (thefts, g_array_index (report->thefts, GsTheft, i));
  return thefts;
}

static char *
gs_details_dup_thefts_title (const GsReport *report, const GsDetailsSubject *subject)
{
  if (subject->threads != NULL)
    return g_strdup_printf (_ ("From Whom %s Took the CPU"), subject->name);
  return gs_details_dup_title (report, GS_ROWS_VCPUS, subject->name, _ ("Who Took the CPU from Whom"));
}

static void
gs_details_add_thefts (GtkWidget *box, const GsReport *report, const GsDetailsSubject *subject)
{
  static const GsDetailsHead heads[] = {
    { N_ ("Thief"), NULL, TRUE },
    { N_ ("From"), NULL, TRUE },
    { N_ ("Time") },
    { N_ ("Count"), N_ ("Preemptions in which it had the CPU"), FALSE, 2 },
    { N_ ("Longest"), N_ ("In one preemption"), FALSE, 1 },
  };
  g_autofree char *title = gs_details_dup_thefts_title (report, subject);
  g_autoptr (GArray) thefts = gs_details_list_thefts (report, subject);
  GtkWidget *grid;

  if (thefts->len == 0)
    return;
  grid = gs_details_new_grid (heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < thefts->len && i < MAX_LINES; i++)
    {
      const GsTheft *theft = &g_array_index (thefts, GsTheft, i);

      gs_details_take_name (grid, gs_report_dup_thread_name (report->timeline, theft->host, theft->thread));
      gs_details_take_name (grid, gs_report_dup_vcpu_name (report->timeline, theft->machine, theft->vcpu));
      gs_details_take_number (grid, gs_details_dup_duration (theft->ns));
      gs_details_take_number (grid, gs_time_text_dup_integer ((gint64) theft->count));
      gs_details_take_number (grid, gs_details_dup_duration (theft->longest_ns));
    }
  gs_details_add_section (box, title, NULL, grid);
  gs_details_add_more (box, thefts->len, MAX_LINES);
}

static void
gs_details_add_thread_names (GtkWidget *grid, const GsReport *report, const GsThreadUse *use)
{
  gs_details_take_name (grid, gs_report_dup_thread_name (report->timeline, use->machine, use->thread));
  gs_details_take_name (grid, g_utf8_make_valid (gs_timeline_get_machine (report->timeline, use->machine)->name, -1));
}

/* How long threads had a CPU, in truth and as their own kernel counts it. */
static void
gs_details_add_run_threads (GtkWidget *box, const GsReport *report, const char *subject)
{
  static const GsDetailsHead heads[] = {
    { N_ ("Thread"), NULL, TRUE },
    { N_ ("Machine"), NULL, TRUE, 2 },
    { N_ ("Ran"), N_ ("On a CPU of the host, not counting time that was stolen or spent in the hypervisor") },
    { N_ ("Share"), N_ ("Of this range") },
    { N_ ("Believed"), N_ ("On a CPU as its own kernel counts"), FALSE, 1 },
  };
  g_autofree char *title = gs_details_dup_title (report, GS_ROWS_THREADS, subject, _ ("Threads by Time on a CPU"));
  GtkWidget *grid;

  if (report->threads->len == 0)
    return;
  grid = gs_details_new_grid (heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < report->threads->len && i < MAX_LINES; i++)
    {
      const GsThreadUse *use = &g_array_index (report->threads, GsThreadUse, i);
      gboolean is_known = !gs_details_is_belief (report->timeline, use->machine);
      gint64 ran = use->ns[GS_OVERLAY_NONE];

      gs_details_add_thread_names (grid, report, use);
      gs_details_take_number (grid, is_known ? gs_details_dup_duration (ran) : g_strdup ("–"));
      gs_details_take_number (grid,
                              is_known ? gs_details_dup_share (ran, gs_span_duration (report->span)) : g_strdup ("–"));
      gs_details_take_number (grid, gs_details_dup_duration (use->believed_ns));
    }
  gs_details_add_section (box, title,
                          _ ("A guest’s thread believes that it runs even while its virtual CPU has no CPU."), grid);
  gs_details_add_more (box, report->threads->len, MAX_LINES);
}

static void
gs_details_add_stolen_threads (GtkWidget *box, const GsReport *report, const char *subject)
{
  static const GsDetailsHead heads[] = {
    { N_ ("Thread"), NULL, TRUE },
    { N_ ("Machine"), NULL, TRUE, 2 },
    { N_ ("Stolen"), N_ ("It believed that it ran, but its virtual CPU was preempted") },
    { N_ ("Share"), N_ ("Of the time in which it believed that it ran") },
    { N_ ("Hypervisor"), N_ ("It believed that it ran, but its virtual CPU was in the hypervisor"), FALSE, 1 },
  };
  g_autofree char *title = gs_details_dup_title (report, GS_ROWS_THREADS, subject, _ ("Threads by Stolen Time"));
  GtkWidget *grid;

  if (report->stolen->len == 0)
    return;
  grid = gs_details_new_grid (heads, G_N_ELEMENTS (heads));
  for (guint i = 0; i < report->stolen->len && i < MAX_LINES; i++)
    {
      const GsThreadUse *use = &g_array_index (report->stolen, GsThreadUse, i);

      gs_details_add_thread_names (grid, report, use);
      gs_details_take_number (grid, gs_details_dup_duration (use->ns[GS_OVERLAY_PREEMPTED]));
      gs_details_take_number (grid, gs_details_dup_share (use->ns[GS_OVERLAY_PREEMPTED], use->believed_ns));
      gs_details_take_number (grid, gs_details_dup_duration (use->ns[GS_OVERLAY_HYPERVISOR]));
    }
  gs_details_add_section (box, title, NULL, grid);
  gs_details_add_more (box, report->stolen->len, MAX_LINES);
}

/**
 * gs_details_tables_new:
 * @subject: the row that the report is about
 * @follow: called when a link is clicked, as long as the widget lives
 *
 * Returns: (transfer floating): all but the table of vCPUs; of a thread or a process without what gs-details-
 * explain.h has of it
 */
GtkWidget *
gs_details_tables_new (const GsReport *report, const GsDetailsSubject *subject, GsDetailsFollowFunc follow,
                       gpointer data)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  if (report->vcpus->len > 0 && subject->threads == NULL)
    gs_details_add_thieves (box, report, subject->name, follow, data);
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    gs_details_add_states (box, report, rows, subject->name);
  if (subject->threads == NULL)
    gs_details_add_exits (box, report, subject->name);
  gs_details_add_thefts (box, report, subject);
  gs_details_add_run_threads (box, report, subject->name);
  gs_details_add_stolen_threads (box, report, subject->name);
  return box;
}
