/* test-trace-advice.c: events counted, and what is told of missing ones
 * SPDX-License-Identifier: MIT
 */
#include <string.h>

#include "base/gs-error.h"
#include "event/gs-event-counts.h"
#include "experiment/gs-experiment.h"
#include "support/test-analyse.h"
#include "trace/gs-trace-advice.h"

/* Counted by babeltrace2; see the sample's notes. */
static const struct
{
  const char *trace;
  const char *name;
  guint64 n_events;
} known[] = {
  { "l1host", "kvm_mmu_paging_element", 32993 },
  { "l1host", "sched_switch", 6781 },
  { "l1host", "kvm_x86_exit", 15666 },
  { "l1host", "syscall_entry_accept", 1 },
  { "guest", "timer_hrtimer_expire_exit", 3411 },
  { "guest", "sched_switch", 3990 },
  { "guest", "net_dev_queue", 265 },
};

static void
test_every_event_is_counted (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", NULL);
  const char *paths[] = { folder, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = gs_experiment_new_for_paths (paths, NULL, &error);
  g_autoptr (GsTimeline) timeline = NULL;

  g_assert_no_error (error);
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsMachine *machine = gs_timeline_get_machine (timeline, i)->machine;
      GHashTableIter iter;
      gpointer count;
      guint64 n_events = 0;

      g_assert_nonnull (machine->event_counts);
      g_hash_table_iter_init (&iter, machine->event_counts);
      while (g_hash_table_iter_next (&iter, NULL, &count))
        n_events += *(guint64 *) count;
      g_assert_cmpuint (n_events, ==, machine->n_events);
      for (guint k = 0; k < G_N_ELEMENTS (known); k++)
        if (g_str_equal (known[k].trace, machine->trace->name))
          g_assert_cmpuint (gs_event_counts_get (machine->event_counts, known[k].name), ==, known[k].n_events);
    }
}

static GPtrArray *
advise (const char *events, GsRole role)
{
  g_auto (GStrv) names = g_strsplit (events, " ", -1);
  GsTrace trace = { .event_names = names };

  return gs_trace_advise (&trace, role);
}

static const GsTraceAdvice *
find (GPtrArray *advices, const char *event)
{
  for (guint i = 0; i < advices->len; i++)
    {
      const GsTraceAdvice *advice = g_ptr_array_index (advices, i);

      if (g_strv_contains ((const char *const *) advice->events, event))
        return advice;
    }
  return NULL;
}

static void
test_missing_events_come_with_their_command (void)
{
  g_autoptr (GPtrArray) host = advise ("kvm_x86_exit sched_switch", GS_ROLE_HOST);
  g_autoptr (GPtrArray) guest = advise ("sched_waking", GS_ROLE_GUEST);

  g_assert_cmpstr (find (host, "kvm_x86_entry")->command, ==,
                   "lttng enable-event --kernel --channel=guestscope 'kvm_x86_entry'");
  g_assert_null (find (host, "sched_switch"));
  g_assert_cmpstr (find (host, "syscall_*")->command, ==,
                   "lttng enable-event --kernel --channel=guestscope --syscall --all");
  g_assert_null (find (guest, "kvm_x86_entry"));
  g_assert_null (find (guest, "vmsync_gh_guest"));
  g_assert_true (g_ptr_array_index (guest, 0) == find (guest, "sched_switch"));
}

static void
test_older_names_count (void)
{
  g_autoptr (GPtrArray) host = advise (
      "kvm_entry kvm_exit softirq_entry softirq_exit irq_handler_entry irq_handler_exit sys_read exit_syscall",
      GS_ROLE_HOST);

  g_assert_null (find (host, "kvm_x86_entry"));
  g_assert_null (find (host, "irq_softirq_entry"));
  g_assert_null (find (host, "syscall_*"));
}

/* Declared, and wanted of that role, but none of the kinds that serve one purpose occurred. */
static void
test_silent_events_are_listed (void)
{
  g_auto (GStrv) names = g_strsplit (
      "sched_switch sched_wakeup sched_waking net_dev_queue net_if_receive_skb kvm_entry kvm_exit other", " ", -1);
  GsTrace trace = { .event_names = names };
  g_autoptr (GHashTable) counts = gs_event_counts_new ();
  g_auto (GStrv) of_host = NULL, of_guest = NULL, none = NULL;
  g_autofree char *text = NULL;

  gs_event_counts_add (counts, "sched_switch", 7);
  gs_event_counts_add (counts, "sched_wakeup", 1);
  gs_event_counts_add (counts, "kvm_entry", 3);
  gs_event_counts_add (counts, "net_dev_queue", 0);
  of_host = gs_trace_list_silent (&trace, GS_ROLE_HOST, counts);
  text = g_strjoinv (" ", of_host);
  g_assert_cmpstr (text, ==, "net_dev_queue net_if_receive_skb");

  g_hash_table_remove (counts, "kvm_entry");
  of_guest = gs_trace_list_silent (&trace, GS_ROLE_GUEST, counts);
  g_assert_false (g_strv_contains ((const char *const *) of_guest, "kvm_entry"));
  gs_event_counts_add (counts, "net_if_receive_skb", 1);
  none = gs_trace_list_silent (&trace, GS_ROLE_GUEST, counts);
  g_assert_null (none[0]);
}

/* By the kernel's names, with the line that records them. What trace-cmd can't record isn't missed. */
static void
test_trace_cmd_has_lines_of_its_own (void)
{
  char tracer[] = "trace-cmd 3.1.6";
  g_auto (GStrv) names = g_strsplit ("sched:sched_switch kvm:kvm_entry kvm:kvm_exit irq:softirq_entry", " ", -1);
  GsTrace trace = { .event_names = names, .tracer = tracer };
  g_autoptr (GPtrArray) advices = gs_trace_advise (&trace, GS_ROLE_HOST);
  gboolean has_wakeups = FALSE, has_calls = FALSE;

  for (guint i = 0; i < advices->len; i++)
    {
      const GsTraceAdvice *advice = g_ptr_array_index (advices, i);

      g_assert_true (g_str_has_prefix (advice->command, "trace-cmd record -e "));
      g_assert_null (strstr (advice->command, "lttng"));
      g_assert_null (strstr (advice->command, "net_dev_queue"));
      has_wakeups |= strstr (advice->command, " -e sched:sched_wakeup") != NULL;
      has_calls |= g_str_has_suffix (advice->command, " -e syscalls");
    }
  g_assert_true (has_wakeups);
  g_assert_true (has_calls);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace-advice/every-event-is-counted", test_every_event_is_counted);
  g_test_add_func ("/trace-advice/missing-events-come-with-their-command", test_missing_events_come_with_their_command);
  g_test_add_func ("/trace-advice/silent-events-are-listed", test_silent_events_are_listed);
  g_test_add_func ("/trace-advice/older-names-count", test_older_names_count);
  g_test_add_func ("/trace-advice/trace-cmd-has-lines-of-its-own", test_trace_cmd_has_lines_of_its_own);
  return g_test_run ();
}
