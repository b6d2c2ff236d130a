/* gs-loader.c: paths to an experiment, without waiting for the disk
 * SPDX-License-Identifier: MIT
 */
#include "window/gs-loader.h"

#include "user/gs-permission.h"
#include "user/gs-unsaved.h"

typedef struct
{
  GsExperiment *experiment;
  GsExperiment *unsaved;
} GsLoaded;

static void
gs_loaded_free (gpointer data)
{
  GsLoaded *self = data;

  g_clear_pointer (&self->experiment, gs_experiment_free);
  g_clear_pointer (&self->unsaved, gs_experiment_free);
  g_free (self);
}

static gboolean
gs_loader_may_read (const char *const *paths, GCancellable *cancellable, GError **error)
{
  for (guint i = 0; paths[i] != NULL; i++)
    if (!gs_permission_check (paths[i], cancellable, error))
      return FALSE;
  return TRUE;
}

static void
gs_loader_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  const char *const *paths = task_data;
  GError *error = NULL;
  GsExperiment *experiment = gs_loader_may_read (paths, cancellable, &error) ?
                                 gs_experiment_new_for_paths (paths, cancellable, &error) :
                                 NULL;
  GsLoaded *loaded;

  if (experiment == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  loaded = g_new0 (GsLoaded, 1);
  loaded->experiment = experiment;
  loaded->unsaved = gs_unsaved_load (experiment, cancellable);
  g_task_return_pointer (task, loaded, gs_loaded_free);
}

/**
 * gs_loader_load_async:
 * @paths: folders, or an experiment file
 * @cancellable: (nullable): to end early
 * @callback: called in the caller's main context
 * @user_data: for @callback
 */
void
gs_loader_load_async (const char *const *paths, GCancellable *cancellable, GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, gs_loader_load_async);
  g_task_set_task_data (task, g_strdupv ((char **) paths), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, gs_loader_work);
}

/**
 * gs_loader_load_finish:
 * @result: what the callback got
 * @unsaved: (out) (transfer full) (nullable): what the user had made of it the last time, where the
 *   program was ended before that was saved
 *
 * Returns: (transfer full) (nullable): the experiment, or NULL with @error
 */
GsExperiment *
gs_loader_load_finish (GAsyncResult *result, GsExperiment **unsaved, GError **error)
{
  GsLoaded *loaded = g_task_propagate_pointer (G_TASK (result), error);
  GsExperiment *experiment;

  *unsaved = NULL;
  if (loaded == NULL)
    return NULL;
  experiment = g_steal_pointer (&loaded->experiment);
  *unsaved = g_steal_pointer (&loaded->unsaved);
  gs_loaded_free (loaded);
  return experiment;
}

/* Returns: (transfer none): what was to be loaded */
const char *const *
gs_loader_get_paths (GAsyncResult *result)
{
  return g_task_get_task_data (G_TASK (result));
}
