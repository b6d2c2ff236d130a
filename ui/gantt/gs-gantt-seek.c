/* gs-gantt-seek.c: going from interval to interval in a gantt
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include <glib/gi18n.h>

#include "rows/gs-row-tree.h"
#include "timeline/gs-thieves.h"
#include "timeline/gs-vcpu-stretch.h"
#include "timeline/gs-waker.h"
#include "why/gs-why-wait.h"

/* What is left free on either side of a state that is zoomed to, as a share of it. */
#define ROOM 0.1

/* Returns: (transfer full) (nullable): */
static GsTrack *
gs_gantt_ref_focused_track (GsGantt *self, guint *index)
{
  if (!gs_gantt_get_focused_row (self, index))
    return NULL;
  return gs_row_ref_track (gs_row_list_get (self->list, *index));
}

/* The cursor goes to where an interval begins; Shift takes the selection along. */
static void
gs_gantt_step_to (GsGantt *self, guint index, gint64 time, gboolean extend)
{
  gint64 cursor = gs_gantt_get_cursor (self);

  if (extend && (self->anchor == GS_TIME_NONE || !gs_session_has_selection (self->session)))
    self->anchor = cursor;
  else if (!extend)
    self->anchor = GS_TIME_NONE;
  gs_gantt_focus_row (self, index);
  gs_gantt_set_cursor (self, time);
  if (extend)
    gs_session_set_selection (self->session, (GsSpan){ self->anchor, time });
  gs_gantt_point_at (self);
}

/**
 * gs_gantt_step_change:
 * @extend: the selection, from where the cursor was
 *
 * Goes to where the next or the one before interval of the focused row begins.
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_gantt_step_change (GsGantt *self, gboolean forward, gboolean extend)
{
  gint64 cursor = gs_gantt_get_cursor (self), time;
  guint index;
  g_autoptr (GsTrack) track = gs_gantt_ref_focused_track (self, &index);

  if (track == NULL || gs_track_get_n_intervals (track) == 0)
    return FALSE;
  time = forward ? gs_seek_next_edge (track, cursor) : gs_seek_previous_edge (track, cursor);
  gs_gantt_step_to (self, index, time, extend);
  return time != cursor;
}

/* The nearest one of all rows; among those that begin together the first row's. */
static gboolean
gs_gantt_find_state (GsGantt *self, guint first, guint end, gboolean forward, guint *index, GsInterval *interval)
{
  gint64 cursor = gs_gantt_get_cursor (self);
  gboolean has_any = FALSE;

  for (guint i = first; i < end; i++)
    {
      GsRow *row = gs_row_list_get (self->list, i);
      g_autoptr (GsTrack) track = gs_row_ref_track (row);
      GsInterval found;

      if (track == NULL
          || !gs_seek_state (track, cursor, gs_seek_get_mask (gs_row_get_rows (row), self->seek), forward, &found))
        continue;
      if (has_any && (forward ? found.span.begin >= interval->span.begin : found.span.begin <= interval->span.begin))
        continue;
      *interval = found;
      *index = i;
      has_any = TRUE;
    }
  return has_any;
}

/* N or P came upon nothing. @row: (nullable): where it was looked for; NULL: in all rows */
static void
gs_gantt_say_no_other (GsGantt *self, gboolean forward, GsRow *row)
{
  const char *what = gs_seek_get_label (self->seek);
  const char *where = row != NULL ? gs_row_get_title (row) : _ ("any row");
  g_autofree char *text = forward ? g_strdup_printf (_ ("There is no “%s” after the cursor in %s"), what, where) :
                                    g_strdup_printf (_ ("There is no “%s” before the cursor in %s"), what, where);

  gs_gantt_say (self, text);
}

/* L came upon nothing. */
static void
gs_gantt_say_none (GsGantt *self, GsRow *row)
{
  const char *what = gs_seek_get_label (self->seek), *title = gs_row_get_title (row);
  g_autofree char *text = gs_session_has_selection (self->session) ?
                              g_strdup_printf (_ ("There is no “%s” in the selection in %s"), what, title) :
                              g_strdup_printf (_ ("There is no “%s” in %s"), what, title);

  gs_gantt_say (self, text);
}

/**
 * gs_gantt_go_to_state:
 * @any_row: of the view, not only the focused one
 *
 * Goes to the next or the one before interval of what is looked for.
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_gantt_go_to_state (GsGantt *self, gboolean forward, gboolean any_row)
{
  guint focused, index;
  GsInterval interval;

  if (!gs_gantt_get_focused_row (self, &focused))
    return FALSE;
  if (!gs_gantt_find_state (self, any_row ? 0 : focused, any_row ? gs_row_list_get_n_rows (self->list) : focused + 1,
                            forward, &index, &interval))
    {
      gs_gantt_say_no_other (self, forward, any_row ? NULL : gs_row_list_get (self->list, focused));
      return FALSE;
    }
  gs_gantt_step_to (self, index, interval.span.begin, FALSE);
  return TRUE;
}

/* Goes to the longest interval of what is looked for: of the focused row, in the selection if there is one. */
gboolean
gs_gantt_go_to_longest (GsGantt *self)
{
  GsSpan span = gs_session_has_selection (self->session) ? gs_session_get_selection (self->session) :
                                                           gs_session_get_full (self->session);
  guint index;
  g_autoptr (GsTrack) track = gs_gantt_ref_focused_track (self, &index);
  GsInterval interval;

  if (track == NULL)
    return FALSE;
  if (!gs_seek_longest (
          track, span, gs_seek_get_mask (gs_row_get_rows (gs_row_list_get (self->list, index)), self->seek), &interval))
    {
      gs_gantt_say_none (self, gs_row_list_get (self->list, index));
      return FALSE;
    }
  gs_gantt_step_to (self, index, interval.span.begin, FALSE);
  return TRUE;
}

/* Shows the interval at the cursor, with some room around it. */
gboolean
gs_gantt_zoom_to_state (GsGantt *self)
{
  guint index;
  g_autoptr (GsTrack) track = gs_gantt_ref_focused_track (self, &index);
  GsSpan span;
  gint64 room;
  gsize at;

  if (track == NULL || !gs_track_find (track, gs_gantt_get_cursor (self), &at))
    return FALSE;
  span = gs_track_get (track, at).span;
  room = MAX ((gint64) (ROOM * (double) gs_span_duration (span)), 1);
  gs_session_jump (self->session, gs_span_intersect ((GsSpan){ span.begin - room, span.end + room },
                                                     gs_session_get_full (self->session)));
  gs_gantt_update_pointer (self);
  return TRUE;
}

/* One thread may have several shares. */
static guint32
gs_gantt_get_longest_thief (const GArray *shares)
{
  guint32 longest = GS_NO_INDEX;
  gint64 most = 0;

  for (guint i = 0; i < shares->len; i++)
    {
      guint32 thread = g_array_index (shares, GsShare, i).thread;
      gint64 ns = 0;

      for (guint k = 0; k < shares->len; k++)
        if (g_array_index (shares, GsShare, k).thread == thread)
          ns += g_array_index (shares, GsShare, k).ns;
      if (ns > most)
        {
          most = ns;
          longest = thread;
        }
    }
  return longest;
}

/* When @thread first has a CPU in the span; it may have waited for that itself. */
static gint64
gs_gantt_find_on_cpu (const GsTimelineMachine *machine, guint32 thread, GsSpan span)
{
  g_autoptr (GsTrack) track = gs_lazy_track_ref (g_array_index (machine->threads, GsThreadRow, thread).track);
  gsize at, n = track != NULL ? gs_track_get_n_intervals (track) : 0;

  if (track == NULL || !gs_track_find (track, MAX (span.begin, gs_track_get_span (track).begin), &at))
    return span.begin;
  for (; at < n && gs_track_get (track, at).span.begin < span.end; at++)
    {
      GsInterval interval = gs_track_get (track, at);

      if (gs_thread_state_is_on_cpu (gs_thread_state_base (interval.value.state)))
        return MAX (interval.span.begin, span.begin);
    }
  return span.begin;
}

/* The thread, of the host that took it, that had the CPU for most of the stretch in which a vCPU was preempted, and
   when it got it. */
static char *
gs_gantt_dup_thief (GsGantt *self, guint machine, gint64 time, guint vcpu, gint64 *when)
{
  const GsTimelineMachine *guest = gs_timeline_get_machine (self->timeline, machine);
  const GsVcpuRow *row = &g_array_index (guest->vcpus, GsVcpuRow, vcpu);
  const GsTrack *track = gs_lazy_track_get (row->track);
  g_autoptr (GArray) thieves = NULL;
  GsVcpuStretch stretch;
  guint32 thief;
  guint host;
  gsize at;

  if (guest->host == GS_NO_INDEX || !gs_track_find (track, time, &at)
      || gs_track_get (track, at).value.state != GS_VCPU_PREEMPTED)
    return NULL;
  stretch = gs_vcpu_stretch_find (track, at);
  thieves = gs_vcpu_stretch_get_thieves (self->timeline, machine, vcpu, &stretch);
  if (thieves == NULL || thieves->len == 0)
    return NULL;
  thief = gs_gantt_get_longest_thief (thieves);
  host = gs_timeline_get_outer (self->timeline, machine, gs_aux_get_level (gs_track_get (track, at).value.aux) + 1);
  *when = gs_gantt_find_on_cpu (gs_timeline_get_machine (self->timeline, host), thief, stretch.span);
  return gs_row_tree_dup_thread_key (self->timeline, host, thief);
}

static char *
gs_gantt_dup_occupant (GsGantt *self, GsRow *row, const GsInterval *interval)
{
  const GsOccupant *occupant, *inner;

  if (self->timeline->occupants == NULL || interval->value.arg >= self->timeline->occupants->len)
    return NULL;
  occupant = &g_array_index (self->timeline->occupants, GsOccupant, interval->value.arg);
  while (interval->value.state == GS_CPU_GUEST && (inner = gs_timeline_get_inner (self->timeline, occupant)) != NULL)
    occupant = inner;
  if (occupant->guest != GS_NO_INDEX && occupant->guest_thread != GS_NO_INDEX && interval->value.state == GS_CPU_GUEST)
    return gs_row_tree_dup_thread_key (self->timeline, occupant->guest, occupant->guest_thread);
  return gs_row_tree_dup_thread_key (self->timeline, gs_row_get_machine (row), occupant->thread);
}

/* Who had the CPU for most of a thread's wait, wherever in that one looks. */
static char *
gs_gantt_dup_waited_for (GsGantt *self, guint machine, guint32 thread, const GsInterval *wait, gint64 *when)
{
  g_autoptr (GsWhyNode) node = gs_why_wait_explain (self->timeline, machine, thread, wait->value.cpu, wait->span,
                                                    wait->span);
  const GsWhyNode *part = gs_why_wait_find_thread (node);

  if (part == NULL)
    return NULL;
  *when = part->longest.begin;
  return gs_row_tree_dup_thread_key (self->timeline, part->key.machine, part->key.id);
}

/* A thread that waits for a CPU leads to who woke it, or else to who had that; one whose virtual CPU has none to who
 * has that. */
static char *
gs_gantt_dup_followed_thread (GsGantt *self, GsRow *row, const GsInterval *interval, gint64 time, gint64 *when,
                              gboolean *is_waker)
{
  guint machine = gs_row_get_machine (row), vcpu;
  const GsTimelineMachine *owner = gs_timeline_get_machine (self->timeline, machine);
  GsWaker waker;

  if (gs_waker_find (owner, gs_row_get_index (row), interval->value, &waker) && waker.thread != GS_NO_INDEX
      && !waker.is_interrupt)
    {
      *when = waker.woken;
      *is_waker = TRUE;
      return gs_row_tree_dup_thread_key (self->timeline, machine, waker.thread);
    }
  if (interval->value.state == GS_THREAD_WAIT_FOR_CPU)
    return gs_gantt_dup_waited_for (self, machine, gs_row_get_index (row), interval, when);
  if (!gs_timeline_find_vcpu (owner, interval->value.cpu, &vcpu))
    return NULL;
  return gs_gantt_dup_thief (self, machine, time, vcpu, when);
}

/* The row of who ran instead, or (of a physical CPU) of who runs. @is_waker: (out): or of who woke the thread */
static char *
gs_gantt_dup_followed (GsGantt *self, GsRow *row, gint64 time, gint64 *when, gboolean *is_waker)
{
  g_autoptr (GsTrack) track = gs_row_ref_track (row);
  GsInterval interval;
  gsize at;

  *when = time;
  *is_waker = FALSE;
  if (track == NULL || !gs_track_find (track, time, &at))
    return NULL;
  interval = gs_track_get (track, at);
  switch (gs_row_get_rows (row))
    {
    case GS_ROWS_VCPUS:
      return gs_gantt_dup_thief (self, gs_row_get_machine (row), time, gs_row_get_index (row), when);
    case GS_ROWS_THREADS:
      return gs_gantt_dup_followed_thread (self, row, &interval, time, when, is_waker);
    default:
      return gs_gantt_dup_occupant (self, row, &interval);
    }
}

/**
 * gs_gantt_get_follow_label:
 *
 * Returns: (transfer none) (nullable): to be translated: what gs_gantt_follow() would do; NULL where there is nobody
 * to follow
 */
const char *
gs_gantt_get_follow_label (GsGantt *self)
{
  g_autofree char *key = NULL;
  gboolean is_waker;
  gint64 when;
  guint index;
  GsRow *row;

  if (self->timeline == NULL || !gs_gantt_get_focused_row (self, &index))
    return NULL;
  row = gs_row_list_get (self->list, index);
  key = gs_gantt_dup_followed (self, row, gs_gantt_get_cursor (self), &when, &is_waker);
  if (key == NULL)
    return NULL;
  if (gs_row_get_rows (row) == GS_ROWS_CPUS)
    return N_ ("Go to Who Runs");
  return is_waker ? N_ ("Go to Who Woke It") : N_ ("Go to Who Ran Instead");
}

/**
 * gs_gantt_follow:
 *
 * From a preempted interval to who ran instead; from one of waiting for a CPU to who woke the thread, or else to who
 * had the CPU for most of it; from a physical CPU to who runs. From all of an interval to the same.
 *
 * Returns: FALSE where there is nobody to follow
 */
gboolean
gs_gantt_follow (GsGantt *self)
{
  gboolean is_waker;
  gint64 when;
  guint index;
  g_autofree char *key = NULL;

  if (self->timeline == NULL || !gs_gantt_get_focused_row (self, &index))
    return FALSE;
  key = gs_gantt_dup_followed (self, gs_row_list_get (self->list, index), gs_gantt_get_cursor (self), &when, &is_waker);
  if (key == NULL)
    return FALSE;
  gs_session_leave (self->session);
  if (!gs_gantt_reveal_row (self, key, when))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-row", "(sx)", key, when);
  return TRUE;
}
