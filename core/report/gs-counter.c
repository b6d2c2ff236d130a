/* gs-counter.c: one number over time, exact for any span
 * SPDX-License-Identifier: MIT
 *
 * A level that changes at times is kept with its integral until each of them, so that
 * its mean over any span takes two binary searches, like the sums of a track.
 */
#include "report/gs-counter.h"

#include <glib/gi18n.h>

#include "base/gs-sorted.h"
#include "base/gs-time-text.h"
#include "event/gs-event.h"
#include "timeline/gs-exit-reason.h"
#include "track/gs-track-walk.h"
#include "why/gs-wake-list.h"

#define BLOCK 64    /* latencies to a maximum */
#define N_REASONS 3 /* of each guest: the most frequent ones have counters of their own */

/* Returns: its stable name */
const char *
gs_counter_kind_get_name (GsCounterKind kind)
{
  static const char *const names[GS_N_COUNTER_KINDS] = { "stolen", "queue", "exits", "latency" };

  return names[kind];
}

/* --- One counter --- */

/* Takes @name. */
static GsCounter *
gs_counter_new (GsCounterKind kind, char *name)
{
  GsCounter *self = g_new0 (GsCounter, 1);

  self->kind = kind;
  self->name = name;
  self->n = 1;
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->levels = g_array_new (FALSE, FALSE, sizeof (guint));
  self->sums = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->maxima = g_array_new (FALSE, FALSE, sizeof (gint64));
  return self;
}

void
gs_counter_free (GsCounter *self)
{
  g_array_unref (self->times);
  g_array_unref (self->levels);
  g_array_unref (self->sums);
  g_array_unref (self->maxima);
  g_free (self->name);
  g_free (self);
}

static void
gs_counter_extend (GsCounter *self, const GsTrack *track)
{
  GsSpan span = track != NULL ? gs_track_get_span (track) : (GsSpan){ 0, 0 };

  if (gs_span_duration (span) <= 0)
    return;
  if (gs_span_duration (self->span) > 0)
    span = (GsSpan){ MIN (span.begin, self->span.begin), MAX (span.end, self->span.end) };
  self->span = span;
}

/* Returns: the first of the times that is not before @time */
static guint
gs_counter_find (const GsCounter *self, gint64 time)
{
  return gs_sorted_count_before (self->times, 0, time);
}

/* Level × ns from the begin to @time */
static gint64
gs_counter_integrate (const GsCounter *self, gint64 time)
{
  guint at = gs_counter_find (self, time);

  if (at == 0)
    return 0;
  at--;
  return g_array_index (self->sums, gint64, at)
         + (time - g_array_index (self->times, gint64, at)) * g_array_index (self->levels, guint, at);
}

static gint64
gs_counter_find_longest (const GsCounter *self, guint begin, guint end)
{
  gint64 longest = 0;

  for (guint i = begin; i < end;)
    if (i % BLOCK == 0 && i + BLOCK <= end)
      {
        longest = MAX (longest, g_array_index (self->maxima, gint64, i / BLOCK));
        i += BLOCK;
      }
    else
      {
        longest = MAX (longest, g_array_index (self->sums, gint64, i));
        i++;
      }
  return longest;
}

/**
 * gs_counter_measure:
 * @span: ns on the reference clock, not empty
 *
 * Returns: the mean over @span, as GsCounterKind says; of latencies the maximum
 */
double
gs_counter_measure (const GsCounter *self, GsSpan span)
{
  double length = (double) MAX (gs_span_duration (span), 1);

  switch (self->kind)
    {
    case GS_COUNTER_EXITS:
      return (gs_counter_find (self, span.end) - gs_counter_find (self, span.begin)) * 1e9 / length;
    case GS_COUNTER_LATENCY:
      return (double) gs_counter_find_longest (self, gs_counter_find (self, span.begin),
                                               gs_counter_find (self, span.end));
    default:
      return (double) (gs_counter_integrate (self, span.end) - gs_counter_integrate (self, span.begin)) / length
             / self->n;
    }
}

/* Returns: (transfer full): a value of it, with its unit */
char *
gs_counter_dup_text (const GsCounter *self, double value)
{
  switch (self->kind)
    {
    case GS_COUNTER_STOLEN:
      return g_strdup_printf (_ ("%.0f %%"), value * 100);
    case GS_COUNTER_EXITS:
      return g_strdup_printf (_ ("%.0f/s"), value);
    case GS_COUNTER_LATENCY:
      return gs_time_text_dup_duration ((gint64) value, MAX ((gint64) value / 1000, 1));
    default:
      return g_strdup_printf ("%.2f", value);
    }
}

/* --- Levels --- */

typedef struct
{
  gint64 time;
  gint change;
} GsCounterEdge;

static int
gs_counter_edge_compare (gconstpointer a, gconstpointer b)
{
  const GsCounterEdge *left = a, *right = b;

  return (left->time > right->time) - (left->time < right->time);
}

static void
gs_counter_add_edges (GArray *edges, GsSpan span)
{
  GsCounterEdge begin = { span.begin, 1 }, end = { span.end, -1 };

  g_array_append_val (edges, begin);
  g_array_append_val (edges, end);
}

/* @edges: (element-type GsCounterEdge): where the level goes up and down, in any order */
static void
gs_counter_take_levels (GsCounter *self, GArray *edges)
{
  gint64 sum = 0, last = 0;
  guint level = 0;

  g_array_sort (edges, gs_counter_edge_compare);
  for (guint i = 0; i < edges->len;)
    {
      gint64 time = g_array_index (edges, GsCounterEdge, i).time;

      sum += level > 0 ? (time - last) * level : 0;
      for (; i < edges->len && g_array_index (edges, GsCounterEdge, i).time == time; i++)
        level += g_array_index (edges, GsCounterEdge, i).change;
      last = time;
      g_array_append_val (self->times, time);
      g_array_append_val (self->levels, level);
      g_array_append_val (self->sums, sum);
    }
}

static void
gs_counters_add_stolen (GPtrArray *counters, const GsTimelineMachine *guest, GCancellable *cancellable)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (GsCounterEdge));
  GsCounter *counter = gs_counter_new (GS_COUNTER_STOLEN, g_strdup_printf (_ ("%s: stolen"), guest->name));

  counter->n = guest->vcpus->len;
  for (guint i = 0; i < guest->vcpus->len; i++)
    {
      const GsTrack *track = gs_lazy_track_get (g_array_index (guest->vcpus, GsVcpuRow, i).track);
      GsTrackWalk walk;
      GsInterval interval;
      GsSpan part;

      gs_counter_extend (counter, track);
      gs_track_walk_init (&walk, track, gs_track_get_span (track), cancellable);
      while (gs_track_walk_next (&walk, &interval, &part))
        if (interval.value.state == GS_VCPU_PREEMPTED)
          gs_counter_add_edges (edges, part);
    }
  gs_counter_take_levels (counter, edges);
  g_ptr_array_add (counters, counter);
}

/* @edges: (element-type GArray): by CPU number */
static void
gs_counters_collect_waits (GPtrArray *edges, const GsTimelineMachine *host, GCancellable *cancellable)
{
  for (guint i = 0; i < host->threads->len; i++)
    {
      g_autoptr (GsTrack) track = gs_lazy_track_make (g_array_index (host->threads, GsThreadRow, i).track);
      GsTrackWalk walk;
      GsInterval interval;
      GsSpan part;

      gs_track_walk_init (&walk, track, gs_track_get_span (track), cancellable);
      while (gs_track_walk_next (&walk, &interval, &part))
        if (gs_thread_state_base (interval.value.state) == GS_THREAD_WAIT_FOR_CPU && interval.value.cpu < edges->len)
          gs_counter_add_edges (g_ptr_array_index (edges, interval.value.cpu), part);
    }
}

static void
gs_counters_add_queues (GPtrArray *counters, const GsTimelineMachine *host, GCancellable *cancellable)
{
  g_autoptr (GPtrArray) edges = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  guint n = 0;

  for (guint i = 0; i < host->cpus->len; i++)
    n = MAX (n, g_array_index (host->cpus, GsCpuRow, i).number + 1);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (edges, g_array_new (FALSE, FALSE, sizeof (GsCounterEdge)));
  gs_counters_collect_waits (edges, host, cancellable);
  for (guint i = 0; i < host->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (host->cpus, GsCpuRow, i);
      GsCounter *counter = gs_counter_new (GS_COUNTER_QUEUE,
                                           g_strdup_printf (_ ("%s CPU %u: queue"), host->name, cpu->number));

      if (cpu->current != NULL)
        gs_counter_extend (counter, gs_lazy_track_get (cpu->current));
      gs_counter_take_levels (counter, g_ptr_array_index (edges, cpu->number));
      g_ptr_array_add (counters, counter);
    }
}

/* --- Exits --- */

typedef struct
{
  guint32 reason, isa;
  GArray *times; /* of gint64 */
} GsCounterReason;

static void
gs_counter_reason_clear (gpointer data)
{
  g_array_unref (((GsCounterReason *) data)->times);
}

static int
gs_counter_reason_compare (gconstpointer a, gconstpointer b)
{
  const GsCounterReason *left = a, *right = b;

  if (left->times->len != right->times->len)
    return left->times->len > right->times->len ? -1 : 1;
  return (left->reason > right->reason) - (left->reason < right->reason);
}

static int
gs_counter_time_compare (gconstpointer a, gconstpointer b)
{
  const gint64 *left = a, *right = b;

  return (*left > *right) - (*left < *right);
}

static GArray *
gs_counters_get_reason (GArray *reasons, const GsVcpuRow *row, guint32 reason)
{
  GsCounterReason found = { .reason = reason };

  for (guint i = 0; i < reasons->len; i++)
    if (g_array_index (reasons, GsCounterReason, i).reason == reason)
      return g_array_index (reasons, GsCounterReason, i).times;
  for (guint i = 0; row->exits != NULL && i < row->exits->len; i++)
    if (g_array_index (row->exits, GsExitCount, i).reason == reason)
      found.isa = g_array_index (row->exits, GsExitCount, i).isa;
  found.times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (reasons, found);
  return found.times;
}

/* An exit counts where it begins, as in the details. */
static void
gs_counters_collect_exits (GArray *reasons, GArray *all, const GsVcpuRow *row, GCancellable *cancellable)
{
  const GsTrack *host_view = gs_lazy_track_get (row->host_view);
  gboolean is_inside = FALSE; /* of the guest */
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  if (host_view == NULL)
    return;
  gs_track_walk_init (&walk, host_view, gs_track_get_span (host_view), cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      if (interval.value.state == GS_HOST_VIEW_GUEST)
        is_inside = TRUE;
      if (interval.value.state != GS_HOST_VIEW_HYPERVISOR || gs_aux_get_level (interval.value.aux) > 0)
        continue;
      if (is_inside)
        {
          g_array_append_val (all, part.begin);
          g_array_append_val (gs_counters_get_reason (reasons, row, interval.value.arg), part.begin);
        }
      is_inside = FALSE;
    }
}

/* Takes @name and a reference of @times. */
static void
gs_counters_take_exits (GPtrArray *counters, const GsTimelineMachine *guest, char *name, GArray *times)
{
  GsCounter *counter = gs_counter_new (GS_COUNTER_EXITS, name);

  for (guint i = 0; i < guest->vcpus->len; i++)
    gs_counter_extend (counter, gs_lazy_track_get (g_array_index (guest->vcpus, GsVcpuRow, i).track));
  g_array_unref (counter->times);
  counter->times = times;
  g_array_sort (times, gs_counter_time_compare);
  g_ptr_array_add (counters, counter);
}

static void
gs_counters_add_exits (GPtrArray *counters, const GsTimelineMachine *guest, GCancellable *cancellable)
{
  g_autoptr (GArray) reasons = g_array_new (FALSE, FALSE, sizeof (GsCounterReason));
  GArray *all = g_array_new (FALSE, FALSE, sizeof (gint64));

  g_array_set_clear_func (reasons, gs_counter_reason_clear);
  for (guint i = 0; i < guest->vcpus->len; i++)
    gs_counters_collect_exits (reasons, all, &g_array_index (guest->vcpus, GsVcpuRow, i), cancellable);
  gs_counters_take_exits (counters, guest, g_strdup_printf (_ ("%s: exits"), guest->name), all);
  g_array_sort (reasons, gs_counter_reason_compare);
  for (guint i = 0; i < reasons->len && i < N_REASONS; i++)
    {
      const GsCounterReason *reason = &g_array_index (reasons, GsCounterReason, i);
      g_autofree char *name = gs_exit_reason_dup_name (reason->isa, reason->reason);

      gs_counters_take_exits (counters, guest, g_strdup_printf (_ ("%s: exits for %s"), guest->name, name),
                              g_array_ref (reason->times));
    }
}

/* --- Latencies --- */

static void
gs_counter_add_latency (GsCounter *self, const GsWakeLatency *wake_up)
{
  gint64 ns = wake_up->running - wake_up->woken;

  if (self->times->len % BLOCK == 0)
    g_array_append_val (self->maxima, ns);
  else
    g_array_index (self->maxima, gint64,
                   self->times->len / BLOCK) = MAX (g_array_index (self->maxima, gint64, self->times->len / BLOCK), ns);
  g_array_append_val (self->times, wake_up->woken);
  g_array_append_val (self->sums, ns);
}

/* Of each traced machine, in their order. */
static void
gs_counters_add_latencies (GPtrArray *counters, const GsTimeline *timeline, GCancellable *cancellable)
{
  g_autoptr (GsWakeList) list = gs_wake_list_new (timeline, timeline->span, cancellable);
  guint n = timeline->machines->len, first = counters->len;
  g_autofree GsWakeMeter *meters = g_new0 (GsWakeMeter, n + 1);

  for (guint m = 0; m < n; m++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);
      GsCounter *counter = gs_counter_new (GS_COUNTER_LATENCY, g_strdup_printf (_ ("%s: wake-ups"), machine->name));

      gs_wake_meter_init (&meters[m], timeline, m);
      for (guint i = 0; i < machine->cpus->len; i++)
        if (g_array_index (machine->cpus, GsCpuRow, i).current != NULL)
          gs_counter_extend (counter, gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, i).current));
      g_ptr_array_add (counters, counter);
    }
  for (guint i = 0; i < list->refs->len && !g_cancellable_is_cancelled (cancellable); i++)
    {
      const GsWakeRef *ref = &g_array_index (list->refs, GsWakeRef, i);
      GsWakeLatency wake_up;
      guint machine;
      guint32 thread;

      gs_wake_list_find_thread (list, ref, &machine, &thread);
      gs_wake_meter_measure (&meters[machine], thread, ref->number, &wake_up);
      if (wake_up.running != GS_TIME_NONE)
        gs_counter_add_latency (g_ptr_array_index (counters, first + machine), &wake_up);
    }
  for (guint m = 0; m < n; m++)
    gs_wake_meter_clear (&meters[m]);
}

/* --- All of them --- */

/* What nothing is known of has no row. */
static void
gs_counters_drop_unknown (GPtrArray *counters)
{
  for (guint i = counters->len; i-- > 0;)
    if (gs_span_duration (((GsCounter *) g_ptr_array_index (counters, i))->span) <= 0)
      g_ptr_array_remove_index (counters, i);
}

/**
 * gs_counters_new:
 * @kinds: bits 1 << GsCounterKind: which ones
 *
 * Returns: (transfer full) (element-type GsCounter): by kind, then by machine; not all where it was cancelled
 */
GPtrArray *
gs_counters_new (const GsTimeline *timeline, guint kinds, GCancellable *cancellable)
{
  GPtrArray *counters = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_counter_free);

  for (guint kind = 0; kind < GS_COUNTER_LATENCY; kind++)
    for (guint m = 0; m < timeline->machines->len && (kinds & 1u << kind) != 0; m++)
      {
        const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

        if (kind == GS_COUNTER_STOLEN && machine->vcpus->len > 0)
          gs_counters_add_stolen (counters, machine, cancellable);
        else if (kind == GS_COUNTER_QUEUE && machine->host == GS_NO_INDEX && machine->machine != NULL)
          gs_counters_add_queues (counters, machine, cancellable);
        else if (kind == GS_COUNTER_EXITS && machine->vcpus->len > 0)
          gs_counters_add_exits (counters, machine, cancellable);
      }
  if ((kinds & 1u << GS_COUNTER_LATENCY) != 0)
    gs_counters_add_latencies (counters, timeline, cancellable);
  gs_counters_drop_unknown (counters);
  return counters;
}
