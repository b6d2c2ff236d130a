/* compare-losses.c: what a timeline claims where events were lost, and after that
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-private.h"

/* Appends @span without what was lost on the machine of @row, or on the host. */
static void
add_seen_piece (GArray *pieces, const SimResult *result, const SimRow *row, GsSpan span, guint64 key)
{
  for (guint i = 0; i < result->losses->len; i++)
    {
      const SimLoss *loss = &g_array_index (result->losses, SimLoss, i);

      if ((loss->machine != row->machine && loss->machine != 0) || loss->end <= span.begin || loss->begin >= span.end)
        continue;
      add_seen_piece (pieces, result, row, (GsSpan){ span.begin, loss->begin }, key);
      span.begin = MIN (loss->end, span.end);
    }
  compare_add_piece (pieces, span, key);
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

      if (gs_lazy_track_get (row->track) == track && row->host_view != NULL
          && gs_track_find (gs_lazy_track_get (row->host_view), interval->span.begin, &at))
        return gs_track_get (gs_lazy_track_get (row->host_view), at).value.state != GS_HOST_VIEW_UNKNOWN
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

/* Fails where a row of a trace that has lost events claims what isn't true; @everywhere: also while another
 * CPU's events were being lost. Returns: how many claims there are */
guint
compare_claims (const SimResult *result, const GsTimeline *timeline, const SimRow *row, gboolean everywhere)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);
  GsSpan span = compare_span_to_compare (result, row, 0);
  const GsTrack *track = compare_find_track (machine, row, span);
  g_autoptr (GArray) truth = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_autofree char *what = g_strdup_printf ("%s, row of kind %d, CPU %u, TID %d", machine->name, row->kind, row->number,
                                           row->tid);

  if (span.begin >= span.end || track == NULL)
    return 0;
  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      compare_add_piece (truth, (GsSpan){ interval->begin, interval->end },
                         blunt_key (row->kind, compare_key_of_truth (row, interval)));
    }
  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);
      GsSpan part = gs_span_intersect (interval.span, span);
      guint64 key = blunt_key (row->kind, compare_key_of_value (timeline, machine, row->kind, interval.value));

      if (is_claimed (machine, row->kind, track, &interval) && everywhere)
        compare_add_piece (claims, part, key);
      else if (is_claimed (machine, row->kind, track, &interval))
        add_seen_piece (claims, result, row, part, key);
    }
  compare_check_pieces_are_in (what, claims, truth, 0);
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
      gs_track_sum (gs_lazy_track_get (cpu->track), (GsSpan){ loss->begin, loss->end }, ns);
      g_assert_cmpint (ns[GS_CPU_UNKNOWN], ==, loss->end - loss->begin);
      g_assert_true (gs_track_find (gs_lazy_track_get (cpu->track), loss->begin, &at));
      g_assert_cmphex (gs_track_get (gs_lazy_track_get (cpu->track), at).value.aux & GS_AUX_LOST, ==, GS_AUX_LOST);
    }
  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsTrack *track = gs_lazy_track_get (g_array_index (machine->threads, GsThreadRow, i).track);

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
  const SimRow *row = compare_find_truth (result, GS_ROWS_CPUS, 0, loss->cpu);
  gint32 tid = -2;

  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);
      gboolean is_switch = tid != -2 && interval->tid != tid;
      const GsTrack *track = compare_find_track (host, row, (GsSpan){ 0, 0 });
      gsize at;

      if (interval->end <= loss->end)
        continue;
      tid = interval->tid;
      if (!is_switch || interval->begin < loss->end)
        continue;
      for (guint k = 0; k < result->losses->len; k++)
        {
          const SimLoss *other = &g_array_index (result->losses, SimLoss, k);

          if (other->machine == 0 && other->cpu == loss->cpu && other->begin <= interval->begin
              && other->end > loss->end)
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
    n_checked += compare_claims (result, timeline, g_ptr_array_index (result->rows, i), FALSE);
  return n_checked;
}
