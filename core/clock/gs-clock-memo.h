/* gs-clock-memo.h: what a machine's run windows were found to say
 * SPDX-License-Identifier: MIT
 *
 * Machines do not change, so that composing again needs no search again. May be
 * asked by any thread.
 */
#pragma once

#include "clock/gs-clock-search.h"

G_BEGIN_DECLS

typedef struct _GsClockMemo GsClockMemo;

GsClockMemo *gs_clock_memo_new (void);
void gs_clock_memo_free (GsClockMemo *self);
gboolean gs_clock_memo_find (GsClockMemo *self, const GsClockMemo *host, const GArray *vcpus, gboolean is_quick,
                             GsClockSearch *search);
void gs_clock_memo_add (GsClockMemo *self, const GsClockMemo *host, const GArray *vcpus, gboolean is_quick,
                        const GsClockSearch *search);

G_END_DECLS
