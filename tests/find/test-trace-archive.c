/* test-trace-archive.c: recordings that came as an archive, and archives that mean harm
 * SPDX-License-Identifier: MIT
 */
#include <archive.h>
#include <archive_entry.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "base/gs-error.h"
#include "base/gs-scratch.h"
#include "find/gs-trace-archive.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

/* An archive that is being written. */
typedef struct
{
  struct archive *archive;
  char *path;
} Packer;

static Packer
packer_new (const char *folder, const char *name, int format, int filter)
{
  Packer packer = { archive_write_new (), g_build_filename (folder, name, NULL) };

  g_assert_cmpint (archive_write_set_format (packer.archive, format), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_add_filter (packer.archive, filter), ==, ARCHIVE_OK);
  return packer;
}

static void
packer_open (Packer *packer)
{
  g_assert_cmpint (archive_write_open_filename (packer->archive, packer->path), ==, ARCHIVE_OK);
}

static void
packer_add (Packer *packer, const char *name, mode_t type, const char *link, const char *bytes, gsize n)
{
  struct archive_entry *entry = archive_entry_new ();

  archive_entry_set_pathname (entry, name);
  archive_entry_set_filetype (entry, type);
  archive_entry_set_perm (entry, 0777);
  archive_entry_set_size (entry, (gint64) n);
  if (link != NULL)
    archive_entry_set_symlink (entry, link);
  g_assert_cmpint (archive_write_header (packer->archive, entry), ==, ARCHIVE_OK);
  if (n > 0)
    g_assert_cmpint (archive_write_data (packer->archive, bytes, n), ==, (gssize) n);
  archive_entry_free (entry);
}

/* Adds all below @folder, called from @prefix on. */
static void
packer_add_folder (Packer *packer, const char *folder, const char *prefix)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *inner = g_build_filename (prefix, name, NULL);
      g_autofree char *bytes = NULL;
      gsize n;

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        {
          packer_add_folder (packer, path, inner);
          continue;
        }
      g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
      packer_add (packer, inner, AE_IFREG, NULL, bytes, n);
    }
}

static char *
packer_close (Packer *packer)
{
  g_assert_cmpint (archive_write_close (packer->archive), ==, ARCHIVE_OK);
  archive_write_free (packer->archive);
  return g_steal_pointer (&packer->path);
}

/* Made by hand: what no packer writes. */
static void
write_tar_header (Packer *packer, char header[512], char type, guint64 size)
{
  guint sum = 0;

  memset (header, 0, 512);
  g_snprintf (header, 100, "x");
  g_snprintf (header + 100, 8, "0000644");
  g_snprintf (header + 124, 12, "%011" G_GINT64_MODIFIER "o", size);
  memset (header + 148, ' ', 8);
  header[156] = type;
  memcpy (header + 257,
          "ustar\0"
          "00",
          8);
  for (guint i = 0; i < 512; i++)
    sum += (guchar) header[i];
  g_snprintf (header + 148, 8, "%06o", sum);
  archive_write_data (packer->archive, header, 512);
}

static const struct
{
  const char *name;
  int format, filter;
} kinds[] = {
  { "run.tar", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_NONE },
  { "run.tar.gz", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_GZIP },
  { "run.TGZ", ARCHIVE_FORMAT_TAR_PAX_INTERCHANGE, ARCHIVE_FILTER_GZIP },
  { "run.tar.xz", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_XZ },
  { "run.tar.zst", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_ZSTD },
  { "run.zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE },
};

static char *
write_recording (void)
{
  char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.duration = 50 * GS_MSEC;
  config.with_truth = FALSE;
  result = sim_write (&config, folder, &error);
  g_assert_no_error (error);
  return folder;
}

static guint64
count_events (const char *path, GsExperiment **experiment)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  guint64 n = 0;

  *experiment = gs_experiment_new_for_paths ((const char *const[]){ path, NULL }, NULL, &error);
  g_assert_no_error (error);
  timeline = test_analyse (*experiment, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < timeline->machines->len; i++)
    n += gs_timeline_get_machine (timeline, i)->machine->n_events;
  return n;
}

/* An experiment that is saved names the archive, and comes back from there. */
static void
check_saved (GsExperiment *experiment, const char *folder, const char *archive, guint64 n_events)
{
  g_autofree char *file = g_build_filename (folder, "saved.gsx", NULL);
  g_autofree char *name = g_path_get_basename (archive);
  g_autofree char *inner = g_strdup_printf ("\"%s/run/", name);
  g_autofree char *text = NULL;
  g_autoptr (GsExperiment) again = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (gs_experiment_save (experiment, file, &error));
  g_assert_true (g_file_get_contents (file, &text, NULL, &error));
  g_assert_nonnull (strstr (text, inner));
  g_assert_null (strstr (text, "guestscope-scratch"));
  g_assert_cmpuint (count_events (file, &again), ==, n_events);
  g_assert_cmpuint (again->warnings->len, ==, 0);
}

static void
test_an_archive_is_like_its_folder (void)
{
  g_autofree char *recording = write_recording ();
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) whole = NULL;
  guint64 n_events = count_events (recording, &whole);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Packer packer = packer_new (folder, kinds[i].name, kinds[i].format, kinds[i].filter);
      g_autofree char *path = NULL;
      g_autoptr (GsExperiment) experiment = NULL;

      packer_open (&packer);
      packer_add_folder (&packer, recording, "run");
      path = packer_close (&packer);
      g_test_message ("%s", path);
      g_assert_cmpuint (count_events (path, &experiment), ==, n_events);
      g_assert_cmpuint (experiment->traces->len, ==, whole->traces->len);
      check_saved (experiment, folder, path, n_events);
    }
  test_folder_remove (recording);
  test_folder_remove (folder);
}

/* Returns: how many scratch folders there are */
static guint
count_scratch (void)
{
  g_autoptr (GDir) dir = g_dir_open (g_get_user_cache_dir (), 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_prefix (name, "guestscope-scratch-");
  return n;
}

/* Refused, with words that say why and name the file, and nothing left behind. */
static void
check_refused (const char *path, const char *words)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GError) error = NULL;
  guint n_before = count_scratch ();

  g_assert_null (gs_trace_archive_unpack (path, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpuint (count_scratch (), ==, n_before);
}

static void
test_nothing_lies_outside (void)
{
  static const char *const names[] = { "/tmp/guestscope-was-here", "../was-here", "a/../../was-here", "a/..", "..\\x" };
  g_autofree char *folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (names) * G_N_ELEMENTS (kinds); i++)
    {
      guint kind = i / G_N_ELEMENTS (names);
      Packer packer = packer_new (folder, kinds[kind].name, kinds[kind].format, kinds[kind].filter);
      g_autofree char *path = NULL;

      packer_open (&packer);
      packer_add (&packer, "fine", AE_IFREG, NULL, "x", 1);
      packer_add (&packer, names[i % G_N_ELEMENTS (names)], AE_IFREG, NULL, "x", 1);
      path = packer_close (&packer);
      check_refused (path, "outside");
    }
  g_assert_false (g_file_test ("/tmp/guestscope-was-here", G_FILE_TEST_EXISTS));
  test_folder_remove (folder);
}

/* A link, and then a file through it; a device; a pipe: left out, and said. */
static void
check_links (const char *name, int format, int filter)
{
  g_autofree char *folder = test_folder_new (), *outside = test_folder_new ();
  g_autofree char *victim = g_build_filename (outside, "victim", NULL);
  Packer packer = packer_new (folder, name, format, filter);
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = NULL, *unpacked = NULL, *link = NULL, *through = NULL;
  g_autoptr (GError) error = NULL;

  packer_open (&packer);
  packer_add (&packer, "link", AE_IFLNK, outside, NULL, 0);
  if (format != ARCHIVE_FORMAT_ZIP) /* which has no others */
    {
      packer_add (&packer, "device", AE_IFCHR, NULL, NULL, 0);
      packer_add (&packer, "pipe", AE_IFIFO, NULL, NULL, 0);
    }
  packer_add (&packer, "link/victim", AE_IFREG, NULL, "x", 1);
  path = packer_close (&packer);
  unpacked = gs_trace_archive_unpack (path, warnings, NULL, &error);
  g_assert_no_error (error);
  link = g_build_filename (unpacked, "link", NULL);
  through = g_build_filename (unpacked, "link", "victim", NULL);
  g_assert_false (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (through, G_FILE_TEST_IS_REGULAR));
  g_assert_false (g_file_test (victim, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (strstr (g_ptr_array_index (warnings, 0),
                            format != ARCHIVE_FORMAT_ZIP ? "3 links or special files" : "1 link or special file"));
  test_folder_remove (folder);
  test_folder_remove (outside);
}

static void
test_links_and_devices_are_left_out (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    check_links (kinds[i].name, kinds[i].format, kinds[i].filter);
}

static void
test_too_much_is_refused (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GString) deep = g_string_new (NULL);
  Packer packer = packer_new (folder, "deep.zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);
  g_autofree char *path = NULL, *many = NULL;

  for (guint i = 0; i < 100; i++)
    g_string_append (deep, "d/");
  packer_open (&packer);
  g_string_append (deep, "file");
  packer_add (&packer, deep->str, AE_IFREG, NULL, "x", 1);
  path = packer_close (&packer);
  check_refused (path, "nested deeper");

  packer = packer_new (folder, "many.tar.zst", ARCHIVE_FORMAT_TAR_USTAR, ARCHIVE_FILTER_ZSTD);
  packer_open (&packer);
  for (guint i = 0; i < 100002; i++)
    packer_add (&packer, ".", AE_IFDIR, NULL, NULL, 0);
  many = packer_close (&packer);
  check_refused (many, "more than 100 000 files");
  test_folder_remove (folder);
}

/* 1.1 GB, of which one byte in @one_in is new. */
static char *
write_large (const char *folder, const char *name, int format, int filter, guint one_in)
{
  const gsize size = 1100 << 20, block = 1 << 20;
  Packer packer = packer_new (folder, name, format, filter);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autofree char *bytes = g_malloc0 (block);
  struct archive_entry *entry = archive_entry_new ();

  /* At level 1, zlib makes zeros 230 times smaller, and 1000 times at its usual one. */
  if (one_in > 0 || filter == ARCHIVE_FILTER_XZ)
    archive_write_set_options (packer.archive, "compression-level=1");
  packer_open (&packer);
  archive_entry_set_pathname (entry, "large");
  archive_entry_set_filetype (entry, AE_IFREG);
  archive_entry_set_size (entry, (gint64) size);
  g_assert_cmpint (archive_write_header (packer.archive, entry), ==, ARCHIVE_OK);
  for (gsize done = 0; done < size; done += block)
    {
      for (guint i = 0; one_in > 0 && i < block / one_in; i++)
        bytes[i] = (char) g_rand_int (random);
      g_assert_cmpint (archive_write_data (packer.archive, bytes, block), ==, (gssize) block);
    }
  archive_entry_free (entry);
  return packer_close (&packer);
}

/* Returns: the most memory that the program has had, bytes */
static gsize
get_peak (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gsize) usage.ru_maxrss << 10;
}

/* However it is packed, what is nothing but zeros is refused, also by who has allowed it, and takes no memory. */
static void
test_bombs_are_refused (void)
{
  g_autofree char *folder = test_folder_new ();

  for (guint i = 1; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *bomb = write_large (folder, kinds[i].name, kinds[i].format, kinds[i].filter, 0);
      gsize before = get_peak ();

      check_refused (bomb, "400 times");
      gs_trace_archive_allow_large (bomb);
      check_refused (bomb, "400 times");
      g_test_message ("%s: %zu bytes more", bomb, get_peak () - before);
      g_assert_cmpuint (get_peak () - before, <, 32 << 20);
    }
  test_folder_remove (folder);
}

/* A zip archive whose list has 3 million files. */
static char *
write_listed (const char *folder)
{
  const guint n = 3000000;
  /* Of one empty file called "a": its head, and its line in the list. */
  static const guint8 head[31] = { 'P', 'K', 3, 4, 10, [26] = 1, [30] = 'a' };
  static const guint8 line[47] = { 'P', 'K', 1, 2, 10, 0, 10, [28] = 1, [46] = 'a' };
  guint8 end[22] = { 'P', 'K', 5, 6, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, [16] = sizeof head };
  const guint32 size = GUINT32_TO_LE (n * sizeof line);
  GByteArray *bytes = g_byte_array_sized_new (n * sizeof line + 100);
  char *path = g_build_filename (folder, "listed.zip", NULL);

  memcpy (end + 12, &size, sizeof size);
  g_byte_array_append (bytes, head, sizeof head);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (bytes, line, sizeof line);
  g_byte_array_append (bytes, end, sizeof end);
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  g_byte_array_unref (bytes);
  return path;
}

/* Two hundred thousand bytes that say where the millions of holes of a file are (GNU's sparse format 1.0). */
static char *
write_holes (const char *folder)
{
  static const char pax[] = "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n21 GNU.sparse.name=x\n"
                            "27 GNU.sparse.realsize=100\n";
  const guint n = 20000000;
  Packer packer = packer_new (folder, "holes.tar.gz", ARCHIVE_FORMAT_RAW, ARCHIVE_FILTER_GZIP);
  g_autofree char *map = g_malloc (4 << 20);
  struct archive_entry *entry = archive_entry_new ();
  char header[512];

  packer_open (&packer);
  archive_entry_set_filetype (entry, AE_IFREG);
  g_assert_cmpint (archive_write_header (packer.archive, entry), ==, ARCHIVE_OK);
  archive_entry_free (entry);
  write_tar_header (&packer, header, 'x', sizeof pax - 1);
  memset (header, 0, sizeof header);
  memcpy (header, pax, sizeof pax - 1);
  archive_write_data (packer.archive, header, sizeof header);
  write_tar_header (&packer, header, '0', 9 + 4 * (guint64) n);
  archive_write_data (packer.archive, "20000000\n", 9);
  for (guint i = 0; i < 1 << 20; i++)
    memcpy (map + 4 * i, "0\n0\n", 4);
  for (guint i = 0; i < n >> 20; i++)
    archive_write_data (packer.archive, map, 4 << 20);
  return packer_close (&packer);
}

/* Little that makes libarchive take much memory. */
static void
test_lists_are_bounded (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *listed = write_listed (folder), *holes = write_holes (folder);
  gsize before = get_peak ();

  check_refused (listed, "more than 100 000 files");
  check_refused (holes, "longer than any");
  g_test_message ("%zu bytes more", get_peak () - before);
  g_assert_cmpuint (get_peak () - before, <, 128 << 20);
  test_folder_remove (folder);
}

/* An experiment's file that leads into @large asks, too. */
static void
check_experiment_asks (const char *folder, const char *large)
{
  g_autofree char *file = g_build_filename (folder, "saved.gsx", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file,
                                      "{ \"format\": \"guestscope-experiment\", \"version\": 1, \"traces\": [ "
                                      "{ \"path\": \"large.tar.zst/run/host\" } ] }",
                                      -1, NULL));
  g_assert_null (gs_experiment_load (file, NULL, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_LARGE);
  g_assert_cmpstr (gs_error_get_about (error), ==, large);
}

/* An archive that is unpacked by a thread of its own. */
typedef struct
{
  const char *path;
  GCancellable *cancellable;
} Unpacking;

static gpointer
unpack_until_cancelled (gpointer data)
{
  const Unpacking *unpacking = data;
  g_autoptr (GError) error = NULL;

  g_assert_null (gs_trace_archive_unpack (unpacking->path, NULL, unpacking->cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  return NULL;
}

static gint64
get_cpu_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* How far it is is known at any time, and it ends at once where it is no longer wanted. */
static void
check_cancel (const char *large)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new (), other = g_cancellable_new ();
  Unpacking unpacking = { large, cancellable };
  GThread *thread = g_thread_new ("unpack", unpack_until_cancelled, &unpacking);
  double progress = -1;
  gint64 begin;

  while (progress < 0.3)
    {
      double now = gs_trace_archive_get_progress (cancellable);

      g_assert_cmpfloat (now, >=, progress);
      g_assert_cmpfloat (now, <, 1.0);
      g_assert_cmpfloat (gs_trace_archive_get_progress (other), ==, -1);
      progress = now;
      g_usleep (1000);
    }
  g_cancellable_cancel (cancellable);
  begin = get_cpu_usec ();
  g_thread_join (thread);
  g_assert_cmpint (get_cpu_usec () - begin, <, 200000);
  g_assert_cmpfloat (gs_trace_archive_get_progress (cancellable), ==, -1);
}

static void
test_what_is_large_is_asked_about (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *large = write_large (folder, "large.tar.zst", ARCHIVE_FORMAT_TAR_GNUTAR, ARCHIVE_FILTER_ZSTD, 100);
  g_autoptr (GError) error = NULL;
  guint n_before = count_scratch ();

  g_assert_null (gs_trace_archive_unpack (large, NULL, NULL, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_LARGE);
  g_assert_nonnull (strstr (error->message, "1.2"));
  g_assert_cmpstr (gs_error_get_about (error), ==, large);
  check_experiment_asks (folder, large);
  gs_trace_archive_allow_large (large);
  check_cancel (large);
  g_assert_cmpuint (count_scratch (), ==, n_before);
  test_folder_remove (folder);
}

/* Cut at 40 places, and not an archive at all. */
static void
test_what_is_damaged_is_said (void)
{
  g_autofree char *recording = write_recording ();
  g_autofree char *folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      Packer packer = packer_new (folder, kinds[i].name, kinds[i].format, kinds[i].filter);
      g_autofree char *path = NULL, *bytes = NULL;
      gsize n;

      packer_open (&packer);
      packer_add_folder (&packer, recording, "run");
      path = packer_close (&packer);
      g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
      for (guint k = 0; k < 40; k++)
        {
          g_assert_true (g_file_set_contents (path, bytes, (gssize) (n * 9 / 10 * k / 40), NULL));
          check_refused (path, "cannot be unpacked");
        }
      g_assert_true (g_file_set_contents (path, "no archive", -1, NULL));
      check_refused (path, "cannot be unpacked");
    }
  test_folder_remove (recording);
  test_folder_remove (folder);
}

static void
test_what_is_encrypted_is_said (void)
{
  g_autofree char *folder = test_folder_new ();
  Packer packer = packer_new (folder, "secret.zip", ARCHIVE_FORMAT_ZIP, ARCHIVE_FILTER_NONE);
  g_autofree char *path = NULL;

  g_assert_cmpint (archive_write_set_options (packer.archive, "zip:encryption=zipcrypt"), ==, ARCHIVE_OK);
  g_assert_cmpint (archive_write_set_passphrase (packer.archive, "secret"), ==, ARCHIVE_OK);
  packer_open (&packer);
  packer_add (&packer, "metadata", AE_IFREG, NULL, "x", 1);
  path = packer_close (&packer);
  check_refused (path, "encrypted");
  test_folder_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_autofree char *cache = test_folder_new ();
  int result;

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace-archive/an-archive-is-like-its-folder", test_an_archive_is_like_its_folder);
  g_test_add_func ("/trace-archive/nothing-lies-outside", test_nothing_lies_outside);
  g_test_add_func ("/trace-archive/links-and-devices-are-left-out", test_links_and_devices_are_left_out);
  g_test_add_func ("/trace-archive/too-much-is-refused", test_too_much_is_refused);
  g_test_add_func ("/trace-archive/bombs-are-refused", test_bombs_are_refused);
  g_test_add_func ("/trace-archive/lists-are-bounded", test_lists_are_bounded);
  g_test_add_func ("/trace-archive/what-is-large-is-asked-about", test_what_is_large_is_asked_about);
  g_test_add_func ("/trace-archive/what-is-damaged-is-said", test_what_is_damaged_is_said);
  g_test_add_func ("/trace-archive/what-is-encrypted-is-said", test_what_is_encrypted_is_said);
  result = g_test_run ();
  gs_scratch_remove_all ();
  test_folder_remove (cache);
  return result;
}
