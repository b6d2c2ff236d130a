/* gs-live-virq.h: events of interrupts for guests
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_live_virq_inject (GsLive *self, GsLiveCpu *cpu, const GsEvent *event);
void gs_live_virq_hypercall (GsLive *self, GsLiveCpu *cpu, const GsEvent *event);
void gs_live_virq_request (GsLive *self, guint32 thread, guint16 interrupt, GsLiveCpu *cpu, const GsEvent *event);

G_END_DECLS
