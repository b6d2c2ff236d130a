/* gs-warnings-button.h: the warnings of an experiment: one line, which opens the list
 * SPDX-License-Identifier: MIT
 *
 * Not seen while there are none.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_WARNINGS_BUTTON (gs_warnings_button_get_type ())
G_DECLARE_FINAL_TYPE (GsWarningsButton, gs_warnings_button, GS, WARNINGS_BUTTON, GtkWidget)

void gs_warnings_button_add (GsWarningsButton *self, const char *text, const char *label, const char *action);
void gs_warnings_button_remove (GsWarningsButton *self, const char *text);
void gs_warnings_button_clear (GsWarningsButton *self);

G_END_DECLS
