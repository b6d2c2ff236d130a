/* gs-clock-sync.h: messages that two machines saw, to a line between their clocks
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock.h"
#include "clock/gs-sync-point.h"

G_BEGIN_DECLS

/* One message, in both clocks: @is_sent_here is that of @time's machine. */
typedef struct
{
  gint64 time; /* on the clock that is to be brought to the reference */
  gint64 reference;
  gboolean is_sent_here;
} GsSyncMessage;

GArray *gs_clock_sync_match (const GsSyncPoint *points, gsize n_points, const GsSyncPoint *reference_points,
                             gsize n_reference_points, guint *n_rejected);
gboolean gs_clock_sync_solve (const GsSyncMessage *messages, gsize n_messages, GsSpan span, GsClock *clock);
gboolean gs_clock_sync_solve_at (const GsSyncMessage *messages, gsize n_messages, GsSpan span, const gint64 *times,
                                 guint n_times, double *widths, guint8 *is_rejected, GsClock *clock);

G_END_DECLS
