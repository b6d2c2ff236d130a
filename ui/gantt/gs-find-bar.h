/* gs-find-bar.h: finds rows by their names
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signals: "found" (GsRow *row), when another row is to be
 * gone to; "closed".
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-row-list.h"
#include "session/gs-session.h"

G_BEGIN_DECLS

#define GS_TYPE_FIND_BAR (gs_find_bar_get_type ())
G_DECLARE_FINAL_TYPE (GsFindBar, gs_find_bar, GS, FIND_BAR, GtkWidget)

GtkWidget *gs_find_bar_new (GsRowList *rows, GsSession *session);
void gs_find_bar_open (GsFindBar *self);
void gs_find_bar_step (GsFindBar *self, int delta);

G_END_DECLS
