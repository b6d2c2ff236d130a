/* gs-composer-rows.c: a machine's rows, and how their tracks are made
 * SPDX-License-Identifier: MIT
 */
#include "timeline/gs-composer-rows.h"

#include "base/gs-parallel.h"
#include "event/gs-event.h"
#include "timeline/gs-composer-cpus.h"
#include "timeline/gs-composer-tracks.h"
#include "timeline/gs-composer-veil.h"

static const GsTimelineMachine *
gs_composer_get_host (const GsTimelineMachine *guest)
{
  return gs_timeline_get_machine (guest->timeline, guest->host);
}

/* Returns: (transfer container): host views by CPU number; NULL where not known */
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

      views[row->id] = gs_lazy_track_get (row->host_view);
    }
  return views;
}

/* What all hosts, from the outermost in, know of one vCPU. */
static GsTrack *
gs_composer_compose_host_view (gpointer source, guint index)
{
  const GsTimelineMachine *guest = source, *host = gs_composer_get_host (guest);
  const GsThread *thread = gs_machine_get_thread (host->machine,
                                                  g_array_index (guest->vcpus, GsVcpuRow, index).host_thread);
  g_autoptr (GsTrack) own = gs_composer_host_view (thread->track, thread->kvm, &host->clock);
  g_autofree GsTrack **outer = NULL;
  guint n_outer;

  if (host->host == GS_NO_INDEX)
    return g_steal_pointer (&own);
  outer = gs_composer_get_host_views (host, &n_outer);
  return n_outer > 0 ? gs_composer_see_out (own, outer, n_outer) : g_steal_pointer (&own);
}

static GsTrack *
gs_composer_compose_vcpu (gpointer source, guint index)
{
  const GsTimelineMachine *guest = source;
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, index);
  const GsCpu *cpu = guest->machine != NULL ? gs_machine_get_cpu (guest->machine, row->id) : NULL;
  const GsTrack *current = cpu != NULL ? cpu->current : NULL, *host_view;
  gint64 hold;

  if (row->host_view == NULL)
    return gs_composer_vcpu (NULL, current, &guest->clock, 0);
  host_view = gs_lazy_track_get (row->host_view);
  hold = gs_composer_get_hold (host_view, current, &guest->clock,
                               guest->machine != NULL ? guest->machine->longest_silence : 0);
  return gs_composer_vcpu (host_view, current, &guest->clock, hold);
}

static gsize
gs_composer_count (const GsTrack *track)
{
  return track != NULL ? gs_track_get_n_intervals (track) : 0;
}

/* How the tracks of vCPUs are made, once it is settled which there are. */
static void
gs_composer_set_vcpu_tracks (GsTimelineMachine *self)
{
  const GsTimelineMachine *host = gs_composer_get_host (self);

  for (guint i = 0; i < self->vcpus->len; i++)
    {
      GsVcpuRow *row = &g_array_index (self->vcpus, GsVcpuRow, i);
      const GsCpu *cpu = self->machine != NULL ? gs_machine_get_cpu (self->machine, row->id) : NULL;
      gsize n = cpu != NULL ? gs_composer_count (cpu->current) : 0;

      if (row->host_thread != GS_NO_INDEX)
        {
          const GsThread *thread = gs_machine_get_thread (host->machine, row->host_thread);

          n += gs_composer_count (thread->track) + gs_composer_count (thread->kvm);
          row->host_view = gs_lazy_track_new (gs_composer_compose_host_view, self, i, n);
        }
      row->track = gs_lazy_track_new (gs_composer_compose_vcpu, self, i, n);
    }
}

/* A CPU of a guest whose host side is not known: what the guest alone believes. */
static void
gs_composer_add_lone_vcpu (GsTimelineMachine *guest, const GsCpu *cpu)
{
  GsVcpuRow row = { .id = cpu->number, .host_tid = GS_NO_TID, .host_thread = GS_NO_INDEX };

  g_array_append_val (guest->vcpus, row);
}

static int
gs_composer_compare_vcpus (gconstpointer a, gconstpointer b)
{
  const GsVcpuRow *left = a, *right = b;

  return left->id < right->id ? -1 : left->id > right->id;
}

/**
 * gs_composer_add_vcpus:
 * @vm: (nullable): who its vCPU threads are, on its host; its CPUs that are none of these stand alone
 */
void
gs_composer_add_vcpus (GsTimelineMachine *self, const GsVm *vm)
{
  for (guint i = 0; vm != NULL && i < vm->vcpus->len; i++)
    {
      const GsVcpu *vcpu = &g_array_index (vm->vcpus, GsVcpu, i);
      const GsThread *thread = gs_machine_get_thread (gs_composer_get_host (self)->machine, vcpu->host_thread);
      GsVcpuRow row = {
        .id = vcpu->id, .host_tid = thread->tid, .host_thread = vcpu->host_thread, .exits = thread->exits
      };

      g_array_append_val (self->vcpus, row);
    }
  for (guint i = 0; self->machine != NULL && i < self->machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (self->machine->cpus, i);
      guint index;

      if (!gs_timeline_find_vcpu (self, cpu->number, &index))
        gs_composer_add_lone_vcpu (self, cpu);
    }
  g_array_sort (self->vcpus, gs_composer_compare_vcpus);
  gs_composer_set_vcpu_tracks (self);
}

static void
gs_composer_make_vcpu (guint index, gpointer user_data)
{
  gs_lazy_track_get (g_ptr_array_index ((GPtrArray *) user_data, index));
}

/**
 * gs_composer_make_vcpus:
 *
 * For callers that are about to look at all of a machine's vCPUs: makes their rows on all processors.
 */
void
gs_composer_make_vcpus (const GsTimelineMachine *self)
{
  g_autoptr (GPtrArray) tracks = g_ptr_array_new ();

  for (guint i = 0; i < self->vcpus->len; i++)
    g_ptr_array_add (tracks, g_array_index (self->vcpus, GsVcpuRow, i).track);
  gs_parallel_for (tracks->len, gs_composer_make_vcpu, tracks);
}

/**
 * gs_composer_leave:
 * @machine: one of @timeline's
 *
 * For callers that have looked at a machine's rows: what was made for them goes, where nobody comes back to it.
 */
void
gs_composer_leave (const GsTimeline *timeline, const GsTimelineMachine *machine)
{
  for (guint i = 0; timeline->is_passed && i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);

      gs_lazy_track_drop (row->track);
      gs_lazy_track_drop (row->host_view);
    }
}

static GsTrack *
gs_composer_compose_thread (gpointer source, guint index)
{
  const GsTimelineMachine *self = source;
  const GsTrack *own = g_array_index (self->threads, GsThreadRow, index).thread->track;
  g_autofree GsTrack **host_views = NULL;
  guint n_host_views = 0;

  if (self->host != GS_NO_INDEX)
    host_views = gs_composer_get_host_views (self, &n_host_views);
  if (n_host_views > 0)
    return gs_composer_veil (own, &self->clock, host_views, n_host_views);
  return gs_composer_retime (own, &self->clock, 0);
}

void
gs_composer_add_threads (GsTimelineMachine *self)
{
  gboolean is_plain = self->host == GS_NO_INDEX && gs_composer_is_identity (&self->clock);

  g_array_set_size (self->threads, self->machine->threads->len);
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsThreadRow *row = &g_array_index (self->threads, GsThreadRow, i);

      row->thread = gs_machine_get_thread (self->machine, i);
      row->track = is_plain ? gs_lazy_track_new_done (gs_track_ref (row->thread->track)) :
                              gs_lazy_track_new (gs_composer_compose_thread, self, i,
                                                 gs_track_get_n_intervals (row->thread->track));
    }
}

/* A guest's last word holds for a while after its trace's end: see gs_composer_get_hold(). */
static GsTrack *
gs_composer_compose_current (gpointer source, guint index)
{
  const GsTimelineMachine *self = source;
  const GsCpu *cpu = g_ptr_array_index (self->machine->cpus, index);
  gint64 hold = 0;
  guint vcpu;

  if (gs_timeline_find_vcpu (self, cpu->number, &vcpu)
      && g_array_index (self->vcpus, GsVcpuRow, vcpu).host_view != NULL)
    hold = gs_composer_get_hold (gs_lazy_track_get (g_array_index (self->vcpus, GsVcpuRow, vcpu).host_view),
                                 cpu->current, &self->clock, self->machine->longest_silence);
  return gs_composer_retime (cpu->current, &self->clock, hold);
}

void
gs_composer_add_cpus (GsTimelineMachine *self)
{
  gboolean is_plain = self->host == GS_NO_INDEX && gs_composer_is_identity (&self->clock);

  for (guint i = 0; i < self->machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (self->machine->cpus, i);
      GsCpuRow row = { .number = cpu->number };

      row.track = gs_lazy_track_new (gs_composer_compose_cpu, self, i, gs_track_get_n_intervals (cpu->states));
      row.current = is_plain ? gs_lazy_track_new_done (gs_track_ref (cpu->current)) :
                               gs_lazy_track_new (gs_composer_compose_current, self, i,
                                                  gs_track_get_n_intervals (cpu->current));
      g_array_append_val (self->cpus, row);
    }
}

/**
 * gs_composer_sum_thread:
 * @thread: index in the machine's threads
 * @span: ns on the reference clock
 * @ns: (out) (array fixed-size=17): time in each of the row's states, exactly
 *
 * What gs_track_sum() of the row's track says, of which nothing is kept where it isn't made.
 */
void
gs_composer_sum_thread (const GsTimelineMachine *self, guint thread, GsSpan span, gint64 *ns)
{
  const GsThreadRow *row = &g_array_index (self->threads, GsThreadRow, thread);
  g_autoptr (GsTrack) track = gs_lazy_track_peek (row->track);
  g_autofree GsTrack **host_views = NULL;
  guint n_host_views = 0;

  if (track != NULL)
    {
      gs_track_sum (track, span, ns);
      return;
    }
  if (self->host != GS_NO_INDEX)
    host_views = gs_composer_get_host_views (self, &n_host_views);
  gs_composer_sum_veiled (row->thread->track, &self->clock, host_views, n_host_views, span, ns);
}

/**
 * gs_composer_get_use:
 * @thread: index in the machine's threads
 * @use: (out): of all of its time
 */
void
gs_composer_get_use (const GsTimelineMachine *self, guint thread, GsTimeUse *use)
{
  gint64 ns[GS_MAX_STATES];

  if (self->has_uses)
    {
      *use = g_array_index (self->threads, GsThreadRow, thread).use;
      return;
    }
  gs_composer_sum_thread (self, thread, (GsSpan){ G_MININT64, G_MAXINT64 }, ns);
  use->believed = gs_rows_sum_states (GS_ROWS_THREADS, ns, GS_TRAIT_BELIEVED);
  use->stolen = gs_rows_sum_states (GS_ROWS_THREADS, ns, GS_TRAIT_STOLEN);
}

/* Intervals of threads that one processor sums up at a time, about. */
#define INTERVALS_PER_PART 32768

/* What one processor does: a vCPU's row, or what some threads used. */
typedef struct
{
  GsLazyTrack *track; /* or NULL */
  GsTimelineMachine *machine;
  guint first, end; /* threads */
} GsComposerPart;

static void
gs_composer_do_part (guint index, gpointer user_data)
{
  const GsComposerPart *part = &g_array_index ((GArray *) user_data, GsComposerPart, index);

  if (part->track != NULL)
    gs_lazy_track_get (part->track);
  for (guint i = part->first; i < part->end; i++)
    gs_composer_get_use (part->machine, i, &g_array_index (part->machine->threads, GsThreadRow, i).use);
}

static void
gs_composer_add_parts (GsTimelineMachine *machine, GArray *parts)
{
  GsComposerPart part = { NULL, machine, 0, 0 };

  while (part.end < machine->threads->len)
    {
      gsize n = 0;

      part.first = part.end;
      for (; part.end < machine->threads->len && n < INTERVALS_PER_PART; part.end++)
        n += gs_track_get_n_intervals (g_array_index (machine->threads, GsThreadRow, part.end).thread->track);
      g_array_append_val (parts, part);
    }
}

/**
 * gs_composer_prepare:
 * @timeline: (inout): one that no other thread has seen yet
 *
 * Does what whoever shows @timeline would have to wait for: the rows of all vCPUs, and what each
 * thread used, by which they are sorted. On all processors.
 */
void
gs_composer_prepare (GsTimeline *timeline)
{
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (GsComposerPart));

  for (guint m = 0; m < timeline->machines->len; m++)
    {
      GsTimelineMachine *machine = gs_timeline_get_machine (timeline, m);

      for (guint i = 0; i < machine->vcpus->len; i++)
        {
          GsComposerPart part = { .track = g_array_index (machine->vcpus, GsVcpuRow, i).track };

          g_array_append_val (parts, part);
        }
    }
  for (guint m = 0; m < timeline->machines->len; m++)
    if (!gs_timeline_get_machine (timeline, m)->has_uses)
      gs_composer_add_parts (gs_timeline_get_machine (timeline, m), parts);
  gs_parallel_for (parts->len, gs_composer_do_part, parts);
  for (guint m = 0; m < timeline->machines->len; m++)
    gs_timeline_get_machine (timeline, m)->has_uses = TRUE;
}
