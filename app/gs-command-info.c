/* gs-command-info.c: guestscope info
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-info.h"

#include <json-glib/json-glib.h>

#include "base/gs-json.h"
#include "experiment/gs-experiment.h"
#include "find/gs-trace-archive.h"
#include "gs-run.h"

static void
gs_command_info_add_time (JsonBuilder *json, const char *member, gint64 time)
{
  json_builder_set_member_name (json, member);
  if (time != GS_TIME_NONE)
    json_builder_add_int_value (json, time);
  else
    json_builder_add_null_value (json);
}

static void
gs_command_info_add_trace (JsonBuilder *json, const GsTrace *trace)
{
  g_autofree char *in_archive = gs_trace_archive_dup_lasting (trace->path);
  g_auto (GStrv) parts = gs_trace_archive_dup_lasting_all ((const char *const *) trace->parts);

  json_builder_begin_object (json);
  gs_json_add_string (json, "name", trace->name);
  gs_json_add_string (json, "path", in_archive != NULL ? in_archive : trace->path);
  gs_json_add_strings (json, "parts", (const char *const *) parts);
  gs_json_add_string (json, "hostname", trace->hostname);
  gs_json_add_string (json, "domain", gs_domain_get_name (trace->domain));
  gs_json_add_string (json, "tracer", trace->tracer);
  gs_json_add_string (json, "kernel_release", trace->kernel_release);
  gs_json_add_int (json, "cpus", trace->n_cpus);
  gs_command_info_add_time (json, "start_ns", trace->span.begin);
  gs_command_info_add_time (json, "end_ns", trace->span.end);
  gs_json_add_int (json, "bytes", trace->n_bytes);
  gs_json_add_string (json, "role", gs_role_get_name (trace->role));
  json_builder_set_member_name (json, "usable");
  json_builder_add_boolean_value (json, trace->usable);
  gs_json_add_string (json, "reason", trace->reason);
  gs_json_add_string (json, "reader", trace->reader);
  gs_json_add_string (json, "reader_reason", trace->reader_reason);
  gs_json_add_strings (json, "events_missing", (const char *const *) trace->events_missing);
  json_builder_end_object (json);
}

/* Returns: (transfer full): one array, and a line's end */
static char *
gs_command_info_dup_json (const GsExperiment *experiment)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (experiment->traces, i);

      if (entry->trace != NULL)
        gs_command_info_add_trace (json, entry->trace);
    }
  json_builder_end_array (json);

  return gs_json_dup_text (json);
}

/**
 * gs_command_info:
 * @argc: number of @argv's strings
 * @argv: the subcommand and its arguments
 *
 * Returns: the exit status
 */
int
gs_command_info (int argc, char **argv)
{
  GCancellable *cancellable = gs_run_get_cancellable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GsOptions) options = gs_options_parse (GS_COMMAND_INFO, NULL, &argc, &argv, &error);
  g_autoptr (GsExperiment) experiment = NULL;
  g_autofree char *text = NULL;

  if (options == NULL)
    return gs_run_fail ("info", error);

  experiment = gs_run_find_traces (options, &error);
  if (experiment == NULL)
    return gs_run_fail ("info", error);
  gs_experiment_probe_closely (experiment, cancellable);
  gs_run_print_warnings (experiment->warnings);
  text = gs_command_info_dup_json (experiment);
  if (!gs_run_print (text, &error))
    return gs_run_fail ("info", error);
  return GS_EXIT_DONE;
}
