/* gs-sorted.c: sorted arrays
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-sorted.h"

/**
 * gs_sorted_find_or_add:
 * @array: sorted by @compare
 * @item: what to look for
 * @compare: 0 for elements that stand for the same
 *
 * Where no element equals @item, a copy of it is put in its place.
 *
 * Returns: (transfer none): the element, until the array changes
 */
gpointer
gs_sorted_find_or_add (GArray *array, gconstpointer item, GCompareFunc compare)
{
  gsize size = g_array_get_element_size (array);
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      int order = compare (array->data + middle * size, item);

      if (order == 0)
        return array->data + middle * size;
      if (order < 0)
        low = middle + 1;
      else
        high = middle;
    }
  g_array_insert_vals (array, low, item, 1);
  return array->data + low * size;
}

/**
 * gs_sorted_count_before:
 * @array: sorted by the gint64 that each of its elements has at @offset
 *
 * Returns: how many elements have less than @value there, which is where the others begin
 */
guint
gs_sorted_count_before (const GArray *array, gsize offset, gint64 value)
{
  gsize size = g_array_get_element_size ((GArray *) array);
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (*(const gint64 *) (gconstpointer) (array->data + middle * size + offset) < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* As gs_sorted_count_before(), with those that have @value itself. */
guint
gs_sorted_count_until (const GArray *array, gsize offset, gint64 value)
{
  return value == G_MAXINT64 ? array->len : gs_sorted_count_before (array, offset, value + 1);
}
