/* test-state.c: states have stable names and a label each
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-state.h"

static void
test_names_are_those_of_the_outputs (void)
{
  const char *const vcpu[] = { "unknown", "idle", "running", "hypervisor", "preempted", "blocked" };
  const char *const thread[] = { "unknown", "wait-unknown", "wait-blocked", "wait-for-cpu",
                                 "exited",  "usermode",     "syscall",      "interrupted" };
  const char *const cpu[] = { "unknown", "idle", "usermode", "syscall", "irq", "softirq", "guest", "hypervisor" };

  g_assert_cmpuint (G_N_ELEMENTS (vcpu), ==, GS_N_VCPU_STATES);
  g_assert_cmpuint (G_N_ELEMENTS (thread), ==, GS_N_THREAD_STATES);
  g_assert_cmpuint (G_N_ELEMENTS (cpu), ==, GS_N_CPU_STATES);
  for (guint i = 0; i < G_N_ELEMENTS (vcpu); i++)
    g_assert_cmpstr (gs_vcpu_state_get_name (i), ==, vcpu[i]);
  for (guint i = 0; i < G_N_ELEMENTS (thread); i++)
    g_assert_cmpstr (gs_thread_state_get_name (i), ==, thread[i]);
  for (guint i = 0; i < G_N_ELEMENTS (cpu); i++)
    g_assert_cmpstr (gs_cpu_state_get_name (i), ==, cpu[i]);
  g_assert_cmpstr (gs_overlay_get_name (GS_OVERLAY_NONE), ==, "");
  g_assert_cmpstr (gs_overlay_get_name (GS_OVERLAY_BLOCKED), ==, "blocked");
}

static void
test_rows_are_found_by_name (void)
{
  const char *const names[] = { "vcpus", "threads", "cpus" };
  GsRows rows = GS_ROWS_VCPUS;

  for (guint i = 0; i < GS_N_ROWS; i++)
    {
      g_assert_true (gs_rows_from_name (names[i], &rows));
      g_assert_cmpint (rows, ==, i);
    }
  g_assert_false (gs_rows_from_name ("disks", &rows));
}

/* No two states of one kind of rows read the same. */
static void
test_labels_differ (void)
{
  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    {
      g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

      for (guint i = 0; i < gs_rows_get_n_states (rows); i++)
        {
          const char *label = gs_rows_get_state_label (rows, i);

          g_assert_nonnull (label);
          g_assert_true (g_hash_table_add (seen, (gpointer) label));
        }
    }
}

static void
test_veiled_label_names_both (void)
{
  guint state = gs_thread_state_veil (GS_THREAD_SYSCALL, GS_OVERLAY_PREEMPTED);

  g_assert_cmpstr (gs_rows_get_state_label (GS_ROWS_THREADS, state), ==, "System call, preempted");
  g_assert_cmpstr (gs_thread_state_get_name (state), ==, "syscall");
  state = gs_thread_state_veil (GS_THREAD_USERMODE, GS_OVERLAY_BLOCKED);
  g_assert_cmpstr (gs_rows_get_state_label (GS_ROWS_THREADS, state), ==, "User mode, blocked");
  state = gs_thread_state_veil (GS_THREAD_INTERRUPTED, GS_OVERLAY_HYPERVISOR);
  g_assert_cmpstr (gs_rows_get_state_label (GS_ROWS_THREADS, state), ==, "Interrupted, in the hypervisor");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state/names-are-those-of-the-outputs", test_names_are_those_of_the_outputs);
  g_test_add_func ("/state/rows-are-found-by-name", test_rows_are_found_by_name);
  g_test_add_func ("/state/labels-differ", test_labels_differ);
  g_test_add_func ("/state/veiled-label-names-both", test_veiled_label_names_both);
  return g_test_run ();
}
