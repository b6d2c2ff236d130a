/* gs-window-export.c: files that a window writes: pictures, intervals and numbers
 * SPDX-License-Identifier: MIT
 *
 * Everything is drawn and written in the background, and is there as a whole or not at all.
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "base/gs-write-error.h"
#include "base/gs-write-file.h"
#include "gantt/gs-gantt-chart.h"
#include "parts/gs-file-dialog.h"
#include "parts/gs-style.h"
#include "picture/gs-picture.h"
#include "report/gs-export-csv.h"

/* What is written, for the worker that does it. */
typedef struct
{
  GsTimeline *timeline;
  GsPictureSpec spec;
  GsPictureFormat format;
  GStrv keys;    /* spec's */
  char *title;   /* likewise */
  GArray *marks; /* likewise: of GsPictureMark, with names of its own */
  GArray *rows;  /* of GsReportRow: of a table, else NULL */
  char *path;
} GsExportJob;

static void
gs_picture_mark_clear (gpointer data)
{
  g_free ((gpointer) ((GsPictureMark *) data)->name);
}

static void
gs_export_job_free (gpointer data)
{
  GsExportJob *job = data;

  gs_timeline_unref (job->timeline);
  g_clear_pointer (&job->rows, g_array_unref);
  g_array_unref (job->marks);
  g_strfreev (job->keys);
  g_free (job->title);
  g_free (job->path);
  g_free (job);
}

/* To a new file that takes the old one's place once it is complete. The error is GLib's own. */
static gboolean
gs_export_job_write_table (const GsExportJob *job, GError **error)
{
  g_autoptr (GOutputStream) stream = gs_write_file_open (job->path, error);
  g_autoptr (GCancellable) never = g_cancellable_new ();
  g_autoptr (GOutputStream) buffered = NULL;

  if (stream == NULL)
    return FALSE;
  buffered = g_buffered_output_stream_new_sized (stream, 1 << 16);
  if (gs_export_csv_write_rows (job->timeline, job->spec.view->rows, job->rows, job->spec.span, buffered, NULL, error))
    return g_output_stream_close (buffered, NULL, error);
  /* Closing a cancelled stream leaves the old file in its place. */
  g_cancellable_cancel (never);
  g_output_stream_close (buffered, never, NULL);
  return FALSE;
}

static void
gs_window_work_export (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsExportJob *job = task_data;
  g_autoptr (GError) cause = NULL;
  GError *error = NULL;
  gboolean is_done;

  if (job->rows != NULL)
    is_done = gs_export_job_write_table (job, &cause) || gs_write_error_set (&error, job->path, cause);
  else
    is_done = gs_picture_write (job->timeline, &job->spec, job->format, job->path, &error);
  if (is_done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
gs_window_on_exported (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsWindow) self = user_data;
  const GsExportJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
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
  text = g_strdup_printf (job->rows != NULL ? _ ("The intervals are in “%s”") : _ ("The picture is in “%s”"), name);
  gs_window_tell (self, GTK_MESSAGE_INFO, text);
}

/* Takes @job. */
static void
gs_window_start_export (GsWindow *self, GsExportJob *job)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, gs_window_on_exported, g_object_ref (self));

  g_task_set_task_data (task, job, gs_export_job_free);
  g_task_run_in_thread (task, gs_window_work_export);
}

/* Returns: (transfer full): the keys of the rows that are on the screen, or in the list at all */
static GStrv
gs_window_list_keys (GsWindow *self, gboolean has_all_rows)
{
  GsGantt *gantt = gs_window_get_gantt (self);
  GsRowList *list = gs_gantt_get_list (gantt);
  g_autoptr (GStrvBuilder) keys = g_strv_builder_new ();
  g_autoptr (GPtrArray) seen = gs_gantt_list_seen (gantt);
  guint n = has_all_rows ? gs_row_list_get_n_rows (list) : seen->len;

  for (guint i = 0; i < n; i++)
    g_strv_builder_add (keys, gs_row_get_key (has_all_rows ? gs_row_list_get (list, i) : g_ptr_array_index (seen, i)));
  return g_strv_builder_end (keys);
}

/* Returns: (transfer full): the view's own rows of those that are in the list */
static GArray *
gs_window_list_rows (GsWindow *self)
{
  GsRowList *list = gs_gantt_get_list (gs_window_get_gantt (self));
  GArray *rows = g_array_new (FALSE, FALSE, sizeof (GsReportRow));

  for (guint i = 0; i < gs_row_list_get_n_rows (list); i++)
    {
      GsRow *row = gs_row_list_get (list, i);
      GsReportRow found = { gs_row_get_rows (row), gs_row_get_machine (row), gs_row_get_index (row) };

      if (gs_row_has_track (row) && found.rows == gs_gantt_get_view (gs_window_get_gantt (self))->rows)
        g_array_append_val (rows, found);
    }
  return rows;
}

static void
gs_export_job_add_mark (GsExportJob *job, const char *name, gint64 time, gboolean is_marker)
{
  GsPictureMark mark = { g_strdup (name), time, is_marker };

  g_array_append_val (job->marks, mark);
}

/* As on the ruler. */
static void
gs_export_job_take_marks (GsExportJob *job, GsSession *session)
{
  static const char *const names[GS_N_MARKERS] = { "A", "B" };

  job->marks = g_array_new (FALSE, FALSE, sizeof (GsPictureMark));
  g_array_set_clear_func (job->marks, gs_picture_mark_clear);
  for (guint i = 0; i < gs_session_get_n_bookmarks (session); i++)
    {
      const GsBookmark *bookmark = gs_session_get_bookmark (session, i);

      gs_export_job_add_mark (job, bookmark->name, bookmark->time, FALSE);
    }
  for (guint i = 0; i < GS_N_MARKERS; i++)
    if (gs_session_get_marker (session, i) != GS_TIME_NONE)
      gs_export_job_add_mark (job, names[i], gs_session_get_marker (session, i), TRUE);
  job->spec.marks = (const GsPictureMark *) job->marks->data;
  job->spec.n_marks = job->marks->len;
}

static GsExportJob *
gs_window_new_job (GsWindow *self, GFile *file)
{
  GtkWidget *gantt = GTK_WIDGET (gs_window_get_gantt (self));
  GsExportJob *job = g_new0 (GsExportJob, 1);

  job->timeline = gs_timeline_ref (self->timeline);
  job->title = g_strdup (self->experiment->name);
  job->path = g_file_get_path (file);
  job->spec = (GsPictureSpec){
    .view = gs_gantt_get_view (gs_window_get_gantt (self)),
    .span = gs_session_get_visible (self->session),
    .axis = gs_session_get_time_axis (self->session),
    .selection = gs_session_get_selection (self->session),
    .title = job->title,
    .width = gtk_widget_get_width (gantt),
    .height = gtk_widget_get_height (gantt),
    .colours = gs_style_get_colours (),
    .colour_by = gs_session_get_colour_by (self->session),
    .counters = gs_session_get_counters (self->session),
    .is_dark = gs_widget_get_palette (gantt)->is_dark,
  };
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    job->spec.hidden_states[rows] = gs_session_get_hidden_states (self->session, rows);
  gs_export_job_take_marks (job, self->session);
  return job;
}

/* @format: "png", "svg" or "pdf": what was chosen; the ending of the name that was written goes before it. */
static void
gs_export_job_settle_name (GsExportJob *job, const char *format)
{
  g_autofree char *ending = g_strdup_printf (".%s", format);
  g_autofree char *path = g_steal_pointer (&job->path);

  job->format = gs_picture_format_of (ending);
  job->path = gs_picture_settle_path (path, &job->format);
}

/* A picture that may overwrite another file. */
typedef struct
{
  GsWindow *window;
  GsExportJob *job;
} GsPictureQuestion;

static void
gs_picture_question_accept (gpointer data)
{
  GsPictureQuestion *question = data;

  gs_window_start_export (question->window, g_steal_pointer (&question->job));
}

static void
gs_picture_question_free (gpointer data)
{
  GsPictureQuestion *question = data;

  g_clear_pointer (&question->job, gs_export_job_free);
  g_object_unref (question->window);
  g_free (question);
}

/* Takes @job, whose name may be another than the one that was @chosen. */
static void
gs_window_confirm_picture (GsWindow *self, const char *chosen, GsExportJob *job)
{
  GsPictureQuestion *question = g_new0 (GsPictureQuestion, 1);

  question->window = g_object_ref (self);
  question->job = job;
  gs_file_dialog_confirm (GTK_WINDOW (self), chosen, job->path, gs_picture_question_accept, question,
                          gs_picture_question_free);
}

static void
gs_window_on_picture_chosen (GtkNativeDialog *dialog, int response, GsWindow *self)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (dialog);
  g_autoptr (GFile) file = gtk_file_chooser_get_file (chooser);
  const char *scale = gtk_file_chooser_get_choice (chooser, "scale");
  const char *format = gtk_file_chooser_get_choice (chooser, "format");

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL && self->timeline != NULL)
    {
      GsExportJob *job = gs_window_new_job (self, file);

      job->spec.has_all_rows = g_strcmp0 (gtk_file_chooser_get_choice (chooser, "part"), "all") == 0;
      job->spec.scale = scale != NULL ? atoi (scale) : 1;
      job->keys = gs_window_list_keys (self, job->spec.has_all_rows);
      job->spec.keys = (const char *const *) job->keys;
      gs_export_job_settle_name (job, format != NULL ? format : "png");
      gs_window_confirm_picture (self, g_file_peek_path (file), job);
    }
}

static void
gs_window_add_picture_choices (GtkFileChooser *chooser, const char *format)
{
  const char *formats[] = { "png", "svg", "pdf", NULL };
  const char *format_labels[] = { _ ("PNG"), _ ("SVG"), _ ("PDF"), NULL };
  const char *parts[] = { "seen", "all", NULL };
  const char *part_labels[] = { _ ("What is seen"), _ ("All rows"), NULL };
  const char *scales[] = { "1", "2", "3", "4", NULL };
  const char *scale_labels[] = { _ ("1×"), _ ("2×"), _ ("3×"), _ ("4×"), NULL };
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  /* Beside choices GTK shows its list of filters, as “(None)” where there is none. */
  gtk_file_filter_set_name (filter, _ ("Pictures"));
  for (guint i = 0; formats[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, formats[i]);
  gtk_file_chooser_add_filter (chooser, filter);
  gtk_file_chooser_set_filter (chooser, filter);
  gtk_file_chooser_add_choice (chooser, "format", _ ("Format"), formats, format_labels);
  gtk_file_chooser_add_choice (chooser, "part", _ ("Rows"), parts, part_labels);
  gtk_file_chooser_add_choice (chooser, "scale", _ ("Scale"), scales, scale_labels);
  gtk_file_chooser_set_choice (chooser, "format", format);
  gtk_file_chooser_set_choice (chooser, "part", "seen");
  gtk_file_chooser_set_choice (chooser, "scale", "1");
}

/**
 * gs_window_choose_picture:
 * @format: "png", "svg" or "pdf": what is proposed
 *
 * Asks where to and how, then writes what the view shows as a picture.
 */
void
gs_window_choose_picture (GsWindow *self, const char *format)
{
  gboolean is_png = g_str_equal (format, "png");
  GtkFileChooser *chooser = gs_window_create_chooser (self, is_png ? _ ("Export as PNG") : _ ("Export as SVG or PDF"),
                                                      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));
  g_autofree char *name = g_strdup_printf ("%s-%s", self->experiment->name,
                                           gs_gantt_get_view (gs_window_get_gantt (self))->id);

  /* Without an ending: one would go before the format that is chosen below. */
  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (chooser, name);
  gs_window_add_picture_choices (chooser, format);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_picture_chosen), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

static void
gs_window_on_table_chosen (GtkNativeDialog *dialog, int response, GsWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL && g_file_peek_path (file) != NULL && self->timeline != NULL)
    {
      GsExportJob *job = gs_window_new_job (self, file);

      job->rows = gs_window_list_rows (self);
      gs_window_start_export (self, job);
    }
}

/* Asks where to, then writes the intervals of the listed rows in the visible range. */
void
gs_window_choose_table (GsWindow *self)
{
  GtkFileChooser *chooser = gs_window_create_chooser (self, _ ("Export Intervals as CSV"), GTK_FILE_CHOOSER_ACTION_SAVE,
                                                      _ ("_Export"));
  g_autofree char *name = g_strdup_printf ("%s-%s.csv", self->experiment->name,
                                           gs_gantt_get_view (gs_window_get_gantt (self))->id);

  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_table_chosen), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (chooser));
}

/* Numbers on their way to a file. */
typedef struct
{
  char *path;
  char *text;
} GsTextJob;

static void
gs_text_job_free (gpointer data)
{
  GsTextJob *job = data;

  g_free (job->path);
  g_free (job->text);
  g_free (job);
}

static void
gs_window_work_text (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const GsTextJob *job = task_data;
  GError *error = NULL;

  if (gs_write_file (job->path, job->text, strlen (job->text), 0666, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
gs_window_on_text_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsWindow) self = user_data;
  const GsTextJob *job = g_task_get_task_data (G_TASK (result));
  g_autofree char *name = g_filename_display_name (job->path);
  g_autofree char *text = g_strdup_printf (_ ("The numbers are in “%s”"), name);
  g_autoptr (GError) error = NULL;
  gboolean is_written = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->session != NULL) /* not closed meanwhile */
    gs_window_tell (self, is_written ? GTK_MESSAGE_INFO : GTK_MESSAGE_ERROR, is_written ? text : error->message);
}

/* Takes @path and @text. */
static void
gs_window_start_text (GsWindow *self, char *path, char *text)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, gs_window_on_text_written, g_object_ref (self));
  GsTextJob *job = g_new0 (GsTextJob, 1);

  job->path = path;
  job->text = text;
  g_task_set_task_data (task, job, gs_text_job_free);
  g_task_run_in_thread (task, gs_window_work_text);
}

static void
gs_window_on_details_file (GtkNativeDialog *dialog, int response, GsWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  char *csv = response == GTK_RESPONSE_ACCEPT ? gs_details_dup_csv (self->details) : NULL;

  if (file != NULL && g_file_peek_path (file) != NULL && csv != NULL)
    gs_window_start_text (self, g_file_get_path (file), csv);
  else
    g_free (csv);
}

/* Asks where to, then writes the details' numbers. */
void
gs_window_choose_details_file (GsWindow *self)
{
  GtkFileChooser *chooser = gs_window_create_chooser (self, _ ("Export the Numbers as CSV"),
                                                      GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Export"));
  g_autofree char *name = g_strdup_printf ("%s-details.csv", self->experiment->name);

  g_strdelimit (name, "/", '-');
  gtk_file_chooser_set_current_name (chooser, name);
  g_signal_connect_object (chooser, "response", G_CALLBACK (gs_window_on_details_file), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (chooser));
}
