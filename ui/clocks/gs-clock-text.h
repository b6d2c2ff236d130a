/* gs-clock-text.h: clocks in words, and times that people type
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

const char *gs_clock_text_get_method (const GsClock *clock);
char *gs_clock_text_dup_offset (const GsClock *clock);
char *gs_clock_text_dup_drift (const GsClock *clock);
char *gs_clock_text_dup_accuracy (const GsClock *clock);
char *gs_clock_text_dup_summary (const GsTimeline *timeline);
char *gs_clock_text_dup_sentence (const GsTimeline *timeline, guint machine, guint partner, gint64 distance);
char *gs_clock_text_dup_health (guint64 n_events, guint64 n_outside);
gboolean gs_clock_text_parse_duration (const char *text, gint64 *ns, GError **error);
gboolean gs_clock_text_parse_moment (const char *text, GsSpan span, gint64 *time, GError **error);

G_END_DECLS
