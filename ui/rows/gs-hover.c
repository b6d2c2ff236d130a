/* gs-hover.c: what a place in a chart says, as text
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-hover.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-time-text.h"
#include "rows/gs-hover-cause.h"
#include "timeline/gs-vcpu-stretch.h"

/* How many nanoseconds the clocks leave open for the row's times. */
static gint64
gs_hover_get_accuracy (GsRow *row)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row));

  return MAX (machine->clock.accuracy, 1);
}

static void
gs_hover_add_row (GString *text, GsRow *row)
{
  const char *tid = gs_row_get_tid_text (row);
  GsTimelineMachine *machine = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row));

  if (gs_row_get_kind (row) == GS_ROW_MACHINE)
    gs_hover_cause_add_line (text, "%s", gs_row_get_name (row));
  else if (gs_row_get_kind (row) == GS_ROW_THREAD)
    gs_hover_cause_add_line (text, _ ("%s (%s) on %s"), gs_row_get_name (row), tid, machine->name);
  else
    gs_hover_cause_add_line (text, _ ("%s on %s"), gs_row_get_name (row), machine->name);
}

static void
gs_hover_add_times (GString *text, GsRow *row, GsSpan span, const GsTimeAxis *axis)
{
  gint64 accuracy = gs_hover_get_accuracy (row);
  g_autofree char *begin = gs_time_axis_dup_text (axis, span.begin, accuracy);
  g_autofree char *end = gs_time_axis_dup_text (axis, span.end, accuracy);
  g_autofree char *duration = gs_hover_cause_dup_duration (gs_span_duration (span));

  gs_hover_cause_add_line (text, _ ("From %s"), begin);
  gs_hover_cause_add_line (text, _ ("To %s"), end);
  gs_hover_cause_add_line (text, _ ("Duration %s"), duration);
}

/* As wide as any other: they stand one above the other. */
static void
gs_hover_add_share (GString *text, gint64 ns, gint64 total, const char *state)
{
  double share = (double) ns * 100 / (double) total;
  g_autofree char *duration = gs_hover_cause_dup_duration (ns);

  if (share < 0.1)
    gs_hover_cause_add_line (text, _ ("<0.1 %%  %s, %s"), state, duration);
  else
    gs_hover_cause_add_line (text, _ ("%4.1f %%  %s, %s"), share, state, duration);
}

static void
gs_hover_add_shares (GString *text, GsRows rows, const gint64 *ns)
{
  const GsPalette *palette = gs_palette_get (FALSE);
  gint64 total = 0;

  for (guint i = 0; i < gs_rows_get_n_states (rows); i++)
    total += ns[i];
  for (guint i = 0; i < gs_rows_get_n_states (rows); i++)
    {
      guint state = palette->order[rows][i];

      if (ns[state] > 0)
        gs_hover_add_share (text, ns[state], total, gs_rows_get_state_label (rows, state));
    }
}

/* What a column of a row holds. */
typedef struct
{
  gint64 ns[GS_MAX_STATES];
  GsRows rows;       /* whose states these are */
  gsize n_intervals; /* 0: nothing, or a group's */
  guint n_members;   /* of a group */
  guint n_states;
  GsInterval first;
  GsSpan whole; /* of all neighbours that are shown as one interval */
  gint64 time;  /* in the first */
} GsHoverColumn;

/* A vCPU's interval goes on where only the host's CPU changes, or QEMU takes over. */
static GsSpan
gs_hover_get_whole (GsRow *row, const GsTrack *track, const GsInterval *interval)
{
  gsize at;

  if (gs_row_get_rows (row) != GS_ROWS_VCPUS || gs_row_get_kind (row) == GS_ROW_MACHINE
      || !gs_track_find (track, interval->span.begin, &at))
    return interval->span;
  return gs_vcpu_stretch_find (track, at).span;
}

/* What the rows below a group did together; it is no interval of any. */
static gboolean
gs_hover_read_members (GsRow *row, GsSpan span, GsHoverColumn *column)
{
  g_autoptr (GPtrArray) members = gs_row_list_members (row, GS_COLOUR_BY_STATE, FALSE, &column->rows);

  memset (column->ns, 0, sizeof column->ns);
  span.end = MAX (span.end, span.begin + 1);
  for (guint i = 0; members != NULL && i < members->len; i++)
    {
      const GsTrack *track = g_ptr_array_index (members, i);
      gint64 ns[GS_MAX_STATES];

      gs_track_sum (track, gs_span_intersect (span, gs_track_get_span (track)), ns);
      for (guint state = 0; state < gs_track_get_n_states (track); state++)
        column->ns[state] += ns[state];
      column->n_members += gs_span_duration (gs_span_intersect (span, gs_track_get_span (track))) > 0;
    }
  for (guint i = 0; i < GS_MAX_STATES; i++)
    column->n_states += column->ns[i] > 0;
  return column->n_states > 0;
}

/* How many of what kind, together. */
static char *
gs_hover_dup_members (const GsHoverColumn *column)
{
  guint n = column->n_members;

  if (column->rows == GS_ROWS_THREADS)
    return g_strdup_printf (ngettext ("%u thread", "%u threads together", n), n);
  if (column->rows == GS_ROWS_VCPUS)
    return g_strdup_printf (ngettext ("%u virtual CPU", "%u virtual CPUs together", n), n);
  return g_strdup_printf (ngettext ("%u CPU", "%u CPUs together", n), n);
}

static gboolean
gs_hover_read_column (GsRow *row, GsSpan span, GsHoverColumn *column)
{
  g_autoptr (GsTrack) track = gs_row_peek_track (row);
  GsTrackCursor cursor;

  column->n_intervals = column->n_states = column->n_members = 0;
  if (span.begin >= gs_row_get_known (row).end)
    return FALSE;
  span.end = MIN (span.end, gs_row_get_known (row).end);
  column->rows = gs_row_get_rows (row);
  if (track == NULL)
    return !gs_row_has_track (row) && gs_hover_read_members (row, span, column);
  span.end = MAX (span.end, span.begin + 1);
  span = gs_span_intersect (span, gs_track_get_span (track));
  if (gs_span_duration (span) <= 0)
    return FALSE;

  gs_track_cursor_init (&cursor, track, span.begin);
  column->time = span.begin;
  if (!gs_track_cursor_peek (&cursor, &column->first))
    return FALSE;
  column->whole = gs_hover_get_whole (row, track, &column->first);
  column->n_intervals = gs_track_cursor_step (&cursor, span.end, column->ns);
  for (guint i = 0; i < gs_track_get_n_states (track); i++)
    column->n_states += column->ns[i] > 0;
  return column->n_intervals > 0;
}

/**
 * gs_hover_get_state:
 * @column: ns; what is under the pointer
 *
 * Returns: the one state there, or -1 for none or several
 */
int
gs_hover_get_state (GsRow *row, GsSpan column)
{
  GsHoverColumn read;

  if (!gs_hover_read_column (row, column, &read) || read.n_states != 1 || read.n_members > 0)
    return -1;
  return read.first.value.state;
}

/**
 * gs_hover_describe:
 * @row: a row
 * @column: ns; what is under the pointer
 * @axis: (nullable): how times are written
 *
 * Returns: (transfer full) (nullable): lines of text; the first one says the
 *   state. NULL where the row has nothing there
 */
char *
gs_hover_describe (GsRow *row, GsSpan column, const GsTimeAxis *axis)
{
  GString *text;
  GsHoverColumn read;

  if (!gs_hover_read_column (row, column, &read))
    return NULL;

  text = g_string_new (NULL);
  if (read.n_states > 1 || read.n_members > 0)
    {
      g_autofree char *title = read.n_members > 0 ?
                                   gs_hover_dup_members (&read) :
                                   g_strdup_printf (ngettext ("%u interval", "%u intervals", read.n_intervals),
                                                    (guint) read.n_intervals);

      gs_hover_cause_add_line (text, "%s", title);
      gs_hover_add_row (text, row);
      gs_hover_add_times (text, row, column, axis);
      gs_hover_add_shares (text, read.rows, read.ns);
      return g_string_free (text, FALSE);
    }
  gs_hover_cause_add_line (text, "%s",
                           gs_rows_get_label (gs_row_get_rows (row), read.first.value.state, read.first.value.aux));
  gs_hover_add_row (text, row);
  gs_hover_add_times (text, row, read.whole, axis);
  gs_hover_cause_add (text, row, &read.first, read.time);
  return g_string_free (text, FALSE);
}

/**
 * gs_hover_describe_line:
 * @time: ns
 * @axis: (nullable): how times are written
 *
 * Row, state, start and duration of what a row is at @time, in one line, with
 * every digit: for assistive technology.
 *
 * Returns: (transfer full):
 */
char *
gs_hover_describe_line (GsRow *row, gint64 time, const GsTimeAxis *axis)
{
  GString *text = g_string_new (NULL);
  GsHoverColumn read;

  gs_hover_add_row (text, row);
  if (gs_hover_read_column (row, (GsSpan){ time, time + 1 }, &read) && read.n_members == 0)
    {
      g_autofree char *begin = gs_time_axis_dup_text (axis, read.whole.begin, 1);
      g_autofree char *duration = gs_time_text_dup_exact (gs_span_duration (read.whole), 1);
      GString *cause = g_string_new (NULL);

      g_string_append_printf (text, _ (": %s, from %s, duration %s"),
                              gs_rows_get_label (gs_row_get_rows (row), read.first.value.state, read.first.value.aux),
                              begin, duration);
      gs_hover_cause_add (cause, row, &read.first, time);
      g_string_replace (cause, "\n", "; ", 0);
      if (cause->len > 0)
        g_string_append_printf (text, "; %s", cause->str);
      g_string_free (cause, TRUE);
    }
  return g_string_free (text, FALSE);
}

/**
 * gs_hover_dup_copy_text:
 * @axis: (nullable): how the description writes times
 *
 * Returns: (transfer full) (nullable): the description and, below it, the times in raw nanoseconds
 */
char *
gs_hover_dup_copy_text (GsRow *row, GsSpan column, const GsTimeAxis *axis)
{
  char *text = gs_hover_describe (row, column, axis);
  GsHoverColumn read;
  GsSpan span = column;
  char *all;

  if (text == NULL || !gs_hover_read_column (row, column, &read))
    return text;
  if (read.n_states == 1 && read.n_members == 0)
    span = read.whole;
  all = g_strdup_printf ("%s\nbegin_ns %" G_GINT64_FORMAT "\nend_ns %" G_GINT64_FORMAT "\nduration_ns %" G_GINT64_FORMAT
                         "\n",
                         text, span.begin, span.end, gs_span_duration (span));
  g_free (text);
  return all;
}

static char *
gs_hover_dup_vcpu_label (GsRow *row, const GsInterval *interval)
{
  GsTimeline *timeline = gs_row_get_timeline (row);
  GsTimelineMachine *machine = gs_timeline_get_machine (timeline, gs_row_get_machine (row));
  GsVcpuRow *vcpu = &g_array_index (machine->vcpus, GsVcpuRow, gs_row_get_index (row));
  gsize at;

  switch (interval->value.state)
    {
    case GS_VCPU_HYPERVISOR:
      return interval->value.arg != GS_NO_REASON ?
                 gs_hover_cause_dup_exit_reason (timeline, gs_row_get_machine (row), vcpu, interval->value) :
                 NULL;
    case GS_VCPU_PREEMPTED:
      if (!gs_track_find (gs_lazy_track_get (vcpu->track), interval->span.begin, &at))
        return NULL;
      return gs_hover_cause_dup_thief (timeline, gs_row_get_machine (row), gs_row_get_index (row), at);
    default:
      return NULL;
    }
}

/* "l2 vCPU 1 · l3 vCPU 0 · hog:203": a vCPU that is one in its guest, down to the thread. */
static char *
gs_hover_dup_chain (GsTimeline *timeline, const GsOccupant *who, gint64 time)
{
  g_autoptr (GString) chain = g_string_new (NULL);
  const GsOccupant *inner = who;

  for (; inner != NULL && inner->guest != GS_NO_INDEX; inner = gs_timeline_get_inner (timeline, inner))
    {
      g_string_append_printf (chain, _ ("%s vCPU %u"), gs_timeline_get_machine (timeline, inner->guest)->name,
                              inner->vcpu);
      g_string_append (chain, " · ");
      who = inner;
    }
  if (who->guest_thread != GS_NO_INDEX)
    {
      g_autofree char *thread = gs_timeline_name_thread (timeline, who->guest, who->guest_thread, time);

      return g_strconcat (chain->str, thread, NULL);
    }
  g_string_truncate (chain, chain->len - strlen (" · "));
  return g_string_free (g_steal_pointer (&chain), FALSE);
}

static char *
gs_hover_dup_cpu_label (GsRow *row, const GsInterval *interval)
{
  GsTimeline *timeline = gs_row_get_timeline (row);
  GsOccupant *occupant;

  if (interval->value.state == GS_CPU_IDLE || timeline->occupants == NULL
      || interval->value.arg >= timeline->occupants->len)
    return NULL;
  occupant = &g_array_index (timeline->occupants, GsOccupant, interval->value.arg);
  if (occupant->guest != GS_NO_INDEX
      && (interval->value.state == GS_CPU_GUEST || interval->value.state == GS_CPU_HYPERVISOR))
    {
      const char *guest = gs_timeline_get_machine (timeline, occupant->guest)->name;
      g_autofree char *thread = NULL;

      if (occupant->guest_thread == GS_NO_INDEX || interval->value.state != GS_CPU_GUEST)
        return g_strdup_printf (_ ("%s vCPU %u"), guest, occupant->vcpu);
      if (gs_timeline_get_inner (timeline, occupant) != NULL)
        return gs_hover_dup_chain (timeline, occupant, interval->span.begin);
      thread = gs_timeline_name_thread (timeline, occupant->guest, occupant->guest_thread, interval->span.begin);
      return g_strdup_printf (_ ("%s vCPU %u · %s"), guest, occupant->vcpu, thread);
    }
  if (occupant->thread == GS_NO_INDEX)
    return NULL;
  return gs_timeline_name_thread (timeline, gs_row_get_machine (row), occupant->thread, interval->span.begin);
}

/**
 * gs_hover_dup_label:
 * @interval: one of the row's
 *
 * Returns: (transfer full) (nullable): what to write on a bar, without telling
 *   what its colour says already
 */
char *
gs_hover_dup_label (GsRow *row, const GsInterval *interval)
{
  GsTimelineMachine *machine = gs_timeline_get_machine (gs_row_get_timeline (row), gs_row_get_machine (row));
  char *label = NULL;

  if ((interval->value.aux & GS_AUX_OFFLINE) != 0)
    label = g_strdup (gs_rows_get_label (gs_row_get_rows (row), interval->value.state, interval->value.aux));
  else if (gs_row_get_rows (row) == GS_ROWS_VCPUS)
    label = gs_hover_dup_vcpu_label (row, interval);
  else if (gs_row_get_rows (row) == GS_ROWS_CPUS)
    label = gs_hover_dup_cpu_label (row, interval);
  else if (gs_thread_state_base (interval->value.state) == GS_THREAD_SYSCALL && machine->machine != NULL)
    label = g_strdup (interval->value.arg != 0 ? gs_names_get (machine->machine->names, interval->value.arg) : NULL);

  return label != NULL ? gs_hover_cause_take_valid (label) : NULL;
}
