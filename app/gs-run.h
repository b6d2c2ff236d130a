/* gs-run.h: one analysis for a subcommand, with progress and signals
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <signal.h>

#include "gs-options.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_EXIT_DONE 0
#define GS_EXIT_INPUT 1
#define GS_EXIT_USAGE 2
#define GS_EXIT_INTERRUPTED 130

void gs_run_get_signals (sigset_t *set);
GCancellable *gs_run_get_cancellable (void);
gboolean gs_run_print (const char *text, GError **error);
void gs_run_print_warnings (GPtrArray *warnings);
int gs_run_fail (const char *subcommand, const GError *error);
GsExperiment *gs_run_find_traces (const GsOptions *options, GError **error);
void gs_run_drop_clues (GsTimeline *timeline);
GsTimeline *gs_run_analysis (const GsOptions *options, char **name, GsSpan *span, GError **error);

G_END_DECLS
