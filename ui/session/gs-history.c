/* gs-history.c: the ranges that have been looked at, to go back to
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-history.h"

/* Steps that come sooner than that after the last one continue it. */
#define PAUSE_USEC (600 * 1000)

/* As far as one can go back. */
#define MAX_ENTRIES 200

struct _GsHistory
{
  GArray *entries[2]; /* of GsSpan: forward, back; the last one is the nearest */
  gint64 last_usec;   /* of the movement that goes on; meaningless unless is_moving */
  gboolean is_moving;
};

GsHistory *
gs_history_new (void)
{
  GsHistory *self = g_new0 (GsHistory, 1);

  for (guint i = 0; i < 2; i++)
    self->entries[i] = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  return self;
}

void
gs_history_free (GsHistory *self)
{
  for (guint i = 0; i < 2; i++)
    g_array_unref (self->entries[i]);
  g_free (self);
}

static void
gs_history_push (GsHistory *self, gboolean back, GsSpan span)
{
  GArray *entries = self->entries[back];

  if (entries->len == MAX_ENTRIES)
    g_array_remove_index (entries, 0);
  g_array_append_val (entries, span);
}

/**
 * gs_history_leave:
 * @span: what was seen until now
 * @now_usec: on any clock that only goes forward
 * @is_jump: an entry of its own, however soon it comes
 *
 * Another range is about to be seen. What could be gone forward to is forgotten.
 */
void
gs_history_leave (GsHistory *self, GsSpan span, gint64 now_usec, gboolean is_jump)
{
  gboolean goes_on = self->is_moving && !is_jump && now_usec - self->last_usec < PAUSE_USEC;

  self->is_moving = !is_jump;
  self->last_usec = now_usec;
  if (goes_on)
    return;
  gs_history_push (self, TRUE, span);
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
 * @span: (inout): what is seen; then what is to be seen
 *
 * Returns: FALSE where there is nothing to go to
 */
gboolean
gs_history_go (GsHistory *self, gboolean back, GsSpan *span)
{
  GArray *from = self->entries[back != FALSE];
  GsSpan there;

  if (from->len == 0)
    return FALSE;
  there = g_array_index (from, GsSpan, from->len - 1);
  g_array_set_size (from, from->len - 1);
  gs_history_push (self, !back, *span);
  self->is_moving = FALSE;
  *span = there;
  return TRUE;
}
