/* gs-faults.c: what is left to do where the system has nothing left to give
 * SPDX-License-Identifier: MIT
 *
 * GLib ends the program where memory or threads are refused. It shall end like any other failed run: with a message
 * that people understand, an exit status, and nothing left behind.
 */
#include "gs-faults.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/gs-scratch.h"
#include "gs-run.h"

static void
gs_faults_say (const char *text)
{
  /* No more can be done where even this fails. */
  if (write (STDERR_FILENO, text, strlen (text)) < 0)
    return;
}

static void
gs_faults_on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_ERROR) == 0 || message == NULL)
    {
      g_log_default_handler (domain, level, message, NULL);
      return;
    }
  if (strstr (message, "creating thread") != NULL)
    gs_faults_say ("guestscope: no more threads can be started: end other programs, or raise the limit (ulimit -u)\n");
  else if (strstr (message, "failed to allocate") != NULL)
    gs_faults_say ("guestscope: there is not enough memory: end other programs, or raise the limit (ulimit -v)\n");
  else
    {
      g_log_default_handler (domain, level, message, NULL);
      return;
    }
  gs_scratch_remove_all ();
  _exit (GS_EXIT_INPUT);
}

/**
 * gs_faults_install:
 *
 * To be called first. A pipe that nobody reads and a limit of a file's size are errors from now on, not deaths; where
 * memory or threads end, the program says so.
 */
void
gs_faults_install (void)
{
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
  g_log_set_default_handler (gs_faults_on_log, NULL);
}
