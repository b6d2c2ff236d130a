/* gs-loader.c: paths to an experiment, without waiting for the disk
 * SPDX-License-Identifier: MIT
 */
#include "gs-loader.h"

static void
gs_loader_work (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  GError *error = NULL;
  GsExperiment *experiment = gs_experiment_new_for_paths ((const char * const *) task_data, cancellable, &error);

  if (experiment == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, experiment, (GDestroyNotify) gs_experiment_free);
}

/**
 * gs_loader_load_async:
 * @paths: folders, or an experiment file
 * @cancellable: (nullable): to end early
 * @callback: called in the caller's main context
 * @user_data: for @callback
 */
void
gs_loader_load_async (const char * const  *paths,
                      GCancellable        *cancellable,
                      GAsyncReadyCallback  callback,
                      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, gs_loader_load_async);
  g_task_set_task_data (task, g_strdupv ((char **) paths), (GDestroyNotify) g_strfreev);
  g_task_run_in_thread (task, gs_loader_work);
}

/**
 * gs_loader_load_finish:
 * @result: what the callback got
 *
 * Returns: (transfer full) (nullable): the experiment, or NULL with @error
 */
GsExperiment *
gs_loader_load_finish (GAsyncResult  *result,
                       GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
