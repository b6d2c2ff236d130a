/* test-analyse.h: an experiment analysed in the calling thread
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

GsTimeline *test_analyse (GsExperiment *experiment, GCancellable *cancellable, GError **error);

G_END_DECLS
