/* gs-folder-chooser.h: asks for folders of traces
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*GsFoldersFunc) (const char *const *paths, gpointer user_data);

void gs_folder_chooser_start_in (GtkFileChooser *chooser);
void gs_folder_chooser_show (GtkWidget *parent, const char *title, const char *accept, GsFoldersFunc chosen,
                             GObject *object);

G_END_DECLS
