/* gs-explain.c: where a thread's, a process's or a vCPU's time went
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-explain.h"

#include <glib/gi18n.h>

#include "track/gs-track-walk.h"
#include "why/gs-waking.h"
#include "why/gs-why-cpu.h"
#include "why/gs-why-vcpu.h"

typedef struct
{
  const GsTimeline *timeline;
  guint machine;
  const GsTimelineMachine *owner;
  guint32 thread;
  const GsTrack *track; /* of the thread's row */
  GHashTable *vcpus;    /* of GsWhyVcpu, by CPU number */
  GsWhyNode *root;
  gint64 done; /* up to when all is explained */
} GsExplain;

static GsWhyNode *
gs_explain_get_kind (GsWhyNode *root, GsWhyKind kind)
{
  static const char *const names[GS_N_WHY_KINDS] = {
    [GS_WHY_RAN] = N_ ("Ran"),
    [GS_WHY_STOLEN] = N_ ("Stolen while it ran"),
    [GS_WHY_WAITED] = N_ ("Waited for a CPU"),
    [GS_WHY_SLEPT] = N_ ("Slept"),
    [GS_WHY_UNKNOWN] = N_ ("Not known"),
  };

  return gs_why_node_get_plain (root, (GsWhyKey){ kind, GS_CAUSE_ALL, 0, 0 }, names[kind]);
}

static void
gs_explain_add_plain (GsExplain *self, GsSpan span, GsWhyKind kind, GsCause cause, const char *what)
{
  GsWhyNode *node = gs_explain_get_kind (self->root, kind);

  gs_why_node_add (node, span);
  gs_why_node_add (gs_why_node_get_plain (node, (GsWhyKey){ kind, cause, 0, 0 }, what), span);
}

/* Up to @time there is no row. */
static void
gs_explain_skip_to (GsExplain *self, gint64 time)
{
  if (self->done < time)
    gs_explain_add_plain (self, (GsSpan){ self->done, time }, GS_WHY_UNKNOWN, GS_CAUSE_NOT_THERE,
                          N_ ("not there yet, or any more"));
  self->done = MAX (self->done, time);
}

/* Returns: (nullable): @cpu as a vCPU, NULL where it is none */
static GsWhyVcpu *
gs_explain_get_vcpu (GsExplain *self, guint cpu)
{
  GsWhyVcpu *vcpu = g_hash_table_lookup (self->vcpus, GUINT_TO_POINTER (cpu));

  if (vcpu == NULL)
    {
      vcpu = g_new0 (GsWhyVcpu, 1);
      gs_why_vcpu_init (vcpu, self->timeline, self->machine, cpu);
      g_hash_table_insert (self->vcpus, GUINT_TO_POINTER (cpu), vcpu);
    }
  return vcpu->row != NULL ? vcpu : NULL;
}

/* The part of @node for the system call, or for what a thread of the kernel does. */
static GsWhyNode *
gs_explain_get_syscall (GsExplain *self, GsWhyNode *node, guint32 name)
{
  gboolean is_kernel = gs_machine_get_thread (self->owner->machine, self->thread)->is_kernel;
  GsWhyKey key = { GS_WHY_RAN, is_kernel ? GS_CAUSE_KERNEL : GS_CAUSE_SYSCALL, 0, name };
  GsWhyNode *part = gs_why_node_find (node, key);

  if (part != NULL)
    return part;
  return gs_why_node_add_part (node, key, g_strdup (gs_names_get (self->owner->machine->names, name)));
}

static void
gs_explain_add_run (GsExplain *self, GsSpan span, GsTrackValue value)
{
  GsWhyNode *node = gs_explain_get_kind (self->root, GS_WHY_RAN);
  GsWhyNode *part;

  if (gs_thread_state_base (value.state) == GS_THREAD_INTERRUPTED)
    part = gs_why_node_get_plain (node, (GsWhyKey){ GS_WHY_RAN, GS_CAUSE_INTERRUPTED, 0, 0 }, N_ ("interrupts"));
  else if (gs_thread_state_base (value.state) == GS_THREAD_SYSCALL)
    part = gs_explain_get_syscall (self, node, value.arg);
  else
    part = gs_why_node_get_plain (node, (GsWhyKey){ GS_WHY_RAN, GS_CAUSE_USER, 0, 0 }, N_ ("user mode"));
  gs_why_node_add (node, span);
  gs_why_node_add (part, span);
}

static void
gs_explain_add_stolen (GsExplain *self, GsSpan span, guint cpu)
{
  GsWhyNode *node = gs_explain_get_kind (self->root, GS_WHY_STOLEN);
  GsWhyVcpu *vcpu = gs_explain_get_vcpu (self, cpu);

  gs_why_node_add (node, span);
  if (vcpu != NULL)
    gs_why_vcpu_add (vcpu, node, span, NULL);
  else
    gs_why_node_add (
        gs_why_node_get_plain (node, (GsWhyKey){ GS_WHY_STOLEN, GS_CAUSE_NOT_KNOWN, 0, 0 }, N_ ("not known")), span);
}

static void
gs_explain_add_wait (GsExplain *self, GsSpan span, guint cpu)
{
  GsWhyNode *node = gs_explain_get_kind (self->root, GS_WHY_WAITED);
  GsWhyVcpu *vcpu = gs_explain_get_vcpu (self, cpu);
  GsWhyCpu plain = { self->timeline, self->machine, cpu, self->thread, GS_WHY_WAITED, FALSE };

  gs_why_node_add (node, span);
  if (vcpu != NULL)
    gs_why_vcpu_add_wait (vcpu, node, span, FALSE);
  else
    gs_why_cpu_add (&plain, node, span);
}

/* Where the sleep that interval @at is part of ends, somebody or something woke the thread. */
static GsWhyNode *
gs_explain_get_waker (GsExplain *self, GsWhyNode *node, gsize at)
{
  GsWhyKey key = { GS_WHY_SLEPT, GS_CAUSE_NOT_WOKEN, 0, 0 };
  GsWaking waking;
  GsWhyNode *part;

  if (!gs_waking_find_end_of_sleep (self->timeline, self->machine, self->thread, at, &waking))
    return gs_why_node_get_plain (node, key, N_ ("not woken until the end"));
  key.cause = GS_CAUSE_NOT_KNOWN;
  if (waking.by == GS_WAKING_NOT_KNOWN)
    return gs_why_node_get_plain (node, key, N_ ("not known"));
  key.machine = self->machine;
  key.cause = waking.by == GS_WAKING_THREAD ? GS_CAUSE_THREAD : GS_CAUSE_INTERRUPT;
  key.id = waking.by == GS_WAKING_THREAD       ? waking.thread :
           waking.interrupt != GS_NO_INTERRUPT ? waking.interrupt :
                                                 G_MAXUINT32 - waking.cpu;
  part = gs_why_node_find (node, key);
  if (part != NULL)
    return part;
  return gs_why_node_add_part (node, key, gs_waking_dup_name (&waking, self->timeline, self->machine));
}

static void
gs_explain_add_sleep (GsExplain *self, GsSpan span, gsize at)
{
  GsWhyNode *node = gs_explain_get_kind (self->root, GS_WHY_SLEPT);

  gs_why_node_add (node, span);
  gs_why_node_add (gs_explain_get_waker (self, node, at), span);
}

static void
gs_explain_add_piece (GsExplain *self, const GsInterval *interval, GsSpan span, gsize at)
{
  GsThreadState state = gs_thread_state_base (interval->value.state);

  if ((interval->value.aux & GS_AUX_LOST) != 0)
    gs_explain_add_plain (self, span, GS_WHY_UNKNOWN, GS_CAUSE_LOST, N_ ("events were lost"));
  else if (gs_thread_state_overlay (interval->value.state) != GS_OVERLAY_NONE)
    gs_explain_add_stolen (self, span, interval->value.cpu);
  else if (gs_thread_state_is_on_cpu (state))
    gs_explain_add_run (self, span, interval->value);
  else if (state == GS_THREAD_WAIT_FOR_CPU)
    gs_explain_add_wait (self, span, interval->value.cpu);
  else if (state == GS_THREAD_WAIT_BLOCKED)
    gs_explain_add_sleep (self, span, at);
  else if (state == GS_THREAD_EXITED)
    gs_explain_add_plain (self, span, GS_WHY_UNKNOWN, GS_CAUSE_ENDED, N_ ("the thread had ended"));
  else
    gs_explain_add_plain (self, span, GS_WHY_UNKNOWN, GS_CAUSE_NOT_KNOWN, N_ ("the trace doesn't tell"));
}

static void
gs_explain_add_thread (GsExplain *self, guint32 thread, GsSpan span)
{
  g_autoptr (GsTrack) track = gs_lazy_track_ref (g_array_index (self->owner->threads, GsThreadRow, thread).track);
  GsInterval interval;
  GsTrackWalk walk;
  GsSpan part;

  self->thread = thread;
  self->track = track;
  gs_track_walk_init (&walk, self->track, span, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      part.begin = MAX (part.begin, self->done);
      if (gs_span_duration (part) <= 0)
        continue;
      gs_explain_skip_to (self, part.begin);
      gs_explain_add_piece (self, &interval, part, walk.next - 1);
      self->done = part.end;
    }
}

static void
gs_explain_begin (GsExplain *self, const GsTimeline *timeline, guint machine, GsSpan span)
{
  *self = (GsExplain){
    .timeline = timeline,
    .machine = machine,
    .owner = gs_timeline_get_machine (timeline, machine),
    .vcpus = g_hash_table_new_full (NULL, NULL, NULL, g_free),
    .root = gs_why_node_new ((GsWhyKey){ 0 }, NULL),
    .done = span.begin,
  };
}

/* A thread's name changes when it runs another program: the one of the longest instance is meant. */
static void
gs_explain_name_threads (const GsExplain *self, GsWhyNode *node)
{
  const GsWhyKey *key = &node->key;

  for (guint i = 0; node->parts != NULL && i < node->parts->len; i++)
    gs_explain_name_threads (self, g_ptr_array_index (node->parts, i));
  if (node->count == 0
      || !(key->cause == GS_CAUSE_HOST_THREAD || (key->cause == GS_CAUSE_THREAD && key->kind != GS_WHY_SLEPT)))
    return;
  g_free (node->what);
  node->what = gs_timeline_name_thread (self->timeline, key->machine, key->id, node->longest.begin);
  if (key->machine != self->machine && key->machine != self->owner->host)
    {
      g_autofree char *name = node->what;

      node->what = g_strdup_printf ("%s: %s", gs_timeline_get_machine (self->timeline, key->machine)->name, name);
    }
}

/* Returns: (transfer full): the tree */
static GsWhyNode *
gs_explain_finish (GsExplain *self)
{
  gs_explain_name_threads (self, self->root);
  gs_why_node_finish (self->root);
  g_hash_table_unref (self->vcpus);
  return self->root;
}

/* Returns: (transfer full): the tree */
static GsWhyNode *
gs_explain_end (GsExplain *self, GsSpan span)
{
  gs_explain_skip_to (self, span.end);
  gs_why_node_add (self->root, span);
  return gs_explain_finish (self);
}

/**
 * gs_explain_thread:
 * @machine: index in the timeline's machines
 * @thread: index in its threads
 * @span: ns on the reference clock
 *
 * Linear in the number of intervals that the thread and its vCPU have in @span.
 *
 * Returns: (transfer full): where the thread's time in @span went
 */
GsWhyNode *
gs_explain_thread (const GsTimeline *timeline, guint machine, guint32 thread, GsSpan span)
{
  GsExplain self;

  gs_explain_begin (&self, timeline, machine, span);
  gs_explain_add_thread (&self, thread, span);
  return gs_explain_end (&self, span);
}

/**
 * gs_explain_threads:
 * @threads: (element-type guint32): indexes in the machine's threads, as of one process
 *
 * As gs_explain_thread(), of all of them together: of so many times @span.
 *
 * Returns: (transfer full):
 */
GsWhyNode *
gs_explain_threads (const GsTimeline *timeline, guint machine, const GArray *threads, GsSpan span)
{
  GsExplain self;

  gs_explain_begin (&self, timeline, machine, span);
  for (guint i = 0; i < threads->len; i++)
    {
      self.done = span.begin;
      g_hash_table_remove_all (self.vcpus);
      gs_why_node_begin_again (self.root);
      gs_explain_add_thread (&self, g_array_index (threads, guint32, i), span);
      gs_explain_skip_to (&self, span.end);
      gs_why_node_add (self.root, span);
    }
  return gs_explain_finish (&self);
}

/**
 * gs_explain_tid:
 *
 * As gs_explain_thread(), of all lives that @tid had.
 *
 * Returns: (transfer full):
 */
GsWhyNode *
gs_explain_tid (const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span)
{
  GsExplain self;

  gs_explain_begin (&self, timeline, machine, span);
  for (guint i = 0; i < self.owner->threads->len; i++)
    if (g_array_index (self.owner->threads, GsThreadRow, i).thread->tid == tid)
      gs_explain_add_thread (&self, i, span);
  return gs_explain_end (&self, span);
}

/* A vCPU runs the thread that its guest has on it. */
static void
gs_explain_add_vcpu_run (GsExplain *self, GsWhyVcpu *vcpu, GsSpan span)
{
  GsWhyNode *node = gs_explain_get_kind (self->root, GS_WHY_RAN);

  gs_why_node_add (node, span);
  gs_why_vcpu_add_wait (vcpu, node, span, TRUE);
}

static void
gs_explain_add_vcpu_piece (GsExplain *self, GsWhyVcpu *vcpu, const GsInterval *interval, GsSpan span)
{
  GsWhyNode *node;

  switch (interval->value.state)
    {
    case GS_VCPU_RUNNING:
      gs_explain_add_vcpu_run (self, vcpu, span);
      return;
    case GS_VCPU_IDLE:
      if (gs_why_vcpu_get_part (vcpu, interval->value.state, span.begin) == GS_WAIT_ASLEEP)
        gs_explain_add_plain (self, span, GS_WHY_SLEPT, GS_CAUSE_ASLEEP, N_ ("asleep on the host"));
      else
        gs_explain_add_plain (self, span, GS_WHY_SLEPT, GS_CAUSE_IDLE, N_ ("idle, in guest code"));
      return;
    case GS_VCPU_HYPERVISOR:
    case GS_VCPU_PREEMPTED:
    case GS_VCPU_BLOCKED:
      node = gs_explain_get_kind (self->root, GS_WHY_STOLEN);
      gs_why_node_add (node, span);
      gs_why_vcpu_add (vcpu, node, span, NULL);
      return;
    default:
      gs_explain_add_plain (self, span, GS_WHY_UNKNOWN, GS_CAUSE_NOT_KNOWN, N_ ("the trace doesn't tell"));
    }
}

/**
 * gs_explain_vcpu:
 * @machine: index in the timeline's machines
 * @vcpu_index: index in its vcpus
 * @span: ns on the reference clock
 *
 * Returns: (transfer full): where the vCPU's time in @span went
 */
GsWhyNode *
gs_explain_vcpu (const GsTimeline *timeline, guint machine, guint vcpu_index, GsSpan span)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (timeline, machine);
  const GsVcpuRow *row = &g_array_index (owner->vcpus, GsVcpuRow, vcpu_index);
  GsInterval interval;
  GsTrackWalk walk;
  GsExplain self;
  GsWhyVcpu vcpu;
  GsSpan part;

  gs_explain_begin (&self, timeline, machine, span);
  gs_why_vcpu_init (&vcpu, timeline, machine, row->id);
  vcpu.guest_kind = GS_WHY_RAN;
  gs_track_walk_init (&walk, gs_lazy_track_get (row->track), span, NULL);
  while (gs_track_walk_next (&walk, &interval, &part))
    {
      gs_explain_skip_to (&self, part.begin);
      gs_explain_add_vcpu_piece (&self, &vcpu, &interval, part);
      self.done = part.end;
    }
  return gs_explain_end (&self, span);
}

/**
 * gs_explain_dup_text:
 * @node: of an explanation
 *
 * Returns: (transfer full): what a person reads for it, translated
 */
char *
gs_explain_dup_text (const GsWhyNode *node)
{
  const char *what = node->what != NULL ? node->what : "";

  switch (node->key.cause)
    {
    case GS_CAUSE_SYSCALL:
      return g_strdup_printf (_ ("system call %s"), what);
    case GS_CAUSE_EXIT:
      return g_strdup_printf (_ ("hypervisor: %s"), what);
    case GS_CAUSE_INTERRUPT:
      return g_strdup_printf (_ ("until %s woke it"), what);
    case GS_CAUSE_THREAD:
      if (node->key.kind == GS_WHY_SLEPT)
        return g_strdup_printf (_ ("until %s woke it"), what);
      return node->key.kind == GS_WHY_WAITED ? g_strdup_printf (_ ("behind %s"), what) : g_strdup (what);
    case GS_CAUSE_HOST_THREAD:
    case GS_CAUSE_PREEMPTED:
      if (node->key.kind == GS_WHY_WAITED)
        return g_strdup_printf (_ ("behind %s"), what);
      return g_strdup_printf (_ ("CPU taken by %s"), what);
    default:
      return g_strdup (what);
    }
}
