/* gs-dat-queue.c: streams decoded ahead, on several threads
 * SPDX-License-Identifier: MIT
 */
#include "tracecmd/gs-dat-queue.h"

#include <stdatomic.h>
#include <string.h>

#include "base/gs-lock.h"

#define MOST_AHEAD 4 /* blocks of a stream that are decoded and not asked for yet */
#define MAX_THREADS 64

typedef struct
{
  GsDatStream *stream;
  GQueue ahead; /* of GArray of GsEvent */
  gboolean is_taken, is_ended;
} GsDatLane;

struct _GsDatQueue
{
  gint *stop;
  GThread **threads;
  guint n_threads;
  _Atomic guint64 n_events;

  GMutex lock; /* guards what follows; a stream belongs to the thread that has taken its lane */
  GCond changed;
  GsDatLane *lanes;
  guint n_lanes;
};

typedef struct
{
  GsEventSource parent;
  GsDatQueue *queue;
  GsDatLane *lane;
  GArray *events; /* that are given out, or NULL */
  guint position;
} GsDatSource;

/* With the lock held, but not meanwhile. */
static void
gs_dat_queue_decode (GsDatQueue *self, GsDatLane *lane)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  guint64 before;
  gboolean goes_on;

  lane->is_taken = TRUE;
  gs_unlock (&self->lock);
  before = lane->stream->n_events;
  do
    goes_on = gs_dat_stream_decode (lane->stream, events);
  while (goes_on && events->len == 0 && g_atomic_int_get (self->stop) == 0);
  atomic_fetch_add_explicit (&self->n_events, lane->stream->n_events - before, memory_order_relaxed);
  gs_lock (&self->lock);
  lane->is_taken = FALSE;
  lane->is_ended = !goes_on;
  if (events->len > 0)
    g_queue_push_tail (&lane->ahead, events);
  else
    g_array_unref (events);
  g_cond_broadcast (&self->changed);
}

/* --- Workers --- */

/* With the lock held. Returns: (nullable): the stream that is least ahead, of those that may be decoded */
static GsDatLane *
gs_dat_queue_choose (GsDatQueue *self, gboolean *is_done)
{
  GsDatLane *best = NULL;

  *is_done = TRUE;
  for (guint i = 0; i < self->n_lanes; i++)
    {
      GsDatLane *lane = &self->lanes[i];

      *is_done &= lane->is_ended;
      if (!lane->is_ended && !lane->is_taken && lane->ahead.length < MOST_AHEAD
          && (best == NULL || lane->ahead.length < best->ahead.length))
        best = lane;
    }
  return best;
}

static gpointer
gs_dat_queue_work (gpointer data)
{
  GsDatQueue *self = data;
  gboolean is_done = FALSE;

  gs_lock (&self->lock);
  while (!is_done && g_atomic_int_get (self->stop) == 0)
    {
      GsDatLane *lane = gs_dat_queue_choose (self, &is_done);

      if (lane != NULL)
        gs_dat_queue_decode (self, lane);
      else if (!is_done)
        gs_lock_wait (&self->changed, &self->lock);
    }
  gs_unlock (&self->lock);
  return NULL;
}

/* --- Who asks --- */

/* Returns: (transfer full) (nullable): the next events of a stream; NULL at its end */
static GArray *
gs_dat_queue_take (GsDatQueue *self, GsDatLane *lane)
{
  GArray *events;

  gs_lock (&self->lock);
  while (lane->ahead.length == 0 && !lane->is_ended && g_atomic_int_get (self->stop) == 0)
    if (lane->is_taken)
      gs_lock_wait (&self->changed, &self->lock);
    else
      gs_dat_queue_decode (self, lane);
  events = g_queue_pop_head (&lane->ahead);
  if (lane->ahead.length == MOST_AHEAD / 2)
    g_cond_broadcast (&self->changed);
  gs_unlock (&self->lock);
  return events;
}

static gssize
gs_dat_source_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsDatSource *self = (GsDatSource *) source;
  gsize n;

  if (self->events != NULL && self->position == self->events->len)
    g_clear_pointer (&self->events, g_array_unref);
  if (self->events == NULL)
    {
      self->events = gs_dat_queue_take (self->queue, self->lane);
      self->position = 0;
      if (self->events == NULL)
        return 0;
    }
  n = MIN (n_max, self->events->len - self->position);
  memcpy (events, &g_array_index (self->events, GsEvent, self->position), n * sizeof *events);
  self->position += n;
  return n;
}

static void
gs_dat_source_free (GsEventSource *source)
{
  GsDatSource *self = (GsDatSource *) source;

  g_clear_pointer (&self->events, g_array_unref);
  g_free (self);
}

/* Returns: (transfer full): a stream's events; once for each */
GsEventSource *
gs_dat_queue_open (GsDatQueue *self, guint stream)
{
  static const GsEventSourceClass klass = { gs_dat_source_next, gs_dat_source_free };
  GsDatSource *source = g_new0 (GsDatSource, 1);

  source->parent.klass = &klass;
  source->queue = self;
  source->lane = &self->lanes[stream];
  return &source->parent;
}

/* From any thread. Returns: how many events were decoded so far */
guint64
gs_dat_queue_get_n_events (GsDatQueue *self)
{
  return atomic_load_explicit (&self->n_events, memory_order_relaxed);
}

/* Once @stop was set. From any thread. */
void
gs_dat_queue_wake (GsDatQueue *self)
{
  gs_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  gs_unlock (&self->lock);
}

/**
 * gs_dat_queue_new:
 * @streams: (element-type GsDatStream): outlive the queue
 * @n_threads: how many decode ahead, beside the caller
 * @stop: set to end early; then gs_dat_queue_wake()
 */
GsDatQueue *
gs_dat_queue_new (GPtrArray *streams, guint n_threads, gint *stop)
{
  GsDatQueue *self = g_new0 (GsDatQueue, 1);

  self->stop = stop;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->n_lanes = streams->len;
  self->lanes = g_new0 (GsDatLane, self->n_lanes + 1);
  for (guint i = 0; i < streams->len; i++)
    self->lanes[i].stream = g_ptr_array_index (streams, i);
  self->n_threads = MIN (MIN (n_threads, MAX_THREADS), self->n_lanes);
  self->threads = g_new0 (GThread *, self->n_threads + 1);
  for (guint i = 0; i < self->n_threads; i++)
    self->threads[i] = g_thread_new ("gs-read", gs_dat_queue_work, self);
  return self;
}

/* @stop is set, or all was read. */
void
gs_dat_queue_free (GsDatQueue *self)
{
  for (guint i = 0; i < self->n_threads; i++)
    g_thread_join (self->threads[i]);
  for (guint i = 0; i < self->n_lanes; i++)
    g_queue_clear_full (&self->lanes[i].ahead, (GDestroyNotify) g_array_unref);
  g_free (self->lanes);
  g_free (self->threads);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}
