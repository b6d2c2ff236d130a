/* gs-row-list.h: the rows of a tree that are seen, one below the other
 * SPDX-License-Identifier: MIT
 *
 * A flat view of gs-row-tree: rows below a collapsed one are left out. What is
 * expanded is kept by key and so survives a newer timeline. Emits "changed", and
 * "values-changed" when only what the columns say is another.
 */
#pragma once

#include "rows/gs-row.h"

G_BEGIN_DECLS

/* What becomes of a row. */
typedef enum
{
  GS_ROW_VERDICT_OUT,  /* not shown, nor is what lies below it */
  GS_ROW_VERDICT_PATH, /* shown for the sake of rows below it, if there are any */
  GS_ROW_VERDICT_IN,
  GS_ROW_VERDICT_TOP, /* above all others */
} GsRowVerdict;

/* @inside: (inout): about the row above; what is set here is handed to the rows below */
typedef GsRowVerdict (*GsRowJudge) (GsRow *row, gboolean *inside, gpointer data);

#define GS_TYPE_ROW_LIST (gs_row_list_get_type ())
G_DECLARE_FINAL_TYPE (GsRowList, gs_row_list, GS, ROW_LIST, GObject)

GsRowList *gs_row_list_new (void);
void gs_row_list_set_rules (GsRowList *self, GsRowJudge judge, GCompareDataFunc compare, gpointer data);
void gs_row_list_refresh (GsRowList *self);
GPtrArray *gs_row_list_collect (GsRowList *self);
gboolean gs_row_list_reveal (GsRowList *self, const char *key, guint *index);
GListModel *gs_row_list_get_tree (GsRowList *self);
guint gs_row_list_get_n_top (GsRowList *self);
gboolean gs_row_list_find_thread (GsRowList *self, guint machine, guint thread, guint *index);
void gs_row_list_set_tree (GsRowList *self, GListModel *roots);
guint gs_row_list_get_n_rows (GsRowList *self);
GsRow *gs_row_list_get (GsRowList *self, guint index);
gboolean gs_row_list_find (GsRowList *self, const char *key, guint *index);
gboolean gs_row_list_is_expanded (GsRowList *self, GsRow *row);
void gs_row_list_set_expanded (GsRowList *self, GsRow *row, gboolean is_expanded);
void gs_row_list_expand_all (GsRowList *self);

G_END_DECLS
