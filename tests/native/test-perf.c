/* test-perf.c: CTF as perf writes it is read like LTTng's
 * SPDX-License-Identifier: MIT
 *
 * Names of events with their system, the thread in each event's payload, and at
 * the clock's zero what was there before perf began.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "find/gs-trace-open.h"
#include "read/gs-reader.h"
#include "support/test-folder.h"

#define INTEGER(bits, signed, name) "    integer { size = " bits "; align = 8; signed = " signed "; } " name ";\n"
#define EVENT(id, name, fields)                                                                      \
  "event {\n  id = " id ";\n  name = \"" name "\";\n  stream_id = 0;\n  fields := struct {\n" fields \
  "  } align(8);\n};\n"
#define WHO INTEGER ("32", "true", "perf_tid") INTEGER ("32", "true", "perf_pid")

static const char metadata[] =
    "/* CTF 1.8 */\n"
    "trace {\n  major = 1;\n  minor = 8;\n  byte_order = le;\n  packet.header := struct {\n" INTEGER ("32", "false",
                                                                                                      "magic")
        INTEGER (
            "32", "false",
            "stream_id") "  } align(8);\n};\n"
                         "env {\n  host = \"box\";\n  release = \"6.1.0\";\n  domain = \"kernel\";\n  tracer_name = \"perf\";\n};\n"
                         "clock {\n  name = perf_clock;\n  freq = 1000000000;\n  offset = 0;\n  absolute = FALSE;\n};\n"
                         "stream {\n  id = 0;\n  event.header := struct {\n" INTEGER (
                             "32", "false",
                             "id") "    integer { size = 64; align = 8; map = clock.perf_clock.value; } timestamp;\n  } align(8);\n"
                                   "  packet.context := struct {\n" INTEGER ("64", "false", "timestamp_begin") INTEGER (
                                       "64", "false", "timestamp_end") INTEGER ("64", "false",
                                                                                "content_size") INTEGER ("64", "false",
                                                                                                         "packet_size")
                                       INTEGER ("32", "false", "cpu_id") "  } align(8);\n};\n" EVENT (
                                           "0", "perf_comm",
                                           INTEGER ("32", "true", "pid")
                                               INTEGER ("32", "true", "tid") "    string comm;\n")
                                           EVENT ("1", "sched:sched_switch",
                                                  WHO "    string prev_comm;\n" INTEGER ("32", "true", "prev_pid")
                                                      INTEGER (
                                                          "64", "true",
                                                          "prev_state") "    string next_comm;\n" INTEGER ("32", "true",
                                                                                                           "next_pid"))
                                               EVENT ("2", "kvm:kvm_entry", WHO INTEGER ("32", "false", "vcpu_id"))
                                                   EVENT ("3", "dummy:nothing", WHO);

static void
put (GByteArray *bytes, guint64 value, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      guint8 byte = value >> (8 * i);

      g_byte_array_append (bytes, &byte, 1);
    }
}

static void
put_text (GByteArray *bytes, const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, strlen (text) + 1);
}

static void
put_header (GByteArray *bytes, guint id, guint64 time)
{
  put (bytes, id, 4);
  put (bytes, time, 8);
}

static void
put_comm (GByteArray *bytes, guint64 time, gint32 pid, gint32 tid, const char *comm)
{
  put_header (bytes, 0, time);
  put (bytes, pid, 4);
  put (bytes, tid, 4);
  put_text (bytes, comm);
}

static void
put_switch (GByteArray *bytes, guint64 time, gint32 prev, gint32 next)
{
  put_header (bytes, 1, time);
  put (bytes, prev, 4);
  put (bytes, prev, 4);
  put_text (bytes, "a");
  put (bytes, prev, 4);
  put (bytes, 1, 8);
  put_text (bytes, "b");
  put (bytes, next, 4);
}

/* One packet around @content. */
static char *
write_trace (const GByteArray *content, guint64 begin, guint64 end)
{
  char *folder = test_folder_new ();
  g_autofree char *text_path = g_build_filename (folder, "metadata", NULL);
  g_autofree char *path = g_build_filename (folder, "perf_stream_0", NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint n_bits = 8 * (8 + 36 + content->len);

  put (bytes, 0xc1fc1fc1, 4);
  put (bytes, 0, 4);
  put (bytes, begin, 8);
  put (bytes, end, 8);
  put (bytes, n_bits, 8);
  put (bytes, n_bits, 8);
  put (bytes, 3, 4);
  g_byte_array_append (bytes, content->data, content->len);
  g_assert_true (g_file_set_contents (text_path, metadata, -1, NULL));
  g_assert_true (g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  return folder;
}

/* Each event in a line: time, CPU, kind, and the thread it tells of. */
static char *
dump (GsTrace *trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, 1, NULL, &error);
  GString *text = g_string_new (NULL);
  GsEvent events[64];
  gssize n;

  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), events, G_N_ELEMENTS (events), &error)) > 0)
    for (gssize i = 0; i < n; i++)
      {
        const GsEvent *event = &events[i];

        g_string_append_printf (text, "%" G_GINT64_FORMAT " %u ", event->time, event->cpu);
        if (event->kind == GS_EVENT_CONTEXT)
          g_string_append_printf (text, "context %d %d\n", event->context.tid, event->context.pid);
        else if (event->kind == GS_EVENT_PROCESS_STATE)
          g_string_append_printf (text, "process %d %d %s\n", event->process.tid, event->process.pid,
                                  gs_names_get (names, event->process.name));
        else if (event->kind == GS_EVENT_SCHED_SWITCH)
          g_string_append_printf (text, "switch %d %d\n", event->sched_switch.prev_tid, event->sched_switch.next_tid);
        else if (event->kind == GS_EVENT_KVM_ENTRY)
          g_string_append_printf (text, "entry %u\n", event->kvm_entry.vcpu);
        else
          g_string_append_printf (text, "kind %u\n", event->kind);
      }
  g_assert_no_error (error);
  return g_string_free (text, FALSE);
}

static void
test_perf_is_read_like_lttng (void)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTrace) trace = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *text = NULL;

  put_comm (content, 0, 10, 10, "qemu");
  put_comm (content, 0, 10, 11, "CPU 0/KVM");
  put_switch (content, 5000, 7, 11);
  put_header (content, 2, 5100);
  put (content, 11, 4);
  put (content, 10, 4);
  put (content, 0, 4);
  put_header (content, 3, 5200);
  put (content, 11, 4);
  put (content, 10, 4);
  put_comm (content, 5300, 10, 11, "CPU 0/KVM");
  put_switch (content, 5400, 11, 0);
  folder = write_trace (content, 0, 5400);

  trace = gs_trace_open (folder, &error);
  g_assert_no_error (error);
  g_assert_true (trace->usable);
  g_assert_cmpstr (trace->hostname, ==, "box");
  g_assert_cmpstr (trace->kernel_release, ==, "6.1.0");
  g_assert_cmpint (trace->role, ==, GS_ROLE_HOST);
  g_assert_cmpint (trace->span.begin, ==, 5000);
  g_assert_cmpint (trace->span.end, ==, 5400);
  text = dump (trace);
  g_assert_cmpstr (text, ==,
                   "5000 3 process 10 10 qemu\n"
                   "5000 3 process 11 10 CPU 0/KVM\n"
                   "5000 3 context 7 7\n"
                   "5000 3 switch 7 11\n"
                   "5100 3 context 11 10\n"
                   "5100 3 entry 0\n"
                   "5300 3 process 11 10 CPU 0/KVM\n"
                   "5400 3 context 11 11\n"
                   "5400 3 switch 11 0\n");
  test_folder_remove (folder);
}

static void
test_nothing_but_what_was_there_before_has_no_time (void)
{
  g_autoptr (GByteArray) content = g_byte_array_new ();
  g_autoptr (GsTrace) trace = NULL;
  g_autofree char *folder = NULL;

  put_comm (content, 0, 10, 10, "qemu");
  folder = write_trace (content, 0, 0);
  trace = gs_trace_open (folder, NULL);
  g_assert_nonnull (trace);
  g_assert_false (trace->usable);
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/native/perf-is-read-like-lttng", test_perf_is_read_like_lttng);
  g_test_add_func ("/native/nothing-but-what-was-there-before-has-no-time",
                   test_nothing_but_what_was_there_before_has_no_time);
  return g_test_run ();
}
