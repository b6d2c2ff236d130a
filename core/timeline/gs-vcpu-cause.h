/* gs-vcpu-cause.h: why a vCPU did not run
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

guint32 gs_vcpu_cause_find_thief (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval);
gboolean gs_vcpu_cause_find_outer (const GsTimeline *self, guint *machine, guint *vcpu_index, gint64 time, guint level);
char *gs_vcpu_cause_dup_exit (const GsTimeline *self, guint machine, const GsVcpuRow *row, GsTrackValue value);
char *gs_vcpu_cause_dup_own_name (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval);
char *gs_vcpu_cause_dup_name (const GsTimeline *self, guint machine, guint vcpu_index, gsize interval);

G_END_DECLS
