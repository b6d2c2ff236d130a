/* gs-export-thread.c: what is printed about one thread begins with who it is, and from when to when
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-thread.h"

#include <json-glib/json-glib.h>

#include "base/gs-json.h"
#include "base/gs-time-text.h"

/* The latest name that the TID had. */
static const char *
gs_export_thread_get_name (const GsTimeline *timeline, guint machine, gint32 tid)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);

  for (guint i = owner->threads->len; i > 0; i--)
    if (g_array_index (owner->threads, GsThreadRow, i - 1).thread->tid == tid)
      return gs_machine_get_thread_name (owner->machine, i - 1);
  return "";
}

/**
 * gs_export_thread_dup_title:
 *
 * Returns: (transfer full): for a person: whose time it is, from when and how long
 */
char *
gs_export_thread_dup_title (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span)
{
  g_autofree char *name = g_utf8_make_valid (gs_export_thread_get_name (timeline, machine, tid), -1);
  g_autofree char *owner = g_utf8_make_valid (gs_timeline_get_machine (timeline, machine)->name, -1);
  g_autofree char *begin = gs_time_text_dup_seconds (span.begin - timeline->span.begin, 0);
  g_autofree char *duration = gs_time_text_dup_duration (gs_span_duration (span), 0);

  return g_strdup_printf ("%s: %s:%d, %s, %s", owner, name, tid, begin, duration);
}

/* Begins one object and says in it whose it is; gs_export_thread_end() ends it. */
void
gs_export_thread_begin (JsonBuilder *json, const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span)
{
  json_builder_begin_object (json);
  gs_json_add_string (json, "machine", gs_timeline_get_machine (timeline, machine)->name);
  gs_json_add_int (json, "tid", tid);
  gs_json_add_string (json, "comm", gs_export_thread_get_name (timeline, machine, tid));
  gs_json_add_int (json, "from_ns", span.begin);
  gs_json_add_int (json, "to_ns", span.end);
}

/**
 * gs_export_thread_end:
 *
 * Returns: (transfer full): the object as text
 */
char *
gs_export_thread_end (JsonBuilder *json)
{
  json_builder_end_object (json);
  return gs_json_dup_text (json);
}
