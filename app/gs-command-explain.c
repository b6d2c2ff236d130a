/* gs-command-explain.c: guestscope explain, guestscope path
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-explain.h"

#include "gs-run-progress.h"
#include "gs-run.h"
#include "gs-thread-option.h"
#include "report/gs-export-explain.h"
#include "report/gs-export-path.h"
#include "why/gs-explain.h"
#include "why/gs-path.h"

typedef char *(*GsCommandDescribe) (const GsOptions *options, const GsTimeline *timeline, guint machine, gint32 tid,
                                    GsSpan span);

/* Returns: (transfer full): what is printed for "explain" */
static char *
gs_command_explain_describe (const GsOptions *options, const GsTimeline *timeline, guint machine, gint32 tid,
                             GsSpan span)
{
  g_autoptr (GsWhyNode) node = gs_explain_tid (timeline, machine, tid, span);

  if (options->format == GS_FORMAT_JSON)
    return gs_export_explain_dup_json (timeline, machine, tid, span, node);
  return gs_export_explain_dup_text (timeline, machine, tid, span, node);
}

/* Of several lives that a TID had, the last one that had begun before @time. */
static guint32
gs_command_path_find_thread (const GsTimelineMachine *machine, gint32 tid, gint64 time)
{
  guint32 found = GS_NO_INDEX;

  for (guint i = 0; i < machine->threads->len; i++)
    {
      const GsThreadRow *row = &g_array_index (machine->threads, GsThreadRow, i);

      if (row->thread->tid == tid
          && (found == GS_NO_INDEX
              || gs_clock_to_reference (&machine->clock, gs_track_get_span (row->thread->track).begin) < time))
        found = i;
    }
  return found;
}

/* And for "path". */
static char *
gs_command_path_describe (const GsOptions *options, const GsTimeline *timeline, guint machine, gint32 tid, GsSpan span)
{
  guint32 thread = gs_command_path_find_thread (gs_timeline_get_machine (timeline, machine), tid, span.end);
  g_autoptr (GArray) steps = gs_path_find (timeline, machine, thread, span);

  if (options->format == GS_FORMAT_JSON)
    return gs_export_path_dup_json (timeline, machine, tid, span, steps);
  return gs_export_path_dup_text (timeline, machine, tid, span, steps);
}

static gboolean
gs_command_explain_print (const GsOptions *options, const GsTimeline *timeline, GsSpan span, GsCommandDescribe describe,
                          GError **error)
{
  g_autofree char *text = NULL;
  guint machine;
  gint32 tid;

  if (!gs_thread_option_find (timeline, options->thread, &machine, &tid, error))
    return FALSE;
  text = describe (options, timeline, machine, tid, span);
  return gs_run_print (text, error);
}

static int
gs_command_explain_run (GsCommand command, const char *name, GsCommandDescribe describe, int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsOptions) options = gs_options_parse (command, NULL, &argc, &argv, &error);
  g_autoptr (GsTimeline) timeline = NULL;
  g_autofree char *title = NULL;
  GsSpan span;

  if (options == NULL)
    return gs_run_fail (name, error);

  timeline = gs_run_analysis (options, &title, &span, &error);
  if (timeline == NULL || !gs_command_explain_print (options, timeline, span, describe, &error))
    return gs_run_fail (name, error);
  gs_run_progress_stop ();
  return GS_EXIT_DONE;
}

/**
 * gs_command_explain:
 * @argc: number of @argv's strings
 * @argv: the subcommand and its arguments
 *
 * Returns: the exit status
 */
int
gs_command_explain (int argc, char **argv)
{
  return gs_command_explain_run (GS_COMMAND_EXPLAIN, "explain", gs_command_explain_describe, argc, argv);
}

/* As gs_command_explain(). */
int
gs_command_path (int argc, char **argv)
{
  return gs_command_explain_run (GS_COMMAND_PATH, "path", gs_command_path_describe, argc, argv);
}
