/* gs-seek.h: from one state change of a row to another
 * SPDX-License-Identifier: MIT
 *
 * No GTK. Sums are asked where a walk would be long: a next interval is found in
 * O(log² n), however far away it is.
 */
#pragma once

#include "track/gs-track.h"

G_BEGIN_DECLS

/* What one looks for, in the words of all kinds of rows. */
typedef enum
{
  GS_SEEK_PREEMPTED,
  GS_SEEK_HYPERVISOR,
  GS_SEEK_BLOCKED,
  GS_SEEK_WAITING, /* for a CPU */
  GS_SEEK_RUNNING,
  GS_N_SEEKS
} GsSeek;

const char *gs_seek_get_label (GsSeek what);
guint32 gs_seek_get_mask (GsRows rows, GsSeek what);
gint64 gs_seek_next_edge (const GsTrack *track, gint64 time);
gint64 gs_seek_previous_edge (const GsTrack *track, gint64 time);
gint64 gs_seek_snap (const GsTrack *track, gint64 time, gint64 reach);
gboolean gs_seek_state (const GsTrack *track, gint64 time, guint32 mask, gboolean forward, GsInterval *interval);
gboolean gs_seek_longest (const GsTrack *track, GsSpan span, guint32 mask, GsInterval *interval);

G_END_DECLS
