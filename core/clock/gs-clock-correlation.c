/* gs-clock-correlation.c: where parts of a guest's trace belong on its host's clock, from nothing
 * SPDX-License-Identifier: MIT
 *
 * A guest's CPU has events only while its vCPU's thread runs guest code. So that thread's
 * time is cut into steps of equal length, each with a weight: high where all of it is in a
 * run window, low where nothing is, zero where that isn't known, and zero on average. The
 * sum of the weights under a part's events, for every shift at once, is a correlation: one
 * product of Fourier transforms. The right shift stands out without any idea of where to
 * look, and although some events are in no window because the tracer lost that window.
 *
 * The host's time is gone through in blocks that overlap by half (overlap-save), so that
 * memory doesn't grow with the trace; all parts are looked for in each block.
 */
#include "clock/gs-clock-correlation.h"

#include <fftw3.h>
#include <string.h>

#include "base/gs-lock.h"

#define PART GS_CLOCK_CORRELATION_PART
#define BLOCK (2 * PART)
#define N_FREQUENCIES (BLOCK / 2 + 1)

/* The host's trace is cut into steps this short, so that a vCPU that is left for a few microseconds only can be told;
 * where that makes too many, up to the usual length, and beyond that into no more than the most. */
#define SHORTEST_STEP (2 * GS_USEC)
#define USUAL_STEP (20 * GS_USEC)
#define FEW_STEPS (G_GINT64_CONSTANT (1) << 18)
#define MANY_STEPS (G_GINT64_CONSTANT (1) << 19)
#define MOST_STEPS (G_GINT64_CONSTANT (1) << 23)

/* A step inside a window weighs 1: the weight of one that no window touches, and the least of one that any touches. */
#define OUTSIDE -2.0f
#define TOUCHED 0.25f

/* A place is the best of so many shifts to either side of it. */
#define NEIGHBOURS 8

/* Up to so many shifts beside it belong to it, if their sum is at least that share of the best. */
#define MOST_ALIKE 256
#define ALIKE 0.7f

/* Of so many shifts in a row, what is to be expected by chance is much the same. */
#define ROW 64

/* Fewer events than these surprise no more than so many would. */
#define LEAST_EVENTS 16.0

/* One vCPU's weights. */
typedef struct
{
  const GsSyncVcpu *vcpu;
  gint64 first, end; /* steps of the host's time, of which something is known */
  float mean;
  double variance;
} GsClockMask;

/* One CPU's events in one part. */
typedef struct
{
  fftwf_complex *spectrum;
  guint32 *n_before; /* PART + 1 */
} GsClockCounts;

typedef struct
{
  GsClockMask *masks;
  guint n_masks;
  gint64 begin; /* of the host's time: where its first step begins */
  gint64 step;
  float *signal; /* BLOCK + 2: transformed in place */
  float *shares; /* BLOCK + 2: how much of each step is in windows */
  fftwf_plan forward, backward;
} GsClockCorrelation;

static GMutex planner; /* FFTW makes plans in one thread only */

static void
gs_clock_correlation_plan (GsClockCorrelation *self)
{
  self->signal = fftwf_alloc_real (BLOCK + 2);
  gs_lock (&planner);
  self->forward = fftwf_plan_dft_r2c_1d (BLOCK, self->signal, (fftwf_complex *) self->signal, FFTW_ESTIMATE);
  self->backward = fftwf_plan_dft_c2r_1d (BLOCK, (fftwf_complex *) self->signal, self->signal, FFTW_ESTIMATE);
  gs_unlock (&planner);
}

static void
gs_clock_correlation_clear (GsClockCorrelation *self)
{
  gs_lock (&planner);
  fftwf_destroy_plan (self->forward);
  fftwf_destroy_plan (self->backward);
  gs_unlock (&planner);
  fftwf_free (self->signal);
  g_free (self->shares);
  g_free (self->masks);
}

/* Returns: the first of @spans that ends after @time */
static gsize
gs_clock_spans_find (const GsSpan *spans, gsize n, gint64 time)
{
  gsize low = 0;

  while (low < n)
    {
      gsize middle = low + (n - low) / 2;

      if (spans[middle].end <= time)
        low = middle + 1;
      else
        n = middle;
    }
  return low;
}

/* Adds the share of @span to each step that it touches; steps count from @begin on. */
static void
gs_clock_correlation_add_window (GsClockCorrelation *self, gint64 begin, GsSpan span)
{
  gint64 first = MAX (span.begin - begin, 0), end = MIN (span.end - begin, (BLOCK + 1) * self->step);

  for (gint64 i = first / self->step; i <= BLOCK && i * self->step < end; i++)
    {
      gint64 inside = MIN (end, (i + 1) * self->step) - MAX (first, i * self->step);

      self->shares[i] += (float) inside / (float) self->step;
    }
}

/* Of the steps of which @span has something, nothing is known. Returns: how many these were */
static guint
gs_clock_correlation_blank (GsClockCorrelation *self, gint64 begin, GsSpan span)
{
  gint64 first = CLAMP ((span.begin - begin) / self->step - 1, 0, BLOCK);
  gint64 end = CLAMP ((span.end - begin) / self->step + 1, 0, BLOCK);

  for (gint64 i = first; i < end; i++)
    self->signal[i] = 0.0f;
  return end - first;
}

/* Sets the signal to @mask's weights from step @first on. Returns: about how many of these steps are known */
static guint
gs_clock_correlation_fill (GsClockCorrelation *self, const GsClockMask *mask, gint64 first)
{
  const GsSyncVcpu *vcpu = mask->vcpu;
  gint64 begin = self->begin + first * self->step, end = begin + (BLOCK + 1) * self->step;
  guint known_first = CLAMP (mask->first - first, 0, BLOCK), known_end = CLAMP (mask->end - first, 0, BLOCK);
  guint n = known_end - known_first, n_blank = 0;

  memset (self->shares, 0, (BLOCK + 1) * sizeof (float));
  for (gsize i = gs_clock_spans_find (vcpu->windows, vcpu->n_windows, begin);
       i < vcpu->n_windows && vcpu->windows[i].begin < end; i++)
    gs_clock_correlation_add_window (self, begin, vcpu->windows[i]);
  memset (self->signal, 0, BLOCK * sizeof (float));
  for (guint i = known_first; i < known_end; i++)
    {
      /* An event's step and the one after it: where in its step the shift puts it isn't known. */
      float share = (self->shares[i] + self->shares[i + 1]) / 2;

      self->signal[i] = (share > 0.0f ? MAX (share, TOUCHED) : OUTSIDE) - mask->mean;
    }
  for (gsize i = gs_clock_spans_find (vcpu->blanks, vcpu->n_blanks, begin);
       i < vcpu->n_blanks && vcpu->blanks[i].begin < end; i++)
    n_blank += gs_clock_correlation_blank (self, begin, vcpu->blanks[i]);
  return n - MIN (n, n_blank);
}

/* Whether one of @parts can begin in one of the @n steps from @first on */
static gboolean
gs_clock_correlation_needs (const GsClockCorrelation *self, const GsClockPart *parts, guint n_parts, gint64 first,
                            gint64 n)
{
  for (guint i = 0; i < n_parts; i++)
    {
      gint64 low = self->begin + first * self->step - parts[i].span.begin;

      if (low + (n + 1) * self->step >= parts[i].allowed.low && low - self->step <= parts[i].allowed.high)
        return TRUE;
    }
  return FALSE;
}

/* Makes @mask's weights zero on average, where @parts are looked for, and finds how far from it they are. */
static void
gs_clock_correlation_measure (GsClockCorrelation *self, GsClockMask *mask, const GsClockPart *parts, guint n_parts)
{
  double sum = 0.0, squares = 0.0;
  guint64 n = 0;

  for (gint64 first = mask->first - PART; first < mask->end; first += BLOCK)
    {
      if (!gs_clock_correlation_needs (self, parts, n_parts, first, BLOCK))
        continue;
      n += gs_clock_correlation_fill (self, mask, first);
      for (guint i = 0; i < BLOCK; i++)
        {
          sum += self->signal[i];
          squares += self->signal[i] * self->signal[i];
        }
    }
  mask->mean = n > 0 ? (float) (sum / n) : 0.0f;
  mask->variance = n > 0 ? squares / n - sum / n * (sum / n) : 0.0;
}

static void
gs_clock_correlation_init (GsClockCorrelation *self, const GsSyncVcpu *vcpus, guint n_vcpus, gint64 step,
                           const GsClockPart *parts, guint n_parts)
{
  *self = (GsClockCorrelation){ .step = step, .n_masks = n_vcpus, .begin = G_MAXINT64 };
  self->shares = g_new (float, BLOCK + 2);
  self->masks = g_new0 (GsClockMask, n_vcpus);
  gs_clock_correlation_plan (self);
  for (guint i = 0; i < n_vcpus; i++)
    if (vcpus[i].n_windows > 0)
      self->begin = MIN (self->begin, vcpus[i].windows[0].begin);
  for (guint i = 0; i < n_vcpus; i++)
    {
      GsClockMask *mask = &self->masks[i];

      mask->vcpu = &vcpus[i];
      if (vcpus[i].n_windows == 0)
        continue;
      mask->first = (vcpus[i].windows[0].begin - self->begin) / step;
      mask->end = (vcpus[i].windows[vcpus[i].n_windows - 1].end - self->begin) / step + 1;
      gs_clock_correlation_measure (self, mask, parts, n_parts);
    }
}

/* Whether there are events, not how many: those that are close together say much the same. */
static void
gs_clock_counts_init (GsClockCounts *self, GsClockCorrelation *correlation, const GsSyncVcpu *vcpu, GsSpan span)
{
  float *signal = correlation->signal;

  self->spectrum = fftwf_alloc_complex (N_FREQUENCIES);
  self->n_before = g_new0 (guint32, PART + 1);
  memset (signal, 0, (BLOCK + 2) * sizeof (float));
  for (gsize i = gs_clock_find_event (vcpu, span.begin); i < vcpu->n_events && vcpu->events[i] < span.end; i++)
    {
      gint64 at = (vcpu->events[i] - span.begin) / correlation->step;

      if (at < PART)
        signal[at] = 1.0f;
    }
  for (guint i = 0; i < PART; i++)
    self->n_before[i + 1] = self->n_before[i] + (signal[i] > 0.0f);
  fftwf_execute_dft_r2c (correlation->forward, signal, (fftwf_complex *) signal);
  memcpy (self->spectrum, signal, N_FREQUENCIES * sizeof (fftwf_complex));
}

static void
gs_clock_counts_free (GsClockCounts *self, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      fftwf_free (self[i].spectrum);
      g_free (self[i].n_before);
    }
  g_free (self);
}

/* Returns: how much the score of a part that begins at step @shift of the host's time varies by chance */
static double
gs_clock_correlation_get_variance (const GsClockCorrelation *self, const GsClockCounts *counts, gint64 shift)
{
  double sum = 0.0, most = 0.0;

  for (guint i = 0; i < self->n_masks; i++)
    {
      const GsClockMask *mask = &self->masks[i];
      gint64 first = CLAMP (mask->first - shift, 0, PART), end = CLAMP (mask->end - shift, 0, PART);

      if (first < end)
        sum += (counts[i].n_before[end] - counts[i].n_before[first]) * mask->variance;
      most = MAX (most, mask->variance);
    }
  return MAX (sum, LEAST_EVENTS * most);
}

static int
gs_clock_place_compare (gconstpointer a, gconstpointer b)
{
  const GsClockPlace *left = a, *right = b;

  return left->score > right->score ? -1 : left->score < right->score;
}

/* Whether the sum at @at is the best of its neighbours. */
static gboolean
gs_clock_part_is_peak (const float *sums, gint at)
{
  gint first = MAX (at - NEIGHBOURS, 0), end = MIN (at + NEIGHBOURS + 1, PART);

  for (gint i = first; i < end; i++)
    if (sums[i] > sums[at] || (sums[i] == sums[at] && i < at))
      return FALSE;
  return TRUE;
}

/* Where windows are long, many shifts are about as good as the best. Returns: the last of these in @direction */
static gint
gs_clock_part_find_foot (const float *sums, gint at, gint direction)
{
  gint foot = at;

  while (foot + direction >= 0 && foot + direction < PART && ABS (foot - at) < MOST_ALIKE
         && sums[foot + direction] > sums[at] * ALIKE)
    foot += direction;
  return foot;
}

/* Adds the best of the ROW shifts from @at on to the places, if they are better than @least. */
static void
gs_clock_part_add_row (GsClockPart *self, const GsClockCorrelation *correlation, const GsClockCounts *counts,
                       gint64 first, gint at, double least)
{
  gint64 step = correlation->step, begin = correlation->begin + first * step - self->span.begin;
  double deviation = sqrt (gs_clock_correlation_get_variance (correlation, counts, first + at + ROW / 2)) * BLOCK;
  const float *sums = correlation->signal;

  for (gint i = at; i < at + ROW; i++)
    {
      GsClockPlace place = { .score = sums[i] / deviation };

      if (place.score <= least || !gs_clock_part_is_peak (sums, i))
        continue;
      place.offsets.low = MAX (begin + (gs_clock_part_find_foot (sums, i, -1) - 1) * step, self->allowed.low);
      place.offsets.high = MIN (begin + (gs_clock_part_find_foot (sums, i, 1) + 2) * step, self->allowed.high);
      if (place.offsets.low <= place.offsets.high)
        g_array_append_val (self->places, place);
    }
}

/* Adds the best shifts of a block, whose first one is @first, to the places, and keeps the @n_places best. */
static void
gs_clock_part_add (GsClockPart *self, const GsClockCorrelation *correlation, const GsClockCounts *counts, gint64 first,
                   guint n_places)
{
  double least = self->places->len < n_places ? 0.0 : g_array_index (self->places, GsClockPlace, n_places - 1).score;

  for (gint at = 0; at < PART; at += ROW)
    gs_clock_part_add_row (self, correlation, counts, first, at, least);
  g_array_sort (self->places, gs_clock_place_compare);
  g_array_set_size (self->places, MIN (self->places->len, n_places));
}

/* Adds @a times the conjugate of @b to @product. */
static void
gs_clock_correlation_multiply (fftwf_complex *product, const fftwf_complex *a, const fftwf_complex *b)
{
  for (guint i = 0; i < N_FREQUENCIES; i++)
    {
      product[i][0] += a[i][0] * b[i][0] + a[i][1] * b[i][1];
      product[i][1] += a[i][1] * b[i][0] - a[i][0] * b[i][1];
    }
}

/* Looks for all of @parts in the block whose first step is @first; @spectra is for the masks'. */
static void
gs_clock_correlation_run_block (GsClockCorrelation *self, GsClockPart *parts, GsClockCounts **counts, guint n_parts,
                                gint64 first, fftwf_complex *spectra, guint n_places)
{
  fftwf_complex *product = (fftwf_complex *) self->signal;

  for (guint i = 0; i < self->n_masks; i++)
    {
      gs_clock_correlation_fill (self, &self->masks[i], first);
      fftwf_execute (self->forward);
      memcpy (spectra + (gsize) i * N_FREQUENCIES, product, N_FREQUENCIES * sizeof (fftwf_complex));
    }
  for (guint part = 0; part < n_parts; part++)
    {
      if (!gs_clock_correlation_needs (self, &parts[part], 1, first, PART))
        continue;
      memset (product, 0, N_FREQUENCIES * sizeof (fftwf_complex));
      for (guint i = 0; i < self->n_masks; i++)
        gs_clock_correlation_multiply (product, spectra + (gsize) i * N_FREQUENCIES, counts[part][i].spectrum);
      fftwf_execute (self->backward);
      gs_clock_part_add (&parts[part], self, counts[part], first, n_places);
    }
}

/* Returns: the last step of the host's time, of any vCPU */
static gint64
gs_clock_correlation_get_end (const GsClockCorrelation *self)
{
  gint64 end = 0;

  for (guint i = 0; i < self->n_masks; i++)
    end = MAX (end, self->masks[i].end);
  return end;
}

static void
gs_clock_correlation_run_blocks (GsClockCorrelation *self, GsClockPart *parts, GsClockCounts **counts, guint n_parts,
                                 guint n_places)
{
  fftwf_complex *spectra = fftwf_alloc_complex ((gsize) self->n_masks * N_FREQUENCIES);
  gint64 end = gs_clock_correlation_get_end (self);

  for (gint64 first = -PART; first < end; first += PART)
    if (gs_clock_correlation_needs (self, parts, n_parts, first, PART))
      gs_clock_correlation_run_block (self, parts, counts, n_parts, first, spectra, n_places);
  fftwf_free (spectra);
}

/**
 * gs_clock_correlation_get_step:
 * @is_coarse: so that it is quick, and most guests are found
 *
 * Returns: ns; how finely the host's time is to be cut
 */
gint64
gs_clock_correlation_get_step (const GsSyncVcpu *vcpus, guint n_vcpus, gboolean is_coarse)
{
  gint64 begin = G_MAXINT64, end = G_MININT64;

  for (guint i = 0; i < n_vcpus; i++)
    if (vcpus[i].n_windows > 0)
      {
        begin = MIN (begin, vcpus[i].windows[0].begin);
        end = MAX (end, vcpus[i].windows[vcpus[i].n_windows - 1].end);
      }
  if (begin >= end)
    return USUAL_STEP;
  if (is_coarse)
    return MAX (SHORTEST_STEP, (end - begin) / FEW_STEPS);
  return MAX (CLAMP ((end - begin) / MANY_STEPS, SHORTEST_STEP, USUAL_STEP), (end - begin) / MOST_STEPS);
}

/**
 * gs_clock_correlation_run:
 * @step: ns; how finely time is cut
 * @parts: (inout) (array length=n_parts): of the guest's trace; their places are set
 * @n_places: so many of each at most
 *
 * Correlates when the guest's CPUs had events with when their vCPUs ran. O(n log n) in the
 * steps of the host's time for each vCPU, and for each part.
 */
void
gs_clock_correlation_run (const GsSyncVcpu *vcpus, guint n_vcpus, gint64 step, GsClockPart *parts, guint n_parts,
                          guint n_places)
{
  GsClockCorrelation self;
  g_autofree GsClockCounts **counts = g_new0 (GsClockCounts *, n_parts);

  gs_clock_correlation_init (&self, vcpus, n_vcpus, step, parts, n_parts);
  for (guint part = 0; part < n_parts; part++)
    {
      parts[part].places = g_array_new (FALSE, FALSE, sizeof (GsClockPlace));
      counts[part] = g_new0 (GsClockCounts, n_vcpus);
      for (guint i = 0; i < n_vcpus; i++)
        gs_clock_counts_init (&counts[part][i], &self, &vcpus[i], parts[part].span);
    }
  gs_clock_correlation_run_blocks (&self, parts, counts, n_parts, n_places);
  for (guint part = 0; part < n_parts; part++)
    gs_clock_counts_free (counts[part], n_vcpus);
  gs_clock_correlation_clear (&self);
}
