/* gs-run-progress.c: lines on standard error that say that the program goes on
 * SPDX-License-Identifier: MIT
 *
 * A thread writes them, so that they come whatever the main thread is at: reading,
 * putting rows together, or waiting for who takes the output.
 */
#include "gs-run-progress.h"

#include "base/gs-lock.h"
#include "find/gs-trace-archive.h"

#define INTERVAL_USEC (G_USEC_PER_SEC / 2)

static struct
{
  GThread *thread;           /* main thread only; NULL: nobody asked for progress */
  GCancellable *cancellable; /* of the work; set once, before the thread begins */
  GMutex lock;               /* guards what follows */
  GCond cond;                /* is_ended has changed */
  gboolean is_ended;
  gboolean has_unpacked; /* archives were seen to be unpacked */
  double fraction;
  guint64 n_events;
} gs_run_progress;

/* Where archives had to be unpacked, that is the first half of the work. The lock is held. */
static void
gs_run_progress_print (void)
{
  double unpacked = gs_trace_archive_get_progress (gs_run_progress.cancellable), fraction = gs_run_progress.fraction;
  guint64 n_events = gs_run_progress.n_events;

  gs_run_progress.has_unpacked |= unpacked >= 0;
  if (gs_run_progress.has_unpacked)
    fraction = unpacked >= 0 ? unpacked / 2 : 0.5 + fraction / 2;
  g_printerr ("progress %d %" G_GUINT64_FORMAT "\n", (int) (100.0 * CLAMP (fraction, 0.0, 1.0)), n_events);
}

static gpointer
gs_run_progress_work (gpointer data)
{
  gs_lock (&gs_run_progress.lock);
  while (!gs_run_progress.is_ended)
    if (!gs_lock_wait_until (&gs_run_progress.cond, &gs_run_progress.lock, g_get_monotonic_time () + INTERVAL_USEC))
      gs_run_progress_print ();
  gs_unlock (&gs_run_progress.lock);
  return NULL;
}

/**
 * gs_run_progress_start:
 * @cancellable: (transfer none): that the work is done with; outlives it
 *
 * From now on there is a line at least every second, until gs_run_progress_stop(). Main thread only.
 */
void
gs_run_progress_start (GCancellable *cancellable)
{
  g_return_if_fail (gs_run_progress.thread == NULL);

  gs_run_progress.cancellable = cancellable;
  gs_run_progress.thread = g_thread_new ("progress", gs_run_progress_work, NULL);
}

/* What the next lines say. */
void
gs_run_progress_set (double fraction, guint64 n_events)
{
  gs_lock (&gs_run_progress.lock);
  gs_run_progress.fraction = fraction;
  gs_run_progress.n_events = n_events;
  gs_unlock (&gs_run_progress.lock);
}

/**
 * gs_run_progress_stop:
 *
 * Writes how far it came, and no more after that. Without effect where there was no progress.
 */
void
gs_run_progress_stop (void)
{
  if (gs_run_progress.thread == NULL)
    return;
  gs_lock (&gs_run_progress.lock);
  gs_run_progress.is_ended = TRUE;
  g_cond_signal (&gs_run_progress.cond);
  gs_unlock (&gs_run_progress.lock);
  g_thread_join (g_steal_pointer (&gs_run_progress.thread));
  gs_lock (&gs_run_progress.lock);
  gs_run_progress_print ();
  gs_unlock (&gs_run_progress.lock);
}
