/* test-session-state.c: all of a session comes back from a file, and nothing from a broken one
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "session/gs-session-state.h"
#include "track/gs-state.h"
#include "user/gs-session-store.h"

static const GsSpan full = { G_GINT64_CONSTANT (1795396370000000000), G_GINT64_CONSTANT (1795396380000000000) };

static GsSession *
create_session (void)
{
  GsSession *session = gs_session_new ();

  gs_session_set_full (session, full);
  return session;
}

/* To a file and back, as the window does it. */
static GVariant *
pass_through_file (GVariant *state)
{
  g_autofree char *folder = g_dir_make_tmp ("session-state-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "e.gsx", NULL);
  g_autoptr (GsExperiment) saved = gs_experiment_new ();
  g_autoptr (GsExperiment) loaded = NULL;
  GVariant *back;

  saved->name = g_strdup ("e");
  gs_session_store_put (saved, state);
  g_assert_true (gs_experiment_save (saved, path, NULL));
  loaded = gs_experiment_load (path, NULL, NULL);
  back = gs_session_store_load (loaded);
  g_remove (path);
  g_rmdir (folder);
  return back;
}

static GVariant *
collect (GsSession *session)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  gs_session_state_save (session, &dict);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
test_all_comes_back (void)
{
  static const char *const hidden[] = { "guest/thread/12", "ghog “1”\n", NULL };
  g_autoptr (GsSession) before = create_session ();
  g_autoptr (GsSession) after = create_session ();
  g_autoptr (GVariant) state = NULL;
  g_autoptr (GVariant) back = NULL;
  g_auto (GStrv) rows = NULL;
  gboolean is_descending = FALSE;

  gs_session_set_visible (before, (GsSpan){ full.begin + 1001, full.begin + 500001 });
  gs_session_set_selection (before, (GsSpan){ full.begin + 2000, full.begin + 3000 });
  gs_session_set_marker (before, GS_MARKER_B, full.begin + 7);
  gs_session_add_bookmark (before, "here", full.begin + 42);
  gs_session_set_rows (before, GS_ROW_SET_HIDDEN, hidden);
  gs_session_set_row_filter (before, GS_ROW_FILTER_UNTOUCHED);
  gs_session_set_sort (before, GS_COLUMN_STOLEN, TRUE);
  gs_session_set_row_height (before, 40);
  gs_session_set_hidden_states (before, GS_ROWS_THREADS, 6);
  gs_session_set_colour_by (before, GS_COLOUR_BY_MACHINE);
  gs_session_set_counters (before, 5);

  state = collect (before);
  back = pass_through_file (state);
  gs_session_state_restore (after, back);
  gs_session_state_restore_times (after, back);

  g_assert_cmpint (gs_session_get_visible (after).begin, ==, full.begin + 1001);
  g_assert_cmpint (gs_session_get_visible (after).end, ==, full.begin + 500001);
  g_assert_cmpint (gs_session_get_selection (after).end, ==, full.begin + 3000);
  g_assert_cmpint (gs_session_get_marker (after, GS_MARKER_B), ==, full.begin + 7);
  g_assert_cmpint (gs_session_get_marker (after, GS_MARKER_A), ==, GS_TIME_NONE);
  g_assert_cmpuint (gs_session_get_n_bookmarks (after), ==, 1);
  g_assert_cmpstr (gs_session_get_bookmark (after, 0)->name, ==, "here");
  g_assert_cmpint (gs_session_get_bookmark (after, 0)->time, ==, full.begin + 42);
  g_assert_cmpuint (gs_session_get_n_rows (after, GS_ROW_SET_HIDDEN), ==, 2);
  g_assert_true (gs_session_has_row (after, GS_ROW_SET_HIDDEN, hidden[1]));
  g_assert_cmpuint (gs_session_get_row_filter (after), ==, GS_ROW_FILTER_UNTOUCHED);
  g_assert_cmpuint (gs_session_get_sort (after, &is_descending), ==, GS_COLUMN_STOLEN);
  g_assert_true (is_descending);
  g_assert_cmpint (gs_session_get_row_height (after), ==, 40);
  g_assert_true (gs_session_has_row_height (after));
  g_assert_cmpint (gs_session_get_colour_by (after), ==, GS_COLOUR_BY_MACHINE);
  g_assert_cmpuint (gs_session_get_counters (after), ==, 5);
  g_assert_cmpuint (gs_session_get_hidden_states (after, GS_ROWS_THREADS), ==, 6);
}

/* Edited by hand, or of an experiment whose traces are other ones now. */
static void
test_nonsense_is_ignored (void)
{
  static const char *const texts[] = {
    "{'visible-begin': <'x'>, 'fit': <false>, 'columns': <@x 99999>, 'row-height': <@x -5>, 'bookmarks': <'no'>, 'hidden-rows': <7>}",
    "{'visible-begin': <@x 5>, 'visible-end': <@x 3>, 'fit': <false>, 'bookmarks': <[<{'name': <5>}>, <{'name': <'far'>}>]>}",
    "{'selected': <true>, 'selection-begin': <@x 0>, 'selection-end': <@x 9000000000000000000>, 'sort': <@x 77>}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GsSession) session = create_session ();
      g_autoptr (GVariant) untouched = collect (session);
      g_autoptr (GVariant) state = g_variant_ref_sink (g_variant_new_parsed (texts[i]));
      g_autoptr (GVariant) after = NULL;

      gs_session_state_restore (session, state);
      gs_session_state_restore_times (session, state);
      after = collect (session);
      g_assert_true (g_variant_equal (untouched, after));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session-state/all-comes-back", test_all_comes_back);
  g_test_add_func ("/session-state/nonsense-is-ignored", test_nonsense_is_ignored);
  return g_test_run ();
}
