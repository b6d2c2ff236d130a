/* gs-unsaved.h: changes of an experiment that are not saved, kept in case the program is ended
 * SPDX-License-Identifier: MIT
 *
 * They are kept for what opening the same file or folders again brings back. To be called in
 * the main thread, but for gs_unsaved_load().
 */
#pragma once

#include "experiment/gs-experiment.h"

G_BEGIN_DECLS

void gs_unsaved_keep_async (const GsExperiment *saved, const GsExperiment *changed, GAsyncReadyCallback callback,
                            gpointer user_data);
gboolean gs_unsaved_keep_finish (GAsyncResult *result, GError **error);
void gs_unsaved_forget (const GsExperiment *saved);
GsExperiment *gs_unsaved_load (const GsExperiment *saved, GCancellable *cancellable);

G_END_DECLS
