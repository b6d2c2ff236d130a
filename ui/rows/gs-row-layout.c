/* gs-row-layout.c: where rows are: the pinned ones stay, the others scroll below them
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-row-layout.h"

/**
 * gs_row_layout_new:
 * @n_pinned: of the rows; as many of them stay as fit into the upper half
 * @scroll: by which the others have moved up
 */
GsRowLayout
gs_row_layout_new (guint n_rows, guint n_pinned, int row_height, int height, int scroll)
{
  return (GsRowLayout){
    .n_rows = n_rows,
    .n_frozen = MIN (MIN (n_pinned, n_rows), (guint) (MAX (height, 0) / 2 / row_height)),
    .row_height = row_height,
    .height = height,
    .scroll = scroll,
  };
}

/* Few rows fill what shows them, as far as that makes them easier to read. */
static int
gs_row_layout_choose_height (GsRowList *rows, GsSession *session, int height)
{
  int least = gs_session_get_row_height (session);
  guint n_rows = gs_row_list_get_n_rows (rows);

  if (gs_session_has_row_height (session) || n_rows == 0)
    return least;
  return CLAMP (height / (int) n_rows, least, MAX (least, GS_SESSION_MAX_ROW_HEIGHT));
}

/**
 * gs_row_layout_get:
 * @height: of what shows the rows
 */
GsRowLayout
gs_row_layout_get (GsRowList *rows, GsSession *session, GtkAdjustment *vertical, int height)
{
  return gs_row_layout_new (gs_row_list_get_n_rows (rows), gs_row_list_get_n_top (rows),
                            gs_row_layout_choose_height (rows, session, height), height,
                            (int) gtk_adjustment_get_value (vertical));
}

int
gs_row_layout_get_frozen_height (const GsRowLayout *self)
{
  return (int) self->n_frozen * self->row_height;
}

/* Of a row's upper edge, also where it is not seen. */
int
gs_row_layout_get_y (const GsRowLayout *self, guint index)
{
  int y = (int) index * self->row_height;

  return index < self->n_frozen ? y : y - self->scroll;
}

/* Whether any of a row is. */
gboolean
gs_row_layout_is_seen (const GsRowLayout *self, guint index)
{
  int y = gs_row_layout_get_y (self, index);

  return index < self->n_rows && y < self->height
         && (index < self->n_frozen || y + self->row_height > gs_row_layout_get_frozen_height (self));
}

/**
 * gs_row_layout_find:
 * @index: (out): of the row at @y
 *
 * Returns: FALSE where there is none
 */
gboolean
gs_row_layout_find (const GsRowLayout *self, double y, guint *index)
{
  double row;

  if (y < 0)
    return FALSE;
  row = (y < gs_row_layout_get_frozen_height (self) ? y : y + self->scroll) / self->row_height;
  if (row >= self->n_rows)
    return FALSE;
  *index = (guint) row;
  return TRUE;
}

/**
 * gs_row_layout_get_n_seen:
 * @first: (out): the first one below the rows that stay
 *
 * Returns: how many rows are seen from @first on, also those that are cut
 */
guint
gs_row_layout_get_n_seen (const GsRowLayout *self, guint *first)
{
  guint end = (guint) MAX ((self->height + self->scroll + self->row_height - 1) / self->row_height, 0);

  *first = MIN (self->n_frozen + (guint) (self->scroll / self->row_height), self->n_rows);
  end = MIN (end, self->n_rows);
  return end > *first ? end - *first : 0;
}

/* Scrolls as far as it takes to see all of a row; one that is far away comes into the middle,
 * so that what is around it is seen as well. */
void
gs_row_layout_reveal (const GsRowLayout *self, guint index, GtkAdjustment *vertical)
{
  int y = gs_row_layout_get_y (self, index), top = gs_row_layout_get_frozen_height (self);
  gboolean is_near = y + 2 * self->row_height > top && y < self->height + self->row_height;

  if (index < self->n_frozen)
    return;
  if (is_near)
    gtk_adjustment_clamp_page (vertical, (double) (index - self->n_frozen) * self->row_height,
                               (double) (index + 1) * self->row_height);
  else
    gtk_adjustment_set_value (vertical, self->scroll + y - (top + self->height - self->row_height) / 2);
}
