/* gs-clock-search.c: a guest's clock from its vCPUs' run windows alone
 * SPDX-License-Identifier: MIT
 *
 * Each event of the guest lies in some window, so it allows as many intervals of
 * offsets as there are windows. What all events around one moment allow is found by
 * intersecting these, event after event: most offsets are gone after a few. The
 * further an event is from that moment, the more its intervals are widened for drift.
 * What is left is refined and then checked against all of the guest's events.
 */
#include "clock/gs-clock-search.h"

#include "clock/gs-clock-corridor.h"

#define LEAST_EVENTS 8
#define MAX_EVENTS 20000
#define ENOUGH_EVENTS 400
#define MAX_WORK 200000000

/* Events this close together say much the same. */
#define SPACING (20 * GS_USEC)

/* Offsets that are closer than this are refined as one; so many are. */
#define MERGE (100 * GS_USEC)
#define MAX_FITS 24

/* Parts of the guest's trace where the search may begin, in eighths. */
static const guint beginnings[] = { 4, 2, 6, 1, 7 };

/* Of reference against time, at the moment that the search is about. */
typedef struct
{
  gint64 low;
  gint64 high;
} GsOffsets;

typedef struct
{
  const GsSyncVcpu *vcpus;
  guint n_vcpus;
  const GsRoughClock *prior; /* or NULL */
  gint64 centre;
  GArray *open; /* of GsOffsets, sorted and apart */
  GArray *spare;
  gsize n_used;
  gsize work;
} GsClockHunt;

/* What is next of one CPU, to either side of the centre. */
typedef struct
{
  gssize before, after;
  gint64 last_before, last_after;
} GsClockHuntPlace;

static gsize
gs_clock_hunt_find_event (const gint64 *events, gsize n, gint64 time)
{
  gsize low = 0, high = n;

  while (low < high)
    {
      gsize middle = low + (high - low) / 2;

      if (events[middle] < time)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* The first window from @from on that does not end before @time. */
static gsize
gs_clock_hunt_find_window (const GsSyncVcpu *vcpu, gsize from, gint64 time)
{
  gsize step = 1, low = from, high;

  while (low + step < vcpu->n_windows && vcpu->windows[low + step].end < time)
    {
      low += step;
      step *= 2;
    }
  high = MIN (low + step, vcpu->n_windows);
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

static void
gs_clock_hunt_allow (GArray *offsets, GsOffsets piece)
{
  GsOffsets *last = offsets->len > 0 ? &g_array_index (offsets, GsOffsets, offsets->len - 1) : NULL;

  if (last != NULL && piece.low <= last->high)
    last->high = MAX (last->high, piece.high);
  else
    g_array_append_val (offsets, piece);
}

/* Keeps the offsets by which @event lies in a window, give or take @slack; or before the
 * first or after the last one, of which nothing is known: but for the event to begin with. */
static void
gs_clock_hunt_intersect (GsClockHunt *self, const GsSyncVcpu *vcpu, gint64 event, gint64 slack)
{
  gint64 first = vcpu->windows[0].begin - event + slack, last = vcpu->windows[vcpu->n_windows - 1].end - event - slack;
  gsize window = 0;
  GArray *open = self->open;

  g_array_set_size (self->spare, 0);
  for (guint i = 0; i < open->len; i++)
    {
      GsOffsets part = g_array_index (open, GsOffsets, i);

      if (self->n_used > 0 && part.low < first)
        gs_clock_hunt_allow (self->spare, (GsOffsets){ part.low, MIN (part.high, first) });
      window = gs_clock_hunt_find_window (vcpu, window, part.low + event - slack);
      for (gsize k = window; k < vcpu->n_windows && vcpu->windows[k].begin <= part.high + event + slack; k++)
        gs_clock_hunt_allow (self->spare, (GsOffsets){ MAX (part.low, vcpu->windows[k].begin - event - slack),
                                                       MIN (part.high, vcpu->windows[k].end - event + slack) });
      if (self->n_used > 0 && part.high > last)
        gs_clock_hunt_allow (self->spare, (GsOffsets){ MAX (part.low, last), part.high });
    }
  self->work += open->len + self->spare->len;
  self->open = self->spare;
  self->spare = open;
  self->n_used++;
}

/* Returns: the CPU whose next event is closest to the centre, or -1 */
static gint
gs_clock_hunt_find_next (const GsClockHunt *self, const GsClockHuntPlace *places, gboolean *is_before)
{
  gint64 closest = G_MAXINT64;
  gint best = -1;

  for (guint i = 0; i < self->n_vcpus; i++)
    {
      const GsSyncVcpu *vcpu = &self->vcpus[i];
      const GsClockHuntPlace *place = &places[i];

      if (place->before >= 0 && self->centre - vcpu->events[place->before] < closest)
        {
          closest = self->centre - vcpu->events[place->before];
          best = i;
          *is_before = TRUE;
        }
      if (place->after < (gssize) vcpu->n_events && vcpu->events[place->after] - self->centre < closest)
        {
          closest = vcpu->events[place->after] - self->centre;
          best = i;
          *is_before = FALSE;
        }
    }
  return best;
}

static gboolean
gs_clock_hunt_goes_on (const GsClockHunt *self)
{
  return self->open->len > 0 && self->n_used < MAX_EVENTS && self->work < MAX_WORK
         && (self->open->len > 1 || self->n_used < ENOUGH_EVENTS);
}

static void
gs_clock_hunt_follow (GsClockHunt *self, GsClockHuntPlace *places)
{
  gboolean is_before = FALSE;
  gint i;

  while (gs_clock_hunt_goes_on (self) && (i = gs_clock_hunt_find_next (self, places, &is_before)) >= 0)
    {
      GsClockHuntPlace *place = &places[i];
      gint64 event = self->vcpus[i].events[is_before ? place->before-- : place->after++];
      gint64 *last = is_before ? &place->last_before : &place->last_after;

      if (self->vcpus[i].n_windows == 0 || (*last != GS_TIME_NONE && ABS (event - *last) < SPACING))
        continue;
      *last = event;
      gs_clock_hunt_intersect (self, &self->vcpus[i], event,
                               ABS (event - self->centre) / GS_CLOCK_MAX_SLOPE_INVERSE + 1);
    }
}

/* Leaves open what the events around @centre allow. */
static void
gs_clock_hunt_run (GsClockHunt *self, gint64 centre)
{
  g_autofree GsClockHuntPlace *places = g_new (GsClockHuntPlace, self->n_vcpus);
  GsOffsets all = { G_MININT64 / 4, G_MAXINT64 / 4 };

  if (self->prior != NULL)
    {
      gint64 offset = gs_clock_to_reference (&self->prior->clock, centre) - centre;
      gint64 width = gs_rough_clock_get_width (self->prior, centre);

      all = (GsOffsets){ offset - width, offset + width };
    }
  self->centre = centre;
  self->n_used = self->work = 0;
  g_array_set_size (self->open, 0);
  g_array_append_val (self->open, all);
  for (guint i = 0; i < self->n_vcpus; i++)
    {
      gsize at = gs_clock_hunt_find_event (self->vcpus[i].events, self->vcpus[i].n_events, centre);

      places[i] = (GsClockHuntPlace){ (gssize) at - 1, at, GS_TIME_NONE, GS_TIME_NONE };
    }
  gs_clock_hunt_follow (self, places);
}

/* Joins what is too close to be told apart now. */
static void
gs_clock_hunt_merge (GArray *offsets)
{
  guint n = 0;

  for (guint i = 0; i < offsets->len; i++)
    {
      GsOffsets part = g_array_index (offsets, GsOffsets, i);
      GsOffsets *last = n > 0 ? &g_array_index (offsets, GsOffsets, n - 1) : NULL;

      if (last != NULL && part.low - last->high < MERGE)
        last->high = part.high;
      else
        g_array_index (offsets, GsOffsets, n++) = part;
    }
  g_array_set_size (offsets, n);
}

/* Refines one part that is open, and checks all events against it. */
static void
gs_clock_search_try (GsClockSearch *self, const GsClockHunt *hunt, GsOffsets part, const GsSyncMessage *messages,
                     gsize n_messages, GsSpan span)
{
  GsSyncHint hint = { hunt->centre, hunt->centre + part.low, hunt->centre + part.high };

  self->n_tested = self->n_outside = 0;
  self->clock.origin = hunt->centre;
  self->clock.offset = part.low + (part.high - part.low) / 2;
  self->clock.drift = 0.0;
  self->clock.accuracy = -1;
  gs_clock_sync_windows (messages, n_messages, &hint, hunt->vcpus, hunt->n_vcpus, span, &self->clock, self->widths);
  for (guint i = 0; i < hunt->n_vcpus; i++)
    self->n_tested += gs_clock_windows_count (&hunt->vcpus[i], &self->clock, &self->n_outside);
}

static gboolean
gs_clock_search_fits (const GsClockSearch *self)
{
  return self->clock.accuracy >= 0 && self->n_tested >= LEAST_EVENTS && self->n_outside <= self->n_tested / 200 + 2;
}

/* As far as can be told by counting: @self may be no better than @than. */
static gboolean
gs_clock_search_is_rival (const GsClockSearch *self, const GsClockSearch *than)
{
  return self->n_tested >= than->n_tested / 4 && self->n_outside <= 3 * than->n_outside + 5;
}

static gboolean
gs_clock_search_is_better (const GsClockSearch *self, const GsClockSearch *than)
{
  if (than->n_tested == 0)
    return TRUE;
  if (self->n_tested / 4 > than->n_tested || than->n_tested / 4 > self->n_tested)
    return self->n_tested > than->n_tested;
  return (double) self->n_outside / self->n_tested < (double) than->n_outside / than->n_tested;
}

/* Two parts may have led to the same line. */
static gboolean
gs_clock_search_is_same (const GsClockSearch *a, const GsClockSearch *b, GsSpan span)
{
  gint64 middle = span.begin + (span.end - span.begin) / 2;
  gint64 apart = gs_clock_to_reference (&a->clock, middle) - gs_clock_to_reference (&b->clock, middle);

  return ABS (apart) <= a->clock.accuracy + b->clock.accuracy;
}

/* Chooses among what the hunt has left open; @self is the best so far. */
static void
gs_clock_search_choose (GsClockSearch *self, const GsClockHunt *hunt, const GsSyncMessage *messages, gsize n_messages,
                        GsSpan span)
{
  GsClockSearch tries[MAX_FITS];
  guint n = 0, best = 0;

  for (guint i = 0; i < hunt->open->len; i++)
    {
      GsClockSearch *try = &tries[n];

      *try = (GsClockSearch){ .clock = self->clock };
      gs_clock_search_try (try, hunt, g_array_index (hunt->open, GsOffsets, i), messages, n_messages, span);
      if (!gs_clock_search_fits (try))
        continue;
      if (n > 0 && gs_clock_search_is_better (try, &tries[best]))
        best = n;
      n++;
    }
  if (n == 0)
    return;
  *self = tries[best];
  self->result = GS_CLOCK_SEARCH_FOUND;
  self->n_fits = 1;
  for (guint i = 0; i < n; i++)
    if (i != best && gs_clock_search_is_rival (&tries[i], &tries[best])
        && !gs_clock_search_is_same (&tries[i], &tries[best], span))
      self->n_fits++;
  if (self->n_fits > 1)
    self->result = GS_CLOCK_SEARCH_AMBIGUOUS;
}

static gint64
gs_clock_search_get_centre (const GsSyncVcpu *vcpus, guint n_vcpus, guint eighth)
{
  const GsSyncVcpu *most = &vcpus[0];

  for (guint i = 1; i < n_vcpus; i++)
    if (vcpus[i].n_events > most->n_events)
      most = &vcpus[i];
  return most->events[most->n_events * eighth / 8];
}

static gboolean
gs_clock_search_has_enough (const GsSyncVcpu *vcpus, guint n_vcpus)
{
  gsize n_events = 0, n_windows = 0;

  for (guint i = 0; i < n_vcpus; i++)
    {
      n_events += vcpus[i].n_events;
      n_windows += vcpus[i].n_windows;
    }
  return n_events >= LEAST_EVENTS && n_windows > 1;
}

/**
 * gs_clock_search_run:
 * @self: (out): is set
 * @messages: what is known of the clocks beside; may be none
 * @span: of the guest's trace, on its own clock
 *
 * Finds the line by which the guest's events lie in the windows, among all that
 * @messages allow. Around O(n log n) in events and windows.
 */
void
gs_clock_search_run (GsClockSearch *self, const GsSyncVcpu *vcpus, guint n_vcpus, const GsSyncMessage *messages,
                     gsize n_messages, GsSpan span)
{
  GsRoughClock prior = { .clock.accuracy = -1 };
  gboolean has_prior = gs_rough_clock_solve (&prior, messages, n_messages, span);
  GsClockHunt hunt = { vcpus, n_vcpus, has_prior ? &prior : NULL };

  *self = (GsClockSearch){ .clock.accuracy = -1 };
  if (!gs_clock_search_has_enough (vcpus, n_vcpus))
    return;
  hunt.open = g_array_new (FALSE, FALSE, sizeof (GsOffsets));
  hunt.spare = g_array_new (FALSE, FALSE, sizeof (GsOffsets));
  self->result = GS_CLOCK_SEARCH_IMPOSSIBLE;
  for (guint i = 0; i < G_N_ELEMENTS (beginnings) && self->result == GS_CLOCK_SEARCH_IMPOSSIBLE; i++)
    {
      gs_clock_hunt_run (&hunt, gs_clock_search_get_centre (vcpus, n_vcpus, beginnings[i]));
      gs_clock_hunt_merge (hunt.open);
      if (hunt.open->len > MAX_FITS)
        {
          self->result = GS_CLOCK_SEARCH_AMBIGUOUS;
          self->n_fits = hunt.open->len;
        }
      else
        {
          gs_clock_search_choose (self, &hunt, has_prior ? messages : NULL, has_prior ? n_messages : 0, span);
        }
    }
  g_array_unref (hunt.open);
  g_array_unref (hunt.spare);
}
