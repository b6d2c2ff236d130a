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
  SIGHT_TRITANOPE,
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

/* Machado, Oliveira, Fernandes 2009: A Physiologically-based Model for Simulation of Color Vision
 * Deficiency. IEEE Transactions on Visualization and Computer Graphics 15, severity 1. */
static void
look_with (Sight sight, guint32 colour, double *rgb)
{
  static const double seen[N_SIGHTS][3][3] = {
    [SIGHT_NORMAL] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } },
    [SIGHT_PROTANOPE] = { { 0.152286, 1.052583, -0.204868 },
                          { 0.114503, 0.786281, 0.099216 },
                          { -0.003882, -0.048116, 1.051998 } },
    [SIGHT_DEUTERANOPE] = { { 0.367322, 0.860646, -0.227968 },
                            { 0.280085, 0.672501, 0.047413 },
                            { -0.011820, 0.042940, 0.968881 } },
    [SIGHT_TRITANOPE] = { { 1.255528, -0.076749, -0.178779 },
                          { -0.078411, 0.930809, 0.147602 },
                          { 0.004733, 0.691367, 0.303900 } },
  };
  double linear[3];

  to_linear (colour, linear);
  multiply (seen[sight], linear, rgb);
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
radians (double degrees)
{
  return degrees * G_PI / 180;
}

static double
get_hue (double a, double b)
{
  double hue = atan2 (b, a) * 180 / G_PI;

  return hue < 0 ? hue + 360 : hue;
}

/* CIEDE2000, as Sharma, Wu, Dalal 2005 write it: The CIEDE2000 Color-Difference Formula. Color
 * Research and Application 30. */
static double
ciede2000 (const double *one, const double *other)
{
  double chroma = (hypot (one[1], one[2]) + hypot (other[1], other[2])) / 2;
  double g = 1 + 0.5 * (1 - sqrt (pow (chroma, 7) / (pow (chroma, 7) + pow (25, 7))));
  double c1 = hypot (one[1] * g, one[2]), c2 = hypot (other[1] * g, other[2]), mean = (c1 + c2) / 2;
  double h1 = get_hue (one[1] * g, one[2]), h2 = get_hue (other[1] * g, other[2]), turn = h2 - h1, hue = (h1 + h2) / 2;
  double light = (one[0] + other[0]) / 2 - 50, t, sl, sc, sh, rt, dl, dc, dh;

  if (fabs (turn) > 180)
    {
      turn += turn > 0 ? -360 : 360;
      hue += hue < 180 ? 180 : -180;
    }
  if (c1 * c2 == 0)
    {
      turn = 0;
      hue = h1 + h2;
    }
  t = 1 - 0.17 * cos (radians (hue - 30)) + 0.24 * cos (radians (2 * hue)) + 0.32 * cos (radians (3 * hue + 6))
      - 0.20 * cos (radians (4 * hue - 63));
  sl = 1 + 0.015 * light * light / sqrt (20 + light * light);
  sc = 1 + 0.045 * mean;
  sh = 1 + 0.015 * mean * t;
  rt = -2 * sqrt (pow (mean, 7) / (pow (mean, 7) + pow (25, 7)))
       * sin (radians (60 * exp (-(hue - 275) / 25 * (hue - 275) / 25)));
  dl = (other[0] - one[0]) / sl;
  dc = (c2 - c1) / sc;
  dh = 2 * sqrt (c1 * c2) * sin (radians (turn / 2)) / sh;
  return sqrt (dl * dl + dc * dc + dh * dh + rt * dc * dh);
}

static double
distance (Sight sight, guint32 a, guint32 b)
{
  double rgb_a[3], rgb_b[3], lab_a[3], lab_b[3];

  look_with (sight, a, rgb_a);
  look_with (sight, b, rgb_b);
  to_lab (rgb_a, lab_a);
  to_lab (rgb_b, lab_b);
  return ciede2000 (lab_a, lab_b);
}

/* Of the pairs that the formula's authors published. */
static void
test_difference_is_ciede2000 (void)
{
  static const struct
  {
    double one[3], other[3], difference;
  } pairs[] = {
    { { 50.0000, 2.6772, -79.7751 }, { 50.0000, 0.0000, -82.7485 }, 2.0425 },
    { { 50.0000, -1.0000, 2.0000 }, { 50.0000, 0.0000, 0.0000 }, 2.3669 },
    { { 50.0000, 2.4900, -0.0010 }, { 50.0000, -2.4900, 0.0011 }, 7.2195 },
    { { 50.0000, 2.5000, 0.0000 }, { 73.0000, 25.0000, -18.0000 }, 27.1492 },
    { { 50.0000, 2.5000, 0.0000 }, { 61.0000, -5.0000, 29.0000 }, 22.8977 },
    { { 60.2574, -34.0099, 36.2677 }, { 60.4626, -34.1751, 39.4387 }, 1.2644 },
    { { 22.7233, 20.0904, -46.6940 }, { 23.0331, 14.9730, -42.5619 }, 2.0373 },
    { { 2.0776, 0.0795, -1.1350 }, { 0.9033, -0.0636, -0.5514 }, 0.9082 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    g_assert_cmpfloat_with_epsilon (ciede2000 (pairs[i].one, pairs[i].other), pairs[i].difference, 0.0001);
}

static void
test_simulated_sight_is_right (void)
{
  /* Greys stay what they are, and a red and a green become one. */
  g_assert_cmpfloat (distance (SIGHT_DEUTERANOPE, 0x808080, 0x828282), <, 2);
  g_assert_cmpfloat (distance (SIGHT_NORMAL, 0xcf9d2f, 0x00c800), >, 30);
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

/* User mode and guest code are one green; a strip in the machine's colour tells guest code apart. */
static gboolean
has_strip (GsRows rows, guint a, guint b)
{
  return rows == GS_ROWS_CPUS && a == GS_CPU_USERMODE && b == GS_CPU_GUEST;
}

/* Any two states of a row can touch. */
static void
check_neighbours (const GsPalette *palette, GsRows rows, guint n_states)
{
  const GsLook *looks = palette->looks[rows];

  for (guint a = 0; a < n_states; a++)
    for (guint b = a + 1; b < n_states; b++)
      {
        if (has_strip (rows, a, b))
          continue;
        g_test_message ("%d %d: %d, %u and %u", palette->colours, palette->is_dark, rows, a, b);
        g_assert_cmpfloat (distance (SIGHT_NORMAL, looks[a].colour, looks[b].colour), >=, 20);
        for (guint sight = SIGHT_PROTANOPE; sight < N_SIGHTS && looks[a].pattern == looks[b].pattern; sight++)
          g_assert_cmpfloat (distance (sight, looks[a].colour, looks[b].colour), >=, 10);
      }
}

static void
test_every_sight_tells_states_apart (void)
{
  for (guint i = 0; i < GS_N_COLOURS * 2; i++)
    {
      const GsPalette *palette = gs_palette_choose (i / 2, i % 2);

      check_neighbours (palette, GS_ROWS_VCPUS, GS_N_VCPU_STATES);
      check_neighbours (palette, GS_ROWS_THREADS, GS_N_THREAD_STATES);
      check_neighbours (palette, GS_ROWS_CPUS, GS_N_CPU_STATES);
    }
}

/* Where patterns do it, no state's is another's. */
static void
test_patterns_differ (void)
{
  const GsPalette *palette = gs_palette_choose (GS_COLOURS_COLOUR_BLIND, FALSE);

  for (guint rows = 0; rows < GS_N_ROWS; rows++)
    for (guint a = 0; a < MIN (gs_rows_get_n_states (rows), (guint) GS_N_THREAD_STATES); a++)
      for (guint b = 0; b < a; b++)
        if (palette->looks[rows][a].pattern != GS_PATTERN_NONE)
          g_assert_cmpint (palette->looks[rows][a].pattern, !=, palette->looks[rows][b].pattern);
}

/* What runs has its owner's colour; every other state may touch it. */
static void
check_beside_owner (const GsPalette *palette, GsRows rows, guint32 own, guint32 running)
{
  for (guint state = 0; state < MIN (gs_rows_get_n_states (rows), (guint) GS_N_THREAD_STATES); state++)
    if ((running & 1u << state) == 0)
      {
        g_test_message ("%d %d: %06x and %d, %u", palette->colours, palette->is_dark, own, rows, state);
        g_assert_cmpfloat (distance (SIGHT_NORMAL, own, palette->looks[rows][state].colour), >=, 14);
      }
}

/* The colours that machines and processes have: from each other, from what their strips lie on, from what they may touch. */
static void
test_owners_are_told_apart (void)
{
  const guint32 running = 1u << GS_THREAD_USERMODE | 1u << GS_THREAD_SYSCALL | 1u << GS_THREAD_INTERRUPTED;

  for (guint i = 0; i < GS_N_COLOURS * 2; i++)
    {
      const GsPalette *palette = gs_palette_choose (i / 2, i % 2);

      for (guint a = 0; a < GS_N_OWN_COLOURS; a++)
        {
          guint32 own = gs_palette_get_own_colour (palette, a);

          g_assert_cmpfloat (distance (SIGHT_NORMAL, own, palette->looks[GS_ROWS_CPUS][GS_CPU_GUEST].colour), >=, 20);
          g_assert_cmpfloat (gs_colour_contrast (own, palette->background), >=, 2);
          check_beside_owner (palette, GS_ROWS_VCPUS, own, 1u << GS_VCPU_RUNNING);
          check_beside_owner (palette, GS_ROWS_THREADS, own, running);
          for (guint b = 0; b < a; b++)
            g_assert_cmpfloat (distance (SIGHT_NORMAL, own, gs_palette_get_own_colour (palette, b)), >=, 17);
        }
    }
}

/* As documents and other programs name them. */
static void
test_standard_colours_are_the_known_ones (void)
{
  const GsPalette *palette = gs_palette_get (FALSE);
  static const struct
  {
    GsRows rows;
    guint state;
    guint32 colour;
    double height;
  } known[] = {
    { GS_ROWS_VCPUS, GS_VCPU_PREEMPTED, 0x7f3f7f, 1 },
    { GS_ROWS_VCPUS, GS_VCPU_IDLE, 0xc8c8c8, 0.66 },
    { GS_ROWS_VCPUS, GS_VCPU_BLOCKED, 0xcf9d2f, 0.75 },
    { GS_ROWS_VCPUS, GS_VCPU_HYPERVISOR, 0xb30606, 0.66 },
    { GS_ROWS_VCPUS, GS_VCPU_RUNNING, 0x00c800, 1 },
    { GS_ROWS_THREADS, GS_THREAD_UNKNOWN, 0x646464, 0.33 },
    { GS_ROWS_THREADS, GS_THREAD_WAIT_UNKNOWN, 0xc8c8c8, 0.5 },
    { GS_ROWS_THREADS, GS_THREAD_WAIT_BLOCKED, 0xc8c800, 0.5 },
    { GS_ROWS_THREADS, GS_THREAD_WAIT_FOR_CPU, 0xc86400, 0.5 },
    { GS_ROWS_THREADS, GS_THREAD_USERMODE, 0x00c800, 1 },
    { GS_ROWS_THREADS, GS_THREAD_SYSCALL, 0x0000c8, 1 },
    { GS_ROWS_THREADS, GS_THREAD_INTERRUPTED, 0xc80064, 0.75 },
    { GS_ROWS_CPUS, GS_CPU_IDLE, 0xc8c8c8, 0.66 },
    { GS_ROWS_CPUS, GS_CPU_USERMODE, 0x00c800, 1 },
    { GS_ROWS_CPUS, GS_CPU_SYSCALL, 0x0000c8, 1 },
    { GS_ROWS_CPUS, GS_CPU_IRQ, 0xc80064, 0.75 },
    { GS_ROWS_CPUS, GS_CPU_SOFTIRQ, 0xc89664, 1 },
    { GS_ROWS_CPUS, GS_CPU_GUEST, 0x00c800, 1 },
    { GS_ROWS_CPUS, GS_CPU_HYPERVISOR, 0xb30606, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      const GsLook *look = &palette->looks[known[i].rows][known[i].state];

      g_assert_cmphex (look->colour, ==, known[i].colour);
      g_assert_cmpfloat (look->height, ==, known[i].height);
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
  g_test_add_func ("/palette/difference-is-ciede2000", test_difference_is_ciede2000);
  g_test_add_func ("/palette/patterns-differ", test_patterns_differ);
  g_test_add_func ("/palette/owners-are-told-apart", test_owners_are_told_apart);
  g_test_add_func ("/palette/standard-colours-are-the-known-ones", test_standard_colours_are_the_known_ones);
  g_test_add_func ("/palette/text-can-be-read", test_text_can_be_read);
  g_test_add_func ("/palette/high-contrast-is-high", test_high_contrast_is_high);
  g_test_add_func ("/palette/every-sight-tells-states-apart", test_every_sight_tells_states_apart);
  g_test_add_func ("/palette/patterns-are-drawn", test_patterns_are_drawn);
  g_test_add_func ("/palette/filtered-states-fade", test_filtered_states_fade);
  g_test_add_func ("/palette/lost-events-are-hatched", test_lost_events_are_hatched);
  g_test_add_func ("/palette/names-lead-back", test_names_lead_back);
  return g_test_run ();
}
