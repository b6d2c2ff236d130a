/* test-card-place.c: the card covers nothing that it speaks of
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-card-place.h"

/* Tried pixel by pixel: whether a card of that height can lie in the chart and cover nothing of [top, bottom). */
static gboolean
has_room (const GsCardRoom *room, double height, double top, double bottom)
{
  for (double y = 0; y + height <= room->height; y++)
    if (y + height < top || y > bottom)
      return TRUE;
  return FALSE;
}

static gboolean
is_covered (double y, double height, double top, double bottom)
{
  return y < bottom && y + height > top;
}

static void
test_rows_are_left_free (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_below = 0, n_above = 0, n_without_room = 0;

  for (guint i = 0; i < 20000; i++)
    {
      int row_height = g_rand_int_range (rand, 12, 65);
      double top = g_rand_int_range (rand, -row_height + 1, 600), height = g_rand_int_range (rand, 20, 300), x, y;
      GsCardRoom room = { 800, 600, g_rand_int_range (rand, 0, 800), top, top + row_height, 0 };

      room.end = room.bottom + row_height * g_rand_int_range (rand, 0, 20);
      gs_card_place (&room, g_rand_int_range (rand, 40, 320), height, &x, &y);
      g_assert_cmpfloat (y, >=, 0);
      g_assert_cmpfloat (y + height, <=, room.height);
      g_assert_false (is_covered (y, height, room.top, room.bottom)
                      && has_room (&room, height, room.top - 3, room.bottom + 3));
      g_assert_false (is_covered (y, height, room.top, room.end)
                      && has_room (&room, height, room.top - 3, room.end + 3));
      n_below += y >= room.end;
      n_above += y + height <= room.top;
      n_without_room += is_covered (y, height, room.top, room.end);
    }
  g_assert_cmpuint (n_below, >, 1000);
  g_assert_cmpuint (n_above, >, 1000);
  g_assert_cmpuint (n_without_room, >, 100);
}

/* Where all rows of a machine fill the chart, the first of them are seen. */
static void
test_next_rows_are_seen (void)
{
  GsCardRoom room = { 800, 600, 100, 0, 20, 900 };
  double x, y;

  gs_card_place (&room, 300, 200, &x, &y);
  g_assert_cmpfloat (y, ==, 400);
}

static void
test_pointer_is_beside_it (void)
{
  GsCardRoom room = { 800, 600, 0, 100, 120, 120 };

  for (room.x = 0; room.x < room.width; room.x++)
    {
      double x, y;

      gs_card_place (&room, 320, 200, &x, &y);
      g_assert_cmpfloat (x, >=, 0);
      g_assert_cmpfloat (x + 320, <=, room.width);
      g_assert_true (room.x < x || room.x > x + 320);
    }
}

/* What doesn't fit begins where the chart does. */
static void
test_small_charts (void)
{
  GsCardRoom room = { 100, 60, 50, 20, 40, 40 };
  double x, y;

  gs_card_place (&room, 300, 200, &x, &y);
  g_assert_cmpfloat (x, ==, 0);
  g_assert_cmpfloat (y, ==, 0);
  /* A row at the upper edge is seen as far as it can. */
  room = (GsCardRoom){ 800, 60, 50, 0, 20, 20 };
  gs_card_place (&room, 300, 50, &x, &y);
  g_assert_cmpfloat (y, ==, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/card-place/rows-are-left-free", test_rows_are_left_free);
  g_test_add_func ("/card-place/next-rows-are-seen", test_next_rows_are_seen);
  g_test_add_func ("/card-place/pointer-is-beside-it", test_pointer_is_beside_it);
  g_test_add_func ("/card-place/small-charts", test_small_charts);
  return g_test_run ();
}
