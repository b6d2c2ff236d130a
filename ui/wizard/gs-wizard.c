/* gs-wizard.c: puts an experiment together, or changes one
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-wizard.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/gs-time-text.h"
#include "clocks/gs-clock-text.h"
#include "clocks/gs-clocks-page.h"
#include "parts/gs-file-dialog.h"
#include "wizard/gs-permit.h"
#include "wizard/gs-wizard-finish.h"
#include "wizard/gs-wizard-machines.h"
#include "wizard/gs-wizard-model.h"
#include "wizard/gs-wizard-steps.h"
#include "wizard/gs-wizard-traces.h"

#define TICK_MS 100

struct _GsWizard
{
  GtkWindow parent_instance;

  GtkWidget *create;
  GtkWidget *next;
  GsWizardSteps *steps;
  GtkStack *pages;
  GtkWidget *progress;
  GtkWidget *notices;

  GsWizardModel *model;
  GsAnalysis *given; /* a copy of what the wizard was made with, or NULL */
  GsWizardTraces *traces;
  GsClocksPage *clocks;
  GsWizardFinish *finish;
  char *problem; /* the last one, or NULL */
  guint tick;
  GsWizardFunc created;
  GWeakRef object;
};

G_DEFINE_FINAL_TYPE (GsWizard, gs_wizard, GTK_TYPE_WINDOW)

/* @text: (transfer full) */
static void
gs_wizard_show_progress (GsWizard *self, char *text, double fraction)
{
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), fraction);
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress), text);
  g_free (text);
}

static gboolean
gs_wizard_on_tick (gpointer user_data)
{
  GsWizard *self = user_data;
  GsAnalysis *analysis = gs_wizard_model_get_analysis (self->model);
  double unpacked = gs_wizard_model_get_unpacked (self->model);
  gboolean is_reading = analysis != NULL && gs_analysis_is_running (analysis);
  GsProgress progress;

  if (unpacked >= 0)
    gs_wizard_show_progress (self, g_strdup_printf (_ ("Unpacking: %.0f %%"), floor (100.0 * unpacked)), unpacked);
  else if (is_reading)
    {
      gs_analysis_get_progress (analysis, &progress);
      progress.fraction = CLAMP (progress.fraction, 0.0, 1.0);
      gs_wizard_show_progress (self, g_strdup_printf (_ ("Finding out who is who: %.0f %%"), 100.0 * progress.fraction),
                               progress.fraction);
    }
  gtk_widget_set_visible (self->progress, unpacked >= 0 || is_reading);
  if (is_reading || gs_wizard_model_is_searching (self->model))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
gs_wizard_tick_soon (GsWizard *self)
{
  if (self->tick == 0)
    self->tick = g_timeout_add (TICK_MS, gs_wizard_on_tick, self);
}

static void
gs_wizard_show_notices (GsWizard *self)
{
  g_autoptr (GPtrArray) notices = gs_wizard_model_get_notices (self->model);
  g_autoptr (GString) text = g_string_new (self->problem);

  for (guint i = 0; i < notices->len; i++)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", (char *) g_ptr_array_index (notices, i));
  gtk_label_set_text (GTK_LABEL (self->notices), text->str);
  gtk_widget_set_visible (self->notices, text->len > 0);
}

/* "3 of 4 traces, 8.23 s" */
static char *
gs_wizard_dup_traces_note (GsWizard *self)
{
  const GPtrArray *traces = gs_wizard_model_get_experiment (self->model)->traces;
  GsSpan span = gs_wizard_model_get_span (self->model);
  g_autofree char *length = gs_time_text_dup_duration (gs_span_duration (span), MAX (gs_span_duration (span) / 100, 1));
  guint n_used = 0;

  for (guint i = 0; i < traces->len; i++)
    n_used += gs_wizard_model_is_used (g_ptr_array_index (traces, i));
  if (n_used == 0)
    return NULL;
  if (n_used < traces->len)
    return g_strdup_printf (ngettext ("%u of %u trace, %s", "%u of %u traces, %s", traces->len), n_used, traces->len,
                            length);
  return g_strdup_printf (ngettext ("%u trace, %s", "%u traces, %s", n_used), n_used, length);
}

/* Each step says what was found out, so that those who have nothing to change need not look. */
static void
gs_wizard_show_notes (GsWizard *self)
{
  GsTimeline *timeline = gs_wizard_model_get_timeline (self->model);
  g_autofree char *traces = gs_wizard_dup_traces_note (self);
  g_autofree char *machines = traces != NULL ? gs_wizard_model_dup_counts (self->model) : NULL;
  g_autofree char *clocks = timeline != NULL ? gs_clock_text_dup_summary (timeline) : NULL;
  g_autofree char *name = traces != NULL ? gs_wizard_finish_dup_name (self->finish) : NULL;

  gs_wizard_steps_set_note (self->steps, "traces", traces);
  gs_wizard_steps_set_note (self->steps, "machines", machines);
  gs_wizard_steps_set_note (self->steps, "clocks", clocks);
  gs_wizard_steps_set_note (self->steps, "finish", name);
}

static void
gs_wizard_on_traces (GsWizard *self)
{
  gtk_widget_set_sensitive (self->create, gs_wizard_model_can_create (self->model));
  gs_wizard_show_notes (self);
  gs_wizard_show_notices (self);
}

static void
gs_wizard_on_timeline (GsWizard *self)
{
  GsAnalysis *analysis = gs_wizard_model_get_analysis (self->model);

  if (gtk_stack_get_visible_child (self->pages) == GTK_WIDGET (self->clocks))
    gs_clocks_page_set (self->clocks, gs_wizard_model_get_experiment (self->model),
                        gs_wizard_model_get_timeline (self->model),
                        analysis != NULL ? gs_analysis_get_machines (analysis) : NULL);
  gs_wizard_tick_soon (self);
  gs_wizard_show_notes (self);
  gs_wizard_show_notices (self);
}

static void
gs_wizard_on_clocks (GsWizard *self)
{
  gs_wizard_model_set_clocks (self->model, gs_clocks_page_get_experiment (self->clocks));
}

static void
gs_wizard_on_problem (GsWizard *self, const char *message)
{
  g_free (self->problem);
  self->problem = g_strdup (message);
  gs_wizard_show_notices (self);
}

static void
gs_wizard_on_permitted (GObject *object, const char *const *paths)
{
  GsWizard *self = GS_WIZARD (object);

  if (self->model != NULL)
    gs_wizard_model_add_folders (self->model, paths);
}

static void
gs_wizard_on_refused (GsWizard *self, const GError *error, const char *const *paths)
{
  gs_permit_ask (GTK_WINDOW (self), error, paths, gs_wizard_on_permitted, G_OBJECT (self));
}

/* @data: a wizard, which may have been closed meanwhile */
static void
gs_wizard_create (gpointer data)
{
  GsWizard *self = data;
  g_autoptr (GObject) object = g_weak_ref_get (&self->object);
  g_autofree char *path = gs_wizard_finish_dup_path (self->finish);
  GsExperiment *experiment;
  GsAnalysis *analysis;

  if (self->model == NULL || !gs_wizard_model_can_create (self->model) || object == NULL)
    return;
  analysis = gs_wizard_model_settle (self->model);
  experiment = gs_experiment_copy (gs_wizard_model_get_experiment (self->model));
  g_free (experiment->name);
  experiment->name = gs_wizard_finish_dup_name (self->finish);
  if (analysis == self->given)
    g_clear_object (&analysis);
  self->created (experiment, analysis, path, object);
  gtk_window_destroy (GTK_WINDOW (self));
}

/* No other experiment's file is overwritten without a question. */
static void
gs_wizard_on_create (GsWizard *self)
{
  g_autofree char *path = gs_wizard_finish_dup_path (self->finish);

  if (path == NULL)
    gs_wizard_create (self);
  else
    gs_file_dialog_confirm (GTK_WINDOW (self), gs_wizard_model_get_experiment (self->model)->path, path,
                            gs_wizard_create, g_object_ref (self), g_object_unref);
}

/* Returns: (nullable): what comes after the page that is seen */
static GtkWidget *
gs_wizard_get_next (GsWizard *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (self->pages);

  return page != NULL ? gtk_widget_get_next_sibling (page) : NULL;
}

static void
gs_wizard_on_next (GsWizard *self)
{
  GtkWidget *next = gs_wizard_get_next (self);

  if (next != NULL)
    gtk_stack_set_visible_child (self->pages, next);
}

static void
gs_wizard_on_page (GsWizard *self)
{
  gtk_widget_set_sensitive (self->next, gs_wizard_get_next (self) != NULL);
  gs_wizard_on_timeline (self);
}

static void
gs_wizard_dispose (GObject *object)
{
  GsWizard *self = GS_WIZARD (object);

  g_clear_handle_id (&self->tick, g_source_remove);
  if (self->model != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->model, self);
      g_signal_handlers_disconnect_by_data (self->pages, self);
    }
  g_clear_object (&self->model);
  g_clear_object (&self->given);
  g_clear_pointer (&self->problem, g_free);
  G_OBJECT_CLASS (gs_wizard_parent_class)->dispose (object);
}

static void
gs_wizard_finalize (GObject *object)
{
  g_weak_ref_clear (&GS_WIZARD (object)->object);
  G_OBJECT_CLASS (gs_wizard_parent_class)->finalize (object);
}

static gboolean
gs_wizard_on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
gs_wizard_class_init (GsWizardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_wizard_dispose;
  G_OBJECT_CLASS (klass)->finalize = gs_wizard_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, gs_wizard_on_escape, NULL);
  g_type_ensure (GS_TYPE_WIZARD_STEPS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-wizard.ui");
  gtk_widget_class_bind_template_child (widget_class, GsWizard, create);
  gtk_widget_class_bind_template_child (widget_class, GsWizard, steps);
  gtk_widget_class_bind_template_child (widget_class, GsWizard, pages);
  gtk_widget_class_bind_template_child (widget_class, GsWizard, progress);
  gtk_widget_class_bind_template_child (widget_class, GsWizard, notices);
  gtk_widget_class_bind_template_child (widget_class, GsWizard, next);
  gtk_widget_class_bind_template_callback (widget_class, gs_wizard_on_create);
  gtk_widget_class_bind_template_callback (widget_class, gs_wizard_on_next);
}

static void
gs_wizard_init (GsWizard *self)
{
  g_weak_ref_init (&self->object, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
gs_wizard_add_pages (GsWizard *self)
{
  self->traces = GS_WIZARD_TRACES (gs_wizard_traces_new (self->model));
  self->clocks = GS_CLOCKS_PAGE (gs_clocks_page_new ());
  self->finish = GS_WIZARD_FINISH (gs_wizard_finish_new (self->model));
  gtk_stack_add_titled (self->pages, GTK_WIDGET (self->traces), "traces", _ ("Traces"));
  gtk_stack_add_titled (self->pages, gs_wizard_machines_new (self->model), "machines", _ ("Machines"));
  gtk_stack_add_titled (self->pages, GTK_WIDGET (self->clocks), "clocks", _ ("Clocks"));
  gtk_stack_add_titled (self->pages, GTK_WIDGET (self->finish), "finish", _ ("Finish"));
  gs_wizard_steps_set_stack (self->steps, self->pages);
  g_signal_connect_swapped (self->model, "traces-changed", G_CALLBACK (gs_wizard_on_traces), self);
  g_signal_connect_swapped (self->model, "timeline-changed", G_CALLBACK (gs_wizard_on_timeline), self);
  g_signal_connect_swapped (self->model, "problem", G_CALLBACK (gs_wizard_on_problem), self);
  g_signal_connect_swapped (self->model, "refused", G_CALLBACK (gs_wizard_on_refused), self);
  g_signal_connect_swapped (self->model, "searching-changed", G_CALLBACK (gs_wizard_tick_soon), self);
  g_signal_connect_swapped (self->pages, "notify::visible-child", G_CALLBACK (gs_wizard_on_page), self);
  g_signal_connect_object (self->clocks, "choice-changed", G_CALLBACK (gs_wizard_on_clocks), self, G_CONNECT_SWAPPED);
}

/**
 * gs_wizard_new:
 * @experiment: (nullable): one to change; is copied. %NULL: a new one
 * @analysis: (nullable): what was read of it; done
 * @created: called once, when the user is done
 * @object: goes to @created, which is not called when that is gone
 *
 * Returns: (transfer none): a window, to be presented
 */
GtkWidget *
gs_wizard_new (GtkWindow *parent, GsExperiment *experiment, GsAnalysis *analysis, GsWizardFunc created, GObject *object)
{
  GsWizard *self = g_object_new (GS_TYPE_WIZARD, "transient-for", parent, "destroy-with-parent", TRUE, NULL);

  /* What is not yet applied is seen here only. */
  self->given = analysis != NULL ? gs_analysis_copy (analysis) : NULL;
  self->model = gs_wizard_model_new (experiment, self->given);
  self->created = created;
  g_weak_ref_set (&self->object, object);
  if (experiment != NULL)
    {
      g_autofree char *title = g_strdup_printf (_ ("Edit %s"), experiment->name);

      gtk_window_set_title (GTK_WINDOW (self), title);
      gtk_button_set_label (GTK_BUTTON (self->create), _ ("Apply"));
    }
  gs_wizard_add_pages (self);
  gs_wizard_on_traces (self);
  gs_wizard_on_timeline (self);
  return GTK_WIDGET (self);
}

/* Searches them for traces, in the background. */
void
gs_wizard_add_folders (GsWizard *self, const char *const *paths)
{
  gs_wizard_model_add_folders (self->model, paths);
}

/* Asks for folders. */
void
gs_wizard_choose (GsWizard *self)
{
  gs_wizard_traces_choose (self->traces);
}

/* For those who come to say which guest runs where. */
void
gs_wizard_show_machines (GsWizard *self)
{
  gtk_stack_set_visible_child_name (self->pages, "machines");
}
