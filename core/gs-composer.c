/* gs-composer.c: machines, who is who, and clocks to one timeline
 * SPDX-License-Identifier: MIT
 *
 * Hosts are composed before their guests, so that a guest that is a host itself
 * (nested virtualization) hands its own guests threads that already tell when
 * they had no CPU.
 */
#include "gs-composer.h"

#include <glib/gi18n.h>

#include "gs-composer-tracks.h"
#include "gs-event.h"
#include "gs-vm-finder.h"

typedef struct
{
  GPtrArray  *machines;   /* of GsMachine */
  GsVmModel  *model;
  GsTimeline *timeline;
  guint      *places;     /* a machine's index in the timeline */
  GHashTable *occupants;  /* thread << 32 | guest thread -> index + 1, of the host that is being composed */
} GsComposer;

static void
gs_composer_clear_vcpu (gpointer data)
{
  GsVcpuRow *row = data;

  g_clear_pointer (&row->track, gs_track_unref);
  g_clear_pointer (&row->host_view, gs_track_unref);
}

static void
gs_composer_clear_thread (gpointer data)
{
  g_clear_pointer (&((GsThreadRow *) data)->track, gs_track_unref);
}

static void
gs_composer_clear_cpu (gpointer data)
{
  GsCpuRow *row = data;

  g_clear_pointer (&row->track, gs_track_unref);
  g_clear_pointer (&row->current, gs_track_unref);
}

static void
gs_composer_free_machine (gpointer data)
{
  GsTimelineMachine *self = data;

  g_array_unref (self->threads);
  g_array_unref (self->vcpus);
  g_array_unref (self->cpus);
  g_array_unref (self->occupants);
  g_clear_pointer (&self->machine, gs_machine_unref);
  g_free (self->name);
  g_free (self);
}

static GArray *
gs_composer_new_rows (gsize size, GDestroyNotify clear)
{
  GArray *rows = g_array_new (FALSE, TRUE, size);

  g_array_set_clear_func (rows, clear);
  return rows;
}

static GsTimelineMachine *
gs_composer_add_machine (GsComposer *self, char *name, GsRole role)
{
  GsTimelineMachine *machine = g_new0 (GsTimelineMachine, 1);

  machine->name = name;
  machine->role = role;
  machine->host = GS_NO_INDEX;
  machine->pid = GS_NO_TID;
  machine->clock.accuracy = -1;
  machine->threads = gs_composer_new_rows (sizeof (GsThreadRow), gs_composer_clear_thread);
  machine->vcpus = gs_composer_new_rows (sizeof (GsVcpuRow), gs_composer_clear_vcpu);
  machine->cpus = gs_composer_new_rows (sizeof (GsCpuRow), gs_composer_clear_cpu);
  machine->occupants = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_ptr_array_add (self->timeline->machines, machine);
  return machine;
}

/* Composes the threads of @machine; @host_views by CPU, where it is a guest. */
static void
gs_composer_add_threads (GsTimelineMachine *self, GsTrack **host_views, guint n_host_views)
{
  for (guint i = 0; i < self->machine->threads->len; i++)
    {
      const GsThread *thread = gs_machine_get_thread (self->machine, i);
      GsThreadRow row = { thread, NULL };

      if (n_host_views > 0)
        row.track = gs_composer_veil (thread->track, &self->clock, host_views, n_host_views);
      else
        row.track = gs_composer_retime (thread->track, &self->clock, 0);
      g_array_append_val (self->threads, row);
    }
}

/* A guest's last word holds for a while after its trace's end: see gs_composer_vcpu(). */
static void
gs_composer_add_cpus (GsTimelineMachine *self)
{
  gint64 hold = self->host != GS_NO_INDEX ? self->machine->longest_silence : 0;

  for (guint i = 0; i < self->machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (self->machine->cpus, i);
      GsCpuRow row = { cpu->number, NULL, gs_composer_retime (cpu->current, &self->clock, hold) };

      g_array_append_val (self->cpus, row);
    }
}

/* One vCPU of a traced or untraced guest. */
static void
gs_composer_add_vcpu (GsTimelineMachine *guest, const GsTimelineMachine *host, const GsVcpu *vcpu)
{
  const GsThread *thread = gs_machine_get_thread (host->machine, vcpu->host_thread);
  const GsCpu *cpu = guest->machine != NULL ? gs_machine_get_cpu (guest->machine, vcpu->id) : NULL;
  GsVcpuRow row = {
    .id = vcpu->id,
    .host_tid = thread->tid,
    .host_thread = vcpu->host_thread,
    .exits = thread->exits,
    .host_view = gs_composer_host_view (g_array_index (host->threads, GsThreadRow, vcpu->host_thread).track,
                                        thread->kvm, &host->clock),
  };

  row.track = gs_composer_vcpu (row.host_view, cpu != NULL ? cpu->current : NULL, &guest->clock,
                                guest->machine != NULL ? guest->machine->longest_silence : 0);
  g_array_append_val (guest->vcpus, row);
}

/* A CPU of a guest whose host side is not known: what the guest alone believes. */
static void
gs_composer_add_lone_vcpu (GsTimelineMachine *guest, const GsCpu *cpu)
{
  GsVcpuRow row = {
    .id = cpu->number,
    .host_tid = GS_NO_TID,
    .host_thread = GS_NO_INDEX,
    .track = gs_composer_vcpu (NULL, cpu->current, &guest->clock, 0),
  };

  g_array_append_val (guest->vcpus, row);
}

static int
gs_composer_compare_vcpus (gconstpointer a, gconstpointer b)
{
  const GsVcpuRow *left = a, *right = b;

  return left->id < right->id ? -1 : left->id > right->id;
}

static void
gs_composer_add_vcpus (GsTimelineMachine *self, const GsTimelineMachine *host, const GsVm *vm)
{
  for (guint i = 0; vm != NULL && i < vm->vcpus->len; i++)
    gs_composer_add_vcpu (self, host, &g_array_index (vm->vcpus, GsVcpu, i));
  for (guint i = 0; self->machine != NULL && i < self->machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (self->machine->cpus, i);
      gboolean is_known = FALSE;

      for (guint k = 0; k < self->vcpus->len; k++)
        is_known = is_known || g_array_index (self->vcpus, GsVcpuRow, k).id == cpu->number;
      if (!is_known)
        gs_composer_add_lone_vcpu (self, cpu);
    }
  g_array_sort (self->vcpus, gs_composer_compare_vcpus);
}

/* Returns: (transfer container): host views by CPU number */
static GsTrack **
gs_composer_get_host_views (const GsTimelineMachine *guest, guint *n_host_views)
{
  GsTrack **views;

  *n_host_views = 0;
  for (guint i = 0; i < guest->vcpus->len; i++)
    *n_host_views = MAX (*n_host_views, g_array_index (guest->vcpus, GsVcpuRow, i).id + 1);
  views = g_new0 (GsTrack *, *n_host_views + 1);
  for (guint i = 0; i < guest->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, i);

      views[row->id] = row->host_view;
    }
  return views;
}

static guint gs_composer_compose_machine (GsComposer *self, guint index, guint host_place, const GsVm *vm);

static void
gs_composer_compose_untraced (GsComposer *self, guint host_place, const GsVm *vm)
{
  const GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, host_place);
  char *name = vm->pid != GS_NO_TID ? g_strdup_printf ("QEMU %d", vm->pid) : g_strdup ("QEMU");
  GsTimelineMachine *guest = gs_composer_add_machine (self, name, GS_ROLE_GUEST);

  guest->host = host_place;
  guest->pid = vm->pid;
  gs_composer_add_vcpus (guest, host, vm);
}

/* All guests that run on the machine with index @index. */
static void
gs_composer_compose_guests (GsComposer *self, guint index)
{
  for (guint i = 0; i < self->model->vms->len; i++)
    {
      const GsVm *vm = g_ptr_array_index (self->model->vms, i);

      if (vm->host != index)
        continue;
      if (vm->guest == GS_NO_INDEX)
        gs_composer_compose_untraced (self, self->places[index], vm);
      else if (self->places[vm->guest] == GS_NO_INDEX)
        gs_composer_compose_machine (self, vm->guest, self->places[index], vm);
    }
}

static guint
gs_composer_compose_machine (GsComposer *self, guint index, guint host_place, const GsVm *vm)
{
  GsMachine *machine = g_ptr_array_index (self->machines, index);
  GsTimelineMachine *place = gs_composer_add_machine (self, g_strdup (machine->trace->name), self->model->roles[index]);
  const GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, host_place);
  g_autofree GsTrack **host_views = NULL;
  guint n_host_views = 0;

  self->places[index] = self->timeline->machines->len - 1;
  place->machine = gs_machine_ref (machine);
  place->clock = self->model->clocks[index];
  place->host = host_place;
  if (vm != NULL)
    {
      place->pid = vm->pid;
      place->matched_by = vm->matched_by;
    }
  if (vm != NULL || place->role != GS_ROLE_HOST)
    gs_composer_add_vcpus (place, host, vm);
  host_views = gs_composer_get_host_views (place, &n_host_views);
  gs_composer_add_threads (place, host_views, vm != NULL ? n_host_views : 0);
  gs_composer_add_cpus (place);
  gs_composer_compose_guests (self, index);
  return self->places[index];
}

static void
gs_composer_compose_machines (GsComposer *self)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint i = 0; i < self->machines->len; i++)
      {
        gboolean is_late = gs_vm_model_find_guest (self->model, i) != NULL || self->model->roles[i] != GS_ROLE_HOST;

        if (self->model->roles[i] == GS_ROLE_IGNORE || self->places[i] != GS_NO_INDEX || (pass == 0 && is_late))
          continue;
        gs_composer_compose_machine (self, i, GS_NO_INDEX, NULL);
      }
}

static guint32
gs_composer_add_occupant (GsComposer *self, GsOccupant occupant)
{
  guint64 key = (guint64) occupant.thread << 32 | occupant.guest_thread;
  gpointer known = g_hash_table_lookup (self->occupants, &key);

  if (known != NULL)
    return GPOINTER_TO_UINT (known) - 1;
  g_array_append_val (self->timeline->occupants, occupant);
  g_hash_table_insert (self->occupants, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (self->timeline->occupants->len));
  return self->timeline->occupants->len - 1;
}

/* Every thread of a host is an occupant; vCPU threads know their guests. */
static void
gs_composer_name_occupants (GsComposer *self, guint place)
{
  GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, place);
  guint first = self->timeline->occupants->len;

  for (guint i = 0; i < host->threads->len; i++)
    {
      GsOccupant occupant = { i, GS_NO_INDEX, GS_NO_VCPU, GS_NO_INDEX };
      guint32 index = gs_composer_add_occupant (self, occupant);

      g_array_append_val (host->occupants, index);
    }
  for (guint m = 0; m < self->timeline->machines->len; m++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, m);

      for (guint i = 0; guest->host == place && i < guest->vcpus->len; i++)
        {
          const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, i);
          GsOccupant *occupant;

          if (row->host_thread == GS_NO_INDEX)
            continue;
          occupant = &g_array_index (self->timeline->occupants, GsOccupant, first + row->host_thread);
          occupant->guest = m;
          occupant->vcpu = row->id;
        }
    }
}

/* Returns: (nullable): the track that tells which guest thread a vCPU runs */
static const GsTrack *
gs_composer_get_guest_current (const GsComposer *self, const GsOccupant *occupant)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, occupant->guest);

  for (guint i = 0; guest != NULL && i < guest->cpus->len; i++)
    {
      const GsCpuRow *cpu = &g_array_index (guest->cpus, GsCpuRow, i);

      if (cpu->number == occupant->vcpu)
        return cpu->current;
    }
  return NULL;
}

/* Appends an interval of guest code, cut where the guest's thread changes. */
static void
gs_composer_see_through (GsComposer *self, GsTrack *out, GsInterval interval, const GsOccupant *vcpu)
{
  const GsTrack *current = gs_composer_get_guest_current (self, vcpu);
  GsTrackValue value = interval.value;
  GsOccupant occupant = *vcpu;
  gsize n = current != NULL ? gs_track_get_n_intervals (current) : 0;

  gs_track_append (out, interval.span.begin, value);
  if (n == 0)
    return;
  for (gsize i = gs_track_seek (current, 0, interval.span.begin); i < n; i++)
    {
      GsInterval inside = gs_track_get (current, i);

      if (inside.span.begin >= interval.span.end)
        break;
      if (inside.span.end <= interval.span.begin)
        continue;
      occupant.guest_thread = inside.value.arg;
      value.arg = gs_composer_add_occupant (self, occupant);
      gs_track_append (out, MAX (inside.span.begin, interval.span.begin), value);
    }
  if (gs_track_get_span (current).end < interval.span.end)
    gs_track_append (out, MAX (gs_track_get_span (current).end, interval.span.begin), interval.value);
}

static GsTrack *
gs_composer_compose_cpu (GsComposer *self, const GsTimelineMachine *host, const GsCpu *cpu)
{
  GsTrack *out = gs_track_new (GS_N_CPU_STATES);
  gsize n = gs_track_get_n_intervals (cpu->states);

  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (cpu->states, i);
      guint32 thread = interval.value.arg;

      interval.span.begin = gs_clock_to_reference (&host->clock, interval.span.begin);
      interval.span.end = gs_clock_to_reference (&host->clock, interval.span.end);
      if (thread < host->occupants->len)
        interval.value.arg = g_array_index (host->occupants, guint32, thread);
      if (interval.value.state == GS_CPU_GUEST && thread < host->occupants->len)
        {
          GsOccupant vcpu = g_array_index (self->timeline->occupants, GsOccupant, interval.value.arg);

          gs_composer_see_through (self, out, interval, &vcpu);
        }
      else
        {
          gs_track_append (out, interval.span.begin, interval.value);
        }
    }
  gs_track_seal (out, gs_clock_to_reference (&host->clock, gs_track_get_span (cpu->states).end));
  return out;
}

static void
gs_composer_compose_cpus (GsComposer *self)
{
  for (guint place = 0; place < self->timeline->machines->len; place++)
    {
      GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, place);

      g_hash_table_remove_all (self->occupants);
      if (machine->machine == NULL)
        continue;
      gs_composer_name_occupants (self, place);
      for (guint i = 0; i < machine->cpus->len; i++)
        g_array_index (machine->cpus, GsCpuRow, i).track =
          gs_composer_compose_cpu (self, machine, g_ptr_array_index (machine->machine->cpus, i));
    }
}

static void
gs_composer_add_warnings (GPtrArray *all, const char * const *warnings)
{
  for (gsize i = 0; warnings != NULL && warnings[i] != NULL; i++)
    g_ptr_array_add (all, g_strdup (warnings[i]));
}

static void
gs_composer_add_warning_array (GPtrArray *all, GPtrArray *warnings)
{
  for (guint i = 0; i < warnings->len; i++)
    g_ptr_array_add (all, g_strdup (g_ptr_array_index (warnings, i)));
}

static void
gs_composer_warn_of_switches (GPtrArray *all, const GsMachine *machine)
{
  for (guint i = 0; i < machine->cpus->len; i++)
    if (((const GsCpu *) g_ptr_array_index (machine->cpus, i))->has_switch)
      return;
  if (!machine->is_partial && (machine->trace->features & GS_TRACE_HAS_SWITCH) != 0)
    g_ptr_array_add (all, g_strdup_printf (_("%s: no sched_switch event was recorded, so it isn't known what its CPUs ran. "
                                             "Record it: lttng enable-event -k sched_switch"), machine->trace->name));
}

static void
gs_composer_sum_up (GsComposer *self, const GsExperiment *experiment)
{
  GsTimeline *timeline = self->timeline;

  gs_composer_add_warning_array (timeline->warnings, experiment->warnings);
  for (guint i = 0; i < self->machines->len; i++)
    {
      GsMachine *machine = g_ptr_array_index (self->machines, i);
      const GsClock *clock = &self->model->clocks[i];
      GsSpan span;

      if (self->model->roles[i] == GS_ROLE_IGNORE)
        continue;
      gs_composer_add_warnings (timeline->warnings, (const char * const *) machine->trace->warnings);
      gs_composer_add_warning_array (timeline->warnings, machine->warnings);
      gs_composer_warn_of_switches (timeline->warnings, machine);
      timeline->n_events += machine->n_events;
      timeline->n_lost += machine->n_lost;
      timeline->is_partial = timeline->is_partial || machine->is_partial;
      if (machine->span.begin == GS_TIME_NONE)
        continue;
      span.begin = gs_clock_to_reference (clock, machine->span.begin);
      span.end = gs_clock_to_reference (clock, machine->span.end) + 1;
      timeline->span = timeline->span.begin == GS_TIME_NONE ? span : gs_span_unite (timeline->span, span);
    }
  if (timeline->span.begin == GS_TIME_NONE)
    timeline->span = (GsSpan) { 0, 0 };
  gs_composer_add_warning_array (timeline->warnings, self->model->warnings);
}

/**
 * gs_composer_compose:
 * @machines: (element-type GsMachine): finished or partial
 * @experiment: what the user chose
 * @cancellable: (nullable): a composition that is cancelled is not finished
 *
 * Brings machines together, on the reference clock. May run in any thread.
 *
 * Returns: (transfer full):
 */
GsTimeline *
gs_composer_compose (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable)
{
  g_autoptr(GsVmModel) model = gs_vm_model_new (machines, experiment);
  GsTimeline *timeline = g_new0 (GsTimeline, 1);
  g_autofree guint *places = g_new (guint, MAX (machines->len, 1));
  g_autoptr(GHashTable) occupants = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  GsComposer self = { machines, model, timeline, places, occupants };

  g_atomic_ref_count_init (&timeline->ref_count);
  timeline->span = (GsSpan) { GS_TIME_NONE, GS_TIME_NONE };
  timeline->machines = g_ptr_array_new_with_free_func (gs_composer_free_machine);
  timeline->occupants = g_array_new (FALSE, FALSE, sizeof (GsOccupant));
  timeline->warnings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < machines->len; i++)
    places[i] = GS_NO_INDEX;

  gs_composer_compose_machines (&self);
  gs_composer_compose_cpus (&self);
  gs_composer_sum_up (&self, experiment);
  return timeline;
}
