/* gs-scratch.c: folders for a while, which no end of the program leaves behind
 * SPDX-License-Identifier: MIT
 *
 * PLACE/guestscope-scratch-XXXXXX holds the folder that is given out, and beside it a file that stays locked as long
 * as the program runs, however it ends. Who finds one that is not locked may remove it.
 */
#include "base/gs-scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/gs-lock.h"

#define PREFIX "guestscope-scratch-"
#define MAX_DEPTH 128
#define GRACE_SECONDS 60
#define MOST_TRIES 10

/* One that this program made and has not removed yet. */
typedef struct
{
  char *folder; /* which holds the lock and what was given out */
  char *path;   /* what was given out */
  int lock;     /* the locked file */
} GsScratch;

static GMutex gs_scratch_mutex; /* guards what follows */
static GArray *gs_scratch_list; /* of GsScratch */

/* Links are removed, never followed. */
static void
gs_scratch_remove_tree (const char *path, guint depth)
{
  g_autoptr (GDir) dir = NULL;
  GStatBuf status;
  const char *name;

  if (g_lstat (path, &status) == 0 && S_ISDIR (status.st_mode) && depth < MAX_DEPTH)
    {
      g_chmod (path, 0700);
      dir = g_dir_open (path, 0, NULL);
      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          gs_scratch_remove_tree (child, depth + 1);
        }
    }
  g_remove (path);
}

static int
gs_scratch_lock (const char *folder, int flags)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int file = g_open (path, flags | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (file >= 0 && flock (file, LOCK_EX | LOCK_NB) == 0)
    return file;
  if (file >= 0)
    close (file);
  return -1;
}

static gboolean
gs_scratch_fail (GError **error, const char *path)
{
  int number = errno;
  g_autofree char *display = g_filename_display_name (path);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (number),
               _ ("Cannot write “%s”: %s; make room in the folder for temporary files"), display, g_strerror (number));
  return FALSE;
}

static gboolean
gs_scratch_make (GsScratch *self, const char *place, GError **error)
{
  self->folder = g_build_filename (place, PREFIX "XXXXXX", NULL);
  if (g_mkdir_with_parents (place, 0700) != 0 || g_mkdtemp (self->folder) == NULL)
    return gs_scratch_fail (error, place);
  self->path = g_build_filename (self->folder, "files", NULL);
  self->lock = gs_scratch_lock (self->folder, O_CREAT);
  if (self->lock >= 0 && g_mkdir (self->path, 0700) == 0)
    return TRUE;
  gs_scratch_fail (error, self->folder);
  gs_scratch_remove_tree (self->folder, 0);
  return FALSE;
}

static void
gs_scratch_clear (GsScratch *self)
{
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->folder);
  g_free (self->path);
}

/**
 * gs_scratch_new:
 *
 * The folder is empty, the user's alone, and lies in the cache folder, or in that for temporary files where the cache
 * can't be written.
 *
 * Returns: (transfer full) (nullable): its path, for gs_scratch_remove(); NULL with @error
 */
char *
gs_scratch_new (GError **error)
{
  GsScratch self = { .lock = -1 };
  char *path;

  if (!gs_scratch_make (&self, g_get_user_cache_dir (), NULL))
    {
      gs_scratch_clear (&self);
      self = (GsScratch){ .lock = -1 };
      if (!gs_scratch_make (&self, g_get_tmp_dir (), error))
        {
          gs_scratch_clear (&self);
          return NULL;
        }
    }

  path = g_strdup (self.path);
  gs_lock (&gs_scratch_mutex);
  if (gs_scratch_list == NULL)
    {
      gs_scratch_list = g_array_new (FALSE, FALSE, sizeof (GsScratch));
      g_array_set_clear_func (gs_scratch_list, (GDestroyNotify) gs_scratch_clear);
    }
  g_array_append_val (gs_scratch_list, self);
  gs_unlock (&gs_scratch_mutex);
  return path;
}

/**
 * gs_scratch_remove:
 * @path: what gs_scratch_new() gave out
 *
 * Removes it with all that it holds.
 */
void
gs_scratch_remove (const char *path)
{
  gs_lock (&gs_scratch_mutex);
  for (guint i = 0; gs_scratch_list != NULL && i < gs_scratch_list->len; i++)
    {
      const GsScratch *self = &g_array_index (gs_scratch_list, GsScratch, i);

      if (strcmp (self->path, path) != 0)
        continue;
      gs_scratch_remove_tree (self->folder, 0);
      g_array_remove_index_fast (gs_scratch_list, i);
      break;
    }
  gs_unlock (&gs_scratch_mutex);
}

/* For a program that ends at once, whatever its threads do: one that unpacks may add a file to a folder that is being
 * removed, but not to one that is gone. */
void
gs_scratch_remove_all (void)
{
  gs_lock (&gs_scratch_mutex);
  for (guint i = 0; gs_scratch_list != NULL && i < gs_scratch_list->len; i++)
    {
      const char *folder = g_array_index (gs_scratch_list, GsScratch, i).folder;

      for (guint try = 0; try < MOST_TRIES && g_file_test (folder, G_FILE_TEST_EXISTS); try++)
        gs_scratch_remove_tree (folder, 0);
    }
  gs_unlock (&gs_scratch_mutex);
}

static guint
gs_scratch_sweep_place (const char *place)
{
  g_autoptr (GDir) dir = g_dir_open (place, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name;
  guint n = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *folder = g_build_filename (place, name, NULL);
      GStatBuf status;
      int lock;

      if (!g_str_has_prefix (name, PREFIX) || g_lstat (folder, &status) != 0 || !S_ISDIR (status.st_mode)
          || status.st_uid != geteuid ())
        continue;
      /* A program that was killed before it could lock left no lock; one that has just begun has none yet. */
      lock = gs_scratch_lock (folder, status.st_mtime + GRACE_SECONDS < now ? O_CREAT : 0);
      if (lock < 0)
        continue;
      gs_scratch_remove_tree (folder, 0);
      close (lock);
      n++;
    }
  return n;
}

/**
 * gs_scratch_sweep:
 *
 * Removes what programs left behind that were killed.
 *
 * Returns: how many folders that were
 */
guint
gs_scratch_sweep (void)
{
  return gs_scratch_sweep_place (g_get_user_cache_dir ()) + gs_scratch_sweep_place (g_get_tmp_dir ());
}
