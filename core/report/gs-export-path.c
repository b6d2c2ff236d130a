/* gs-export-path.c: a critical path, as text and as JSON
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-path.h"

#include <json-glib/json-glib.h>

#include "base/gs-time-text.h"
#include "report/gs-export-thread.h"
#include "why/gs-path.h"

#define DURATION_COLUMNS 9
#define KIND_COLUMNS 8
#define THREAD_COLUMNS 28

/* Returns: (transfer none): what the step's thread was called when it began */
static const char *
gs_export_path_get_comm (const GsTimeline *timeline, const GsStep *step)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, step->machine);
  const GsThread *thread = gs_machine_get_thread (machine->machine, step->thread);

  return gs_names_get (machine->machine->names,
                       gs_thread_get_name_at (thread, gs_clock_from_reference (&machine->clock, step->span.begin)));
}

static gint32
gs_export_path_get_tid (const GsTimeline *timeline, const GsStep *step)
{
  return gs_machine_get_thread (gs_timeline_get_machine (timeline, step->machine)->machine, step->thread)->tid;
}

static void
gs_export_path_append (GString *text, const GsTimeline *timeline, const GsStep *step)
{
  g_autofree char *begin = gs_time_text_dup_seconds (step->span.begin - timeline->span.begin, 0);
  g_autofree char *ns = gs_time_text_dup_duration (gs_span_duration (step->span), 0);
  g_autofree char *comm = g_utf8_make_valid (gs_export_path_get_comm (timeline, step), -1);
  g_autofree char *cause = g_utf8_make_valid (step->cause, -1);
  g_autofree char *who = g_strdup_printf ("%s: %s:%d", gs_timeline_get_machine (timeline, step->machine)->name, comm,
                                          gs_export_path_get_tid (timeline, step));

  g_string_append_printf (text, "%s  %*s%s  %-*s  %s", begin, (int) MAX (DURATION_COLUMNS - g_utf8_strlen (ns, -1), 0),
                          "", ns, KIND_COLUMNS, gs_step_kind_get_name (step->kind), who);
  if (*cause != '\0')
    g_string_append_printf (text, "%*s  %s", (int) MAX (THREAD_COLUMNS - g_utf8_strlen (who, -1), 0), "", cause);
  g_string_append_c (text, '\n');
}

/**
 * gs_export_path_dup_text:
 * @steps: (element-type GsStep): see gs_path_find()
 *
 * Returns: (transfer full): a line a step: when it began, how long it took, whose it is, and what had it
 */
char *
gs_export_path_dup_text (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GArray *steps)
{
  g_autofree char *head = gs_export_thread_dup_title (timeline, machine, tid, span);
  GString *text = g_string_new (head);

  g_string_append_c (text, '\n');
  for (guint i = 0; i < steps->len; i++)
    gs_export_path_append (text, timeline, &g_array_index (steps, GsStep, i));
  return g_string_free (text, FALSE);
}

/**
 * gs_export_path_dup_json:
 * @steps: (element-type GsStep): see gs_path_find()
 *
 * Returns: (transfer full): one object
 */
char *
gs_export_path_dup_json (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span, const GArray *steps)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  gs_export_thread_begin (json, timeline, machine, tid, span);
  json_builder_set_member_name (json, "steps");
  json_builder_begin_array (json);
  for (guint i = 0; i < steps->len; i++)
    {
      const GsStep *step = &g_array_index (steps, GsStep, i);

      json_builder_begin_object (json);
      gs_json_add_int (json, "start_ns", step->span.begin);
      gs_json_add_int (json, "end_ns", step->span.end);
      gs_json_add_string (json, "machine", gs_timeline_get_machine (timeline, step->machine)->name);
      gs_json_add_int (json, "tid", gs_export_path_get_tid (timeline, step));
      gs_json_add_string (json, "comm", gs_export_path_get_comm (timeline, step));
      gs_json_add_string (json, "kind", gs_step_kind_get_name (step->kind));
      gs_json_add_string (json, "cause", step->cause);
      json_builder_end_object (json);
    }
  json_builder_end_array (json);
  return gs_export_thread_end (json);
}
