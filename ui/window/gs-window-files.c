/* gs-window-files.c: what a window opens: choosers and drops
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "parts/gs-file-dialog.h"
#include "parts/gs-folder-chooser.h"

/* Opens an experiment in this window where it is empty, else in a new one; one that is open is just shown. */
void
gs_window_open_elsewhere (GsWindow *self, const char *const *paths)
{
  GsWindow *window = gs_window_find_open (gtk_window_get_application (GTK_WINDOW (self)), G_OBJECT_TYPE (self), paths);

  if (window == NULL)
    {
      window = gs_window_is_unused (self) ? self : gs_window_new_beside (self);
      gs_window_read (window, paths);
    }
  gtk_window_present (GTK_WINDOW (window));
}

static void
gs_window_add_path (GPtrArray *paths, GFile *file)
{
  char *path = g_file_get_path (file);

  if (path != NULL)
    g_ptr_array_add (paths, path);
}

static void
gs_window_open_list (GsWindow *self, GPtrArray *paths)
{
  if (paths->len == 0)
    {
      gs_window_tell (self, GTK_MESSAGE_ERROR,
                      _ ("Only folders and files on this computer can be opened: copy the traces here first"));
      return;
    }
  g_ptr_array_add (paths, NULL);
  gs_window_open_elsewhere (self, (const char *const *) paths->pdata);
}

static void
gs_window_on_opened (GtkNativeDialog *dialog, int response, GsWindow *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GListModel) files = NULL;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);

          gs_window_add_path (paths, file);
        }
      gs_window_open_list (self, paths);
    }
}

GtkFileChooser *
gs_window_create_chooser (GsWindow *self, const char *title, GtkFileChooserAction action, const char *accept)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action, accept, _ ("_Cancel"));

  return GTK_FILE_CHOOSER (native);
}

/* Asks for the folders of an experiment, several at once. */
void
gs_window_choose_folders (GsWindow *self)
{
  GtkFileChooser *chooser = gs_window_create_chooser (self, _ ("Open the Folders of the Host's and the Guests' Traces"),
                                                      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Open"));

  gtk_file_chooser_set_select_multiple (chooser, TRUE);
  gs_folder_chooser_start_in (chooser);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_opened), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

void
gs_window_choose_experiment (GsWindow *self)
{
  static const char *const patterns[] = { "*.gsx", "*.dat", "*.tar", "*.tar.*", "*.tgz", "*.txz", "*.zip", NULL };
  GtkFileChooser *chooser = gs_window_create_chooser (self, _ ("Open Experiment"), GTK_FILE_CHOOSER_ACTION_OPEN,
                                                      _ ("_Open"));

  gs_folder_chooser_add_filters (chooser, _ ("Experiments, trace-cmd’s recordings and archives of traces"), patterns);
  gtk_file_chooser_set_select_multiple (chooser, TRUE); /* the recordings of host and guests */
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_opened), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static gboolean
gs_window_on_drop (GtkDropTarget *target, const GValue *value, double x, double y, GsWindow *self)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
    gs_window_add_path (paths, l->data);
  gs_window_open_list (self, paths);
  return TRUE;
}

/* Folders and experiment files can be dropped anywhere on the window. */
void
gs_window_accept_drops (GsWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "drop", G_CALLBACK (gs_window_on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
