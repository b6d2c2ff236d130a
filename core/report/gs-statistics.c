/* gs-statistics.c: a span of a timeline in numbers
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-statistics.h"

#include "base/gs-duration-histogram.h"
#include "timeline/gs-composer-rows.h"
#include "timeline/gs-thieves.h"
#include "track/gs-track-walk.h"

static void
gs_statistics_add_interval (GsStateStatistics *state, GsDurationHistogram *histogram, gint64 ns)
{
  state->min = state->count == 0 ? ns : MIN (state->min, ns);
  state->max = MAX (state->max, ns);
  state->ns += ns;
  state->count++;
  gs_duration_histogram_add (histogram, ns);
}

/* Neighbours with the same state and argument are one interval for those who read the numbers. */
static void
gs_statistics_add_track (GsRowStatistics *statistics, GsDurationHistogram *histograms, const GsTrack *track,
                         GsSpan span, GCancellable *cancellable)
{
  GsTrackValue value = { 0 };
  gint64 ns = -1;
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  gs_track_walk_init (&walk, track, span, cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      statistics->ns += gs_span_duration (part);
      if (ns >= 0 && interval.value.state == value.state && interval.value.arg == value.arg)
        {
          ns += gs_span_duration (part);
          continue;
        }
      if (ns >= 0)
        gs_statistics_add_interval (&statistics->states[value.state], &histograms[value.state], ns);
      value = interval.value;
      ns = gs_span_duration (part);
    }
  if (ns >= 0)
    gs_statistics_add_interval (&statistics->states[value.state], &histograms[value.state], ns);
}

/**
 * gs_statistics_of_tracks:
 * @tracks: (element-type GsLazyTrack): rows of one kind
 * @statistics: (out): of each of their states, over all of them
 *
 * Linear in the number of intervals in @span.
 */
void
gs_statistics_of_tracks (const GPtrArray *tracks, GsSpan span, GCancellable *cancellable, GsRowStatistics *statistics)
{
  g_autofree GsDurationHistogram *histograms = g_new0 (GsDurationHistogram, GS_MAX_STATES);

  *statistics = (GsRowStatistics){ 0 };
  for (guint i = 0; i < tracks->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      g_autoptr (GsTrack) track = gs_lazy_track_ref (g_ptr_array_index (tracks, i));

      statistics->n_states = gs_track_get_n_states (track);
      gs_statistics_add_track (statistics, histograms, track, span, cancellable);
    }
  for (guint i = 0; i < statistics->n_states; i++)
    statistics->states[i].p99 = MIN (gs_duration_histogram_get_percentile (&histograms[i], 99),
                                     statistics->states[i].max);
}

static GsExitStatistics *
gs_statistics_get_exit (GArray *exits, const GsVcpuRow *row, guint32 reason)
{
  GsExitStatistics exit = { .reason = reason };

  for (guint i = 0; i < exits->len; i++)
    if (g_array_index (exits, GsExitStatistics, i).reason == reason)
      return &g_array_index (exits, GsExitStatistics, i);
  for (guint i = 0; row->exits != NULL && i < row->exits->len; i++)
    if (g_array_index (row->exits, GsExitCount, i).reason == reason)
      exit.isa = g_array_index (row->exits, GsExitCount, i).isa;
  g_array_append_val (exits, exit);
  return &g_array_index (exits, GsExitStatistics, exits->len - 1);
}

static int
gs_statistics_compare_exits (gconstpointer a, gconstpointer b)
{
  const GsExitStatistics *left = a, *right = b;

  return left->ns != right->ns ? (left->ns > right->ns ? -1 : 1) :
                                 (left->reason > right->reason) - (left->reason < right->reason);
}

/* Whether an exit that began before @time goes on then, interrupted or not. */
static gboolean
gs_statistics_is_in_exit (const GsTrack *host_view, gint64 time)
{
  gsize i;

  if (!gs_track_find (host_view, time, &i))
    return FALSE;
  for (i++; i > 0; i--)
    {
      GsInterval interval = gs_track_get (host_view, i - 1);

      if (interval.span.begin < time && gs_aux_get_level (interval.value.aux) == 0
          && (interval.value.state == GS_HOST_VIEW_GUEST || interval.value.state == GS_HOST_VIEW_HYPERVISOR))
        return interval.value.state == GS_HOST_VIEW_HYPERVISOR;
    }
  return FALSE;
}

/**
 * gs_statistics_of_exits:
 *
 * An exit that a preemption interrupts counts once; its time is what the vCPU
 * thread spent in the hypervisor for it. Exits to hosts further out are those of other vCPUs.
 *
 * Returns: (transfer full) (element-type GsExitStatistics): most time first
 */
GArray *
gs_statistics_of_exits (const GsVcpuRow *row, GsSpan span, GCancellable *cancellable)
{
  GArray *exits = g_array_new (FALSE, FALSE, sizeof (GsExitStatistics));
  const GsTrack *host_view;
  gboolean is_inside; /* of the guest; an exit counts where it begins */
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  if (row->host_view == NULL)
    return exits;
  host_view = gs_lazy_track_get (row->host_view);
  is_inside = !gs_statistics_is_in_exit (host_view, span.begin);
  gs_track_walk_init (&walk, host_view, span, cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      GsExitStatistics *exit;

      if (interval.value.state == GS_HOST_VIEW_GUEST)
        is_inside = TRUE;
      if (interval.value.state != GS_HOST_VIEW_HYPERVISOR || gs_aux_get_level (interval.value.aux) > 0)
        continue;
      exit = gs_statistics_get_exit (exits, row, interval.value.arg);
      exit->ns += gs_span_duration (part);
      if (is_inside)
        exit->count++;
      is_inside = FALSE;
    }
  g_array_sort (exits, gs_statistics_compare_exits);
  return exits;
}

static int
gs_statistics_compare_thefts (gconstpointer a, gconstpointer b)
{
  const GsTheft *left = a, *right = b;

  if (left->ns != right->ns)
    return left->ns > right->ns ? -1 : 1;
  if (left->thread != right->thread)
    return left->thread < right->thread ? -1 : 1;
  return (left->vcpu > right->vcpu) - (left->vcpu < right->vcpu);
}

/* What is being added up: one victim's thefts, by thief. */
typedef struct
{
  GsTheft base;
  guint32 except;       /* the victim's own thread */
  GHashTable *by_thief; /* thread -> GsTheft */
} GsTheftSum;

static void
gs_statistics_add_theft (GsTheftSum *self, guint32 thread, GsSpan preempted, gint64 ns)
{
  GsTheft *theft = g_hash_table_lookup (self->by_thief, GUINT_TO_POINTER (thread));

  if (theft == NULL)
    {
      theft = g_memdup2 (&self->base, sizeof self->base);
      theft->thread = thread;
      g_hash_table_insert (self->by_thief, GUINT_TO_POINTER (thread), theft);
    }
  theft->ns += ns;
  theft->count++;
  if (ns > theft->longest_ns)
    {
      theft->longest_ns = ns;
      theft->longest = preempted;
    }
}

/* Who had @cpu during a preempted interval. A thief that had it several times
 * in there is one theft, of its time in all. */
static void
gs_statistics_add_preempted (GsTheftSum *self, guint number, GsSpan part, GArray *thieves, GHashTable *cpus)
{
  const GsTrack *current = g_hash_table_lookup (cpus, GUINT_TO_POINTER (number));
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan had;

  if (current == NULL)
    return;
  g_array_set_size (thieves, 0);
  gs_track_walk_init (&walk, current, part, NULL);
  while (gs_track_walk_next (&walk, &interval, &had))
    {
      GsShare share = { interval.value.arg, gs_span_duration (had) };
      guint i = 0;

      if (share.thread == GS_NO_INDEX || share.thread == self->except || share.ns <= 0)
        continue;
      while (i < thieves->len && g_array_index (thieves, GsShare, i).thread != share.thread)
        i++;
      if (i < thieves->len)
        g_array_index (thieves, GsShare, i).ns += share.ns;
      else
        g_array_append_val (thieves, share);
    }
  for (guint i = 0; i < thieves->len; i++)
    gs_statistics_add_theft (self, g_array_index (thieves, GsShare, i).thread, part,
                             g_array_index (thieves, GsShare, i).ns);
}

/* What was taken on @level: of CPUs of @host. */
static void
gs_statistics_add_victim (GArray *thefts, const GsTimelineMachine *host, guint level, const GsVcpuRow *row,
                          GsTheft base, GsSpan span, GCancellable *cancellable)
{
  g_autoptr (GHashTable) by_thief = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GHashTable) cpus = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) thieves = g_array_new (FALSE, FALSE, sizeof (GsShare));
  GsTheftSum sum = { base, level == 0 ? row->host_thread : GS_NO_INDEX, by_thief };
  GsInterval interval;
  GHashTableIter iter;
  GsTrackWalk walk;
  gpointer theft;
  GsSpan part;

  for (guint i = 0; i < host->cpus->len; i++)
    g_hash_table_insert (cpus, GUINT_TO_POINTER (g_array_index (host->cpus, GsCpuRow, i).number),
                         gs_lazy_track_get (g_array_index (host->cpus, GsCpuRow, i).current));
  gs_track_walk_init (&walk, gs_lazy_track_get (row->track), span, cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    if (interval.value.state == GS_VCPU_PREEMPTED && interval.value.cpu != GS_NO_CPU
        && gs_aux_get_level (interval.value.aux) == level)
      gs_statistics_add_preempted (&sum, interval.value.cpu, part, thieves, cpus);

  g_hash_table_iter_init (&iter, by_thief);
  while (g_hash_table_iter_next (&iter, NULL, &theft))
    g_array_append_vals (thefts, theft, 1);
}

/**
 * gs_statistics_of_thefts:
 *
 * Who took the CPU from whom, for how long: thief × victim.
 *
 * Returns: (transfer full) (element-type GsTheft): most time first
 */
GArray *
gs_statistics_of_thefts (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable)
{
  GArray *thefts = g_array_new (FALSE, FALSE, sizeof (GsTheft));

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (timeline, m);
      guint host = guest->host;

      for (guint level = 0; host != GS_NO_INDEX; host = gs_timeline_get_machine (timeline, host)->host, level++)
        for (guint i = 0; i < guest->vcpus->len; i++)
          {
            GsTheft base = { .machine = m, .vcpu = i, .host = host };

            gs_statistics_add_victim (thefts, gs_timeline_get_machine (timeline, host), level,
                                      &g_array_index (guest->vcpus, GsVcpuRow, i), base, span, cancellable);
          }
    }
  g_array_sort (thefts, gs_statistics_compare_thefts);
  return thefts;
}

static int
gs_statistics_compare_uses (gconstpointer a, gconstpointer b)
{
  const GsThreadUse *left = a, *right = b;

  if (left->ns[GS_OVERLAY_NONE] != right->ns[GS_OVERLAY_NONE])
    return left->ns[GS_OVERLAY_NONE] > right->ns[GS_OVERLAY_NONE] ? -1 : 1;
  if (left->machine != right->machine)
    return left->machine < right->machine ? -1 : 1;
  return (left->thread > right->thread) - (left->thread < right->thread);
}

/**
 * gs_statistics_of_threads:
 *
 * O(log n) a thread whose row is made, else linear in its intervals in @span.
 *
 * Returns: (transfer full) (element-type GsThreadUse): that ran the longest first;
 *   threads that never even believed to run are left out
 */
GArray *
gs_statistics_of_threads (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable)
{
  GArray *uses = g_array_new (FALSE, FALSE, sizeof (GsThreadUse));

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->threads->len && !g_cancellable_is_cancelled (cancellable); i++)
        {
          gint64 ns[GS_MAX_STATES];
          GsThreadUse use = { .machine = m, .thread = i };

          gs_composer_sum_thread (machine, i, span, ns);
          for (guint state = 0; state < GS_N_VEILED_STATES; state++)
            if (gs_thread_state_is_on_cpu (gs_thread_state_base (state)))
              {
                use.believed_ns += ns[state];
                use.ns[gs_thread_state_overlay (state)] += ns[state];
              }
          if (use.believed_ns > 0)
            g_array_append_val (uses, use);
        }
    }
  g_array_sort (uses, gs_statistics_compare_uses);
  return uses;
}
