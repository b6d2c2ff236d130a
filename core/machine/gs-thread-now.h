/* gs-thread-now.h: what a thread's row says now, and what it turns out not to have been
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_thread_now_set (const GsLive *live, GsLiveThread *thread, gint64 time, GsThreadState state, guint32 arg);
GsThreadState gs_thread_now_get (const GsLiveThread *thread);
gboolean gs_thread_now_is_asleep (const GsLiveThread *thread);
void gs_thread_now_doubt (const GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_now_doubt_wait (GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_now_lose (const GsLive *live, GsLiveThread *thread, gint64 time);
void gs_thread_now_has_slept_on (GsLiveThread *thread, guint16 cpu);

G_END_DECLS
