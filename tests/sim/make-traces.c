/* make-traces.c: makes traces of a simulated host and its guests
 * SPDX-License-Identifier: MIT
 *
 * For benchmarks, and for whoever wants an experiment whose truth is known.
 * Events are written as they happen: memory does not grow with their number
 * unless the truth is wanted.
 */
#include <stdlib.h>

#include <gio/gio.h>

#include "base/gs-time.h"
#include "sim/simulator.h"

typedef struct
{
  int seed, guests, levels, vcpus, cpus, channels, bulk;
  gint64 events;
  double duration_ms, offset_ms, drift_ppm;
  gboolean trace_cmd, agent, vmsync, no_tcp, no_statedump, contexts, steps_back, old_kernel, garbage, svm, index;
  char *truth, *rows;
  char **arguments;
} MakeTraces;

static gboolean
make_traces_parse (MakeTraces *self, int *argc, char ***argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "seed", 0, 0, G_OPTION_ARG_INT, &self->seed, "Another seed makes another run", "N" },
    { "events", 0, 0, G_OPTION_ARG_INT64, &self->events, "Stop after so many events", "N" },
    { "duration-ms", 0, 0, G_OPTION_ARG_DOUBLE, &self->duration_ms, "Stop after so much time", "MS" },
    { "guests", 0, 0, G_OPTION_ARG_INT, &self->guests, "Number of guests of each host", "N" },
    { "levels", 0, 0, G_OPTION_ARG_INT, &self->levels, "2: the guests are hosts themselves, and so on", "N" },
    { "vcpus", 0, 0, G_OPTION_ARG_INT, &self->vcpus, "Virtual CPUs of each", "N" },
    { "cpus", 0, 0, G_OPTION_ARG_INT, &self->cpus, "CPUs of the host", "N" },
    { "channels", 0, 0, G_OPTION_ARG_INT, &self->channels, "Streams of each CPU, at most 4", "N" },
    { "bulk", 0, 0, G_OPTION_ARG_INT, &self->bulk, "Events that nothing needs, per 100 others", "PERCENT" },
    { "offset-ms", 0, 0, G_OPTION_ARG_DOUBLE, &self->offset_ms, "How far the guests' clocks are ahead", "MS" },
    { "drift-ppm", 0, 0, G_OPTION_ARG_DOUBLE, &self->drift_ppm, "How much too fast they are", "PPM" },
    { "vmsync", 0, 0, G_OPTION_ARG_NONE, &self->vmsync, "Record vmsync events", NULL },
    { "no-tcp", 0, 0, G_OPTION_ARG_NONE, &self->no_tcp, "Record no TCP segments", NULL },
    { "no-statedump", 0, 0, G_OPTION_ARG_NONE, &self->no_statedump, "Record no state dump", NULL },
    { "contexts", 0, 0, G_OPTION_ARG_NONE, &self->contexts, "Record tid, pid and procname in each event", NULL },
    { "steps-back", 0, 0, G_OPTION_ARG_NONE, &self->steps_back, "Let the host's clock step back at times", NULL },
    { "old-kernel", 0, 0, G_OPTION_ARG_NONE, &self->old_kernel, "Linux 4.4 instead of 6.1", NULL },
    { "garbage-vcpu", 0, 0, G_OPTION_ARG_NONE, &self->garbage, "Record a pointer as vcpu_id of entries", NULL },
    { "svm", 0, 0, G_OPTION_ARG_NONE, &self->svm, "AMD's exit reasons, not Intel's", NULL },
    { "index", 0, 0, G_OPTION_ARG_NONE, &self->index, "Write index files", NULL },
    { "trace-cmd", 0, 0, G_OPTION_ARG_NONE, &self->trace_cmd, "Write files of trace-cmd, not LTTng's", NULL },
    { "agent", 0, 0, G_OPTION_ARG_NONE, &self->agent, "And they know each other", NULL },
    { "truth", 0, 0, G_OPTION_ARG_FILENAME, &self->truth, "Write what is true as CSV", "FILE" },
    { "rows", 0, 0, G_OPTION_ARG_STRING, &self->rows, "Truth of vcpus, threads or cpus", "ROWS" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->arguments, NULL, "FOLDER" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

static gboolean
make_traces_check (const MakeTraces *self, GError **error)
{
  if (self->arguments == NULL || g_strv_length (self->arguments) != 1)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, "Name one folder to write to");
  else if (self->guests < 0 || self->levels < 1 || self->levels > SIM_MAX_GUESTS
           || sim_config_count_machines (
                  &(SimConfig){ .n_guests = (guint) self->guests, .n_levels = (guint) self->levels })
                  > SIM_MAX_GUESTS + 1
           || self->vcpus < 1 || self->vcpus > SIM_MAX_CPUS || self->cpus < 1 || self->cpus > SIM_MAX_CPUS
           || self->channels < 1 || self->channels > 4 || self->bulk < 0)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "At most %d guests, 1 to %d CPUs each, 4 channels",
                 SIM_MAX_GUESTS, SIM_MAX_CPUS);
  else if (!g_strv_contains ((const char *const[]){ "vcpus", "threads", "cpus", NULL }, self->rows))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--rows is one of vcpus, threads, cpus");
  else
    return TRUE;
  return FALSE;
}

static void
make_traces_configure (const MakeTraces *self, SimConfig *config)
{
  sim_config_init (config);
  config->seed = self->seed;
  config->n_guests = self->guests;
  config->n_levels = self->levels;
  config->n_vcpus = self->vcpus;
  config->n_cpus = self->cpus;
  config->n_events = self->events;
  config->duration = self->events > 0 ? G_MAXINT64 / 4 : (gint64) (self->duration_ms * GS_MSEC);
  config->offset = (gint64) (self->offset_ms * GS_MSEC);
  config->drift_ppm = self->drift_ppm;
  config->vmsync = self->vmsync ? SIM_VMSYNC_BOTH : SIM_VMSYNC_NONE;
  config->tcp = !self->no_tcp;
  config->statedump = !self->no_statedump;
  config->contexts = self->contexts;
  config->steps_back = self->steps_back;
  config->old_kernel = self->old_kernel;
  config->garbage_vcpu = self->garbage;
  config->is_svm = self->svm;
  config->bulk_percent = self->bulk;
  config->with_truth = self->truth != NULL || self->agent;
  config->as_trace_cmd = self->trace_cmd;
  config->with_agent = self->agent;
  config->format.n_channels = self->channels;
  config->format.with_index = self->index;
}

static gboolean
make_traces_run (const MakeTraces *self, GError **error)
{
  g_autoptr (SimResult) result = NULL;
  SimConfig config;

  if (!make_traces_check (self, error))
    return FALSE;
  make_traces_configure (self, &config);
  result = sim_write (&config, self->arguments[0], error);
  if (result == NULL)
    return FALSE;
  for (guint i = 0; i < result->n_machines; i++)
    g_print ("%s: %" G_GUINT64_FORMAT " events\n", result->machines[i].name, result->machines[i].n_events);

  if (self->truth != NULL)
    {
      g_autoptr (GString) csv = g_string_new (NULL);

      sim_result_print (result,
                        self->rows[0] == 'v' ? GS_ROWS_VCPUS :
                        self->rows[0] == 't' ? GS_ROWS_THREADS :
                                               GS_ROWS_CPUS,
                        csv);
      return g_file_set_contents (self->truth, csv->str, csv->len, error);
    }
  return TRUE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  MakeTraces self = {
    .seed = 1, .guests = 1, .levels = 1, .vcpus = 2, .cpus = 2, .channels = 1, .bulk = 20, .duration_ms = 1000
  };

  if (make_traces_parse (&self, &argc, &argv, &error))
    {
      if (self.rows == NULL)
        self.rows = g_strdup ("vcpus");
      make_traces_run (&self, &error);
    }
  g_strfreev (self.arguments);
  g_free (self.truth);
  g_free (self.rows);
  if (error != NULL)
    g_printerr ("make-traces: %s\n", error->message);
  return error != NULL ? EXIT_FAILURE : EXIT_SUCCESS;
}
