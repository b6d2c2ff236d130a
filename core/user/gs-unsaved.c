/* gs-unsaved.c: changes of an experiment that are not saved, kept in case the program is ended
 * SPDX-License-Identifier: MIT
 *
 * Each is an experiment file of its own in the program's state. Whoever keeps and forgets
 * never waits for the disk; what was ordered last holds, whichever worker is the last to end.
 */
#include "user/gs-unsaved.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "base/gs-lock.h"
#include "experiment/gs-experiment-private.h"
#include "user/gs-state-file.h"

/* One at a time writes. */
static GMutex gs_unsaved_writing;

static GMutex gs_unsaved_lock;        /* guards what follows */
static GHashTable *gs_unsaved_orders; /* path -> number of the latest order for it */
static guint gs_unsaved_n_orders;

typedef struct
{
  GsExperiment *changed;
  char *path;
  guint order;
} GsUnsavedJob;

static char *
gs_unsaved_make_path (const GsExperiment *saved)
{
  return gs_state_file_make_path (saved, "unsaved", ".gsx");
}

static void
gs_unsaved_job_free (gpointer data)
{
  GsUnsavedJob *job = data;

  gs_lock_acquired (job);
  gs_experiment_free (job->changed);
  g_free (job->path);
  g_free (job);
}

/* With the lock held. Returns: the order's number */
static guint
gs_unsaved_order (const char *path)
{
  if (gs_unsaved_orders == NULL)
    gs_unsaved_orders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_insert (gs_unsaved_orders, g_strdup (path), GUINT_TO_POINTER (++gs_unsaved_n_orders));
  return gs_unsaved_n_orders;
}

static gboolean
gs_unsaved_is_latest (const GsUnsavedJob *job)
{
  gboolean is_latest;

  gs_lock (&gs_unsaved_lock);
  is_latest = GPOINTER_TO_UINT (g_hash_table_lookup (gs_unsaved_orders, job->path)) == job->order;
  gs_unlock (&gs_unsaved_lock);
  return is_latest;
}

/* What was forgotten while it was written goes, unless a later worker writes it anew. */
static void
gs_unsaved_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsUnsavedJob *job = task_data;
  GError *error = NULL;

  gs_lock_acquired (job);
  gs_lock (&gs_unsaved_writing);
  if (gs_unsaved_is_latest (job) && gs_state_file_prepare (job->path, &error)
      && gs_experiment_save (job->changed, job->path, &error) && !gs_unsaved_is_latest (job))
    g_unlink (job->path);
  gs_unlock (&gs_unsaved_writing);
  gs_lock_releasing (job);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * gs_unsaved_keep_async:
 * @saved: what opening again brings back
 * @changed: what the user has made of it
 *
 * Keeps the changes as they are now, in place of those kept before.
 */
void
gs_unsaved_keep_async (const GsExperiment *saved, const GsExperiment *changed, GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  GsUnsavedJob *job = g_new0 (GsUnsavedJob, 1);

  job->changed = gs_experiment_copy (changed);
  job->path = gs_unsaved_make_path (saved);
  gs_lock (&gs_unsaved_lock);
  job->order = gs_unsaved_order (job->path);
  gs_unlock (&gs_unsaved_lock);
  gs_lock_releasing (job);
  g_task_set_source_tag (task, gs_unsaved_keep_async);
  g_task_set_task_data (task, job, gs_unsaved_job_free);
  g_task_run_in_thread (task, gs_unsaved_work);
}

gboolean
gs_unsaved_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * gs_unsaved_forget:
 * @saved: what opening again brings back
 *
 * The changes were saved, taken back, or given up.
 */
void
gs_unsaved_forget (const GsExperiment *saved)
{
  g_autofree char *path = gs_unsaved_make_path (saved);

  gs_lock (&gs_unsaved_lock);
  gs_unsaved_order (path);
  g_unlink (path);
  gs_unlock (&gs_unsaved_lock);
}

/**
 * gs_unsaved_load:
 * @saved: what was opened
 * @cancellable: (nullable): ends it early
 *
 * From any thread.
 *
 * Returns: (transfer full) (nullable): what the user had made of @saved when the program
 *   was ended; NULL where nothing was left unsaved, or nothing of it can be read
 */
GsExperiment *
gs_unsaved_load (const GsExperiment *saved, GCancellable *cancellable)
{
  g_autofree char *path = gs_unsaved_make_path (saved);
  g_autoptr (GsExperiment) changed = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return NULL;
  changed = gs_experiment_load (path, cancellable, NULL);
  if (changed == NULL || gs_experiment_is_same (changed, saved))
    return NULL;

  /* It is the same experiment, elsewhere only for the time being. */
  g_free (changed->path);
  changed->path = g_strdup (saved->path);
  g_clear_pointer ((JsonNode **) &changed->json, json_node_unref);
  changed->json = saved->json != NULL ? json_node_ref (saved->json) : NULL;
  gs_experiment_known_unref (changed->known);
  changed->known = gs_experiment_known_ref (saved->known);
  return g_steal_pointer (&changed);
}
