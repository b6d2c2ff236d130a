/* fuzz-index.c: whatever LTTng's index of a stream file holds, what is taken from it is sound
 * SPDX-License-Identifier: MIT
 *
 * The first byte says whether the stream file is there or gone; behind the second one the index begins.
 */
#include <glib/gstdio.h>
#include <stdlib.h>

#include "fuzz/fuzz-packets.h"
#include "fuzz/fuzz.h"
#include "read/gs-ctf-index.h"
#include "sim/simulator.h"
#include "support/test-folder.h"

#define STREAM "channel0_0"
#define MAX_PACKETS 6 /* of which the tail is looked for */

static char *root, *folder, *index_path, *stream_path;

static void
remove_folder (void)
{
  test_folder_remove (root);
  g_free (root);
  g_free (folder);
  g_free (index_path);
  g_free (stream_path);
}

static void
make_folder (void)
{
  g_autoptr (SimResult) result = NULL;
  SimConfig config;

  root = test_folder_new ();
  atexit (remove_folder);
  sim_config_init (&config);
  config.n_events = 300;
  config.n_cpus = 1;
  config.format.packet_size = 4096;
  config.format.with_index = TRUE;
  result = sim_write (&config, root, NULL);
  g_assert_nonnull (result);
  folder = g_build_filename (root, result->machines[0].name, "kernel", NULL);
  index_path = g_build_filename (folder, "index", STREAM ".idx", NULL);
  stream_path = g_build_filename (folder, STREAM, NULL);
}

/* In a file of that size packets lie one after the other. */
static void
check_packets (const GArray *packets)
{
  guint64 end = 0;

  for (guint i = 0; packets != NULL && i < packets->len; i++)
    {
      const GsCtfPacket *packet = &g_array_index (packets, GsCtfPacket, i);

      g_assert_cmpuint (packet->offset, ==, end);
      g_assert_cmpuint (packet->n_bytes, >, 0);
      end += packet->n_bytes;
    }
}

static void
check_folder (void)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);
  g_autoptr (GPtrArray) lost = gs_ctf_index_list_lost (folder);
  g_autofree guint *groups = gs_ctf_index_share (folder, (const char *const[]){ "0 | 0", "x" }, 2, 2);
  guint64 cycles;

  gs_ctf_index_find_end (folder, &cycles);
  g_assert_cmpuint (groups[0], <, 2);
  g_assert_cmpuint (groups[1], <, 2);
  g_assert_cmpuint (lost->len, <=, 1);
  for (guint i = 0; i < files->len; i++)
    for (guint n = 1; n < MAX_PACKETS; n++)
      g_assert_cmpuint (gs_ctf_index_find_tail (folder, g_ptr_array_index (files, i), n), <=,
                        ((const GsCtfFile *) g_ptr_array_index (files, i))->n_bytes);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GArray) packets = NULL;
  g_autofree char *key = NULL;
  g_autofree char *hidden = NULL;

  if (size <= FUZZ_PREFIX)
    return 0;
  if (root == NULL)
    make_folder ();
  g_file_set_contents_full (index_path, (const char *) data + FUZZ_PREFIX, size - FUZZ_PREFIX, G_FILE_SET_CONTENTS_NONE,
                            0600, NULL);
  hidden = g_strconcat (folder, "/../hidden", NULL);
  if (data[0] % 2 != 0)
    g_assert_cmpint (g_rename (stream_path, hidden), ==, 0);
  packets = gs_ctf_index_read (folder, STREAM, &key);
  check_packets (packets);
  check_folder ();
  if (data[0] % 2 != 0)
    g_assert_cmpint (g_rename (hidden, stream_path), ==, 0);
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  static const guint8 prefix[FUZZ_PREFIX] = { 0 };
  g_autofree char *data = NULL;
  GByteArray *seed = g_byte_array_new ();
  gsize n_bytes;

  make_folder ();
  g_assert_true (g_file_get_contents (index_path, &data, &n_bytes, NULL));
  g_byte_array_append (seed, prefix, sizeof prefix);
  g_byte_array_append (seed, (const guint8 *) data, n_bytes);
  g_ptr_array_add (seeds, g_byte_array_free_to_bytes (seed));
}
