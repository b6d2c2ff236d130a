/* test-owners.c: whose a CPU's time was, and what rows did together
 * SPDX-License-Identifier: MIT
 */
#include "rows/gs-owners.h"

#include "draw/gs-painter-strip.h"
#include "draw/gs-painter.h"
#include "event/gs-event.h"
#include "rows/gs-row-tree.h"
#include "support/test-machine.h"

#define WIDTH 40
#define HEIGHT 24

static guint32 pixels[WIDTH * HEIGHT];

static GsPlace
place_of (GsSpan span)
{
  return (GsPlace){ span, 0, 0, WIDTH, 0, HEIGHT };
}

static GsCanvas
make_canvas (void)
{
  GsCanvas canvas = gs_canvas_for_image ((guchar *) pixels, WIDTH * 4, WIDTH, HEIGHT, 1);

  gs_canvas_fill (&canvas, 0, 0, WIDTH, HEIGHT, 0xffffff);
  return canvas;
}

static guint
count (int x, guint32 colour)
{
  guint n = 0;

  for (int y = 0; y < HEIGHT; y++)
    n += (pixels[y * WIDTH + x] & 0xffffff) == colour;
  return n;
}

static void
append (GsTrack *track, gint64 time, guint8 state, guint32 arg)
{
  gs_track_append (track, time, (GsTrackValue){ state, 0, 0, arg });
}

static void
add_occupant (GsTimeline *timeline, guint32 guest)
{
  GsOccupant occupant = { 0, 0, guest, 0, GS_NO_INDEX };

  g_array_append_val (timeline->occupants, occupant);
}

/* A host's CPU: idle, then guest 1's code, hypervisor for it, guest 2's, then a thread of the host. */
static GsTimeline *
make_timeline (void)
{
  GsTimeline *timeline = test_timeline_new ((GsSpan){ 0, 1000 });
  GsTimelineMachine *host = test_timeline_add_machine (timeline, "big", GS_ROLE_HOST, GS_NO_INDEX);
  GsTrack *track = gs_track_new (GS_N_CPU_STATES);
  GsCpuRow row = { .number = 0, .track = gs_lazy_track_new_done (track) };

  test_timeline_add_machine (timeline, "one", GS_ROLE_GUEST, 0);
  test_timeline_add_machine (timeline, "two", GS_ROLE_GUEST, 0);
  if (timeline->occupants == NULL)
    timeline->occupants = g_array_new (FALSE, FALSE, sizeof (GsOccupant));
  add_occupant (timeline, 1);
  add_occupant (timeline, 2);
  add_occupant (timeline, GS_NO_INDEX);
  append (track, 0, GS_CPU_IDLE, GS_NO_INDEX);
  append (track, 200, GS_CPU_GUEST, 0);
  append (track, 400, GS_CPU_HYPERVISOR, 0);
  append (track, 500, GS_CPU_GUEST, 1);
  append (track, 800, GS_CPU_SYSCALL, 2);
  gs_track_seal (track, 1000);
  g_array_append_val (host->cpus, row);
  return timeline;
}

static void
check_owner (const GsTrack *track, gint64 time, guint state)
{
  gsize index;

  g_assert_true (gs_track_find (track, time, &index));
  g_assert_cmpuint (gs_track_get (track, index).value.state, ==, state);
}

static void
test_machines_own_their_time (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GsTrack) track = gs_owners_new_of_cpu (timeline, 0, 0, GS_COLOUR_BY_MACHINE);
  gsize index;
  char *label;

  check_owner (track, 100, GS_OWNER_IDLE);
  check_owner (track, 300, GS_N_OWNER_STATES + gs_owners_get_class (1));
  check_owner (track, 450, GS_N_OWNER_STATES + gs_owners_get_class (1));
  check_owner (track, 600, GS_N_OWNER_STATES + gs_owners_get_class (2));
  check_owner (track, 900, GS_N_OWNER_STATES + gs_owners_get_class (0));
  /* What one owner did is one bar, with its name. */
  g_assert_cmpuint (gs_track_get_n_intervals (track), ==, 4);
  g_assert_true (gs_track_find (track, 300, &index));
  label = gs_owners_dup_label (timeline, &(GsInterval){ { 200, 500 }, gs_track_get (track, index).value },
                               GS_COLOUR_BY_MACHINE);
  g_assert_cmpstr (label, ==, "one");
  g_free (label);
}

static void
test_strip_lies_under_guest_code (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GsTrack) track = gs_owners_new_of_cpu (timeline, 0, 0, GS_COLOUR_BY_STATE);
  const GsPalette *palette = gs_palette_get (FALSE);
  guint32 colours[GS_MAX_STATES], one = gs_palette_get_own_colour (palette, gs_owners_get_class (1));
  guint32 two = gs_palette_get_own_colour (palette, gs_owners_get_class (2));
  GsCanvas canvas = make_canvas ();
  GsPlace place = place_of ((GsSpan){ 0, 1000 });
  GsLook looks[GS_MAX_STATES];
  guint8 order[GS_MAX_STATES];

  gs_palette_fill_owners (palette, looks, order);
  for (guint i = 0; i < GS_MAX_STATES; i++)
    colours[i] = looks[i].colour;
  gs_painter_draw_strip (&canvas, colours, track, &place);
  for (int x = 0; x < WIDTH; x++)
    {
      g_assert_cmpuint (count (x, one), ==, x >= 8 && x < 16 ? 4 : 0);
      g_assert_cmpuint (count (x, two), ==, x >= 20 && x < 32 ? 4 : 0);
      g_assert_cmpuint (count (x, 0xffffff), >=, 20);
    }
  g_assert_cmphex (pixels[(HEIGHT - 1) * WIDTH + 10] & 0xffffff, ==, one);
}

/* Of a column that guest code has little of, the strip takes no more than that. */
static void
test_strip_is_no_higher_than_its_share (void)
{
  g_autoptr (GsTrack) track = gs_track_new (GS_MAX_STATES);
  const guint32 colours[GS_MAX_STATES] = { [7] = 0x123456 };
  GsCanvas canvas = make_canvas ();
  GsPlace place = place_of ((GsSpan){ 0, 40000 });

  for (gint64 i = 0; i < 40; i++)
    {
      append (track, i * 1000, 7, 0);
      append (track, i * 1000 + 80, GS_OWNER_NONE, 0);
    }
  gs_track_seal (track, 40000);
  gs_painter_draw_strip (&canvas, colours, track, &place);
  for (int x = 0; x < WIDTH; x++)
    g_assert_cmpuint (count (x, 0x123456), ==, 2); /* of 24: 1.92 */
}

/* A group's column against the exact sums of random tracks. */
static void
test_groups_show_shares_of_all (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  const GsPalette *palette = gs_palette_choose (GS_COLOURS_STANDARD, TRUE);
  GsPaint paint = gs_paint_of (palette, GS_ROWS_CPUS);
  GsCanvas canvas = make_canvas ();
  GsPlace place = place_of ((GsSpan){ 0, 40000 });
  double ns[WIDTH][GS_N_CPU_STATES] = { { 0 } };
  const GsTrack *tracks[5];

  for (guint i = 0; i < G_N_ELEMENTS (tracks); i++)
    {
      GsTrack *track = gs_track_new (GS_N_CPU_STATES);
      gint64 begin = i * 3000, time = begin;

      while (time < 36000)
        {
          guint state = g_rand_int_range (rand, 0, GS_N_CPU_STATES);
          gint64 end = time + g_rand_int_range (rand, 1, 900);

          append (track, time, state, 0);
          for (; time < MIN (end, 36000); time++)
            ns[time / 1000][state]++;
        }
      gs_track_seal (track, 36000);
      tracks[i] = track;
    }
  gs_painter_draw_sum (&canvas, &paint, tracks, G_N_ELEMENTS (tracks), &place);
  for (int x = 0; x < WIDTH; x++)
    {
      double total = 0;

      for (guint state = 0; state < GS_N_CPU_STATES; state++)
        total += ns[x][state];
      g_assert_true (total > 0 || count (x, 0xffffff) == HEIGHT);
      for (guint state = 0; total > 0 && state < GS_N_CPU_STATES; state++)
        {
          const GsLook *look = &paint.looks[state];
          double drawn = count (x, look->colour) + (look->pattern != GS_PATTERN_NONE ? count (x, look->ink) : 0);
          double share = ns[x][state] / total * HEIGHT;

          /* User mode and guest code are of one colour. */
          if (state == GS_CPU_GUEST)
            continue;
          if (state == GS_CPU_USERMODE)
            share += ns[x][GS_CPU_GUEST] / total * HEIGHT;
          g_assert_cmpfloat (ABS (drawn - share), <=, state == GS_CPU_USERMODE ? 2 : 1);
        }
    }
  for (guint i = 0; i < G_N_ELEMENTS (tracks); i++)
    gs_track_unref ((GsTrack *) tracks[i]);
}

static void
test_every_row_has_a_picture (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  g_autoptr (GListModel) tree = gs_row_tree_build_cpus (timeline);
  g_autoptr (GsRow) machine = g_list_model_get_item (tree, 0);
  g_autoptr (GPtrArray) members = NULL;
  GsRows rows;

  g_assert_false (gs_row_has_track (machine));
  members = gs_row_list_members (machine, GS_COLOUR_BY_STATE, TRUE, &rows);
  g_assert_cmpuint (members->len, ==, 1);
  g_assert_cmpint (rows, ==, GS_ROWS_CPUS);
}

/* A guest's is what its vCPUs' are: where bars are processes', the processes that ran. */
static void
test_groups_show_processes (void)
{
  g_autoptr (GsTimeline) timeline = make_timeline ();
  GsTimelineMachine *guest = gs_timeline_get_machine (timeline, 1);
  GsTrack *track = gs_track_new (GS_N_VCPU_STATES);
  GsVcpuRow row = { .id = 0, .host_thread = GS_NO_INDEX, .track = gs_lazy_track_new_done (track) };
  g_autoptr (GListModel) tree = NULL;
  g_autoptr (GPtrArray) states = NULL, owners = NULL;
  g_autoptr (GsRow) machine = NULL;
  GsRows rows;

  append (track, 0, GS_VCPU_RUNNING, GS_NO_INDEX);
  append (track, 600, GS_VCPU_PREEMPTED, GS_NO_INDEX);
  gs_track_seal (track, 1000);
  g_array_append_val (guest->vcpus, row);
  tree = gs_row_tree_build_vcpus (timeline);
  machine = g_list_model_get_item (tree, 0);
  states = gs_row_list_members (machine, GS_COLOUR_BY_MACHINE, TRUE, &rows);
  check_owner (states->pdata[0], 300, GS_VCPU_RUNNING);
  owners = gs_row_list_members (machine, GS_COLOUR_BY_PROCESS, TRUE, &rows);
  g_assert_cmpint (rows, ==, GS_ROWS_VCPUS);
  check_owner (owners->pdata[0], 300, GS_N_OWNER_STATES + gs_owners_get_class (1));
  check_owner (owners->pdata[0], 700, GS_OWNER_PREEMPTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/owners/machines-own-their-time", test_machines_own_their_time);
  g_test_add_func ("/owners/strip-lies-under-guest-code", test_strip_lies_under_guest_code);
  g_test_add_func ("/owners/strip-is-no-higher-than-its-share", test_strip_is_no_higher_than_its_share);
  g_test_add_func ("/owners/groups-show-shares-of-all", test_groups_show_shares_of_all);
  g_test_add_func ("/owners/groups-show-processes", test_groups_show_processes);
  g_test_add_func ("/owners/every-row-has-a-picture", test_every_row_has_a_picture);
  return g_test_run ();
}
