/* gs-legend.h: what the colours of a view mean; a click on one hides its state
 * SPDX-License-Identifier: MIT
 *
 * Emits "filter-changed" when a state is hidden or shown again.
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_LEGEND (gs_legend_get_type ())
G_DECLARE_FINAL_TYPE (GsLegend, gs_legend, GS, LEGEND, GtkWidget)

GtkWidget *gs_legend_new (const GsView *view);
void gs_legend_set_view (GsLegend *self, const GsView *view);
void gs_legend_set_colour_by (GsLegend *self, GsColourBy by, GsTimeline *timeline);
guint32 gs_legend_get_hidden_states (GsLegend *self, GsRows rows);
void gs_legend_set_hidden_states (GsLegend *self, const guint32 *hidden);

G_END_DECLS
