/* gs-live-blind.c: what is not known where a CPU's events were lost
 * SPDX-License-Identifier: MIT
 *
 * Within such a span a CPU is "blind": nothing is claimed of it, nor of the
 * threads that are on it, wait for it or were there last and sleep, since it may
 * have run any of them. What its remaining events say of others still counts.
 * After the span all of that is unknown until there is new evidence.
 */
#include "machine/gs-live-blind.h"

#include "machine/gs-cpu-state.h"
#include "machine/gs-kvm-state.h"
#include "machine/gs-thread-state.h"

/* @thread was on @cpu, at @time or before, or may have been. */
void
gs_live_blind_touch (GsLive *self, GsLiveCpu *cpu, GsLiveThread *thread, gint64 time)
{
  GsLiveCpu *other = thread->is_on_cpu && thread->cpu != cpu->cpu->number ? gs_live_get_cpu (self, thread->cpu) : NULL;

  if (other != NULL && other->current == thread)
    gs_cpu_state_set_unknown (other, time);
  thread->cpu = cpu->cpu->number;
  gs_thread_state_lose (self, thread, time);
  gs_kvm_state_lose (thread, time);
}

static void
gs_live_blind_touch_all (GsLive *self, GsLiveCpu *cpu, gint64 time)
{
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsLiveThread *thread = g_ptr_array_index (self->threads, i);

      if (thread->cpu == cpu->cpu->number && !thread->is_ended && !thread->is_gone)
        gs_live_blind_touch (self, cpu, thread, time);
    }
}

static void
gs_live_blind_find_next_sight (GsLive *self)
{
  self->next_sight = G_MAXINT64;
  for (guint i = 0; i < self->cpus->len; i++)
    {
      const GsLiveCpu *cpu = g_ptr_array_index (self->cpus, i);

      if (cpu != NULL && cpu->is_blind)
        self->next_sight = MIN (self->next_sight, cpu->sees_from);
    }
}

/**
 * gs_live_blind_begin:
 * @span: in which events of @cpu were lost; it begins now
 */
void
gs_live_blind_begin (GsLive *self, GsLiveCpu *cpu, GsSpan span)
{
  if (span.end <= span.begin)
    span.end = span.begin + 1;
  g_array_append_val (self->losses, span);
  self->longest_loss = MAX (self->longest_loss, gs_span_duration (span));
  cpu->sees_from = cpu->is_blind ? MAX (cpu->sees_from, span.end) : span.end;
  cpu->is_blind = TRUE;
  cpu->has_interrupts = FALSE;
  gs_live_blind_find_next_sight (self);
  gs_live_blind_touch_all (self, cpu, span.begin);
  gs_cpu_state_set_unknown (cpu, span.begin);
}

static void
gs_live_blind_end (GsLive *self, GsLiveCpu *cpu)
{
  cpu->is_blind = FALSE;
  gs_cpu_state_set_unknown (cpu, cpu->sees_from);
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsLiveThread *thread = g_ptr_array_index (self->threads, i);

      if (thread->cpu == cpu->cpu->number && !thread->is_ended)
        gs_thread_state_see_again (self, thread, cpu->sees_from);
    }
}

/* Spans that are over by @time end; what they hid is unknown from then on. */
void
gs_live_blind_see_again (GsLive *self, gint64 time)
{
  for (guint i = 0; i < self->cpus->len; i++)
    {
      GsLiveCpu *cpu = g_ptr_array_index (self->cpus, i);

      if (cpu != NULL && cpu->is_blind && cpu->sees_from <= time)
        gs_live_blind_end (self, cpu);
    }
  gs_live_blind_find_next_sight (self);
}
