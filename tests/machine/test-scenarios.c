/* test-scenarios.c: each file in scenarios/ says events and the rows they make
 * SPDX-License-Identifier: MIT
 *
 * A section a machine, with events as gs-text-source.h reads them, and:
 *   kernel 4.4.0      its kernel release
 *   role host|guest   as a user would set it
 *   pid N             the QEMU process, as a user would say it
 *   offset NS         its clock against the reference (0 where not said)
 *   drift X
 *   accuracy NS       how well that is known, as if by messages (exactly, where not said)
 *   end TIME          where its rows end (one past the last event where not said)
 * Then [expect], with a line a row: "vcpu|thread|cpu MACHINE N: STATE BEGIN-END, …"
 * in µs, or "warning TEXT" for a part of a warning, "first on CPU N TIME: TEXT" for where that warning leads,
 * "no warning TEXT", "model
 * MACHINE TEXT" for who is who, "process|name MACHINE TID: TEXT" for a thread,
 * "thieves MACHINE N at TIME: NAME SHARE, …" for who had a preempted vCPU's CPU. Causes, CPUs and wakers are compared where the line has any. Where events were
 * lost a state is "lost", or has a "?" where another machine knows it; "not-recorded" and "offline" are such states, too.
 */
#include <glib.h>
#include <string.h>

#include "event/gs-event.h"
#include "machine/gs-machine-builder.h"
#include "read/gs-text-source.h"
#include "timeline/gs-composer.h"
#include "timeline/gs-thieves.h"
#include "timeline/gs-vcpu-cause.h"
#include "timeline/gs-vcpu-stretch.h"
#include "timeline/gs-waker.h"
#include "why/scenario-why.h"

#define BATCH 7 /* odd, so that batches end anywhere */

typedef struct
{
  GPtrArray *machines;
  GsExperiment *experiment;
  GPtrArray *expected; /* of lines */
} Scenario;

static const char *scenario_dir;

static GsTrace *
new_trace (const char *name, const char *kernel)
{
  GsTrace *trace = g_new0 (GsTrace, 1);

  g_atomic_ref_count_init (&trace->ref_count);
  trace->name = g_strdup (name);
  trace->path = g_strdup (name);
  trace->hostname = g_strdup (name);
  trace->kernel_release = g_strdup (kernel);
  trace->kinds = GS_KIND (SCHED_SWITCH);
  trace->usable = TRUE;
  return trace;
}

/* Takes the scenario's own words out of a section's text; what is left are events. */
typedef struct
{
  char *name;
  char *kernel;
  GsRole role;
  int pid;
  gint64 offset;
  double drift;
  gint64 accuracy;
  gint64 end;
  gint64 unit;
  GString *events;
} Section;

static gboolean
take_word (Section *section, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 2);

  if (words[0] == NULL || words[1] == NULL)
    return FALSE;
  g_strstrip (words[1]);
  if (g_str_equal (words[0], "unit"))
    section->unit = g_str_equal (words[1], "us") ? 1000 : 1;
  if (g_str_equal (words[0], "kernel"))
    section->kernel = g_strdup (words[1]);
  else if (g_str_equal (words[0], "role"))
    g_assert_true (gs_role_from_name (words[1], &section->role));
  else if (g_str_equal (words[0], "pid"))
    section->pid = atoi (words[1]);
  else if (g_str_equal (words[0], "offset"))
    section->offset = g_ascii_strtoll (words[1], NULL, 10);
  else if (g_str_equal (words[0], "drift"))
    section->drift = g_ascii_strtod (words[1], NULL);
  else if (g_str_equal (words[0], "accuracy"))
    section->accuracy = g_ascii_strtoll (words[1], NULL, 10);
  else if (g_str_equal (words[0], "end"))
    section->end = g_ascii_strtoll (words[1], NULL, 10) * section->unit;
  else
    return FALSE;
  return TRUE;
}

static GsMachine *
build_machine (const Section *section)
{
  g_autoptr (GsTrace) trace = new_trace (section->name, section->kernel);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsEventSource) source = gs_text_source_new (section->events->str, names, &error);
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (trace, names);
  GsEvent events[BATCH];
  gint64 last = 0;
  gssize n;

  g_assert_no_error (error);
  while ((n = gs_event_source_next (source, events, BATCH, &error)) > 0)
    {
      gs_machine_builder_feed (builder, events, n);
      gs_machine_unref (gs_machine_builder_snapshot (builder));
      last = events[n - 1].time;
    }
  return gs_machine_builder_finish (builder, section->end != 0 ? section->end : last + 1);
}

static void
add_machine (Scenario *scenario, const Section *section)
{
  GsExperimentTrace *trace = g_new0 (GsExperimentTrace, 1);
  GsMachine *machine = build_machine (section);

  trace->trace = gs_trace_ref (machine->trace);
  trace->path = g_strdup (section->name);
  trace->name = g_strdup (section->name);
  trace->role = section->role;
  trace->pid = section->pid;
  trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  trace->clock = (GsClock){
    .method = GS_CLOCK_MANUAL, .offset = section->offset, .drift = section->drift, .accuracy = section->accuracy
  };
  g_ptr_array_add (scenario->experiment->traces, trace);
  g_ptr_array_add (scenario->machines, machine);
}

static void
end_section (Scenario *scenario, Section *section)
{
  if (section->name != NULL && !g_str_equal (section->name, "expect"))
    add_machine (scenario, section);
  g_clear_pointer (&section->name, g_free);
  g_clear_pointer (&section->kernel, g_free);
  if (section->events != NULL)
    g_string_free (section->events, TRUE);
  section->events = NULL;
}

static void
begin_section (Section *section, const char *line)
{
  *section = (Section){
    .name = g_strndup (line + 1, strcspn (line + 1, "]")),
    .pid = -1,
    .unit = 1,
    .events = g_string_new (NULL),
  };
}

static void
experiment_trace_free (gpointer data)
{
  GsExperimentTrace *trace = data;

  g_clear_pointer (&trace->trace, gs_trace_unref);
  g_free (trace->path);
  g_free (trace->name);
  g_free (trace);
}

static void
scenario_load (Scenario *scenario, const char *path)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  Section section = { 0 };

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  scenario->machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);
  scenario->expected = g_ptr_array_new_with_free_func (g_free);
  scenario->experiment = g_new0 (GsExperiment, 1);
  scenario->experiment->sync = TRUE;
  scenario->experiment->traces = g_ptr_array_new_with_free_func (experiment_trace_free);
  scenario->experiment->warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (lines[i][0] == '[')
        {
          end_section (scenario, &section);
          begin_section (&section, lines[i]);
        }
      else if (lines[i][0] == '\0' || lines[i][0] == '#' || section.name == NULL)
        continue;
      else if (g_str_equal (section.name, "expect"))
        g_ptr_array_add (scenario->expected, g_strdup (lines[i]));
      else if (!take_word (&section, lines[i]) || g_str_has_prefix (lines[i], "unit"))
        g_string_append_printf (section.events, "%s\n", lines[i]);
    }
  end_section (scenario, &section);
}

static void
scenario_clear (Scenario *scenario)
{
  g_ptr_array_unref (scenario->machines);
  g_ptr_array_unref (scenario->expected);
  g_ptr_array_unref (scenario->experiment->traces);
  g_ptr_array_unref (scenario->experiment->warnings);
  g_free (scenario->experiment);
}

static void
append_time (GString *text, gint64 ns)
{
  g_string_append_printf (text, "%" G_GINT64_FORMAT, ns / 1000);
  if (ns % 1000 != 0)
    g_string_append_printf (text, ".%03d", (int) (ns % 1000));
}

static void
append_interval (GString *text, const char *state, GsSpan span)
{
  if (text->len > 0)
    g_string_append (text, ", ");
  g_string_append (text, state);
  g_string_append_c (text, ' ');
  append_time (text, span.begin);
  g_string_append_c (text, '-');
  append_time (text, span.end);
}

/* Where events were lost: "lost", or what is known nonetheless and "?"; "not-recorded" and "offline" alike. */
static char *
mark_lost (char *text, GsTrackValue value)
{
  char *marked;
  const char *why = (value.aux & GS_AUX_OFFLINE) != 0    ? "offline" :
                    (value.aux & GS_AUX_UNRECORDED) != 0 ? "not-recorded" :
                                                           "lost";

  if ((value.aux & GS_AUX_UNKNOWN) == 0)
    return text;
  marked = value.state == 0 ? g_strdup (why) : g_strconcat (text, "?", NULL);
  g_free (text);
  return marked;
}

/* Name, cause, and how many µs of it are QEMU's. */
static char *
vcpu_state_text (GsTimeline *timeline, guint machine, guint index, const GsVcpuStretch *stretch, gboolean is_detailed)
{
  gsize i = stretch->first;
  const GsVcpuRow *row = &g_array_index (gs_timeline_get_machine (timeline, machine)->vcpus, GsVcpuRow, index);
  GsTrackValue value = gs_track_get (gs_lazy_track_get (row->track), i).value;
  g_autofree char *cause = gs_vcpu_cause_dup_name (timeline, machine, index, i);
  const char *name = gs_vcpu_state_get_name (value.state);

  if (!is_detailed || *cause == '\0')
    return mark_lost (g_strdup (name), value);
  if (stretch->userspace > 0)
    return mark_lost (g_strdup_printf ("%s(%s QEMU %d)", name, cause, (int) (stretch->userspace / GS_USEC)), value);
  return mark_lost (g_strdup_printf ("%s(%s)", name, cause), value);
}

/* "(by TID)", "(by CPU N)" where nobody ran there, "(by an interrupt of …)"; " since TIME" where that was earlier */
static void
append_waker (GString *text, const GsTimelineMachine *machine, guint thread, GsTrackValue value)
{
  const char *interrupt;
  GsWaker waker;

  if (!gs_waker_find (machine, thread, value, &waker))
    return;
  interrupt = waker.is_interrupt ? "an interrupt of " : "";
  if (waker.thread == GS_NO_INDEX)
    g_string_append_printf (text, "(by %sCPU %u", interrupt, waker.cpu);
  else
    g_string_append_printf (text, "(by %s%d", interrupt, gs_machine_get_thread (machine->machine, waker.thread)->tid);
  if (waker.woken < waker.queued)
    {
      g_string_append (text, " since ");
      append_time (text, waker.woken);
    }
  g_string_append_c (text, ')');
}

static char *
thread_state_text (const GsTimelineMachine *machine, guint thread, GsTrackValue value, gboolean has_cpu,
                   gboolean has_syscall, gboolean has_waker)
{
  GString *text = g_string_new (gs_thread_state_get_name (gs_thread_state_base (value.state)));
  GsOverlay overlay = gs_thread_state_overlay (value.state);

  gint32 result;

  if (has_waker)
    append_waker (text, machine, thread, value);
  if (has_syscall && value.arg != 0 && gs_thread_state_base (value.state) == GS_THREAD_SYSCALL)
    g_string_append_printf (text, "(%s)", gs_names_get (machine->machine->names, value.arg));
  else if (has_syscall && gs_thread_state_base (value.state) == GS_THREAD_USERMODE
           && gs_syscall_result_unpack (value.arg, &result))
    g_string_append_printf (text, "(%d)", result);
  if (overlay != GS_OVERLAY_NONE)
    g_string_append_printf (text, "+%s", gs_overlay_get_name (overlay));
  if (has_cpu && value.cpu != GS_NO_CPU)
    g_string_append_printf (text, "@%u", value.cpu);
  return mark_lost (g_string_free (text, FALSE), value);
}

static char *
cpu_state_text (GsTimeline *timeline, guint machine, GsTrackValue value, gboolean is_detailed)
{
  const char *name = gs_cpu_state_get_name (value.state);
  const GsOccupant *occupant;
  const GsTimelineMachine *guest;
  g_autofree char *thread = NULL;

  if (!is_detailed || value.arg == GS_NO_INDEX)
    return mark_lost (g_strdup (name), value);
  occupant = &g_array_index (timeline->occupants, GsOccupant, value.arg);
  guest = gs_timeline_get_machine (timeline, occupant->guest);
  thread = gs_timeline_name_thread (timeline, machine, occupant->thread, GS_TIME_NONE);
  if (guest != NULL && occupant->guest_thread != GS_NO_INDEX)
    return g_strdup_printf ("%s(%s/%d)", name, thread,
                            gs_machine_get_thread (guest->machine, occupant->guest_thread)->tid);
  return g_strdup_printf ("%s(%s)", name, thread);
}

static char *
vcpu_to_text (GsTimeline *timeline, guint machine, guint id, gboolean is_detailed)
{
  GArray *rows = gs_timeline_get_machine (timeline, machine)->vcpus;
  GString *text = g_string_new (NULL);

  for (guint index = 0; index < rows->len; index++)
    {
      const GsVcpuRow *row = &g_array_index (rows, GsVcpuRow, index);

      for (gsize i = 0; row->id == id && i < gs_track_get_n_intervals (gs_lazy_track_get (row->track));)
        {
          GsVcpuStretch stretch = gs_vcpu_stretch_find (gs_lazy_track_get (row->track), i);
          g_autofree char *state = vcpu_state_text (timeline, machine, index, &stretch, is_detailed);

          append_interval (text, state, stretch.span);
          i += stretch.n;
        }
    }
  return g_string_free (text, FALSE);
}

/* All lives of a TID, one after the other. */
static char *
thread_to_text (GsTimeline *timeline, guint machine, gint32 tid, gboolean has_cpu, gboolean has_syscall,
                gboolean has_waker)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);
  GString *text = g_string_new (NULL);

  for (guint index = 0; index < owner->threads->len; index++)
    {
      const GsThreadRow *row = &g_array_index (owner->threads, GsThreadRow, index);

      if (row->thread->tid != tid)
        continue;
      if (text->len > 0)
        g_string_append (text, " |");
      for (gsize i = 0; i < gs_track_get_n_intervals (gs_lazy_track_get (row->track)); i++)
        {
          GsInterval interval = gs_track_get (gs_lazy_track_get (row->track), i);
          g_autofree char *state = thread_state_text (owner, index, interval.value, has_cpu, has_syscall, has_waker);

          append_interval (text, state, interval.span);
        }
    }
  return g_string_free (text, FALSE);
}

static char *
cpu_to_text (GsTimeline *timeline, guint machine, guint number, gboolean is_detailed)
{
  GArray *rows = gs_timeline_get_machine (timeline, machine)->cpus;
  GString *text = g_string_new (NULL);

  for (guint index = 0; index < rows->len; index++)
    {
      const GsCpuRow *row = &g_array_index (rows, GsCpuRow, index);

      for (gsize i = 0; row->number == number && i < gs_track_get_n_intervals (gs_lazy_track_get (row->track)); i++)
        {
          GsInterval interval = gs_track_get (gs_lazy_track_get (row->track), i);
          g_autofree char *state = cpu_state_text (timeline, machine, interval.value, is_detailed);

          append_interval (text, state, interval.span);
        }
    }
  return g_string_free (text, FALSE);
}

static guint
find_machine (GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (timeline, i)->name, name))
      return i;
  g_error ("no machine %s", name);
}

/* Machines may have names of several words: KIND MACHINE NUMBER: ROW */
static void
check_row (GsTimeline *timeline, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
  g_auto (GStrv) words = g_strsplit (parts[0], " ", -1);
  guint n_words = g_strv_length (words);
  g_autofree char *number = g_strdup (words[n_words - 1]);
  g_autofree char *name = NULL, *text = NULL;
  gboolean is_detailed = strchr (parts[1], '(') != NULL;
  guint machine;

  g_clear_pointer (&words[n_words - 1], g_free);
  name = g_strjoinv (" ", words + 1);
  machine = find_machine (timeline, name);
  if (g_str_equal (words[0], "vcpu"))
    text = vcpu_to_text (timeline, machine, atoi (number), is_detailed);
  else if (g_str_equal (words[0], "thread"))
    text = thread_to_text (timeline, machine, atoi (number), strchr (parts[1], '@') != NULL, is_detailed,
                           strstr (parts[1], "(by ") != NULL);
  else
    text = cpu_to_text (timeline, machine, atoi (number), is_detailed);
  if (!g_str_equal (text, parts[1]))
    g_test_message ("%s", parts[0]);
  g_assert_cmpstr (text, ==, parts[1]);
}

static void
check_warning (GsTimeline *timeline, const char *part)
{
  for (guint i = 0; i < timeline->warnings->len; i++)
    if (strstr (g_ptr_array_index (timeline->warnings, i), part) != NULL)
      return;
  for (guint i = 0; i < timeline->warnings->len; i++)
    g_test_message ("%s", (const char *) g_ptr_array_index (timeline->warnings, i));
  g_test_message ("no warning says: %s", part);
  g_test_fail ();
}

/* "CPU TIME: TEXT", of a warning with that text */
static void
check_warning_place (GsTimeline *timeline, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);

  for (guint i = 0; i < timeline->warnings->len; i++)
    {
      const char *warning = g_ptr_array_index (timeline->warnings, i);
      g_autofree char *text = NULL;
      GsWarningPlace place;
      guint machine;

      if (strstr (warning, parts[1]) == NULL)
        continue;
      g_assert_true (gs_timeline_find_warning_place (timeline, warning, &machine, &place));
      g_assert_nonnull (strstr (warning, gs_timeline_get_machine (timeline, machine)->name));
      text = g_strdup_printf ("%u %" G_GINT64_FORMAT, place.cpu, place.time / 1000);
      g_assert_cmpstr (text, ==, parts[0]);
      return;
    }
  g_test_message ("no warning says: %s", parts[1]);
  g_test_fail ();
}

static void
check_no_warning (GsTimeline *timeline, const char *part)
{
  for (guint i = 0; i < timeline->warnings->len; i++)
    if (strstr (g_ptr_array_index (timeline->warnings, i), part) != NULL)
      {
        g_test_message ("warns: %s", (const char *) g_ptr_array_index (timeline->warnings, i));
        g_test_fail ();
      }
}

/* The latest life of a TID. */
static const GsThread *
find_thread (const GsMachine *machine, gint32 tid)
{
  for (guint i = machine->threads->len; i > 0; i--)
    if (gs_machine_get_thread (machine, i - 1)->tid == tid)
      return gs_machine_get_thread (machine, i - 1);
  g_error ("no thread %d", tid);
}

/* "bash until 4, make": in µs */
static char *
names_to_text (const GsMachine *machine, const GsThread *thread)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; thread->former_names != NULL && i < thread->former_names->len; i++)
    {
      const GsFormerName *former = &g_array_index (thread->former_names, GsFormerName, i);

      g_assert_cmpuint (gs_thread_get_name_at (thread, former->until - 1), ==, former->name);
      g_string_append_printf (text, "%s until ", gs_names_get (machine->names, former->name));
      append_time (text, former->until);
      g_string_append (text, ", ");
    }
  g_assert_cmpuint (gs_thread_get_name_at (thread, G_MAXINT64), ==, thread->name);
  return g_string_free (g_string_append (text, gs_names_get (machine->names, thread->name)), FALSE);
}

/* "process|name MACHINE TID: TEXT": who a thread is. */
static void
check_identity (GsTimeline *timeline, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
  g_auto (GStrv) words = g_strsplit (parts[0], " ", -1);
  const GsMachine *machine = gs_timeline_get_machine (timeline, find_machine (timeline, words[1]))->machine;
  const GsThread *thread = find_thread (machine, atoi (words[2]));
  g_autofree char *text = NULL;

  if (g_str_equal (words[0], "name"))
    text = names_to_text (machine, thread);
  else
    text = g_strdup_printf ("pid %d ppid %d", thread->pid, thread->ppid);
  g_assert_cmpstr (text, ==, parts[1]);
}

/* "GUEST/vcpu N/COMM:TID" or "COMM:TID" */
static char *
occupant_to_text (GsTimeline *timeline, guint32 index, gint64 time)
{
  const GsOccupant *who = &g_array_index (timeline->occupants, GsOccupant, index);
  g_autofree char *name = gs_timeline_name_occupant (timeline, index, time);
  g_autofree char *inside = NULL;

  if (who->guest_thread == GS_NO_INDEX)
    return g_steal_pointer (&name);
  inside = gs_timeline_name_thread (timeline, who->guest, who->guest_thread, time);
  return g_strdup_printf ("%s/%s", name, inside);
}

/* "thieves MACHINE N at TIME: NAME SHARE, …", in µs */
static void
check_thieves (GsTimeline *timeline, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
  g_auto (GStrv) words = g_strsplit (parts[0], " ", -1);
  guint machine = find_machine (timeline, words[1]);
  GArray *vcpus = gs_timeline_get_machine (timeline, machine)->vcpus;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (vcpus, GsVcpuRow, i);
      g_autoptr (GArray) thieves = NULL;
      GsVcpuStretch stretch;
      gsize at;

      if (row->id != (guint) atoi (words[2])
          || !gs_track_find (gs_lazy_track_get (row->track), atoi (words[4]) * GS_USEC, &at))
        continue;
      stretch = gs_vcpu_stretch_find (gs_lazy_track_get (row->track), at);
      thieves = gs_vcpu_stretch_get_thieves (timeline, machine, i, &stretch);
      for (guint k = 0; k < thieves->len; k++)
        {
          const GsShare *share = &g_array_index (thieves, GsShare, k);
          g_autofree char *name = occupant_to_text (timeline, share->occupant, stretch.span.end - 1);

          g_string_append_printf (text, "%s%s ", k > 0 ? ", " : "", name);
          append_time (text, share->ns);
        }
    }
  g_assert_cmpstr (text->str, ==, parts[1]);
}

/* "ROLE on HOST pid N by MATCH; vcpu ID=TID …" */
static char *
model_to_text (GsTimeline *timeline, const GsTimelineMachine *machine)
{
  GString *text = g_string_new (gs_role_get_name (machine->role));
  const GsTimelineMachine *host = gs_timeline_get_machine (timeline, machine->host);

  if (host != NULL)
    g_string_append_printf (text, " on %s", host->name);
  if (machine->pid != GS_NO_TID)
    g_string_append_printf (text, " pid %d", machine->pid);
  if (machine->matched_by != GS_MATCH_NONE)
    g_string_append_printf (text, " by %s", gs_match_get_name (machine->matched_by));
  for (guint i = 0; i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);

      if (row->host_tid == GS_NO_TID)
        g_string_append_printf (text, " vcpu %u", row->id);
      else
        g_string_append_printf (text, " vcpu %u=%d", row->id, row->host_tid);
    }
  return g_string_free (text, FALSE);
}

static void
check_model (GsTimeline *timeline, const char *line)
{
  g_auto (GStrv) parts = g_strsplit (line, ": ", 2);
  g_autofree char *text = model_to_text (timeline,
                                         gs_timeline_get_machine (timeline, find_machine (timeline, parts[0])));

  g_assert_cmpstr (text, ==, parts[1]);
}

/* As if messages had brought these clocks together, no better than that. */
static void
set_accuracies (GsTimeline *timeline, const GsExperiment *experiment)
{
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      const GsExperimentTrace *trace = g_ptr_array_index (experiment->traces, i);
      GsClock *clock = &gs_timeline_get_machine (timeline, find_machine (timeline, trace->name))->clock;

      if (trace->clock.accuracy > 0)
        *clock = (GsClock){ .method = GS_CLOCK_TCP, .offset = clock->offset, .accuracy = trace->clock.accuracy };
    }
}

/* See scenario-why.h. */
static void
check_why (GsTimeline *timeline, const char *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  scenario_why_check (timeline, find_machine (timeline, words[1]), line);
}

/* Rows have no gaps and no equal neighbours, whatever the events were. */
static void
check_track (const GsTrack *track)
{
  for (gsize i = 1; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval before = gs_track_get (track, i - 1), after = gs_track_get (track, i);

      g_assert_cmpint (before.span.end, ==, after.span.begin);
      g_assert_cmpint (after.span.begin, <, after.span.end);
      g_assert_true (memcmp (&before.value, &after.value, sizeof before.value) != 0);
    }
}

static void
check_all_tracks (GsTimeline *timeline)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->vcpus->len; i++)
        check_track (gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, i).track));
      for (guint i = 0; i < machine->threads->len; i++)
        check_track (gs_lazy_track_get (g_array_index (machine->threads, GsThreadRow, i).track));
      for (guint i = 0; i < machine->cpus->len; i++)
        check_track (gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, i).track));
    }
}

static void
test_scenario (gconstpointer data)
{
  g_autofree char *path = g_build_filename (scenario_dir, data, NULL);
  g_autoptr (GsTimeline) timeline = NULL;
  Scenario scenario = { 0 };

  scenario_load (&scenario, path);
  g_assert_cmpuint (scenario.expected->len, >, 0);
  timeline = gs_composer_compose (scenario.machines, scenario.experiment, NULL);
  set_accuracies (timeline, scenario.experiment);
  check_all_tracks (timeline);
  for (guint i = 0; i < scenario.expected->len; i++)
    {
      const char *line = g_ptr_array_index (scenario.expected, i);

      if (g_str_has_prefix (line, "warning "))
        check_warning (timeline, line + strlen ("warning "));
      else if (g_str_has_prefix (line, "no warning "))
        check_no_warning (timeline, line + strlen ("no warning "));
      else if (g_str_has_prefix (line, "first on CPU "))
        check_warning_place (timeline, line + strlen ("first on CPU "));
      else if (g_str_has_prefix (line, "process ") || g_str_has_prefix (line, "name "))
        check_identity (timeline, line);
      else if (g_str_has_prefix (line, "thieves "))
        check_thieves (timeline, line);
      else if (g_str_has_prefix (line, "wakeups ") || g_str_has_prefix (line, "explain")
               || g_str_has_prefix (line, "path ") || g_str_has_prefix (line, "lock-holders "))
        check_why (timeline, line);
      else if (g_str_has_prefix (line, "model "))
        check_model (timeline, line + strlen ("model "));
      else
        check_row (timeline, line);
    }
  scenario_clear (&scenario);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

int
main (int argc, char **argv)
{
  g_autofree char *dir_name = NULL;
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GDir *dir;
  const char *name;

  g_test_init (&argc, &argv, NULL);
  g_test_set_nonfatal_assertions ();
  scenario_dir = dir_name = g_test_build_filename (G_TEST_DIST, "scenarios", NULL);
  dir = g_dir_open (dir_name, 0, NULL);
  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_suffix (name, ".txt"))
      g_ptr_array_add (names, g_strdup (name));
  g_dir_close (dir);
  g_assert_cmpuint (names->len, >, 0);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *base = g_strndup (names->pdata[i], strlen (names->pdata[i]) - strlen (".txt"));
      g_autofree char *test_path = g_strconcat ("/scenarios/", base, NULL);

      g_test_add_data_func (test_path, names->pdata[i], test_scenario);
    }
  return g_test_run ();
}
