/* gs-sync-recorder.h: what of a machine's events other machines saw too
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "event/gs-event.h"
#include "machine/gs-machine.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *tcp;       /* of GsSyncPoint */
  GArray *vmsync;    /* of GsSyncPoint */
  GArray *host_uids; /* of GsVmUid */
  GArray *guest_uids;
  guint most_tcp;                /* segments that are kept */
  guint32 tcp_mask, vmsync_mask; /* of their keys, bits that are 0 in those that are kept */
} GsSyncRecorder;

/* All messages say no more of a clock than some ten thousand do; but who looks for what woke a thread wants each
 * segment, where there is memory for them. */
#define GS_SYNC_MOST (1u << 20)
#define GS_SYNC_MOST_SEGMENTS (1u << 22)

/* Whether events of that kind are for the recorder. */
static inline gboolean
gs_sync_recorder_wants (GsEventKind kind)
{
  return kind >= GS_EVENT_KVM_HYPERCALL && kind <= GS_EVENT_TCP_RECEIVE;
}

void gs_sync_recorder_init (GsSyncRecorder *self);
void gs_sync_recorder_set_thorough (GsSyncRecorder *self);
void gs_sync_recorder_clear (GsSyncRecorder *self);
GArray *gs_sync_recorder_sample (const GArray *points);
void gs_sync_recorder_handle (GsSyncRecorder *self, guint32 current, const GsEvent *event);

G_END_DECLS
