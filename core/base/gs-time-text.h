/* gs-time-text.h: times and durations to text that people read, and back
 * SPDX-License-Identifier: MIT
 *
 * Digits are in groups of three, apart by a narrow no-break space (U+202F).
 * @precision is in ns: digits below its order of magnitude are not shown. Main
 * thread only until the decimal point is set.
 */
#pragma once

#include "base/gs-time.h"

G_BEGIN_DECLS

void gs_time_text_set_point (const char *point);
const char *gs_time_text_get_point (void);
char *gs_time_text_dup_integer (gint64 number);
char *gs_time_text_dup_duration (gint64 ns, gint64 precision);
char *gs_time_text_dup_exact (gint64 ns, gint64 precision);
char *gs_time_text_dup_seconds (gint64 ns, gint64 precision);
char *gs_time_text_dup_ns (gint64 ns);
char *gs_time_text_dup_clock (gint64 time, gint64 precision);
char *gs_time_text_dup_clock_in (gint64 time, gint64 precision, GTimeZone *zone);
char *gs_time_text_dup_date (gint64 time, GTimeZone *zone);
gboolean gs_time_text_parse (const char *text, gint64 origin, gint64 *time, GError **error);

G_END_DECLS
