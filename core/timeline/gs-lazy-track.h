/* gs-lazy-track.h: a row's track, composed when somebody looks
 * SPDX-License-Identifier: MIT
 *
 * Composing all rows of a large experiment costs more than reading a part of it again would, and most rows
 * are never looked at. So a row says how its track is made. What was made stays within a budget that all
 * tracks share; what was looked at just now always stays. Any thread may ask for any track.
 */
#pragma once

#include "track/gs-track.h"

G_BEGIN_DECLS

typedef struct _GsLazyTrack GsLazyTrack;

/* Makes a sealed track. Called from any thread, for one track by one thread at a time. */
typedef GsTrack *(*GsLazyTrackFunc) (gpointer source, guint index);

GsLazyTrack *gs_lazy_track_new (GsLazyTrackFunc compose, gpointer source, guint index, gsize n_expected);
GsLazyTrack *gs_lazy_track_new_done (GsTrack *track);
void gs_lazy_track_free (GsLazyTrack *self);
void gs_lazy_track_drop (GsLazyTrack *self);
void gs_lazy_track_keep_same (GsLazyTrack *self, GsLazyTrack *before);
gsize gs_lazy_track_get_n_expected (const GsLazyTrack *self);
GsTrack *gs_lazy_track_get (GsLazyTrack *self);
GsTrack *gs_lazy_track_ref (GsLazyTrack *self);
GsTrack *gs_lazy_track_peek (GsLazyTrack *self);
GsTrack *gs_lazy_track_make (GsLazyTrack *self);
void gs_lazy_track_set_budget (gsize n_bytes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsLazyTrack, gs_lazy_track_free)

G_END_DECLS
