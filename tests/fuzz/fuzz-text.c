/* fuzz-text.c: whatever events are told, and in whatever order a kernel never produces them, states come out
 * SPDX-License-Identifier: MIT
 *
 * Events as text (gs-text-source.h), put in order of time and given to the state machines.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "machine/gs-machine-builder.h"
#include "read/gs-text-source.h"

#define BATCH 16

const char *const fuzz_words[] = {
  "unit",
  "ns",
  "context",
  "lost",
  "not-recorded",
  "end",
  "count",
  "packets",
  "about",
  "of",
  "kvm",
  "syscalls,interrupts",
  "sched_switch",
  "sched_wakeup",
  "sched_wakeup_new",
  "sched_waking",
  "sched_migrate_task",
  "sched_process_fork",
  "sched_process_exec",
  "sched_process_exit",
  "sched_process_free",
  "irq_handler_entry",
  "irq_handler_exit",
  "irq_softirq_entry",
  "irq_softirq_exit",
  "timer_hrtimer_expire_entry",
  "timer_hrtimer_expire_exit",
  "syscall_entry_futex",
  "syscall_exit_futex",
  "lttng_statedump_process_state",
  "kvm_x86_entry",
  "kvm_x86_exit",
  "kvm_x86_hypercall",
  "kvm_userspace_exit",
  "kvm_x86_inj_virq",
  "kvm_set_irq",
  "kvm_msi_set_irq",
  "kvm_ioapic_set_irq",
  "vmsync_gh_host",
  "net_dev_queue",
  "prev_tid",
  "next_tid",
  "prev_state",
  "tid",
  "target_cpu",
  "dest_cpu",
  "status",
  "vcpu_id",
  "exit_reason",
  NULL,
};

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 time_a = ((const GsEvent *) a)->time, time_b = ((const GsEvent *) b)->time;

  return (time_a > time_b) - (time_a < time_b);
}

/* A row has no gap; its last interval is empty where a thread ends when it changes. */
static void
check_track (const GsTrack *track)
{
  gsize n = track != NULL ? gs_track_get_n_intervals (track) : 0;
  gint64 end = G_MININT64;

  for (gsize i = 0; i < n; i++)
    {
      GsInterval interval = gs_track_get (track, i);

      g_assert_true (interval.span.begin < interval.span.end
                     || (i + 1 == n && interval.span.begin == interval.span.end));
      g_assert_true (i == 0 || interval.span.begin == end);
      g_assert_cmpuint (interval.value.state, <, gs_track_get_n_states (track));
      end = interval.span.end;
    }
}

static void
build (GArray *events, GsNames *names)
{
  g_autoptr (GsTrace) trace = gs_trace_new ("/");
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (trace, names);
  g_autoptr (GsMachine) machine = NULL;
  gint64 end = events->len > 0 ? g_array_index (events, GsEvent, events->len - 1).time : 0;

  gs_machine_builder_feed (builder, (const GsEvent *) (gpointer) events->data, events->len);
  machine = gs_machine_builder_finish (builder, end + 1);
  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThread *thread = g_ptr_array_index (machine->threads, i);

      check_track (thread->track);
      check_track (thread->kvm);
    }
  for (guint i = 0; i < machine->cpus->len; i++)
    {
      const GsCpu *cpu = g_ptr_array_index (machine->cpus, i);

      check_track (cpu->states);
      check_track (cpu->current);
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup (size > 0 ? (const char *) data : "", size);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsEventSource) source = gs_text_source_new (text, names, &error);
  g_autoptr (GArray) events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  GsEvent batch[BATCH];
  gssize n;

  g_assert_true ((source == NULL) == (error != NULL));
  if (source == NULL)
    return 0;
  while ((n = gs_event_source_next (source, batch, BATCH, &error)) > 0)
    for (gssize i = 0; i < n; i++)
      /* Readers give no others: beyond them a time is none. */
      if (batch[i].time >= 0 && batch[i].time < G_MAXINT64 / 2)
        g_array_append_val (events, batch[i]);
  g_array_sort (events, compare_times);
  build (events, names);
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  static const char text[] =
      "unit us\n"
      "0 0 lttng_statedump_process_state tid=30 pid=30 ppid=1 name=other status=5 type=0 cpu=0\n"
      "1 0 sched_switch prev_tid=30 prev_state=1 next_tid=31 prev_comm=other next_comm=\"CPU 0/KVM\"\n"
      "5 0 kvm_x86_entry vcpu_id=0\n"
      "6 1 context tid=40 pid=40 procname=a\n"
      "7 1 syscall_entry_futex\n"
      "8 1 sched_waking tid=30 target_cpu=0\n"
      "9 0 sched_wakeup tid=30 target_cpu=0\n"
      "10 1 lost end=20 count=4 packets=1 about=9\n"
      "15 0 not-recorded end=30 of=kvm,interrupts\n"
      "45 0 kvm_x86_exit exit_reason=12 isa=1 vcpu_id=0\n"
      "46 0 kvm_userspace_exit reason=2\n"
      "47 0 irq_handler_entry irq=7 name=eth0\n"
      "48 0 irq_softirq_entry vec=3\n"
      "49 0 irq_softirq_exit vec=3\n"
      "50 0 irq_handler_exit irq=7\n"
      "55 1 syscall_exit_futex ret=-11\n"
      "56 1 sched_process_fork parent_tid=40 child_tid=41 child_pid=41 child_comm=b\n"
      "57 1 sched_switch prev_tid=40 prev_state=0 next_tid=41 next_comm=b\n"
      "58 1 sched_process_exec tid=41 filename=/bin/c\n"
      "59 1 sched_migrate_task tid=40 dest_cpu=0\n"
      "60 1 sched_process_exit tid=41 comm=c\n"
      "61 1 sched_switch prev_tid=41 prev_state=32 next_tid=0\n"
      "62 1 sched_process_free tid=41 comm=c\n"
      "100 0 sched_switch prev_tid=31 prev_state=256 next_tid=30\n"
      "120 0 timer_hrtimer_expire_entry\n"
      "121 0 sched_switch prev_tid=30 prev_state=2 next_tid=0\n"
      "130 0 not-recorded end=140\n"
      "150 0 vmsync_gh_host cnt=1 vm_uid=77\n";

  g_ptr_array_add (seeds, g_bytes_new_static (text, strlen (text)));
}
