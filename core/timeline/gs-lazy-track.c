/* gs-lazy-track.c: a row's track, composed when somebody looks
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-lazy-track.h"

#include "base/gs-lock.h"

/* What all tracks that are kept may take, about. */
#define DEFAULT_BUDGET (256u << 20)

/* What was looked at since stays, whatever the budget: a frame draws from all that it shows. */
#define FRESH_USEC (2 * G_USEC_PER_SEC)

struct _GsLazyTrack
{
  GsLazyTrackFunc compose; /* NULL: the track was there before */
  gpointer source;
  guint index;
  gsize n_expected;
  GMutex composing; /* held meanwhile, so that it is done once */

  /* guarded by the shelf's lock */
  GsTrack *track; /* NULL: not made, or given away again */
  gboolean is_pinned;
  gint64 used_usec; /* monotonic */
  GList link;       /* on the shelf, where it is made and not pinned; its data is this */
};

/* All that can be made again, the one that was used last first. */
static struct
{
  GMutex lock;
  GQueue queue;
  gsize n_bytes;
  gsize budget;
} shelf = { .budget = DEFAULT_BUDGET };

/**
 * gs_lazy_track_new:
 * @source: has to live as long as what is made
 * @n_expected: about how many intervals are gone through for it
 *
 * Returns: (transfer full): a track that is made by @compose when somebody asks
 */
GsLazyTrack *
gs_lazy_track_new (GsLazyTrackFunc compose, gpointer source, guint index, gsize n_expected)
{
  GsLazyTrack *self = g_new0 (GsLazyTrack, 1);

  self->compose = compose;
  self->source = source;
  self->index = index;
  self->n_expected = n_expected;
  self->link.data = self;
  g_mutex_init (&self->composing);
  return self;
}

/**
 * gs_lazy_track_new_done:
 * @track: (transfer full): sealed
 *
 * Returns: (transfer full): one that is there already
 */
GsLazyTrack *
gs_lazy_track_new_done (GsTrack *track)
{
  GsLazyTrack *self = gs_lazy_track_new (NULL, NULL, 0, 0);

  self->track = track;
  self->is_pinned = TRUE;
  return self;
}

/* The lock is held. Returns: (transfer full): what is to be let go of without it */
static GsTrack *
gs_lazy_track_take_down (GsLazyTrack *self)
{
  g_queue_unlink (&shelf.queue, &self->link);
  shelf.n_bytes -= gs_track_get_n_bytes (self->track);
  return g_steal_pointer (&self->track);
}

void
gs_lazy_track_free (GsLazyTrack *self)
{
  GsTrack *track;

  gs_lock (&shelf.lock);
  track = self->compose != NULL && self->track != NULL && !self->is_pinned ? gs_lazy_track_take_down (self) :
                                                                             g_steal_pointer (&self->track);
  gs_unlock (&shelf.lock);
  g_clear_pointer (&track, gs_track_unref);
  g_mutex_clear (&self->composing);
  g_free (self);
}

/* The lock is held. Adds what can be let go of to @old. */
static void
gs_lazy_track_trim (gint64 now, GPtrArray *old)
{
  while (shelf.n_bytes > shelf.budget)
    {
      GsLazyTrack *last = g_queue_peek_tail (&shelf.queue);

      if (last == NULL || now - last->used_usec < FRESH_USEC)
        return;
      g_ptr_array_add (old, gs_lazy_track_take_down (last));
    }
}

/* The lock is held. */
static void
gs_lazy_track_touch (GsLazyTrack *self, gint64 now)
{
  self->used_usec = now;
  if (!self->is_pinned && self->link.prev != NULL)
    {
      g_queue_unlink (&shelf.queue, &self->link);
      g_queue_push_head_link (&shelf.queue, &self->link);
    }
}

/* The lock is held. Nobody else can take it away from then on. */
static void
gs_lazy_track_pin (GsLazyTrack *self)
{
  if (self->is_pinned)
    return;
  g_queue_unlink (&shelf.queue, &self->link);
  shelf.n_bytes -= gs_track_get_n_bytes (self->track);
  self->is_pinned = TRUE;
}

/**
 * gs_lazy_track_peek:
 *
 * Returns: (transfer full) (nullable): the track, where it is made; at once
 */
GsTrack *
gs_lazy_track_peek (GsLazyTrack *self)
{
  GsTrack *track = NULL;

  if (self == NULL)
    return NULL;
  gs_lock (&shelf.lock);
  if (self->track != NULL)
    {
      track = gs_track_ref (self->track);
      gs_lazy_track_touch (self, g_get_monotonic_time ());
    }
  gs_unlock (&shelf.lock);
  return track;
}

static void
gs_lazy_track_keep (GsLazyTrack *self, GsTrack *track)
{
  g_autoptr (GPtrArray) old = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_track_unref);
  gint64 now = g_get_monotonic_time ();

  gs_lock (&shelf.lock);
  self->track = gs_track_ref (track);
  self->used_usec = now;
  shelf.n_bytes += gs_track_get_n_bytes (track);
  g_queue_push_head_link (&shelf.queue, &self->link);
  gs_lazy_track_trim (now, old);
  gs_unlock (&shelf.lock);
}

/**
 * gs_lazy_track_ref:
 * @self: (nullable): %NULL: there is no such track, here and below
 *
 * Makes the track where it isn't there, which may take a while, and keeps it for the next caller.
 *
 * Returns: (transfer full) (nullable):
 */
GsTrack *
gs_lazy_track_ref (GsLazyTrack *self)
{
  GsTrack *track = gs_lazy_track_peek (self);

  if (track != NULL || self == NULL)
    return track;
  gs_lock (&self->composing);
  track = gs_lazy_track_peek (self);
  if (track == NULL)
    {
      track = self->compose (self->source, self->index);
      gs_lazy_track_keep (self, track);
    }
  gs_unlock (&self->composing);
  return track;
}

/**
 * gs_lazy_track_get:
 *
 * As gs_lazy_track_ref(); from then on the track stays as long as its row.
 *
 * Returns: (transfer none) (nullable):
 */
GsTrack *
gs_lazy_track_get (GsLazyTrack *self)
{
  while (self != NULL)
    {
      g_autoptr (GsTrack) track = gs_lazy_track_ref (self);
      gboolean is_there;

      gs_lock (&shelf.lock);
      is_there = self->track == track;
      if (is_there)
        gs_lazy_track_pin (self);
      gs_unlock (&shelf.lock);
      if (is_there)
        return track;
    }
  return NULL;
}

/**
 * gs_lazy_track_make:
 *
 * For callers that look at every row once: what is made is not kept.
 *
 * Returns: (transfer full) (nullable):
 */
GsTrack *
gs_lazy_track_make (GsLazyTrack *self)
{
  GsTrack *track = gs_lazy_track_peek (self);

  return track != NULL || self == NULL ? track : self->compose (self->source, self->index);
}

/**
 * gs_lazy_track_drop:
 * @self: (nullable): nobody has what gs_lazy_track_get() returned any more
 *
 * Lets go of the track, where it can be made again.
 */
void
gs_lazy_track_drop (GsLazyTrack *self)
{
  g_autoptr (GsTrack) track = NULL;

  if (self == NULL || self->compose == NULL)
    return;
  gs_lock (&shelf.lock);
  if (self->track != NULL)
    track = self->is_pinned ? g_steal_pointer (&self->track) : gs_lazy_track_take_down (self);
  self->is_pinned = FALSE;
  gs_unlock (&shelf.lock);
}

/**
 * gs_lazy_track_keep_same:
 * @self: nobody has asked for it yet
 * @before: of which the same track would be made; where it is made, @self has it, too
 */
void
gs_lazy_track_keep_same (GsLazyTrack *self, GsLazyTrack *before)
{
  g_autoptr (GsTrack) track = self->compose != NULL ? gs_lazy_track_peek (before) : NULL;

  if (track != NULL)
    gs_lazy_track_keep (self, track);
}

/* About how many intervals are gone through to make it; 0: none are. */
gsize
gs_lazy_track_get_n_expected (const GsLazyTrack *self)
{
  return self->n_expected;
}

/* For all tracks of the program. */
void
gs_lazy_track_set_budget (gsize n_bytes)
{
  gs_lock (&shelf.lock);
  shelf.budget = n_bytes;
  gs_unlock (&shelf.lock);
}
