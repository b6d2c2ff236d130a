/* gs-gantt-arrows.h: who gave a CPU to the selected row, and who got it after
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "gantt/gs-gantt-chart.h"

G_BEGIN_DECLS

void gs_gantt_arrows_draw (GsGanttChart *chart, GsRowList *rows, GsSession *session, GtkSnapshot *snapshot,
                           const GsPalette *palette);

G_END_DECLS
