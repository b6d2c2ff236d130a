/* gs-path-sum.h: a critical path's time by cause, and by thread
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "why/gs-path.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

GsWhyKind gs_step_kind_get_why (GsStepKind kind);
GsWhyNode *gs_path_sum_by_cause (const GArray *steps);
GsWhyNode *gs_path_sum_by_thread (const GArray *steps);

G_END_DECLS
