/* gs-gantt-names.h: the rows' names beside a chart
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-row-list.h"
#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_GANTT_NAMES (gs_gantt_names_get_type ())
G_DECLARE_FINAL_TYPE (GsGanttNames, gs_gantt_names, GS, GANTT_NAMES, GtkWidget)

GtkWidget *gs_gantt_names_new (const GsView *view, GsRowList *rows, GsSession *session, GtkAdjustment *vertical);

G_END_DECLS
