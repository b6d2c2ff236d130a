/* test-analyse.h: an experiment analysed in the calling thread, and what an analysis says waited for
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "analysis/gs-analysis.h"
#include "experiment/gs-experiment.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

void test_wait_for (GsAnalysis *analysis, const char *signal, GMainLoop *loop);
GsTimeline *test_analyse (GsExperiment *experiment, GCancellable *cancellable, GError **error);

G_END_DECLS
