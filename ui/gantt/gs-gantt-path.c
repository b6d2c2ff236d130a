/* gs-gantt-path.c: a critical path over the rows that it leads along
 * SPDX-License-Identifier: MIT
 *
 * A line in the rows' lower part, in the colours of the states that the time was spent in, and from row to row where
 * the path goes on in another one. What is narrower than a pixel is left out, so a path of any length is drawn at
 * once.
 */
#include "gantt/gs-gantt-path.h"

#include <math.h>

#include "draw/gs-pen.h"
#include "session/gs-traced-path.h"
#include "track/gs-state.h"

#define LINE 4.0
#define EDGE 1.5 /* of the background, around the line */

/* Changes that are nearer to one another than that have no edges, which would hide all else. */
#define ROOM 10

#define NO_ROW G_MAXUINT

typedef struct
{
  GsGanttChart *chart;
  GsRowList *rows;
  const GsPalette *palette;
  cairo_t *cr;
  GsRowLayout layout;
  double last_change; /* where the path last went to another row */
  GHashTable *found;  /* from machine and thread to index of a row + 1 */
} GsGanttPath;

static guint32
gs_gantt_path_get_colour (const GsPalette *palette, GsStepKind kind)
{
  static const struct
  {
    GsRows rows;
    guint state;
  } looks[GS_N_STEP_KINDS] = {
    [GS_STEP_RUNNING] = { GS_ROWS_VCPUS, GS_VCPU_RUNNING },
    [GS_STEP_STOLEN] = { GS_ROWS_VCPUS, GS_VCPU_PREEMPTED },
    [GS_STEP_QUEUE] = { GS_ROWS_THREADS, GS_THREAD_WAIT_FOR_CPU },
    [GS_STEP_DEVICE] = { GS_ROWS_VCPUS, GS_VCPU_BLOCKED },
    [GS_STEP_NETWORK] = { GS_ROWS_THREADS, GS_THREAD_SYSCALL },
    [GS_STEP_TIMER] = { GS_ROWS_THREADS, GS_THREAD_WAIT_BLOCKED },
    [GS_STEP_UNKNOWN] = { GS_ROWS_VCPUS, GS_VCPU_UNKNOWN },
  };

  return palette->looks[looks[kind].rows][looks[kind].state].colour;
}

/* Returns: the row of a step's thread, or NO_ROW where it isn't shown */
static guint
gs_gantt_path_find_row (GsGanttPath *self, const GsStep *step)
{
  gpointer key = GSIZE_TO_POINTER ((gsize) step->machine << 32 | step->thread);
  guint known = GPOINTER_TO_UINT (g_hash_table_lookup (self->found, key)), index;

  if (known != 0)
    return known - 2;
  if (!gs_row_list_find_thread (self->rows, step->machine, step->thread, &index))
    index = NO_ROW - 1;
  g_hash_table_insert (self->found, key, GUINT_TO_POINTER (index + 2));
  return index;
}

/* A row that has scrolled away below those that stay is where they end. */
static double
gs_gantt_path_get_y (const GsGanttPath *self, guint row)
{
  double y = gs_row_layout_get_y (&self->layout, row) + self->layout.row_height - LINE / 2 - EDGE - 1;

  return row < self->layout.n_frozen ? y : MAX (y, gs_row_layout_get_frozen_height (&self->layout));
}

static void
gs_gantt_path_stroke (const GsGanttPath *self, guint32 colour, double x0, double y0, double x1, double y1)
{
  cairo_move_to (self->cr, x0, y0);
  cairo_line_to (self->cr, x1, y1);
  gs_pen_set_colour (self->cr, self->palette->background, 1);
  cairo_set_line_width (self->cr, LINE + 2 * EDGE);
  cairo_stroke (self->cr);
  cairo_move_to (self->cr, x0, y0);
  cairo_line_to (self->cr, x1, y1);
  gs_pen_set_colour (self->cr, colour, 1);
  cairo_set_line_width (self->cr, LINE);
  cairo_stroke (self->cr);
}

static void
gs_gantt_path_draw_change (GsGanttPath *self, double x, double y0, double y1)
{
  if (x - self->last_change >= ROOM)
    {
      cairo_move_to (self->cr, x, y0);
      cairo_line_to (self->cr, x, y1);
      gs_pen_set_colour (self->cr, self->palette->background, 1);
      cairo_set_line_width (self->cr, 1.5 + 2 * EDGE);
      cairo_stroke (self->cr);
    }
  self->last_change = x;
  cairo_move_to (self->cr, x, y0);
  cairo_line_to (self->cr, x, y1);
  gs_pen_set_colour (self->cr, self->palette->text, 1);
  cairo_set_line_width (self->cr, 1.5);
  cairo_stroke (self->cr);
}

static void
gs_gantt_path_draw_steps (GsGanttPath *self, const GsTracedPath *path, GsSpan visible)
{
  double drawn = -1, last_y = 0;
  guint last_row = NO_ROW - 1;

  for (gsize i = gs_traced_path_find (path, visible.begin); i < path->steps->len; i++)
    {
      const GsStep *step = &g_array_index (path->steps, GsStep, i);
      double begin = gs_gantt_chart_get_x (self->chart, MAX (step->span.begin, visible.begin));
      double end = gs_gantt_chart_get_x (self->chart, MIN (step->span.end, visible.end)), y;
      guint row;

      if (step->span.begin >= visible.end)
        return;
      if (end < drawn + 1 && i + 1 < path->steps->len)
        continue;
      row = gs_gantt_path_find_row (self, step);
      y = row != NO_ROW - 1 ? gs_gantt_path_get_y (self, row) : last_y;
      if (row != NO_ROW - 1 && last_row != NO_ROW - 1 && row != last_row)
        gs_gantt_path_draw_change (self, floor (begin) + 0.5, last_y, y);
      if (row != NO_ROW - 1)
        gs_gantt_path_stroke (self, gs_gantt_path_get_colour (self->palette, step->kind), begin, y,
                              MAX (end, begin + 1), y);
      drawn = end;
      last_row = row;
      last_y = y;
    }
}

/**
 * gs_gantt_path_draw:
 *
 * Nothing, where no path is shown; none of the steps of threads whose rows aren't.
 */
void
gs_gantt_path_draw (GsGanttChart *chart, GsRowList *rows, GsSession *session, GtkSnapshot *snapshot,
                    const GsPalette *palette)
{
  const GsTracedPath *path = gs_session_get_path (session);
  int width = gtk_widget_get_width (GTK_WIDGET (chart)), height = gtk_widget_get_height (GTK_WIDGET (chart));
  GsGanttPath self = { chart, rows, palette, NULL, gs_gantt_chart_get_layout (chart), -ROOM, NULL };

  if (path == NULL || width <= 0 || height <= 0)
    return;
  self.found = g_hash_table_new (NULL, NULL);
  self.cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gs_gantt_path_draw_steps (&self, path, gs_session_get_visible (session));
  cairo_destroy (self.cr);
  g_hash_table_unref (self.found);
}
