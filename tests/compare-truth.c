/* compare-truth.c: rows of a timeline against those of the simulation
 * SPDX-License-Identifier: MIT
 */
#include "compare-truth.h"

#include <string.h>

#include "gs-event.h"
#include "gs-vcpu-stretch.h"

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
    return key | (guint64) interval->cpu << 16 | (guint64) (guint16) interval->syscall << 32;
  if (row->kind == GS_ROWS_CPUS)
    return key | (guint64) (interval->tid & 0xffffff) << 16 | (guint64) (MAX (interval->guest_tid, 0) & 0xffffff) << 40;
  return key | (interval->state == GS_VCPU_HYPERVISOR ? (guint64) interval->reason << 16 : 0);
}

static guint64
key_of_thread (const GsTimelineMachine *machine, GsTrackValue value)
{
  GsThreadState state = gs_thread_state_base (value.state);
  guint64 key = (guint64) state << 8 | gs_thread_state_overlay (value.state);
  const char *name = gs_names_get (machine->machine->names, value.arg);

  key |= (guint64) (gs_thread_state_is_on_cpu (state) ? value.cpu : 0xffff) << 16;
  if (state == GS_THREAD_SYSCALL)
    key |= (guint64) (guint16) (g_str_equal (name, "kernel") ? -1 : ctf_syscall_number (name)) << 32;
  return key;
}

/* No thread: idle, or not known. An interrupt of an idle CPU has none either. */
static guint64
key_of_cpu (const GsTimeline *timeline, const GsTimelineMachine *machine, GsTrackValue value)
{
  guint64 key = (guint64) value.state << 8;
  const GsOccupant *who;
  gint32 tid = 0, guest_tid = 0;

  if (value.arg == GS_NO_INDEX)
    return key | (guint64) (value.state == GS_CPU_UNKNOWN ? 0xffffff : 0) << 16;
  who = &g_array_index (timeline->occupants, GsOccupant, value.arg);
  if (who->thread != GS_NO_INDEX)
    tid = gs_machine_get_thread (machine->machine, who->thread)->tid;
  if (who->guest_thread != GS_NO_INDEX && value.state == GS_CPU_GUEST)
    guest_tid = gs_machine_get_thread (gs_timeline_get_machine (timeline, who->guest)->machine, who->guest_thread)->tid;
  return key | (guint64) (tid & 0xffffff) << 16 | (guint64) (guest_tid & 0xffffff) << 40;
}

static guint64
key_of_value (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows, GsTrackValue value)
{
  guint64 key = (guint64) value.state << 8 | (value.aux & GS_AUX_GUEST_VIEW);

  if (rows == GS_ROWS_THREADS)
    return key_of_thread (machine, value);
  if (rows == GS_ROWS_CPUS)
    return key_of_cpu (timeline, machine, value);
  return key | (value.state == GS_VCPU_HYPERVISOR ? (guint64) value.arg << 16 : 0);
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

const GsTimelineMachine *
compare_find_machine (const GsTimeline *timeline, const char *name)
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
 * takes that its vCPUs are known as well, and what a CPU runs all of them. */
static gint64
sure_from (const SimResult *result, const SimRow *row)
{
  gint64 from = row->sure_from;

  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *vcpu = g_ptr_array_index (result->rows, i);

      if (vcpu->kind == GS_ROWS_VCPUS && (row->kind == GS_ROWS_CPUS || vcpu->machine == row->machine))
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

/* Fails where the row and its truth differ by more than @tolerance ns. Returns:
 * how many intervals were compared */
guint
compare_row (const SimResult *result, const GsTimeline *timeline, const SimRow *row, gint64 tolerance)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);
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

static const SimRow *
find_truth (const SimResult *result, GsRows kind, guint machine, guint number)
{
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      if (row->kind == kind && row->machine == machine && row->number == number)
        return row;
    }
  return NULL;
}

/* How long each thread truly had the CPU that @row waited for, by TID. */
static void
add_true_thieves (const SimResult *result, GHashTable *ns, const SimInterval *waiting, GsSpan span)
{
  const SimRow *cpu = find_truth (result, GS_ROWS_CPUS, 0, waiting->cpu);

  span = gs_span_intersect (span, (GsSpan) { waiting->begin, waiting->end });
  for (guint i = 0; cpu != NULL && i < cpu->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (cpu->intervals, SimInterval, i);
      gint64 common = gs_span_duration (gs_span_intersect (span, (GsSpan) { interval->begin, interval->end }));
      gint64 *sum;

      if (common <= 0 || interval->tid <= 0)
        continue;
      sum = g_hash_table_lookup (ns, GINT_TO_POINTER (interval->tid));
      if (sum == NULL)
        g_hash_table_insert (ns, GINT_TO_POINTER (interval->tid), sum = g_new0 (gint64, 1));
      *sum += common;
    }
}

/* Returns: the TID that truly had the CPU the longest, 0 for none, -1 where two had it nearly as long */
static gint32
find_true_thief (const SimResult *result, const SimRow *row, GsSpan span)
{
  g_autoptr(GHashTable) ns = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gint64 most = 0, second = 0;
  gint32 thief = 0;
  GHashTableIter iter;
  gpointer tid, sum;

  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      if (interval->state == GS_VCPU_PREEMPTED && interval->end > span.begin && interval->begin < span.end)
        add_true_thieves (result, ns, interval, span);
    }
  g_hash_table_iter_init (&iter, ns);
  while (g_hash_table_iter_next (&iter, &tid, &sum))
    if (*(gint64 *) sum > most)
      {
        second = most;
        most = *(gint64 *) sum;
        thief = GPOINTER_TO_INT (tid);
      }
    else
      second = MAX (second, *(gint64 *) sum);
  return thief != 0 && most - second < 1000 ? -1 : thief;
}

/* As a cause is written: "GUEST/vcpu N" or what ends in ":TID". */
static char *
name_true_thief (const SimResult *result, gint32 tid)
{
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      if (row->kind == GS_ROWS_VCPUS && row->tid == tid)
        return g_strdup_printf ("%s/vcpu %u", result->machines[row->machine].name, row->number);
    }
  return tid == 0 ? g_strdup ("") : g_strdup_printf (":%d", tid);
}

/* Fails where a preempted vCPU's cause is not who truly had its CPU the longest.
 * Returns: how many were compared */
guint
compare_causes (const SimResult *result, const GsTimeline *timeline, const SimRow *row)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);
  GsSpan sure = span_to_compare (result, row, 0);
  const GsTrack *track = find_track (machine, row, sure);
  guint place = 0, index = 0, n_compared = 0;

  while (gs_timeline_get_machine (timeline, place) != machine)
    place++;
  while (g_array_index (machine->vcpus, GsVcpuRow, index).track != track)
    index++;
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *cpu = g_ptr_array_index (result->rows, i);

      if (cpu->kind == GS_ROWS_CPUS)
        sure.begin = MAX (sure.begin, cpu->sure_from);
    }
  for (gsize i = 0; i < gs_track_get_n_intervals (track);)
    {
      GsVcpuStretch stretch = gs_vcpu_stretch_find (track, i);
      g_autofree char *cause = NULL;
      g_autofree char *expected = NULL;
      gint32 thief;

      i += stretch.n;
      if (gs_track_get (track, stretch.first).value.state != GS_VCPU_PREEMPTED || stretch.span.begin < sure.begin
          || stretch.span.end > sure.end)
        continue;
      thief = find_true_thief (result, row, stretch.span);
      if (thief < 0)
        continue;
      cause = gs_timeline_name_vcpu_cause (timeline, place, index, stretch.first);
      expected = name_true_thief (result, thief);
      if (*expected == ':' ? !g_str_has_suffix (cause, expected) : !g_str_equal (cause, expected))
        g_error ("%s, vCPU %u: preempted from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " by “%s”, not “%s”",
                 machine->name, row->number, stretch.span.begin, stretch.span.end, expected, cause);
      n_compared++;
    }
  return n_compared;
}

/* Fails where a vCPU's exits are not as many, each for its reason, as there truly were. */
void
compare_exits (const SimResult *result, const GsTimeline *timeline, const SimRow *row)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);

  for (guint i = 0; i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *vcpu = &g_array_index (machine->vcpus, GsVcpuRow, i);

      for (guint k = 0; vcpu->id == row->number && k < SIM_N_EXITS; k++)
        {
          guint64 count = 0;

          for (guint e = 0; vcpu->exits != NULL && e < vcpu->exits->len; e++)
            if (g_array_index (vcpu->exits, GsExitCount, e).reason == row->exits[k].reason)
              count += g_array_index (vcpu->exits, GsExitCount, e).count;
          if (row->exits[k].count > 0)
            g_assert_cmpuint (count, ==, row->exits[k].count);
        }
    }
}

static void
check_sum (const GsTrack *track)
{
  GsSpan span = gs_track_get_span (track);
  gint64 ns[GS_MAX_STATES] = { 0 }, sum = 0, walked[GS_MAX_STATES] = { 0 };

  gs_track_sum (track, span, ns);
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      walked[interval.value.state] += gs_span_duration (interval.span);
    }
  for (guint i = 0; i < gs_track_get_n_states (track); i++)
    {
      g_assert_cmpint (ns[i], ==, walked[i]);
      sum += ns[i];
    }
  g_assert_cmpint (sum, ==, gs_span_duration (span));
}

/* How long a CPU had no thread that is known in @span: it idled, or nobody knows. */
static gint64
get_unoccupied (const GsTimelineMachine *host, guint number, GsSpan span)
{
  gint64 ns = gs_span_duration (span);

  for (guint c = 0; c < host->cpus->len; c++)
    {
      const GsCpuRow *cpu = &g_array_index (host->cpus, GsCpuRow, c);

      for (gsize i = 0; cpu->number == number && i < gs_track_get_n_intervals (cpu->track); i++)
        {
          GsInterval interval = gs_track_get (cpu->track, i);
          GsSpan common = gs_span_intersect (interval.span, span);

          if (interval.value.arg != GS_NO_INDEX && common.begin < common.end)
            ns -= gs_span_duration (common);
        }
    }
  return ns;
}

/* What a vCPU's preemptions took is what those who are named for them had, and
 * the time in which nobody is known to have had the CPU. */
static void
check_thieves (const GsTimeline *timeline, guint place, guint index)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, place);
  const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, index);
  guint n_checked = 0;

  for (gsize i = 0; i < gs_track_get_n_intervals (row->track) && n_checked < 20;)
    {
      GsVcpuStretch stretch = gs_vcpu_stretch_find (row->track, i);
      g_autoptr(GArray) thieves = NULL;
      gint64 sum = 0;

      i += stretch.n;
      if (gs_track_get (row->track, stretch.first).value.state != GS_VCPU_PREEMPTED)
        continue;
      thieves = gs_vcpu_stretch_get_thieves (timeline, place, index, &stretch);
      for (guint k = 0; k < thieves->len; k++)
        {
          const GsShare *share = &g_array_index (thieves, GsShare, k);

          g_assert_cmpint (share->ns, >, 0);
          g_assert_cmpuint (share->thread, !=, row->host_thread);
          if (k > 0)
            g_assert_cmpint (share->ns, <=, g_array_index (thieves, GsShare, k - 1).ns);
          sum += share->ns;
        }
      for (gsize k = stretch.first; k < stretch.first + stretch.n; k++)
        {
          GsInterval piece = gs_track_get (row->track, k);

          sum += get_unoccupied (gs_timeline_get_machine (timeline, machine->host), piece.value.cpu, piece.span);
        }
      g_assert_cmpint (sum, ==, gs_span_duration (stretch.span));
      n_checked++;
    }
}

/* Fails where the states of a row don't add up to its length, or a preemption's
 * occupants to more than that. */
void
compare_sums (const GsTimeline *timeline)
{
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->threads->len; i++)
        check_sum (g_array_index (machine->threads, GsThreadRow, i).track);
      for (guint i = 0; i < machine->cpus->len; i++)
        check_sum (g_array_index (machine->cpus, GsCpuRow, i).track);
      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          check_sum (g_array_index (machine->vcpus, GsVcpuRow, i).track);
          check_thieves (timeline, m, i);
        }
    }
}

/* Appends @span without what was lost on the machine of @row, or on the host. */
static void
add_seen_piece (GArray *pieces, const SimResult *result, const SimRow *row, GsSpan span, guint64 key)
{
  for (guint i = 0; i < result->losses->len; i++)
    {
      const SimLoss *loss = &g_array_index (result->losses, SimLoss, i);

      if ((loss->machine != row->machine && loss->machine != 0) || loss->end <= span.begin || loss->begin >= span.end)
        continue;
      add_seen_piece (pieces, result, row, (GsSpan) { span.begin, loss->begin }, key);
      span.begin = MIN (loss->end, span.end);
    }
  add_piece (pieces, span, key);
}

/* What stays comparable once events are lost. Of a thread: waits, or which CPU
 * it is on; of a CPU: its thread; of a vCPU: its states, not the exit's reason. */
static guint64
blunt_key (GsRows rows, guint64 key)
{
  GsThreadState state = key >> 8 & 0xff;

  if (rows == GS_ROWS_CPUS)
    return key >> 16 & 0xffffff;
  if (rows == GS_ROWS_THREADS && gs_thread_state_is_on_cpu (state))
    return (key & 0xffff0000) | GS_THREAD_USERMODE << 8;
  return rows == GS_ROWS_VCPUS ? key & 0xffff : key;
}

static gboolean
is_vcpu_claimed (const GsTimelineMachine *machine, const GsTrack *track, const GsInterval *interval)
{
  for (guint i = 0; i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);
      gsize at;

      if (row->track == track && row->host_view != NULL && gs_track_find (row->host_view, interval->span.begin, &at))
        return gs_track_get (row->host_view, at).value.state != GS_HOST_VIEW_UNKNOWN
               && (interval->value.aux & GS_AUX_GUEST_VIEW) != GS_GUEST_VIEW_UNKNOWN;
    }
  return FALSE;
}

static gboolean
is_claimed (const GsTimelineMachine *machine, GsRows rows, const GsTrack *track, const GsInterval *interval)
{
  guint8 state = interval->value.state;

  if ((interval->value.aux & GS_AUX_LOST) != 0)
    return FALSE;
  if (rows == GS_ROWS_VCPUS)
    return is_vcpu_claimed (machine, track, interval);
  if (rows == GS_ROWS_CPUS && interval->value.arg == GS_NO_INDEX)
    return interval->value.aux != 0; /* else an interrupt, of who knows which thread */
  return state != 0 && (rows != GS_ROWS_THREADS || (state != GS_THREAD_EXITED && state != GS_THREAD_WAIT_UNKNOWN));
}

/* Fails where a row of a trace that has lost events claims what isn't true. */
static guint
check_claims (const SimResult *result, const GsTimeline *timeline, const SimRow *row)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);
  GsSpan span = span_to_compare (result, row, 0);
  const GsTrack *track = find_track (machine, row, span);
  g_autoptr(GArray) truth = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr(GArray) claims = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autofree char *what = g_strdup_printf ("%s, row of kind %d, CPU %u, TID %d", machine->name, row->kind, row->number, row->tid);

  if (span.begin >= span.end || track == NULL)
    return 0;
  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      add_piece (truth, (GsSpan) { interval->begin, interval->end }, blunt_key (row->kind, key_of_truth (row, interval)));
    }
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      if (is_claimed (machine, row->kind, track, &interval))
        add_seen_piece (claims, result, row, gs_span_intersect (interval.span, span),
                        blunt_key (row->kind, key_of_value (timeline, machine, row->kind, interval.value)));
    }
  check_pieces_are_in (what, claims, truth, 0);
  return claims->len;
}

/* Nothing may be claimed of the CPU, nor of a thread that is said to be there. */
static void
check_loss (const SimResult *result, const GsTimeline *timeline, const SimLoss *loss)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[loss->machine].name);
  gint64 ns[GS_MAX_STATES];
  gsize at;

  for (guint i = 0; i < machine->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (machine->cpus, GsCpuRow, i);

      if (cpu->number != loss->cpu)
        continue;
      gs_track_sum (cpu->track, (GsSpan) { loss->begin, loss->end }, ns);
      g_assert_cmpint (ns[GS_CPU_UNKNOWN], ==, loss->end - loss->begin);
      g_assert_true (gs_track_find (cpu->track, loss->begin, &at));
      g_assert_cmphex (gs_track_get (cpu->track, at).value.aux & GS_AUX_LOST, ==, GS_AUX_LOST);
    }
  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsTrack *track = g_array_index (machine->threads, GsThreadRow, i).track;

      for (gsize k = 0; k < gs_track_get_n_intervals (track); k++)
        {
          GsInterval interval = gs_track_get (track, k);

          if (interval.value.cpu == loss->cpu && interval.span.begin < loss->end && interval.span.end > loss->begin)
            g_assert_true (interval.value.state == GS_THREAD_UNKNOWN || interval.value.state == GS_THREAD_EXITED);
        }
    }
}

/* States start again from evidence: the first switch after a loss tells the CPU's thread. */
static guint
check_recovery (const SimResult *result, const GsTimeline *timeline, const SimLoss *loss)
{
  const GsTimelineMachine *host = compare_find_machine (timeline, result->machines[0].name);
  const SimRow *row = find_truth (result, GS_ROWS_CPUS, 0, loss->cpu);
  gint32 tid = -2;

  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);
      gboolean is_switch = tid != -2 && interval->tid != tid;
      const GsTrack *track = find_track (host, row, (GsSpan) { 0, 0 });
      gsize at;

      if (interval->end <= loss->end)
        continue;
      tid = interval->tid;
      if (!is_switch || interval->begin < loss->end)
        continue;
      for (guint k = 0; k < result->losses->len; k++)
        {
          const SimLoss *other = &g_array_index (result->losses, SimLoss, k);

          if (other->machine == 0 && other->cpu == loss->cpu && other->begin <= interval->begin && other->end > loss->end)
            return 0;
        }
      g_assert_true (gs_track_find (track, interval->begin, &at));
      g_assert_cmpuint (gs_track_get (track, at).value.state, !=, GS_CPU_UNKNOWN);
      return 1;
    }
  return 0;
}

/* Fails where something is claimed among lost events, or something untrue
 * because of them. Returns: how many losses and claims were checked */
guint
compare_losses (const SimResult *result, const GsTimeline *timeline)
{
  guint n_checked = 0;

  for (guint i = 0; i < result->losses->len; i++)
    {
      const SimLoss *loss = &g_array_index (result->losses, SimLoss, i);

      check_loss (result, timeline, loss);
      n_checked += loss->machine == 0 ? 1 + check_recovery (result, timeline, loss) : 1;
    }
  for (guint i = 0; i < result->rows->len; i++)
    n_checked += check_claims (result, timeline, g_ptr_array_index (result->rows, i));
  return n_checked;
}
