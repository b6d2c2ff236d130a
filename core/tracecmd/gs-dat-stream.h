/* gs-dat-stream.h: one CPU's events in one buffer, some pages at a time
 * SPDX-License-Identifier: MIT
 *
 * Used by one thread at a time.
 */
#pragma once

#include "event/gs-stream-order.h"
#include "tracecmd/gs-dat-clock.h"
#include "tracecmd/gs-dat-program.h"

G_BEGIN_DECLS

typedef struct
{
  const GsDatPrograms *programs;
  const GsDatClock *clock;
  const GsDatData *data;
  GsSpan trace_span; /* GS_TIME_NONE while it is not known */
  guint64 unwanted;  /* GS_KIND() of what another buffer has of this CPU */
  guint next_block;
  GsNameCache names;
  GByteArray *packed, *pages;

  GsStreamOrder order;
  gint32 tid;      /* that has the CPU, as was told; GS_NO_TID: not known */
  gint32 next_tid; /* that has it, by the last switch */

  guint64 *counts; /* of events, by number */
  guint64 n_events, n_unknown, n_damaged;
  guint64 kinds; /* GS_KIND() of what was met */
  GsSpan span;   /* first to last event */
} GsDatStream;

GsDatStream *
gs_dat_stream_new (const GsDatPrograms *programs, const GsDatClock *clock, const GsDatData *data, GsNames *names);
gboolean gs_dat_stream_decode (GsDatStream *self, GArray *events);
void gs_dat_stream_free (GsDatStream *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GsDatStream, gs_dat_stream_free)

G_END_DECLS
