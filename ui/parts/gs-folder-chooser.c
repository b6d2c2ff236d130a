/* gs-folder-chooser.c: asks for folders of traces, and for files
 * SPDX-License-Identifier: MIT
 */
#include "parts/gs-folder-chooser.h"

#include <glib/gi18n.h>

#include "parts/gs-file-dialog.h"
#include "user/gs-preferences.h"

#define LAST_FOLDER "last-folder"

/* What a chooser's answer goes to. */
typedef struct
{
  GsFoldersFunc chosen;
  GWeakRef object;
} GsFolderQuestion;

static void
gs_folder_question_free (gpointer data, GClosure *closure)
{
  GsFolderQuestion *question = data;

  g_weak_ref_clear (&question->object);
  g_free (question);
}

/* Where the last one was, else where LTTng puts traces. */
void
gs_folder_chooser_start_in (GtkFileChooser *chooser)
{
  g_autofree char *traces = g_build_filename (g_get_home_dir (), "lttng-traces", NULL);
  g_autofree char *last = gs_preferences_dup_string (LAST_FOLDER, NULL);
  const char *start = last != NULL && g_file_test (last, G_FILE_TEST_IS_DIR) ? last :
                      g_file_test (traces, G_FILE_TEST_IS_DIR)               ? traces :
                                                                               g_get_home_dir ();
  g_autoptr (GFile) folder = g_file_new_for_path (start);

  gtk_file_chooser_set_current_folder (chooser, folder, NULL);
}

/* The next one begins there. */
static void
gs_folder_chooser_remember (GtkFileChooser *chooser)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_current_folder (chooser);

  if (folder != NULL && g_file_peek_path (folder) != NULL && g_utf8_validate (g_file_peek_path (folder), -1, NULL))
    gs_preferences_set_string (LAST_FOLDER, g_file_peek_path (folder));
}

static void
gs_folder_chooser_on_response (GtkNativeDialog *dialog, int response, GsFolderQuestion *question)
{
  g_autoptr (GObject) object = g_weak_ref_get (&question->object);
  g_autoptr (GListModel) files = response == GTK_RESPONSE_ACCEPT ?
                                     gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog)) :
                                     NULL;
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; files != NULL && i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);

      if (g_file_peek_path (file) != NULL)
        g_ptr_array_add (paths, g_file_get_path (file));
    }
  if (paths->len > 0 && object != NULL)
    {
      g_ptr_array_add (paths, NULL);
      gs_folder_chooser_remember (GTK_FILE_CHOOSER (dialog));
      question->chosen ((const char *const *) paths->pdata, object);
    }
}

static void
gs_folder_chooser_add_filter (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; patterns[i] != NULL; i++)
    gtk_file_filter_add_pattern (filter, patterns[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

/**
 * gs_folder_chooser_add_filters:
 * @name: of what @patterns stand for, which is offered first
 *
 * All other files are offered, too: a recording may be called anything.
 */
void
gs_folder_chooser_add_filters (GtkFileChooser *chooser, const char *name, const char *const *patterns)
{
  gs_folder_chooser_add_filter (chooser, name, patterns);
  gs_folder_chooser_add_filter (chooser, _ ("All files"), (const char *const[]){ "*", NULL });
}

/* @native: (transfer full) */
static void
gs_folder_chooser_run (GtkFileChooserNative *native, GsFoldersFunc chosen, GObject *object)
{
  GsFolderQuestion *question = g_new0 (GsFolderQuestion, 1);

  question->chosen = chosen;
  g_weak_ref_init (&question->object, object);
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (native), TRUE);
  gs_folder_chooser_start_in (GTK_FILE_CHOOSER (native));
  g_signal_connect_data (native, "response", G_CALLBACK (gs_folder_chooser_on_response), question,
                         gs_folder_question_free, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (native));
}

static GtkFileChooserNative *
gs_folder_chooser_new (GtkWidget *parent, const char *title, GtkFileChooserAction action, const char *accept)
{
  return gtk_file_chooser_native_new (title, GTK_WINDOW (gtk_widget_get_root (parent)), action, accept, _ ("_Cancel"));
}

/**
 * gs_folder_chooser_show:
 * @parent: in the window that asks
 * @chosen: called with the folders, several at once, if the user chose any
 * @object: goes to @chosen; not called once it is gone
 */
void
gs_folder_chooser_show (GtkWidget *parent, const char *title, const char *accept, GsFoldersFunc chosen, GObject *object)
{
  gs_folder_chooser_run (gs_folder_chooser_new (parent, title, GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, accept), chosen,
                         object);
}

/**
 * gs_folder_chooser_show_files:
 * @name: see gs_folder_chooser_add_filters(), as for @patterns
 *
 * As gs_folder_chooser_show(), for files.
 */
void
gs_folder_chooser_show_files (GtkWidget *parent, const char *title, const char *accept, const char *name,
                              const char *const *patterns, GsFoldersFunc chosen, GObject *object)
{
  GtkFileChooserNative *native = gs_folder_chooser_new (parent, title, GTK_FILE_CHOOSER_ACTION_OPEN, accept);

  gs_folder_chooser_add_filters (GTK_FILE_CHOOSER (native), name, patterns);
  gs_folder_chooser_run (native, chosen, object);
}
