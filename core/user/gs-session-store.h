/* gs-session-store.h: how an experiment was looked at, kept until the next time
 * SPDX-License-Identifier: MIT
 *
 * The state is a dictionary (a{sv}) in which each part of the window keeps what is
 * its own: whole numbers as "x", else "s", "b", "d", "as" (gs_session_state_dup_strv()).
 * It is in the experiment's file where that has a member "session" (it gets one when it is
 * saved in the window), else with the program's own state: files that others wrote
 * are not touched for having been looked at.
 */
#pragma once

#include "experiment/gs-experiment.h"

G_BEGIN_DECLS

GVariant *gs_session_store_load (const GsExperiment *experiment);
void gs_session_store_save_async (const GsExperiment *experiment, GVariant *state, GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean gs_session_store_save_finish (GAsyncResult *result, GError **error);
gboolean gs_session_store_save (const GsExperiment *experiment, GVariant *state, GError **error);
void gs_session_store_put (GsExperiment *experiment, GVariant *state);

GStrv gs_session_state_dup_strv (GVariant *state, const char *key);

G_END_DECLS
