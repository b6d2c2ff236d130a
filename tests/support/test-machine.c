/* test-machine.c: timelines made by hand, row by row
 * SPDX-License-Identifier: MIT
 */
#include "support/test-machine.h"

#include "event/gs-event.h"

static void
clear_thread (gpointer data)
{
  g_clear_pointer (&((GsThreadRow *) data)->track, gs_lazy_track_free);
}

static void
clear_vcpu (gpointer data)
{
  g_clear_pointer (&((GsVcpuRow *) data)->track, gs_lazy_track_free);
}

static void
clear_cpu (gpointer data)
{
  g_clear_pointer (&((GsCpuRow *) data)->track, gs_lazy_track_free);
  g_clear_pointer (&((GsCpuRow *) data)->current, gs_lazy_track_free);
}

static void
free_machine (gpointer data)
{
  GsTimelineMachine *machine = data;

  g_array_unref (machine->threads);
  g_array_unref (machine->vcpus);
  g_array_unref (machine->cpus);
  g_array_unref (machine->occupants);
  gs_machine_unref (machine->machine);
  g_free (machine->name);
  g_free (machine);
}

/* Returns: (transfer full): without machines and occupants */
GsTimeline *
test_timeline_new (GsSpan span)
{
  GsTimeline *self = g_new0 (GsTimeline, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->span = span;
  self->machines = g_ptr_array_new_with_free_func (free_machine);
  self->occupants = g_array_new (FALSE, TRUE, sizeof (GsOccupant));
  return self;
}

/* Returns: (transfer none): a machine without rows, which own their tracks */
GsTimelineMachine *
test_timeline_add_machine (GsTimeline *self, const char *name, GsRole role, guint host)
{
  GsTimelineMachine *machine = g_new0 (GsTimelineMachine, 1);

  machine->name = g_strdup (name);
  machine->role = role;
  machine->host = host;
  machine->pid = role == GS_ROLE_GUEST ? 2839 : GS_NO_TID;
  machine->machine = g_new0 (GsMachine, 1);
  machine->machine->names = gs_names_new ();
  machine->machine->threads = g_ptr_array_new_with_free_func (g_free);
  g_atomic_ref_count_init (&machine->machine->ref_count);
  machine->threads = g_array_new (FALSE, TRUE, sizeof (GsThreadRow));
  machine->vcpus = g_array_new (FALSE, TRUE, sizeof (GsVcpuRow));
  machine->cpus = g_array_new (FALSE, TRUE, sizeof (GsCpuRow));
  machine->occupants = g_array_new (FALSE, TRUE, sizeof (guint32));
  g_array_set_clear_func (machine->threads, clear_thread);
  g_array_set_clear_func (machine->vcpus, clear_vcpu);
  g_array_set_clear_func (machine->cpus, clear_cpu);
  g_ptr_array_add (self->machines, machine);
  return machine;
}
