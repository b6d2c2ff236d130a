/* gs-command-events.c: guestscope events
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-events.h"

#include <gio/gunixoutputstream.h>
#include <unistd.h>

#include "gs-run-progress.h"
#include "gs-run.h"
#include "report/gs-export-events.h"

#define BUFFER_BYTES (256 * 1024)

static gboolean
gs_command_events_print (const GsOptions *options, GsTimeline *timeline, GsSpan span, GError **error)
{
  GCancellable *cancellable = gs_run_get_cancellable ();
  g_autoptr (GOutputStream) file = g_unix_output_stream_new (STDOUT_FILENO, FALSE);
  g_autoptr (GOutputStream) stream = g_buffered_output_stream_new_sized (file, BUFFER_BYTES);

  return gs_export_events_write (timeline, span, options->filter, stream, cancellable, error)
         && g_output_stream_close (stream, cancellable, error);
}

/**
 * gs_command_events:
 * @argc: number of @argv's strings
 * @argv: the subcommand and its arguments
 *
 * Returns: the exit status
 */
int
gs_command_events (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsOptions) options = gs_options_parse (GS_COMMAND_EVENTS, NULL, &argc, &argv, &error);
  g_autoptr (GsTimeline) timeline = NULL;
  g_autofree char *name = NULL;
  GsSpan span;

  if (options == NULL)
    return gs_run_fail ("events", error);

  timeline = gs_run_analysis (options, &name, &span, &error);
  if (timeline == NULL || !gs_command_events_print (options, timeline, span, &error))
    return gs_run_fail ("events", error);
  gs_run_progress_stop ();
  return GS_EXIT_DONE;
}
