/* gs-row-list.c: the rows of a tree that are seen, one below the other
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-row-list.h"

/* With more rows than that, only the first machine begins expanded. */
#define MANY_ROWS 40

typedef enum
{
  GS_ROW_COLLAPSED, /* as it began */
  GS_ROW_EXPANDED,
  GS_ROW_CLOSED, /* by the user */
} GsRowExpansion;

struct _GsRowList
{
  GObject parent_instance;

  GListModel *roots;
  GPtrArray *rows;          /* of GsRow: those seen */
  guint n_top;              /* of them, above all others */
  GHashTable *places;       /* keys -> index + 1 in rows; NULL: not made yet */
  GsRowJudge judge;         /* or NULL */
  GCompareDataFunc compare; /* of siblings, or NULL: as they are */
  gpointer rules_data;
  GHashTable *expanded; /* keys -> GsRowExpansion */
};

enum
{
  CHANGED,
  VALUES_CHANGED,
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
  g_clear_pointer (&self->places, g_hash_table_unref);
  G_OBJECT_CLASS (gs_row_list_parent_class)->finalize (object);
}

static void
gs_row_list_class_init (GsRowListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = gs_row_list_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[VALUES_CHANGED] = g_signal_new ("values-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
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

static GsRowVerdict
gs_row_list_judge (GsRowList *self, GsRow *row, gboolean *inside)
{
  return self->judge != NULL ? self->judge (row, inside, self->rules_data) : GS_ROW_VERDICT_IN;
}

static gboolean gs_row_list_has_any (GsRowList *self, GListModel *rows, gboolean inside);

/* A group is shown where something below it is. */
static gboolean
gs_row_list_is_shown (GsRowList *self, GsRow *row, gboolean *inside)
{
  GsRowVerdict verdict = gs_row_list_judge (self, row, inside);
  GListModel *children = gs_row_get_children (row);

  if (verdict == GS_ROW_VERDICT_OUT || verdict == GS_ROW_VERDICT_TOP)
    return FALSE;
  if (self->judge != NULL && children != NULL)
    return gs_row_list_has_any (self, children, *inside);
  return verdict == GS_ROW_VERDICT_IN;
}

static gboolean
gs_row_list_has_any (GsRowList *self, GListModel *rows, gboolean inside)
{
  guint n = g_list_model_get_n_items (rows);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (rows, i);
      gboolean below = inside;

      if (gs_row_list_is_shown (self, row, &below))
        return TRUE;
    }
  return FALSE;
}

static int
gs_row_list_compare (gconstpointer a, gconstpointer b, gpointer data)
{
  GsRowList *self = data;

  return self->compare (*(GsRow *const *) a, *(GsRow *const *) b, self->rules_data);
}

/* Returns: (transfer full) (element-type GsRow): rows in the order in which they are shown */
static GPtrArray *
gs_row_list_sort (GsRowList *self, GListModel *rows)
{
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_object_unref);
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (sorted, g_list_model_get_item (rows, i));
  if (self->compare != NULL)
    g_ptr_array_sort_with_data (sorted, gs_row_list_compare, self);
  return sorted;
}

/* @all: also what lies below collapsed rows */
static void
gs_row_list_add (GsRowList *self, GPtrArray *rows, GListModel *model, gboolean inside, gboolean all)
{
  g_autoptr (GPtrArray) sorted = gs_row_list_sort (self, model);

  for (guint i = 0; i < sorted->len; i++)
    {
      GsRow *row = g_ptr_array_index (sorted, i);
      gboolean below = inside;

      if (!gs_row_list_is_shown (self, row, &below))
        continue;
      g_ptr_array_add (rows, g_object_ref (row));
      if (all || gs_row_list_is_expanded (self, row))
        gs_row_list_add (self, rows, gs_row_get_children (row), below, all);
    }
}

static void
gs_row_list_add_top (GsRowList *self, GPtrArray *rows, GListModel *model)
{
  guint n = model != NULL && self->judge != NULL ? g_list_model_get_n_items (model) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (model, i);
      gboolean inside = FALSE;

      if (gs_row_list_judge (self, row, &inside) == GS_ROW_VERDICT_TOP)
        g_ptr_array_add (rows, g_object_ref (row));
      else
        gs_row_list_add_top (self, rows, gs_row_get_children (row));
    }
}

static void
gs_row_list_update (GsRowList *self)
{
  g_clear_pointer (&self->places, g_hash_table_unref);
  g_ptr_array_set_size (self->rows, 0);
  gs_row_list_add_top (self, self->rows, self->roots);
  self->n_top = self->rows->len;
  gs_row_list_add (self, self->rows, self->roots, FALSE, FALSE);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * gs_row_list_set_rules:
 * @judge: (nullable): which rows are shown
 * @compare: (nullable): in which order siblings are; #GsRow are handed to it themselves
 * @data: for both; has to live as long as the list
 */
void
gs_row_list_set_rules (GsRowList *self, GsRowJudge judge, GCompareDataFunc compare, gpointer data)
{
  self->judge = judge;
  self->compare = compare;
  self->rules_data = data;
}

/* Something that the rules go by has changed. */
void
gs_row_list_refresh (GsRowList *self)
{
  gs_row_list_update (self);
}

/**
 * gs_row_list_collect:
 *
 * Returns: (transfer full) (element-type GsRow): the rows in order, also those
 *   below collapsed ones
 */
GPtrArray *
gs_row_list_collect (GsRowList *self)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  gs_row_list_add_top (self, rows, self->roots);
  gs_row_list_add (self, rows, self->roots, FALSE, TRUE);
  return rows;
}

GListModel *
gs_row_list_get_tree (GsRowList *self)
{
  return self->roots;
}

/* How many rows are above all others. */
guint
gs_row_list_get_n_top (GsRowList *self)
{
  return self->n_top;
}

static GsRowExpansion
gs_row_list_get_expansion (GsRowList *self, GsRow *row)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->expanded, gs_row_get_key (row)));
}

static void
gs_row_list_set_expansion (GsRowList *self, GsRow *row, GsRowExpansion expansion)
{
  g_hash_table_insert (self->expanded, g_strdup (gs_row_get_key (row)), GUINT_TO_POINTER (expansion));
}

/* @n_rows: (inout): how many rows there are by now; 0: none, the first machine is open in any case */
static void
gs_row_list_expand_machines (GsRowList *self, GListModel *rows, guint *n_rows)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (rows, i);
      GListModel *children = gs_row_get_children (row);
      gboolean is_first = *n_rows == 0;

      if (gs_row_get_kind (row) != GS_ROW_MACHINE)
        continue;
      *n_rows += children != NULL ? g_list_model_get_n_items (children) : 0;
      if (gs_row_list_get_expansion (self, row) == GS_ROW_COLLAPSED && (is_first || *n_rows <= MANY_ROWS))
        gs_row_list_set_expansion (self, row, GS_ROW_EXPANDED);
      gs_row_list_expand_machines (self, children, n_rows);
    }
}

/* What is seen at first: every machine, or the first one where that is too much. While traces are
 * read, which one is the first may change; what is open stays open. */
static void
gs_row_list_expand_new_machines (GsRowList *self)
{
  guint n_rows = 0;

  gs_row_list_expand_machines (self, self->roots, &n_rows);
}

/**
 * gs_row_list_set_tree:
 * @roots: (transfer none): see gs_row_tree_build_vcpus()
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
  guint place;

  if (key == NULL)
    return FALSE;
  if (self->places == NULL)
    {
      self->places = g_hash_table_new (g_str_hash, g_str_equal);
      for (guint i = 0; i < self->rows->len; i++)
        g_hash_table_insert (self->places, (gpointer) gs_row_get_key (g_ptr_array_index (self->rows, i)),
                             GUINT_TO_POINTER (i + 1));
    }
  place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, key));
  if (place == 0)
    return FALSE;
  *index = place - 1;
  return TRUE;
}

/* Where the row of a machine's thread is seen, if it is. */
gboolean
gs_row_list_find_thread (GsRowList *self, guint machine, guint thread, guint *index)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GsRow *row = g_ptr_array_index (self->rows, i);

      if (gs_row_get_kind (row) == GS_ROW_THREAD && gs_row_get_index (row) == thread
          && gs_row_get_machine (row) == machine)
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

static gboolean
gs_row_list_expand_to (GsRowList *self, GListModel *rows, const char *key)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (rows, i);

      if (g_str_equal (gs_row_get_key (row), key))
        return TRUE;
      if (gs_row_list_expand_to (self, gs_row_get_children (row), key))
        {
          gs_row_list_set_expansion (self, row, GS_ROW_EXPANDED);
          return TRUE;
        }
    }
  return FALSE;
}

/**
 * gs_row_list_reveal:
 * @key: (nullable): a row's key
 * @index: (out): where it is then
 *
 * Expands what a row lies below.
 *
 * Returns: FALSE where there is no such row, or it is left out
 */
gboolean
gs_row_list_reveal (GsRowList *self, const char *key, guint *index)
{
  if (gs_row_list_find (self, key, index))
    return TRUE;
  if (key == NULL || !gs_row_list_expand_to (self, self->roots, key))
    return FALSE;
  gs_row_list_update (self);
  return gs_row_list_find (self, key, index);
}

gboolean
gs_row_list_is_expanded (GsRowList *self, GsRow *row)
{
  return gs_row_get_children (row) != NULL && gs_row_list_get_expansion (self, row) == GS_ROW_EXPANDED;
}

void
gs_row_list_set_expanded (GsRowList *self, GsRow *row, gboolean is_expanded)
{
  if (gs_row_get_children (row) == NULL || gs_row_list_is_expanded (self, row) == is_expanded)
    return;
  gs_row_list_set_expansion (self, row, is_expanded ? GS_ROW_EXPANDED : GS_ROW_CLOSED);
  gs_row_list_update (self);
}

static void
gs_row_list_expand_below (GsRowList *self, GListModel *rows)
{
  guint n = rows != NULL ? g_list_model_get_n_items (rows) : 0;

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GsRow) row = g_list_model_get_item (rows, i);

      gs_row_list_set_expansion (self, row, GS_ROW_EXPANDED);
      gs_row_list_expand_below (self, gs_row_get_children (row));
    }
}

void
gs_row_list_expand_all (GsRowList *self)
{
  gs_row_list_expand_below (self, self->roots);
  gs_row_list_update (self);
}
