/* gs-wizard-finish.c: the wizard's last page: the experiment's name and file
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-wizard-finish.h"

#include <glib/gi18n.h>
#include <string.h>

#include "parts/gs-file-dialog.h"

#define SUFFIX ".gsx"

struct _GsWizardFinish
{
  GtkWidget parent_instance;
  GsWizardModel *model;
  GtkWidget *box;
  GtkWidget *name; /* GtkEntry */
  GtkWidget *save; /* GtkCheckButton */
  GtkWidget *path; /* GtkEntry */
  GtkWidget *browse;
  GtkWidget *summary;
  gboolean is_named; /* by the user */
  gboolean has_path; /* by the user */
  gboolean is_updating;
};

G_DEFINE_FINAL_TYPE (GsWizardFinish, gs_wizard_finish, GTK_TYPE_WIDGET)

/* The folder that all traces lie below, so that both can be moved together. */
static char *
gs_wizard_finish_find_folder (const GPtrArray *traces)
{
  g_autofree char *folder = NULL;

  for (guint i = 0; i < traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (traces, i);

      if (folder == NULL)
        folder = g_path_get_dirname (entry->path);
      while (strlen (folder) > 1
             && !(g_str_has_prefix (entry->path, folder) && entry->path[strlen (folder)] == G_DIR_SEPARATOR))
        {
          char *parent = g_path_get_dirname (folder);

          g_free (folder);
          folder = parent;
        }
    }
  return folder != NULL && strlen (folder) > 1 ? g_steal_pointer (&folder) : g_strdup (g_get_home_dir ());
}

/* Proposes what the user hasn't said. */
static void
gs_wizard_finish_propose (GsWizardFinish *self)
{
  const GsExperiment *experiment = gs_wizard_model_get_experiment (self->model);
  const char *name;

  self->is_updating = TRUE;
  if (!self->is_named && experiment->name != NULL
      && !g_str_equal (gtk_editable_get_text (GTK_EDITABLE (self->name)), experiment->name))
    gtk_editable_set_text (GTK_EDITABLE (self->name), experiment->name);
  name = gtk_editable_get_text (GTK_EDITABLE (self->name));
  if (!self->has_path)
    {
      g_autofree char *folder = gs_wizard_finish_find_folder (experiment->traces);
      g_autofree char *file = g_strdelimit (g_strconcat (name[0] != '\0' ? name : "experiment", SUFFIX, NULL), "/",
                                            '-');
      g_autofree char *path = experiment->path != NULL ? g_strdup (experiment->path) :
                                                         g_build_filename (folder, file, NULL);
      g_autofree char *display = g_filename_display_name (path);

      gtk_editable_set_text (GTK_EDITABLE (self->path), display);
    }
  self->is_updating = FALSE;
}

static void
gs_wizard_finish_on_name (GsWizardFinish *self)
{
  if (self->is_updating)
    return;
  self->is_named = TRUE;
  gs_wizard_finish_propose (self);
}

static void
gs_wizard_finish_on_path (GsWizardFinish *self)
{
  if (!self->is_updating)
    self->has_path = TRUE;
}

static void
gs_wizard_finish_update (GsWizardFinish *self)
{
  g_autofree char *text = gs_wizard_model_dup_counts (self->model);

  gtk_label_set_text (GTK_LABEL (self->summary), text);
  gs_wizard_finish_propose (self);
}

static void
gs_wizard_finish_dispose (GObject *object)
{
  GsWizardFinish *self = GS_WIZARD_FINISH (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->model);
  G_OBJECT_CLASS (gs_wizard_finish_parent_class)->dispose (object);
}

static void
gs_wizard_finish_class_init (GsWizardFinishClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_wizard_finish_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
gs_wizard_finish_on_chosen (GtkNativeDialog *dialog, int response, GsWizardFinish *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL)
    {
      g_autofree char *display = g_filename_display_name (g_file_peek_path (file));

      gtk_editable_set_text (GTK_EDITABLE (self->path), display);
    }
}

/* Where there is a file already the question comes with Create. */
static void
gs_wizard_finish_browse (GsWizardFinish *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Experiment"), window, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Choose"), _ ("_Cancel"));
  g_autofree char *path = g_filename_from_utf8 (gtk_editable_get_text (GTK_EDITABLE (self->path)), -1, NULL, NULL,
                                                NULL);

  if (path != NULL && path[0] != '\0')
    {
      g_autofree char *folder = g_path_get_dirname (path);
      g_autofree char *name = g_path_get_basename (path);
      g_autofree char *display = g_filename_display_name (name);
      g_autoptr (GFile) place = g_file_new_for_path (folder);

      gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), place, NULL);
      gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), display);
    }
  g_signal_connect_object (dialog, "response", G_CALLBACK (gs_wizard_finish_on_chosen), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* The file's name, with the button that asks for it. */
static GtkWidget *
gs_wizard_finish_create_place (GsWizardFinish *self)
{
  GtkWidget *place = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->browse = gtk_button_new_with_label (_ ("Choose…"));
  gtk_widget_set_tooltip_text (self->browse, _ ("Choose the folder and the name of the file"));
  gtk_widget_set_hexpand (self->path, TRUE);
  g_object_bind_property (self->save, "active", self->browse, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->browse, "clicked", G_CALLBACK (gs_wizard_finish_browse), self);
  gtk_box_append (GTK_BOX (place), self->path);
  gtk_box_append (GTK_BOX (place), self->browse);
  return place;
}

static GtkWidget *
gs_wizard_finish_create_label (const char *text, GtkWidget *entry)
{
  GtkWidget *label = gtk_label_new_with_mnemonic (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0);
  gtk_label_set_mnemonic_widget (GTK_LABEL (label), entry);
  return label;
}

static void
gs_wizard_finish_init (GsWizardFinish *self)
{
  self->name = gtk_entry_new ();
  self->path = gtk_entry_new ();
  self->save = gtk_check_button_new_with_mnemonic (_ ("_Save the experiment to a file"));
  self->summary = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->summary), 0.0);
  gtk_label_set_wrap (GTK_LABEL (self->summary), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->save), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Save the experiment to a file"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->path), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("File"), -1);
  g_object_bind_property (self->save, "active", self->path, "sensitive", G_BINDING_SYNC_CREATE);
  g_signal_connect_swapped (self->name, "changed", G_CALLBACK (gs_wizard_finish_on_name), self);
  g_signal_connect_swapped (self->path, "changed", G_CALLBACK (gs_wizard_finish_on_path), self);

  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_box_append (GTK_BOX (self->box), gs_wizard_finish_create_label (_ ("_Name"), self->name));
  gtk_box_append (GTK_BOX (self->box), self->name);
  gtk_box_append (GTK_BOX (self->box), self->save);
  gtk_box_append (GTK_BOX (self->box), gs_wizard_finish_create_place (self));
  gtk_box_append (GTK_BOX (self->box), self->summary);
  gtk_widget_set_margin_top (self->save, 12);
  gtk_widget_set_margin_top (self->summary, 18);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

GtkWidget *
gs_wizard_finish_new (GsWizardModel *model)
{
  GsWizardFinish *self = g_object_new (GS_TYPE_WIZARD_FINISH, NULL);

  self->model = g_object_ref (model);
  g_signal_connect_object (model, "traces-changed", G_CALLBACK (gs_wizard_finish_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (model, "timeline-changed", G_CALLBACK (gs_wizard_finish_update), self, G_CONNECT_SWAPPED);
  gs_wizard_finish_update (self);
  return GTK_WIDGET (self);
}

/* Returns: (transfer full): never empty */
char *
gs_wizard_finish_dup_name (GsWizardFinish *self)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name))));

  return g_strdup (name[0] != '\0' ? name : _ ("Experiment"));
}

/* Returns: (transfer full) (nullable): where to save it, absolute; NULL: nowhere */
char *
gs_wizard_finish_dup_path (GsWizardFinish *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->path));
  g_autofree char *path = NULL;

  if (!gtk_check_button_get_active (GTK_CHECK_BUTTON (self->save)) || text[0] == '\0')
    return NULL;
  path = g_filename_from_utf8 (text, -1, NULL, NULL, NULL);
  if (path == NULL)
    path = g_strdup (text);
  if (!g_str_has_suffix (path, SUFFIX))
    {
      char *with_suffix = g_strconcat (path, SUFFIX, NULL);

      g_free (path);
      path = with_suffix;
    }
  return g_canonicalize_filename (path, g_get_home_dir ());
}
