/* gs-experiment-compare.c: whether two experiments say the same
 * SPDX-License-Identifier: MIT
 */
#include "experiment/gs-experiment-private.h"

static gboolean
gs_experiment_has_same_vcpus (GHashTable *a, GHashTable *b)
{
  GHashTableIter iter;
  gpointer vcpu, tid;

  if (a == NULL || b == NULL)
    return a == b;
  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;
  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &vcpu, &tid))
    if (!g_hash_table_contains (b, vcpu) || g_hash_table_lookup (b, vcpu) != tid)
      return FALSE;
  return TRUE;
}

/* What a clock holds that nobody chose is no choice. */
static gboolean
gs_experiment_has_same_clock (const GsExperimentTrace *a, const GsExperimentTrace *b)
{
  if (a->clock_choice != b->clock_choice)
    return FALSE;
  return a->clock_choice != GS_CLOCK_CHOICE_MANUAL
         || (a->clock.origin == b->clock.origin && a->clock.offset == b->clock.offset
             && a->clock.drift == b->clock.drift);
}

static gboolean
gs_experiment_trace_says_same (const GsExperimentTrace *a, const GsExperimentTrace *b)
{
  return g_str_equal (a->path, b->path) && a->role == b->role && g_strcmp0 (a->host, b->host) == 0 && a->pid == b->pid
         && gs_experiment_has_same_vcpus (a->vcpus, b->vcpus) && gs_experiment_has_same_clock (a, b);
}

/**
 * gs_experiment_is_same:
 *
 * Returns: whether name, traces and all that was chosen for them are the same; the
 *   order of the traces says nothing
 */
gboolean
gs_experiment_is_same (const GsExperiment *self, const GsExperiment *other)
{
  if (g_strcmp0 (self->name, other->name) != 0 || self->traces->len != other->traces->len)
    return FALSE;
  for (guint i = 0; i < self->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (self->traces, i);
      const GsExperimentTrace *counterpart = gs_experiment_find_trace (other, entry->name);

      if (counterpart == NULL || !gs_experiment_trace_says_same (entry, counterpart))
        return FALSE;
    }
  return TRUE;
}

/**
 * gs_experiment_copy_unchosen:
 *
 * Returns: (transfer full): a copy for whose traces everything is to be found out, as
 *   where just their folders are opened
 */
GsExperiment *
gs_experiment_copy_unchosen (const GsExperiment *self)
{
  GsExperiment *copy = gs_experiment_copy (self);

  for (guint i = 0; i < copy->traces->len; i++)
    {
      GsExperimentTrace *entry = g_ptr_array_index (copy->traces, i);

      if (entry->role != GS_ROLE_IGNORE)
        entry->role = GS_ROLE_UNKNOWN;
      entry->pid = -1;
      entry->clock_choice = GS_CLOCK_CHOICE_AUTO;
      g_clear_pointer (&entry->host, g_free);
      g_clear_pointer (&entry->vcpus, g_hash_table_unref);
    }
  return copy;
}
