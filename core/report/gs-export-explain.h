/* gs-export-explain.h: where a thread's time went, as text and as JSON
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

char *
gs_export_explain_dup_text (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GsWhyNode *node);
char *
gs_export_explain_dup_json (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GsWhyNode *node);

G_END_DECLS
