/* gs-analysis.c: an experiment analysed in the background
 * SPDX-License-Identifier: MIT
 */
#include "analysis/gs-analysis.h"

#include "analysis/gs-analysis-run.h"
#include "timeline/gs-composer-rows.h"
#include "timeline/gs-composer-same.h"
#include "timeline/gs-composer.h"

struct _GsAnalysis
{
  GObject parent_instance;
  GsExperiment *experiment;
  GsAnalysisRun *run; /* NULL before the start */
  GsTimeline *timeline;
  gboolean is_running;
  gboolean has_previews;
  gboolean is_rows_only;
  GPtrArray *machines; /* of GsMachine, finished; NULL before */
  GCancellable *recomposing;
};

G_DEFINE_TYPE (GsAnalysis, gs_analysis, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FINISHED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
gs_analysis_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsAnalysisRun *run = task_data;
  GError *error = NULL;
  GsTimeline *timeline = gs_analysis_run_read (run, g_task_get_context (task), &error);

  if (timeline != NULL)
    g_task_return_pointer (task, timeline, (GDestroyNotify) gs_timeline_unref);
  else
    g_task_return_error (task, error);
}

static void
gs_analysis_take (GsAnalysis *self, GsTimeline *timeline)
{
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
gs_analysis_take_preview (GsTimeline *timeline, gpointer user_data)
{
  gs_analysis_take (user_data, timeline);
}

/* Main thread. The analysis may be gone by now. */
static void
gs_analysis_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GWeakRef *weak = user_data;
  g_autoptr (GsAnalysis) self = g_weak_ref_get (weak);
  g_autoptr (GError) error = NULL;
  GsTimeline *timeline = g_task_propagate_pointer (G_TASK (result), &error);

  g_weak_ref_clear (weak);
  g_free (weak);
  if (self == NULL)
    {
      g_clear_pointer (&timeline, gs_timeline_unref);
      return;
    }
  self->is_running = FALSE;
  gs_analysis_run_set_receiver (self->run, NULL, NULL); /* a preview that is still under way is old */
  if (timeline != NULL)
    {
      g_clear_pointer (&self->machines, g_ptr_array_unref);
      self->machines = gs_analysis_run_get_machines (self->run);
      gs_analysis_take (self, timeline);
    }
  g_signal_emit (self, signals[FINISHED], 0, error);
}

static void
gs_analysis_dispose (GObject *object)
{
  GsAnalysis *self = GS_ANALYSIS (object);

  gs_analysis_cancel (self);
  if (self->run != NULL)
    gs_analysis_run_set_receiver (self->run, NULL, NULL);
  g_clear_pointer (&self->run, gs_analysis_run_unref);
  if (self->recomposing != NULL)
    g_cancellable_cancel (self->recomposing);
  g_clear_object (&self->recomposing);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->experiment, gs_experiment_free);

  G_OBJECT_CLASS (gs_analysis_parent_class)->dispose (object);
}

static void
gs_analysis_class_init (GsAnalysisClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_analysis_dispose;

  signals[CHANGED] = g_signal_new ("changed", GS_TYPE_ANALYSIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FINISHED] = g_signal_new ("finished", GS_TYPE_ANALYSIS, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                    1, G_TYPE_ERROR);
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
 * gs_analysis_copy:
 * @self: one that is done
 *
 * What was read is shared; composing the copy again leaves @self as it is.
 *
 * Returns: (transfer full): an analysis that is done, too
 */
GsAnalysis *
gs_analysis_copy (GsAnalysis *self)
{
  GsAnalysis *copy = gs_analysis_new (self->experiment);

  g_return_val_if_fail (!self->is_running, copy);

  copy->machines = self->machines != NULL ? g_ptr_array_ref (self->machines) : NULL;
  copy->timeline = self->timeline != NULL ? gs_timeline_ref (self->timeline) : NULL;
  return copy;
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

/**
 * gs_analysis_set_rows_only:
 * @is_rows_only: whether nobody will ask how wake-ups went, so that no list of them is kept; before the start
 */
void
gs_analysis_set_rows_only (GsAnalysis *self, gboolean is_rows_only)
{
  self->is_rows_only = is_rows_only;
}

/* Starts reading, once; "changed" comes with previews and with the end's result. */
void
gs_analysis_start (GsAnalysis *self)
{
  GWeakRef *weak = g_new0 (GWeakRef, 1);
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (self->run == NULL);

  self->run = gs_analysis_run_new (self->experiment, NULL);
  if (self->has_previews)
    gs_analysis_run_set_receiver (self->run, gs_analysis_take_preview, self);
  gs_analysis_run_set_rows_only (self->run, self->is_rows_only);
  self->is_running = TRUE;
  g_weak_ref_init (weak, self);
  task = g_task_new (NULL, gs_analysis_run_get_cancellable (self->run), gs_analysis_done, weak);
  g_task_set_source_tag (task, gs_analysis_start);
  g_task_set_return_on_cancel (task, TRUE); /* what the trace library is doing may take a while */
  g_task_set_task_data (task, gs_analysis_run_ref (self->run), gs_analysis_run_unref);
  g_task_run_in_thread (task, gs_analysis_worker);
}

/* "finished" comes with G_IO_ERROR_CANCELLED, soon. */
void
gs_analysis_cancel (GsAnalysis *self)
{
  if (self->run != NULL)
    gs_analysis_run_cancel (self->run);
}

gboolean
gs_analysis_is_running (GsAnalysis *self)
{
  return self->is_running;
}

/**
 * gs_analysis_get_progress:
 * @progress: (out): of all traces together, weighed by their bytes
 *
 * At any time, and cheap.
 */
void
gs_analysis_get_progress (GsAnalysis *self, GsProgress *progress)
{
  *progress = (GsProgress){ .seconds_left = -1.0 };
  if (self->run != NULL)
    gs_analysis_run_get_progress (self->run, progress);
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

/**
 * gs_analysis_get_machines:
 *
 * Returns: (transfer none) (nullable) (element-type GsMachine): what was read; NULL
 *   before the end of reading
 */
GPtrArray *
gs_analysis_get_machines (GsAnalysis *self)
{
  return self->machines;
}

typedef struct
{
  GPtrArray *machines;
  GsExperiment *experiment;
  GsTimeline *before;
} GsRecomposition;

static void
gs_recomposition_free (gpointer data)
{
  GsRecomposition *self = data;

  g_ptr_array_unref (self->machines);
  gs_experiment_free (self->experiment);
  gs_timeline_unref (self->before);
  g_free (self);
}

static void
gs_analysis_recompose_worker (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsRecomposition *job = task_data;
  GsTimeline *timeline = gs_composer_compose (job->machines, job->experiment, cancellable);

  if (!g_cancellable_is_cancelled (cancellable))
    {
      gs_composer_keep_same (timeline, job->before);
      gs_composer_prepare (timeline);
    }
  g_task_return_pointer (task, timeline, (GDestroyNotify) gs_timeline_unref);
}

static void
gs_analysis_recomposed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GsAnalysis) self = user_data;
  GsTimeline *timeline = g_task_propagate_pointer (G_TASK (result), NULL);

  if (timeline != NULL)
    gs_analysis_take (self, timeline);
}

/**
 * gs_analysis_recompose:
 * @experiment: (transfer none): the same traces with other choices; is copied
 *
 * Composes again from what was read, and keeps the rows that are the same; "changed" comes with the result. Of
 * several calls the last one counts. Without effect before the end of reading.
 */
void
gs_analysis_recompose (GsAnalysis *self, GsExperiment *experiment)
{
  GsRecomposition *job;
  g_autoptr (GTask) task = NULL;

  if (self->machines == NULL)
    return;
  if (self->recomposing != NULL)
    g_cancellable_cancel (self->recomposing);
  g_clear_object (&self->recomposing);
  self->recomposing = g_cancellable_new ();

  job = g_new0 (GsRecomposition, 1);
  job->machines = g_ptr_array_ref (self->machines);
  job->experiment = gs_experiment_copy (experiment);
  job->before = gs_timeline_ref (self->timeline);
  task = g_task_new (NULL, self->recomposing, gs_analysis_recomposed, g_object_ref (self));
  g_task_set_source_tag (task, gs_analysis_recompose);
  g_task_set_task_data (task, job, gs_recomposition_free);
  g_task_run_in_thread (task, gs_analysis_recompose_worker);
}
