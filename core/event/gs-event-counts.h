/* gs-event-counts.h: how often each event occurred
 * SPDX-License-Identifier: MIT
 *
 * A GHashTable from the event's name to a guint64 of its own.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

static inline GHashTable *
gs_event_counts_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

static inline guint64
gs_event_counts_get (GHashTable *self, const char *name)
{
  const guint64 *count = g_hash_table_lookup (self, name);

  return count != NULL ? *count : 0;
}

static inline void
gs_event_counts_add (GHashTable *self, const char *name, guint64 n_events)
{
  guint64 *count = g_hash_table_lookup (self, name);

  if (count == NULL)
    {
      count = g_new0 (guint64, 1);
      g_hash_table_insert (self, g_strdup (name), count);
    }
  *count += n_events;
}

static inline void
gs_event_counts_merge (GHashTable *self, GHashTable *other)
{
  GHashTableIter iter;
  gpointer name, count;

  g_hash_table_iter_init (&iter, other);
  while (g_hash_table_iter_next (&iter, &name, &count))
    gs_event_counts_add (self, name, *(const guint64 *) count);
}

G_END_DECLS
