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
#include "picture/gs-picture.h"
#include "window/gs-views.h"

#define DEFAULT_WIDTH 1600
#define DEFAULT_HEIGHT 900

/* The options as GOption delivers them: text still. */
typedef struct
{
  char *sync;
  char *format;
  char *rows;
  char *size;
  char *colours;
  char *memory;
  char *reader;
  char *colour_by;
} GsOptionTexts;

static void
gs_option_texts_clear (GsOptionTexts *self)
{
  g_free (self->sync);
  g_free (self->format);
  g_free (self->rows);
  g_free (self->size);
  g_free (self->colours);
  g_free (self->memory);
  g_free (self->reader);
  g_free (self->colour_by);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GsOptionTexts, gs_option_texts_clear)

static gboolean
gs_options_parse_size (const char *text, int *width, int *height, GError **error)
{
  char *end;
  gint64 w = g_ascii_strtoll (text, &end, 10);
  gint64 h = *end == 'x' && g_ascii_isdigit (end[1]) ? g_ascii_strtoll (end + 1, &end, 10) : 0;
  g_autofree char *wanted = NULL;

  if (*end == '\0' && MIN (w, h) >= GS_PICTURE_MIN_SIZE && MAX (w, h) <= GS_PICTURE_MAX_SIZE)
    {
      *width = w;
      *height = h;
      return TRUE;
    }

  wanted = g_strdup_printf (_ ("WIDTHxHEIGHT, each from %d to %d pixels"), GS_PICTURE_MIN_SIZE, GS_PICTURE_MAX_SIZE);
  gs_option_error_set (error, "--size", text, wanted);
  return FALSE;
}

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

static void
gs_options_fail_scale (int scale, GError **error)
{
  g_autofree char *value = g_strdup_printf ("%d", scale);
  g_autofree char *wanted = g_strdup_printf (_ ("a number from 1 to %d"), GS_PICTURE_MAX_SCALE);

  gs_option_error_set (error, "--scale", value, wanted);
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

/* A picture is of a view, a table of a kind of rows, of wake-ups or of thefts. */
static gboolean
gs_options_parse_rows (GsOptions *self, GsCommand command, const char *text, GError **error)
{
  g_autofree char *ids = gs_views_dup_row_ids ();
  const GsView *view = gs_views_find (text);

  if (command != GS_COMMAND_RENDER && gs_options_parse_table (self, text))
    return TRUE;
  if (command == GS_COMMAND_RENDER && view != NULL && gs_view_has_rows (view))
    {
      self->view = view;
      return TRUE;
    }
  gs_option_error_set (error, "--rows", text,
                       command == GS_COMMAND_RENDER ? ids : "vcpus, threads, cpus, wakeups, thefts");
  return FALSE;
}

static gboolean
gs_options_convert (GsOptions *self, GsCommand command, const GsOptionTexts *texts, GError **error)
{
  if (texts->sync != NULL && g_strcmp0 (texts->sync, "none") != 0 && g_strcmp0 (texts->sync, "auto") != 0)
    gs_option_error_set (error, "--sync", texts->sync, "auto, none");
  else if (!gs_options_parse_format (self, texts->format, command))
    gs_option_error_set (error, "--format", texts->format,
                         command == GS_COMMAND_ANALYZE ? "summary, csv" : "text, json");
  else if (texts->rows != NULL && !gs_options_parse_rows (self, command, texts->rows, error))
    return FALSE;
  else if (texts->memory != NULL && !gs_memory_option_apply (texts->memory, error))
    return FALSE;
  else if (texts->colours != NULL && !gs_colours_from_name (texts->colours, &self->colours))
    gs_option_error_set (error, "--colours", texts->colours, "standard, high-contrast, colour-blind");
  else if (texts->reader != NULL && !gs_trace_formats_prefer (texts->reader))
    gs_option_error_set (error, "--reader", texts->reader, "auto, native, babeltrace2");
  else if (texts->colour_by != NULL && !gs_colour_by_from_name (texts->colour_by, &self->colour_by))
    gs_option_error_set (error, "--colour-by", texts->colour_by, "state, machine, process");
  else if (self->scale < 1 || self->scale > GS_PICTURE_MAX_SCALE)
    gs_options_fail_scale (self->scale, error);
  else if ((texts->size == NULL || gs_options_parse_size (texts->size, &self->width, &self->height, error))
           && gs_options_check_traces (self, error) && gs_options_check_span (self, error))
    {
      self->sync = g_strcmp0 (texts->sync, "none") != 0;
      return TRUE;
    }
  return FALSE;
}

/* Without an ending it is a PNG; under another format's ending nobody would take it for one. */
static gboolean
gs_options_is_picture (const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  const char *ending = strrchr (name, '.');

  return ending == NULL || g_ascii_strcasecmp (ending, ".png") == 0 || g_ascii_strcasecmp (ending, ".svg") == 0
         || g_ascii_strcasecmp (ending, ".pdf") == 0;
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
  if (command == GS_COMMAND_RENDER && self->output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _ ("no picture is named: give one with -o FILE.png, .svg or .pdf"));
      return FALSE;
    }
  if (command == GS_COMMAND_RENDER && !gs_options_is_picture (self->output))
    {
      g_autofree char *name = g_filename_display_name (self->output);

      gs_option_error_set (error, "--output", name, _ ("FILE.png, .svg or .pdf"));
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
gs_options_create_context (GsCommand command, GsOptions *self, GsOptionTexts *texts)
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
  const GOptionEntry rows[] = { { "rows", 0, 0, G_OPTION_ARG_STRING, &texts->rows,
                                  N_ ("Which rows: vcpus (default), threads, cpus; with csv wakeups and thefts, too"),
                                  N_ ("ROWS") },
                                { NULL } };
  const GOptionEntry thread[] = { { "thread", 0, 0, G_OPTION_ARG_STRING, &self->thread,
                                    N_ ("Whose time: a thread of a machine"), N_ ("MACHINE:TID") },
                                  { "format", 0, 0, G_OPTION_ARG_STRING, &texts->format,
                                    N_ ("What to print: text (default) or json"), N_ ("FORMAT") },
                                  { NULL } };
  const GOptionEntry events[] = {
    { "filter", 0, 0, G_OPTION_ARG_STRING, &self->filter, N_ ("Only lines that hold this text"), N_ ("TEXT") }, { NULL }
  };
  const GOptionEntry analyze[] = { { "format", 0, 0, G_OPTION_ARG_STRING, &texts->format,
                                     N_ ("What to print: summary (JSON, default) or csv"), N_ ("FORMAT") },
                                   { NULL } };
  const GOptionEntry render[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &self->output, N_ ("The picture to write: .png, .svg or .pdf"),
      N_ ("FILE") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &texts->size, N_ ("Size of the picture in pixels (default: 1600x900)"),
      N_ ("WxH") },
    { "scale", 0, 0, G_OPTION_ARG_INT, &self->scale, N_ ("Device pixels per pixel of that size, 1 to 4 (default: 1)"),
      N_ ("N") },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &self->dark, N_ ("Draw on a dark background"), NULL },
    { "colours", 0, 0, G_OPTION_ARG_STRING, &texts->colours, N_ ("standard (default), high-contrast or colour-blind"),
      N_ ("NAME") },
    { "colour-by", 0, 0, G_OPTION_ARG_STRING, &texts->colour_by,
      N_ ("What colours say: state (default), machine or process"), N_ ("WHAT") },
    { "all-rows", 0, 0, G_OPTION_ARG_NONE, &self->all_rows, N_ ("Make the picture as high as all rows need"), NULL },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, paths, GETTEXT_PACKAGE);
  g_option_context_add_main_entries (context, any, GETTEXT_PACKAGE);
  if (command != GS_COMMAND_INFO)
    g_option_context_add_main_entries (context, common, GETTEXT_PACKAGE);
  if (command == GS_COMMAND_ANALYZE || command == GS_COMMAND_RENDER)
    g_option_context_add_main_entries (context, rows, GETTEXT_PACKAGE);
  else if (command == GS_COMMAND_EXPLAIN || command == GS_COMMAND_PATH)
    g_option_context_add_main_entries (context, thread, GETTEXT_PACKAGE);
  else if (command == GS_COMMAND_EVENTS)
    g_option_context_add_main_entries (context, events, GETTEXT_PACKAGE);
  if (command == GS_COMMAND_ANALYZE)
    g_option_context_add_main_entries (context, analyze, GETTEXT_PACKAGE);
  else if (command == GS_COMMAND_RENDER)
    g_option_context_add_main_entries (context, render, GETTEXT_PACKAGE);
  gs_options_describe (context, command);
  return context;
}

/**
 * gs_options_parse:
 * @command: whose options these are
 * @argc: (inout): number of @argv's strings
 * @argv: (inout): program's name and arguments
 *
 * Prints the help and ends the program where it is asked for.
 *
 * Returns: (transfer full) (nullable): the options, or NULL with @error: wrong usage
 */
GsOptions *
gs_options_parse (GsCommand command, int *argc, char ***argv, GError **error)
{
  g_autoptr (GsOptions) self = g_new0 (GsOptions, 1);
  g_auto (GsOptionTexts) texts = { 0 };
  g_autoptr (GOptionContext) context = gs_options_create_context (command, self, &texts);

  self->rows = GS_ROWS_VCPUS;
  self->view = gs_views_get (0);
  self->width = DEFAULT_WIDTH;
  self->height = DEFAULT_HEIGHT;
  self->scale = 1;
  if (!g_option_context_parse (context, argc, argv, error) || !gs_options_convert (self, command, &texts, error)
      || !gs_options_check (self, command, error))
    return NULL;
  self->is_rows_only = command == GS_COMMAND_ANALYZE && self->table == GS_TABLE_ROWS;
  return g_steal_pointer (&self);
}

void
gs_options_free (GsOptions *self)
{
  g_strfreev (self->paths);
  for (guint option = 0; option < GS_N_TRACE_OPTIONS; option++)
    g_strfreev (self->of_traces[option]);
  g_free (self->output);
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
