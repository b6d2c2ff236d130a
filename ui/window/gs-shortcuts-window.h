/* gs-shortcuts-window.h: the list of keyboard shortcuts
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkShortcutsWindow *gs_shortcuts_window_new (void);

G_END_DECLS
