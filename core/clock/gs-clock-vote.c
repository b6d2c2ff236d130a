/* gs-clock-vote.c: of a few offsets, those by which most events are in a run window
 * SPDX-License-Identifier: MIT
 *
 * Each event allows some intervals of offsets, one for each window that it may lie in; a
 * sweep over their ends finds where most of them meet. The further an event is from the
 * centre, the more its intervals are widened for drift.
 */
#include "clock/gs-clock-vote.h"

#include "clock/gs-clock-corridor.h"

/* Events this close together say much the same. */
#define SPACING (20 * GS_USEC)

/* Where one in so many of the events is in no window, as many again may be so by chance. */
#define DOUBT 16

/* One end of an interval. */
typedef struct
{
  gint64 offset;
  gint change; /* +1: begins here, -1: has ended before here */
} GsVoteEnd;

/* What is next of one CPU, to either side of the centre. */
typedef struct
{
  gssize before, after;
  gint64 last_before, last_after;
} GsVotePlace;

static int
gs_vote_end_compare (gconstpointer a, gconstpointer b)
{
  const GsVoteEnd *left = a, *right = b;

  return left->offset < right->offset ? -1 : left->offset > right->offset;
}

/* The first window that does not end before @time. */
static gsize
gs_vote_find_window (const GsSyncVcpu *vcpu, gint64 time)
{
  gsize low = 0, high = vcpu->n_windows;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (vcpu->windows[middle].end < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Adds the offsets in @range by which @event is in a window, give or take @slack. Returns: FALSE for an event
 * that may be before the first window or after the last, of which nothing is known */
static gboolean
gs_vote_add (GArray *ends, const GsSyncVcpu *vcpu, gint64 event, gint64 slack, GsOffsets range)
{
  gint64 first = event + range.low - slack, last = event + range.high + slack, open_until = G_MININT64;

  if (vcpu->n_windows == 0 || first < vcpu->windows[0].begin || last > vcpu->windows[vcpu->n_windows - 1].end)
    return FALSE;
  for (gsize i = gs_vote_find_window (vcpu, first); i < vcpu->n_windows && vcpu->windows[i].begin <= last; i++)
    {
      GsVoteEnd begin = { MAX (range.low, vcpu->windows[i].begin - event - slack), 1 };
      GsVoteEnd end = { MIN (range.high, vcpu->windows[i].end - event + slack) + 1, -1 };

      if (begin.offset <= open_until)
        g_array_index (ends, GsVoteEnd, ends->len - 1) = end;
      else
        {
          g_array_append_val (ends, begin);
          g_array_append_val (ends, end);
        }
      open_until = end.offset;
    }
  return TRUE;
}

/* Returns: the CPU whose next event is closest to the centre, or -1 */
static gint
gs_vote_find_next (const GsSyncVcpu *vcpus, guint n_vcpus, const GsVotePlace *places, gint64 centre,
                   gboolean *is_before)
{
  gint64 closest = G_MAXINT64;
  gint best = -1;

  for (guint i = 0; i < n_vcpus; i++)
    {
      const GsVotePlace *place = &places[i];

      if (place->before >= 0 && centre - vcpus[i].events[place->before] < closest)
        {
          closest = centre - vcpus[i].events[place->before];
          best = i;
          *is_before = TRUE;
        }
      if (place->after < (gssize) vcpus[i].n_events && vcpus[i].events[place->after] - centre < closest)
        {
          closest = vcpus[i].events[place->after] - centre;
          best = i;
          *is_before = FALSE;
        }
    }
  return best;
}

/* Asks the events from @centre on outwards. Returns: (transfer full) (element-type GsVoteEnd): in order */
static GArray *
gs_vote_collect (GsClockVote *self, const GsSyncVcpu *vcpus, guint n_vcpus, gint64 centre, guint n_events)
{
  GArray *ends = g_array_new (FALSE, FALSE, sizeof (GsVoteEnd));
  g_autofree GsVotePlace *places = g_new (GsVotePlace, n_vcpus);
  gboolean is_before = FALSE;
  gint i;

  for (guint k = 0; k < n_vcpus; k++)
    {
      gsize at = gs_clock_find_event (&vcpus[k], centre);

      places[k] = (GsVotePlace){ (gssize) at - 1, at, GS_TIME_NONE, GS_TIME_NONE };
    }
  while (self->n_asked < n_events && (i = gs_vote_find_next (vcpus, n_vcpus, places, centre, &is_before)) >= 0)
    {
      gint64 event = vcpus[i].events[is_before ? places[i].before-- : places[i].after++];
      gint64 *last = is_before ? &places[i].last_before : &places[i].last_after;

      if (*last != GS_TIME_NONE && ABS (event - *last) < SPACING)
        continue;
      *last = event;
      self->n_asked += gs_vote_add (ends, &vcpus[i], event, ABS (event - centre) / GS_CLOCK_MAX_SLOPE_INVERSE + 1,
                                    self->offsets);
    }
  g_array_sort (ends, gs_vote_end_compare);
  return ends;
}

/* Finds where at least @least intervals meet: from the first such offset around the most to the last. */
static void
gs_vote_find_range (GsClockVote *self, const GArray *ends, gint least, guint most_at)
{
  gint depth = 0;
  gboolean is_after = FALSE;
  GsOffsets range = { self->offsets.low, self->offsets.high };

  for (guint i = 0; i < ends->len; i++)
    {
      const GsVoteEnd *end = &g_array_index (ends, GsVoteEnd, i);
      gint before = depth;

      depth += end->change;
      if (before < least && depth >= least && !is_after)
        range.low = end->offset;
      is_after = is_after || i == most_at;
      if (is_after && before >= least && depth < least)
        {
          range.high = end->offset - 1;
          break;
        }
    }
  self->offsets = range;
}

/**
 * gs_clock_vote_run:
 * @self: (out): is set
 * @centre: on the guest's clock
 * @range: of offsets at the centre, that are voted on
 * @n_events: how many are asked at most, those next to the centre
 *
 * Finds the offsets in @range by which most events lie in a window of their vCPU.
 */
void
gs_clock_vote_run (GsClockVote *self, const GsSyncVcpu *vcpus, guint n_vcpus, gint64 centre, GsOffsets range,
                   guint n_events)
{
  g_autoptr (GArray) ends = NULL;
  gint depth = 0, most = 0;
  guint most_at = 0;

  *self = (GsClockVote){ .offsets = range };
  ends = gs_vote_collect (self, vcpus, n_vcpus, centre, n_events);
  for (guint i = 0; i < ends->len; i++)
    {
      const GsVoteEnd *end = &g_array_index (ends, GsVoteEnd, i);

      depth += end->change;
      if (depth > most && (i + 1 == ends->len || g_array_index (ends, GsVoteEnd, i + 1).offset > end->offset))
        {
          most = depth;
          most_at = i;
        }
    }
  self->n_inside = most;
  if (most > 0)
    gs_vote_find_range (self, ends, MAX (1, most - ((gint) self->n_asked - most) / DOUBT), most_at);
}
