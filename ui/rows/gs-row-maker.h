/* gs-row-maker.h: tracks of rows that are made in the background
 * SPDX-License-Identifier: MIT
 *
 * Main thread only. Signal "made": tracks that were not there when somebody asked are there now.
 */
#pragma once

#include <glib-object.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

#define GS_TYPE_ROW_MAKER (gs_row_maker_get_type ())
G_DECLARE_FINAL_TYPE (GsRowMaker, gs_row_maker, GS, ROW_MAKER, GObject)

GsRowMaker *gs_row_maker_get_default (void);
GsTrack *gs_row_maker_ref_track (GsRowMaker *self, GsTimeline *timeline, GsLazyTrack *track);

G_END_DECLS
