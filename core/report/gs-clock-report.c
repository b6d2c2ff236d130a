/* gs-clock-report.c: what one machine's clock rests on, for a plot and its health
 * SPDX-License-Identifier: MIT
 */
#include "report/gs-clock-report.h"

#include "model/gs-clock-link.h"

/* Of each part of the time, and each direction, the point closest to the line is kept. */
#define N_PARTS 600

/* Two machines, as the report sees them. */
typedef struct
{
  GsClockReport *report;
  const GsTimelineMachine *machine;
  const GsTimelineMachine *partner;
  GsClockTalk talk;
  guint n_vmsync; /* of its messages */
  GsClockRun run; /* of the machine in its partner; without vCPUs where it is not its guest */
  GsClockSearch search;
} GsClockReporter;

/* Of what the partner's clock says, relative to the line. */
static gint64
gs_clock_reporter_get_offset (const GsClockReporter *self, gint64 time, gint64 partner_time)
{
  return gs_clock_to_reference (&self->partner->clock, partner_time)
         - gs_clock_to_reference (&self->machine->clock, time);
}

/* How much two machines have to say to each other, at most. */
static guint
gs_clock_report_count_messages (const GsTimelineMachine *machine, const GsTimelineMachine *other)
{
  g_auto (GsClockTalk) talk = {
    NULL,
  };

  gs_clock_talk_init (&talk, machine->machine, other->machine);
  return talk.said.n_messages;
}

/* The host of a guest; for others, and for guests that have no process, who it talks to most. */
static guint
gs_clock_report_find_partner (const GsTimeline *timeline, guint index)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, index);
  guint most = 0, best = GS_NO_INDEX;

  if (machine->host != GS_NO_INDEX)
    return machine->host;
  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *other = gs_timeline_get_machine (timeline, i);
      guint n = i != index && other->machine != NULL ? gs_clock_report_count_messages (machine, other) : 0;

      if (n > most)
        {
          most = n;
          best = i;
        }
    }
  return best;
}

/* A guest's process, as the timeline has it. */
static GsVm
gs_clock_report_get_vm (const GsTimelineMachine *machine)
{
  GsVm vm = { .pid = machine->pid, .vcpus = g_array_new (FALSE, FALSE, sizeof (GsVcpu)) };

  for (guint i = 0; i < machine->vcpus->len; i++)
    {
      const GsVcpuRow *row = &g_array_index (machine->vcpus, GsVcpuRow, i);
      GsVcpu vcpu = { row->id, row->host_thread };

      if (row->host_thread != GS_NO_INDEX)
        g_array_append_val (vm.vcpus, vcpu);
    }
  return vm;
}

static void
gs_clock_reporter_init (GsClockReporter *self, GsClockReport *report, const GsTimeline *timeline)
{
  GsVm vm;

  *self = (GsClockReporter){ report, gs_timeline_get_machine (timeline, report->machine),
                             gs_timeline_get_machine (timeline, report->partner) };
  gs_clock_talk_init (&self->talk, self->machine->machine, self->partner->machine);
  vm = gs_clock_report_get_vm (self->machine);
  if (self->machine->host == report->partner)
    {
      gs_clock_link_search (&self->search, self->machine->machine, self->partner->machine, &vm, &self->talk, FALSE);
      gs_clock_run_init (&self->run, self->machine->machine, self->partner->machine, &vm);
    }
  g_array_unref (vm.vcpus);
}

static void
gs_clock_reporter_clear (GsClockReporter *self)
{
  gs_clock_talk_clear (&self->talk);
  gs_clock_run_clear (&self->run);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsClockReporter, gs_clock_reporter_clear)

/* Messages, and of the run windows what bounds the clock closely. */
static GArray *
gs_clock_reporter_collect (GsClockReporter *self)
{
  GArray *all = g_array_copy ((GArray *) gs_clock_talk_get_messages (&self->talk, &self->n_vmsync));
  GsRoughClock rough = { self->search.clock,
                         self->machine->machine->span,
                         { self->search.widths[0], self->search.widths[1], self->search.widths[2] } };
  g_autoptr (GArray) bounds = NULL;

  if (self->run.n_vcpus == 0 || self->search.clock.accuracy < 0 || self->search.result == GS_CLOCK_SEARCH_IMPOSSIBLE)
    return all;
  bounds = gs_clock_windows_collect (self->run.vcpus, self->run.n_vcpus, &rough);
  g_array_append_vals (all, bounds->data, bounds->len);
  return all;
}

static int
gs_clock_report_compare_points (gconstpointer a, gconstpointer b)
{
  const GsClockReportPoint *left = a, *right = b;

  return left->time < right->time ? -1 : left->time > right->time;
}

static guint8
gs_clock_reporter_get_kind (const GsClockReporter *self, guint index)
{
  if (index >= self->talk.said.n_messages)
    return GS_CLOCK_POINT_WINDOWS;
  return index < self->n_vmsync ? GS_CLOCK_POINT_VMSYNC : GS_CLOCK_POINT_TCP;
}

static void
gs_clock_reporter_add_points (GsClockReporter *self, const GArray *messages, const guint8 *is_rejected)
{
  for (guint i = 0; i < messages->len; i++)
    {
      const GsSyncMessage *message = &g_array_index (messages, GsSyncMessage, i);
      GsClockReportPoint point = { message->time,
                                   gs_clock_reporter_get_offset (self, message->time, message->reference),
                                   gs_clock_reporter_get_kind (self, i), message->is_sent_here, is_rejected[i] };

      g_array_append_val (self->report->points, point);
      self->report->n_rejected += point.is_rejected;
      self->report->n_used += !point.is_rejected;
    }
  self->report->n_rejected += self->talk.said.n_unmatched;
  g_array_sort (self->report->points, gs_clock_report_compare_points);
}

static void
gs_clock_reporter_add_corridor (GsClockReporter *self, const GsClock *solved, const gint64 *times, const double *widths)
{
  for (guint i = 0; i < GS_CLOCK_REPORT_N_KNOTS; i++)
    {
      gint64 centre = gs_clock_reporter_get_offset (self, times[i], gs_clock_to_reference (solved, times[i]));
      GsClockReportKnot knot = { times[i], centre - llrint (widths[i]), centre + llrint (widths[i]) };

      g_array_append_val (self->report->corridor, knot);
    }
}

/* Constraints, which of them contradict, and what they leave open. */
static void
gs_clock_reporter_plot (GsClockReporter *self)
{
  g_autoptr (GArray) messages = gs_clock_reporter_collect (self);
  g_autofree guint8 *is_rejected = g_new0 (guint8, messages->len + 1);
  GsSpan span = self->machine->machine->span;
  gint64 times[GS_CLOCK_REPORT_N_KNOTS];
  double widths[GS_CLOCK_REPORT_N_KNOTS];
  GsClock solved = { .accuracy = -1 };

  for (guint i = 0; i < GS_CLOCK_REPORT_N_KNOTS; i++)
    times[i] = span.begin + (gint64) ((double) (span.end - span.begin) / (GS_CLOCK_REPORT_N_KNOTS - 1) * i);
  if (gs_clock_sync_solve_at ((const GsSyncMessage *) messages->data, messages->len, span, times,
                              GS_CLOCK_REPORT_N_KNOTS, widths, is_rejected, &solved)
      && !solved.one_way)
    gs_clock_reporter_add_corridor (self, &solved, times, widths);
  gs_clock_reporter_add_points (self, messages, is_rejected);
}

/* The closest to the line of each part of the time and direction, and some of all others. */
static void
gs_clock_report_thin (GsClockReport *self)
{
  GArray *points = self->points;
  g_autofree guint *best = g_new (guint, 2 * N_PARTS);
  guint step = points->len / (GS_CLOCK_REPORT_MAX_POINTS - 2 * N_PARTS - 1) + 1, n = 0;
  gint64 begin, width;

  if (points->len <= GS_CLOCK_REPORT_MAX_POINTS)
    return;
  begin = g_array_index (points, GsClockReportPoint, 0).time;
  width = (g_array_index (points, GsClockReportPoint, points->len - 1).time - begin) / N_PARTS + 1;
  for (guint i = 0; i < 2 * N_PARTS; i++)
    best[i] = G_MAXUINT;
  for (guint i = 0; i < points->len; i++)
    {
      const GsClockReportPoint *point = &g_array_index (points, GsClockReportPoint, i);
      guint *place = &best[2 * ((point->time - begin) / width) + (point->is_upper ? 1 : 0)];

      if (!point->is_rejected
          && (*place == G_MAXUINT
              || ABS (point->offset_ns) < ABS (g_array_index (points, GsClockReportPoint, *place).offset_ns)))
        *place = i;
    }
  for (guint i = 0; i < points->len; i++)
    {
      GsClockReportPoint point = g_array_index (points, GsClockReportPoint, i);

      if (i % step == 0 || best[2 * ((point.time - begin) / width) + (point.is_upper ? 1 : 0)] == i)
        g_array_index (points, GsClockReportPoint, n++) = point;
    }
  g_array_set_size (points, n);
}

static void
gs_clock_reporter_init_health (GsClockReporter *self)
{
  GsSpan span = self->machine->machine->span;
  gint64 width = (span.end - span.begin) / GS_CLOCK_REPORT_N_BUCKETS + 1;

  for (guint i = 0; i < GS_CLOCK_REPORT_N_BUCKETS; i++)
    {
      GsClockReportBucket bucket = { { span.begin + i * width, span.begin + (i + 1) * width }, 0, 0 };

      g_array_append_val (self->report->health, bucket);
    }
}

/* Counts a vCPU's events by whether it ran guest code. */
static void
gs_clock_reporter_examine (GsClockReporter *self, const GsSyncVcpu *vcpu)
{
  GArray *health = self->report->health;
  GsSpan first = g_array_index (health, GsClockReportBucket, 0).span;
  gsize window = 0;

  for (gsize i = 0; i < vcpu->n_events && vcpu->n_windows > 0; i++)
    {
      gint64 reference = gs_clock_to_reference (&self->machine->clock, vcpu->events[i]);
      gint64 there = gs_clock_from_reference (&self->partner->clock, reference);
      gint64 at = (vcpu->events[i] - first.begin) / gs_span_duration (first);
      GsClockReportBucket *bucket = &g_array_index (health, GsClockReportBucket,
                                                    CLAMP (at, 0, (gint64) health->len - 1));

      if (there < vcpu->windows[0].begin)
        continue;
      while (window < vcpu->n_windows && vcpu->windows[window].end < there)
        window++;
      if (window == vcpu->n_windows)
        return;
      bucket->n_events++;
      bucket->n_outside += there < vcpu->windows[window].begin;
    }
}

static void
gs_clock_reporter_check_health (GsClockReporter *self)
{
  if (self->run.n_vcpus == 0)
    return;
  gs_clock_reporter_init_health (self);
  for (guint i = 0; i < self->run.n_vcpus; i++)
    gs_clock_reporter_examine (self, &self->run.vcpus[i]);
  for (guint i = 0; i < self->report->health->len; i++)
    {
      const GsClockReportBucket *bucket = &g_array_index (self->report->health, GsClockReportBucket, i);

      self->report->n_events += bucket->n_events;
      self->report->n_outside += bucket->n_outside;
    }
}

static void
gs_clock_report_add_breaks (GsClockReport *self)
{
  const GArray *pieces = self->clock.pieces;

  for (guint i = 0; pieces != NULL && i + 1 < pieces->len; i++)
    {
      const GsClockPiece *before = &g_array_index (pieces, GsClockPiece, i), *after = before + 1;
      gint64 time = before->span.end;
      gint64 step = gs_clock_to_reference (&before->clock, time) - gs_clock_to_reference (&after->clock, time);
      GsClockReportBreak at = { time, step };

      g_array_append_val (self->breaks, at);
    }
}

/**
 * gs_clock_report_new:
 * @timeline: whose clocks are reported on
 * @machine: index in @timeline
 *
 * What orders the clock of @machine and the one that it is tied to, whether it was used
 * or the user overruled it. Takes about as long as bringing that clock to the other did:
 * for another thread than the main one.
 *
 * Returns: (transfer full): empty where there is nothing to compare with
 */
GsClockReport *
gs_clock_report_new (const GsTimeline *timeline, guint machine)
{
  GsClockReport *self = g_new0 (GsClockReport, 1);
  const GsTimelineMachine *place = gs_timeline_get_machine (timeline, machine);
  g_auto (GsClockReporter) reporter = {
    NULL,
  };

  self->machine = machine;
  self->partner = GS_NO_INDEX;
  self->clock = place->clock;
  self->points = g_array_new (FALSE, FALSE, sizeof (GsClockReportPoint));
  self->corridor = g_array_new (FALSE, FALSE, sizeof (GsClockReportKnot));
  self->breaks = g_array_new (FALSE, FALSE, sizeof (GsClockReportBreak));
  self->health = g_array_new (FALSE, FALSE, sizeof (GsClockReportBucket));
  gs_clock_report_add_breaks (self);
  if (place->machine == NULL || place->machine->span.begin == GS_TIME_NONE || place->clock.method == GS_CLOCK_REFERENCE)
    return self;
  self->partner = gs_clock_report_find_partner (timeline, machine);
  if (self->partner == GS_NO_INDEX)
    return self;

  gs_clock_reporter_init (&reporter, self, timeline);
  gs_clock_reporter_plot (&reporter);
  gs_clock_reporter_check_health (&reporter);
  gs_clock_report_thin (self);
  return self;
}

void
gs_clock_report_free (GsClockReport *self)
{
  g_array_unref (self->points);
  g_array_unref (self->corridor);
  g_array_unref (self->breaks);
  g_array_unref (self->health);
  g_free (self);
}
