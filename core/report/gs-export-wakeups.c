/* gs-export-wakeups.c: every wake-up as CSV
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-wakeups.h"

#include "base/gs-csv.h"
#include "why/gs-wake-list.h"

#define HEADER                                                                                                      \
  "machine,tid,comm,woken_ns,switched_in_ns,running_ns,waker,guest_queue_ns,guest_idle_ns,asleep_ns,host_queue_ns," \
  "hypervisor_ns,longest_cause\n"

static void
gs_export_wakeups_append_time (GString *line, gint64 time)
{
  if (time != GS_TIME_NONE)
    g_string_append_printf (line, "%" G_GINT64_FORMAT, time);
  g_string_append_c (line, ',');
}

/* Parts that aren't all known are none: what is written adds up. */
static void
gs_export_wakeups_append (GString *line, const GsTimeline *timeline, const GsWakeLatency *wake_up)
{
  static const GsWaitPart parts[] = { GS_WAIT_GUEST_QUEUE, GS_WAIT_GUEST_IDLE, GS_WAIT_ASLEEP, GS_WAIT_HOST_QUEUE,
                                      GS_WAIT_HYPERVISOR };
  gboolean is_known = gs_wake_latency_is_known (wake_up);
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, wake_up->machine);
  const GsThread *thread = gs_machine_get_thread (machine->machine, wake_up->thread);
  g_autofree char *waker = gs_wake_latency_dup_waker (wake_up, timeline);
  g_autofree char *cause = gs_wake_latency_dup_cause (wake_up, timeline);

  gs_csv_append_field (line, machine->name);
  g_string_append_printf (line, ",%d,", thread->tid);
  gs_csv_append_field (line, gs_machine_get_thread_name (machine->machine, wake_up->thread));
  g_string_append_c (line, ',');
  gs_export_wakeups_append_time (line, wake_up->woken);
  gs_export_wakeups_append_time (line, wake_up->switched_in);
  gs_export_wakeups_append_time (line, is_known ? wake_up->running : GS_TIME_NONE);
  gs_csv_append_field (line, waker);
  g_string_append_c (line, ',');
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    gs_export_wakeups_append_time (line, is_known ? wake_up->ns[parts[i]] : GS_TIME_NONE);
  gs_csv_append_field (line, cause);
  g_string_append_c (line, '\n');
}

static GsWakeMeter *
gs_export_wakeups_new_meters (const GsTimeline *timeline)
{
  GsWakeMeter *meters = g_new0 (GsWakeMeter, timeline->machines->len + 1);

  for (guint m = 0; m < timeline->machines->len; m++)
    gs_wake_meter_init (&meters[m], timeline, m);
  return meters;
}

/**
 * gs_export_wakeups_write:
 * @span: only those that were woken in it, ns on the reference clock
 * @stream: where to; it is written to line by line, so give it a buffer
 * @cancellable: (nullable): to end early
 *
 * Writes a header line, then one line for each wake-up, sorted by time.
 *
 * Returns: FALSE with @error where the stream could not be written
 */
gboolean
gs_export_wakeups_write (const GsTimeline *timeline, GsSpan span, GOutputStream *stream, GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GsWakeList) list = gs_wake_list_new (timeline, span, cancellable);
  g_autofree GsWakeMeter *meters = gs_export_wakeups_new_meters (timeline);
  GString *line = g_string_new (HEADER);
  gboolean is_done = TRUE;

  for (guint i = 0; is_done && i <= list->refs->len; i++)
    {
      is_done = g_output_stream_write_all (stream, line->str, line->len, NULL, cancellable, error);
      g_string_truncate (line, 0);
      if (i < list->refs->len)
        {
          const GsWakeRef *ref = &g_array_index (list->refs, GsWakeRef, i);
          GsWakeLatency wake_up;
          guint machine;
          guint32 thread;

          gs_wake_list_find_thread (list, ref, &machine, &thread);
          gs_wake_meter_measure (&meters[machine], thread, ref->number, &wake_up);
          gs_export_wakeups_append (line, timeline, &wake_up);
        }
    }
  g_string_free (line, TRUE);
  for (guint m = 0; m < timeline->machines->len; m++)
    gs_wake_meter_clear (&meters[m]);
  return is_done;
}
