/* gs-export-path.h: a critical path, as text and as JSON
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

char *gs_export_path_dup_text (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GArray *steps);
char *gs_export_path_dup_json (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GArray *steps);

G_END_DECLS
