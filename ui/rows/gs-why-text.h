/* gs-why-text.h: where time went, in the words of the window
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

char *gs_why_text_dup_who (const GsTimeline *timeline, const GsWhyNode *node);
char *gs_why_text_dup (const GsTimeline *timeline, const GsWhyNode *node);

G_END_DECLS
