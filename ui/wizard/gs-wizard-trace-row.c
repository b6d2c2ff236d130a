/* gs-wizard-trace-row.c: one trace that was found: what it is and whether to use it
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-wizard-trace-row.h"

#include <glib/gi18n.h>

#include "base/gs-natural.h"
#include "parts/gs-role-text.h"
#include "parts/gs-trace-bar.h"
#include "trace/gs-trace-advice.h"
#include "wizard/gs-wizard-order.h"

struct _GsWizardTraceRow
{
  GtkListBoxRow parent_instance;
  GsWizardModel *model; /* borrowed: the page keeps it */
  char *trace;          /* name */
  char *sort_key;       /* see gs-wizard-order.h */
  GtkWidget *check;
  GtkWidget *name;
  GtkWidget *details;
  GtkWidget *path;
  GtkWidget *bar;
  GtkWidget *events;
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (GsWizardTraceRow, gs_wizard_trace_row, GTK_TYPE_LIST_BOX_ROW)

static void
gs_wizard_trace_row_on_toggled (GsWizardTraceRow *self)
{
  if (!self->is_updating)
    gs_wizard_model_set_used (self->model, self->trace, gtk_check_button_get_active (GTK_CHECK_BUTTON (self->check)));
}

static void
gs_wizard_trace_row_finalize (GObject *object)
{
  g_free (GS_WIZARD_TRACE_ROW (object)->trace);
  g_free (GS_WIZARD_TRACE_ROW (object)->sort_key);
  G_OBJECT_CLASS (gs_wizard_trace_row_parent_class)->finalize (object);
}

static void
gs_wizard_trace_row_class_init (GsWizardTraceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_wizard_trace_row_finalize;
}

static GtkWidget *
gs_wizard_trace_row_create_label (const char *css_class, int width_chars)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_label_set_max_width_chars (GTK_LABEL (label), width_chars);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
gs_wizard_trace_row_init (GsWizardTraceRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->check = gtk_check_button_new ();
  gtk_widget_set_valign (self->check, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->check, "toggled", G_CALLBACK (gs_wizard_trace_row_on_toggled), self);
  self->name = gs_wizard_trace_row_create_label ("heading", 30);
  self->details = gs_wizard_trace_row_create_label ("dim-label", 30);
  self->path = gs_wizard_trace_row_create_label ("trace-path", 30);
  self->bar = gs_trace_bar_new ();
  self->events = gs_wizard_trace_row_create_label ("dim-label", 26);

  gtk_box_append (GTK_BOX (texts), self->name);
  gtk_box_append (GTK_BOX (texts), self->details);
  gtk_box_append (GTK_BOX (texts), self->path);
  gtk_box_append (GTK_BOX (box), self->check);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), self->events);
  gtk_widget_add_css_class (box, "trace-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

GtkWidget *
gs_wizard_trace_row_new (GsWizardModel *model)
{
  GsWizardTraceRow *self = g_object_new (GS_TYPE_WIZARD_TRACE_ROW, NULL);

  self->model = model;
  return GTK_WIDGET (self);
}

/* "Guest · 2 CPUs · 1.4 MB", or why it can't be used */
static char *
gs_wizard_trace_row_describe (const GsExperimentTrace *entry, GsRole role)
{
  g_autofree char *size = NULL;

  if (entry->trace == NULL)
    return g_strdup_printf (_ ("Not there any more: %s"), entry->path);
  if (!entry->trace->usable)
    return g_strdup (entry->trace->reason);
  size = g_format_size (entry->trace->n_bytes);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s · %u CPU · %s", "%s · %u CPUs · %s", entry->trace->n_cpus),
                          gs_role_text_get (role), entry->trace->n_cpus, size);
}

/* "Without System calls", and how much more. */
static char *
gs_wizard_trace_row_summarize (GPtrArray *advices)
{
  const GsTraceAdvice *first = g_ptr_array_index (advices, 0);

  if (advices->len == 1)
    return g_strdup_printf (_ ("Without: %s"), first->analysis);
  return g_strdup_printf (ngettext ("Without: %s, and %u more", "Without: %s, and %u more", advices->len - 1),
                          first->analysis, advices->len - 1);
}

/* What lacks its events; the tooltip says more. */
static void
gs_wizard_trace_row_show_events (GsWizardTraceRow *self, const GsExperimentTrace *entry, GsRole role)
{
  g_autoptr (GPtrArray) advices = entry->trace != NULL && entry->trace->usable ? gs_trace_advise (entry->trace, role) :
                                                                                 NULL;
  g_autoptr (GString) tooltip = g_string_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; advices != NULL && i < advices->len; i++)
    {
      const GsTraceAdvice *advice = g_ptr_array_index (advices, i);
      g_autofree char *events = g_strjoinv (", ", advice->events);

      g_string_append_printf (tooltip, "%s%s: %s (%s)", i > 0 ? "\n" : _ ("Not recorded:\n"), advice->analysis,
                              advice->purpose, events);
    }
  if (advices == NULL)
    text = g_strdup ("");
  else if (advices->len == 0)
    text = g_strdup (_ ("All events that the views need"));
  else
    text = gs_wizard_trace_row_summarize (advices);
  gtk_label_set_text (GTK_LABEL (self->events), text);
  gtk_widget_set_tooltip_text (self->events, tooltip->len > 0 ? tooltip->str : NULL);
}

/* What is left out stays where it is: a row that is clicked on doesn't move away. */
static void
gs_wizard_trace_row_update_sort_key (GsWizardTraceRow *self, const GsExperimentTrace *entry)
{
  if (self->sort_key != NULL && entry->role == GS_ROLE_IGNORE)
    return;
  g_free (self->sort_key);
  self->sort_key = gs_wizard_order_make_key (self->model, entry);
}

int
gs_wizard_trace_row_compare (GsWizardTraceRow *a, GsWizardTraceRow *b)
{
  return gs_natural_compare (a->sort_key, b->sort_key);
}

/**
 * gs_wizard_trace_row_update:
 * @entry: what the row is to show
 * @axis: that the bars share
 */
void
gs_wizard_trace_row_update (GsWizardTraceRow *self, const GsExperimentTrace *entry, GsSpan axis)
{
  GsRole role = gs_wizard_model_get_role (self->model, entry);
  gboolean is_usable = entry->trace != NULL && entry->trace->usable;
  g_autofree char *details = gs_wizard_trace_row_describe (entry, role);
  g_autofree char *label = g_strdup_printf (_ ("Use %s"), entry->name);

  self->is_updating = TRUE;
  g_free (self->trace);
  self->trace = g_strdup (entry->name);
  gs_wizard_trace_row_update_sort_key (self, entry);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->check), is_usable && entry->role != GS_ROLE_IGNORE);
  gtk_widget_set_sensitive (self->check, is_usable);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->check), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_label_set_text (GTK_LABEL (self->name), entry->name);
  gtk_label_set_text (GTK_LABEL (self->details), details);
  gtk_label_set_text (GTK_LABEL (self->path), entry->path);
  gtk_widget_set_tooltip_text (self->path, entry->path);
  gtk_widget_set_tooltip_text (self->details, details);
  gs_trace_bar_set (GS_TRACE_BAR (self->bar),
                    entry->trace != NULL ? entry->trace->span : (GsSpan){ GS_TIME_NONE, GS_TIME_NONE }, axis, role);
  gs_wizard_trace_row_show_events (self, entry, role);
  self->is_updating = FALSE;
}
