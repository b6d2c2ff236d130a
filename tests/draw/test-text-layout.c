/* test-text-layout.c: text is within its box, whichever way it is written
 * SPDX-License-Identifier: MIT
 */
#include <pango/pangocairo.h>

#include "draw/gs-text-layout.h"

static const char *const texts[] = {
  "Preempted",
  "Preempted\nFrom 09:12:30.500\nDuration 18.0 µs",
  "\u05e9\u05dc\u05d5\u05dd",
  "\u05e9\u05dc\u05d5\u05dd\nPreempted by hog (50) for 18.0 µs\n250 ns",
  "Preempted by a thread with a very long name (50) for 18.0 µs, make (51) for 3.00 µs, and by many more",
};

static PangoLayout *
make_layout (PangoDirection direction, const char *text)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  PangoLayout *layout;

  pango_context_set_base_dir (context, direction);
  layout = pango_layout_new (context);
  g_object_unref (context);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

/* Where lines do not all begin and end with the text, its extents are those of all. */
static void
check (PangoDirection direction, const char *text, int max_width)
{
  g_autoptr (PangoLayout) layout = make_layout (direction, text);
  g_autoptr (PangoLayout) plain = make_layout (direction, text);
  PangoRectangle extents;
  int natural;

  pango_layout_get_pixel_size (plain, &natural, NULL);
  gs_text_layout_wrap (layout, max_width);
  pango_layout_get_pixel_extents (layout, NULL, &extents);
  g_assert_cmpint (extents.x, ==, 0);
  g_assert_cmpint (extents.width, <=, MIN (natural, max_width) + 1);
  if (natural <= max_width)
    g_assert_cmpint (pango_layout_get_line_count (layout), ==, pango_layout_get_line_count (plain));
}

static void
test_text_begins_where_its_box_does (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    for (int max_width = 100; max_width <= 900; max_width += 400)
      {
        check (PANGO_DIRECTION_LTR, texts[i], max_width);
        check (PANGO_DIRECTION_RTL, texts[i], max_width);
      }
}

static void
test_narrowing_breaks_no_line (void)
{
  for (int max_width = 80; max_width < 400; max_width += 7)
    {
      g_autoptr (PangoLayout) layout = make_layout (PANGO_DIRECTION_LTR, texts[4]);
      g_autoptr (PangoLayout) plain = make_layout (PANGO_DIRECTION_LTR, texts[4]);

      pango_layout_set_wrap (plain, PANGO_WRAP_WORD_CHAR);
      pango_layout_set_width (plain, max_width * PANGO_SCALE);
      gs_text_layout_wrap (layout, max_width);
      g_assert_cmpint (pango_layout_get_line_count (layout), ==, pango_layout_get_line_count (plain));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-layout/text-begins-where-its-box-does", test_text_begins_where_its_box_does);
  g_test_add_func ("/text-layout/narrowing-breaks-no-line", test_narrowing_breaks_no_line);
  return g_test_run ();
}
