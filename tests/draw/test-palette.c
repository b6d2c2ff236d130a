/* test-palette.c: colours can be read, and told apart by every kind of sight
 * SPDX-License-Identifier: MIT
 */
#include <math.h>

#include "draw/gs-painter.h"
#include "draw/gs-palette.h"

typedef enum
{
  SIGHT_NORMAL,
  SIGHT_PROTANOPE,
  SIGHT_DEUTERANOPE,
  N_SIGHTS
} Sight;

static void
multiply (const double m[3][3], const double *v, double *product)
{
  for (guint i = 0; i < 3; i++)
    product[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
}

static void
to_linear (guint32 colour, double *rgb)
{
  for (guint i = 0; i < 3; i++)
    {
      double value = ((colour >> (16 - 8 * i)) & 0xff) / 255.0;

      rgb[i] = value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
    }
}

/* Viénot, Brettel, Mollon 1999: Digital video colourmaps for checking the
 * legibility of displays by dichromats. Color Research and Application 24. */
static void
look_with (Sight sight, guint32 colour, double *rgb)
{
  static const double to_lms[3][3] = {
    { 17.8824, 43.5161, 4.11935 },
    { 3.45565, 27.1554, 3.86714 },
    { 0.0299566, 0.184309, 1.46709 },
  };
  static const double from_lms[3][3] = {
    { 0.0809444479, -0.130504409, 0.116721066 },
    { -0.0102485335, 0.0540193266, -0.113614708 },
    { -0.000365296938, -0.00412161469, 0.693511405 },
  };
  double lms[3];

  to_linear (colour, rgb);
  if (sight == SIGHT_NORMAL)
    return;
  multiply (to_lms, rgb, lms);
  if (sight == SIGHT_PROTANOPE)
    lms[0] = 2.02344 * lms[1] - 2.52581 * lms[2];
  else
    lms[1] = 0.494207 * lms[0] + 1.24827 * lms[2];
  multiply (from_lms, lms, rgb);
  for (guint i = 0; i < 3; i++)
    rgb[i] = CLAMP (rgb[i], 0, 1);
}

static double
lab_root (double t)
{
  return t > 216.0 / 24389 ? cbrt (t) : (24389.0 / 27 * t + 16) / 116;
}

/* CIE 1976, white point D65. */
static void
to_lab (const double *rgb, double *lab)
{
  static const double to_xyz[3][3] = {
    { 0.4124, 0.3576, 0.1805 },
    { 0.2126, 0.7152, 0.0722 },
    { 0.0193, 0.1192, 0.9505 },
  };
  double xyz[3], x, y, z;

  multiply (to_xyz, rgb, xyz);
  x = lab_root (xyz[0] / 0.95047);
  y = lab_root (xyz[1]);
  z = lab_root (xyz[2] / 1.08883);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

static double
distance (Sight sight, guint32 a, guint32 b)
{
  double rgb_a[3], rgb_b[3], lab_a[3], lab_b[3], sum = 0;

  look_with (sight, a, rgb_a);
  look_with (sight, b, rgb_b);
  to_lab (rgb_a, lab_a);
  to_lab (rgb_b, lab_b);
  for (guint i = 0; i < 3; i++)
    sum += (lab_a[i] - lab_b[i]) * (lab_a[i] - lab_b[i]);
  return sqrt (sum);
}

static void
test_simulated_sight_is_right (void)
{
  /* Greys stay what they are, and a red and a green become one. */
  g_assert_cmpfloat (distance (SIGHT_DEUTERANOPE, 0x808080, 0x828282), <, 2);
  g_assert_cmpfloat (distance (SIGHT_NORMAL, 0xcf9d2f, 0x00c800), >, 50);
  g_assert_cmpfloat (distance (SIGHT_DEUTERANOPE, 0xb0a000, 0xe08a00), <,
                     distance (SIGHT_NORMAL, 0xb0a000, 0xe08a00) / 2);
  g_assert_cmpfloat (distance (SIGHT_NORMAL, 0x000000, 0xffffff), >, 99);
}

static void
test_text_can_be_read (void)
{
  for (guint i = 0; i < GS_N_COLOURS * 2; i++)
    {
      const GsPalette *palette = gs_palette_choose (i / 2, i % 2);

      g_assert_cmpint (palette->is_dark, ==, i % 2);
      g_assert_cmpfloat (gs_colour_contrast (palette->text, palette->background), >=, 4.5);
      g_assert_cmpfloat (gs_colour_contrast (palette->text, palette->stripe), >=, 4.5);
      g_assert_cmpfloat (gs_colour_contrast (palette->dim_text, palette->background), >=, 4.5);
      g_assert_cmpfloat (gs_colour_contrast (palette->dim_text, palette->stripe), >=, 4.5);
      g_assert_cmpfloat (gs_colour_contrast (palette->accent, palette->background), >=, 3);
      for (guint rows = 0; rows < GS_N_ROWS; rows++)
        for (guint state = 0; state < gs_rows_get_n_states (rows); state++)
          g_assert_cmpfloat (gs_colour_contrast (palette->looks[rows][state].text, palette->looks[rows][state].colour),
                             >=, 4.5);
    }
}

static void
test_high_contrast_is_high (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const GsPalette *palette = gs_palette_choose (GS_COLOURS_HIGH_CONTRAST, dark);

      g_assert_cmpfloat (gs_colour_contrast (palette->dim_text, palette->background), >=, 7);
      g_assert_cmpfloat (gs_colour_contrast (palette->line, palette->background), >=, 3);
      for (guint rows = 0; rows < GS_N_ROWS; rows++)
        for (guint state = 0; state < gs_rows_get_n_states (rows); state++)
          g_assert_cmpfloat (gs_colour_contrast (palette->looks[rows][state].colour, palette->background), >=, 3);
    }
}

static void
check_neighbours (const GsPalette *palette, GsRows rows, guint n_states)
{
  const GsLook *looks = palette->looks[rows];

  for (guint a = 0; a < n_states; a++)
    for (guint b = a + 1; b < n_states; b++)
      {
        for (guint sight = 0; sight < N_SIGHTS; sight++)
          g_assert_cmpfloat (distance (sight, looks[a].colour, looks[b].colour), >=, 19.5);
        if (looks[a].pattern != GS_PATTERN_NONE)
          g_assert_cmpint (looks[a].pattern, !=, looks[b].pattern);
      }
}

static void
test_every_sight_tells_states_apart (void)
{
  for (guint dark = 0; dark < 2; dark++)
    {
      const GsPalette *palette = gs_palette_choose (GS_COLOURS_COLOUR_BLIND, dark);

      check_neighbours (palette, GS_ROWS_VCPUS, GS_N_VCPU_STATES);
      check_neighbours (palette, GS_ROWS_THREADS, GS_N_THREAD_STATES);
      check_neighbours (palette, GS_ROWS_CPUS, GS_N_CPU_STATES);
    }
}

static void
test_patterns_are_drawn (void)
{
  const GsPalette *palette = gs_palette_choose (GS_COLOURS_COLOUR_BLIND, FALSE);

  for (guint state = 0; state < GS_N_VCPU_STATES; state++)
    {
      const GsLook *look = &palette->looks[GS_ROWS_VCPUS][state];
      guint32 pixels[24 * 24] = { 0 };
      GsCanvas canvas = gs_canvas_for_image ((guchar *) pixels, 24 * 4, 24, 24, 1);
      guint n_ink = 0;

      gs_painter_draw_swatch (&canvas, look, 0, 0, 24, 24);
      for (guint i = 0; i < G_N_ELEMENTS (pixels); i++)
        n_ink += pixels[i] == (0xff000000u | look->ink);
      if (look->pattern == GS_PATTERN_NONE)
        g_assert_cmpuint (n_ink, ==, 0);
      else
        g_assert_cmpuint (n_ink, >, 24);
      g_assert_cmpfloat (gs_colour_contrast (look->ink, look->colour), >=, 1.5);
    }
}

static void
test_filtered_states_fade (void)
{
  const GsPalette *palette = gs_palette_get (FALSE);
  const guint32 states[GS_N_ROWS] = { [GS_ROWS_VCPUS] = 1u << GS_VCPU_IDLE };
  g_autoptr (GsPalette) dimmed = gs_palette_new_dimmed (palette, states);

  g_assert_true (dimmed->looks[GS_ROWS_VCPUS][GS_VCPU_IDLE].is_dimmed);
  g_assert_cmpfloat (gs_colour_contrast (dimmed->looks[GS_ROWS_VCPUS][GS_VCPU_IDLE].colour, palette->background), <,
                     1.2);
  g_assert_cmpuint (dimmed->looks[GS_ROWS_VCPUS][GS_VCPU_RUNNING].colour, ==,
                    palette->looks[GS_ROWS_VCPUS][GS_VCPU_RUNNING].colour);
  g_assert_cmpuint (dimmed->looks[GS_ROWS_CPUS][GS_CPU_IDLE].colour, ==,
                    palette->looks[GS_ROWS_CPUS][GS_CPU_IDLE].colour);
}

/* Events were lost: over all of the row's height, other than a state that is just unknown. */
static void
test_lost_events_are_hatched (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_N_VCPU_STATES);
  guint32 pixels[100 * 20];
  GsCanvas canvas = gs_canvas_for_image ((guchar *) pixels, 100 * 4, 100, 20, 1);
  GsPlace place = { { 0, 1000 }, 0, 0, 100, 0, 20 };
  guint n_hatched[2] = { 0 };

  gs_track_append (track, 0, (GsTrackValue){ GS_VCPU_UNKNOWN, 0, GS_NO_CPU, 0 });
  gs_track_append (track, 500, (GsTrackValue){ GS_VCPU_UNKNOWN, GS_AUX_LOST, GS_NO_CPU, 0 });
  gs_track_seal (track, 1000);
  gs_canvas_fill (&canvas, 0, 0, 100, 20, 0xffffff);
  gs_painter_draw_row (&canvas, gs_palette_get (FALSE), GS_ROWS_VCPUS, track, &place, 0, NULL);
  for (guint y = 0; y < 5; y++)
    for (guint x = 0; x < 100; x++)
      n_hatched[x >= 50] += pixels[y * 100 + x] != 0xffffffffu;
  g_assert_cmpuint (n_hatched[0], ==, 0);
  g_assert_cmpuint (n_hatched[1], >, 20);
}

static void
test_names_lead_back (void)
{
  static const char *const names[GS_N_COLOURS] = { "standard", "high-contrast", "colour-blind" };

  for (guint i = 0; i < GS_N_COLOURS; i++)
    {
      GsColours colours;

      g_assert_true (gs_colours_from_name (names[i], &colours));
      g_assert_cmpint (colours, ==, i);
    }
  g_assert_false (gs_colours_from_name ("beige", &(GsColours){ 0 }));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/simulated-sight-is-right", test_simulated_sight_is_right);
  g_test_add_func ("/palette/text-can-be-read", test_text_can_be_read);
  g_test_add_func ("/palette/high-contrast-is-high", test_high_contrast_is_high);
  g_test_add_func ("/palette/every-sight-tells-states-apart", test_every_sight_tells_states_apart);
  g_test_add_func ("/palette/patterns-are-drawn", test_patterns_are_drawn);
  g_test_add_func ("/palette/filtered-states-fade", test_filtered_states_fade);
  g_test_add_func ("/palette/lost-events-are-hatched", test_lost_events_are_hatched);
  g_test_add_func ("/palette/names-lead-back", test_names_lead_back);
  return g_test_run ();
}
