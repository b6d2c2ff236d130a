/* bench-traces.h: a host with three guests of 10 million events, for benchmarks
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"

static inline void
run_or_die (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                     NULL, &status, &error)
      || !g_spawn_check_wait_status (status, &error))
    g_error ("%s", error->message);
}

/* Returns: (transfer full): a folder with a host and three guests */
static inline char *
make_traces (const char *program)
{
  char *folder = g_dir_make_tmp ("guestscope-bench-XXXXXX", NULL);

  run_or_die ((const char *const[]){ program, folder, "--events", "10000000", "--guests", "3", "--cpus", "4", "--vcpus",
                                     "2", "--vmsync", "--offset-ms", "700", "--drift-ppm", "10", "--bulk", "150",
                                     "--index", NULL });
  return folder;
}

/* @made: (nullable): what make_traces() returned; else @paths are opened */
static inline GsExperiment *
open_traces (const char *made, char **paths, GError **error)
{
  return gs_experiment_new_for_paths (made != NULL ? (const char *const[]){ made, NULL } : (const char *const *) paths,
                                      NULL, error);
}

/* @made: (nullable): what make_traces() returned */
static inline void
remove_traces (const char *made)
{
  if (made != NULL)
    run_or_die ((const char *const[]){ "rm", "-rf", made, NULL });
}
