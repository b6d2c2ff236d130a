/* gs-live-sched.h: what events of scheduling, interrupts, system calls and KVM change
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_live_sched_handle (GsLive *self, GsLiveCpu *cpu, const GsEvent *event);

G_END_DECLS
