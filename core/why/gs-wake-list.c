/* gs-wake-list.c: all wake-ups of a timeline, by time, in 16 bytes each
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-wake-list.h"

static void
gs_wake_list_add_thread (GsWakeList *self, const GsTimelineMachine *machine, guint thread, guint32 row, GsSpan span)
{
  const GsWakeUps *wake_ups = g_array_index (machine->threads, GsThreadRow, thread).thread->wake_ups;

  for (guint i = 0; i < gs_wake_ups_get_length (wake_ups); i++)
    {
      gint64 woken = gs_clock_to_reference (&machine->clock, gs_wake_ups_get (wake_ups, i).woken);
      GsWakeRef ref = { woken, row, i };

      if (gs_span_contains (span, woken))
        g_array_append_val (self->refs, ref);
    }
}

static int
gs_wake_list_compare (gconstpointer a, gconstpointer b)
{
  const GsWakeRef *left = a, *right = b;

  if (left->woken != right->woken)
    return left->woken < right->woken ? -1 : 1;
  return left->row < right->row ? -1 : left->row > right->row;
}

/**
 * gs_wake_list_new:
 * @span: ns on the reference clock: when threads were woken
 * @cancellable: (nullable): to end early
 *
 * Returns: (transfer full): the wake-ups of all threads of all machines; @timeline has to outlive it
 */
GsWakeList *
gs_wake_list_new (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable)
{
  GsWakeList *self = g_new0 (GsWakeList, 1);
  guint32 row = 0;

  self->timeline = timeline;
  self->refs = g_array_new (FALSE, FALSE, sizeof (GsWakeRef));
  self->first_rows = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      g_array_append_val (self->first_rows, row);
      for (guint i = 0; i < machine->threads->len && !g_cancellable_is_cancelled (cancellable); i++)
        gs_wake_list_add_thread (self, machine, i, row + i, span);
      row += machine->threads->len;
    }
  g_array_sort (self->refs, gs_wake_list_compare);
  return self;
}

void
gs_wake_list_free (GsWakeList *self)
{
  g_array_unref (self->refs);
  g_array_unref (self->first_rows);
  g_free (self);
}

/**
 * gs_wake_list_find_thread:
 * @machine: (out): index in the timeline's machines
 * @thread: (out): index in its threads
 */
void
gs_wake_list_find_thread (const GsWakeList *self, const GsWakeRef *ref, guint *machine, guint32 *thread)
{
  guint m = self->first_rows->len - 1;

  while (m > 0 && g_array_index (self->first_rows, guint32, m) > ref->row)
    m--;
  *machine = m;
  *thread = ref->row - g_array_index (self->first_rows, guint32, m);
}
