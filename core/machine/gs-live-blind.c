/* gs-live-blind.c: what is not known where a CPU's events are missing
 * SPDX-License-Identifier: MIT
 *
 * Within such a span a CPU is "blind": nothing is claimed of it, nor of the
 * threads that are on it, wait for it or were there last and sleep, since it may
 * have run any of them. What its remaining events say of others still counts.
 * After the span all of that is unknown until there is new evidence.
 *
 * Where whole packets are missing, or nothing was recorded, that may last long: any
 * thread that is not seen to run elsewhere may have gone there, too.
 */
#include "machine/gs-live-blind.h"

#include "machine/gs-cpu-state.h"
#include "machine/gs-kvm-state.h"
#include "machine/gs-live-missing.h"
#include "machine/gs-live-offline.h"
#include "machine/gs-thread-now.h"
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

/* Whoever was there; and where nothing of the CPU is there, whoever may have come. */
static void
gs_live_blind_touch_all (GsLive *self, GsLiveCpu *cpu, gint64 time)
{
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsLiveThread *thread = g_ptr_array_index (self->threads, i);

      if (thread->is_ended || thread->is_gone)
        continue;
      if (thread->cpu == cpu->cpu->number)
        gs_live_blind_touch (self, cpu, thread, time);
      else if (self->absent_aux != 0 && !thread->is_on_cpu)
        gs_thread_state_lose (self, thread, time);
    }
}

static gboolean
gs_live_blind_is_absent (const GsLiveCpu *cpu)
{
  return cpu->is_blind && (cpu->causes & (GS_LOSS_PACKETS | GS_LOSS_UNRECORDED)) != 0;
}

/* To be called after a CPU became blind or sees again. */
static void
gs_live_blind_count (GsLive *self)
{
  self->next_sight = G_MAXINT64;
  self->absent_aux = 0;
  for (guint i = 0; i < self->cpus->len; i++)
    {
      const GsLiveCpu *cpu = g_ptr_array_index (self->cpus, i);

      if (cpu == NULL)
        continue;
      self->next_sight = MIN (self->next_sight, gs_live_missing_get_next_sight (cpu));
      if (!cpu->is_blind)
        continue;
      self->next_sight = MIN (self->next_sight, cpu->sees_from);
      if (gs_live_blind_is_absent (cpu))
        self->absent_aux |= gs_live_cpu_get_blind_aux (cpu);
    }
}

/* A span of which nothing else is said and nothing was counted was not recorded. */
static guint32
gs_live_blind_get_causes (const GsEvent *lost)
{
  if (lost->lost.causes != 0)
    return lost->lost.causes;
  return lost->lost.n_events > 0 ? GS_LOSS_EVENTS : GS_LOSS_UNRECORDED;
}

static void
gs_live_blind_begin_all (GsLive *self, GsLiveCpu *cpu, const GsEvent *lost)
{
  GsSpan span = { lost->time, CLAMP (lost->lost.end, lost->time + 1, G_MAXINT64 - 1) };
  guint32 causes = gs_live_blind_get_causes (lost);

  if ((causes & GS_LOSS_UNRECORDED) != 0)
    gs_live_offline_end (cpu);
  g_array_append_val (self->losses, span);
  self->longest_loss = MAX (self->longest_loss, gs_span_duration (span));
  cpu->sees_from = cpu->is_blind ? MAX (cpu->sees_from, span.end) : span.end;
  cpu->causes = (cpu->is_blind ? cpu->causes : 0) | causes;
  cpu->is_blind = TRUE;
  cpu->has_interrupts = FALSE;
  gs_live_blind_count (self);
  gs_live_blind_touch_all (self, cpu, span.begin);
  gs_cpu_state_set_unknown (cpu, span.begin);
}

/**
 * gs_live_blind_begin:
 * @lost: a %GS_EVENT_LOST of @cpu
 */
void
gs_live_blind_begin (GsLive *self, GsLiveCpu *cpu, const GsEvent *lost)
{
  if (lost->lost.of == 0 || (lost->lost.of & GS_LOSS_OF_RUNS) != 0)
    gs_live_blind_begin_all (self, cpu, lost);
  else
    {
      gs_live_missing_note (self, cpu, lost);
      gs_live_blind_count (self);
      gs_live_missing_apply (self, cpu, lost->time);
    }
}

static void
gs_live_blind_end (GsLive *self, GsLiveCpu *cpu)
{
  gboolean was_absent = gs_live_blind_is_absent (cpu);

  cpu->is_blind = FALSE;
  gs_live_blind_count (self);
  gs_cpu_state_set_unknown (cpu, cpu->sees_from);
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsLiveThread *thread = g_ptr_array_index (self->threads, i);

      if ((thread->cpu == cpu->cpu->number || was_absent) && !thread->is_ended)
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

      if (cpu == NULL)
        continue;
      gs_live_missing_see_again (cpu, time);
      if (cpu->is_blind && cpu->sees_from <= time)
        gs_live_blind_end (self, cpu);
    }
  gs_live_blind_count (self);
}

/**
 * gs_live_blind_finish:
 * @end: ns; of the trace
 *
 * A thread that still waits for a CPU may have got one among missing events, and ended there.
 */
void
gs_live_blind_finish (GsLive *self, gint64 end)
{
  gs_live_blind_see_again (self, end);
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsLiveThread *thread = g_ptr_array_index (self->threads, i);

      if (!thread->is_ended && gs_thread_now_get (thread) == GS_THREAD_WAIT_FOR_CPU)
        gs_thread_now_doubt (self, thread, end);
    }
}
