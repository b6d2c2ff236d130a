/* gs-parallel.c: the same work for many things, on all processors
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-parallel.h"

#include "base/gs-lock.h"

#define MOST_HELPERS 15

typedef struct
{
  guint n;
  gint next; /* atomic */
  GsParallelFunc func;
  gpointer user_data;
} GsParallel;

static void
gs_parallel_work (GsParallel *self)
{
  guint index;

  while ((index = (guint) g_atomic_int_add (&self->next, 1)) < self->n)
    self->func (index, self->user_data);
  gs_lock_releasing (self);
}

static gpointer
gs_parallel_help (gpointer data)
{
  gs_lock_acquired (data);
  gs_parallel_work (data);
  return NULL;
}

/**
 * gs_parallel_for:
 * @n: how many indices
 * @func: is called for each, in about rising order, by the calling thread and
 *   helpers of it
 *
 * Returns when all of it is done; what @func wrote is visible then.
 */
void
gs_parallel_for (guint n, GsParallelFunc func, gpointer user_data)
{
  GsParallel self = { n, 0, func, user_data };
  GThread *helpers[MOST_HELPERS];
  guint n_helpers = n > 1 ? MIN (MIN (n, g_get_num_processors ()) - 1, MOST_HELPERS) : 0;

  gs_lock_releasing (&self);
  for (guint i = 0; i < n_helpers; i++)
    helpers[i] = g_thread_new ("gs-parallel", gs_parallel_help, &self);
  gs_parallel_work (&self);
  for (guint i = 0; i < n_helpers; i++)
    g_thread_join (helpers[i]);
  gs_lock_acquired (&self);
}
