/* gs-experiment.c: the traces of an experiment and what the user chose for them
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment-private.h"

#include <stdlib.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "base/gs-error.h"
#include "find/gs-trace-finder.h"

const char *const gs_clock_choice_names[] = {
  [GS_CLOCK_CHOICE_AUTO] = "auto", [GS_CLOCK_CHOICE_MANUAL] = "manual", [GS_CLOCK_CHOICE_NONE] = "none", NULL
};

static const char *const role_names[] = {
  [GS_ROLE_UNKNOWN] = "auto", [GS_ROLE_HOST] = "host", [GS_ROLE_GUEST] = "guest", [GS_ROLE_IGNORE] = "ignore", NULL
};

const char *
gs_experiment_role_get_name (GsRole role)
{
  return role_names[role];
}

gboolean
gs_experiment_role_from_name (const char *name, GsRole *role)
{
  for (guint i = 0; role_names[i] != NULL; i++)
    if (g_str_equal (name, role_names[i]))
      {
        *role = i;
        return TRUE;
      }
  return FALSE;
}

/* An entry for which everything is to be found out; @path is absolute. */
GsExperimentTrace *
gs_experiment_trace_new (const char *path, const char *name)
{
  GsExperimentTrace *self = g_new0 (GsExperimentTrace, 1);

  self->path = g_strdup (path);
  self->name = g_strdup (name);
  self->pid = -1;
  return self;
}

static GsExperimentTrace *
gs_experiment_trace_copy (const GsExperimentTrace *self)
{
  GsExperimentTrace *copy = g_memdup2 (self, sizeof *self);

  copy->trace = self->trace != NULL ? gs_trace_ref (self->trace) : NULL;
  copy->path = g_strdup (self->path);
  copy->name = g_strdup (self->name);
  copy->host = g_strdup (self->host);
  copy->uuid = g_strdup (self->uuid);
  if (self->vcpus != NULL)
    {
      GHashTableIter iter;
      gpointer vcpu, tid;

      copy->vcpus = g_hash_table_new (NULL, NULL);
      g_hash_table_iter_init (&iter, self->vcpus);
      while (g_hash_table_iter_next (&iter, &vcpu, &tid))
        g_hash_table_insert (copy->vcpus, vcpu, tid);
    }
  return copy;
}

void
gs_experiment_trace_free (GsExperimentTrace *self)
{
  g_clear_pointer (&self->trace, gs_trace_unref);
  g_clear_pointer (&self->vcpus, g_hash_table_unref);
  g_free (self->path);
  g_free (self->name);
  g_free (self->host);
  g_free (self->uuid);
  g_free (self);
}

GsExperiment *
gs_experiment_new_empty (void)
{
  GsExperiment *self = g_new0 (GsExperiment, 1);

  self->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_experiment_trace_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->sync = TRUE;
  return self;
}

/* The same folder, or a copy of it: LTTng gives each trace a uuid. */
static gboolean
gs_experiment_trace_is_same (const GsExperimentTrace *a, const GsExperimentTrace *b)
{
  g_autofree char *a_path = realpath (a->path, NULL);
  g_autofree char *b_path = realpath (b->path, NULL);

  if (g_str_equal (a_path != NULL ? a_path : a->path, b_path != NULL ? b_path : b->path))
    return TRUE;
  return a->trace != NULL && b->trace != NULL && a->trace->uuid != NULL && a->trace->uuid[0] != '\0'
         && g_strcmp0 (a->trace->uuid, b->trace->uuid) == 0 && a->trace->domain == b->trace->domain
         && a->trace->span.begin == b->trace->span.begin && a->trace->n_bytes == b->trace->n_bytes;
}

static void
gs_experiment_make_name_unique (const GsExperiment *self, GsExperimentTrace *entry)
{
  g_autofree char *name = g_strdup (entry->name);

  for (guint i = 2; gs_experiment_find_trace (self, entry->name) != NULL; i++)
    {
      g_free (entry->name);
      entry->name = g_strdup_printf ("%s (%u)", name, i);
    }
}

/**
 * gs_experiment_add:
 * @entry: (transfer full): is given a name of its own where its name is taken
 *
 * Returns: %FALSE where the trace is there already; the warning says so
 */
gboolean
gs_experiment_add (GsExperiment *self, GsExperimentTrace *entry)
{
  for (guint i = 0; i < self->traces->len; i++)
    {
      const GsExperimentTrace *other = g_ptr_array_index (self->traces, i);

      if (gs_experiment_trace_is_same (other, entry))
        {
          g_ptr_array_add (self->warnings,
                           g_strdup_printf (_ ("“%s” was added twice: “%s” holds the same trace, which is used once"),
                                            other->name, entry->path));
          gs_experiment_trace_free (entry);
          return FALSE;
        }
    }

  gs_experiment_make_name_unique (self, entry);
  if (entry->trace != NULL && g_strcmp0 (entry->trace->name, entry->name) != 0)
    {
      GsTrace *renamed = gs_trace_rename (entry->trace, entry->name);

      gs_trace_unref (entry->trace);
      entry->trace = renamed;
    }
  g_ptr_array_add (self->traces, entry);
  return TRUE;
}

/* Returns: (transfer full): an experiment without traces, and without a name (NULL) */
GsExperiment *
gs_experiment_new (void)
{
  return gs_experiment_new_empty ();
}

/**
 * gs_experiment_add_trace:
 * @trace: (transfer none):
 *
 * Everything about it is to be found out.
 *
 * Where the experiment misses this very trace, its entry gets it, and keeps what was chosen.
 *
 * Returns: %FALSE where the trace is there already; the last warning says so
 */
gboolean
gs_experiment_add_trace (GsExperiment *self, GsTrace *trace)
{
  GsExperimentTrace *entry;

  for (guint i = 0; i < self->traces->len; i++)
    {
      entry = g_ptr_array_index (self->traces, i);
      if (entry->trace == NULL && entry->uuid != NULL && g_str_equal (entry->uuid, trace->uuid))
        {
          g_free (entry->path);
          entry->path = g_strdup (trace->path);
          entry->trace = gs_trace_rename (trace, entry->name);
          return TRUE;
        }
    }
  entry = gs_experiment_trace_new (trace->path, trace->name);
  entry->trace = gs_trace_ref (trace);
  return gs_experiment_add (self, entry);
}

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

static gboolean
gs_experiment_path_is_file (const char *path)
{
  return g_str_has_suffix (path, GS_EXPERIMENT_SUFFIX) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/**
 * gs_experiment_new_for_paths:
 * @paths: experiment files (*.gsx) and folders that are searched for traces
 * @cancellable: (nullable): from any thread
 * @error: nothing to analyse was found, or a file cannot be read
 *
 * Takes as long as describing the traces takes. The name is that of the first
 * experiment file, or of the first folder.
 *
 * Returns: (transfer full) (nullable): an experiment
 */
GsExperiment *
gs_experiment_new_for_paths (const char *const *paths, GCancellable *cancellable, GError **error)
{
  g_autoptr (GsExperiment) self = gs_experiment_new_empty ();
  g_autoptr (GPtrArray) folders = g_ptr_array_new ();

  g_return_val_if_fail (paths != NULL && paths[0] != NULL, NULL);

  for (guint i = 0; paths[i] != NULL; i++)
    if (!gs_experiment_path_is_file (paths[i]))
      g_ptr_array_add (folders, (gpointer) paths[i]);
    else if (!gs_experiment_add_file (&self, paths[i], cancellable, error))
      return NULL;

  g_ptr_array_add (folders, NULL);
  if (folders->len > 1 && !gs_experiment_add_folders (self, (const char *const *) folders->pdata, cancellable, error))
    return NULL;
  gs_experiment_warn_of_unusable (self);
  if (self->name == NULL)
    {
      g_autofree char *folder = g_canonicalize_filename (paths[0], NULL);

      self->name = g_filename_display_basename (folder);
    }
  return g_steal_pointer (&self);
}

/**
 * gs_experiment_copy:
 *
 * Returns: (transfer full): a copy for another thread; the traces' descriptions,
 *   which are immutable, are shared
 */
GsExperiment *
gs_experiment_copy (const GsExperiment *self)
{
  GsExperiment *copy = gs_experiment_new_empty ();

  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->sync = self->sync;
  copy->json = self->json != NULL ? json_node_ref (self->json) : NULL;
  for (guint i = 0; i < self->traces->len; i++)
    g_ptr_array_add (copy->traces, gs_experiment_trace_copy (g_ptr_array_index (self->traces, i)));
  g_ptr_array_extend (copy->warnings, self->warnings, (GCopyFunc) (void (*) (void)) g_strdup, NULL);
  return copy;
}

void
gs_experiment_free (GsExperiment *self)
{
  g_ptr_array_unref (self->traces);
  g_ptr_array_unref (self->warnings);
  g_clear_pointer ((JsonNode **) &self->json, json_node_unref);
  g_free (self->name);
  g_free (self->path);
  g_free (self);
}

/**
 * gs_experiment_find_trace:
 *
 * Returns: (transfer none) (nullable): the entry with that name
 */
GsExperimentTrace *
gs_experiment_find_trace (const GsExperiment *self, const char *name)
{
  for (guint i = 0; i < self->traces->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);

      if (g_str_equal (entry->name, name))
        return entry;
    }
  return NULL;
}
