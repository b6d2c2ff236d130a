/* gs-export-thefts.c: every theft as CSV
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-thefts.h"

#include "base/gs-csv.h"
#include "why/gs-theft-list.h"

#define HEADER "victim,vcpu,start_ns,end_ns,thief,kind,ns,longest_thread,guest_state,spinning_vcpus\n"

static void
gs_export_thefts_append (GString *line, const GsTimeline *timeline, const GsVcpuTheft *theft)
{
  const GsTimelineMachine *victim = gs_timeline_get_machine (timeline, theft->victim);
  g_autofree char *thread = gs_timeline_name_thread (timeline, theft->host, theft->thread, theft->span.begin);

  gs_csv_append_field (line, victim->name);
  g_string_append_printf (line, ",%u,%" G_GINT64_FORMAT ",%" G_GINT64_FORMAT ",",
                          g_array_index (victim->vcpus, GsVcpuRow, theft->vcpu).id, theft->span.begin, theft->span.end);
  if (theft->thief != GS_NO_INDEX)
    gs_csv_append_field (line, gs_timeline_get_machine (timeline, theft->thief)->name);
  g_string_append_printf (line, ",%s,%" G_GINT64_FORMAT ",", gs_thief_kind_get_name (theft->kind), theft->ns);
  gs_csv_append_field (line, thread);
  g_string_append_printf (line, ",%s,%u\n", gs_vcpu_theft_get_guest_state (theft), theft->n_spinning);
}

/**
 * gs_export_thefts_write:
 * @span: ns on the reference clock; what lies across its ends is cut there
 * @stream: where to; it is written to line by line, so give it a buffer
 * @cancellable: (nullable): to end early
 *
 * Writes a header line, then one line for what thieves of one kind and machine took in one preemption.
 *
 * Returns: FALSE with @error where the stream could not be written
 */
gboolean
gs_export_thefts_write (const GsTimeline *timeline, GsSpan span, GOutputStream *stream, GCancellable *cancellable,
                        GError **error)
{
  g_autoptr (GArray) thefts = gs_theft_list_new (timeline, span, cancellable);
  g_autoptr (GString) line = g_string_new (HEADER);
  gboolean is_done = TRUE;

  for (guint i = 0; is_done && i <= thefts->len; i++)
    {
      is_done = g_output_stream_write_all (stream, line->str, line->len, NULL, cancellable, error);
      g_string_truncate (line, 0);
      if (i < thefts->len)
        gs_export_thefts_append (line, timeline, &g_array_index (thefts, GsVcpuTheft, i));
    }
  return is_done;
}
