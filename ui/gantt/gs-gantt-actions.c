/* gs-gantt-actions.c: actions of a gantt and the menu on its rows
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include <glib/gi18n.h>

#include "gantt/gs-find-bar.h"

static GsRow *
gs_gantt_get_focused (GsGantt *self)
{
  guint index;

  return gs_gantt_get_focused_row (self, &index) ? gs_row_list_get (self->list, index) : NULL;
}

static gboolean
gs_gantt_copy (GsGantt *self)
{
  g_autofree char *text = gs_gantt_dup_copy_text (self);

  if (text != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  return text != NULL;
}

static gboolean
gs_gantt_zoom_to_selection (GsGantt *self)
{
  gs_session_zoom_to_selection (self->session);
  return gs_session_has_selection (self->session);
}

/* The row after it is focused then, so that one after the other can be hidden. */
static gboolean
gs_gantt_hide_row (GsGantt *self)
{
  g_autoptr (GsRow) row = NULL, next = NULL;
  guint index, depth;

  if (!gs_gantt_get_focused_row (self, &index))
    return FALSE;
  row = g_object_ref (gs_row_list_get (self->list, index));
  depth = gs_row_get_depth (row);
  for (guint i = index + 1; next == NULL && i < gs_row_list_get_n_rows (self->list); i++)
    if (gs_row_get_depth (gs_row_list_get (self->list, i)) <= depth)
      next = g_object_ref (gs_row_list_get (self->list, i));
  if (next == NULL && index > 0)
    next = g_object_ref (gs_row_list_get (self->list, index - 1));
  gs_session_set_row (self->session, GS_ROW_SET_HIDDEN, gs_row_get_key (row), TRUE);
  if (next != NULL)
    gs_session_set_highlight (self->session, gs_row_get_key (next));
  return TRUE;
}

static gboolean
gs_gantt_only_row (GsGantt *self)
{
  GsRow *row = gs_gantt_get_focused (self);
  const char *keys[2] = { NULL, NULL };

  if (row == NULL)
    return FALSE;
  keys[0] = gs_row_get_key (row);
  gs_session_set_rows (self->session, GS_ROW_SET_ONLY, keys);
  return TRUE;
}

/* A machine or a process has no states of its own: what is pinned are the rows below it that have. */
static void
gs_gantt_collect_pins (GsRow *row, GPtrArray *rows)
{
  GListModel *children = gs_row_get_children (row);
  guint n = children != NULL ? g_list_model_get_n_items (children) : 0;

  if (gs_row_has_track (row))
    g_ptr_array_add (rows, g_object_ref (row));
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) child = g_list_model_get_item (children, i);

      if (gs_row_get_kind (row) != GS_ROW_MACHINE || gs_row_get_kind (child) == GS_ROW_VCPU
          || gs_row_get_kind (child) == GS_ROW_CPU)
        gs_gantt_collect_pins (child, rows);
    }
}

static gboolean
gs_gantt_pin_row (GsGantt *self)
{
  GsRow *row = gs_gantt_get_focused (self);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  gboolean are_pinned = TRUE;

  if (row != NULL)
    gs_gantt_collect_pins (row, rows);
  if (rows->len == 0)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    are_pinned = are_pinned
                 && gs_session_has_row (self->session, GS_ROW_SET_PINNED, gs_row_get_key (g_ptr_array_index (rows, i)));
  for (guint i = 0; i < rows->len; i++)
    gs_session_set_row (self->session, GS_ROW_SET_PINNED, gs_row_get_key (g_ptr_array_index (rows, i)), !are_pinned);
  return TRUE;
}

static gboolean
gs_gantt_show_all_rows (GsGantt *self)
{
  gs_session_show_all_rows (self->session);
  return TRUE;
}

static gboolean
gs_gantt_next_state (GsGantt *self)
{
  return gs_gantt_go_to_state (self, TRUE, FALSE);
}

static gboolean
gs_gantt_previous_state (GsGantt *self)
{
  return gs_gantt_go_to_state (self, FALSE, FALSE);
}

static gboolean
gs_gantt_next_state_any (GsGantt *self)
{
  return gs_gantt_go_to_state (self, TRUE, TRUE);
}

static gboolean
gs_gantt_previous_state_any (GsGantt *self)
{
  return gs_gantt_go_to_state (self, FALSE, TRUE);
}

/* A marker goes to the cursor; set there already, it goes away. */
static gboolean
gs_gantt_set_marker (GsGantt *self, GsMarker marker)
{
  gint64 cursor = gs_session_get_cursor (self->session);

  if (cursor == GS_TIME_NONE)
    return FALSE;
  if (gs_session_get_marker (self->session, marker) == cursor)
    cursor = GS_TIME_NONE;
  gs_session_set_marker (self->session, marker, cursor);
  return TRUE;
}

static gboolean
gs_gantt_marker_a (GsGantt *self)
{
  return gs_gantt_set_marker (self, GS_MARKER_A);
}

static gboolean
gs_gantt_marker_b (GsGantt *self)
{
  return gs_gantt_set_marker (self, GS_MARKER_B);
}

/* Selects what lies between the markers. */
static gboolean
gs_gantt_select_markers (GsGantt *self)
{
  gint64 a = gs_session_get_marker (self->session, GS_MARKER_A);
  gint64 b = gs_session_get_marker (self->session, GS_MARKER_B);

  if (a == GS_TIME_NONE || b == GS_TIME_NONE)
    return FALSE;
  gs_session_set_selection (self->session, (GsSpan){ a, b });
  return TRUE;
}

static gboolean
gs_gantt_bookmark (GsGantt *self)
{
  gs_gantt_add_bookmark (self);
  return TRUE;
}

static gboolean
gs_gantt_bookmarks (GsGantt *self)
{
  gs_gantt_show_bookmarks (self);
  return TRUE;
}

static gboolean
gs_gantt_go_to (GsGantt *self)
{
  gs_gantt_show_go_to (self);
  return TRUE;
}

static gboolean
gs_gantt_find (GsGantt *self)
{
  gs_find_bar_open (GS_FIND_BAR (self->find_bar));
  return TRUE;
}

static gboolean
gs_gantt_find_next (GsGantt *self)
{
  gs_find_bar_step (GS_FIND_BAR (self->find_bar), 1);
  return TRUE;
}

static gboolean
gs_gantt_find_previous (GsGantt *self)
{
  gs_find_bar_step (GS_FIND_BAR (self->find_bar), -1);
  return TRUE;
}

static gboolean
gs_gantt_filter (GsGantt *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->filter_button));
  return TRUE;
}

static gboolean
gs_gantt_back (GsGantt *self)
{
  return gs_session_go (self->session, TRUE);
}

static gboolean
gs_gantt_forward (GsGantt *self)
{
  return gs_session_go (self->session, FALSE);
}

static const struct
{
  const char *name;
  gboolean (*run) (GsGantt *self); /* FALSE: there was nothing to do */
} actions[] = {
  { "copy", gs_gantt_copy },
  { "zoom-selection", gs_gantt_zoom_to_selection },
  { "zoom-state", gs_gantt_zoom_to_state },
  { "back", gs_gantt_back },
  { "forward", gs_gantt_forward },
  { "go-to", gs_gantt_go_to },
  { "hide-row", gs_gantt_hide_row },
  { "only-row", gs_gantt_only_row },
  { "pin-row", gs_gantt_pin_row },
  { "show-all-rows", gs_gantt_show_all_rows },
  { "filter", gs_gantt_filter },
  { "find", gs_gantt_find },
  { "find-next", gs_gantt_find_next },
  { "find-previous", gs_gantt_find_previous },
  { "follow", gs_gantt_follow },
  { "critical-path", gs_gantt_trace_path },
  { "hide-path", gs_gantt_hide_path },
  { "pin-path", gs_gantt_pin_path },
  { "next-state", gs_gantt_next_state },
  { "previous-state", gs_gantt_previous_state },
  { "next-state-any", gs_gantt_next_state_any },
  { "previous-state-any", gs_gantt_previous_state_any },
  { "longest-state", gs_gantt_go_to_longest },
  { "marker-a", gs_gantt_marker_a },
  { "marker-b", gs_gantt_marker_b },
  { "select-markers", gs_gantt_select_markers },
  { "add-bookmark", gs_gantt_bookmark },
  { "bookmarks", gs_gantt_bookmarks },
};

/* Does what that action of the group "gantt" does, or rings where there is nothing to do. */
void
gs_gantt_run (GsGantt *self, const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    if (g_str_equal (actions[i].name, name))
      {
        if (!actions[i].run (self))
          gtk_widget_error_bell (GTK_WIDGET (self));
        return;
      }
}

static void
gs_gantt_action_activated (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gs_gantt_run (data, g_action_get_name (G_ACTION (action)));
}

void
gs_gantt_add_actions (GsGantt *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    {
      g_autoptr (GSimpleAction) action = g_simple_action_new (actions[i].name, NULL);

      g_signal_connect (action, "activate", G_CALLBACK (gs_gantt_action_activated), self);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  gtk_widget_insert_action_group (GTK_WIDGET (self), "gantt", G_ACTION_GROUP (group));
}

/* Entries that would do nothing are left out: those without a label. */
static void
gs_gantt_append_section (GMenu *menu, const char *const items[][2], guint n_items)
{
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < n_items; i++)
    if (items[i][0] != NULL)
      g_menu_append (section, _ (items[i][0]), items[i][1]);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

/* Of a thread's row, and of the path that is shown. */
static void
gs_gantt_append_path_section (GsGantt *self, GMenu *menu)
{
  GsRow *row = gs_gantt_get_focused (self);
  gboolean is_thread = row != NULL && gs_row_get_kind (row) == GS_ROW_THREAD;
  gboolean is_shown = gs_session_get_path (self->session) != NULL;
  const char *const items[][2] = {
    { is_shown ? N_ ("Hide Critical Path") : N_ ("Critical Path"),
      is_shown ? "gantt.hide-path" : "gantt.critical-path" },
    { N_ ("Rows of Critical Path on Top"), "gantt.pin-path" },
  };

  if (is_shown || is_thread)
    gs_gantt_append_section (menu, items, is_shown ? 2 : 1);
}

static const char *
gs_gantt_get_pin_label (GsGantt *self, GsRow *row)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  if (row != NULL)
    gs_gantt_collect_pins (row, rows);
  for (guint i = 0; i < rows->len; i++)
    if (!gs_session_has_row (self->session, GS_ROW_SET_PINNED, gs_row_get_key (g_ptr_array_index (rows, i))))
      return N_ ("Pin to Top");
  return rows->len > 0 ? N_ ("Unpin") : NULL;
}

static void
gs_gantt_append_row_section (GsGantt *self, GMenu *menu)
{
  GsRow *row = gs_gantt_get_focused (self);
  gboolean are_hidden = gs_session_get_n_rows (self->session, GS_ROW_SET_HIDDEN) > 0
                        || gs_session_get_n_rows (self->session, GS_ROW_SET_ONLY) > 0
                        || gs_session_get_row_filter (self->session) != 0;
  const char *const items[][2] = {
    { row != NULL ? N_ ("Hide Row") : NULL, "gantt.hide-row" },
    { row != NULL ? N_ ("Only This Row") : NULL, "gantt.only-row" },
    { gs_gantt_get_pin_label (self, row), "gantt.pin-row" },
    { are_hidden ? N_ ("Show All Rows") : NULL, "gantt.show-all-rows" },
  };

  gs_gantt_append_section (menu, items, G_N_ELEMENTS (items));
}

/* Whether the focused row has a state at the cursor. */
static gboolean
gs_gantt_has_state (GsGantt *self)
{
  GsRow *row = gs_gantt_get_focused (self);
  g_autoptr (GsTrack) track = row != NULL ? gs_row_peek_track (row) : NULL;
  gsize at;

  return track != NULL && gs_track_find (track, gs_gantt_get_cursor (self), &at);
}

/* Of the focused row and the cursor. */
static GMenuModel *
gs_gantt_new_menu (GsGantt *self)
{
  static const char *const mark_items[][2] = {
    { N_ ("Add Bookmark…"), "gantt.add-bookmark" },
    { N_ ("Marker A Here"), "gantt.marker-a" },
    { N_ ("Marker B Here"), "gantt.marker-b" },
  };
  const char *const state_items[][2] = {
    { gs_gantt_has_state (self) ? N_ ("Zoom to State") : NULL, "gantt.zoom-state" },
    { gs_gantt_get_follow_label (self), "gantt.follow" },
    { N_ ("Copy"), "gantt.copy" },
  };
  GMenu *menu = g_menu_new ();

  gs_gantt_append_section (menu, state_items, G_N_ELEMENTS (state_items));
  gs_gantt_append_path_section (self, menu);
  gs_gantt_append_section (menu, mark_items, G_N_ELEMENTS (mark_items));
  gs_gantt_append_row_section (self, menu);
  return G_MENU_MODEL (menu);
}

static void
gs_gantt_popup (GMenuModel *menu, GtkWidget *widget, double x, double y)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  gtk_widget_set_parent (popover, widget);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  g_signal_connect (popover, "closed", G_CALLBACK (gs_gantt_popover_closed), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

/**
 * gs_gantt_popup_menu:
 * @x: in the chart, like @y; row and time there become the cursor's
 */
void
gs_gantt_popup_menu (GsGantt *self, double x, double y)
{
  g_autoptr (GMenuModel) menu = NULL;
  gint64 time = gs_gantt_get_time (self, x);
  guint index;

  if (gs_gantt_chart_get_row (self->chart, y, &index))
    gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->list, index)));
  if (time != GS_TIME_NONE)
    gs_session_set_cursor (self->session, time);
  self->has_pointer = FALSE;
  self->ignores_pointer = TRUE;
  gs_gantt_update_pointer (self);
  menu = gs_gantt_new_menu (self);
  gs_gantt_popup (menu, GTK_WIDGET (self->chart), x, y);
}

/**
 * gs_gantt_popup_row_menu:
 * @widget: where it pops up
 * @x: in @widget, like @y
 *
 * The part of the menu that is of the focused row, not of a time.
 */
void
gs_gantt_popup_row_menu (GsGantt *self, GtkWidget *widget, double x, double y)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  gs_gantt_append_path_section (self, menu);
  gs_gantt_append_row_section (self, menu);
  gs_gantt_popup (G_MENU_MODEL (menu), widget, x, y);
}
