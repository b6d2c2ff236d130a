/* gs-export-summary.h: a timeline in numbers, as JSON
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

char *gs_export_summary_dup (const GsTimeline *timeline, const char *name, GsSpan span);

G_END_DECLS
