/* gs-clock-windows.c: a guest's events and its vCPUs' run windows, to a closer clock
 * SPDX-License-Identifier: MIT
 *
 * A guest's CPU runs only between a KVM entry and the next exit of its vCPU's thread.
 * Where the clocks are known roughly, an event can lie in a few windows only: not
 * before the first one's begin, not after the last one's end. That bounds the clocks
 * as a message does, so that fewer windows are possible, and so on.
 */
#include "clock/gs-clock-windows.h"

#include <string.h>

#define MAX_ROUNDS 24

/* Of each part of the time, and each direction, the bounds that are closest to the
 * line are looked at: a few, as one may be wrong. */
#define N_BUCKETS 2048
#define N_TIGHTEST 2

typedef struct
{
  GsSyncMessage bounds[N_TIGHTEST];
  gint64 slacks[N_TIGHTEST];
  guint n;
} GsTightest;

gboolean
gs_rough_clock_solve (GsRoughClock *self, const GsSyncMessage *messages, gsize n_messages, GsSpan span)
{
  const gint64 knots[3] = { span.begin, span.begin + (span.end - span.begin) / 2, span.end };

  self->span = span;
  return n_messages > 0
         && gs_clock_sync_solve_at (messages, n_messages, span, knots, 3, self->widths, NULL, &self->clock)
         && !self->clock.one_way;
}

/* Returns: ns; how far off the line may be at @time of the guest's clock */
gint64
gs_rough_clock_get_width (const GsRoughClock *self, gint64 time)
{
  double part = 2.0 * (double) (time - self->span.begin) / (double) MAX (self->span.end - self->span.begin, 1);
  guint i = part < 1.0 ? 0 : 1;

  return (gint64) (self->widths[i] + (part - i) * (self->widths[i + 1] - self->widths[i])) + 1;
}

static void
gs_tightest_add (GsTightest *buckets, const GsRoughClock *rough, GsSyncMessage bound)
{
  double part = (double) (bound.time - rough->span.begin) / (double) MAX (rough->span.end - rough->span.begin, 1);
  GsTightest *self = &buckets[2 * (guint) CLAMP (part * N_BUCKETS, 0, N_BUCKETS - 1) + (bound.is_sent_here ? 1 : 0)];
  gint64 slack = bound.reference - gs_clock_to_reference (&rough->clock, bound.time);
  guint at;

  if (!bound.is_sent_here)
    slack = -slack;
  for (at = self->n; at > 0 && slack < self->slacks[at - 1]; at--)
    if (at < N_TIGHTEST)
      {
        self->bounds[at] = self->bounds[at - 1];
        self->slacks[at] = self->slacks[at - 1];
      }
  if (at == N_TIGHTEST)
    return;
  self->bounds[at] = bound;
  self->slacks[at] = slack;
  self->n = MIN (self->n + 1, N_TIGHTEST);
}

/* Adds what a vCPU's events say: of each window's begin the first event that cannot
 * be before it, of each end the last that cannot be after it. */
static void
gs_clock_windows_add (GsTightest *buckets, const GsSyncVcpu *vcpu, const GsRoughClock *rough)
{
  gint64 lower = GS_TIME_NONE;
  GsSyncMessage upper = { 0, GS_TIME_NONE, TRUE };
  gsize first = 0, next = 0;

  for (gsize i = 0; i < vcpu->n_events && vcpu->n_windows > 0; i++)
    {
      gint64 time = vcpu->events[i];
      gint64 reference = gs_clock_to_reference (&rough->clock, time);
      gint64 width = gs_rough_clock_get_width (rough, time);
      gint64 low = reference - width, high = reference + width;

      while (first < vcpu->n_windows && vcpu->windows[first].end < low)
        first++;
      while (next < vcpu->n_windows && vcpu->windows[next].begin <= high)
        next++;
      if (low < vcpu->windows[0].begin || high > vcpu->windows[vcpu->n_windows - 1].end || first >= next)
        continue;

      if (vcpu->windows[first].begin > low && vcpu->windows[first].begin != lower)
        {
          lower = vcpu->windows[first].begin;
          gs_tightest_add (buckets, rough, (GsSyncMessage){ time, lower, FALSE });
        }
      if (vcpu->windows[next - 1].end < high)
        {
          if (upper.reference != GS_TIME_NONE && upper.reference != vcpu->windows[next - 1].end)
            gs_tightest_add (buckets, rough, upper);
          upper = (GsSyncMessage){ time, vcpu->windows[next - 1].end, TRUE };
        }
    }
  if (upper.reference != GS_TIME_NONE)
    gs_tightest_add (buckets, rough, upper);
}

/* Returns: the first of @vcpu's events that isn't before @time */
gsize
gs_clock_find_event (const GsSyncVcpu *vcpu, gint64 time)
{
  gsize low = 0, high = vcpu->n_events;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (vcpu->events[middle] < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * gs_clock_windows_collect:
 * @rough: what the clocks can be
 *
 * Returns: (transfer full) (element-type GsSyncMessage): the run windows' bounds that are
 *   closest to @rough, by time
 */
GArray *
gs_clock_windows_collect (const GsSyncVcpu *vcpus, guint n_vcpus, const GsRoughClock *rough)
{
  g_autofree GsTightest *buckets = g_new0 (GsTightest, 2 * N_BUCKETS);
  GArray *bounds = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));

  for (guint i = 0; i < n_vcpus; i++)
    gs_clock_windows_add (buckets, &vcpus[i], rough);
  for (guint i = 0; i < 2 * N_BUCKETS; i++)
    g_array_append_vals (bounds, buckets[i].bounds, buckets[i].n);
  return bounds;
}

static double
gs_rough_clock_get_total (const GsRoughClock *self)
{
  return self->widths[0] + self->widths[1] + self->widths[2];
}

/* From messages, and from what is known of one moment. */
static gboolean
gs_rough_clock_init (GsRoughClock *self, const GsSyncMessage *messages, gsize n_messages, const GsSyncHint *hint,
                     GsSpan span)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));

  g_array_append_vals (all, messages, n_messages);
  if (hint != NULL)
    {
      GsSyncMessage bounds[2] = { { hint->time, hint->low, FALSE }, { hint->time, hint->high, TRUE } };

      g_array_append_vals (all, bounds, 2);
    }
  return gs_rough_clock_solve (self, (const GsSyncMessage *) all->data, all->len, span);
}

/**
 * gs_clock_sync_windows:
 * @messages: (nullable): what is known of the clocks beside: at least one each way, or @hint
 * @hint: (nullable): what is known of one moment
 * @vcpus: the guest's CPUs whose vCPU thread is known
 * @span: of the guest's trace, on its own clock
 * @clock: (inout): as for gs_clock_sync_solve(); untouched where nothing was found
 * @widths: (out caller-allocates): how far off the line may be at the begin, middle and end of @span
 *
 * Linear in events and windows, for a few rounds. Events of the guest from before the
 * first and after the last window say nothing.
 *
 * Returns: %FALSE where windows do not make the clocks any surer than @messages do
 */
gboolean
gs_clock_sync_windows (const GsSyncMessage *messages, gsize n_messages, const GsSyncHint *hint, const GsSyncVcpu *vcpus,
                       guint n_vcpus, GsSpan span, GsClock *clock, double widths[3])
{
  GsRoughClock rough = { .clock = *clock }, closer = { .clock = *clock };
  gboolean is_closer = FALSE;

  if (!gs_rough_clock_init (&rough, messages, n_messages, hint, span))
    return FALSE;
  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      g_autoptr (GArray) all = gs_clock_windows_collect (vcpus, n_vcpus, &rough);
      double before = gs_rough_clock_get_total (&rough);

      g_array_append_vals (all, messages, n_messages);
      if (!gs_rough_clock_solve (&closer, (const GsSyncMessage *) all->data, all->len, span)
          || gs_rough_clock_get_total (&closer) >= before)
        break;
      rough = closer;
      is_closer = TRUE;
      if (gs_rough_clock_get_total (&rough) > before - before / 20)
        break;
    }
  if (!is_closer)
    return FALSE;
  *clock = rough.clock;
  memcpy (widths, rough.widths, sizeof rough.widths);
  return TRUE;
}

/**
 * gs_clock_windows_measure:
 * @clock: the guest's
 * @distances: (element-type gint64): gets, of each event in none of the windows, how far the nearest one is
 *
 * Returns: how many events there are from the first window's begin to the last one's end
 */
gsize
gs_clock_windows_measure (const GsSyncVcpu *vcpu, const GsClock *clock, GArray *distances)
{
  gsize window = 0, n = 0;

  for (gsize i = 0; i < vcpu->n_events && vcpu->n_windows > 0; i++)
    {
      gint64 reference = gs_clock_to_reference (clock, vcpu->events[i]), distance;

      if (reference < vcpu->windows[0].begin)
        continue;
      while (window < vcpu->n_windows && vcpu->windows[window].end < reference)
        window++;
      if (window == vcpu->n_windows)
        break;
      n++;
      if (reference >= vcpu->windows[window].begin)
        continue;
      distance = MIN (vcpu->windows[window].begin - reference, reference - vcpu->windows[window - 1].end);
      g_array_append_val (distances, distance);
    }
  return n;
}

/**
 * gs_clock_windows_count:
 * @clock: the guest's
 * @n_outside: (inout): is raised by the events that are in none of the windows
 *
 * Returns: how many events there are from the first window's begin to the last one's end
 */
gsize
gs_clock_windows_count (const GsSyncVcpu *vcpu, const GsClock *clock, gsize *n_outside)
{
  gsize window = 0, n = 0;

  for (gsize i = 0; i < vcpu->n_events && vcpu->n_windows > 0; i++)
    {
      gint64 reference = gs_clock_to_reference (clock, vcpu->events[i]);

      if (reference < vcpu->windows[0].begin)
        continue;
      while (window < vcpu->n_windows && vcpu->windows[window].end < reference)
        window++;
      if (window == vcpu->n_windows)
        break;
      n++;
      *n_outside += reference < vcpu->windows[window].begin;
    }
  return n;
}
