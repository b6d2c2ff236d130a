/* test-end-to-end.c: simulated machines, written as traces, analysed, compared with the truth
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>

#include "gs-analysis.h"
#include "gs-event.h"
#include "simulator.h"

/* A stretch of a row in which nothing changes that is compared. */
typedef struct
{
  GsSpan  span;
  guint64 key;
} Piece;

static void
add_piece (GArray *pieces, GsSpan span, guint64 key)
{
  Piece *last = pieces->len > 0 ? &g_array_index (pieces, Piece, pieces->len - 1) : NULL;
  Piece piece = { span, key };

  if (span.begin >= span.end)
    return;
  if (last != NULL && last->key == key && last->span.end == span.begin)
    last->span.end = span.end;
  else
    g_array_append_val (pieces, piece);
}

/* Fails where a piece of @some, without @tolerance ns at both ends, is not all the same in @others. */
static void
check_pieces_are_in (const char *what, const GArray *some, const GArray *others, gint64 tolerance)
{
  guint j = 0;

  for (guint i = 0; i < some->len; i++)
    {
      const Piece *piece = &g_array_index (some, Piece, i);
      GsSpan inner = { piece->span.begin + tolerance, piece->span.end - tolerance };
      const Piece *other;

      if (inner.begin >= inner.end)
        continue;
      while (j < others->len && g_array_index (others, Piece, j).span.end <= inner.begin)
        j++;
      other = j < others->len ? &g_array_index (others, Piece, j) : NULL;
      if (other == NULL || other->span.begin > inner.begin || other->span.end < inner.end || other->key != piece->key)
        g_error ("%s: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is %" G_GINT64_MODIFIER "x, but %"
                 G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is %" G_GINT64_MODIFIER "x", what,
                 piece->span.begin, piece->span.end, piece->key, other != NULL ? other->span.begin : 0,
                 other != NULL ? other->span.end : 0, other != NULL ? other->key : 0);
    }
}

/* What of a row is compared: its states, and what has to do with them. */
static guint64
key_of_truth (const SimRow *row, const SimInterval *interval)
{
  guint64 key = (guint64) interval->state << 8 | interval->aux;

  if (row->kind == GS_ROWS_THREADS)
    key |= (guint64) interval->cpu << 16;
  else if (row->kind == GS_ROWS_CPUS)
    key |= (guint64) (guint32) interval->tid << 16;
  else if (interval->state == GS_VCPU_HYPERVISOR)
    key |= (guint64) interval->reason << 16;
  return key;
}

static guint64
key_of_value (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows, GsTrackValue value)
{
  guint64 key;

  switch (rows)
    {
    case GS_ROWS_THREADS:
      key = (guint64) gs_thread_state_base (value.state) << 8 | gs_thread_state_overlay (value.state);
      return key | (guint64) (gs_thread_state_is_on_cpu (gs_thread_state_base (value.state)) ? value.cpu : 0xffff) << 16;
    case GS_ROWS_CPUS:
      key = (guint64) value.state << 8;
      if (value.arg != GS_NO_INDEX)
        {
          guint32 thread = g_array_index (timeline->occupants, GsOccupant, value.arg).thread;

          if (thread != GS_NO_INDEX)
            return key | (guint64) (guint32) gs_machine_get_thread (machine->machine, thread)->tid << 16;
        }
      /* No thread: idle, or not known. An interrupt of an idle CPU has none either. */
      return key | (guint64) (guint32) (value.state == GS_CPU_UNKNOWN ? -1 : 0) << 16;
    default:
      key = (guint64) value.state << 8 | (value.aux & GS_AUX_GUEST_VIEW);
      return key | (value.state == GS_VCPU_HYPERVISOR ? (guint64) value.arg << 16 : 0);
    }
}

static GArray *
pieces_of_truth (const SimRow *row, GsSpan span)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      add_piece (pieces, gs_span_intersect (span, (GsSpan) { interval->begin, interval->end }),
                 key_of_truth (row, interval));
    }
  return pieces;
}

static GArray *
pieces_of_track (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows,
                 const GsTrack *track, GsSpan span)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      add_piece (pieces, gs_span_intersect (span, interval.span),
                 key_of_value (timeline, machine, rows, interval.value));
    }
  return pieces;
}

static const GsTimelineMachine *
find_machine (const GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = g_ptr_array_index (timeline->machines, i);

      if (g_strcmp0 (machine->name, name) == 0)
        return machine;
    }
  g_error ("no machine %s", name);
}

/* The track for @row. A TID may have had several lives: the one that was most
 * of the time of this one is meant. */
static const GsTrack *
find_thread_track (const GsTimelineMachine *machine, const SimRow *row, GsSpan span)
{
  const GsTrack *best = NULL;
  gint64 most = 0;

  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThreadRow *candidate = &g_array_index (machine->threads, GsThreadRow, i);
      gint64 common;

      if (candidate->thread->tid != row->tid)
        continue;
      common = gs_span_duration (gs_span_intersect (span, gs_track_get_span (candidate->track)));
      if (common > most)
        {
          most = common;
          best = candidate->track;
        }
    }
  return best;
}

static const GsTrack *
find_track (const GsTimelineMachine *machine, const SimRow *row, GsSpan span)
{
  if (row->kind == GS_ROWS_THREADS)
    return find_thread_track (machine, row, span);
  for (guint i = 0; row->kind == GS_ROWS_CPUS && i < machine->cpus->len; i++)
    if (g_array_index (machine->cpus, GsCpuRow, i).number == row->number)
      return g_array_index (machine->cpus, GsCpuRow, i).track;
  for (guint i = 0; row->kind == GS_ROWS_VCPUS && i < machine->vcpus->len; i++)
    if (g_array_index (machine->vcpus, GsVcpuRow, i).id == row->number)
      {
        g_assert_cmpint (g_array_index (machine->vcpus, GsVcpuRow, i).host_tid, ==, row->tid);
        return g_array_index (machine->vcpus, GsVcpuRow, i).track;
      }
  return NULL;
}

/* From when on the trace tells all about @row: what lies over a guest's thread
 * takes that its vCPUs are known as well. */
static gint64
sure_from (const SimResult *result, const SimRow *row)
{
  gint64 from = row->sure_from;

  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *vcpu = g_ptr_array_index (result->rows, i);

      if (row->machine > 0 && vcpu->kind == GS_ROWS_VCPUS && vcpu->machine == row->machine)
        from = MAX (from, vcpu->sure_from);
    }
  return from;
}

/* From then to where it still does; empty where there is no such time. */
static GsSpan
span_to_compare (const SimResult *result, const SimRow *row, gint64 tolerance)
{
  const SimInterval *last = &g_array_index (row->intervals, SimInterval, row->intervals->len - 1);
  gint64 end = MIN (last->end, MIN (result->machines[0].last, result->machines[row->machine].last));
  gint64 from = sure_from (result, row);

  if (from == G_MAXINT64)
    return (GsSpan) { 0, 0 };
  return (GsSpan) { from + tolerance, MAX (from + tolerance, end - tolerance) };
}

static guint
compare_row (const SimResult *result, const GsTimeline *timeline, const SimRow *row, gint64 tolerance)
{
  const GsTimelineMachine *machine = find_machine (timeline, result->machines[row->machine].name);
  GsSpan span = span_to_compare (result, row, tolerance);
  g_autofree char *what = g_strdup_printf ("%s, %s %d", machine->name,
                                           row->kind == GS_ROWS_THREADS ? "thread" : row->kind == GS_ROWS_CPUS ? "CPU" : "vCPU",
                                           row->kind == GS_ROWS_THREADS ? row->tid : (gint32) row->number);
  const GsTrack *track = find_track (machine, row, span);
  g_autoptr(GArray) truth = NULL;
  g_autoptr(GArray) found = NULL;

  if (span.begin >= span.end)
    return 0;
  if (track == NULL)
    g_error ("%s has no row", what);
  truth = pieces_of_truth (row, span);
  found = pieces_of_track (timeline, machine, row->kind, track, span);
  check_pieces_are_in (what, truth, found, tolerance);
  check_pieces_are_in (what, found, truth, tolerance);
  return truth->len;
}

/* The clock that brings machine @index back to the host's, as it truly is. */
static GsClock
true_clock (const SimResult *result, guint index)
{
  double drift = result->machines[index].drift;

  return (GsClock) {
    .method = GS_CLOCK_MANUAL,
    .origin = result->epoch + result->machines[index].offset,
    .offset = -result->machines[index].offset,
    .drift = 1.0 / (1.0 + drift) - 1.0,
    .accuracy = -1,
  };
}

/* The largest error of the clock that was found for a machine. */
static gint64
clock_error (const SimResult *result, const GsTimeline *timeline, guint index)
{
  const GsTimelineMachine *machine = find_machine (timeline, result->machines[index].name);
  gint64 largest = 0;

  for (guint i = 0; i <= 10; i++)
    {
      gint64 time = result->epoch + (result->end - result->epoch) / 10 * i;
      gint64 found = gs_clock_to_reference (&machine->clock, sim_result_clock (result, index, time));

      largest = MAX (largest, ABS (found - time));
    }
  return largest;
}

static void
remove_folder (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_folder (child);
    }
  g_remove (path);
}

/* Writes, analyses: with the true clocks, or with those that are found. */
static GsTimeline *
analyse (const SimConfig *config, gboolean with_true_clocks, SimResult **result)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("end-to-end-XXXXXX", &error);
  g_autoptr(GsExperiment) experiment = NULL;
  GsTimeline *timeline;

  g_assert_no_error (error);
  g_test_message ("seed %u", config->seed);
  *result = sim_write (config, folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char * const []) { folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 1; with_true_clocks && i < (*result)->n_machines; i++)
    {
      GsExperimentTrace *trace = gs_experiment_find_trace (experiment, (*result)->machines[i].name);

      g_assert_nonnull (trace);
      trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
      trace->clock = true_clock (*result, i);
    }
  timeline = gs_analysis_run (experiment, NULL, &error);
  g_assert_no_error (error);
  remove_folder (folder);
  return timeline;
}

/* Without contexts or a state dump nothing says which process a thread is of. */
static void
check_guests (const SimConfig *config, const SimResult *result, const GsTimeline *timeline)
{
  gboolean has_pids = config->contexts || config->statedump;

  for (guint i = 1; i < result->n_machines; i++)
    {
      const GsTimelineMachine *machine = find_machine (timeline, result->machines[i].name);

      g_assert_cmpint (machine->role, ==, GS_ROLE_GUEST);
      g_assert_cmpint (machine->pid, ==, has_pids ? result->machines[i].pid : GS_NO_TID);
    }
}

static void
check_all (const SimConfig *config, gboolean with_true_clocks)
{
  g_autoptr(SimResult) result = NULL;
  g_autoptr(GsTimeline) timeline = analyse (config, with_true_clocks, &result);
  gint64 tolerance = config->drift_ppm != 0.0 ? 2 : 0;
  guint n_pieces = 0;

  check_guests (config, result, timeline);
  g_assert_cmpuint (timeline->n_events, ==, result->n_events);
  for (guint i = 1; !with_true_clocks && i < result->n_machines; i++)
    {
      gint64 found = clock_error (result, timeline, i);

      g_test_message ("seed %u, %s: the clock is off by %" G_GINT64_FORMAT " ns", config->seed,
                      result->machines[i].name, found);
      g_assert_cmpint (found, <, config->vmsync != SIM_VMSYNC_NONE ? 10 * GS_USEC : 200 * GS_USEC);
      tolerance = MAX (tolerance, found + 2);
    }
  for (guint i = 0; i < result->rows->len; i++)
    n_pieces += compare_row (result, timeline, g_ptr_array_index (result->rows, i), tolerance);
  g_assert_cmpuint (n_pieces, >, 1000);
}

static void
config_for_seed (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_guests = 1 + seed % 3;
  config->n_vcpus = 1 + seed % 2;
  config->n_cpus = 1 + seed % 4;
  config->vmsync = config->n_guests > 1 ? SIM_VMSYNC_BOTH : seed % 3;
  config->contexts = seed % 2;
  config->old_kernel = seed % 5 == 0;
  config->garbage_vcpu = seed % 2 == 0;
  config->is_svm = seed % 3 == 1;
  config->offset = (gint64) seed * seed * 1234567891;
  config->format.n_channels = seed % 4;
  config->format.packet_size = seed % 2 == 0 ? 4096 : 0;
  config->format.with_index = seed % 3 == 0;
  config->format.packetized_metadata = seed % 2 == 1;
  config->format.compact_headers = seed % 3 == 2;
  config->format.exit_without_vcpu = seed % 3 == 0;
  if (config->old_kernel)
    config->format.old_names = config->format.old_syscall_names = config->format.plain_kvm_names = TRUE;
}

static void
test_states_are_exact_with_true_clocks (void)
{
  for (guint seed = 1; seed <= 6; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      check_all (&config, TRUE);
    }
}

/* Neither a state dump nor contexts: no process of any thread is known. */
static void
test_one_guest_needs_no_process (void)
{
  for (guint seed = 51; seed <= 52; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.n_guests = 1;
      config.statedump = config.contexts = FALSE;
      check_all (&config, TRUE);
    }
}

/* With no add-on module on the host, and with none at all. */
static void
test_guests_are_matched_without_modules (void)
{
  for (guint seed = 41; seed <= 43; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.n_guests = 2;
      config.vmsync = seed % 2 == 0 ? SIM_VMSYNC_HYPERCALL : SIM_VMSYNC_NONE;
      check_all (&config, TRUE);
    }
}

static void
test_drift_is_undone (void)
{
  SimConfig config;

  config_for_seed (&config, 11);
  config.drift_ppm = 40;
  check_all (&config, TRUE);
}

static void
test_clocks_are_found_by_vmsync (void)
{
  for (guint seed = 21; seed <= 23; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.vmsync = SIM_VMSYNC_BOTH;
      config.tcp = FALSE;
      config.drift_ppm = seed % 2 == 0 ? 30 : -15;
      config.duration = 300 * GS_MSEC;
      check_all (&config, FALSE);
    }
}

static void
test_clocks_are_found_by_tcp (void)
{
  for (guint seed = 31; seed <= 32; seed++)
    {
      SimConfig config;

      config_for_seed (&config, seed);
      config.n_guests = 1;
      config.vmsync = SIM_VMSYNC_NONE;
      config.drift_ppm = 20;
      config.duration = 300 * GS_MSEC;
      check_all (&config, FALSE);
    }
}

static void
test_steps_back_are_read_to_the_end (void)
{
  g_autoptr(SimResult) result = NULL;
  g_autoptr(GsTimeline) timeline = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.steps_back = TRUE;
  config.bulk_percent = 100;
  timeline = analyse (&config, TRUE, &result);
  g_assert_cmpuint (timeline->n_events, ==, result->n_events);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/end-to-end/states-are-exact-with-true-clocks", test_states_are_exact_with_true_clocks);
  g_test_add_func ("/end-to-end/guests-are-matched-without-modules", test_guests_are_matched_without_modules);
  g_test_add_func ("/end-to-end/one-guest-needs-no-process", test_one_guest_needs_no_process);
  g_test_add_func ("/end-to-end/drift-is-undone", test_drift_is_undone);
  g_test_add_func ("/end-to-end/clocks-are-found-by-vmsync", test_clocks_are_found_by_vmsync);
  g_test_add_func ("/end-to-end/clocks-are-found-by-tcp", test_clocks_are_found_by_tcp);
  g_test_add_func ("/end-to-end/steps-back-are-read-to-the-end", test_steps_back_are_read_to_the_end);
  return g_test_run ();
}
