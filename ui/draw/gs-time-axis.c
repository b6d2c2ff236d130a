/* gs-time-axis.c: how times are written along an axis
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-time-axis.h"

#include "base/gs-time-text.h"

/**
 * gs_time_axis_dup_text:
 * @self: (nullable): %NULL for local times
 * @time: ns since the epoch
 * @precision: ns; digits below its order of magnitude are not shown, but for nanoseconds, which are all there
 *
 * Returns: (transfer full): a time as its axis counts: "09:12:30.512 345 678", "+12.345 678 s" or "+12 345 678 000 ns"
 */
char *
gs_time_axis_dup_text (const GsTimeAxis *self, gint64 time, gint64 precision)
{
  g_autoptr (GTimeZone) utc = NULL;

  switch (self != NULL ? self->format : GS_TIME_FORMAT_LOCAL)
    {
    case GS_TIME_FORMAT_UTC:
      utc = g_time_zone_new_utc ();
      return gs_time_text_dup_clock_in (time, precision, utc);
    case GS_TIME_FORMAT_SECONDS:
      return gs_time_text_dup_seconds (gs_time_subtract (time, self->origin), precision);
    case GS_TIME_FORMAT_NS:
      return gs_time_text_dup_ns (gs_time_subtract (time, self->origin));
    default:
      return gs_time_text_dup_clock (time, precision);
    }
}
