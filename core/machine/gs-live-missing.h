/* gs-live-missing.h: what is not known of a CPU while one of its channels is missing
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_live_missing_note (GsLive *self, GsLiveCpu *cpu, const GsEvent *lost);
void gs_live_missing_apply (GsLive *self, GsLiveCpu *cpu, gint64 time);
void gs_live_missing_see_again (GsLiveCpu *cpu, gint64 time);
gint64 gs_live_missing_get_next_sight (const GsLiveCpu *cpu);
void gs_live_missing_hide (const GsLiveCpu *cpu, GsLiveThread *thread, gint64 time);

G_END_DECLS
