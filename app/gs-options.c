/* gs-options.c: what the subcommands without a display are told
 * SPDX-License-Identifier: MIT
 */
#include "gs-options.h"

#include <glib/gi18n.h>
#include <stdlib.h>
#include <string.h>

#include "base/gs-error.h"
#include "find/gs-trace-formats.h"
#include "gs-memory-option.h"
#include "gs-option-error.h"

/* The options as GOption delivers them: text still. */
typedef struct
{
  char *sync;
  char *format;
  char *rows;
  char *memory;
  char *reader;
} GsOptionTexts;

static void
gs_option_texts_clear (GsOptionTexts *self)
{
  g_free (self->sync);
  g_free (self->format);
  g_free (self->rows);
  g_free (self->memory);
  g_free (self->reader);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsOptionTexts, gs_option_texts_clear)

/* "+5" is after the start, "5" is absolute. */
static gboolean
gs_options_is_relative (const char *time)
{
  return time[0] == '+';
}

static gboolean
gs_options_parse_time (const char *option, const char *text, gint64 start, gint64 *time, GError **error)
{
  gboolean is_relative = gs_options_is_relative (text);
  gint64 value;

  if ((is_relative && !g_ascii_isdigit (text[1]))
      || !g_ascii_string_to_signed (text + is_relative, 10, G_MININT64 / 2, G_MAXINT64 / 2, &value, NULL))
    {
      gs_option_error_set (error, option, text, _ ("nanoseconds, with a leading + after the start of the experiment"));
      return FALSE;
    }
  *time = is_relative ? start + value : value;
  return TRUE;
}

/* Reads --from and --to over what @span holds, which begins with the experiment. */
static gboolean
gs_options_parse_span (const GsOptions *self, GsSpan *span, GError **error)
{
  gint64 start = span->begin;

  return (self->from == NULL || gs_options_parse_time ("--from", self->from, start, &span->begin, error))
         && (self->to == NULL || gs_options_parse_time ("--to", self->to, start, &span->end, error));
}

static gboolean
gs_options_check_order (const GsOptions *self, GsSpan span, GError **error)
{
  if (self->from == NULL || self->to == NULL || span.begin < span.end)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--from %s is not before --to %s: nothing lies between"), self->from, self->to);
  return FALSE;
}

/* Where one of the two is relative and the other isn't, only the traces say which is earlier. */
static gboolean
gs_options_check_span (const GsOptions *self, GError **error)
{
  GsSpan span = { 0, G_MAXINT64 };

  if (!gs_options_parse_span (self, &span, error))
    return FALSE;
  if (self->from == NULL || self->to == NULL
      || gs_options_is_relative (self->from) != gs_options_is_relative (self->to))
    return TRUE;
  return gs_options_check_order (self, span, error);
}

static gboolean
gs_options_check_traces (const GsOptions *self, GError **error)
{
  for (guint option = 0; option < GS_N_TRACE_OPTIONS; option++)
    if (!gs_trace_option_check (option, self->of_traces[option], error))
      return FALSE;
  return TRUE;
}

/* The first one is what is printed where none is asked for. */
static gboolean
gs_options_parse_format (GsOptions *self, const char *name, GsCommand command)
{
  gboolean is_analysis = command == GS_COMMAND_ANALYZE;

  self->format = is_analysis ? GS_FORMAT_SUMMARY : GS_FORMAT_TEXT;
  if (name == NULL || g_str_equal (name, is_analysis ? "summary" : "text"))
    return TRUE;
  self->format = is_analysis ? GS_FORMAT_CSV : GS_FORMAT_JSON;
  return g_str_equal (name, is_analysis ? "csv" : "json");
}

static gboolean
gs_options_parse_table (GsOptions *self, const char *text)
{
  static const char *const names[GS_N_TABLES] = { [GS_TABLE_WAKEUPS] = "wakeups", [GS_TABLE_THEFTS] = "thefts" };

  self->table = GS_TABLE_ROWS;
  for (guint i = 0; i < GS_N_TABLES; i++)
    if (g_strcmp0 (names[i], text) == 0)
      self->table = i;
  return self->table != GS_TABLE_ROWS || gs_rows_from_name (text, &self->rows);
}

static gboolean
gs_options_convert (GsOptions *self, GsCommand command, const GsOptionTexts *texts, GError **error)
{
  if (texts->sync != NULL && g_strcmp0 (texts->sync, "none") != 0 && g_strcmp0 (texts->sync, "auto") != 0)
    gs_option_error_set (error, "--sync", texts->sync, "auto, none");
  else if (!gs_options_parse_format (self, texts->format, command))
    gs_option_error_set (error, "--format", texts->format,
                         command == GS_COMMAND_ANALYZE ? "summary, csv" : "text, json");
  else if (texts->rows != NULL && !gs_options_parse_table (self, texts->rows))
    gs_option_error_set (error, "--rows", texts->rows, "vcpus, threads, cpus, wakeups, thefts");
  else if (texts->memory != NULL && !gs_memory_option_apply (texts->memory, error))
    return FALSE;
  else if (texts->reader != NULL && !gs_trace_formats_prefer (texts->reader))
    gs_option_error_set (error, "--reader", texts->reader, "auto, native, babeltrace2");
  else if (gs_options_check_traces (self, error) && gs_options_check_span (self, error))
    {
      self->sync = g_strcmp0 (texts->sync, "none") != 0;
      return TRUE;
    }
  return FALSE;
}

/* Looks at everything that needs no trace to be found wrong. */
static gboolean
gs_options_check (const GsOptions *self, GsCommand command, GError **error)
{
  if (self->paths == NULL || self->paths[0] == NULL || g_strv_contains ((const char *const *) self->paths, ""))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("no PATH is given: give an experiment file or the folders of the traces"));
      return FALSE;
    }
  if ((command == GS_COMMAND_EXPLAIN || command == GS_COMMAND_PATH) && self->thread == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("no thread is named: give one with --thread MACHINE:TID"));
      return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer none): of --rows; untranslated, as GOptionEntry wants it */
const char *
gs_options_get_rows_help (void)
{
  return N_ ("Which rows: vcpus (default), threads, cpus; with csv wakeups and thefts, too");
}

/* What stands before and after the list of options. */
static void
gs_options_describe (GOptionContext *context, GsCommand command)
{
  const char *summaries[] = {
    [GS_COMMAND_ANALYZE] = _ ("Analyses traces without a display and prints the result."),
    [GS_COMMAND_RENDER] = _ ("Draws the view that the window would show into a picture, without a display."),
    [GS_COMMAND_INFO] = _ ("Lists the traces found under the folders, as one JSON array."),
    [GS_COMMAND_EXPLAIN] = _ ("Says where a thread's time went: ran, stolen, waited, slept, and because of whom."),
    [GS_COMMAND_PATH] = _ (
        "Follows a thread's time backwards, through whoever it waited for, to what it was spent on."),
    [GS_COMMAND_EVENTS] = _ ("Prints the events of all machines in one corrected order, one a line."),
  };
  const char *path = _ (
      "PATH is an experiment file (*.gsx), a recording of trace-cmd (trace.dat), or a folder, which is searched downwards for traces; or such a folder packed as .tar, .tar.gz, .tar.xz, .tar.zst or .zip.");
  g_autofree char *with_name = g_strconcat (path, "\n", _ ("NAME is a trace's name as “guestscope info” prints it."),
                                            NULL);

  g_option_context_set_summary (context, summaries[command]);
  g_option_context_set_description (context, command == GS_COMMAND_INFO ? path : with_name);
}

static GOptionContext *
gs_options_create_context (GsCommand command, const GsOwnOptions *own, GsOptions *self, GsOptionTexts *texts)
{
  const GOptionEntry paths[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &self->paths, NULL, N_ ("PATH…") }, { NULL }
  };
  const GOptionEntry any[] = { { GS_MEMORY_OPTION, 0, 0, G_OPTION_ARG_STRING, &texts->memory,
                                 gs_memory_option_get_help (), N_ ("SIZE") },
                               { "reader", 0, 0, G_OPTION_ARG_STRING, &texts->reader,
                                 N_ ("Who decodes CTF: auto (default), native or babeltrace2"), N_ ("READER") },
                               { "unpack-large", 0, 0, G_OPTION_ARG_NONE, &self->unpack_large,
                                 N_ ("Unpack archives that take more than 1 GB, too"), NULL },
                               { NULL } };
  const GOptionEntry common[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->of_traces[GS_TRACE_OPTION_ROLE],
      N_ ("Set the role of a trace: host, guest or ignore (default: found out)"), N_ ("NAME=ROLE") },
    { "guest", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->of_traces[GS_TRACE_OPTION_GUEST],
      N_ ("Guest trace NAME runs in the host process PID (default: found out)"), N_ ("NAME=PID") },
    { "sync", 0, 0, G_OPTION_ARG_STRING, &texts->sync, N_ ("How clocks are brought together: auto (default) or none"),
      N_ ("HOW") },
    { "offset", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->of_traces[GS_TRACE_OPTION_OFFSET],
      N_ ("Add a fixed offset to trace NAME instead"), N_ ("NAME=NS") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &self->from,
      N_ ("Begin there: ns since 1970, or with a leading + since the start of the experiment"), N_ ("T") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &self->to, N_ ("End there"), N_ ("T") },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &self->progress,
      N_ ("Write progress to standard error: progress PERCENT EVENTS"), NULL },
    { NULL }
  };
  const GOptionEntry thread[] = { { "thread", 0, 0, G_OPTION_ARG_STRING, &self->thread,
                                    N_ ("Whose time: a thread of a machine"), N_ ("MACHINE:TID") },
                                  { "format", 0, 0, G_OPTION_ARG_STRING, &texts->format,
                                    N_ ("What to print: text (default) or json"), N_ ("FORMAT") },
                                  { NULL } };
  const GOptionEntry events[] = {
    { "filter", 0, 0, G_OPTION_ARG_STRING, &self->filter, N_ ("Only lines that hold this text"), N_ ("TEXT") }, { NULL }
  };
  const GOptionEntry analyze[] = { { "rows", 0, 0, G_OPTION_ARG_STRING, &texts->rows, gs_options_get_rows_help (),
                                     N_ ("ROWS") },
                                   { "format", 0, 0, G_OPTION_ARG_STRING, &texts->format,
                                     N_ ("What to print: summary (JSON, default) or csv"), N_ ("FORMAT") },
                                   { NULL } };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, paths, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, any, GETTEXT_PACKAGE);
  if (command != GS_COMMAND_INFO)
    g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (command == GS_COMMAND_EXPLAIN || command == GS_COMMAND_PATH)
    g_option_context_add_main_entries (context, thread, GETTEXT_PACKAGE);
  else if (command == GS_COMMAND_EVENTS)
    g_option_context_add_main_entries (context, events, GETTEXT_PACKAGE);
  else if (command == GS_COMMAND_ANALYZE)
    g_option_context_add_main_entries (context, analyze, GETTEXT_PACKAGE);
  if (own != NULL)
    own->add (own->data, context);
  gs_options_describe (context, command);
  return context;
}

/**
 * gs_options_parse:
 * @command: whose options these are
 * @own: (nullable): what only that command knows
 * @argc: (inout): number of @argv's strings
 * @argv: (inout): program's name and arguments
 *
 * Prints the help and ends the program where it is asked for.
 *
 * Returns: (transfer full) (nullable): the options, or NULL with @error: wrong usage
 */
GsOptions *
gs_options_parse (GsCommand command, const GsOwnOptions *own, int *argc, char ***argv, GError **error)
{
  g_autoptr (GsOptions) self = g_new0 (GsOptions, 1);
  g_auto (GsOptionTexts) texts = { 0 };
  g_autoptr (GOptionContext) context = gs_options_create_context (command, own, self, &texts);

  self->rows = GS_ROWS_VCPUS;
  if (!g_option_context_parse (context, argc, argv, error) || !gs_options_convert (self, command, &texts, error)
      || !gs_options_check (self, command, error) || (own != NULL && !own->check (own->data, error)))
    return NULL;
  self->is_rows_only = command == GS_COMMAND_RENDER || (command == GS_COMMAND_ANALYZE && self->table == GS_TABLE_ROWS);
  return g_steal_pointer (&self);
}

void
gs_options_free (GsOptions *self)
{
  g_strfreev (self->paths);
  for (guint option = 0; option < GS_N_TRACE_OPTIONS; option++)
    g_strfreev (self->of_traces[option]);
  g_free (self->thread);
  g_free (self->filter);
  g_free (self->from);
  g_free (self->to);
  g_free (self);
}

/**
 * gs_options_apply:
 * @self: the options
 * @experiment: what they are about
 *
 * Puts what the user says about traces into @experiment.
 *
 * Returns: FALSE with @error: wrong usage, e.g. the name of a trace that is not there
 */
gboolean
gs_options_apply (const GsOptions *self, GsExperiment *experiment, GError **error)
{
  for (guint option = 0; option < GS_N_TRACE_OPTIONS; option++)
    if (!gs_trace_option_apply (option, self->of_traces[option], experiment, error))
      return FALSE;
  if (!self->sync)
    experiment->sync = FALSE;
  return TRUE;
}

/**
 * gs_options_get_span:
 * @self: the options
 * @full: the whole experiment
 * @span: (out): the part of it that is asked for, ns on the reference clock
 *
 * Returns: FALSE with @error where nothing of the experiment lies between --from and --to
 */
gboolean
gs_options_get_span (const GsOptions *self, GsSpan full, GsSpan *span, GError **error)
{
  g_autofree char *begin = NULL;
  g_autofree char *end = NULL;
  GsSpan wanted = full;

  if (!gs_options_parse_span (self, &wanted, error) || !gs_options_check_order (self, wanted, error))
    return FALSE;

  *span = gs_span_intersect (full, wanted);
  if (span->begin < span->end)
    return TRUE;
  begin = g_strdup_printf ("%" G_GINT64_FORMAT, full.begin);
  end = g_strdup_printf ("%" G_GINT64_FORMAT, full.end);
  g_set_error (error, GS_ERROR, GS_ERROR_ARGUMENT,
               _ ("nothing lies between --from and --to: the experiment is from %s to %s"), begin, end);
  return FALSE;
}
