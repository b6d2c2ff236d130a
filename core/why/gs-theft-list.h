/* gs-theft-list.h: each time a virtual CPU had no CPU, by who had it
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gio/gio.h>

#include "timeline/gs-timeline.h"

G_BEGIN_DECLS

typedef enum
{
  GS_THIEF_NOBODY,  /* the CPU idled, or it isn't known who had it */
  GS_THIEF_GUEST,   /* a thread of another guest's QEMU, or of the victim's own */
  GS_THIEF_PROCESS, /* any other process of the host */
  GS_THIEF_KERNEL,  /* a thread of the host's kernel */
  GS_N_THIEF_KINDS
} GsThiefKind;

/* What thieves of one kind and machine took in one preemption. */
typedef struct
{
  GsSpan span;  /* of the preemption, or its part in the span that was asked for */
  gint64 ns;    /* for which they had the CPU */
  guint victim; /* index of the machine */
  guint vcpu;   /* index in its vcpus */
  guint thief;  /* index of the machine, or GS_NO_INDEX */
  GsThiefKind kind;
  guint host;                /* index of the machine whose CPU it was, or GS_NO_INDEX */
  guint32 thread;            /* that had it the longest of them: index in the host's threads, or GS_NO_INDEX */
  guint number;              /* of the preemption */
  GsGuestView guest_view;    /* what its guest took the vCPU for when it began, */
  guint32 guest_thread;      /* the thread that had it there, or GS_NO_INDEX, */
  GsThreadState guest_state; /* and what that did */
  guint n_spinning;  /* of the guest's other vCPUs: left it meanwhile because they spun, or slept for its lock */
  gboolean had_lock; /* it kicked one of these afterwards */
} GsVcpuTheft;

/* @theft: for the moment */
typedef void (*GsTheftFunc) (const GsVcpuTheft *theft, gpointer user_data);

GArray *gs_theft_list_new (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable);
void
gs_theft_list_foreach (const GsTimeline *timeline, guint victim, GsSpan span, GsTheftFunc func, gpointer user_data);
const char *gs_thief_kind_get_name (GsThiefKind kind);
gboolean gs_vcpu_theft_hit_lock_holder (const GsVcpuTheft *self);
const char *gs_vcpu_theft_get_guest_state (const GsVcpuTheft *self);

G_END_DECLS
