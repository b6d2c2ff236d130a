/* gs-clock-windows.c: a guest's events and its vCPUs' run windows, to a closer clock
 * SPDX-License-Identifier: MIT
 *
 * A guest's CPU runs only between a KVM entry and the next exit of its vCPU's thread.
 * Where the clocks are known roughly, an event can lie in a few windows only: not
 * before the first one's begin, not after the last one's end. That bounds the clocks
 * as a message does, so that fewer windows are possible, and so on.
 */
#include "gs-clock-windows.h"

#define MAX_ROUNDS 12

/* The line so far, and how far off it may be at the begin, middle and end. Lines that
 * fit lie in a convex set: between these, straight lines are an upper limit. */
typedef struct
{
  GsClock clock;
  GsSpan  span;
  double  widths[3];
} GsRoughClock;

static gboolean
gs_rough_clock_solve (GsRoughClock *self, const GArray *messages, GsSpan span)
{
  const GsSyncMessage *data = (const GsSyncMessage *) messages->data;
  gint64 middle = span.begin + (span.end - span.begin) / 2;
  const gint64 knots[3] = { span.begin, middle, span.end };

  self->span = span;
  if (!gs_clock_sync_solve (data, messages->len, span, &self->clock) || self->clock.one_way)
    return FALSE;
  for (guint i = 0; i < 3; i++)
    {
      GsClock there = self->clock;

      if (!gs_clock_sync_solve (data, messages->len, (GsSpan) { knots[i], knots[i] }, &there))
        return FALSE;
      self->widths[i] = there.accuracy + ABS (gs_clock_to_reference (&there, knots[i])
                                              - gs_clock_to_reference (&self->clock, knots[i]));
    }
  return TRUE;
}

static gint64
gs_rough_clock_get_width (const GsRoughClock *self, gint64 time)
{
  double part = 2.0 * (double) (time - self->span.begin) / (double) MAX (self->span.end - self->span.begin, 1);
  guint i = part < 1.0 ? 0 : 1;

  return (gint64) (self->widths[i] + (part - i) * (self->widths[i + 1] - self->widths[i])) + 1;
}

/* Adds what a vCPU's events say: of each window's begin the first event that cannot
 * be before it, of each end the last that cannot be after it. */
static void
gs_clock_windows_add (GArray *messages, const GsSyncVcpu *vcpu, const GsRoughClock *rough)
{
  GsSyncMessage lower = { 0, GS_TIME_NONE, FALSE }, upper = { 0, GS_TIME_NONE, TRUE };
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

      if (vcpu->windows[first].begin > low && vcpu->windows[first].begin != lower.reference)
        {
          lower = (GsSyncMessage) { time, vcpu->windows[first].begin, FALSE };
          g_array_append_val (messages, lower);
        }
      if (vcpu->windows[next - 1].end < high)
        {
          if (upper.reference != GS_TIME_NONE && upper.reference != vcpu->windows[next - 1].end)
            g_array_append_val (messages, upper);
          upper = (GsSyncMessage) { time, vcpu->windows[next - 1].end, TRUE };
        }
    }
  if (upper.reference != GS_TIME_NONE)
    g_array_append_val (messages, upper);
}

/**
 * gs_clock_sync_windows:
 * @messages: what is known of the clocks beside: at least one each way
 * @vcpus: the guest's CPUs whose vCPU thread is known
 * @span: of the guest's trace, on its own clock
 * @clock: (inout): as for gs_clock_sync_solve(); untouched where nothing was found
 *
 * Linear in events and windows, for a few rounds. Events of the guest from before the
 * first and after the last window say nothing.
 *
 * Returns: %FALSE where windows do not make the clocks any surer than @messages do
 */
gboolean
gs_clock_sync_windows (const GsSyncMessage *messages,
                       gsize                n_messages,
                       const GsSyncVcpu    *vcpus,
                       guint                n_vcpus,
                       GsSpan               span,
                       GsClock             *clock)
{
  g_autoptr(GArray) all = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
  GsRoughClock rough = { .clock = *clock }, closer = { .clock = *clock };
  gboolean is_closer = FALSE;

  g_array_append_vals (all, messages, n_messages);
  if (!gs_rough_clock_solve (&rough, all, span))
    return FALSE;

  for (guint round = 0; round < MAX_ROUNDS; round++)
    {
      gint64 before = rough.clock.accuracy;

      g_array_set_size (all, n_messages);
      for (guint i = 0; i < n_vcpus; i++)
        gs_clock_windows_add (all, &vcpus[i], &rough);
      if (!gs_rough_clock_solve (&closer, all, span) || closer.clock.accuracy >= before)
        break;
      rough = closer;
      is_closer = TRUE;
      if (rough.clock.accuracy > before - before / 20)
        break;
    }
  if (is_closer)
    *clock = rough.clock;
  return is_closer;
}
