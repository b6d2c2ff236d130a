/* gs-window-export.c: files that a window writes: pictures and numbers
 * SPDX-License-Identifier: MIT
 */
#include "gs-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gs-picture.h"

/* What a picture is made of, for the worker that draws and writes it. */
typedef struct
{
  GsTimeline *timeline;
  GsRows rows;
  GsSpan span;
  int width, height;
  gboolean is_dark;
  char *path;
} GsPictureJob;

static void
gs_picture_job_free (gpointer data)
{
  GsPictureJob *job = data;

  gs_timeline_unref (job->timeline);
  g_free (job->path);
  g_free (job);
}

static void
gs_window_draw_picture (GTask        *task,
                        gpointer      source_object,
                        gpointer      task_data,
                        GCancellable *cancellable)
{
  const GsPictureJob *job = task_data;
  GError *error = NULL;

  if (gs_picture_render_png (job->timeline, job->rows, job->span, job->width, job->height, job->is_dark, job->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
gs_window_on_picture_drawn (GObject      *source,
                            GAsyncResult *result,
                            gpointer      user_data)
{
  g_autoptr(GsWindow) self = user_data;
  const GsPictureJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr(GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (self->session == NULL) /* closed meanwhile */
    return;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      gs_window_tell (self, GTK_MESSAGE_ERROR, error->message);
      return;
    }
  name = g_filename_display_name (job->path);
  text = g_strdup_printf (_("The picture is in “%s”"), name);
  gs_window_tell (self, GTK_MESSAGE_INFO, text);
}

static gboolean
gs_window_is_dark (GsWindow *self)
{
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  return colour.red + colour.green + colour.blue > 1.5;
}

static void
gs_window_on_picture_chosen (GtkNativeDialog *dialog,
                             int              response,
                             GsWindow        *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  GtkWidget *gantt = GTK_WIDGET (gs_window_get_gantt (self));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL && self->timeline != NULL)
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, gs_window_on_picture_drawn, g_object_ref (self));
      GsPictureJob *job = g_new0 (GsPictureJob, 1);

      job->timeline = gs_timeline_ref (self->timeline);
      job->rows = gs_window_get_rows (self);
      job->span = gs_session_get_visible (self->session);
      job->width = CLAMP (gtk_widget_get_width (gantt), GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE);
      job->height = CLAMP (gtk_widget_get_height (gantt), GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE);
      job->is_dark = gs_window_is_dark (self);
      job->path = g_file_get_path (file);
      g_task_set_task_data (task, job, gs_picture_job_free);
      g_task_run_in_thread (task, gs_window_draw_picture);
    }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/* Asks where to, then writes what the view shows as a picture of its size. */
void
gs_window_choose_picture (GsWindow *self)
{
  GtkFileChooser *chooser = gs_window_create_chooser (self, _("Export as PNG"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"));
  g_autofree char *name = g_strdup_printf ("%s-%s.png", self->experiment->name, gs_rows_get_name (gs_window_get_rows (self)));

  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_picture_chosen), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Takes @text: written as a whole or not at all. */
typedef struct
{
  GsWindow *window;
  GFile    *file;
  char     *text;
} GsTextJob;

static void
gs_window_on_text_written (GObject      *source,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  GsTextJob *job = user_data;
  g_autoptr(GsWindow) self = job->window;
  g_autoptr(GFile) file = job->file;
  g_autofree char *written = job->text;
  g_autofree char *name = g_filename_display_name (g_file_peek_path (file));
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_free (job);
  if (g_file_replace_contents_finish (file, result, NULL, &error))
    text = g_strdup_printf (_("The numbers are in “%s”"), name);
  else
    text = g_strdup_printf (_("Cannot write “%s”: %s"), name, error->message);
  if (self->session != NULL) /* not closed meanwhile */
    gs_window_tell (self, error == NULL ? GTK_MESSAGE_INFO : GTK_MESSAGE_ERROR, text);
}

static void
gs_window_on_details_file (GtkNativeDialog *dialog,
                           int              response,
                           GsWindow        *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  char *csv = response == GTK_RESPONSE_ACCEPT ? gs_details_dup_csv (self->details) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL && csv != NULL)
    {
      GsTextJob *job = g_new0 (GsTextJob, 1);

      job->window = g_object_ref (self);
      job->file = g_object_ref (file);
      job->text = csv;
      g_file_replace_contents_async (file, csv, strlen (csv), NULL, FALSE, G_FILE_CREATE_NONE, NULL,
                                     gs_window_on_text_written, job);
    }
  else
    g_free (csv);
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

/* Asks where to, then writes the details' numbers. */
void
gs_window_choose_details_file (GsWindow *self)
{
  GtkFileChooser *chooser = gs_window_create_chooser (self, _("Export the Numbers as CSV"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"));
  g_autofree char *name = g_strdup_printf ("%s-details.csv", self->experiment->name);

  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_details_file), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
