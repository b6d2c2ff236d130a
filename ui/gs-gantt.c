/* gs-gantt.c: one view: row names, ruler, chart and overview on one time axis
 * SPDX-License-Identifier: MIT
 */
#include "gs-gantt-private.h"

#include <glib/gi18n.h>

#include "gs-gantt-names.h"
#include "gs-hover.h"
#include "gs-overview.h"
#include "gs-row-tree.h"
#include "gs-ruler.h"
#include "gs-scene.h"
#include "gs-ticks.h"
#include "gs-view.h"

#define NAMES_WIDTH 320

G_DEFINE_FINAL_TYPE (GsGantt, gs_gantt, GTK_TYPE_WIDGET)

/* The row and time that the description is of: the pointer's, else the cursor's. */
static GsRow *
gs_gantt_get_target (GsGantt *self, GsSpan *column)
{
  gint64 cursor = gs_session_get_cursor (self->session);
  guint index;

  if (self->has_pointer && gs_gantt_chart_get_row (self->chart, self->pointer_y, &index))
    {
      *column = gs_gantt_chart_get_column (self->chart, self->pointer_x);
      if (column->begin != GS_TIME_NONE)
        return gs_row_list_get (self->list, index);
    }
  if (cursor == GS_TIME_NONE || !gs_row_list_find (self->list, gs_session_get_highlight (self->session), &index))
    return NULL;
  *column = (GsSpan) { cursor, cursor + 1 };
  return gs_row_list_get (self->list, index);
}

static void
gs_gantt_update_description (GsGantt *self)
{
  g_autofree char *text = NULL;
  GsSpan column;
  GsRow *row = gs_gantt_get_target (self, &column);

  if (row != NULL)
    text = gs_hover_describe_line (row, column.begin);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

/**
 * gs_gantt_update_pointer:
 *
 * What is under the pointer may be something else now: it moved, or the chart did.
 */
void
gs_gantt_update_pointer (GsGantt *self)
{
  GsSpan column = gs_gantt_chart_get_column (self->chart, self->pointer_x);
  guint index;

  if (!self->has_pointer || self->is_dragging || column.begin == GS_TIME_NONE)
    {
      gs_gantt_overlay_hide_card (self->overlay);
      gs_session_set_hover (self->session, GS_TIME_NONE);
    }
  else
    {
      gs_session_set_hover (self->session, column.begin);
      if (gs_gantt_chart_get_row (self->chart, self->pointer_y, &index))
        gs_gantt_overlay_show_card (self->overlay, gs_row_list_get (self->list, index), column,
                                    self->pointer_x, self->pointer_y);
      else
        gs_gantt_overlay_hide_card (self->overlay);
    }
  gs_gantt_update_description (self);
}

/**
 * gs_gantt_point_at:
 *
 * After a key: the card and the description are the cursor's, until the pointer moves.
 */
void
gs_gantt_point_at (GsGantt *self)
{
  GsSpan column;
  GsRow *row;
  guint index;

  self->has_pointer = FALSE;
  self->ignores_pointer = TRUE;
  gs_session_set_hover (self->session, GS_TIME_NONE);
  row = gs_gantt_get_target (self, &column);
  if (row != NULL && gs_row_list_find (self->list, gs_row_get_key (row), &index))
    gs_gantt_overlay_show_card (self->overlay, row, column, gs_gantt_chart_get_x (self->chart, column.begin),
                                gs_gantt_chart_get_y (self->chart, index) + gs_session_get_row_height (self->session));
  gs_gantt_update_description (self);
}

/* The focused row, or the first one that has states. */
static gboolean
gs_gantt_get_focused_row (GsGantt *self, guint *index)
{
  if (gs_row_list_find (self->list, gs_session_get_highlight (self->session), index))
    return TRUE;
  for (*index = 0; *index < gs_row_list_get_n_rows (self->list); *index += 1)
    if (gs_row_get_track (gs_row_list_get (self->list, *index)) != NULL)
      return TRUE;
  return FALSE;
}

static void
gs_gantt_focus_row (GsGantt *self, guint index)
{
  gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->list, index)));
  gtk_adjustment_clamp_page (self->vertical, index * gs_session_get_row_height (self->session), (index + 1) * gs_session_get_row_height (self->session));
}

static gint64
gs_gantt_get_cursor (GsGantt *self)
{
  gint64 cursor = gs_session_get_cursor (self->session);

  return cursor != GS_TIME_NONE ? cursor : gs_session_get_visible (self->session).begin;
}

static void
gs_gantt_set_cursor (GsGantt *self, gint64 time)
{
  gs_session_set_cursor (self->session, time);
  gs_session_reveal (self->session, time);
}

/**
 * gs_gantt_move_row:
 * @delta: rows down, or up below 0
 *
 * Returns: FALSE where there is no row
 */
gboolean
gs_gantt_move_row (GsGantt *self, int delta)
{
  gboolean had_row;
  guint index, n_rows = gs_row_list_get_n_rows (self->list);

  had_row = gs_row_list_find (self->list, gs_session_get_highlight (self->session), &index);
  if (!gs_gantt_get_focused_row (self, &index))
    return FALSE;
  if (had_row)
    index = CLAMP ((int) index + delta, 0, (int) n_rows - 1);
  gs_gantt_focus_row (self, index);
  gs_gantt_set_cursor (self, gs_gantt_get_cursor (self));
  gs_gantt_point_at (self);
  return TRUE;
}

/* Where the interval after the one at @time begins; @time where there is none. */
static gint64
gs_gantt_find_next (const GsTrack *track, gint64 time)
{
  GsSpan span = gs_track_get_span (track);
  gsize at;

  if (time < span.begin)
    return span.begin;
  if (!gs_track_find (track, time, &at) || at + 1 >= gs_track_get_n_intervals (track))
    return time;
  return gs_track_get (track, at + 1).span.begin;
}

/* Where the interval at @time begins, or the one before it where that is @time. */
static gint64
gs_gantt_find_previous (const GsTrack *track, gint64 time)
{
  GsSpan span = gs_track_get_span (track);
  gsize at;

  if (time <= span.begin)
    return time;
  if (!gs_track_find (track, time, &at))
    return gs_track_get (track, gs_track_get_n_intervals (track) - 1).span.begin;
  if (gs_track_get (track, at).span.begin < time)
    return gs_track_get (track, at).span.begin;
  return gs_track_get (track, at - 1).span.begin;
}

/* Goes to where the next or the one before interval begins. */
static gboolean
gs_gantt_go_to_change (GsGantt *self, gboolean forward)
{
  gint64 cursor = gs_gantt_get_cursor (self), time;
  GsTrack *track;
  guint index;

  if (!gs_gantt_get_focused_row (self, &index))
    return FALSE;
  track = gs_row_get_track (gs_row_list_get (self->list, index));
  if (track == NULL || gs_track_get_n_intervals (track) == 0)
    return FALSE;
  gs_gantt_focus_row (self, index);
  time = forward ? gs_gantt_find_next (track, cursor) : gs_gantt_find_previous (track, cursor);
  gs_gantt_set_cursor (self, time);
  gs_gantt_point_at (self);
  return time != cursor;
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
  return gs_gantt_go_to_change (self, TRUE);
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
  return gs_gantt_go_to_change (self, FALSE);
}

/**
 * gs_gantt_describe:
 *
 * Returns: (transfer full) (nullable): what the hover card says, with raw
 *   times, for copying
 */
char *
gs_gantt_describe (GsGantt *self)
{
  GsSpan column;
  GsRow *row;

  g_return_val_if_fail (GS_IS_GANTT (self), NULL);

  row = gs_gantt_get_target (self, &column);
  return row != NULL ? gs_hover_dup_copy_text (row, column) : NULL;
}

GsRows
gs_gantt_get_rows (GsGantt *self)
{
  g_return_val_if_fail (GS_IS_GANTT (self), GS_ROWS_VCPUS);
  return self->rows;
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
  g_autoptr(GListModel) tree = NULL;

  g_return_if_fail (GS_IS_GANTT (self));

  if (timeline == self->timeline)
    return;
  if (timeline != NULL)
    {
      tree = gs_row_tree_build (timeline, self->rows);
      gs_timeline_ref (timeline);
    }
  gs_gantt_overlay_hide_card (self->overlay);
  gs_row_list_set_tree (self->list, tree);
  gs_overview_set_timeline (GS_OVERVIEW (self->overview), timeline);
  g_clear_pointer (&self->timeline, gs_timeline_unref);
  self->timeline = timeline;
  gs_gantt_update_pointer (self);
}

static GtkWidget *
gs_gantt_new_head (const char *text, double xalign, int width)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_widget_set_size_request (label, width, -1);
  gtk_widget_set_valign (label, GTK_ALIGN_END);
  gtk_widget_set_margin_bottom (label, 2);
  gtk_widget_add_css_class (label, "dim-label");
  return label;
}

/* Names, as high as the chart: heads beside the ruler, nothing beside the overview. */
static GtkWidget *
gs_gantt_new_left (GsGantt *self)
{
  GtkWidget *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *heads = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *name = gs_gantt_new_head (_("Name"), 0, -1), *stolen;
  GtkWidget *foot = gtk_label_new (_("Overview"));

  gtk_widget_set_size_request (heads, -1, GS_RULER_HEIGHT);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_set_margin_start (name, 22);
  gtk_box_append (GTK_BOX (heads), name);
  if (self->rows != GS_ROWS_CPUS)
    {
      gtk_box_append (GTK_BOX (heads), gs_gantt_new_head (_("TID"), 1, GS_NAMES_NUMBER_WIDTH));
      stolen = gs_gantt_new_head (_("Stolen"), 1, GS_NAMES_NUMBER_WIDTH);
      gtk_widget_set_tooltip_text (stolen, _("Share of the time in which it believes to run, but its virtual CPU has no CPU"));
      gtk_widget_set_margin_end (stolen, 8);
      gtk_box_append (GTK_BOX (heads), stolen);
    }
  gtk_box_append (GTK_BOX (left), heads);
  gtk_box_append (GTK_BOX (left), self->names);
  gtk_widget_set_size_request (foot, -1, GS_OVERVIEW_HEIGHT);
  gtk_label_set_xalign (GTK_LABEL (foot), 0);
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
  gtk_grid_attach (GTK_GRID (right), gs_ruler_new (self->session), 0, 0, 1, 1);
  gtk_grid_attach (GTK_GRID (right), layers, 0, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (right), scrollbar, 1, 1, 1, 1);
  gtk_grid_attach (GTK_GRID (right), self->overview, 0, 2, 1, 1);
  return right;
}

static void
gs_gantt_build (GsGantt *self)
{
  self->vertical = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  self->list = gs_row_list_new ();
  self->chart = GS_GANTT_CHART (gs_gantt_chart_new (self->list, self->session, self->vertical));
  self->overlay = GS_GANTT_OVERLAY (gs_gantt_overlay_new (self->chart, self->list, self->session, self->vertical));
  self->names = gs_gantt_names_new (self->list, self->session, self->vertical);
  self->overview = gs_overview_new (self->rows, self->session);

  self->paned = gtk_paned_new (GTK_ORIENTATION_HORIZONTAL);
  gtk_paned_set_start_child (GTK_PANED (self->paned), gs_gantt_new_left (self));
  gtk_paned_set_end_child (GTK_PANED (self->paned), gs_gantt_new_right (self));
  gtk_paned_set_resize_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_start_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_shrink_end_child (GTK_PANED (self->paned), FALSE);
  gtk_paned_set_position (GTK_PANED (self->paned), NAMES_WIDTH);
  gtk_widget_set_parent (self->paned, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  gs_view_get_title (self->rows), -1);
}

static void
gs_gantt_dispose (GObject *object)
{
  GsGantt *self = GS_GANTT (object);

  g_clear_pointer (&self->paned, gtk_widget_unparent);
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
gs_gantt_class_init (GsGanttClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = gs_gantt_dispose;
  widget_class->grab_focus = gs_gantt_grab_focus;
  gs_gantt_shift_init (klass);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "gantt");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
gs_gantt_init (GsGantt *self)
{
}

/**
 * gs_gantt_new:
 * @rows: which view
 * @session: what the views share
 */
GtkWidget *
gs_gantt_new (GsRows rows, GsSession *session)
{
  GsGantt *self;

  g_return_val_if_fail (GS_IS_SESSION (session), NULL);

  self = g_object_new (GS_TYPE_GANTT, NULL);
  self->rows = rows;
  self->session = g_object_ref (session);
  gs_gantt_build (self);
  gs_gantt_add_input (self);
  g_signal_connect_object (session, "notify::cursor", G_CALLBACK (gs_gantt_update_description), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::highlight", G_CALLBACK (gs_gantt_update_description), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}
