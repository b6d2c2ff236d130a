/* gs-seek.c: from one state change of a row to another
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-seek.h"

#include <glib/gi18n.h>

/* Fewer intervals than that are looked at one by one. */
#define FEW 64

/* Returns: what is gone to, translated, as the menu calls it */
const char *
gs_seek_get_label (GsSeek what)
{
  static const char *const labels[GS_N_SEEKS] = {
    N_ ("Preempted"), N_ ("Hypervisor"), N_ ("Blocked"), N_ ("Waiting for a CPU"), N_ ("Running"),
  };

  g_return_val_if_fail (what < GS_N_SEEKS, "");
  return _ (labels[what]);
}

/* Returns: the states of these rows that are meant, one bit each; 0 where there is none */
guint32
gs_seek_get_mask (GsRows rows, GsSeek what)
{
  static const GsStateTraits traits[GS_N_SEEKS] = {
    [GS_SEEK_PREEMPTED] = GS_TRAIT_STOLEN, [GS_SEEK_HYPERVISOR] = GS_TRAIT_HYPERVISOR,
    [GS_SEEK_BLOCKED] = GS_TRAIT_BLOCKED,  [GS_SEEK_WAITING] = GS_TRAIT_QUEUED,
    [GS_SEEK_RUNNING] = GS_TRAIT_RUNNING,
  };

  return gs_rows_find_states (rows, traits[what]);
}

/* Where the interval after the one at @time begins; @time where there is none. */
gint64
gs_seek_next_edge (const GsTrack *track, gint64 time)
{
  GsSpan span = gs_track_get_span (track);
  gsize at;

  if (time < span.begin)
    return span.begin;
  if (!gs_track_find (track, time, &at) || at + 1 >= gs_track_get_n_intervals (track))
    return time;
  return gs_track_get (track, at + 1).span.begin;
}

/* Where the interval at @time begins, or the one before it where that is @time. */
gint64
gs_seek_previous_edge (const GsTrack *track, gint64 time)
{
  GsSpan span = gs_track_get_span (track);
  gsize at;

  if (time <= span.begin || gs_track_get_n_intervals (track) == 0)
    return time;
  if (!gs_track_find (track, time, &at))
    return gs_track_get (track, gs_track_get_n_intervals (track) - 1).span.begin;
  if (gs_track_get (track, at).span.begin < time)
    return gs_track_get (track, at).span.begin;
  return gs_track_get (track, at - 1).span.begin;
}

/**
 * gs_seek_snap:
 * @reach: ns; no further than that
 *
 * Returns: the state's begin or end that is nearest to @time, or @time where none is near
 */
gint64
gs_seek_snap (const GsTrack *track, gint64 time, gint64 reach)
{
  GsSpan span = gs_track_get_span (track);
  gint64 edges[2] = { span.begin, span.end }, best = time, distance = reach;
  gsize at;

  if (gs_track_find (track, time, &at))
    {
      edges[0] = gs_track_get (track, at).span.begin;
      edges[1] = gs_track_get (track, at).span.end;
    }
  for (guint i = 0; i < 2; i++)
    if (ABS (edges[i] - time) <= distance)
      {
        best = edges[i];
        distance = ABS (edges[i] - time);
      }
  return best;
}

static gint64
gs_seek_sum (const GsTrack *track, GsSpan span, guint32 mask)
{
  gint64 ns[GS_MAX_STATES] = { 0 }, sum = 0;

  gs_track_sum (track, span, ns);
  for (guint state = 0; state < gs_track_get_n_states (track); state++)
    if (mask & 1u << state)
      sum += ns[state];
  return sum;
}

/* Narrows @span to the one nanosecond of the states that is nearest to where one comes from. */
static gint64
gs_seek_nearest (const GsTrack *track, GsSpan span, guint32 mask, gboolean forward)
{
  while (gs_span_duration (span) > 1)
    {
      gint64 middle = span.begin + gs_span_duration (span) / 2;
      GsSpan near = forward ? (GsSpan){ span.begin, middle } : (GsSpan){ middle, span.end };
      GsSpan far = forward ? (GsSpan){ middle, span.end } : (GsSpan){ span.begin, middle };

      span = gs_seek_sum (track, near, mask) > 0 ? near : far;
    }
  return span.begin;
}

/**
 * gs_seek_state:
 * @mask: of states, one bit each
 * @forward: begins after @time; else it begins before @time
 * @interval: (out): the nearest one of these states
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_seek_state (const GsTrack *track, gint64 time, guint32 mask, gboolean forward, GsInterval *interval)
{
  GsSpan rest = gs_track_get_span (track);
  gsize at;

  if (forward && time >= rest.begin)
    {
      if (!gs_track_find (track, time, &at))
        return FALSE;
      rest.begin = gs_track_get (track, at).span.end;
    }
  else if (!forward)
    {
      rest.end = MIN (rest.end, time);
    }
  if (rest.begin >= rest.end || gs_seek_sum (track, rest, mask) == 0)
    return FALSE;
  if (!gs_track_find (track, gs_seek_nearest (track, rest, mask, forward), &at))
    return FALSE;
  *interval = gs_track_get (track, at);
  return TRUE;
}

/* The longest of intervals [first, end): halves that hold too little of the states are left out. */
static void
gs_seek_longest_of (const GsTrack *track, gsize first, gsize end, guint32 mask, GsInterval *best)
{
  gsize middle = first + (end - first) / 2;
  gint64 left, right;

  if (end - first <= FEW)
    {
      for (gsize i = first; i < end; i++)
        {
          GsInterval interval = gs_track_get (track, i);

          if ((mask & 1u << interval.value.state) && gs_span_duration (interval.span) > gs_span_duration (best->span))
            *best = interval;
        }
      return;
    }
  left = gs_seek_sum (
      track, (GsSpan){ gs_track_get (track, first).span.begin, gs_track_get (track, middle).span.begin }, mask);
  right = gs_seek_sum (
      track, (GsSpan){ gs_track_get (track, middle).span.begin, gs_track_get (track, end - 1).span.end }, mask);
  for (guint i = 0; i < 2; i++)
    {
      gboolean is_left = (i == 0) == (left >= right);

      if ((is_left ? left : right) > gs_span_duration (best->span))
        gs_seek_longest_of (track, is_left ? first : middle, is_left ? middle : end, mask, best);
    }
}

/**
 * gs_seek_longest:
 * @span: what has no part in it does not count
 * @mask: of states, one bit each
 * @interval: (out): the longest one of these states, whole
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_seek_longest (const GsTrack *track, GsSpan span, guint32 mask, GsInterval *interval)
{
  GsInterval best = { { 0, 0 }, { 0 } };
  gsize first, last;

  span = gs_span_intersect (span, gs_track_get_span (track));
  if (gs_span_duration (span) <= 0 || !gs_track_find (track, span.begin, &first)
      || !gs_track_find (track, span.end - 1, &last))
    return FALSE;
  gs_seek_longest_of (track, first, last + 1, mask, &best);
  if (gs_span_duration (best.span) <= 0)
    return FALSE;
  *interval = best;
  return TRUE;
}
