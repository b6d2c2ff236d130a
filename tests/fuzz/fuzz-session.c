/* fuzz-session.c: whatever is kept of a session, it is taken up as far as it makes sense, and what is saved is the same again
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "session/gs-session-state.h"
#include "user/gs-session-store.h"
#include "user/gs-state-file.h"

const char *const fuzz_words[] = {
  "fit",         "visible-begin", "visible-end", "selected",    "marker-a",
  "bookmarks",   "name",          "time",        "hidden-rows", "pinned-rows",
  "only-rows",   "row-filter",    "sorted-by",   "columns",     "row-height",
  "names-width", "time-format",   "colour-by",   "counters",    "hidden-thread-states",
  "true",        "false",         "null",        "{}",          "[]",
  "\"\"",        "1e308",         "\\u0000",     "\\ud800",     "1700000000000000500",
  NULL,
};

#define BEGIN G_GINT64_CONSTANT (1700000000000000000)

static GVariant *
collect (GsSession *session)
{
  GVariantDict dict;

  g_variant_dict_init (&dict, NULL);
  gs_session_state_save (session, &dict);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

/* Takes up what the file beside the experiment holds. Returns: (transfer full): what would be kept next time */
static GVariant *
restore (const GsExperiment *experiment)
{
  g_autoptr (GsSession) session = gs_session_new ();
  g_autoptr (GVariant) state = gs_session_store_load (experiment);

  gs_session_set_full (session, (GsSpan){ BEGIN, BEGIN + 1000000 });
  if (state != NULL)
    {
      gs_session_state_restore (session, state);
      gs_session_state_restore_times (session, state);
    }
  return collect (session);
}

/* Its state lies in a folder of this program's own. */
static char *
make_path (const GsExperiment *experiment)
{
  char *path;

  g_setenv ("XDG_STATE_HOME", fuzz_get_folder (), TRUE);
  path = gs_state_file_make_path (experiment, "sessions", ".json");
  gs_state_file_prepare (path, NULL);
  return path;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GsExperiment) experiment = gs_experiment_new ();
  g_autofree char *path = make_path (experiment);
  g_autoptr (GVariant) first = NULL;

  if (!g_file_set_contents_full (path, (const char *) data, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return 0;
  first = restore (experiment);
  /* Saving waits for the disk: not each time. */
  if (size % 16 == 0 && gs_session_store_save (experiment, first, NULL))
    {
      g_autoptr (GVariant) again = restore (experiment);

      g_assert_cmpvariant (first, again);
    }
  g_unlink (path);
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  static const char empty[] = "{}";
  static const char text[] =
      "{ \"fit\": false, \"visible-begin\": 1700000000000000100, \"visible-end\": 1700000000000000900, \"selected\": true,\n"
      "  \"selection-begin\": 1700000000000000200, \"selection-end\": 1700000000000000300, \"marker-a\": 1700000000000000150,\n"
      "  \"marker-b\": 1700000000000000250, \"bookmarks\": [ { \"name\": \"a\", \"time\": 1700000000000000400 }, { \"name\": \"b\",\n"
      "  \"time\": 1700000000000000500 } ], \"hidden-rows\": [ \"guest/thread/12\" ], \"pinned-rows\": [], \"only-rows\": [ \"a\" ],\n"
      "  \"row-filter\": 3, \"sorted-by\": 1, \"sort-descending\": true, \"columns\": 3, \"row-height\": 20, \"has-row-height\": true,\n"
      "  \"names-width\": 200, \"time-format\": 1, \"colour-by\": 2, \"counters\": 5, \"hidden-vcpu-states\": 2,\n"
      "  \"hidden-thread-states\": 4, \"hidden-cpu-states\": 1, \"other\": [ 1, { \"x\": null } ] }\n";

  g_ptr_array_add (seeds, g_bytes_new_static (empty, strlen (empty)));
  g_ptr_array_add (seeds, g_bytes_new_static (text, strlen (text)));
}
