/* fuzz-stream.c: whatever a trace's stream files hold, reading them ends, and what comes out is sound
 * SPDX-License-Identifier: MIT
 *
 * The first byte says which of some metadata the packets belong to, the second one in how many files
 * they lie. Read by one thread and by several the events are the same.
 */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#include "find/gs-trace-formats.h"
#include "find/gs-trace-open.h"
#include "fuzz/fuzz-packets.h"
#include "fuzz/fuzz.h"
#include "native/gs-native-text.h"
#include "read/gs-reader.h"
#include "sim/simulator.h"
#include "support/test-folder.h"

#define MAX_FILES 3
#define BATCH 64
#define N_EVENTS 150    /* of a seed */
#define SEED_PACKETS 12 /* of a stream */
#define MAX_LINES 2000  /* as text; more of them tell nothing new */

/* With the header of the tests' writer, which the packets have: what it has none of. */
#define HEADER                                                                                                        \
  "typealias integer { size = 8; align = 8; } := u8;\ntypealias integer { size = 16; align = 8; } := u16;\n"          \
  "typealias integer { size = 32; align = 8; } := u32;\ntypealias integer { size = 64; align = 8; } := u64;\n"        \
  "typealias integer { size = 64; align = 8; map = clock.c.value; } := time;\n"                                       \
  "trace { major = 1; minor = 8; byte_order = le;\n packet.header := struct { u32 magic; u8 uuid[16]; u32 stream_id;" \
  " u64 stream_instance_id; }; };\nclock { name = c; freq = %s; offset = 0; };\n"                                     \
  "stream { id = 0; packet.context := struct { time timestamp_begin; time timestamp_end; u64 content_size;"           \
  " u64 packet_size; u64 packet_seq_num; u64 events_discarded; u32 cpu_id; };\n"                                      \
  " event.header := struct { u8 id; integer { size = %s; align = %s; map = clock.c.value; } timestamp; };\n"          \
  " event.context := struct { u32 _vtid; integer { size = 32; align = 8; signed = 1; } _tid; string _procname; }; };\n"

#define EVENTS                                                                                                     \
  "event { name = sched_switch; id = 0; stream_id = 0; fields := struct { u8 _prev_comm[16];"                      \
  " integer { size = 20; align = 1; signed = 1; } _prev_tid; integer { size = 12; align = 1; byte_order = be; } "  \
  "_prev_prio;"                                                                                                    \
  " u8 _n; u16 _skipped[_n]; string _next_comm; enum : u8 { a = 0 ... 3, b = 4, c = 5 ... 255 } _tag;"             \
  " variant <_tag> { struct { u32 _next_tid; } a; string b; struct { u8 _m; struct { u8 _k; u32 _x[_k]; } _y[_m];" \
  " } c; } _v; } align(32); };\n"                                                                                  \
  "event { name = sched_wakeup; id = 1; stream_id = 0; context := struct { u8 _l; u8 _perf[_l]; }; fields := "     \
  "struct {"                                                                                                       \
  " u16 _length; integer { size = 8; align = 8; encoding = UTF8; } _comm[_length]; u32 _tid; u8 _target_cpu; }; "  \
  "};\n"                                                                                                           \
  "event { name = syscall_exit_read; id = 2; stream_id = 0; fields := struct { u8 _c; struct { u8 _z[0]; string "  \
  "_s; }"                                                                                                          \
  " _list[_c]; integer { size = 64; align = 64; byte_order = be; signed = 1; } _ret; }; };\n"                      \
  "event { name = kvm_exit; id = 3; stream_id = 0; fields := struct { integer { size = 5; align = 1; } _a;"        \
  " integer { size = 59; align = 1; } _exit_reason; floating_point { exp_dig = 11; mant_dig = 53; align = 8; }"    \
  " _f; u32 _isa; }; };\n"

typedef struct
{
  CtfOptions options;
  gboolean has_contexts;
  gboolean is_strange; /* HEADER and EVENTS, not what the writer has */
  char *root, *folder; /* once it is made */
} Layout;

static Layout layouts[] = {
  { { .compact_headers = TRUE }, FALSE, FALSE, NULL, NULL },
  { { .n_channels = 3 }, FALSE, FALSE, NULL, NULL },
  { { .compact_headers = TRUE, .n_channels = 2, .packetized_metadata = TRUE }, TRUE, FALSE, NULL, NULL },
  { { .old_names = TRUE, .old_syscall_names = TRUE, .plain_kvm_names = TRUE }, TRUE, FALSE, NULL, NULL },
  { { .compact_headers = TRUE }, FALSE, TRUE, NULL, NULL },
  { { 0 }, TRUE, TRUE, NULL, NULL },
};

/* Takes the stream files away. Returns: (transfer full): what they held, behind @prefix */
static GByteArray *
take_streams (const char *folder, const guint8 prefix[FUZZ_PREFIX])
{
  GByteArray *taken = g_byte_array_new ();
  GDir *dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_byte_array_append (taken, prefix, FUZZ_PREFIX);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize n_bytes;

      if (!g_str_has_prefix (name, "channel") || !g_file_get_contents (path, &data, &n_bytes, NULL))
        continue;
      g_byte_array_append (taken, (const guint8 *) data, MIN (n_bytes, SEED_PACKETS * FUZZ_PACKET));
      g_unlink (path);
    }
  g_dir_close (dir);
  return taken;
}

/* Of two kinds: a clock of 1 GHz and whole time stamps, or a slow one and few bits. */
static void
write_strange_metadata (const char *folder, gboolean is_slow)
{
  g_autofree char *path = g_build_filename (folder, "metadata", NULL);
  g_autofree char *text = is_slow ? g_strdup_printf ("/* CTF 1.8 */\n" HEADER EVENTS, "1000", "20", "4") :
                                    g_strdup_printf ("/* CTF 1.8 */\n" HEADER EVENTS, "1000000000", "64", "8");

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
remove_layouts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      if (layouts[i].root != NULL)
        test_folder_remove (layouts[i].root);
      g_clear_pointer (&layouts[i].folder, g_free);
      g_clear_pointer (&layouts[i].root, g_free);
    }
}

/* Simulates some events. Their metadata stays, in a folder of @layout's own. Returns: (transfer full): their packets */
static GBytes *
make_layout (guint8 index)
{
  Layout *layout = &layouts[index];
  const guint8 prefix[FUZZ_PREFIX] = { index, MAX_FILES - 1 };
  g_autoptr (SimResult) result = NULL;
  static gboolean is_registered;
  SimConfig config;

  if (!is_registered)
    atexit (remove_layouts);
  is_registered = TRUE;
  layout->root = test_folder_new ();
  sim_config_init (&config);
  config.format = layout->options;
  config.format.packet_size = FUZZ_PACKET;
  config.n_events = N_EVENTS;
  config.n_cpus = 2;
  config.contexts = layout->has_contexts;
  config.loses = TRUE;
  result = sim_write (&config, layout->root, NULL);
  g_assert_nonnull (result);
  layout->folder = g_build_filename (layout->root, result->machines[0].name, "kernel", NULL);
  if (layout->is_strange)
    write_strange_metadata (layout->folder, index % 2 == 1);
  return g_byte_array_free_to_bytes (take_streams (layout->folder, prefix));
}

static const char *
get_folder (guint8 index)
{
  Layout *layout = &layouts[index % G_N_ELEMENTS (layouts)];

  if (layout->folder == NULL)
    g_bytes_unref (make_layout (index % G_N_ELEMENTS (layouts)));
  return layout->folder;
}

/* Between files packets aren't cut. */
static void
write_files (const char *folder, const guint8 *data, gsize size, guint n_files)
{
  for (guint i = 0; i < MAX_FILES; i++)
    {
      g_autofree char *name = g_strdup_printf ("channel0_%u", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      gsize begin = size / FUZZ_PACKET * i / n_files * FUZZ_PACKET;
      gsize end = i + 1 == n_files ? size : size / FUZZ_PACKET * (i + 1) / n_files * FUZZ_PACKET;

      if (i < n_files)
        g_file_set_contents_full (path, (const char *) data + begin, end - begin, G_FILE_SET_CONTENTS_NONE, 0600, NULL);
      else
        g_unlink (path);
    }
}

/* Checks what everybody relies on. */
static void
check_event (const GsEvent *event, gint64 last_time)
{
  g_assert_cmpint (event->time, >=, last_time);
  g_assert_cmpuint (event->kind, >, GS_EVENT_NONE);
  g_assert_cmpuint (event->kind, <, GS_N_EVENT_KINDS);
  if (event->kind == GS_EVENT_LOST)
    g_assert_cmpint (event->lost.end, >=, event->time);
}

static GArray *
read_events (GsTrace *trace, GsNames *names, guint n_threads)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, n_threads, NULL, &error);
  GsReaderReport report;
  GsEvent batch[BATCH];
  gint64 last_time = G_MININT64;
  gssize n;

  g_assert_true ((reader == NULL) == (error != NULL));
  if (reader == NULL)
    return events;
  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, BATCH, &error)) > 0)
    for (gssize i = 0; i < n; i++)
      {
        check_event (&batch[i], last_time);
        last_time = batch[i].time;
        g_array_append_val (events, batch[i]);
      }
  g_assert_true ((n < 0) == (error != NULL));
  gs_reader_get_report (reader, &report);
  return events;
}

/* Names are added in the order in which threads meet them. */
static gboolean
is_same (const GsEvent *a, const GsEvent *b)
{
  return a->time == b->time && a->kind == b->kind && a->cpu == b->cpu
         && (a->kind != GS_EVENT_LOST || memcmp (a, b, sizeof *a) == 0);
}

/* From the first line on, and again from its middle. */
static void
read_as_text (GsTrace *trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsEventText) text = gs_native_text_new (trace, &error);
  GsEventLine line;
  gint64 from;

  g_assert_true ((text == NULL) == (error != NULL));
  for (guint i = 0; i < MAX_LINES && text != NULL && gs_event_text_next (text, &line); i++)
    g_assert_true (g_utf8_validate (line.text, -1, NULL));
  if (text == NULL)
    return;
  from = trace->span.begin + gs_span_duration (trace->span) / 2;
  gs_event_text_seek (text, from);
  for (guint i = 0; i < MAX_LINES && gs_event_text_next (text, &line); i++)
    g_assert_cmpint (line.time, >=, from);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTrace) trace = NULL;
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GArray) events = NULL;
  g_autoptr (GArray) again = NULL;
  const char *folder;

  if (size <= FUZZ_PREFIX)
    return 0;
  g_assert_true (gs_trace_formats_prefer ("native"));
  folder = get_folder (data[0]);
  write_files (folder, data + FUZZ_PREFIX, size - FUZZ_PREFIX, 1 + data[1] % MAX_FILES);
  trace = gs_trace_open (folder, &error);
  g_assert_true ((trace == NULL) == (error != NULL));
  if (trace == NULL || !trace->usable)
    return 0;
  events = read_events (trace, names, 0);
  again = read_events (trace, names, 3);
  g_assert_cmpuint (events->len, ==, again->len);
  for (guint i = 0; i < events->len; i++)
    g_assert_true (is_same (&g_array_index (events, GsEvent, i), &g_array_index (again, GsEvent, i)));
  read_as_text (trace);
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    g_ptr_array_add (seeds, make_layout (i));
}
