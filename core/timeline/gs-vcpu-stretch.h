/* gs-vcpu-stretch.h: neighbouring intervals of a vCPU that are shown as one
 * SPDX-License-Identifier: MIT
 *
 * A track is cut also where only the host's CPU changes, or where QEMU takes
 * over from the kernel. A stretch is what has one state, one guest view and one
 * exit reason.
 */
#pragma once

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef struct
{
  gsize first; /* interval */
  gsize n;     /* how many */
  GsSpan span;
  gint64 userspace; /* ns of it that QEMU itself needed (kvm_userspace_exit) */
} GsVcpuStretch;

GsVcpuStretch gs_vcpu_stretch_find (const GsTrack *track, gsize interval);
GArray *
gs_vcpu_stretch_get_thieves (const GsTimeline *timeline, guint machine, guint vcpu_index, const GsVcpuStretch *stretch);

G_END_DECLS
