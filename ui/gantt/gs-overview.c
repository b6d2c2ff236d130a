/* gs-overview.c: the whole experiment in a strip, with the visible range in it
 * SPDX-License-Identifier: MIT
 *
 * Shows the shares of all vCPUs (in the view of physical CPUs: of these) added up.
 */
#include "gantt/gs-overview.h"

#include <glib/gi18n.h>
#include <math.h>

#include "draw/gs-painter-stack.h"
#include "draw/gs-painter.h"
#include "draw/gs-pen.h"
#include "gantt/gs-gantt-chart.h"
#include "rows/gs-row-maker.h"

/* More tracks than that are not added up: it is drawn in the main loop. */
#define MAX_TRACKS 64

#define MARGIN 4

/* The least width that the visible range is drawn with, in pixels. */
#define MIN_WINDOW 3

struct _GsOverview
{
  GtkWidget parent_instance;

  const GsView *view;
  GsSession *session;
  GsTimeline *timeline;
  cairo_surface_t *surface; /* in the display's pixels */
  const GsPalette *surface_palette;
  gint64 drag_offset; /* ns from the visible range's begin to where it was taken */
};

G_DEFINE_FINAL_TYPE (GsOverview, gs_overview, GTK_TYPE_WIDGET)

static void
gs_overview_forget_surface (GsOverview *self)
{
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Adds a track, where it is made; where it isn't, the strip is drawn again then. */
static void
gs_overview_add (GsOverview *self, GPtrArray *tracks, GsLazyTrack *track)
{
  GsTrack *made = gs_row_maker_ref_track (gs_row_maker_get_default (), self->timeline, track);

  if (made != NULL)
    g_ptr_array_add (tracks, made);
}

/* Of a guest that has no place yet, nothing can be added up. */
static gboolean
gs_overview_is_known (GsOverview *self, guint machine)
{
  return gs_timeline_get_known (self->timeline, machine).end > self->timeline->span.begin;
}

/* The tracks that are added up, and whose states they hold. */
static GPtrArray *
gs_overview_collect (GsOverview *self, GsRows *rows)
{
  GPtrArray *tracks = g_ptr_array_new_with_free_func ((GDestroyNotify) gs_track_unref);
  guint n = 0;

  for (guint i = 0; self->view->rows != GS_ROWS_CPUS && i < self->timeline->machines->len; i++)
    {
      GArray *vcpus = gs_timeline_get_machine (self->timeline, i)->vcpus;

      for (guint k = 0; gs_overview_is_known (self, i) && vcpus != NULL && k < vcpus->len && n < MAX_TRACKS; k++, n++)
        gs_overview_add (self, tracks, g_array_index (vcpus, GsVcpuRow, k).track);
    }
  *rows = n > 0 ? GS_ROWS_VCPUS : GS_ROWS_CPUS;
  for (guint i = 0; *rows == GS_ROWS_CPUS && i < self->timeline->machines->len; i++)
    {
      GArray *cpus = gs_timeline_get_machine (self->timeline, i)->cpus;

      if (!gs_timeline_shows_cpus (self->timeline, i))
        continue;
      for (guint k = 0; k < cpus->len && n < MAX_TRACKS; k++, n++)
        gs_overview_add (self, tracks, g_array_index (cpus, GsCpuRow, k).track);
    }
  return tracks;
}

static void
gs_overview_draw_column (const GsCanvas *canvas, const GsPalette *palette, GsRows rows, const gint64 *ns, int x)
{
  guint n_states = gs_rows_get_n_states (rows);
  int heights[GS_MAX_STATES], y = 0;

  if (gs_painter_stack (palette->order[rows], n_states, ns, canvas->height, heights) == 0)
    return;
  for (guint i = 0; i < n_states; i++)
    {
      gs_canvas_fill (canvas, x, y, 1, heights[i], palette->looks[rows][palette->order[rows][i]].colour);
      y += heights[i];
    }
}

static void
gs_overview_paint (GsOverview *self, const GsPalette *palette, int width, int height)
{
  GsRows rows;
  g_autoptr (GPtrArray) tracks = gs_overview_collect (self, &rows);
  g_autofree GsTrackCursor *cursors = g_new (GsTrackCursor, tracks->len);
  GsPlace place = { .span = gs_session_get_full (self->session), .width = width };
  GsSpan known = gs_timeline_get_common (self->timeline);
  g_autoptr (GsPalette) filtered = gs_palette_new_filtered (palette, self->session);
  GsCanvas canvas;

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  self->surface_palette = palette;
  if (cairo_surface_status (self->surface) != CAIRO_STATUS_SUCCESS || gs_span_duration (place.span) <= 0)
    return;
  cairo_surface_flush (self->surface);
  canvas = gs_canvas_for_image (cairo_image_surface_get_data (self->surface),
                                cairo_image_surface_get_stride (self->surface), width, height, 1);
  for (guint i = 0; i < tracks->len; i++)
    gs_track_cursor_init (&cursors[i], tracks->pdata[i], place.span.begin);
  for (int x = 0; x < width && gs_place_get_time (&place, x + 1) <= known.end; x++)
    {
      gint64 sum[GS_MAX_STATES] = { 0 }, ns[GS_MAX_STATES];

      for (guint i = 0; i < tracks->len; i++)
        {
          gs_track_cursor_step (&cursors[i], gs_place_get_time (&place, x + 1), ns);
          for (guint state = 0; state < gs_track_get_n_states (tracks->pdata[i]); state++)
            sum[state] += ns[state];
        }
      gs_overview_draw_column (&canvas, filtered != NULL ? filtered : palette, rows, sum, x);
    }
  cairo_surface_mark_dirty (self->surface);
}

static double
gs_overview_get_x (GsOverview *self, gint64 time)
{
  GsSpan full = gs_session_get_full (self->session);

  return (double) (time - full.begin) / (double) MAX (gs_span_duration (full), 1)
         * gtk_widget_get_width (GTK_WIDGET (self));
}

static gint64
gs_overview_get_time (GsOverview *self, double x)
{
  GsSpan full = gs_session_get_full (self->session);
  double share = CLAMP (x / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1), 0, 1);

  return full.begin + (gint64) (share * (double) gs_span_duration (full));
}

static void
gs_overview_draw_window (GsOverview *self, cairo_t *cr, const GsPalette *palette, int width, int height)
{
  GsSpan visible = gs_session_get_visible (self->session);
  double begin = gs_overview_get_x (self, visible.begin);
  double end = MAX (gs_overview_get_x (self, visible.end), begin + MIN_WINDOW);

  gs_pen_set_colour (cr, palette->background, 0.65);
  cairo_rectangle (cr, 0, 0, begin, height);
  cairo_rectangle (cr, end, 0, width - end, height);
  cairo_fill (cr);
  gs_pen_set_colour (cr, palette->accent, 1);
  cairo_set_line_width (cr, 2);
  cairo_rectangle (cr, begin + 1, 1, MAX (end - begin - 2, 1), height - 2);
  cairo_stroke (cr);
}

static void
gs_overview_draw_line (GsOverview *self, cairo_t *cr, gint64 time, guint32 colour, int height)
{
  if (time == GS_TIME_NONE || !gs_span_contains (gs_session_get_full (self->session), time))
    return;
  gs_pen_set_colour (cr, colour, 1);
  cairo_rectangle (cr, floor (gs_overview_get_x (self, time)), 0, 1, height);
  cairo_fill (cr);
}

/* The selection is a bar along the upper edge; markers and bookmarks are lines, bookmarks shorter. */
static void
gs_overview_draw_marks (GsOverview *self, cairo_t *cr, const GsPalette *palette, int height)
{
  GsSpan selection = gs_span_intersect (gs_session_get_selection (self->session), gs_session_get_full (self->session));

  for (guint i = 0; i < gs_session_get_n_bookmarks (self->session); i++)
    gs_overview_draw_line (self, cr, gs_session_get_bookmark (self->session, i)->time, palette->dim_text, height / 2);
  for (guint i = 0; i < GS_N_MARKERS; i++)
    gs_overview_draw_line (self, cr, gs_session_get_marker (self->session, i), palette->accent, height);
  if (gs_span_duration (selection) > 0)
    {
      double begin = gs_overview_get_x (self, selection.begin), end = gs_overview_get_x (self, selection.end);

      gs_pen_set_colour (cr, palette->text, 1);
      cairo_rectangle (cr, begin, 0, MAX (end - begin, 1), MARGIN - 1);
      cairo_fill (cr);
    }
}

static void
gs_overview_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsOverview *self = GS_OVERVIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  int scale = gtk_widget_get_scale_factor (widget);
  const GsPalette *palette = gs_widget_get_palette (widget);
  cairo_t *cr;

  if (width <= 0 || height <= 2 * MARGIN || self->timeline == NULL)
    return;
  if (self->surface != NULL
      && (cairo_image_surface_get_width (self->surface) != width * scale || self->surface_palette != palette))
    g_clear_pointer (&self->surface, cairo_surface_destroy);
  if (self->surface == NULL)
    gs_overview_paint (self, palette, width * scale, (height - 2 * MARGIN) * scale);

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_surface_set_device_scale (self->surface, scale, scale);
  cairo_set_source_surface (cr, self->surface, 0, MARGIN);
  cairo_paint (cr);
  gs_overview_draw_window (self, cr, palette, width, height);
  gs_overview_draw_marks (self, cr, palette, height);
  cairo_destroy (cr);
}

static void
gs_overview_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? GS_OVERVIEW_HEIGHT : 0;
}

static void
gs_overview_move (GsOverview *self, double x)
{
  GsSpan visible = gs_session_get_visible (self->session);

  gs_session_pan (self->session, gs_overview_get_time (self, x) - self->drag_offset - visible.begin);
}

/* Taken within the window, it is moved; elsewhere it comes there first. */
static void
gs_overview_drag_begin (GsOverview *self, double x, double y, GtkGestureDrag *gesture)
{
  GsSpan visible = gs_session_get_visible (self->session);
  gint64 time = gs_overview_get_time (self, x);

  self->drag_offset = time - visible.begin;
  if (!gs_span_contains (visible, time))
    self->drag_offset = gs_span_duration (visible) / 2;
  gs_overview_move (self, x);
}

static void
gs_overview_drag_update (GsOverview *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (gesture, &x, &y))
    gs_overview_move (self, x + dx);
}

static gboolean
gs_overview_scroll (GsOverview *self, double dx, double dy, GtkEventController *controller)
{
  GsSpan visible = gs_session_get_visible (self->session);

  gs_session_zoom_at (self->session, visible.begin + gs_span_duration (visible) / 2, dy > 0 ? 1 / 1.25 : 1.25);
  return GDK_EVENT_STOP;
}

static void
gs_overview_dispose (GObject *object)
{
  GsOverview *self = GS_OVERVIEW (object);

  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_overview_parent_class)->dispose (object);
}

static void
gs_overview_class_init (GsOverviewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_overview_dispose;
  widget_class->snapshot = gs_overview_snapshot;
  widget_class->measure = gs_overview_measure;
  gtk_widget_class_set_css_name (widget_class, "overview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_overview_init (GsOverview *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (gs_overview_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (gs_overview_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (gs_overview_scroll), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Overview"), -1);
}

GtkWidget *
gs_overview_new (const GsView *view, GsSession *session)
{
  GsOverview *self = g_object_new (GS_TYPE_OVERVIEW, NULL);

  self->view = view;
  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::selection", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "marks-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_overview_forget_surface), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::full", G_CALLBACK (gs_overview_forget_surface), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gs_row_maker_get_default (), "made", G_CALLBACK (gs_overview_forget_surface), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * gs_overview_set_timeline:
 * @timeline: (nullable):
 */
void
gs_overview_set_timeline (GsOverview *self, GsTimeline *timeline)
{
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline != NULL ? gs_timeline_ref (timeline) : NULL;
  gs_overview_forget_surface (self);
}
