/* test-names.c: names get numbers of their own
 * SPDX-License-Identifier: MIT
 */
#include "base/gs-names.h"

#include "base/gs-name-cache.h"

#define N_NAMES 20000
#define N_THREADS 4

static void
test_empty_is_zero (void)
{
  g_autoptr (GsNames) names = gs_names_new ();

  g_assert_cmpuint (gs_names_add (names, ""), ==, 0);
  g_assert_cmpuint (gs_names_add (names, NULL), ==, 0);
  g_assert_cmpstr (gs_names_get (names, 0), ==, "");
}

static void
test_ids_are_given_in_order (void)
{
  g_autoptr (GsNames) names = gs_names_new ();

  g_assert_cmpuint (gs_names_add (names, "bash"), ==, 1);
  g_assert_cmpuint (gs_names_add (names, "CPU 0/KVM"), ==, 2);
  g_assert_cmpuint (gs_names_add (names, "bash"), ==, 1);
  g_assert_cmpuint (gs_names_add (names, "\xff\x01 any bytes"), ==, 3);
  g_assert_cmpstr (gs_names_get (names, 1), ==, "bash");
  g_assert_cmpstr (gs_names_get (names, 2), ==, "CPU 0/KVM");
  g_assert_cmpstr (gs_names_get (names, 3), ==, "\xff\x01 any bytes");
}

static void
test_unknown_id_is_empty (void)
{
  g_autoptr (GsNames) names = gs_names_new ();

  g_assert_cmpstr (gs_names_get (names, 1), ==, "");
  g_assert_cmpstr (gs_names_get (names, G_MAXUINT32), ==, "");
}

static void
test_strings_never_move (void)
{
  g_autoptr (GsNames) names = gs_names_new ();
  guint32 id = gs_names_add (names, "first");
  const char *first = gs_names_get (names, id);

  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("thread-%u", i);

      g_assert_cmpuint (gs_names_add (names, name), ==, i + 2);
    }
  g_assert_true (gs_names_get (names, id) == first);
  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("thread-%u", i);

      g_assert_cmpstr (gs_names_get (names, i + 2), ==, name);
    }
}

static gpointer
add_from_thread (gpointer data)
{
  g_autofree GsNameCache *cache = g_new0 (GsNameCache, 1);

  cache->names = data;
  for (guint i = 0; i < N_NAMES; i++)
    {
      g_autofree char *name = g_strdup_printf ("name-%u", i % 3000);
      guint32 id = gs_name_cache_add (cache, name);

      g_assert_cmpstr (gs_names_get (data, id), ==, name);
    }
  return NULL;
}

static void
test_threads_agree (void)
{
  g_autoptr (GsNames) names = gs_names_new ();
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("names", add_from_thread, names);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (gs_names_add (names, "one more"), ==, 3001);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/names/empty-is-zero", test_empty_is_zero);
  g_test_add_func ("/names/ids-are-given-in-order", test_ids_are_given_in_order);
  g_test_add_func ("/names/unknown-id-is-empty", test_unknown_id_is_empty);
  g_test_add_func ("/names/strings-never-move", test_strings_never_move);
  g_test_add_func ("/names/threads-agree", test_threads_agree);
  return g_test_run ();
}
