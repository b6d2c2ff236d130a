/* gs-theft-list.c: each time a virtual CPU had no CPU, by who had it
 * SPDX-License-Identifier: MIT
 *
 * A guest's thread that holds a spinlock is in the guest's kernel. Where its vCPU loses the
 * CPU then, and other vCPUs of the guest spin meanwhile (their loops of PAUSE instructions
 * leave the guest), it is most likely that lock that they wait for: lock-holder preemption.
 * Where such a vCPU has spun for long, its guest lets it sleep, and whoever gives the lock back
 * kicks it: then it's certain who had the lock since before the sleep began.
 */
#include "why/gs-theft-list.h"

#include "base/gs-sorted.h"
#include "event/gs-event.h"
#include "timeline/gs-composer-cpus.h"
#include "timeline/gs-composer-tracks.h"
#include "timeline/gs-exit-reason.h"
#include "track/gs-track-walk.h"

/* One vCPU slept for a lock that another had, until that one kicked it. */
typedef struct
{
  GsSpan span;        /* ns on the reference clock */
  guint holder, vcpu; /* indices in the machine's vcpus */
} GsLockWait;

/* One machine as a victim. The thief after the last one is nobody; each of the others is of two kinds:
 * a guest or the host's processes, and the host's kernel. */
typedef struct
{
  const GsTimeline *timeline;
  guint victim;
  guint n;          /* thieves */
  GsVcpuTheft *had; /* by thief: of the present preemption, ns 0: nothing */
  gint64 *longest;  /* by thief: ns of the one thread that is said */
  GPtrArray *spins; /* by vCPU: GArray of gint64, when it left the guest because it spun */
  GArray *waits;    /* of GsLockWait, by their end */
  gint64 longest_wait;
  gboolean is_brief; /* nobody asks what the guests were doing */
  GsTheftFunc func;
  gpointer user_data;
  guint number;    /* of the present preemption */
  guint host;      /* of the present interval's CPU */
  guint32 except;  /* the victim's own thread there, or GS_NO_INDEX */
  gint64 rest;     /* ns: of the interval that nobody is known to have had */
  GsVcpuTheft now; /* what all of its thefts have in common; an empty span between two */
} GsTheftList;

const char *
gs_thief_kind_get_name (GsThiefKind kind)
{
  static const char *const names[GS_N_THIEF_KINDS] = { "", "guest", "process", "kernel" };

  return names[kind];
}

/* --- Who was it? --- */

/* The guest whose QEMU's thread it is, whether a vCPU's or another. */
static guint
gs_theft_list_find_guest (const GsTheftList *self, guint32 thread)
{
  const GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, self->host);
  const GsOccupant *who = &g_array_index (self->timeline->occupants, GsOccupant,
                                          g_array_index (host->occupants, guint32, thread));
  gint32 pid = gs_machine_get_thread (host->machine, thread)->pid;

  if (who->guest != GS_NO_INDEX)
    return who->guest;
  for (guint i = 0; pid != GS_NO_TID && i < self->timeline->machines->len; i++)
    {
      const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, i);

      if (guest->host == self->host && guest->pid == pid)
        return i;
    }
  return GS_NO_INDEX;
}

static void
gs_theft_list_add_thread (guint32 thread, gint64 ns, gpointer user_data)
{
  GsTheftList *self = user_data;
  const GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, self->host);
  guint guest, thief, at;
  GsVcpuTheft *had;

  if (thread == self->except)
    return;
  guest = gs_theft_list_find_guest (self, thread);
  thief = guest != GS_NO_INDEX ? guest : self->host;
  at = thief + (guest == GS_NO_INDEX && gs_machine_get_thread (host->machine, thread)->is_kernel ? self->n : 0);
  had = &self->had[at];
  had->thief = thief;
  had->kind = guest != GS_NO_INDEX ? GS_THIEF_GUEST : at >= self->n ? GS_THIEF_KERNEL : GS_THIEF_PROCESS;
  had->ns += ns;
  self->rest -= ns;
  if (ns <= self->longest[at])
    return;
  self->longest[at] = ns;
  had->host = self->host;
  had->thread = thread;
}

/* Who had the CPU in one interval, at the level that it was taken on. */
static void
gs_theft_list_add_interval (GsTheftList *self, const GsVcpuRow *row, const GsInterval *interval, GsSpan part)
{
  guint level = gs_aux_get_level (interval->value.aux), cpu;

  self->host = gs_timeline_get_outer (self->timeline, self->victim, level + 1);
  self->except = level == 0 ? row->host_thread : GS_NO_INDEX;
  self->rest = gs_span_duration (part);
  if (gs_timeline_find_cpu (gs_timeline_get_machine (self->timeline, self->host), interval->value.cpu, &cpu))
    gs_composer_foreach_thread (gs_timeline_get_machine (self->timeline, self->host), cpu, part,
                                gs_theft_list_add_thread, self);
  self->had[self->n - 1].ns += self->rest;
}

/* --- What was the guest doing? --- */

/* Returns: (transfer full) (element-type gint64): when a vCPU left its guest because it spun */
static GArray *
gs_theft_list_collect_spins (const GsVcpuRow *row, GsSpan span, GCancellable *cancellable)
{
  GArray *times = g_array_new (FALSE, FALSE, sizeof (gint64));
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  gs_track_walk_init (&walk, gs_lazy_track_get (row->host_view), span, cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    for (guint i = 0; interval.value.state == GS_HOST_VIEW_HYPERVISOR && row->exits != NULL && i < row->exits->len; i++)
      {
        const GsExitCount *exit = &g_array_index (row->exits, GsExitCount, i);

        if (exit->reason == interval.value.arg && gs_aux_get_level (interval.value.aux) == 0
            && gs_exit_reason_is_spin (exit->isa, exit->reason))
          g_array_append_val (times, interval.span.begin);
      }
  return times;
}

static gboolean
gs_theft_list_find_vcpu_of (const GsTimelineMachine *guest, guint32 host_thread, guint *index)
{
  for (*index = 0; *index < guest->vcpus->len; (*index)++)
    if (g_array_index (guest->vcpus, GsVcpuRow, *index).host_thread == host_thread)
      return TRUE;
  return FALSE;
}

/* Adds what @kick, of the victim's host, ended. */
static void
gs_theft_list_add_wait (GsTheftList *self, const GsTimelineMachine *host, const GsVirq *kick)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, self->victim);
  gint64 time = gs_clock_to_reference (&host->clock, kick->time);
  GsLockWait wait = { .span.end = time };
  const GsVcpuRow *row;
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  if (!gs_theft_list_find_vcpu_of (guest, kick->thread, &wait.holder)
      || !gs_timeline_find_vcpu (guest, kick->number, &wait.vcpu))
    return;
  row = &g_array_index (guest->vcpus, GsVcpuRow, wait.vcpu);
  gs_track_walk_init (&walk, gs_lazy_track_get (row->host_view), (GsSpan){ time, time + 1 }, NULL);
  if (!gs_track_walk_next (&walk, &interval, &part) || interval.value.state != GS_HOST_VIEW_ASLEEP)
    return;
  wait.span.begin = interval.span.begin;
  self->longest_wait = MAX (self->longest_wait, gs_span_duration (wait.span));
  g_array_append_val (self->waits, wait);
}

static void
gs_theft_list_collect_waits (GsTheftList *self)
{
  const GsTimelineMachine *host = gs_timeline_get_machine (
      self->timeline, gs_timeline_get_machine (self->timeline, self->victim)->host);
  const GArray *kicks = host != NULL && host->machine != NULL ? host->machine->kicks : NULL;

  self->waits = g_array_new (FALSE, FALSE, sizeof (GsLockWait));
  self->longest_wait = 0;
  for (guint i = 0; kicks != NULL && i < kicks->len; i++)
    gs_theft_list_add_wait (self, host, &g_array_index (kicks, GsVirq, i));
}

/* Whether vCPU @index slept for the lock of the one that the present theft hit. */
static gboolean
gs_theft_list_has_waited (const GsTheftList *self, guint index)
{
  guint i = gs_sorted_count_before (self->waits, G_STRUCT_OFFSET (GsLockWait, span.end), self->now.span.end);

  for (; i < self->waits->len; i++)
    {
      const GsLockWait *wait = &g_array_index (self->waits, GsLockWait, i);

      if (wait->span.end - self->longest_wait >= self->now.span.end)
        return FALSE;
      if (wait->vcpu == index && wait->holder == self->now.vcpu && wait->span.begin < self->now.span.end)
        return TRUE;
    }
  return FALSE;
}

static gboolean
gs_theft_list_has_time (const GArray *times, GsSpan span)
{
  guint i = gs_sorted_count_before (times, 0, span.begin);

  return i < times->len && g_array_index (times, gint64, i) < span.end;
}

/* As its row says, which need not be made for it. */
static GsThreadState
gs_theft_list_find_state (const GsTimelineMachine *guest, guint32 thread, gint64 time)
{
  const GsTrack *own = g_array_index (guest->threads, GsThreadRow, thread).thread->track;
  const GsClock *clock = &guest->clock;
  GsSpan span = gs_track_get_span (own);
  gsize n = gs_track_get_n_intervals (own), i;

  if (n == 0 || time < gs_clock_to_reference (clock, span.begin) || time >= gs_clock_to_reference (clock, span.end))
    return GS_THREAD_UNKNOWN;
  i = gs_composer_seek (own, clock, time);
  while (i + 1 < n && gs_clock_to_reference (clock, gs_track_get (own, i + 1).span.begin) <= time)
    i++;
  return gs_track_get (own, i).value.state;
}

static void
gs_theft_list_look_at_guest (GsTheftList *self, const GsVcpuRow *row, const GsInterval *interval)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, self->victim);

  self->now.guest_view = interval->value.aux & GS_AUX_GUEST_VIEW;
  self->now.guest_state = GS_THREAD_UNKNOWN;
  self->now.guest_thread = gs_timeline_find_current (guest, row->id, self->now.span.begin);
  if (self->now.guest_thread != GS_NO_INDEX)
    self->now.guest_state = gs_theft_list_find_state (guest, self->now.guest_thread, self->now.span.begin);
}

/* --- Preemptions --- */

static void
gs_theft_list_clear (GsTheftList *self)
{
  for (guint i = 0; i < 2 * self->n; i++)
    {
      self->had[i] = (GsVcpuTheft){ .thief = GS_NO_INDEX, .host = GS_NO_INDEX, .thread = GS_NO_INDEX };
      self->longest[i] = 0;
    }
}

/* Who of the guest's other vCPUs waited until the present theft's victim could go on? */
static void
gs_theft_list_look_at_others (GsTheftList *self)
{
  for (guint i = 0; i < self->spins->len; i++)
    {
      gboolean has_waited;

      if (i == self->now.vcpu)
        continue;
      has_waited = gs_theft_list_has_waited (self, i);
      if (has_waited || gs_theft_list_has_time (g_ptr_array_index (self->spins, i), self->now.span))
        self->now.n_spinning++;
      self->now.had_lock = self->now.had_lock || has_waited;
    }
}

/* One preemption ends. */
static void
gs_theft_list_close (GsTheftList *self)
{
  if (gs_span_duration (self->now.span) <= 0)
    return;
  if (!self->is_brief)
    gs_theft_list_look_at_others (self);
  for (guint i = 0; i < 2 * self->n; i++)
    if (self->had[i].ns > 0)
      {
        GsVcpuTheft theft = self->now;

        theft.ns = self->had[i].ns;
        theft.thief = self->had[i].thief;
        theft.kind = self->had[i].kind;
        theft.host = self->had[i].host;
        theft.thread = self->had[i].thread;
        theft.number = self->number;
        self->func (&theft, self->user_data);
      }
  self->number++;
  self->now.span = (GsSpan){ 0, 0 };
}

static void
gs_theft_list_add_vcpu (GsTheftList *self, const GsVcpuRow *row, guint index, GsSpan span, GCancellable *cancellable)
{
  GsTrackWalk walk;
  GsInterval interval;
  GsSpan part;

  self->now.span = (GsSpan){ 0, 0 };
  gs_track_walk_init (&walk, gs_lazy_track_get (row->track), span, cancellable);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      if (interval.value.state != GS_VCPU_PREEMPTED)
        {
          gs_theft_list_close (self);
          continue;
        }
      if (gs_span_duration (self->now.span) <= 0)
        {
          gs_theft_list_clear (self);
          self->now = (GsVcpuTheft){ .span = part, .victim = self->victim, .vcpu = index };
          if (!self->is_brief)
            gs_theft_list_look_at_guest (self, row, &interval);
        }
      self->now.span.end = part.end;
      gs_theft_list_add_interval (self, row, &interval, part);
    }
  gs_theft_list_close (self);
}

static void
gs_theft_list_add_machine (GsTheftList *self, guint machine, GsSpan span, GCancellable *cancellable)
{
  const GsTimelineMachine *victim = gs_timeline_get_machine (self->timeline, machine);

  self->victim = machine;
  self->spins = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  for (guint i = 0; !self->is_brief && i < victim->vcpus->len; i++)
    g_ptr_array_add (self->spins,
                     gs_theft_list_collect_spins (&g_array_index (victim->vcpus, GsVcpuRow, i), span, cancellable));
  if (!self->is_brief)
    gs_theft_list_collect_waits (self);
  for (guint i = 0; i < victim->vcpus->len; i++)
    gs_theft_list_add_vcpu (self, &g_array_index (victim->vcpus, GsVcpuRow, i), i, span, cancellable);
  g_clear_pointer (&self->spins, g_ptr_array_unref);
  g_clear_pointer (&self->waits, g_array_unref);
}

/* @func: (scope call): is called for each theft */
static void
gs_theft_list_init (GsTheftList *self, const GsTimeline *timeline, GsTheftFunc func, gpointer user_data)
{
  *self = (GsTheftList){ .timeline = timeline, .func = func, .user_data = user_data };
  self->n = timeline->machines->len + 1;
  self->had = g_new0 (GsVcpuTheft, 2 * self->n);
  self->longest = g_new0 (gint64, 2 * self->n);
}

static void
gs_theft_list_end (GsTheftList *self)
{
  g_free (self->had);
  g_free (self->longest);
}

static void
gs_theft_list_append (const GsVcpuTheft *theft, gpointer thefts)
{
  g_array_append_vals (thefts, theft, 1);
}

/**
 * gs_theft_list_new:
 * @span: ns on the reference clock; what lies across its ends is cut there
 *
 * The times of one vCPU's thefts add up to its time in that state.
 *
 * Returns: (transfer full) (element-type GsVcpuTheft): by victim, vCPU and time; not all where it was cancelled
 */
GArray *
gs_theft_list_new (const GsTimeline *timeline, GsSpan span, GCancellable *cancellable)
{
  GArray *thefts = g_array_new (FALSE, FALSE, sizeof (GsVcpuTheft));
  GsTheftList self;

  gs_theft_list_init (&self, timeline, gs_theft_list_append, thefts);
  for (guint m = 0; m < timeline->machines->len; m++)
    gs_theft_list_add_machine (&self, m, span, cancellable);
  gs_theft_list_end (&self);
  return thefts;
}

/**
 * gs_theft_list_foreach:
 * @victim: index of the machine
 * @func: (scope call): is called for each that gs_theft_list_new() lists of it, in that order, but without what it did
 *
 * For sums: there may be many.
 */
void
gs_theft_list_foreach (const GsTimeline *timeline, guint victim, GsSpan span, GsTheftFunc func, gpointer user_data)
{
  GsTheftList self;

  gs_theft_list_init (&self, timeline, func, user_data);
  self.is_brief = TRUE;
  gs_theft_list_add_machine (&self, victim, span, NULL);
  gs_theft_list_end (&self);
}

/* Whether it had a lock that another vCPU slept for; or it was in the kernel, and others spun until it could go on. */
gboolean
gs_vcpu_theft_hit_lock_holder (const GsVcpuTheft *self)
{
  if (self->had_lock)
    return TRUE;
  return (self->guest_state == GS_THREAD_SYSCALL || self->guest_state == GS_THREAD_INTERRUPTED) && self->n_spinning > 0;
}

/* Returns: what the guest was doing, by its stable name: that of a thread's state, "idle" or "unknown" */
const char *
gs_vcpu_theft_get_guest_state (const GsVcpuTheft *self)
{
  if (self->guest_thread == GS_NO_INDEX && self->guest_view == GS_GUEST_VIEW_IDLE)
    return gs_vcpu_state_get_name (GS_VCPU_IDLE);
  return gs_thread_state_get_name (self->guest_state);
}
