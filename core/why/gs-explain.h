/* gs-explain.h: where a thread's, a process's or a vCPU's time went
 * SPDX-License-Identifier: MIT
 *
 * All may run in any thread, as a timeline is immutable. The returned node's parts are one of each #GsWhyKind
 * at most, and what they add up to is the span, as do the parts below them.
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

GsWhyNode *gs_explain_thread (const GsTimeline *timeline, guint machine, guint32 thread, GsSpan span);
GsWhyNode *gs_explain_threads (const GsTimeline *timeline, guint machine, const GArray *threads, GsSpan span);
GsWhyNode *gs_explain_tid (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span);
GsWhyNode *gs_explain_vcpu (const GsTimeline *timeline, guint machine, guint vcpu_index, GsSpan span);
char *gs_explain_dup_text (const GsWhyNode *node);

G_END_DECLS
