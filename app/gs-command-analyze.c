/* gs-command-analyze.c: guestscope analyze
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-analyze.h"

#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "gs-run-progress.h"
#include "gs-run.h"
#include "report/gs-export-csv.h"
#include "report/gs-export-summary.h"
#include "report/gs-export-thefts.h"
#include "report/gs-export-wakeups.h"

#define BUFFER_BYTES (256 * 1024)

static gboolean
gs_command_analyze_print (const GsOptions *options, const GsTimeline *timeline, const char *name, GsSpan span,
                          GError **error)
{
  GCancellable *cancellable = gs_run_get_cancellable ();
  g_autoptr (GOutputStream) file = NULL;
  g_autoptr (GOutputStream) stream = NULL;
  gboolean is_written;

  if (options->format == GS_FORMAT_SUMMARY)
    {
      g_autofree char *text = gs_export_summary_dup (timeline, name, span);

      return gs_run_print (text, error);
    }
  file = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  stream = g_buffered_output_stream_new_sized (file, BUFFER_BYTES);
  if (options->table == GS_TABLE_WAKEUPS)
    is_written = gs_export_wakeups_write (timeline, span, stream, cancellable, error);
  else if (options->table == GS_TABLE_THEFTS)
    is_written = gs_export_thefts_write (timeline, span, stream, cancellable, error);
  else
    is_written = gs_export_csv_write (timeline, options->rows, span, stream, cancellable, error);
  return is_written && g_output_stream_close (stream, cancellable, error);
}

/* From here on everything is looked at once, by this thread: what nobody comes back to need not be kept. */
static void
gs_command_analyze_spare (GsTimeline *timeline)
{
  timeline->is_passed = TRUE;
  gs_run_drop_clues (timeline);
}

/**
 * gs_command_analyze:
 * @argc: number of @argv's strings
 * @argv: the subcommand and its arguments
 *
 * Returns: the exit status
 */
int
gs_command_analyze (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsOptions) options = gs_options_parse (GS_COMMAND_ANALYZE, NULL, &argc, &argv, &error);
  g_autoptr (GsTimeline) timeline = NULL;
  g_autofree char *name = NULL;
  GsSpan span;

  if (options == NULL)
    return gs_run_fail ("analyze", error);

  timeline = gs_run_analysis (options, &name, &span, &error);
  if (timeline != NULL)
    gs_command_analyze_spare (timeline);
  if (timeline == NULL || !gs_command_analyze_print (options, timeline, name, span, &error))
    return gs_run_fail ("analyze", error);
  gs_run_progress_stop ();
  return GS_EXIT_DONE;
}
