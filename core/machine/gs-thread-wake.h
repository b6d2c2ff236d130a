/* gs-thread-wake.h: events that wake threads, and the list of a thread's wake-ups
 * SPDX-License-Identifier: MIT
 *
 * A thread waits for a CPU from its sched_wakeup on: before that it is in no queue, though
 * sched_waking has said who wakes it. Where a trace tells of no sched_wakeup, the waking
 * counts as one.
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_thread_wake_waking (GsLive *live, GsLiveThread *thread, guint16 target_cpu, const GsWakeUp *wake_up);
void gs_thread_wake_wakeup (GsLive *live, GsLiveThread *thread, guint16 target_cpu, const GsWakeUp *wake_up,
                            gboolean is_new);
void gs_thread_wake_hear_of_wakeups (GsLive *live);
void gs_thread_wake_switched_in (GsLive *live, GsLiveThread *thread, gint64 time, guint16 cpu);
void gs_thread_wake_forget (GsLiveThread *thread);

G_END_DECLS
