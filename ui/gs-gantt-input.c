/* gs-gantt-input.c: pointer, wheel, pinch and keys of a gantt
 * SPDX-License-Identifier: MIT
 */
#include "gs-gantt-private.h"

#include <math.h>

#include "gs-hover.h"
#include "gs-scene.h"

#define WHEEL_ZOOM 1.25
#define KEY_ZOOM 1.5
#define WHEEL_ROWS 3

/* Share of the visible range that one step pans. */
#define PAN_STEP 0.15

/* A press that moves less is a click; in pixels. */
#define CLICK_DISTANCE 4

static gint64
gs_gantt_get_time (GsGantt *self, double x)
{
  double right = gtk_widget_get_width (GTK_WIDGET (self->chart)) - 1;

  return gs_gantt_chart_get_column (self->chart, CLAMP (x, 0, MAX (right, 0))).begin;
}

static void
gs_gantt_pan_by (GsGantt *self, double share)
{
  double width = (double) gs_span_duration (gs_session_get_visible (self->session));

  gs_session_pan (self->session, (gint64) copysign (MAX (fabs (share) * width, 1), share));
}

static gboolean
gs_gantt_scrolled (GsGantt *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_CONTROL_MASK)
    {
      gint64 time = gs_gantt_get_time (self, self->pointer_x);

      if (time != GS_TIME_NONE && dy != 0)
        gs_session_zoom_at (self->session, time, pow (WHEEL_ZOOM, -dy));
    }
  else if (state & GDK_SHIFT_MASK)
    {
      gs_gantt_pan_by (self, (dy != 0 ? dy : dx) * PAN_STEP);
    }
  else
    {
      if (dx != 0)
        gs_gantt_pan_by (self, dx * PAN_STEP);
      if (dy != 0)
        gtk_adjustment_set_value (self->vertical,
                                  gtk_adjustment_get_value (self->vertical) + round (dy * WHEEL_ROWS * gs_session_get_row_height (self->session)));
    }
  gs_gantt_update_pointer (self);
  return GDK_EVENT_STOP;
}

static void
gs_gantt_moved (GsGantt *self, double x, double y, GtkEventControllerMotion *controller)
{
  /* GTK tells where the pointer is again when something beside it changes. */
  if (self->ignores_pointer && x == self->pointer_x && y == self->pointer_y)
    return;
  self->ignores_pointer = FALSE;
  self->has_pointer = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  gs_gantt_update_pointer (self);
}

static void
gs_gantt_left (GsGantt *self, GtkEventControllerMotion *controller)
{
  self->has_pointer = FALSE;
  gs_gantt_update_pointer (self);
}

static gboolean
gs_gantt_is_selecting (GtkGesture *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  return (state & GDK_SHIFT_MASK) != 0;
}

static void
gs_gantt_drag_begin (GsGantt *self, double x, double y, GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));

  if (button != GDK_BUTTON_PRIMARY && button != GDK_BUTTON_MIDDLE)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->chart));
  self->drag_visible = gs_session_get_visible (self->session);
  self->drag_value = gtk_adjustment_get_value (self->vertical);
  self->drag_time = gs_gantt_get_time (self, x);
  self->is_dragging = FALSE;
  self->shift = GS_GANTT_SHIFT_NONE;
  if (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) & GDK_ALT_MASK)
    gs_gantt_shift_press (self, y);
}

static void
gs_gantt_drag_update (GsGantt *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y, width = MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);
  GsSpan visible = gs_session_get_visible (self->session);
  gint64 delta;

  if (!self->is_dragging && fabs (dx) < CLICK_DISTANCE && fabs (dy) < CLICK_DISTANCE)
    return;
  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  self->is_dragging = TRUE;
  if (gs_gantt_shift_drag (self, x + dx, y + dy, dx))
    return;
  if (gs_gantt_is_selecting (GTK_GESTURE (gesture)))
    {
      gint64 time = gs_gantt_get_time (self, x + dx);

      if (time != GS_TIME_NONE && self->drag_time != GS_TIME_NONE)
        gs_session_set_selection (self->session, (GsSpan) { self->drag_time, time });
      return;
    }
  delta = (gint64) (-dx / width * (double) gs_span_duration (self->drag_visible));
  gs_session_pan (self->session, self->drag_visible.begin + delta - visible.begin);
  gtk_adjustment_set_value (self->vertical, self->drag_value - dy);
}

/* A click keeps the time and the row. */
static void
gs_gantt_clicked (GsGantt *self, double x, double y)
{
  gint64 time = gs_gantt_get_time (self, x);
  guint index;

  if (gs_gantt_chart_get_row (self->chart, y, &index))
    gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->list, index)));
  if (time != GS_TIME_NONE)
    gs_session_set_cursor (self->session, time);
}

static void
gs_gantt_drag_end (GsGantt *self, double dx, double dy, GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  double x, y;

  if (!self->is_dragging && button == GDK_BUTTON_PRIMARY && gtk_gesture_drag_get_start_point (gesture, &x, &y))
    gs_gantt_clicked (self, x, y);
  gs_gantt_shift_release (self, dx);
  self->is_dragging = FALSE;
  gs_gantt_update_pointer (self);
}

static void
gs_gantt_pinch_begin (GsGantt *self, GdkEventSequence *sequence, GtkGesture *gesture)
{
  double x, y;

  self->drag_visible = gs_session_get_visible (self->session);
  if (gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    self->drag_time = gs_gantt_get_time (self, x);
}

static void
gs_gantt_pinched (GsGantt *self, double scale, GtkGestureZoom *gesture)
{
  double width = (double) gs_span_duration (gs_session_get_visible (self->session));
  double wanted = (double) gs_span_duration (self->drag_visible) / MAX (scale, 1e-9);

  if (self->drag_time != GS_TIME_NONE && wanted > 0)
    gs_session_zoom_at (self->session, self->drag_time, width / wanted);
}

static void
gs_gantt_copy (GsGantt *self)
{
  g_autofree char *text = gs_gantt_describe (self);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
gs_gantt_toggle_row (GsGantt *self)
{
  guint index;
  GsRow *row;

  if (!gs_row_list_find (self->list, gs_session_get_highlight (self->session), &index))
    return;
  row = gs_row_list_get (self->list, index);
  gs_row_list_set_expanded (self->list, row, !gs_row_list_is_expanded (self->list, row));
}

static gboolean
gs_gantt_control_key (GsGantt *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      gs_session_fit (self->session);
      return GDK_EVENT_STOP;
    case GDK_KEY_c:
      gs_gantt_copy (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      gs_session_zoom (self->session, KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gs_session_zoom (self->session, 1 / KEY_ZOOM);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

/* Zooms where the pointer is, or else at the cursor. */
static void
gs_gantt_key_zoom (GsGantt *self, double factor)
{
  gint64 time = self->has_pointer ? gs_gantt_get_time (self, self->pointer_x) : GS_TIME_NONE;

  if (time != GS_TIME_NONE)
    gs_session_zoom_at (self->session, time, factor);
  else
    gs_session_zoom (self->session, factor);
  gs_gantt_update_pointer (self);
}

static gboolean
gs_gantt_move_key (GsGantt *self, guint key)
{
  guint page = gtk_adjustment_get_page_size (self->vertical) / gs_session_get_row_height (self->session);

  switch (key)
    {
    case GDK_KEY_Left:
      gs_gantt_previous_change (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Right:
      gs_gantt_next_change (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
      gs_gantt_move_row (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      gs_gantt_move_row (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      gs_gantt_move_row (self, -(int) MAX (page, 1));
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      gs_gantt_move_row (self, (int) MAX (page, 1));
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
gs_gantt_key_pressed (GsGantt *self, guint key, guint code, GdkModifierType state, GtkEventController *controller)
{
  if (state & GDK_CONTROL_MASK)
    return gs_gantt_control_key (self, key);
  /* Alt may still be held from a drag that moves a clock. */
  if (key == GDK_KEY_Escape && gs_gantt_shift_cancel (self))
    return GDK_EVENT_STOP;
  if (state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;

  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_w:
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      gs_gantt_key_zoom (self, KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_s:
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gs_gantt_key_zoom (self, 1 / KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_a:
      gs_gantt_pan_by (self, -PAN_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_d:
      gs_gantt_pan_by (self, PAN_STEP);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_space:
      gs_gantt_toggle_row (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (!gs_session_has_selection (self->session))
        return GDK_EVENT_PROPAGATE;
      gs_session_clear_selection (self->session);
      return GDK_EVENT_STOP;
    default:
      return gs_gantt_move_key (self, key);
    }
}

static void
gs_gantt_add_drag (GsGantt *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (gs_gantt_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (gs_gantt_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (gs_gantt_drag_end), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), GTK_EVENT_CONTROLLER (drag));
}

static void
gs_gantt_add_scroll (GsGantt *self, GtkWidget *widget)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (gs_gantt_scrolled), self);
  gtk_widget_add_controller (widget, scroll);
}

/* Main thread only; once, when the children are there. */
void
gs_gantt_add_input (GsGantt *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (gs_gantt_moved), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (gs_gantt_moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (gs_gantt_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), motion);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_gantt_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), keys);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (gs_gantt_pinch_begin), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (gs_gantt_pinched), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), GTK_EVENT_CONTROLLER (pinch));
  gs_gantt_add_drag (self);
  gs_gantt_add_scroll (self, GTK_WIDGET (self->chart));
  gs_gantt_add_scroll (self, self->names);
}
