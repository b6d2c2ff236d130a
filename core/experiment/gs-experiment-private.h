/* gs-experiment-private.h: what the parts of gs-experiment share
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment-known.h"
#include "experiment/gs-experiment.h"

G_BEGIN_DECLS

#define GS_EXPERIMENT_SUFFIX ".gsx"
#define GS_EXPERIMENT_FORMAT "guestscope-experiment"
#define GS_EXPERIMENT_VERSION 1

/* Choices as the file writes them, by their enum's value. */
extern const char *const gs_clock_choice_names[];

GsExperimentTrace *gs_experiment_trace_new (const char *path, const char *name);
GsExperimentTrace *gs_experiment_trace_copy (const GsExperimentTrace *self);
void gs_experiment_trace_free (GsExperimentTrace *self);
gboolean gs_experiment_add (GsExperiment *self, GsExperimentTrace *entry);
const char *gs_experiment_role_get_name (GsRole role);
gboolean gs_experiment_role_from_name (const char *name, GsRole *role);

char *gs_experiment_find_near (const char *path, const char *folder);
gboolean gs_experiment_is_file (const char *path);
char *gs_experiment_resolve (const char *file, const char *path);
gpointer gs_experiment_parse (const char *path, GError **error);
gboolean gs_experiment_write (const char *path, gpointer root, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsExperimentTrace, gs_experiment_trace_free)

G_END_DECLS
