/* compare-causes.c: causes, exits and sums of a timeline against the simulation's
 * SPDX-License-Identifier: MIT
 */
#include "analysis/compare-private.h"

#include "event/gs-event.h"
#include "report/gs-theft-sum.h"
#include "timeline/gs-thieves.h"
#include "timeline/gs-vcpu-cause.h"
#include "timeline/gs-vcpu-stretch.h"

/* The machine @level steps out from @machine's own host. */
static guint
find_host (const SimResult *result, guint machine, guint level)
{
  guint host = result->machines[machine].host;

  return level > 0 ? find_host (result, host, level - 1) : host;
}

/* How long each thread truly had the CPU of @host that @row waited for, by TID. */
static void
add_true_thieves (const SimResult *result, guint host, GHashTable *ns, const SimInterval *waiting, GsSpan span)
{
  const SimRow *cpu = compare_find_truth (result, GS_ROWS_CPUS, host, waiting->cpu);

  span = gs_span_intersect (span, (GsSpan){ waiting->begin, waiting->end });
  for (guint i = 0; cpu != NULL && i < cpu->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (cpu->intervals, SimInterval, i);
      gint64 common = gs_span_duration (gs_span_intersect (span, (GsSpan){ interval->begin, interval->end }));
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
find_true_thief (const SimResult *result, const SimRow *row, guint level, GsSpan span)
{
  guint host = find_host (result, row->machine, level);
  g_autoptr (GHashTable) ns = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  gint64 most = 0, second = 0;
  gint32 thief = 0;
  GHashTableIter iter;
  gpointer tid, sum;

  for (guint i = 0; i < row->intervals->len; i++)
    {
      const SimInterval *interval = &g_array_index (row->intervals, SimInterval, i);

      if (interval->state == GS_VCPU_PREEMPTED && interval->level == level && interval->end > span.begin
          && interval->begin < span.end)
        add_true_thieves (result, host, ns, interval, span);
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

/* As a cause is written: "GUEST/vcpu N", which may have the machine's name before it, or what ends in ":TID". */
static char *
name_true_thief (const SimResult *result, guint machine, guint level, gint32 tid)
{
  guint host = find_host (result, machine, level);

  for (guint i = 0; i < result->rows->len; i++)
    {
      const SimRow *row = g_ptr_array_index (result->rows, i);

      if (row->kind == GS_ROWS_VCPUS && row->tid == tid && result->machines[row->machine].host == host)
        return g_strdup_printf ("%s%s%s/vcpu %u", level > 0 ? result->machines[host].name : "", level > 0 ? ": " : "",
                                result->machines[row->machine].name, row->number);
    }
  return tid == 0 ? g_strdup ("") : g_strdup_printf (":%d", tid);
}

/* Fails where a preempted vCPU's cause is not who truly had its CPU the longest.
 * Returns: how many were compared */
guint
compare_causes (const SimResult *result, const GsTimeline *timeline, const SimRow *row)
{
  const GsTimelineMachine *machine = compare_find_machine (timeline, result->machines[row->machine].name);
  GsSpan sure = compare_span_to_compare (result, row, 0);
  const GsTrack *track = compare_find_track (machine, row, sure);
  guint place = 0, index = 0, n_compared = 0;

  while (gs_timeline_get_machine (timeline, place) != machine)
    place++;
  while (gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, index).track) != track)
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
      guint level;

      i += stretch.n;
      if (gs_track_get (track, stretch.first).value.state != GS_VCPU_PREEMPTED || stretch.span.begin < sure.begin
          || stretch.span.end > sure.end)
        continue;
      level = gs_aux_get_level (gs_track_get (track, stretch.first).value.aux);
      thief = find_true_thief (result, row, level, stretch.span);
      if (thief < 0)
        continue;
      cause = gs_vcpu_cause_dup_name (timeline, place, index, stretch.first);
      expected = name_true_thief (result, row->machine, level, thief);
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

      for (gsize i = 0; cpu->number == number && i < gs_track_get_n_intervals (gs_lazy_track_get (cpu->track)); i++)
        {
          GsInterval interval = gs_track_get (gs_lazy_track_get (cpu->track), i);
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

  for (gsize i = 0; i < gs_track_get_n_intervals (gs_lazy_track_get (row->track)) && n_checked < 20;)
    {
      GsVcpuStretch stretch = gs_vcpu_stretch_find (gs_lazy_track_get (row->track), i);
      g_autoptr (GArray) thieves = NULL;
      guint level = gs_aux_get_level (gs_track_get (gs_lazy_track_get (row->track), stretch.first).value.aux);
      const GsTimelineMachine *host = gs_timeline_get_machine (timeline,
                                                               gs_timeline_get_outer (timeline, place, level + 1));
      gint64 sum = 0;

      i += stretch.n;
      if (gs_track_get (gs_lazy_track_get (row->track), stretch.first).value.state != GS_VCPU_PREEMPTED)
        continue;
      thieves = gs_vcpu_stretch_get_thieves (timeline, place, index, &stretch);
      for (guint k = 0; k < thieves->len; k++)
        {
          const GsShare *share = &g_array_index (thieves, GsShare, k);

          g_assert_cmpint (share->ns, >, 0);
          if (level == 0)
            g_assert_cmpuint (share->thread, !=, row->host_thread);
          if (k > 0)
            g_assert_cmpint (share->ns, <=, g_array_index (thieves, GsShare, k - 1).ns);
          sum += share->ns;
        }
      for (gsize k = stretch.first; k < stretch.first + stretch.n; k++)
        {
          GsInterval piece = gs_track_get (gs_lazy_track_get (row->track), k);

          sum += get_unoccupied (host, piece.value.cpu, piece.span);
        }
      g_assert_cmpint (sum, ==, gs_span_duration (stretch.span));
      n_checked++;
    }
}

/* What was taken from a machine, by whomever, is what its vCPUs were preempted. */
static void
check_thefts (const GsTimeline *timeline)
{
  g_autoptr (GsTheftSum) sum = gs_theft_sum_new (timeline, timeline->span);
  g_autoptr (GArray) thefts = NULL;

  for (guint m = 0; m < timeline->machines->len; m++)
    gs_theft_sum_add_victim (sum, m);
  thefts = gs_theft_sum_list (sum);
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);
      gint64 taken = 0, preempted = 0;

      for (guint i = 0; i < thefts->len; i++)
        if (g_array_index (thefts, GsMachineTheft, i).victim == m)
          taken += g_array_index (thefts, GsMachineTheft, i).ns;
      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          gint64 ns[GS_MAX_STATES] = { 0 };

          gs_track_sum (gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, i).track), timeline->span, ns);
          preempted += ns[GS_VCPU_PREEMPTED];
        }
      g_assert_cmpint (taken, ==, preempted);
    }
}

/* Fails where the states of a row don't add up to its length, or a preemption's
 * occupants to more than that. */
void
compare_sums (const GsTimeline *timeline)
{
  check_thefts (timeline);
  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->threads->len; i++)
        check_sum (gs_lazy_track_get (g_array_index (machine->threads, GsThreadRow, i).track));
      for (guint i = 0; i < machine->cpus->len; i++)
        check_sum (gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, i).track));
      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          check_sum (gs_lazy_track_get (g_array_index (machine->vcpus, GsVcpuRow, i).track));
          check_thieves (timeline, m, i);
        }
    }
}
