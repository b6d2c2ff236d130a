/* fuzz-trace-cmd.c: whatever a recording of trace-cmd holds, it is read or refused, in order of time
 * SPDX-License-Identifier: MIT
 */
#include <glib/gstdio.h>
#include <string.h>

#include "find/gs-trace-open.h"
#include "fuzz/fuzz.h"
#include "read/gs-reader.h"
#include "read/gs-trace-format.h"
#include "sim/dat-writer.h"

const char *const fuzz_words[] = {
  "tracing",     "header_page", "field:",        "offset:",        "size:",     "signed:",   "name: ",
  "ID: ",        "common_pid",  "sched_switch",  "prev_pid",       "next_comm", "char",      "[16]",
  "__data_loc ", "flyrecord",   "options  ",     "[x86-tsc]",      "[mono]",    "timestamp", "commit",
  "data",        "pid",         "unsigned long", "sched_stat_run", "zlib",      "none",      NULL,
};

static const char *
get_path (void)
{
  static char *path;

  if (path == NULL)
    path = g_build_filename (fuzz_get_folder (), "trace.dat", NULL);
  return path;
}

static void
read_all (GsTrace *trace)
{
  g_autoptr (GsNames) names = gs_names_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsReader) reader = gs_reader_new (trace, names, 1, NULL, &error);
  g_autoptr (GsEventText) text = trace->format->list (trace, NULL);
  gint64 last = GS_TIME_NONE;
  GsReaderReport report;
  GsEvent events[100];
  GsEventLine line;
  gssize n;

  g_assert_no_error (error);
  while ((n = gs_event_source_next (gs_reader_get_source (reader), events, G_N_ELEMENTS (events), &error)) > 0)
    for (gssize i = 0; i < n; i++)
      {
        g_assert_cmpint (events[i].time, >=, last);
        last = events[i].time;
      }
  gs_reader_get_report (reader, &report);
  while (text != NULL && gs_event_text_next (text, &line))
    g_assert_nonnull (line.text);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GsTrace) trace = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (get_path (), (const char *) data, size, G_FILE_SET_CONTENTS_NONE, 0600, NULL))
    return 0;
  trace = gs_trace_open (get_path (), &error);
  g_assert_true ((trace == NULL) == (error != NULL));
  if (trace != NULL && trace->usable)
    read_all (trace);
  g_unlink (get_path ());
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  for (guint i = 0; i < 4; i++)
    {
      const DatOptions options = {
        .hostname = "box",
        .kernel_release = "6.1.0",
        .n_cpus = 2,
        .page_size = 512,
        .version = i < 2 ? 6 : 7,
        .is_packed = i == 3,
        .clock = i == 1 ? "x86-tsc" : "mono",
        .omit = ~(CTF_KIND (CTF_SWITCH) | CTF_KIND (CTF_EXEC) | CTF_KIND (CTF_KVM_EXIT)),
        .instance = i == 0 ? 0 : CTF_KIND (CTF_KVM_EXIT),
      };
      g_autoptr (DatWriter) writer = dat_writer_new (&options);

      for (guint k = 0; k < 30; k++)
        {
          CtfEvent event = { .time = 1000 + k * 500, .kind = CTF_SWITCH, .cpu = k % 2, .tid = k };

          event.sched_switch.prev_comm = event.sched_switch.next_comm = "thread";
          if (k % 3 == 1)
            {
              event.kind = CTF_KVM_EXIT;
              event.kvm.reason = 32;
            }
          else if (k % 7 == 0)
            {
              event.kind = CTF_EXEC;
              event.task.name = "/bin/true";
            }
          dat_writer_add (writer, &event);
        }
      dat_writer_name (writer, 7, "thread");
      g_ptr_array_add (seeds, dat_writer_finish (writer));
    }
}
