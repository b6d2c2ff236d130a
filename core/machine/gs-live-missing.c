/* gs-live-missing.c: what is not known of a CPU while one of its channels is missing
 * SPDX-License-Identifier: MIT
 *
 * Which thread a CPU runs is known, but not what that thread does as far as the
 * missing channel would tell: whether it is in guest code, in a system call, or
 * interrupted. What is shown is what the other channels tell, marked as not all
 * that there is to know. It ends with the next event that tells more.
 */
#include "machine/gs-live-missing.h"

#include "machine/gs-cpu-state.h"
#include "machine/gs-kvm-state.h"
#include "machine/gs-thread-state.h"

/* What @thread does on @cpu, which nobody tells. */
void
gs_live_missing_hide (const GsLiveCpu *cpu, GsLiveThread *thread, gint64 time)
{
  if ((cpu->missing & GS_LOSS_OF_KVM) != 0)
    gs_kvm_state_hide (thread, time, cpu->missing_aux);
  if ((cpu->missing & GS_LOSS_OF_SYSCALLS) != 0)
    thread->syscall = thread->result = 0;
}

/**
 * gs_live_missing_note:
 * @lost: a %GS_EVENT_LOST of @cpu that leaves known which thread it runs
 */
void
gs_live_missing_note (GsLive *self, GsLiveCpu *cpu, const GsEvent *lost)
{
  gint64 end = CLAMP (lost->lost.end, lost->time + 1, G_MAXINT64 - 1);

  if ((cpu->missing & GS_LOSS_OF_KVM) == 0 && (lost->lost.of & GS_LOSS_OF_KVM) != 0)
    gs_kvm_state_note_gap (self, (GsSpan){ lost->time, end });
  for (guint i = 0; i < G_N_ELEMENTS (cpu->told_from); i++)
    if ((lost->lost.of >> i & 1) != 0)
      cpu->told_from[i] = MAX ((cpu->missing >> i & 1) != 0 ? cpu->told_from[i] : end, end);
  cpu->missing |= lost->lost.of & ~GS_LOSS_OF_OTHERS;
  cpu->missing_aux |= (lost->lost.causes & GS_LOSS_UNRECORDED) != 0 ? GS_AUX_LOST | GS_AUX_UNRECORDED : GS_AUX_LOST;
}

/* To be called once a channel is known to be missing since @time. */
void
gs_live_missing_apply (GsLive *self, GsLiveCpu *cpu, gint64 time)
{
  if ((cpu->missing & GS_LOSS_OF_INTERRUPTS) != 0)
    {
      cpu->n_irqs = cpu->n_softirqs = 0;
      cpu->is_in_timer = FALSE;
      cpu->has_interrupts = FALSE;
    }
  if (cpu->is_blind)
    return;
  if (cpu->current != NULL)
    {
      gs_live_missing_hide (cpu, cpu->current, time);
      gs_thread_state_refresh (self, cpu->current, time, cpu);
    }
  gs_cpu_state_update (cpu, time);
}

/* Channels that are there again by @time. */
void
gs_live_missing_see_again (GsLiveCpu *cpu, gint64 time)
{
  for (guint i = 0; i < G_N_ELEMENTS (cpu->told_from); i++)
    if (cpu->told_from[i] <= time)
      cpu->missing &= ~(1u << i);
  if (cpu->missing == 0)
    cpu->missing_aux = 0;
}

/* Returns: when the next of its channels is there again; G_MAXINT64 where none is missing */
gint64
gs_live_missing_get_next_sight (const GsLiveCpu *cpu)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < G_N_ELEMENTS (cpu->told_from); i++)
    if ((cpu->missing >> i & 1) != 0)
      next = MIN (next, cpu->told_from[i]);
  return next;
}
