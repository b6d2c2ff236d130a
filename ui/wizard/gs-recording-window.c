/* gs-recording-window.c: helps to record an experiment
 * SPDX-License-Identifier: MIT
 */
#include "wizard/gs-recording-window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-write-file.h"
#include "parts/gs-file-dialog.h"
#include "trace/gs-recording-lines.h"
#include "trace/gs-recording.h"

struct _GsRecordingWindow
{
  GtkWindow parent_instance;
  GtkWidget *recorder; /* GtkDropDown */
  GtkWidget *preset;   /* GtkDropDown */
  GtkWidget *description;
  GtkWidget *guests;  /* GtkEntry: names, separated by commas */
  GtkWidget *machine; /* GtkDropDown: whose script is seen */
  GtkTextBuffer *script;
  GtkWidget *status;
  char *machines; /* as the drop-down has them, for comparing */
};

G_DEFINE_FINAL_TYPE (GsRecordingWindow, gs_recording_window, GTK_TYPE_WINDOW)

/* Returns: (transfer full): the guests' names; one where none is given */
static GStrv
gs_recording_window_get_guests (GsRecordingWindow *self)
{
  g_auto (GStrv) parts = g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (self->guests)), ",;", -1);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    if (g_strstrip (parts[i])[0] != '\0')
      {
        g_strv_builder_add (names, parts[i]);
        n++;
      }
  if (n == 0)
    g_strv_builder_add (names, "guest");
  return g_strv_builder_end (names);
}

/* Returns: (transfer full) (nullable): name of the guest whose script is seen, or NULL for the host */
static char *
gs_recording_window_dup_guest (GsRecordingWindow *self)
{
  g_auto (GStrv) guests = gs_recording_window_get_guests (self);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->machine));

  return selected == 0 || selected > g_strv_length (guests) ? NULL : g_strdup (guests[selected - 1]);
}

/* Returns: (transfer full): what records @guest, or the host where it is NULL */
static char *
gs_recording_window_make_script (GsRecordingWindow *self, const char *guest)
{
  GsRecorder recorder = MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->recorder)), GS_N_RECORDERS - 1);
  GsPreset preset = MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->preset)), GS_N_PRESETS - 1);
  g_auto (GStrv) guests = gs_recording_window_get_guests (self);

  return recorder == GS_RECORDER_LTTNG ?
             gs_recording_make_script (preset, guest) :
             gs_recording_make_lines (recorder, preset, guest, (const char *const *) guests);
}

static void
gs_recording_window_show_script (GsRecordingWindow *self)
{
  GsPreset preset = MIN (gtk_drop_down_get_selected (GTK_DROP_DOWN (self->preset)), GS_N_PRESETS - 1);
  g_autofree char *guest = gs_recording_window_dup_guest (self);
  g_autofree char *script = gs_recording_window_make_script (self, guest);

  gtk_label_set_text (GTK_LABEL (self->description), gs_preset_get_description (preset));
  gtk_text_buffer_set_text (self->script, script, -1);
}

static void
gs_recording_window_update (GsRecordingWindow *self)
{
  g_auto (GStrv) guests = gs_recording_window_get_guests (self);
  g_autofree char *joined = g_strjoinv ("\n", guests);

  if (g_strcmp0 (joined, self->machines) != 0)
    {
      g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

      gtk_string_list_append (list, _ ("Host"));
      for (guint i = 0; guests[i] != NULL; i++)
        {
          g_autofree char *text = g_strdup_printf (_ ("Guest %s"), guests[i]);

          gtk_string_list_append (list, text);
        }
      gtk_drop_down_set_model (GTK_DROP_DOWN (self->machine), G_LIST_MODEL (list));
      g_free (self->machines);
      self->machines = g_steal_pointer (&joined);
    }
  gs_recording_window_show_script (self);
}

static void
gs_recording_window_on_copy (GsRecordingWindow *self)
{
  GtkTextIter begin, end;
  g_autofree char *text = NULL;

  gtk_text_buffer_get_bounds (self->script, &begin, &end);
  text = gtk_text_buffer_get_text (self->script, &begin, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  gtk_label_set_text (GTK_LABEL (self->status), _ ("The script is copied"));
}

static gboolean
gs_recording_window_write (GsRecordingWindow *self, const char *folder, const char *guest, GError **error)
{
  g_autofree char *name = gs_recording_make_file_name (guest);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *script = gs_recording_window_make_script (self, guest);

  return gs_write_file (path, script, strlen (script), 0755, error);
}

/* All scripts at once: nobody wants to save each by itself. */
static void
gs_recording_window_write_all (GsRecordingWindow *self, const char *folder)
{
  g_auto (GStrv) guests = gs_recording_window_get_guests (self);
  g_autofree char *display = g_filename_display_name (folder);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean is_written = gs_recording_window_write (self, folder, NULL, &error);

  for (guint i = 0; is_written && guests[i] != NULL; i++)
    is_written = gs_recording_window_write (self, folder, guests[i], &error);
  if (is_written)
    text = g_strdup_printf (ngettext ("The scripts of the host and of %u guest are in “%s”",
                                      "The scripts of the host and of %u guests are in “%s”", g_strv_length (guests)),
                            g_strv_length (guests), display);
  gtk_label_set_text (GTK_LABEL (self->status), is_written ? text : error->message);
}

static void
gs_recording_window_on_folder (GtkNativeDialog *dialog, int response, GsRecordingWindow *self)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && folder != NULL && g_file_peek_path (folder) != NULL)
    gs_recording_window_write_all (self, g_file_peek_path (folder));
}

static void
gs_recording_window_on_save (GsRecordingWindow *self)
{
  GtkFileChooserNative *native = gtk_file_chooser_native_new (
      _ ("Save the Scripts In"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Save"), _ ("_Cancel"));

  g_signal_connect_object (native, "response", G_CALLBACK (gs_recording_window_on_folder), self, 0);
  gs_file_dialog_show (GTK_NATIVE_DIALOG (native));
}

static void
gs_recording_window_finalize (GObject *object)
{
  g_free (GS_RECORDING_WINDOW (object)->machines);
  G_OBJECT_CLASS (gs_recording_window_parent_class)->finalize (object);
}

static gboolean
gs_recording_window_on_escape (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (widget));
  return TRUE;
}

static void
gs_recording_window_class_init (GsRecordingWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gs_recording_window_finalize;
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, gs_recording_window_on_escape, NULL);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/guestscope/Guestscope/ui/gs-recording-window.ui");
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, preset);
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, recorder);
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, description);
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, guests);
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, machine);
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, script);
  gtk_widget_class_bind_template_child (widget_class, GsRecordingWindow, status);
  gtk_widget_class_bind_template_callback (widget_class, gs_recording_window_update);
  gtk_widget_class_bind_template_callback (widget_class, gs_recording_window_show_script);
  gtk_widget_class_bind_template_callback (widget_class, gs_recording_window_on_copy);
  gtk_widget_class_bind_template_callback (widget_class, gs_recording_window_on_save);
}

static void
gs_recording_window_init (GsRecordingWindow *self)
{
  g_autoptr (GtkStringList) presets = gtk_string_list_new (NULL);
  g_autoptr (GtkStringList) recorders = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < GS_N_RECORDERS; i++)
    gtk_string_list_append (recorders, gs_recorder_get_title (i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->recorder), G_LIST_MODEL (recorders));
  for (guint i = 0; i < GS_N_PRESETS; i++)
    gtk_string_list_append (presets, gs_preset_get_title (i));
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->preset), G_LIST_MODEL (presets));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->preset), GS_PRESET_VM);
  gs_recording_window_update (self);
}

GtkWidget *
gs_recording_window_new (GtkWindow *parent)
{
  return g_object_new (GS_TYPE_RECORDING_WINDOW, "transient-for", parent, "destroy-with-parent", TRUE, NULL);
}
