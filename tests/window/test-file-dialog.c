/* test-file-dialog.c: dialogs that ask for a file come and go
 * SPDX-License-Identifier: MIT
 */
#include "parts/gs-file-dialog.h"

/* Returns: (transfer none) (nullable): the first of that type, from @widget inwards */
static GtkWidget *
find_widget (GtkWidget *widget, GType type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *i = gtk_widget_get_first_child (widget); i != NULL && found == NULL;
       i = gtk_widget_get_next_sibling (i))
    found = find_widget (i, type);
  return found;
}

/* As GTK shows it. */
static GtkWidget *
find_dialog (void)
{
  GListModel *toplevels = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      if (GTK_IS_FILE_CHOOSER_DIALOG (toplevel))
        return toplevel;
    }
  return NULL;
}

static void
press_right_button (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (!GTK_IS_GESTURE_CLICK (controller)
          || gtk_gesture_single_get_button (GTK_GESTURE_SINGLE (controller)) != GDK_BUTTON_SECONDARY)
        continue;
      g_signal_emit_by_name (controller, "pressed", 1, 10.0, 10.0);
      n++;
    }
  g_assert_cmpuint (n, >, 0);
}

/* GTK opens the list's menu later, of a dialog that may have been answered meanwhile. */
static void
test_it_outlives_its_menu (void)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new ("Open", NULL, GTK_FILE_CHOOSER_ACTION_OPEN, NULL, NULL);
  GtkWidget *dialog;

  g_object_add_weak_pointer (G_OBJECT (native), (gpointer *) &native);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (native));
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  while (!gtk_widget_get_mapped (dialog))
    g_main_context_iteration (NULL, TRUE);
  press_right_button (find_widget (dialog, GTK_TYPE_TREE_VIEW));
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_CANCEL);
  while (native != NULL)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

int
main (int argc, char **argv)
{
  g_setenv ("GTK_USE_PORTAL", "0", TRUE);
  gtk_test_init (&argc, &argv);
  g_test_add_func ("/file-dialog/it-outlives-its-menu", test_it_outlives_its_menu);
  return g_test_run ();
}
