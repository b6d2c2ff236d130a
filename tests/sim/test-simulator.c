/* test-simulator.c: the simulator's truth and events agree with each other
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>

#include "base/gs-time.h"
#include "sim/simulator.h"

/* What a plain look at the events, in their order, says of one run. */
typedef struct
{
  const SimConfig *config;
  gint64 last[SIM_MAX_GUESTS + 1];
  guint64 n_kinds[CTF_N_KINDS];
  gint32 host_current[SIM_MAX_CPUS];
  gboolean is_entered[SIM_MAX_GUESTS * SIM_MAX_CPUS]; /* vCPU thread, by TID - 1000 */
  guint64 checksum;
} Look;

#define FIRST_TID 1000 /* of guest g's QEMU is FIRST_TID + 100 g, of its vCPU v that + 5 + v */

static void
look_at_event (guint machine, const CtfEvent *event, gpointer user_data)
{
  Look *look = user_data;

  g_assert_cmpint (event->time, >, look->last[machine]);
  look->last[machine] = event->time;
  look->n_kinds[event->kind]++;
  look->checksum = look->checksum * 31 + event->time + event->kind;

  if (machine == 0 && event->kind == CTF_SWITCH)
    {
      if (look->host_current[event->cpu] >= 0)
        g_assert_cmpint (event->sched_switch.prev_tid, ==, look->host_current[event->cpu]);
      look->host_current[event->cpu] = event->sched_switch.next_tid;
    }
  if (machine == 0 && (event->kind == CTF_KVM_ENTRY || event->kind == CTF_KVM_EXIT)
      && look->host_current[event->cpu] >= 0)
    look->is_entered[look->host_current[event->cpu] - FIRST_TID] = event->kind == CTF_KVM_ENTRY;

  /* Entries from before tracing started are not seen. */
  if (machine > 0 && event->time > look->config->epoch + 20 * GS_MSEC)
    g_assert_true (look->is_entered[100 * machine + 5 + event->cpu]);
}

static SimResult *
run (const SimConfig *config, Look *look)
{
  *look = (Look){ .config = config };
  for (guint i = 0; i < SIM_MAX_CPUS; i++)
    look->host_current[i] = -1;
  return sim_run (config, look_at_event, look);
}

static void
config_for_seed (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_guests = 1 + seed % 3;
  config->n_vcpus = 1 + seed % 2;
  config->n_cpus = 1 + seed % 4;
  config->vmsync = seed % 3;
  config->contexts = seed % 2;
  config->old_kernel = seed % 5 == 0;
}

static void
test_guest_events_are_inside_windows (void)
{
  for (guint seed = 1; seed <= 6; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      SimConfig config;
      Look look;

      config_for_seed (&config, seed);
      result = run (&config, &look);
      g_assert_cmpuint (result->n_events, >, 5000);
      for (guint i = 0; i < result->n_machines; i++)
        g_assert_cmpuint (result->machines[i].n_events, >, 500);
    }
}

static void
test_all_kinds_occur (void)
{
  g_autoptr (SimResult) result = NULL;
  SimConfig config;
  Look look;

  sim_config_init (&config);
  config.vmsync = SIM_VMSYNC_BOTH;
  config.duration = 400 * GS_MSEC;
  result = run (&config, &look);
  for (CtfKind kind = 0; kind < CTF_N_KINDS; kind++)
    if (kind != CTF_INET_IN && kind != CTF_INET_OUT && kind != CTF_USER_TICK)
      g_assert_cmpuint (look.n_kinds[kind], >, 0);
  g_assert_cmpuint (look.n_kinds[CTF_VMSYNC_GH_GUEST], <=, look.n_kinds[CTF_VMSYNC_GH_HOST]);
}

static void
check_row (const SimResult *result, const SimRow *row)
{
  gint64 total = 0;

  g_assert_cmpuint (row->intervals->len, >, 0);
  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      if (i > 0)
        g_assert_cmpint (interval->begin, ==, interval[-1].end);
      g_assert_cmpint (interval->end, >=, interval->begin);
      total += interval->end - interval->begin;
    }
  g_assert_cmpint (total, ==,
                   g_array_index (row->intervals, SimInterval, row->intervals->len - 1).end
                       - g_array_index (row->intervals, SimInterval, 0).begin);
  g_assert_cmpint (g_array_index (row->intervals, SimInterval, 0).begin, >=, result->epoch);
}

static void
test_rows_are_gap_free (void)
{
  for (guint seed = 1; seed <= 6; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      SimConfig config;
      Look look;

      config_for_seed (&config, seed);
      result = run (&config, &look);
      for (guint i = 0; i < result->rows->len; i++)
        check_row (result, g_ptr_array_index (result->rows, i));
    }
}

/* Time that the rows of @kind of @machine were in one of the states. */
static gint64
sum_rows (const SimResult *result, GsRows kind, guint machine, guint32 states)
{
  gint64 sum = 0;

  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      for (guint j = 0; row->kind == kind && row->machine == machine && j < row->intervals->len; j++)
        {
          const SimInterval *interval = &g_array_index (row->intervals, SimInterval, j);

          if ((states >> interval->state & 1) != 0)
            sum += interval->end - interval->begin;
        }
    }
  return sum;
}

/* The rows are written one by one, so that their sums agree is no matter of course. */
static void
test_sums_agree (void)
{
  for (guint seed = 1; seed <= 6; seed++)
    {
      g_autoptr (SimResult) result = NULL;
      SimConfig config;
      Look look;
      gint64 of_cpus, of_threads, of_vcpus = 0;

      config_for_seed (&config, seed);
      result = run (&config, &look);

      /* A CPU that is neither idle nor unknown has a thread on it. */
      of_cpus = sum_rows (result, GS_ROWS_CPUS, 0, ~(1u << GS_CPU_IDLE | 1u << GS_CPU_UNKNOWN));
      of_threads = sum_rows (result, GS_ROWS_THREADS, 0,
                             1u << GS_THREAD_USERMODE | 1u << GS_THREAD_SYSCALL | 1u << GS_THREAD_INTERRUPTED);
      g_assert_cmpint (ABS (of_cpus - of_threads), <, of_cpus / 10);

      /* A physical CPU in a guest is a virtual one that runs or is idle, but for interrupts. */
      for (guint i = 1; i < result->n_machines; i++)
        of_vcpus += sum_rows (result, GS_ROWS_VCPUS, i, 1u << GS_VCPU_RUNNING);
      g_assert_cmpint (of_vcpus, >, 0);
      g_assert_cmpint (of_vcpus, <=, of_cpus);
    }
}

static void
test_same_seed_is_same_run (void)
{
  g_autoptr (SimResult) one = NULL, same = NULL, other = NULL;
  SimConfig config;
  Look look_one, look_same, look_other;

  sim_config_init (&config);
  one = run (&config, &look_one);
  same = run (&config, &look_same);
  config.seed++;
  other = run (&config, &look_other);
  g_assert_cmpuint (look_one.checksum, ==, look_same.checksum);
  g_assert_cmpuint (look_one.checksum, !=, look_other.checksum);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/simulator/guest-events-are-inside-windows", test_guest_events_are_inside_windows);
  g_test_add_func ("/simulator/all-kinds-occur", test_all_kinds_occur);
  g_test_add_func ("/simulator/rows-are-gap-free", test_rows_are_gap_free);
  g_test_add_func ("/simulator/sums-agree", test_sums_agree);
  g_test_add_func ("/simulator/same-seed-is-same-run", test_same_seed_is_same_run);
  return g_test_run ();
}
