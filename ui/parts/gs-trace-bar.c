/* gs-trace-bar.c: when a trace was recorded, as a bar on an axis that several share
 * SPDX-License-Identifier: MIT
 */
#include "parts/gs-trace-bar.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/gs-time-text.h"
#include "draw/gs-ticks.h"

#define HEIGHT 14
#define MIN_WIDTH 160

/* px: below the bar, for the scale; from a tick to the next, at least. */
#define SCALE_HEIGHT 16
#define TICK_DISTANCE 76
#define TICK 4

struct _GsTraceBar
{
  GtkWidget parent_instance;
  GsSpan span;
  GsSpan axis;
  GsRole role;
};

G_DEFINE_FINAL_TYPE (GsTraceBar, gs_trace_bar, GTK_TYPE_WIDGET)

/* Blue for hosts, green for guests, grey for what is not used or not known; told apart by words as well. */
static GdkRGBA
gs_trace_bar_get_colour (GsRole role)
{
  switch (role)
    {
    case GS_ROLE_HOST:
      return (GdkRGBA){ 0.21, 0.52, 0.89, 1.0 };
    case GS_ROLE_GUEST:
      return (GdkRGBA){ 0.20, 0.66, 0.40, 1.0 };
    case GS_ROLE_UNKNOWN:
    case GS_ROLE_IGNORE:
    default:
      return (GdkRGBA){ 0.55, 0.55, 0.55, 0.7 };
    }
}

static void
gs_trace_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                      int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : HEIGHT + SCALE_HEIGHT;
}

/* A line, and the time right of it where there is room for that. */
static void
gs_trace_bar_draw_tick (GsTraceBar *self, GtkSnapshot *snapshot, PangoLayout *layout, gint64 time, gint64 step,
                        double y)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double x = (double) (time - self->axis.begin) / (double) gs_span_duration (self->axis) * width;
  g_autofree char *text = gs_ticks_dup_label (NULL, time, step);
  PangoRectangle extents;
  GdkRGBA colour;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &colour);
  colour.alpha *= 0.7f;
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT ((float) floor (x), y, 1, TICK));
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  if (x + extents.width > width)
    return;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) floor (x), y + TICK - 1));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}

/* @y: where the bar ends */
static void
gs_trace_bar_draw_scale (GsTraceBar *self, GtkSnapshot *snapshot, double y)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  gint64 step = gs_ticks_get_step (self->axis, gtk_widget_get_width (GTK_WIDGET (self)), TICK_DISTANCE);

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_X_SMALL));
  pango_layout_set_attributes (layout, attributes);
  for (gint64 time = gs_ticks_get_first (NULL, self->axis.begin, step); time < self->axis.end; time += step)
    gs_trace_bar_draw_tick (self, snapshot, layout, time, step, y);
}

static void
gs_trace_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsTraceBar *self = GS_TRACE_BAR (widget);
  double width = gtk_widget_get_width (widget), top = (gtk_widget_get_height (widget) - HEIGHT - SCALE_HEIGHT) / 2.0;
  GdkRGBA colour = gs_trace_bar_get_colour (self->role);
  double scale, begin, length;
  GdkRGBA trough;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &trough);
  trough.alpha = 0.1;
  gtk_snapshot_append_color (snapshot, &trough, &GRAPHENE_RECT_INIT (0, top, width, HEIGHT));
  if (self->span.begin == GS_TIME_NONE || self->axis.begin == GS_TIME_NONE || self->axis.end <= self->axis.begin)
    return;

  scale = width / (double) (self->axis.end - self->axis.begin);
  begin = CLAMP ((double) (self->span.begin - self->axis.begin) * scale, 0.0, width - 2.0);
  length = CLAMP ((double) (self->span.end - self->span.begin) * scale, 2.0, width - begin);
  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (begin, top, length, HEIGHT));
  gs_trace_bar_draw_scale (self, snapshot, top + HEIGHT);
}

static void
gs_trace_bar_class_init (GsTraceBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = gs_trace_bar_measure;
  widget_class->snapshot = gs_trace_bar_snapshot;
  gtk_widget_class_set_css_name (widget_class, "tracebar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_trace_bar_init (GsTraceBar *self)
{
  self->span = self->axis = (GsSpan){ GS_TIME_NONE, GS_TIME_NONE };
}

GtkWidget *
gs_trace_bar_new (void)
{
  return g_object_new (GS_TYPE_TRACE_BAR, "hexpand", TRUE, "valign", GTK_ALIGN_CENTER, NULL);
}

/**
 * gs_trace_bar_set:
 * @span: of the trace; GS_TIME_NONE where it has no event
 * @axis: of all traces
 */
void
gs_trace_bar_set (GsTraceBar *self, GsSpan span, GsSpan axis, GsRole role)
{
  g_autofree char *text = NULL;

  self->span = span;
  self->axis = axis;
  self->role = role;
  if (span.begin != GS_TIME_NONE)
    {
      g_autofree char *begin = gs_time_text_dup_clock (span.begin, 1000000);
      g_autofree char *end = gs_time_text_dup_clock (span.end, 1000000);
      g_autofree char *duration = gs_time_text_dup_duration (span.end - span.begin, 1000000);

      /* Translators: from, to, duration */
      text = g_strdup_printf (_ ("%s to %s: %s"), begin, end, duration);
    }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text != NULL ? text : _ ("No event"), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
