/* test-thefts.c: who took the CPU, and how many vCPUs lacked one at once, against looking at each moment
 * SPDX-License-Identifier: MIT
 *
 * Between two successive edges of all rows nothing changes: what holds at such a moment,
 * times its length, summed up, is what has to come out.
 */
#include <gio/gio.h>

#include "event/gs-event.h"
#include "sim/sim-analyse.h"
#include "support/test-machine.h"
#include "why/gs-cpu-lack.h"
#include "why/gs-theft-list.h"

static GsTimeline *
analyse (guint seed, guint n_guests, guint n_vcpus, guint n_levels)
{
  SimConfig config;

  sim_config_init (&config);
  config.seed = seed;
  config.n_guests = n_guests;
  config.n_vcpus = n_vcpus;
  config.n_levels = n_levels;
  config.vmsync = SIM_VMSYNC_BOTH;
  return sim_analyse (&config, NULL);
}

/* --- Moments --- */

static int
compare_times (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

static void
add_edges (GArray *times, const GsTrack *track, GsSpan span)
{
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsSpan part = gs_span_intersect (gs_track_get (track, i).span, span);

      if (gs_span_duration (part) > 0)
        {
          g_array_append_val (times, part.begin);
          g_array_append_val (times, part.end);
        }
    }
}

/* Returns: all times at which a vCPU's or a CPU's row changes */
static GArray *
list_moments (const GsTimeline *timeline, GsSpan span)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->vcpus->len; i++)
        add_edges (times, gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, i).track), span);
      for (guint i = 0; i < machine->cpus->len; i++)
        add_edges (times, gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, i).track), span);
    }
  g_array_sort (times, compare_times);
  return times;
}

static gboolean
is_preempted (const GsVcpuRow *row, gint64 time, GsTrackValue *value)
{
  const GsTrack *track = gs_lazy_track_get (row->track);
  gsize at;

  if (!gs_span_contains (gs_track_get_span (track), time) || !gs_track_find (track, time, &at))
    return FALSE;
  *value = gs_track_get (track, at).value;
  return value->state == GS_VCPU_PREEMPTED;
}

/* Who has the CPU that a vCPU waits for. Returns: the machine, or GS_NO_INDEX */
static guint
look_at_thief (const GsTimeline *timeline, guint victim, const GsVcpuRow *row, GsTrackValue value, gint64 time,
               GsThiefKind *kind)
{
  guint level = gs_aux_get_level (value.aux);
  guint host = gs_timeline_get_machine (timeline, victim)->host;
  const GsTimelineMachine *owner;

  *kind = GS_THIEF_NOBODY;
  for (guint i = 0; i < level; i++)
    host = gs_timeline_get_machine (timeline, host)->host;
  owner = gs_timeline_get_machine (timeline, host);
  for (guint i = 0; i < owner->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (owner->cpus, GsCpuRow, i);
      const GsTrack *track = gs_lazy_track_get (cpu->track);
      const GsOccupant *who;
      const GsThread *thread;
      guint32 arg;
      gsize at;

      if (cpu->number != value.cpu || !gs_span_contains (gs_track_get_span (track), time)
          || !gs_track_find (track, time, &at))
        continue;
      arg = gs_track_get (track, at).value.arg;
      if (arg >= timeline->occupants->len)
        return GS_NO_INDEX;
      who = &g_array_index (timeline->occupants, GsOccupant, arg);
      if (level == 0 && who->thread == row->host_thread)
        return GS_NO_INDEX;
      thread = gs_machine_get_thread (owner->machine, who->thread);
      for (guint m = 0; m < timeline->machines->len; m++)
        if (who->guest == m
            || (gs_timeline_get_machine (timeline, m)->host == host && thread->pid != GS_NO_TID
                && gs_timeline_get_machine (timeline, m)->pid == thread->pid))
          {
            *kind = GS_THIEF_GUEST;
            return m;
          }
      *kind = thread->is_kernel ? GS_THIEF_KERNEL : GS_THIEF_PROCESS;
      return host;
    }
  return GS_NO_INDEX;
}

#define MAX_MACHINES 8

typedef struct
{
  gint64 ns[MAX_MACHINES][MAX_MACHINES + 1][GS_N_THIEF_KINDS]; /* victim, thief, kind */
} Matrix;

static Matrix *
look_at_each_moment (const GsTimeline *timeline, GsSpan span)
{
  g_autoptr (GArray) times = list_moments (timeline, span);
  Matrix *matrix = g_new0 (Matrix, 1);

  g_assert_cmpuint (timeline->machines->len, <=, MAX_MACHINES);
  for (guint i = 0; i + 1 < times->len; i++)
    {
      gint64 time = g_array_index (times, gint64, i), length = g_array_index (times, gint64, i + 1) - time;

      for (guint m = 0; length > 0 && m < timeline->machines->len; m++)
        for (guint v = 0; v < gs_timeline_get_machine (timeline, m)->vcpus->len; v++)
          {
            const GsVcpuRow *row = &g_array_index (gs_timeline_get_machine (timeline, m)->vcpus, GsVcpuRow, v);
            GsTrackValue value;
            GsThiefKind kind;
            guint thief;

            if (!is_preempted (row, time, &value))
              continue;
            thief = look_at_thief (timeline, m, row, value, time, &kind);
            matrix->ns[m][MIN (thief, MAX_MACHINES)][kind] += length;
          }
    }
  return matrix;
}

static void
check_matrix (const GsTimeline *timeline, GsSpan span)
{
  g_autofree Matrix *wanted = look_at_each_moment (timeline, span), *found = g_new0 (Matrix, 1);
  g_autoptr (GArray) thefts = gs_theft_list_new (timeline, span, NULL);

  for (guint i = 0; i < thefts->len; i++)
    {
      const GsVcpuTheft *theft = &g_array_index (thefts, GsVcpuTheft, i);

      g_assert_cmpint (theft->ns, >, 0);
      g_assert_cmpint (theft->ns, <=, gs_span_duration (theft->span));
      found->ns[theft->victim][MIN (theft->thief, MAX_MACHINES)][theft->kind] += theft->ns;
    }
  g_assert_cmpmem (found, sizeof *found, wanted, sizeof *wanted);
}

static GsSpan
middle (const GsTimeline *timeline)
{
  gint64 third = gs_span_duration (timeline->span) / 3;

  return (GsSpan){ timeline->span.begin + third, timeline->span.end - third };
}

static void
test_thieves_had_the_cpu (void)
{
  for (guint seed = 1; seed <= 6; seed++)
    {
      g_autoptr (GsTimeline) timeline = analyse (seed, 1 + seed % 3, 1 + seed % 4, 1);

      check_matrix (timeline, timeline->span);
      check_matrix (timeline, middle (timeline));
    }
}

static void
test_thieves_further_out_had_it (void)
{
  g_autoptr (GsTimeline) timeline = analyse (9, 1, 2, 2);

  check_matrix (timeline, timeline->span);
}

static void
test_all_kinds_of_thieves_occur (void)
{
  g_autoptr (GsTimeline) timeline = analyse (4, 2, 2, 1);
  g_autoptr (GArray) thefts = gs_theft_list_new (timeline, timeline->span, NULL);
  guint n[GS_N_THIEF_KINDS] = { 0 };

  for (guint i = 0; i < thefts->len; i++)
    n[g_array_index (thefts, GsVcpuTheft, i).kind]++;
  g_assert_cmpuint (n[GS_THIEF_GUEST], >, 0);
  g_assert_cmpuint (n[GS_THIEF_PROCESS], >, 0);
}

/* --- How many at once --- */

static void
check_lack (const GsTimeline *timeline, guint machine, GsSpan span)
{
  const GArray *vcpus = gs_timeline_get_machine (timeline, machine)->vcpus;
  g_autoptr (GArray) lacks = gs_cpu_lack_measure (timeline, machine, span, NULL);
  g_autoptr (GArray) times = list_moments (timeline, span);
  g_autofree gint64 *ns = g_new0 (gint64, vcpus->len + 1);
  g_autofree guint64 *count = g_new0 (guint64, vcpus->len + 1);
  guint last = G_MAXUINT;

  for (guint i = 0; i + 1 < times->len; i++)
    {
      gint64 time = g_array_index (times, gint64, i), length = g_array_index (times, gint64, i + 1) - time;
      gboolean is_known = FALSE;
      guint n = 0;

      for (guint v = 0; v < vcpus->len; v++)
        {
          const GsVcpuRow *row = &g_array_index (vcpus, GsVcpuRow, v);
          GsTrackValue value;

          is_known |= gs_span_contains (gs_track_get_span (gs_lazy_track_get (row->track)), time);
          n += is_preempted (row, time, &value);
        }
      if (length == 0 || !is_known)
        continue;
      ns[n] += length;
      count[n] += n != last;
      last = n;
    }
  g_assert_cmpuint (lacks->len, ==, vcpus->len + 1);
  for (guint n = 0; n < lacks->len; n++)
    {
      const GsCpuLack *lack = &g_array_index (lacks, GsCpuLack, n);

      g_assert_cmpint (lack->ns, ==, ns[n]);
      g_assert_cmpuint (lack->count, ==, count[n]);
      g_assert_cmpint (gs_span_duration (lack->longest), <=, lack->ns);
      g_assert_cmpint (gs_span_duration (lack->longest) > 0, ==, lack->count > 0);
    }
}

static void
test_lacks_are_counted_at_each_moment (void)
{
  for (guint seed = 1; seed <= 6; seed++)
    {
      g_autoptr (GsTimeline) timeline = analyse (seed, 1 + seed % 2, 2 + seed % 3, 1);

      for (guint m = 0; m < timeline->machines->len; m++)
        if (gs_timeline_get_machine (timeline, m)->vcpus->len > 0)
          {
            check_lack (timeline, m, timeline->span);
            check_lack (timeline, m, middle (timeline));
          }
    }
}

/* --- Lock holders, in a timeline made by hand --- */

static GsLazyTrack *
new_track (guint n_states, const gint64 *begins, const GsTrackValue *values, guint n, gint64 end)
{
  GsTrack *track = gs_track_new (n_states);

  for (guint i = 0; i < n; i++)
    gs_track_append (track, begins[i], values[i]);
  gs_track_seal (track, end);
  return gs_lazy_track_new_done (track);
}

/* vCPU 0 is preempted from 100 to 200, while its thread is in @state. vCPU 1 leaves its guest for @reason at @when. */
static GsTimeline *
build (GsThreadState state, guint32 isa, guint32 reason, gint64 when)
{
  GsTimeline *timeline = test_timeline_new ((GsSpan){ 0, 300 });
  GsTimelineMachine *guest;
  static GsThread own;
  GsThreadRow thread = { .thread = &own };
  GsCpuRow cpu = { 0 };
  GsVcpuRow vcpu = { .host_thread = GS_NO_INDEX };
  GsExitCount exit = { reason, isa, 1 };
  g_autoptr (GArray) exits = g_array_new (FALSE, FALSE, sizeof (GsExitCount));
  const GsTrackValue running = { GS_VCPU_RUNNING, GS_GUEST_VIEW_RUNNING, GS_NO_CPU, GS_NO_REASON };
  const GsTrackValue taken = { GS_VCPU_PREEMPTED, GS_GUEST_VIEW_RUNNING, GS_NO_CPU, GS_NO_REASON };
  const GsTrackValue inside = { GS_HOST_VIEW_GUEST, 0, 0, GS_NO_REASON };
  const GsTrackValue outside = { GS_HOST_VIEW_HYPERVISOR, 0, 0, reason };

  test_timeline_add_machine (timeline, "host", GS_ROLE_HOST, GS_NO_INDEX);
  guest = test_timeline_add_machine (timeline, "guest", GS_ROLE_GUEST, 0);
  thread.track = new_track (GS_N_VEILED_STATES, (gint64[]){ 0 }, (GsTrackValue[]){ { state, 0, 0, 0 } }, 1, 300);
  own.track = gs_lazy_track_get (thread.track);
  g_array_append_val (guest->threads, thread);
  cpu.current = new_track (GS_N_GUEST_VIEWS, (gint64[]){ 0 }, (GsTrackValue[]){ { GS_GUEST_VIEW_RUNNING, 0, 0, 0 } }, 1,
                           300);
  g_array_append_val (guest->cpus, cpu);
  vcpu.track = new_track (GS_N_VCPU_STATES, (gint64[]){ 0, 100, 200 }, (GsTrackValue[]){ running, taken, running }, 3,
                          300);
  g_array_append_val (guest->vcpus, vcpu);
  g_array_append_val (exits, exit);
  vcpu = (GsVcpuRow){ .id = 1, .host_thread = GS_NO_INDEX };
  vcpu.track = new_track (GS_N_VCPU_STATES, (gint64[]){ 0 }, &running, 1, 300);
  vcpu.host_view = new_track (GS_N_HOST_VIEWS, (gint64[]){ 0, when, when + 5 },
                              (GsTrackValue[]){ inside, outside, inside }, 3, 300);
  vcpu.exits = g_steal_pointer (&exits);
  g_array_append_val (guest->vcpus, vcpu);
  return timeline;
}

static gboolean
hits_lock_holder (GsThreadState state, guint32 isa, guint32 reason, gint64 when)
{
  g_autoptr (GsTimeline) timeline = build (state, isa, reason, when);
  g_autoptr (GArray) thefts = gs_theft_list_new (timeline, timeline->span, NULL);
  const GsVcpuRow *spinning = &g_array_index (gs_timeline_get_machine (timeline, 1)->vcpus, GsVcpuRow, 1);
  const GsVcpuTheft *theft = &g_array_index (thefts, GsVcpuTheft, 0);
  gboolean hits;

  g_assert_cmpuint (thefts->len, ==, 1);
  g_assert_cmpint (theft->ns, ==, 100);
  g_assert_cmpuint (theft->kind, ==, GS_THIEF_NOBODY);
  g_assert_cmpstr (gs_vcpu_theft_get_guest_state (theft), ==, gs_thread_state_get_name (state));
  hits = gs_vcpu_theft_hit_lock_holder (theft);
  g_array_unref (spinning->exits);
  gs_lazy_track_free (spinning->host_view);
  return hits;
}

static void
test_lock_holders_are_those_that_others_spin_for (void)
{
  g_assert_true (hits_lock_holder (GS_THREAD_SYSCALL, 2, 0x77, 150));
  g_assert_true (hits_lock_holder (GS_THREAD_INTERRUPTED, 1, 40, 100));
  /* In user mode it holds no lock of the kernel. */
  g_assert_false (hits_lock_holder (GS_THREAD_USERMODE, 2, 0x77, 150));
  /* Nobody spins meanwhile. */
  g_assert_false (hits_lock_holder (GS_THREAD_SYSCALL, 2, 0x77, 90));
  g_assert_false (hits_lock_holder (GS_THREAD_SYSCALL, 2, 0x77, 200));
  /* These exits are others. */
  g_assert_false (hits_lock_holder (GS_THREAD_SYSCALL, 1, 0x77, 150));
  g_assert_false (hits_lock_holder (GS_THREAD_SYSCALL, 2, 40, 150));
  g_assert_false (hits_lock_holder (GS_THREAD_SYSCALL, 0, 40, 150));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/thefts/thieves-had-the-cpu", test_thieves_had_the_cpu);
  g_test_add_func ("/thefts/thieves-further-out-had-it", test_thieves_further_out_had_it);
  g_test_add_func ("/thefts/all-kinds-of-thieves-occur", test_all_kinds_of_thieves_occur);
  g_test_add_func ("/thefts/lacks-are-counted-at-each-moment", test_lacks_are_counted_at_each_moment);
  g_test_add_func ("/thefts/lock-holders-are-those-that-others-spin-for",
                   test_lock_holders_are_those_that_others_spin_for);
  return g_test_run ();
}
