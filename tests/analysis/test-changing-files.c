/* test-changing-files.c: traces that another program changes while they are read
 * SPDX-License-Identifier: MIT
 *
 * The reader gives out less than all of a trace at a time, so what is cut off
 * after the first events was not read yet.
 */
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "babeltrace/gs-read-guard.h"
#include "find/gs-trace-open.h"
#include "read/gs-ctf-index.h"
#include "read/gs-reader.h"
#include "sim/ctf-writer.h"
#include "support/test-folder.h"

#define N_EVENTS 400000 /* more than is decoded ahead: what changes while it is read is noticed */
#define N_CPUS 3
#define N_MOMENTS 60

/* What the trace library is jumped out of stays as it is, memory included: leaks
 * are not looked for here. */
int __lsan_is_turned_off (void);

int
__lsan_is_turned_off (void)
{
  return 1;
}

typedef struct
{
  char *root;
  char *path;
  GsTrace *trace;
} Fixture;

static void
write_trace (const char *path)
{
  static const CtfOptions options = {
    .hostname = "box",
    .kernel_release = "6.1.0",
    .tracer_major = 2,
    .tracer_minor = 13,
    .tracer_patch = 9,
    .clock_offset = G_GINT64_CONSTANT (1795394300820096730),
    .n_cpus = N_CPUS,
    .packet_size = 16384,
  };
  g_autoptr (GError) error = NULL;
  CtfWriter *writer = ctf_writer_new (path, &options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < N_EVENTS; i++)
    {
      CtfEvent event = { .time = options.clock_offset + (gint64) i * 1000, .kind = CTF_SWITCH, .cpu = i % N_CPUS };

      event.sched_switch.prev_comm = event.sched_switch.next_comm = "thread";
      event.sched_switch.prev_tid = i;
      event.sched_switch.next_tid = i + 1;
      ctf_writer_add (writer, &event);
    }
  g_assert_true (ctf_writer_close (writer, &error));
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->root = test_folder_new ();
  self->path = g_build_filename (self->root, "kernel", NULL);
  g_assert_cmpint (g_mkdir (self->path, 0700), ==, 0);
  write_trace (self->path);
  self->trace = gs_trace_open (self->path, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  gs_trace_unref (self->trace);
  test_folder_remove (self->root);
  g_free (self->path);
  g_free (self->root);
}

typedef void (*Change) (Fixture *self, const GsCtfFile *file, const char *path);

static void
change_files (Fixture *self, Change change)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (self->path);

  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *path = g_build_filename (self->path, file->name, NULL);

      change (self, file, path);
    }
}

static void
cut_all (Fixture *self, const GsCtfFile *file, const char *path)
{
  g_assert_cmpint (truncate (path, 0), ==, 0);
}

static void
cut_somewhere (Fixture *self, const GsCtfFile *file, const char *path)
{
  g_assert_cmpint (truncate (path, g_test_rand_int_range (0, file->n_bytes + 1)), ==, 0);
}

/* As a copy that starts anew does: for a moment nothing, then something else. */
static void
write_anew (Fixture *self, const GsCtfFile *file, const char *path)
{
  g_autofree char *content = NULL;
  FILE *stream;
  gsize length;

  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  stream = g_fopen (path, "wb");
  g_assert_nonnull (stream);
  if (length > 100)
    fwrite (content + 100, 1, length - 100, stream);
  fclose (stream);
}

static void
touch_later (Fixture *self, const GsCtfFile *file, const char *path)
{
  FILE *stream = g_fopen (path, "ab");

  g_assert_nonnull (stream);
  fputc (0, stream);
  fclose (stream);
}

static void
remove_file (Fixture *self, const GsCtfFile *file, const char *path)
{
  g_autofree char *metadata = g_build_filename (self->path, "metadata", NULL);

  g_unlink (metadata);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

/* Reads on to the end, whatever that is. Returns: how many events there were */
static guint64
read_on (GsReader *reader, char **warnings)
{
  g_autoptr (GError) error = NULL;
  GsReaderReport report;
  GsEvent batch[500];
  guint64 n_events = 0;
  gssize n;

  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, G_N_ELEMENTS (batch), &error)) > 0)
    n_events += n;
  if (error != NULL)
    g_assert_nonnull (strstr (error->message, "box"));
  gs_reader_get_report (reader, &report);
  *warnings = report.warnings != NULL ? g_strjoinv ("\n", report.warnings) : g_strdup ("");
  return n_events;
}

static guint64
read_while (Fixture *self, Change change, guint n_threads, char **warnings)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsReader) reader = gs_reader_new (self->trace, names, n_threads, NULL, NULL);
  GsEvent batch[500];

  g_assert_cmpint (gs_event_source_next (gs_reader_get_source (reader), batch, G_N_ELEMENTS (batch), NULL), >, 0);
  if (change != NULL)
    change_files (self, change);
  return G_N_ELEMENTS (batch) + read_on (reader, warnings);
}

static void
test_nothing_changed (Fixture *self, gconstpointer data)
{
  g_autofree char *warnings = NULL;

  g_assert_cmpuint (read_while (self, NULL, 2, &warnings), >=, N_EVENTS);
  g_assert_cmpstr (warnings, ==, "");
}

static void
test_cut_off_ends_the_streams (Fixture *self, gconstpointer data)
{
  g_autofree char *warnings = NULL;

  g_assert_cmpuint (read_while (self, cut_all, 2, &warnings), <, N_EVENTS);
  g_assert_nonnull (strstr (warnings, "box: files in “"));
  g_assert_nonnull (strstr (warnings, "changed while they were read"));
  g_assert_nonnull (strstr (warnings, "channel0_0"));
  g_assert_nonnull (strstr (warnings, "it became shorter while it was read"));
}

static void
test_growing_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *warnings = NULL;

  g_assert_cmpuint (read_while (self, touch_later, 2, &warnings), >=, N_EVENTS);
  g_assert_nonnull (strstr (warnings, "changed while they were read"));
}

static void
test_removed_is_told (Fixture *self, gconstpointer data)
{
  g_autofree char *warnings = NULL;

  g_assert_cmpuint (read_while (self, remove_file, 2, &warnings), >=, N_EVENTS);
  g_assert_nonnull (strstr (warnings, "was removed while it was read"));
}

/* Reads all; @losses: by CPU, the last loss there. Packets that were read before they were cut come after others.
 * Returns: of how many CPUs something was lost */
static guint
read_losses (Fixture *self, gboolean cut_meanwhile, GsEvent losses[N_CPUS])
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsReader) reader = gs_reader_new (self->trace, names, 2, NULL, NULL);
  gint64 last[N_CPUS] = { 0 };
  GsEvent batch[500];
  guint n_cpus = 0;
  gssize n;

  while ((n = gs_event_source_next (gs_reader_get_source (reader), batch, G_N_ELEMENTS (batch), NULL)) > 0)
    {
      for (gssize i = 0; i < n; i++)
        {
          g_assert_cmpint (batch[i].time, >=, last[batch[i].cpu]);
          last[batch[i].cpu] = batch[i].time;
          if (batch[i].kind != GS_EVENT_LOST)
            continue;
          n_cpus += losses[batch[i].cpu].kind == GS_EVENT_NONE;
          losses[batch[i].cpu] = batch[i];
        }
      if (cut_meanwhile)
        change_files (self, cut_all);
      cut_meanwhile = FALSE;
    }
  for (guint i = 0; i < N_CPUS; i++) /* nothing comes after it */
    g_assert_true (losses[i].kind == GS_EVENT_NONE || losses[i].time == last[i]);
  return n_cpus;
}

static void
test_rest_of_a_cut_stream_is_unknown (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->path, "channel0_1", NULL);
  g_autoptr (GError) error = NULL;
  GsEvent losses[N_CPUS] = { 0 };
  GStatBuf status;

  g_assert_cmpuint (read_losses (self, FALSE, losses), ==, 0);
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpint (truncate (path, status.st_size / 2), ==, 0);
  gs_trace_unref (self->trace);
  self->trace = gs_trace_open (self->path, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (read_losses (self, FALSE, losses), ==, 1);
  g_assert_cmpint (losses[1].kind, ==, GS_EVENT_LOST);
  g_assert_cmpint (losses[1].lost.end, ==, self->trace->span.end);
  g_assert_cmpint (losses[1].time, <, self->trace->span.begin + gs_span_duration (self->trace->span) * 3 / 5);
}

static void
test_rest_of_a_stream_that_is_cut_meanwhile_is_unknown (Fixture *self, gconstpointer data)
{
  GsEvent losses[N_CPUS] = { 0 };

  g_assert_cmpuint (read_losses (self, TRUE, losses), ==, N_CPUS);
  for (guint i = 0; i < N_CPUS; i++)
    g_assert_cmpint (losses[i].lost.end, ==, self->trace->span.end);
}

/* --- At any moment: from before the files are opened to after the end --- */

typedef struct
{
  Fixture *fixture;
  Change change;
  guint delay_us;
} Changer;

static gpointer
change_soon (gpointer data)
{
  Changer *self = data;

  g_usleep (self->delay_us);
  change_files (self->fixture, self->change);
  return NULL;
}

static void
test_any_moment (Fixture *self, gconstpointer data)
{
  static const Change changes[] = { cut_all, cut_somewhere, write_anew, remove_file };

  for (guint i = 0; i < N_MOMENTS; i++)
    {
      Changer changer = { self, changes[i % G_N_ELEMENTS (changes)], 300 * g_test_rand_int_range (0, 100) };
      g_autoptr (GsTrace) again = NULL;
      g_autoptr (GsNames) names = gs_names_new ();
      g_autoptr (GsReader) reader = NULL;
      g_autofree char *warnings = NULL;
      GThread *thread;

      if (i > 0)
        write_trace (self->path);
      thread = g_thread_new ("change", change_soon, &changer);
      reader = gs_reader_new (self->trace, names, 1 + i % 3, NULL, NULL);
      if (reader != NULL) /* else it was gone before it was opened */
        read_on (reader, &warnings);
      g_thread_join (thread);
      again = gs_trace_open (self->path, NULL);
      g_assert_true (again != NULL || changer.change == remove_file);
    }
}

/* --- The guard itself --- */

static void
raise_abort (gpointer data)
{
  abort ();
}

static void
run_guarded (gpointer data)
{
  const char *reason = NULL;

  g_assert_false (gs_read_guard_call (raise_abort, NULL, &reason));
  g_assert_nonnull (reason);
  *(gboolean *) data = TRUE;
}

static void
test_guard_ends_calls (Fixture *self, gconstpointer data)
{
  gboolean is_done = FALSE;

  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (gs_read_guard_call (run_guarded, &is_done, NULL));
      g_assert_true (is_done);
    }
}

static void
read_past_the_end (gpointer data)
{
  FILE *file = tmpfile ();
  volatile char *map = mmap (NULL, 4096, PROT_READ, MAP_SHARED, fileno (file), 0);

  g_assert_true (map != MAP_FAILED);
  map[100];
}

static void
send_bus_error (gpointer data)
{
  gboolean is_done = FALSE;

  gs_read_guard_call (run_guarded, &is_done, NULL);
  read_past_the_end (data);
}

static void
send_from_outside (gpointer data)
{
  kill (getpid (), GPOINTER_TO_INT (data));
}

static void
be_told_to_abort (gpointer data)
{
  gs_read_guard_call (send_from_outside, GINT_TO_POINTER (SIGABRT), NULL);
}

static void
be_sent_bus_error (gpointer data)
{
  send_from_outside (GINT_TO_POINTER (SIGBUS));
}

/* Returns: whether a process that calls @function ends badly */
static gboolean
is_fatal (GsReadGuardFunc function)
{
  pid_t child = fork ();
  int status;

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      g_assert_nonnull (freopen ("/dev/null", "w", stderr));
      function (NULL);
      _exit (0);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return !WIFEXITED (status) || WEXITSTATUS (status) != 0;
}

static void
test_guard_leaves_others_alone (Fixture *self, gconstpointer data)
{
  const char *reason = NULL;

  g_assert_false (gs_read_guard_call (read_past_the_end, NULL, &reason));
  g_assert_nonnull (strstr (reason, "shorter"));
  g_assert_true (is_fatal (read_past_the_end));
  g_assert_true (is_fatal (send_bus_error));
  g_assert_true (is_fatal (raise_abort));
  g_assert_true (is_fatal (be_told_to_abort));
  g_assert_true (is_fatal (be_sent_bus_error));
}

#define ADD(name, function) g_test_add ("/changing-files/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gs_read_guard_install ();
  ADD ("nothing-changed", test_nothing_changed);
  ADD ("cut-off-ends-the-streams", test_cut_off_ends_the_streams);
  ADD ("rest-of-a-cut-stream-is-unknown", test_rest_of_a_cut_stream_is_unknown);
  ADD ("rest-of-a-stream-that-is-cut-meanwhile-is-unknown", test_rest_of_a_stream_that_is_cut_meanwhile_is_unknown);
  ADD ("growing-is-told", test_growing_is_told);
  ADD ("removed-is-told", test_removed_is_told);
  ADD ("any-moment", test_any_moment);
  ADD ("guard-ends-calls", test_guard_ends_calls);
  ADD ("guard-leaves-others-alone", test_guard_leaves_others_alone);
  return g_test_run ();
}
