/* test-sessions.c: however a recording lies on the disk, it is one, with one clock
 * SPDX-License-Identifier: MIT
 *
 * Streams, of the sample and of simulated hosts, are cut into sessions at a time, by whole packets. Each has
 * a trace UUID of its own, counts its packets from 0, and measured another way from its clock to the time of day.
 */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "find/gs-trace-finder.h"
#include "read/gs-reader.h"
#include "sim/simulator.h"
#include "support/test-folder.h"

#define BATCH 500
#define MEASURED_ELSEWHERE 1290001 /* ns: how far the second session's offset is from the first one's */

/* Offsets in a packet, of LTTng since 2.8 and of the tests' writer. */
#define UUID 4
#define BEGIN 32
#define END 40
#define SIZE 56
#define NUMBER 64

static guint64
get_64 (const char *packet, guint offset)
{
  guint64 value;

  memcpy (&value, packet + offset, sizeof value);
  return value;
}

static guint64
get_size (const char *packet)
{
  return get_64 (packet, SIZE) / 8;
}

/* Packets that begin and end within [@begin, @end) of the clock, as another session has them. */
static void
cut_stream (const char *from, const char *to, guint64 begin, guint64 end, const guint8 uuid[16])
{
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  g_autofree char *data = NULL;
  guint64 n_packets = 0;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (from, &data, &n_bytes, NULL));
  for (gsize at = 0; at < n_bytes; at += get_size (data + at))
    {
      if (get_64 (data + at, BEGIN) < begin || get_64 (data + at, END) >= end)
        continue;
      memcpy (data + at + UUID, uuid, 16);
      memcpy (data + at + NUMBER, &n_packets, sizeof n_packets);
      n_packets++;
      g_byte_array_append (kept, (const guint8 *) data + at, get_size (data + at));
    }
  g_assert_true (g_file_set_contents (to, (const char *) kept->data, kept->len, NULL));
}

/* The text in @data between the first @before and the next @after. Returns: (transfer full) */
static char *
find_text (const char *data, const char *before, const char *after)
{
  const char *begin = strstr (data, before);
  const char *end;

  g_assert_nonnull (begin);
  begin += strlen (before);
  end = strstr (begin, after);
  return g_strndup (begin, end - begin);
}

/* All of a trace's metadata, without the packets that it may lie in. */
static GString *
read_metadata (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "metadata", NULL);
  g_autofree char *data = NULL;
  GString *text = g_string_new (NULL);
  gsize n_bytes;
  guint32 content, size;

  g_assert_true (g_file_get_contents (path, &data, &n_bytes, NULL));
  if (data[0] == '/')
    g_string_append_len (text, data, n_bytes);
  for (gsize at = 0; data[0] != '/' && at < n_bytes; at += size / 8)
    {
      memcpy (&content, data + at + 24, sizeof content);
      memcpy (&size, data + at + 28, sizeof size);
      g_string_append_len (text, data + at + 37, content / 8 - 37);
    }
  return text;
}

/* As a session with another UUID and offset has it. @uuid: (out): the new one */
static void
write_metadata (const char *from, const char *to, guint session, guint8 uuid[16])
{
  g_autoptr (GString) text = read_metadata (from);
  g_autofree char *old_uuid = find_text (text->str, "uuid = \"", "\"");
  g_autofree char *old_offset = find_text (text->str, "offset = ", ";");
  g_autofree char *new_uuid = g_strdup (old_uuid);
  g_autofree char *old_line = g_strdup_printf ("offset = %s;", old_offset);
  g_autofree char *new_line = g_strdup_printf ("offset = %" G_GINT64_FORMAT ";",
                                               g_ascii_strtoll (old_offset, NULL, 10) + session * MEASURED_ELSEWHERE);
  g_autofree char *path = g_build_filename (to, "metadata", NULL);
  guint n = 0;

  new_uuid[0] = '0' + session;
  g_string_replace (text, old_uuid, new_uuid, 1);
  g_string_replace (text, old_line, new_line, 1);
  for (const char *at = new_uuid; *at != '\0'; at++)
    if (*at != '-')
      {
        uuid[n / 2] = n % 2 == 0 ? g_ascii_xdigit_value (*at) << 4 : uuid[n / 2] | g_ascii_xdigit_value (*at);
        n++;
      }
  g_assert_cmpuint (n, ==, 32);
  if (!g_str_has_prefix (text->str, "/* CTF 1.8 */"))
    g_string_prepend (text, "/* CTF 1.8 */\n");
  g_assert_true (g_file_set_contents (path, text->str, text->len, NULL));
}

/* The streams in [@begin, @end) as a session of their own. */
static void
cut_session (const char *from, const char *root, guint session, guint n_cpus, guint64 begin, guint64 end)
{
  g_autofree char *name = g_strdup_printf ("session-%u", session);
  g_autofree char *to = g_build_filename (root, name, "kernel", NULL);
  guint8 uuid[16];

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  write_metadata (from, to, session, uuid);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    {
      g_autofree char *file = g_strdup_printf ("channel0_%u", cpu);
      g_autofree char *source = g_build_filename (from, file, NULL);
      g_autofree char *target = g_build_filename (to, file, NULL);

      cut_stream (source, target, begin, end, uuid);
    }
}

/* When half of a stream's packets are over. */
static guint64
find_middle (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "channel0_0", NULL);
  g_autofree char *data = NULL;
  guint64 end = 0;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (path, &data, &n_bytes, NULL));
  for (gsize at = 0; at < n_bytes / 2; at += get_size (data + at))
    end = get_64 (data + at, END);
  return end;
}

/* Returns: (transfer full): what the one recording below @folder tells */
static GArray *
read_one (const char *folder, GsTrace **trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GPtrArray) traces = gs_trace_finder_find ((const char *const[]){ folder, NULL }, NULL, NULL, &error);
  g_autoptr (GsReader) reader = NULL;
  GArray *events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  GsEvent batch[BATCH];
  gssize n;

  g_assert_no_error (error);
  g_assert_cmpuint (traces->len, ==, 1);
  *trace = gs_trace_ref (g_ptr_array_index (traces, 0));
  reader = gs_reader_new (*trace, names, 1, NULL, &error);
  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, BATCH, &error)) > 0)
    g_array_append_vals (events, batch, n);
  g_assert_no_error (error);
  return events;
}

/* What the sessions hold, where and when the whole recording has it. */
static void
check_events (const GArray *events, const GArray *whole, guint64 n_cut)
{
  guint n = 0, i = 0;

  for (guint k = 0; k < events->len; k++)
    {
      const GsEvent *event = &g_array_index (events, GsEvent, k);

      if (event->kind == GS_EVENT_LOST || event->kind == GS_EVENT_CONTEXT)
        continue;
      for (;; i++)
        {
          const GsEvent *other = &g_array_index (whole, GsEvent, i);

          g_assert_cmpuint (i, <, whole->len);
          if (other->time == event->time && other->cpu == event->cpu && other->kind == event->kind)
            break;
        }
      i++;
      n++;
    }
  g_assert_cmpuint (n, >, n_cut);
}

/* Between the sessions nothing is told of any CPU, and nothing comes from there. */
static void
check_gaps (const GArray *events, guint n_cpus)
{
  guint n_gaps = 0;

  for (guint k = 0; k < events->len; k++)
    {
      const GsEvent *gap = &g_array_index (events, GsEvent, k);

      if (gap->kind != GS_EVENT_LOST || k == 0)
        continue;
      g_assert_cmpuint (gap->lost.causes, ==, GS_LOSS_UNRECORDED);
      n_gaps++;
      for (guint i = k + 1; i < events->len && g_array_index (events, GsEvent, i).time < gap->lost.end; i++)
        g_assert_true (g_array_index (events, GsEvent, i).cpu != gap->cpu
                       || g_array_index (events, GsEvent, i).kind == GS_EVENT_LOST);
    }
  g_assert_cmpuint (n_gaps, >=, n_cpus);
}

static void
cut_and_compare (const char *folder, guint n_cpus)
{
  g_autofree char *root = test_folder_new ();
  guint64 middle = find_middle (folder);
  g_autoptr (GsTrace) trace = NULL;
  g_autoptr (GsTrace) whole_trace = NULL;
  g_autoptr (GArray) whole = read_one (folder, &whole_trace);
  g_autoptr (GArray) events = NULL;

  cut_session (folder, root, 0, n_cpus, 0, middle + 1);
  cut_session (folder, root, 1, n_cpus, middle + 1, G_MAXUINT64);
  events = read_one (root, &trace);
  g_assert_cmpuint (g_strv_length (trace->parts), ==, 2);
  g_assert_cmpint (trace->span.end, ==, whole_trace->span.end);
  check_events (events, whole, whole->len / 4);
  check_gaps (events, n_cpus);
  test_folder_remove (root);
}

/* --- Folders and files --- */

static void
copy_file (const char *from, const char *to)
{
  g_autofree char *data = NULL;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (from, &data, &n_bytes, NULL));
  g_assert_true (g_file_set_contents (to, data, n_bytes, NULL));
}

/* Packets [@begin, @end) of a stream file; none where there are no so many. */
static void
copy_packets (const char *from, const char *to, guint begin, guint end)
{
  g_autofree char *data = NULL;
  gsize n_bytes, first = 0, at = 0;

  g_assert_true (g_file_get_contents (from, &data, &n_bytes, NULL));
  for (guint i = 0; i < end && at < n_bytes; i++)
    {
      at += get_size (data + at);
      if (i + 1 == begin)
        first = at;
    }
  if (begin == 0 || first > 0)
    g_assert_true (g_file_set_contents (to, data + first, at - first, NULL));
}

/* Copies a trace as the kernel domain of @session. Of each stream file i of @n_files (in any order, as a ring has them)
 * has @step packets, the last one the rest. 0: one file, without a number */
static void
copy_trace (const char *from, const char *session, guint n_cpus, guint n_files, guint step, GRand *rand)
{
  g_autofree char *to = g_build_filename (session, "kernel", NULL);
  g_autofree char *from_metadata = g_build_filename (from, "metadata", NULL);
  g_autofree char *to_metadata = g_build_filename (to, "metadata", NULL);
  guint turn = g_rand_int_range (rand, 0, MAX (n_files, 1));

  g_assert_cmpint (g_mkdir_with_parents (to, 0700), ==, 0);
  copy_file (from_metadata, to_metadata);
  for (guint cpu = 0; cpu < n_cpus; cpu++)
    for (guint i = 0; i < MAX (n_files, 1); i++)
      {
        g_autofree char *name = g_strdup_printf ("channel0_%u", cpu);
        g_autofree char *number = n_files > 0 ? g_strdup_printf ("%s_%u", name, (i + turn) % n_files) : g_strdup (name);
        g_autofree char *source = g_build_filename (from, name, NULL);
        g_autofree char *target = g_build_filename (to, number, NULL);

        copy_packets (source, target, i * step, i + 1 < n_files ? (i + 1) * step : G_MAXUINT);
      }
}

/* The one recording below @root tells what the whole one does. */
static void
check_is_whole (const char *root, const GArray *whole)
{
  g_autoptr (GsTrace) trace = NULL;
  g_autoptr (GArray) events = read_one (root, &trace);

  g_assert_cmpuint (events->len, ==, whole->len);
  for (guint i = 0; i < whole->len; i++)
    {
      const GsEvent *a = &g_array_index (events, GsEvent, i), *b = &g_array_index (whole, GsEvent, i);

      g_assert_true (a->time == b->time && a->kind == b->kind && a->cpu == b->cpu);
    }
}

/* As `lttng create --output`, a relay daemon of either layout, and `--tracefile-size` write it. */
static void
test_layouts (void)
{
  static const char *const sessions[] = {
    "auto-20261129-124300",
    "l1host/auto-20261129-124300",
    "auto/l1host-20261129-124300",
    "l1host/auto-20261129-124300/archives/20261129T124300+0000-20261129T124301+0000-0",
  };

  for (guint seed = 1; seed <= 24; seed++)
    {
      g_autofree char *root = test_folder_new ();
      g_autofree char *copy = test_folder_new ();
      g_autofree char *host = g_build_filename (root, "host", "kernel", NULL);
      g_autofree char *session = g_build_filename (copy, sessions[seed % G_N_ELEMENTS (sessions)], NULL);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (SimResult) result = NULL;
      g_autoptr (GArray) whole = NULL;
      g_autoptr (GsTrace) trace = NULL;
      SimConfig config;

      sim_config_init (&config);
      config.seed = seed;
      config.n_cpus = 1 + seed % 3;
      config.duration = 20000000;
      config.format.packet_size = 4096;
      result = sim_write (&config, root, NULL);
      whole = read_one (host, &trace);
      copy_trace (host, session, config.n_cpus, seed % 5, 1 + seed % 3, rand);
      check_is_whole (copy, whole);
      test_folder_remove (copy);
      test_folder_remove (root);
    }
}

static void
test_real_streams (void)
{
  g_autofree char *host = g_test_build_filename (G_TEST_DIST, "..", "data", "sample", "host", "kernel", NULL);

  cut_and_compare (host, 2);
}

static void
test_simulated_streams (void)
{
  for (guint seed = 1; seed <= 20; seed++)
    {
      g_autofree char *root = test_folder_new ();
      g_autofree char *host = g_build_filename (root, "host", "kernel", NULL);
      g_autoptr (SimResult) result = NULL;
      SimConfig config;

      sim_config_init (&config);
      config.seed = seed;
      config.n_cpus = 1 + seed % 4;
      config.duration = 40000000;
      config.contexts = seed % 2 == 0;
      config.format.packet_size = 4096;
      result = sim_write (&config, root, NULL);
      cut_and_compare (host, config.n_cpus);
      test_folder_remove (root);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sessions/real-streams", test_real_streams);
  g_test_add_func ("/sessions/simulated-streams", test_simulated_streams);
  g_test_add_func ("/sessions/layouts", test_layouts);
  return g_test_run ();
}
