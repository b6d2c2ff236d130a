/* gs-dat-clock.h: a recording's ticks to nanoseconds
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "base/gs-time.h"
#include "tracecmd/gs-dat-file.h"

G_BEGIN_DECLS

typedef enum
{
  GS_DAT_CLOCK_SAID,     /* the file says what a tick is, or it is a nanosecond */
  GS_DAT_CLOCK_MEASURED, /* by what the scheduler counted */
  GS_DAT_CLOCK_UNKNOWN,  /* of an unknown frequency: a tick counts as a nanosecond */
} GsDatClockSource;

typedef struct
{
  guint64 mult;
  guint shift;
  gint64 offset; /* ns */
  GsDatClockSource source;
} GsDatClock;

GsDatClock gs_dat_clock_find (const GsDatFile *file);
double gs_dat_clock_get_ns_per_tick (const GsDatClock *self);

static inline gint64
gs_dat_clock_to_ns (const GsDatClock *self, guint64 ticks)
{
  const guint64 most = G_GUINT64_CONSTANT (1) << 62; /* sums with it stay numbers */
  unsigned __int128 ns = (unsigned __int128) ticks * self->mult >> self->shift;

  return (gint64) MIN (ns, most) + self->offset;
}

G_END_DECLS
