/* gs-ctf-jobs.c: packets decoded ahead, on several threads
 * SPDX-License-Identifier: MIT
 */
#include "native/gs-ctf-jobs.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "base/gs-lock.h"

#define AHEAD_BYTES (8u << 20) /* of packets that are decoded and not asked for yet */
#define TAKE_BYTES (64u << 10) /* at once, so that small packets cost no more than large ones */
#define MAX_THREADS 64
#define UNSPECIFIED_NAME G_MAXUINT32

typedef enum
{
  JOB_FREE,
  JOB_TAKEN,
  JOB_DONE,
} GsCtfJobStatus;

typedef struct
{
  const GsCtfPacketInfo *packet;
  guint stream, index;
  GsCtfJobStatus status;
  GsCtfDecoded *decoded;
  GsCtfGuess guess;
} GsCtfJob;

typedef struct
{
  GsCtfJobs *jobs;
  GThread *thread;
  GsCtfDecoder *decoder;
} GsCtfJobWorker;

struct _GsCtfJobs
{
  const GsCtfRecording *recording;
  gint *stop;
  GsCtfDecoder *decoder; /* the caller's */
  GsCtfJobWorker *workers;
  guint n_workers;
  guint32 **places; /* by stream and packet: its job */
  _Atomic guint64 n_events;

  GMutex lock; /* guards what follows */
  GCond changed;
  GsCtfJob *jobs; /* by time */
  guint n_jobs, next;
  guint64 n_bytes_ahead;
  GPtrArray *spare; /* of GsCtfDecoded */
};

/* --- What is to be done --- */

static int
gs_ctf_job_compare (gconstpointer a, gconstpointer b)
{
  const GsCtfJob *job_a = a, *job_b = b;

  if (job_a->packet->begin != job_b->packet->begin)
    return job_a->packet->begin < job_b->packet->begin ? -1 : 1;
  if (job_a->stream != job_b->stream)
    return job_a->stream < job_b->stream ? -1 : 1;
  return job_a->index < job_b->index ? -1 : job_a->index > job_b->index;
}

/* As it will be if each packet's last events are before its end. */
static GsCtfGuess
gs_ctf_guess_next (GsCtfGuess before, const GsCtfPacketInfo *previous, const GsCtfPacketInfo *packet)
{
  GsCtfGuess guess = { GS_TIME_NONE, TRUE };

  if (before.sees_from != GS_TIME_NONE && previous->end != GS_TIME_NONE && before.sees_from >= previous->end)
    guess.sees_from = before.sees_from;
  if (packet->has_discarded && previous->has_discarded && packet->n_discarded > previous->n_discarded)
    guess.sees_from = MAX (packet->end, guess.sees_from);
  else if (packet->has_sequence && previous->has_sequence && packet->sequence > previous->sequence + 1)
    guess.sees_from = MAX (packet->begin, guess.sees_from);
  return guess;
}

static void
gs_ctf_jobs_fill (GsCtfJobs *self)
{
  const GPtrArray *streams = self->recording->streams;
  guint n = 0;

  for (guint i = 0; i < streams->len; i++)
    self->n_jobs += ((GsCtfStream *) g_ptr_array_index (streams, i))->packets->len;
  self->jobs = g_new0 (GsCtfJob, self->n_jobs + 1);
  self->places = g_new0 (guint32 *, streams->len + 1);
  for (guint i = 0; i < streams->len; i++)
    {
      const GsCtfStream *stream = g_ptr_array_index (streams, i);
      const GsCtfPacketInfo *packets = (const GsCtfPacketInfo *) (gpointer) stream->packets->data;
      GsCtfGuess guess = { GS_TIME_NONE, FALSE };

      self->places[i] = g_new0 (guint32, stream->packets->len + 1);
      for (guint k = 0; k < stream->packets->len; k++)
        {
          if (k > 0)
            guess = gs_ctf_guess_next (guess, &packets[k - 1], &packets[k]);
          self->jobs[n++] = (GsCtfJob){ .packet = &packets[k], .stream = i, .index = k, .guess = guess };
        }
    }
  qsort (self->jobs, n, sizeof *self->jobs, gs_ctf_job_compare);
  for (guint i = 0; i < n; i++)
    self->places[self->jobs[i].stream][self->jobs[i].index] = i;
}

/* --- Memory --- */

/* With the lock held. */
static GsCtfDecoded *
gs_ctf_jobs_get_spare (GsCtfJobs *self)
{
  if (self->spare->len > 0)
    return g_ptr_array_steal_index_fast (self->spare, self->spare->len - 1);
  return g_new0 (GsCtfDecoded, 1);
}

static void
gs_ctf_decoded_free (gpointer data)
{
  gs_ctf_decoded_clear (data);
  g_free (data);
}

/* --- Workers --- */

/* Where it isn't known what was told last, no context is that of before. */
static GsCtfStreamState
gs_ctf_guess_get_state (GsCtfGuess guess)
{
  GsCtfStreamState state = { .context.kind = GS_EVENT_NONE };

  gs_stream_order_init (&state.order);
  state.order.sees_from = guess.sees_from;
  if (guess.is_context_known)
    {
      state.context.kind = GS_EVENT_CONTEXT;
      state.context.context.name = UNSPECIFIED_NAME;
    }
  return state;
}

/* Whether a state's context is none that was read. */
gboolean
gs_ctf_jobs_is_unspecified (const GsEvent *context)
{
  return context->kind == GS_EVENT_CONTEXT && context->context.name == UNSPECIFIED_NAME;
}

static void
gs_ctf_job_run (GsCtfJob *self, GsCtfJobs *jobs, GsCtfDecoder *decoder)
{
  GsCtfStreamState state = gs_ctf_guess_get_state (self->guess);

  gs_ctf_decoder_decode (decoder, self->packet, &state, TRUE, G_MAXUINT64, self->decoded);
  atomic_fetch_add_explicit (&jobs->n_events, self->decoded->n_events, memory_order_relaxed);
}

/* With the lock held. Returns: whether there is one to be taken now */
static gboolean
gs_ctf_jobs_find_next (GsCtfJobs *self)
{
  while (self->next < self->n_jobs && self->jobs[self->next].status != JOB_FREE)
    self->next++;
  return self->next < self->n_jobs && self->n_bytes_ahead < AHEAD_BYTES;
}

/* Takes some. Returns: how many, of @taken; 0: there is nothing more to do */
static guint
gs_ctf_jobs_take_some (GsCtfJobs *self, GsCtfJob **taken, guint n_max)
{
  guint64 n_bytes = 0;
  guint n = 0;

  gs_lock (&self->lock);
  while (g_atomic_int_get (self->stop) == 0 && self->next < self->n_jobs && !gs_ctf_jobs_find_next (self))
    if (self->next < self->n_jobs)
      gs_lock_wait (&self->changed, &self->lock);
  while (n < n_max && n_bytes < TAKE_BYTES && g_atomic_int_get (self->stop) == 0 && gs_ctf_jobs_find_next (self))
    {
      GsCtfJob *job = &self->jobs[self->next];

      job->status = JOB_TAKEN;
      job->decoded = gs_ctf_jobs_get_spare (self);
      self->n_bytes_ahead += job->packet->n_bytes;
      n_bytes += job->packet->n_bytes;
      taken[n++] = job;
    }
  gs_unlock (&self->lock);
  return n;
}

static gpointer
gs_ctf_job_worker_run (gpointer data)
{
  GsCtfJobWorker *self = data;
  GsCtfJob *taken[64];
  guint n;

  while ((n = gs_ctf_jobs_take_some (self->jobs, taken, G_N_ELEMENTS (taken))) > 0)
    {
      for (guint i = 0; i < n; i++)
        gs_ctf_job_run (taken[i], self->jobs, self->decoder);
      gs_lock (&self->jobs->lock);
      for (guint i = 0; i < n; i++)
        taken[i]->status = JOB_DONE;
      g_cond_broadcast (&self->jobs->changed);
      gs_unlock (&self->jobs->lock);
    }
  return NULL;
}

/* --- Who asks --- */

/**
 * gs_ctf_jobs_take:
 * @guess: (out): what was taken for granted
 *
 * Returns: (transfer full) (nullable): the packet as it was decoded ahead; %NULL: nobody has begun, it is the caller's
 */
GsCtfDecoded *
gs_ctf_jobs_take (GsCtfJobs *self, guint stream, guint packet, GsCtfGuess *guess)
{
  GsCtfJob *job = &self->jobs[self->places[stream][packet]];
  GsCtfDecoded *decoded = NULL;

  gs_lock (&self->lock);
  if (job->status == JOB_FREE)
    job->status = JOB_TAKEN;
  else
    {
      while (job->status != JOB_DONE)
        gs_lock_wait (&self->changed, &self->lock);
      decoded = g_steal_pointer (&job->decoded);
      *guess = job->guess;
      self->n_bytes_ahead -= job->packet->n_bytes;
      if (self->n_bytes_ahead < AHEAD_BYTES / 2)
        g_cond_broadcast (&self->changed);
    }
  gs_unlock (&self->lock);
  return decoded;
}

/**
 * gs_ctf_jobs_decode:
 * @again: (transfer full) (nullable): what is to be replaced
 *
 * Decodes a packet in the caller's thread.
 *
 * Returns: (transfer full): what it holds
 */
GsCtfDecoded *
gs_ctf_jobs_decode (GsCtfJobs *self, guint stream, guint packet, const GsCtfStreamState *state, gboolean is_counted,
                    GsCtfDecoded *again)
{
  GsCtfJob *job = &self->jobs[self->places[stream][packet]];

  if (again == NULL)
    {
      gs_lock (&self->lock);
      again = gs_ctf_jobs_get_spare (self);
      gs_unlock (&self->lock);
    }
  gs_ctf_decoder_decode (self->decoder, job->packet, state, is_counted, G_MAXUINT64, again);
  if (is_counted)
    atomic_fetch_add_explicit (&self->n_events, again->n_events, memory_order_relaxed);
  return again;
}

/* @decoded: (transfer full): whose records were used */
void
gs_ctf_jobs_give_back (GsCtfJobs *self, GsCtfDecoded *decoded)
{
  gs_lock (&self->lock);
  g_ptr_array_add (self->spare, decoded);
  gs_unlock (&self->lock);
}

/* From any thread. Returns: how many events were decoded so far */
guint64
gs_ctf_jobs_get_n_events (GsCtfJobs *self)
{
  return atomic_load_explicit (&self->n_events, memory_order_relaxed);
}

/* Once all is read. @counts: (element-type utf8 guint64): is added to */
void
gs_ctf_jobs_count_events (GsCtfJobs *self, GHashTable *counts)
{
  gs_ctf_decoder_count_events (self->decoder, counts);
  for (guint i = 0; i < self->n_workers; i++)
    gs_ctf_decoder_count_events (self->workers[i].decoder, counts);
}

/* Once @stop was set. From any thread. */
void
gs_ctf_jobs_wake (GsCtfJobs *self)
{
  gs_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  gs_unlock (&self->lock);
}

/**
 * gs_ctf_jobs_new:
 * @recording: outlives the jobs
 * @n_threads: how many decode ahead, beside the caller
 * @stop: set to end early; then gs_ctf_jobs_wake()
 */
GsCtfJobs *
gs_ctf_jobs_new (const GsCtfRecording *recording, GsNames *names, guint n_threads, gint *stop)
{
  GsCtfJobs *self = g_new0 (GsCtfJobs, 1);

  self->recording = recording;
  self->stop = stop;
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->spare = g_ptr_array_new_with_free_func (gs_ctf_decoded_free);
  self->decoder = gs_ctf_decoder_new (recording, names);
  gs_ctf_jobs_fill (self);
  self->n_workers = MIN (MIN (n_threads, MAX_THREADS), self->n_jobs);
  self->workers = g_new0 (GsCtfJobWorker, self->n_workers + 1);
  for (guint i = 0; i < self->n_workers; i++)
    {
      GsCtfJobWorker *worker = &self->workers[i];

      worker->jobs = self;
      worker->decoder = gs_ctf_decoder_new (recording, names);
      worker->thread = g_thread_new ("gs-read", gs_ctf_job_worker_run, worker);
    }
  return self;
}

/* @stop is set, or all was read. */
void
gs_ctf_jobs_free (GsCtfJobs *self)
{
  for (guint i = 0; i < self->n_workers; i++)
    {
      g_thread_join (self->workers[i].thread);
      gs_ctf_decoder_free (self->workers[i].decoder);
    }
  for (guint i = 0; i < self->n_jobs; i++)
    if (self->jobs[i].decoded != NULL)
      gs_ctf_decoded_free (self->jobs[i].decoded);
  for (guint i = 0; i < self->recording->streams->len; i++)
    g_free (self->places[i]);
  gs_ctf_decoder_free (self->decoder);
  g_ptr_array_unref (self->spare);
  g_free (self->places);
  g_free (self->jobs);
  g_free (self->workers);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self);
}
