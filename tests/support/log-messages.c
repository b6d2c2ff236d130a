/* log-messages.c: notes each text that is asked for in a translation, so that it is known which ones the tests let a program give
 * SPDX-License-Identifier: MIT
 *
 * To be preloaded. MESSAGES_FOLDER gets a file of each process, with each text once, each ended by a NUL.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libintl.h>
#include <pthread.h>
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* libintl.h writes some of them as others. */
#undef gettext
#undef dgettext
#undef ngettext

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER; /* guards what follows */
static void *known;                                       /* a tree of texts; they live as long as the program */
static pid_t owner;

static int
compare (const void *a, const void *b)
{
  return strcmp (a, b);
}

/* No file stays open: there may be few that the program may open. Where it may write no more, what it says stays its own. */
static void
append (const char *text)
{
  char path[4096];
  int file;

  snprintf (path, sizeof path, "%s/%d", getenv ("MESSAGES_FOLDER"), (int) owner);
  file = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  if (file >= 0 && write (file, text, strlen (text) + 1) < 0 && errno != EFBIG)
    perror (path);
  if (file >= 0)
    close (file);
}

static void
note (const char *text)
{
  if (getenv ("MESSAGES_FOLDER") == NULL || text == NULL)
    return;
  pthread_mutex_lock (&mutex);
  if (owner != getpid ())
    {
      owner = getpid ();
      known = NULL;
    }
  if (tfind (text, &known, compare) == NULL)
    {
      char *copy = strdup (text);

      if (copy != NULL && tsearch (copy, &known, compare) != NULL)
        append (copy);
    }
  pthread_mutex_unlock (&mutex);
}

char *
dcgettext (const char *domain, const char *text, int category)
{
  note (text);
  return ((__typeof__ (&dcgettext)) dlsym (RTLD_NEXT, "dcgettext")) (domain, text, category);
}

char *
dcngettext (const char *domain, const char *one, const char *many, unsigned long n, int category)
{
  note (one);
  return ((__typeof__ (&dcngettext)) dlsym (RTLD_NEXT, "dcngettext")) (domain, one, many, n, category);
}

char *
gettext (const char *text)
{
  return dcgettext (NULL, text, 5 /* LC_MESSAGES */);
}

char *
dgettext (const char *domain, const char *text)
{
  return dcgettext (domain, text, 5);
}

char *
ngettext (const char *one, const char *many, unsigned long n)
{
  return dcngettext (NULL, one, many, n, 5);
}
