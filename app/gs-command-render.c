/* gs-command-render.c: guestscope render
 * SPDX-License-Identifier: MIT
 */
#include "gs-command-render.h"

#include "gs-picture-option.h"
#include "gs-run-progress.h"
#include "gs-run.h"
#include "picture/gs-picture.h"

static gboolean
gs_command_render_write (GsTimeline *timeline, const GsPictureOptions *options, const char *name, GsSpan span,
                         GError **error)
{
  const GsPictureSpec spec = {
    .view = options->view,
    .span = span,
    .title = name,
    .width = options->width,
    .height = options->height,
    .has_all_rows = options->has_all_rows,
    .scale = options->scale,
    .colours = options->colours,
    .colour_by = options->colour_by,
    .is_dark = options->is_dark,
  };

  return gs_picture_write (timeline, &spec, gs_picture_format_of (options->output), options->output, error);
}

/**
 * gs_command_render:
 * @argc: number of @argv's strings
 * @argv: the subcommand and its arguments
 *
 * Returns: the exit status
 */
int
gs_command_render (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GsOptions) options = NULL;
  g_autoptr (GsTimeline) timeline = NULL;
  g_auto (GsPictureOptions) picture = { NULL };
  g_autofree char *name = NULL;
  GsOwnOptions own;
  GsSpan span;

  gs_picture_options_init (&picture);
  own = gs_picture_options_get_own (&picture);
  options = gs_options_parse (GS_COMMAND_RENDER, &own, &argc, &argv, &error);
  if (options == NULL)
    return gs_run_fail ("render", error);

  timeline = gs_run_analysis (options, &name, &span, &error);
  if (timeline == NULL)
    return gs_run_fail ("render", error);
  gs_run_drop_clues (timeline);
  if (!gs_command_render_write (timeline, &picture, name, span, &error))
    return gs_run_fail ("render", error);
  gs_run_progress_stop ();
  return GS_EXIT_DONE;
}
