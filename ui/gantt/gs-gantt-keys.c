/* gs-gantt-keys.c: keys of a gantt's chart
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#define KEY_ZOOM 1.5

/* Share of the visible range that A and D pan. */
#define PAN_SHARE 0.25

/* Zooms where the pointer is, or else at the cursor. */
static void
gs_gantt_zoom_at_pointer (GsGantt *self, double factor)
{
  gint64 time = self->has_pointer ? gs_gantt_get_time (self, self->pointer_x) : GS_TIME_NONE;

  if (time != GS_TIME_NONE)
    gs_session_zoom_at (self->session, time, factor);
  else
    gs_session_zoom (self->session, factor);
  gs_gantt_update_pointer (self);
}

static void
gs_gantt_zoom (GsGantt *self, double factor)
{
  gs_session_zoom (self->session, factor);
  gs_gantt_update_pointer (self);
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

/* Goes to the begin or the end of the experiment. */
static void
gs_gantt_go_to_end (GsGantt *self, gboolean last)
{
  GsSpan full = gs_session_get_full (self->session);

  gs_gantt_set_cursor (self, last ? MAX (full.end - 1, full.begin) : full.begin);
  gs_gantt_point_at (self);
}

static gboolean
gs_gantt_control_key (GsGantt *self, guint key)
{
  switch (key)
    {
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      gs_session_fit (self->session);
      break;
    case GDK_KEY_c:
      gs_gantt_run (self, "copy");
      break;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      gs_gantt_zoom (self, KEY_ZOOM);
      break;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gs_gantt_zoom (self, 1 / KEY_ZOOM);
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      gs_gantt_go_to_end (self, FALSE);
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      gs_gantt_go_to_end (self, TRUE);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static gboolean
gs_gantt_move_key (GsGantt *self, guint key, gboolean shift)
{
  GsRowLayout layout = gs_gantt_chart_get_layout (self->chart);
  int page = layout.height / layout.row_height - (int) layout.n_frozen;
  int all = gs_row_list_get_n_rows (self->list);

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      gs_gantt_step_change (self, key == GDK_KEY_Right || key == GDK_KEY_KP_Right, shift);
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      gs_gantt_move_row (self, -1);
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      gs_gantt_move_row (self, 1);
      break;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      gs_gantt_move_row (self, -MAX (page, 1));
      break;
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      gs_gantt_move_row (self, MAX (page, 1));
      break;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
      gs_gantt_move_row (self, -all);
      break;
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      gs_gantt_move_row (self, all);
      break;
    default:
      return GDK_EVENT_PROPAGATE;
    }
  return GDK_EVENT_STOP;
}

static gboolean
gs_gantt_escape (GsGantt *self)
{
  if (gs_span_duration (gs_session_get_band (self->session)) > 0)
    gs_gantt_cancel_drag (self);
  else if (gs_session_has_selection (self->session))
    gs_session_clear_selection (self->session);
  else if (gs_gantt_hide_path (self))
    ;
  else
    return GDK_EVENT_PROPAGATE;
  return GDK_EVENT_STOP;
}

/* Letters that do something; with Shift some do something else. */
static gboolean
gs_gantt_letter_key (GsGantt *self, guint key, gboolean shift)
{
  static const struct
  {
    guint key;
    const char *action[2];
  } keys[] = {
    { GDK_KEY_z, { "zoom-selection", "zoom-selection" } },
    { GDK_KEY_e, { "zoom-state", "zoom-state" } },
    { GDK_KEY_n, { "next-state", "next-state-any" } },
    { GDK_KEY_p, { "previous-state", "previous-state-any" } },
    { GDK_KEY_l, { "longest-state", "longest-state" } },
    { GDK_KEY_b, { "add-bookmark", "bookmarks" } },
    { GDK_KEY_h, { "hide-row", "show-all-rows" } },
    { GDK_KEY_o, { "only-row", "show-all-rows" } },
    { GDK_KEY_t, { "pin-row", "pin-row" } },
    { GDK_KEY_f, { "follow", "follow" } },
    { GDK_KEY_k, { "critical-path", "pin-path" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (keys[i].key == key)
      {
        gs_gantt_run (self, keys[i].action[shift]);
        return GDK_EVENT_STOP;
      }
  return gs_gantt_move_key (self, key, shift);
}

static void
gs_gantt_popup_menu_at_cursor (GsGantt *self)
{
  double x, y = 0;
  guint index;

  x = gs_gantt_chart_get_x (self->chart, gs_gantt_get_cursor (self));
  if (gs_gantt_get_focused_row (self, &index))
    y = gs_gantt_chart_get_y (self->chart, index) + gs_gantt_chart_get_layout (self->chart).row_height / 2.0;
  gs_gantt_popup_menu (self, CLAMP (x, 0, gtk_widget_get_width (GTK_WIDGET (self->chart)) - 1),
                       CLAMP (y, 0, gtk_widget_get_height (GTK_WIDGET (self->chart)) - 1));
}

static gboolean
gs_gantt_key_pressed (GsGantt *self, guint key, guint code, GdkModifierType state, GtkEventController *controller)
{
  gboolean shift = (state & GDK_SHIFT_MASK) != 0;

  if (state & GDK_CONTROL_MASK)
    return gs_gantt_control_key (self, gdk_keyval_to_lower (key));
  /* Alt may still be held from a drag that moves a clock. */
  if (key == GDK_KEY_Escape && gs_gantt_shift_cancel (self))
    return GDK_EVENT_STOP;
  if (state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;

  switch (gdk_keyval_to_lower (key))
    {
    case GDK_KEY_w:
      gs_gantt_zoom_at_pointer (self, KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_s:
      gs_gantt_zoom_at_pointer (self, 1 / KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      gs_gantt_zoom (self, KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      gs_gantt_zoom (self, 1 / KEY_ZOOM);
      return GDK_EVENT_STOP;
    case GDK_KEY_a:
      gs_gantt_pan_by (self, -PAN_SHARE);
      return GDK_EVENT_STOP;
    case GDK_KEY_d:
      gs_gantt_pan_by (self, PAN_SHARE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      if (!gs_gantt_follow (self))
        gs_gantt_toggle_row (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_space:
      gs_gantt_toggle_row (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Menu:
      gs_gantt_popup_menu_at_cursor (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_F10:
      if (!shift)
        return GDK_EVENT_PROPAGATE;
      gs_gantt_popup_menu_at_cursor (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return gs_gantt_escape (self);
    default:
      return gs_gantt_letter_key (self, gdk_keyval_to_lower (key), shift);
    }
}

static void
gs_gantt_listen_to_keys (GsGantt *self, GtkWidget *widget)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (gs_gantt_key_pressed), self);
  gtk_widget_add_controller (widget, keys);
}

/* Once, when the children are there. The keys of a chart are those of its names, too, which have the same rows. */
void
gs_gantt_add_keys (GsGantt *self)
{
  gs_gantt_listen_to_keys (self, GTK_WIDGET (self->chart));
  gs_gantt_listen_to_keys (self, self->names);
}
