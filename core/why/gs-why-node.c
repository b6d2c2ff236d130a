/* gs-why-node.c: time split by its causes, as a tree
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-why-node.h"

#include <glib/gi18n.h>

/* More parts than that are not looked through one by one. */
#define MOST_PLAIN_PARTS 16

/**
 * gs_why_kind_get_name:
 *
 * Returns: (transfer none): its stable name
 */
const char *
gs_why_kind_get_name (GsWhyKind kind)
{
  static const char *const names[GS_N_WHY_KINDS] = {
    [GS_WHY_RAN] = "ran",     [GS_WHY_STOLEN] = "stolen",   [GS_WHY_WAITED] = "waited",
    [GS_WHY_SLEPT] = "slept", [GS_WHY_UNKNOWN] = "unknown",
  };

  g_return_val_if_fail (kind < GS_N_WHY_KINDS, "");
  return names[kind];
}

/**
 * gs_why_node_new:
 * @what: (transfer full):
 *
 * Returns: (transfer full): a node without any time yet
 */
GsWhyNode *
gs_why_node_new (GsWhyKey key, char *what)
{
  GsWhyNode *self = g_new0 (GsWhyNode, 1);

  self->key = key;
  self->what = what;
  return self;
}

void
gs_why_node_free (GsWhyNode *self)
{
  g_clear_pointer (&self->index, g_hash_table_unref);
  g_clear_pointer (&self->parts, g_ptr_array_unref);
  g_free (self->what);
  g_free (self);
}

static gboolean
gs_why_key_is_like (const GsWhyKey *a, const GsWhyKey *b)
{
  return a->id == b->id && a->machine == b->machine && a->cause == b->cause && a->kind == b->kind;
}

static guint
gs_why_key_hash (gconstpointer key)
{
  const GsWhyKey *self = key;

  return ((self->id * 31 + self->machine) * 31 + self->cause) * 31 + self->kind;
}

static gboolean
gs_why_key_equal (gconstpointer a, gconstpointer b)
{
  return gs_why_key_is_like (a, b);
}

static void
gs_why_node_index_part (GsWhyNode *self, GsWhyNode *part)
{
  if (self->index != NULL)
    g_hash_table_insert (self->index, &part->key, part);
  else if (self->parts->len > MOST_PLAIN_PARTS)
    {
      self->index = g_hash_table_new (gs_why_key_hash, gs_why_key_equal);
      for (guint i = 0; i < self->parts->len; i++)
        gs_why_node_index_part (self, g_ptr_array_index (self->parts, i));
    }
}

/**
 * gs_why_node_find:
 *
 * Returns: (transfer none) (nullable): the part of @self that is about @key
 */
GsWhyNode *
gs_why_node_find (GsWhyNode *self, GsWhyKey key)
{
  guint n = self->parts != NULL ? self->parts->len : 0;

  if (self->index != NULL)
    return g_hash_table_lookup (self->index, &key);
  for (guint i = 0; i < n; i++)
    {
      guint at = self->hint + i < n ? self->hint + i : self->hint + i - n;
      GsWhyNode *part = g_ptr_array_index (self->parts, at);

      if (gs_why_key_is_like (&part->key, &key))
        {
          self->hint = at;
          return part;
        }
    }
  return NULL;
}

/**
 * gs_why_node_add_part:
 * @key: one that @self has no part for
 * @what: (transfer full): its name
 *
 * Returns: (transfer none): the new part
 */
GsWhyNode *
gs_why_node_add_part (GsWhyNode *self, GsWhyKey key, char *what)
{
  GsWhyNode *part = gs_why_node_new (key, what);

  if (self->parts == NULL)
    self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_why_node_free);
  g_ptr_array_add (self->parts, part);
  gs_why_node_index_part (self, part);
  return part;
}

/**
 * gs_why_node_get_plain:
 * @what: its name, to be translated: once, as that would take longer than all the rest where it was done for each
 * interval
 *
 * Returns: (transfer none): the part of @self that is about @key
 */
GsWhyNode *
gs_why_node_get_plain (GsWhyNode *self, GsWhyKey key, const char *what)
{
  GsWhyNode *part = gs_why_node_find (self, key);

  return part != NULL ? part : gs_why_node_add_part (self, key, g_strdup (_ (what)));
}

/* Adds @span, which isn't before any that was added earlier; what follows the last one without a gap is one with it. */
void
gs_why_node_add (GsWhyNode *self, GsSpan span)
{
  self->ns += gs_span_duration (span);
  if (self->count > 0 && span.begin == self->last.end)
    self->last.end = span.end;
  else
    {
      self->last = span;
      self->count++;
    }
  if (gs_span_duration (self->last) > gs_span_duration (self->longest))
    self->longest = self->last;
}

/* What is added from now on may be before what was, of another thread, and doesn't go on with that. */
void
gs_why_node_begin_again (GsWhyNode *self)
{
  self->last = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++)
    gs_why_node_begin_again (g_ptr_array_index (self->parts, i));
}

static int
gs_why_node_compare (gconstpointer a, gconstpointer b)
{
  const GsWhyNode *left = *(GsWhyNode *const *) a, *right = *(GsWhyNode *const *) b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  return g_strcmp0 (left->what, right->what);
}

/* No time is added any more: parts that got none are left out, the others put in order. */
void
gs_why_node_finish (GsWhyNode *self)
{
  g_clear_pointer (&self->index, g_hash_table_unref);
  if (self->parts == NULL)
    return;
  for (guint i = self->parts->len; i > 0; i--)
    if (((GsWhyNode *) g_ptr_array_index (self->parts, i - 1))->count == 0)
      g_ptr_array_remove_index_fast (self->parts, i - 1);
  g_ptr_array_sort (self->parts, gs_why_node_compare);
  for (guint i = 0; i < self->parts->len; i++)
    gs_why_node_finish (g_ptr_array_index (self->parts, i));
}

static void
gs_why_node_collect_from (const GsWhyNode *self, GsCause cause, GsWhyNode *sums)
{
  for (guint i = 0; self->parts != NULL && i < self->parts->len; i++)
    {
      const GsWhyNode *part = g_ptr_array_index (self->parts, i);
      GsWhyKey key = { GS_WHY_STOLEN, cause, part->key.machine, part->key.id };
      GsWhyNode *sum;

      gs_why_node_collect_from (part, cause, sums);
      if (part->key.cause != cause)
        continue;
      sum = gs_why_node_find (sums, key);
      if (sum == NULL)
        sum = gs_why_node_add_part (sums, key, g_strdup (part->what));
      sum->ns += part->ns;
      sum->count += part->count;
      if (gs_span_duration (part->longest) > gs_span_duration (sum->longest))
        sum->longest = part->longest;
    }
}

/**
 * gs_why_node_collect:
 *
 * Returns: (transfer full) (element-type GsWhyNode): whoever or whatever had time by @cause, in all parts together,
 * most time first
 */
GPtrArray *
gs_why_node_collect (const GsWhyNode *self, GsCause cause)
{
  g_autoptr (GsWhyNode) sums = gs_why_node_new ((GsWhyKey){ 0 }, NULL);

  gs_why_node_collect_from (self, cause, sums);
  gs_why_node_finish (sums);
  if (sums->parts == NULL)
    return g_ptr_array_new_with_free_func ((GDestroyNotify) gs_why_node_free);
  return g_steal_pointer (&sums->parts);
}
