/* bench-clocks.c: what bringing two clocks together costs, against reading their traces
 * SPDX-License-Identifier: MIT
 *
 * Two machines that exchange a million messages. Fails where synchronizing takes
 * a tenth of the time that reading took, or more: processor time, as both use all
 * processors, and other programs may want some.
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "clock/gs-clock-memo.h"
#include "sim/ctf-writer.h"
#include "support/test-analyse.h"
#include "support/test-folder.h"
#include "timeline/gs-composer.h"

#define N_MESSAGES 1000000
#define EPOCH G_GINT64_CONSTANT (1795396367000000000)
#define AHEAD (40 * GS_SEC)
#define MOST 0.1

static CtfWriter *
open_trace (const char *folder, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (folder, name, NULL);
  CtfOptions options = {
    .hostname = name, .kernel_release = "6.1.0", .tracer_major = 2, .tracer_minor = 13, .n_cpus = 1
  };
  CtfWriter *writer = ctf_writer_new (path, &options, &error);

  if (writer == NULL)
    g_error ("%s", error->message);
  return writer;
}

/* Each message takes 10 to 60 µs; the next one is sent after it has arrived. */
static void
write_traces (const char *folder)
{
  CtfWriter *writers[] = { open_trace (folder, "one"), open_trace (folder, "other") };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  gint64 now = EPOCH;

  for (guint i = 0; i < N_MESSAGES; i++)
    {
      guint sender = g_rand_int (random) % 2;
      CtfEvent event = { .time = now + (sender == 1 ? AHEAD : 0),
                         .kind = CTF_NET_QUEUE,
                         .tcp = { .device = "eth0",
                                  .seq = i * 1448,
                                  .ack = i / 3,
                                  .source_port = 5000 + sender,
                                  .dest_port = 6000,
                                  .flags = 24 } };

      ctf_writer_add (writers[sender], &event);
      now += 10 * GS_USEC + g_rand_int_range (random, 0, 50000);
      event.kind = CTF_NET_RECEIVE;
      event.time = now + (sender == 0 ? AHEAD : 0);
      ctf_writer_add (writers[1 - sender], &event);
      now += GS_USEC;
    }
  for (guint i = 0; i < 2; i++)
    if (!ctf_writer_close (writers[i], NULL))
      g_error ("the traces could not be written");
}

static double
measure_sync (const GsTimeline *timeline, GsExperiment *experiment)
{
  g_autoptr (GPtrArray) machines = g_ptr_array_new ();
  g_autoptr (GsTimeline) again = NULL;
  clock_t begin = clock ();

  for (guint i = 0; i < timeline->machines->len; i++)
    {
      GsMachine *machine = gs_timeline_get_machine (timeline, i)->machine;

      g_clear_pointer (&machine->memo, gs_clock_memo_free);
      g_ptr_array_add (machines, machine);
    }
  again = gs_composer_compose (machines, experiment, NULL);
  for (guint i = 0; i < again->machines->len; i++)
    {
      const GsClock *clock = &gs_timeline_get_machine (again, i)->clock;

      printf ("%s: %s, %u matched, %u rejected, accuracy %" G_GINT64_FORMAT " ns\n",
              gs_timeline_get_machine (again, i)->name, gs_clock_method_get_name (clock->method), clock->n_matched,
              clock->n_rejected, clock->accuracy);
    }
  return (double) (clock () - begin) / CLOCKS_PER_SEC;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = test_folder_new ();
  g_autoptr (GsExperiment) experiment = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  double sync, all;
  clock_t begin;

  if (folder == NULL)
    g_error ("%s", error->message);
  write_traces (folder);
  begin = clock ();
  experiment = gs_experiment_new_for_paths ((const char *const[]){ folder, NULL }, NULL, &error);
  timeline = experiment != NULL ? test_analyse (experiment, NULL, &error) : NULL;
  all = (double) (clock () - begin) / CLOCKS_PER_SEC;
  test_folder_remove (folder);
  if (timeline == NULL)
    g_error ("%s", error->message);
  sync = measure_sync (timeline, experiment);
  printf ("reading %.3f s, synchronizing %.3f s: %.3f of it (at most %.2f)\n", all - sync, sync, sync / (all - sync),
          MOST);
  return sync / (all - sync) < MOST ? EXIT_SUCCESS : EXIT_FAILURE;
}
