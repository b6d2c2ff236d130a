/* fuzz-experiment.c: whatever an experiment file holds, it is loaded or refused, and what is saved is the same again
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "experiment/gs-experiment.h"
#include "fuzz/fuzz.h"

const char *const fuzz_words[] = {
  "format",    "guestscope-experiment",
  "version",   "name",
  "traces",    "path",
  "role",      "auto",
  "host",      "guest",
  "ignore",    "pid",
  "vcpus",     "clock",
  "method",    "manual",
  "none",      "origin_ns",
  "offset_ns", "drift",
  "null",      "true",
  "1e308",     "{}",
  "[]",        "\"\"",
  "\\u0000",   "\\ud800",
  NULL,
};

/* Out of the folder, where other machines' files are. */
static gboolean
leads_out (const char *data, gsize size)
{
  return memchr (data, '/', size) != NULL || g_strstr_len (data, size, "..") != NULL
         || g_strstr_len (data, size, "\\u002") != NULL;
}

/* The folder is empty: no trace is found, whatever it is called. */
int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = g_build_filename (fuzz_get_folder (), "a.gsx", NULL);
  g_autofree char *path_again = g_build_filename (fuzz_get_folder (), "b.gsx", NULL);
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsExperiment) again = NULL;
  g_autoptr (GError) error = NULL;

  if (leads_out ((const char *) data, size)
      || !g_file_set_contents_full (path, (const char *) data, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return 0;
  experiment = gs_experiment_load (path, NULL, &error);
  g_assert_true ((experiment == NULL) == (error != NULL));
  /* Saving waits for the disk: not each time. */
  if (experiment != NULL && size % 16 == 0 && gs_experiment_save (experiment, path_again, NULL))
    {
      again = gs_experiment_load (path_again, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (again->traces->len, ==, experiment->traces->len);
    }
  g_unlink (path);
  g_unlink (path_again);
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  static const char text[] =
      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"name\": \"a\", \"other\": [1, {\"x\": null}],\n"
      "  \"traces\": [ { \"path\": \"a\", \"name\": \"h\", \"role\": \"host\", \"host\": null, \"pid\": null, \"vcpus\": null,\n"
      "    \"clock\": { \"method\": \"none\", \"origin_ns\": 0, \"offset_ns\": 0, \"drift\": 0.0 } },\n"
      "  { \"path\": \"b\", \"name\": \"g\", \"role\": \"guest\", \"host\": \"h\", \"pid\": 77, \"vcpus\": { \"0\": 78, \"1\": 79 },\n"
      "    \"clock\": { \"method\": \"manual\", \"origin_ns\": 1795396367036349299, \"offset_ns\": -5, \"drift\": 1e-5 } } ] }\n";

  g_ptr_array_add (seeds, g_bytes_new_static (text, strlen (text)));
}
