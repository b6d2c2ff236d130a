/* gs-live.c: what a machine is doing right now, while its events are read
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-live.h"

#include <stdlib.h>

/* A trace that claims more CPUs than this is broken. */
#define MOST_CPUS 8192

/* Beyond so many, interrupts are not told apart. */
#define MOST_INTERRUPTS 512

static void
gs_live_thread_free (gpointer data)
{
  GsLiveThread *self = data;

  gs_thread_free (self->thread);
  g_free (self);
}

static void
gs_live_cpu_free (gpointer data)
{
  GsLiveCpu *self = data;

  if (self == NULL)
    return;
  gs_cpu_free (self->cpu);
  g_free (self);
}

/* Since 4.14 a switch reports one of a few states, a preempted thread as 0x100;
 * before, the kernel's own state bits. Unknown releases are taken as recent. */
static gboolean
gs_live_has_report_states (const char *kernel_release)
{
  char *rest = NULL;
  unsigned long major = strtoul (kernel_release, &rest, 10), minor = 0;

  if (rest == kernel_release)
    return TRUE;
  if (*rest == '.')
    minor = strtoul (rest + 1, NULL, 10);
  return major > 4 || (major == 4 && minor >= 14);
}

void
gs_live_init (GsLive *self, GsNames *names, const char *kernel_release)
{
  *self = (GsLive){
    .names = gs_names_ref (names),
    .threads = g_ptr_array_new_with_free_func (gs_live_thread_free),
    .by_tid = g_hash_table_new (NULL, NULL),
    .cpus = g_ptr_array_new_with_free_func (gs_live_cpu_free),
    .interrupts = g_array_new (FALSE, FALSE, sizeof (GsInterrupt)),
    .injections = g_array_new (FALSE, FALSE, sizeof (GsVirq)),
    .kicks = g_array_new (FALSE, FALSE, sizeof (GsVirq)),
    .virq_requests = g_array_new (FALSE, FALSE, sizeof (GsVirqRequest)),
    .losses = g_array_new (FALSE, FALSE, sizeof (GsSpan)),
    .next_sight = G_MAXINT64,
    .kernel_name = gs_names_add (names, "kernel"),
    .has_report_states = gs_live_has_report_states (kernel_release),
  };
}

void
gs_live_clear (GsLive *self)
{
  g_clear_pointer (&self->by_tid, g_hash_table_unref);
  g_clear_pointer (&self->threads, g_ptr_array_unref);
  g_clear_pointer (&self->cpus, g_ptr_array_unref);
  g_clear_pointer (&self->names, gs_names_unref);
  g_clear_pointer (&self->losses, g_array_unref);
  g_clear_pointer (&self->interrupts, g_array_unref);
  g_clear_pointer (&self->injections, g_array_unref);
  g_clear_pointer (&self->kicks, g_array_unref);
  g_clear_pointer (&self->virq_requests, g_array_unref);
}

/* To be called where gs_live_find_thread() has not found it among the recent ones. */
GsLiveThread *
gs_live_look_up_thread (GsLive *self, gint32 tid)
{
  GsLiveThread *thread = g_hash_table_lookup (self->by_tid, GINT_TO_POINTER (tid));

  if (thread != NULL)
    self->recent[(guint32) tid % GS_LIVE_N_RECENT] = thread;
  return thread;
}

static GsLiveThread *
gs_live_add_thread (GsLive *self, gint32 tid)
{
  GsLiveThread *live = g_new0 (GsLiveThread, 1);
  GsThread *thread = g_new0 (GsThread, 1);

  thread->tid = tid;
  thread->pid = GS_NO_TID;
  thread->ppid = GS_NO_TID;
  thread->track = gs_track_new (GS_N_VEILED_STATES);
  thread->entry_vcpu = GS_NO_VCPU;
  thread->exit_vcpu = GS_NO_VCPU;

  live->thread = thread;
  live->index = self->threads->len;
  live->cpu = GS_NO_CPU;
  g_ptr_array_add (self->threads, live);
  g_hash_table_insert (self->by_tid, GINT_TO_POINTER (tid), live);
  return live;
}

/**
 * gs_live_rename:
 * @name: name id, or 0 where the event does not say it
 *
 * @thread has this name from @time on. What it was called before is kept.
 */
void
gs_live_rename (GsLiveThread *thread, guint32 name, gint64 time)
{
  GsThread *self = thread->thread;
  GsFormerName former = { time, self->name };

  if (name == 0 || name == self->name)
    return;
  if (self->name != 0)
    {
      if (self->former_names == NULL)
        self->former_names = g_array_new (FALSE, FALSE, sizeof (GsFormerName));
      g_array_append_val (self->former_names, former);
    }
  self->name = name;
}

/**
 * gs_live_get_thread:
 * @tid: not 0, which has no row
 * @name: name id, or 0 where the event does not say it
 * @time: of that event
 *
 * Returns: (transfer none): the present life of @tid, a new one where it is not known
 */
GsLiveThread *
gs_live_get_thread (GsLive *self, gint32 tid, guint32 name, gint64 time)
{
  GsLiveThread *live = gs_live_find_thread (self, tid);

  if (live == NULL)
    live = gs_live_add_thread (self, tid);
  gs_live_rename (live, name, time);
  return live;
}

/**
 * gs_live_begin_thread:
 *
 * A new life for @tid, also where another one has not been seen to end.
 *
 * Returns: (transfer none):
 */
GsLiveThread *
gs_live_begin_thread (GsLive *self, gint64 time, gint32 tid, guint32 name)
{
  GsLiveThread *before = gs_live_find_thread (self, tid);
  GsLiveThread *live;

  if (before != NULL)
    gs_live_end_thread (self, before, time);
  live = gs_live_add_thread (self, tid);
  live->thread->name = name;
  return live;
}

/* Tracks that have ended before stay as they are. */
static void
gs_live_seal_track (GsTrack *track, gint64 end)
{
  if (track != NULL && gs_track_get_span (track).end == GS_TIME_NONE)
    gs_track_seal (track, end);
}

/* The thread's row ends; its TID may live again. */
void
gs_live_end_thread (GsLive *self, GsLiveThread *live, gint64 time)
{
  live->is_ended = TRUE;
  gs_live_seal_track (live->thread->track, time);
  gs_live_seal_track (live->thread->kvm, time);
  for (guint i = 0; i < self->cpus->len; i++)
    {
      GsLiveCpu *cpu = g_ptr_array_index (self->cpus, i);

      if (cpu != NULL && cpu->current == live)
        cpu->current = NULL;
    }
  g_hash_table_remove (self->by_tid, GINT_TO_POINTER (live->thread->tid));
}

static GsLiveCpu *
gs_live_cpu_new (GsNames *names, guint number)
{
  g_autofree char *stopper = g_strdup_printf ("migration/%u", number);
  GsLiveCpu *self = g_new0 (GsLiveCpu, 1);

  self->last = self->stopped = GS_TIME_NONE;
  self->raised_line = GS_NO_LINE;
  self->stopper_name = gs_names_add (names, stopper);
  self->cpu = g_new0 (GsCpu, 1);
  self->cpu->number = number;
  self->cpu->states = gs_track_new (GS_N_CPU_STATES);
  self->cpu->current = gs_track_new (GS_N_GUEST_VIEWS);
  return self;
}

/* To be called where gs_live_get_cpu() has not found it. */
GsLiveCpu *
gs_live_add_cpu (GsLive *self, guint number)
{
  GsLiveCpu *cpu;

  if (number >= MOST_CPUS)
    return NULL;
  if (number >= self->cpus->len)
    g_ptr_array_set_size (self->cpus, number + 1);
  cpu = g_ptr_array_index (self->cpus, number) = gs_live_cpu_new (self->names, number);
  return cpu;
}

/* Returns: where the events of CPU @number are missing, the bits of aux that say so; else 0 */
guint
gs_live_get_blind_aux (const GsLive *self, guint number)
{
  const GsLiveCpu *cpu;

  if (self->next_sight == G_MAXINT64 || number >= self->cpus->len)
    return 0;
  cpu = g_ptr_array_index (self->cpus, number);
  return cpu != NULL ? gs_live_cpu_get_blind_aux (cpu) : 0;
}

/**
 * gs_live_get_interrupt:
 * @number: of the irq, or the softirq's vector
 * @name: name id, or 0
 *
 * Returns: its index in the interrupts, or %GS_NO_INTERRUPT where there are too many
 */
guint16
gs_live_get_interrupt (GsLive *self, GsInterruptKind kind, guint32 number, guint32 name)
{
  const GsInterrupt interrupt = { kind, number, name };

  for (guint i = 0; i < self->interrupts->len; i++)
    {
      const GsInterrupt *other = &g_array_index (self->interrupts, GsInterrupt, i);

      if (other->number == number && other->kind == kind && other->name == name)
        return i;
    }
  if (self->interrupts->len >= MOST_INTERRUPTS)
    return GS_NO_INTERRUPT;
  g_array_append_val (self->interrupts, interrupt);
  return self->interrupts->len - 1;
}

/**
 * gs_live_seal:
 * @end: ns
 *
 * The trace ends, and with it every row that hasn't.
 */
void
gs_live_seal (GsLive *self, gint64 end)
{
  for (guint i = 0; i < self->threads->len; i++)
    {
      GsLiveThread *live = g_ptr_array_index (self->threads, i);

      gs_live_seal_track (live->thread->track, end);
      gs_live_seal_track (live->thread->kvm, end);
    }
  for (guint i = 0; i < self->cpus->len; i++)
    {
      GsLiveCpu *live = g_ptr_array_index (self->cpus, i);

      if (live == NULL)
        continue;
      gs_live_seal_track (live->cpu->states, end);
      gs_live_seal_track (live->cpu->current, end);
    }
}
