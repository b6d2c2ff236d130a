/* gs-experiment-paths.c: an experiment of the files and folders that a person named
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment-private.h"

#include "base/gs-error.h"
#include "find/gs-trace-finder.h"

/* Moves what @other holds to @self. */
static void
gs_experiment_merge (GsExperiment *self, GsExperiment *other)
{
  for (guint i = 0; i < other->traces->len; i++)
    gs_experiment_add (self, gs_experiment_trace_copy (g_ptr_array_index (other->traces, i)));
  g_ptr_array_extend (self->warnings, other->warnings, (GCopyFunc) (void (*) (void)) g_strdup, NULL);
}

/* Takes over the name and file of the first experiment file of several paths. */
static gboolean
gs_experiment_add_file (GsExperiment **self, const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (GsExperiment) loaded = gs_experiment_load (path, cancellable, error);

  if (loaded == NULL)
    return FALSE;
  if ((*self)->path == NULL && (*self)->traces->len == 0)
    {
      gs_experiment_free (*self);
      *self = g_steal_pointer (&loaded);
    }
  else
    gs_experiment_merge (*self, loaded);
  return TRUE;
}

/* Folders without a trace are no reason to give up where there are other traces. */
static gboolean
gs_experiment_add_folders (GsExperiment *self, const char *const *folders, GCancellable *cancellable, GError **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (GPtrArray) traces = gs_trace_finder_find (folders, self->warnings, cancellable, &own_error);

  if (traces == NULL && (self->traces->len == 0 || !g_error_matches (own_error, GS_ERROR, GS_ERROR_NO_TRACE)))
    {
      g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  if (traces == NULL)
    {
      g_ptr_array_add (self->warnings, g_strdup (own_error->message));
      return TRUE;
    }
  for (guint i = 0; i < traces->len; i++)
    {
      GsTrace *trace = g_ptr_array_index (traces, i);

      gs_experiment_add_trace (self, trace);
    }
  gs_trace_finder_warn (folders, traces, self->warnings);
  return TRUE;
}

/* Traces that are left out are said, with the reason. */
static void
gs_experiment_warn_of_unusable (GsExperiment *self)
{
  for (guint i = 0; i < self->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);

      if (entry->trace != NULL && !entry->trace->usable && entry->trace->reason != NULL
          && entry->role != GS_ROLE_IGNORE)
        g_ptr_array_add (self->warnings, g_strdup (entry->trace->reason));
    }
}

/* Whether @path is called like an experiment file, and is no folder. */
gboolean
gs_experiment_is_file (const char *path)
{
  return g_str_has_suffix (path, GS_EXPERIMENT_SUFFIX) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* Returns: (transfer full): what the folder is called */
static char *
gs_experiment_dup_folder (const char *path)
{
  g_autofree char *folder = g_canonicalize_filename (path, NULL);

  return g_filename_display_basename (folder);
}

/* Returns: (transfer full): "host, guest1, guest2": hosts first */
static char *
gs_experiment_dup_machines (const GsExperiment *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  for (guint guests = 0; guests < 2; guests++)
    for (guint i = 0; i < self->traces->len; i++)
      {
        const GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);
        gboolean is_host = entry->trace != NULL && entry->trace->role == GS_ROLE_HOST;

        if (is_host == (guests == 0))
          g_strv_builder_add (names, entry->name);
      }
  list = g_strv_builder_end (names);
  return g_strjoinv (", ", list);
}

/**
 * gs_experiment_new_for_paths:
 * @paths: experiment files (*.gsx) and folders that are searched for traces
 * @cancellable: (nullable): from any thread
 * @error: nothing to analyse was found, or a file cannot be read
 *
 * Takes as long as describing the traces takes. The name is that of the first
 * experiment file, or of the folder, or of several folders' machines.
 *
 * Returns: (transfer full) (nullable): an experiment
 */
GsExperiment *
gs_experiment_new_for_paths (const char *const *paths, GCancellable *cancellable, GError **error)
{
  g_autoptr (GsExperiment) self = gs_experiment_new ();
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  g_return_val_if_fail (paths != NULL && paths[0] != NULL, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    if (!gs_experiment_is_file (paths[i]))
      g_ptr_array_add (folders, (gpointer) paths[i]);
    else if (!gs_experiment_add_file (&self, paths[i], cancellable, error))
      return NULL;

  g_ptr_array_add (folders, NULL);
  if (folders->len > 1 && !gs_experiment_add_folders (self, (const char *const *) folders->pdata, cancellable, error))
    return NULL;
  gs_experiment_warn_of_unusable (self);
  if (self->name == NULL)
    self->name = paths[1] != NULL ? gs_experiment_dup_machines (self) : gs_experiment_dup_folder (paths[0]);
  return g_steal_pointer (&self);
}
