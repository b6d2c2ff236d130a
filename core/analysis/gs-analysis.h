/* gs-analysis.h: an experiment analysed in the background
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signals are emitted in the main context that was the
 * thread's default when gs_analysis_start() was called:
 *  - "changed": gs_analysis_get_timeline() has a newer timeline
 *  - "finished" (GError *error, nullable): the last signal of a run
 */
#pragma once

#include "analysis/gs-progress.h"
#include "experiment/gs-experiment.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_ANALYSIS (gs_analysis_get_type ())
G_DECLARE_FINAL_TYPE (GsAnalysis, gs_analysis, GS, ANALYSIS, GObject)

GsAnalysis *gs_analysis_new (GsExperiment *experiment);
GsAnalysis *gs_analysis_copy (GsAnalysis *self);
void gs_analysis_set_previews (GsAnalysis *self, gboolean has_previews);
void gs_analysis_set_rows_only (GsAnalysis *self, gboolean is_rows_only);
void gs_analysis_start (GsAnalysis *self);
void gs_analysis_cancel (GsAnalysis *self);
gboolean gs_analysis_is_running (GsAnalysis *self);
void gs_analysis_get_progress (GsAnalysis *self, GsProgress *progress);
GsTimeline *gs_analysis_get_timeline (GsAnalysis *self);
GPtrArray *gs_analysis_get_machines (GsAnalysis *self);
void gs_analysis_recompose (GsAnalysis *self, GsExperiment *experiment);

G_END_DECLS
