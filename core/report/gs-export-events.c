/* gs-export-events.c: the events of all machines, in one order, as lines of text
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-events.h"

#include <string.h>

#include "base/gs-error.h"
#include "report/gs-event-line.h"

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
gs_export_events_write (GsTimeline *timeline, GsSpan span, const char *filter, GOutputStream *stream,
                        GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GsEventMerge) merge = gs_event_merge_new (timeline, problems);
  g_autoptr (GString) line = g_string_new (NULL);
  GsMergedEvent event;

  if (problems->len > 0)
    {
      g_set_error_literal (error, GS_ERROR, GS_ERROR_TRACE, g_ptr_array_index (problems, 0));
      return FALSE;
    }
  gs_event_merge_seek (merge, span.begin);
  while (gs_event_merge_next (merge, &event) && event.time < span.end)
    {
      gint32 tid = gs_event_merge_find_thread (timeline, &event, NULL);

      gs_event_format_line (line, timeline, &event, tid);
      if ((filter == NULL || strstr (line->str, filter) != NULL)
          && !g_output_stream_write_all (stream, line->str, line->len, NULL, cancellable, error))
        return FALSE;
    }
  return TRUE;
}
