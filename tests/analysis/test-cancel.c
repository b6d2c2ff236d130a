/* test-cancel.c: whatever an analysis is at, it can be ended soon
 * SPDX-License-Identifier: MIT
 *
 * Cancelled at moments spread over all stages; how long it takes is said, and bounded by
 * what no person would call soon, as the machine may have other work. EVENTS in the
 * environment makes the experiment larger.
 */
#include <gio/gio.h>
#include <stdlib.h>

#include "clock/gs-clock-memo.h"
#include "sim/simulator.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"
#include "timeline/gs-composer.h"

#define N_MOMENTS 24
#define MOST_USEC (5 * G_USEC_PER_SEC)

typedef struct
{
  GCancellable *cancellable;
  gint64 delay_usec;
  gint64 cancelled_usec;
} Canceller;

static gpointer
cancel_later (gpointer data)
{
  Canceller *self = data;

  g_usleep (self->delay_usec);
  self->cancelled_usec = g_get_monotonic_time ();
  g_cancellable_cancel (self->cancellable);
  return NULL;
}

/* Nothing but run windows ties the clocks: that takes the longest search. */
static GsExperiment *
make_experiment (const char *folder)
{
  const char *n_events = g_getenv ("EVENTS");
  g_autoptr (GError) error = NULL;
  g_autoptr (SimResult) result = NULL;
  GsExperiment *experiment;
  SimConfig config;

  sim_config_init (&config);
  config.n_guests = 6;
  config.n_vcpus = 2;
  config.n_cpus = 4;
  config.tcp = FALSE;
  config.with_truth = FALSE;
  config.garbage_vcpu = TRUE;
  config.offset = 90 * GS_SEC;
  config.duration = 3600 * GS_SEC;
  config.n_events = n_events != NULL ? g_ascii_strtoull (n_events, NULL, 10) : 150000;
  result = sim_write (&config, folder, &error);
  g_assert_no_error (error);
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  g_assert_no_error (error);
  return experiment;
}

/* Calls @work with a cancellable that is cancelled at some moment of its @duration. */
static gint64
measure (void (*work) (gpointer data, GCancellable *cancellable), gpointer data, gint64 duration, guint moment)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Canceller canceller = { cancellable, duration * moment / N_MOMENTS, 0 };
  GThread *thread = g_thread_new ("cancel", cancel_later, &canceller);
  gint64 ended;

  work (data, cancellable);
  ended = g_get_monotonic_time ();
  g_thread_join (thread);
  return MAX (ended - canceller.cancelled_usec, 0);
}

static void
check (const char *what, void (*work) (gpointer data, GCancellable *cancellable), gpointer data)
{
  gint64 begin = g_get_monotonic_time (), duration, worst = 0;

  work (data, NULL);
  duration = g_get_monotonic_time () - begin;
  for (guint i = 0; i < N_MOMENTS; i++)
    {
      gint64 latency = measure (work, data, duration, i);

      worst = MAX (worst, latency);
    }
  g_test_message ("%s: %.0f ms; at most %.1f ms until cancelled", what, duration / 1e3, worst / 1e3);
  g_assert_cmpint (worst, <, MOST_USEC);
}

static void
analyse (gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsTimeline) timeline = test_analyse (data, cancellable, &error);

  g_assert_true ((timeline != NULL) == (error == NULL));
  if (error != NULL)
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* All that was read, with nothing remembered of its clocks. */
typedef struct
{
  GsExperiment *experiment;
  GPtrArray *machines;
} Read;

static void
compose (gpointer data, GCancellable *cancellable)
{
  const Read *read = data;
  g_autoptr (GsTimeline) timeline = NULL;

  for (guint i = 0; i < read->machines->len; i++)
    {
      GsMachine *machine = g_ptr_array_index (read->machines, i);

      gs_clock_memo_free (machine->memo);
      machine->memo = gs_clock_memo_new ();
    }
  timeline = gs_composer_compose (read->machines, read->experiment, cancellable);
  g_assert_nonnull (timeline);
}

static void
test_cancel_is_soon (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) experiment = make_experiment (folder);
  g_autoptr (GsTimeline) timeline = NULL, again = NULL;
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  Read read = { experiment, machines };

  check ("reading and composing", analyse, experiment);
  timeline = test_analyse (experiment, NULL, NULL);
  for (guint i = 0; i < timeline->machines->len; i++)
    if (gs_timeline_get_machine (timeline, i)->machine != NULL)
      g_ptr_array_add (machines, gs_timeline_get_machine (timeline, i)->machine);
  check ("composing", compose, &read);

  /* What was cancelled has left nothing behind that is taken for a result. */
  again = gs_composer_compose (machines, experiment, NULL);
  g_assert_cmpuint (again->machines->len, ==, timeline->machines->len);
  for (guint i = 0; i < again->machines->len; i++)
    {
      const GsTimelineMachine *one = gs_timeline_get_machine (timeline, i), *other = gs_timeline_get_machine (again, i);

      g_assert_cmpstr (one->name, ==, other->name);
      g_assert_cmpint (one->pid, ==, other->pid);
      g_assert_cmpint (one->clock.offset, ==, other->clock.offset);
    }
  test_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cancel/is-soon", test_cancel_is_soon);
  return g_test_run ();
}
