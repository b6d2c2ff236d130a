/* gs-machine.c: a kernel as its one trace tells it
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-machine.h"

#include "clock/gs-clock-memo.h"

GsMachine *
gs_machine_ref (const GsMachine *self)
{
  GsMachine *machine = (GsMachine *) self;

  g_atomic_ref_count_inc (&machine->ref_count);
  return machine;
}

void
gs_machine_unref (GsMachine *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->trace, gs_trace_unref);
  g_clear_pointer (&self->names, gs_names_unref);
  g_clear_pointer (&self->threads, g_ptr_array_unref);
  g_clear_pointer (&self->cpus, g_ptr_array_unref);
  g_clear_pointer (&self->interrupts, g_array_unref);
  g_clear_pointer (&self->injections, g_array_unref);
  g_clear_pointer (&self->kicks, g_array_unref);
  g_clear_pointer (&self->virq_requests, g_array_unref);
  g_clear_pointer (&self->tcp, g_array_unref);
  g_clear_pointer (&self->vmsync, g_array_unref);
  g_clear_pointer (&self->host_uids, g_array_unref);
  g_clear_pointer (&self->guest_uids, g_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_clear_pointer (&self->memo, gs_clock_memo_free);
  g_clear_pointer (&self->event_counts, g_hash_table_unref);
  g_free (self);
}

/**
 * gs_machine_drop_clues:
 * @self: that one thread alone has
 *
 * Lets go of what clocks are found by, for callers that won't look for them again: messages, and the moments of events.
 */
void
gs_machine_drop_clues (GsMachine *self)
{
  g_array_unref (self->tcp);
  g_array_unref (self->vmsync);
  self->tcp = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  self->vmsync = g_array_new (FALSE, FALSE, sizeof (GsSyncPoint));
  for (guint i = 0; i < self->cpus->len; i++)
    g_clear_pointer (&((GsCpu *) g_ptr_array_index (self->cpus, i))->moments, gs_moments_free);
}

/**
 * gs_machine_get_thread:
 *
 * Returns: (transfer none) (nullable): NULL for %GS_NO_INDEX
 */
GsThread *
gs_machine_get_thread (const GsMachine *self, guint32 index)
{
  return index < self->threads->len ? g_ptr_array_index (self->threads, index) : NULL;
}

/**
 * gs_machine_get_cpu:
 *
 * Returns: (transfer none) (nullable): NULL where the trace has no such CPU
 */
GsCpu *
gs_machine_get_cpu (const GsMachine *self, guint number)
{
  for (guint i = 0; i < self->cpus->len; i++)
    {
      GsCpu *cpu = g_ptr_array_index (self->cpus, i);

      if (cpu->number == number)
        return cpu;
    }
  return NULL;
}

/**
 * gs_machine_add_warning:
 * @warning: (transfer full): translated
 * @place: where what it tells of happened first
 */
void
gs_machine_add_warning (GsMachine *self, char *warning, GsWarningPlace place)
{
  g_ptr_array_add (self->warnings, warning);
  g_hash_table_insert (self->places, g_strdup (warning), g_memdup2 (&place, sizeof place));
}

/**
 * gs_machine_get_thread_name:
 *
 * Returns: (transfer none): the thread's latest name, "" where none is known
 */
const char *
gs_machine_get_thread_name (const GsMachine *self, guint32 index)
{
  const GsThread *thread = gs_machine_get_thread (self, index);

  return thread != NULL ? gs_names_get (self->names, thread->name) : "";
}

/**
 * gs_thread_get_name_at:
 * @time: ns, on the machine's clock
 *
 * Returns: id of the name that the thread had then
 */
guint32
gs_thread_get_name_at (const GsThread *self, gint64 time)
{
  for (guint i = 0; self->former_names != NULL && i < self->former_names->len; i++)
    {
      const GsFormerName *former = &g_array_index (self->former_names, GsFormerName, i);

      if (time < former->until)
        return former->name;
    }
  return self->name;
}

static GsTrack *
gs_machine_snapshot_track (const GsTrack *track, gint64 end)
{
  return track != NULL ? gs_track_snapshot (track, end) : NULL;
}

/**
 * gs_thread_copy:
 * @end: ns; where tracks that still go on end
 *
 * Returns: (transfer full): a copy with sealed tracks and without wake-ups, cheap at any size
 */
GsThread *
gs_thread_copy (const GsThread *self, gint64 end)
{
  GsThread *copy = g_memdup2 (self, sizeof *self);

  copy->track = gs_machine_snapshot_track (self->track, end);
  copy->kvm = gs_machine_snapshot_track (self->kvm, end);
  copy->former_names = self->former_names != NULL ? g_array_copy (self->former_names) : NULL;
  copy->exits = self->exits != NULL ? g_array_copy (self->exits) : NULL;
  copy->wake_ups = NULL;
  return copy;
}

void
gs_thread_free (GsThread *self)
{
  g_clear_pointer (&self->track, gs_track_unref);
  g_clear_pointer (&self->kvm, gs_track_unref);
  g_clear_pointer (&self->exits, g_array_unref);
  g_clear_pointer (&self->wake_ups, gs_wake_ups_free);
  g_clear_pointer (&self->former_names, g_array_unref);
  g_free (self);
}

/**
 * gs_cpu_copy:
 * @end: ns; where tracks that still go on end
 *
 * Returns: (transfer full): a copy with sealed tracks, cheap at any size
 */
GsCpu *
gs_cpu_copy (const GsCpu *self, gint64 end)
{
  GsCpu *copy = g_memdup2 (self, sizeof *self);

  copy->states = gs_machine_snapshot_track (self->states, end);
  copy->current = gs_machine_snapshot_track (self->current, end);
  copy->moments = NULL;
  return copy;
}

void
gs_cpu_free (GsCpu *self)
{
  g_clear_pointer (&self->states, gs_track_unref);
  g_clear_pointer (&self->current, gs_track_unref);
  g_clear_pointer (&self->moments, gs_moments_free);
  g_free (self);
}
