/* gs-bt-reader.c: worker threads that decode, and the merge of what they send
 * SPDX-License-Identifier: MIT
 *
 * Each worker owns one source over its share of the streams and fills a bounded
 * queue of batches; the consumer merges the queues. A worker waits only for room
 * in its own queue, so nothing can block in a circle.
 */
#include "babeltrace/gs-bt-reader.h"

#include <glib/gi18n.h>
#include <string.h>

#include "babeltrace/gs-ctf-source.h"
#include "babeltrace/gs-trace-repair.h"
#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "event/gs-event-counts.h"
#include "event/gs-stream-merge.h"

#define BATCH_EVENTS 1024
#define QUEUE_BATCHES 16
#define MAX_THREADS 64

typedef struct
{
  GsEvent events[BATCH_EVENTS];
  gsize n_events;
} GsBatch;

typedef struct _GsBtReader GsBtReader;

/* The consumer's end of one worker's queue; also the worker itself. */
typedef struct
{
  GsEventSource parent;
  GsBtReader *reader;
  guint group;
  GThread *thread;
  GMutex lock; /* guards what follows, but for the batch in work at each end */
  GCond changed;
  GsBatch *batches; /* of QUEUE_BATCHES, used in a ring */
  guint n_written, n_read;
  gboolean is_ended;
  GError *error;
  gsize position; /* consumer only: in the batch that is being read */
  guint64 n_events_done;
  GsCtfSource *source; /* for counting while it runs */
  GsCtfReport report;  /* valid at the end */
  GPtrArray *warnings; /* likewise */
  GHashTable *counts;  /* likewise: gs-event-counts.h */
} GsWorker;

struct _GsBtReader
{
  GsReader parent;
  GsNames *names;
  GsWorker *workers;
  guint n_workers;
  GMutex repair_lock; /* guards repair and repair_error */
  GsTraceRepair *repair;
  GError *repair_error;
};

static inline gboolean
gs_worker_is_stopped (const GsWorker *self)
{
  return g_atomic_int_get (&self->reader->parent.stop) != 0;
}

/* --- The worker's side --- */

/* Returns: a free batch, or NULL: stop */
static GsBatch *
gs_worker_wait_for_room (GsWorker *self)
{
  GsBatch *batch = NULL;

  gs_lock (&self->lock);
  while (self->n_written - self->n_read == QUEUE_BATCHES && !gs_worker_is_stopped (self))
    gs_lock_wait (&self->changed, &self->lock);
  if (!gs_worker_is_stopped (self))
    batch = &self->batches[self->n_written % QUEUE_BATCHES];
  gs_unlock (&self->lock);

  return batch;
}

static void
gs_worker_send (GsWorker *self)
{
  gs_lock (&self->lock);
  self->n_written++;
  g_cond_broadcast (&self->changed);
  gs_unlock (&self->lock);
}

/* The trace's stand-in, made by the first worker that needs it. */
static const GsTraceRepair *
gs_bt_reader_get_repair (GsBtReader *self, GError **error)
{
  const GsTraceRepair *repair;

  gs_lock (&self->repair_lock);
  if (self->repair == NULL && self->repair_error == NULL)
    self->repair = gs_trace_repair_new (self->parent.trace->path, self->parent.trace->name, &self->repair_error);
  repair = self->repair;
  if (repair == NULL)
    g_propagate_error (error, g_error_copy (self->repair_error));
  gs_unlock (&self->repair_lock);

  return repair;
}

static GsCtfSource *
gs_worker_open (GsWorker *self, GError **error)
{
  GsBtReader *reader = self->reader;
  const GsTrace *trace = reader->parent.trace;
  const GsTraceRepair *repair = NULL;
  GsCtfSource *source;

  source = gs_ctf_source_new (trace->path, trace->name, reader->names, self->group, reader->n_workers,
                              &reader->parent.stop, NULL);
  if (source == NULL && !gs_worker_is_stopped (self))
    {
      repair = gs_bt_reader_get_repair (reader, error);
      if (repair != NULL)
        source = gs_ctf_source_new (repair->folder, trace->name, reader->names, self->group, reader->n_workers,
                                    &reader->parent.stop, error);
      if (source == NULL && repair != NULL && error != NULL)
        gs_trace_repair_name_origin (repair, *error);
      if (source == NULL)
        g_prefix_error (error, _ ("%s cannot be read: "), trace->name);
    }
  if (source != NULL)
    gs_ctf_source_set_cut (source, repair != NULL ? repair->cut : NULL, trace->span.end);
  return source;
}

static void
gs_worker_end (GsWorker *self, GsCtfSource *source, GError *error)
{
  gs_lock (&self->lock);
  if (source != NULL)
    {
      gs_ctf_source_get_report (source, &self->report);
      self->warnings = g_ptr_array_ref (gs_ctf_source_get_warnings (source));
      self->n_events_done = gs_ctf_source_get_n_events (source);
      self->counts = gs_event_counts_new ();
      gs_ctf_source_count_events (source, self->counts);
    }
  self->source = NULL;
  self->error = error;
  self->is_ended = TRUE;
  g_cond_broadcast (&self->changed);
  gs_unlock (&self->lock);
}

static gpointer
gs_worker_run (gpointer data)
{
  GsWorker *self = data;
  GError *error = NULL;
  g_autoptr (GsCtfSource) source = gs_worker_open (self, &error);
  GsEventSource *events = source != NULL ? gs_ctf_source_get_source (source) : NULL;
  gssize n = 1;

  gs_lock (&self->lock);
  self->source = source;
  gs_unlock (&self->lock);

  while (events != NULL && n > 0)
    {
      GsBatch *batch = gs_worker_wait_for_room (self);

      if (batch == NULL)
        break;
      n = gs_event_source_next (events, batch->events, BATCH_EVENTS, &error);
      batch->n_events = MAX (n, 0);
      if (n > 0)
        gs_worker_send (self);
    }

  gs_worker_end (self, source, error);
  return NULL;
}

/* --- The consumer's side --- */

/* Returns: the batch to read on, or NULL: ended, stopped, or failed with @error */
static const GsBatch *
gs_worker_wait_for_batch (GsWorker *self, GError **error)
{
  const GsBatch *batch = NULL;

  gs_lock (&self->lock);
  while (self->n_written == self->n_read && !self->is_ended && !gs_worker_is_stopped (self))
    gs_lock_wait (&self->changed, &self->lock);
  if (self->n_written != self->n_read)
    batch = &self->batches[self->n_read % QUEUE_BATCHES];
  else if (self->is_ended && self->error != NULL)
    g_propagate_error (error, g_error_copy (self->error));
  gs_unlock (&self->lock);

  return batch;
}

static void
gs_worker_release_batch (GsWorker *self)
{
  self->position = 0;
  gs_lock (&self->lock);
  self->n_read++;
  g_cond_broadcast (&self->changed);
  gs_unlock (&self->lock);
}

static gssize
gs_worker_next (GsEventSource *source, GsEvent *events, gsize n_max, GError **error)
{
  GsWorker *self = (GsWorker *) source;
  g_autoptr (GError) failure = NULL;
  const GsBatch *batch;
  gsize n;

  if (gs_worker_is_stopped (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, _ ("Reading was cancelled"));
      return -1;
    }

  batch = gs_worker_wait_for_batch (self, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return -1;
    }
  if (batch == NULL && gs_worker_is_stopped (self))
    return gs_worker_next (source, events, n_max, error);
  if (batch == NULL)
    return 0;

  n = MIN (n_max, batch->n_events - self->position);
  memcpy (events, batch->events + self->position, n * sizeof *events);
  self->position += n;
  if (self->position == batch->n_events)
    gs_worker_release_batch (self);
  return n;
}

/* The reader owns its workers: the merge only borrows them. */
static void
gs_worker_leave (GsEventSource *source)
{
}

static const GsEventSourceClass gs_worker_class = { gs_worker_next, gs_worker_leave };

static void
gs_worker_start (GsWorker *self, GsBtReader *reader, guint group)
{
  g_autofree char *name = g_strdup_printf ("gs-read-%u", group);

  self->parent.klass = &gs_worker_class;
  self->reader = reader;
  self->group = group;
  self->report.span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  self->batches = g_new (GsBatch, QUEUE_BATCHES);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  self->thread = g_thread_new (name, gs_worker_run, self);
}

static void
gs_worker_clear (GsWorker *self)
{
  g_thread_join (self->thread);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->counts, g_hash_table_unref);
  g_clear_error (&self->error);
  g_cond_clear (&self->changed);
  g_mutex_clear (&self->lock);
  g_free (self->batches);
}

/* --- The reader --- */

static void
gs_bt_reader_wake (GsReader *reader)
{
  GsBtReader *self = (GsBtReader *) reader;

  for (guint i = 0; i < self->n_workers; i++)
    {
      gs_lock (&self->workers[i].lock);
      g_cond_broadcast (&self->workers[i].changed);
      gs_unlock (&self->workers[i].lock);
    }
}

static guint64
gs_bt_reader_get_n_events (GsReader *reader)
{
  GsBtReader *self = (GsBtReader *) reader;
  guint64 n_events = 0;

  for (guint i = 0; i < self->n_workers; i++)
    {
      GsWorker *worker = &self->workers[i];

      gs_lock (&worker->lock);
      n_events += worker->source != NULL ? gs_ctf_source_get_n_events (worker->source) : worker->n_events_done;
      gs_unlock (&worker->lock);
    }
  return n_events;
}

static void
gs_bt_reader_add_worker_report (const GsWorker *worker, GsReaderReport *report, GPtrArray *warnings)
{
  const GsCtfReport *part = &worker->report;

  report->n_lost += part->n_lost;
  report->n_lost_packets += part->n_lost_packets;
  report->n_steps_back += part->n_steps_back;
  report->largest_step_back = MAX (report->largest_step_back, part->largest_step_back);
  gs_reader_report_add_span (report, part->span);
  for (guint i = 0; worker->warnings != NULL && i < worker->warnings->len; i++)
    g_ptr_array_add (warnings, g_strdup (g_ptr_array_index (worker->warnings, i)));
}

static void
gs_bt_reader_get_report (GsReader *reader, GsReaderReport *report, GPtrArray *warnings)
{
  GsBtReader *self = (GsBtReader *) reader;

  report->n_events = gs_bt_reader_get_n_events (reader);
  for (guint i = 0; i < self->n_workers; i++)
    {
      gs_lock (&self->workers[i].lock);
      gs_bt_reader_add_worker_report (&self->workers[i], report, warnings);
      gs_unlock (&self->workers[i].lock);
    }
  gs_reader_warn_of_steps (reader, report, warnings);
  gs_lock (&self->repair_lock);
  if (self->repair != NULL)
    gs_reader_warn_anew (reader, self->repair->warnings, warnings);
  gs_unlock (&self->repair_lock);
}

static void
gs_bt_reader_count_events (GsReader *reader, GHashTable *counts)
{
  GsBtReader *self = (GsBtReader *) reader;

  for (guint i = 0; i < self->n_workers; i++)
    {
      gs_lock (&self->workers[i].lock);
      if (self->workers[i].counts != NULL)
        gs_event_counts_merge (counts, self->workers[i].counts);
      gs_unlock (&self->workers[i].lock);
    }
}

static void
gs_bt_reader_clear (GsReader *reader)
{
  GsBtReader *self = (GsBtReader *) reader;

  for (guint i = 0; i < self->n_workers; i++)
    gs_worker_clear (&self->workers[i]);
  g_clear_pointer (&self->repair, gs_trace_repair_free);
  g_clear_error (&self->repair_error);
  g_mutex_clear (&self->repair_lock);
  gs_names_unref (self->names);
  g_free (self->workers);
}

/**
 * gs_bt_reader_new:
 *
 * Returns: (transfer full): see gs_reader_new()
 */
GsReader *
gs_bt_reader_new (GsTrace *trace, GsNames *names, guint n_threads, GCancellable *cancellable)
{
  static const GsReaderClass klass = { gs_bt_reader_get_n_events, gs_bt_reader_wake, gs_bt_reader_get_report,
                                       gs_bt_reader_count_events, gs_bt_reader_clear };
  GsBtReader *self = g_new0 (GsBtReader, 1);
  GsEventSource *sources[MAX_THREADS];

  gs_reader_init (&self->parent, &klass, trace);
  self->names = gs_names_ref (names);
  self->n_workers = CLAMP (n_threads, 1, CLAMP (trace->n_streams, 1, MAX_THREADS));
  self->workers = g_new0 (GsWorker, self->n_workers);
  g_mutex_init (&self->repair_lock);
  for (guint i = 0; i < self->n_workers; i++)
    {
      gs_worker_start (&self->workers[i], self, i);
      sources[i] = &self->workers[i].parent;
    }
  self->parent.merge = gs_stream_merge_new (sources, self->n_workers, BATCH_EVENTS);
  return gs_reader_watch (&self->parent, cancellable);
}
