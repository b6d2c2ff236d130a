/* gs-session-rows.c: which rows, range and states a session shows, and how
 * SPDX-License-Identifier: MIT
 */
#include "session/gs-session-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "base/gs-time-text.h"

/* Whether a row is in that set. */
gboolean
gs_session_has_row (GsSession *self, GsRowSet set, const char *key)
{
  g_return_val_if_fail (GS_IS_SESSION (self) && set < GS_N_ROW_SETS, FALSE);
  return g_hash_table_contains (self->row_sets[set], key);
}

guint
gs_session_get_n_rows (GsSession *self, GsRowSet set)
{
  g_return_val_if_fail (GS_IS_SESSION (self) && set < GS_N_ROW_SETS, 0);
  return g_hash_table_size (self->row_sets[set]);
}

static int
gs_session_compare_keys (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/**
 * gs_session_dup_rows:
 *
 * Returns: (transfer full): the keys of a set, sorted
 */
char **
gs_session_dup_rows (GsSession *self, GsRowSet set)
{
  GPtrArray *keys = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer key;

  g_return_val_if_fail (GS_IS_SESSION (self) && set < GS_N_ROW_SETS, NULL);

  g_hash_table_iter_init (&iter, self->row_sets[set]);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (keys, g_strdup (key));
  g_ptr_array_sort (keys, gs_session_compare_keys);
  g_ptr_array_add (keys, NULL);
  return (char **) g_ptr_array_free (keys, FALSE);
}

void
gs_session_set_row (GsSession *self, GsRowSet set, const char *key, gboolean is_in)
{
  g_return_if_fail (GS_IS_SESSION (self) && set < GS_N_ROW_SETS);
  if (is_in)
    g_hash_table_add (self->row_sets[set], g_strdup (key));
  else
    g_hash_table_remove (self->row_sets[set], key);
  gs_session_emit (self, GS_SESSION_ROWS_CHANGED);
}

/**
 * gs_session_set_rows:
 * @keys: (nullable): all that are in the set from now on
 */
void
gs_session_set_rows (GsSession *self, GsRowSet set, const char *const *keys)
{
  g_return_if_fail (GS_IS_SESSION (self) && set < GS_N_ROW_SETS);
  g_hash_table_remove_all (self->row_sets[set]);
  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    g_hash_table_add (self->row_sets[set], g_strdup (keys[i]));
  gs_session_emit (self, GS_SESSION_ROWS_CHANGED);
}

/* Takes back everything that hides rows. */
void
gs_session_show_all_rows (GsSession *self)
{
  g_return_if_fail (GS_IS_SESSION (self));
  g_hash_table_remove_all (self->row_sets[GS_ROW_SET_HIDDEN]);
  g_hash_table_remove_all (self->row_sets[GS_ROW_SET_ONLY]);
  self->row_filter = 0;
  gs_session_emit (self, GS_SESSION_ROWS_CHANGED);
}

/* Returns: bits of GsRowFilter */
guint
gs_session_get_row_filter (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), 0);
  return self->row_filter;
}

void
gs_session_set_row_filter (GsSession *self, guint filter)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (self->row_filter == filter)
    return;
  self->row_filter = filter;
  gs_session_emit (self, GS_SESSION_ROWS_CHANGED);
}

/**
 * gs_session_get_sort:
 * @is_descending: (out) (optional):
 *
 * Returns: a #GsColumn, or %GS_SESSION_NO_SORT
 */
guint
gs_session_get_sort (GsSession *self, gboolean *is_descending)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_SESSION_NO_SORT);
  if (is_descending != NULL)
    *is_descending = self->sort_descending;
  return self->sort_column;
}

void
gs_session_set_sort (GsSession *self, guint column, gboolean is_descending)
{
  g_return_if_fail (GS_IS_SESSION (self));
  self->sort_column = MIN (column, GS_SESSION_NO_SORT);
  self->sort_descending = is_descending != FALSE;
  gs_session_emit (self, GS_SESSION_ROWS_CHANGED);
}

/* Returns: bits 1 << GsColumn of those shown */
guint
gs_session_get_columns (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), 0);
  return self->columns;
}

/* The name is always shown. */
void
gs_session_set_columns (GsSession *self, guint columns)
{
  g_return_if_fail (GS_IS_SESSION (self));
  self->columns = (columns | 1 << GS_COLUMN_NAME) & ((1 << GS_N_COLUMNS) - 1);
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}

/* Whether the rows' height was chosen; otherwise they grow where there is room. */
gboolean
gs_session_has_row_height (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), FALSE);
  return self->has_row_height;
}

/* In pixels; the least where none was chosen. */
int
gs_session_get_row_height (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_SESSION_ROW_HEIGHT);
  return self->row_height;
}

void
gs_session_set_row_height (GsSession *self, int height)
{
  g_return_if_fail (GS_IS_SESSION (self));
  height = CLAMP (height, GS_SESSION_MIN_ROW_HEIGHT, GS_SESSION_MAX_ROW_HEIGHT);
  if (self->row_height == height && self->has_row_height)
    return;
  self->row_height = height;
  self->has_row_height = TRUE;
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}

/* In pixels, with the columns beside them. */
int
gs_session_get_names_width (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_SESSION_NAMES_WIDTH);
  return self->names_width;
}

void
gs_session_set_names_width (GsSession *self, int width)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (self->names_width == width || width <= 0)
    return;
  self->names_width = width;
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}

GsTimeFormat
gs_session_get_time_format (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_TIME_FORMAT_LOCAL);
  return self->time_format;
}

/* Returns: how times are written, from the experiment's begin on; those of no day always count from there */
GsTimeAxis
gs_session_get_time_axis (GsSession *self)
{
  gboolean is_of_day;

  g_return_val_if_fail (GS_IS_SESSION (self), ((GsTimeAxis){ GS_TIME_FORMAT_LOCAL, 0 }));
  is_of_day = self->time_format == GS_TIME_FORMAT_LOCAL || self->time_format == GS_TIME_FORMAT_UTC;
  return (GsTimeAxis){ is_of_day && self->has_no_dates ? GS_TIME_FORMAT_SECONDS : self->time_format, self->full.begin };
}

/* @has_no_dates: TRUE where times count from a machine's boot, or the like */
void
gs_session_set_has_no_dates (GsSession *self, gboolean has_no_dates)
{
  g_return_if_fail (GS_IS_SESSION (self));
  self->has_no_dates = has_no_dates;
}

/**
 * gs_session_dup_time_text:
 * @time: ns
 * @precision: ns, as for gs_time_axis_dup_text()
 *
 * Returns: (transfer full): the time, in the format that was chosen
 */
char *
gs_session_dup_time_text (GsSession *self, gint64 time, gint64 precision)
{
  GsTimeAxis axis = gs_session_get_time_axis (self);

  return gs_time_axis_dup_text (&axis, time, precision);
}

/**
 * gs_session_get_range:
 * @timeline: (nullable): where not all of it is read, the range ends where what is read does
 *
 * Returns: what numbers and lists are of: the selection, or else what is visible
 */
GsSpan
gs_session_get_range (GsSession *self, const GsTimeline *timeline)
{
  GsSpan range = gs_session_has_selection (self) ? gs_session_get_selection (self) : gs_session_get_visible (self);

  return timeline != NULL && timeline->is_partial ? gs_span_intersect (range, gs_timeline_get_common (timeline)) :
                                                    range;
}

/**
 * gs_session_dup_range_text:
 * @timeline: (nullable): as for gs_session_get_range()
 *
 * Returns: (transfer full): which range that is, how long and from when on; and where numbers of it are not final, so
 */
char *
gs_session_dup_range_text (GsSession *self, const GsTimeline *timeline)
{
  GsSpan range = gs_session_get_range (self, timeline);
  gint64 length = gs_span_duration (range);
  g_autofree char *begin = gs_session_dup_time_text (self, range.begin, MAX (length / 1000, 1));
  g_autofree char *duration = gs_time_text_dup_duration (length, MAX (length / 10000, 1));
  g_autofree char *text = NULL;

  if (gs_session_has_selection (self))
    text = g_strdup_printf (_ ("Selection: %s from %s"), duration, begin);
  else if (gs_session_is_fit (self))
    text = g_strdup_printf (_ ("Whole experiment: %s from %s"), duration, begin);
  else
    text = g_strdup_printf (_ ("Visible: %s from %s"), duration, begin);
  if (timeline == NULL || !timeline->is_partial)
    return g_steal_pointer (&text);
  return g_strdup_printf (_ ("%s · so far, reading goes on"), text);
}

void
gs_session_set_time_format (GsSession *self, GsTimeFormat format)
{
  g_return_if_fail (GS_IS_SESSION (self) && format < GS_N_TIME_FORMATS);
  if (self->time_format == format)
    return;
  self->time_format = format;
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}

/* What the bars' colours say. */
GsColourBy
gs_session_get_colour_by (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), GS_COLOUR_BY_STATE);
  return self->colour_by;
}

void
gs_session_set_colour_by (GsSession *self, GsColourBy by)
{
  g_return_if_fail (GS_IS_SESSION (self) && by < GS_N_COLOUR_BYS);
  if (self->colour_by == by)
    return;
  self->colour_by = by;
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}

/* Returns: bits 1 << GsCounterKind of those that are shown above the rows */
guint
gs_session_get_counters (GsSession *self)
{
  g_return_val_if_fail (GS_IS_SESSION (self), 0);
  return self->counters;
}

void
gs_session_set_counters (GsSession *self, guint kinds)
{
  g_return_if_fail (GS_IS_SESSION (self));
  if (self->counters == kinds)
    return;
  self->counters = kinds;
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}

/**
 * gs_session_get_hidden_states:
 * @rows: whose states, a #GsRows
 *
 * Returns: one bit for each state that is not to be drawn
 */
guint32
gs_session_get_hidden_states (GsSession *self, guint rows)
{
  g_return_val_if_fail (GS_IS_SESSION (self) && rows < GS_N_ROWS, 0);
  return self->hidden_states[rows];
}

void
gs_session_set_hidden_states (GsSession *self, guint rows, guint32 states)
{
  g_return_if_fail (GS_IS_SESSION (self) && rows < GS_N_ROWS);
  if (self->hidden_states[rows] == states)
    return;
  self->hidden_states[rows] = states;
  gs_session_emit (self, GS_SESSION_LAYOUT_CHANGED);
}
