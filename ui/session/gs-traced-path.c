/* gs-traced-path.c: a critical path that is shown
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-traced-path.h"

#include "base/gs-sorted.h"

/**
 * gs_traced_path_new:
 * @machine: index in the timeline's machines
 * @thread: index in its threads
 * @span: ns on the reference clock
 *
 * Returns: (transfer full): see gs_path_find()
 */
GsTracedPath *
gs_traced_path_new (GsTimeline *timeline, guint machine, guint32 thread, GsSpan span)
{
  GsTracedPath *self = g_new0 (GsTracedPath, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->timeline = gs_timeline_ref (timeline);
  self->machine = machine;
  self->thread = thread;
  self->span = span;
  self->steps = gs_path_find (timeline, machine, thread, span);
  return self;
}

GsTracedPath *
gs_traced_path_ref (GsTracedPath *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
gs_traced_path_unref (GsTracedPath *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_array_unref (self->steps);
  gs_timeline_unref (self->timeline);
  g_free (self);
}

/* Returns: index of the first step that ends after @time; the number of steps where there is none */
gsize
gs_traced_path_find (const GsTracedPath *self, gint64 time)
{
  return gs_sorted_count_until (self->steps, G_STRUCT_OFFSET (GsStep, span.end), time);
}
