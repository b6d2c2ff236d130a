/* gs-row-layout.h: where rows are: the pinned ones stay, the others scroll below them
 * SPDX-License-Identifier: MIT
 *
 * Chart, names and overlay ask the same, so that they agree. All in pixels.
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-row-list.h"
#include "session/gs-session.h"

G_BEGIN_DECLS

typedef struct
{
  guint n_rows;
  guint n_frozen; /* the first rows: they do not scroll */
  int row_height;
  int height; /* of what shows the rows */
  int scroll; /* by which the others have moved up */
} GsRowLayout;

GsRowLayout gs_row_layout_new (guint n_rows, guint n_pinned, int row_height, int height, int scroll);
GsRowLayout gs_row_layout_get (GsRowList *rows, GsSession *session, GtkAdjustment *vertical, int height);
int gs_row_layout_get_frozen_height (const GsRowLayout *self);
int gs_row_layout_get_y (const GsRowLayout *self, guint index);
gboolean gs_row_layout_is_seen (const GsRowLayout *self, guint index);
gboolean gs_row_layout_find (const GsRowLayout *self, double y, guint *index);
guint gs_row_layout_get_n_seen (const GsRowLayout *self, guint *first);
void gs_row_layout_reveal (const GsRowLayout *self, guint index, GtkAdjustment *vertical);

G_END_DECLS
