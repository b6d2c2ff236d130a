/* gs-views.h: the views that there are
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-view.h"

G_BEGIN_DECLS

const GsView *gs_views_get (guint index);
const GsView *gs_views_find (const char *id);
char *gs_views_dup_row_ids (void);

G_END_DECLS
