/* gs-clock-levels.c: the clock of a guest of a guest, by the windows of all levels out
 * SPDX-License-Identifier: MIT
 */
#include "model/gs-clock-levels.h"

#include <math.h>

#include "event/gs-event.h"
#include "model/gs-clock-link.h"
#include "track/gs-state.h"

/* What the windows of one machine's vCPUs are made from. */
typedef struct
{
  const GsVmModel *model;
  GPtrArray *machines;
  const GsRoughClock *tied; /* by machine: how sure its clock is */
} GsClockLevels;

static int
gs_clock_levels_compare (gconstpointer a, gconstpointer b)
{
  const GsSpan *left = a, *right = b;

  return (left->begin > right->begin) - (left->begin < right->begin);
}

/* Puts spans in order, and joins those that meet. */
static void
gs_clock_levels_tidy (GArray *spans)
{
  guint n = 0;

  g_array_sort (spans, gs_clock_levels_compare);
  for (guint i = 0; i < spans->len; i++)
    {
      GsSpan span = g_array_index (spans, GsSpan, i);
      GsSpan *last = n > 0 ? &g_array_index (spans, GsSpan, n - 1) : NULL;

      if (last != NULL && span.begin <= last->end)
        last->end = MAX (last->end, span.end);
      else
        g_array_index (spans, GsSpan, n++) = span;
    }
  g_array_set_size (spans, n);
}

/* Returns: (transfer full) (element-type GsSpan): what both lists have; they are in order */
static GArray *
gs_clock_levels_intersect (const GArray *a, const GArray *b)
{
  GArray *both = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  guint i = 0, k = 0;

  while (i < a->len && k < b->len)
    {
      GsSpan left = g_array_index (a, GsSpan, i), right = g_array_index (b, GsSpan, k);
      GsSpan span = gs_span_intersect (left, right);

      if (span.begin < span.end)
        g_array_append_val (both, span);
      if (left.end < right.end)
        i++;
      else
        k++;
    }
  return both;
}

/* Returns: ns; how far off the clock of @machine may be */
static gint64
gs_clock_levels_get_slack (const GsClockLevels *self, guint machine)
{
  const double *widths = self->tied[machine].widths;

  return machine == self->model->reference ? 0 : llrint (ceil (MAX (widths[0], MAX (widths[1], widths[2]))));
}

/* On the reference clock, and as much longer as @machine's own is unsure. */
static void
gs_clock_levels_retime (const GsClockLevels *self, guint machine, GArray *spans)
{
  const GsClock *clock = &self->model->clocks[machine];
  gint64 slack = gs_clock_levels_get_slack (self, machine);

  for (guint i = 0; i < spans->len; i++)
    {
      GsSpan *span = &g_array_index (spans, GsSpan, i);

      span->begin = gs_clock_to_reference (clock, span->begin) - slack;
      span->end = gs_clock_to_reference (clock, span->end) + slack;
    }
  gs_clock_levels_tidy (spans);
}

/* When @kvm's thread may have run guest code, on its machine's clock. */
static GArray *
gs_clock_levels_list_runs (const GsTrack *kvm)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  gsize n = gs_track_get_n_intervals (kvm);

  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (kvm, i);

      if (interval.value.state != GS_KVM_HYPERVISOR)
        g_array_append_val (runs, interval.span);
    }
  gs_clock_levels_tidy (runs);
  return runs;
}

/* When @thread had the CPU with @number; GS_NO_CPU: when that isn't known. */
static GArray *
gs_clock_levels_list_stays (const GsThread *thread, guint number)
{
  GArray *stays = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  gsize n = gs_track_get_n_intervals (thread->track);

  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (thread->track, i);
      gboolean is_unknown = interval.value.state == GS_THREAD_UNKNOWN;

      if (is_unknown ? number == GS_NO_CPU :
                       gs_thread_state_is_on_cpu (interval.value.state) && interval.value.cpu == number)
        g_array_append_val (stays, interval.span);
    }
  gs_clock_levels_tidy (stays);
  return stays;
}

static const GsThread *
gs_clock_levels_find_thread (const GsClockLevels *self, const GsVm *vm, guint number)
{
  const GsMachine *host = g_ptr_array_index (self->machines, vm->host);

  for (guint i = 0; i < vm->vcpus->len; i++)
    if (g_array_index (vm->vcpus, GsVcpu, i).id == number)
      return gs_machine_get_thread (host, g_array_index (vm->vcpus, GsVcpu, i).host_thread);
  return NULL;
}

static GArray *gs_clock_levels_list_windows (const GsClockLevels *self, guint machine, guint number);

/* The part of @runs that @thread was on CPU @number of @host for, as far as that CPU's own host let it. */
static void
gs_clock_levels_add_stays (const GsClockLevels *self, GArray *windows, guint host, const GsThread *thread, guint number,
                           const GArray *runs)
{
  g_autoptr (GArray) stays = gs_clock_levels_list_stays (thread, number);
  g_autoptr (GArray) own = gs_clock_levels_intersect (runs, stays);
  g_autoptr (GArray) outer = NULL, both = NULL;

  gs_clock_levels_retime (self, host, own);
  outer = number != GS_NO_CPU && own->len > 0 ? gs_clock_levels_list_windows (self, host, number) : NULL;
  both = outer != NULL ? gs_clock_levels_intersect (own, outer) : g_array_ref (own);
  g_array_append_vals (windows, both->data, both->len);
}

/* Returns: (transfer full) (nullable) (element-type GsSpan): when CPU @number of @machine can have run, on
 *   the reference clock, by all levels; NULL where nothing bounds it */
static GArray *
gs_clock_levels_list_windows (const GsClockLevels *self, guint machine, guint number)
{
  const GsVm *vm = gs_vm_model_find_guest (self->model, machine);
  const GsThread *thread = vm != NULL ? gs_clock_levels_find_thread (self, vm, number) : NULL;
  const GsMachine *host = vm != NULL ? g_ptr_array_index (self->machines, vm->host) : NULL;
  g_autoptr (GArray) runs = NULL;
  GArray *windows;

  if (thread == NULL || thread->kvm == NULL || self->tied[vm->host].clock.method == GS_CLOCK_NONE)
    return NULL;
  runs = gs_clock_levels_list_runs (thread->kvm);
  if (gs_vm_model_find_guest (self->model, vm->host) == NULL)
    {
      gs_clock_levels_retime (self, vm->host, runs);
      return g_steal_pointer (&runs);
    }
  windows = g_array_new (FALSE, FALSE, sizeof (GsSpan));
  for (guint i = 0; i < host->cpus->len; i++)
    gs_clock_levels_add_stays (self, windows, vm->host, thread,
                               ((const GsCpu *) g_ptr_array_index (host->cpus, i))->number, runs);
  gs_clock_levels_add_stays (self, windows, vm->host, thread, GS_NO_CPU, runs);
  gs_clock_levels_tidy (windows);
  return windows;
}

static void
gs_clock_levels_clear_vcpu (gpointer data)
{
  GsSyncVcpu *vcpu = data;

  g_free ((gpointer) vcpu->events);
  g_free ((gpointer) vcpu->windows);
}

static GArray *
gs_clock_levels_list_vcpus (const GsClockLevels *self, guint guest)
{
  const GsMachine *machine = g_ptr_array_index (self->machines, guest);
  GArray *vcpus = g_array_new (FALSE, FALSE, sizeof (GsSyncVcpu));

  g_array_set_clear_func (vcpus, gs_clock_levels_clear_vcpu);
  for (guint i = 0; i < machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (machine->cpus, i);
      GArray *windows = cpu->moments != NULL ? gs_clock_levels_list_windows (self, guest, cpu->number) : NULL;
      GsSyncVcpu vcpu;

      if (windows == NULL)
        continue;
      vcpu.n_windows = windows->len;
      vcpu.windows = (GsSpan *) g_array_free (windows, FALSE);
      vcpu.events = gs_moments_expand (cpu->moments);
      vcpu.n_events = gs_moments_get_length (cpu->moments);
      g_array_append_val (vcpus, vcpu);
    }
  return vcpus;
}

/* Whether no more of the guest's events than a few, which may be wrong, are in no window */
static gboolean
gs_clock_levels_fits (const GArray *vcpus, const GsClock *clock)
{
  gsize n = 0, n_outside = 0;

  for (guint i = 0; i < vcpus->len; i++)
    n += gs_clock_windows_count (&g_array_index (vcpus, GsSyncVcpu, i), clock, &n_outside);
  return n_outside <= n / 200 + 2;
}

/* What @guest and @outer, a machine further out than its host, said to each other: packets that were passed on. Such
 * as don't agree with @rough, which rests on more, say nothing. */
static void
gs_clock_levels_add_messages (const GsClockLevels *self, GArray *bounds, guint guest, guint outer,
                              const GsRoughClock *rough)
{
  gint64 slack = gs_clock_levels_get_slack (self, outer),
         middle = rough->span.begin + gs_span_duration (rough->span) / 2;
  const GsClock *clock = &self->model->clocks[outer];
  g_auto (GsClockTalk) talk = {
    NULL,
  };
  const GArray *messages;
  gint64 apart;

  gs_clock_talk_init (&talk, g_ptr_array_index (self->machines, guest), g_ptr_array_index (self->machines, outer));
  if (talk.said.method == GS_CLOCK_NONE || talk.said.clock.accuracy < 0)
    return;
  apart = gs_clock_to_reference (clock, gs_clock_to_reference (&talk.said.clock, middle))
          - gs_clock_to_reference (&rough->clock, middle);
  if ((double) ABS (apart) > talk.said.widths[1] + rough->widths[1] + (double) slack)
    return;
  messages = gs_clock_talk_get_messages (&talk, NULL);
  for (guint i = 0; i < messages->len; i++)
    {
      GsSyncMessage message = g_array_index (messages, GsSyncMessage, i);

      message.reference = gs_clock_to_reference (clock, message.reference) + (message.is_sent_here ? slack : -slack);
      g_array_append_val (bounds, message);
    }
}

/* Returns: (transfer full) (element-type GsSyncMessage): all that is known but for the windows */
static GArray *
gs_clock_levels_list_bounds (const GsClockLevels *self, guint guest, const GsRoughClock *rough)
{
  GArray *bounds = g_array_new (FALSE, FALSE, sizeof (GsSyncMessage));
  const GsVm *vm = gs_vm_model_find_guest (self->model, guest);

  for (guint i = 0; i < 3; i++)
    {
      gint64 time = rough->span.begin + (rough->span.end - rough->span.begin) / 2 * i;
      gint64 reference = gs_clock_to_reference (&rough->clock, time), width = llrint (ceil (rough->widths[i]));
      GsSyncMessage both[] = { { time, reference - width, FALSE }, { time, reference + width, TRUE } };

      g_array_append_vals (bounds, both, G_N_ELEMENTS (both));
    }
  while ((vm = gs_vm_model_find_guest (self->model, vm->host)) != NULL)
    if (self->tied[vm->host].clock.method != GS_CLOCK_NONE)
      gs_clock_levels_add_messages (self, bounds, guest, vm->host, rough);
  return bounds;
}

/* By windows and packets, or by packets alone. Returns: whether @closer (inout) came closer */
static gboolean
gs_clock_levels_solve (GsRoughClock *closer, const GArray *bounds, const GArray *vcpus)
{
  const GsSyncMessage *messages = (const GsSyncMessage *) bounds->data;
  double before = closer->widths[1];

  return gs_clock_sync_windows (messages, bounds->len, NULL, (const GsSyncVcpu *) vcpus->data, vcpus->len, closer->span,
                                &closer->clock, closer->widths)
         || (gs_rough_clock_solve (closer, messages, bounds->len, closer->span) && closer->widths[1] < before);
}

/**
 * gs_clock_levels_refine:
 * @tied: (array): by machine, how sure the clocks that are known by now are; method NONE: not known
 * @guest: a machine whose host is a guest as well
 * @rough: (inout): its clock to the reference, as known from its host's alone
 *
 * Bounds @guest's clock by the run windows of all levels, and by the packets that it exchanged with machines further
 * out. What the clock of a machine in between is unsure of widens that one's windows; those of the outermost host are
 * exact. Linear in events and windows.
 *
 * Returns: whether it came closer
 */
gboolean
gs_clock_levels_refine (const GsVmModel *model, GPtrArray *machines, const GsRoughClock *tied, guint guest,
                        GsRoughClock *rough)
{
  const GsClockLevels self = { model, machines, tied };
  const GsVm *vm = gs_vm_model_find_guest (model, guest);
  GsRoughClock closer = *rough;
  g_autoptr (GArray) vcpus = NULL, bounds = NULL;

  if (vm == NULL || gs_vm_model_find_guest (model, vm->host) == NULL || rough->clock.accuracy < 0
      || rough->clock.pieces != NULL || model->clocks[vm->host].pieces != NULL)
    return FALSE;
  bounds = gs_clock_levels_list_bounds (&self, guest, rough);
  vcpus = gs_clock_levels_list_vcpus (&self, guest);
  if (!gs_clock_levels_solve (&closer, bounds, vcpus) || !gs_clock_levels_fits (vcpus, &closer.clock))
    return FALSE;
  closer.clock.n_rejected += rough->clock.n_rejected;
  closer.clock.n_matched = MAX (closer.clock.n_matched, rough->clock.n_matched);
  *rough = closer;
  return TRUE;
}
