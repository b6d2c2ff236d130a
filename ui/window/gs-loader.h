/* gs-loader.h: paths to an experiment, without waiting for the disk
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"

G_BEGIN_DECLS

void gs_loader_load_async (const char *const *paths, GCancellable *cancellable, GAsyncReadyCallback callback,
                           gpointer user_data);
const char *const *gs_loader_get_paths (GAsyncResult *result);
GsExperiment *gs_loader_load_finish (GAsyncResult *result, GsExperiment **unsaved, GError **error);

G_END_DECLS
