/* test-moments.c: when a CPU had events is kept, of very many some
 * SPDX-License-Identifier: MIT
 */
#include "machine/gs-moments.h"

/* Steps of one to eight bytes, again and again. */
static gint64
get_step (guint i)
{
  static const gint64 steps[] = { 0, 1, 127, 128, 3000, 70000, 5000000, 1, G_GINT64_CONSTANT (1) << 40, 90 };

  return i % 1000 == 0 ? steps[i / 1000 % G_N_ELEMENTS (steps)] : steps[i % 6];
}

static void
test_few_are_kept_as_they_are (void)
{
  g_autoptr (GsMoments) moments = gs_moments_new ();
  g_autofree gint64 *times = NULL;
  gint64 time = G_GINT64_CONSTANT (1700000000000000000);

  for (guint i = 0; i < 50000; i++)
    gs_moments_append (moments, time += get_step (i));
  gs_moments_append (moments, time - 1); /* before the last one */
  g_assert_cmpuint (gs_moments_get_length (moments), ==, 50000);
  times = gs_moments_expand (moments);
  time = G_GINT64_CONSTANT (1700000000000000000);
  for (guint i = 0; i < 50000; i++)
    g_assert_cmpint (times[i], ==, time += get_step (i));
}

/* Of whole times as many are kept in each part of the recording, and each of them was given. */
static void
test_of_many_some_are_kept (void)
{
  g_autoptr (GsMoments) moments = gs_moments_new ();
  g_autofree gint64 *times = NULL;
  guint n_given = 5 * GS_MOMENTS_MOST, n, n_early = 0;

  for (guint i = 0; i < n_given; i++)
    gs_moments_append (moments, 1000 + (gint64) i * 10);
  n = gs_moments_get_length (moments);
  g_assert_cmpuint (n, <=, GS_MOMENTS_MOST);
  g_assert_cmpuint (n, >, GS_MOMENTS_MOST / 2);
  times = gs_moments_expand (moments);
  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpint ((times[i] - 1000) % 10, ==, 0);
      g_assert_cmpint (times[i], <, 1000 + (gint64) n_given * 10);
      g_assert_true (i == 0 || times[i] > times[i - 1]);
      n_early += times[i] < 1000 + (gint64) n_given * 5;
    }
  g_assert_cmpint (times[0], ==, 1000);
  g_assert_cmpint (ABS ((gint) n_early - (gint) n / 2), <, 10);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/moments/few-are-kept-as-they-are", test_few_are_kept_as_they_are);
  g_test_add_func ("/moments/of-many-some-are-kept", test_of_many_some_are_kept);
  return g_test_run ();
}
