/* gs-gantt.c: one view: row names, ruler, chart and overview on one time axis
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt.h"

#include <glib/gi18n.h>

#include "draw/gs-ticks.h"
#include "gantt/gs-find-bar.h"
#include "gantt/gs-gantt-heads.h"
#include "gantt/gs-gantt-names.h"
#include "gantt/gs-gantt-private.h"
#include "gantt/gs-overview.h"
#include "gantt/gs-row-chooser.h"
#include "gantt/gs-ruler.h"

/* What the chart has of the width at least, whatever the names would like: pixels, or a share where there is little. */
#define MIN_CHART_WIDTH 280
#define MIN_CHART_SHARE 0.55

/* px: names are not that narrow because of details beside the chart. */
#define MIN_NAMES_WIDTH 170

G_DEFINE_FINAL_TYPE (GsGantt, gs_gantt, GTK_TYPE_WIDGET)

/* What the card was of is elsewhere now. */
static void
gs_gantt_visible_changed (GsGantt *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gs_gantt_update_pointer (self);
}

static gboolean
gs_gantt_reveal_focused (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GsGantt *self = GS_GANTT (widget);
  GsRowLayout layout = gs_gantt_chart_get_layout (self->chart);
  guint index;

  if (layout.height <= 0)
    return G_SOURCE_CONTINUE;
  if (gs_row_list_find (self->list, gs_session_get_highlight (self->session), &index))
    gs_row_layout_reveal (&layout, index, self->vertical);
  if (self->ignores_pointer)
    gs_gantt_point_at (self);
  return G_SOURCE_REMOVE;
}

/* The focused row is the same in all views: whoever comes from another one finds it. Before the
 * view has a size, nobody can tell where that is. */
static void
gs_gantt_mapped (GsGantt *self)
{
  self->is_new = TRUE;
  gtk_widget_add_tick_callback (GTK_WIDGET (self), gs_gantt_reveal_focused, NULL, NULL);
}

/**
 * gs_gantt_next_change:
 *
 * Moves the cursor to where the focused row's next interval begins.
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_gantt_next_change (GsGantt *self)
{
  g_return_val_if_fail (GS_IS_GANTT (self), FALSE);
  return gs_gantt_step_change (self, TRUE, FALSE);
}

/**
 * gs_gantt_previous_change:
 *
 * Moves the cursor back to where the interval begins, or the one before it.
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_gantt_previous_change (GsGantt *self)
{
  g_return_val_if_fail (GS_IS_GANTT (self), FALSE);
  return gs_gantt_step_change (self, FALSE, FALSE);
}

const GsView *
gs_gantt_get_view (GsGantt *self)
{
  g_return_val_if_fail (GS_IS_GANTT (self), NULL);
  return self->view;
}

/**
 * gs_gantt_get_timeline:
 *
 * Returns: (transfer none) (nullable):
 */
GsTimeline *
gs_gantt_get_timeline (GsGantt *self)
{
  g_return_val_if_fail (GS_IS_GANTT (self), NULL);
  return self->timeline;
}

/**
 * gs_gantt_set_timeline:
 * @timeline: (nullable): what to show; expanded rows and the focused one stay
 */
void
gs_gantt_set_timeline (GsGantt *self, GsTimeline *timeline)
{
  g_autoptr (GListModel) tree = NULL;

  g_return_if_fail (GS_IS_GANTT (self));

  if (timeline == self->timeline)
    return;
  if (timeline != NULL)
    {
      tree = self->view->build_rows (timeline);
      gs_timeline_ref (timeline);
    }
  gs_gantt_overlay_hide_card (self->overlay);
  gs_row_list_set_tree (self->list, tree);
  gs_overview_set_timeline (GS_OVERVIEW (self->overview), timeline);
  gs_counter_chart_set_timeline (self->counters, timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  gs_gantt_count_exits (self);
  gs_gantt_update_pointer (self);
}

GsRowList *
gs_gantt_get_list (GsGantt *self)
{
  g_return_val_if_fail (GS_IS_GANTT (self), NULL);
  return self->list;
}

/**
 * gs_gantt_show_overview:
 * @is_shown: FALSE where another timeline of the same window shows it
 */
void
gs_gantt_show_overview (GsGantt *self, gboolean is_shown)
{
  g_return_if_fail (GS_IS_GANTT (self));
  gtk_widget_set_visible (self->overview, is_shown);
  gtk_widget_set_visible (self->foot, is_shown);
}

/**
 * gs_gantt_set_seek:
 * @what: what N and P go to
 */
void
gs_gantt_set_seek (GsGantt *self, GsSeek what)
{
  g_return_if_fail (GS_IS_GANTT (self) && what < GS_N_SEEKS);
  self->seek = what;
}

/**
 * gs_gantt_show_row:
 * @key: a row's
 * @time: ns, where the cursor goes, or %GS_TIME_NONE
 *
 * Returns: FALSE where there is no such row
 */
gboolean
gs_gantt_show_row (GsGantt *self, const char *key, gint64 time)
{
  g_return_val_if_fail (GS_IS_GANTT (self), FALSE);
  return gs_gantt_reveal_row (self, key, time);
}

/**
 * gs_gantt_activate:
 * @name: of one of the actions in its group, "gantt"
 *
 * Does it, or rings where there is nothing to do.
 */
void
gs_gantt_activate (GsGantt *self, const char *name)
{
  g_return_if_fail (GS_IS_GANTT (self));
  gs_gantt_run (self, name);
}

static void
gs_gantt_create_chooser (GtkMenuButton *button, gpointer data)
{
  GsGantt *self = data;
  GtkWidget *popover = gtk_popover_new (), *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  gtk_popover_set_child (GTK_POPOVER (popover),
                         gs_row_chooser_new (self->view, self->session, self->list, gtk_widget_get_width (root),
                                             gtk_widget_get_height (root)));
  g_signal_connect_object (popover, "closed", G_CALLBACK (gtk_widget_grab_focus), self->chart, G_CONNECT_SWAPPED);
  gtk_menu_button_set_popover (button, popover);
}

static GtkWidget *
gs_gantt_new_filter_button (GsGantt *self)
{
  GtkWidget *button = gtk_menu_button_new ();

  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (button), FALSE);
  gtk_widget_set_tooltip_text (button, _ ("Choose Rows and Columns"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Choose Rows and Columns"),
                                  -1);
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (button), gs_gantt_create_chooser, self, NULL);
  return button;
}

/* Names, as high as the chart: heads beside the ruler, nothing beside the overview. */
static GtkWidget *
gs_gantt_new_left (GsGantt *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *foot = self->foot = gtk_label_new (_ ("Overview")), *heads;

  self->filter_button = gs_gantt_new_filter_button (self);
  heads = gs_gantt_heads_new (self->view, self->session, self->filter_button);
  gtk_widget_set_size_request (heads, -1, GS_RULER_HEIGHT);
  gtk_widget_set_overflow (heads, GTK_OVERFLOW_HIDDEN);
  gtk_box_append (GTK_BOX (left), heads);
  gtk_box_append (GTK_BOX (left), gs_counter_chart_get_names (self->counters));
  gtk_box_append (GTK_BOX (left), self->names);
  gtk_widget_set_size_request (foot, -1, GS_OVERVIEW_HEIGHT);
  gtk_label_set_xalign (GTK_LABEL (foot), 0);
  gtk_label_set_ellipsize (GTK_LABEL (foot), PANGO_ELLIPSIZE_END);
  gtk_widget_set_margin_start (foot, 22);
  gtk_widget_add_css_class (foot, "dim-label");
  gtk_box_append (GTK_BOX (left), foot);
  return left;
}

static GtkWidget *
gs_gantt_new_right (GsGantt *self)
{
  GtkWidget *right = gtk_grid_new ();
  GtkWidget *layers = gtk_overlay_new ();
  GtkWidget *scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->vertical);

  gtk_overlay_set_child (GTK_OVERLAY (layers), GTK_WIDGET (self->chart));
  gtk_overlay_add_overlay (GTK_OVERLAY (layers), GTK_WIDGET (self->overlay));
  gtk_grid_attach (GTK_GRID (right), self->ruler, 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (right), GTK_WIDGET (self->counters), 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (right), layers, 0, 2, 1, 1);
  gtk_grid_attach (GTK_GRID (right), scrollbar, 1, 2, 1, 1);
  gtk_grid_attach (GTK_GRID (right), self->overview, 0, 3, 1, 1);
  return right;
}

static void
gs_gantt_build (GsGantt *self)
{
  self->vertical = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  self->list = gs_row_list_new ();
  self->chart = GS_GANTT_CHART (gs_gantt_chart_new (self->list, self->session, self->vertical));
  self->overlay = GS_GANTT_OVERLAY (gs_gantt_overlay_new (self->chart, self->list, self->session, self->vertical));
  self->names = gs_gantt_names_new (self->view, self->list, self->session, self->vertical);
  self->overview = gs_overview_new (self->view, self->session);
  self->ruler = gs_ruler_new (self->session);
  self->counters = GS_COUNTER_CHART (gs_counter_chart_new (self->session));
  self->find_bar = gs_find_bar_new (self->list, self->session);

  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_start_child (GTK_PANED (self->paned), gs_gantt_new_left (self));
  gtk_paned_set_end_child (GTK_PANED (self->paned), gs_gantt_new_right (self));
  gtk_paned_set_resize_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_position (GTK_PANED (self->paned), gs_session_get_names_width (self->session));
  gtk_widget_set_vexpand (self->paned, TRUE);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), self->find_bar);
  gtk_box_append (GTK_BOX (self->box), self->paned);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gs_view_get_title (self->view), -1);
}

static void
gs_gantt_dispose (GObject *object)
{
  GsGantt *self = GS_GANTT (object);

  gs_gantt_clear_rows (self);
  gs_gantt_stop_tracing (self);
  if (self->list != NULL)
    gs_row_list_set_rules (self->list, NULL, NULL, NULL);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->list);
  g_clear_object (&self->vertical);
  g_clear_object (&self->session);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  G_OBJECT_CLASS (gs_gantt_parent_class)->dispose (object);
}

static gboolean
gs_gantt_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (GS_GANTT (widget)->chart));
}

static void
gs_gantt_row_found (GsGantt *self, GsRow *row)
{
  gs_gantt_reveal_row (self, gs_row_get_key (row), gs_session_get_cursor (self->session));
}

/* All views' names are as wide. */
static void
gs_gantt_names_dragged (GsGantt *self)
{
  if (!self->is_placing)
    gs_session_set_names_width (self->session, gtk_paned_get_position (GTK_PANED (self->paned)));
}

/* Names are as wide as they were made, where that leaves the chart half of the window, or what it needs at least. */
static void
gs_gantt_place_names (GsGantt *self, int width)
{
  int half = gtk_widget_get_width (GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)))) / 2 + GS_GANTT_BESIDE_CHART;
  int chart = MAX (MIN (half, width - MIN_NAMES_WIDTH), MIN (MIN_CHART_WIDTH, (int) (MIN_CHART_SHARE * width)));
  int room = width - chart;

  if (width <= 0)
    return;
  self->is_placing = TRUE;
  gtk_paned_set_position (GTK_PANED (self->paned), MIN (gs_session_get_names_width (self->session), room));
  self->is_placing = FALSE;
}

static void
gs_gantt_update_layout (GsGantt *self)
{
  gs_gantt_place_names (self, gtk_widget_get_width (GTK_WIDGET (self)));
  gs_gantt_update_pointer (self);
}

static void
gs_gantt_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                  int *minimum_baseline, int *natural_baseline)
{
  gtk_widget_measure (GS_GANTT (widget)->box, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static GtkSizeRequestMode
gs_gantt_get_request_mode (GtkWidget *widget)
{
  return gtk_widget_get_request_mode (GS_GANTT (widget)->box);
}

static void
gs_gantt_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GsGantt *self = GS_GANTT (widget);

  gs_gantt_place_names (self, width);
  self->is_placing = TRUE;
  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
  self->is_placing = FALSE;
}

static void
gs_gantt_class_init (GsGanttClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_gantt_dispose;
  widget_class->grab_focus = gs_gantt_grab_focus;
  widget_class->measure = gs_gantt_measure;
  widget_class->size_allocate = gs_gantt_size_allocate;
  widget_class->get_request_mode = gs_gantt_get_request_mode;
  gs_gantt_shift_init (G_TYPE_FROM_CLASS (klass));
  gtk_widget_class_set_css_name (widget_class, "gantt");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gs_gantt_init (GsGantt *self)
{
}

static void
gs_gantt_connect (GsGantt *self)
{
  g_signal_connect_object (self->find_bar, "found", G_CALLBACK (gs_gantt_row_found), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->find_bar, "closed", G_CALLBACK (gtk_widget_grab_focus), self->chart,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->paned, "notify::position", G_CALLBACK (gs_gantt_names_dragged), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "layout-changed", G_CALLBACK (gs_gantt_update_layout), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::visible", G_CALLBACK (gs_gantt_visible_changed), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (gs_gantt_mapped), NULL);
}

/**
 * gs_gantt_new:
 * @view: one that has rows
 * @session: what the views share
 */
GtkWidget *
gs_gantt_new (const GsView *view, GsSession *session)
{
  GsGantt *self;

  g_return_val_if_fail (GS_IS_SESSION (session), NULL);

  self = g_object_new (GS_TYPE_GANTT, NULL);
  self->view = view;
  self->session = g_object_ref (session);
  self->anchor = GS_TIME_NONE;
  gs_gantt_build (self);
  gs_gantt_add_input (self);
  gs_gantt_add_keys (self);
  gs_gantt_add_actions (self);
  gs_gantt_init_rows (self);
  gs_gantt_connect (self);
  g_signal_connect_object (session, "notify::cursor", G_CALLBACK (gs_gantt_update_description), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_gantt_update_description), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * gs_gantt_list_seen:
 *
 * Returns: (transfer full) (element-type GsRow): the rows that are on the screen, also those that are cut
 */
GPtrArray *
gs_gantt_list_seen (GsGantt *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  GsRowLayout layout;
  guint first, n;

  g_return_val_if_fail (GS_IS_GANTT (self), rows);

  layout = gs_gantt_chart_get_layout (self->chart);
  n = gs_row_layout_get_n_seen (&layout, &first);
  for (guint i = 0; i < layout.n_frozen; i++)
    g_ptr_array_add (rows, g_object_ref (gs_row_list_get (self->list, i)));
  for (guint i = first; i < first + n; i++)
    g_ptr_array_add (rows, g_object_ref (gs_row_list_get (self->list, i)));
  return rows;
}
