/* gs-track.h: one row's states over time, sorted and gap-free
 * SPDX-License-Identifier: MIT
 *
 * A track is the one data structure that everything is drawn and counted from.
 * It answers exactly, never by sampling, how long each state lasted in any
 * span: O(log n) by cumulative sums kept at every GS_TRACK_BLOCK-th interval.
 *
 * A track is written by one thread. What it has packed is never written again,
 * so a snapshot shares it and may be read by other threads while the writer
 * goes on.
 */
#pragma once

#include <glib-object.h>

#include "event/gs-event.h"
#include "track/gs-interval.h"

G_BEGIN_DECLS

#define GS_TRACK_LOOK_AHEAD 64 /* as many times at once, at most */

typedef struct _GsTrack GsTrack;

GsTrack *gs_track_new (guint n_states);
GsTrack *gs_track_ref (const GsTrack *self);
void gs_track_unref (GsTrack *self);
void gs_track_append (GsTrack *self, gint64 time, GsTrackValue value);
gboolean gs_track_peek_last (const GsTrack *self, gint64 *begin, GsTrackValue *value);
void gs_track_amend_last (GsTrack *self, GsTrackValue value);
void gs_track_take_back (GsTrack *self, gint64 time, GsTrackValue value);
void gs_track_seal (GsTrack *self, gint64 end);
GsTrack *gs_track_snapshot (const GsTrack *self, gint64 end);

guint gs_track_get_n_states (const GsTrack *self);
gsize gs_track_get_n_intervals (const GsTrack *self);
gsize gs_track_get_n_bytes (const GsTrack *self);
GsSpan gs_track_get_span (const GsTrack *self);
GsInterval gs_track_get (const GsTrack *self, gsize index);
GsSpan gs_track_get_state (const GsTrack *self, gsize index, guint8 *state);
gboolean gs_track_find (const GsTrack *self, gint64 time, gsize *index);
gsize gs_track_seek (const GsTrack *self, gsize from, gint64 time);
void gs_track_sum (const GsTrack *self, GsSpan span, gint64 *ns);

/* Walks forward over a sealed track in steps: what a painter asks for, column
 * by column. Fields are private. */
typedef struct
{
  const GsTrack *track;
  gint64 time;
  gsize index; /* of the interval at time */
  gint64 end;  /* of that interval; GS_TIME_NONE: not looked up yet */
  gboolean has_sums;
  gint64 sums[GS_MAX_STATES]; /* from the track's begin to time */
} GsTrackCursor;

void gs_track_cursor_init (GsTrackCursor *cursor, const GsTrack *track, gint64 time);
gsize gs_track_cursor_step (GsTrackCursor *cursor, gint64 time, gint64 *ns);
gsize gs_track_cursor_step_to (GsTrackCursor *cursor, gsize index, gint64 time, gint64 *ns);
void gs_track_cursor_look_ahead (const GsTrackCursor *cursor, const gint64 *times, guint n_times, gsize *indices);
gint64 gs_track_cursor_get_end (GsTrackCursor *cursor);
gboolean gs_track_cursor_peek (const GsTrackCursor *cursor, GsInterval *interval);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsTrack, gs_track_unref)

G_END_DECLS
