/* gs-fit-grid.h: a table that leaves out columns where there is no room for all
 * SPDX-License-Identifier: MIT
 *
 * Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define GS_TYPE_FIT_GRID (gs_fit_grid_get_type ())
G_DECLARE_FINAL_TYPE (GsFitGrid, gs_fit_grid, GS, FIT_GRID, GtkWidget)

GtkWidget *gs_fit_grid_new (const guint8 *ranks, guint n_columns);
void gs_fit_grid_add (GsFitGrid *self, GtkWidget *cell);

G_END_DECLS
