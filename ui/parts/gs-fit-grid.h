/* gs-fold-grid.h: a table whose rows fold where there is no room for all columns
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_FOLD_GRID (gs_fold_grid_get_type ())
G_DECLARE_FINAL_TYPE (GsFoldGrid, gs_fold_grid, GS, FOLD_GRID, GtkWidget)

GtkWidget *gs_fold_grid_new (guint n_columns, guint n_first);
void gs_fold_grid_add (GsFoldGrid *self, GtkWidget *cell);

G_END_DECLS
