/* gs-legend.h: what the colours of a view mean
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "gs-state.h"

G_BEGIN_DECLS

#define GS_TYPE_LEGEND (gs_legend_get_type ())
G_DECLARE_FINAL_TYPE (GsLegend, gs_legend, GS, LEGEND, GtkWidget)

GtkWidget *gs_legend_new      (GsRows    rows);
void       gs_legend_set_rows (GsLegend *self,
                               GsRows    rows);

G_END_DECLS
