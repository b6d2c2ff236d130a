/* gs-gantt-path.h: a critical path over the rows that it leads along
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include "gantt/gs-gantt-chart.h"
#include "rows/gs-row-list.h"

G_BEGIN_DECLS

void gs_gantt_path_draw (GsGanttChart *chart, GsRowList *rows, GsSession *session, GtkSnapshot *snapshot,
                         const GsPalette *palette);

G_END_DECLS
