/* gs-clock-chart.c: a clock's constraints and its health over time, to look into
 * SPDX-License-Identifier: MIT
 *
 * The wheel zooms the offsets around the line, with Ctrl the time at the pointer;
 * dragging moves through the time; a double click shows everything again.
 */
#include "clocks/gs-clock-chart.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"

#define FONT "Sans 9"
#define HEALTH_HEIGHT 84
#define WHEEL_ZOOM 1.3
#define MIN_TIME 1000 /* ns: the time is not zoomed in further */
#define PAN_STEP 0.15

struct _GsClockChart
{
  GtkWidget parent_instance;

  GsClockReport *report; /* NULL: nothing to show yet */
  GsSpan span;           /* the machine's */
  GsClockView view;
  gboolean is_fit; /* the next report is shown as a whole, too */
  double pointer_x;
  GsSpan drag_time;
};

G_DEFINE_FINAL_TYPE (GsClockChart, gs_clock_chart, GTK_TYPE_WIDGET)

static void
gs_clock_chart_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsClockChart *self = GS_CLOCK_CHART (widget);
  const GsPalette *palette = gs_widget_get_palette (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget), below;
  cairo_t *cr;

  if (width <= 0 || height <= 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gs_pen_set_colour (cr, palette->background, 1);
  cairo_paint (cr);
  if (self->report != NULL)
    {
      below = self->report->health->len > 0 ? MIN (HEALTH_HEIGHT, height / 2) : 0;
      gs_clock_plot_draw (cr, palette, FONT, self->report, &self->view, width, height - below);
      cairo_translate (cr, 0, height - below);
      if (below > 0)
        gs_clock_health_draw (cr, palette, FONT, self->report, &self->view, width, below);
    }
  cairo_destroy (cr);
}

static void
gs_clock_chart_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : 200;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 340;
}

/* Keeps the view inside the machine's time. */
static void
gs_clock_chart_set_time (GsClockChart *self, gint64 begin, gint64 width)
{
  gint64 full = MAX (gs_span_duration (self->span), 1);

  width = CLAMP (width, MIN (MIN_TIME, full), full);
  begin = CLAMP (begin, self->span.begin, self->span.begin + full - width);
  self->view.time = (GsSpan){ begin, begin + width };
  self->is_fit = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gs_clock_chart_zoom_time (GsClockChart *self, double x, double factor)
{
  GsClockArea area = gs_clock_plot_get_area (gtk_widget_get_width (GTK_WIDGET (self)),
                                             gtk_widget_get_height (GTK_WIDGET (self)));
  double share = CLAMP ((x - area.x) / area.width, 0, 1);
  double old = (double) gs_span_duration (self->view.time), width = old / factor;

  gs_clock_chart_set_time (self, self->view.time.begin + llround (share * (old - width)), llround (width));
}

/**
 * gs_clock_chart_zoom:
 * @factor: above 1 shows smaller offsets
 */
void
gs_clock_chart_zoom (GsClockChart *self, double factor)
{
  g_return_if_fail (GS_IS_CLOCK_CHART (self));

  self->view.reach = CLAMP (self->view.reach / factor, GS_CLOCK_MIN_REACH, GS_CLOCK_MAX_REACH);
  self->is_fit = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Shows all of the time, and the corridor. */
void
gs_clock_chart_fit (GsClockChart *self)
{
  g_return_if_fail (GS_IS_CLOCK_CHART (self));

  self->is_fit = TRUE;
  if (self->report != NULL)
    self->view = gs_clock_plot_get_view (self->report, self->span);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gs_clock_chart_moved (GsClockChart *self, double x, double y)
{
  self->pointer_x = x;
}

static gboolean
gs_clock_chart_scrolled (GsClockChart *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (self->report == NULL)
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_CONTROL_MASK)
    gs_clock_chart_zoom_time (self, self->pointer_x, pow (WHEEL_ZOOM, -dy));
  else
    gs_clock_chart_zoom (self, pow (WHEEL_ZOOM, -dy));
  return GDK_EVENT_STOP;
}

static void
gs_clock_chart_drag_begin (GsClockChart *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_time = self->view.time;
}

static void
gs_clock_chart_drag_update (GsClockChart *self, double dx, double dy)
{
  GsClockArea area = gs_clock_plot_get_area (gtk_widget_get_width (GTK_WIDGET (self)), 100);
  gint64 width = gs_span_duration (self->drag_time);

  if (self->report != NULL && dx != 0)
    gs_clock_chart_set_time (self, self->drag_time.begin - llround (dx / area.width * (double) width), width);
}

static void
gs_clock_chart_clicked (GsClockChart *self, int n_press, double x, double y)
{
  if (n_press == 2)
    gs_clock_chart_fit (self);
}

static gboolean
gs_clock_chart_key_pressed (GsClockChart *self, guint key, guint code, GdkModifierType state)
{
  gint64 width = gs_span_duration (self->view.time);
  gint64 step = (gint64) (PAN_STEP * (double) width);

  if (self->report == NULL || state & (GDK_ALT_MASK | GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_plus:
    case GDK_KEY_KP_Add:
      gs_clock_chart_zoom (self, WHEEL_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gs_clock_chart_zoom (self, 1 / WHEEL_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_w:
    case GDK_KEY_s:
      gs_clock_chart_zoom_time (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                                key == GDK_KEY_w ? WHEEL_ZOOM : 1 / WHEEL_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      gs_clock_chart_set_time (self, self->view.time.begin + (key == GDK_KEY_Left ? -step : step), width);
      return GDK_EVENT_STOP;
    case GDK_KEY_0:
      gs_clock_chart_fit (self);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
gs_clock_chart_finalize (GObject *object)
{
  g_clear_pointer (&GS_CLOCK_CHART (object)->report, gs_clock_report_free);
  G_OBJECT_CLASS (gs_clock_chart_parent_class)->finalize (object);
}

static void
gs_clock_chart_class_init (GsClockChartClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = gs_clock_chart_finalize;
  widget_class->snapshot = gs_clock_chart_snapshot;
  widget_class->measure = gs_clock_chart_measure;
  gtk_widget_class_set_css_name (widget_class, "clock-chart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_clock_chart_add_input (GsClockChart *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (gs_clock_chart_scrolled), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (gs_clock_chart_moved), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_clock_chart_key_pressed), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (gs_clock_chart_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (gs_clock_chart_drag_update), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (gs_clock_chart_clicked), self);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, keys);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

static void
gs_clock_chart_init (GsClockChart *self)
{
  self->is_fit = TRUE;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Constraints on the clock"),
                                  -1);
  gs_clock_chart_add_input (self);
}

/* What the picture shows, in words, for those who can't see it. */
static void
gs_clock_chart_describe (GsClockChart *self)
{
  g_autofree char *text = NULL;

  guint n_rejected = 0;

  for (guint i = 0; self->report != NULL && i < self->report->points->len; i++)
    n_rejected += g_array_index (self->report->points, GsClockReportPoint, i).is_rejected;
  if (self->report != NULL)
    text = g_strdup_printf (_ ("Points: %u, rejected: %u"), self->report->points->len, n_rejected);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text != NULL ? text : "",
                                  -1);
}

/**
 * gs_clock_chart_set_report:
 * @report: (transfer full) (nullable): what to show
 * @span: of the machine, on its own clock
 *
 * A part that was zoomed into stays, as long as it is the same machine's.
 */
void
gs_clock_chart_set_report (GsClockChart *self, GsClockReport *report, GsSpan span)
{
  gboolean is_same;

  g_return_if_fail (GS_IS_CLOCK_CHART (self));

  is_same = self->report != NULL && report != NULL && self->report->machine == report->machine
            && self->span.begin == span.begin && self->span.end == span.end;
  g_clear_pointer (&self->report, gs_clock_report_free);
  self->report = report;
  self->span = span;
  if (!is_same || self->is_fit)
    gs_clock_chart_fit (self);
  gs_clock_chart_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
