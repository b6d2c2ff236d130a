/* test-hover.c: what a place in a chart says, for states that events make
 * SPDX-License-Identifier: MIT
 */
#include <glib.h>
#include <string.h>

#include "machine/gs-machine-builder.h"
#include "read/gs-text-source.h"
#include "rows/gs-hover.h"
#include "rows/gs-row-list.h"
#include "rows/gs-row-tree.h"
#include "rows/gs-view.h"
#include "timeline/gs-composer.h"

static const char host_events[] = "unit us\n"
                                  "0  0 sched_switch prev_tid=0 prev_state=0 next_tid=31 next_comm=\"CPU 0/KVM\"\n"
                                  "1  0 kvm_x86_entry vcpu_id=0\n"
                                  "5  2 sched_switch prev_tid=0 prev_state=0 next_tid=29 next_comm=migration/2\n"
                                  "20 0 kvm_x86_exit exit_reason=30 isa=1 vcpu_id=0\n"
                                  "22 0 kvm_userspace_exit reason=2\n"
                                  "34 0 kvm_x86_entry vcpu_id=0\n"
                                  "40 0 kvm_x86_exit exit_reason=1 isa=1 vcpu_id=0\n"
                                  "42 0 sched_switch prev_tid=31 prev_state=256 next_tid=50 next_comm=hog\n"
                                  "60 0 sched_switch prev_tid=50 prev_state=1 next_tid=51 next_comm=make\n"
                                  "63 0 sched_switch prev_tid=51 prev_state=1 next_tid=31\n"
                                  "65 0 kvm_x86_entry vcpu_id=0\n"
                                  "70 1 sched_switch prev_tid=0 prev_state=0 next_tid=60 next_comm=bash\n"
                                  "80 1 lost end=90 count=3\n"
                                  "99 1 sched_switch prev_tid=60 prev_comm=renamed prev_state=1 next_tid=0\n";

static const char guest_events[] = "unit us\n"
                                   "2  0 sched_switch prev_tid=0 prev_state=0 next_tid=7 next_comm=work\n"
                                   "10 0 syscall_entry_read\n"
                                   "14 0 irq_handler_entry irq=1\n"
                                   "15 0 sched_waking tid=9 comm=helper target_cpu=0\n"
                                   "15 0 sched_wakeup tid=9 comm=helper target_cpu=0\n"
                                   "16 0 irq_handler_exit irq=1\n"
                                   "18 0 syscall_exit_read ret=512\n"
                                   "19 0 sched_waking tid=8 comm=sleeper target_cpu=0\n"
                                   "23 0 sched_wakeup tid=8 comm=sleeper target_cpu=0\n"
                                   "45 0 syscall_entry_futex\n"
                                   "50 0 syscall_exit_futex ret=-11\n"
                                   "99 0 sched_switch prev_tid=7 prev_state=1 next_tid=0\n";

/* Three levels, one on the other. */
static const char metal_events[] = "unit us\n"
                                   "0  0 context tid=41 pid=40\n"
                                   "1  0 kvm_x86_entry vcpu_id=0\n"
                                   "50 0 kvm_x86_exit exit_reason=30 isa=1 vcpu_id=0\n"
                                   "52 0 sched_switch prev_tid=41 prev_state=0 next_tid=99 next_comm=hog\n"
                                   "70 0 sched_switch prev_tid=99 prev_state=0 next_tid=41\n"
                                   "72 0 kvm_x86_entry vcpu_id=0\n";

static const char middle_events[] = "unit us\n"
                                    "2  0 context tid=61 pid=60\n"
                                    "5  0 kvm_x86_entry vcpu_id=0\n"
                                    "80 0 kvm_x86_exit exit_reason=12 isa=1 vcpu_id=0\n";

static const char inner_events[] = "unit us\n"
                                   "10 0 sched_switch prev_tid=0 prev_state=0 next_tid=7 next_comm=deep\n";

static GsMachine *
build_machine (const char *name, const char *events_text)
{
  g_autoptr (GsTrace) trace = g_new0 (GsTrace, 1);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsEventSource) source = gs_text_source_new (events_text, names, &error);
  g_autoptr (GsMachineBuilder) builder = NULL;
  GsEvent events[64];
  gssize n;

  g_assert_no_error (error);
  g_atomic_ref_count_init (&trace->ref_count);
  trace->name = g_strdup (name);
  trace->hostname = g_strdup (name);
  trace->kernel_release = g_strdup ("6.1.0");
  trace->kinds = GS_KIND (SCHED_SWITCH);
  trace->usable = TRUE;
  builder = gs_machine_builder_new (trace, names);
  while ((n = gs_event_source_next (source, events, G_N_ELEMENTS (events), &error)) > 0)
    gs_machine_builder_feed (builder, events, n);
  g_assert_no_error (error);
  return gs_machine_builder_finish (builder, 100 * GS_USEC);
}

static void
experiment_trace_free (gpointer data)
{
  GsExperimentTrace *trace = data;

  gs_trace_unref (trace->trace);
  g_free (trace->name);
  g_free (trace);
}

/* @pid: of the QEMU process that it runs in, or -1 */
static void
add_machine (GPtrArray *machines, GPtrArray *traces, const char *name, const char *events_text, gint32 pid)
{
  GsMachine *machine = build_machine (name, events_text);
  GsExperimentTrace *trace = g_new0 (GsExperimentTrace, 1);

  trace->trace = gs_trace_ref (machine->trace);
  trace->name = g_strdup (machine->trace->name);
  trace->pid = pid;
  trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  trace->clock.method = GS_CLOCK_MANUAL;
  g_ptr_array_add (machines, machine);
  g_ptr_array_add (traces, trace);
}

static GsTimeline *
make_timeline (gboolean is_nested)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);
  g_autoptr (GPtrArray) traces = g_ptr_array_new_with_free_func (experiment_trace_free);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  GsExperiment experiment = { .traces = traces, .warnings = warnings, .sync = TRUE };

  if (is_nested)
    {
      add_machine (machines, traces, "metal", metal_events, -1);
      add_machine (machines, traces, "middle", middle_events, 40);
      add_machine (machines, traces, "inner", inner_events, 60);
    }
  else
    {
      add_machine (machines, traces, "host", host_events, -1);
      add_machine (machines, traces, "guest", guest_events, -1);
    }
  return gs_composer_compose (machines, &experiment, NULL);
}

/* What is said of the first row whose name is @name, at @time µs. */
static char *
describe (const GsView *view, const char *name, gint64 time)
{
  g_autoptr (GsTimeline) timeline = make_timeline (FALSE);
  g_autoptr (GListModel) tree = view->build_rows (timeline);
  g_autoptr (GsRowList) list = gs_row_list_new ();

  gs_row_list_set_tree (list, tree);
  gs_row_list_expand_all (list);
  for (guint i = 0; i < gs_row_list_get_n_rows (list); i++)
    {
      GsRow *row = gs_row_list_get (list, i);

      if (strstr (gs_row_get_name (row), name) != NULL && gs_row_has_track (row))
        return gs_hover_describe (row, (GsSpan){ time * GS_USEC, time * GS_USEC + 1 }, NULL);
    }
  g_error ("no row %s", name);
}

static void
check_says (const GsView *view, const char *name, gint64 time, const char *part)
{
  g_autofree char *text = describe (view, name, time);

  if (text == NULL || strstr (text, part) == NULL)
    g_test_message ("%s", text != NULL ? text : "nothing");
  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, part));
}

/* As check_says(), of the row with @key, and of what is written on its bar, among three levels. */
static void
check_level (const GsView *view, const char *key, gint64 time, const char *part, const char *label)
{
  g_autoptr (GsTimeline) timeline = make_timeline (TRUE);
  g_autoptr (GListModel) tree = view->build_rows (timeline);
  g_autofree char *text = NULL, *written = NULL;
  g_autoptr (GsRow) row = gs_row_find (tree, key);
  g_autoptr (GsTrack) track = NULL;
  GsInterval interval;
  gsize at;

  g_assert_nonnull (row);
  text = gs_hover_describe (row, (GsSpan){ time * GS_USEC, time * GS_USEC + 1 }, NULL);
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, part));
  track = gs_row_ref_track (row);
  g_assert_true (gs_track_find (track, time * GS_USEC, &at));
  interval = gs_track_get (track, at);
  written = gs_hover_dup_label (row, &interval);
  g_assert_cmpstr (written, ==, label);
}

static void
test_levels_are_named (void)
{
  check_level (&gs_vcpus_view, "machine:inner/vcpu:0", 60, "middle’s vCPU 0 had no CPU on metal", "metal: hog (99)");
  check_level (&gs_vcpus_view, "machine:inner/vcpu:0", 60, "Preempted by hog (99)", "metal: hog (99)");
  check_level (&gs_vcpus_view, "machine:inner/vcpu:0", 51, "middle’s vCPU 0 was in the hypervisor of metal",
               "metal: IO_INSTRUCTION");
  check_level (&gs_vcpus_view, "machine:inner/vcpu:0", 81, "Exit reason: HLT", "HLT");
  check_level (&gs_vcpus_view, "machine:middle/vcpu:0", 60, "Preempted by hog (99)", "hog (99)");
  check_level (&gs_cpus_view, "machine:metal/cpu:0", 20, "Guest: inner, vCPU 0",
               "middle vCPU 0 · inner vCPU 0 · deep:7");
}

static void
test_preemption_names_all (void)
{
  check_says (&gs_vcpus_view, "vCPU 0", 50, "Preempted by hog (50) for 18.0 µs, make (51) for 3.00 µs");
  check_says (&gs_vcpus_view, "vCPU 0", 50, "Host thread: CPU 0/KVM (31)");
  check_says (&gs_threads_view, "work", 47, "Preempted by hog (50)");
}

/* As the hover, not as the CSV. */
static void
test_bar_names_the_thief (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline (FALSE);
  g_autoptr (GListModel) tree = gs_row_tree_build_vcpus (timeline);
  g_autoptr (GsRowList) list = gs_row_list_new ();
  g_autofree char *label = NULL;

  gs_row_list_set_tree (list, tree);
  gs_row_list_expand_all (list);
  for (guint i = 0; label == NULL && i < gs_row_list_get_n_rows (list); i++)
    {
      GsRow *row = gs_row_list_get (list, i);
      g_autoptr (GsTrack) track = gs_row_ref_track (row);
      GsInterval interval;
      gsize at;

      if (strstr (gs_row_get_name (row), "vCPU 0") == NULL || !gs_track_find (track, 50 * GS_USEC, &at))
        continue;
      interval = gs_track_get (track, at);
      label = gs_hover_dup_label (row, &interval);
    }
  g_assert_cmpstr (label, ==, "hog (50)");
}

static void
test_exit_says_what_qemu_needed (void)
{
  check_says (&gs_vcpus_view, "vCPU 0", 21, "Exit reason: IO_INSTRUCTION\nOf which in QEMU: 12.0 µs");
  check_says (&gs_vcpus_view, "vCPU 0", 30, "Duration 14.0 µs");
}

static void
test_system_call_says_its_result (void)
{
  check_says (&gs_threads_view, "work", 12, "System call: read = 512");
  check_says (&gs_threads_view, "work", 47, "System call: futex = -11 (Resource temporarily unavailable)");
  check_says (&gs_vcpus_view, "vCPU 0", 12, "Guest thread: work (7)\nSystem call: read = 512");
}

static void
test_offline_is_said (void)
{
  check_says (&gs_cpus_view, "CPU 2", 50, "Offline");
  check_says (&gs_threads_view, "migration/2", 50, "Offline");
}

static void
test_lost_events_are_said (void)
{
  check_says (&gs_threads_view, "renamed", 85, "Events were lost here");
}

static void
test_thread_has_its_name_of_then (void)
{
  check_says (&gs_threads_view, "renamed", 75, "Called then: bash");
}

static void
test_wait_says_who_woke_it (void)
{
  check_says (&gs_threads_view, "sleeper", 60, "Waits for CPU");
  check_says (&gs_threads_view, "sleeper", 60, "Woken by work (7) on vCPU 0\nWoken 4.00 µs earlier");
  check_says (&gs_threads_view, "helper", 60, "Woken by an interrupt on vCPU 0, which work (7) had");
}

static void
test_wait_says_who_got_the_cpu (void)
{
  check_says (&gs_threads_view, "CPU 0/KVM", 50,
              "Meanwhile its CPU was with hog (50) for 18.0 µs, make (51) for 3.00 µs");
}

static void
test_cpu_says_the_guests_thread (void)
{
  check_says (&gs_cpus_view, "CPU 0", 12, "Guest: guest, vCPU 0\nGuest thread: work (7)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hover/preemption-names-all", test_preemption_names_all);
  g_test_add_func ("/hover/levels-are-named", test_levels_are_named);
  g_test_add_func ("/hover/bar-names-the-thief", test_bar_names_the_thief);
  g_test_add_func ("/hover/exit-says-what-qemu-needed", test_exit_says_what_qemu_needed);
  g_test_add_func ("/hover/system-call-says-its-result", test_system_call_says_its_result);
  g_test_add_func ("/hover/lost-events-are-said", test_lost_events_are_said);
  g_test_add_func ("/hover/offline-is-said", test_offline_is_said);
  g_test_add_func ("/hover/thread-has-its-name-of-then", test_thread_has_its_name_of_then);
  g_test_add_func ("/hover/wait-says-who-woke-it", test_wait_says_who_woke_it);
  g_test_add_func ("/hover/wait-says-who-got-the-cpu", test_wait_says_who_got_the_cpu);
  g_test_add_func ("/hover/cpu-says-the-guests-thread", test_cpu_says_the_guests_thread);
  return g_test_run ();
}
