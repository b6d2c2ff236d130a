/* gs-analysis.c: an experiment analysed in the background
 * SPDX-License-Identifier: MIT
 *
 * One worker thread (a GTask's) coordinates: it starts one job a trace on a
 * pool, asks the jobs now and then for what they have, composes that, and posts
 * it to the main thread. A post that the main thread has not yet taken is
 * replaced by the next.
 */
#include "gs-analysis.h"

#include <glib/gi18n.h>
#include <sys/resource.h>

#include "gs-analysis-job.h"
#include "gs-composer.h"
#include "gs-error.h"
#include "gs-lock.h"

/* Preliminary timelines come at least so far apart, and never take more than a
 * fifth of the time. */
#define POST_INTERVAL_USEC 300000
#define POST_SHARE 5

/* How long the jobs have for handing out what they have. */
#define SNAPSHOT_USEC 50000

/* Reading steps aside for the main thread, which has a window to draw. */
#define READING_NICENESS 5

/* Everything that one run's threads share; outlives the analysis where it must. */
typedef struct
{
  gatomicrefcount ref_count;
  GsExperiment  *experiment; /* private copy */
  GCancellable  *cancellable;
  GPtrArray     *jobs;       /* of GsAnalysisJob */
  GThreadPool   *pool;
  gboolean       has_previews;
  gint64         start_usec;

  GMutex         lock;       /* guards what follows */
  GCond          cond;       /* a job is done */
  guint          n_running;
  GsTimeline    *posted;     /* not yet taken by the main thread */
  gboolean       wake_queued;
  GsAnalysis    *analysis;   /* main thread only; NULL once it is gone */
} GsAnalysisRun;

struct _GsAnalysis
{
  GObject        parent_instance;
  GsExperiment  *experiment;
  GMainContext  *context;
  GsAnalysisRun *run;        /* NULL before the start */
  GsTimeline    *timeline;
  gboolean       is_running;
  gboolean       has_previews;
  GPtrArray     *machines;   /* of GsMachine, finished; NULL before */
  GCancellable  *recomposing;
};

G_DEFINE_TYPE (GsAnalysis, gs_analysis, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FINISHED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static GsAnalysisRun *
gs_analysis_run_ref (GsAnalysisRun *run)
{
  g_atomic_ref_count_inc (&run->ref_count);
  return run;
}

static void
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsAnalysisRun, gs_analysis_run_unref)

static GsAnalysisRun *
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
  for (guint i = 0; i < run->experiment->traces->len; i++)
    {
      const GsExperimentTrace *trace = g_ptr_array_index (run->experiment->traces, i);

      if (trace->trace != NULL && trace->trace->usable && trace->role != GS_ROLE_IGNORE)
        g_ptr_array_add (run->jobs, gs_analysis_job_new (trace->trace, run->cancellable));
    }
  return run;
}

static void
gs_analysis_run_job (gpointer data, gpointer user_data)
{
  GsAnalysisRun *run = user_data;

  /* Whoever pushed the job held the lock: what was written before is seen here. */
  gs_lock (&run->lock);
  gs_unlock (&run->lock);
  gs_analysis_job_run (data);
  gs_lock (&run->lock);
  run->n_running--;
  g_cond_signal (&run->cond);
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
static GPtrArray *
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

  if (run->analysis != NULL && timeline != NULL)
    {
      g_clear_pointer (&run->analysis->timeline, gs_timeline_unref);
      run->analysis->timeline = g_steal_pointer (&timeline);
      g_signal_emit (run->analysis, signals[CHANGED], 0);
    }
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
      g_autoptr(GSource) source = g_idle_source_new ();

      g_source_set_callback (source, gs_analysis_run_deliver, gs_analysis_run_ref (run), gs_analysis_run_unref);
      g_source_attach (source, context);
      run->wake_queued = TRUE;
    }
  gs_unlock (&run->lock);
  g_clear_pointer (&replaced, gs_timeline_unref);
}

/* Composes what the jobs have and posts it. Returns: how long to leave it at that */
static gint64
gs_analysis_run_preview (GsAnalysisRun *run, GMainContext *context)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr(GPtrArray) machines = NULL;
  GsTimeline *timeline;

  for (guint i = 0; i < run->jobs->len; i++)
    gs_analysis_job_want_snapshot (g_ptr_array_index (run->jobs, i));
  if (gs_analysis_run_wait (run, SNAPSHOT_USEC))
    return 0;

  machines = gs_analysis_run_get_machines (run);
  if (machines->len == 0)
    return POST_INTERVAL_USEC;
  timeline = gs_composer_compose (machines, run->experiment, run->cancellable);
  gs_analysis_run_post (run, context, timeline);
  return MAX (POST_INTERVAL_USEC, POST_SHARE * (g_get_monotonic_time () - start));
}

/* A trace that could not be read is said; the others go on. */
static gboolean
gs_analysis_run_collect_errors (GsAnalysisRun *run, GError **error)
{
  g_autoptr(GError) first = NULL;
  guint n_good = 0;

  for (guint i = 0; i < run->jobs->len; i++)
    {
      g_autoptr(GError) failure = NULL;

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
    g_set_error_literal (error, GS_ERROR, GS_ERROR_NO_TRACE, _("None of the traces can be analysed."));
  return FALSE;
}

/* An experiment of which no trace is usable: says why the first one isn't. */
static gboolean
gs_analysis_run_check (const GsAnalysisRun *run, GError **error)
{
  if (run->jobs->len > 0)
    return TRUE;
  for (guint i = 0; i < run->experiment->traces->len; i++)
    {
      const GsExperimentTrace *trace = g_ptr_array_index (run->experiment->traces, i);

      if (trace->trace != NULL && trace->trace->reason != NULL)
        {
          g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, trace->trace->reason);
          return FALSE;
        }
    }
  g_set_error (error, GS_ERROR, GS_ERROR_NO_TRACE,
               _("%s: there is no trace in this experiment that can be analysed."), run->experiment->name);
  return FALSE;
}

/* Reads all traces and composes; in a worker thread. @context: where previews go, or NULL.
 * Returns: (transfer full) (nullable): the finished timeline */
static GsTimeline *
gs_analysis_run_all (GsAnalysisRun *run, GMainContext *context, GError **error)
{
  g_autoptr(GPtrArray) machines = NULL;
  gint64 pause = POST_INTERVAL_USEC;

  if (!gs_analysis_run_check (run, error))
    return NULL;
  run->n_running = run->jobs->len;
  run->pool = g_thread_pool_new (gs_analysis_run_job, run, MAX (4, g_get_num_processors ()), TRUE, NULL);
  gs_lock (&run->lock);
  for (guint i = 0; i < run->jobs->len; i++)
    g_thread_pool_push (run->pool, g_ptr_array_index (run->jobs, i), NULL);
  gs_unlock (&run->lock);

  while (!gs_analysis_run_wait (run, context != NULL ? pause : -1))
    pause = gs_analysis_run_preview (run, context);
  g_thread_pool_free (g_steal_pointer (&run->pool), FALSE, TRUE);

  if (!gs_analysis_run_collect_errors (run, error))
    return NULL;
  machines = gs_analysis_run_get_machines (run);
  return gs_composer_compose (machines, run->experiment, run->cancellable);
}

static void
gs_analysis_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsAnalysisRun *run = task_data;
  GError *error = NULL;
  GsTimeline *timeline = gs_analysis_run_all (run, run->has_previews ? g_task_get_context (task) : NULL, &error);

  if (timeline != NULL)
    g_task_return_pointer (task, timeline, (GDestroyNotify) gs_timeline_unref);
  else
    g_task_return_error (task, error);
}

/* Main thread. The analysis may be gone by now. */
static void
gs_analysis_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GsAnalysisRun) run = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GsTimeline) timeline = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr(GsAnalysis) self = run->analysis != NULL ? g_object_ref (run->analysis) : NULL;

  if (self == NULL)
    return;
  self->is_running = FALSE;
  if (timeline != NULL)
    {
      gs_lock (&run->lock);
      g_clear_pointer (&run->posted, gs_timeline_unref);
      gs_unlock (&run->lock);
      g_clear_pointer (&self->timeline, gs_timeline_unref);
      self->timeline = g_steal_pointer (&timeline);
      g_clear_pointer (&self->machines, g_ptr_array_unref);
      self->machines = gs_analysis_run_get_machines (run);
      g_signal_emit (self, signals[CHANGED], 0);
    }
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static void
gs_analysis_dispose (GObject *object)
{
  GsAnalysis *self = GS_ANALYSIS (object);

  gs_analysis_cancel (self);
  if (self->run != NULL)
    self->run->analysis = NULL;
  g_clear_pointer (&self->run, gs_analysis_run_unref);
  if (self->recomposing != NULL)
    g_cancellable_cancel (self->recomposing);
  g_clear_object (&self->recomposing);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->experiment, gs_experiment_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (gs_analysis_parent_class)->dispose (object);
}

static void
gs_analysis_class_init (GsAnalysisClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_analysis_dispose;

  signals[CHANGED] = g_signal_new ("changed", GS_TYPE_ANALYSIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", GS_TYPE_ANALYSIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
gs_analysis_init (GsAnalysis *self)
{
  self->has_previews = TRUE;
}

/**
 * gs_analysis_new:
 * @experiment: (transfer none): is copied
 *
 * Returns: (transfer full): an analysis that has yet to be started
 */
GsAnalysis *
gs_analysis_new (GsExperiment *experiment)
{
  GsAnalysis *self = g_object_new (GS_TYPE_ANALYSIS, NULL);

  self->experiment = gs_experiment_copy (experiment);
  return self;
}

/**
 * gs_analysis_set_previews:
 * @has_previews: whether "changed" comes while reading goes on, too; before the start
 */
void
gs_analysis_set_previews (GsAnalysis *self, gboolean has_previews)
{
  self->has_previews = has_previews;
}

/* Starts reading, once; "changed" comes with previews and with the end's result. */
void
gs_analysis_start (GsAnalysis *self)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (self->run == NULL);

  self->run = gs_analysis_run_new (self->experiment, NULL);
  self->run->analysis = self;
  self->run->has_previews = self->has_previews;
  self->is_running = TRUE;
  task = g_task_new (NULL, self->run->cancellable, gs_analysis_done, gs_analysis_run_ref (self->run));
  g_task_set_source_tag (task, gs_analysis_start);
  g_task_set_task_data (task, gs_analysis_run_ref (self->run), gs_analysis_run_unref);
  g_task_run_in_thread (task, gs_analysis_worker);
}

/* "finished" comes with G_IO_ERROR_CANCELLED, soon. */
void
gs_analysis_cancel (GsAnalysis *self)
{
  if (self->run != NULL)
    g_cancellable_cancel (self->run->cancellable);
}

gboolean
gs_analysis_is_running (GsAnalysis *self)
{
  return self->is_running;
}

/**
 * gs_analysis_get_progress:
 * @progress: (out): of all traces together, weighed by their bytes
 */
void
gs_analysis_get_progress (GsAnalysis *self, GsProgress *progress)
{
  double done = 0.0, all = 0.0, seconds;

  *progress = (GsProgress) { .seconds_left = -1.0, .busiest_fraction = 2.0 };
  if (self->run == NULL)
    return;
  for (guint i = 0; i < self->run->jobs->len; i++)
    {
      GsAnalysisJob *job = g_ptr_array_index (self->run->jobs, i);
      const GsTrace *trace = gs_analysis_job_get_trace (job);
      guint64 n_events;
      double fraction = gs_analysis_job_get_progress (job, &n_events);

      progress->n_events += n_events;
      done += fraction * trace->n_bytes;
      all += trace->n_bytes;
      if (fraction < MIN (progress->busiest_fraction, 1.0))
        {
          progress->busiest = trace->name;
          progress->busiest_fraction = fraction;
        }
    }
  seconds = (g_get_monotonic_time () - self->run->start_usec) / 1e6;
  progress->fraction = all > 0.0 ? done / all : 0.0;
  progress->events_per_second = seconds > 0.0 ? progress->n_events / seconds : 0.0;
  if (progress->fraction > 0.01 && seconds > 0.2)
    progress->seconds_left = seconds * (1.0 - progress->fraction) / progress->fraction;
}

/**
 * gs_analysis_get_timeline:
 *
 * Returns: (transfer none) (nullable): the newest timeline
 */
GsTimeline *
gs_analysis_get_timeline (GsAnalysis *self)
{
  return self->timeline;
}

typedef struct
{
  GPtrArray    *machines;
  GsExperiment *experiment;
} GsRecomposition;

static void
gs_recomposition_free (gpointer data)
{
  GsRecomposition *self = data;

  g_ptr_array_unref (self->machines);
  gs_experiment_free (self->experiment);
  g_free (self);
}

static void
gs_analysis_recompose_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsRecomposition *job = task_data;

  g_task_return_pointer (task, gs_composer_compose (job->machines, job->experiment, cancellable),
                         (GDestroyNotify) gs_timeline_unref);
}

static void
gs_analysis_recomposed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GsAnalysis) self = user_data;
  GsTimeline *timeline = g_task_propagate_pointer (G_TASK (result), NULL);

  if (timeline == NULL)
    return;
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * gs_analysis_recompose:
 * @experiment: (transfer none): the same traces with other choices; is copied
 *
 * Composes again from what was read; "changed" comes with the result. Of
 * several calls the last one counts. Without effect before the end of reading.
 */
void
gs_analysis_recompose (GsAnalysis *self, GsExperiment *experiment)
{
  GsRecomposition *job;
  g_autoptr(GTask) task = NULL;

  if (self->machines == NULL)
    return;
  if (self->recomposing != NULL)
    g_cancellable_cancel (self->recomposing);
  g_clear_object (&self->recomposing);
  self->recomposing = g_cancellable_new ();

  job = g_new0 (GsRecomposition, 1);
  job->machines = g_ptr_array_ref (self->machines);
  job->experiment = gs_experiment_copy (experiment);
  task = g_task_new (NULL, self->recomposing, gs_analysis_recomposed, g_object_ref (self));
  g_task_set_source_tag (task, gs_analysis_recompose);
  g_task_set_task_data (task, job, gs_recomposition_free);
  g_task_run_in_thread (task, gs_analysis_recompose_worker);
}

/**
 * gs_analysis_run:
 * @cancellable: (nullable):
 *
 * Analyses in the calling thread, which waits. For programs without a main loop.
 *
 * Returns: (transfer full) (nullable): the timeline, NULL and @error where
 *   nothing could be read
 */
GsTimeline *
gs_analysis_run (GsExperiment *experiment, GCancellable *cancellable, GError **error)
{
  g_autoptr(GsAnalysisRun) run = gs_analysis_run_new (experiment, cancellable);

  return gs_analysis_run_all (run, NULL, error);
}
