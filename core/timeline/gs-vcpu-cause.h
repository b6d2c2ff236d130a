/* gs-vcpu-cause.h: why a vCPU did not run
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

guint32 gs_vcpu_cause_find_thief (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval);
char *gs_vcpu_cause_dup_own_name (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval);
char *gs_vcpu_cause_dup_name (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval);

G_END_DECLS
