/* gs-ruler.c: the time axis above a chart
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-ruler.h"

#include <glib/gi18n.h>
#include <math.h>

#include "base/gs-time-text.h"
#include "draw/gs-flag-places.h"
#include "draw/gs-ticks.h"
#include "gantt/gs-gantt-chart.h"

#define FONT "Sans 9"

/* Of a bookmark's name, in pixels. */
#define FLAG_WIDTH 120
#define FLAG_HEIGHT 15
#define FLAG_PADDING 4

/* A press that moves less is a click; in pixels. */
#define CLICK_DISTANCE 4

/* One drag makes the axis no shorter than that. */
#define LEAST_SHARE 0.02

#define REST_MS 100

struct _GsRuler
{
  GtkWidget parent_instance;

  GsSession *session;
  GsSpan drag_visible; /* as it was when the drag began */
  gint64 drag_time;
  gboolean is_selecting;
  gboolean has_moved;
  guint rest_id; /* timeout */
};

G_DEFINE_FINAL_TYPE (GsRuler, gs_ruler, GTK_TYPE_WIDGET)

static double
gs_ruler_get_x (GsRuler *self, gint64 time)
{
  GsSpan visible = gs_session_get_visible (self->session);

  return (double) gs_time_subtract (time, visible.begin) / (double) MAX (gs_span_duration (visible), 1)
         * gtk_widget_get_width (GTK_WIDGET (self));
}

static gint64
gs_ruler_get_time (GsRuler *self, double x)
{
  GsSpan visible = gs_session_get_visible (self->session);
  double share = x / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);

  return visible.begin + (gint64) (CLAMP (share, 0, 1) * (double) gs_span_duration (visible));
}

static PangoLayout *
gs_ruler_new_flag_layout (GsRuler *self, const char *name)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), name);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, FLAG_WIDTH * PANGO_SCALE);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* A bookmark's or marker's name at its time. */
typedef struct
{
  gint64 time;
  const char *name;
  const GsBookmark *bookmark; /* NULL: a marker */
  graphene_rect_t place;
} GsFlag;

/* Where its time is seen. */
static void
gs_ruler_add_flag (GsRuler *self, GArray *flags, GsFlagPlaces *places, GsFlag flag)
{
  g_autoptr (PangoLayout) layout = gs_ruler_new_flag_layout (self, flag.name);
  double x = floor (gs_ruler_get_x (self, flag.time));
  int width;

  if (flag.time == GS_TIME_NONE || x < 0 || x >= places->width)
    return;
  pango_layout_get_pixel_size (layout, &width, NULL);
  width += 2 * FLAG_PADDING;
  flag.place = GRAPHENE_RECT_INIT (gs_flag_places_take (places, x, width), 0, width, FLAG_HEIGHT);
  g_array_append_val (flags, flag);
}

/* Returns: (transfer full) (element-type GsFlag): those that are seen, markers first */
static GArray *
gs_ruler_list_flags (GsRuler *self)
{
  static const char *const names[GS_N_MARKERS] = { "A", "B" };
  g_auto (GsFlagPlaces) places = gs_flag_places_new (gtk_widget_get_width (GTK_WIDGET (self)));
  GArray *flags = g_array_new (FALSE, FALSE, sizeof (GsFlag));

  for (guint i = 0; i < GS_N_MARKERS; i++)
    gs_ruler_add_flag (self, flags, &places,
                       (GsFlag){ gs_session_get_marker (self->session, i), names[i], NULL, { { 0 } } });
  for (guint i = 0; i < gs_session_get_n_bookmarks (self->session); i++)
    {
      const GsBookmark *bookmark = gs_session_get_bookmark (self->session, i);

      gs_ruler_add_flag (self, flags, &places, (GsFlag){ bookmark->time, bookmark->name, bookmark, { { 0 } } });
    }
  return flags;
}

static void
gs_ruler_draw_flag (GsRuler *self, GtkSnapshot *snapshot, const GsFlag *flag, guint32 colour, guint32 text)
{
  g_autoptr (PangoLayout) layout = gs_ruler_new_flag_layout (self, flag->name);
  GdkRGBA background = { ((colour >> 16) & 0xff) / 255.0f, ((colour >> 8) & 0xff) / 255.0f, (colour & 0xff) / 255.0f,
                         1 };
  GdkRGBA foreground = { ((text >> 16) & 0xff) / 255.0f, ((text >> 8) & 0xff) / 255.0f, (text & 0xff) / 255.0f, 1 };
  PangoRectangle extents;

  /* Its text may be at the far end of the layout's width, where it is written towards the other side. */
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  gtk_snapshot_append_color (snapshot, &background, &flag->place);
  gtk_snapshot_append_color (snapshot, &background,
                             &GRAPHENE_RECT_INIT (floor (gs_ruler_get_x (self, flag->time)), 0, 1, GS_RULER_HEIGHT));
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (flag->place.origin.x + FLAG_PADDING - extents.x, -1));
  gtk_snapshot_append_layout (snapshot, layout, &foreground);
  gtk_snapshot_restore (snapshot);
}

/* Returns: (nullable): the bookmark whose flag is there, the one that is drawn last */
static const GsBookmark *
gs_ruler_find_bookmark (GsRuler *self, double x, double y)
{
  g_autoptr (GArray) flags = gs_ruler_list_flags (self);

  for (guint i = flags->len; i > 0; i--)
    {
      const GsFlag *flag = &g_array_index (flags, GsFlag, i - 1);

      if (flag->bookmark != NULL && graphene_rect_contains_point (&flag->place, &GRAPHENE_POINT_INIT (x, y)))
        return flag->bookmark;
    }
  return NULL;
}

static void
gs_ruler_draw_marks (GsRuler *self, GtkSnapshot *snapshot, const GsPalette *palette)
{
  g_autoptr (GArray) flags = gs_ruler_list_flags (self);
  guint32 on_accent = gs_colour_contrast (palette->accent, 0xffffff) >= 4.5 ? 0xffffff : 0;

  for (guint i = 0; i < flags->len; i++)
    {
      const GsFlag *flag = &g_array_index (flags, GsFlag, i);

      gs_ruler_draw_flag (self, snapshot, flag, flag->bookmark != NULL ? palette->dim_text : palette->accent,
                          flag->bookmark != NULL ? palette->background : on_accent);
    }
}

static void
gs_ruler_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsRuler *self = GS_RULER (widget);
  int width = gtk_widget_get_width (widget);
  const GsPalette *palette = gs_widget_get_palette (widget);
  GsTimeAxis axis = gs_session_get_time_axis (self->session);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, GS_RULER_HEIGHT));

  gs_ticks_draw_ruler (cr, palette, FONT, &axis, gs_session_get_visible (self->session), width);
  cairo_destroy (cr);
  gs_ruler_draw_marks (self, snapshot, palette);
}

/* What is seen, for assistive technology: the axis cannot be read from a picture. */
static void
gs_ruler_update_description (GsRuler *self)
{
  GsSpan visible = gs_session_get_visible (self->session);
  g_autofree char *begin = gs_session_dup_time_text (self->session, visible.begin, 1);
  g_autofree char *end = gs_session_dup_time_text (self->session, visible.end, 1);
  g_autofree char *length = gs_time_text_dup_exact (gs_span_duration (visible), 1);
  g_autofree char *text = g_strdup_printf (_ ("From %s to %s, %s"), begin, end, length);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* It takes part of a moment to say it: said once the axis stands still. */
static gboolean
gs_ruler_come_to_rest (gpointer data)
{
  GsRuler *self = data;

  self->rest_id = 0;
  gs_ruler_update_description (self);
  return G_SOURCE_REMOVE;
}

static void
gs_ruler_axis_changed (GsRuler *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->rest_id == 0)
    self->rest_id = g_timeout_add (REST_MS, gs_ruler_come_to_rest, self);
}

static void
gs_ruler_drag_begin (GsRuler *self, double x, double y, GtkGestureDrag *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  self->drag_visible = gs_session_get_visible (self->session);
  self->drag_time = gs_ruler_get_time (self, x);
  self->is_selecting = (state & GDK_SHIFT_MASK) != 0;
  self->has_moved = FALSE;
}

/* The time that was taken stays under the pointer, the other end of the axis where it is. */
static void
gs_ruler_stretch (GsRuler *self, double from, double to)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1), share;
  GsSpan visible = self->drag_visible;

  if (from >= width / 2)
    {
      share = CLAMP (to / width, LEAST_SHARE, 1 / LEAST_SHARE);
      visible.end = visible.begin + MAX ((gint64) ((double) (self->drag_time - visible.begin) / share), 1);
    }
  else
    {
      share = CLAMP ((width - to) / width, LEAST_SHARE, 1 / LEAST_SHARE);
      visible.begin = visible.end - MAX ((gint64) ((double) (visible.end - self->drag_time) / share), 1);
    }
  gs_session_set_visible (self->session, gs_span_intersect (visible, gs_session_get_full (self->session)));
}

static void
gs_ruler_drag_update (GsRuler *self, double dx, double dy, GtkGestureDrag *gesture)
{
  double x, y;

  if (!self->has_moved && fabs (dx) < CLICK_DISTANCE)
    return;
  if (!gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  self->has_moved = TRUE;
  if (self->is_selecting)
    gs_session_set_selection (self->session, (GsSpan){ self->drag_time, gs_ruler_get_time (self, x + dx) });
  else
    gs_ruler_stretch (self, x, x + dx);
}

/* A click on a flag goes there, elsewhere to the time. */
static void
gs_ruler_released (GsRuler *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  const GsBookmark *bookmark = gs_ruler_find_bookmark (self, x, y);

  if (n_press == 2)
    {
      gs_session_fit (self->session);
      return;
    }
  if (!self->has_moved)
    gs_session_set_cursor (self->session, bookmark != NULL ? bookmark->time : gs_ruler_get_time (self, x));
}

/* A bookmark's whole name and time, or what can be done here. */
static gboolean
gs_ruler_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  const GsBookmark *bookmark = by_keyboard ? NULL : gs_ruler_find_bookmark (GS_RULER (widget), x, y);
  g_autofree char *clock = NULL, *text = NULL;

  if (bookmark == NULL)
    return GTK_WIDGET_CLASS (gs_ruler_parent_class)->query_tooltip (widget, x, y, by_keyboard, tooltip);
  clock = gs_session_dup_time_text (GS_RULER (widget)->session, bookmark->time, 1);
  text = g_strdup_printf ("%s\n%s", bookmark->name, clock);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
gs_ruler_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? GS_RULER_HEIGHT : 0;
}

static void
gs_ruler_dispose (GObject *object)
{
  g_clear_handle_id (&GS_RULER (object)->rest_id, g_source_remove);
  g_clear_object (&GS_RULER (object)->session);
  G_OBJECT_CLASS (gs_ruler_parent_class)->dispose (object);
}

static void
gs_ruler_class_init (GsRulerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_ruler_dispose;
  widget_class->snapshot = gs_ruler_snapshot;
  widget_class->measure = gs_ruler_measure;
  widget_class->query_tooltip = gs_ruler_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "ruler");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
gs_ruler_init (GsRuler *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (gs_ruler_drag_begin), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (gs_ruler_drag_update), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect_swapped (click, "released", G_CALLBACK (gs_ruler_released), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ ("Drag to stretch, with Shift to select; double-click for all"));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Time axis"), -1);
}

GtkWidget *
gs_ruler_new (GsSession *session)
{
  GsRuler *self = g_object_new (GS_TYPE_RULER, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "notify::visible", G_CALLBACK (gs_ruler_axis_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::full", G_CALLBACK (gs_ruler_axis_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "marks-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gs_ruler_axis_changed), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
