/* main.c: the subcommands that draw nothing; all else is the window's program
 * SPDX-License-Identifier: MIT
 *
 * To load GTK and what it is made of takes longer than to analyse a small recording, so it is another program's.
 */
#include <errno.h>
#include <glib/gi18n.h>
#include <pthread.h>
#include <unistd.h>

#include "base/gs-install-dirs.h"
#include "gs-command-analyze.h"
#include "gs-command-events.h"
#include "gs-command-explain.h"
#include "gs-command-info.h"
#include "gs-run.h"
#include "gs-start.h"

static const GsCommandEntry commands[] = {
  { "analyze", gs_command_analyze }, { "info", gs_command_info },     { "explain", gs_command_explain },
  { "path", gs_command_path },       { "events", gs_command_events },
};

/* Signals wait until that program can tell what to do about them. Returns: the exit status, where it can't be started */
static int
become_window (char **argv)
{
  g_autofree char *program = gs_install_dirs_dup_program ("guestscope-window");
  g_autofree char *display = g_filename_display_name (program);
  sigset_t set;
  int number;

  gs_run_get_signals (&set);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  execv (program, argv);
  number = errno;
  gs_start ();
  g_printerr ("guestscope: ");
  g_printerr (_ ("the window, “%s”, cannot be started, install Guestscope again: %s"), display, g_strerror (number));
  g_printerr ("\n");
  return GS_EXIT_INPUT;
}

int
main (int argc, char **argv)
{
  const GsCommandEntry *command = gs_start_find_command (commands, G_N_ELEMENTS (commands), argc, argv);

  if (command == NULL)
    return become_window (argv);
  gs_start ();
  return gs_start_run_command (command, argc, argv);
}
