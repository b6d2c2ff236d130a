/* gs-cpu-state.h: events to CPU states and to the thread that is current
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_cpu_state_set_current (GsLiveCpu *cpu, gint64 time, GsLiveThread *thread);
void gs_cpu_state_set_idle (GsLiveCpu *cpu, gint64 time);
void gs_cpu_state_set_unknown (GsLiveCpu *cpu, gint64 time);
void gs_cpu_state_take_offline (GsLiveCpu *cpu, gint64 since);
void gs_cpu_state_open_interrupt (GsLiveCpu *cpu, gint64 time, gboolean is_softirq);
gboolean gs_cpu_state_close_interrupt (GsLiveCpu *cpu, gint64 time, gboolean is_softirq);
gboolean gs_cpu_state_is_interrupted (const GsLiveCpu *cpu);
void gs_cpu_state_update (GsLiveCpu *cpu, gint64 time);

G_END_DECLS
