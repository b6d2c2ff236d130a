/* gs-composer-tracks.h: tracks of two machines into one
 * SPDX-License-Identifier: MIT
 *
 * The pure part of composing: tracks in, a sealed track on the reference clock out.
 */
#pragma once

#include "clock/gs-clock.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

gboolean gs_composer_is_identity (const GsClock *clock);
gsize gs_composer_seek (const GsTrack *track, const GsClock *clock, gint64 time);
GsTrack *gs_composer_retime (const GsTrack *track, const GsClock *clock, gint64 hold);
GsTrack *gs_composer_host_view (const GsTrack *thread, const GsTrack *kvm, const GsClock *clock);
GsTrack *gs_composer_see_out (const GsTrack *own, GsTrack **outer, guint n_outer);
gint64
gs_composer_get_hold (const GsTrack *host_view, const GsTrack *guest_view, const GsClock *guest_clock, gint64 longest);
GsTrack *
gs_composer_vcpu (const GsTrack *host_view, const GsTrack *guest_view, const GsClock *guest_clock, gint64 guest_hold);

G_END_DECLS
