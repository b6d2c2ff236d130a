/* gs-read-guard.c: handlers of SIGBUS and SIGABRT that jump out of a guarded call
 * SPDX-License-Identifier: MIT
 */
#include "babeltrace/gs-read-guard.h"

#include <glib/gi18n.h>
#include <setjmp.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>

/* Where the thread's guarded call began; NULL outside of one. */
static __thread sigjmp_buf *gs_read_guard_place;
/* What ended the thread's last guarded call early. */
static __thread volatile sig_atomic_t gs_read_guard_signal;

static struct sigaction gs_read_guard_old_bus, gs_read_guard_old_abort;

/* As if there were no handler of ours: a signal without a handler ends the program
 * when ours returns and what raised the signal is done again, or it is sent again. */
static void
gs_read_guard_pass_on (int number, siginfo_t *info, void *context)
{
  struct sigaction *old = number == SIGBUS ? &gs_read_guard_old_bus : &gs_read_guard_old_abort;

  if ((old->sa_flags & SA_SIGINFO) != 0)
    old->sa_sigaction (number, info, context);
  else if (old->sa_handler == SIG_DFL || old->sa_handler == SIG_IGN)
    {
      sigaction (number, old, NULL);
      if (info->si_code <= 0)
        raise (number);
    }
  else
    old->sa_handler (number);
}

/* A file's part that is not there any more comes as BUS_ADRERR; a broken
 * pointer never does. What other programs send is not for the call. */
static gboolean
gs_read_guard_is_of_call (int number, const siginfo_t *info)
{
  if (number == SIGBUS)
    return info->si_code == BUS_ADRERR;
  return info->si_code == SI_TKILL && info->si_pid == getpid ();
}

static void
gs_read_guard_handle (int number, siginfo_t *info, void *context)
{
  sigjmp_buf *place = gs_read_guard_place;

  if (place == NULL || !gs_read_guard_is_of_call (number, info))
    {
      gs_read_guard_pass_on (number, info, context);
      return;
    }
  gs_read_guard_signal = number;
  /* Saving the signal mask at each call would be a system call more. */
  pthread_sigmask (SIG_SETMASK, &((const ucontext_t *) context)->uc_sigmask, NULL);
  siglongjmp (*place, 1);
}

/**
 * gs_read_guard_install:
 *
 * Installs the handlers, for all threads. Once, early in the program.
 */
void
gs_read_guard_install (void)
{
  struct sigaction action = { .sa_sigaction = gs_read_guard_handle, .sa_flags = SA_SIGINFO };

  sigemptyset (&action.sa_mask);
  sigaction (SIGBUS, &action, &gs_read_guard_old_bus);
  sigaction (SIGABRT, &action, &gs_read_guard_old_abort);
}

/**
 * gs_read_guard_call:
 * @function: (scope call): calls the trace library; holds no lock
 * @data: for @function
 * @reason: (out) (optional): translated, where the call was ended
 *
 * Where the call was ended early, nothing that it worked on may be touched any
 * more, not even to free it.
 *
 * Returns: whether @function returned
 */
gboolean
gs_read_guard_call (GsReadGuardFunc function, gpointer data, const char **reason)
{
  sigjmp_buf *volatile outer = gs_read_guard_place;
  sigjmp_buf place;

  if (sigsetjmp (place, 0) == 0)
    {
      gs_read_guard_place = &place;
      function (data);
      gs_read_guard_place = outer;
      return TRUE;
    }

  gs_read_guard_place = outer;
  if (reason != NULL)
    *reason = gs_read_guard_signal == SIGBUS ?
                  _ ("it became shorter while it was read, or the disk failed; open the trace again when it is whole") :
                  _ ("the trace library gave up on it");
  return FALSE;
}
