/* gs-clocks-page.c: how every trace's clock was brought together, and by hand
 * SPDX-License-Identifier: MIT
 *
 * Reports are made in the background, one at a time; of those that are wanted
 * meanwhile only the last one is made.
 */
#include "clocks/gs-clocks-page.h"

#include <glib/gi18n.h>

#include "clocks/gs-clock-align.h"
#include "clocks/gs-clock-chart.h"
#include "clocks/gs-clock-list.h"
#include "clocks/gs-clock-text.h"

#define ZOOM_STEP 2.0

struct _GsClocksPage
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GsClockList *list;
  GtkLabel *sentence;
  GsClockChart *chart;
  GtkLabel *health;
  GtkWidget *hand; /* what moves a clock by hand */
  GtkEditable *offset;
  GtkWidget *reset;
  GtkWidget *align_button;
  GtkRevealer *align_revealer;
  GsClockAlign *align;
  GtkLabel *problem;

  GsExperiment *experiment; /* a copy, with the user's choices; NULL before the first */
  GsTimeline *timeline;     /* NULL before the first */
  GPtrArray *machines;      /* of GsMachine, or NULL: not read yet */
  gboolean is_reporting;
  gboolean wants_report;
};

static guint choice_changed;

G_DEFINE_FINAL_TYPE (GsClocksPage, gs_clocks_page, GTK_TYPE_WIDGET)

/* What a report is made from, in a worker. */
typedef struct
{
  GsTimeline *timeline;
  guint machine;
} GsReportJob;

static void
gs_report_job_free (gpointer data)
{
  GsReportJob *self = data;

  gs_timeline_unref (self->timeline);
  g_free (self);
}

/* The trace that is selected, or NULL. */
static const GsTimelineMachine *
gs_clocks_page_get_machine (GsClocksPage *self)
{
  guint selected = gs_clock_list_get_selected (self->list);

  return self->timeline != NULL && selected != GS_NO_INDEX ? gs_timeline_get_machine (self->timeline, selected) : NULL;
}

static GsExperimentTrace *
gs_clocks_page_get_choice (GsClocksPage *self)
{
  const GsTimelineMachine *machine = gs_clocks_page_get_machine (self);

  return machine != NULL ? gs_experiment_find_trace (self->experiment, machine->name) : NULL;
}

static const char *
gs_clocks_page_get_reference (GsClocksPage *self)
{
  for (guint i = 0; i < self->timeline->machines->len; i++)
    if (gs_timeline_get_machine (self->timeline, i)->clock.method == GS_CLOCK_REFERENCE)
      return gs_timeline_get_machine (self->timeline, i)->name;
  return _ ("the reference");
}

static void
gs_clocks_page_say (GsClocksPage *self, const char *problem)
{
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

static void gs_clocks_page_request_report (GsClocksPage *self);

/* How far a clock that was set by hand is from what the traces tell, in its middle; 0: it is not known. */
static gint64
gs_clocks_page_get_distance (const GsClockReport *report)
{
  const GsClockReportKnot *knot;

  if (report->clock.method != GS_CLOCK_MANUAL || report->corridor->len == 0)
    return 0;
  knot = &g_array_index (report->corridor, GsClockReportKnot, report->corridor->len / 2);
  return knot->low_ns > 0 ? knot->low_ns : knot->high_ns < 0 ? knot->high_ns : 0;
}

static void
gs_clocks_page_show_report (GsClocksPage *self, GsClockReport *report)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, report->machine);
  g_autofree char *sentence = gs_clock_text_dup_sentence (self->timeline, report->machine, report->partner,
                                                          gs_clocks_page_get_distance (report));
  g_autofree char *health = gs_clock_text_dup_health (report->n_events, report->n_outside);
  gboolean is_guest = report->health->len > 0;

  gtk_label_set_text (self->sentence, sentence);
  gtk_label_set_text (self->health, is_guest ? health : "");
  gtk_widget_set_visible (GTK_WIDGET (self->health), is_guest);
  gs_clock_chart_set_report (self->chart, report, machine->machine->span);
}

static void
gs_clocks_page_report_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GsReportJob *job = task_data;

  g_task_return_pointer (task, gs_clock_report_new (job->timeline, job->machine),
                         (GDestroyNotify) gs_clock_report_free);
}

static void
gs_clocks_page_on_report (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsClocksPage) self = user_data;
  GsClockReport *report = g_task_propagate_pointer (G_TASK (result), NULL);

  self->is_reporting = FALSE;
  if (!self->wants_report && self->box != NULL && report != NULL)
    {
      gs_clocks_page_show_report (self, report);
      return;
    }
  g_clear_pointer (&report, gs_clock_report_free);
  if (self->wants_report)
    gs_clocks_page_request_report (self);
}

static void
gs_clocks_page_request_report (GsClocksPage *self)
{
  guint selected = gs_clock_list_get_selected (self->list);
  g_autoptr (GTask) task = NULL;
  GsReportJob *job;

  self->wants_report = self->is_reporting;
  if (self->is_reporting || self->machines == NULL || self->timeline == NULL || selected == GS_NO_INDEX)
    return;
  job = g_new0 (GsReportJob, 1);
  job->timeline = gs_timeline_ref (self->timeline);
  job->machine = selected;
  self->is_reporting = TRUE;
  task = g_task_new (NULL, NULL, gs_clocks_page_on_report, g_object_ref (self));
  g_task_set_source_tag (task, gs_clocks_page_request_report);
  g_task_set_task_data (task, job, gs_report_job_free);
  g_task_run_in_thread (task, gs_clocks_page_report_worker);
}

/* What belongs to the selected trace; its report follows. */
static void
gs_clocks_page_update (GsClocksPage *self)
{
  const GsTimelineMachine *machine = gs_clocks_page_get_machine (self);
  const GsExperimentTrace *choice = gs_clocks_page_get_choice (self);
  gboolean is_movable = machine != NULL && choice != NULL && machine->clock.method != GS_CLOCK_REFERENCE;
  g_autofree char *offset = machine != NULL ? gs_clock_text_dup_offset (&machine->clock) : g_strdup ("");
  g_autofree char *sentence = NULL;

  gtk_widget_set_sensitive (self->hand, is_movable);
  gtk_widget_set_sensitive (self->reset, is_movable && choice->clock_choice != GS_CLOCK_CHOICE_AUTO);
  if (!gtk_widget_has_focus (GTK_WIDGET (gtk_editable_get_delegate (self->offset))))
    gtk_editable_set_text (self->offset, offset);
  if (machine == NULL)
    return;
  sentence = gs_clock_text_dup_sentence (self->timeline, gs_clock_list_get_selected (self->list), GS_NO_INDEX, 0);
  gtk_label_set_text (self->sentence, sentence);
  gs_clock_align_set_names (self->align, machine->name, gs_clocks_page_get_reference (self));
  gs_clocks_page_request_report (self);
}

static void
gs_clocks_page_on_selected (GsClocksPage *self)
{
  const GsTimelineMachine *machine = gs_clocks_page_get_machine (self);

  gs_clocks_page_say (self, NULL);
  gs_clocks_page_update (self);
  if (machine != NULL)
    {
      g_autofree char *offset = gs_clock_text_dup_offset (&machine->clock);

      gtk_editable_set_text (self->offset, offset);
    }
}

/* From now on the clock is the user's: as it is, but at another offset. */
static void
gs_clocks_page_set_offset (GsClocksPage *self, gint64 offset)
{
  const GsTimelineMachine *machine = gs_clocks_page_get_machine (self);
  GsExperimentTrace *choice = gs_clocks_page_get_choice (self);

  if (machine == NULL || choice == NULL)
    return;
  if (offset < -GS_CLOCK_MAX_OFFSET || offset > GS_CLOCK_MAX_OFFSET)
    {
      gs_clocks_page_say (self, _ ("A clock cannot be moved by more than 73 years"));
      return;
    }
  choice->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  choice->clock = machine->clock;
  choice->clock.method = GS_CLOCK_MANUAL;
  choice->clock.offset = offset;
  gs_clocks_page_say (self, NULL);
  g_signal_emit (self, choice_changed, 0);
}

static void
gs_clocks_page_on_offset (GsClocksPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gint64 offset;

  if (!gs_clock_text_parse_duration (gtk_editable_get_text (self->offset), &offset, &error))
    {
      gs_clocks_page_say (self, error->message);
      return;
    }
  text = gs_clock_text_dup_offset (&(GsClock){ .method = GS_CLOCK_MANUAL, .offset = offset });
  gtk_editable_set_text (self->offset, text);
  gs_clocks_page_set_offset (self, offset);
}

static void
gs_clocks_page_on_align (GsClocksPage *self, gint64 delta)
{
  const GsTimelineMachine *machine = gs_clocks_page_get_machine (self);
  gint64 offset;

  if (machine == NULL)
    return;
  if (__builtin_add_overflow (machine->clock.offset, delta, &offset))
    offset = delta > 0 ? G_MAXINT64 : G_MININT64;
  gs_clocks_page_set_offset (self, offset);
}

static void
gs_clocks_page_on_reset (GsClocksPage *self)
{
  GsExperimentTrace *choice = gs_clocks_page_get_choice (self);

  if (choice == NULL || choice->clock_choice == GS_CLOCK_CHOICE_AUTO)
    return;
  choice->clock_choice = GS_CLOCK_CHOICE_AUTO;
  choice->clock = (GsClock){ .accuracy = -1 };
  gs_clocks_page_say (self, NULL);
  g_signal_emit (self, choice_changed, 0);
}

static void
gs_clocks_page_on_align_toggled (GsClocksPage *self)
{
  gboolean is_shown = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->align_button));

  gtk_revealer_set_reveal_child (self->align_revealer, is_shown);
  if (is_shown)
    gs_clock_align_prefill (self->align);
}

static void
gs_clocks_page_on_zoom_in (GsClocksPage *self)
{
  gs_clock_chart_zoom (self->chart, ZOOM_STEP);
}

static void
gs_clocks_page_on_zoom_out (GsClocksPage *self)
{
  gs_clock_chart_zoom (self->chart, 1 / ZOOM_STEP);
}

static void
gs_clocks_page_on_fit (GsClocksPage *self)
{
  gs_clock_chart_fit (self->chart);
}

static void
gs_clocks_page_dispose (GObject *object)
{
  GsClocksPage *self = GS_CLOCKS_PAGE (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  self->wants_report = FALSE;
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  G_OBJECT_CLASS (gs_clocks_page_parent_class)->dispose (object);
}

static void
gs_clocks_page_finalize (GObject *object)
{
  GsClocksPage *self = GS_CLOCKS_PAGE (object);

  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_pointer (&self->experiment, gs_experiment_free);
  G_OBJECT_CLASS (gs_clocks_page_parent_class)->finalize (object);
}

static void
gs_clocks_page_class_init (GsClocksPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_clocks_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_clocks_page_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "clockspage");

  g_type_ensure (GS_TYPE_CLOCK_LIST);
  g_type_ensure (GS_TYPE_CLOCK_CHART);
  g_type_ensure (GS_TYPE_CLOCK_ALIGN);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-clocks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, box);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, list);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, sentence);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, chart);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, health);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, hand);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, offset);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, reset);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, align_button);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, align_revealer);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, align);
  gtk_widget_class_bind_template_child (widget_class, GsClocksPage, problem);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_selected);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_offset);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_reset);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_align_toggled);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_zoom_in);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_zoom_out);
  gtk_widget_class_bind_template_callback (widget_class, gs_clocks_page_on_fit);

  choice_changed = g_signal_new ("choice-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
}

static void
gs_clocks_page_init (GsClocksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gs_clocks_page_say (self, NULL);
  g_signal_connect_object (self->align, "align", G_CALLBACK (gs_clocks_page_on_align), self, G_CONNECT_SWAPPED);
}

GtkWidget *
gs_clocks_page_new (void)
{
  return g_object_new (GS_TYPE_CLOCKS_PAGE, NULL);
}

/**
 * gs_clocks_page_set:
 * @experiment: (transfer none): is copied; the page edits the copy's choices
 * @timeline: (transfer none) (nullable): what was composed of it
 * @machines: (transfer none) (nullable) (element-type GsMachine): as the analysis
 *   has them; without them, there is no plot
 *
 * May be called again at any time; what is selected stays selected.
 */
void
gs_clocks_page_set (GsClocksPage *self, GsExperiment *experiment, GsTimeline *timeline, GPtrArray *machines)
{
  GsExperiment *copy;

  g_return_if_fail (GS_IS_CLOCKS_PAGE (self));
  g_return_if_fail (experiment != NULL);

  copy = gs_experiment_copy (experiment);
  g_clear_pointer (&self->experiment, gs_experiment_free);
  self->experiment = copy;
  if (machines != NULL)
    g_ptr_array_ref (machines);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  self->machines = machines;
  if (timeline != NULL)
    gs_timeline_ref (timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  /* A report that is being made is of what was there before. */
  self->wants_report = self->is_reporting;

  gs_clock_list_set_timeline (self->list, timeline);
  if (timeline != NULL)
    gs_clock_align_set_span (self->align, timeline->span);
  gs_clocks_page_update (self);
}

/**
 * gs_clocks_page_set_session:
 * @session: (nullable): whose cursor and selection say which events to align
 */
void
gs_clocks_page_set_session (GsClocksPage *self, GsSession *session)
{
  g_return_if_fail (GS_IS_CLOCKS_PAGE (self));

  gs_clock_align_set_session (self->align, session);
}

/**
 * gs_clocks_page_select:
 * @trace: its name; without effect where there is none of that name
 */
void
gs_clocks_page_select (GsClocksPage *self, const char *trace)
{
  g_return_if_fail (GS_IS_CLOCKS_PAGE (self));

  for (guint i = 0; self->timeline != NULL && i < self->timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (self->timeline, i)->name, trace))
      gs_clock_list_select (self->list, i);
}

/**
 * gs_clocks_page_get_experiment:
 *
 * Returns: (transfer none) (nullable): the copy that holds the user's choices
 */
GsExperiment *
gs_clocks_page_get_experiment (GsClocksPage *self)
{
  g_return_val_if_fail (GS_IS_CLOCKS_PAGE (self), NULL);

  return self->experiment;
}
