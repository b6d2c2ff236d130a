/* gs-command-render.c: guestscope render
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-render.h"

#include "gs-picture.h"
#include "gs-run.h"

/**
 * gs_command_render:
 * @argc: number of @argv's strings
 * @argv: the subcommand and its arguments
 *
 * Returns: the exit status
 */
int
gs_command_render (int    argc,
                   char **argv)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GsOptions) options = gs_options_parse (GS_COMMAND_RENDER, &argc, &argv, &error);
  g_autoptr(GsTimeline) timeline = NULL;
  g_autofree char *name = NULL;
  GsSpan span;

  if (options == NULL)
    return gs_run_fail_usage ("render", error);

  timeline = gs_run_analysis (options, &name, &span, &error);
  if (timeline == NULL
      || !gs_picture_render_png (timeline, options->rows, span, options->width, options->height, FALSE, options->output, &error))
    return gs_run_fail (error);
  return GS_EXIT_DONE;
}
