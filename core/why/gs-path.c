/* gs-path.c: the critical path: what a thread's time was spent on, whoever spent it
 * SPDX-License-Identifier: MIT
 */
#include "why/gs-path.h"

#include <glib/gi18n.h>

#include "base/gs-time-text.h"
#include "why/gs-message.h"
#include "why/gs-virq-origin.h"
#include "why/gs-waking.h"
#include "why/gs-why-cpu.h"
#include "why/gs-why-vcpu.h"

/* Wakers of wakers that are followed into one sleep. */
#define MOST_DEPTH 64

typedef struct
{
  const GsTimeline *timeline;
  GArray *steps;        /* of GsStep, the last one first */
  GsMessages *messages; /* NULL until they are needed */
} GsPath;

/* A thread, followed backwards. */
typedef struct
{
  guint machine;
  guint32 thread;
  const GsTrack *track;
  guint depth;
} GsPathThread;

static void gs_path_follow (GsPath *self, guint machine, guint32 thread, GsSpan span, guint depth);

const char *
gs_step_kind_get_name (GsStepKind kind)
{
  static const char *const names[GS_N_STEP_KINDS] = {
    [GS_STEP_RUNNING] = "running", [GS_STEP_STOLEN] = "stolen",   [GS_STEP_QUEUE] = "queue",
    [GS_STEP_DEVICE] = "device",   [GS_STEP_NETWORK] = "network", [GS_STEP_TIMER] = "timer",
    [GS_STEP_UNKNOWN] = "unknown",
  };

  g_return_val_if_fail (kind < GS_N_STEP_KINDS, "");
  return names[kind];
}

/* Steps are added from the last to the first; what goes on is one step. @cause: (transfer full): */
static void
gs_path_add (GsPath *self, const GsPathThread *who, GsSpan span, GsStepKind kind, char *cause)
{
  GsStep step = { span, kind, who->machine, who->thread, cause };
  GsStep *last = self->steps->len > 0 ? &g_array_index (self->steps, GsStep, self->steps->len - 1) : NULL;

  if (gs_span_duration (span) <= 0)
    {
      g_free (cause);
      return;
    }
  if (last != NULL && last->kind == kind && last->machine == who->machine && last->thread == who->thread
      && last->span.begin == span.end && g_str_equal (last->cause, cause))
    {
      last->span.begin = span.begin;
      g_free (cause);
      return;
    }
  g_array_append_val (self->steps, step);
}

static void
gs_path_add_unknown (GsPath *self, const GsPathThread *who, GsSpan span, const char *cause)
{
  gs_path_add (self, who, span, GS_STEP_UNKNOWN, g_strdup (cause));
}

/* Returns: (transfer full): who or what had most of @node's time */
static char *
gs_path_dup_longest (GsWhyNode *node)
{
  const GsWhyNode *longest;

  gs_why_node_finish (node);
  longest = node->parts != NULL && node->parts->len > 0 ? g_ptr_array_index (node->parts, 0) : NULL;
  return g_strdup (longest != NULL ? longest->what : "");
}

/* Its vCPU had no CPU, or its CPU is in the hypervisor. */
static void
gs_path_add_stolen (GsPath *self, const GsPathThread *who, GsSpan span, guint cpu)
{
  g_autoptr (GsWhyNode) node = gs_why_node_new ((GsWhyKey){ GS_WHY_STOLEN, GS_CAUSE_ALL, 0, 0 }, NULL);
  GsWhyVcpu vcpu;

  if (gs_why_vcpu_init (&vcpu, self->timeline, who->machine, cpu))
    gs_why_vcpu_add (&vcpu, node, span, NULL);
  gs_path_add (self, who, span, GS_STEP_STOLEN, gs_path_dup_longest (node));
}

static void
gs_path_add_queue (GsPath *self, const GsPathThread *who, GsSpan span, guint cpu)
{
  g_autoptr (GsWhyNode) node = gs_why_node_new ((GsWhyKey){ GS_WHY_WAITED, GS_CAUSE_ALL, 0, 0 }, NULL);
  GsWhyCpu plain = { self->timeline, who->machine, cpu, who->thread, GS_WHY_WAITED, FALSE };
  GsWhyVcpu vcpu;

  if (gs_span_duration (span) <= 0)
    return;
  if (gs_why_vcpu_init (&vcpu, self->timeline, who->machine, cpu))
    gs_why_vcpu_add_wait (&vcpu, node, span, TRUE);
  else
    gs_why_cpu_add (&plain, node, span);
  gs_path_add (self, who, span, GS_STEP_QUEUE, gs_path_dup_longest (node));
}

/* Who acts where a host's thread does: where that is a vCPU, it's the guest's thread there. */
static void
gs_path_follow_inside (GsPath *self, guint machine, guint32 thread, GsSpan span, guint depth)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (self->timeline, machine);
  const GsTimelineMachine *guest;
  const GsOccupant *occupant;
  guint32 inside;

  if (thread >= owner->occupants->len)
    {
      gs_path_follow (self, machine, thread, span, depth);
      return;
    }
  occupant = &g_array_index (self->timeline->occupants, GsOccupant, g_array_index (owner->occupants, guint32, thread));
  guest = gs_timeline_get_machine (self->timeline, occupant->guest);
  inside = guest != NULL ? gs_timeline_find_current (guest, occupant->vcpu, span.end - 1) : GS_NO_INDEX;
  if (inside != GS_NO_INDEX && gs_span_duration (span) > 0)
    gs_path_follow (self, occupant->guest, inside, span, depth);
  else
    gs_path_follow (self, machine, thread, span, depth);
}

/* Whether the guest's CPU did nothing but idle and handle interrupts in @span. */
static gboolean
gs_path_has_idled (const GsTimelineMachine *guest, guint cpu, GsSpan span)
{
  const GsTrack *current = gs_timeline_get_current (guest, cpu);
  GsInterval interval;
  gsize at;

  if (current == NULL || !gs_track_find (current, span.begin, &at))
    return FALSE;
  interval = gs_track_get (current, at);
  return interval.value.state == GS_GUEST_VIEW_IDLE && interval.span.end >= span.end;
}

/* Where the last sleep of a host's thread before @time ended: an interval's index; FALSE where it has not slept since
   @since. */
static gboolean
gs_path_find_last_sleep (const GsTrack *track, gint64 since, gint64 time, gsize *interval)
{
  gsize at;

  if (!gs_track_find (track, time - 1, &at))
    return FALSE;
  for (;; at--)
    {
      GsInterval found = gs_track_get (track, at);

      if (found.span.end <= since)
        return FALSE;
      if (found.value.state == GS_THREAD_WAIT_BLOCKED)
        {
          *interval = at;
          return found.span.end < time;
        }
      if (at == 0)
        return FALSE;
    }
}

/* What the host did at @waking brought the guest's interrupt, which ended the sleep. */
static void
gs_path_follow_host (GsPath *self, const GsPathThread *who, GsSpan span, guint cpu, const GsWaking *waking)
{
  guint host = gs_timeline_get_machine (self->timeline, who->machine)->host;
  g_autofree char *name = NULL;

  gint64 begun = CLAMP (waking->woken, span.begin, span.end);

  gs_path_add_queue (self, who, (GsSpan){ begun, span.end }, cpu);
  span.end = begun;
  if (waking->by == GS_WAKING_THREAD)
    {
      gs_path_follow_inside (self, host, waking->thread, span, who->depth + 1);
      return;
    }
  name = gs_waking_dup_name (waking, self->timeline, host);
  if (waking->by == GS_WAKING_INTERRUPT && waking->source != GS_SOURCE_NOT_KNOWN)
    gs_path_add (self, who, span, waking->source == GS_SOURCE_TIMER ? GS_STEP_TIMER : GS_STEP_DEVICE,
                 g_steal_pointer (&name));
  else
    gs_path_add_unknown (self, who, span, name);
}

/* An interrupt on a guest's CPU ended the sleep. Where that CPU was asleep on the host until then, whoever woke its
 * thread there has brought the interrupt. Returns: FALSE where that isn't so */
static gboolean
gs_path_follow_interrupt_out (GsPath *self, const GsPathThread *who, GsSpan span, guint cpu)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, who->machine);
  const GsTimelineMachine *host = gs_timeline_get_machine (self->timeline, guest->host);
  g_autoptr (GsTrack) track = NULL;
  const GsVcpuRow *row;
  GsWaking waking;
  guint index;
  gsize at;

  if (host == NULL || !gs_timeline_find_vcpu (guest, cpu, &index))
    return FALSE;
  row = &g_array_index (guest->vcpus, GsVcpuRow, index);
  if (row->host_thread == GS_NO_INDEX)
    return FALSE;
  track = gs_lazy_track_ref (g_array_index (host->threads, GsThreadRow, row->host_thread).track);
  if (!gs_path_find_last_sleep (track, span.begin, span.end, &at)
      || !gs_waking_find_end_of_sleep (self->timeline, guest->host, row->host_thread, at, &waking)
      || waking.woken <= span.begin || waking.woken > span.end
      || !gs_path_has_idled (guest, cpu, (GsSpan){ waking.woken, span.end }))
    return FALSE;
  gs_path_follow_host (self, who, span, cpu, &waking);
  return TRUE;
}

/* An interrupt on a guest's CPU ended the sleep, and the host's events tell who asked for it. Returns: FALSE where they
 * don't */
static gboolean
gs_path_follow_injection (GsPath *self, const GsPathThread *who, GsSpan span, const GsWaking *waking)
{
  g_autofree char *unknown = NULL, *accuracy_text = NULL;
  gint64 accuracy = 0;
  GsWaking origin;

  switch (gs_virq_origin_find (self->timeline, who->machine, waking, &origin, &accuracy))
    {
    case GS_VIRQ_ORIGIN_FOUND:
      gs_path_follow_host (self, who, span, waking->cpu, &origin);
      return TRUE;
    case GS_VIRQ_ORIGIN_NOT_ORDERED:
      accuracy_text = gs_time_text_dup_duration (accuracy, 1);
      unknown = g_strdup_printf (_ ("an interrupt; by whom, clocks that are known to ±%s don’t tell"), accuracy_text);
      gs_path_add_unknown (self, who, span, unknown);
      return TRUE;
    case GS_VIRQ_ORIGIN_NOT_KNOWN:
    default:
      return FALSE;
    }
}

/* The packet that ended the sleep came from somebody. Returns: FALSE where it isn't known from whom */
static gboolean
gs_path_follow_message (GsPath *self, const GsPathThread *who, GsSpan span, guint cpu)
{
  GsMessage message;

  if (self->messages == NULL)
    self->messages = gs_messages_new (self->timeline);
  if (!gs_messages_find_sender (self->messages, who->machine, cpu, span.end, &message) || message.sent >= span.end)
    return FALSE;
  gs_path_add (self, who, (GsSpan){ MAX (message.sent, span.begin), span.end }, GS_STEP_NETWORK,
               gs_timeline_name_thread (self->timeline, message.machine, message.thread, message.sent));
  span.end = MAX (message.sent, span.begin);
  gs_path_follow (self, message.machine, message.thread, span, who->depth + 1);
  return TRUE;
}

static void
gs_path_follow_interrupt (GsPath *self, const GsPathThread *who, GsSpan span, const GsWaking *waking)
{
  g_autofree char *name = gs_waking_dup_name (waking, self->timeline, who->machine);

  if (waking->source == GS_SOURCE_TIMER)
    gs_path_add (self, who, span, GS_STEP_TIMER, g_strdup (name));
  else if (waking->source == GS_SOURCE_NETWORK && gs_path_follow_message (self, who, span, waking->cpu))
    return;
  else if (gs_path_follow_injection (self, who, span, waking))
    return;
  else if (gs_path_follow_interrupt_out (self, who, span, waking->cpu))
    return;
  else if (waking->source == GS_SOURCE_NOT_KNOWN)
    gs_path_add_unknown (self, who, span, name);
  else
    gs_path_add (self, who, span, waking->source == GS_SOURCE_NETWORK ? GS_STEP_NETWORK : GS_STEP_DEVICE,
                 g_strdup (name));
}

/* It slept in @span, which ends where interval @at does, or before. */
static void
gs_path_follow_sleep (GsPath *self, const GsPathThread *who, GsSpan span, gsize at)
{
  GsWaking waking;

  if (!gs_waking_find_end_of_sleep (self->timeline, who->machine, who->thread, at, &waking))
    {
      gs_path_add_unknown (self, who, span, _ ("not woken until the end"));
      return;
    }
  if (waking.woken < span.end)
    {
      gs_path_add_queue (self, who, (GsSpan){ MAX (waking.woken, span.begin), span.end }, waking.target);
      span.end = MAX (waking.woken, span.begin);
    }
  if (who->depth >= MOST_DEPTH)
    gs_path_add_unknown (self, who, span, _ ("too many that wait for each other"));
  else if (waking.by == GS_WAKING_THREAD)
    gs_path_follow_inside (self, who->machine, waking.thread, span, who->depth + 1);
  else if (waking.by == GS_WAKING_INTERRUPT)
    gs_path_follow_interrupt (self, who, span, &waking);
  else
    gs_path_add_unknown (self, who, span, "");
}

static gint64
gs_path_find_begin_of_sleep (const GsTrack *track, gsize at)
{
  while (at > 0 && gs_track_get (track, at - 1).value.state == GS_THREAD_WAIT_BLOCKED)
    at--;
  return gs_track_get (track, at).span.begin;
}

/* Returns: up to where the path goes back by interval @at */
static gint64
gs_path_add_interval (GsPath *self, const GsPathThread *who, GsSpan span, gsize at)
{
  GsInterval interval = gs_track_get (who->track, at);
  GsSpan part = { MAX (interval.span.begin, span.begin), span.end };

  if ((interval.value.aux & GS_AUX_LOST) != 0)
    gs_path_add_unknown (self, who, part, _ ("events were lost"));
  else if (gs_thread_state_overlay (interval.value.state) != GS_OVERLAY_NONE)
    gs_path_add_stolen (self, who, part, interval.value.cpu);
  else if (gs_thread_state_is_on_cpu (gs_thread_state_base (interval.value.state)))
    gs_path_add (self, who, part, GS_STEP_RUNNING, g_strdup (""));
  else if (interval.value.state == GS_THREAD_WAIT_FOR_CPU)
    gs_path_add_queue (self, who, part, interval.value.cpu);
  else if (interval.value.state == GS_THREAD_WAIT_BLOCKED)
    {
      part.begin = MAX (gs_path_find_begin_of_sleep (who->track, at), span.begin);
      gs_path_follow_sleep (self, who, part, at);
    }
  else
    gs_path_add_unknown (self, who, part, "");
  return part.begin;
}

/* Adds the steps of @span, from the last to the first. */
static void
gs_path_follow (GsPath *self, guint machine, guint32 thread, GsSpan span, guint depth)
{
  const GsTimelineMachine *owner = gs_timeline_get_machine (self->timeline, machine);
  g_autoptr (GsTrack) track = gs_lazy_track_ref (g_array_index (owner->threads, GsThreadRow, thread).track);
  GsPathThread who = { machine, thread, track, depth };
  GsSpan known = gs_span_intersect (gs_track_get_span (who.track), span);
  gsize at;

  if (gs_track_get_n_intervals (who.track) == 0 || gs_span_duration (known) <= 0)
    {
      gs_path_add_unknown (self, &who, span, "");
      return;
    }
  gs_path_add_unknown (self, &who, (GsSpan){ known.end, span.end }, "");
  while (known.begin < known.end && gs_track_find (who.track, known.end - 1, &at))
    known.end = gs_path_add_interval (self, &who, known, at);
  gs_path_add_unknown (self, &who, (GsSpan){ span.begin, known.begin }, "");
}

static void
gs_path_clear_step (gpointer data)
{
  g_free (((GsStep *) data)->cause);
}

static GArray *
gs_path_reverse (GArray *steps)
{
  for (guint i = 0, k = steps->len; i + 1 < k; i++, k--)
    {
      GsStep step = g_array_index (steps, GsStep, i);

      g_array_index (steps, GsStep, i) = g_array_index (steps, GsStep, k - 1);
      g_array_index (steps, GsStep, k - 1) = step;
    }
  return steps;
}

/**
 * gs_path_find:
 * @machine: index in the timeline's machines
 * @thread: index in its threads
 * @span: ns on the reference clock
 *
 * Returns: (transfer full) (element-type GsStep): the critical path of the thread, by time; the steps follow each other
 *   without a gap from the begin of @span to its end
 */
GArray *
gs_path_find (const GsTimeline *timeline, guint machine, guint32 thread, GsSpan span)
{
  GsPath self = { timeline, g_array_new (FALSE, FALSE, sizeof (GsStep)), NULL };

  g_array_set_clear_func (self.steps, gs_path_clear_step);
  gs_path_follow (&self, machine, thread, span, 0);
  g_clear_pointer (&self.messages, gs_messages_free);
  return gs_path_reverse (self.steps);
}
