/* gs-clock-vote.h: of a few offsets, those by which most events are in a run window
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "clock/gs-clock-correlation.h"

G_BEGIN_DECLS

typedef struct
{
  GsOffsets offsets; /* of reference against time, at the centre */
  guint n_asked;     /* events that the windows can say something of */
  guint n_inside;    /* of these, in a window by these offsets */
} GsClockVote;

void gs_clock_vote_run (GsClockVote *self, const GsSyncVcpu *vcpus, guint n_vcpus, gint64 centre, GsOffsets range,
                        guint n_events);

G_END_DECLS
