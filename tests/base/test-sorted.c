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

/* With many equal ones, and values at both ends of the range. */
static void
test_elements_are_counted (void)
{
  typedef struct
  {
    guint32 other;
    gint64 value;
  } Timed;
  g_autoptr (GArray) array = g_array_new (FALSE, FALSE, sizeof (Timed));
  const gint64 edges[] = { G_MININT64, -1, 0, 3, 50, 99, 100, G_MAXINT64 - 1, G_MAXINT64 };

  for (guint i = 0; i < 300; i++)
    g_array_append_vals (array, &(Timed){ i, i < 298 ? i / 3 : G_MAXINT64 - (299 - i) }, 1);
  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      guint n_before = 0, n_until = 0;

      for (guint k = 0; k < array->len; k++)
        {
          n_before += g_array_index (array, Timed, k).value < edges[i];
          n_until += g_array_index (array, Timed, k).value <= edges[i];
        }
      g_assert_cmpuint (gs_sorted_count_before (array, G_STRUCT_OFFSET (Timed, value), edges[i]), ==, n_before);
      g_assert_cmpuint (gs_sorted_count_until (array, G_STRUCT_OFFSET (Timed, value), edges[i]), ==, n_until);
    }
  g_array_set_size (array, 0);
  g_assert_cmpuint (gs_sorted_count_until (array, G_STRUCT_OFFSET (Timed, value), 5), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sorted/each-is-there-once", test_each_is_there_once);
  g_test_add_func ("/sorted/elements-are-counted", test_elements_are_counted);

  return g_test_run ();
}
