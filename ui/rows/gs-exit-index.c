/* gs-exit-index.c: how often a vCPU left its guest, up to any moment
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-exit-index.h"

/* Intervals between two counts that are kept. */
#define BLOCK 256

/* What is known before an interval. */
typedef struct
{
  guint64 count;
  gboolean is_inside; /* of the guest, or was at last: an exit comes next */
} GsExitCounter;

struct _GsExitIndex
{
  const GsTrack *track;
  GArray *counters; /* of GsExitCounter: before each block */
  gatomicrefcount ref_count;
};

/* An exit is where the hypervisor follows the guest; what interrupts the
 * hypervisor does not make another one, nor does a host further out. */
static void
gs_exit_counter_feed (GsExitCounter *self, const GsTrack *track, gsize index)
{
  GsTrackValue value = gs_track_get (track, index).value;
  guint state = value.state;

  if (gs_aux_get_level (value.aux) > 0)
    return;
  if (state == GS_HOST_VIEW_HYPERVISOR && self->is_inside)
    {
      self->count++;
      self->is_inside = FALSE;
    }
  else if (state == GS_HOST_VIEW_GUEST)
    {
      self->is_inside = TRUE;
    }
}

/**
 * gs_exit_index_new:
 * @host_view: a vCPU's, sealed
 *
 * Walks over the whole track: not for the main thread.
 *
 * Returns: (transfer full):
 */
GsExitIndex *
gs_exit_index_new (const GsTrack *host_view)
{
  GsExitIndex *self = g_new0 (GsExitIndex, 1);
  gsize n = gs_track_get_n_intervals (host_view);
  GsExitCounter counter = { 0, TRUE };

  g_atomic_ref_count_init (&self->ref_count);
  self->track = gs_track_ref (host_view);
  self->counters = g_array_new (FALSE, FALSE, sizeof (GsExitCounter));
  for (gsize i = 0; i < n; i++)
    {
      if (i % BLOCK == 0)
        g_array_append_val (self->counters, counter);
      gs_exit_counter_feed (&counter, host_view, i);
    }
  return self;
}

GsExitIndex *
gs_exit_index_ref (GsExitIndex *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
gs_exit_index_unref (GsExitIndex *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->counters);
  gs_track_unref ((GsTrack *) self->track);
  g_free (self);
}

/* Exits before @time. */
static guint64
gs_exit_index_count_before (const GsExitIndex *self, gint64 time)
{
  GsSpan span = gs_track_get_span (self->track);
  GsExitCounter counter;
  gsize at;

  if (time <= span.begin || self->counters->len == 0 || !gs_track_find (self->track, MIN (time, span.end) - 1, &at))
    return 0;
  counter = g_array_index (self->counters, GsExitCounter, at / BLOCK);
  for (gsize i = at / BLOCK * BLOCK; i <= at; i++)
    gs_exit_counter_feed (&counter, self->track, i);
  return counter.count;
}

/* Exits that happened in the span. */
guint64
gs_exit_index_count (const GsExitIndex *self, GsSpan span)
{
  if (gs_span_duration (span) <= 0)
    return 0;
  return gs_exit_index_count_before (self, span.end) - gs_exit_index_count_before (self, span.begin);
}
