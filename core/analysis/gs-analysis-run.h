/* gs-analysis-run.h: the traces of one experiment being read
 * SPDX-License-Identifier: MIT
 *
 * Shared by all threads of a run, and outliving whoever started it where it
 * must. Used by gs-analysis alone.
 */
#pragma once

#include "analysis/gs-progress.h"
#include "experiment/gs-experiment.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef struct _GsAnalysisRun GsAnalysisRun;

/* Takes a preview, in the main thread; it is the receiver's. */
typedef void (*GsAnalysisRunReceiver) (GsTimeline *timeline, gpointer user_data);

GsAnalysisRun *gs_analysis_run_new (GsExperiment *experiment, GCancellable *cancellable);
GsAnalysisRun *gs_analysis_run_ref (GsAnalysisRun *run);
void gs_analysis_run_unref (gpointer run);
void gs_analysis_run_set_receiver (GsAnalysisRun *run, GsAnalysisRunReceiver receiver, gpointer user_data);
void gs_analysis_run_set_rows_only (GsAnalysisRun *run, gboolean is_rows_only);
GsTimeline *gs_analysis_run_read (GsAnalysisRun *run, GMainContext *context, GError **error);
void gs_analysis_run_cancel (GsAnalysisRun *run);
GCancellable *gs_analysis_run_get_cancellable (GsAnalysisRun *run);
GPtrArray *gs_analysis_run_get_machines (GsAnalysisRun *run);
void gs_analysis_run_get_progress (GsAnalysisRun *run, GsProgress *progress);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsAnalysisRun, gs_analysis_run_unref)

G_END_DECLS
