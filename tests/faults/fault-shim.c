/* fault-shim.c: lets the system fail, once and at a chosen moment
 * SPDX-License-Identifier: MIT
 *
 * To be preloaded. FAULT_CALL: read, pread, mmap, write, fsync, rename, link, open, fopen, mkdir, thread, clock, room, list or plugin;
 * FAULT_NUMBER: which of them, from 1 on (0: all; "3+": the third and all after it); FAULT_ERROR: the error's number, or what
 * happens just before the call:
 *   shrink, remove  the file becomes shorter, or loses its name
 *   vanish          the folder that holds it is somewhere else; what is open stays so
 *   stop            the program is stopped, and goes on after a while
 * or "back", "on": the clock is an hour late, or has jumped by eight; FAULT_WORD: only of files whose path holds it. A list that
 * fails never ends; a plugin is one of babeltrace2's.
 */
#define _GNU_SOURCE
#undef _FILE_OFFSET_BITS /* else calls with and without 64 have one name */
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

static atomic_int n_calls;

static int
is_about (const char *path)
{
  const char *word = getenv ("FAULT_WORD");

  return word == NULL || strstr (path, word) != NULL;
}

/* Whether it is this call's turn */
static int
is_next (const char *number)
{
  int n = atomic_fetch_add (&n_calls, 1) + 1, wanted = atoi (number);

  return n == wanted || wanted == 0 || (n > wanted && strchr (number, '+') != NULL);
}

static void
vanish (const char *path)
{
  char folder[4096], elsewhere[4104];

  snprintf (folder, sizeof folder, "%s", path);
  snprintf (elsewhere, sizeof elsewhere, "%s-gone", dirname (folder));
  rename (folder, elsewhere);
}

/* Somebody else lets it go on: it can't itself. */
static void
stop_for_a_while (void)
{
  const struct timespec while_ = { 0, 300 * 1000 * 1000 };
  pid_t program = getpid (), other = fork ();

  if (other == 0)
    {
      nanosleep (&while_, NULL);
      kill (program, SIGCONT);
      _exit (0);
    }
  raise (SIGSTOP);
}

/* Returns: whether this call is to fail; errno is set then */
static int
fails (const char *call, const char *path)
{
  const char *wanted = getenv ("FAULT_CALL"), *number = getenv ("FAULT_NUMBER"), *error = getenv ("FAULT_ERROR");

  if (wanted == NULL || number == NULL || error == NULL || strcmp (wanted, call) != 0 || !is_about (path))
    return 0;
  if (!is_next (number))
    return 0;
  if (strcmp (error, "vanish") == 0)
    vanish (path);
  if (strcmp (error, "stop") == 0)
    stop_for_a_while ();
  if (strcmp (error, "shrink") == 0 && truncate (path, 5000) != 0)
    abort ();
  if (strcmp (error, "remove") == 0)
    unlink (path);
  errno = atoi (error);
  return errno != 0;
}

static int
fails_file (const char *call, int file)
{
  char link[64], path[4096];
  ssize_t n;

  snprintf (link, sizeof link, "/proc/self/fd/%d", file);
  n = readlink (link, path, sizeof path - 1);
  if (n < 0)
    return 0;
  path[n] = '\0';
  return fails (call, path);
}

ssize_t
read (int file, void *buffer, size_t size)
{
  return fails_file ("read", file) ? -1 : NEXT (read) (file, buffer, size);
}

ssize_t
pread (int file, void *buffer, size_t size, off_t offset)
{
  return fails_file ("pread", file) ? -1 : NEXT (pread) (file, buffer, size, offset);
}

ssize_t
pread64 (int file, void *buffer, size_t size, off64_t offset)
{
  return fails_file ("pread", file) ? -1 : NEXT (pread64) (file, buffer, size, offset);
}

void *
mmap (void *address, size_t size, int protection, int flags, int file, off_t offset)
{
  return file >= 0 && fails_file ("mmap", file) ? MAP_FAILED :
                                                  NEXT (mmap) (address, size, protection, flags, file, offset);
}

void *
mmap64 (void *address, size_t size, int protection, int flags, int file, off64_t offset)
{
  return file >= 0 && fails_file ("mmap", file) ? MAP_FAILED :
                                                  NEXT (mmap64) (address, size, protection, flags, file, offset);
}

ssize_t
write (int file, const void *buffer, size_t size)
{
  return fails_file ("write", file) ? -1 : NEXT (write) (file, buffer, size);
}

int
fsync (int file)
{
  return fails_file ("fsync", file) ? -1 : NEXT (fsync) (file);
}

int
rename (const char *from, const char *to)
{
  return fails ("rename", to) ? -1 : NEXT (rename) (from, to);
}

int
linkat (int from_folder, const char *from, int to_folder, const char *to, int flags)
{
  return fails ("link", to) ? -1 : NEXT (linkat) (from_folder, from, to_folder, to, flags);
}

int
mkdir (const char *path, mode_t mode)
{
  return fails ("mkdir", path) ? -1 : NEXT (mkdir) (path, mode);
}

/* Only with these flags is there a mode. */
static mode_t
take_mode (int flags, va_list list)
{
  return (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg (list, mode_t) : 0;
}

int
open (const char *path, int flags, ...)
{
  va_list list;
  mode_t mode;

  va_start (list, flags);
  mode = take_mode (flags, list);
  va_end (list);
  return fails ("open", path) ? -1 : NEXT (open) (path, flags, mode);
}

int
open64 (const char *path, int flags, ...)
{
  va_list list;
  mode_t mode;

  va_start (list, flags);
  mode = take_mode (flags, list);
  va_end (list);
  return fails ("open", path) ? -1 : NEXT (open64) (path, flags, mode);
}

/* As babeltrace2 opens streams. */
FILE *
fopen64 (const char *path, const char *mode)
{
  return fails ("fopen", path) ? NULL : NEXT (fopen64) (path, mode);
}

FILE *
fopen (const char *path, const char *mode)
{
  return fails ("fopen", path) ? NULL : NEXT (fopen) (path, mode);
}

int
pthread_create (pthread_t *thread, const pthread_attr_t *attributes, void *(*start) (void *), void *data)
{
  return fails ("thread", "") ? errno : NEXT (pthread_create) (thread, attributes, start, data);
}

/* Suspended, the machine's other clocks stand still, but for one that nobody reads here. */
int
clock_gettime (clockid_t clock, struct timespec *time)
{
  int result = NEXT (clock_gettime) (clock, time);

  if (clock == CLOCK_REALTIME && !fails ("clock", "") && getenv ("FAULT_CALL") != NULL
      && strcmp (getenv ("FAULT_CALL"), "clock") == 0 && atomic_load (&n_calls) >= atoi (getenv ("FAULT_NUMBER")))
    time->tv_sec += strcmp (getenv ("FAULT_ERROR"), "on") == 0 ? 8 * 3600 : -3600;
  return result;
}

int
statfs64 (const char *path, struct statfs64 *status)
{
  int result = NEXT (statfs64) (path, status);

  if (fails ("room", path))
    status->f_bfree = status->f_bavail = 0;
  return result;
}

/* One name after the other, behind which there is nothing. */
struct dirent64 *
readdir64 (DIR *folder)
{
  static __thread struct dirent64 entry = { .d_type = DT_REG };
  static __thread DIR *endless; /* is not asked for again: that takes longer than all else */
  struct dirent64 *next = NEXT (readdir64) (folder);

  if (next != NULL || (folder != endless && !fails_file ("list", dirfd (folder))))
    return next;
  endless = folder;
  atomic_fetch_add (&n_calls, 1);
  snprintf (entry.d_name, sizeof entry.d_name, "%d", atomic_load (&n_calls));
  return &entry;
}

/* babeltrace2's: there is no such plugin. */
int bt_plugin_find (const char *name, int in_path, int in_home, int in_system, int in_program, int is_strict,
                    const void **plugin);

int
bt_plugin_find (const char *name, int in_path, int in_home, int in_system, int in_program, int is_strict,
                const void **plugin)
{
  return fails ("plugin", name) ?
             2 :
             NEXT (bt_plugin_find) (name, in_path, in_home, in_system, in_program, is_strict, plugin);
}
