/* gs-recent-list.h: the experiments that were opened last
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_RECENT_LIST (gs_recent_list_get_type ())
G_DECLARE_FINAL_TYPE (GsRecentList, gs_recent_list, GS, RECENT_LIST, GtkWidget)

void gs_recent_list_update (GsRecentList *self);

G_END_DECLS
