/* gs-session-store.c: how an experiment was looked at, kept until the next time
 * SPDX-License-Identifier: MIT
 */
#include "user/gs-session-store.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "base/gs-json-bounds.h"
#include "base/gs-json.h"
#include "experiment/gs-experiment-private.h"
#include "user/gs-state-file.h"

/* What is larger or nested deeper is no state; the parser calls itself per level. */
#define MAX_BYTES (16 << 20)
#define MAX_NESTING 32

/* Of one kind at a time: a save that comes later must not be overtaken. */
static GMutex writing;

static JsonNode *
gs_session_store_find (gpointer root)
{
  JsonNode *node = root != NULL ? json_object_get_member (json_node_get_object (root), GS_EXPERIMENT_SESSION) : NULL;

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? node : NULL;
}

static char *
gs_session_store_make_path (const GsExperiment *experiment)
{
  return gs_state_file_make_path (experiment, "sessions", ".json");
}

static GVariant *
gs_session_store_from_json (JsonNode *node)
{
  GVariant *state = node != NULL ? json_gvariant_deserialize (node, "a{sv}", NULL) : NULL;

  return state != NULL ? g_variant_ref_sink (state) : NULL;
}

/* Returns: (transfer full) (nullable): the root object of a file beside the experiment */
static JsonNode *
gs_session_store_parse (const char *path)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;
  JsonNode *root;

  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > MAX_BYTES
      || !g_file_get_contents (path, &text, &length, NULL)
      || gs_json_bounds_check (text, length, MAX_NESTING, G_MAXUINT) != GS_JSON_FITS
      || !json_parser_load_from_data (parser, text, length, NULL))
    return NULL;
  root = json_parser_get_root (parser);
  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_ref (root) : NULL;
}

/**
 * gs_session_store_load:
 *
 * A state that was damaged or edited into something else is none.
 *
 * Returns: (transfer full) (nullable): an a{sv}
 */
GVariant *
gs_session_store_load (const GsExperiment *experiment)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *path = NULL;
  JsonNode *node = gs_session_store_find (experiment->json);

  if (node != NULL)
    return gs_session_store_from_json (node);
  path = gs_session_store_make_path (experiment);
  root = gs_session_store_parse (path);
  return gs_session_store_from_json (root);
}

/* What the state does not know of the old one is kept. Returns: (transfer full): an object */
static JsonNode *
gs_session_store_merge (JsonNode *old, GVariant *state)
{
  JsonNode *node = json_gvariant_serialize (state);
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (old == NULL)
    return node;
  json_object_iter_init_ordered (&iter, json_node_get_object (old));
  while (json_object_iter_next_ordered (&iter, &member, &value))
    if (!json_object_has_member (json_node_get_object (node), member))
      json_object_set_member (json_node_get_object (node), member, json_node_copy (value));
  return node;
}

/* Returns: (transfer full): a copy of @root (or an empty object) with that state */
static JsonNode *
gs_session_store_replace (JsonNode *root, GVariant *state)
{
  g_autoptr (JsonObject) object = json_object_new ();
  JsonNode *copy = json_node_new (JSON_NODE_OBJECT);
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  if (root != NULL)
    {
      json_object_iter_init_ordered (&iter, json_node_get_object (root));
      while (json_object_iter_next_ordered (&iter, &member, &value))
        json_object_set_member (object, member, json_node_copy (value));
    }
  json_object_set_member (object, GS_EXPERIMENT_SESSION, gs_session_store_merge (gs_session_store_find (root), state));
  json_node_set_object (copy, object);
  return copy;
}

/**
 * gs_session_store_put:
 * @state: an a{sv}
 *
 * The next gs_experiment_save() writes the state into the file, and it stays there.
 */
void
gs_session_store_put (GsExperiment *experiment, GVariant *state)
{
  JsonNode *root = gs_session_store_replace (experiment->json, state);

  g_clear_pointer ((JsonNode **) &experiment->json, json_node_unref);
  json_node_seal (root);
  experiment->json = root;
}

static gboolean
gs_session_store_write_aside (const GsExperiment *experiment, GVariant *state, GError **error)
{
  g_autofree char *path = gs_session_store_make_path (experiment);
  g_autoptr (JsonNode) node = json_gvariant_serialize (state);
  g_autofree char *text = gs_json_node_dup_text (node);

  return gs_state_file_prepare (path, error)
         && g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                      0600, error);
}

/* Only the one member is replaced: whatever else became of the file meanwhile stays. */
static gboolean
gs_session_store_write_inside (const char *path, GVariant *state, GError **error)
{
  g_autoptr (JsonNode) root = gs_experiment_parse (path, error);
  g_autoptr (JsonNode) changed = root != NULL ? gs_session_store_replace (root, state) : NULL;

  return changed != NULL && gs_experiment_write (path, changed, error);
}

/**
 * gs_session_store_save:
 * @state: an a{sv}
 * @error: it cannot be written
 *
 * Waits for the disk; from any thread.
 */
gboolean
gs_session_store_save (const GsExperiment *experiment, GVariant *state, GError **error)
{
  gboolean is_saved = FALSE;

  g_mutex_lock (&writing);
  if (experiment->path != NULL && gs_session_store_find (experiment->json) != NULL)
    is_saved = gs_session_store_write_inside (experiment->path, state, NULL);
  if (!is_saved) /* no file of its own, or one that cannot be written */
    is_saved = gs_session_store_write_aside (experiment, state, error);
  g_mutex_unlock (&writing);
  return is_saved;
}

typedef struct
{
  GsExperiment *experiment;
  GVariant *state;
} GsSessionJob;

static void
gs_session_job_free (gpointer data)
{
  GsSessionJob *job = data;

  gs_experiment_free (job->experiment);
  g_variant_unref (job->state);
  g_free (job);
}

static void
gs_session_store_work (GTask *task, gpointer source_object, gpointer task_data, GCancellable *cancellable)
{
  GsSessionJob *job = task_data;
  GError *error = NULL;

  if (gs_session_store_save (job->experiment, job->state, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* As gs_session_store_save(), in a worker. */
void
gs_session_store_save_async (const GsExperiment *experiment, GVariant *state, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  GsSessionJob *job = g_new0 (GsSessionJob, 1);

  job->experiment = gs_experiment_copy (experiment);
  job->state = g_variant_ref_sink (state);
  g_task_set_source_tag (task, gs_session_store_save_async);
  g_task_set_task_data (task, job, gs_session_job_free);
  g_task_run_in_thread (task, gs_session_store_work);
}

gboolean
gs_session_store_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * gs_session_state_dup_strv:
 * @state: (nullable): an a{sv}, as saved or as read back
 *
 * Returns: (transfer full): the texts of a list; empty where there is no such list
 */
GStrv
gs_session_state_dup_strv (GVariant *state, const char *key)
{
  g_autoptr (GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr (GVariant) list = state != NULL ? g_variant_lookup_value (state, key, NULL) : NULL;

  for (gsize i = 0; list != NULL && g_variant_is_container (list) && i < g_variant_n_children (list); i++)
    {
      g_autoptr (GVariant) child = g_variant_get_child_value (list, i);
      g_autoptr (GVariant) value = g_variant_is_of_type (child, G_VARIANT_TYPE_VARIANT) ?
                                       g_variant_get_variant (child) :
                                       g_variant_ref (child);

      if (g_variant_is_of_type (value, G_VARIANT_TYPE_STRING))
        g_strv_builder_add (texts, g_variant_get_string (value, NULL));
    }
  return g_strv_builder_end (texts);
}
