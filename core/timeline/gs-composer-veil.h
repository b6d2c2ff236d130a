/* gs-composer-veil.h: what lies over a guest's threads
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

GsTrack *gs_composer_veil (const GsTrack *thread, const GsClock *clock, GsTrack **host_views, guint n_host_views);
void gs_composer_sum_veiled (const GsTrack *thread, const GsClock *clock, GsTrack **host_views, guint n_host_views,
                             GsSpan span, gint64 *ns);

G_END_DECLS
