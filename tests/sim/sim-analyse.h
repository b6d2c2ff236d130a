/* sim-analyse.h: a simulation's traces, written, opened and analysed
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "sim/simulator.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

GsTimeline *sim_analyse (const SimConfig *config, SimResult **result);

G_END_DECLS
