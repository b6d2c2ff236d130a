/* gs-export-events.c: the events of all machines, in one order, as lines of text
 * SPDX-License-Identifier: MIT
 *
 * The evidence for what the rows say: read anew from the recordings, one event of
 * each machine at a time, so that memory does not grow with what is printed.
 */
#include "report/gs-export-events.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-error.h"
#include "read/gs-trace-format.h"

/* One machine's events, at the next one. */
typedef struct
{
  const GsTimelineMachine *machine;
  GsEventText *events; /* NULL at the end */
  GsEventLine line;
  gint64 time; /* on the reference clock */
} GsEventCursor;

typedef struct
{
  GsEventCursor *cursors;
  guint n_cursors;
  const char *filter;
  GString *line;
} GsEventWriter;

static void
gs_event_cursor_advance (GsEventCursor *self)
{
  if (!gs_event_text_next (self->events, &self->line))
    g_clear_pointer (&self->events, gs_event_text_free);
  else if (self->line.time == GS_TIME_NONE)
    self->time = gs_clock_to_reference (&self->machine->clock, self->machine->machine->span.begin);
  else
    self->time = gs_clock_to_reference (&self->machine->clock, self->line.time);
}

static gboolean
gs_event_cursor_open (GsEventCursor *self, const GsTimelineMachine *machine, gint64 from, GError **error)
{
  GsTrace *trace = machine->machine->trace;
  gint64 own_from = gs_clock_from_reference (&machine->clock, from);

  self->machine = machine;
  if (trace->format->list == NULL)
    {
      g_set_error (error, GS_ERROR, GS_ERROR_TRACE,
                   _ ("%s: its events can't be listed, because it is read by %s; print them with “babeltrace2 %s”"),
                   machine->name, trace->reader, trace->path);
      return FALSE;
    }
  self->events = trace->format->list (trace, own_from <= machine->machine->span.begin ? GS_TIME_NONE : own_from, error);
  if (self->events == NULL)
    return FALSE;
  gs_event_cursor_advance (self);
  return TRUE;
}

/* The thread that an event is of: as it says itself, or the one that had its CPU until then.
 * Returns: GS_NO_TID where that isn't known; 0 for the idle one */
static gint32
gs_event_cursor_find_tid (const GsEventCursor *self)
{
  const GsTimelineMachine *machine = self->machine;
  const GsTrack *current;
  GsTrackValue value;
  gsize index;

  if (self->line.tid != GS_NO_TID)
    return self->line.tid;
  current = gs_timeline_get_current (machine, self->line.cpu);
  if (current == NULL || !gs_track_find (current, self->time - 1, &index))
    return GS_NO_TID;
  value = gs_track_get (current, index).value;
  if (value.state == GS_GUEST_VIEW_IDLE)
    return 0;
  if (value.state == GS_GUEST_VIEW_RUNNING && value.arg != GS_NO_INDEX)
    return g_array_index (machine->threads, GsThreadRow, value.arg).thread->tid;
  return GS_NO_TID;
}

static void
gs_event_writer_format (GsEventWriter *self, const GsEventCursor *cursor)
{
  gint32 tid = gs_event_cursor_find_tid (cursor);

  g_string_printf (self->line, "%" G_GINT64_FORMAT "\t%s\t%u\t%s\t", cursor->time, cursor->machine->name,
                   cursor->line.cpu, cursor->line.name);
  if (tid != GS_NO_TID)
    g_string_append_printf (self->line, "%d", tid);
  g_string_append_printf (self->line, "\t%s\n", cursor->line.text);
}

/* Returns: (nullable): the machine whose event comes first; of equal times that of the first machine */
static GsEventCursor *
gs_event_writer_find_first (GsEventWriter *self)
{
  GsEventCursor *first = NULL;

  for (guint i = 0; i < self->n_cursors; i++)
    if (self->cursors[i].events != NULL && (first == NULL || self->cursors[i].time < first->time))
      first = &self->cursors[i];
  return first;
}

static gboolean
gs_event_writer_run (GsEventWriter *self, GsSpan span, GOutputStream *stream, GCancellable *cancellable, GError **error)
{
  GsEventCursor *cursor;

  while ((cursor = gs_event_writer_find_first (self)) != NULL && cursor->time < span.end)
    {
      if (cursor->time >= span.begin)
        {
          gs_event_writer_format (self, cursor);
          if ((self->filter == NULL || strstr (self->line->str, self->filter) != NULL)
              && !g_output_stream_write_all (stream, self->line->str, self->line->len, NULL, cancellable, error))
            return FALSE;
        }
      gs_event_cursor_advance (cursor);
    }
  return TRUE;
}

/**
 * gs_export_events_write:
 * @span: on the reference clock
 * @filter: (nullable): what a line has to hold to be written
 * @stream: is left open
 *
 * Each event in a line: time, machine, CPU, event, thread, fields, separated by tabs. In order of the corrected times.
 *
 * Returns: FALSE with @error where a recording can't be listed, or not all could be written
 */
gboolean
gs_export_events_write (const GsTimeline *timeline, GsSpan span, const char *filter, GOutputStream *stream,
                        GCancellable *cancellable, GError **error)
{
  GsEventWriter self = { .filter = filter };
  gboolean is_done = TRUE;

  self.cursors = g_new0 (GsEventCursor, timeline->machines->len + 1);
  self.line = g_string_new (NULL);
  for (guint i = 0; i < timeline->machines->len && is_done; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);

      if (machine->machine != NULL && machine->machine->trace != NULL)
        is_done = gs_event_cursor_open (&self.cursors[self.n_cursors++], machine, span.begin, error);
    }
  is_done = is_done && gs_event_writer_run (&self, span, stream, cancellable, error);
  for (guint i = 0; i < self.n_cursors; i++)
    g_clear_pointer (&self.cursors[i].events, gs_event_text_free);
  g_string_free (self.line, TRUE);
  g_free (self.cursors);
  return is_done;
}
