/* gs-experiment-known.c: what an experiment's file said when it was read or written last
 * SPDX-License-Identifier: MIT
 *
 * So that it is noticed where somebody else saves the same file meanwhile. All copies of an experiment share it, as an
 * older one comes back by Undo. How the experiment is looked at is in the file as well, but is no change: every
 * window writes that by itself.
 */
#include "experiment/gs-experiment-known.h"

#include <json-glib/json-glib.h>

#include "base/gs-lock.h"

struct _GsExperimentKnown
{
  gatomicrefcount n_refs;
  GMutex lock; /* guards what follows */
  char *path;  /* of the file; NULL: there is none yet */
  char *sum;   /* of what it said */
};

GsExperimentKnown *
gs_experiment_known_new (void)
{
  GsExperimentKnown *self = g_new0 (GsExperimentKnown, 1);

  g_atomic_ref_count_init (&self->n_refs);
  g_mutex_init (&self->lock);
  return self;
}

GsExperimentKnown *
gs_experiment_known_ref (GsExperimentKnown *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
gs_experiment_known_unref (GsExperimentKnown *self)
{
  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_mutex_clear (&self->lock);
  g_free (self->path);
  g_free (self->sum);
  g_free (self);
}

/* @root: a JsonNode. Returns: (transfer full): the sum of all that it says of the experiment itself */
static char *
gs_experiment_known_add_up (JsonNode *root)
{
  g_autoptr (JsonObject) rest = json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *member;
  JsonNode *value;

  json_object_iter_init_ordered (&iter, json_node_get_object (root));
  while (json_object_iter_next_ordered (&iter, &member, &value))
    if (!g_str_equal (member, GS_EXPERIMENT_SESSION))
      json_object_set_member (rest, member, json_node_copy (value));
  json_node_set_object (node, rest);
  text = json_to_string (node, FALSE);
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* @root: the JsonNode that was read from the file at @path, or written to it */
void
gs_experiment_known_set (GsExperimentKnown *self, const char *path, gpointer root)
{
  gs_lock (&self->lock);
  g_free (self->path);
  g_free (self->sum);
  self->path = g_canonicalize_filename (path, NULL);
  self->sum = gs_experiment_known_add_up (root);
  gs_unlock (&self->lock);
}

/**
 * gs_experiment_known_is_other:
 * @root: (nullable): the JsonNode that the file at @path holds now; NULL where it can't be read any more
 *
 * Returns: whether it is the file that is known, but says something else now
 */
gboolean
gs_experiment_known_is_other (GsExperimentKnown *self, const char *path, gpointer root)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *sum = root != NULL ? gs_experiment_known_add_up (root) : NULL;
  gboolean is_other;

  gs_lock (&self->lock);
  is_other = g_strcmp0 (self->path, absolute) == 0 && g_strcmp0 (self->sum, sum) != 0;
  gs_unlock (&self->lock);
  return is_other;
}
