/* test-sorted.c: arrays that are kept sorted
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-sorted.h"

typedef struct
{
  guint key;
  guint count;
} Item;

static int
compare (gconstpointer a, gconstpointer b)
{
  guint key_a = ((const Item *) a)->key, key_b = ((const Item *) b)->key;

  return (key_a > key_b) - (key_a < key_b);
}

static void
test_each_is_there_once (void)
{
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (Item));
  guint total = 0;

  for (guint i = 0; i < 5000; i++)
    {
      const Item item = { g_test_rand_int_range (0, 700), 0 };
      Item *found = gs_sorted_find_or_add (array, &item, compare);

      g_assert_cmpuint (found->key, ==, item.key);
      found->count++;
    }

  for (guint i = 0; i < array->len; i++)
    {
      total += g_array_index (array, Item, i).count;
      if (i > 0)
        g_assert_cmpuint (g_array_index (array, Item, i - 1).key, <, g_array_index (array, Item, i).key);
    }
  g_assert_cmpuint (total, ==, 5000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sorted/each-is-there-once", test_each_is_there_once);

  return g_test_run ();
}
