/* test-levels.c: which machine of several levels runs on which, with some of them missing
 * SPDX-License-Identifier: MIT
 */
#include <gio/gio.h>

#include "event/gs-event.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"

/* Three machines, one on the other: host, guest1, guest2. */
typedef struct
{
  char *folder;
  SimResult *result;
} Levels;

static void
levels_init (Levels *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  SimConfig config;

  sim_config_init (&config);
  config.seed = 7;
  config.n_levels = 2;
  config.offset = 123456789;
  config.drift_ppm = 9;
  config.duration = 300 * GS_MSEC;
  self->folder = test_folder_new ();
  self->result = sim_write (&config, self->folder, &error);
  g_assert_no_error (error);
}

static void
levels_clear (Levels *self, gconstpointer data)
{
  test_folder_remove (self->folder);
  g_free (self->folder);
  sim_result_free (self->result);
}

/* Opens the machines that are @named, in that order. @circle: say that guest1 runs on guest2, and guest2 on guest1 */
static GsTimeline *
levels_open (const Levels *self, const char *names, gboolean circle)
{
  g_auto (GStrv) paths = g_strsplit (names, " ", -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GsExperiment) experiment = NULL;
  GsTimeline *timeline;

  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *name = paths[i];

      paths[i] = g_build_filename (self->folder, name, NULL);
    }
  experiment = gs_experiment_new_for_paths ((const char *const *) paths, NULL, &error);
  g_assert_no_error (error);
  if (circle)
    {
      gs_experiment_find_trace (experiment, "guest1")->host = g_strdup ("guest2");
      gs_experiment_find_trace (experiment, "guest2")->host = g_strdup ("guest1");
    }
  timeline = test_analyse (experiment, NULL, &error);
  g_assert_no_error (error);
  return timeline;
}

/* "guest1 on host by 1100, …": traced machines by their place, and the others as what runs on whom. */
static char *
levels_to_text (const GsTimeline *timeline)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      const GsTimelineMachine *machine = gs_timeline_get_machine (timeline, i);
      const GsTimelineMachine *host = gs_timeline_get_machine (timeline, machine->host);

      g_string_append_printf (text, "%s%s on %s", i > 0 ? ", " : "", machine->name,
                              host != NULL ? host->name : "nothing");
    }
  return g_string_free (text, FALSE);
}

static void
levels_check (const Levels *self, const char *names, const char *expected)
{
  g_autoptr (GsTimeline) timeline = levels_open (self, names, FALSE);
  g_autofree char *text = levels_to_text (timeline);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_any_order_of_paths (Levels *self, gconstpointer data)
{
  const char *orders[] = { "host guest1 guest2", "guest2 guest1 host", "guest1 host guest2", "guest2 host guest1" };

  for (guint i = 0; i < G_N_ELEMENTS (orders); i++)
    levels_check (self, orders[i], "host on nothing, guest1 on host, guest2 on guest1");
}

static void
test_without_the_innermost (Levels *self, gconstpointer data)
{
  levels_check (self, "guest1 host", "host on nothing, guest1 on host, QEMU 1200 on guest1");
}

static void
test_without_the_outermost (Levels *self, gconstpointer data)
{
  levels_check (self, "guest2 guest1", "guest1 on nothing, guest2 on guest1");
}

/* The host's only process doesn't run it; nothing says that it does. */
static void
test_without_the_one_between (Levels *self, gconstpointer data)
{
  g_autoptr (GsTimeline) timeline = levels_open (self, "guest2 host", FALSE);
  g_autofree char *text = levels_to_text (timeline);

  g_assert_cmpstr (text, ==, "host on nothing, QEMU 1100 on host, guest2 on nothing");
  g_assert_cmpuint (timeline->warnings->len, >=, 1);
}

/* Nothing comes to run inside itself, whatever is said. */
static void
test_no_circle_of_choices (Levels *self, gconstpointer data)
{
  g_autoptr (GsTimeline) timeline = levels_open (self, "host guest1 guest2", TRUE);

  g_assert_cmpuint (timeline->machines->len, >=, 3);
  for (guint i = 0; i < timeline->machines->len; i++)
    g_assert_cmpuint (gs_timeline_get_outer (timeline, i, timeline->machines->len), ==, GS_NO_INDEX);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    void (*test) (Levels *self, gconstpointer data);
  } tests[] = {
    { "/levels/any-order-of-paths", test_any_order_of_paths },
    { "/levels/without-the-innermost", test_without_the_innermost },
    { "/levels/without-the-outermost", test_without_the_outermost },
    { "/levels/without-the-one-between", test_without_the_one_between },
    { "/levels/no-circle-of-choices", test_no_circle_of_choices },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Levels, NULL, levels_init, tests[i].test, levels_clear);
  return g_test_run ();
}
