/* gs-event-merge.c: the recorded events of all machines, in one order
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-event-merge.h"

#include <glib/gi18n.h>

#include "base/gs-error.h"
#include "read/gs-trace-format.h"

/* ns: as far as a time may be off that went from one clock to another and back */
#define ROUNDING 2

/* One machine's events, at the next one. */
typedef struct
{
  const GsTimelineMachine *machine;
  guint index;
  GsEventText *events;
  gboolean is_ended;
  GsEventLine line;
  gint64 time; /* on the reference clock */
} GsEventCursor;

struct _GsEventMerge
{
  GsTimeline *timeline;
  GArray *cursors;        /* of GsEventCursor */
  GsEventCursor *current; /* whose event was given out, or NULL */
};

static void
gs_event_cursor_clear (gpointer data)
{
  GsEventCursor *self = data;

  gs_event_text_free (self->events);
}

static void
gs_event_cursor_advance (GsEventCursor *self)
{
  self->is_ended = !gs_event_text_next (self->events, &self->line);
  if (!self->is_ended)
    self->time = gs_clock_to_reference (
        &self->machine->clock, self->line.time != GS_TIME_NONE ? self->line.time : self->machine->machine->span.begin);
}

static GsEventText *
gs_event_cursor_open (const GsTimelineMachine *machine, GError **error)
{
  GsTrace *trace = machine->machine->trace;

  if (trace->format->list != NULL)
    return trace->format->list (trace, error);
  g_set_error (error, GS_ERROR, GS_ERROR_TRACE,
               _ ("%s: its events can't be listed, because it is read by %s; print them with “babeltrace2 %s”"),
               machine->name, trace->reader, trace->path);
  return NULL;
}

/**
 * gs_event_merge_new:
 * @timeline: says which recordings, and how their clocks are corrected
 * @problems: (element-type utf8): gets, translated, why a machine's events can't be listed; those of the others are
 *
 * Returns: (transfer full): before the first event
 */
GsEventMerge *
gs_event_merge_new (GsTimeline *timeline, GPtrArray *problems)
{
  GsEventMerge *self = g_new0 (GsEventMerge, 1);

  self->timeline = gs_timeline_ref (timeline);
  self->cursors = g_array_new (FALSE, FALSE, sizeof (GsEventCursor));
  g_array_set_clear_func (self->cursors, gs_event_cursor_clear);
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      GsEventCursor cursor = { .machine = gs_timeline_get_machine (timeline, i), .index = i };
      g_autoptr (GError) error = NULL;

      if (cursor.machine->machine == NULL || cursor.machine->machine->trace == NULL)
        continue;
      cursor.events = gs_event_cursor_open (cursor.machine, &error);
      if (cursor.events == NULL)
        g_ptr_array_add (problems, g_strdup (error->message));
      else
        g_array_append_val (self->cursors, cursor);
    }
  gs_event_merge_seek (self, GS_TIME_NONE);
  return self;
}

void
gs_event_merge_free (GsEventMerge *self)
{
  g_array_unref (self->cursors);
  gs_timeline_unref (self->timeline);
  g_free (self);
}

/* @time: ns on the reference clock; events that are before it by a rounding error may come, too */
static void
gs_event_cursor_seek (GsEventCursor *self, gint64 time)
{
  gint64 from = time != GS_TIME_NONE ? gs_clock_from_reference (&self->machine->clock, time) - ROUNDING : time;

  gs_event_text_seek (self->events, from > self->machine->machine->span.begin ? from : GS_TIME_NONE);
  do
    gs_event_cursor_advance (self);
  while (!self->is_ended && self->time < time);
}

/**
 * gs_event_merge_seek:
 * @time: ns on the reference clock, or %GS_TIME_NONE: the next event is the first one that is not before it
 *
 * Of each stream one packet is read.
 */
void
gs_event_merge_seek (GsEventMerge *self, gint64 time)
{
  for (guint i = 0; i < self->cursors->len; i++)
    gs_event_cursor_seek (&g_array_index (self->cursors, GsEventCursor, i), time);
  self->current = NULL;
}

/**
 * gs_event_merge_next:
 * @event: (out): the next one by time; of equal times that of the first machine
 *
 * Returns: FALSE at the end
 */
gboolean
gs_event_merge_next (GsEventMerge *self, GsMergedEvent *event)
{
  GsEventCursor *first = NULL;

  if (self->current != NULL)
    gs_event_cursor_advance (self->current);
  for (guint i = 0; i < self->cursors->len; i++)
    {
      GsEventCursor *cursor = &g_array_index (self->cursors, GsEventCursor, i);

      if (!cursor->is_ended && (first == NULL || cursor->time < first->time))
        first = cursor;
    }
  self->current = first;
  if (first == NULL)
    return FALSE;
  *event = (GsMergedEvent){ first->time, first->index, &first->line };
  return TRUE;
}

/* @time: ns, the machine's clock. Returns: the life of a TID at that time, or %GS_NO_INDEX */
static guint32
gs_event_merge_find_life (const GsTimelineMachine *machine, gint32 tid, gint64 time)
{
  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThreadRow *row = &g_array_index (machine->threads, GsThreadRow, i);

      if (row->thread->tid == tid && gs_span_contains (gs_track_get_span (row->thread->track), time))
        return i;
    }
  return GS_NO_INDEX;
}

/**
 * gs_event_merge_find_thread:
 * @thread: (out) (optional): its index in the machine's threads, or %GS_NO_INDEX
 *
 * The thread that an event is of: as it says itself, or the one that had its CPU until then.
 *
 * Returns: its TID; 0 for the idle one, %GS_NO_TID where that isn't known
 */
gint32
gs_event_merge_find_thread (const GsTimeline *timeline, const GsMergedEvent *event, guint32 *thread)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, event->machine);
  gint32 tid = event->line->tid;
  guint32 found = GS_NO_INDEX;

  if (tid == GS_NO_TID)
    {
      GsGuestView view = gs_timeline_look_at_cpu (machine, event->line->cpu, event->time - 1, &found);

      if (found != GS_NO_INDEX)
        tid = g_array_index (machine->threads, GsThreadRow, found).thread->tid;
      else if (view == GS_GUEST_VIEW_IDLE)
        tid = 0;
    }
  else if (thread != NULL)
    found = gs_event_merge_find_life (machine, tid, event->line->time);
  if (thread != NULL)
    *thread = found;
  return tid;
}
