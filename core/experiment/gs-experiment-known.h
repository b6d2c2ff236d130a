/* gs-experiment-known.h: what an experiment's file said when it was read or written last
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The member that holds how the experiment was looked at. */
#define GS_EXPERIMENT_SESSION "session"

typedef struct _GsExperimentKnown GsExperimentKnown;

GsExperimentKnown *gs_experiment_known_new (void);
GsExperimentKnown *gs_experiment_known_ref (GsExperimentKnown *self);
void gs_experiment_known_unref (GsExperimentKnown *self);
void gs_experiment_known_set (GsExperimentKnown *self, const char *path, gpointer root);
gboolean gs_experiment_known_is_other (GsExperimentKnown *self, const char *path, gpointer root);

G_END_DECLS
