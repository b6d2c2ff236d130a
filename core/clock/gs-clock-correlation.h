/* gs-clock-correlation.h: where parts of a guest's trace belong on its host's clock, from nothing
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-windows.h"

G_BEGIN_DECLS

/* A part of the guest's trace is so many steps long at most. */
#define GS_CLOCK_CORRELATION_PART 32768

/* Of reference against time. */
typedef struct
{
  gint64 low;
  gint64 high;
} GsOffsets;

/* One place where a part may belong. */
typedef struct
{
  GsOffsets offsets;
  double score; /* standard deviations by which it is better than chance */
} GsClockPlace;

/* A part of the guest's trace, and where it is looked for. */
typedef struct
{
  GsSpan span;       /* on the guest's clock; at most GS_CLOCK_CORRELATION_PART steps */
  GsOffsets allowed; /* what the offsets can be */
  GArray *places;    /* (out) of GsClockPlace, the best first */
} GsClockPart;

void gs_clock_correlation_run (const GsSyncVcpu *vcpus, guint n_vcpus, gint64 step, GsClockPart *parts, guint n_parts,
                               guint n_places);
gint64 gs_clock_correlation_get_step (const GsSyncVcpu *vcpus, guint n_vcpus, gboolean is_coarse);

G_END_DECLS
