/* window-main.c: the window, and the subcommand that draws; guestscope becomes this program
 * SPDX-License-Identifier: MIT
 */
#include <glob.h>
#include <gtk/gtk.h>
#include <pthread.h>
#include <sys/prctl.h>

#include "base/gs-memory.h"
#include "base/gs-scratch.h"
#include "gs-application.h"
#include "gs-command-render.h"
#include "gs-run.h"
#include "gs-start.h"

static const GsCommandEntry commands[] = { { "render", gs_command_render } };

/* As they were before guestscope blocked them. */
static void
let_signals_end_it (void)
{
  sigset_t set;

  gs_run_get_signals (&set);
  pthread_sigmask (SIG_UNBLOCK, &set, NULL);
}

/* Whether a device draws for programs: Linux's own interface, and those that drivers have beside it. */
static gboolean
has_graphics_processor (void)
{
  static const char *const devices[] = { "/dev/dri/renderD*", "/dev/nvidiactl", "/dev/dxg", "/dev/kgsl-3d0",
                                         "/dev/mali0" };
  gboolean is_there = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (devices) && !is_there; i++)
    {
      glob_t found;

      is_there = glob (devices[i], GLOB_NOSORT, NULL, &found) == 0;
      globfree (&found);
    }
  return is_there;
}

/* Without one OpenGL is a compiler and its programs, run by the processors that draw the rows already: 160 MB more of
 * memory, for nothing. Whoever has chosen a renderer keeps it. To be called before GTK opens a display. */
static void
draw_by_cairo (void)
{
  gboolean knows_disable = gtk_get_minor_version () >= 16 || gtk_get_major_version () > 4;

  if (!has_graphics_processor ())
    g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (g_strcmp0 (g_getenv ("GSK_RENDERER"), "cairo") != 0)
    return;
  if (knows_disable)
    g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
  else
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
}

int
main (int argc, char **argv)
{
  const GsCommandEntry *command = gs_start_find_command (commands, G_N_ELEMENTS (commands), argc, argv);
  g_autoptr (GsApplication) application = NULL;
  int status;

  prctl (PR_SET_NAME, "guestscope"); /* what people know it as, in lists of processes, too */
  gs_start ();
  if (command != NULL)
    return gs_start_run_command (command, argc, argv);

  let_signals_end_it ();
  gs_memory_be_frugal ();
  draw_by_cairo ();
  gs_scratch_sweep ();
  application = gs_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  gs_scratch_remove_all ();
  return status;
}
