/* gs-export-thread.c: what is printed about one thread begins with who it is, and from when to when
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-thread.h"

#include <json-glib/json-glib.h>

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

void
gs_export_thread_add_int (JsonBuilder *json, const char *member, gint64 value)
{
  json_builder_set_member_name (json, member);
  json_builder_add_int_value (json, value);
}

/* Names from a trace may hold any bytes. */
void
gs_export_thread_add_string (JsonBuilder *json, const char *member, const char *value)
{
  g_autofree char *valid = g_utf8_make_valid (value != NULL ? value : "", -1);

  json_builder_set_member_name (json, member);
  json_builder_add_string_value (json, valid);
}

/* Begins one object and says in it whose it is; gs_export_thread_end() ends it. */
void
gs_export_thread_begin (JsonBuilder *json, const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span)
{
  json_builder_begin_object (json);
  gs_export_thread_add_string (json, "machine", gs_timeline_get_machine (timeline, machine)->name);
  gs_export_thread_add_int (json, "tid", tid);
  gs_export_thread_add_string (json, "comm", gs_export_thread_get_name (timeline, machine, tid));
  gs_export_thread_add_int (json, "from_ns", span.begin);
  gs_export_thread_add_int (json, "to_ns", span.end);
}

/**
 * gs_export_thread_end:
 *
 * Returns: (transfer full): the object as text
 */
char *
gs_export_thread_end (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
