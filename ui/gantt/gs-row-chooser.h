/* gs-row-chooser.h: which rows and columns are shown
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-row-list.h"
#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_ROW_CHOOSER (gs_row_chooser_get_type ())
G_DECLARE_FINAL_TYPE (GsRowChooser, gs_row_chooser, GS, ROW_CHOOSER, GtkWidget)

GtkWidget *gs_row_chooser_new (const GsView *view, GsSession *session, GsRowList *rows, int width, int height);

G_END_DECLS
