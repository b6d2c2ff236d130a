/* gs-composer-rows.h: a machine's rows, and how their tracks are made
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

void gs_composer_add_vcpus (GsTimelineMachine *self, const GsVm *vm);
void gs_composer_make_vcpus (const GsTimelineMachine *self);
void gs_composer_leave (const GsTimeline *timeline, const GsTimelineMachine *machine);
void gs_composer_add_threads (GsTimelineMachine *self);
void gs_composer_add_cpus (GsTimelineMachine *self);
void gs_composer_prepare (GsTimeline *timeline);
void gs_composer_get_use (const GsTimelineMachine *self, guint thread, GsTimeUse *use);
void gs_composer_sum_thread (const GsTimelineMachine *self, guint thread, GsSpan span, gint64 *ns);

G_END_DECLS
