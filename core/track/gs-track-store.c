/* gs-track-store.c: the memory that the finished parts of tracks lie in
 * SPDX-License-Identifier: MIT
 *
 * They are small, live long and are never written again, so they are laid side by side into slabs, which the kernel
 * can back by huge pages: touching memory for the first time costs a fault for each page otherwise, and looking
 * something up a walk through the page tables. A slab is given back when nothing in it is used any more.
 *
 * A thread fills a slab of its own. What it leaves when it ends goes on with the next thread.
 *
 * Where all slabs take more memory than they may, further ones lie in a file.
 */
#include "track/gs-track-store.h"

#include <sys/mman.h>

#include "base/gs-lock.h"
#include "base/gs-memory.h"
#include "track/gs-track-spill.h"

#define SLAB_BYTES ((gsize) 2 << 20) /* a huge page of most processors */

#define ALL_ELSE_BYTES ((guint64) 400 << 20) /* what an analysis takes besides, of any recording */

struct _GsTrackSlab
{
  guint8 *memory;
  goffset place; /* in the file; -1: it lies in memory */
  gsize n_used;
  gint n_users; /* atomic: what lies in it, and one for the thread that fills it */
};

static GMutex gs_track_store_mutex;   /* guards what follows */
static GQueue gs_track_store_started; /* of GsTrackSlab: what threads left that have ended */
static guint64 gs_track_store_budget; /* bytes of memory; 0: as much as is usual */
static guint64 gs_track_store_in_memory, gs_track_store_on_disk;

/* Returns: (nullable): NULL where there is no memory */
static guint8 *
gs_track_slab_map (void)
{
  guint8 *memory = mmap (NULL, 2 * SLAB_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  gsize before;

  if (memory == MAP_FAILED)
    return NULL;
  before = -(guintptr) memory % SLAB_BYTES;
  if (before > 0)
    munmap (memory, before);
  munmap (memory + before + SLAB_BYTES, SLAB_BYTES - before);
  madvise (memory + before, SLAB_BYTES, MADV_HUGEPAGE);
  return memory + before;
}

/* Counts a slab, or with -1 one less. */
static void
gs_track_store_add (const GsTrackSlab *slab, int n)
{
  gs_lock (&gs_track_store_mutex);
  *(slab->place < 0 ? &gs_track_store_in_memory : &gs_track_store_on_disk) += n * (gint64) SLAB_BYTES;
  gs_unlock (&gs_track_store_mutex);
}

static void
gs_track_slab_unref (GsTrackSlab *self)
{
  if (!g_atomic_int_dec_and_test (&self->n_users))
    return;
  gs_track_store_add (self, -1);
  if (self->place < 0)
    munmap (self->memory, SLAB_BYTES);
  else
    gs_track_spill_unmap (self->memory, SLAB_BYTES, self->place);
  g_free (self);
}

/* Half of the memory that is left to tracks. */
static guint64
gs_track_store_get_usual_budget (void)
{
  guint64 total = gs_memory_get_total ();

  return (total - MIN (total / 2, ALL_ELSE_BYTES)) / 2;
}

static gboolean
gs_track_store_is_full (void)
{
  gboolean is_full;

  gs_lock (&gs_track_store_mutex);
  if (gs_track_store_budget == 0)
    gs_track_store_budget = gs_track_store_get_usual_budget ();
  is_full = gs_track_store_in_memory + SLAB_BYTES > gs_track_store_budget;
  gs_unlock (&gs_track_store_mutex);
  return is_full;
}

static GsTrackSlab *
gs_track_slab_new (void)
{
  GsTrackSlab *self = g_new0 (GsTrackSlab, 1);

  if (gs_track_store_is_full ())
    self->memory = gs_track_spill_map (SLAB_BYTES, &self->place);
  if (self->memory == NULL)
    {
      self->place = -1;
      self->memory = gs_track_slab_map ();
    }
  if (self->memory == NULL)
    g_error ("failed to allocate %" G_GSIZE_FORMAT " bytes", SLAB_BYTES);
  self->n_users = 1;
  gs_track_store_add (self, 1);
  return self;
}

/* A thread ends. */
static void
gs_track_store_leave (gpointer slab)
{
  gs_lock (&gs_track_store_mutex);
  g_queue_push_head (&gs_track_store_started, slab);
  gs_unlock (&gs_track_store_mutex);
}

static GPrivate gs_track_store_slab = G_PRIVATE_INIT (gs_track_store_leave); /* the one that the thread fills */

/* Returns: (transfer none): the thread's slab, with room for @n_bytes */
static GsTrackSlab *
gs_track_store_get_slab (gsize n_bytes)
{
  GsTrackSlab *slab = g_private_get (&gs_track_store_slab);

  if (slab == NULL)
    {
      gs_lock (&gs_track_store_mutex);
      slab = g_queue_pop_head (&gs_track_store_started);
      gs_unlock (&gs_track_store_mutex);
    }
  /* All that it has put there is gone. */
  if (slab != NULL && g_atomic_int_get (&slab->n_users) == 1)
    slab->n_used = 0;
  if (slab != NULL && SLAB_BYTES - slab->n_used < n_bytes)
    g_clear_pointer (&slab, gs_track_slab_unref);
  if (slab == NULL)
    slab = gs_track_slab_new ();
  g_private_set (&gs_track_store_slab, slab);
  return slab;
}

/**
 * gs_track_store_alloc:
 * @n_bytes: much less than a slab
 * @slab: (out) (transfer full): what keeps it, for gs_track_store_free()
 *
 * Returns: (transfer none): memory that begins with a line of the caches
 */
gpointer
gs_track_store_alloc (gsize n_bytes, GsTrackSlab **slab)
{
  guint8 *memory;

  n_bytes = gs_track_store_round_up (n_bytes);
  *slab = gs_track_store_get_slab (n_bytes);
  memory = (*slab)->memory + (*slab)->n_used;
  (*slab)->n_used += n_bytes;
  g_atomic_int_inc (&(*slab)->n_users);
  return memory;
}

void
gs_track_store_free (GsTrackSlab *slab)
{
  gs_track_slab_unref (slab);
}

/**
 * gs_track_store_set_budget:
 * @n_bytes: how much memory finished parts of tracks may take, about; what is more lies in a file. 0: half of what
 *   there is
 */
void
gs_track_store_set_budget (guint64 n_bytes)
{
  gs_lock (&gs_track_store_mutex);
  gs_track_store_budget = n_bytes;
  gs_unlock (&gs_track_store_mutex);
}

/* Bytes that are taken by now. */
void
gs_track_store_count (guint64 *in_memory, guint64 *on_disk)
{
  gs_lock (&gs_track_store_mutex);
  *in_memory = gs_track_store_in_memory;
  *on_disk = gs_track_store_on_disk;
  gs_unlock (&gs_track_store_mutex);
}
