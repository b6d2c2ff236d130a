/* gs-view.c: a view of an experiment, described in one place
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-view.h"

#include <glib/gi18n.h>

#include "rows/gs-row-tree.h"

#define ALL_COLUMNS ((1u << GS_N_COLUMNS) - 1)

const GsView gs_vcpus_view = {
  .id = "vcpus",
  .title = N_ ("Virtual CPUs"),
  .shortcut = "<Alt>1",
  .build_rows = gs_row_tree_build_vcpus,
  .rows = GS_ROWS_VCPUS,
  .columns = ALL_COLUMNS,
  .explained = 1u << GS_ROWS_VCPUS | 1u << GS_ROWS_THREADS,
};

const GsView gs_threads_view = {
  .id = "threads",
  .title = N_ ("Threads"),
  .shortcut = "<Alt>2",
  .build_rows = gs_row_tree_build_threads,
  .rows = GS_ROWS_THREADS,
  .columns = ALL_COLUMNS & ~(1u << GS_COLUMN_EXITS),
  .explained = 1u << GS_ROWS_THREADS,
};

const GsView gs_cpus_view = {
  .id = "cpus",
  .title = N_ ("Physical CPUs"),
  .shortcut = "<Alt>3",
  .build_rows = gs_row_tree_build_cpus,
  .rows = GS_ROWS_CPUS,
  .columns = 1u << GS_COLUMN_NAME | 1u << GS_COLUMN_RUNNING,
  .explained = 1u << GS_ROWS_CPUS,
};

/* Returns: the view's name, translated; also its widget's accessible name */
const char *
gs_view_get_title (const GsView *self)
{
  return _ (self->title);
}

/* Whether it is a tree of rows on a time axis, not a widget of its own. */
gboolean
gs_view_has_rows (const GsView *self)
{
  return self->build_rows != NULL;
}

gboolean
gs_view_has_column (const GsView *self, GsColumn column)
{
  return (self->columns & 1u << column) != 0;
}

/**
 * gs_view_dup_legend:
 * @n_items: (out): how many
 *
 * Returns: (transfer full) (array length=n_items): the states to explain, in order; "unknown" once, free with g_free()
 */
GsLegendItem *
gs_view_dup_legend (const GsView *self, guint *n_items)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (GsLegendItem));

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    {
      guint8 states[GS_MAX_STATES];
      guint n_states = (self->explained & 1u << rows) != 0 ? gs_rows_list_explained (rows, states) : 0;
      gboolean is_first = items->len == 0;

      for (guint i = 0; i < n_states; i++)
        {
          GsLegendItem item = { states[i], rows };

          if (is_first || states[i] != 0)
            g_array_append_val (items, item);
        }
    }
  *n_items = items->len;
  return (GsLegendItem *) (gpointer) g_array_free (items, FALSE);
}
