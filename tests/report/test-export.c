/* test-export.c: CSV and summary of a small timeline made by hand
 * SPDX-License-Identifier: MIT
 */
#include <json-glib/json-glib.h>
#include <string.h>

#include "event/gs-event.h"
#include "report/gs-export-csv.h"
#include "report/gs-export-summary.h"

/* A host with one CPU and two threads, and a guest whose vCPU 0 is thread 31. */
typedef struct
{
  GsTimeline timeline;
  GsTimelineMachine machines[2];
  GsMachine host;
  GsThread threads[2];
  GsTrack *tracks[2]; /* of their rows */
} Fixture;

static GsTrackValue
value (guint8 state, guint8 aux, guint16 cpu, guint32 arg)
{
  return (GsTrackValue){ .state = state, .aux = aux, .cpu = cpu, .arg = arg };
}

static void
fixture_add_threads (Fixture *fixture, const char *name)
{
  const char *names[] = { name, "CPU 0/KVM" };

  fixture->host.names = gs_names_new ();
  fixture->host.threads = g_ptr_array_new ();
  fixture->machines[0].threads = g_array_new (FALSE, TRUE, sizeof (GsThreadRow));
  for (guint i = 0; i < 2; i++)
    {
      GsThreadRow row = { .thread = &fixture->threads[i] };

      fixture->threads[i].tid = 31 - (gint32) i;
      fixture->threads[i].pid = 20;
      fixture->threads[i].name = gs_names_add (fixture->host.names, names[1 - i]);
      g_ptr_array_add (fixture->host.threads, &fixture->threads[i]);
      fixture->tracks[i] = gs_track_new (GS_N_VEILED_STATES);
      row.track = gs_lazy_track_new_done (fixture->tracks[i]);
      g_array_append_val (fixture->machines[0].threads, row);
    }
}

static void
fixture_add_vcpu (Fixture *fixture)
{
  GsTrack *track = gs_track_new (GS_N_VCPU_STATES), *host_view = gs_track_new (GS_N_HOST_VIEWS);
  GsVcpuRow row = { .id = 0,
                    .host_tid = 31,
                    .host_thread = 0,
                    .track = gs_lazy_track_new_done (track),
                    .host_view = gs_lazy_track_new_done (host_view) };
  GsExitCount exit = { .reason = 0x78, .isa = 2, .count = 2 };

  gs_track_append (track, 100, value (GS_VCPU_RUNNING, GS_GUEST_VIEW_RUNNING, 0, GS_NO_REASON));
  gs_track_append (track, 200, value (GS_VCPU_HYPERVISOR, GS_GUEST_VIEW_RUNNING, 0, 0x78));
  gs_track_append (track, 230, value (GS_VCPU_RUNNING, GS_GUEST_VIEW_RUNNING, 0, GS_NO_REASON));
  gs_track_append (track, 240, value (GS_VCPU_RUNNING, GS_GUEST_VIEW_RUNNING, 1, GS_NO_REASON));
  gs_track_seal (track, 300);

  gs_track_append (host_view, 100, value (GS_HOST_VIEW_GUEST, 0, 0, GS_NO_REASON));
  gs_track_append (host_view, 200, value (GS_HOST_VIEW_HYPERVISOR, 0, 0, 0x78));
  gs_track_append (host_view, 230, value (GS_HOST_VIEW_GUEST, 0, 0, GS_NO_REASON));
  gs_track_append (host_view, 280, value (GS_HOST_VIEW_HYPERVISOR, 0, 0, 0x78));
  gs_track_seal (host_view, 300);

  row.exits = g_array_new (FALSE, FALSE, sizeof (GsExitCount));
  g_array_append_val (row.exits, exit);
  g_array_append_val (fixture->machines[1].vcpus, row);
}

static void
fixture_add_cpu (Fixture *fixture)
{
  GsTrack *track = gs_track_new (GS_N_CPU_STATES);
  GsCpuRow row = { .number = 3, .track = gs_lazy_track_new_done (track) };
  const GsOccupant occupants[] = {
    { .thread = 1, .guest = GS_NO_INDEX, .vcpu = GS_NO_VCPU, .guest_thread = GS_NO_INDEX },
    { .thread = 0, .guest = 1, .vcpu = 0, .guest_thread = GS_NO_INDEX },
  };

  fixture->timeline.occupants = g_array_new (FALSE, FALSE, sizeof (GsOccupant));
  g_array_append_vals (fixture->timeline.occupants, occupants, G_N_ELEMENTS (occupants));
  gs_track_append (track, 100, value (GS_CPU_IDLE, 0, GS_NO_CPU, GS_NO_INDEX));
  gs_track_append (track, 150, value (GS_CPU_USERMODE, 0, GS_NO_CPU, 0));
  gs_track_append (track, 180, value (GS_CPU_GUEST, 0, GS_NO_CPU, 1));
  gs_track_seal (track, 300);
  g_array_append_val (fixture->machines[0].cpus, row);
}

static void
fixture_set_up (Fixture *fixture, const char *guest_name, const char *thread_name)
{
  *fixture = (Fixture){ 0 };
  fixture->timeline.span = (GsSpan){ 100, 300 };
  fixture->timeline.machines = g_ptr_array_new ();
  fixture->timeline.warnings = g_ptr_array_new ();
  fixture->timeline.n_events = 7;
  for (guint i = 0; i < 2; i++)
    {
      fixture->machines[i].vcpus = g_array_new (FALSE, TRUE, sizeof (GsVcpuRow));
      fixture->machines[i].cpus = g_array_new (FALSE, TRUE, sizeof (GsCpuRow));
      g_ptr_array_add (fixture->timeline.machines, &fixture->machines[i]);
    }
  fixture->host.cpus = g_ptr_array_new ();
  fixture->host.span = (GsSpan){ 100, 299 };
  fixture->machines[0].name = (char *) "host";
  fixture->machines[0].role = GS_ROLE_HOST;
  fixture->machines[0].host = GS_NO_INDEX;
  fixture->machines[0].pid = GS_NO_TID;
  fixture->machines[0].machine = &fixture->host;
  fixture->machines[0].clock.method = GS_CLOCK_REFERENCE;
  fixture->machines[1].name = (char *) guest_name;
  fixture->machines[1].role = GS_ROLE_GUEST;
  fixture->machines[1].pid = 20;
  fixture->machines[1].matched_by = GS_MATCH_ONLY_CANDIDATE;
  fixture_add_threads (fixture, thread_name);
  fixture_add_vcpu (fixture);
  fixture_add_cpu (fixture);
}

static void
fixture_tear_down (Fixture *fixture)
{
  GsVcpuRow *vcpu = &g_array_index (fixture->machines[1].vcpus, GsVcpuRow, 0);

  for (guint i = 0; i < 2; i++)
    gs_lazy_track_free (g_array_index (fixture->machines[0].threads, GsThreadRow, i).track);
  g_array_unref (fixture->machines[0].threads);
  gs_lazy_track_free (vcpu->track);
  gs_lazy_track_free (vcpu->host_view);
  g_array_unref (vcpu->exits);
  gs_lazy_track_free (g_array_index (fixture->machines[0].cpus, GsCpuRow, 0).track);
  for (guint i = 0; i < 2; i++)
    {
      g_array_unref (fixture->machines[i].vcpus);
      g_array_unref (fixture->machines[i].cpus);
    }
  g_ptr_array_unref (fixture->host.threads);
  g_ptr_array_unref (fixture->host.cpus);
  gs_names_unref (fixture->host.names);
  g_array_unref (fixture->timeline.occupants);
  g_ptr_array_unref (fixture->timeline.machines);
  g_ptr_array_unref (fixture->timeline.warnings);
}

static char *
export_csv (Fixture *fixture, GsRows rows, GsSpan span)
{
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;

  gs_export_csv_write (&fixture->timeline, rows, span, stream, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_output_stream_close (stream, NULL, &error));
  bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/* The vCPU's two last intervals differ in the host CPU only, which is no column. */
static void
test_neighbours_differ (void)
{
  Fixture fixture;
  g_autofree char *text = NULL;

  fixture_set_up (&fixture, "guest", "hog");
  text = export_csv (&fixture, GS_ROWS_VCPUS, fixture.timeline.span);
  g_assert_cmpstr (text, ==,
                   "machine,vcpu,start_ns,end_ns,state,guest_state,cause\n"
                   "guest,0,100,200,running,running,\n"
                   "guest,0,200,230,hypervisor,running,HLT\n"
                   "guest,0,230,300,running,running,\n");
  fixture_tear_down (&fixture);
}

static void
test_span_clips (void)
{
  Fixture fixture;
  g_autofree char *text = NULL;
  g_autofree char *none = NULL;

  fixture_set_up (&fixture, "guest", "hog");
  text = export_csv (&fixture, GS_ROWS_VCPUS, (GsSpan){ 220, 235 });
  g_assert_cmpstr (text, ==,
                   "machine,vcpu,start_ns,end_ns,state,guest_state,cause\n"
                   "guest,0,220,230,hypervisor,running,HLT\n"
                   "guest,0,230,235,running,running,\n");
  none = export_csv (&fixture, GS_ROWS_VCPUS, (GsSpan){ 300, 400 });
  g_assert_cmpstr (none, ==, "machine,vcpu,start_ns,end_ns,state,guest_state,cause\n");
  fixture_tear_down (&fixture);
}

static void
test_names_are_quoted (void)
{
  Fixture fixture;
  g_autofree char *text = NULL;

  fixture_set_up (&fixture, "a \"guest\", mine", "x\xff\ny");
  text = export_csv (&fixture, GS_ROWS_CPUS, fixture.timeline.span);
  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpstr (text, ==,
                   "machine,cpu,start_ns,end_ns,state,tid,comm,guest,guest_tid\n"
                   "host,3,100,150,idle,,,,\n"
                   "host,3,150,180,usermode,30,\"x\xef\xbf\xbd\ny\",,\n"
                   "host,3,180,300,guest,31,CPU 0/KVM,\"a \"\"guest\"\", mine\",\n");
  fixture_tear_down (&fixture);
}

static void
test_threads_show_veils (void)
{
  Fixture fixture;
  g_autofree char *text = NULL;
  GsTrack *first, *second;

  fixture_set_up (&fixture, "guest", "hog");
  first = fixture.tracks[0];
  second = fixture.tracks[1];
  gs_track_append (first, 100, value (gs_thread_state_veil (GS_THREAD_SYSCALL, GS_OVERLAY_PREEMPTED), 0, 1, 0));
  gs_track_append (first, 150, value (GS_THREAD_WAIT_FOR_CPU, 0, GS_NO_CPU, 0));
  gs_track_seal (first, 200);
  gs_track_append (second, 120, value (GS_THREAD_USERMODE, 0, 0, 0));
  gs_track_seal (second, 180);
  text = export_csv (&fixture, GS_ROWS_THREADS, fixture.timeline.span);
  g_assert_cmpstr (text, ==,
                   "machine,tid,comm,start_ns,end_ns,state,overlay,cpu\n"
                   "host,30,hog,120,180,usermode,,0\n"
                   "host,31,CPU 0/KVM,100,150,syscall,preempted,1\n"
                   "host,31,CPU 0/KVM,150,200,wait-for-cpu,,\n");
  fixture_tear_down (&fixture);
}

static JsonObject *
get_vcpu (JsonParser *parser, const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonObject *guest;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  guest = json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (json_parser_get_root (parser)), "machines"), 1);
  return json_array_get_object_element (json_object_get_array_member (guest, "vcpus"), 0);
}

static void
test_summary_adds_up (void)
{
  Fixture fixture;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *text = NULL;
  g_autofree char *part = NULL;
  JsonObject *vcpu;

  fixture_set_up (&fixture, "guest", "hog");
  text = gs_export_summary_dup (&fixture.timeline, "test", fixture.timeline.span);
  vcpu = get_vcpu (parser, text);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (vcpu, "totals_ns"), "running"), ==, 170);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (vcpu, "totals_ns"), "hypervisor"), ==,
                   30);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (vcpu, "exits"), "HLT"), ==, 2);

  /* Of a part, only the exits that happened in it. */
  part = gs_export_summary_dup (&fixture.timeline, "test", (GsSpan){ 210, 290 });
  vcpu = get_vcpu (parser, part);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (vcpu, "totals_ns"), "hypervisor"), ==,
                   20);
  g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (vcpu, "exits"), "HLT"), ==, 1);
  fixture_tear_down (&fixture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/export/neighbours-differ", test_neighbours_differ);
  g_test_add_func ("/export/span-clips", test_span_clips);
  g_test_add_func ("/export/names-are-quoted", test_names_are_quoted);
  g_test_add_func ("/export/threads-show-veils", test_threads_show_veils);
  g_test_add_func ("/export/summary-adds-up", test_summary_adds_up);
  return g_test_run ();
}
