/* scenario-why.c: lines of a scenario that say where a thread's time went
 * SPDX-License-Identifier: MIT
 */
#include "why/scenario-why.h"

#include <stdlib.h>

#include "why/gs-explain.h"
#include "why/gs-path.h"
#include "why/gs-theft-list.h"
#include "why/gs-wake-list.h"

static const char *const part_names[GS_N_WAIT_PARTS] = {
  [GS_WAIT_GUEST_QUEUE] = "guest queue", [GS_WAIT_GUEST_IDLE] = "guest idle", [GS_WAIT_ASLEEP] = "asleep",
  [GS_WAIT_HOST_QUEUE] = "host queue",   [GS_WAIT_HYPERVISOR] = "hypervisor", [GS_WAIT_UNKNOWN] = "unknown",
};

static void
append_usec (GString *text, gint64 ns)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT, ns / 1000);
  if (ns % 1000 != 0)
    g_string_append_printf (text, ".%03d", (int) (ns % 1000));
}

static void
append_time (GString *text, const char *before, gint64 time)
{
  g_string_append (text, before);
  if (time != GS_TIME_NONE)
    append_usec (text, time);
  else
    g_string_append (text, "?");
}

static void
append_wake_up (GString *text, GsTimeline *timeline, const GsWakeLatency *latency)
{
  g_autofree char *waker = gs_wake_latency_dup_waker (latency, timeline);
  g_autofree char *cause = gs_wake_latency_dup_cause (latency, timeline);
  const char *separator = " (";

  append_time (text, text->len > 0 ? " | " : "", latency->woken);
  append_time (text, "-", latency->switched_in);
  append_time (text, "-", latency->running);
  if (*waker != '\0')
    g_string_append_printf (text, " by %s", waker);
  for (guint part = 0; part < GS_N_WAIT_PARTS; part++)
    if (latency->ns[part] != 0)
      {
        append_time (text, separator, latency->ns[part]);
        g_string_append_printf (text, " %s", part_names[part]);
        separator = ", ";
      }
  if (*cause != '\0')
    g_string_append_printf (text, "; %s", cause);
  if (*separator == ',')
    g_string_append (text, ")");
}

static char *
wake_ups_to_text (GsTimeline *timeline, guint wanted_machine, gint32 tid)
{
  g_autoptr (GsWakeList) list = gs_wake_list_new (timeline, timeline->span, NULL);
  g_auto (GsWakeMeter) meter = { 0 };
  GString *text = g_string_new (NULL);

  gs_wake_meter_init (&meter, timeline, wanted_machine);
  for (guint i = 0; i < list->refs->len; i++)
    {
      const GsWakeRef *ref = &g_array_index (list->refs, GsWakeRef, i);
      GsWakeLatency latency;
      guint32 thread;
      guint machine;

      gs_wake_list_find_thread (list, ref, &machine, &thread);
      if (machine != wanted_machine
          || gs_machine_get_thread (gs_timeline_get_machine (timeline, machine)->machine, thread)->tid != tid)
        continue;
      gs_wake_meter_measure (&meter, thread, ref->number, &latency);
      append_wake_up (text, timeline, &latency);
    }
  return g_string_free (text, FALSE);
}

static void
append_node (GString *text, const GsWhyNode *node, gboolean is_top)
{
  g_autofree char *what = gs_explain_dup_text (node);

  g_string_append_printf (text, "%s ", is_top ? gs_why_kind_get_name (node->key.kind) : what);
  append_usec (text, node->ns);
  for (guint i = 0; node->parts != NULL && i < node->parts->len; i++)
    {
      g_string_append (text, i == 0 ? " (" : ", ");
      append_node (text, g_ptr_array_index (node->parts, i), FALSE);
    }
  if (node->parts != NULL && node->parts->len > 0)
    g_string_append_c (text, ')');
}

static char *
explanation_to_text (const GsWhyNode *root)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < root->parts->len; i++)
    {
      if (i > 0)
        g_string_append (text, ", ");
      append_node (text, g_ptr_array_index (root->parts, i), TRUE);
    }
  return g_string_free (text, FALSE);
}

/* "FROM-TO", in µs */
static GsSpan
parse_span (const char *text)
{
  g_auto (GStrv) times = g_strsplit (text, "-", 2);

  return (GsSpan){ atoi (times[0]) * GS_USEC, atoi (times[1]) * GS_USEC };
}

static char *
explain (GsTimeline *timeline, guint machine, char **words)
{
  GsSpan span = parse_span (words[3]);
  g_autoptr (GsWhyNode) root = NULL;
  guint index = 0;

  if (g_str_equal (words[0], "explain"))
    root = gs_explain_tid (timeline, machine, atoi (words[2]), span);
  else if (gs_timeline_find_vcpu (gs_timeline_get_machine (timeline, machine), atoi (words[2]), &index))
    root = gs_explain_vcpu (timeline, machine, index, span);
  return explanation_to_text (root);
}

static void
append_step (GString *text, GsTimeline *timeline, const GsStep *step)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, step->machine);

  append_time (text, text->len > 0 ? ", " : "", step->span.begin);
  append_time (text, "-", step->span.end);
  g_string_append_printf (text, " %s %s:%d", gs_step_kind_get_name (step->kind), machine->name,
                          gs_machine_get_thread (machine->machine, step->thread)->tid);
  if (*step->cause != '\0')
    g_string_append_printf (text, " (%s)", step->cause);
}

/* Of the TID's first life; checks that the steps leave no gap. */
static char *
path_to_text (GsTimeline *timeline, guint machine, gint32 tid, GsSpan span)
{
  const GsMachine *owner = gs_timeline_get_machine (timeline, machine)->machine;
  GString *text = g_string_new (NULL);
  g_autoptr (GArray) steps = NULL;
  gint64 time = span.begin;
  guint thread = 0;

  while (gs_machine_get_thread (owner, thread)->tid != tid)
    thread++;
  steps = gs_path_find (timeline, machine, thread, span);
  for (guint i = 0; i < steps->len; i++)
    {
      const GsStep *step = &g_array_index (steps, GsStep, i);

      g_assert_cmpint (step->span.begin, ==, time);
      time = step->span.end;
      append_step (text, timeline, step);
    }
  g_assert_cmpint (time, ==, span.end);
  return g_string_free (text, FALSE);
}

/* Thefts that hit lock holders, and how many vCPUs waited for each. */
static char *
lock_holders_to_text (GsTimeline *timeline, guint machine, guint vcpu)
{
  g_autoptr (GArray) thefts = gs_theft_list_new (timeline, timeline->span, NULL);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < thefts->len; i++)
    {
      const GsVcpuTheft *theft = &g_array_index (thefts, GsVcpuTheft, i);

      if (theft->victim != machine || theft->vcpu != vcpu || !gs_vcpu_theft_hit_lock_holder (theft))
        continue;
      append_time (text, text->len > 0 ? ", " : "", theft->span.begin);
      append_time (text, "-", theft->span.end);
      g_string_append_printf (text, " %u wait", theft->n_spinning);
    }
  return g_string_free (text, FALSE);
}

/* @line: one of those above; @machine: the one that it names */
void
scenario_why_check (GsTimeline *timeline, guint machine, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
  g_auto (GStrv) words = g_strsplit (parts[0], " ", -1);
  g_autofree char *text = NULL;

  if (g_str_equal (words[0], "wakeups"))
    text = wake_ups_to_text (timeline, machine, atoi (words[2]));
  else if (g_str_equal (words[0], "path"))
    text = path_to_text (timeline, machine, atoi (words[2]), parse_span (words[3]));
  else if (g_str_equal (words[0], "lock-holders"))
    text = lock_holders_to_text (timeline, machine, atoi (words[2]));
  else
    text = explain (timeline, machine, words);
  g_assert_cmpstr (text, ==, parts[1]);
}
