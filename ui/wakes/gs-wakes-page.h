/* gs-wakes-page.h: the view of wake-ups: how long threads waited until they ran, and for what
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-view.h"

G_BEGIN_DECLS

#define GS_TYPE_WAKES_PAGE (gs_wakes_page_get_type ())
G_DECLARE_FINAL_TYPE (GsWakesPage, gs_wakes_page, GS, WAKES_PAGE, GtkWidget)

extern const GsView gs_wakes_view;

G_END_DECLS
