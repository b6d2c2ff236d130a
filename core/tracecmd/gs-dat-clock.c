/* gs-dat-clock.c: a recording's ticks to nanoseconds
 * SPDX-License-Identifier: MIT
 *
 * Cycles of a CPU are counted at a frequency that a file need not say. Where the scheduler's statistics were recorded,
 * sched_stat_runtime tells now and then how many nanoseconds a thread has run since the last time. While the thread
 * keeps its CPU, the cycles between two such events are as long.
 */
#include "tracecmd/gs-dat-clock.h"

#include <stdlib.h>

#define MEASURE_RECORDS 300000 /* of each CPU */
#define MEASURE_BLOCKS 4096    /* also where they hold nothing */
#define LEAST_RUNTIME GS_MSEC  /* shorter ones say little: the two clocks are read one after the other */
#define LEAST_PAIRS 20
#define MOST_ASIDE 0.02 /* of the median: what is further off was interrupted */
#define MEASURED_SHIFT 32

/* A tick is no less and no more. */
#define LEAST_NS 1e-3
#define MOST_NS 1e6

typedef struct
{
  double ticks, ns;
} GsDatPair;

/* What the scheduler's events of one CPU say. */
typedef struct
{
  const GsDatFile *file;
  const GsDatClass *runtime_class;
  const GsDatField *tid, *runtime;
  guint switch_id;
  gint64 last_tid; /* of the last sched_stat_runtime; -1: it has lost its CPU since */
  guint64 last_time;
  GArray *pairs; /* of GsDatPair */
} GsDatMeasure;

static const GsDatClass *
gs_dat_clock_find_class (const GsDatFile *file, const char *name)
{
  for (guint i = 0; i < file->classes->len; i++)
    {
      const GsDatClass *klass = g_ptr_array_index (file->classes, i);

      if (klass != NULL && strcmp (klass->name, name) == 0)
        return klass;
    }
  return NULL;
}

static void
gs_dat_measure_take_runtime (GsDatMeasure *self, GsDatBytes record, guint64 time)
{
  const guint8 *tid_at, *runtime_at;
  gsize n_bytes;
  gint64 tid, runtime;

  if (!gs_dat_field_locate (self->tid, record, &tid_at, &n_bytes)
      || !gs_dat_field_locate (self->runtime, record, &runtime_at, &n_bytes))
    return;
  tid = gs_dat_field_load (self->tid, tid_at, record.is_big_endian);
  runtime = gs_dat_field_load (self->runtime, runtime_at, record.is_big_endian);
  if (tid == self->last_tid && runtime >= LEAST_RUNTIME && time > self->last_time)
    {
      GsDatPair pair = { (double) (time - self->last_time), (double) runtime };

      g_array_append_val (self->pairs, pair);
    }
  self->last_tid = tid;
  self->last_time = time;
}

/* Returns: how many records the page has */
static guint
gs_dat_measure_take_page (GsDatMeasure *self, const guint8 *data, gsize n_bytes)
{
  GsDatPage page;
  GsDatBytes record;
  guint n = 0;

  if (!gs_dat_page_init (&page, &self->file->layout, data, n_bytes) || page.is_first_lost)
    self->last_tid = -1;
  for (; gs_dat_page_next (&page, &record); n++)
    {
      guint id = record.size >= 2 ? gs_dat_load (record.data, 2, record.is_big_endian) : 0;

      if (id == self->runtime_class->id)
        gs_dat_measure_take_runtime (self, record, page.time);
      else if (id == self->switch_id)
        self->last_tid = -1;
    }
  return n;
}

static void
gs_dat_measure_take_data (GsDatMeasure *self, const GsDatData *data)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autoptr (GByteArray) pages = g_byte_array_new ();
  guint n = 0;

  self->last_tid = -1;
  for (guint i = 0; i < data->blocks->len && i < MEASURE_BLOCKS && n < MEASURE_RECORDS; i++)
    {
      gsize n_bytes = gs_dat_file_read_block (self->file, data, i, packed, pages);

      for (gsize at = 0; at < n_bytes; at += self->file->page_size)
        n += gs_dat_measure_take_page (self, pages->data + at, MIN (self->file->page_size, n_bytes - at));
    }
}

static int
gs_dat_pair_compare (const void *a, const void *b)
{
  const GsDatPair *left = a, *right = b;
  double difference = left->ns * right->ticks - right->ns * left->ticks;

  return difference < 0.0 ? -1 : difference > 0.0;
}

/* Returns: ns per tick: the mean of those near the median; 0.0 where there are too few */
static double
gs_dat_measure_solve (GArray *pairs)
{
  GsDatPair sum = { 0.0, 0.0 };
  GsDatPair *all = (GsDatPair *) (gpointer) pairs->data;
  double median;

  if (pairs->len < LEAST_PAIRS)
    return 0.0;
  qsort (all, pairs->len, sizeof *all, gs_dat_pair_compare);
  median = all[pairs->len / 2].ns / all[pairs->len / 2].ticks;
  for (guint i = 0; i < pairs->len; i++)
    if (ABS (all[i].ns / all[i].ticks / median - 1.0) <= MOST_ASIDE)
      {
        sum.ns += all[i].ns;
        sum.ticks += all[i].ticks;
      }
  return sum.ticks > 0.0 ? sum.ns / sum.ticks : 0.0;
}

static double
gs_dat_clock_measure (const GsDatFile *file)
{
  const GsDatClass *switches = gs_dat_clock_find_class (file, "sched:sched_switch");
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (GsDatPair));
  GsDatMeasure measure = { file, gs_dat_clock_find_class (file, "sched:sched_stat_runtime"), .pairs = pairs };

  if (measure.runtime_class == NULL || switches == NULL)
    return 0.0;
  measure.switch_id = switches->id;
  measure.tid = gs_dat_class_find (measure.runtime_class, "pid");
  measure.runtime = gs_dat_class_find (measure.runtime_class, "runtime");
  if (measure.tid == NULL || measure.runtime == NULL)
    return 0.0;
  for (guint i = 0; i < file->data->len; i++)
    gs_dat_measure_take_data (&measure, g_ptr_array_index (file->data, i));
  return gs_dat_measure_solve (pairs);
}

/* Returns: what turns the file's ticks into ns; the same whenever it is asked for */
GsDatClock
gs_dat_clock_find (const GsDatFile *file)
{
  GsDatClock self = { file->mult, file->shift, file->offset, GS_DAT_CLOCK_SAID };
  double ns_per_tick;

  if (self.mult != 0)
    return self;
  ns_per_tick = gs_dat_clock_measure (file);
  self.source = ns_per_tick > LEAST_NS && ns_per_tick < MOST_NS ? GS_DAT_CLOCK_MEASURED : GS_DAT_CLOCK_UNKNOWN;
  self.mult = self.source == GS_DAT_CLOCK_MEASURED ?
                  (guint64) (ns_per_tick * (double) (G_GUINT64_CONSTANT (1) << MEASURED_SHIFT)) :
                  G_GUINT64_CONSTANT (1) << MEASURED_SHIFT;
  self.shift = MEASURED_SHIFT;
  return self;
}

double
gs_dat_clock_get_ns_per_tick (const GsDatClock *self)
{
  return (double) self->mult / (double) (G_GUINT64_CONSTANT (1) << self->shift);
}
