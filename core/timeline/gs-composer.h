/* gs-composer.h: machines, who is who, and clocks to one timeline
 * SPDX-License-Identifier: MIT
 *
 * No event is read again: linear in the number of intervals.
 */
#pragma once

#include "experiment/gs-experiment.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

GsTimeline *gs_composer_compose (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable);

G_END_DECLS
