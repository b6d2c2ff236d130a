/* gs-interval.h: a time in which nothing about a row changes
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "base/gs-time.h"
#include "track/gs-state.h"

G_BEGIN_DECLS

/* Of so many intervals of a track the sums are kept once. */
#define GS_TRACK_BLOCK 16

/* What an interval says beside its time. What aux and arg mean is up to the
 * kind of row (see gs-machine.h and gs-timeline.h); intervals whose values
 * differ in anything are different intervals. */
typedef struct
{
  guint8 state; /* below the track's number of states */
  guint8 aux;
  guint16 cpu; /* or GS_NO_CPU */
  guint32 arg;
} GsTrackValue;

typedef struct
{
  GsSpan span;
  GsTrackValue value;
} GsInterval;

G_END_DECLS
