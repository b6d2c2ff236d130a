/* gs-cpu-state.c: events to CPU states and to the thread that is current
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-cpu-state.h"

gboolean
gs_cpu_state_is_interrupted (const GsLiveCpu *cpu)
{
  return cpu->n_irqs > 0 || cpu->n_softirqs > 0;
}

static GsKvmMode
gs_cpu_state_get_kvm_mode (const GsThread *thread)
{
  GsTrackValue value;

  if (thread->kvm == NULL || !gs_track_peek_last (thread->kvm, NULL, &value))
    return GS_KVM_UNKNOWN;
  return value.state;
}

/* What the CPU's thread does, apart from interrupts. */
static GsCpuState
gs_cpu_state_of_thread (const GsLiveThread *live)
{
  switch (gs_cpu_state_get_kvm_mode (live->thread))
    {
    case GS_KVM_GUEST:
      return GS_CPU_GUEST;
    case GS_KVM_HYPERVISOR:
      return GS_CPU_HYPERVISOR;
    default:
      break;
    }
  return live->syscall != 0 || live->thread->is_kernel || live->is_exited ? GS_CPU_SYSCALL : GS_CPU_USERMODE;
}

/* An open irq wins over a softirq, that over the thread. */
static GsCpuState
gs_cpu_state_get (const GsLiveCpu *cpu)
{
  if (cpu->n_irqs > 0)
    return GS_CPU_IRQ;
  if (cpu->n_softirqs > 0)
    return GS_CPU_SOFTIRQ;
  if (cpu->is_idle)
    return GS_CPU_IDLE;
  return cpu->current != NULL ? gs_cpu_state_of_thread (cpu->current) : GS_CPU_UNKNOWN;
}

/* What else may go on in @state, of which nothing is told where it is missing. */
static guint
gs_cpu_state_get_hidden (const GsLiveCpu *cpu, GsCpuState state)
{
  switch (state)
    {
    case GS_CPU_USERMODE:
      return GS_LOSS_OF_KVM | GS_LOSS_OF_SYSCALLS | GS_LOSS_OF_INTERRUPTS;
    case GS_CPU_SYSCALL:
      return GS_LOSS_OF_INTERRUPTS | (cpu->current->thread->is_kernel ? 0 : GS_LOSS_OF_KVM);
    case GS_CPU_IDLE:
    case GS_CPU_GUEST:
    case GS_CPU_HYPERVISOR:
      return GS_LOSS_OF_INTERRUPTS;
    default:
      return 0;
    }
}

/**
 * gs_cpu_state_update:
 *
 * To be called after anything about the CPU or its thread has changed.
 */
void
gs_cpu_state_update (GsLiveCpu *cpu, gint64 time)
{
  GsTrackValue value = {
    .state = gs_cpu_state_get (cpu),
    .aux = cpu->is_idle,
    .cpu = cpu->cpu->number,
    .arg = cpu->current != NULL ? cpu->current->index : GS_NO_INDEX,
  };

  if (cpu->is_blind)
    value.aux = gs_live_cpu_get_blind_aux (cpu);
  else if (cpu->missing != 0)
    value.aux |= gs_live_cpu_get_missing_aux (cpu, gs_cpu_state_get_hidden (cpu, value.state));
  gs_track_append (cpu->cpu->states, time, value);
}

static void
gs_cpu_state_set (GsLiveCpu *cpu, gint64 time, GsLiveThread *thread, GsGuestView view)
{
  GsTrackValue value = {
    .state = view,
    .cpu = cpu->cpu->number,
    .arg = thread != NULL ? thread->index : GS_NO_INDEX,
    .aux = gs_live_cpu_get_blind_aux (cpu),
  };

  cpu->current = thread;
  cpu->is_idle = view == GS_GUEST_VIEW_IDLE;
  cpu->stopped = GS_TIME_NONE;
  gs_track_append (cpu->cpu->current, time, value);
  gs_cpu_state_update (cpu, time);
}

void
gs_cpu_state_set_current (GsLiveCpu *cpu, gint64 time, GsLiveThread *thread)
{
  gs_cpu_state_set (cpu, time, thread, GS_GUEST_VIEW_RUNNING);
}

void
gs_cpu_state_set_idle (GsLiveCpu *cpu, gint64 time)
{
  gs_cpu_state_set (cpu, time, NULL, GS_GUEST_VIEW_IDLE);
}

/* Nothing is known of the CPU until there is new evidence. */
void
gs_cpu_state_set_unknown (GsLiveCpu *cpu, gint64 time)
{
  cpu->n_irqs = 0;
  cpu->n_softirqs = 0;
  gs_cpu_state_set (cpu, time, NULL, GS_GUEST_VIEW_UNKNOWN);
}

/* The CPU turns out to have been offline since then. */
void
gs_cpu_state_take_offline (GsLiveCpu *cpu, gint64 since)
{
  GsTrackValue value = {
    .state = GS_GUEST_VIEW_UNKNOWN,
    .aux = GS_AUX_OFFLINE,
    .cpu = cpu->cpu->number,
    .arg = GS_NO_INDEX,
  };

  cpu->current = NULL;
  cpu->is_idle = FALSE;
  cpu->stopped = GS_TIME_NONE;
  cpu->n_irqs = cpu->n_softirqs = 0;
  gs_track_take_back (cpu->cpu->current, since, value);
  value.state = GS_CPU_UNKNOWN;
  gs_track_take_back (cpu->cpu->states, since, value);
}

void
gs_cpu_state_open_interrupt (GsLiveCpu *cpu, gint64 time, gboolean is_softirq)
{
  if (is_softirq)
    cpu->n_softirqs++;
  else
    cpu->n_irqs++;
  gs_cpu_state_update (cpu, time);
}

/* Returns: FALSE where none was open; nothing changes then */
gboolean
gs_cpu_state_close_interrupt (GsLiveCpu *cpu, gint64 time, gboolean is_softirq)
{
  guint *n_open = is_softirq ? &cpu->n_softirqs : &cpu->n_irqs;

  if (*n_open == 0)
    return FALSE;
  (*n_open)--;
  gs_cpu_state_update (cpu, time);
  return TRUE;
}
