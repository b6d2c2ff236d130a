/* gs-experiment-save.c: writes experiment files
 * SPDX-License-Identifier: MIT
 *
 * What the file held that we do not know is written again: an older Guestscope does
 * not lose what a newer one, or another program, noted.
 */
#include "experiment/gs-experiment-private.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "base/gs-error.h"
#include "base/gs-json.h"
#include "base/gs-write-file.h"
#include "find/gs-trace-archive.h"

/* A copy whose members can be changed; empty where there is no object. */
static JsonObject *
gs_experiment_copy_object (JsonNode *node)
{
  JsonObject *copy = json_object_new ();
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return copy;
  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &member, &value))
    json_object_set_member (copy, member, json_node_copy (value));
  return copy;
}

/* By its name, or by its path where it was written without one. */
static gboolean
gs_experiment_means (const GsExperiment *self, JsonObject *object, const GsExperimentTrace *entry)
{
  const char *name = json_object_get_string_member_with_default (object, "name", NULL);
  const char *path = json_object_get_string_member_with_default (object, "path", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *absolute = NULL;

  if (name != NULL || path == NULL || self->path == NULL)
    return g_strcmp0 (name, entry->name) == 0;
  folder = g_path_get_dirname (self->path);
  absolute = g_canonicalize_filename (path, folder);
  return g_str_equal (absolute, entry->path);
}

/* What the file said of a trace, or NULL. */
static JsonNode *
gs_experiment_find_json (const GsExperiment *self, const GsExperimentTrace *entry)
{
  JsonObject *root = self->json != NULL ? json_node_get_object (self->json) : NULL;
  JsonArray *traces = root != NULL && json_object_has_member (root, "traces") ?
                          json_object_get_array_member (root, "traces") :
                          NULL;

  for (guint i = 0; traces != NULL && i < json_array_get_length (traces); i++)
    {
      JsonNode *element = json_array_get_element (traces, i);

      if (gs_experiment_means (self, json_node_get_object (element), entry))
        return element;
    }
  return NULL;
}

/* Relative where the trace lies below the file's folder, so that both can be moved
 * together. What came in an archive is in there the next time, too. What is no text, and could not be read back,
 * becomes a URI. */
static char *
gs_experiment_make_path (const GsExperimentTrace *entry, const char *file_path)
{
  g_autofree char *absolute = g_canonicalize_filename (file_path, NULL);
  g_autofree char *folder_path = g_path_get_dirname (absolute);
  g_autoptr (GFile) folder = g_file_new_for_path (folder_path);
  g_autofree char *in_archive = gs_trace_archive_dup_lasting (entry->path);
  const char *path = in_archive != NULL ? in_archive : entry->path;
  g_autoptr (GFile) trace = g_file_new_for_path (path);
  g_autofree char *relative = g_file_get_relative_path (folder, trace);

  if (g_file_equal (folder, trace))
    return g_strdup (".");
  if (relative != NULL && g_utf8_validate (relative, -1, NULL) && !g_str_has_prefix (relative, "file://"))
    return g_steal_pointer (&relative);
  if (g_utf8_validate (path, -1, NULL))
    return g_strdup (path);
  return g_file_get_uri (trace);
}

static int
gs_experiment_compare_vcpus (gconstpointer a, gconstpointer b)
{
  guint left = GPOINTER_TO_UINT (a), right = GPOINTER_TO_UINT (b);

  return left < right ? -1 : left > right;
}

static void
gs_experiment_set_vcpus (JsonObject *object, const GsExperimentTrace *entry)
{
  g_autoptr (GList) numbers = NULL;
  JsonObject *vcpus;

  if (entry->vcpus == NULL)
    {
      json_object_set_null_member (object, "vcpus");
      return;
    }
  vcpus = json_object_new ();
  numbers = g_list_sort (g_hash_table_get_keys (entry->vcpus), gs_experiment_compare_vcpus);
  for (GList *l = numbers; l != NULL; l = l->next)
    {
      g_autofree char *member = g_strdup_printf ("%u", GPOINTER_TO_UINT (l->data));

      json_object_set_int_member (vcpus, member, GPOINTER_TO_INT (g_hash_table_lookup (entry->vcpus, l->data)));
    }
  json_object_set_object_member (object, "vcpus", vcpus);
}

static JsonObject *
gs_experiment_trace_to_json (const GsExperiment *self, const GsExperimentTrace *entry, const char *file_path)
{
  JsonNode *old = gs_experiment_find_json (self, entry);
  JsonObject *object = gs_experiment_copy_object (old);
  JsonObject *clock = gs_experiment_copy_object (
      old == NULL ? NULL : json_object_get_member (json_node_get_object (old), "clock"));
  g_autofree char *path = gs_experiment_make_path (entry, file_path);

  json_object_set_string_member (object, "path", path);
  json_object_set_string_member (object, "name", entry->name);
  json_object_set_string_member (object, "role", gs_experiment_role_get_name (entry->role));
  if (entry->host != NULL)
    json_object_set_string_member (object, "host", entry->host);
  else
    json_object_set_null_member (object, "host");
  if (entry->pid > 0)
    json_object_set_int_member (object, "pid", entry->pid);
  else
    json_object_set_null_member (object, "pid");
  if (entry->trace != NULL && entry->trace->uuid[0] != '\0')
    json_object_set_string_member (object, "uuid", entry->trace->uuid);
  gs_experiment_set_vcpus (object, entry);

  json_object_set_string_member (clock, "method", gs_clock_choice_names[entry->clock_choice]);
  json_object_set_int_member (clock, "origin_ns", entry->clock.origin);
  json_object_set_int_member (clock, "offset_ns", entry->clock.offset);
  json_object_set_double_member (clock, "drift", entry->clock.drift);
  json_object_set_object_member (object, "clock", clock);
  return object;
}

static JsonNode *
gs_experiment_to_json (const GsExperiment *self, const char *file_path)
{
  JsonObject *root = gs_experiment_copy_object (self->json);
  JsonArray *traces = json_array_new ();
  JsonNode *node = json_node_alloc ();

  json_object_set_string_member (root, "format", GS_EXPERIMENT_FORMAT);
  json_object_set_int_member (root, "version", GS_EXPERIMENT_VERSION);
  json_object_set_string_member (root, "name", self->name);
  for (guint i = 0; i < self->traces->len; i++)
    json_array_add_object_element (traces,
                                   gs_experiment_trace_to_json (self, g_ptr_array_index (self->traces, i), file_path));
  json_object_set_array_member (root, "traces", traces);
  json_node_init_object (node, root);
  json_object_unref (root);
  return node;
}

/* As a whole or not at all. @root: a JsonNode */
gboolean
gs_experiment_write (const char *path, gpointer root, GError **error)
{
  g_autofree char *text = gs_json_node_dup_text (root);

  return gs_write_file (path, text, strlen (text), 0666, error);
}

/**
 * gs_experiment_save:
 * @path: where to; from then on the experiment's own path
 * @error: the file cannot be written; what was there before is untouched
 */
gboolean
gs_experiment_save (GsExperiment *self, const char *path, GError **error)
{
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  root = gs_experiment_to_json (self, path);
  if (!gs_experiment_write (path, root, error))
    return FALSE;

  g_clear_pointer ((JsonNode **) &self->json, json_node_unref);
  json_node_seal (root);
  self->json = g_steal_pointer (&root);
  g_free (self->path);
  self->path = g_canonicalize_filename (path, NULL);
  return TRUE;
}

typedef struct
{
  GsExperiment *experiment;
  char *path;
  gboolean overwrites;
} GsExperimentSaving;

static void
gs_experiment_saving_free (gpointer data)
{
  GsExperimentSaving *job = data;

  gs_experiment_free (job->experiment);
  g_free (job->path);
  g_free (job);
}

/* A file that is gone says nothing that could be lost. */
static gboolean
gs_experiment_saving_is_overtaken (const GsExperimentSaving *self)
{
  g_autoptr (JsonNode) root = NULL;

  if (self->overwrites || !g_file_test (self->path, G_FILE_TEST_EXISTS))
    return FALSE;
  root = gs_experiment_parse (self->path, NULL);
  return gs_experiment_known_is_other (self->experiment->known, self->path, root);
}

/* Between the look and the write is a moment in which somebody else may write, too; neither's file is damaged by that. */
static gboolean
gs_experiment_saving_run (GsExperimentSaving *self, GError **error)
{
  g_autofree char *display = g_filename_display_name (self->path);

  if (gs_experiment_saving_is_overtaken (self))
    {
      g_set_error (error, GS_ERROR, GS_ERROR_CHANGED,
                   _ ("“%s” was not saved: another program has changed it since it was opened here. Overwrite it, or "
                      "choose another place"),
                   display);
      return FALSE;
    }
  if (!gs_experiment_save (self->experiment, self->path, error))
    return FALSE;
  gs_experiment_known_set (self->experiment->known, self->path, self->experiment->json);
  return TRUE;
}

static void
gs_experiment_save_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsExperimentSaving *job = task_data;
  GError *error = NULL;

  if (gs_experiment_saving_run (job, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * gs_experiment_save_async:
 * @overwrites: FALSE: %GS_ERROR_CHANGED where somebody else has changed the experiment's own file
 *
 * As gs_experiment_save(), in a worker, of the experiment as it is now.
 */
void
gs_experiment_save_async (const GsExperiment *self, const char *path, gboolean overwrites, GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  GsExperimentSaving *job = g_new0 (GsExperimentSaving, 1);

  job->experiment = gs_experiment_copy (self);
  job->path = g_strdup (path);
  job->overwrites = overwrites;
  g_task_set_source_tag (task, gs_experiment_save_async);
  g_task_set_task_data (task, job, gs_experiment_saving_free);
  g_task_run_in_thread (task, gs_experiment_save_work);
}

/**
 * gs_experiment_save_finish:
 * @self: (nullable): the experiment, if it is still there: it has the file's path from now on
 */
gboolean
gs_experiment_save_finish (GsExperiment *self, GAsyncResult *result, GError **error)
{
  GsExperimentSaving *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error))
    return FALSE;
  if (self != NULL)
    {
      g_clear_pointer ((JsonNode **) &self->json, json_node_unref);
      self->json = json_node_ref (job->experiment->json);
      g_free (self->path);
      self->path = g_strdup (job->experiment->path);
    }
  return TRUE;
}
