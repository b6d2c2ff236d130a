/* gs-event-view.c: a list of events, drawn
 * SPDX-License-Identifier: MIT
 *
 * Only the lines in sight cost anything: a GtkColumnView makes a thousand widgets for two
 * hundred lines each time one jumps, which takes longer than to read them.
 */
#include "events/gs-event-view.h"

#include <glib/gi18n.h>

#include "gantt/gs-gantt-chart.h"

#define PADDING 6 /* px, beside a column's text */
#define LINE_PADDING 4
#define AHEAD 3       /* screens: so much before one comes to an end, more is read */
#define WHEEL_LINES 3 /* a step of the wheel */
#define MIN_LINES 3

enum
{
  COLUMN_TIME,
  COLUMN_MACHINE,
  COLUMN_CPU,
  COLUMN_EVENT,
  COLUMN_THREAD,
  COLUMN_FIELDS,
  N_COLUMNS
};

/* Room for so many characters; what is left is the fields'. */
static const struct
{
  const char *title;
  int n_chars;
} columns[N_COLUMNS] = {
  { N_ ("Time"), 20 },  { N_ ("Machine"), 10 }, { N_ ("CPU"), 5 },
  { N_ ("Event"), 24 }, { N_ ("Thread"), 20 },  { N_ ("Fields"), 0 },
};

struct _GsEventView
{
  GtkWidget parent_instance;

  GsEventList *list;
  GsSession *session;
  GtkWidget *scrollbar;
  GtkAdjustment *vertical; /* px from the first event that has been read */
  int line_height, char_width;
  guint current; /* the event that keys go on from, or GTK_INVALID_LIST_POSITION */
  guint anchor;  /* the other end of what is selected */
};

G_DEFINE_FINAL_TYPE (GsEventView, gs_event_view, GTK_TYPE_WIDGET)

static guint view_selected, view_activated, view_wants_end;

/* --- Where things are --- */

static void
gs_event_view_measure_font (GsEventView *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);

  self->line_height = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics)) + LINE_PADDING;
  self->char_width = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_digit_width (metrics));
  pango_font_metrics_unref (metrics);
}

/* Of the lines, below the titles. */
static int
gs_event_view_get_page (GsEventView *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self)) - self->line_height, 0);
}

static int
gs_event_view_get_text_width (GsEventView *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  return MAX (width - gtk_widget_get_width (self->scrollbar), 0);
}

static void
gs_event_view_configure (GsEventView *self, double value)
{
  double page = gs_event_view_get_page (self);
  double upper = MAX ((double) gs_event_list_get_n (self->list) * self->line_height, page);

  gtk_adjustment_configure (self->vertical, CLAMP (value, 0, upper - page), 0, upper, self->line_height, page, page);
}

/* --- Reading on --- */

static void
gs_event_view_on_scrolled (GsEventView *self)
{
  double value = gtk_adjustment_get_value (self->vertical);
  double page = gtk_adjustment_get_page_size (self->vertical);

  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (page <= 0 || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  if (value + page * (1 + AHEAD) > gtk_adjustment_get_upper (self->vertical))
    gs_event_list_load_more (self->list, TRUE);
  if (value < page * AHEAD)
    gs_event_list_load_more (self->list, FALSE);
}

static guint
gs_event_view_move_index (guint index, guint position, guint n_removed, guint n_added)
{
  if (index == GTK_INVALID_LIST_POSITION || index < position)
    return index;
  return index >= position + n_removed ? index - n_removed + n_added : GTK_INVALID_LIST_POSITION;
}

/* What is seen stays where it is. */
static void
gs_event_view_on_items_changed (GsEventView *self, guint position, guint n_removed, guint n_added)
{
  double value = gtk_adjustment_get_value (self->vertical);

  if (position * (double) self->line_height <= value)
    value += ((double) n_added - n_removed) * self->line_height;
  self->current = gs_event_view_move_index (self->current, position, n_removed, n_added);
  self->anchor = gs_event_view_move_index (self->anchor, position, n_removed, n_added);
  if (self->anchor == GTK_INVALID_LIST_POSITION || self->current == GTK_INVALID_LIST_POSITION)
    self->anchor = self->current;
  gs_event_view_configure (self, value);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- Selection --- */

static void
gs_event_view_scroll_to (GsEventView *self, guint index, gboolean centred)
{
  double y = (double) index * self->line_height, value = gtk_adjustment_get_value (self->vertical);
  double page = gs_event_view_get_page (self);

  if (y >= value && y + self->line_height <= value + page)
    return;
  if (centred)
    value = y - (page - self->line_height) / 2;
  else
    value = y < value ? y : y + self->line_height - page;
  gs_event_view_configure (self, value);
}

static char *
gs_event_view_dup_text (GsEventView *self, const GsEventRecord *record, guint column)
{
  switch (column)
    {
    case COLUMN_TIME:
      return gs_session_dup_time_text (self->session, record->time, 1);
    case COLUMN_MACHINE:
      return g_strdup (gs_timeline_get_machine (gs_event_list_get_timeline (self->list), record->machine)->name);
    case COLUMN_CPU:
      return g_strdup_printf ("%u", record->cpu);
    case COLUMN_EVENT:
      return g_strdup (record->name);
    case COLUMN_THREAD:
      return g_strdup (record->tid == 0 ? _ ("idle") : record->thread);
    default:
      return g_strdup (record->fields);
    }
}

/* What assistive technology reads. */
static void
gs_event_view_describe (GsEventView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; self->current < gs_event_list_get_n (self->list) && i < N_COLUMNS; i++)
    {
      g_autofree char *cell = gs_event_view_dup_text (self, gs_event_list_get (self->list, self->current), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " · " : "", cell);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
gs_event_view_take (GsEventView *self, guint index, gboolean extend)
{
  self->current = index;
  if (!extend || self->anchor == GTK_INVALID_LIST_POSITION)
    self->anchor = index;
  gs_event_view_describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
gs_event_view_select (GsEventView *self, guint index, gboolean extend)
{
  gs_event_view_take (self, index, extend);
  gs_event_view_scroll_to (self, index, FALSE);
  g_signal_emit (self, view_selected, 0);
}

/* Returns: the event at @y of the widget, or GTK_INVALID_LIST_POSITION */
static guint
gs_event_view_find (GsEventView *self, double y)
{
  double at = y - self->line_height + gtk_adjustment_get_value (self->vertical);

  if (y < self->line_height || at / self->line_height >= gs_event_list_get_n (self->list))
    return GTK_INVALID_LIST_POSITION;
  return (guint) (at / self->line_height);
}

static void
gs_event_view_pressed (GsEventView *self, int n_press, double x, double y, GtkGestureClick *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  guint index = gs_event_view_find (self, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (index == GTK_INVALID_LIST_POSITION)
    return;
  gs_event_view_select (self, index, (state & GDK_SHIFT_MASK) != 0);
  if (n_press == 2)
    g_signal_emit (self, view_activated, 0);
}

/* So many events on, as far as they have been read. */
static void
gs_event_view_step (GsEventView *self, gint64 n_lines, gboolean extend)
{
  gint64 n = gs_event_list_get_n (self->list), at = self->current != GTK_INVALID_LIST_POSITION ? self->current : 0;

  if (n > 0)
    gs_event_view_select (self, (guint) CLAMP (at + n_lines, 0, n - 1), extend);
}

static gboolean
gs_event_view_key (GsEventView *self, guint keyval, guint keycode, GdkModifierType state)
{
  gboolean extend = (state & GDK_SHIFT_MASK) != 0;
  gint64 page = MAX (gs_event_view_get_page (self) / self->line_height - 1, 1);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (keyval)
    {
    case GDK_KEY_Up:
      gs_event_view_step (self, -1, extend);
      return GDK_EVENT_STOP;
    case GDK_KEY_Down:
      gs_event_view_step (self, 1, extend);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Up:
      gs_event_view_step (self, -page, extend);
      return GDK_EVENT_STOP;
    case GDK_KEY_Page_Down:
      gs_event_view_step (self, page, extend);
      return GDK_EVENT_STOP;
    case GDK_KEY_Home:
    case GDK_KEY_End:
      g_signal_emit (self, view_wants_end, 0, keyval == GDK_KEY_End);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      g_signal_emit (self, view_activated, 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
gs_event_view_wheel (GsEventView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  double unit = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_WHEEL ?
                    WHEEL_LINES * self->line_height :
                    1;

  gtk_adjustment_set_value (self->vertical, gtk_adjustment_get_value (self->vertical) + dy * unit);
  return GDK_EVENT_STOP;
}

static gboolean
gs_event_view_query_tooltip (GtkWidget *widget, int x, int y, gboolean by_keyboard, GtkTooltip *tooltip)
{
  GsEventView *self = GS_EVENT_VIEW (widget);
  guint index = by_keyboard ? self->current : gs_event_view_find (self, y);
  const GsEventRecord *record;
  g_autofree char *text = NULL;

  if (index == GTK_INVALID_LIST_POSITION || index >= gs_event_list_get_n (self->list))
    return FALSE;
  record = gs_event_list_get (self->list, index);
  text = g_strdup_printf ("%s\n%s", record->name, record->fields);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* --- Drawing --- */

static void
gs_event_view_draw_cell (GsEventView *self, GtkSnapshot *snapshot, PangoLayout *layout, const char *text, int x, int y,
                         int width, gboolean is_number)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));

  pango_layout_set_width (layout, MAX (width - 2 * PADDING, 0) * PANGO_SCALE);
  pango_layout_set_alignment (layout, is_number ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_text (layout, text, -1);
  gtk_snapshot_render_layout (snapshot, style, x + PADDING, y + LINE_PADDING / 2, layout);
}

/* @record: (nullable): NULL for the titles */
static void
gs_event_view_draw_line (GsEventView *self, GtkSnapshot *snapshot, PangoLayout *layout, const GsEventRecord *record,
                         int y)
{
  int width = gs_event_view_get_text_width (self), x = 0;

  for (guint i = 0; i < N_COLUMNS && x < width; i++)
    {
      g_autofree char *text = record != NULL ? gs_event_view_dup_text (self, record, i) :
                                               g_strdup (_ (columns[i].title));
      int own = columns[i].n_chars > 0 ? columns[i].n_chars * self->char_width : width - x;

      gs_event_view_draw_cell (self, snapshot, layout, text, x, y, own, i == COLUMN_CPU);
      x += own;
    }
}

static void
gs_event_view_draw_selected (GsEventView *self, GtkSnapshot *snapshot, guint index, int y)
{
  guint32 accent = gs_widget_get_palette (GTK_WIDGET (self))->accent;
  float alpha = index == self->current ? 0.4f : 0.25f;
  const GdkRGBA colour = { ((accent >> 16) & 0xff) / 255.0f, ((accent >> 8) & 0xff) / 255.0f, (accent & 0xff) / 255.0f,
                           alpha };

  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (0, y, gs_event_view_get_text_width (self), self->line_height));
}

static void
gs_event_view_draw_titles (GsEventView *self, GtkSnapshot *snapshot, PangoLayout *layout)
{
  gtk_snapshot_push_opacity (snapshot, 0.7);
  gs_event_view_draw_line (self, snapshot, layout, NULL, 0);
  gtk_snapshot_pop (snapshot);
}

static void
gs_event_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  GsEventView *self = GS_EVENT_VIEW (widget);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, NULL);
  double value = gtk_adjustment_get_value (self->vertical);
  guint n = gs_event_list_get_n (self->list), first, n_selected;
  int height = gtk_widget_get_height (widget);

  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  gs_event_view_get_selected (self, &first, &n_selected);
  gs_event_view_draw_titles (self, snapshot, layout);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, self->line_height, gs_event_view_get_text_width (self),
                                                         MAX (height - self->line_height, 0)));
  for (guint i = (guint) (value / self->line_height); i < n; i++)
    {
      int y = self->line_height + (int) (i * (double) self->line_height - value);

      if (y >= height)
        break;
      if (i >= first && i < first + n_selected)
        gs_event_view_draw_selected (self, snapshot, i, y);
      gs_event_view_draw_line (self, snapshot, layout, gs_event_list_get (self->list, i), y);
    }
  gtk_snapshot_pop (snapshot);
  gtk_widget_snapshot_child (widget, self->scrollbar, snapshot);
}

/* --- The widget --- */

static void
gs_event_view_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  GsEventView *self = GS_EVENT_VIEW (widget);
  int least;

  gtk_widget_measure (self->scrollbar, orientation, -1, &least, NULL, NULL, NULL);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    least = MAX (least, (1 + MIN_LINES) * self->line_height);
  *minimum = *natural = least;
}

static void
gs_event_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsEventView *self = GS_EVENT_VIEW (widget);
  int own;

  /* Before the scrollbar gets its size: it moves with it. */
  gs_event_view_configure (self, gtk_adjustment_get_value (self->vertical));
  gtk_widget_measure (self->scrollbar, GTK_ORIENTATION_HORIZONTAL, -1, &own, NULL, NULL, NULL);
  gtk_widget_allocate (self->scrollbar, own, MAX (height - self->line_height, 0), -1,
                       gsk_transform_translate (NULL, &GRAPHENE_POINT_INIT (width - own, self->line_height)));
}

static void
gs_event_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (gs_event_view_parent_class)->css_changed (widget, change);
  gs_event_view_measure_font (GS_EVENT_VIEW (widget));
  gtk_widget_queue_resize (widget);
}

static void
gs_event_view_dispose (GObject *object)
{
  GsEventView *self = GS_EVENT_VIEW (object);

  g_clear_pointer (&self->scrollbar, gtk_widget_unparent);
  g_clear_object (&self->list);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (gs_event_view_parent_class)->dispose (object);
}

static void
gs_event_view_class_init (GsEventViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_event_view_dispose;
  widget_class->snapshot = gs_event_view_snapshot;
  widget_class->measure = gs_event_view_measure;
  widget_class->size_allocate = gs_event_view_size_allocate;
  widget_class->css_changed = gs_event_view_css_changed;
  widget_class->query_tooltip = gs_event_view_query_tooltip;
  gtk_widget_class_set_css_name (widget_class, "event-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  view_selected = g_signal_new ("selected", GS_TYPE_EVENT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  view_activated = g_signal_new ("activated", GS_TYPE_EVENT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 0);
  view_wants_end = g_signal_new ("wants-end", GS_TYPE_EVENT_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_BOOLEAN);
}

static void
gs_event_view_init (GsEventView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *wheel = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL
                                                               | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);

  self->current = self->anchor = GTK_INVALID_LIST_POSITION;
  self->vertical = gtk_adjustment_new (0, 0, 0, 0, 0, 0);
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->vertical);
  gtk_widget_set_parent (self->scrollbar, GTK_WIDGET (self));
  g_signal_connect_object (self->vertical, "value-changed", G_CALLBACK (gs_event_view_on_scrolled), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (gs_event_view_pressed), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_event_view_key), self);
  g_signal_connect_swapped (wheel, "scroll", G_CALLBACK (gs_event_view_wheel), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), wheel);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Recorded events"), -1);
  gs_event_view_measure_font (self);
}

/**
 * gs_event_view_new:
 * @session: says how times are written
 */
GtkWidget *
gs_event_view_new (GsEventList *list, GsSession *session)
{
  GsEventView *self = g_object_new (GS_TYPE_EVENT_VIEW, NULL);

  self->list = g_object_ref (list);
  self->session = g_object_ref (session);
  g_signal_connect_object (list, "items-changed", G_CALLBACK (gs_event_view_on_items_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "layout-changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/* Selects an event, and scrolls as far as it takes to see it, without telling anybody. */
void
gs_event_view_show (GsEventView *self, guint index)
{
  g_return_if_fail (GS_IS_EVENT_VIEW (self));

  gs_event_view_take (self, index, FALSE);
  gs_event_view_scroll_to (self, index, TRUE);
  gs_event_view_on_scrolled (self);
}

/* Returns: the event that was selected last, or GTK_INVALID_LIST_POSITION */
guint
gs_event_view_get_current (GsEventView *self)
{
  g_return_val_if_fail (GS_IS_EVENT_VIEW (self), GTK_INVALID_LIST_POSITION);
  return self->current;
}

/* @n: (out): how many are selected, from @first on */
void
gs_event_view_get_selected (GsEventView *self, guint *first, guint *n)
{
  g_return_if_fail (GS_IS_EVENT_VIEW (self));

  *first = MIN (self->anchor, self->current);
  *n = self->current != GTK_INVALID_LIST_POSITION ? MAX (self->anchor, self->current) - *first + 1 : 0;
}
