/* gs-row-tree.h: a timeline to the tree of rows of a view
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-row.h"

G_BEGIN_DECLS

GListModel *gs_row_tree_build (GsTimeline *timeline, GsRows rows);
char *gs_row_tree_dup_thread_key (GsTimeline *timeline, guint machine, guint thread);
char *gs_row_tree_dup_vcpu_key (GsTimeline *timeline, guint machine, guint vcpu);

G_END_DECLS
