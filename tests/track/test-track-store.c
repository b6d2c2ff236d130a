/* test-track-store.c: tracks that memory is too small for
 * SPDX-License-Identifier: MIT
 */
#include "track/gs-track-store.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "base/gs-memory.h"
#include "support/test-folder.h"
#include "track/gs-track-spill.h"
#include "track/gs-track.h"

#define N_STATES 3
#define N_INTERVALS 400000

static GsTrack *
make_track (void)
{
  GsTrack *track = gs_track_new (N_STATES);

  for (guint i = 0; i < N_INTERVALS; i++)
    gs_track_append (track, 10 * (gint64) i + i % 7, (GsTrackValue){ .state = i % N_STATES, .arg = i });
  gs_track_seal (track, 10 * (gint64) N_INTERVALS);
  return track;
}

static void
check_track (const GsTrack *track)
{
  for (guint i = 0; i < N_INTERVALS; i += 997)
    {
      GsInterval interval = gs_track_get (track, i);

      g_assert_cmpint (interval.span.begin, ==, 10 * (gint64) i + i % 7);
      g_assert_cmpuint (interval.value.state, ==, i % N_STATES);
      g_assert_cmpuint (interval.value.arg, ==, i);
    }
}

static void
test_more_than_memory_may_hold_lies_on_the_disk (void)
{
  guint64 in_memory, on_disk;

  gs_track_store_set_budget (1);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (GsTrack) first = make_track ();
      g_autoptr (GsTrack) second = make_track ();

      gs_track_store_count (&in_memory, &on_disk);
      g_assert_cmpuint (in_memory, ==, 0);
      g_assert_cmpuint (on_disk, >, gs_track_get_n_bytes (first));
      check_track (first);
      check_track (second);
    }
  g_assert_null (gs_track_spill_dup_warning ());
  gs_track_store_count (&in_memory, &on_disk);
  g_assert_cmpuint (on_disk, <=, 2u << 20); /* the slab that this thread fills */
}

static void
test_usually_memory_holds_it (void)
{
  guint64 in_memory, on_disk, on_disk_before;
  g_autoptr (GsTrack) track = NULL;

  gs_track_store_count (&in_memory, &on_disk_before);
  gs_track_store_set_budget (0);
  track = make_track ();
  gs_track_store_count (&in_memory, &on_disk);
  g_assert_cmpuint (in_memory, >, 0);
  g_assert_cmpuint (on_disk, ==, on_disk_before);
}

static void
test_a_disk_that_fails_is_said_and_memory_used (void)
{
  g_autofree char *warning = NULL;
  guint64 in_memory, on_disk;

  if (g_test_subprocess ())
    {
      g_autoptr (GsTrack) track = NULL;

      gs_track_store_set_budget (1);
      track = make_track ();
      gs_track_store_count (&in_memory, &on_disk);
      g_assert_cmpuint (in_memory, >, 0);
      g_assert_cmpuint (on_disk, ==, 0);
      check_track (track);
      warning = gs_track_spill_dup_warning ();
      g_printerr ("%s\n", warning);
      return;
    }
  /* No folder can be made below a file. */
  g_setenv ("XDG_CACHE_HOME", "/proc/version/cache", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*should lie in*/proc/version/cache*Make room there*");
}

static void
test_there_is_memory (void)
{
  g_assert_cmpuint (gs_memory_get_total (), >, 16u << 20);
  g_assert_cmpuint (gs_memory_get_total (), <=, (guint64) sysconf (_SC_PHYS_PAGES) * sysconf (_SC_PAGESIZE));
}

int
main (int argc, char *argv[])
{
  g_autofree char *folder = g_dir_make_tmp ("guestscope-XXXXXX", NULL);
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!g_test_subprocess ()) /* which has its parent's */
    g_setenv ("XDG_CACHE_HOME", folder, TRUE);
  g_test_add_func ("/track-store/more-than-memory-may-hold-lies-on-the-disk",
                   test_more_than_memory_may_hold_lies_on_the_disk);
  g_test_add_func ("/track-store/usually-memory-holds-it", test_usually_memory_holds_it);
  g_test_add_func ("/track-store/a-disk-that-fails-is-said-and-memory-used",
                   test_a_disk_that_fails_is_said_and_memory_used);
  g_test_add_func ("/track-store/there-is-memory", test_there_is_memory);
  status = g_test_run ();
  test_folder_remove (folder);
  return status;
}
