/* gs-export-summary.c: a timeline in numbers, as JSON
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-export-summary.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "base/gs-json.h"
#include "base/gs-parallel.h"
#include "event/gs-event.h"
#include "find/gs-trace-archive.h"
#include "report/gs-theft-sum.h"
#include "timeline/gs-composer-rows.h"
#include "timeline/gs-exit-reason.h"

#define THREADS_PER_PART 64

/* How the generator indents. Threads are objects in an array of an object in an array of an object, and what is
 * generated for some of them is an array, too: that many levels less. */
#define INDENT 2
#define MORE_LEVELS 3

/* A machine's threads take twenty nodes each, so each part of them becomes text as soon as it is made, and its nodes go.
 * This stands where they belong. Nothing else looks like it: the other elements of such arrays are objects. */
#define STAND_IN "@"
#define BEFORE_STAND_IN "\"threads\" : [\n"

typedef struct
{
  const GsTimeline *timeline;
  GsSpan span;
  JsonBuilder *json;
  GsTheftSum *thefts; /* of the machines that were added */
  GPtrArray *threads; /* of GString: of each machine that has any, their texts */
} GsSummary;

static void
gs_summary_add_clock (JsonBuilder *json, const GsClock *clock)
{
  json_builder_set_member_name (json, "clock");
  json_builder_begin_object (json);
  gs_json_add_string (json, "method", gs_clock_method_get_name (clock->method));
  gs_json_add_int (json, "origin_ns", clock->origin);
  gs_json_add_int (json, "offset_ns", clock->offset);
  json_builder_set_member_name (json, "drift");
  json_builder_add_double_value (json, clock->drift);
  json_builder_set_member_name (json, "accuracy_ns");
  if (clock->accuracy >= 0)
    json_builder_add_int_value (json, clock->accuracy);
  else
    json_builder_add_null_value (json);
  gs_json_add_int (json, "matched", clock->n_matched);
  gs_json_add_int (json, "rejected", clock->n_rejected);
  json_builder_end_object (json);
}

static void
gs_summary_add_trace (GsSummary *self, const GsTimelineMachine *machine)
{
  const GsTrace *trace = machine->machine->trace;
  GsSpan span = machine->machine->span;
  g_autofree char *in_archive = trace != NULL ? gs_trace_archive_dup_lasting (trace->path) : NULL;
  g_auto (GStrv) parts = trace != NULL ? gs_trace_archive_dup_lasting_all ((const char *const *) trace->parts) : NULL;

  json_builder_begin_object (self->json);
  gs_json_add_string (self->json, "name", machine->name);
  gs_json_add_string (self->json, "path", in_archive != NULL || trace == NULL ? in_archive : trace->path);
  gs_json_add_string (self->json, "hostname", trace != NULL ? trace->hostname : NULL);
  gs_json_add_string (self->json, "role", gs_role_get_name (machine->role));
  gs_json_add_int (self->json, "events", machine->machine->n_events);
  gs_json_add_int (self->json, "lost_events", machine->machine->n_lost);
  gs_json_add_int (self->json, "lost_packets", machine->machine->n_lost_packets);
  gs_json_add_int (self->json, "start_ns", gs_clock_to_reference (&machine->clock, span.begin));
  gs_json_add_int (self->json, "end_ns", gs_clock_to_reference (&machine->clock, span.end));
  gs_json_add_int (self->json, "cpus", machine->machine->cpus->len);
  gs_json_add_string (self->json, "reader", trace != NULL ? trace->reader : NULL);
  gs_json_add_strings (self->json, "parts", (const char *const *) parts);
  gs_summary_add_clock (self->json, &machine->clock);
  json_builder_end_object (self->json);
}

static gboolean
gs_summary_is_whole (GsSummary *self)
{
  return self->span.begin <= self->timeline->span.begin && self->timeline->span.end <= self->span.end;
}

/* Whether the vCPU was in guest code before interval @i of its own host's; hosts further out don't count. */
static gboolean
gs_summary_follows_guest (const GsTrack *host_view, gsize i)
{
  while (i > 1 && gs_aux_get_level (gs_track_get (host_view, i - 1).value.aux) > 0)
    i--;
  return i > 0 && gs_track_get (host_view, i - 1).value.state == GS_HOST_VIEW_GUEST;
}

/* Exits within the span, where it is only a part: each is a step from guest to hypervisor. */
static guint64
gs_summary_count_exits (GsSummary *self, const GsVcpuRow *row, guint32 reason)
{
  const GsTrack *host_view = gs_lazy_track_get (row->host_view);
  guint64 n = 0;
  gsize i, end = gs_track_get_n_intervals (host_view);

  if (!gs_track_find (host_view, MAX (self->span.begin, gs_track_get_span (host_view).begin), &i))
    return 0;
  for (i = MAX (i, 1); i < end; i++)
    {
      GsInterval interval = gs_track_get (host_view, i);

      if (interval.span.begin >= self->span.end)
        break;
      if (interval.span.begin >= self->span.begin && interval.value.state == GS_HOST_VIEW_HYPERVISOR
          && interval.value.arg == reason && gs_aux_get_level (interval.value.aux) == 0
          && gs_summary_follows_guest (host_view, i))
        n++;
    }
  return n;
}

static void
gs_summary_add_exits (GsSummary *self, const GsVcpuRow *row)
{
  json_builder_set_member_name (self->json, "exits");
  json_builder_begin_object (self->json);
  for (guint i = 0; row->exits != NULL && i < row->exits->len; i++)
    {
      const GsExitCount *exit = &g_array_index (row->exits, GsExitCount, i);
      g_autofree char *name = gs_exit_reason_dup_name (exit->isa, exit->reason);
      guint64 n = gs_summary_is_whole (self) ? exit->count : gs_summary_count_exits (self, row, exit->reason);

      if (n > 0)
        gs_json_add_int (self->json, name, n);
    }
  json_builder_end_object (self->json);
}

static void
gs_summary_add_vcpu (GsSummary *self, const GsVcpuRow *row)
{
  gint64 ns[GS_MAX_STATES] = { 0 };

  gs_track_sum (gs_lazy_track_get (row->track), self->span, ns);
  json_builder_begin_object (self->json);
  gs_json_add_int (self->json, "id", row->id);
  json_builder_set_member_name (self->json, "host_tid");
  if (row->host_tid != GS_NO_TID)
    json_builder_add_int_value (self->json, row->host_tid);
  else
    json_builder_add_null_value (self->json);
  json_builder_set_member_name (self->json, "totals_ns");
  json_builder_begin_object (self->json);
  for (guint state = 0; state < GS_N_VCPU_STATES; state++)
    gs_json_add_int (self->json, gs_vcpu_state_get_name (state), ns[state]);
  json_builder_end_object (self->json);
  gs_summary_add_exits (self, row);
  json_builder_end_object (self->json);
}

static void
gs_summary_add_thread (JsonBuilder *json, const GsTimelineMachine *machine, guint index, GsSpan span)
{
  const GsThreadRow *row = &g_array_index (machine->threads, GsThreadRow, index);
  gint64 ns[GS_MAX_STATES] = { 0 };
  gint64 states[GS_N_THREAD_STATES] = { 0 };
  gint64 overlays[GS_N_OVERLAYS] = { 0 };

  gs_composer_sum_thread (machine, index, span, ns);
  for (guint veiled = 0; veiled < GS_N_VEILED_STATES; veiled++)
    {
      states[gs_thread_state_base (veiled)] += ns[veiled];
      overlays[gs_thread_state_overlay (veiled)] += ns[veiled];
    }

  json_builder_begin_object (json);
  gs_json_add_int (json, "tid", row->thread->tid);
  json_builder_set_member_name (json, "pid");
  if (row->thread->pid != GS_NO_TID)
    json_builder_add_int_value (json, row->thread->pid);
  else
    json_builder_add_null_value (json);
  gs_json_add_string (json, "comm", gs_machine_get_thread_name (machine->machine, index));
  json_builder_set_member_name (json, "totals_ns");
  json_builder_begin_object (json);
  for (guint state = 0; state < GS_N_THREAD_STATES; state++)
    gs_json_add_int (json, gs_thread_state_get_name (state), states[state]);
  json_builder_end_object (json);
  json_builder_set_member_name (json, "overlay_ns");
  json_builder_begin_object (json);
  for (guint overlay = GS_OVERLAY_NONE + 1; overlay < GS_N_OVERLAYS; overlay++)
    gs_json_add_int (json, gs_overlay_get_name (overlay), overlays[overlay]);
  json_builder_end_object (json);
  json_builder_end_object (json);
}

/* A machine's threads, some of which are nobody's row, in parts of some. */
typedef struct
{
  const GsTimelineMachine *machine;
  GsSpan span;
  GString **parts; /* one more than of threads */
  GsTheftSum *thefts;
  guint victim; /* the machine's index: who took its CPUs is counted meanwhile */
} GsSummaryThreads;

/* An array's elements, as they are written further in. Returns: (transfer full): their text, without the last line's end;
 * empty where there are none */
static GString *
gs_summary_indent_elements (JsonNode *array)
{
  g_autofree char *text = json_to_string (array, TRUE);
  GString *lines = g_string_new (NULL);
  const char *last = strrchr (text, '\n'), *end;

  if (last == NULL)
    return lines;
  for (const char *line = strchr (text, '\n') + 1; line < last; line = end + 1)
    {
      end = strchr (line, '\n');
      g_string_append_printf (lines, "%*s", MORE_LEVELS * INDENT, "");
      g_string_append_len (lines, line, end + 1 - line);
    }
  g_string_truncate (lines, lines->len - 1);
  return lines;
}

/* @part: of the threads, from 1 on; before these: what was taken from the machine */
static void
gs_summary_make_part (guint part, gpointer user_data)
{
  const GsSummaryThreads *self = user_data;
  GArray *threads = self->machine->threads;
  g_autoptr (JsonBuilder) json = NULL;
  g_autoptr (JsonNode) root = NULL;

  if (part == 0)
    {
      gs_theft_sum_add_victim (self->thefts, self->victim);
      return;
    }
  json = json_builder_new ();
  json_builder_begin_array (json);
  for (guint i = (part - 1) * THREADS_PER_PART; i < MIN (part * THREADS_PER_PART, threads->len); i++)
    if (g_array_index (threads, GsThreadRow, i).track != NULL)
      gs_summary_add_thread (json, self->machine, i, self->span);
  json_builder_end_array (json);
  root = json_builder_get_root (json);
  self->parts[part] = gs_summary_indent_elements (root);
}

static void
gs_summary_add_threads (GsSummary *self, const GsTimelineMachine *machine, guint index)
{
  guint n_parts = (machine->threads->len + THREADS_PER_PART - 1) / THREADS_PER_PART;
  g_autofree GString **parts = g_new0 (GString *, n_parts + 1);
  GsSummaryThreads threads = { machine, self->span, parts, self->thefts, index };
  GString *all = g_string_new (NULL);

  gs_parallel_for (n_parts + 1, gs_summary_make_part, &threads);
  for (guint i = 1; i <= n_parts; i++)
    {
      if (all->len > 0 && parts[i]->len > 0)
        g_string_append (all, ",\n");
      g_string_append_len (all, parts[i]->str, parts[i]->len);
      g_string_free (parts[i], TRUE);
    }
  if (all->len > 0)
    {
      json_builder_add_string_value (self->json, STAND_IN);
      g_ptr_array_add (self->threads, all);
    }
  else
    g_string_free (all, TRUE);
}

static void
gs_summary_add_rows (GsSummary *self, const GsTimelineMachine *machine, guint index)
{
  json_builder_set_member_name (self->json, "vcpus");
  json_builder_begin_array (self->json);
  for (guint i = 0; i < machine->vcpus->len; i++)
    gs_summary_add_vcpu (self, &g_array_index (machine->vcpus, GsVcpuRow, i));
  json_builder_end_array (self->json);

  json_builder_set_member_name (self->json, "threads");
  json_builder_begin_array (self->json);
  if (machine->machine != NULL)
    gs_summary_add_threads (self, machine, index);
  else
    gs_theft_sum_add_victim (self->thefts, index);
  json_builder_end_array (self->json);
}

static void
gs_summary_add_machine (GsSummary *self, guint index)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, index);
  const char *host = NULL;

  if (machine->host != GS_NO_INDEX)
    host = gs_timeline_get_machine (self->timeline, machine->host)->name;

  json_builder_begin_object (self->json);
  gs_json_add_string (self->json, "name", machine->name);
  gs_json_add_string (self->json, "role", gs_role_get_name (machine->role));
  gs_json_add_string (self->json, "host", host);
  gs_json_add_string (self->json, "hypervisor", host != NULL ? "QEMU/KVM" : NULL);
  json_builder_set_member_name (self->json, "pid");
  if (machine->pid != GS_NO_TID)
    json_builder_add_int_value (self->json, machine->pid);
  else
    json_builder_add_null_value (self->json);
  gs_json_add_string (self->json, "matched_by",
                      machine->matched_by != GS_MATCH_NONE ? gs_match_get_name (machine->matched_by) : NULL);
  gs_summary_add_rows (self, machine, index);
  json_builder_end_object (self->json);
}

static void
gs_summary_add_experiment (GsSummary *self, const char *name)
{
  GsSpan span = gs_span_intersect (self->timeline->span, self->span);

  json_builder_set_member_name (self->json, "experiment");
  json_builder_begin_object (self->json);
  gs_json_add_string (self->json, "name", name);
  gs_json_add_int (self->json, "start_ns", span.begin);
  gs_json_add_int (self->json, "end_ns", span.end);
  gs_json_add_int (self->json, "events", self->timeline->n_events);
  gs_json_add_int (self->json, "lost_events", self->timeline->n_lost);
  gs_json_add_int (self->json, "lost_packets", self->timeline->n_lost_packets);
  json_builder_end_object (self->json);
}

static void
gs_summary_add_thefts (GsSummary *self)
{
  g_autoptr (GArray) thefts = gs_theft_sum_list (self->thefts);

  json_builder_set_member_name (self->json, "thefts");
  json_builder_begin_array (self->json);
  for (guint i = 0; i < thefts->len; i++)
    {
      const GsMachineTheft *theft = &g_array_index (thefts, GsMachineTheft, i);
      const GsTimelineMachine *thief = gs_timeline_get_machine (self->timeline, theft->thief);

      json_builder_begin_object (self->json);
      gs_json_add_string (self->json, "thief", thief != NULL ? thief->name : "");
      gs_json_add_string (self->json, "victim", gs_timeline_get_machine (self->timeline, theft->victim)->name);
      gs_json_add_int (self->json, "ns", theft->ns);
      gs_json_add_int (self->json, "count", (gint64) theft->count);
      gs_json_add_int (self->json, "longest_ns", theft->longest_ns);
      json_builder_end_object (self->json);
    }
  json_builder_end_array (self->json);
}

static void
gs_summary_add_lists (GsSummary *self)
{
  g_autoptr (GPtrArray) warnings = gs_timeline_dup_warnings (self->timeline);
  GPtrArray *machines = self->timeline->machines;

  json_builder_set_member_name (self->json, "traces");
  json_builder_begin_array (self->json);
  for (guint i = 0; i < machines->len; i++)
    if (gs_timeline_get_machine (self->timeline, i)->machine != NULL)
      gs_summary_add_trace (self, gs_timeline_get_machine (self->timeline, i));
  json_builder_end_array (self->json);

  json_builder_set_member_name (self->json, "machines");
  json_builder_begin_array (self->json);
  for (guint i = 0; i < machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, i);

      gs_composer_make_vcpus (machine);
      gs_summary_add_machine (self, i);
      gs_composer_leave (self->timeline, machine);
    }
  json_builder_end_array (self->json);

  gs_summary_add_thefts (self);
  json_builder_set_member_name (self->json, "warnings");
  json_builder_begin_array (self->json);
  for (guint i = 0; i < warnings->len; i++)
    json_builder_add_string_value (self->json, g_ptr_array_index (warnings, i));
  json_builder_end_array (self->json);
}

/* @text: what was built, with something in the threads' places. Returns: (transfer full): with them */
static char *
gs_summary_put_threads (const GsSummary *self, const char *text)
{
  gsize before = strlen (BEFORE_STAND_IN);
  GString *whole = g_string_new (NULL);

  for (guint i = 0; i < self->threads->len; i++)
    {
      const GString *threads = g_ptr_array_index (self->threads, i);
      const char *place = strstr (text, BEFORE_STAND_IN);

      while (place != NULL && place[before + strspn (place + before, " ") + 1] != STAND_IN[0])
        place = strstr (place + before, BEFORE_STAND_IN);
      g_return_val_if_fail (place != NULL, g_string_free (whole, FALSE));
      g_string_append_len (whole, text, place + before - text);
      g_string_append_len (whole, threads->str, threads->len);
      text = strchr (place + before, '\n');
    }
  g_string_append (whole, text);
  return g_string_free (whole, FALSE);
}

static void
gs_summary_free_string (gpointer string)
{
  g_string_free (string, TRUE);
}

/**
 * gs_export_summary_dup:
 * @timeline: what to sum up
 * @name: of the experiment
 * @span: only this part of it, ns on the reference clock; numbers of events are always those of all of it
 *
 * Returns: (transfer full): one JSON object, with a line feed at the end
 */
char *
gs_export_summary_dup (const GsTimeline *timeline, const char *name, GsSpan span)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (GsTheftSum) thefts = gs_theft_sum_new (timeline, span);
  g_autoptr (GPtrArray) threads = g_ptr_array_new_with_free_func (gs_summary_free_string);
  g_autofree char *text = NULL;
  GsSummary self = { timeline, span, json, thefts, threads };

  json_builder_begin_object (json);
  gs_summary_add_experiment (&self, name);
  gs_summary_add_lists (&self);
  json_builder_end_object (json);

  text = gs_json_dup_text (json);
  return gs_summary_put_threads (&self, text);
}
