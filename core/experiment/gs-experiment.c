/* gs-experiment.c: the traces of an experiment and what the user chose for them
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment-private.h"

#include <stdlib.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "base/gs-error.h"
#include "find/gs-trace-join.h"

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

GsExperimentTrace *
gs_experiment_trace_copy (const GsExperimentTrace *self)
{
  GsExperimentTrace *copy = g_memdup2 (self, sizeof *self);

  copy->trace = self->trace != NULL ? gs_trace_ref (self->trace) : NULL;
  copy->path = g_strdup (self->path);
  copy->name = g_strdup (self->name);
  copy->host = g_strdup (self->host);
  copy->uuid = g_strdup (self->uuid);
  copy->real_path = copy->real_path_of = NULL;
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
  g_free (self->real_path);
  g_free (self->real_path_of);
  g_free (self);
}

/* Returns: (transfer full): an experiment without traces, and without a name (NULL) */
GsExperiment *
gs_experiment_new (void)
{
  GsExperiment *self = g_new0 (GsExperiment, 1);

  self->traces = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_experiment_trace_free);
  self->warnings = g_ptr_array_new_with_free_func (g_free);
  self->sync = TRUE;
  self->known = gs_experiment_known_new ();
  return self;
}

/* Of thousands of traces each is compared with all others, and each look takes a system call for each of its folders;
 * so it is looked once. Returns: (transfer none): where the trace is, through links */
static const char *
gs_experiment_trace_get_real_path (GsExperimentTrace *self)
{
  g_autofree char *real = NULL;

  if (g_strcmp0 (self->real_path_of, self->path) == 0)
    return self->real_path;
  real = realpath (self->path, NULL);
  g_free (self->real_path);
  g_free (self->real_path_of);
  self->real_path = g_strdup (real != NULL ? real : self->path);
  self->real_path_of = g_strdup (self->path);
  return self->real_path;
}

/* The same folder, or a copy of it: LTTng gives each trace a uuid. */
static gboolean
gs_experiment_trace_is_same (GsExperimentTrace *a, GsExperimentTrace *b)
{
  if (g_str_equal (gs_experiment_trace_get_real_path (a), gs_experiment_trace_get_real_path (b)))
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
      GsExperimentTrace *other = g_ptr_array_index (self->traces, i);

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

/* Returns: whether @trace is another part of the recording that @entry is of, and is with it now */
static gboolean
gs_experiment_join (GsExperimentTrace *entry, GsTrace *trace)
{
  g_autoptr (GsTrace) joined = NULL;

  if (entry->trace == NULL || g_strv_contains ((const char *const *) entry->trace->parts, trace->path))
    return FALSE;
  joined = gs_trace_join (entry->trace, trace);
  if (joined == NULL)
    return FALSE;
  gs_trace_unref (entry->trace);
  entry->trace = gs_trace_rename (joined, entry->name);
  g_free (entry->path);
  entry->path = g_strdup (joined->path);
  return TRUE;
}

/**
 * gs_experiment_add_trace:
 * @trace: (transfer none):
 *
 * Everything about it is to be found out.
 *
 * Where the experiment misses this very trace, its entry gets it, and keeps what was chosen. Where it holds another
 * part of the same recording, that one's entry becomes the whole recording's.
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
      if (gs_experiment_join (entry, trace))
        return TRUE;
    }
  entry = gs_experiment_trace_new (trace->path, trace->name);
  entry->trace = gs_trace_ref (trace);
  return gs_experiment_add (self, entry);
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
  GsExperiment *copy = gs_experiment_new ();

  copy->name = g_strdup (self->name);
  copy->path = g_strdup (self->path);
  copy->sync = self->sync;
  copy->json = self->json != NULL ? json_node_ref (self->json) : NULL;
  gs_experiment_known_unref (copy->known);
  copy->known = gs_experiment_known_ref (self->known);
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
  gs_experiment_known_unref (self->known);
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
