/* gs-history.c: the places that have been looked at, to go back to
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-history.h"

/* Steps that come sooner than that after the last one continue it. */
#define PAUSE_USEC (600 * 1000)

/* As far as one can go back. */
#define MAX_ENTRIES 200

struct _GsHistory
{
  GArray *entries[2]; /* of GsPlace: forward, back; the last one is the nearest */
  gint64 last_usec;   /* of the movement that goes on; meaningless unless is_moving */
  gboolean is_moving;
};

GsHistory *
gs_history_new (void)
{
  GsHistory *self = g_new0 (GsHistory, 1);

  for (guint i = 0; i < 2; i++)
    {
      self->entries[i] = g_array_new (FALSE, FALSE, sizeof (GsPlace));
      g_array_set_clear_func (self->entries[i], (GDestroyNotify) gs_place_clear);
    }
  return self;
}

void
gs_history_free (GsHistory *self)
{
  for (guint i = 0; i < 2; i++)
    g_array_unref (self->entries[i]);
  g_free (self);
}

/* Frees what it holds. */
void
gs_place_clear (GsPlace *self)
{
  g_clear_pointer (&self->view, g_free);
  g_clear_pointer (&self->row, g_free);
}

static gboolean
gs_place_is_same (const GsPlace *a, const GsPlace *b)
{
  return a->visible.begin == b->visible.begin && a->visible.end == b->visible.end
         && a->selection.begin == b->selection.begin && a->selection.end == b->selection.end
         && g_strcmp0 (a->view, b->view) == 0 && g_strcmp0 (a->row, b->row) == 0;
}

static void
gs_history_push (GsHistory *self, gboolean back, const GsPlace *place)
{
  GArray *entries = self->entries[back];
  GsPlace *last = entries->len > 0 ? &g_array_index (entries, GsPlace, entries->len - 1) : NULL, copy = *place;

  if (last != NULL && gs_place_is_same (last, place))
    {
      last->is_whole = last->is_whole || place->is_whole;
      return;
    }
  if (entries->len == MAX_ENTRIES)
    g_array_remove_index (entries, 0);
  copy.view = g_strdup (place->view);
  copy.row = g_strdup (place->row);
  g_array_append_val (entries, copy);
}

/**
 * gs_history_leave:
 * @place: what was seen until now
 * @now_usec: on any clock that only goes forward
 *
 * Something else is about to be seen. What could be gone forward to is forgotten.
 */
void
gs_history_leave (GsHistory *self, const GsPlace *place, gint64 now_usec)
{
  gboolean goes_on = self->is_moving && !place->is_jump && now_usec - self->last_usec < PAUSE_USEC;

  self->is_moving = !place->is_jump;
  self->last_usec = now_usec;
  if (goes_on)
    return;
  gs_history_push (self, TRUE, place);
  g_array_set_size (self->entries[FALSE], 0);
}

gboolean
gs_history_can_go (const GsHistory *self, gboolean back)
{
  return self->entries[back != FALSE]->len > 0;
}

/**
 * gs_history_go:
 * @back: or forward
 * @place: (inout): what is seen, all of it; then what is to be seen
 *
 * Returns: FALSE where there is nothing to go to
 */
gboolean
gs_history_go (GsHistory *self, gboolean back, GsPlace *place)
{
  GArray *from = self->entries[back != FALSE];
  GsPlace there, *last;

  if (from->len == 0)
    return FALSE;
  last = &g_array_index (from, GsPlace, from->len - 1);
  there = *last;
  *last = (GsPlace){ 0 };
  g_array_set_size (from, from->len - 1);
  place->is_whole = there.is_whole;
  gs_history_push (self, !back, place);
  self->is_moving = FALSE;
  gs_place_clear (place);
  *place = there;
  return TRUE;
}
