/* gs-why-vcpu.h: what a vCPU did while a thread waited for it, or believed to have it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "timeline/gs-timeline.h"
#include "why/gs-why-node.h"

G_BEGIN_DECLS

/* What a thread that could run waits for. */
typedef enum
{
  GS_WAIT_GUEST_QUEUE, /* its vCPU runs guest code of another thread */
  GS_WAIT_GUEST_IDLE,  /* its vCPU runs guest code of the idle thread */
  GS_WAIT_ASLEEP,      /* the host's thread sleeps: of its vCPU, or itself */
  GS_WAIT_HOST_QUEUE,  /* the host's thread could run but has no CPU */
  GS_WAIT_HYPERVISOR,  /* its vCPU's thread runs, but no guest code */
  GS_WAIT_UNKNOWN,
  GS_N_WAIT_PARTS
} GsWaitPart;

/* Looks at one vCPU at times that don't go back. Fields are private. */
typedef struct
{
  const GsTimeline *timeline;
  guint machine; /* of the guest: index in the timeline's machines */
  guint index;   /* in its vcpus */
  const GsVcpuRow *row;
  const GsTrack *track, *host_view; /* of the row, once they were asked for */
  GsSpan told;                      /* in which the host always tells; elsewhere it may not */
  const GsTrack *current;           /* of the guest's CPU: which thread has it; or NULL */
  GsWhyKind kind;       /* of the parts that are added for what the host did: GS_WHY_STOLEN unless changed */
  GsWhyKind guest_kind; /* of those for the guest's threads: GS_WHY_WAITED unless changed */
  gsize at, host_at, current_at;
} GsWhyVcpu;

gboolean gs_why_vcpu_init (GsWhyVcpu *self, const GsTimeline *timeline, guint machine, guint cpu);
GsWaitPart gs_why_vcpu_get_part (GsWhyVcpu *self, guint8 state, gint64 time);
gint64 gs_why_vcpu_split (GsWhyVcpu *self, GsSpan wait, gint64 *ns);
void gs_why_vcpu_add (GsWhyVcpu *self, GsWhyNode *node, GsSpan span, GsWhyNode *in_guest);
void gs_why_vcpu_add_wait (GsWhyVcpu *self, GsWhyNode *node, GsSpan wait, gboolean is_flat);

G_END_DECLS
