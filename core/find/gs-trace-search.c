/* gs-trace-search.c: traces as they are found, in the background
 * SPDX-License-Identifier: MIT
 *
 * One worker walks through the folders; others describe what it found. Each trace
 * is posted to the main thread by itself.
 */
#include "find/gs-trace-search.h"

#include "find/gs-trace-archive.h"
#include "find/gs-trace-finder.h"
#include "find/gs-trace-open.h"
#include "find/gs-trace-walk.h"

#define N_THREADS 2

/* What the threads share; outlives the search where it must. */
typedef struct
{
  gatomicrefcount ref_count;
  GStrv paths;
  GCancellable *cancellable;
  GMainContext *context;
  GThreadPool *pool;
  gint n_found;          /* atomic */
  GsTraceSearch *search; /* main thread only; NULL once it is gone */
} GsSearchRun;

/* A trace on its way to the main thread. */
typedef struct
{
  GsSearchRun *run;
  GsTrace *trace;
} GsSearchPost;

struct _GsTraceSearch
{
  GObject parent_instance;
  GsSearchRun *run;
};

enum
{
  FOUND,
  FINISHED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsTraceSearch, gs_trace_search, G_TYPE_OBJECT)

static GsSearchRun *
gs_search_run_ref (GsSearchRun *run)
{
  g_atomic_ref_count_inc (&run->ref_count);
  return run;
}

static void
gs_search_run_unref (gpointer data)
{
  GsSearchRun *run = data;

  if (!g_atomic_ref_count_dec (&run->ref_count))
    return;
  g_strfreev (run->paths);
  g_object_unref (run->cancellable);
  g_main_context_unref (run->context);
  g_free (run);
}

static void
gs_search_post_free (gpointer data)
{
  GsSearchPost *post = data;

  gs_search_run_unref (post->run);
  gs_trace_unref (post->trace);
  g_free (post);
}

static gboolean
gs_search_post_deliver (gpointer data)
{
  GsSearchPost *post = data;

  if (post->run->search != NULL)
    g_signal_emit (post->run->search, signals[FOUND], 0, post->trace);
  return G_SOURCE_REMOVE;
}

/* On the pool: describes the trace in one folder. */
static void
gs_search_run_describe (gpointer data, gpointer user_data)
{
  GsSearchRun *run = user_data;
  g_autofree char *path = data;
  GsTrace *trace = g_cancellable_is_cancelled (run->cancellable) ? NULL : gs_trace_open (path, NULL);
  g_autoptr (GSource) source = NULL;
  GsSearchPost *post;

  if (trace == NULL)
    return;
  g_atomic_int_inc (&run->n_found);
  post = g_new0 (GsSearchPost, 1);
  post->run = gs_search_run_ref (run);
  post->trace = trace;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, gs_search_post_deliver, post, gs_search_post_free);
  g_source_attach (source, run->context);
}

static void
gs_search_run_found (const char *path, gpointer user_data)
{
  GsSearchRun *run = user_data;

  g_thread_pool_push (run->pool, g_strdup (path), NULL);
}

static void
gs_search_run_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsSearchRun *run = task_data;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) folders = gs_trace_archive_unpack_all ((const char *const *) run->paths, NULL, cancellable, &error);

  if (folders == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  run->pool = g_thread_pool_new (gs_search_run_describe, run, N_THREADS, FALSE, NULL);
  gs_trace_walk ((const char *const *) folders, cancellable, gs_search_run_found, run, problems);
  g_thread_pool_free (g_steal_pointer (&run->pool), FALSE, TRUE);

  if (g_task_return_error_if_cancelled (task))
    return;
  if (g_atomic_int_get (&run->n_found) > 0 && problems->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  gs_trace_finder_set_error ((const char *const *) run->paths, problems, &error);
  g_task_return_error (task, g_steal_pointer (&error));
}

/* Main thread. The search may be gone by now. */
static void
gs_search_run_done (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GsSearchRun *run = user_data;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (run->search != NULL)
    {
      g_autoptr (GsTraceSearch) search = g_object_ref (run->search);

      g_signal_emit (search, signals[FINISHED], 0, error);
    }
  gs_search_run_unref (run);
}

static void
gs_trace_search_dispose (GObject *object)
{
  GsTraceSearch *self = GS_TRACE_SEARCH (object);

  if (self->run != NULL)
    {
      g_cancellable_cancel (self->run->cancellable);
      self->run->search = NULL;
    }
  g_clear_pointer (&self->run, gs_search_run_unref);
  G_OBJECT_CLASS (gs_trace_search_parent_class)->dispose (object);
}

static void
gs_trace_search_class_init (GsTraceSearchClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = gs_trace_search_dispose;

  signals[FOUND] = g_signal_new ("found", GS_TYPE_TRACE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                 G_TYPE_POINTER);
  signals[FINISHED] = g_signal_new ("finished", GS_TYPE_TRACE_SEARCH, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
gs_trace_search_init (GsTraceSearch *self)
{
}

/**
 * gs_trace_search_new:
 * @paths: (array zero-terminated=1): folders, searched downwards, and archives
 *
 * Returns: (transfer full): a search that has yet to be started
 */
GsTraceSearch *
gs_trace_search_new (const char *const *paths)
{
  GsTraceSearch *self = g_object_new (GS_TYPE_TRACE_SEARCH, NULL);

  self->run = g_new0 (GsSearchRun, 1);
  g_atomic_ref_count_init (&self->run->ref_count);
  self->run->paths = g_strdupv ((char **) paths);
  self->run->cancellable = g_cancellable_new ();
  self->run->context = g_main_context_ref_thread_default ();
  self->run->search = self;
  return self;
}

/* Once. */
void
gs_trace_search_start (GsTraceSearch *self)
{
  g_autoptr (GTask) task = g_task_new (NULL, self->run->cancellable, gs_search_run_done, gs_search_run_ref (self->run));

  g_task_set_source_tag (task, gs_trace_search_start);
  g_task_set_return_on_cancel (task, TRUE); /* nobody waits for a slow disk */
  g_task_set_task_data (task, gs_search_run_ref (self->run), gs_search_run_unref);
  g_task_run_in_thread (task, gs_search_run_work);
}

/* "finished" comes at once, with G_IO_ERROR_CANCELLED. */
void
gs_trace_search_cancel (GsTraceSearch *self)
{
  g_cancellable_cancel (self->run->cancellable);
}

/* Returns: 0 to 1; -1: nothing is being unpacked */
double
gs_trace_search_get_unpacked (GsTraceSearch *self)
{
  return gs_trace_archive_get_progress (self->run->cancellable);
}

/* Returns: (transfer none): what is searched */
const char *const *
gs_trace_search_get_paths (GsTraceSearch *self)
{
  return (const char *const *) self->run->paths;
}
