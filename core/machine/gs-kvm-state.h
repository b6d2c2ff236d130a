/* gs-kvm-state.h: events to the KVM mode of vCPU threads
 * SPDX-License-Identifier: MIT
 *
 * Entries and exits belong to the thread, wherever it runs.
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

#define GS_KVM_NO_REASON G_MAXUINT32

void gs_kvm_state_enter (GsLive *live, GsLiveThread *thread, const GsEvent *event);
void gs_kvm_state_exit (GsLive *live, GsLiveThread *thread, const GsEvent *event);
void gs_kvm_state_to_userspace (GsLiveThread *thread, gint64 time);
void gs_kvm_state_hide (GsLiveThread *thread, gint64 time, guint aux);
void gs_kvm_state_note_gap (GsLive *live, GsSpan gap);
void gs_kvm_state_lose (GsLiveThread *thread, gint64 time);

G_END_DECLS
