/* sim-analyse.c: a simulation's traces, written, opened and analysed
 * SPDX-License-Identifier: MIT
 */
#include "sim/sim-analyse.h"

#include "experiment/gs-experiment.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

/**
 * sim_analyse:
 * @result: (out) (optional) (transfer full): what was simulated
 *
 * The traces are gone afterwards. What fails ends the test.
 *
 * Returns: (transfer full): the timeline
 */
GsTimeline *
sim_analyse (const SimConfig *config, SimResult **result)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (SimResult) simulated = NULL;
  g_autoptr (GError) error = NULL;
  GsTimeline *timeline;

  simulated = sim_write (config, folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  test_folder_remove (folder);
  if (result != NULL)
    *result = g_steal_pointer (&simulated);
  return timeline;
}
