/* gs-analysis-run.c: the traces of one experiment being read
 * SPDX-License-Identifier: MIT
 *
 * One worker thread coordinates: it starts one job a trace on a pool, asks the
 * jobs now and then for what they have, composes that, and posts it to the main
 * thread. A post that the main thread has not yet taken is replaced by the next.
 */
#include "analysis/gs-analysis-run.h"

#include <glib/gi18n.h>
#include <sys/resource.h>

#include "analysis/gs-analysis-job.h"
#include "base/gs-error.h"
#include "base/gs-lock.h"
#include "base/gs-memory.h"
#include "find/gs-trace-again.h"
#include "timeline/gs-composer-rows.h"
#include "timeline/gs-composer.h"

/* Preliminary timelines come at least so far apart, and take no more than a
 * twentieth of the time; the first comes as soon as each trace has told something. */
#define POST_INTERVAL_USEC 300000
#define FIRST_POST_USEC 50000
#define POST_SHARE 20

/* What has begun well and ends this soon is waited for: a part more of it would be old when it is drawn, and
 * its rows would take memory when there is the least left. */
#define NEARLY_DONE_USEC 1500000

/* No trace is read further ahead of the one that is furthest behind, as a share of what each holds. */
#define MOST_AHEAD 0.01
#define AHEAD_WAIT_USEC 20000

/* Reading steps aside for the main thread, which has a window to draw. */
#define READING_NICENESS 5

/* How long the jobs may take to hand out what they have. */
#define SNAPSHOT_USEC 50000

/* While the program runs, progress is asked for more often than this. */
#define PAUSE_USEC 2000000

/* A trace that is smaller is not worth a second thread. */
#define SMALL_TRACE_BYTES (2 * 1024 * 1024)

struct _GsAnalysisRun
{
  gatomicrefcount ref_count;
  GsExperiment *experiment; /* private copy */
  GCancellable *cancellable;
  GPtrArray *jobs; /* of GsAnalysisJob */
  GThreadPool *pool;
  gboolean has_previews;

  GMutex lock; /* guards what follows */
  GCond cond;  /* a job is done */
  guint n_running;
  GsTimeline *posted; /* not yet taken by the main thread */
  gboolean wake_queued;

  /* main thread only */
  gint64 start_usec;
  gint64 asked_usec;              /* for the progress, the last time; 0: never */
  GsAnalysisRunReceiver receiver; /* NULL once nobody listens */
  gpointer receiver_data;
};

GsAnalysisRun *
gs_analysis_run_ref (GsAnalysisRun *run)
{
  g_atomic_ref_count_inc (&run->ref_count);
  return run;
}

void
gs_analysis_run_unref (gpointer data)
{
  GsAnalysisRun *run = data;

  if (!g_atomic_ref_count_dec (&run->ref_count))
    return;
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_pointer (&run->posted, gs_timeline_unref);
  g_clear_pointer (&run->experiment, gs_experiment_free);
  g_clear_object (&run->cancellable);
  g_mutex_clear (&run->lock);
  g_cond_clear (&run->cond);
  g_free (run);
}

static gboolean
gs_analysis_run_wants (const GsExperimentTrace *trace)
{
  return trace->trace != NULL && trace->trace->usable && trace->role != GS_ROLE_IGNORE;
}

/* Decoding threads for one trace: by its share of all bytes, twice as many in
 * all as there are processors, since each of them parses the metadata again,
 * which costs as much as some ten thousand events. */
static guint
gs_analysis_run_get_n_threads (const GsTrace *trace, guint64 n_all_bytes)
{
  guint n_processors = g_get_num_processors ();
  guint64 n = (2 * n_processors * trace->n_bytes + n_all_bytes / 2) / MAX (n_all_bytes, 1);

  if (trace->n_bytes < SMALL_TRACE_BYTES)
    return 1;
  return CLAMP (n, 1, MIN (MAX (trace->n_streams, 1), 2 * n_processors));
}

static void
gs_analysis_run_add_jobs (GsAnalysisRun *run)
{
  GPtrArray *traces = run->experiment->traces;
  guint64 n_all_bytes = 0;

  for (guint i = 0; i < traces->len; i++)
    if (gs_analysis_run_wants (g_ptr_array_index (traces, i)))
      n_all_bytes += ((GsExperimentTrace *) g_ptr_array_index (traces, i))->trace->n_bytes;
  for (guint i = 0; i < traces->len; i++)
    {
      const GsExperimentTrace *trace = g_ptr_array_index (traces, i);

      if (gs_analysis_run_wants (trace))
        g_ptr_array_add (run->jobs,
                         gs_analysis_job_new (trace->trace, gs_analysis_run_get_n_threads (trace->trace, n_all_bytes),
                                              run->cancellable));
    }
}

/**
 * gs_analysis_run_new:
 * @experiment: (transfer none): is copied
 * @cancellable: (nullable): ends the run early
 *
 * Returns: (transfer full): a run that has yet to read
 */
GsAnalysisRun *
gs_analysis_run_new (GsExperiment *experiment, GCancellable *cancellable)
{
  GsAnalysisRun *run = g_new0 (GsAnalysisRun, 1);

  g_atomic_ref_count_init (&run->ref_count);
  run->experiment = gs_experiment_copy (experiment);
  run->cancellable = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  run->jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_analysis_job_free);
  run->start_usec = g_get_monotonic_time ();
  g_mutex_init (&run->lock);
  g_cond_init (&run->cond);
  gs_analysis_run_add_jobs (run);
  return run;
}

/* How far the one is that is furthest behind. */
static double
gs_analysis_run_get_least (const GsAnalysisRun *run)
{
  double least = 1.0;

  for (guint i = 0; i < run->jobs->len; i++)
    {
      guint64 n_events;

      least = MIN (least, gs_analysis_job_get_progress (g_ptr_array_index (run->jobs, i), &n_events));
    }
  return least;
}

/* Job side: while a job is ahead of others, it leaves the processors to them, so that host and guests are
 * shown up to the same time, which all have reached. */
static void
gs_analysis_run_pace (double fraction, gpointer user_data)
{
  GsAnalysisRun *run = user_data;

  while (!g_cancellable_is_cancelled (run->cancellable) && fraction > gs_analysis_run_get_least (run) + MOST_AHEAD)
    {
      gint64 end = g_get_monotonic_time () + AHEAD_WAIT_USEC;

      gs_lock (&run->lock);
      gs_lock_wait_until (&run->cond, &run->lock, end);
      gs_unlock (&run->lock);
    }
}

static void
gs_analysis_run_job (gpointer data, gpointer user_data)
{
  GsAnalysisRun *run = user_data;

  /* Whoever pushed the job held the lock: what was written before is seen here. */
  gs_lock (&run->lock);
  gs_unlock (&run->lock);

  /* Of this thread and of those that it starts: Linux counts nice values by thread. The pool is this run's own. */
  if (run->has_previews)
    setpriority (PRIO_PROCESS, 0, READING_NICENESS);
  gs_analysis_job_run (data, run->has_previews ? gs_analysis_run_pace : NULL, run);
  gs_lock (&run->lock);
  run->n_running--;
  g_cond_broadcast (&run->cond);
  gs_unlock (&run->lock);
}

/* Waits until all jobs are done, or @usec at most. Returns: whether they are */
static gboolean
gs_analysis_run_wait (GsAnalysisRun *run, gint64 usec)
{
  gint64 end = g_get_monotonic_time () + usec;
  gboolean is_done;

  gs_lock (&run->lock);
  while (run->n_running > 0)
    if (usec < 0)
      gs_lock_wait (&run->cond, &run->lock);
    else if (!gs_lock_wait_until (&run->cond, &run->lock, end))
      break;
  is_done = run->n_running == 0;
  gs_unlock (&run->lock);
  return is_done;
}

/* Returns: (transfer full) (element-type GsMachine): what the jobs have by now */
GPtrArray *
gs_analysis_run_get_machines (GsAnalysisRun *run)
{
  GPtrArray *machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);

  for (guint i = 0; i < run->jobs->len; i++)
    {
      GsMachine *machine = gs_analysis_job_get_machine (g_ptr_array_index (run->jobs, i));

      if (machine != NULL)
        g_ptr_array_add (machines, machine);
    }
  return machines;
}

static gboolean
gs_analysis_run_deliver (gpointer data)
{
  GsAnalysisRun *run = data;
  GsTimeline *timeline;

  gs_lock (&run->lock);
  timeline = g_steal_pointer (&run->posted);
  run->wake_queued = FALSE;
  gs_unlock (&run->lock);

  if (run->receiver != NULL && timeline != NULL)
    run->receiver (g_steal_pointer (&timeline), run->receiver_data);
  g_clear_pointer (&timeline, gs_timeline_unref);
  return G_SOURCE_REMOVE;
}

/* Worker side: hands a timeline over; one that waits is replaced. */
static void
gs_analysis_run_post (GsAnalysisRun *run, GMainContext *context, GsTimeline *timeline)
{
  GsTimeline *replaced;

  gs_lock (&run->lock);
  replaced = g_steal_pointer (&run->posted);
  run->posted = timeline;
  if (!run->wake_queued)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, gs_analysis_run_deliver, gs_analysis_run_ref (run), gs_analysis_run_unref);
      g_source_attach (source, context);
      run->wake_queued = TRUE;
    }
  gs_unlock (&run->lock);
  g_clear_pointer (&replaced, gs_timeline_unref);
}

/* Without its host, a guest would look as if it were alone. */
static gboolean
gs_analysis_run_has_all (const GsAnalysisRun *run)
{
  for (guint i = 0; i < run->jobs->len; i++)
    {
      GsAnalysisJob *job = g_ptr_array_index (run->jobs, i);
      GsMachine *machine = gs_analysis_job_get_machine (job);

      if (machine == NULL && !gs_analysis_job_is_done (job, NULL))
        return FALSE;
      g_clear_pointer (&machine, gs_machine_unref);
    }
  return TRUE;
}

/* Composes what the jobs have and posts it. Returns: how long to wait before the next one */
static gint64
gs_analysis_run_preview (GsAnalysisRun *run, GMainContext *context)
{
  gint64 start;
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (GsTimeline) timeline = NULL;

  for (guint i = 0; i < run->jobs->len; i++)
    gs_analysis_job_want_snapshot (g_ptr_array_index (run->jobs, i));
  if (gs_analysis_run_wait (run, SNAPSHOT_USEC))
    return 0;

  if (!gs_analysis_run_has_all (run))
    return FIRST_POST_USEC;
  start = g_get_monotonic_time ();
  machines = gs_analysis_run_get_machines (run);
  if (machines->len == 0)
    return POST_INTERVAL_USEC;
  timeline = gs_composer_compose (machines, run->experiment, run->cancellable);
  gs_composer_prepare (timeline);
  if (!g_cancellable_is_cancelled (run->cancellable))
    gs_analysis_run_post (run, context, g_steal_pointer (&timeline));
  return MAX (POST_INTERVAL_USEC, POST_SHARE * (g_get_monotonic_time () - start));
}

/* How much of all traces together is read, by their bytes. @progress: (out) (optional): gets each machine's */
static double
gs_analysis_run_get_fraction (GsAnalysisRun *run, GsProgress *progress)
{
  double done = 0.0, all = 0.0;

  for (guint i = 0; i < run->jobs->len; i++)
    {
      GsAnalysisJob *job = g_ptr_array_index (run->jobs, i);
      const GsTrace *trace = gs_analysis_job_get_trace (job);
      guint64 n_events;
      double fraction = gs_analysis_job_get_progress (job, &n_events);

      done += fraction * trace->n_bytes;
      all += trace->n_bytes;
      if (progress == NULL)
        continue;
      progress->n_events += n_events;
      if (i < GS_PROGRESS_MACHINES)
        progress->machines[i] = (GsMachineProgress){ trace->name, fraction };
    }
  return all > 0.0 ? done / all : 0.0;
}

static gboolean
gs_analysis_run_is_nearly_done (GsAnalysisRun *run, gint64 start)
{
  double fraction = gs_analysis_run_get_fraction (run, NULL);

  return fraction > 0.25
         && (double) (g_get_monotonic_time () - start) * (1.0 - fraction) / fraction < (double) NEARLY_DONE_USEC;
}

/* A trace that could not be read is said; the others go on. */
static gboolean
gs_analysis_run_collect_errors (GsAnalysisRun *run, GError **error)
{
  g_autoptr (GError) first = NULL;
  guint n_good = 0;

  for (guint i = 0; i < run->jobs->len; i++)
    {
      g_autoptr (GError) failure = NULL;

      gs_analysis_job_is_done (g_ptr_array_index (run->jobs, i), &failure);
      if (failure == NULL)
        {
          n_good++;
          continue;
        }
      g_ptr_array_add (run->experiment->warnings, g_strdup (failure->message));
      if (first == NULL)
        first = g_steal_pointer (&failure);
    }
  if (g_cancellable_set_error_if_cancelled (run->cancellable, error))
    return FALSE;
  if (n_good > 0)
    return TRUE;
  if (first != NULL)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error_literal (error, GS_ERROR, GS_ERROR_NO_TRACE, _ ("None of the traces can be analysed."));
  return FALSE;
}

/* Returns: (transfer full) (nullable): why the trace cannot be analysed; NULL where that was the user's choice */
static char *
gs_analysis_run_dup_reason (const GsExperimentTrace *trace)
{
  g_autoptr (GsTrace) found = NULL;
  g_autoptr (GError) error = NULL;

  if (trace->role == GS_ROLE_IGNORE)
    return NULL;
  if (trace->trace != NULL)
    return g_strdup (trace->trace->reason);
  found = gs_trace_again (trace->path, trace->uuid, FALSE, &error);
  return found == NULL ? g_strdup_printf ("%s: %s", trace->name, error->message) : NULL;
}

/* An experiment of which no trace is usable: says why none is. */
static gboolean
gs_analysis_run_check (const GsAnalysisRun *run, GError **error)
{
  const GsExperiment *experiment = run->experiment;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) reasons = NULL;
  g_autofree char *text = NULL;

  if (run->jobs->len > 0)
    return TRUE;
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      g_autofree char *reason = gs_analysis_run_dup_reason (g_ptr_array_index (experiment->traces, i));

      if (reason != NULL)
        g_strv_builder_add (builder, reason);
    }
  reasons = g_strv_builder_end (builder);
  text = g_strjoinv ("; ", reasons);
  if (reasons[0] == NULL)
    g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
                 _ ("%s: there is no trace in this experiment that can be analysed."), experiment->name);
  else if (reasons[1] == NULL && experiment->path == NULL)
    g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, text);
  else
    g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("%s: none of its traces can be analysed: %s"),
                 experiment->path != NULL ? experiment->path : experiment->name, text);
  return FALSE;
}

/**
 * gs_analysis_run_set_receiver:
 * @receiver: (nullable): is called in the main thread for each preview; %NULL
 *   for no more
 *
 * Without one before it reads, a run makes no previews.
 */
void
gs_analysis_run_set_receiver (GsAnalysisRun *run, GsAnalysisRunReceiver receiver, gpointer user_data)
{
  run->receiver = receiver;
  run->receiver_data = user_data;
  run->has_previews = run->has_previews || receiver != NULL;
}

/* Before it reads: whether wake-ups are not asked for. */
void
gs_analysis_run_set_rows_only (GsAnalysisRun *run, gboolean is_rows_only)
{
  for (guint i = 0; i < run->jobs->len; i++)
    gs_analysis_job_set_rows_only (g_ptr_array_index (run->jobs, i), is_rows_only);
}

/**
 * gs_analysis_run_read:
 * @context: (nullable): of the main thread, where previews go
 *
 * Reads all traces and composes; the calling thread, a worker, waits.
 *
 * Returns: (transfer full) (nullable): the finished timeline
 */
GsTimeline *
gs_analysis_run_read (GsAnalysisRun *run, GMainContext *context, GError **error)
{
  g_autoptr (GPtrArray) machines = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  gint64 start = g_get_monotonic_time (), pause = FIRST_POST_USEC;

  if (!gs_analysis_run_check (run, error))
    return NULL;
  run->n_running = run->jobs->len;
  /* Those that are ahead wait for those that have yet to begin: all have a thread. */
  run->pool = g_thread_pool_new (gs_analysis_run_job, run,
                                 (gint) MAX (run->has_previews ? run->jobs->len : 4, g_get_num_processors ()), TRUE,
                                 NULL);
  gs_lock (&run->lock);
  for (guint i = 0; i < run->jobs->len; i++)
    g_thread_pool_push (run->pool, g_ptr_array_index (run->jobs, i), NULL);
  gs_unlock (&run->lock);

  while (!gs_analysis_run_wait (run, run->has_previews ? pause : -1))
    pause = gs_analysis_run_is_nearly_done (run, start) ? POST_INTERVAL_USEC : gs_analysis_run_preview (run, context);
  g_thread_pool_free (g_steal_pointer (&run->pool), FALSE, TRUE);

  if (!gs_analysis_run_collect_errors (run, error))
    return NULL;
  machines = gs_analysis_run_get_machines (run);
  timeline = gs_composer_compose (machines, run->experiment, run->cancellable);
  if (run->has_previews)
    {
      gs_memory_give_back ();
      gs_composer_prepare (timeline);
    }
  return g_cancellable_set_error_if_cancelled (run->cancellable, error) ? NULL : g_steal_pointer (&timeline);
}

void
gs_analysis_run_cancel (GsAnalysisRun *run)
{
  g_cancellable_cancel (run->cancellable);
}

/* Returns: (transfer none): */
GCancellable *
gs_analysis_run_get_cancellable (GsAnalysisRun *run)
{
  return run->cancellable;
}

/* Whoever shows progress asks often. Where nobody asked for long, the program didn't
 * run (it was stopped, or the machine slept): that says nothing of its speed. */
static double
gs_analysis_run_get_seconds (GsAnalysisRun *run)
{
  gint64 now = g_get_monotonic_time ();

  if (run->asked_usec != 0 && now - run->asked_usec > PAUSE_USEC)
    run->start_usec += now - run->asked_usec;
  run->asked_usec = now;
  return (now - run->start_usec) / 1e6;
}

/**
 * gs_analysis_run_get_progress:
 * @progress: (out): of all traces together, weighed by their bytes
 */
void
gs_analysis_run_get_progress (GsAnalysisRun *run, GsProgress *progress)
{
  double seconds = gs_analysis_run_get_seconds (run);

  *progress = (GsProgress){ .seconds_left = -1.0, .n_machines = run->jobs->len };
  progress->fraction = gs_analysis_run_get_fraction (run, progress);
  progress->events_per_second = seconds > 0.0 ? progress->n_events / seconds : 0.0;
  if (progress->fraction > 0.01 && seconds > 0.2)
    progress->seconds_left = seconds * (1.0 - progress->fraction) / progress->fraction;
}
