/* gs-sorted.c: arrays that are kept sorted while they grow
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
