/* gs-live-offline.c: CPUs that are taken offline
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-live-offline.h"

#include "machine/gs-cpu-state.h"
#include "machine/gs-thread-state.h"

/**
 * gs_live_offline_note_switch:
 * @was_idle: the idle thread gave @cpu away
 *
 * To be called after each switch. It may have been the last one before @cpu went offline.
 */
void
gs_live_offline_note_switch (GsLiveCpu *cpu, gint64 time, gboolean was_idle)
{
  gboolean is_stopper = was_idle && cpu->current != NULL && cpu->current->thread->name == cpu->stopper_name;

  if (is_stopper)
    cpu->stopped = time;
}

/**
 * gs_live_offline_be_back:
 *
 * To be called when @cpu turns out to have its idle thread. Where it was given to its migration
 * thread, and that has not given it back, it was offline from then on.
 */
void
gs_live_offline_be_back (GsLiveCpu *cpu)
{
  GsLiveThread *stopper = cpu->current;

  if (cpu->stopped == GS_TIME_NONE || stopper == NULL)
    return;
  gs_thread_state_take_offline (stopper, cpu->stopped);
  gs_cpu_state_take_offline (cpu, cpu->stopped);
}

/* The trace tells nothing more of @cpu. Where its migration thread got it, and no event followed, it is offline. */
void
gs_live_offline_end (GsLiveCpu *cpu)
{
  if (cpu->last == cpu->stopped)
    gs_live_offline_be_back (cpu);
}
