/* gs-folder-chooser.h: asks for folders of traces, and for files
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*GsFoldersFunc) (const char *const *paths, gpointer user_data);

void gs_folder_chooser_start_in (GtkFileChooser *chooser);
void gs_folder_chooser_add_filters (GtkFileChooser *chooser, const char *name, const char *const *patterns);
void gs_folder_chooser_show (GtkWidget *parent, const char *title, const char *accept, GsFoldersFunc chosen,
                             GObject *object);
void gs_folder_chooser_show_files (GtkWidget *parent, const char *title, const char *accept, const char *name,
                                   const char *const *patterns, GsFoldersFunc chosen, GObject *object);

G_END_DECLS
