/* gs-command-info.c: guestscope info
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-info.h"

#include <json-glib/json-glib.h>

#include "experiment/gs-experiment.h"
#include "gs-run.h"

static void
gs_command_info_add_string (JsonBuilder *json, const char *member, const char *value)
{
  g_autofree char *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  json_builder_set_member_name (json, member);
  if (valid != NULL)
    json_builder_add_string_value (json, valid);
  else
    json_builder_add_null_value (json);
}

static void
gs_command_info_add_strings (JsonBuilder *json, const char *member, GStrv values)
{
  json_builder_set_member_name (json, member);
  json_builder_begin_array (json);
  for (guint i = 0; values != NULL && values[i] != NULL; i++)
    {
      g_autofree char *valid = g_utf8_make_valid (values[i], -1);

      json_builder_add_string_value (json, valid);
    }
  json_builder_end_array (json);
}

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
  json_builder_begin_object (json);
  gs_command_info_add_string (json, "name", trace->name);
  gs_command_info_add_string (json, "path", trace->path);
  gs_command_info_add_strings (json, "parts", trace->parts);
  gs_command_info_add_string (json, "hostname", trace->hostname);
  gs_command_info_add_string (json, "domain", gs_domain_get_name (trace->domain));
  gs_command_info_add_string (json, "tracer", trace->tracer);
  gs_command_info_add_string (json, "kernel_release", trace->kernel_release);
  json_builder_set_member_name (json, "cpus");
  json_builder_add_int_value (json, trace->n_cpus);
  gs_command_info_add_time (json, "start_ns", trace->span.begin);
  gs_command_info_add_time (json, "end_ns", trace->span.end);
  json_builder_set_member_name (json, "bytes");
  json_builder_add_int_value (json, trace->n_bytes);
  gs_command_info_add_string (json, "role", gs_role_get_name (trace->role));
  json_builder_set_member_name (json, "usable");
  json_builder_add_boolean_value (json, trace->usable);
  gs_command_info_add_string (json, "reason", trace->reason);
  gs_command_info_add_string (json, "reader", trace->reader);
  gs_command_info_add_string (json, "reader_reason", trace->reader_reason);
  gs_command_info_add_strings (json, "events_missing", trace->events_missing);
  json_builder_end_object (json);
}

/* Returns: (transfer full): one array, and a line's end */
static char *
gs_command_info_dup_json (const GsExperiment *experiment)
{
  g_autofree char *text = NULL;
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_array (json);
  for (guint i = 0; i < experiment->traces->len; i++)
    {
      const GsExperimentTrace *entry = g_ptr_array_index (experiment->traces, i);

      if (entry->trace != NULL)
        gs_command_info_add_trace (json, entry->trace);
    }
  json_builder_end_array (json);

  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  return g_strconcat (text, "\n", NULL);
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
  g_autoptr (GsOptions) options = gs_options_parse (GS_COMMAND_INFO, &argc, &argv, &error);
  g_autoptr (GsExperiment) experiment = NULL;
  g_autofree char *text = NULL;

  if (options == NULL)
    return gs_run_fail ("info", error);

  experiment = gs_experiment_new_for_paths ((const char *const *) options->paths, cancellable, &error);
  if (experiment == NULL)
    return gs_run_fail ("info", error);
  gs_experiment_look_closely (experiment, cancellable);
  gs_run_print_warnings (experiment->warnings);
  text = gs_command_info_dup_json (experiment);
  if (!gs_run_print (text, &error))
    return gs_run_fail ("info", error);
  return GS_EXIT_DONE;
}
