/* gs-clock-recorder.c: a guest's clock as the recorder measured it
 * SPDX-License-Identifier: MIT
 *
 * trace-cmd's agent asks now and then how far the guest's clock is from its host's: a table for each CPU. A line is
 * laid through all of it. How far off that may be, the table says, and the run windows: a guest's event is never
 * outside of its vCPU's.
 */
#include "model/gs-clock-recorder.h"

#include <math.h>
#include <stdlib.h>

/* Events that may be outside for other reasons: one in so many, and a few. */
#define WRONG_SHARE 1000
#define FEW_WRONG 2

/* Where so many of all events are outside, it is another guest's table, or another host's. */
#define DOUBT_SHARE 4

/* What is shorter says nothing of how much faster a clock goes. */
#define LEAST_SPAN GS_SEC

/* Clocks that differ more in speed are not of two machines that were recorded together. */
#define MOST_DRIFT 0.1

#define MOST_TIME 2e18 /* ns: sums with it stay numbers */

/* A table's entry, in ns from the first one's on; differences are small enough for a double. */
typedef struct
{
  double time;  /* of the guest's clock */
  double ahead; /* what the host's has more by then */
} GsClockEntry;

typedef struct
{
  gint64 origin, offset; /* of the first entry */
  double slope;          /* that the recorder says by itself: of ahead over time */
  GArray *entries;       /* of GsClockEntry */
} GsClockTable;

static gint64
gs_clock_table_get_ns (const GsRecorderFacts *facts, double ticks)
{
  double ns = ticks * facts->ns_per_tick;

  return llrint (CLAMP (ns, -MOST_TIME, MOST_TIME)) + facts->ns_offset;
}

static void
gs_clock_table_add (GsClockTable *self, const GsRecorderFacts *guest, const GsRecorderFacts *host,
                    const GsRecordedShift *shift)
{
  gint64 time = gs_clock_table_get_ns (guest, (double) shift->time);
  gint64 there = gs_clock_table_get_ns (host, (double) shift->time * shift->scale + (double) shift->offset);
  GsClockEntry entry;

  if (self->entries->len == 0)
    {
      self->origin = time;
      self->offset = gs_time_subtract (there, time);
      self->slope = shift->scale * host->ns_per_tick / guest->ns_per_tick - 1.0;
    }
  entry.time = (double) gs_time_subtract (time, self->origin);
  entry.ahead = (double) gs_time_subtract (gs_time_subtract (there, time), self->offset);
  g_array_append_val (self->entries, entry);
}

/* Least squares; where the entries lie close together, what the recorder says of the speed. */
static void
gs_clock_table_fit (const GsClockTable *self, double *ahead, double *slope)
{
  const GsClockEntry *entries = (const GsClockEntry *) (gpointer) self->entries->data;
  double n = self->entries->len, time = 0.0, sum = 0.0, xx = 0.0, xy = 0.0, least = INFINITY, most = -INFINITY;

  for (guint i = 0; i < self->entries->len; i++)
    {
      time += entries[i].time / n;
      sum += entries[i].ahead / n;
      least = MIN (least, entries[i].time);
      most = MAX (most, entries[i].time);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      xx += (entries[i].time - time) * (entries[i].time - time);
      xy += (entries[i].time - time) * (entries[i].ahead - sum);
    }
  *slope = most - least >= LEAST_SPAN ? xy / xx : self->slope;
  *ahead = sum - *slope * time;
}

/* Lays the line. Returns: how far off it is at an entry, at most */
static double
gs_clock_table_solve (const GsClockTable *self, GsClock *clock)
{
  double ahead, slope, worst = 0.0;

  gs_clock_table_fit (self, &ahead, &slope);
  clock->origin = self->origin;
  clock->offset = self->offset + llrint (ahead);
  clock->drift = slope;
  clock->n_matched = self->entries->len;
  for (guint i = 0; i < self->entries->len; i++)
    {
      const GsClockEntry *entry = &g_array_index (self->entries, GsClockEntry, i);

      worst = MAX (worst, fabs (entry->ahead - ahead - slope * entry->time));
    }
  return worst;
}

static int
gs_clock_recorder_compare (const void *a, const void *b)
{
  gint64 left = *(const gint64 *) a, right = *(const gint64 *) b;

  return left < right ? 1 : left > right ? -1 : 0;
}

/* Counts the events outside of their windows. Returns: how far the farthest of them is, but for the few that may be
   wrong */
static gint64
gs_clock_recorder_test (const GsMachine *guest, const GsMachine *host, const GsVm *vm, GsClockSearch *search)
{
  g_autoptr (GArray) distances = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GsClockRun) run = { NULL };
  gsize n_wrong;

  gs_clock_run_init (&run, guest, host, vm);
  for (guint i = 0; i < run.n_vcpus; i++)
    search->n_tested += gs_clock_windows_measure (&run.vcpus[i], &search->clock, distances);
  search->n_outside = distances->len;
  n_wrong = search->n_tested / WRONG_SHARE + FEW_WRONG;
  if (distances->len <= n_wrong)
    return 0;
  qsort (distances->data, distances->len, sizeof (gint64), gs_clock_recorder_compare);
  return g_array_index (distances, gint64, n_wrong);
}

/* All CPUs' tables in one. */
static void
gs_clock_table_fill (GsClockTable *self, const GsRecorderFacts *guest, const GsRecorderFacts *host)
{
  for (guint i = 0; i < guest->shifts->len; i++)
    {
      const GArray *shifts = g_ptr_array_index (guest->shifts, i);

      for (guint k = 0; k < shifts->len; k++)
        gs_clock_table_add (self, guest, host, &g_array_index (shifts, GsRecordedShift, k));
    }
}

/**
 * gs_clock_recorder_find:
 * @vm: of @host, that runs @guest
 * @search: (inout): is set where there is a table, and it fits
 *
 * Returns: whether the recorder of both has measured the guest's clock
 */
gboolean
gs_clock_recorder_find (const GsMachine *guest, const GsMachine *host, const GsVm *vm, GsClockSearch *search)
{
  const GsRecorderFacts *facts = guest->trace->recorder, *host_facts = host->trace->recorder;
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (GsClockEntry));
  GsClockTable table = { .entries = entries };
  GsClockSearch found = { .result = GS_CLOCK_SEARCH_FOUND, .n_fits = 1 };
  double width;

  if (facts == NULL || host_facts == NULL || facts->host_id == 0 || facts->host_id != host_facts->id)
    return FALSE;
  gs_clock_table_fill (&table, facts, host_facts);
  if (entries->len == 0 || ABS (table.offset) > GS_CLOCK_MAX_OFFSET)
    return FALSE;
  width = gs_clock_table_solve (&table, &found.clock);
  if (!(fabs (found.clock.drift) <= MOST_DRIFT))
    return FALSE;
  found.clock.method = GS_CLOCK_RECORDER;
  width = MAX (width, (double) gs_clock_recorder_test (guest, host, vm, &found));
  if (found.n_outside > found.n_tested / DOUBT_SHARE + FEW_WRONG)
    return FALSE;
  found.clock.n_rejected = found.n_outside;
  found.clock.accuracy = llrint (ceil (width)) + 1; /* + 1: for rounding to ns */
  for (guint i = 0; i < G_N_ELEMENTS (found.widths); i++)
    found.widths[i] = (double) found.clock.accuracy;
  *search = found;
  return TRUE;
}
