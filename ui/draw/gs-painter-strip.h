/* gs-painter-strip.h: whose a row's time was, along its lower edge
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "draw/gs-place.h"
#include "track/gs-track.h"

G_BEGIN_DECLS

void gs_painter_draw_strip (const GsCanvas *canvas, const guint32 *colours, const GsTrack *track, const GsPlace *place);

G_END_DECLS
