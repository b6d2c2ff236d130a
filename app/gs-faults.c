/* gs-faults.c: what is left to do where the system has nothing left to give
 * SPDX-License-Identifier: MIT
 *
 * GLib ends the program where memory or threads are refused. It shall end like any other failed run: with a message
 * that people understand, an exit status, and nothing left behind.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "gs-faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
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
gs_faults_end (const char *text)
{
  gs_faults_say (text);
  gs_scratch_remove_all ();
  _exit (GS_EXIT_INPUT);
}

static void
gs_faults_end_for_memory (void)
{
  gs_faults_end ("guestscope: there is not enough memory: end other programs, or raise the limit (ulimit -v)\n");
}

static void
gs_faults_on_log (const char *domain, GLogLevelFlags level, const char *message, gpointer user_data)
{
  if ((level & G_LOG_LEVEL_ERROR) == 0 || message == NULL)
    {
      g_log_default_handler (domain, level, message, NULL);
      return;
    }
  if (strstr (message, "failed to allocate") != NULL)
    gs_faults_end_for_memory ();
  if (strstr (message, g_strerror (EMFILE)) != NULL)
    gs_faults_end ("guestscope: no more files can be opened: raise the limit (ulimit -n)\n");
  g_log_default_handler (domain, level, message, NULL);
}

/* The sanitizers have these for themselves. */
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

int __vasprintf_chk (char **text, int flag, const char *format, va_list list);

/* In place of the system's, for the libraries, too: where GLib's pools get no thread, they wait for ever. */
int
pthread_create (pthread_t *thread, const pthread_attr_t *attributes, void *(*start) (void *), void *data)
{
  int result = ((__typeof__ (&pthread_create)) dlsym (RTLD_NEXT, "pthread_create")) (thread, attributes, start, data);

  if (result != 0)
    gs_faults_end (
        "guestscope: no more threads can be started: end other programs, or raise the limits (ulimit -u, ulimit -v)\n");
  return result;
}

/* GLib words its message with this, and where there is no memory for that either, calls itself until the stack ends. */
int
__vasprintf_chk (char **text, int flag, const char *format, va_list list)
{
  int n = ((__typeof__ (&__vasprintf_chk)) dlsym (RTLD_NEXT, "__vasprintf_chk")) (text, flag, format, list);

  if (n < 0 && errno == ENOMEM)
    gs_faults_end_for_memory ();
  return n;
}

#endif

/* What was printed by the way, as help is: nobody looked whether it came out. */
static void
gs_faults_check_output (void)
{
  if ((fflush (stdout) != 0 || ferror (stdout)) && errno != EPIPE)
    gs_faults_end ("guestscope: standard output cannot be written: it is closed, or its disk is full\n");
}

/* What was closed stays closed: else the next file that is opened would get what is said to people. Nothing can be
 * written to what is put there, so that it is noticed where output was wanted. */
static void
gs_faults_keep_closed (void)
{
  for (int file = STDIN_FILENO; file <= STDERR_FILENO; file++)
    if (fcntl (file, F_GETFD) < 0 && open ("/dev/null", O_RDONLY) < 0)
      return;
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
  gs_faults_keep_closed ();
  atexit (gs_faults_check_output);
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);
  g_log_set_default_handler (gs_faults_on_log, NULL);
}
