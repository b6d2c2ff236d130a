/* gs-live-offline.h: CPUs that are taken offline
 * SPDX-License-Identifier: MIT
 *
 * A CPU that goes offline is given to its migration thread for the last time, by its idle
 * thread, and then has no event any more, until it is back and its idle thread gives it to
 * its migration thread once more. In between nothing is known of it.
 */
#pragma once

#include "machine/gs-live.h"

G_BEGIN_DECLS

void gs_live_offline_note_switch (GsLiveCpu *cpu, gint64 time, gboolean was_idle);
void gs_live_offline_be_back (GsLiveCpu *cpu);
void gs_live_offline_end (GsLiveCpu *cpu);

G_END_DECLS
