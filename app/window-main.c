/* window-main.c: the window, and the subcommand that draws; guestscope becomes this program
 * SPDX-License-Identifier: MIT
 */
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
  gs_scratch_sweep ();
  application = gs_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  gs_scratch_remove_all ();
  return status;
}
