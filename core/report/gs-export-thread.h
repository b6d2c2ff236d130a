/* gs-export-thread.h: what is printed about one thread begins with who it is, and from when to when
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "base/gs-json.h"
#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

char *gs_export_thread_dup_title (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span);
void gs_export_thread_begin (JsonBuilder *json, const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span);
char *gs_export_thread_end (JsonBuilder *json);

G_END_DECLS
