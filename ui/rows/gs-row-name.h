/* gs-row-name.h: what stands beside one row of a chart: its name and its numbers
 * SPDX-License-Identifier: MIT
 */
#pragma once

#include <gtk/gtk.h>

#include "rows/gs-row.h"
#include "session/gs-session.h"

G_BEGIN_DECLS

/* In pixels: of the columns on the right, of what lies right of them, and between name and numbers. */
#define GS_ROW_NAME_NUMBER_WIDTH 64
#define GS_ROW_NAME_MARGIN 8

#define GS_TYPE_ROW_NAME (gs_row_name_get_type ())
G_DECLARE_FINAL_TYPE (GsRowName, gs_row_name, GS, ROW_NAME, GtkWidget)

guint gs_row_name_fit_columns (guint columns, int width);
GtkWidget *gs_row_name_new (void);
void gs_row_name_set_arrow (GsRowName *self, gboolean has_children, gboolean is_expanded, int size);
void gs_row_name_set_name (GsRowName *self, GsRow *row, guint depth, const char *place, PangoAttrList *attributes,
                           PangoAttrList *note_attributes);
void gs_row_name_set_number (GsRowName *self, GsColumn column, const char *text, PangoAttrList *attributes);
void gs_row_name_set_chip (GsRowName *self, gint64 colour);
gboolean gs_row_name_is_arrow (guint depth, double x);

G_END_DECLS
