/* gs-track-spill.c: room on the disk for what memory is too small for
 * SPDX-License-Identifier: MIT
 *
 * One file in the cache folder, without a name, so that no end of the program leaves it behind. Its parts are mapped: the kernel
 * keeps those in memory that are used, and writes the others to the disk when it needs the room.
 */
#define _GNU_SOURCE /* O_TMPFILE, fallocate() */
#include "track/gs-track-spill.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/gs-lock.h"

static struct
{
  GMutex lock;
  int file;      /* -1: not opened yet, or not to be had */
  int failure;   /* errno of what failed first; 0: nothing did */
  goffset end;   /* of all parts */
  GArray *freed; /* of goffset: parts that are not used any more; all are of one size */
} spill = { .file = -1 };

static int
gs_track_spill_open (void)
{
  const char *folder = g_get_user_cache_dir ();
  int file;

  g_mkdir_with_parents (folder, 0700);
  file = g_open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file < 0 && errno != ENOENT)
    {
      /* A file system that knows none without a name. */
      g_autofree char *path = g_build_filename (folder, "guestscope-tracks-XXXXXX", NULL);

      file = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
      if (file >= 0)
        g_unlink (path);
    }
  return file;
}

/* With the lock held. FALSE: there is no room on the disk, now or ever. */
static gboolean
gs_track_spill_take (gsize n_bytes, goffset *place)
{
  if (spill.file < 0 && spill.failure == 0 && (spill.file = gs_track_spill_open ()) < 0)
    spill.failure = errno;
  if (spill.file < 0)
    return FALSE;
  if (spill.freed != NULL && spill.freed->len > 0)
    {
      *place = g_array_index (spill.freed, goffset, spill.freed->len - 1);
      g_array_set_size (spill.freed, spill.freed->len - 1);
    }
  else
    {
      *place = spill.end;
      spill.end += n_bytes;
    }
  return TRUE;
}

/* With the lock held. */
static void
gs_track_spill_give_back (goffset place)
{
  if (spill.freed == NULL)
    spill.freed = g_array_new (FALSE, FALSE, sizeof (goffset));
  g_array_append_val (spill.freed, place);
}

/* What lies there is taken from the disk before it is written to: a full one is no signal later. */
static guint8 *
gs_track_spill_map_part (gsize n_bytes, goffset place)
{
  int failure = posix_fallocate (spill.file, place, n_bytes);
  guint8 *memory = MAP_FAILED;

  if (failure == 0)
    memory = mmap (NULL, n_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, spill.file, place);
  if (memory != MAP_FAILED)
    {
      /* A row's parts lie all over the file: what would be read ahead is other rows'. */
      madvise (memory, n_bytes, MADV_RANDOM);
      return memory;
    }
  spill.failure = failure != 0 ? failure : errno;
  return NULL;
}

/**
 * gs_track_spill_map:
 * @n_bytes: the same each time; whole pages
 * @place: (out): for gs_track_spill_unmap()
 *
 * Returns: (nullable): zeros; NULL where the disk has no room (gs_track_spill_dup_warning() says so then)
 */
guint8 *
gs_track_spill_map (gsize n_bytes, goffset *place)
{
  guint8 *memory = NULL;

  gs_lock (&spill.lock);
  if (gs_track_spill_take (n_bytes, place))
    {
      memory = gs_track_spill_map_part (n_bytes, *place);
      if (memory == NULL)
        gs_track_spill_give_back (*place);
    }
  gs_unlock (&spill.lock);
  return memory;
}

/* The part is given back to the disk as well. */
void
gs_track_spill_unmap (guint8 *memory, gsize n_bytes, goffset place)
{
  munmap (memory, n_bytes);
  gs_lock (&spill.lock);
  if (fallocate (spill.file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, place, n_bytes) == 0)
    gs_track_spill_give_back (place);
  gs_unlock (&spill.lock);
}

/**
 * gs_track_spill_dup_warning:
 *
 * Returns: (transfer full) (nullable): what failed first, and what to do; NULL: nothing did
 */
char *
gs_track_spill_dup_warning (void)
{
  g_autofree char *folder = g_filename_display_name (g_get_user_cache_dir ());
  char *warning = NULL;

  gs_lock (&spill.lock);
  if (spill.failure != 0)
    warning = g_strdup_printf (
        _ ("What memory is too small for should lie in “%s”, which fails: %s. It stays in memory, while there is some. Make room there, or record a shorter time."),
        folder, g_strerror (spill.failure));
  gs_unlock (&spill.lock);
  return warning;
}
