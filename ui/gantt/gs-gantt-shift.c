/* gs-gantt-shift.c: a machine's rows dragged with Alt held, which moves its clock
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/gs-time-text.h"

static guint shift_clock;

static gboolean
gs_gantt_shift_emit (GsGantt *self, gint64 delta, GsShiftPhase phase)
{
  gboolean is_taken = FALSE;

  g_signal_emit (self, shift_clock, 0, self->shift_machine, delta, phase, &is_taken);
  return is_taken;
}

static gint64
gs_gantt_shift_get_delta (GsGantt *self, double dx)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);

  return llround (dx / width * (double) gs_span_duration (self->drag_visible));
}

static void
gs_gantt_shift_show (GsGantt *self, gint64 delta, double x, double y)
{
  const GsTimelineMachine *machine = gs_timeline_get_machine (self->timeline, self->shift_machine);
  gint64 column = gs_span_duration (self->drag_visible) / MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);
  g_autofree char *size = gs_time_text_dup_exact (ABS (delta), MAX (column / 10, 1));
  g_autofree char *text = NULL;

  /* Translators: a machine's name, a sign and a duration */
  text = g_strdup_printf (_ ("%s %s%s\nEscape puts it back"), machine != NULL ? machine->name : "",
                          delta < 0 ? "−" : "+", size);
  gs_gantt_overlay_show_note (self->overlay, text, x, y);
}

/* Once: adds the signal to the gantt's type. */
void
gs_gantt_shift_init (GType type)
{
  shift_clock = g_signal_new ("shift-clock", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled, NULL, NULL,
                              G_TYPE_BOOLEAN, 3, G_TYPE_UINT, G_TYPE_INT64, G_TYPE_INT);
}

/* A button was pressed with Alt held; nothing happens before it moves. */
void
gs_gantt_shift_press (GsGantt *self, double y)
{
  guint index;

  if (!gs_gantt_chart_get_row (self->chart, y, &index))
    return;
  self->shift = GS_GANTT_SHIFT_PENDING;
  self->shift_machine = gs_row_get_machine (gs_row_list_get (self->list, index));
}

/**
 * gs_gantt_shift_drag:
 * @x: of the pointer, like @y, in the chart
 * @dx: since the press
 *
 * Returns: FALSE where the drag is none that moves a clock
 */
gboolean
gs_gantt_shift_drag (GsGantt *self, double x, double y, double dx)
{
  gint64 delta = gs_gantt_shift_get_delta (self, dx);

  if (self->shift == GS_GANTT_SHIFT_NONE)
    return FALSE;
  if (self->shift == GS_GANTT_SHIFT_PENDING)
    self->shift = gs_gantt_shift_emit (self, 0, GS_SHIFT_BEGIN) ? GS_GANTT_SHIFT_ACTIVE : GS_GANTT_SHIFT_REFUSED;
  if (self->shift == GS_GANTT_SHIFT_REFUSED)
    return TRUE;
  gs_gantt_overlay_hide_card (self->overlay);
  gs_gantt_shift_show (self, delta, x, y);
  gs_gantt_shift_emit (self, delta, GS_SHIFT_UPDATE);
  return TRUE;
}

static void
gs_gantt_shift_stop (GsGantt *self, gint64 delta, GsShiftPhase phase)
{
  gs_gantt_overlay_show_note (self->overlay, NULL, 0, 0);
  gs_gantt_shift_emit (self, delta, phase);
}

/* The button was released. */
void
gs_gantt_shift_release (GsGantt *self, double dx)
{
  if (self->shift == GS_GANTT_SHIFT_ACTIVE)
    gs_gantt_shift_stop (self, gs_gantt_shift_get_delta (self, dx), GS_SHIFT_END);
  self->shift = GS_GANTT_SHIFT_NONE;
}

/**
 * gs_gantt_shift_cancel:
 *
 * Puts the clock back; the rest of the drag does nothing.
 *
 * Returns: FALSE where no clock is being moved
 */
gboolean
gs_gantt_shift_cancel (GsGantt *self)
{
  if (self->shift != GS_GANTT_SHIFT_ACTIVE)
    return FALSE;
  self->shift = GS_GANTT_SHIFT_REFUSED;
  gs_gantt_shift_stop (self, 0, GS_SHIFT_CANCEL);
  return TRUE;
}
