/* gs-clocks-page.h: how every trace's clock was brought together, and by hand
 * SPDX-License-Identifier: MIT
 *
 * For the wizard and for a window of its own. Signal: "choice-changed", when
 * the user has overruled a clock: gs_clocks_page_get_experiment() has the new
 * choices, for gs_analysis_recompose().
 */
#pragma once

#include <gtk/gtk.h>

#include "experiment/gs-experiment.h"
#include "session/gs-session.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_CLOCKS_PAGE (gs_clocks_page_get_type ())
G_DECLARE_FINAL_TYPE (GsClocksPage, gs_clocks_page, GS, CLOCKS_PAGE, GtkWidget)

GtkWidget *gs_clocks_page_new (void);
void gs_clocks_page_set (GsClocksPage *self, GsExperiment *experiment, GsTimeline *timeline, GPtrArray *machines);
void gs_clocks_page_set_session (GsClocksPage *self, GsSession *session);
void gs_clocks_page_select (GsClocksPage *self, const char *trace);
GsExperiment *gs_clocks_page_get_experiment (GsClocksPage *self);

G_END_DECLS
