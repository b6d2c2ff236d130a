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

static void
test_on_signal (GMainLoop *loop)
{
  g_main_loop_quit (loop);
}

/* Runs @loop until @analysis has emitted @signal. */
void
test_wait_for (GsAnalysis *analysis, const char *signal, GMainLoop *loop)
{
  gulong id = g_signal_connect_swapped (analysis, signal, G_CALLBACK (test_on_signal), loop);

  g_main_loop_run (loop);
  g_signal_handler_disconnect (analysis, id);
}
