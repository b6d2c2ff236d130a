/* gs-machine-builder.c: one machine's events to its finished tracks, in one pass
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-machine-builder.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "clock/gs-clock-memo.h"
#include "machine/gs-live-blind.h"
#include "machine/gs-live-offline.h"
#include "machine/gs-live-sched.h"
#include "machine/gs-losses.h"
#include "machine/gs-sync-recorder.h"

struct _GsMachineBuilder
{
  GsTrace *trace;
  GsLive live;
  GsSyncRecorder sync;
  GsSpan span; /* first to last event */
  gint64 longest_silence;
  guint64 n_events;
  GsLosses losses;
  GsWarningPlace odd; /* where events are first in an order that a kernel does not produce */
  gboolean has_kvm;
};

/**
 * gs_machine_builder_new:
 * @trace: what the machine's trace is
 * @names: the table that events' name ids are of
 *
 * Returns: (transfer full):
 */
GsMachineBuilder *
gs_machine_builder_new (GsTrace *trace, GsNames *names)
{
  GsMachineBuilder *self = g_new0 (GsMachineBuilder, 1);

  self->trace = gs_trace_ref (trace);
  gs_live_init (&self->live, names, trace->kernel_release != NULL ? trace->kernel_release : "");
  gs_sync_recorder_init (&self->sync);
  self->span = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
  self->odd.time = GS_TIME_NONE;
  return self;
}

/* Before it is fed: with @is_rows_only the threads of its machine have no wake-ups. */
void
gs_machine_builder_set_rows_only (GsMachineBuilder *self, gboolean is_rows_only)
{
  self->live.is_rows_only = is_rows_only;
  if (!is_rows_only)
    gs_sync_recorder_set_thorough (&self->sync);
}

void
gs_machine_builder_free (GsMachineBuilder *self)
{
  gs_live_clear (&self->live);
  gs_sync_recorder_clear (&self->sync);
  gs_trace_unref (self->trace);
  g_free (self);
}

static void
gs_machine_builder_keep_time (GsMachineBuilder *self, gint64 time)
{
  if (self->n_events++ == 0)
    self->span = (GsSpan){ time, time };
  self->longest_silence = MAX (self->longest_silence, time - self->span.end);
  self->span.end = MAX (self->span.end, time);
}

static void
gs_machine_builder_keep_moment (GsCpu *cpu, const GsEvent *event)
{
  if (event->kind == GS_EVENT_CONTEXT || event->kind == GS_EVENT_LOST)
    return;
  if (cpu->moments == NULL)
    cpu->moments = gs_moments_new ();
  gs_moments_append (cpu->moments, event->time);
}

static void
gs_machine_builder_handle (GsMachineBuilder *self, GsLiveCpu *cpu, const GsEvent *event)
{
  if (event->time >= self->live.next_sight)
    gs_live_blind_see_again (&self->live, event->time);
  if (event->kind == GS_EVENT_LOST)
    {
      gs_losses_add (&self->losses, event);
      gs_live_blind_begin (&self->live, cpu, event);
      return;
    }
  if (event->kind == GS_EVENT_KVM_ENTRY || event->kind == GS_EVENT_KVM_EXIT)
    self->has_kvm = TRUE;
  if (gs_sync_recorder_wants (event->kind))
    gs_sync_recorder_handle (&self->sync, cpu->current != NULL ? cpu->current->index : GS_NO_INDEX, event);
  cpu->last = event->time;
  gs_live_sched_handle (&self->live, cpu, event);
  if (self->live.has_oddities && self->odd.time == GS_TIME_NONE)
    self->odd = (GsWarningPlace){ event->time, event->cpu };
}

/**
 * gs_machine_builder_feed:
 * @events: in order of time
 */
void
gs_machine_builder_feed (GsMachineBuilder *self, const GsEvent *events, gsize n_events)
{
  for (gsize i = 0; i < n_events; i++)
    {
      const GsEvent *event = &events[i];
      GsLiveCpu *cpu = gs_live_get_cpu (&self->live, event->cpu);

      if (cpu == NULL || event->kind == GS_EVENT_NONE || event->kind >= GS_N_EVENT_KINDS)
        continue;
      gs_machine_builder_keep_time (self, event->time);
      gs_machine_builder_keep_moment (cpu->cpu, event);
      gs_machine_builder_handle (self, cpu, event);
    }
}

static const char *
gs_machine_builder_get_oddity_label (GsOddity oddity)
{
  switch (oddity)
    {
    case GS_ODD_SWITCH_FROM:
      return _ ("times a CPU left a thread that it was not running");
    case GS_ODD_SWITCH_TO:
      return _ ("times a CPU took up a thread that another CPU was running");
    case GS_ODD_WAKEUP:
      return _ ("wake-ups of threads that had ended");
    case GS_ODD_INTERRUPT_EXIT:
      return _ ("interrupts that end without having begun");
    case GS_ODD_INTERRUPT_OPEN:
      return _ ("switches in the middle of an interrupt");
    case GS_ODD_KVM:
      return _ ("KVM entries or exits that come twice in a row");
    case GS_ODD_FREE:
      return _ ("threads that ran on after their end was recorded");
    case GS_N_ODDITIES:
    default:
      g_assert_not_reached ();
    }
}

static void
gs_machine_builder_warn_of_oddities (GsMachineBuilder *self, GsMachine *machine)
{
  g_autoptr (GString) list = g_string_new (NULL);
  g_autofree char *after = gs_time_text_dup_duration (self->odd.time - self->span.begin, 1);

  for (guint i = 0; i < GS_N_ODDITIES; i++)
    if (self->live.oddities[i] > 0)
      g_string_append_printf (list, "%s%" G_GUINT64_FORMAT " %s", list->len > 0 ? ", " : "", self->live.oddities[i],
                              gs_machine_builder_get_oddity_label (i));
  gs_machine_add_warning (
      machine,
      g_strdup_printf (
          _ ("%s: events in an order that a kernel does not produce: %s. The first are on CPU %u, %s after "
             "the first event. The rows are right but for the moments around them. Where there are many, "
             "events are missing. Record with larger buffers: %s"),
          self->trace->name, list->str, self->odd.cpu, after,
          gs_trace_get_command (self->trace, GS_LARGER_BUFFERS_LTTNG, GS_LARGER_BUFFERS_TRACE_CMD)),
      self->odd);
}

/* Warnings about the trace itself (no sched_switch at all…) are the trace's. */
static void
gs_machine_builder_add_warnings (GsMachineBuilder *self, GsMachine *machine)
{
  machine->warnings = g_ptr_array_new_with_free_func (g_free);
  machine->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gs_losses_warn (&self->losses, machine);
  if (self->live.has_oddities)
    gs_machine_builder_warn_of_oddities (self, machine);
}

static GPtrArray *
gs_machine_builder_copy_threads (const GsLive *live, gint64 end)
{
  GPtrArray *threads = g_ptr_array_new_full (live->threads->len, (GDestroyNotify) gs_thread_free);

  for (guint i = 0; i < live->threads->len; i++)
    {
      const GsLiveThread *thread = g_ptr_array_index (live->threads, i);

      g_ptr_array_add (threads, gs_thread_copy (thread->thread, end));
    }
  return threads;
}

static GPtrArray *
gs_machine_builder_copy_cpus (const GsLive *live, gint64 end)
{
  GPtrArray *cpus = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_cpu_free);

  for (guint i = 0; i < live->cpus->len; i++)
    {
      const GsLiveCpu *cpu = g_ptr_array_index (live->cpus, i);

      if (cpu != NULL)
        g_ptr_array_add (cpus, gs_cpu_copy (cpu->cpu, end));
    }
  return cpus;
}

/* Who writes on does not share them. */
static void
gs_machine_builder_hand_over_lists (GsMachineBuilder *self, GsMachine *machine)
{
  machine->tcp = g_steal_pointer (&self->sync.tcp);
  machine->vmsync = g_steal_pointer (&self->sync.vmsync);
  machine->injections = g_steal_pointer (&self->live.injections);
  machine->kicks = g_steal_pointer (&self->live.kicks);
  machine->virq_requests = g_steal_pointer (&self->live.virq_requests);
  for (guint i = 0; i < machine->threads->len; i++)
    {
      GsThread *thread = g_ptr_array_index (machine->threads, i);
      GsLiveThread *live = g_ptr_array_index (self->live.threads, i);

      if (self->live.is_rows_only || live->thread->wake_ups == NULL)
        continue;
      gs_wake_ups_seal (live->thread->wake_ups);
      thread->wake_ups = g_steal_pointer (&live->thread->wake_ups);
    }
  for (guint i = 0; i < machine->cpus->len; i++)
    {
      GsCpu *cpu = g_ptr_array_index (machine->cpus, i);
      GsLiveCpu *live = gs_live_get_cpu (&self->live, cpu->number);

      cpu->moments = g_steal_pointer (&live->cpu->moments);
    }
}

static GsMachine *
gs_machine_builder_make_machine (GsMachineBuilder *self, gint64 end)
{
  GsMachine *machine = g_new0 (GsMachine, 1);

  g_atomic_ref_count_init (&machine->ref_count);
  machine->trace = gs_trace_ref (self->trace);
  machine->names = gs_names_ref (self->live.names);
  machine->interrupts = g_array_copy (self->live.interrupts);
  machine->threads = gs_machine_builder_copy_threads (&self->live, end);
  machine->cpus = gs_machine_builder_copy_cpus (&self->live, end);
  machine->host_uids = g_array_copy (self->sync.host_uids);
  machine->guest_uids = g_array_copy (self->sync.guest_uids);
  machine->span = self->span;
  machine->longest_silence = self->longest_silence;
  machine->n_events = self->n_events;
  machine->n_lost = self->losses.n_events;
  machine->n_lost_packets = self->losses.n_packets;
  machine->has_kvm = self->has_kvm;
  gs_machine_builder_add_warnings (self, machine);
  return machine;
}

/**
 * gs_machine_builder_snapshot:
 *
 * The machine as known by now. Costs little at any number of events.
 *
 * Returns: (transfer full):
 */
GsMachine *
gs_machine_builder_snapshot (GsMachineBuilder *self)
{
  GsMachine *machine = gs_machine_builder_make_machine (self, self->span.end);

  machine->tcp = gs_sync_recorder_sample (self->sync.tcp);
  machine->vmsync = gs_sync_recorder_sample (self->sync.vmsync);
  machine->is_partial = TRUE;
  return machine;
}

/**
 * gs_machine_builder_finish:
 * @end: ns; one past the trace's last event of any kind, where all rows end
 *
 * The finished machine; the builder takes no more events.
 *
 * Returns: (transfer full):
 */
GsMachine *
gs_machine_builder_finish (GsMachineBuilder *self, gint64 end)
{
  GsMachine *machine;

  gs_live_blind_finish (&self->live, end);
  for (guint i = 0; i < self->live.cpus->len; i++)
    if (g_ptr_array_index (self->live.cpus, i) != NULL)
      gs_live_offline_end (g_ptr_array_index (self->live.cpus, i));
  gs_live_seal (&self->live, end);
  machine = gs_machine_builder_make_machine (self, end);
  gs_machine_builder_hand_over_lists (self, machine);
  machine->memo = gs_clock_memo_new ();
  return machine;
}
