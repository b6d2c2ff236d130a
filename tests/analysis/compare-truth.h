/* compare-truth.h: rows of a timeline against those of the simulation
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "sim/simulator.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

const GsTimelineMachine *compare_find_machine (const GsTimeline *timeline, const char *name);
guint compare_row (const SimResult *result, const GsTimeline *timeline, const SimRow *row, gint64 tolerance);
guint compare_causes (const SimResult *result, const GsTimeline *timeline, const SimRow *row);
void compare_exits (const SimResult *result, const GsTimeline *timeline, const SimRow *row);
guint compare_latencies (const SimResult *result, GsTimeline *timeline, gint64 tolerance);
guint compare_lossy_latencies (const SimResult *result, const GsTimeline *timeline);
void compare_explanations (const GsTimeline *timeline, guint n, guint seed, gboolean is_lossless);
void compare_sums (const GsTimeline *timeline);
guint compare_wake_ups (const SimResult *result, const GsTimeline *timeline, guint machine);
guint compare_claims (const SimResult *result, const GsTimeline *timeline, const SimRow *row, gboolean everywhere);
guint compare_losses (const SimResult *result, const GsTimeline *timeline);

G_END_DECLS
