/* gs-ctf-check.c: walks over packet headers and looks for impossible sizes
 * SPDX-License-Identifier: MIT
 *
 * Babeltrace 2.0 aborts, by an assertion, where a packet's size does not fit a
 * signed 64-bit number. LTTng's packets begin with magic, UUID, stream class id
 * and, since 2.8, stream id; two times follow, then content and packet size in
 * bits. Which of the two layouts holds is seen from the first packets of the
 * folder's files; where none fits either, nothing is judged.
 */
#include "babeltrace/gs-ctf-check.h"

#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/gs-error.h"
#include "read/gs-ctf-index.h"

#define PACKET_MAGIC 0xC1FC1FC1u

static const gsize gs_ctf_size_offsets[] = { 48, 40 };

/* Magic and what follows, up to the sizes of the larger layout. */
typedef union
{
  guint64 words[8];
  guint32 magic;
} GsCtfHeader;

typedef struct
{
  int file;
  guint64 length;
  gsize sizes;         /* offset of the sizes in a packet */
  gboolean is_swapped; /* of the other byte order */
  GsCtfHeader header;  /* of the packet looked at */
} GsCtfWalk;

static guint64
gs_ctf_walk_get_size (const GsCtfWalk *self, guint which)
{
  guint64 value = self->header.words[self->sizes / sizeof value + which];

  return self->is_swapped ? GUINT64_SWAP_LE_BE (value) : value;
}

/* The file is read, not mapped: another program may be cutting it short. */
static gboolean
gs_ctf_walk_is_packet (GsCtfWalk *self, guint64 offset)
{
  gsize n_bytes = self->sizes + 2 * sizeof (guint64);
  guint32 magic;

  if (offset + n_bytes > self->length || pread (self->file, &self->header, n_bytes, offset) != (gssize) n_bytes)
    return FALSE;
  magic = self->header.magic;
  if (offset == 0)
    self->is_swapped = magic == GUINT32_SWAP_LE_BE (PACKET_MAGIC);
  return (self->is_swapped ? GUINT32_SWAP_LE_BE (magic) : magic) == PACKET_MAGIC;
}

/* Returns: whether no packet of this layout has an impossible size */
static gboolean
gs_ctf_walk_check (GsCtfWalk *self)
{
  guint64 offset = 0;

  while (gs_ctf_walk_is_packet (self, offset))
    {
      guint64 content = gs_ctf_walk_get_size (self, 0);
      guint64 size = gs_ctf_walk_get_size (self, 1);

      if (content > G_MAXINT64 || size > G_MAXINT64)
        return FALSE;
      if (size < 8 * self->sizes || size / 8 > self->length - offset)
        return TRUE; /* the library tells by itself */
      offset += size / 8;
    }
  return TRUE;
}

/* Returns: whether the first packet's sizes make sense where this layout has
 * them: at least one of them, since the other may be what is damaged */
static gboolean
gs_ctf_walk_fits (GsCtfWalk *self)
{
  guint64 content, size;

  if (!gs_ctf_walk_is_packet (self, 0))
    return FALSE;
  content = gs_ctf_walk_get_size (self, 0);
  size = gs_ctf_walk_get_size (self, 1);
  return (size % 8 == 0 && size >= 8 * self->sizes && size / 8 <= self->length)
         || (content >= 8 * self->sizes && content / 8 <= self->length);
}

/* Returns: the test's result, or @unknown where the file can't be read */
static gboolean
gs_ctf_walk_test (const char *path, gsize sizes, gboolean (*test) (GsCtfWalk *walk), gboolean unknown)
{
  GsCtfWalk walk = { .file = g_open (path, O_RDONLY | O_CLOEXEC, 0), .sizes = sizes };
  gboolean result = unknown;
  struct stat status;

  if (walk.file < 0)
    return unknown;
  if (fstat (walk.file, &status) == 0)
    {
      walk.length = status.st_size;
      result = test (&walk);
    }
  close (walk.file);
  return result;
}

/* Returns: (nullable) (transfer full): the path of a file for which @test has
 * the @wanted result */
static char *
gs_ctf_check_find (const char *folder, GPtrArray *files, gsize sizes, gboolean (*test) (GsCtfWalk *walk),
                   gboolean wanted)
{
  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *path = g_build_filename (folder, file->name, NULL);

      if (gs_ctf_walk_test (path, sizes, test, !wanted) == wanted)
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* The library would wait for what a pipe in the place of an index has to say. */
static gboolean
gs_ctf_check_indices (const char *folder, GPtrArray *files, GError **error)
{
  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *name = g_strconcat (file->name, ".idx", NULL);
      g_autofree char *path = g_build_filename (folder, "index", name, NULL);

      if (g_file_test (path, G_FILE_TEST_EXISTS) && !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        {
          g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("the index “%s” is no file"), path);
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * gs_ctf_check_folder:
 * @folder: that holds `metadata`
 *
 * Returns: whether the folder's stream files are safe to read with the trace library;
 *   else @error names the first that is damaged
 */
gboolean
gs_ctf_check_folder (const char *folder, GError **error)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);

  if (!gs_ctf_check_indices (folder, files, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_size_offsets); i++)
    {
      gsize sizes = gs_ctf_size_offsets[i];
      g_autofree char *fits = gs_ctf_check_find (folder, files, sizes, gs_ctf_walk_fits, TRUE);
      g_autofree char *damaged = NULL;

      if (fits == NULL)
        continue;
      damaged = gs_ctf_check_find (folder, files, sizes, gs_ctf_walk_check, FALSE);
      if (damaged == NULL)
        return TRUE;
      g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _ ("the stream file “%s” has a packet of impossible size"),
                   damaged);
      return FALSE;
    }
  return TRUE;
}

/**
 * gs_ctf_check_file:
 * @folder: of the trace as it was recorded: its other files tell the layout
 * @name: of a stream file there
 *
 * Returns: whether that file is safe to read with the trace library
 */
gboolean
gs_ctf_check_file (const char *folder, const char *name)
{
  g_autoptr (GPtrArray) files = gs_ctf_index_list_files (folder);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_size_offsets); i++)
    {
      gsize sizes = gs_ctf_size_offsets[i];
      g_autofree char *fits = gs_ctf_check_find (folder, files, sizes, gs_ctf_walk_fits, TRUE);

      if (fits != NULL)
        return gs_ctf_walk_test (path, sizes, gs_ctf_walk_check, TRUE);
    }
  return TRUE;
}
