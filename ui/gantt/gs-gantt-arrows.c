/* gs-gantt-arrows.c: who gave a CPU to the selected row, and who got it after
 * SPDX-License-Identifier: MIT
 *
 * For a thread's row: at each switch an arrow from the row of the thread that had
 * the CPU before, and one to that which had it after. At each wake-up a dotted one
 * from the row of the thread that woke it, and a dotted line to where it got a CPU.
 */
#include "gantt/gs-gantt-arrows.h"

#include <math.h>

#include "draw/gs-pen.h"
#include "timeline/gs-waker.h"

/* More switches than that in sight would be a wall of arrows. */
#define MAX_SWITCHES 60

#define HEAD 5

static const double dots[] = { 2, 2 };

typedef struct
{
  GsGanttChart *chart;
  GsRowList *rows;
  GsSession *session;
  cairo_t *cr;
  GsRow *row;
  guint index;
  GsRowLayout layout;
  double *last; /* where the last arrow was drawn: those that would touch it are left out */
} GsArrows;

/* A row that has scrolled away below those that stay is where they end. */
static double
gs_arrows_get_y (const GsArrows *self, guint index)
{
  double y = gs_row_layout_get_y (&self->layout, index) + self->layout.row_height / 2.0;

  return index < self->layout.n_frozen ? y : MAX (y, gs_row_layout_get_frozen_height (&self->layout));
}

static void
gs_arrows_draw_one (const GsArrows *self, guint from, guint to, gint64 time, gboolean is_dotted)
{
  double x = floor (gs_gantt_chart_get_x (self->chart, time)) + 0.5;
  double y0 = gs_arrows_get_y (self, from), y1 = gs_arrows_get_y (self, to), way = y1 > y0 ? 1 : -1;

  if (y0 == y1 || x - *self->last < 2 * HEAD + 1)
    return;
  *self->last = x;
  cairo_set_dash (self->cr, dots, is_dotted ? G_N_ELEMENTS (dots) : 0, 0);
  cairo_move_to (self->cr, x, y0);
  cairo_line_to (self->cr, x, y1);
  cairo_stroke (self->cr);
  cairo_move_to (self->cr, x, y1);
  cairo_line_to (self->cr, x - HEAD, y1 - way * HEAD * 1.6);
  cairo_line_to (self->cr, x + HEAD, y1 - way * HEAD * 1.6);
  cairo_close_path (self->cr);
  cairo_fill (self->cr);
}

/* From a wake-up on, how long the thread waited for its CPU. */
static void
gs_arrows_draw_wait (const GsArrows *self, GsSpan wait)
{
  double begin = gs_gantt_chart_get_x (self->chart, wait.begin), end = gs_gantt_chart_get_x (self->chart, wait.end);
  double y = gs_row_layout_get_y (&self->layout, self->index) + 2.5;

  if (end - begin < 3 || !gs_row_layout_is_seen (&self->layout, self->index))
    return;
  cairo_set_dash (self->cr, dots, G_N_ELEMENTS (dots), 0);
  cairo_move_to (self->cr, begin, y);
  cairo_line_to (self->cr, end, y);
  cairo_stroke (self->cr);
}

/* Who woke the thread that waits in interval @at. A wait may be in pieces, where the thread went from CPU to CPU. */
static void
gs_arrows_draw_wake_up (const GsArrows *self, const GsTrack *track, gsize at)
{
  guint machine = gs_row_get_machine (self->row), other;
  GsInterval wait = gs_track_get (track, at);
  gboolean is_first = at == 0 || gs_track_get (track, at - 1).value.state != GS_THREAD_WAIT_FOR_CPU;
  GsWaker waker;

  if (!gs_waker_find (gs_timeline_get_machine (gs_row_get_timeline (self->row), machine), gs_row_get_index (self->row),
                      wait.value, &waker))
    return;
  gs_arrows_draw_wait (self, (GsSpan){ is_first ? waker.woken : wait.span.begin, wait.span.end });
  if (!is_first)
    return;
  cairo_arc (self->cr, gs_gantt_chart_get_x (self->chart, waker.woken),
             gs_row_layout_get_y (&self->layout, self->index) + 2.5, 2.5, 0, 2 * G_PI);
  cairo_fill (self->cr);
  if (waker.thread != GS_NO_INDEX && !waker.is_interrupt
      && gs_row_list_find_thread (self->rows, machine, waker.thread, &other))
    gs_arrows_draw_one (self, other, self->index, waker.woken, TRUE);
}

/* The row of the thread that has a CPU at @time, if it is shown. */
static gboolean
gs_arrows_find_current (const GsArrows *self, guint cpu, gint64 time, guint *index)
{
  guint machine = gs_row_get_machine (self->row);
  guint32 thread = gs_timeline_find_current (gs_timeline_get_machine (gs_row_get_timeline (self->row), machine), cpu,
                                             time);

  return thread != GS_NO_INDEX && gs_row_list_find_thread (self->rows, machine, thread, index) && *index != self->index;
}

static void
gs_arrows_draw_change (const GsArrows *self, const GsInterval *before, const GsInterval *after)
{
  gboolean was_on = gs_thread_state_is_on_cpu (before->value.state),
           is_on = gs_thread_state_is_on_cpu (after->value.state);
  gint64 time = after->span.begin;
  guint other;

  if (!was_on && is_on && gs_arrows_find_current (self, after->value.cpu, time - 1, &other))
    gs_arrows_draw_one (self, other, self->index, time, FALSE);
  else if (was_on && !is_on && gs_arrows_find_current (self, before->value.cpu, time, &other))
    gs_arrows_draw_one (self, self->index, other, time, FALSE);
}

static void
gs_arrows_draw_row (const GsArrows *self)
{
  g_autoptr (GsTrack) track = gs_row_peek_track (self->row);
  GsSpan known = track != NULL ? gs_track_get_span (track) : (GsSpan){ 0, 0 };
  GsSpan seen = gs_span_intersect (gs_session_get_visible (self->session), known);
  gsize first, last;

  if (gs_span_duration (seen) <= 0 || !gs_track_find (track, seen.begin, &first)
      || !gs_track_find (track, seen.end - 1, &last) || last - first > 4 * MAX_SWITCHES)
    return;
  for (gsize i = first; i <= last; i++)
    {
      GsInterval after = gs_track_get (track, i);

      gs_arrows_draw_wake_up (self, track, i);
      if (i > first)
        {
          GsInterval before = gs_track_get (track, i - 1);

          gs_arrows_draw_change (self, &before, &after);
        }
    }
}

/**
 * gs_gantt_arrows_draw:
 *
 * Nothing, where the focused row is no thread or switches too often to tell.
 */
void
gs_gantt_arrows_draw (GsGanttChart *chart, GsRowList *rows, GsSession *session, GtkSnapshot *snapshot,
                      const GsPalette *palette)
{
  double last = -G_MAXDOUBLE;
  GsArrows self = { chart, rows, session, NULL, NULL, 0, gs_gantt_chart_get_layout (chart), &last };
  int width = gtk_widget_get_width (GTK_WIDGET (chart)), height = gtk_widget_get_height (GTK_WIDGET (chart));

  if (!gs_row_list_find (rows, gs_session_get_highlight (session), &self.index))
    return;
  self.row = gs_row_list_get (rows, self.index);
  if (gs_row_get_kind (self.row) != GS_ROW_THREAD || !gs_row_has_track (self.row) || width <= 0 || height <= 0)
    return;
  self.cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gs_pen_set_colour (self.cr, palette->text, 1);
  cairo_set_line_width (self.cr, 1);
  gs_arrows_draw_row (&self);
  cairo_destroy (self.cr);
}
