/* gs-analysis-job.h: one trace read to its machine
 * SPDX-License-Identifier: MIT
 *
 * Runs in a worker thread; its progress and its latest machine may be asked for
 * from any thread.
 */
#pragma once

#include "machine/gs-machine.h"

G_BEGIN_DECLS

typedef struct _GsAnalysisJob GsAnalysisJob;

GsAnalysisJob *gs_analysis_job_new (GsTrace *trace, guint n_threads, GCancellable *cancellable);
void gs_analysis_job_set_rows_only (GsAnalysisJob *self, gboolean is_rows_only);

/* Called now and then from the job's thread, which it may hold up. @fraction: of the trace that has been read */
typedef void (*GsAnalysisJobPace) (double fraction, gpointer user_data);

void gs_analysis_job_run (GsAnalysisJob *self, GsAnalysisJobPace pace, gpointer user_data);
void gs_analysis_job_want_snapshot (GsAnalysisJob *self);
GsMachine *gs_analysis_job_get_machine (GsAnalysisJob *self);
gboolean gs_analysis_job_is_done (GsAnalysisJob *self, GError **error);
double gs_analysis_job_get_progress (GsAnalysisJob *self, guint64 *n_events);
const GsTrace *gs_analysis_job_get_trace (GsAnalysisJob *self);
void gs_analysis_job_free (GsAnalysisJob *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsAnalysisJob, gs_analysis_job_free)

G_END_DECLS
