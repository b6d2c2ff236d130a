/* gs-file-dialog.h: dialogs that ask for a file, and before one is overwritten
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Writes the file, as the user wants it. */
typedef void (*GsFileFunc) (gpointer data);

void gs_file_dialog_show (GtkNativeDialog *dialog);
void gs_file_dialog_confirm (GtkWindow *parent, const char *chosen, const char *path, GsFileFunc write, gpointer data,
                             GDestroyNotify data_free);

G_END_DECLS
