/* gs-experiment-relocate.c: finds the traces of an experiment again after they were moved
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "find/gs-trace-again.h"
#include "find/gs-trace-finder.h"

/**
 * gs_experiment_find_near:
 * @path: absolute, of a trace that is not there
 * @folder: of the experiment file
 *
 * Whoever moves an experiment often moves its traces along.
 *
 * Returns: (transfer full) (nullable): a trace below @folder whose path ends as @path does,
 *   with most folders in common
 */
char *
gs_experiment_find_near (const char *path, const char *folder)
{
  const char *rest = path;

  while ((rest = strchr (rest, G_DIR_SEPARATOR)) != NULL)
    {
      g_autofree char *candidate = NULL;
      g_autofree char *metadata = NULL;

      rest++;
      if (rest[0] == '\0' || strchr (rest, G_DIR_SEPARATOR) == NULL)
        return NULL; /* "kernel" alone says too little */
      candidate = g_build_filename (folder, rest, NULL);
      metadata = g_build_filename (candidate, "metadata", NULL);
      if (g_file_test (metadata, G_FILE_TEST_IS_REGULAR))
        return g_canonicalize_filename (candidate, NULL);
    }
  return NULL;
}

/* How many folders both paths end with alike. */
static guint
gs_experiment_count_common (const char *a, const char *b)
{
  g_auto (GStrv) left = g_strsplit (a, G_DIR_SEPARATOR_S, -1);
  g_auto (GStrv) right = g_strsplit (b, G_DIR_SEPARATOR_S, -1);
  guint n_left = g_strv_length (left), n_right = g_strv_length (right), n = 0;

  while (n < n_left && n < n_right && g_str_equal (left[n_left - 1 - n], right[n_right - 1 - n]))
    n++;
  return n;
}

/* How much speaks for @trace being the one that @entry means; 0: nothing */
static guint
gs_experiment_rate (const GsExperimentTrace *entry, const GsTrace *trace)
{
  guint n_common = gs_experiment_count_common (entry->path, trace->path);

  if (entry->uuid != NULL && trace->uuid[0] != '\0')
    return g_str_equal (entry->uuid, trace->uuid) ? 1000 + n_common : 0;
  if (g_str_equal (trace->hostname, entry->name))
    return 100 + n_common;
  return n_common > 1 ? n_common : 0;
}

static gboolean
gs_experiment_is_used (const GsExperiment *self, const GsTrace *trace)
{
  for (guint i = 0; i < self->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);

      if (entry->trace != NULL && g_str_equal (entry->path, trace->path))
        return TRUE;
    }
  return FALSE;
}

/* Nothing more is said of a trace that is back. */
static void
gs_experiment_forget_warning (GsExperiment *self, const char *path)
{
  for (guint i = self->warnings->len; i > 0; i--)
    if (strstr (g_ptr_array_index (self->warnings, i - 1), path) != NULL)
      g_ptr_array_remove_index (self->warnings, i - 1);
}

static gboolean
gs_experiment_find_again (GsExperiment *self, GsExperimentTrace *entry, GPtrArray *found)
{
  GsTrace *best = NULL;
  guint best_rating = 0;

  for (guint i = 0; i < found->len; i++)
    {
      GsTrace *trace = g_ptr_array_index (found, i);
      guint rating = gs_experiment_rate (entry, trace);

      if (rating > best_rating && !gs_experiment_is_used (self, trace))
        {
          best = trace;
          best_rating = rating;
        }
    }
  if (best == NULL)
    return FALSE;
  gs_experiment_forget_warning (self, entry->path);
  g_free (entry->path);
  entry->path = g_strdup (best->path);
  entry->trace = gs_trace_rename (best, entry->name);
  return TRUE;
}

/**
 * gs_experiment_relocate:
 * @folder: searched downwards for the traces that are not where the experiment has them
 * @cancellable: (nullable): from any thread
 * @error: nothing was found there at all
 *
 * A trace is recognized by its uuid, and where the file has none by its host or folders.
 *
 * Returns: how many traces are back
 */
guint
gs_experiment_relocate (GsExperiment *self, const char *folder, GCancellable *cancellable, GError **error)
{
  const char *folders[] = { folder, NULL };
  g_autoptr (GPtrArray) found = gs_trace_finder_find (folders, NULL, cancellable, error);
  guint n_found = 0;

  for (guint i = 0; found != NULL && i < self->traces->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);

      if (entry->trace == NULL && gs_experiment_find_again (self, entry, found))
        n_found++;
    }
  return n_found;
}

/**
 * gs_experiment_probe_again:
 * @cancellable: (nullable): from any thread
 *
 * Describes all traces anew, as their files are now. An entry whose trace isn't there any
 * more has none then, and keeps what was chosen for it.
 *
 * Returns: how many traces are there
 */
guint
gs_experiment_probe_again (GsExperiment *self, GCancellable *cancellable)
{
  guint n_there = 0;

  g_ptr_array_set_size (self->warnings, 0);
  for (guint i = 0; i < self->traces->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);
      g_autoptr (GsTrace) trace = gs_trace_again (entry->path, entry->uuid, FALSE, NULL);

      g_clear_pointer (&entry->trace, gs_trace_unref);
      if (trace != NULL)
        {
          entry->trace = gs_trace_rename (trace, entry->name);
          n_there++;
        }
      if (trace != NULL && !trace->usable && trace->reason != NULL && entry->role != GS_ROLE_IGNORE)
        g_ptr_array_add (self->warnings, g_strdup (entry->trace->reason));
    }
  return n_there;
}
