/* gs-gantt-touch.c: what fingers do to a gantt beyond what a pointer does
 * SPDX-License-Identifier: MIT
 *
 * Two of them zoom and pan at once, one that stays for a while opens the menu. Either
 * takes the fingers for itself, which ends the drag that the first one had begun.
 */
#include "gantt/gs-gantt-private.h"

#include <math.h>

static void
gs_gantt_pinch_begin (GsGantt *self, GdkEventSequence *sequence, GtkGesture *gesture)
{
  GsSpan visible = gs_session_get_visible (self->session);
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);
  double x;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  self->drag_visible = visible;
  self->drag_value = gtk_adjustment_get_value (self->vertical);
  self->drag_time = GS_TIME_NONE;
  if (gtk_gesture_get_bounding_box_center (gesture, &x, &self->pinch_y))
    self->drag_time = visible.begin + llround (x / width * (double) gs_span_duration (visible));
}

/* How long the visible range becomes, ns. */
static gint64
gs_gantt_get_pinched_width (GsGantt *self, double scale)
{
  gint64 full = gs_span_duration (gs_session_get_full (self->session));
  double wanted = (double) gs_span_duration (self->drag_visible) / MAX (scale, 1e-9);

  return MAX (llround (MIN (wanted, (double) full)), MIN (GS_SESSION_MIN_WIDTH, full));
}

/* The time that was between the fingers stays there, wherever they go; likewise the row. */
static void
gs_gantt_pinched (GsGantt *self, double scale, GtkGesture *gesture)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);
  gint64 wanted = gs_gantt_get_pinched_width (self, scale);
  GsSpan visible;
  double x, y;

  if (self->drag_time == GS_TIME_NONE || wanted <= 0 || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  visible.begin = self->drag_time - llround (x / width * (double) wanted);
  visible.end = visible.begin + wanted;
  gs_session_set_visible (self->session, visible);
  gtk_adjustment_set_value (self->vertical, self->drag_value + self->pinch_y - y);
  gs_gantt_update_pointer (self);
}

static void
gs_gantt_long_pressed (GsGantt *self, double x, double y, GtkGesture *gesture)
{
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gs_gantt_popup_menu (self, x, y);
}

/* Main thread only; once, when the children are there. */
void
gs_gantt_add_touch (GsGantt *self)
{
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *rest = gtk_gesture_long_press_new ();

  /* A second finger is the pinch's before the drag takes it for an end. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (pinch), GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (gs_gantt_pinch_begin), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (gs_gantt_pinched), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), GTK_EVENT_CONTROLLER (pinch));
  gtk_gesture_single_set_touch_only (GTK_GESTURE_SINGLE (rest), TRUE);
  g_signal_connect_swapped (rest, "pressed", G_CALLBACK (gs_gantt_long_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), GTK_EVENT_CONTROLLER (rest));
}
