/* gs-thread-state.h: events to thread states
 * SPDX-License-Identifier: MIT
 *
 * The table of transitions in one place; what is current on which CPU is kept
 * by gs-cpu-state.
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_thread_state_switch_out (GsLive *live, GsLiveThread *thread, gint64 time, guint16 cpu, guint32 prev_state);
void gs_thread_state_switch_in (GsLive *live, GsLiveThread *thread, gint64 time, const GsLiveCpu *cpu);
void gs_thread_state_found_on_cpu (GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_state_migrate (GsLive *live, GsLiveThread *thread, gint64 time, guint16 dest_cpu);
void gs_thread_state_exit (GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_state_dump (GsLive *live, gint64 time, const GsEvent *event);
void gs_thread_state_lose (GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_state_take_offline (GsLiveThread *thread, gint64 since);
void gs_thread_state_see_again (GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_state_refresh (GsLive *live, GsLiveThread *thread, gint64 time, const GsLiveCpu *cpu);

G_END_DECLS
