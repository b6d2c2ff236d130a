/* fuzz-options.c: whatever is on the command line, it is understood or refused with a message
 * SPDX-License-Identifier: MIT
 *
 * An input is the arguments, one a line; the first one is the subcommand.
 */
#include <string.h>

#include "experiment/gs-experiment-private.h"
#include "fuzz/fuzz.h"
#include "gs-options.h"
#include "gs-picture-option.h"

const char *const fuzz_words[] = {
  "analyze",     "render",     "info",           "explain",     "path",
  "events",      "--role",     "--guest",        "--sync",      "--offset",
  "--format",    "--rows",     "--from",         "--to",        "--size",
  "--scale",     "--colours",  "--reader",       "--thread",    "--filter",
  "--output",    "-o",         "--dark",         "--all-rows",  "--",
  "--colour-by", "--progress", "--unpack-large", "auto",        "none",
  "native",      "vcpus",      "threads",        "cpus",        "wakeups",
  "thefts",      "csv",        "summary",        "json",        "text",
  "host=host",   "guest=77",   "guest=-5",       "host=ignore", "+10",
  "640x480",     "a.svg",      "guest:12",       "\xff",        "high-contrast",
  "process",     NULL,
};

static const char *const commands[] = {
  [GS_COMMAND_ANALYZE] = "analyze", [GS_COMMAND_RENDER] = "render", [GS_COMMAND_INFO] = "info",
  [GS_COMMAND_EXPLAIN] = "explain", [GS_COMMAND_PATH] = "path",     [GS_COMMAND_EVENTS] = "events",
};

/* Help ends the program, as it should. */
static gboolean
asks_for_help (const char *argument)
{
  return argument[0] == '-'
         && (g_str_has_prefix (argument, "--help") || (argument[1] != '-' && strpbrk (argument, "h?") != NULL));
}

static void
check_error (const GError *error)
{
  g_assert_nonnull (error);
  g_assert_true (error->message[0] != '\0');
}

/* Options that are understood, for an experiment of a host and a guest. */
static void
use (const GsOptions *options)
{
  g_autoptr (GsExperiment) experiment = gs_experiment_new ();
  g_autoptr (GError) error = NULL;
  const GsSpan full = { G_GINT64_CONSTANT (1700000000000000000), G_GINT64_CONSTANT (1700000001000000000) };
  GsSpan span;

  gs_experiment_add (experiment, gs_experiment_trace_new ("/a", "host"));
  gs_experiment_add (experiment, gs_experiment_trace_new ("/b", "guest"));
  if (gs_options_apply (options, experiment, &error) && gs_options_get_span (options, full, &span, &error))
    g_assert_true (span.begin < span.end && span.begin >= full.begin && span.end <= full.end);
  else
    check_error (error);
}

static void
try (GsCommand command, char **lines)
{
  /* Parsing takes strings out of the list. */
  g_autofree char **argv = g_memdup2 (lines, (g_strv_length (lines) + 1) * sizeof *lines);
  g_autoptr (GError) error = NULL;
  char **rest = argv;
  int argc = (int) g_strv_length (lines);
  g_auto (GsPictureOptions) picture = { NULL };
  g_autoptr (GsOptions) options = NULL;
  GsOwnOptions own;

  gs_picture_options_init (&picture);
  own = gs_picture_options_get_own (&picture);
  options = gs_options_parse (command, command == GS_COMMAND_RENDER ? &own : NULL, &argc, &rest, &error);
  g_assert_true ((options == NULL) == (error != NULL));
  if (options != NULL)
    use (options);
  else
    check_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = size > 0 ? g_strndup ((const char *) data, size) : g_strdup ("");
  g_auto (GStrv) lines = g_strsplit (text, "\n", 200);

  for (guint i = 0; lines[0] != NULL && lines[i] != NULL; i++)
    if (asks_for_help (lines[i]))
      return 0;
  for (guint i = 0; lines[0] != NULL && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (lines[0], commands[i]) == 0)
      try (i, lines);
  return 0;
}

void
fuzz_add_seeds (GPtrArray *seeds)
{
  static const char *const texts[] = {
    "analyze\n--role\nguest=guest\n--guest=guest=77\n--offset\nguest=-500\n--format\ncsv\n--rows\nwakeups\n--from\n+10\n--to\n+1000\na",
    "render\na\n-o\nb.png\n--size=640x480\n--scale\n2\n--dark\n--colours\nhigh-contrast\n--rows\nthreads\n--all-rows\n--colour-by\nprocess",
    "info\n--reader\nnative\n--unpack-large\na\nb",
    "explain\na\n--thread\nguest:12\n--format\njson\n--sync\nnone\n--progress",
    "path\n--thread=guest:12\n--from\n1700000000000000100\n--to\n1700000000000000900\n--\na",
    "events\na\n--filter\nsched_switch",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_bytes_new_static (texts[i], strlen (texts[i])));
}
