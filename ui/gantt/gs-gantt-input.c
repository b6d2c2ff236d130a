/* gs-gantt-input.c: pointer and wheel of a gantt
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include <math.h>

#include "rows/gs-hover.h"
#include "rows/gs-scene.h"

#define WHEEL_ZOOM 1.25
#define WHEEL_ROWS 3

/* Share of the visible range that one step pans. */
#define PAN_STEP 0.15

/* A press that moves less is a click; in pixels, a finger's are more. */
#define CLICK_DISTANCE 4
#define TAP_DISTANCE 8

/* As near as that, edges of states attract the ends of what is selected; in pixels. */
#define SNAP_DISTANCE 6

/* By which a turn of the wheel changes the rows' height. */
#define HEIGHT_FACTOR 1.2

void
gs_gantt_pan_by (GsGantt *self, double share)
{
  double width = (double) gs_span_duration (gs_session_get_visible (self->session));

  gs_session_pan (self->session, (gint64) copysign (MAX (fabs (share) * width, 1), share));
}

/* The row under the pointer stays under it; over pinned rows, the first scrolling row stays in its place. */
static void
gs_gantt_change_height (GsGantt *self, double steps)
{
  GsRowLayout layout = gs_gantt_chart_get_layout (self->chart);
  double y = self->pointer_y < gs_row_layout_get_frozen_height (&layout) ? 0 : self->pointer_y;
  double row = (gtk_adjustment_get_value (self->vertical) + y) / layout.row_height;
  int wanted;

  if (steps == 0)
    return;
  wanted = (int) lround (layout.row_height * pow (HEIGHT_FACTOR, -steps));
  if (wanted == layout.row_height)
    wanted += steps < 0 ? 1 : -1;
  gs_session_set_row_height (self->session, wanted);
  gtk_adjustment_set_value (self->vertical, round (row * gs_session_get_row_height (self->session) - y));
}

static gboolean
gs_gantt_scrolled (GsGantt *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if ((state & GDK_CONTROL_MASK) && (state & GDK_SHIFT_MASK))
    {
      gs_gantt_change_height (self, dy != 0 ? dy : dx);
    }
  else if (state & GDK_CONTROL_MASK)
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
                                  gtk_adjustment_get_value (self->vertical)
                                      + round (dy * WHEEL_ROWS * gs_gantt_chart_get_layout (self->chart).row_height));
    }
  gs_gantt_update_pointer (self);
  return GDK_EVENT_STOP;
}

static void
gs_gantt_moved (GsGantt *self, double x, double y, GtkEventControllerMotion *controller)
{
  /* GTK reports the pointer again, where it was, when something beside it changes. */
  if (self->ignores_pointer && x == self->pointer_x && y == self->pointer_y)
    return;
  self->ignores_pointer = FALSE;
  self->has_pointer = TRUE;
  self->pointer_x = x;
  self->pointer_y = y;
  gs_gantt_update_pointer (self);
}

/* A view that has just been shown may appear under a pointer that does not move. */
static void
gs_gantt_entered (GsGantt *self, double x, double y, GtkEventControllerMotion *controller)
{
  gboolean rests = self->is_new && self->ignores_pointer;

  self->is_new = FALSE;
  if (!rests)
    {
      gs_gantt_moved (self, x, y, controller);
      return;
    }
  self->pointer_x = x;
  self->pointer_y = y;
}

static void
gs_gantt_left (GsGantt *self, GtkEventControllerMotion *controller)
{
  self->has_pointer = FALSE;
  gs_gantt_update_pointer (self);
}

static GdkModifierType
gs_gantt_get_modifiers (GtkGesture *gesture)
{
  return gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
}

static gboolean
gs_gantt_is_touch (GtkGesture *gesture)
{
  return gtk_gesture_get_last_updated_sequence (gesture) != NULL;
}

/* The time at @x, or the edge of a state of the row there that is near; Alt leaves it. */
static gint64
gs_gantt_snap (GsGantt *self, double x, double y, GdkModifierType state)
{
  gint64 time = gs_gantt_get_time (self, x);
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);
  double reach = SNAP_DISTANCE / width * (double) gs_span_duration (gs_session_get_visible (self->session));
  g_autoptr (GsTrack) track = NULL;
  guint index;

  if (time == GS_TIME_NONE || (state & GDK_ALT_MASK) || !gs_gantt_chart_get_row (self->chart, y, &index))
    return time;
  track = gs_row_peek_track (gs_row_list_get (self->list, index));
  return track != NULL ? gs_seek_snap (track, time, (gint64) reach) : time;
}

static void
gs_gantt_drag_begin (GsGantt *self, double x, double y, GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  GdkModifierType state = gs_gantt_get_modifiers (GTK_GESTURE (gesture));

  self->is_dragging = FALSE;
  self->shift = GS_GANTT_SHIFT_NONE;
  if (button < GDK_BUTTON_PRIMARY || button > GDK_BUTTON_SECONDARY)
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  gtk_widget_grab_focus (GTK_WIDGET (self->chart));
  self->drag_visible = gs_session_get_visible (self->session);
  self->drag_value = gtk_adjustment_get_value (self->vertical);
  self->drag = GS_GANTT_DRAG_PAN;
  if (button == GDK_BUTTON_SECONDARY)
    self->drag = GS_GANTT_DRAG_BAND;
  else if (button == GDK_BUTTON_PRIMARY && (state & GDK_SHIFT_MASK))
    self->drag = GS_GANTT_DRAG_SELECT;
  else if (state & GDK_ALT_MASK)
    gs_gantt_shift_press (self, y);
  self->drag_time = self->drag == GS_GANTT_DRAG_SELECT ? gs_gantt_snap (self, x, y, state) :
                                                         gs_gantt_get_time (self, x);
}

static void
gs_gantt_drag_pan (GsGantt *self, double dx, double dy)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self->chart)), 1);
  gint64 delta = (gint64) (-dx / width * (double) gs_span_duration (self->drag_visible));

  gs_session_pan (self->session, self->drag_visible.begin + delta - gs_session_get_visible (self->session).begin);
  gtk_adjustment_set_value (self->vertical, self->drag_value - dy);
}

static void
gs_gantt_drag_update (GsGantt *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double least = gs_gantt_is_touch (GTK_GESTURE (gesture)) ? TAP_DISTANCE : CLICK_DISTANCE, x, y;
  gint64 time;

  if (!self->is_dragging && fabs (dx) < least && fabs (dy) < least)
    return;
  if (self->drag == GS_GANTT_DRAG_NONE || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!self->is_dragging)
    {
      self->is_dragging = TRUE;
      gs_gantt_update_pointer (self);
    }
  if (gs_gantt_shift_drag (self, x + dx, y + dy, dx))
    return;
  if (self->drag == GS_GANTT_DRAG_PAN)
    {
      gs_gantt_drag_pan (self, dx, dy);
      return;
    }
  time = self->drag == GS_GANTT_DRAG_BAND ?
             gs_gantt_get_time (self, x + dx) :
             gs_gantt_snap (self, x + dx, y + dy, gs_gantt_get_modifiers (GTK_GESTURE (gesture)));
  if (time == GS_TIME_NONE || self->drag_time == GS_TIME_NONE)
    return;
  if (self->drag == GS_GANTT_DRAG_BAND)
    {
      gs_session_set_band (self->session, (GsSpan){ self->drag_time, time });
      return;
    }
  self->anchor = self->drag_time;
  gs_session_set_selection (self->session, (GsSpan){ self->drag_time, time });
  gs_session_set_cursor (self->session, time);
}

/* A click keeps the time and the row; with Shift it moves the selection's end there. */
static void
gs_gantt_clicked (GsGantt *self, double x, double y, GdkModifierType state)
{
  gint64 time = gs_gantt_snap (self, x, y, state), cursor = gs_session_get_cursor (self->session);
  guint index;

  if (gs_gantt_chart_get_row (self->chart, y, &index))
    gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->list, index)));
  if (time == GS_TIME_NONE)
    return;
  if (self->drag == GS_GANTT_DRAG_SELECT)
    {
      if (self->anchor == GS_TIME_NONE || !gs_session_has_selection (self->session))
        self->anchor = cursor;
      if (self->anchor != GS_TIME_NONE)
        gs_session_set_selection (self->session, (GsSpan){ self->anchor, time });
    }
  else
    {
      self->anchor = GS_TIME_NONE;
      time = (state & GDK_ALT_MASK) ? time : gs_gantt_get_time (self, x);
    }
  gs_session_set_cursor (self->session, time);
}

static void
gs_gantt_band_end (GsGantt *self, double x, double y)
{
  GsSpan band = gs_session_get_band (self->session);

  if (!self->is_dragging)
    {
      gs_gantt_popup_menu (self, x, y);
      return;
    }
  gs_session_set_band (self->session, (GsSpan){ 0, 0 });
  if (gs_span_duration (band) > 0)
    gs_session_jump (self->session, band);
}

static void
gs_gantt_drag_end (GsGantt *self, double dx, double dy, GtkGestureDrag *gesture)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  double x = 0, y = 0;
  gboolean has_start = gtk_gesture_drag_get_start_point (gesture, &x, &y);

  gboolean is_click = !self->is_dragging && button == GDK_BUTTON_PRIMARY && has_start
                      && self->drag != GS_GANTT_DRAG_NONE;

  if (self->drag == GS_GANTT_DRAG_BAND)
    gs_gantt_band_end (self, x, y);
  else if (is_click)
    gs_gantt_clicked (self, x, y, gs_gantt_get_modifiers (GTK_GESTURE (gesture)));
  gs_gantt_shift_release (self, dx);
  self->is_dragging = FALSE;
  /* A lifted finger points at nothing: the card describes the cursor that it set. */
  if (is_click && gs_gantt_is_touch (GTK_GESTURE (gesture)))
    gs_gantt_point_at (self);
  else
    gs_gantt_update_pointer (self);
}

/**
 * gs_gantt_cancel_drag:
 *
 * Gives up the range that is being drawn.
 */
void
gs_gantt_cancel_drag (GsGantt *self)
{
  gs_session_set_band (self->session, (GsSpan){ 0, 0 });
  self->drag_time = GS_TIME_NONE;
}

/* Twice: zooms to the state, or opens a row that has none. */
static void
gs_gantt_released (GsGantt *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  GsRow *row;
  guint index;

  if (n_press != 2 || !gs_gantt_chart_get_row (self->chart, y, &index))
    return;
  row = gs_row_list_get (self->list, index);
  if (gs_row_has_track (row))
    gs_gantt_zoom_to_state (self);
  else
    gs_row_list_set_expanded (self->list, row, !gs_row_list_is_expanded (self->list, row));
}

static void
gs_gantt_add_scroll (GsGantt *self, GtkWidget *widget)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (gs_gantt_scrolled), self);
  gtk_widget_add_controller (widget, scroll);
}

/* The menu of a row's name. */
static void
gs_gantt_name_pressed (GsGantt *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  guint index;

  if (!gs_gantt_chart_get_row (self->chart, y, &index))
    return;
  gtk_widget_grab_focus (self->names);
  gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->list, index)));
  gs_gantt_popup_row_menu (self, self->names, x, y);
}

static void
gs_gantt_add_names_input (GsGantt *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (gs_gantt_name_pressed), self);
  gtk_widget_add_controller (self->names, GTK_EVENT_CONTROLLER (click));
  gs_gantt_add_scroll (self, self->names);
}

/* Another gesture took the press: it is neither a click nor a drag any more. */
static void
gs_gantt_drag_lost (GsGantt *self)
{
  gs_gantt_shift_cancel (self);
  gs_gantt_cancel_drag (self);
  self->drag = GS_GANTT_DRAG_NONE;
}

static void
gs_gantt_drag_state_changed (GsGantt *self, GdkEventSequence *sequence, GtkEventSequenceState state,
                             GtkGesture *gesture)
{
  if (state == GTK_EVENT_SEQUENCE_DENIED)
    gs_gantt_drag_lost (self);
}

static void
gs_gantt_drag_cancelled (GsGantt *self, GdkEventSequence *sequence, GtkGesture *gesture)
{
  gs_gantt_drag_lost (self);
}

static void
gs_gantt_add_drag (GsGantt *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (gs_gantt_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (gs_gantt_drag_update), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (gs_gantt_drag_end), self);
  g_signal_connect_swapped (drag, "cancel", G_CALLBACK (gs_gantt_drag_cancelled), self);
  g_signal_connect_swapped (drag, "sequence-state-changed", G_CALLBACK (gs_gantt_drag_state_changed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), GTK_EVENT_CONTROLLER (drag));
}

/* Main thread only; once, when the children are there. */
void
gs_gantt_add_input (GsGantt *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (gs_gantt_entered), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (gs_gantt_moved), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (gs_gantt_left), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), motion);
  g_signal_connect_swapped (click, "released", G_CALLBACK (gs_gantt_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self->chart), GTK_EVENT_CONTROLLER (click));
  gs_gantt_add_drag (self);
  gs_gantt_add_touch (self);
  gs_gantt_add_scroll (self, GTK_WIDGET (self->chart));
  gs_gantt_add_names_input (self);
}
