/* gs-recording-window.h: helps to record an experiment
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_RECORDING_WINDOW (gs_recording_window_get_type ())
G_DECLARE_FINAL_TYPE (GsRecordingWindow, gs_recording_window, GS, RECORDING_WINDOW, GtkWindow)

GtkWidget *gs_recording_window_new (GtkWindow *parent);

G_END_DECLS
