/* gs-row-chooser.h: which rows and columns are shown
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "gs-row-list.h"
#include "gs-session.h"

G_BEGIN_DECLS

GtkWidget *gs_row_chooser_new (GsSession  *session,
                               GsRowList  *rows);

G_END_DECLS
