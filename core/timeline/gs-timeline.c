/* gs-timeline.c: everything that is drawn, counted and exported
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-timeline.h"

#include "event/gs-event.h"

GsTimeline *
gs_timeline_ref (const GsTimeline *self)
{
  GsTimeline *timeline = (GsTimeline *) self;

  g_atomic_ref_count_inc (&timeline->ref_count);
  return timeline;
}

void
gs_timeline_unref (GsTimeline *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_pointer (&self->machines, g_ptr_array_unref);
  g_clear_pointer (&self->occupants, g_array_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->clock_warnings, g_ptr_array_unref);
  g_clear_pointer (&self->options, g_hash_table_unref);
  g_free (self);
}

/**
 * gs_timeline_get_machine:
 *
 * Returns: (transfer none) (nullable): NULL for %GS_NO_INDEX
 */
GsTimelineMachine *
gs_timeline_get_machine (const GsTimeline *self, guint index)
{
  return index < self->machines->len ? g_ptr_array_index (self->machines, index) : NULL;
}

/**
 * gs_timeline_get_clock_name:
 *
 * Returns: (transfer none) (nullable): what the clock is called that all times are of, where it does not count from
 *   the epoch; else NULL
 */
const char *
gs_timeline_get_clock_name (const GsTimeline *self)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (self, i);

      if (machine->machine != NULL && machine->clock.method == GS_CLOCK_REFERENCE)
        return machine->machine->trace->clock_name;
    }
  return NULL;
}

/**
 * gs_timeline_get_known:
 * @machine: index
 *
 * Returns: what of the machine's rows has been read and will stay as it is; all of time once all is read,
 *   empty where nothing can be said yet
 */
GsSpan
gs_timeline_get_known (const GsTimeline *self, guint machine)
{
  const GsTimelineMachine *of = gs_timeline_get_machine (self, machine);

  return (GsSpan){ G_MININT64, of != NULL && of->is_limited ? of->limit : G_MAXINT64 };
}

/* When the last thing that a row is known to do began; G_MAXINT64 where nothing to come can change it. */
static gint64
gs_timeline_get_open_begin (const GsTimelineMachine *machine, GsRows rows, guint index)
{
  const GsTrack *own = rows == GS_ROWS_THREADS ?
                           g_array_index (machine->threads, GsThreadRow, index).thread->track :
                           ((const GsCpu *) g_ptr_array_index (machine->machine->cpus, index))->states;
  gsize n = gs_track_get_n_intervals (own);
  GsInterval last;

  if (n == 0)
    return G_MAXINT64;
  last = gs_track_get (own, n - 1);
  if (rows == GS_ROWS_THREADS ? last.value.state == GS_THREAD_WAIT_BLOCKED : last.value.state == GS_CPU_IDLE)
    return G_MAXINT64;
  return gs_clock_to_reference (&machine->clock, last.span.begin);
}

/**
 * gs_timeline_get_row_known:
 * @rows: which kind of rows
 * @machine: index
 * @index: of the row among those of its kind
 *
 * As gs_timeline_get_known(); the last thing that a thread or a CPU does isn't known before it has ended: whether it
 * was a system call is seen when that returns.
 */
GsSpan
gs_timeline_get_row_known (const GsTimeline *self, GsRows rows, guint machine, guint index)
{
  const GsTimelineMachine *of = gs_timeline_get_machine (self, machine);
  GsSpan known = gs_timeline_get_known (self, machine);

  if (of != NULL && of->is_limited && of->machine != NULL && rows != GS_ROWS_VCPUS)
    known.end = MIN (known.end, gs_timeline_get_open_begin (of, rows, index));
  return known;
}

/**
 * gs_timeline_get_thread_span:
 * @machine: index
 * @thread: index in the machine's threads
 *
 * Returns: from when to when the thread's row has anything, whether it is made or not; empty where it has nothing
 */
GsSpan
gs_timeline_get_thread_span (const GsTimeline *self, guint machine, guint thread)
{
  const GsTimelineMachine *of = gs_timeline_get_machine (self, machine);
  const GsTrack *own = g_array_index (of->threads, GsThreadRow, thread).thread->track;
  GsSpan span;

  if (own == NULL || gs_track_get_n_intervals (own) == 0)
    return (GsSpan){ 0, 0 };
  span = gs_track_get_span (own);
  return (GsSpan){ gs_clock_to_reference (&of->clock, span.begin), gs_clock_to_reference (&of->clock, span.end) };
}

/**
 * gs_timeline_get_common:
 *
 * Returns: what of the experiment has been read: of all machines of which anything can be said
 */
GsSpan
gs_timeline_get_common (const GsTimeline *self)
{
  gint64 end = G_MININT64;

  for (guint i = 0; i < self->machines->len; i++)
    end = MAX (end, gs_timeline_get_known (self, i).end);
  return gs_span_intersect (self->span, (GsSpan){ G_MININT64, MAX (end, self->span.begin) });
}

/**
 * gs_timeline_get_outer:
 * @machine: index
 * @level: how many steps out
 *
 * Returns: the machine that @machine runs on, or what that runs on, and so on; %GS_NO_INDEX beyond the
 *   outermost
 */
guint
gs_timeline_get_outer (const GsTimeline *self, guint machine, guint level)
{
  for (; level > 0 && machine != GS_NO_INDEX; level--)
    machine = gs_timeline_get_machine (self, machine)->host;
  return machine;
}

/**
 * gs_timeline_get_inner:
 *
 * Returns: (transfer none) (nullable): who has the vCPU that has a CPU as @occupant says, where that is
 *   a vCPU as well
 */
const GsOccupant *
gs_timeline_get_inner (const GsTimeline *self, const GsOccupant *occupant)
{
  gboolean has_one = occupant->guest != GS_NO_INDEX && occupant->guest_thread != GS_NO_INDEX
                     && occupant->inner < self->occupants->len;

  return has_one ? &g_array_index (self->occupants, GsOccupant, occupant->inner) : NULL;
}

/**
 * gs_timeline_get_option:
 *
 * Returns: (transfer none) (nullable): the command line's option that does what the
 *   warning asks for
 */
const char *
gs_timeline_get_option (const GsTimeline *self, const char *warning)
{
  return self->options != NULL ? g_hash_table_lookup (self->options, warning) : NULL;
}

/**
 * gs_timeline_find_warning_place:
 * @machine: (out): on which what the warning tells of happened first
 * @place: (out): there, on the reference clock
 *
 * Returns: FALSE where it has no place
 */
gboolean
gs_timeline_find_warning_place (const GsTimeline *self, const char *warning, guint *machine, GsWarningPlace *place)
{
  for (guint i = 0; i < self->machines->len; i++)
    {
      const GsTimelineMachine *of = gs_timeline_get_machine (self, i);
      const GsWarningPlace *own = of->machine != NULL ? g_hash_table_lookup (of->machine->places, warning) : NULL;

      if (own == NULL)
        continue;
      *machine = i;
      *place = (GsWarningPlace){ gs_clock_to_reference (&of->clock, own->time), own->cpu };
      return TRUE;
    }
  return FALSE;
}

/**
 * gs_timeline_dup_warnings:
 *
 * Returns: (transfer full) (element-type utf8): the warnings for users of the command line, with its options
 */
GPtrArray *
gs_timeline_dup_warnings (const GsTimeline *self)
{
  GPtrArray *warnings = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < self->warnings->len; i++)
    {
      const char *warning = g_ptr_array_index (self->warnings, i);
      const char *option = gs_timeline_get_option (self, warning);

      g_ptr_array_add (warnings, option != NULL ? g_strdup_printf ("%s (%s)", warning, option) : g_strdup (warning));
    }
  return warnings;
}

/**
 * gs_timeline_shows_cpus:
 * @machine: index in the timeline's machines
 *
 * Returns: whether its CPUs belong to what is seen of physical CPUs: a host's do;
 *   without a host there is nothing else to see than what each machine has
 */
gboolean
gs_timeline_shows_cpus (const GsTimeline *self, guint machine)
{
  const GsTimelineMachine *shown = gs_timeline_get_machine (self, machine);

  if (shown->cpus == NULL || shown->cpus->len == 0)
    return FALSE;
  for (guint i = 0; shown->role != GS_ROLE_HOST && i < self->machines->len; i++)
    {
      const GsTimelineMachine *other = gs_timeline_get_machine (self, i);

      if (other->role == GS_ROLE_HOST && other->cpus != NULL && other->cpus->len > 0)
        return FALSE;
    }
  return TRUE;
}

/* @index: (out): in the machine's vCPUs. Returns: FALSE where no vCPU of it has that number */
gboolean
gs_timeline_find_vcpu (const GsTimelineMachine *machine, guint id, guint *index)
{
  for (guint i = 0; machine->vcpus != NULL && i < machine->vcpus->len; i++)
    if (g_array_index (machine->vcpus, GsVcpuRow, i).id == id)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/* @index: (out): in the machine's CPUs. Returns: FALSE where no CPU of it has that number */
gboolean
gs_timeline_find_cpu (const GsTimelineMachine *machine, guint number, guint *index)
{
  for (guint i = 0; machine != NULL && machine->cpus != NULL && i < machine->cpus->len; i++)
    if (g_array_index (machine->cpus, GsCpuRow, i).number == number)
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

/**
 * gs_timeline_get_current:
 * @cpu: one of @machine's, by number
 *
 * Returns: (transfer none) (nullable): what its machine believes that the CPU ran
 */
const GsTrack *
gs_timeline_get_current (const GsTimelineMachine *machine, guint cpu)
{
  guint index;

  if (!gs_timeline_find_cpu (machine, cpu, &index) || g_array_index (machine->cpus, GsCpuRow, index).current == NULL)
    return NULL;
  return gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, index).current);
}

/**
 * gs_timeline_look_at_cpu:
 * @cpu: one of @machine's, by number
 * @thread: (out): the thread that has it at @time, by its index; or %GS_NO_INDEX
 *
 * Returns: whether it runs a thread, as its machine sees it
 */
GsGuestView
gs_timeline_look_at_cpu (const GsTimelineMachine *machine, guint cpu, gint64 time, guint32 *thread)
{
  const GsTrack *current = gs_timeline_get_current (machine, cpu);
  GsTrackValue value;
  gsize at;

  *thread = GS_NO_INDEX;
  if (current == NULL || !gs_track_find (current, time, &at))
    return GS_GUEST_VIEW_UNKNOWN;
  value = gs_track_get (current, at).value;
  if (value.state == GS_GUEST_VIEW_RUNNING && value.arg < machine->threads->len)
    *thread = value.arg;
  return value.state;
}

/**
 * gs_timeline_find_current:
 * @cpu: one of @machine's, by number
 *
 * Returns: the thread that has a CPU at @time as its machine sees it, by its index; or %GS_NO_INDEX
 */
guint32
gs_timeline_find_current (const GsTimelineMachine *machine, guint cpu, gint64 time)
{
  guint32 thread;

  gs_timeline_look_at_cpu (machine, cpu, time, &thread);
  return thread;
}

/**
 * gs_timeline_name_thread:
 * @machine: index
 * @thread: index in the machine's threads
 * @time: ns; the thread is called as it was then; %GS_TIME_NONE: by its latest name
 *
 * Returns: (transfer full): "GUEST/vcpu N" for a thread that is a guest's vCPU,
 *   else "comm:tid"
 */
char *
gs_timeline_name_thread (const GsTimeline *self, guint machine, guint32 thread, gint64 time)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (self, machine);
  const GsThread *identity;
  guint32 name;

  if (owner == NULL || owner->machine == NULL || thread >= owner->threads->len)
    return g_strdup ("");
  if (thread < owner->occupants->len)
    {
      const GsOccupant *occupant = &g_array_index (self->occupants, GsOccupant,
                                                   g_array_index (owner->occupants, guint32, thread));

      if (occupant->guest != GS_NO_INDEX)
        return g_strdup_printf ("%s/vcpu %u", gs_timeline_get_machine (self, occupant->guest)->name, occupant->vcpu);
    }
  identity = gs_machine_get_thread (owner->machine, thread);
  name = time != GS_TIME_NONE ? gs_thread_get_name_at (identity, gs_clock_from_reference (&owner->clock, time)) :
                                identity->name;
  return g_strdup_printf ("%s:%d", gs_names_get (owner->machine->names, name), identity->tid);
}

/**
 * gs_timeline_name_occupant:
 * @occupant: index in the timeline's occupants
 * @time: ns; threads are called as they were then
 *
 * Returns: (transfer full): the host's thread, or the vCPU that it is, as
 *   gs_timeline_name_thread() names it
 */
char *
gs_timeline_name_occupant (const GsTimeline *self, guint32 occupant, gint64 time)
{
  const GsOccupant *who;

  if (occupant >= self->occupants->len)
    return g_strdup ("");
  who = &g_array_index (self->occupants, GsOccupant, occupant);
  return gs_timeline_name_thread (self, who->host, who->thread, time);
}
