/* test-ctf-writer.c: what the test traces say is read back as it was written
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "find/gs-trace-open.h"
#include "read/gs-reader.h"
#include "sim/ctf-writer.h"
#include "support/test-folder.h"

#define OFFSET G_GINT64_CONSTANT (1795394300820096730)
#define N_ROUNDS 40

typedef struct
{
  const char *name;
  CtfOptions options;
} Variant;

static const Variant variants[] = {
  { "plain", { .n_cpus = 2 } },
  { "small-packets", { .n_cpus = 2, .packet_size = 512, .with_index = TRUE } },
  { "compact-headers", { .n_cpus = 2, .compact_headers = TRUE } },
  { "contexts", { .n_cpus = 2, .with_tid = TRUE, .with_pid = TRUE, .with_procname = TRUE } },
  { "channels", { .n_cpus = 2, .n_channels = 4, .packet_size = 4096, .with_index = TRUE } },
  { "packetized-metadata", { .n_cpus = 1, .packetized_metadata = TRUE } },
  { "old-names",
    { .n_cpus = 2,
      .old_names = TRUE,
      .old_syscall_names = TRUE,
      .plain_kvm_names = TRUE,
      .exit_without_vcpu = TRUE,
      .compact_headers = TRUE } },
};

/* The record that an event should become; 0: none. */
static const guint8 kinds[CTF_N_KINDS] = {
  [CTF_SWITCH] = GS_EVENT_SCHED_SWITCH,
  [CTF_WAKING] = GS_EVENT_SCHED_WAKEUP,
  [CTF_WAKEUP] = GS_EVENT_SCHED_WAKEUP,
  [CTF_WAKEUP_NEW] = GS_EVENT_SCHED_WAKEUP,
  [CTF_MIGRATE] = GS_EVENT_SCHED_MIGRATE,
  [CTF_FORK] = GS_EVENT_FORK,
  [CTF_EXEC] = GS_EVENT_EXEC,
  [CTF_EXIT] = GS_EVENT_EXIT,
  [CTF_FREE] = GS_EVENT_FREE,
  [CTF_IRQ_ENTRY] = GS_EVENT_IRQ_ENTRY,
  [CTF_IRQ_EXIT] = GS_EVENT_IRQ_EXIT,
  [CTF_SOFTIRQ_ENTRY] = GS_EVENT_SOFTIRQ_ENTRY,
  [CTF_SOFTIRQ_EXIT] = GS_EVENT_SOFTIRQ_EXIT,
  [CTF_PROCESS_STATE] = GS_EVENT_PROCESS_STATE,
  [CTF_KVM_ENTRY] = GS_EVENT_KVM_ENTRY,
  [CTF_KVM_EXIT] = GS_EVENT_KVM_EXIT,
  [CTF_KVM_HYPERCALL] = GS_EVENT_KVM_HYPERCALL,
  [CTF_KVM_USERSPACE_EXIT] = GS_EVENT_KVM_USERSPACE_EXIT,
  [CTF_VMSYNC_GH_GUEST] = GS_EVENT_VMSYNC_GH_GUEST,
  [CTF_VMSYNC_HG_GUEST] = GS_EVENT_VMSYNC_HG_GUEST,
  [CTF_VMSYNC_GH_HOST] = GS_EVENT_VMSYNC_GH_HOST,
  [CTF_VMSYNC_HG_HOST] = GS_EVENT_VMSYNC_HG_HOST,
  [CTF_NET_QUEUE] = GS_EVENT_TCP_SEND,
  [CTF_NET_RECEIVE] = GS_EVENT_TCP_RECEIVE,
  [CTF_INET_OUT] = GS_EVENT_TCP_SEND,
  [CTF_INET_IN] = GS_EVENT_TCP_RECEIVE,
  [CTF_SYSCALL_ENTRY] = GS_EVENT_SYSCALL_ENTRY,
  [CTF_SYSCALL_EXIT] = GS_EVENT_SYSCALL_EXIT,
};

static void
make_event (CtfEvent *e, guint kind, guint round, guint n_cpus)
{
  gint64 step = round % 7 == 0 ? 5000000000 : 90000; /* past what 32 and 27 bits can say */

  *e = (CtfEvent){ .kind = kind, .cpu = round % n_cpus, .tid = 50 + round, .pid = 40, .comm = "current" };
  e->time = OFFSET + 1000000000 + 5000000000 * (round / 7 + 1) + step % 5000000000 * (round % 7) + 100 * kind;
  switch (kind)
    {
    case CTF_SWITCH:
      e->sched_switch.prev_comm = "one", e->sched_switch.prev_tid = round, e->sched_switch.prev_prio = -7;
      e->sched_switch.prev_state = 256;
      e->sched_switch.next_comm = "other", e->sched_switch.next_tid = 1000 + round, e->sched_switch.next_prio = 139;
      break;
    case CTF_FORK:
      e->fork.parent_comm = e->fork.child_comm = "forked";
      e->fork.parent_tid = 4, e->fork.parent_pid = 3, e->fork.child_tid = round, e->fork.child_pid = 5;
      break;
    case CTF_EXEC:
    case CTF_EXIT:
    case CTF_FREE:
      e->task.name = "/usr/bin/x", e->task.tid = round;
      break;
    case CTF_IRQ_ENTRY:
    case CTF_IRQ_EXIT:
    case CTF_SOFTIRQ_ENTRY:
    case CTF_SOFTIRQ_EXIT:
    case CTF_SOFTIRQ_RAISE:
      e->irq.name = "eth0", e->irq.number = 3;
      break;
    case CTF_PROCESS_STATE:
      e->process.name = "dumped", e->process.tid = round, e->process.pid = 6, e->process.ppid = 7,
      e->process.status = 5;
      break;
    case CTF_KVM_ENTRY:
    case CTF_KVM_EXIT:
      e->kvm.vcpu = 3, e->kvm.reason = 12, e->kvm.isa = 1;
      break;
    case CTF_KVM_HYPERCALL:
      e->hypercall.number = 5, e->hypercall.a0 = round, e->hypercall.a1 = G_MAXUINT64 - round;
      break;
    case CTF_KVM_USERSPACE_EXIT:
      e->userspace_exit.reason = 2, e->userspace_exit.error = -4;
      break;
    case CTF_VMSYNC_GH_GUEST:
    case CTF_VMSYNC_HG_GUEST:
    case CTF_VMSYNC_GH_HOST:
    case CTF_VMSYNC_HG_HOST:
      e->vmsync.counter = round, e->vmsync.vm_uid = G_MAXUINT64 - 1;
      break;
    case CTF_NET_QUEUE:
    case CTF_NET_RECEIVE:
    case CTF_INET_OUT:
    case CTF_INET_IN:
      e->tcp.device = "tap0", e->tcp.seq = 4000000000u + round, e->tcp.ack = 77, e->tcp.flags = 0x18;
      e->tcp.source_port = 5001, e->tcp.dest_port = 65535;
      break;
    case CTF_SYSCALL_ENTRY:
    case CTF_SYSCALL_EXIT:
      e->syscall.number = round % 12, e->syscall.ret = -4;
      break;
    case CTF_STATEDUMP_START:
    case CTF_STATEDUMP_END:
    case CTF_HRTIMER_CANCEL:
    case CTF_USER_TICK:
      break;
    default:
      e->wakeup.comm = "woken", e->wakeup.tid = round, e->wakeup.prio = 120, e->wakeup.target_cpu = 1;
      break;
    }
}

static void
check_text (GsNames *names, guint32 id, const char *expected)
{
  g_assert_cmpstr (gs_names_get (names, id), ==, expected);
}

static void
check_event (GsNames *names, const GsEvent *event, guint kind, guint round, const CtfOptions *options)
{
  switch (kind)
    {
    case CTF_SWITCH:
      g_assert_cmpint (event->sched_switch.prev_tid, ==, round);
      g_assert_cmpuint (event->sched_switch.prev_state, ==, 256);
      g_assert_cmpint (event->sched_switch.next_tid, ==, 1000 + round);
      check_text (names, event->sched_switch.prev_name, "one");
      check_text (names, event->sched_switch.next_name, "other");
      break;
    case CTF_WAKING:
    case CTF_WAKEUP:
    case CTF_WAKEUP_NEW:
      g_assert_cmpint (event->wakeup.tid, ==, round);
      g_assert_cmpuint (event->wakeup.target_cpu, ==, 1);
      break;
    case CTF_FORK:
      g_assert_cmpint (event->fork.parent_tid, ==, 4);
      g_assert_cmpint (event->fork.child_tid, ==, round);
      g_assert_cmpint (event->fork.child_pid, ==, options->old_names ? GS_NO_TID : 5);
      break;
    case CTF_KVM_EXIT:
      g_assert_cmpuint (event->kvm_exit.reason, ==, 12);
      g_assert_cmpuint (event->kvm_exit.vcpu, ==, options->exit_without_vcpu ? GS_NO_VCPU : 3);
      break;
    case CTF_KVM_HYPERCALL:
      g_assert_cmpuint (event->hypercall.a0, ==, round);
      g_assert_cmpuint (event->hypercall.a1, ==, G_MAXUINT64 - round);
      break;
    case CTF_VMSYNC_GH_HOST:
      g_assert_cmpuint (event->vmsync.counter, ==, round);
      g_assert_cmpuint (event->vmsync.vm_uid, ==, G_MAXUINT64 - 1);
      break;
    case CTF_NET_QUEUE:
      g_assert_cmpuint (event->tcp.seq, ==, 4000000000u + round);
      g_assert_cmpuint (event->tcp.source_port, ==, 5001);
      g_assert_cmpuint (event->tcp.dest_port, ==, 65535);
      g_assert_cmpuint (event->tcp.flags, ==, 0x18);
      check_text (names, event->tcp.device, "tap0");
      break;
    case CTF_SYSCALL_ENTRY:
      check_text (names, event->syscall_entry.name, ctf_syscalls[round % 12]);
      break;
    case CTF_SYSCALL_EXIT:
      g_assert_cmpint (event->syscall_exit.result, ==, -4);
      break;
    default:
      break;
    }
}

static gboolean
is_written (const CtfOptions *options, guint kind)
{
  return (kind == CTF_USER_TICK) == options->is_ust;
}

/* Is it one that should come out as a record? Old network events hold no header. */
static gboolean
is_read (const CtfOptions *options, guint kind)
{
  if (options->old_names && (kind == CTF_NET_QUEUE || kind == CTF_NET_RECEIVE))
    return FALSE;
  return is_written (options, kind) && kinds[kind] != 0;
}

static char *
write_trace (const CtfOptions *options, guint64 n_lost)
{
  g_autoptr (GError) error = NULL;
  char *folder = test_folder_new ();
  CtfWriter *writer = ctf_writer_new (folder, options, &error);

  g_assert_no_error (error);
  for (guint round = 0; round < N_ROUNDS; round++)
    for (guint kind = 0; kind < CTF_N_KINDS; kind++)
      {
        CtfEvent event;

        make_event (&event, kind, round, options->n_cpus);
        if (round == N_ROUNDS / 2 && kind == 0 && n_lost > 0)
          ctf_writer_lose (writer, event.cpu, n_lost);
        if (is_written (options, kind))
          ctf_writer_add (writer, &event);
      }
  g_assert_true (ctf_writer_close (writer, &error));
  g_assert_no_error (error);
  return folder;
}

/* Reads the trace and checks each record against the event that it was made from. */
static void
check_trace (const char *folder, const CtfOptions *options, guint64 n_lost)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsTrace) trace = gs_trace_open (folder, &error);
  g_autoptr (GsReader) reader = NULL;
  guint round = 0, kind = 0;
  GsReaderReport report;
  GsEvent event;
  gssize n;

  g_assert_no_error (error);
  reader = gs_reader_new (trace, names, 2, NULL, &error);
  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), &event, 1, &error)) > 0)
    {
      CtfEvent expected;

      if (event.kind == GS_EVENT_CONTEXT || event.kind == GS_EVENT_LOST)
        continue;
      while (kind < CTF_N_KINDS && !is_read (options, kind))
        kind++;
      make_event (&expected, kind, round, options->n_cpus);
      g_assert_cmpint (event.time, ==, expected.time);
      g_assert_cmpuint (event.kind, ==, kinds[kind]);
      g_assert_cmpuint (event.cpu, ==, expected.cpu);
      check_event (names, &event, kind, round, options);
      for (kind++; kind < CTF_N_KINDS && !is_read (options, kind); kind++)
        ;
      if (kind == CTF_N_KINDS)
        kind = 0, round++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (round, ==, N_ROUNDS);
  gs_reader_get_report (reader, &report);
  g_assert_cmpuint (report.n_events, ==, N_ROUNDS * (CTF_N_KINDS - 1));
  g_assert_cmpuint (report.n_lost, ==, n_lost);
}

static void
test_is_read_back (gconstpointer data)
{
  const Variant *variant = data;
  g_autofree char *folder = write_trace (&variant->options, 0);

  check_trace (folder, &variant->options, 0);
  test_folder_remove (folder);
}

/* Events that nobody wants tell who runs, once on each CPU, and no more; without contexts they tell nothing. */
static void
check_contexts_of_unwanted (gboolean with_tid)
{
  const CtfOptions options = { .n_cpus = 2, .with_tid = with_tid, .clock_offset = OFFSET };
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  CtfWriter *writer = ctf_writer_new (folder, &options, &error);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsTrace) trace = NULL;
  g_autoptr (GsReader) reader = NULL;
  GsEvent event;
  guint n_contexts = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < 10; i++)
    {
      CtfEvent unwanted = {
        .kind = CTF_HRTIMER_CANCEL, .cpu = i % 2, .time = OFFSET + 1000 * i, .tid = 50 + i, .pid = 50 + i
      };

      ctf_writer_add (writer, &unwanted);
    }
  g_assert_true (ctf_writer_close (writer, &error));

  trace = gs_trace_open (folder, &error);
  g_assert_no_error (error);
  reader = gs_reader_new (trace, names, 2, NULL, &error);
  while (gs_event_source_next (gs_reader_get_source (reader), &event, 1, &error) > 0)
    {
      g_assert_cmpuint (event.kind, ==, GS_EVENT_CONTEXT);
      g_assert_cmpint (event.context.tid, ==, 50 + event.cpu);
      g_assert_cmpint (event.time, ==, OFFSET + 1000 * event.cpu);
      n_contexts++;
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n_contexts, ==, with_tid ? 2 : 0);
  test_folder_remove (folder);
}

static void
test_unwanted_events_tell_who_runs (void)
{
  check_contexts_of_unwanted (TRUE);
  check_contexts_of_unwanted (FALSE);
}

static void
test_lost_events_are_counted (void)
{
  const CtfOptions options = { .n_cpus = 2 };
  g_autofree char *folder = write_trace (&options, 17);

  check_trace (folder, &options, 17);
  test_folder_remove (folder);
}

static void
test_environment_is_kept (void)
{
  const CtfOptions options = {
    .n_cpus = 2,
    .hostname = "here",
    .kernel_release = "4.4.0",
    .tracer_major = 2,
    .tracer_minor = 8,
    .tracer_patch = 1,
    .clock_offset = OFFSET,
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = write_trace (&options, 0);
  g_autoptr (GsTrace) trace = gs_trace_open (folder, &error);
  CtfEvent last;

  g_assert_no_error (error);
  g_assert_cmpstr (trace->hostname, ==, "here");
  g_assert_cmpstr (trace->kernel_release, ==, "4.4.0");
  g_assert_cmpstr (trace->tracer, ==, "lttng-modules 2.8.1");
  g_assert_cmpint (trace->domain, ==, GS_DOMAIN_KERNEL);
  g_assert_cmpint (trace->clock_offset, ==, OFFSET);
  g_assert_cmpuint (trace->n_cpus, ==, 2);
  make_event (&last, CTF_SYSCALL_EXIT, N_ROUNDS - 1, 2);
  g_assert_cmpint (trace->span.end, ==, last.time);
  test_folder_remove (folder);
}

static void
test_user_space_is_told_apart (void)
{
  const CtfOptions options = { .n_cpus = 1, .is_ust = TRUE };
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = write_trace (&options, 0);
  g_autoptr (GsTrace) trace = gs_trace_open (folder, &error);

  g_assert_no_error (error);
  g_assert_cmpint (trace->domain, ==, GS_DOMAIN_UST);
  g_assert_false (trace->usable);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (variants); i++)
    {
      g_autofree char *path = g_strconcat ("/ctf-writer/is-read-back/", variants[i].name, NULL);

      g_test_add_data_func (path, &variants[i], test_is_read_back);
    }
  g_test_add_func ("/ctf-writer/unwanted-events-tell-who-runs", test_unwanted_events_tell_who_runs);
  g_test_add_func ("/ctf-writer/lost-events-are-counted", test_lost_events_are_counted);
  g_test_add_func ("/ctf-writer/environment-is-kept", test_environment_is_kept);
  g_test_add_func ("/ctf-writer/user-space-is-told-apart", test_user_space_is_told_apart);
  return g_test_run ();
}
