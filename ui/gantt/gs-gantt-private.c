/* gs-gantt-private.c: what the parts of a gantt share: the row and time that it speaks of
 * SPDX-License-Identifier: MIT
 */
#include "gantt/gs-gantt-private.h"

#include "rows/gs-hover.h"

gint64
gs_gantt_get_time (GsGantt *self, double x)
{
  double right = gtk_widget_get_width (GTK_WIDGET (self->chart)) - 1;

  return gs_gantt_chart_get_column (self->chart, CLAMP (x, 0, MAX (right, 0))).begin;
}

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
  *column = (GsSpan){ cursor, cursor + 1 };
  return gs_row_list_get (self->list, index);
}

void
gs_gantt_update_description (GsGantt *self)
{
  GsTimeAxis axis = gs_session_get_time_axis (self->session);
  g_autofree char *text = NULL;
  GsSpan column;
  GsRow *row = gs_gantt_get_target (self, &column);

  if (row != NULL)
    text = gs_hover_describe_line (row, column.begin, &axis);
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
        gs_gantt_overlay_show_card (self->overlay, gs_row_list_get (self->list, index), column, self->pointer_x,
                                    self->pointer_y);
      else
        gs_gantt_overlay_hide_card (self->overlay);
    }
  gs_gantt_update_description (self);
}

/**
 * gs_gantt_point_at:
 *
 * After a key: the description is the cursor's, and there is no card, until the pointer moves.
 */
void
gs_gantt_point_at (GsGantt *self)
{
  self->has_pointer = FALSE;
  self->ignores_pointer = TRUE;
  gs_session_set_hover (self->session, GS_TIME_NONE);
  gs_gantt_overlay_hide_card (self->overlay);
  gs_gantt_update_description (self);
}

/**
 * gs_gantt_dup_copy_text:
 *
 * Returns: (transfer full) (nullable): what the hover card says, with raw
 *   times, for copying
 */
char *
gs_gantt_dup_copy_text (GsGantt *self)
{
  GsTimeAxis axis;
  GsSpan column;
  GsRow *row;

  axis = gs_session_get_time_axis (self->session);
  row = gs_gantt_get_target (self, &column);
  return row != NULL ? gs_hover_dup_copy_text (row, column, &axis) : NULL;
}

/* The focused row, or the first one that has states. */
gboolean
gs_gantt_get_focused_row (GsGantt *self, guint *index)
{
  if (gs_row_list_find (self->list, gs_session_get_highlight (self->session), index))
    return TRUE;
  for (*index = 0; *index < gs_row_list_get_n_rows (self->list); *index += 1)
    if (gs_row_has_track (gs_row_list_get (self->list, *index)))
      return TRUE;
  return FALSE;
}

void
gs_gantt_focus_row (GsGantt *self, guint index)
{
  GsRowLayout layout = gs_gantt_chart_get_layout (self->chart);

  gs_session_set_highlight (self->session, gs_row_get_key (gs_row_list_get (self->list, index)));
  if (layout.height > 0)
    gs_row_layout_reveal (&layout, index, self->vertical);
}

gint64
gs_gantt_get_cursor (GsGantt *self)
{
  gint64 cursor = gs_session_get_cursor (self->session);

  return cursor != GS_TIME_NONE ? cursor : gs_session_get_visible (self->session).begin;
}

void
gs_gantt_set_cursor (GsGantt *self, gint64 time)
{
  gs_session_set_cursor (self->session, time);
  gs_session_reveal (self->session, time);
}

/**
 * gs_gantt_reveal_row:
 * @key: a row's
 * @time: ns, where the cursor goes, or %GS_TIME_NONE
 *
 * Returns: FALSE where there is no such row
 */
gboolean
gs_gantt_reveal_row (GsGantt *self, const char *key, gint64 time)
{
  guint index;

  if (!gs_row_list_reveal (self->list, key, &index))
    return FALSE;
  gs_gantt_focus_row (self, index);
  if (time != GS_TIME_NONE)
    gs_gantt_set_cursor (self, time);
  gs_gantt_point_at (self);
  return TRUE;
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

/* Tells the person something, in the window that this is in. */
void
gs_gantt_say (GsGantt *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.tell", "s", text);
}
