/* test-any-events.c: whatever events come, in whatever order, rows come out
 * SPDX-License-Identifier: MIT
 *
 * Random events with random fields, far from what a kernel produces. Nothing
 * may crash or hang, and every row is gap-free, sorted and inside its span.
 * test-any-events [--seed=N] [-p PATH] runs it with other events.
 */
#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "event/gs-event.h"
#include "machine/gs-machine-builder.h"
#include "report/gs-statistics.h"
#include "timeline/gs-composer.h"
#include "timeline/gs-vcpu-cause.h"

#define N_ROUNDS 150
#define N_EVENTS 3000

static GsTrace *
new_trace (guint number)
{
  GsTrace *trace = g_new0 (GsTrace, 1);

  g_atomic_ref_count_init (&trace->ref_count);
  trace->name = g_strdup_printf ("machine %u", number);
  trace->path = g_strdup ("");
  trace->hostname = g_strdup ("");
  trace->kernel_release = g_strdup (number % 2 == 0 ? "6.1.0" : "3.2");
  trace->kinds = GS_KIND (SCHED_SWITCH);
  trace->usable = TRUE;
  return trace;
}

/* Few different numbers, so that events meet each other. */
static gint32
any_tid (GRand *rand)
{
  static const gint32 odd[] = { 0, -1, G_MAXINT32, G_MININT32, 2 };

  return g_rand_int_range (rand, 0, 12) == 0 ? odd[g_rand_int_range (rand, 0, G_N_ELEMENTS (odd))] :
                                               g_rand_int_range (rand, 0, 14);
}

static guint16
any_cpu (GRand *rand)
{
  return g_rand_int_range (rand, 0, 60) == 0 ? (guint16) g_rand_int (rand) : (guint16) g_rand_int_range (rand, 0, 3);
}

static guint32
any_name (GRand *rand, GsNames *names)
{
  static const char *some[] = {
    "", "hog", "CPU 0/KVM", "CPU 1/KVM", "\xff\xfe", "/usr/bin/x", "a\nb\"c,d", "kthreadd"
  };

  return gs_names_add (names, some[g_rand_int_range (rand, 0, G_N_ELEMENTS (some))]);
}

/* Messages with few different numbers, so that machines have some in common. */
static void
fill_message (GsEvent *event, GRand *rand, GsNames *names)
{
  switch (event->kind)
    {
    case GS_EVENT_TCP_SEND:
    case GS_EVENT_TCP_RECEIVE:
      event->tcp.seq = g_rand_int_range (rand, 0, 50);
      event->tcp.device = any_name (rand, names);
      break;
    case GS_EVENT_VMSYNC_GH_GUEST:
    case GS_EVENT_VMSYNC_GH_HOST:
    case GS_EVENT_VMSYNC_HG_GUEST:
    case GS_EVENT_VMSYNC_HG_HOST:
      event->vmsync.counter = g_rand_int_range (rand, 0, 50);
      event->vmsync.vm_uid = g_rand_int_range (rand, 0, 4);
      break;
    default:
      break;
    }
}

/* All of the payload at random, then what has to be a name or is worth meeting. */
static void
fill_payload (GsEvent *event, GRand *rand, GsNames *names)
{
  for (gsize i = G_STRUCT_OFFSET (GsEvent, context); i < sizeof *event; i++)
    ((guint8 *) event)[i] = g_rand_int_range (rand, 0, 3) == 0 ? (guint8) g_rand_int (rand) : 0;
  switch (event->kind)
    {
    case GS_EVENT_CONTEXT:
      event->context.tid = any_tid (rand);
      event->context.pid = any_tid (rand);
      event->context.name = any_name (rand, names);
      break;
    case GS_EVENT_SCHED_SWITCH:
      event->sched_switch.prev_tid = any_tid (rand);
      event->sched_switch.next_tid = any_tid (rand);
      event->sched_switch.prev_name = any_name (rand, names);
      event->sched_switch.next_name = any_name (rand, names);
      event->sched_switch.prev_state = g_rand_int (rand) >> g_rand_int_range (rand, 0, 32);
      break;
    case GS_EVENT_SCHED_WAKEUP:
      event->wakeup.tid = any_tid (rand);
      event->wakeup.name = any_name (rand, names);
      break;
    case GS_EVENT_FORK:
      event->fork.parent_tid = any_tid (rand);
      event->fork.child_tid = any_tid (rand);
      event->fork.child_pid = any_tid (rand);
      event->fork.child_name = any_name (rand, names);
      break;
    case GS_EVENT_EXEC:
    case GS_EVENT_EXIT:
    case GS_EVENT_FREE:
      event->task.tid = any_tid (rand);
      event->task.name = any_name (rand, names);
      break;
    case GS_EVENT_PROCESS_STATE:
      event->process.tid = any_tid (rand);
      event->process.pid = any_tid (rand);
      event->process.ppid = any_tid (rand);
      event->process.name = any_name (rand, names);
      break;
    case GS_EVENT_IRQ_ENTRY:
    case GS_EVENT_SOFTIRQ_ENTRY:
      event->irq.name = any_name (rand, names);
      break;
    case GS_EVENT_SYSCALL_ENTRY:
    case GS_EVENT_SYSCALL_EXIT:
      event->syscall_entry.name = any_name (rand, names);
      break;
    case GS_EVENT_SCHED_MIGRATE:
      event->migrate.tid = any_tid (rand);
      break;
    case GS_EVENT_LOST:
      event->lost.end = event->time + g_rand_int_range (rand, -5000, 50000);
      break;
    default:
      fill_message (event, rand, names);
      break;
    }
}

static GsMachine *
build_any_machine (GRand *rand, guint number)
{
  g_autoptr (GsTrace) trace = new_trace (number);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsMachineBuilder) builder = gs_machine_builder_new (trace, names);
  gint64 time = g_rand_boolean (rand) ? 0 : G_GINT64_CONSTANT (1795396367036349299);
  gboolean is_host = g_rand_boolean (rand);

  for (guint i = 0; i < N_EVENTS; i++)
    {
      GsEvent event = { .time = time, .kind = g_rand_int_range (rand, 0, GS_N_EVENT_KINDS + 2), .cpu = any_cpu (rand) };

      if (!is_host && (event.kind == GS_EVENT_KVM_ENTRY || event.kind == GS_EVENT_KVM_EXIT))
        continue;
      if (g_rand_int_range (rand, 0, 3) == 0)
        event.kind = GS_EVENT_SCHED_SWITCH;
      fill_payload (&event, rand, names);
      gs_machine_builder_feed (builder, &event, 1);
      if (g_rand_int_range (rand, 0, 400) == 0)
        gs_machine_unref (gs_machine_builder_snapshot (builder));
      time += g_rand_int_range (rand, 0, 2000);
    }
  return gs_machine_builder_finish (builder, time + 1);
}

static void
check_track (const GsTrack *track)
{
  GsSpan span = gs_track_get_span (track);
  gint64 sums[GS_MAX_STATES], total = 0, time = span.begin;

  for (gsize i = 0; i < gs_track_get_n_intervals (track); i++)
    {
      GsInterval interval = gs_track_get (track, i);

      g_assert_cmpint (interval.span.begin, ==, time);
      g_assert_true (interval.span.begin < interval.span.end || gs_track_get_n_intervals (track) == 1);
      time = interval.span.end;
    }
  gs_track_sum (track, span, sums);
  for (guint state = 0; state < gs_track_get_n_states (track); state++)
    {
      g_assert_cmpint (sums[state], >=, 0);
      total += sums[state];
    }
  if (gs_track_get_n_intervals (track) > 0)
    g_assert_cmpint (total, ==, gs_span_duration (span));
}

static void
check_machine (const GsTimeline *timeline, guint index)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);

  for (guint i = 0; i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);

      check_track (gs_lazy_track_get (row->track));
      for (gsize k = 0; k < gs_track_get_n_intervals (gs_lazy_track_get (row->track)); k++)
        g_free (gs_vcpu_cause_dup_name (timeline, index, i, k));
    }
  for (guint i = 0; i < machine->threads->len; i++)
    {
      check_track (gs_lazy_track_get (g_array_index (machine->threads, GsThreadRow, i).track));
      g_free (gs_timeline_name_thread (timeline, index, i, GS_TIME_NONE));
    }
  for (guint i = 0; i < machine->cpus->len; i++)
    check_track (gs_lazy_track_get (g_array_index (machine->cpus, GsCpuRow, i).track));
}

static void
add_to_experiment (GsExperiment *experiment, GRand *rand, const GsMachine *machine)
{
  GsExperimentTrace *trace = g_new0 (GsExperimentTrace, 1);

  trace->trace = gs_trace_ref (machine->trace);
  trace->path = g_strdup ("");
  trace->name = g_strdup (machine->trace->name);
  trace->role = g_rand_int_range (rand, 0, GS_ROLE_IGNORE + 1);
  trace->pid = g_rand_boolean (rand) ? -1 : any_tid (rand);
  trace->clock_choice = g_rand_int_range (rand, 0, GS_CLOCK_CHOICE_NONE + 1);
  trace->clock = (GsClock){ .offset = g_rand_int_range (rand, -5000000, 5000000),
                            .drift = g_rand_double_range (rand, -1e-3, 1e-3) };
  g_ptr_array_add (experiment->traces, trace);
}

static void
free_trace (gpointer data)
{
  GsExperimentTrace *trace = data;

  gs_trace_unref (trace->trace);
  g_free (trace->path);
  g_free (trace->name);
  g_free (trace);
}

static void
test_rows_come_out (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int ());

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      guint n_machines = g_rand_int_range (rand, 1, 5);
      g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_machine_unref);
      g_autoptr (GPtrArray) traces = g_ptr_array_new_with_free_func (free_trace);
      g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
      GsExperiment experiment = { .name = (char *) "any", .traces = traces, .warnings = warnings, .sync = TRUE };
      g_autoptr (GsTimeline) timeline = NULL;
      g_autoptr (GArray) thefts = NULL;

      for (guint i = 0; i < n_machines; i++)
        {
          g_ptr_array_add (machines, build_any_machine (rand, i));
          add_to_experiment (&experiment, rand, machines->pdata[i]);
        }
      timeline = gs_composer_compose (machines, &experiment, NULL);
      for (guint i = 0; i < timeline->machines->len; i++)
        check_machine (timeline, i);
      thefts = gs_statistics_of_thefts (timeline, timeline->span, NULL);
      g_assert_nonnull (thefts);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/any-events/rows-come-out", test_rows_come_out);
  return g_test_run ();
}
