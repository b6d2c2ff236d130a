/* test-trace.c: traces are found, described and read, good ones and bad ones
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "find/gs-trace-finder.h"
#include "find/gs-trace-open.h"
#include "read/gs-ctf-metadata.h"
#include "read/gs-reader.h"
#include "sim/ctf-writer.h"
#include "support/test-folder.h"

#define OFFSET G_GINT64_CONSTANT (1795394300820096730)
#define FIRST (OFFSET + G_GINT64_CONSTANT (5000000000))
#define STEP 1000
#define N_EVENTS 6000

#define INDEX_ENTRY_BYTES 72
#define INDEX_END_OFFSET 32

static const CtfOptions small_packets = {
  .hostname = "box",
  .kernel_release = "6.1.0",
  .tracer_major = 2,
  .tracer_minor = 13,
  .tracer_patch = 9,
  .clock_offset = OFFSET,
  .n_cpus = 3,
  .packet_size = 4096,
  .with_index = TRUE,
};

typedef struct
{
  char *root;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->root = test_folder_new ();
  g_assert_nonnull (self->root);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  test_folder_remove (self->root);
  g_free (self->root);
}

/* Switches, one each STEP ns, on each CPU in turn; one of them may step back or
 * have lost events before it. */
static char *
write_trace (Fixture *self, const char *folder, const CtfOptions *options, guint step_back_at, guint lose_at)
{
  char *path = g_build_filename (self->root, folder, NULL);
  g_autoptr (GError) error = NULL;
  CtfWriter *writer;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  writer = ctf_writer_new (path, options, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_EVENTS; i++)
    {
      CtfEvent event = { .time = FIRST + (gint64) i * STEP,
                         .kind = options->is_ust ? CTF_USER_TICK : CTF_SWITCH,
                         .cpu = i % options->n_cpus,
                         .comm = "now" };

      if (!options->is_ust)
        {
          event.sched_switch.prev_comm = event.sched_switch.next_comm = "thread";
          event.sched_switch.prev_tid = i;
          event.sched_switch.next_tid = i + 1;
        }
      if ((options->omit & CTF_KIND (CTF_SWITCH)) != 0)
        {
          event.kind = CTF_WAKEUP;
          event.wakeup.comm = "thread";
          event.wakeup.tid = i;
        }
      if (i == step_back_at && i > 0)
        event.time -= 7 * STEP;
      if (i == lose_at && i > 0)
        ctf_writer_lose (writer, event.cpu, 17);
      ctf_writer_add (writer, &event);
    }
  g_assert_true (ctf_writer_close (writer, &error));
  g_assert_no_error (error);
  return path;
}

/* Returns: all events; the report's warnings are not to be used */
static GArray *
read_trace (GsTrace *trace, guint n_threads, GsReaderReport *report, char **warnings)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GError) error = NULL;
  GsReader *reader = gs_reader_new (trace, names, n_threads, NULL, &error);
  GArray *events = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  GsEvent batch[100];
  double fraction = 0.0;
  gssize n;

  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, G_N_ELEMENTS (batch), &error)) > 0)
    {
      g_assert_cmpfloat (gs_reader_get_fraction (reader), >=, fraction);
      fraction = gs_reader_get_fraction (reader);
      g_array_append_vals (events, batch, n);
    }
  g_assert_no_error (error);
  g_assert_cmpfloat (gs_reader_get_fraction (reader), ==, 1.0);
  gs_reader_get_report (reader, report);
  if (warnings != NULL)
    *warnings = report->warnings != NULL ? g_strjoinv ("\n", report->warnings) : g_strdup ("");
  gs_reader_free (reader);
  for (guint i = 1; i < events->len; i++)
    g_assert_cmpint (g_array_index (events, GsEvent, i - 1).time, <=, g_array_index (events, GsEvent, i).time);
  return events;
}

static GsTrace *
open_trace (const char *path)
{
  g_autoptr (GError) error = NULL;
  GsTrace *trace = gs_trace_open (path, &error);

  g_assert_no_error (error);
  return trace;
}

static void
test_described (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "session/kernel", data, 0, 0);
  g_autoptr (GsTrace) trace = open_trace (path);

  g_assert_true (trace->usable);
  g_assert_cmpstr (trace->hostname, ==, "box");
  g_assert_cmpstr (trace->tracer, ==, "lttng-modules 2.13.9");
  g_assert_cmpstr (trace->kernel_release, ==, "6.1.0");
  g_assert_cmpint (trace->domain, ==, GS_DOMAIN_KERNEL);
  g_assert_cmpint (trace->clock_offset, ==, OFFSET);
  g_assert_cmpuint (trace->n_cpus, ==, 3);
  g_assert_cmpuint (trace->n_streams, ==, 3);
  g_assert_cmpint (trace->span.begin, ==, FIRST);
  g_assert_cmpint (trace->span.end, ==, FIRST + (N_EVENTS - 1) * STEP);
}

/* A glance says the same but for the end, which may be the last packet's and so a
 * little late; without an index, or with one that is not about all, it is exact. */
static void
test_glanced_at (Fixture *self, gconstpointer data)
{
  const CtfOptions *options = data;
  g_autofree char *path = write_trace (self, "session/kernel", options, 0, 0);
  g_autofree char *stream = g_build_filename (path, "channel0_1", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTrace) closely = open_trace (path);
  g_autoptr (GsTrace) glanced = gs_trace_glance (path, &error);
  g_autoptr (GsTrace) of_cut = NULL;

  g_assert_no_error (error);
  g_assert_true (glanced->usable);
  g_assert_cmpstr (glanced->hostname, ==, closely->hostname);
  g_assert_cmpuint (glanced->n_cpus, ==, closely->n_cpus);
  g_assert_cmpuint (glanced->n_streams, ==, closely->n_streams);
  g_assert_cmpint (glanced->span.begin, ==, closely->span.begin);
  g_assert_cmpint (glanced->span.end, >=, closely->span.end);
  g_assert_cmpint (glanced->span.end, <=, closely->span.end + (options->with_index ? STEP : 0));

  g_assert_cmpint (truncate (stream, options->packet_size + 100), ==, 0);
  of_cut = gs_trace_glance (path, &error);
  g_assert_no_error (error);
  g_assert_true (of_cut->usable);
  g_assert_cmpint (of_cut->span.end, ==, closely->span.end);
}

/* Says of the last packet in an index that it was closed at the end of all times. */
static void
damage_index (const char *path)
{
  g_autofree char *index = g_build_filename (path, "index", "channel0_1.idx", NULL);
  const guint64 end = G_MAXUINT64;
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_file_get_contents (index, &data, &length, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (length, >, INDEX_ENTRY_BYTES);
  memcpy (data + length - INDEX_ENTRY_BYTES + INDEX_END_OFFSET, &end, sizeof end);
  g_file_set_contents (index, data, length, &error);
  g_assert_no_error (error);
}

static void
test_damaged_index_is_not_believed (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "kernel", data, 0, 0);
  g_autoptr (GsTrace) closely = open_trace (path);
  g_autoptr (GsTrace) glanced = NULL;
  g_autoptr (GError) error = NULL;

  damage_index (path);
  glanced = gs_trace_glance (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (glanced->span.end, ==, closely->span.end);
}

static void
test_threads_give_the_same (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "kernel", data, 0, 0);
  g_autoptr (GsTrace) trace = open_trace (path);

  for (guint n_threads = 1; n_threads <= 4; n_threads++)
    {
      GsReaderReport report;
      g_autoptr (GArray) events = read_trace (trace, n_threads, &report, NULL);

      g_assert_cmpuint (report.n_events, ==, N_EVENTS);
      g_assert_cmpuint (events->len, ==, N_EVENTS);
      for (guint i = 0; i < events->len; i++)
        {
          const GsEvent *event = &g_array_index (events, GsEvent, i);

          g_assert_cmpint (event->time, ==, FIRST + (gint64) i * STEP);
          g_assert_cmpint (event->sched_switch.prev_tid, ==, i);
          g_assert_cmpuint (event->cpu, ==, i % 3);
        }
    }
}

static void
test_step_back_is_read_over (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "kernel", &small_packets, 3000, 0);
  g_autoptr (GsTrace) trace = open_trace (path);
  g_autofree char *warnings = NULL;
  GsReaderReport report;
  g_autoptr (GArray) events = read_trace (trace, 2, &report, &warnings);

  g_assert_cmpuint (events->len, ==, N_EVENTS);
  g_assert_cmpuint (report.n_steps_back, ==, 1);
  g_assert_cmpint (report.largest_step_back, ==, 4 * STEP); /* the CPU's last event was 3 before */
  g_assert_nonnull (strstr (warnings, "went back"));
}

static void
test_lost_events_are_told (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "kernel", &small_packets, 0, 3000);
  g_autoptr (GsTrace) trace = open_trace (path);
  GsReaderReport report;
  g_autoptr (GArray) events = read_trace (trace, 2, &report, NULL);
  guint n_lost = 0;

  g_assert_cmpuint (report.n_lost, ==, 17);
  for (guint i = 0; i < events->len; i++)
    {
      const GsEvent *event = &g_array_index (events, GsEvent, i);

      if (event->kind != GS_EVENT_LOST)
        continue;
      n_lost++;
      g_assert_cmpuint (event->lost.n_events, ==, 17);
      g_assert_cmpuint (event->cpu, ==, 0);
      g_assert_cmpint (event->time, <=, FIRST + 3000 * STEP);
      g_assert_cmpint (event->lost.end, >=, FIRST + 3000 * STEP);
    }
  g_assert_cmpuint (n_lost, ==, 1);
  g_assert_cmpuint (events->len, ==, N_EVENTS + 1);
}

/* Writes @bytes at @offset of a stream file, or cuts it there. */
static void
damage (const char *folder, const char *name, gint64 offset, gboolean cuts)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  FILE *file = g_fopen (path, "r+b");

  g_assert_nonnull (file);
  if (cuts)
    g_assert_cmpint (ftruncate (fileno (file), offset), ==, 0);
  else
    {
      g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
      for (guint i = 0; i < 64; i++)
        fputc (0xa5, file);
    }
  fclose (file);
}

typedef struct
{
  gint64 offset;
  gboolean cuts;
  guint packets_left; /* of 4096 bytes, in the damaged stream; at least */
} Damage;

/* However a stream is damaged, the others are read to their end. */
static void
test_damage_stays_in_its_stream (Fixture *self, gconstpointer data)
{
  const Damage *how = data;
  g_autofree char *path = write_trace (self, "kernel", &small_packets, 0, 0);
  g_autofree char *warnings = NULL;
  g_autofree char *at_opening = NULL;
  g_autofree char *all = NULL;
  g_autoptr (GsTrace) trace = NULL;
  g_autoptr (GArray) events = NULL;
  GsReaderReport report;
  guint n_per_cpu[3] = { 0 };

  damage (path, "channel0_1", how->offset, how->cuts);
  trace = open_trace (path);
  g_assert_true (trace->usable);
  g_assert_cmpint (trace->span.end, ==, FIRST + (N_EVENTS - 1) * STEP);
  at_opening = g_strjoinv ("\n", trace->warnings);
  events = read_trace (trace, 2, &report, &warnings);
  for (guint i = 0; i < events->len; i++)
    n_per_cpu[g_array_index (events, GsEvent, i).cpu]++;

  g_assert_cmpuint (n_per_cpu[0], ==, N_EVENTS / 3);
  g_assert_cmpuint (n_per_cpu[2], ==, N_EVENTS / 3);
  g_assert_cmpuint (n_per_cpu[1], <, N_EVENTS / 3);
  g_assert_true ((n_per_cpu[1] > 0) == (how->packets_left > 0));
  all = g_strconcat (at_opening, warnings, NULL);
  g_assert_nonnull (strstr (all, "channel0_1"));
  g_assert_nonnull (strstr (all, "box: "));
}

static void
test_broken_metadata_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *metadata = g_build_filename (self->root, "metadata", NULL);
  g_autoptr (GsTrace) trace = NULL;

  g_assert_true (g_file_set_contents (metadata, "/* CTF 1.8 */ trace { nonsense", -1, NULL));
  trace = open_trace (self->root);
  g_assert_false (trace->usable);
  g_assert_nonnull (strstr (trace->reason, self->root));
  g_assert_nonnull (strstr (trace->reason, "metadata"));
}

static void
test_missing_folder_is_an_error (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->root, "gone", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (gs_trace_open (path, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_NO_TRACE);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_nonnull (strstr (error->message, "is not there"));
}

static void
test_missing_stream_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "kernel", data, 0, 0);
  g_autofree char *stream = g_build_filename (path, "channel0_1", NULL);
  g_autofree char *warnings = NULL;
  g_autoptr (GsTrace) trace = NULL;

  g_assert_cmpint (g_unlink (stream), ==, 0);
  trace = open_trace (path);
  g_assert_true (trace->usable);
  warnings = g_strjoinv ("\n", trace->warnings);
  g_assert_nonnull (strstr (warnings, "box: the stream file “channel0_1” is missing"));
}

static void
test_no_metadata_is_an_error (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (gs_trace_open (self->root, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_NO_TRACE);
  g_assert_nonnull (strstr (error->message, self->root));
}

/* What was a file when it was found may be none when it is opened. */
static void
test_metadata_that_became_no_file_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->root, "metadata", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_false (gs_ctf_metadata_check (self->root, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_TRACE);
  g_assert_cmpstr (error->message, ==, "its “metadata” is no file");
}

static void
test_user_space_is_left_out (Fixture *self, gconstpointer data)
{
  CtfOptions options = small_packets;
  g_autofree char *path = NULL;
  g_autoptr (GsTrace) trace = NULL;

  options.is_ust = TRUE;
  path = write_trace (self, "ust", &options, 0, 0);
  trace = open_trace (path);
  g_assert_cmpint (trace->domain, ==, GS_DOMAIN_UST);
  g_assert_false (trace->usable);
  g_assert_nonnull (strstr (trace->reason, "user-space"));
}

static void
test_missing_switch_is_told (Fixture *self, gconstpointer data)
{
  CtfOptions options = small_packets;
  g_autofree char *path = NULL;
  g_autoptr (GsTrace) trace = NULL;

  options.omit = CTF_KIND (CTF_SWITCH);
  path = write_trace (self, "kernel", &options, 0, 0);
  trace = open_trace (path);
  g_assert_true (trace->usable);
  g_assert_true (g_strv_contains ((const char *const *) trace->events_missing, "sched_switch"));
  g_assert_nonnull (trace->warnings[0]);
  g_assert_nonnull (strstr (trace->warnings[0], "lttng enable-event -k sched_switch"));
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (2000);
  g_cancellable_cancel (data);
  return NULL;
}

/* Nobody takes the events meanwhile, so the workers wait for room. */
static void
test_cancel_ends_at_once (Fixture *self, gconstpointer data)
{
  g_autofree char *path = write_trace (self, "kernel", &small_packets, 0, 0);
  g_autoptr (GsTrace) trace = open_trace (path);
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, 2, cancellable, &error);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  GsEvent event[4];

  g_thread_join (thread);
  g_assert_cmpint (gs_event_source_next (gs_reader_get_source (reader), event, 4, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_finder_names_each_once (Fixture *self, gconstpointer data)
{
  g_autofree char *one = write_trace (self, "one/kernel", &small_packets, 0, 0);
  g_autofree char *two = write_trace (self, "two/kernel", &small_packets, 0, 0);
  g_autofree char *loop = g_build_filename (self->root, "one", "loop", NULL);
  const char *paths[] = { self->root, two, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  GsTrace *first, *second;

  g_assert_cmpint (symlink (self->root, loop), ==, 0);
  traces = gs_trace_finder_find (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (traces->len, ==, 2);
  first = g_ptr_array_index (traces, 0);
  second = g_ptr_array_index (traces, 1);
  g_assert_cmpstr (first->name, ==, "box");
  g_assert_true (g_str_has_suffix (first->path, "/one/kernel"));
  g_assert_cmpstr (second->name, ==, "box (two)");
}

static void
test_finder_says_where_nothing_is (Fixture *self, gconstpointer data)
{
  const char *paths[] = { self->root, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (gs_trace_finder_find (paths, NULL, NULL, &error));
  g_assert_error (error, GS_ERROR, GS_ERROR_NO_TRACE);
  g_assert_nonnull (strstr (error->message, self->root));
}

/* The file itself, and a folder with nothing else in it. */
static void
test_finder_knows_perf (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *file = g_build_filename (folder, "perf.data", NULL);
  const char *const paths[] = { file, folder };

  g_assert_true (g_file_set_contents (file, "PERFILE2 and what follows", -1, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *const one[] = { paths[i], NULL };
      g_autoptr (GError) error = NULL;
      g_autofree char *command = g_strdup_printf ("perf data convert --all --to-ctf trace -i '%s'", file);

      g_assert_null (gs_trace_finder_find (one, NULL, NULL, &error));
      g_assert_error (error, GS_ERROR, GS_ERROR_NO_TRACE);
      g_assert_nonnull (strstr (error->message, command));
    }
  test_folder_remove (folder);
}

int
main (int argc, char *argv[])
{
  static CtfOptions without_index;
  static const Damage cut = { 2 * 4096 + 100, TRUE, 2 }, first = { 0, FALSE, 1 }, sizes = { 48, FALSE, 1 },
                      middle = { 3 * 4096 + 500, FALSE, 3 };

  g_test_init (&argc, &argv, NULL);
  without_index = small_packets;
  without_index.with_index = FALSE;
#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)
  ADD ("/trace/described", &small_packets, test_described);
  ADD ("/trace/described-without-index", &without_index, test_described);
  ADD ("/trace/glanced-at", &small_packets, test_glanced_at);
  ADD ("/trace/glanced-at-without-index", &without_index, test_glanced_at);
  ADD ("/trace/damaged-index-is-not-believed", &small_packets, test_damaged_index_is_not_believed);
  ADD ("/trace/no-metadata-is-an-error", NULL, test_no_metadata_is_an_error);
  ADD ("/trace/missing-folder-is-an-error", NULL, test_missing_folder_is_an_error);
  ADD ("/trace/missing-stream-is-told", &small_packets, test_missing_stream_is_told);
  ADD ("/trace/broken-metadata-is-told", NULL, test_broken_metadata_is_told);
  ADD ("/trace/metadata-that-became-no-file-is-told", NULL, test_metadata_that_became_no_file_is_told);
  ADD ("/trace/user-space-is-left-out", NULL, test_user_space_is_left_out);
  ADD ("/trace/missing-switch-is-told", NULL, test_missing_switch_is_told);
  ADD ("/reader/threads-give-the-same", &small_packets, test_threads_give_the_same);
  ADD ("/reader/step-back-is-read-over", NULL, test_step_back_is_read_over);
  ADD ("/reader/lost-events-are-told", NULL, test_lost_events_are_told);
  ADD ("/reader/cut-stream-ends-early", &cut, test_damage_stays_in_its_stream);
  ADD ("/reader/garbage-at-the-begin", &first, test_damage_stays_in_its_stream);
  ADD ("/reader/impossible-packet-size", &sizes, test_damage_stays_in_its_stream);
  ADD ("/reader/garbage-in-the-middle", &middle, test_damage_stays_in_its_stream);
  ADD ("/reader/cancel-ends-at-once", NULL, test_cancel_ends_at_once);
  ADD ("/trace-finder/names-each-once", NULL, test_finder_names_each_once);
  ADD ("/trace-finder/says-where-nothing-is", NULL, test_finder_says_where_nothing_is);
  ADD ("/trace-finder/knows-perf", NULL, test_finder_knows_perf);
  return g_test_run ();
}
