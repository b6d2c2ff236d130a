/* test-analyse.c: an experiment analysed in the calling thread
 * SPDX-License-Identifier: MIT
 */
#include "support/test-analyse.h"

#include "analysis/gs-analysis-run.h"

/* Returns: (transfer full) (nullable): NULL with @error where nothing could be read */
GsTimeline *
test_analyse (GsExperiment *experiment, GCancellable *cancellable, GError **error)
{
  g_autoptr (GsAnalysisRun) run = gs_analysis_run_new (experiment, cancellable);

  return gs_analysis_run_read (run, NULL, error);
}
