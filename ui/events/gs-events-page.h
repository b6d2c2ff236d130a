/* gs-events-page.h: the recorded events around the cursor
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-view.h"

G_BEGIN_DECLS

extern const GsView gs_events_view;

G_END_DECLS
