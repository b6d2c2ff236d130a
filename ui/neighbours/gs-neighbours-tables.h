/* gs-neighbours-tables.h: who took how much from whom, and how many lacked a CPU at once
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "report/gs-neighbours.h"

G_BEGIN_DECLS

/* A person wants to see the thefts of a cell. */
typedef void (*GsNeighbourCellFunc) (const GsNeighbourCell *cell, gpointer user_data);

/* Or the longest time in which so many vCPUs lacked a CPU. */
typedef void (*GsNeighbourSpanFunc) (guint machine, GsSpan span, gpointer user_data);

GtkWidget *gs_neighbours_matrix_new (const GsNeighbours *neighbours, GsNeighbourCellFunc func, gpointer user_data);
GtkWidget *gs_neighbours_lacks_new (const GsNeighbours *neighbours, GsNeighbourSpanFunc func, gpointer user_data);

G_END_DECLS
