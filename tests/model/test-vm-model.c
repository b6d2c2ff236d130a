/* test-vm-model.c: who is who, and whose clock, among machines made by hand
 * SPDX-License-Identifier: MIT
 */
#include <math.h>
#include <string.h>

#include "base/gs-natural.h"
#include "event/gs-event.h"
#include "machine/gs-machine-builder.h"
#include "report/gs-clock-report.h"
#include "timeline/gs-composer.h"

#define EPOCH G_GINT64_CONSTANT (1795396367000000000)
#define LENGTH (4 * GS_SEC)

/* A machine that is being made: its events in true time, its clock by integers. */
typedef struct
{
  const char *name;
  gint64 offset; /* of its clock against true time */
  gint64 ppb;
  gint64 step_at; /* true time at which its clock jumps by @step */
  gint64 step;
  GArray *events; /* of GsEvent */
  GArray *times;  /* true ones, at which a guest runs */
} Maker;

typedef struct
{
  GRand *random;
  GPtrArray *machines;
  GsExperiment *experiment;
} World;

static gint64
maker_get_clock (const Maker *maker, gint64 true_time)
{
  return true_time + maker->offset + (true_time - EPOCH) / 1000 * maker->ppb / 1000000
         + (maker->step != 0 && true_time >= maker->step_at ? maker->step : 0);
}

static Maker
maker_new (const char *name, gint64 offset, gint64 ppb)
{
  return (Maker){ .name = name,
                  .offset = offset,
                  .ppb = ppb,
                  .events = g_array_new (FALSE, TRUE, sizeof (GsEvent)),
                  .times = g_array_new (FALSE, FALSE, sizeof (gint64)) };
}

static void
maker_add (Maker *maker, gint64 true_time, GsEvent event)
{
  event.time = maker_get_clock (maker, true_time);
  g_array_append_val (maker->events, event);
}

static int
compare_events (gconstpointer a, gconstpointer b)
{
  const GsEvent *left = a, *right = b;

  return left->time < right->time ? -1 : left->time > right->time;
}

static void
world_init (World *world, guint seed)
{
  world->random = g_rand_new_with_seed (seed);
  world->machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);
  world->experiment = g_new0 (GsExperiment, 1);
  world->experiment->traces = g_ptr_array_new ();
  world->experiment->warnings = g_ptr_array_new ();
  world->experiment->sync = TRUE;
}

static void
world_clear (World *world)
{
  for (guint i = 0; i < world->experiment->traces->len; i++)
    {
      GsExperimentTrace *trace = g_ptr_array_index (world->experiment->traces, i);

      gs_trace_unref (trace->trace);
      g_free (trace);
    }
  g_ptr_array_unref (world->experiment->traces);
  g_ptr_array_unref (world->experiment->warnings);
  g_free (world->experiment);
  g_ptr_array_unref (world->machines);
  g_rand_free (world->random);
}

/* Ends the making of a machine. */
static GsExperimentTrace *
world_take (World *world, Maker *maker)
{
  GsTrace *trace = g_new0 (GsTrace, 1);
  GsExperimentTrace *entry = g_new0 (GsExperimentTrace, 1);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsMachineBuilder) builder = NULL;

  g_atomic_ref_count_init (&trace->ref_count);
  trace->name = g_strdup (maker->name);
  entry->trace = trace;
  entry->name = trace->name;
  entry->path = trace->name;
  entry->pid = -1;
  builder = gs_machine_builder_new (trace, names);
  g_array_sort (maker->events, compare_events);
  gs_machine_builder_feed (builder, (const GsEvent *) maker->events->data, maker->events->len);
  g_ptr_array_add (
      world->machines,
      gs_machine_builder_finish (builder, g_array_index (maker->events, GsEvent, maker->events->len - 1).time + 1));
  g_ptr_array_add (world->experiment->traces, entry);
  g_array_unref (maker->events);
  g_array_unref (maker->times);
  return entry;
}

static gint64
random_delay (World *world, double mean)
{
  return (gint64) (-log (1.0 - g_rand_double (world->random)) * mean);
}

static void
add_to_guest (Maker *guest, gint64 time, guint cpu)
{
  if (guest == NULL)
    return;
  if (cpu == 0)
    g_array_append_val (guest->times, time);
  maker_add (guest, time, (GsEvent){ .kind = GS_EVENT_SCHED_WAKEUP, .cpu = cpu, .wakeup = { .tid = 7000 + cpu } });
}

static void
make_window (Maker *host, guint host_cpu, guint vcpu, gint64 begin, gint64 end)
{
  maker_add (host, begin, (GsEvent){ .kind = GS_EVENT_KVM_ENTRY, .cpu = host_cpu, .kvm_entry = { .vcpu = vcpu } });
  maker_add (
      host, end,
      (GsEvent){ .kind = GS_EVENT_KVM_EXIT, .cpu = host_cpu, .kvm_exit = { .reason = 12, .isa = 1, .vcpu = vcpu } });
}

/* One vCPU on a CPU of its own, that runs now and then. */
static void
make_vcpu (World *world, Maker *host, guint host_cpu, gint32 pid, Maker *guest, guint vcpu, double busy)
{
  gint64 now = EPOCH + random_delay (world, 1e6);

  maker_add (host, EPOCH,
             (GsEvent){ .kind = GS_EVENT_CONTEXT, .cpu = host_cpu, .context = { .tid = pid + 1 + vcpu, .pid = pid } });
  while (now < EPOCH + LENGTH)
    {
      gint64 end = now + 8 * GS_USEC + random_delay (world, 200e3);

      make_window (host, host_cpu, vcpu, now, end);
      for (gint64 t = now + 500 + random_delay (world, 2e3); t < end - 300; t += 200 + random_delay (world, 20e3))
        add_to_guest (guest, t, vcpu);
      now = end + 2 * GS_USEC + random_delay (world, g_rand_double (world->random) < busy ? 5e3 : 3e6);
    }
}

/* A vCPU that only ticks. */
static void
make_idle_vcpu (Maker *host, guint host_cpu, gint32 pid, Maker *guest)
{
  maker_add (host, EPOCH,
             (GsEvent){ .kind = GS_EVENT_CONTEXT, .cpu = host_cpu, .context = { .tid = pid + 1, .pid = pid } });
  for (gint64 now = EPOCH; now < EPOCH + LENGTH; now += 4 * GS_MSEC)
    {
      make_window (host, host_cpu, 0, now, now + 20 * GS_USEC);
      add_to_guest (guest, now + 3 * GS_USEC, 0);
      add_to_guest (guest, now + 15 * GS_USEC, 0);
    }
}

/* When a machine can next do something. */
static gint64
get_next_time (const Maker *maker, gint64 time)
{
  guint low = 0, high = maker->times->len;

  if (maker->times->len == 0)
    return time;
  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (maker->times, gint64, middle) < time)
        low = middle + 1;
      else
        high = middle;
    }
  return g_array_index (maker->times, gint64, MIN (low, maker->times->len - 1));
}

/* Segments both ways, each some time under way. */
static void
make_talk (World *world, Maker *one, Maker *other, guint n, double latency)
{
  static guint32 seq = 1;

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < 2; k++)
      {
        Maker *sender = k == 0 ? one : other, *receiver = k == 0 ? other : one;
        gint64 sent = get_next_time (sender, EPOCH + LENGTH / (n + 2) * (i + 1) + random_delay (world, 1e5));
        gint64 arrived = get_next_time (receiver, sent + (gint64) latency + random_delay (world, latency));
        GsEvent event = { .kind = GS_EVENT_TCP_SEND,
                          .tcp = {
                              .seq = seq, .ack = seq * 3, .source_port = 5000 + k, .dest_port = 6000, .flags = 24 } };

        seq++;
        if (arrived <= sent)
          continue;
        maker_add (sender, sent, event);
        event.kind = GS_EVENT_TCP_RECEIVE;
        maker_add (receiver, arrived, event);
      }
}

static const GsTimelineMachine *
find (const GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (strcmp (((GsTimelineMachine *) g_ptr_array_index (timeline->machines, i))->name, name) == 0)
      return g_ptr_array_index (timeline->machines, i);
  g_error ("no machine %s", name);
}

static gboolean
has_warning (const GsTimeline *timeline, const char *name, const char *words)
{
  for (guint i = 0; i < timeline->warnings->len; i++)
    {
      const char *warning = g_ptr_array_index (timeline->warnings, i);

      if (g_str_has_prefix (warning, name) && strstr (warning, words) != NULL)
        return TRUE;
    }
  return FALSE;
}

/* Options are for the command line: no warning names one by itself, as the window shows it. */
static gboolean
has_option (const GsTimeline *timeline, const char *words, const char *option)
{
  g_autoptr (GPtrArray) full = gs_timeline_dup_warnings (timeline);

  g_assert_cmpuint (full->len, ==, timeline->warnings->len);
  for (guint i = 0; i < full->len; i++)
    {
      const char *warning = g_ptr_array_index (timeline->warnings, i);

      g_assert_null (strstr (warning, "--"));
      g_assert_true (g_str_has_prefix (g_ptr_array_index (full, i), warning));
      if (strstr (warning, words) != NULL && g_strcmp0 (gs_timeline_get_option (timeline, warning), option) == 0)
        return g_str_has_suffix (g_ptr_array_index (full, i), ")")
               && strstr (g_ptr_array_index (full, i), option) != NULL;
    }
  return FALSE;
}

/* How far off the clock is, against the reference machine's true clock. */
static gint64
get_error (const GsTimeline *timeline, const Maker *maker, const Maker *reference, gint64 true_time)
{
  const GsClock *clock = &find (timeline, maker->name)->clock;

  return ABS (gs_clock_to_reference (clock, maker_get_clock (maker, true_time))
              - maker_get_clock (reference, true_time));
}

static void
check_clock (const GsTimeline *timeline, const Maker *maker, const Maker *reference, gint64 at_most)
{
  const GsTimelineMachine *machine = find (timeline, maker->name);
  gint64 error = get_error (timeline, maker, reference, EPOCH + LENGTH / 2);

  g_test_message ("%s: %s, off by %" G_GINT64_FORMAT ", accuracy %" G_GINT64_FORMAT, maker->name,
                  gs_clock_method_get_name (machine->clock.method), error, machine->clock.accuracy);
  g_assert_cmpint (machine->clock.accuracy, >=, 0);
  g_assert_cmpint (machine->clock.accuracy, <=, at_most);
  g_assert_cmpint (error, <=, machine->clock.accuracy);
}

static void
test_right_process_at_any_offset (void)
{
  static const gint64 offsets[] = { 0, 3 * GS_MSEC, -700 * GS_MSEC, 100 * GS_SEC, -3 * 86400 * GS_SEC };

  for (guint seed = 0; seed < 10; seed++)
    {
      World world;
      Maker host = maker_new ("host", 0, 0);
      Maker red = maker_new ("red", offsets[seed % 5], g_random_int_range (-100000, 100000));
      Maker blue = maker_new ("blue", offsets[(seed + 2) % 5], -20000);
      g_autoptr (GsTimeline) timeline = NULL;

      world_init (&world, seed);
      make_vcpu (&world, &host, 0, 100, &red, 0, 0.1 * seed);
      make_vcpu (&world, &host, 1, 100, &red, 1, 0.9);
      make_vcpu (&world, &host, 2, 200, &blue, 0, 0.95);
      make_vcpu (&world, &host, 3, 200, &blue, 1, 0.5);
      make_vcpu (&world, &host, 4, 300, NULL, 0, 0.5);
      world_take (&world, &blue);
      world_take (&world, &red);
      world_take (&world, &host);
      timeline = gs_composer_compose (world.machines, world.experiment, NULL);
      g_assert_cmpint (find (timeline, "red")->pid, ==, 100);
      g_assert_cmpint (find (timeline, "blue")->pid, ==, 200);
      g_assert_cmpint (find (timeline, "red")->matched_by, ==, GS_MATCH_WINDOWS);
      g_assert_cmpfloat (find (timeline, "red")->confidence, >, 0.99);
      check_clock (timeline, &red, &host, 5 * GS_USEC);
      check_clock (timeline, &blue, &host, 5 * GS_USEC);
      world_clear (&world);
    }
}

/* The thread with the lower TID is vCPU 1, and nothing says so but the windows. */
static void
test_order_of_vcpus_is_found (void)
{
  for (guint n_others = 0; n_others < 2; n_others++)
    {
      World world;
      Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
      g_autoptr (GsTimeline) timeline = NULL;
      const GsTimelineMachine *machine;

      world_init (&world, 7);
      make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
      make_vcpu (&world, &host, 1, 100, &red, 1, 0.5);
      if (n_others > 0)
        make_vcpu (&world, &host, 2, 200, NULL, 0, 0.5);
      for (guint i = 0; i < host.events->len; i++)
        {
          GsEvent *event = &g_array_index (host.events, GsEvent, i);

          if (event->kind == GS_EVENT_KVM_ENTRY)
            event->kvm_entry.vcpu = GS_NO_VCPU;
          if (event->kind == GS_EVENT_KVM_EXIT)
            event->kvm_exit.vcpu = GS_NO_VCPU;
          if (event->kind == GS_EVENT_CONTEXT && event->context.tid == 101)
            event->context.tid = 109;
        }
      world_take (&world, &host);
      world_take (&world, &red);
      timeline = gs_composer_compose (world.machines, world.experiment, NULL);
      machine = find (timeline, "red");
      g_assert_cmpint (machine->pid, ==, 100);
      g_assert_cmpint (g_array_index (machine->vcpus, GsVcpuRow, 0).host_tid, ==, 109);
      g_assert_cmpint (g_array_index (machine->vcpus, GsVcpuRow, 1).host_tid, ==, 102);
      check_clock (timeline, &red, &host, 5 * GS_USEC);
      world_clear (&world);
    }
}

/* Two guests of two vCPUs, on a host whose trace does not say which process a thread is of. */
static void
make_hosts_without_processes (World *world, Maker *host, Maker *red, Maker *blue)
{
  for (guint vcpu = 0; vcpu < 2; vcpu++)
    {
      make_vcpu (world, host, vcpu, 100, red, vcpu, 0.5);
      make_vcpu (world, host, 2 + vcpu, 200, blue, vcpu, 0.2);
    }
  for (guint i = 0; i < host->events->len; i++)
    {
      GsEvent *event = &g_array_index (host->events, GsEvent, i);

      if (event->kind == GS_EVENT_CONTEXT)
        event->context.pid = GS_NO_TID;
      if (event->kind == GS_EVENT_KVM_ENTRY)
        event->kvm_entry.vcpu = GS_NO_VCPU;
    }
}

static void
check_vcpus (const GsTimeline *timeline, const char *name, gint32 pid, gint32 first_tid)
{
  const GsTimelineMachine *machine = find (timeline, name);

  g_assert_cmpint (machine->pid, ==, pid);
  g_assert_cmpuint (machine->vcpus->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (g_array_index (machine->vcpus, GsVcpuRow, i).id, ==, i);
      g_assert_cmpint (g_array_index (machine->vcpus, GsVcpuRow, i).host_tid, ==, first_tid + (gint32) i);
    }
}

static void
test_processes_are_told_apart_without_their_numbers (void)
{
  /* Found out; a process as the user says it; by one of its threads; one that is none. */
  static const gint32 said[] = { -1, 200, 202, 500 }, shown[] = { GS_NO_TID, 200, GS_NO_TID, GS_NO_TID };

  for (guint i = 0; i < G_N_ELEMENTS (said); i++)
    {
      World world;
      Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0), blue = maker_new ("blue", -GS_SEC, 0);
      g_autoptr (GsTimeline) timeline = NULL;

      world_init (&world, 9);
      make_hosts_without_processes (&world, &host, &red, &blue);
      world_take (&world, &host);
      world_take (&world, &red);
      world_take (&world, &blue);
      gs_experiment_find_trace (world.experiment, "blue")->pid = said[i];
      timeline = gs_composer_compose (world.machines, world.experiment, NULL);
      check_vcpus (timeline, "red", GS_NO_TID, 101);
      check_vcpus (timeline, "blue", shown[i], 201);
      check_clock (timeline, &blue, &host, 5 * GS_USEC);
      g_assert_true (has_warning (timeline, "host", "lttng_statedump_*"));
      g_assert_cmpint (has_warning (timeline, "blue", "runs no guest"), ==, said[i] == 500);
      for (guint k = 0; k < timeline->warnings->len; k++)
        g_assert_null (strstr (g_ptr_array_index (timeline->warnings, k), "-2147483648"));
      world_clear (&world);
    }
}

/* A thread of the host, and what it is called. */
static void
add_thread (Maker *host, gint32 tid)
{
  GsEvent event = { .kind = GS_EVENT_CONTEXT, .time = EPOCH + GS_MSEC + tid, .cpu = 4 };

  event.context.tid = tid;
  event.context.pid = GS_NO_TID;
  g_array_append_val (host->events, event);
}

static void
name_thread (World *world, gint32 tid, const char *name)
{
  const GsMachine *machine = g_ptr_array_index (world->machines, 0);

  for (guint i = 0; i < machine->threads->len; i++)
    if (gs_machine_get_thread (machine, i)->tid == tid)
      ((GsThread *) gs_machine_get_thread (machine, i))->name = gs_names_add (machine->names, name);
}

/* Where no event says a thread's process, QEMU's first thread is it, or the kernel's threads for it say so. */
static void
test_processes_are_known_by_names_of_threads (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0), blue = maker_new ("blue", -GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 9);
  make_hosts_without_processes (&world, &host, &red, &blue);
  add_thread (&host, 97);
  add_thread (&host, 99);
  add_thread (&host, 199);
  add_thread (&host, 303);
  world_take (&world, &host);
  name_thread (&world, 97, "qemu-system-x86");
  name_thread (&world, 99, "qemu-system-x86"); /* one of its others */
  name_thread (&world, 199, "qemu-system-x86");
  name_thread (&world, 303, "vhost-195"); /* which has not run */
  world_take (&world, &red);
  world_take (&world, &blue);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  check_vcpus (timeline, "red", 97, 101);
  check_vcpus (timeline, "blue", 195, 201);
  world_clear (&world);
}

/* With one vCPU thread too few, and a process without a number. */
static void
test_what_has_no_number_is_not_numbered (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;
  const GPtrArray *evidence;

  world_init (&world, 10);
  make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
  for (guint i = 0; i < host.events->len; i++)
    if (g_array_index (host.events, GsEvent, i).kind == GS_EVENT_CONTEXT)
      g_array_index (host.events, GsEvent, i).context.pid = GS_NO_TID;
  add_to_guest (&red, EPOCH + GS_MSEC, 1);
  world_take (&world, &host);
  world_take (&world, &red);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_true (has_warning (timeline, "red", "its QEMU process (of thread 101) ran fewer vCPU threads"));
  evidence = find (timeline, "red")->evidence;
  for (guint i = 0; i < evidence->len; i++)
    g_assert_null (strstr (g_ptr_array_index (evidence, i), "-2147483648"));
  g_assert_nonnull (strstr (g_ptr_array_index (evidence, 0), "Process (of thread 101) is the only one left"));
  world_clear (&world);
}

static void
test_identical_idle_guests_are_not_sure (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0), blue = maker_new ("blue", -GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 1);
  make_idle_vcpu (&host, 0, 100, &red);
  make_idle_vcpu (&host, 1, 200, &blue);
  world_take (&world, &host);
  world_take (&world, &red);
  world_take (&world, &blue);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  for (guint i = 0; i < 2; i++)
    {
      const char *name = i == 0 ? "red" : "blue";

      g_assert_cmpint (find (timeline, name)->matched_by, ==, GS_MATCH_NONE);
      g_assert_cmpint (find (timeline, name)->clock.method, ==, GS_CLOCK_NONE);
      g_assert_cmpfloat (find (timeline, name)->confidence, ==, 0.0);
      g_assert_cmpuint (find (timeline, name)->evidence->len, >, 0);
      g_assert_true (has_warning (timeline, name, "not sure"));
    }
  world_clear (&world);
}

/* Two hosts with a guest each, all alike: who says on which of them a guest runs has said enough. */
static void
test_a_named_host_is_believed (void)
{
  for (guint is_named = 0; is_named < 2; is_named++)
    {
      World world;
      Maker host = maker_new ("host", 0, 0), other = maker_new ("other", 0, 0);
      Maker red = maker_new ("red", GS_SEC, 0), blue = maker_new ("blue", 2 * GS_SEC, 0);
      GsExperimentTrace *entries[2];
      g_autoptr (GsTimeline) timeline = NULL;

      world_init (&world, 1);
      make_idle_vcpu (&host, 0, 100, &red);
      make_idle_vcpu (&other, 0, 200, &blue);
      world_take (&world, &host);
      world_take (&world, &other);
      entries[0] = world_take (&world, &red);
      entries[1] = world_take (&world, &blue);
      entries[0]->host = is_named > 0 ? (char *) "other" : NULL;
      timeline = gs_composer_compose (world.machines, world.experiment, NULL);
      if (is_named > 0)
        {
          g_assert_cmpint (find (timeline, "red")->pid, ==, 200);
          g_assert_cmpint (find (timeline, "blue")->pid, ==, 100);
        }
      else
        {
          g_assert_cmpint (find (timeline, "red")->matched_by, ==, GS_MATCH_NONE);
          g_assert_cmpint (find (timeline, "blue")->matched_by, ==, GS_MATCH_NONE);
        }
      world_clear (&world);
    }
}

/* One segment, that takes 5 µs. */
static void
add_segment (Maker *sender, Maker *receiver, gint64 time, guint32 seq)
{
  GsEvent event = { .kind = GS_EVENT_TCP_SEND,
                    .tcp = { .seq = seq, .ack = seq * 3, .source_port = 5000, .dest_port = 6000, .flags = 24 } };

  maker_add (sender, time, event);
  event.kind = GS_EVENT_TCP_RECEIVE;
  maker_add (receiver, time + 5 * GS_USEC, event);
}

/* Guests in turns, whose events are far from their windows' edges: these bring the clock no closer than messages do. */
static void
test_messages_may_be_surer_than_windows (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), guests[] = { maker_new ("red", GS_SEC, 0), maker_new ("blue", -GS_SEC, 0) };
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 1);
  for (gint32 vm = 0; vm < 2; vm++)
    maker_add (
        &host, EPOCH,
        (GsEvent){ .kind = GS_EVENT_CONTEXT, .cpu = vm, .context = { .tid = 101 + 100 * vm, .pid = 100 + 100 * vm } });
  for (guint i = 0; i < 200; i++)
    {
      Maker *guest = &guests[i % 2];
      gint64 begin = EPOCH + GS_MSEC * (i + 1);

      make_window (&host, i % 2, 0, begin, begin + GS_MSEC - 10 * GS_USEC);
      for (gint64 t = begin + 400 * GS_USEC; t < begin + 600 * GS_USEC; t += 50 * GS_USEC)
        add_to_guest (guest, t, 0);
      add_segment (guest, &host, begin + 420 * GS_USEC, 2 * i + 1);
      add_segment (&host, guest, begin + 520 * GS_USEC, 2 * i + 2);
    }
  world_take (&world, &guests[1]);
  world_take (&world, &guests[0]);
  world_take (&world, &host);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_cmpint (find (timeline, "red")->pid, ==, 100);
  g_assert_cmpint (find (timeline, "blue")->pid, ==, 200);
  g_assert_cmpint (find (timeline, "red")->matched_by, ==, GS_MATCH_WINDOWS);
  world_clear (&world);
}

/* As if the host's session had not enabled them. */
static void
leave_out (Maker *host, gboolean is_kvm)
{
  for (guint i = host->events->len; i > 0; i--)
    {
      GsEventKind kind = g_array_index (host->events, GsEvent, i - 1).kind;

      if (is_kvm ? kind == GS_EVENT_KVM_ENTRY || kind == GS_EVENT_KVM_EXIT :
                   kind != GS_EVENT_KVM_ENTRY && kind != GS_EVENT_KVM_EXIT)
        g_array_remove_index (host->events, i - 1);
    }
}

/* Without switches, or without KVM events: what is beside a guest is said as it is. */
static void
test_a_host_without_events_is_said (void)
{
  static const char *const words[] = { "KVM events but no sched_switch", "host holds no KVM events",
                                       "there is no host trace", "KVM events but says of none which thread" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      World world;
      Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
      g_autoptr (GsTimeline) timeline = NULL;
      GsExperimentTrace *entry;

      world_init (&world, 2);
      make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
      leave_out (&host, i == 1);
      entry = world_take (&world, &host);
      entry->role = i == 2 ? GS_ROLE_IGNORE : GS_ROLE_HOST;
      entry->trace->kinds = i == 3 ? GS_KIND (SCHED_SWITCH) : 0; /* recorded, but none before the last KVM event */
      world_take (&world, &red)->role = GS_ROLE_GUEST;
      timeline = gs_composer_compose (world.machines, world.experiment, NULL);
      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        g_assert_cmpint (has_warning (timeline, "red", words[k]), ==, i == k);
      world_clear (&world);
    }
}

static void
test_a_host_that_is_none_is_said (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 2);
  make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
  world_take (&world, &host);
  world_take (&world, &red)->host = (char *) "nope";
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_true (has_warning (timeline, "red", "“nope”, which was given as its host"));
  g_assert_cmpint (find (timeline, "red")->pid, ==, 100);
  world_clear (&world);
}

/* The thread's number is found; is not, beside one that is; none is. With and without the process. */
static void
test_threads_that_are_none_are_said (void)
{
  static const gint32 said[][2] = { { 101, 102 }, { 101, 7777 }, { 7777, 7778 } };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (said); i++)
    {
      World world;
      Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
      g_autoptr (GsTimeline) timeline = NULL;
      GsExperimentTrace *entry;
      gboolean is_missing;

      world_init (&world, 2);
      make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
      make_vcpu (&world, &host, 1, 100, &red, 1, 0.5);
      world_take (&world, &host);
      entry = world_take (&world, &red);
      entry->pid = i % 2 == 0 ? 100 : -1;
      entry->vcpus = g_hash_table_new (NULL, NULL);
      for (guint vcpu = 0; vcpu < 2; vcpu++)
        g_hash_table_insert (entry->vcpus, GUINT_TO_POINTER (vcpu), GINT_TO_POINTER (said[i / 2][vcpu]));
      timeline = gs_composer_compose (world.machines, world.experiment, NULL);
      is_missing = has_warning (timeline, "red", i / 2 == 1 ? "7777 (vCPU 1)" : "7777 (vCPU 0), 7778 (vCPU 1)");
      g_assert_cmpint (is_missing, ==, i / 2 == 1 || i == 4);
      g_assert_cmpint (has_warning (timeline, "red", "given as its vCPUs runs a guest"), ==, i == 5);
      g_assert_cmpint (g_array_index (find (timeline, "red")->vcpus, GsVcpuRow, 0).host_tid, ==, 101);
      g_assert_cmpint (g_array_index (find (timeline, "red")->vcpus, GsVcpuRow, 1).host_tid, ==, 102);
      g_assert_cmpint (find (timeline, "red")->matched_by == GS_MATCH_USER, ==, i != 5);
      g_hash_table_unref (entry->vcpus);
      entry->vcpus = NULL;
      world_clear (&world);
    }
}

/* Ticks alone could be any ticks. */
static void
test_one_idle_guest_has_no_clock (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 1);
  make_idle_vcpu (&host, 0, 100, &red);
  world_take (&world, &host);
  world_take (&world, &red);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_cmpint (find (timeline, "red")->matched_by, ==, GS_MATCH_ONLY_CANDIDATE);
  g_assert_cmpint (find (timeline, "red")->clock.method, ==, GS_CLOCK_NONE);
  g_assert_true (has_warning (timeline, "red", "equally well"));
  g_assert_true (has_option (timeline, "equally well", "--offset red=NANOSECONDS"));
  world_clear (&world);
}

static void
test_a_wrong_process_is_said (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 2);
  make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
  make_vcpu (&world, &host, 1, 200, NULL, 0, 0.5);
  world_take (&world, &host);
  world_take (&world, &red)->pid = 200;
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_true (has_warning (timeline, "red", "cannot be it"));
  g_assert_cmpfloat (find (timeline, "red")->confidence, ==, 0.0);
  world_clear (&world);
}

/* By the clock that was given, the guest was traced a day later. */
static void
test_machines_that_never_met_are_said (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", 0, 0);
  g_autoptr (GsTimeline) timeline = NULL;
  GsExperimentTrace *trace;

  world_init (&world, 3);
  make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
  world_take (&world, &host);
  trace = world_take (&world, &red);
  trace->clock_choice = GS_CLOCK_CHOICE_MANUAL;
  trace->clock.offset = 86400 * GS_SEC;
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_true (has_warning (timeline, "red", "not traced at the same time"));
  world_clear (&world);
}

/* Host - its guest - a guest of another host - that host. */
static void
test_two_hosts_are_tied_by_their_guests (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", 5 * GS_SEC, 40000);
  Maker blue = maker_new ("blue", -9 * GS_SEC, 60000), other = maker_new ("other", 3600 * GS_SEC, -30000);
  Maker lone = maker_new ("lone", 0, 0);
  g_autoptr (GsTimeline) timeline = NULL;

  world_init (&world, 4);
  make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
  make_vcpu (&world, &host, 1, 150, NULL, 0, 0.5);
  make_vcpu (&world, &other, 0, 200, &blue, 0, 0.5);
  make_talk (&world, &red, &blue, 1000, 10e3);
  add_to_guest (&lone, EPOCH, 0);
  world_take (&world, &host);
  world_take (&world, &other);
  world_take (&world, &red)->pid = 100;
  world_take (&world, &blue)->pid = 200;
  world_take (&world, &lone);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  check_clock (timeline, &red, &host, 5 * GS_USEC);
  check_clock (timeline, &blue, &host, 20 * GS_USEC);
  check_clock (timeline, &other, &host, 25 * GS_USEC);
  g_assert_cmpint (find (timeline, "other")->clock.accuracy, >, find (timeline, "red")->clock.accuracy);
  g_assert_cmpint (find (timeline, "lone")->clock.method, ==, GS_CLOCK_NONE);
  g_assert_true (has_warning (timeline, "lone", "no message ties"));
  g_assert_true (has_option (timeline, "no message ties", "--offset lone=NANOSECONDS"));
  world_clear (&world);
}

/* A plot of the clock says by how much it was set. */
static void
check_break (GsTimeline *timeline, const GsTimelineMachine *machine, gint64 step)
{
  g_autoptr (GsClockReport) report = NULL;
  guint index = 0;

  while (gs_timeline_get_machine (timeline, index) != machine)
    index++;
  report = gs_clock_report_new (timeline, index);
  g_assert_cmpuint (report->breaks->len, ==, 1);
  g_assert_cmpint (ABS (g_array_index (report->breaks, GsClockReportBreak, 0).step_ns - step), <=,
                   2 * machine->clock.accuracy + 40 * GS_USEC);
}

/* In the middle, the guest's clock jumps. */
static void
check_a_step (gint64 step, gboolean with_windows)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", 5 * GS_SEC, 20000);
  g_autoptr (GsTimeline) timeline = NULL;
  const GsTimelineMachine *machine;

  red.step_at = EPOCH + LENGTH / 2 + 123 * GS_MSEC;
  red.step = step;
  world_init (&world, 6);
  if (with_windows)
    make_vcpu (&world, &host, 0, 100, &red, 0, 0.5);
  else
    make_talk (&world, &red, &host, 1000, 10e3);
  world_take (&world, &host);
  world_take (&world, &red);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  machine = find (timeline, "red");
  g_test_message ("%s accuracy %" G_GINT64_FORMAT, gs_clock_method_get_name (machine->clock.method),
                  machine->clock.accuracy);
  g_assert_nonnull (machine->clock.pieces);
  g_assert_cmpuint (machine->clock.pieces->len, ==, 2);
  g_assert_cmpint (get_error (timeline, &red, &host, EPOCH + LENGTH / 4), <=, machine->clock.accuracy + 20 * GS_USEC);
  g_assert_cmpint (get_error (timeline, &red, &host, EPOCH + LENGTH / 4 * 3), <=,
                   machine->clock.accuracy + 20 * GS_USEC);
  for (gint64 t = -LENGTH; t < 2 * LENGTH; t += 777777)
    {
      gint64 there = gs_clock_to_reference (&machine->clock, EPOCH + red.offset + t);

      g_assert_cmpint (there, <=, gs_clock_to_reference (&machine->clock, EPOCH + red.offset + t + 777777));
    }
  g_assert_true (has_warning (timeline, "red", "2 pieces"));
  check_break (timeline, machine, step);
  world_clear (&world);
}

static void
test_a_clock_that_was_set_is_followed (void)
{
  check_a_step (300 * GS_MSEC, TRUE);
  check_a_step (50 * GS_MSEC, FALSE);
}

/* What the report counts is what was made: no event outside, all points on their side. */
static void
test_a_report_says_what_is_there (void)
{
  World world;
  Maker host = maker_new ("host", 0, 0), red = maker_new ("red", GS_SEC, 0);
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GsClockReport) report = NULL;

  world_init (&world, 5);
  make_vcpu (&world, &host, 0, 100, &red, 0, 0.8);
  make_talk (&world, &host, &red, 3000, 50e3);
  world_take (&world, &host);
  world_take (&world, &red);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  g_assert_cmpint (find (timeline, "red")->clock.method, ==, GS_CLOCK_COMBINED);
  report = gs_clock_report_new (timeline, 1);
  g_assert_cmpuint (report->partner, ==, 0);
  g_assert_cmpuint (report->points->len, <=, GS_CLOCK_REPORT_MAX_POINTS);
  g_assert_cmpuint (report->n_used, >=, 6000);
  g_assert_cmpuint (report->corridor->len, ==, GS_CLOCK_REPORT_N_KNOTS);
  for (guint i = 0; i < report->corridor->len; i++)
    g_assert_true (g_array_index (report->corridor, GsClockReportKnot, i).low_ns <= 0
                   && g_array_index (report->corridor, GsClockReportKnot, i).high_ns >= 0);
  for (guint i = 0; i < report->points->len; i++)
    {
      const GsClockReportPoint *point = &g_array_index (report->points, GsClockReportPoint, i);

      if (!point->is_rejected)
        g_assert_true (point->is_upper ? point->offset_ns >= 0 : point->offset_ns <= 0);
      g_assert_true (i == 0 || point->time >= (point - 1)->time);
    }
  world_clear (&world);
}

/* However the traces were found. */
static void
test_machines_have_one_order (void)
{
  static const char *const names[] = { "zhost", "guest10", "guest2", "alone" };
  World world;
  Maker host = maker_new (names[0], 0, 0), ten = maker_new (names[1], GS_SEC, 0);
  Maker two = maker_new (names[2], -GS_SEC, 0), alone = maker_new (names[3], 0, 0);
  g_autoptr (GsTimeline) timeline = NULL;
  g_autoptr (GString) order = g_string_new (NULL);

  world_init (&world, 1);
  make_vcpu (&world, &host, 0, 100, &ten, 0, 0.5);
  make_vcpu (&world, &host, 1, 200, &two, 0, 0.9);
  maker_add (&alone, EPOCH, (GsEvent){ .kind = GS_EVENT_SCHED_WAKEUP, .wakeup = { .tid = 7 } });
  world_take (&world, &alone);
  world_take (&world, &ten);
  world_take (&world, &two)->pid = 200;
  ((GsExperimentTrace *) g_ptr_array_index (world.experiment->traces, 1))->pid = 100;
  world_take (&world, &host);
  timeline = gs_composer_compose (world.machines, world.experiment, NULL);
  for (guint i = 0; i < timeline->machines->len; i++)
    g_string_append_printf (order, "%s ", gs_timeline_get_machine (timeline, i)->name);
  g_assert_cmpstr (order->str, ==, "zhost guest2 guest10 alone ");
  world_clear (&world);
}

static void
test_names_are_ordered_as_people_count (void)
{
  static const char *const names[] = { "", "a", "a1", "a01b", "a2", "A2b", "a10", "a10b", "B", "b9", "b09x", "b10" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    for (guint k = 0; k < G_N_ELEMENTS (names); k++)
      {
        int sign = i < k ? -1 : i > k;
        int order = gs_natural_compare (names[i], names[k]);

        g_test_message ("%s, %s", names[i], names[k]);
        g_assert_cmpint (order < 0 ? -1 : order > 0, ==, sign);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/vm-model/right-process-at-any-offset", test_right_process_at_any_offset);
  g_test_add_func ("/vm-model/order-of-vcpus-is-found", test_order_of_vcpus_is_found);
  g_test_add_func ("/vm-model/processes-are-told-apart-without-their-numbers",
                   test_processes_are_told_apart_without_their_numbers);
  g_test_add_func ("/vm-model/processes-are-known-by-names-of-threads", test_processes_are_known_by_names_of_threads);
  g_test_add_func ("/vm-model/what-has-no-number-is-not-numbered", test_what_has_no_number_is_not_numbered);
  g_test_add_func ("/vm-model/identical-idle-guests-are-not-sure", test_identical_idle_guests_are_not_sure);
  g_test_add_func ("/vm-model/one-idle-guest-has-no-clock", test_one_idle_guest_has_no_clock);
  g_test_add_func ("/vm-model/a-wrong-process-is-said", test_a_wrong_process_is_said);
  g_test_add_func ("/vm-model/a-host-that-is-none-is-said", test_a_host_that_is_none_is_said);
  g_test_add_func ("/vm-model/messages-may-be-surer-than-windows", test_messages_may_be_surer_than_windows);
  g_test_add_func ("/vm-model/a-host-without-events-is-said", test_a_host_without_events_is_said);
  g_test_add_func ("/vm-model/threads-that-are-none-are-said", test_threads_that_are_none_are_said);
  g_test_add_func ("/vm-model/machines-that-never-met-are-said", test_machines_that_never_met_are_said);
  g_test_add_func ("/vm-model/two-hosts-are-tied-by-their-guests", test_two_hosts_are_tied_by_their_guests);
  g_test_add_func ("/vm-model/a-clock-that-was-set-is-followed", test_a_clock_that_was_set_is_followed);
  g_test_add_func ("/vm-model/a-report-says-what-is-there", test_a_report_says_what_is_there);
  g_test_add_func ("/vm-model/a-named-host-is-believed", test_a_named_host_is_believed);
  g_test_add_func ("/vm-model/machines-have-one-order", test_machines_have_one_order);
  g_test_add_func ("/vm-model/names-are-ordered-as-people-count", test_names_are_ordered_as_people_count);
  return g_test_run ();
}
