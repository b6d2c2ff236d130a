/* compare-truth.c: rows of a timeline against those of the simulation
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-private.h"

#include "event/gs-event.h"

void
compare_add_piece (GArray *pieces, GsSpan span, guint64 key)
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
void
compare_check_pieces_are_in (const char *what, const GArray *some, const GArray *others, gint64 tolerance)
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
        g_error ("%s: %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " is %" G_GINT64_MODIFIER "x, but %" G_GINT64_FORMAT
                 " to %" G_GINT64_FORMAT " is %" G_GINT64_MODIFIER "x",
                 what, piece->span.begin, piece->span.end, piece->key, other != NULL ? other->span.begin : 0,
                 other != NULL ? other->span.end : 0, other != NULL ? other->key : 0);
    }
}

/* One number for the guest's thread that runs, and for the innermost one. */
static guint64
key_of_inside (gint32 guest_tid, gint32 inner, gint32 inner_tid)
{
  gint32 deep = inner >= 0 ? 1 + inner_tid + 5003 * inner : 0;

  return (guint64) ((MAX (guest_tid, 0) + 40009 * deep) & 0xffffff) << 40;
}

/* What of a row is compared: its states, and what has to do with them. */
guint64
compare_key_of_truth (const SimRow *row, const SimInterval *interval)
{
  guint64 key = (guint64) interval->state << 8 | interval->aux | interval->level << 3;

  if (row->kind == GS_ROWS_THREADS)
    return key | (guint64) interval->cpu << 16 | (guint64) (guint16) interval->syscall << 32;
  if (row->kind == GS_ROWS_CPUS)
    return key | (guint64) (interval->tid & 0xffffff) << 16
           | key_of_inside (interval->guest_tid, interval->inner, interval->inner_tid);
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

/* The thread that a guest runs on one of its CPUs, or 0. */
static gint32
find_guest_tid (const GsTimeline *timeline, const GsOccupant *who)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, who->guest);

  return who->guest_thread != GS_NO_INDEX ? gs_machine_get_thread (guest->machine, who->guest_thread)->tid : 0;
}

/* @inner: (out): the number of the innermost machine that is inside of @who; -1 where none is */
static gint32
find_inner_tid (const GsTimeline *timeline, const GsOccupant *who, gint32 *inner)
{
  *inner = -1;
  if (who->inner == GS_NO_INDEX)
    return 0;
  while (who->inner != GS_NO_INDEX)
    who = &g_array_index (timeline->occupants, GsOccupant, who->inner);
  *inner = atoi (gs_timeline_get_machine (timeline, who->guest)->name + strlen ("guest"));
  return find_guest_tid (timeline, who);
}

/* No thread: idle, or not known. An interrupt of an idle CPU has none either. */
static guint64
key_of_cpu (const GsTimeline *timeline, const GsTimelineMachine *machine, GsTrackValue value)
{
  guint64 key = (guint64) value.state << 8;
  const GsOccupant *who;
  gint32 tid = 0, guest_tid = 0, inner = -1, inner_tid = 0;

  if (value.arg == GS_NO_INDEX)
    return key | (guint64) (value.state == GS_CPU_UNKNOWN ? 0xffffff : 0) << 16;
  who = &g_array_index (timeline->occupants, GsOccupant, value.arg);
  if (who->thread != GS_NO_INDEX)
    tid = gs_machine_get_thread (machine->machine, who->thread)->tid;
  if (value.state == GS_CPU_GUEST)
    {
      guest_tid = find_guest_tid (timeline, who);
      inner_tid = find_inner_tid (timeline, who, &inner);
    }
  return key | (guint64) (tid & 0xffffff) << 16 | key_of_inside (guest_tid, inner, inner_tid);
}

guint64
compare_key_of_value (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows, GsTrackValue value)
{
  guint64 key = (guint64) value.state << 8 | (value.aux & (GS_AUX_GUEST_VIEW | GS_AUX_LEVEL));

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

      compare_add_piece (pieces, gs_span_intersect (span, (GsSpan){ interval->begin, interval->end }),
                         compare_key_of_truth (row, interval));
    }
  return pieces;
}

static GArray *
pieces_of_track (const GsTimeline *timeline, const GsTimelineMachine *machine, GsRows rows, const GsTrack *track,
                 GsSpan span)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      compare_add_piece (pieces, gs_span_intersect (span, interval.span),
                         compare_key_of_value (timeline, machine, rows, interval.value));
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
      common = gs_span_duration (gs_span_intersect (span, gs_track_get_span (gs_lazy_track_get (candidate->track))));
      if (common > most)
        {
          most = common;
          best = gs_lazy_track_get (candidate->track);
        }
    }
  return best;
}

const GsTrack *
compare_find_track (const GsTimelineMachine *machine, const SimRow *row, GsSpan span)
{
  if (row->kind == GS_ROWS_THREADS)
    return find_thread_track (machine, row, span);
  for (guint i = 0; row->kind == GS_ROWS_CPUS && i < machine->cpus->len; i++)
    if (g_array_index (machine->cpus, GsCpuRow, i).number == row->number)
      return gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, i).track);
  for (guint i = 0; row->kind == GS_ROWS_VCPUS && i < machine->vcpus->len; i++)
    if (g_array_index (machine->vcpus, GsVcpuRow, i).id == row->number)
      {
        g_assert_cmpint (g_array_index (machine->vcpus, GsVcpuRow, i).host_tid, ==, row->tid);
        return gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, i).track);
      }
  return NULL;
}

/* Whether @machine is @other, or runs on it, however far in. */
static gboolean
is_inside (const SimResult *result, guint machine, guint other)
{
  return machine == other || (machine != 0 && is_inside (result, result->machines[machine].host, other));
}

/* From when on the trace tells all about @row: what lies over a guest's thread
 * takes that its vCPUs are known as well, and those of its hosts, and what a CPU runs all of them. */
static gint64
sure_from (const SimResult *result, const SimRow *row)
{
  gint64 from = row->sure_from;

  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *vcpu = g_ptr_array_index (result->rows, i);

      if (vcpu->kind == GS_ROWS_VCPUS && (row->kind == GS_ROWS_CPUS || is_inside (result, row->machine, vcpu->machine)))
        from = MAX (from, vcpu->sure_from);
    }
  return from;
}

/* To when it does: what a CPU runs is a guest's thread, too, whose trace may end before. */
static gint64
sure_to (const SimResult *result, const SimRow *row)
{
  gint64 end = result->machines[0].last;

  for (guint machine = row->machine; machine != 0; machine = result->machines[machine].host)
    end = MIN (end, result->machines[machine].last);
  for (guint i = 0; i < result->rows->len && row->kind == GS_ROWS_CPUS; i++)
    end = MIN (end, result->machines[((const SimRow *) g_ptr_array_index (result->rows, i))->machine].last);
  return end;
}

/* From then to where it still does; empty where there is no such time. */
GsSpan
compare_span_to_compare (const SimResult *result, const SimRow *row, gint64 tolerance)
{
  const SimInterval *last = &g_array_index (row->intervals, SimInterval, row->intervals->len - 1);
  gint64 end = MIN (last->end, sure_to (result, row));
  gint64 from = sure_from (result, row);

  if (from == G_MAXINT64)
    return (GsSpan){ 0, 0 };
  return (GsSpan){ from + tolerance, MAX (from + tolerance, end - tolerance) };
}

/* Fails where the row and its truth differ by more than @tolerance ns. Returns:
 * how many intervals were compared */
guint
compare_row (const SimResult *result, const GsTimeline *timeline, const SimRow *row, gint64 tolerance)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);
  GsSpan span = compare_span_to_compare (result, row, tolerance);
  g_autofree char *what = g_strdup_printf ("%s, %s %d", machine->name,
                                           row->kind == GS_ROWS_THREADS ? "thread" :
                                           row->kind == GS_ROWS_CPUS    ? "CPU" :
                                                                          "vCPU",
                                           row->kind == GS_ROWS_THREADS ? row->tid : (gint32) row->number);
  const GsTrack *track = compare_find_track (machine, row, span);
  g_autoptr (GArray) truth = NULL;
  g_autoptr (GArray) found = NULL;

  if (span.begin >= span.end)
    return 0;
  if (track == NULL)
    g_error ("%s has no row", what);
  truth = pieces_of_truth (row, span);
  found = pieces_of_track (timeline, machine, row->kind, track, span);
  compare_check_pieces_are_in (what, truth, found, tolerance);
  compare_check_pieces_are_in (what, found, truth, tolerance);
  return truth->len;
}

const SimRow *
compare_find_truth (const SimResult *result, GsRows kind, guint machine, guint number)
{
  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      if (row->kind == kind && row->machine == machine && row->number == number)
        return row;
    }
  return NULL;
}
