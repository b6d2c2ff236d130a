/* gs-window-actions.c: what menus, buttons and keys do in a window
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-window-private.h"

#include <glib/gi18n.h>

#include "base/gs-install-dirs.h"

#define ZOOM_STEP 1.5

static void
gs_window_open_folder_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_choose_folders (user_data);
}

static void
gs_window_open_experiment_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_choose_experiment (user_data);
}

static void
gs_window_open_sample_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *path = g_build_filename (gs_install_dirs_get_data (), "sample", "steal.gsx", NULL);
  const char *const paths[] = { path, NULL };

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    gs_window_open_elsewhere (user_data, paths);
  else
    gs_window_tell (user_data, GTK_MESSAGE_ERROR, _ ("The sample experiment is not there: install Guestscope again"));
}

static void
gs_window_export_picture_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_choose_picture (user_data, "png");
}

static void
gs_window_export_vectors_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_choose_picture (user_data, "svg");
}

static void
gs_window_export_table_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_choose_table (user_data);
}

static void
gs_window_zoom_in_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gs_session_zoom (self->session, ZOOM_STEP);
}

static void
gs_window_zoom_out_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gs_session_zoom (self->session, 1.0 / ZOOM_STEP);
}

static void
gs_window_zoom_fit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gs_session_fit (self->session);
}

static void
gs_window_zoom_selection_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GsWindow *self = user_data;

  gs_session_zoom_to_selection (self->session);
}

static void
gs_window_clocks_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_show_clocks (user_data);
}

static void
gs_window_next_change_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (!gs_gantt_next_change (gs_window_get_gantt (user_data)))
    gtk_widget_error_bell (user_data);
}

static void
gs_window_previous_change_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  if (!gs_gantt_previous_change (gs_window_get_gantt (user_data)))
    gtk_widget_error_bell (user_data);
}

/* For parts that know no window: something that the person is to be told. */
static void
gs_window_tell_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_tell (user_data, GTK_MESSAGE_INFO, g_variant_get_string (parameter, NULL));
}

static void
gs_window_cancel_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_cancel (user_data);
}

static void
gs_window_close_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gtk_window_close (user_data);
}

static void
gs_window_change_legend (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  GsWindow *self = user_data;

  gtk_revealer_set_reveal_child (self->legend_revealer, g_variant_get_boolean (state));
  g_simple_action_set_state (action, state);
}

static void
gs_window_change_details (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  g_simple_action_set_state (action, state);
  gs_window_fit_panels (user_data);
}

static void
gs_window_export_details_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  gs_window_choose_details_file (user_data);
}

void
gs_window_add_actions (GsWindow *self)
{
  static const GActionEntry entries[] = {
    { "open-folder", gs_window_open_folder_action },
    { "open-experiment", gs_window_open_experiment_action },
    { "open-sample", gs_window_open_sample_action },
    { "export-picture", gs_window_export_picture_action },
    { "export-vectors", gs_window_export_vectors_action },
    { "export-table", gs_window_export_table_action },
    { "zoom-in", gs_window_zoom_in_action },
    { "zoom-out", gs_window_zoom_out_action },
    { "zoom-fit", gs_window_zoom_fit_action },
    { "zoom-selection", gs_window_zoom_selection_action },
    { "clocks", gs_window_clocks_action },
    { "next-change", gs_window_next_change_action },
    { "previous-change", gs_window_previous_change_action },
    { "tell", gs_window_tell_action, "s" },
    { "cancel", gs_window_cancel_action },
    { "close", gs_window_close_action },
    { "legend", NULL, NULL, "false", gs_window_change_legend },
    { "details", NULL, NULL, "true", gs_window_change_details },
    { "export-details", gs_window_export_details_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  gs_window_add_experiment_actions (self);
  gs_window_add_saving_actions (self);
  gs_window_add_timeline_actions (self);
  g_signal_connect_object (self->session, "notify::selection", G_CALLBACK (gs_window_update_actions), self,
                           G_CONNECT_SWAPPED);
}
