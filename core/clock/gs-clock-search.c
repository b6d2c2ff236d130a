/* gs-clock-search.c: a guest's clock from its vCPUs' run windows alone
 * SPDX-License-Identifier: MIT
 *
 * Parts of the guest's trace are correlated with the run windows: where one may belong is
 * known then to a step or two. Of these places, the events around the part's middle choose
 * by vote. What is left is refined by run windows, and checked against all of the events.
 */
#include "clock/gs-clock-search.h"

#include <stdlib.h>
#include <string.h>

#include "clock/gs-clock-vote.h"

#define LEAST_EVENTS 8
#define MAX_FITS 24

/* A part has so many events, where the trace has. */
#define PART_EVENTS 500

/* Events that vote: to see whether a place is worth it, and then for good. */
#define FEW_VOTES 150
#define MANY_VOTES 1000

/* So many of the events that vote may be wrong for other reasons; and so many places may be like the best where more
 * are in no window. */
#define FEW_MISSES 0.02
#define FEW_LIKELY 4

/* Where no more than the ends of both traces overlap, they fit by chance: of so many events one has to lie in the
   host's time. */
#define LEAST_OVERLAP 20

/* What messages leave open is voted on as a whole, where it is no more than this. */
#define NARROW (20 * GS_MSEC)

/* A place whose score is less than this share of the best's is chance. */
#define LEAST_SCORE 0.5

/* A part with a better score than this is where it belongs: no other has to be looked at. */
#define SURE_SCORE 20.0

/* Where the host's trace lacks events, at most this share of the guest's may be in no window. */
#define MOST_OUTSIDE 0.4

/* Where in the guest's trace parts begin, in eighths of its events; the most promising first. */
static const guint beginnings[] = { 4, 2, 6, 1, 7 };

typedef struct
{
  const GsSyncVcpu *vcpus;
  guint n_vcpus;
  const GsRoughClock *prior; /* or NULL */
  const GsSyncMessage *messages;
  gsize n_messages;
  GsSpan span;
  GsClockSearchFlags flags;
  gsize n_events;
  double best_score; /* of all parts */
} GsClockHunt;

/* Refines what @centre's part of the trace chose, and checks all events against it. */
static void
gs_clock_search_try (GsClockSearch *self, const GsClockHunt *hunt, gint64 centre, GsOffsets part)
{
  GsSyncHint hint = { centre, centre + part.low, centre + part.high };

  self->n_tested = self->n_outside = 0;
  self->clock.origin = centre;
  self->clock.offset = part.low + (part.high - part.low) / 2;
  self->clock.drift = 0.0;
  self->clock.accuracy = -1;
  /* Where no event is near a window's edge, windows add nothing to what messages say; they may fit all the same. */
  if (!gs_clock_sync_windows (hunt->messages, hunt->n_messages, &hint, hunt->vcpus, hunt->n_vcpus, hunt->span,
                              &self->clock, self->widths)
      && hunt->prior != NULL)
    {
      self->clock = hunt->prior->clock;
      memcpy (self->widths, hunt->prior->widths, sizeof self->widths);
    }
  for (guint i = 0; i < hunt->n_vcpus; i++)
    self->n_tested += gs_clock_windows_count (&hunt->vcpus[i], &self->clock, &self->n_outside);
}

static gboolean
gs_clock_search_fits (const GsClockSearch *self, const GsClockHunt *hunt)
{
  return self->clock.accuracy >= 0 && self->n_tested >= LEAST_EVENTS && self->n_outside <= self->n_tested / 200 + 2
         && self->n_tested >= MIN (hunt->n_events / LEAST_OVERLAP, PART_EVENTS);
}

/* Whether @self may be no better than @than, as far as counting can tell. */
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

/* Whether @self, where the host's trace lacks events, is as clearly better than @than as it gets */
static gboolean
gs_clock_search_beats (const GsClockSearch *self, const GsClockSearch *than)
{
  return self->n_outside * than->n_tested * 2 <= than->n_outside * self->n_tested;
}

/* Chooses among @tries; what fits all events comes before what fits most. */
static void
gs_clock_search_choose (GsClockSearch *self, const GsClockHunt *hunt, const GsClockSearch *tries, guint n)
{
  const GsClockSearch *best = NULL;

  for (guint i = 0; i < n; i++)
    if (gs_clock_search_fits (&tries[i], hunt) && (best == NULL || gs_clock_search_is_better (&tries[i], best)))
      best = &tries[i];
  if (best == NULL)
    return;
  *self = *best;
  self->n_fits = 1;
  for (guint i = 0; i < n; i++)
    if (&tries[i] != best && gs_clock_search_fits (&tries[i], hunt) && gs_clock_search_is_rival (&tries[i], best)
        && !gs_clock_search_is_same (&tries[i], best, hunt->span))
      self->n_fits++;
  self->result = self->n_fits > 1 ? GS_CLOCK_SEARCH_AMBIGUOUS : GS_CLOCK_SEARCH_FOUND;
}

/* The same, where events may be in no window because the host's trace lacks some. */
static void
gs_clock_search_choose_loosely (GsClockSearch *self, const GsClockHunt *hunt, const GsClockSearch *tries, guint n)
{
  const GsClockSearch *best = NULL;

  for (guint i = 0; i < n; i++)
    if (tries[i].clock.accuracy >= 0 && tries[i].n_tested >= PART_EVENTS / 10
        && tries[i].n_outside <= tries[i].n_tested * MOST_OUTSIDE
        && (best == NULL || gs_clock_search_is_better (&tries[i], best)))
      best = &tries[i];
  if (best == NULL)
    return;
  for (guint i = 0; i < n; i++)
    if (&tries[i] != best && !gs_clock_search_is_same (&tries[i], best, hunt->span)
        && !gs_clock_search_beats (best, &tries[i]))
      return;
  *self = *best;
  self->n_fits = 1;
  self->result = GS_CLOCK_SEARCH_FOUND;
}

/* Returns: of the events that were asked, the share that is in no window */
static double
gs_clock_vote_get_misses (const GsClockVote *vote)
{
  return 1.0 - (double) vote->n_inside / MAX (vote->n_asked, 1);
}

/* Leaves of @votes those that are about as good as the best. Where that one isn't good either, and several are
 * like it, none is: chance is. Returns: how many */
static guint
gs_clock_search_count_votes (GsClockVote *votes, guint n)
{
  double fewest = 1.0;
  guint n_kept = 0;

  for (guint i = 0; i < n; i++)
    fewest = MIN (fewest, gs_clock_vote_get_misses (&votes[i]));
  for (guint i = 0; i < n; i++)
    if (gs_clock_vote_get_misses (&votes[i]) <= 2.0 * fewest + FEW_MISSES)
      votes[n_kept++] = votes[i];
  return fewest > FEW_MISSES && n_kept > FEW_LIKELY ? 0 : n_kept;
}

/* Lets events vote on @places. Returns: how many are worth a try; @votes has room for MAX_FITS */
static guint
gs_clock_search_vote (const GsClockHunt *hunt, gint64 centre, const GArray *places, GsClockVote *votes)
{
  double most = (hunt->flags & GS_CLOCK_SEARCH_LOSSY) != 0 ? MOST_OUTSIDE : FEW_MISSES;
  guint n = 0;

  for (guint i = 0; i < places->len; i++)
    {
      const GsClockPlace *place = &g_array_index (places, GsClockPlace, i);
      GsClockVote *vote = &votes[n];

      if (place->score < LEAST_SCORE * hunt->best_score)
        break;
      gs_clock_vote_run (vote, hunt->vcpus, hunt->n_vcpus, centre, place->offsets, FEW_VOTES);
      if (vote->n_asked < LEAST_EVENTS || gs_clock_vote_get_misses (vote) > most + 2.0 / vote->n_asked)
        continue;
      gs_clock_vote_run (vote, hunt->vcpus, hunt->n_vcpus, centre, place->offsets, MANY_VOTES);
      n += gs_clock_vote_get_misses (vote) <= most + 2.0 / vote->n_asked;
    }
  return gs_clock_search_count_votes (votes, n);
}

static gint64
gs_clock_part_get_centre (const GsClockPart *part)
{
  return part->span.begin + (part->span.end - part->span.begin) / 2;
}

/* Windows that hold nearly everything, or of which little is known, leave it at what messages say. */
static gboolean
gs_clock_part_is_narrow (const GsClockPart *self, const GsClockHunt *hunt)
{
  return hunt->prior != NULL && self->allowed.high - self->allowed.low <= NARROW;
}

/* Returns: (transfer full) (element-type GsClockPlace): where the part may be */
static GArray *
gs_clock_part_get_places (const GsClockPart *self, const GsClockHunt *hunt)
{
  GsClockPlace whole = { self->allowed, hunt->best_score };
  GArray *places;

  if (!gs_clock_part_is_narrow (self, hunt))
    return g_array_ref (self->places);
  places = g_array_new (FALSE, FALSE, sizeof (GsClockPlace));
  g_array_append_val (places, whole);
  return places;
}

static void
gs_clock_search_use_part (GsClockSearch *self, const GsClockHunt *hunt, const GsClockPart *part)
{
  gint64 centre = gs_clock_part_get_centre (part);
  g_autoptr (GArray) places = gs_clock_part_get_places (part, hunt);
  GsClockVote votes[MAX_FITS];
  GsClockSearch tries[MAX_FITS];
  guint n = gs_clock_search_vote (hunt, centre, places, votes);

  for (guint i = 0; i < n; i++)
    {
      tries[i] = (GsClockSearch){ .clock = self->clock };
      gs_clock_search_try (&tries[i], hunt, centre, votes[i].offsets);
    }
  gs_clock_search_choose (self, hunt, tries, n);
  if (self->result == GS_CLOCK_SEARCH_IMPOSSIBLE && (hunt->flags & GS_CLOCK_SEARCH_LOSSY) != 0)
    gs_clock_search_choose_loosely (self, hunt, tries, n);
}

/* Whether messages leave no part more room than votes can decide on: then a correlation, which takes most of the time,
 * says no more than how far it stands out. Of hundreds of guests each is tried with all others' processes, so most
 * trials are such. */
static gboolean
gs_clock_search_is_narrow (const GsClockHunt *hunt, const GsClockPart *parts, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!gs_clock_part_is_narrow (&parts[i], hunt))
      return FALSE;
  return TRUE;
}

static double
gs_clock_part_get_score (const GsClockPart *part)
{
  return part->places->len > 0 ? g_array_index (part->places, GsClockPlace, 0).score : 0.0;
}

static int
gs_clock_part_compare (gconstpointer a, gconstpointer b)
{
  double left = gs_clock_part_get_score (a), right = gs_clock_part_get_score (b);

  return left > right ? -1 : left < right;
}

static gsize
gs_clock_search_count_events (const GsClockHunt *hunt, GsSpan span)
{
  gsize n = 0;

  for (guint i = 0; i < hunt->n_vcpus; i++)
    n += gs_clock_find_event (&hunt->vcpus[i], span.end) - gs_clock_find_event (&hunt->vcpus[i], span.begin);
  return n;
}

/* The events around @centre: so much of the time that there are enough. Returns: the step that this takes */
static gint64
gs_clock_part_init (GsClockPart *self, const GsClockHunt *hunt, gint64 centre, gboolean is_coarse)
{
  gint64 step = gs_clock_correlation_get_step (hunt->vcpus, hunt->n_vcpus, is_coarse);
  GsSpan whole = { hunt->span.begin, hunt->span.end + 1 };

  *self = (GsClockPart){ .allowed = { G_MININT64 / 4, G_MAXINT64 / 4 } };
  for (;; step *= 2)
    {
      gint64 half = step * (GS_CLOCK_CORRELATION_PART / 2);

      self->span = gs_span_intersect ((GsSpan){ centre - half, centre + half }, whole);
      if (gs_clock_search_count_events (hunt, self->span) >= PART_EVENTS
          || (self->span.begin == whole.begin && self->span.end == whole.end))
        break;
    }
  if (hunt->prior != NULL)
    {
      gint64 middle = gs_clock_part_get_centre (self);
      gint64 offset = gs_clock_to_reference (&hunt->prior->clock, middle) - middle;
      gint64 width = gs_rough_clock_get_width (hunt->prior, middle);

      self->allowed = (GsOffsets){ offset - width, offset + width };
    }
  return step;
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

/* Looks for the parts at all beginnings until one is found; or coarsely at the first, if it stands out. */
static void
gs_clock_search_use_parts (GsClockSearch *self, GsClockHunt *hunt, gboolean is_coarse)
{
  GsClockPart parts[G_N_ELEMENTS (beginnings)];
  gint64 step = 0;
  guint n = 0;

  for (guint i = 0; i < (is_coarse ? 1 : G_N_ELEMENTS (beginnings)); i++)
    {
      gint64 centre = gs_clock_search_get_centre (hunt->vcpus, hunt->n_vcpus, beginnings[i]);

      step = MAX (step, gs_clock_part_init (&parts[n], hunt, centre, is_coarse));
      if (n == 0 || parts[n].span.begin != parts[0].span.begin || parts[n].span.end != parts[0].span.end)
        n++;
    }
  if (gs_clock_search_is_narrow (hunt, parts, n))
    {
      GsClockSearch unscored = *self;

      for (guint i = 0; i < n && unscored.result == GS_CLOCK_SEARCH_IMPOSSIBLE; i++)
        gs_clock_search_use_part (&unscored, hunt, &parts[i]);
      unscored.is_unscored = unscored.result != GS_CLOCK_SEARCH_IMPOSSIBLE;
      if (!unscored.is_unscored || (hunt->flags & GS_CLOCK_SEARCH_SCORED) == 0)
        {
          *self = unscored;
          return;
        }
    }
  gs_clock_correlation_run (hunt->vcpus, hunt->n_vcpus, step, parts, n, MAX_FITS);
  qsort (parts, n, sizeof (GsClockPart), gs_clock_part_compare);
  hunt->best_score = gs_clock_part_get_score (&parts[0]);
  for (guint i = 0; i < n; i++)
    {
      if (self->result == GS_CLOCK_SEARCH_IMPOSSIBLE && (!is_coarse || hunt->best_score >= SURE_SCORE))
        gs_clock_search_use_part (self, hunt, &parts[i]);
      g_array_unref (parts[i].places);
    }
  self->is_sure = self->result == GS_CLOCK_SEARCH_FOUND && hunt->best_score >= SURE_SCORE;
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
                     gsize n_messages, GsSpan span, GsClockSearchFlags flags)
{
  GsRoughClock prior = { .clock.accuracy = -1 };
  gboolean has_prior = gs_rough_clock_solve (&prior, messages, n_messages, span);
  GsClockHunt hunt = { vcpus, n_vcpus, has_prior ? &prior : NULL, messages, has_prior ? n_messages : 0, span, flags };

  *self = (GsClockSearch){ .clock.accuracy = -1 };
  if (!gs_clock_search_has_enough (vcpus, n_vcpus))
    return;
  self->result = GS_CLOCK_SEARCH_IMPOSSIBLE;
  hunt.n_events = gs_clock_search_count_events (&hunt, (GsSpan){ span.begin, span.end + 1 });
  gs_clock_search_use_parts (self, &hunt, TRUE);
  if (self->result == GS_CLOCK_SEARCH_IMPOSSIBLE && (flags & GS_CLOCK_SEARCH_QUICK) == 0)
    gs_clock_search_use_parts (self, &hunt, FALSE);
}
