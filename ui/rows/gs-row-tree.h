/* gs-row-tree.h: a timeline to the trees of rows of the views
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "rows/gs-row.h"

G_BEGIN_DECLS

GListModel *gs_row_tree_build_vcpus (GsTimeline *timeline);
GListModel *gs_row_tree_build_threads (GsTimeline *timeline);
GListModel *gs_row_tree_build_cpus (GsTimeline *timeline);
char *gs_row_tree_dup_thread_key (GsTimeline *timeline, guint machine, guint thread);
char *gs_row_tree_dup_cpu_key (const GsTimelineMachine *machine, guint cpu);
char *gs_row_tree_dup_vcpu_key (GsTimeline *timeline, guint machine, guint vcpu);

G_END_DECLS
