/* test-flag-places.c: names at one time lie beside one another
 * SPDX-License-Identifier: MIT
 */
#include "draw/gs-flag-places.h"

#include <math.h>

#define WIDTH 400
#define MAX_FLAGS 40

typedef struct
{
  int x, width;
} Flag;

static gboolean
is_free (const Flag *flags, guint n, int x, int width)
{
  for (guint i = 0; i < n; i++)
    if (x <= flags[i].x + flags[i].width && x + width >= flags[i].x)
      return FALSE;
  return TRUE;
}

/* The free place next to @x, tried pixel by pixel; -1: none. */
static int
find_nearest (const Flag *flags, guint n, int x, int width)
{
  int best = -1;

  for (int at = 0; at + width <= WIDTH; at++)
    if (is_free (flags, n, at, width) && (best < 0 || ABS (at - x) < ABS (best - x)))
      best = at;
  return best;
}

static void
test_they_take_the_nearest_place (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  guint n_without_room = 0;

  for (guint round = 0; round < 500; round++)
    {
      g_auto (GsFlagPlaces) places = gs_flag_places_new (WIDTH);
      int crowd = g_rand_int_range (rand, 0, WIDTH), spread = g_rand_int_range (rand, 1, WIDTH);
      Flag flags[MAX_FLAGS];
      guint n = 0;

      for (guint i = 0; i < MAX_FLAGS; i++)
        {
          int x = MIN (crowd + g_rand_int_range (rand, 0, spread), WIDTH - 1), width = g_rand_int_range (rand, 9, 60);
          int wanted = x + width > WIDTH ? x + 1 - width : x, nearest = find_nearest (flags, n, wanted, width);
          int at = (int) gs_flag_places_take (&places, x, width);

          if (nearest < 0)
            {
              g_assert_cmpint (at, ==, wanted);
              n_without_room++;
              continue;
            }
          g_assert_true (is_free (flags, n, at, width));
          g_assert_cmpint (ABS (at - wanted), ==, ABS (nearest - wanted));
          flags[n++] = (Flag){ at, width };
        }
    }
  g_assert_cmpuint (n_without_room, >, 100);
}

/* At the right edge the second one goes to the left. */
static void
test_three_at_the_edge (void)
{
  g_auto (GsFlagPlaces) places = gs_flag_places_new (100);

  g_assert_cmpfloat (gs_flag_places_take (&places, 99, 30), ==, 70);
  g_assert_cmpfloat (gs_flag_places_take (&places, 99, 30), ==, 39);
  g_assert_cmpfloat (gs_flag_places_take (&places, 99, 30), ==, 8);
  g_assert_cmpfloat (gs_flag_places_take (&places, 99, 30), ==, 70);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/flag-places/they-take-the-nearest-place", test_they_take_the_nearest_place);
  g_test_add_func ("/flag-places/three-at-the-edge", test_three_at_the_edge);
  return g_test_run ();
}
