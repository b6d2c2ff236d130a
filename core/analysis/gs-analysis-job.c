/* gs-analysis-job.c: one trace read to its machine
 * SPDX-License-Identifier: MIT
 */
#include "analysis/gs-analysis-job.h"

#include "base/gs-lock.h"
#include "machine/gs-machine-builder.h"
#include "read/gs-reader.h"

#define BATCH 1024
#define PACE_BATCHES 16 /* batches between two looks at whether to go on */

struct _GsAnalysisJob
{
  GsTrace *trace;
  GCancellable *cancellable;
  guint n_threads; /* that decode */
  gboolean is_rows_only;
  gint wants_snapshot; /* atomic */
  GsAnalysisJobPace pace;
  gpointer pace_data;

  GMutex lock; /* guards what follows */
  GsReader *reader;
  GsMachine *machine; /* the latest; finished once is_done */
  GError *error;
  gboolean is_done;
  guint64 n_events; /* once is_done */
};

/**
 * gs_analysis_job_new:
 * @n_threads: how many decode the trace, beside the one that runs the job
 * @cancellable: ends the job early
 *
 * Returns: (transfer full): a job that has yet to run
 */
GsAnalysisJob *
gs_analysis_job_new (GsTrace *trace, guint n_threads, GCancellable *cancellable)
{
  GsAnalysisJob *self = g_new0 (GsAnalysisJob, 1);

  self->trace = gs_trace_ref (trace);
  self->n_threads = n_threads;
  self->cancellable = g_object_ref (cancellable);
  g_mutex_init (&self->lock);
  return self;
}

/* Before it runs: whether wake-ups are not asked for. */
void
gs_analysis_job_set_rows_only (GsAnalysisJob *self, gboolean is_rows_only)
{
  self->is_rows_only = is_rows_only;
}

/* The job must not be running. */
void
gs_analysis_job_free (GsAnalysisJob *self)
{
  g_clear_pointer (&self->reader, gs_reader_free);
  g_clear_pointer (&self->machine, gs_machine_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->trace, gs_trace_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
gs_analysis_job_publish (GsAnalysisJob *self, GsMachine *machine)
{
  GsMachine *before;

  gs_lock (&self->lock);
  before = self->machine;
  self->machine = machine;
  gs_unlock (&self->lock);
  g_clear_pointer (&before, gs_machine_unref);
}

static void
gs_analysis_job_offer_snapshot (GsAnalysisJob *self, GsReader *reader, GsMachineBuilder *builder)
{
  GsMachine *machine;

  if (!g_atomic_int_compare_and_exchange (&self->wants_snapshot, TRUE, FALSE))
    return;
  machine = gs_machine_builder_snapshot (builder);
  machine->n_events = gs_reader_get_n_events (reader);
  gs_analysis_job_publish (self, machine);
}

/* What only the reader knows goes into the finished machine. */
static GsMachine *
gs_analysis_job_finish_machine (GsReader *reader, GsMachineBuilder *builder)
{
  GsReaderReport report;
  GsMachine *machine;

  gs_reader_get_report (reader, &report);
  machine = gs_machine_builder_finish (builder, report.span.end == GS_TIME_NONE ? 0 : report.span.end + 1);
  machine->n_events = report.n_events;
  machine->n_lost = report.n_lost;
  machine->n_lost_packets = report.n_lost_packets;
  machine->event_counts = gs_reader_count_events (reader);
  machine->span = report.span;
  for (gsize i = 0; report.warnings != NULL && report.warnings[i] != NULL; i++)
    g_ptr_array_insert (machine->warnings, i, g_strdup (report.warnings[i]));
  machine->has_changed = report.has_changed;
  return machine;
}

static GsMachine *
gs_analysis_job_read (GsAnalysisJob *self, GsReader *reader, GsNames *names, GError **error)
{
  guint n_batches = 0;
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (self->trace, names);
  GsEvent events[BATCH];
  gssize n;

  gs_machine_builder_set_rows_only (builder, self->is_rows_only);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), events, BATCH, error)) > 0)
    {
      gs_machine_builder_feed (builder, events, n);
      gs_analysis_job_offer_snapshot (self, reader, builder);
      if (self->pace != NULL && ++n_batches % PACE_BATCHES == 0)
        self->pace (gs_reader_get_fraction (reader), self->pace_data);
    }
  return n < 0 ? NULL : gs_analysis_job_finish_machine (reader, builder);
}

static void
gs_analysis_job_set_done (GsAnalysisJob *self, GsMachine *machine, GError *error)
{
  GsReader *reader;

  gs_lock (&self->lock);
  reader = g_steal_pointer (&self->reader);
  if (reader != NULL)
    self->n_events = gs_reader_get_n_events (reader);
  if (machine != NULL || error != NULL)
    g_clear_pointer (&self->machine, gs_machine_unref);
  self->machine = machine;
  self->error = error;
  self->is_done = TRUE;
  gs_unlock (&self->lock);
  g_clear_pointer (&reader, gs_reader_free);
}

/**
 * gs_analysis_job_run:
 * @pace: (nullable): holds the job up where it is ahead of others
 *
 * Reads the whole trace; returns when it is read, cancelled or failed.
 */
void
gs_analysis_job_run (GsAnalysisJob *self, GsAnalysisJobPace pace, gpointer user_data)
{
  g_autoptr (GsNames) names = gs_names_new ();
  GError *error = NULL;
  GsMachine *machine = NULL;
  GsReader *reader = gs_reader_new (self->trace, names, self->n_threads, self->cancellable, &error);

  self->pace = pace;
  self->pace_data = user_data;
  if (reader != NULL)
    {
      gs_lock (&self->lock);
      self->reader = reader;
      gs_unlock (&self->lock);
      machine = gs_analysis_job_read (self, reader, names, &error);
    }
  gs_analysis_job_set_done (self, machine, error);
}

/* The job publishes what it has, soon. */
void
gs_analysis_job_want_snapshot (GsAnalysisJob *self)
{
  g_atomic_int_set (&self->wants_snapshot, TRUE);
}

/**
 * gs_analysis_job_get_machine:
 *
 * Returns: (transfer full) (nullable): the latest machine, partial while the job runs
 */
GsMachine *
gs_analysis_job_get_machine (GsAnalysisJob *self)
{
  GsMachine *machine;

  gs_lock (&self->lock);
  machine = self->machine != NULL ? gs_machine_ref (self->machine) : NULL;
  gs_unlock (&self->lock);
  return machine;
}

/**
 * gs_analysis_job_is_done:
 * @error: set where the job is done and failed
 */
gboolean
gs_analysis_job_is_done (GsAnalysisJob *self, GError **error)
{
  gboolean is_done;

  gs_lock (&self->lock);
  is_done = self->is_done;
  if (self->error != NULL && error != NULL)
    *error = g_error_copy (self->error);
  gs_unlock (&self->lock);
  return is_done;
}

/**
 * gs_analysis_job_get_progress:
 * @n_events: (out): read by now
 *
 * Returns: 0 to 1
 */
double
gs_analysis_job_get_progress (GsAnalysisJob *self, guint64 *n_events)
{
  double fraction = 0.0;

  gs_lock (&self->lock);
  *n_events = self->n_events;
  if (self->is_done)
    {
      fraction = 1.0;
    }
  else if (self->reader != NULL)
    {
      fraction = gs_reader_get_fraction (self->reader);
      *n_events = gs_reader_get_n_events (self->reader);
    }
  gs_unlock (&self->lock);
  return fraction;
}

const GsTrace *
gs_analysis_job_get_trace (GsAnalysisJob *self)
{
  return self->trace;
}
