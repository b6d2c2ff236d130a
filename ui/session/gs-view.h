/* gs-view.h: the three views of an experiment
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "session/gs-session.h"
#include "track/gs-state.h"

G_BEGIN_DECLS

/* What a legend shows one line for. */
typedef struct
{
  guint state; /* of the view's main row kind: vCPU, thread or CPU states */
  GsRows rows; /* whose states these are */
} GsLegendItem;

const char *gs_view_get_title (GsRows rows);
const GsLegendItem *gs_view_get_legend (GsRows rows, guint *n_items);
guint gs_view_get_columns (GsRows rows);

G_END_DECLS
