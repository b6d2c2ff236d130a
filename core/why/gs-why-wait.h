/* gs-why-wait.h: what a thread waited for that could run
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

GsWhyNode *
gs_why_wait_explain (const GsTimeline *timeline, guint machine, guint32 thread, guint cpu, GsSpan woken, GsSpan queued);
const GsWhyNode *gs_why_wait_find_thread (const GsWhyNode *node);

G_END_DECLS
