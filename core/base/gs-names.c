/* gs-names.c: strings to small numbers and back
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-names.h"

#include "base/gs-lock.h"

/* Strings sit in blocks that are never moved, each twice as large as the one
 * before, so that gs_names_get() needs no lock. */
#define FIRST_BLOCK_BITS 8
#define N_BLOCKS (32 - FIRST_BLOCK_BITS)

struct _GsNames
{
  gatomicrefcount ref_count;
  GMutex lock;     /* guards ids, chunk and the writing of what follows */
  GHashTable *ids; /* string -> id */
  GStringChunk *chunk;
  const char **blocks[N_BLOCKS]; /* read without the lock */
  guint n_names;                 /* read without the lock */
};

static void
gs_names_locate (guint32 id, guint *block, guint32 *index)
{
  guint64 shifted = (guint64) id + (1u << FIRST_BLOCK_BITS);

  *block = g_bit_storage (shifted) - 1 - FIRST_BLOCK_BITS;
  *index = shifted - ((guint64) 1 << (*block + FIRST_BLOCK_BITS));
}

/* With the lock held; @name is not in the table yet. */
static guint32
gs_names_append (GsNames *self, const char *name)
{
  guint32 id = self->n_names, index;
  guint block;
  char *copy = g_string_chunk_insert (self->chunk, name);

  gs_names_locate (id, &block, &index);
  if (self->blocks[block] == NULL)
    g_atomic_pointer_set (&self->blocks[block], g_new0 (const char *, (gsize) 1 << (block + FIRST_BLOCK_BITS)));
  self->blocks[block][index] = copy;
  g_hash_table_insert (self->ids, copy, GUINT_TO_POINTER (id));
  g_atomic_int_set (&self->n_names, id + 1);

  return id;
}

/**
 * gs_names_new:
 *
 * Returns: (transfer full): a table that holds the empty string only
 */
GsNames *
gs_names_new (void)
{
  GsNames *self = g_new0 (GsNames, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->lock);
  self->ids = g_hash_table_new (g_str_hash, g_str_equal);
  self->chunk = g_string_chunk_new (4096);
  gs_names_append (self, "");

  return self;
}

/**
 * gs_names_ref:
 *
 * Returns: (transfer full): @self
 */
GsNames *
gs_names_ref (GsNames *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * gs_names_unref:
 * @self: (transfer full): the table; its strings go with the last reference
 */
void
gs_names_unref (GsNames *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  for (guint i = 0; i < N_BLOCKS; i++)
    g_free (self->blocks[i]);
  g_hash_table_unref (self->ids);
  g_string_chunk_free (self->chunk);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * gs_names_add:
 * @name: (nullable): any bytes up to a NUL; %NULL counts as the empty string
 *
 * Returns: the id of @name, the same for equal strings
 */
guint32
gs_names_add (GsNames *self, const char *name)
{
  gpointer known;
  guint32 id;

  g_return_val_if_fail (self != NULL, 0);

  if (name == NULL || name[0] == '\0')
    return 0;

  gs_lock (&self->lock);
  if (g_hash_table_lookup_extended (self->ids, name, NULL, &known))
    id = GPOINTER_TO_UINT (known);
  else
    id = gs_names_append (self, name);
  gs_unlock (&self->lock);

  return id;
}

/**
 * gs_names_get:
 * @id: from gs_names_add()
 *
 * Takes no lock.
 *
 * Returns: (transfer none): the string, which lives as long as @self; "" for an
 *   id that was never given out
 */
const char *
gs_names_get (GsNames *self, guint32 id)
{
  const char **strings;
  guint32 index;
  guint block;

  g_return_val_if_fail (self != NULL, "");

  if (id >= (guint) g_atomic_int_get (&self->n_names))
    return "";

  gs_names_locate (id, &block, &index);
  strings = g_atomic_pointer_get (&self->blocks[block]);
  return strings[index];
}
