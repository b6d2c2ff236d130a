/* gs-lock.h: GMutex and GCond that the thread sanitizer can follow
 * SPDX-License-Identifier: MIT
 *
 * GLib is not built with the sanitizer's instrumentation, so it is told here
 * which accesses a mutex orders. Without the sanitizer these are the plain calls.
 */
#pragma once

#include <glib.h>

#if defined(__SANITIZE_THREAD__)
#define GS_WITH_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define GS_WITH_TSAN 1
#endif
#endif

#ifdef GS_WITH_TSAN
void __tsan_acquire (void *address);
void __tsan_release (void *address);
#define gs_lock_acquired(mutex) __tsan_acquire (mutex)
#define gs_lock_releasing(mutex) __tsan_release (mutex)
#else
#define gs_lock_acquired(mutex) ((void) (mutex))
#define gs_lock_releasing(mutex) ((void) (mutex))
#endif

static inline void
gs_lock (GMutex *mutex)
{
  g_mutex_lock (mutex);
  gs_lock_acquired (mutex);
}

static inline void
gs_unlock (GMutex *mutex)
{
  gs_lock_releasing (mutex);
  g_mutex_unlock (mutex);
}

/* Like g_cond_wait(): @mutex is held before and after. */
static inline void
gs_lock_wait (GCond *cond, GMutex *mutex)
{
  gs_lock_releasing (mutex);
  g_cond_wait (cond, mutex);
  gs_lock_acquired (mutex);
}

/* Likewise, until @end_time (monotonic, µs) at the latest. Returns: FALSE after it */
static inline gboolean
gs_lock_wait_until (GCond *cond, GMutex *mutex, gint64 end_time)
{
  gboolean is_signalled;

  gs_lock_releasing (mutex);
  is_signalled = g_cond_wait_until (cond, mutex, end_time);
  gs_lock_acquired (mutex);
  return is_signalled;
}
