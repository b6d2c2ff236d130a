/* gs-answer.h: buttons of dialogs that ask
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *gs_answer_add (GtkWidget *dialog, const char *label, int response);

G_END_DECLS
