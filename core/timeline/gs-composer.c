/* gs-composer.c: machines, who is who, and clocks to one timeline
 * SPDX-License-Identifier: MIT
 *
 * Hosts are composed before their guests, so that a guest that is a host itself
 * (nested virtualization) can say of its own guests what was done with its CPUs.
 */
#include "timeline/gs-composer.h"

#include <glib/gi18n.h>

#include "base/gs-natural.h"
#include "event/gs-event.h"
#include "model/gs-vm-solve.h"
#include "timeline/gs-composer-cpus.h"
#include "timeline/gs-composer-known.h"
#include "timeline/gs-composer-rows.h"
#include "track/gs-track-spill.h"

typedef struct
{
  GPtrArray *machines; /* of GsMachine */
  GsVmModel *model;
  GsTimeline *timeline;
  guint *places;  /* a machine's index in the timeline */
  guint *order;   /* indices of machines, by name */
  GPtrArray *vms; /* of GsVm, borrowed: those with a traced guest by its name, then by process */
  GCancellable *cancellable;
} GsComposer;

static void
gs_composer_clear_vcpu (gpointer data)
{
  GsVcpuRow *row = data;

  g_clear_pointer (&row->track, gs_lazy_track_free);
  g_clear_pointer (&row->host_view, gs_lazy_track_free);
}

static void
gs_composer_clear_thread (gpointer data)
{
  g_clear_pointer (&((GsThreadRow *) data)->track, gs_lazy_track_free);
}

static void
gs_composer_clear_cpu (gpointer data)
{
  GsCpuRow *row = data;

  g_clear_pointer (&row->track, gs_lazy_track_free);
  g_clear_pointer (&row->current, gs_lazy_track_free);
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
  g_clear_pointer (&self->evidence, g_ptr_array_unref);
  g_clear_pointer (&self->pieces, g_array_unref);
  g_free (self->inside);
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

  machine->timeline = self->timeline;
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

static guint gs_composer_compose_machine (GsComposer *self, guint index, guint host_place, const GsVm *vm);

static gboolean
gs_composer_has_machine (const GsComposer *self, const char *name)
{
  for (guint i = 0; i < self->timeline->machines->len; i++)
    if (g_str_equal (gs_timeline_get_machine (self->timeline, i)->name, name))
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): a name that no other machine has; several hosts may have the same PIDs */
static char *
gs_composer_name_untraced (const GsComposer *self, const GsVm *vm)
{
  g_autofree char *plain = vm->pid != GS_NO_TID ? g_strdup_printf ("QEMU %d", vm->pid) : g_strdup ("QEMU");
  char *name = g_strdup (plain);

  for (guint i = 2; gs_composer_has_machine (self, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", plain, i);
    }
  return name;
}

static void
gs_composer_compose_untraced (GsComposer *self, guint host_place, const GsVm *vm)
{
  char *name = gs_composer_name_untraced (self, vm);
  GsTimelineMachine *guest = gs_composer_add_machine (self, name, GS_ROLE_GUEST);

  guest->host = host_place;
  guest->pid = vm->pid;
  gs_composer_add_vcpus (guest, vm);
}

/* All guests that run on the machine with index @index. */
static void
gs_composer_compose_guests (GsComposer *self, guint index)
{
  for (guint i = 0; i < self->vms->len && !g_cancellable_is_cancelled (self->cancellable); i++)
    {
      const GsVm *vm = g_ptr_array_index (self->vms, i);

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

  self->places[index] = self->timeline->machines->len - 1;
  place->machine = gs_machine_ref (machine);
  place->clock = self->model->clocks[index];
  place->pieces = place->clock.pieces != NULL ? g_array_ref ((GArray *) place->clock.pieces) : NULL;
  place->confidence = self->model->confidences[index];
  place->evidence = g_ptr_array_ref (g_ptr_array_index (self->model->evidence, index));
  place->host = host_place;
  if (vm != NULL)
    {
      place->pid = vm->pid;
      place->matched_by = vm->matched_by;
    }
  if (vm != NULL || place->role != GS_ROLE_HOST)
    gs_composer_add_vcpus (place, vm);
  gs_composer_add_threads (place);
  gs_composer_add_cpus (place);
  gs_composer_compose_guests (self, index);
  return self->places[index];
}

static const char *
gs_composer_get_name (GPtrArray *machines, guint index)
{
  return ((const GsMachine *) g_ptr_array_index (machines, index))->trace->name;
}

static int
gs_composer_compare_machines (gconstpointer a, gconstpointer b, gpointer machines)
{
  return gs_natural_compare (gs_composer_get_name (machines, *(const guint *) a),
                             gs_composer_get_name (machines, *(const guint *) b));
}

static int
gs_composer_compare_vms (gconstpointer a, gconstpointer b, gpointer machines)
{
  const GsVm *left = *(GsVm *const *) a, *right = *(GsVm *const *) b;

  if (left->guest != GS_NO_INDEX && right->guest != GS_NO_INDEX)
    return gs_composer_compare_machines (&left->guest, &right->guest, machines);
  if (left->guest != right->guest)
    return left->guest != GS_NO_INDEX ? -1 : 1;
  return left->pid < right->pid ? -1 : left->pid > right->pid;
}

/* One order, wherever machines are listed: see gs-wizard-order.c as well. */
static void
gs_composer_sort (GsComposer *self)
{
  for (guint i = 0; i < self->machines->len; i++)
    self->order[i] = i;
  g_qsort_with_data (self->order, self->machines->len, sizeof *self->order, gs_composer_compare_machines,
                     self->machines);
  g_ptr_array_extend (self->vms, self->model->vms, NULL, NULL);
  g_ptr_array_sort_with_data (self->vms, gs_composer_compare_vms, self->machines);
}

static void
gs_composer_compose_machines (GsComposer *self)
{
  for (guint pass = 0; pass < 2; pass++)
    for (guint k = 0; k < self->machines->len; k++)
      {
        guint i = self->order[k];
        gboolean is_late = gs_vm_model_find_guest (self->model, i) != NULL || self->model->roles[i] != GS_ROLE_HOST;

        if (self->model->roles[i] == GS_ROLE_IGNORE || self->places[i] != GS_NO_INDEX || (pass == 0 && is_late)
            || g_cancellable_is_cancelled (self->cancellable))
          continue;
        gs_composer_compose_machine (self, i, GS_NO_INDEX, NULL);
      }
}

static void
gs_composer_add_warnings (GPtrArray *all, const char *const *warnings)
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
  if (!machine->is_partial && (machine->trace->kinds & GS_KIND (SCHED_SWITCH)) != 0)
    g_ptr_array_add (all,
                     g_strdup_printf (_ ("%s: no sched_switch event was recorded, so it isn't known what its CPUs ran. "
                                         "Record it: %s"),
                                      machine->trace->name,
                                      gs_trace_get_command (machine->trace, "lttng enable-event -k sched_switch",
                                                            "trace-cmd record -e sched:sched_switch")));
}

/* First to last event: of a trace that is being read, as its packets say, so that the time axis stands still. */
static GsSpan
gs_composer_get_span (const GsMachine *machine)
{
  GsSpan span = machine->span, whole = machine->trace->span;

  if (!machine->is_partial || span.begin == GS_TIME_NONE || whole.begin == GS_TIME_NONE || whole.end < span.end)
    return span;
  return (GsSpan){ span.begin, whole.end };
}

static void
gs_composer_sum_up (GsComposer *self, const GsExperiment *experiment)
{
  GsTimeline *timeline = self->timeline;
  char *warning = gs_track_spill_dup_warning ();

  if (warning != NULL)
    g_ptr_array_add (timeline->warnings, warning);
  gs_composer_add_warning_array (timeline->warnings, experiment->warnings);
  for (guint i = 0; i < self->machines->len; i++)
    {
      GsMachine *machine = g_ptr_array_index (self->machines, i);
      const GsClock *clock = &self->model->clocks[i];
      GsSpan span;

      if (self->model->roles[i] == GS_ROLE_IGNORE)
        continue;
      gs_composer_add_warnings (timeline->warnings, (const char *const *) machine->trace->warnings);
      gs_composer_add_warning_array (timeline->warnings, machine->warnings);
      gs_composer_warn_of_switches (timeline->warnings, machine);
      timeline->n_events += machine->n_events;
      timeline->n_lost += machine->n_lost;
      timeline->n_lost_packets += machine->n_lost_packets;
      timeline->is_partial = timeline->is_partial || machine->is_partial;
      span = gs_composer_get_span (machine);
      if (span.begin == GS_TIME_NONE)
        continue;
      span.begin = gs_clock_to_reference (clock, span.begin);
      span.end = gs_clock_to_reference (clock, span.end) + 1;
      timeline->span = timeline->span.begin == GS_TIME_NONE ? span : gs_span_unite (timeline->span, span);
    }
  if (timeline->span.begin == GS_TIME_NONE)
    timeline->span = (GsSpan){ 0, 0 };
  gs_composer_add_warning_array (timeline->warnings, self->model->warnings);
  gs_composer_add_warning_array (timeline->clock_warnings, self->model->clock_warnings);
  timeline->options = g_hash_table_ref (self->model->options);
}

/**
 * gs_composer_compose:
 * @machines: (element-type GsMachine): finished or partial
 * @experiment: what the user chose
 * @cancellable: (nullable): a composition that is cancelled lacks machines
 *
 * Brings machines together, on the reference clock. May run in any thread. No row's track is made yet.
 *
 * Returns: (transfer full):
 */
GsTimeline *
gs_composer_compose (GPtrArray *machines, GsExperiment *experiment, GCancellable *cancellable)
{
  g_autoptr (GsVmModel) model = gs_vm_solve (machines, experiment, cancellable);
  GsTimeline *timeline = g_new0 (GsTimeline, 1);
  g_autofree guint *places = g_new (guint, MAX (machines->len, 1));
  g_autofree guint *order = g_new (guint, MAX (machines->len, 1));
  g_autoptr (GPtrArray) vms = g_ptr_array_new ();
  GsComposer self = { machines, model, timeline, places, order, vms, cancellable };

  g_atomic_ref_count_init (&timeline->ref_count);
  timeline->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  timeline->machines = g_ptr_array_new_with_free_func (gs_composer_free_machine);
  timeline->occupants = g_array_new (FALSE, FALSE, sizeof (GsOccupant));
  timeline->warnings = g_ptr_array_new_with_free_func (g_free);
  timeline->clock_warnings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < machines->len; i++)
    places[i] = GS_NO_INDEX;

  gs_composer_sort (&self);
  gs_composer_compose_machines (&self);
  gs_composer_add_occupants (timeline);
  gs_composer_sum_up (&self, experiment);
  gs_composer_set_known (timeline);
  return timeline;
}
