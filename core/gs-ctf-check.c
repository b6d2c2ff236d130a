/* gs-ctf-check.c: walks over packet headers and looks for impossible sizes
 * SPDX-License-Identifier: MIT
 *
 * Babeltrace 2.0 aborts, by an assertion, where a packet's size does not fit a
 * signed 64-bit number. LTTng's packets begin with magic, UUID, stream class id
 * and, since 2.8, stream id; two times follow, then content and packet size in
 * bits. Which of the two layouts holds is seen from the first packets of the
 * folder's files; where none fits either, nothing is judged.
 */
#include "gs-ctf-check.h"

#include <glib/gi18n.h>
#include <string.h>

#include "gs-ctf-index.h"
#include "gs-error.h"

#define PACKET_MAGIC 0xC1FC1FC1u

static const gsize gs_ctf_size_offsets[] = { 48, 40 };

typedef struct
{
  const char *data;
  gsize       length;
  gsize       sizes;      /* offset of the sizes in a packet */
  gboolean    is_swapped; /* of the other byte order */
} GsCtfWalk;

static guint64
gs_ctf_walk_get (const GsCtfWalk *self,
                 gsize            offset)
{
  guint64 value;

  memcpy (&value, self->data + offset, sizeof value);
  return self->is_swapped ? GUINT64_SWAP_LE_BE (value) : value;
}

static gboolean
gs_ctf_walk_is_packet (const GsCtfWalk *self,
                       gsize            offset)
{
  guint32 magic;

  if (offset + self->sizes + 2 * sizeof (guint64) > self->length)
    return FALSE;
  memcpy (&magic, self->data + offset, sizeof magic);
  return (self->is_swapped ? GUINT32_SWAP_LE_BE (magic) : magic) == PACKET_MAGIC;
}

/* Returns: whether no packet of this layout has an impossible size */
static gboolean
gs_ctf_walk_check (const GsCtfWalk *self)
{
  gsize offset = 0;

  while (gs_ctf_walk_is_packet (self, offset))
    {
      guint64 content = gs_ctf_walk_get (self, offset + self->sizes);
      guint64 size = gs_ctf_walk_get (self, offset + self->sizes + sizeof content);

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
gs_ctf_walk_fits (const GsCtfWalk *self)
{
  guint64 content, size;

  if (!gs_ctf_walk_is_packet (self, 0))
    return FALSE;
  content = gs_ctf_walk_get (self, self->sizes);
  size = gs_ctf_walk_get (self, self->sizes + sizeof content);
  return (size % 8 == 0 && size >= 8 * self->sizes && size / 8 <= self->length)
         || (content >= 8 * self->sizes && content / 8 <= self->length);
}

/* Returns: (transfer full) (nullable): the file's content, with @self set up */
static GMappedFile *
gs_ctf_walk_open (GsCtfWalk  *self,
                  const char *path,
                  gsize       sizes)
{
  GMappedFile *mapped = g_mapped_file_new (path, FALSE, NULL);
  guint32 magic = 0;

  if (mapped == NULL)
    return NULL;

  self->data = g_mapped_file_get_contents (mapped);
  self->length = g_mapped_file_get_length (mapped);
  self->sizes = sizes;
  if (self->length >= sizeof magic)
    memcpy (&magic, self->data, sizeof magic);
  self->is_swapped = magic == GUINT32_SWAP_LE_BE (PACKET_MAGIC);
  return mapped;
}

/* Returns: (nullable) (transfer full): the path of a file for which @test has
 * the @wanted result */
static char *
gs_ctf_check_find (const char *folder,
                   GPtrArray  *files,
                   gsize       sizes,
                   gboolean  (*test) (const GsCtfWalk *walk),
                   gboolean    wanted)
{
  for (guint i = 0; i < files->len; i++)
    {
      const GsCtfFile *file = g_ptr_array_index (files, i);
      g_autofree char *path = g_build_filename (folder, file->name, NULL);
      GsCtfWalk walk;
      g_autoptr(GMappedFile) mapped = gs_ctf_walk_open (&walk, path, sizes);

      if (mapped != NULL && test (&walk) == wanted)
        return g_steal_pointer (&path);
    }
  return NULL;
}

/**
 * gs_ctf_check_folder:
 * @folder: that holds `metadata`
 *
 * Returns: whether the trace library can be let at the folder's stream files;
 *   else @error names the first that is damaged
 */
gboolean
gs_ctf_check_folder (const char  *folder,
                     GError     **error)
{
  g_autoptr(GPtrArray) files = gs_ctf_index_list_files (folder);

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
      g_set_error (error, GS_ERROR, GS_ERROR_TRACE, _("the stream file “%s” has a packet of impossible size"), damaged);
      return FALSE;
    }
  return TRUE;
}

/**
 * gs_ctf_check_file:
 * @folder: of the trace as it was recorded: its other files tell the layout
 * @name: of a stream file there
 *
 * Returns: whether the trace library can be let at that file
 */
gboolean
gs_ctf_check_file (const char *folder,
                   const char *name)
{
  g_autoptr(GPtrArray) files = gs_ctf_index_list_files (folder);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (gs_ctf_size_offsets); i++)
    {
      gsize sizes = gs_ctf_size_offsets[i];
      g_autofree char *fits = gs_ctf_check_find (folder, files, sizes, gs_ctf_walk_fits, TRUE);
      g_autoptr(GMappedFile) mapped = NULL;
      GsCtfWalk walk;

      if (fits == NULL)
        continue;
      mapped = gs_ctf_walk_open (&walk, path, sizes);
      return mapped == NULL || gs_ctf_walk_check (&walk);
    }
  return TRUE;
}
