/* gs-wizard-machines.c: the wizard's page of machines
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-wizard-machines.h"

#include <glib/gi18n.h>

#include "wizard/gs-wizard-machine-row.h"

/* Rows that are brought up to date in one go: the window answers in between. */
#define BATCH 3

struct _GsWizardMachines
{
  GtkWidget parent_instance;
  GsWizardModel *model;
  GtkWidget *box;
  GtkWidget *list;
  GPtrArray *rows; /* of GsWizardMachineRow, borrowed; by index of the trace */
  guint update;    /* source id, or 0 */
  guint next;      /* the row that is brought up to date next */
  gboolean is_old; /* what is not seen is not brought up to date */
};

G_DEFINE_FINAL_TYPE (GsWizardMachines, gs_wizard_machines, GTK_TYPE_WIDGET)

static int
gs_wizard_machines_compare (GtkListBoxRow *a, GtkListBoxRow *b, gpointer user_data)
{
  return gs_wizard_machine_row_compare (GS_WIZARD_MACHINE_ROW (a), GS_WIZARD_MACHINE_ROW (b));
}

/* The next one. */
static void
gs_wizard_machines_update_row (GsWizardMachines *self, const GsExperimentTrace *entry)
{
  GtkWidget *row;

  if (self->next == self->rows->len)
    {
      row = gs_wizard_machine_row_new (self->model);
      gtk_list_box_append (GTK_LIST_BOX (self->list), row);
      g_ptr_array_add (self->rows, row);
    }
  row = g_ptr_array_index (self->rows, self->next);
  gs_wizard_machine_row_update (GS_WIZARD_MACHINE_ROW (row), entry);
  gtk_widget_set_visible (row, entry->trace != NULL && entry->trace->usable);
}

static gboolean
gs_wizard_machines_update (gpointer user_data)
{
  GsWizardMachines *self = user_data;
  const GPtrArray *traces = gs_wizard_model_get_experiment (self->model)->traces;

  for (guint n = 0; n < BATCH && self->next < traces->len; n++, self->next++)
    gs_wizard_machines_update_row (self, g_ptr_array_index (traces, self->next));
  if (self->next < traces->len)
    return G_SOURCE_CONTINUE;

  gtk_list_box_invalidate_sort (GTK_LIST_BOX (self->list));
  self->update = 0;
  return G_SOURCE_REMOVE;
}

static void
gs_wizard_machines_update_soon (GsWizardMachines *self)
{
  self->is_old = !gtk_widget_get_mapped (GTK_WIDGET (self));
  if (self->is_old)
    return;
  self->next = 0;
  if (self->update == 0)
    self->update = g_idle_add (gs_wizard_machines_update, self);
}

static void
gs_wizard_machines_map (GtkWidget *widget)
{
  GsWizardMachines *self = GS_WIZARD_MACHINES (widget);

  GTK_WIDGET_CLASS (gs_wizard_machines_parent_class)->map (widget);
  if (self->is_old)
    gs_wizard_machines_update_soon (self);
}

static void
gs_wizard_machines_dispose (GObject *object)
{
  GsWizardMachines *self = GS_WIZARD_MACHINES (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (gs_wizard_machines_parent_class)->dispose (object);
}

static void
gs_wizard_machines_class_init (GsWizardMachinesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_wizard_machines_dispose;
  GTK_WIDGET_CLASS (klass)->map = gs_wizard_machines_map;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
gs_wizard_machines_init (GsWizardMachines *self)
{
  GtkWidget *label = gtk_label_new (
      _ ("This is what the traces say of themselves. Where it is wrong, put it right: choose a role, "
         "or drag a guest onto its host."));

  self->rows = g_ptr_array_new ();
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_list_box_set_sort_func (GTK_LIST_BOX (self->list), gs_wizard_machines_compare, NULL, NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_widget_add_css_class (label, "dim-label");

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), label);
  gtk_box_append (GTK_BOX (self->box), gtk_scrolled_window_new ());
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (gtk_widget_get_last_child (self->box)), self->list);
  gtk_widget_set_vexpand (gtk_widget_get_last_child (self->box), TRUE);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
gs_wizard_machines_new (GsWizardModel *model)
{
  GsWizardMachines *self = g_object_new (GS_TYPE_WIZARD_MACHINES, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "traces-changed", G_CALLBACK (gs_wizard_machines_update_soon), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "timeline-changed", G_CALLBACK (gs_wizard_machines_update_soon), self,
                           G_CONNECT_SWAPPED);
  gs_wizard_machines_update_soon (self);
  return GTK_WIDGET (self);
}
