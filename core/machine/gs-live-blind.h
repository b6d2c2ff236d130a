/* gs-live-blind.h: what is not known where a CPU's events were lost
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_live_blind_begin (GsLive *self, GsLiveCpu *cpu, const GsEvent *lost);
void gs_live_blind_see_again (GsLive *self, gint64 time);
void gs_live_blind_finish (GsLive *self, gint64 end);
void gs_live_blind_touch (GsLive *self, GsLiveCpu *cpu, GsLiveThread *thread, gint64 time);

G_END_DECLS
