/* test-row-tree.c: the rows of each view, and what is said about them
 * SPDX-License-Identifier: MIT
 */
#include "event/gs-event.h"
#include "picture/gs-picture.h"
#include "rows/gs-hover.h"
#include "rows/gs-row-list.h"
#include "rows/gs-row-tree.h"
#include "rows/gs-row-values.h"
#include "rows/gs-view.h"
#include "support/test-machine.h"

#include <glib/gstdio.h>
#include <string.h>

static GsTrack *
make_track (guint n_states, const gint64 *times, const guint *states, guint n, gint64 end)
{
  GsTrack *track = gs_track_new (n_states);

  for (guint i = 0; i < n; i++)
    gs_track_append (track, times[i], (GsTrackValue){ states[i], 0, 0, 0 });
  gs_track_seal (track, end);
  return track;
}

/* A thread that waits, then runs from @run to @stolen, then without a CPU up to @end. */
static void
add_thread (GsTimelineMachine *machine, gint32 tid, gint32 pid, const char *name, gint64 run, gint64 stolen, gint64 end)
{
  gint64 times[] = { 0, run, stolen, end };
  guint states[] = { GS_THREAD_WAIT_BLOCKED, GS_THREAD_USERMODE,
                     gs_thread_state_veil (GS_THREAD_SYSCALL, GS_OVERLAY_PREEMPTED), GS_THREAD_WAIT_BLOCKED };
  GsThread *thread = g_new0 (GsThread, 1);
  GsThreadRow row = { thread, gs_lazy_track_new_done (make_track (GS_N_VEILED_STATES, times, states, 4, 1000)) };

  thread->tid = tid;
  thread->pid = pid;
  thread->name = gs_names_add (machine->machine->names, name);
  g_ptr_array_add (machine->machine->threads, thread);
  g_array_append_val (machine->threads, row);
}

static void
add_vcpu (GsTimelineMachine *machine, guint id, gint64 preempted)
{
  gint64 times[] = { 0, 100, 100 + preempted };
  guint states[] = { GS_VCPU_IDLE, GS_VCPU_PREEMPTED, GS_VCPU_RUNNING };
  GsVcpuRow row = { .id = id, .host_tid = 2845 + (int) id, .host_thread = GS_NO_INDEX };

  row.track = gs_lazy_track_new_done (make_track (GS_N_VCPU_STATES, times, states, 3, 1100));
  g_array_append_val (machine->vcpus, row);
}

static void
add_cpu (GsTimelineMachine *machine, guint number)
{
  gint64 times[] = { 0, 500 };
  guint states[] = { GS_CPU_IDLE, GS_CPU_GUEST };
  GsCpuRow row = { .number = number,
                   .track = gs_lazy_track_new_done (make_track (GS_N_CPU_STATES, times, states, 2, 1000)) };
  GsTrack *current = gs_track_new (GS_N_GUEST_VIEWS);

  /* The third thread has it all the time. */
  gs_track_append (current, 0, (GsTrackValue){ GS_GUEST_VIEW_RUNNING, 0, GS_NO_CPU, 2 });
  gs_track_seal (current, 1000);
  row.current = gs_lazy_track_new_done (current);
  g_array_append_val (machine->cpus, row);
}

static GsTimeline *
make_timeline (void)
{
  GsTimeline *timeline = test_timeline_new ((GsSpan){ 0, 1100 });
  GsOccupant hog = { 0, 2, GS_NO_INDEX, GS_NO_VCPU, GS_NO_INDEX };
  GsTimelineMachine *host, *guest;

  g_array_append_val (timeline->occupants, hog);
  host = test_timeline_add_machine (timeline, "big", GS_ROLE_HOST, GS_NO_INDEX);
  add_thread (host, 2845, 2839, "CPU 0/KVM", 10, 500, 500);
  add_thread (host, 2839, 2839, "qemu", 10, 20, 20);
  add_thread (host, 77, 77, "hog\xff", 0, 900, 900);
  add_cpu (host, 0);
  add_cpu (host, 1);
  guest = test_timeline_add_machine (timeline, "small", GS_ROLE_GUEST, 0);
  add_vcpu (guest, 0, 250);
  g_array_index (guest->vcpus, GsVcpuRow, 0).host_thread = 0;
  add_vcpu (guest, 1, 0);
  add_thread (guest, 5, 5, "little", 100, 190, 200);
  add_thread (guest, 6, 6, "much", 100, 150, 300);
  add_thread (guest, 7, 7, "never", 1000, 1000, 1000);
  add_thread (guest, 5, 5, "again", 400, 500, 500);
  return timeline;
}

/* One line a row: depth, name, TID, stolen. */
static char *
list_to_text (GsRowList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < gs_row_list_get_n_rows (list); i++)
    {
      GsRow *row = gs_row_list_get (list, i);
      g_autofree char *stolen = NULL;
      GsRowValues values;

      gs_row_values_measure (row, gs_row_get_timeline (row)->span, &values);
      stolen = gs_row_values_dup_share (values.stolen);
      g_string_append_printf (text, "%u %s|%s|%s\n", gs_row_get_depth (row), gs_row_get_name (row),
                              gs_row_get_tid_text (row), stolen);
    }
  return g_string_free (text, FALSE);
}

static const GsView *const views[] = { &gs_vcpus_view, &gs_threads_view, &gs_cpus_view };

static char *
view_to_text (GsTimeline *timeline, const GsView *view)
{
  g_autoptr (GListModel) tree = view->build_rows (timeline);
  g_autoptr (GsRowList) list = gs_row_list_new ();

  gs_row_list_set_tree (list, tree);
  gs_row_list_expand_all (list);
  return list_to_text (list);
}

static void
test_virtual_cpus (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autofree char *text = view_to_text (timeline, &gs_vcpus_view);

  g_assert_cmpstr (text, ==,
                   "0 small (on big, QEMU 2839) · 1 inactive||\n"
                   "1 vCPU 0|2845|25 %\n"
                   "1 vCPU 1|2846|0 %\n"
                   "1 much|6|75 %\n"
                   "1 little|5|10 %\n"
                   "1 again|5|0 %\n");
}

static void
test_threads (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autofree char *text = view_to_text (timeline, &gs_threads_view);

  g_assert_cmpstr (text, ==,
                   "0 big (host)||\n"
                   "1 hog\xef\xbf\xbd|77|\n"
                   "1 QEMU of small (2 threads)|2839|\n"
                   "2 small vCPU 0 (CPU 0/KVM)|2845|\n"
                   "2 qemu|2839|\n"
                   "0 small (on big, QEMU 2839)||\n"
                   "1 much|6|75 %\n"
                   "1 little|5|10 %\n"
                   "1 again|5|0 %\n"
                   "1 never|7|\n");
}

/* As trace-cmd records them: nothing says which process a thread is of. */
static void
test_vcpus_are_named_without_their_process (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < 2; i++)
    gs_machine_get_thread (gs_timeline_get_machine (timeline, 0)->machine, i)->pid = GS_NO_TID;
  text = view_to_text (timeline, &gs_threads_view);
  g_assert_true (g_str_has_prefix (text, "0 big (host)||\n"
                                         "1 hog\xef\xbf\xbd|77|\n"
                                         "1 small vCPU 0 (CPU 0/KVM)|2845|\n"
                                         "1 qemu|2839|\n"));
}

/* The guest is a host itself: its own guest stands below it, and all vCPUs above all threads. */
static void
test_guests_of_guests (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  GsTimelineMachine *inner = test_timeline_add_machine (timeline, "tiny", GS_ROLE_GUEST, 1);
  g_autofree char *vcpus = NULL, *threads = NULL, *cpus = NULL;

  add_vcpu (inner, 0, 500);
  add_thread (inner, 9, 9, "deep", 100, 190, 200);
  add_cpu (gs_timeline_get_machine (timeline, 1), 0);
  vcpus = view_to_text (timeline, &gs_vcpus_view);
  threads = view_to_text (timeline, &gs_threads_view);
  cpus = view_to_text (timeline, &gs_cpus_view);
  g_assert_cmpstr (vcpus, ==,
                   "0 small (on big, QEMU 2839)||\n"
                   "1 vCPU 0|2845|25 %\n"
                   "1 vCPU 1|2846|0 %\n"
                   "1 tiny (on small, QEMU 2839)||\n"
                   "2 vCPU 0|2845|50 %\n"
                   "0 small: threads · 1 inactive||\n"
                   "1 much|6|75 %\n"
                   "1 little|5|10 %\n"
                   "1 again|5|0 %\n"
                   "0 tiny: threads||\n"
                   "1 deep|9|10 %\n");
  g_assert_true (g_str_has_prefix (threads, "0 big (host)||\n"
                                            "1 small (on big, QEMU 2839)||\n"
                                            "2 tiny (on small, QEMU 2839)||\n"
                                            "3 deep|9|10 %\n"
                                            "2 much|6|75 %\n"));
  g_assert_cmpstr (cpus, ==, "0 big (host)||\n1 CPU 0||\n1 CPU 1||\n1 CPUs of guest small (virtual)||\n2 vCPU 0||\n");
}

/* Once preempted, from 100 to 350; a host's threads have nobody who could steal. */
static void
test_stolen_time_is_exact (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GListModel) guests = gs_row_tree_build_vcpus (timeline);
  g_autoptr (GListModel) all = gs_row_tree_build_threads (timeline);
  g_autofree char *key = gs_row_tree_dup_vcpu_key (timeline, 1, 0);
  g_autoptr (GsRow) vcpu = gs_row_find (guests, key);
  g_autoptr (GsRow) thread = gs_row_find (all, "machine:big/thread:2845.0");
  GsRowValues values;

  gs_row_values_measure (vcpu, (GsSpan){ 0, 1000 }, &values);
  g_assert_cmpint (values.stolen_ns, ==, 250);
  gs_row_values_measure (vcpu, (GsSpan){ 300, 340 }, &values);
  g_assert_cmpint (values.stolen_ns, ==, 40);
  g_assert_null (gs_row_find (guests, "machine:small/vcpu:99"));
  gs_row_values_measure (thread, (GsSpan){ 0, 1000 }, &values);
  g_assert_cmpint (values.stolen_ns, ==, -1);
}

static void
test_keys_lead_to_vcpus (void)
{
  g_autoptr (GsRowList) list = gs_row_list_new ();
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GListModel) tree = gs_row_tree_build_vcpus (timeline);
  guint n_vcpus = 0;

  gs_row_list_set_tree (list, tree);
  for (guint m = 0; m < timeline->machines->len; m++)
    for (guint i = 0; i < gs_timeline_get_machine (timeline, m)->vcpus->len; i++, n_vcpus++)
      {
        g_autofree char *key = gs_row_tree_dup_vcpu_key (timeline, m, i);
        guint id = g_array_index (gs_timeline_get_machine (timeline, m)->vcpus, GsVcpuRow, i).id, index;

        g_assert_true (gs_timeline_find_vcpu (gs_timeline_get_machine (timeline, m), id, &index));
        g_assert_cmpuint (index, ==, i);
        g_assert_true (gs_row_list_find (list, key, &index));
      }
  g_assert_cmpuint (n_vcpus, >, 0);
  g_assert_null (gs_row_tree_dup_vcpu_key (timeline, 0, 99));
  g_assert_null (gs_row_tree_dup_vcpu_key (timeline, GS_NO_INDEX, 0));
}

static void
test_physical_cpus (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autofree char *text = view_to_text (timeline, &gs_cpus_view);

  g_assert_cmpstr (text, ==, "0 big (host)||\n1 CPU 0||\n1 CPU 1||\n");
}

static void
test_without_a_host_no_cpu_is_called_physical (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autofree char *guest = NULL, *unknown = NULL;

  gs_timeline_get_machine (timeline, 0)->role = GS_ROLE_GUEST;
  guest = view_to_text (timeline, &gs_cpus_view);
  g_assert_cmpstr (guest, ==, "0 CPUs of guest big (virtual)||\n1 vCPU 0||\n1 vCPU 1||\n");
  gs_timeline_get_machine (timeline, 0)->role = GS_ROLE_UNKNOWN;
  unknown = view_to_text (timeline, &gs_cpus_view);
  g_assert_cmpstr (unknown, ==, "0 CPUs of big (virtual if it is a guest)||\n1 CPU 0||\n1 CPU 1||\n");
}

static void
test_expansion_survives_a_newer_timeline (void)
{
  g_autoptr (GsRowList) list = gs_row_list_new ();
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GsTimeline) newer_timeline = make_timeline ();
  g_autoptr (GListModel) tree = gs_row_tree_build_threads (timeline);
  g_autoptr (GListModel) newer = gs_row_tree_build_threads (newer_timeline);
  guint index, n_rows;

  gs_row_list_set_tree (list, tree);
  g_assert_true (gs_row_list_find (list, "machine:big/process:2839.0", &index));
  g_assert_false (gs_row_list_find (list, "machine:big/thread:2845.0", &index));
  gs_row_list_find (list, "machine:big/process:2839.0", &index);
  gs_row_list_set_expanded (list, gs_row_list_get (list, index), TRUE);
  gs_row_list_find (list, "machine:small", &index);
  gs_row_list_set_expanded (list, gs_row_list_get (list, index), FALSE);
  n_rows = gs_row_list_get_n_rows (list);

  gs_row_list_set_tree (list, newer);
  g_assert_cmpuint (gs_row_list_get_n_rows (list), ==, n_rows);
  g_assert_true (gs_row_list_find (list, "machine:big/thread:2845.0", &index));
  g_assert_false (gs_row_list_find (list, "machine:small/thread:6.0", &index));
}

static void
test_keys_are_unique (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr (GListModel) tree = views[i]->build_rows (timeline);
      g_autoptr (GsRowList) list = gs_row_list_new ();
      g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);

      gs_row_list_set_tree (list, tree);
      gs_row_list_expand_all (list);
      for (guint k = 0; k < gs_row_list_get_n_rows (list); k++)
        g_assert_true (g_hash_table_add (keys, (gpointer) gs_row_get_key (gs_row_list_get (list, k))));
    }
}

static void
test_hover_says_state_and_shares (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GListModel) tree = gs_row_tree_build_vcpus (timeline);
  g_autoptr (GsRowList) list = gs_row_list_new ();
  g_autofree char *line = NULL, *one = NULL, *mixed = NULL;
  GsRow *row;

  gs_row_list_set_tree (list, tree);
  row = gs_row_list_get (list, 1);
  line = gs_hover_describe_line (row, 120, NULL);
  g_assert_nonnull (strstr (line, "vCPU 0 on small: Preempted, from "));
  g_assert_nonnull (strstr (line, "duration 250 ns"));
  one = gs_hover_dup_copy_text (row, (GsSpan){ 120, 130 }, NULL);
  g_assert_true (g_str_has_prefix (one, "Preempted\n"));
  g_assert_nonnull (strstr (one, "Preempted by hog\xef\xbf\xbd (77) for 250 ns"));
  g_assert_nonnull (strstr (one, "begin_ns 100\nend_ns 350\nduration_ns 250\n"));
  g_assert_cmpint (gs_hover_get_state (row, (GsSpan){ 120, 130 }), ==, GS_VCPU_PREEMPTED);

  /* 25 idle, 50 of 250 preempted: a third and two thirds. */
  mixed = gs_hover_describe (row, (GsSpan){ 75, 150 }, NULL);
  g_assert_nonnull (strstr (mixed, "66.7 %  Preempted, 50 ns\n33.3 %  Idle, 25 ns"));
  g_assert_cmpint (gs_hover_get_state (row, (GsSpan){ 75, 150 }), ==, -1);
  g_assert_null (gs_hover_describe (row, (GsSpan){ 5000, 5001 }, NULL));
}

static void
test_hover_says_times_as_the_axis (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GListModel) tree = gs_row_tree_build_vcpus (timeline);
  g_autoptr (GsRowList) list = gs_row_list_new ();
  GsTimeAxis axis = { GS_TIME_FORMAT_NS, 50 };
  g_autofree char *line = NULL, *card = NULL, *copy = NULL;

  gs_row_list_set_tree (list, tree);
  line = gs_hover_describe_line (gs_row_list_get (list, 1), 120, &axis);
  g_assert_nonnull (strstr (line, "Preempted, from +50 ns, duration 250 ns"));
  card = gs_hover_describe (gs_row_list_get (list, 1), (GsSpan){ 120, 130 }, &axis);
  g_assert_nonnull (strstr (card, "From +50 ns\nTo +300 ns\n"));
  copy = gs_hover_dup_copy_text (gs_row_list_get (list, 1), (GsSpan){ 120, 130 }, &axis);
  g_assert_true (g_str_has_prefix (copy, card));
  g_assert_nonnull (strstr (copy, "begin_ns 100\nend_ns 350\nduration_ns 250\n"));
}

static void
test_picture_is_written_whole (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autofree char *dir = g_dir_make_tmp ("picture-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "a.png", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "no", "a.png", NULL);
  GsPictureSpec spec = { .span = timeline->span, .width = 400, .height = 300 };
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface;

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      spec.view = views[i];
      spec.is_dark = i == 1;
      g_assert_true (gs_picture_write (timeline, &spec, GS_PICTURE_PNG, path, &error));
      surface = cairo_image_surface_create_from_png (path);
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 400);
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 300);
      cairo_surface_destroy (surface);
      g_unlink (path);
      g_assert_cmpint (g_rmdir (dir), ==, 0);
      g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
    }
  g_assert_false (gs_picture_write (timeline, &spec, GS_PICTURE_PNG, nowhere, &error));
  g_assert_nonnull (strstr (error->message, nowhere));
  g_rmdir (dir);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/row-tree/stolen-time-is-exact", test_stolen_time_is_exact);
  g_test_add_func ("/row-tree/keys-lead-to-vcpus", test_keys_lead_to_vcpus);
  g_test_add_func ("/row-tree/virtual-cpus", test_virtual_cpus);
  g_test_add_func ("/row-tree/threads", test_threads);
  g_test_add_func ("/row-tree/vcpus-are-named-without-their-process", test_vcpus_are_named_without_their_process);
  g_test_add_func ("/row-tree/guests-of-guests", test_guests_of_guests);
  g_test_add_func ("/row-tree/physical-cpus", test_physical_cpus);
  g_test_add_func ("/row-tree/without-a-host-no-cpu-is-called-physical", test_without_a_host_no_cpu_is_called_physical);
  g_test_add_func ("/row-tree/keys-are-unique", test_keys_are_unique);
  g_test_add_func ("/row-list/expansion-survives-a-newer-timeline", test_expansion_survives_a_newer_timeline);
  g_test_add_func ("/hover/says-state-and-shares", test_hover_says_state_and_shares);
  g_test_add_func ("/hover/says-times-as-the-axis", test_hover_says_times_as_the_axis);
  g_test_add_func ("/picture/is-written-whole", test_picture_is_written_whole);
  return g_test_run ();
}
