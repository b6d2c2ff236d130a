/* gs-event-export.c: events as a CSV file
 * SPDX-License-Identifier: MIT
 *
 * A worker reads and writes them, one at a time.
 */
#include "events/gs-event-export.h"

#include <glib/gi18n.h>

#include "base/gs-write-error.h"
#include "base/gs-write-file.h"
#include "parts/gs-file-dialog.h"

#define BUFFER_BYTES (256 * 1024)

typedef struct
{
  GWeakRef widget; /* whose window is told */
  GsEventPages *pages;
  GsEventFilter *filter;
  GsSpan span;
  char *path;
} GsEventExport;

static void
gs_event_export_free (gpointer data)
{
  GsEventExport *self = data;

  g_weak_ref_clear (&self->widget);
  gs_event_pages_unref (self->pages);
  gs_event_filter_free (self->filter);
  g_free (self->path);
  g_free (self);
}

static void
gs_event_export_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsEventExport *self = task_data;
  g_autoptr (GError) cause = NULL;
  g_autoptr (GOutputStream) file = gs_write_file_open (self->path, &cause);
  g_autoptr (GOutputStream) stream = file != NULL ? g_buffered_output_stream_new_sized (file, BUFFER_BYTES) : NULL;
  GError *error = NULL;

  if (stream != NULL && gs_event_pages_write_csv (self->pages, self->span, self->filter, stream, NULL, &cause)
      && g_output_stream_close (stream, NULL, &cause))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  gs_write_error_set (&error, self->path, cause);
  g_task_return_error (task, error);
}

static void
gs_event_export_on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GsEventExport *self = g_task_get_task_data (G_TASK (result));
  g_autoptr (GtkWidget) widget = g_weak_ref_get (&self->widget);
  g_autofree char *name = g_filename_display_name (self->path);
  g_autofree char *text = g_strdup_printf (_ ("The events are in “%s”"), name);
  g_autoptr (GError) error = NULL;
  gboolean is_written = g_task_propagate_boolean (G_TASK (result), &error);

  if (widget != NULL)
    gtk_widget_activate_action (widget, "win.tell", "s", is_written ? text : error->message);
}

static void
gs_event_export_on_chosen (GtkNativeDialog *dialog, int response, GsEventExport *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autoptr (GTask) task = NULL;

  g_object_steal_data (G_OBJECT (dialog), "gs-export");
  if (response != GTK_RESPONSE_ACCEPT || file == NULL || g_file_peek_path (file) == NULL)
    {
      gs_event_export_free (self);
      return;
    }
  self->path = g_file_get_path (file);
  task = g_task_new (NULL, NULL, gs_event_export_on_written, NULL);
  g_task_set_task_data (task, self, gs_event_export_free);
  g_task_run_in_thread (task, gs_event_export_work);
}

/**
 * gs_event_export:
 * @widget: in the window that asks, and is told
 * @list: whose filter says which events
 * @span: ns, all of it
 *
 * Asks where to, then writes the events there.
 */
void
gs_event_export (GtkWidget *widget, GsEventList *list, GsSpan span)
{
  GsEventExport *self = g_new0 (GsEventExport, 1);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Export Events as CSV"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE,
      _ ("_Export"), _ ("_Cancel"));

  g_weak_ref_init (&self->widget, widget);
  self->pages = gs_event_pages_ref (gs_event_list_get_pages (list));
  self->filter = gs_event_filter_copy (gs_event_list_get_filter (list));
  self->span = span;
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), "events.csv");
  /* Until it is answered. */
  g_object_set_data_full (G_OBJECT (dialog), "gs-export", self, gs_event_export_free);
  g_signal_connect (dialog, "response", G_CALLBACK (gs_event_export_on_chosen), self);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
