/* gs-wizard-traces.c: the wizard's page of traces
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-wizard-traces.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "parts/gs-folder-chooser.h"
#include "wizard/gs-wizard-trace-row.h"

#define MS 1000000

/* Rows that are brought up to date in one go: the window answers in between. */
#define BATCH 6

struct _GsWizardTraces
{
  GtkWidget parent_instance;
  GsWizardModel *model;
  GtkWidget *box;
  GtkWidget *axis; /* begin, end and duration of all */
  GtkWidget *spinner;
  GtkWidget *stack; /* "empty" or "list" */
  GtkWidget *list;
  GPtrArray *rows; /* of GsWizardTraceRow, borrowed; by index of the trace */
  guint update;    /* source id, or 0 */
  guint next;      /* the row that is brought up to date next */
};

G_DEFINE_FINAL_TYPE (GsWizardTraces, gs_wizard_traces, GTK_TYPE_WIDGET)

static void
gs_wizard_traces_show_axis (GsWizardTraces *self, GsSpan span)
{
  g_autofree char *text = NULL;

  if (span.begin != GS_TIME_NONE)
    {
      g_autofree char *date = gs_time_text_dup_date (span.begin, NULL);
      g_autofree char *begin = gs_time_text_dup_clock (span.begin, 1000 * MS);
      g_autofree char *end = gs_time_text_dup_clock (span.end, 1000 * MS);
      g_autofree char *duration = gs_time_text_dup_duration (span.end - span.begin, MS);

      /* Translators: date, from, to, duration */
      text = span.begin < GS_TIME_FIRST_DATE ? g_strdup (duration) :
                                               g_strdup_printf (_ ("%s, %s to %s: %s"), date, begin, end, duration);
    }
  gtk_label_set_text (GTK_LABEL (self->axis), text != NULL ? text : "");
}

static int
gs_wizard_traces_compare (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return gs_wizard_trace_row_compare (GS_WIZARD_TRACE_ROW (a), GS_WIZARD_TRACE_ROW (b));
}

static gboolean
gs_wizard_traces_update (gpointer user_data)
{
  GsWizardTraces *self = user_data;
  const GPtrArray *traces = gs_wizard_model_get_experiment (self->model)->traces;
  GsSpan span = gs_wizard_model_get_span (self->model);

  for (guint n = 0; n < BATCH && self->next < traces->len; n++, self->next++)
    {
      if (self->next == self->rows->len)
        {
          GtkWidget *row = gs_wizard_trace_row_new (self->model);

          gtk_list_box_append (GTK_LIST_BOX (self->list), row);
          g_ptr_array_add (self->rows, row);
        }
      gs_wizard_trace_row_update (g_ptr_array_index (self->rows, self->next), g_ptr_array_index (traces, self->next),
                                  span);
    }
  if (self->next < traces->len)
    return G_SOURCE_CONTINUE;

  gtk_list_box_invalidate_sort (GTK_LIST_BOX (self->list));
  gs_wizard_traces_show_axis (self, span);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), traces->len > 0 ? "list" : "empty");
  self->update = 0;
  return G_SOURCE_REMOVE;
}

static void
gs_wizard_traces_update_soon (GsWizardTraces *self)
{
  self->next = 0;
  if (self->update == 0)
    self->update = g_idle_add (gs_wizard_traces_update, self);
}

static void
gs_wizard_traces_on_searching (GsWizardTraces *self)
{
  gboolean is_searching = gs_wizard_model_is_searching (self->model);

  gtk_widget_set_visible (self->spinner, is_searching);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), is_searching);
}

static void
gs_wizard_traces_on_chosen (const char *const *paths, gpointer user_data)
{
  gs_wizard_model_add_folders (GS_WIZARD_TRACES (user_data)->model, paths);
}

/* Asks for folders to search. */
void
gs_wizard_traces_choose (GsWizardTraces *self)
{
  gs_folder_chooser_show (GTK_WIDGET (self), _ ("Add the Folders of the Host's and the Guests' Traces"), _ ("_Add"),
                          gs_wizard_traces_on_chosen, G_OBJECT (self));
}

/* Asks for files that hold traces. */
static void
gs_wizard_traces_choose_files (GsWizardTraces *self)
{
  static const char *const patterns[] = { "*.dat", "*.tar", "*.tar.*", "*.tgz", "*.txz", "*.zip", NULL };

  gs_folder_chooser_show_files (GTK_WIDGET (self), _ ("Add trace-cmd’s Recordings or Archives of Traces"), _ ("_Add"),
                                _ ("trace-cmd’s recordings and archives of traces"), patterns,
                                gs_wizard_traces_on_chosen, G_OBJECT (self));
}

static gboolean
gs_wizard_traces_on_drop (GsWizardTraces *self, const GValue *value)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new ();

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    if (g_file_peek_path (l->data) != NULL)
      g_ptr_array_add (paths, (gpointer) g_file_peek_path (l->data));
  if (paths->len == 0)
    return FALSE;
  g_ptr_array_add (paths, NULL);
  gs_wizard_model_add_folders (self->model, (const char *const *) paths->pdata);
  return TRUE;
}

static void
gs_wizard_traces_dispose (GObject *object)
{
  GsWizardTraces *self = GS_WIZARD_TRACES (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (gs_wizard_traces_parent_class)->dispose (object);
}

static void
gs_wizard_traces_class_init (GsWizardTracesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_wizard_traces_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
gs_wizard_traces_add_button (GsWizardTraces *self, GtkWidget *header, const char *label, GCallback choose)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  /* Else its name would hold the underscore, too: as in gs_answer_add(). */
  gtk_accessible_reset_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL);
  g_signal_connect_swapped (button, "clicked", choose, self);
  gtk_box_append (GTK_BOX (header), button);
}

static GtkWidget *
gs_wizard_traces_create_header (GsWizardTraces *self)
{
  GtkWidget *header = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->axis = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->axis), 0.0);
  gtk_label_set_ellipsize (GTK_LABEL (self->axis), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->axis, TRUE);
  self->spinner = gtk_spinner_new ();
  gtk_widget_set_tooltip_text (self->spinner, _ ("Looking for traces…"));
  gtk_box_append (GTK_BOX (header), self->axis);
  gtk_box_append (GTK_BOX (header), self->spinner);
  gs_wizard_traces_add_button (self, header, _ ("_Add Folders…"), G_CALLBACK (gs_wizard_traces_choose));
  gs_wizard_traces_add_button (self, header, _ ("Add _Files…"), G_CALLBACK (gs_wizard_traces_choose_files));
  return header;
}

static GtkWidget *
gs_wizard_traces_create_empty (void)
{
  GtkWidget *label = gtk_label_new (_ (
      "Add the folders in which the traces of the host and of its guests lie, "
      "or trace-cmd’s files or archives of traces, or drop them here. Everything else is found out, and can be put right on the next pages."));

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 50);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

static void
gs_wizard_traces_init (GsWizardTraces *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  self->rows = g_ptr_array_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (GTK_LIST_BOX (self->list), gs_wizard_traces_compare, NULL, NULL);
  gtk_widget_add_css_class (self->list, "rich-list");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->list);
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_named (GTK_STACK (self->stack), gs_wizard_traces_create_empty (), "empty");
  gtk_stack_add_named (GTK_STACK (self->stack), scrolled, "list");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), gs_wizard_traces_create_header (self));
  gtk_box_append (GTK_BOX (self->box), self->stack);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  g_signal_connect_swapped (target, "drop", G_CALLBACK (gs_wizard_traces_on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
gs_wizard_traces_new (GsWizardModel *model)
{
  GsWizardTraces *self = g_object_new (GS_TYPE_WIZARD_TRACES, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "traces-changed", G_CALLBACK (gs_wizard_traces_update_soon), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "timeline-changed", G_CALLBACK (gs_wizard_traces_update_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "searching-changed", G_CALLBACK (gs_wizard_traces_on_searching), self,
                           G_CONNECT_SWAPPED);
  gs_wizard_traces_on_searching (self);
  gs_wizard_traces_update_soon (self);
  return GTK_WIDGET (self);
}
