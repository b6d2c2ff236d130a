/* gs-state-file.h: files of the program's own state, one an experiment
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"

G_BEGIN_DECLS

char *gs_state_file_make_path (const GsExperiment *experiment, const char *kind, const char *suffix);
gboolean gs_state_file_prepare (const char *path, GError **error);

G_END_DECLS
