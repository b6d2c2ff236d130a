/* gs-name-cache.h: one thread's short cut to a machine's names
 * SPDX-License-Identifier: MIT
 *
 * A direct-mapped table in front of gs_names_add(): most names are seen again
 * soon, and then no lock is taken.
 */
#pragma once

#include <string.h>

#include "base/gs-names.h"

G_BEGIN_DECLS

#define GS_NAME_CACHE_SIZE 1024

typedef struct
{
  GsNames *names;                        /* owned by whoever owns the cache */
  const char *texts[GS_NAME_CACHE_SIZE]; /* in @names */
  guint32 ids[GS_NAME_CACHE_SIZE];
} GsNameCache;

static inline guint32
gs_name_cache_add (GsNameCache *self, const char *name)
{
  guint32 hash = 2166136261u; /* FNV-1a */
  guint slot;

  if (name == NULL || name[0] == '\0')
    return 0;

  for (const char *c = name; *c != '\0'; c++)
    hash = (hash ^ (guint8) *c) * 16777619u;
  slot = (hash ^ hash >> 15) % GS_NAME_CACHE_SIZE;

  if (self->texts[slot] == NULL || strcmp (self->texts[slot], name) != 0)
    {
      self->ids[slot] = gs_names_add (self->names, name);
      self->texts[slot] = gs_names_get (self->names, self->ids[slot]);
    }
  return self->ids[slot];
}

G_END_DECLS
