/* gs-row-list.c: the rows of a tree that are seen, one below the other
 * SPDX-License-Identifier: MIT
 */
#include "gs-row-list.h"

/* With more rows than that, only the first machine begins expanded. */
#define MANY_ROWS 40

struct _GsRowList
{
  GObject parent_instance;

  GListModel *roots;
  GPtrArray  *rows;     /* of GsRow: those seen */
  GHashTable *expanded; /* keys -> TRUE or FALSE, of rows that the user or we decided on */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (GsRowList, gs_row_list, G_TYPE_OBJECT)

static void
gs_row_list_finalize (GObject *object)
{
  GsRowList *self = GS_ROW_LIST (object);

  g_clear_object (&self->roots);
  g_ptr_array_unref (self->rows);
  g_hash_table_unref (self->expanded);
  G_OBJECT_CLASS (gs_row_list_parent_class)->finalize (object);
}

static void
gs_row_list_class_init (GsRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_row_list_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
gs_row_list_init (GsRowList *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_object_unref);
  self->expanded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

GsRowList *
gs_row_list_new (void)
{
  return g_object_new (GS_TYPE_ROW_LIST, NULL);
}

static void
gs_row_list_add (GsRowList *self, GListModel *rows)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      GsRow *row = g_list_model_get_item (rows, i);

      g_ptr_array_add (self->rows, row);
      if (gs_row_list_is_expanded (self, row))
        gs_row_list_add (self, gs_row_get_children (row));
    }
}

static void
gs_row_list_update (GsRowList *self)
{
  g_ptr_array_set_size (self->rows, 0);
  gs_row_list_add (self, self->roots);
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What is seen at first: every machine, or the first one where that is too much. */
static void
gs_row_list_expand_new_machines (GsRowList *self)
{
  guint n = g_list_model_get_n_items (self->roots), n_rows = 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GsRow) row = g_list_model_get_item (self->roots, i);
      GListModel *children = gs_row_get_children (row);
      gboolean is_first = g_hash_table_size (self->expanded) == 0;

      n_rows += children != NULL ? g_list_model_get_n_items (children) : 0;
      if (!g_hash_table_contains (self->expanded, gs_row_get_key (row)))
        g_hash_table_insert (self->expanded, g_strdup (gs_row_get_key (row)),
                             GINT_TO_POINTER (is_first || n_rows <= MANY_ROWS));
    }
}

/**
 * gs_row_list_set_tree:
 * @roots: (transfer none): see gs_row_tree_build()
 */
void
gs_row_list_set_tree (GsRowList *self, GListModel *roots)
{
  g_set_object (&self->roots, roots);
  if (roots != NULL)
    gs_row_list_expand_new_machines (self);
  gs_row_list_update (self);
}

guint
gs_row_list_get_n_rows (GsRowList *self)
{
  return self->rows->len;
}

/**
 * gs_row_list_get:
 *
 * Returns: (transfer none):
 */
GsRow *
gs_row_list_get (GsRowList *self, guint index)
{
  g_return_val_if_fail (index < self->rows->len, NULL);
  return g_ptr_array_index (self->rows, index);
}

/**
 * gs_row_list_find:
 * @key: (nullable): a row's key
 * @index: (out): where it is
 *
 * Returns: FALSE where no such row is seen
 */
gboolean
gs_row_list_find (GsRowList *self, const char *key, guint *index)
{
  for (guint i = 0; key != NULL && i < self->rows->len; i++)
    if (g_str_equal (gs_row_get_key (g_ptr_array_index (self->rows, i)), key))
      {
        *index = i;
        return TRUE;
      }
  return FALSE;
}

gboolean
gs_row_list_is_expanded (GsRowList *self, GsRow *row)
{
  return gs_row_get_children (row) != NULL
         && GPOINTER_TO_INT (g_hash_table_lookup (self->expanded, gs_row_get_key (row)));
}

void
gs_row_list_set_expanded (GsRowList *self, GsRow *row, gboolean is_expanded)
{
  if (gs_row_get_children (row) == NULL || gs_row_list_is_expanded (self, row) == is_expanded)
    return;
  g_hash_table_insert (self->expanded, g_strdup (gs_row_get_key (row)), GINT_TO_POINTER (is_expanded));
  gs_row_list_update (self);
}

static void
gs_row_list_expand_below (GsRowList *self, GListModel *rows)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr(GsRow) row = g_list_model_get_item (rows, i);

      g_hash_table_insert (self->expanded, g_strdup (gs_row_get_key (row)), GINT_TO_POINTER (TRUE));
      gs_row_list_expand_below (self, gs_row_get_children (row));
    }
}

void
gs_row_list_expand_all (GsRowList *self)
{
  gs_row_list_expand_below (self, self->roots);
  gs_row_list_update (self);
}
