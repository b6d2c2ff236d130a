/* gs-clock-memo.h: what a machine's run windows and messages were found to say
 * SPDX-License-Identifier: MIT
 *
 * Machines do not change, so that composing again needs no search again. May be
 * asked by any thread.
 */
#pragma once

#include "clock/gs-clock-search.h"

G_BEGIN_DECLS

typedef struct _GsClockMemo GsClockMemo;

/* What the messages of two machines say of their clocks. */
typedef struct
{
  guint n_messages;     /* by which the clock goes */
  guint n_contrary;     /* by which it does not, since they contradict each other, all of them */
  guint n_unmatched;    /* that could not be told apart */
  GsClockMethod method; /* NONE: no messages, or contrary ones */
  GsClock clock;        /* by messages alone */
  double widths[3];     /* ns; how far off it may be at the begin, middle and end */
} GsClockAgreement;

GsClockMemo *gs_clock_memo_new (void);
void gs_clock_memo_free (GsClockMemo *self);
gboolean gs_clock_memo_find (GsClockMemo *self, const GsClockMemo *host, const GArray *vcpus, GsClockSearchFlags how,
                             GsClockSearch *search);
void gs_clock_memo_add (GsClockMemo *self, const GsClockMemo *host, const GArray *vcpus, GsClockSearchFlags how,
                        const GsClockSearch *search);
gboolean gs_clock_memo_find_agreement (GsClockMemo *self, const GsClockMemo *other, GsClockAgreement *agreement);
void gs_clock_memo_add_agreement (GsClockMemo *self, const GsClockMemo *other, const GsClockAgreement *agreement);

G_END_DECLS
