/* test-tracecmd.c: recordings of trace-cmd, whole and damaged
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "experiment/gs-experiment.h"
#include "find/gs-trace-open.h"
#include "read/gs-reader.h"
#include "report/gs-export-csv.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

#define N_CUTS 200
#define N_SEEDS 6

/* What trace-cmd can record as well: no state dump, no TCP headers, and of contexts the TID alone. */
static void
configure (SimConfig *config, guint seed)
{
  sim_config_init (config);
  config->seed = seed;
  config->n_vcpus = 1 + seed % 3;
  config->duration = 60 * GS_MSEC;
  config->tcp = FALSE;
  config->statedump = FALSE;
  config->is_svm = seed % 2 == 0;
  config->old_kernel = seed % 3 == 0;
  config->garbage_vcpu = FALSE;
  config->vmsync = SIM_VMSYNC_NONE;
  config->offset = 7 * GS_MSEC;
  config->format.with_tid = TRUE;
  config->format.old_names = TRUE;
  config->format.plain_kvm_names = TRUE;
  config->dat.clock = "tai";
  config->dat.clock_offset = -1; /* times from the epoch, as LTTng's */
  config->dat.omit = config->format.omit;
}

static char *
export_rows (GsTimeline *timeline, GsRows rows)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;

  gs_export_csv_write (timeline, rows, timeline->span, stream, NULL, &error);
  g_assert_no_error (error);
  return g_strndup (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)),
                    g_memory_output_stream_get_data_size (G_MEMORY_OUTPUT_STREAM (stream)));
}

static GsTimeline *
analyse (const char *folder)
{
  const char *const paths[] = { folder, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = gs_experiment_new_for_paths (paths, NULL, &error);
  GsTimeline *timeline;

  g_assert_no_error (error);
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  return timeline;
}

/* The rows of one simulation, written as @config says. */
static void
simulate (const SimConfig *config, char *rows[GS_N_ROWS])
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = sim_write (config, folder, &error);
  g_autoptr (GsTimeline) timeline = NULL;

  g_assert_no_error (error);
  timeline = analyse (folder);
  for (guint i = 0; i < GS_N_ROWS; i++)
    rows[i] = export_rows (timeline, i);
  test_folder_remove (folder);
}

static void
compare_rows (char *expected[GS_N_ROWS], char *got[GS_N_ROWS])
{
  for (guint i = 0; i < GS_N_ROWS; i++)
    {
      g_auto (GStrv) left = g_strsplit (expected[i], "\n", -1);
      g_auto (GStrv) right = g_strsplit (got[i], "\n", -1);

      for (guint k = 0; left[k] != NULL && right[k] != NULL; k++)
        g_assert_cmpstr (left[k], ==, right[k]);
      g_assert_cmpuint (g_strv_length (left), ==, g_strv_length (right));
    }
}

static void
free_rows (char *rows[GS_N_ROWS])
{
  for (guint i = 0; i < GS_N_ROWS; i++)
    g_free (rows[i]);
}

/* Each seed in another version and byte order, and with its events in one buffer or two. */
static void
test_same_rows (void)
{
  for (guint seed = 1; seed <= N_SEEDS; seed++)
    {
      char *lttng[GS_N_ROWS], *trace_cmd[GS_N_ROWS];
      SimConfig config;

      configure (&config, seed);
      simulate (&config, lttng);
      config.as_trace_cmd = TRUE;
      config.dat.version = 6 + seed % 2;
      config.dat.is_packed = seed % 4 == 1;
      config.dat.is_big_endian = seed % 3 != 0;
      config.dat.instance = seed % 5 < 2 ? CTF_KIND (CTF_KVM_ENTRY) | CTF_KIND (CTF_KVM_EXIT) : 0;
      simulate (&config, trace_cmd);
      compare_rows (lttng, trace_cmd);
      free_rows (lttng);
      free_rows (trace_cmd);
    }
}

/* Appends when each thread was in which system call. */
static void
list_syscalls (const GsTimelineMachine *machine, GString *text)
{
  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThreadRow *row = &g_array_index (machine->threads, GsThreadRow, i);
      const GsTrack *track = gs_lazy_track_get (row->track);

      for (gsize k = 0; k < gs_track_get_n_intervals (track); k++)
        {
          GsInterval interval = gs_track_get (track, k);

          if (gs_thread_state_base (interval.value.state) == GS_THREAD_SYSCALL)
            g_string_append_printf (text, "%s %d %" G_GINT64_FORMAT " %s\n", machine->name, row->thread->tid,
                                    interval.span.begin, gs_names_get (machine->machine->names, interval.value.arg));
        }
    }
}

/* Returns: (transfer full): of all machines of a simulation, written as @config says */
static char *
simulate_syscalls (const SimConfig *config)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = sim_write (config, folder, &error);
  g_autoptr (GsTimeline) timeline = NULL;
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  timeline = analyse (folder);
  for (guint i = 0; i < timeline->machines->len; i++)
    list_syscalls (gs_timeline_get_machine (timeline, i), text);
  test_folder_remove (folder);
  return g_string_free (text, FALSE);
}

/* Where their numbers alone were recorded, by what the machine's processor numbers so. */
static void
test_numbered_syscalls (void)
{
  static const char *const machines[] = { "x86_64", "aarch64", "s390x" };
  g_autofree char *named = NULL;
  SimConfig config;

  configure (&config, 3);
  config.as_trace_cmd = TRUE;
  named = simulate_syscalls (&config);
  g_assert_nonnull (strstr (named, " futex\n"));
  config.dat.raw_syscalls = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (machines); i++)
    {
      g_autofree char *numbered = NULL;

      config.dat.machine = machines[i];
      numbered = simulate_syscalls (&config);
      if (i < 2)
        g_assert_cmpstr (named, ==, numbered);
      else
        g_assert_nonnull (strstr (numbered, " 202\n"));
    }
}

/* --- Host and guests that were recorded together --- */

static const GsTimelineMachine *
find_machine (GsTimeline *timeline, const char *name)
{
  for (guint i = 0; i < timeline->machines->len; i++)
    if (strcmp (gs_timeline_get_machine (timeline, i)->name, name) == 0)
      return gs_timeline_get_machine (timeline, i);
  g_assert_not_reached ();
}

static void
configure_agent (SimConfig *config)
{
  configure (config, 2);
  config->n_guests = 2;
  config->n_vcpus = 2;
  config->n_cpus = 3;
  config->duration = 100 * GS_MSEC;
  config->with_truth = TRUE;
  config->as_trace_cmd = TRUE;
  config->with_agent = TRUE;
  config->dat.clock = "mono";
  config->dat.clock_offset = 0; /* each from its own boot */
}

/* Two guests whose clocks differ by any amount; nothing else tells which is whose. */
static void
test_recorder_knows (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  SimConfig config;

  configure_agent (&config);
  result = sim_write (&config, folder, &error);
  g_assert_no_error (error);
  timeline = analyse (folder);
  g_assert_cmpstr (gs_timeline_get_clock_name (timeline), ==, "mono");
  for (guint guest = 1; guest <= 2; guest++)
    {
      const SimMachineInfo *info = &result->machines[guest];
      const GsTimelineMachine *machine = find_machine (timeline, info->name);
      const GsTimelineMachine *host = find_machine (timeline, "host");
      /* Each clock's zero is as far from the other's as the clocks are: the numbers are the same at the epoch. */
      gint64 off = gs_clock_to_reference (&machine->clock, 1000 * GS_SEC) - 1000 * GS_SEC;

      g_assert_cmpint (machine->matched_by, ==, GS_MATCH_RECORDER);
      g_assert_cmpint (machine->clock.method, ==, GS_CLOCK_RECORDER);
      g_assert_cmpuint (machine->clock.n_rejected, ==, 0);
      g_assert_cmpint (ABS (off), <=, machine->clock.accuracy + 1);
      g_assert_cmpint (machine->clock.accuracy, <, 100);
      for (guint i = 0; i < result->rows->len; i++)
        {
          const SimRow *row = g_ptr_array_index (result->rows, i);
          guint index;

          if (row->kind != GS_ROWS_VCPUS || row->machine != guest)
            continue;
          g_assert_true (gs_timeline_find_vcpu (machine, row->number, &index));
          g_assert_cmpint (
              gs_machine_get_thread (host->machine, g_array_index (machine->vcpus, GsVcpuRow, index).host_thread)->tid,
              ==, row->tid);
        }
    }
  test_folder_remove (folder);
}

/* A table that is wrong is seen by the run windows: they count, then. */
static void
test_wrong_table (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  SimConfig config;

  configure_agent (&config);
  config.n_guests = 1;
  config.clock_lie = 3 * GS_MSEC;
  result = sim_write (&config, folder, &error);
  g_assert_no_error (error);
  timeline = analyse (folder);
  g_assert_cmpint (find_machine (timeline, "guest1")->matched_by, ==, GS_MATCH_RECORDER);
  g_assert_cmpint (find_machine (timeline, "guest1")->clock.method, !=, GS_CLOCK_RECORDER);
  test_folder_remove (folder);
}

/* --- One file --- */

typedef struct
{
  guint64 n_events, n_lost;
  GArray *losses; /* of GsEvent */
  GsSpan span;
} Read;

static void
read_all (GsTrace *trace, Read *self)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, 2, NULL, &error);
  GsReaderReport report;
  GsEvent events[500];
  gint64 last = GS_TIME_NONE;
  gssize n;

  g_assert_no_error (error);
  self->losses = g_array_new (FALSE, FALSE, sizeof (GsEvent));
  while ((n = gs_event_source_next (gs_reader_get_source (reader), events, G_N_ELEMENTS (events), &error)) > 0)
    for (gssize i = 0; i < n; i++)
      {
        g_assert_cmpint (events[i].time, >=, last);
        last = events[i].time;
        if (events[i].kind == GS_EVENT_LOST)
          g_array_append_val (self->losses, events[i]);
      }
  g_assert_no_error (error);
  gs_reader_get_report (reader, &report);
  self->n_events = report.n_events;
  self->n_lost = report.n_lost;
  self->span = report.span;
}

/* @n_events of one thread on two CPUs, 10 µs apart; each 100th is not written where @loses. */
static GBytes *
write_switches (const DatOptions *options, guint n_events, gboolean loses)
{
  g_autoptr (DatWriter) writer = dat_writer_new (options);

  for (guint i = 0; i < n_events; i++)
    {
      CtfEvent event = { .time = 5 * GS_SEC + (gint64) i * 10 * GS_USEC, .kind = CTF_SWITCH, .cpu = i % 2 };

      event.tid = event.sched_switch.prev_tid = 10 + i % 2;
      event.sched_switch.next_tid = i % 4 < 2 ? 0 : 20 + i % 2;
      event.sched_switch.prev_comm = event.sched_switch.next_comm = "thread";
      if (loses && i % 100 == 50)
        dat_writer_lose (writer, event.cpu, 1);
      else
        dat_writer_add (writer, &event);
    }
  return dat_writer_finish (writer);
}

static char *
save (const char *folder, const guint8 *data, gsize n_bytes)
{
  char *path = g_build_filename (folder, "trace.dat", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents_full (path, (const char *) data, n_bytes, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  return path;
}

/* How many that were, and from when to when. */
static void
test_lost_events (void)
{
  const DatOptions options = { .hostname = "box", .kernel_release = "6.1.0", .n_cpus = 2 };
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GBytes) file = write_switches (&options, 1000, TRUE);
  g_autofree char *path = save (folder, g_bytes_get_data (file, NULL), g_bytes_get_size (file));
  g_autoptr (GsTrace) trace = gs_trace_open (path, NULL);
  Read read;

  g_assert_true (trace->usable);
  read_all (trace, &read);
  g_assert_cmpuint (read.n_events, ==, 990);
  g_assert_cmpuint (read.n_lost, ==, 10);
  g_assert_cmpuint (read.losses->len, ==, 10);
  for (guint i = 0; i < read.losses->len; i++)
    {
      const GsEvent *lost = &g_array_index (read.losses, GsEvent, i);
      gint64 time = 5 * GS_SEC + (gint64) (50 + 100 * i) * 10 * GS_USEC;

      g_assert_cmpuint (lost->cpu, ==, 0);
      g_assert_cmpuint (lost->lost.n_events, ==, 1);
      g_assert_cmpint (lost->time, ==, time - 20 * GS_USEC);
      g_assert_cmpint (lost->lost.end, ==, time + 20 * GS_USEC);
    }
  g_array_unref (read.losses);
  test_folder_remove (folder);
}

/* Whatever is left of a file: it is read as far as it goes, or said why not. */
static void
try_damaged (const char *folder, const guint8 *data, gsize n_bytes, guint64 most)
{
  g_autofree char *path = save (folder, data, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTrace) trace = gs_trace_open (path, &error);
  Read read = { 0 };

  if (trace == NULL)
    {
      g_assert_nonnull (strstr (error->message, "trace.dat"));
      return;
    }
  if (!trace->usable)
    {
      g_assert_nonnull (strstr (trace->reason, "trace.dat"));
      return;
    }
  read_all (trace, &read);
  g_assert_cmpuint (read.n_events, <=, most);
  g_array_unref (read.losses);
}

static const DatOptions versions[] = {
  { .hostname = "box", .kernel_release = "6.1.0", .n_cpus = 2, .version = 6 },
  { .hostname = "box", .kernel_release = "6.1.0", .n_cpus = 2, .version = 7 },
  { .hostname = "box", .kernel_release = "6.1.0", .n_cpus = 2, .version = 7, .is_packed = TRUE },
  { .hostname = "box", .kernel_release = "6.1.0", .n_cpus = 2, .version = 6, .is_big_endian = TRUE },
};

static void
test_cut_files (void)
{
  g_autofree char *folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      g_autoptr (GBytes) file = write_switches (&versions[i], 2000, FALSE);
      gsize n_bytes;
      const guint8 *data = g_bytes_get_data (file, &n_bytes);

      for (guint k = 0; k <= N_CUTS; k++)
        try_damaged (folder, data, n_bytes * k / N_CUTS, 2000);
    }
  test_folder_remove (folder);
}

/* Sizes, offsets and numbers that are wrong: a word of the file, all of them in turn where there are no events. */
static void
test_wrong_numbers (void)
{
  static const guint32 words[] = { 0, 0xffffffff, 0x7fffffff, 0x80000000, 0x00010000 };
  g_autofree char *folder = test_folder_new ();

  for (guint i = 0; i < G_N_ELEMENTS (versions); i++)
    {
      DatOptions options = versions[i];
      g_autoptr (GBytes) file = NULL;
      gsize n_bytes;
      g_autofree guint8 *data = NULL;

      options.omit = ~CTF_KIND (CTF_SWITCH);
      file = write_switches (&options, 40, FALSE);
      data = g_memdup2 (g_bytes_get_data (file, &n_bytes), g_bytes_get_size (file));
      n_bytes = g_bytes_get_size (file);
      for (gsize at = 10; at + 4 <= n_bytes; at += at < 4096 ? 3 : 7)
        {
          guint32 before;

          memcpy (&before, data + at, sizeof before);
          memcpy (data + at, &words[at % G_N_ELEMENTS (words)], sizeof before);
          try_damaged (folder, data, n_bytes, 2000);
          memcpy (data + at, &before, sizeof before);
        }
    }
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tracecmd/same-rows-as-lttng", test_same_rows);
  g_test_add_func ("/tracecmd/numbered-system-calls-have-names", test_numbered_syscalls);
  g_test_add_func ("/tracecmd/recorder-knows-guests-threads-and-clocks", test_recorder_knows);
  g_test_add_func ("/tracecmd/wrong-table-is-not-believed", test_wrong_table);
  g_test_add_func ("/tracecmd/lost-events-are-known", test_lost_events);
  g_test_add_func ("/tracecmd/reads-what-is-left-of-cut-files", test_cut_files);
  g_test_add_func ("/tracecmd/survives-wrong-numbers", test_wrong_numbers);
  return g_test_run ();
}
